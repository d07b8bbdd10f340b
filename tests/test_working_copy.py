"""The working copy: what a learner wrote is never lost, and what nobody changed is renewed."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tools import working_copy
from tools.places import Stop
from tools.working_copy import RECORD, find, fingerprint, hand_out

NAME = "notebooks/01_x.ipynb"


def write(path, source, output=None):
    """A notebook of one cell."""
    path.parent.mkdir(parents=True, exist_ok=True)
    outputs = [new_output("stream", text=output)] if output else []
    cell = new_code_cell(source, id="one", outputs=outputs, execution_count=1 if output else None)
    nbformat.write(new_notebook(cells=[cell]), path)


def text(path):
    return nbformat.read(path, as_version=4).cells[0].source


@pytest.fixture
def course(tmp_path):
    """A course with one notebook, one exercise and one page; and its working copy, just made."""
    root, my = tmp_path / "course", tmp_path / "course" / "my"
    write(root / NAME, "a = 1")
    write(root / "exercises" / "01" / "chain.ipynb", "def f(): ...")
    (root / "exercises" / "README.md").write_text("for those who look at the repository")
    (root / "NOTATION.md").write_text("letters")
    happened = hand_out(root, my)
    assert [what for what, _ in happened] == ["new"] * 3
    return root, my


def happens(course):
    return [(what, path.as_posix()) for what, path in hand_out(*course)]


def test_a_second_time_nothing_happens(course):
    assert happens(course) == []


def test_it_has_the_folders_of_the_course(course):
    assert sorted(path.relative_to(course[1]).as_posix() for path in course[1].rglob("*.*")) == [
        RECORD, "NOTATION.md", "exercises/01/chain.ipynb", NAME]


def test_a_notebook_that_was_only_run_is_renewed(course):
    root, my = course
    write(my / NAME, "a = 1", output="1")
    write(root / NAME, "a = 2")
    assert happens(course) == [("updated", NAME)]
    assert text(my / NAME) == "a = 2"


def test_a_notebook_that_was_changed_stays_and_the_new_one_is_beside_it(course):
    root, my = course
    write(my / NAME, "mine = 1")
    assert happens(course) == []                               # no news: nothing to say
    write(root / NAME, "a = 2")
    assert happens(course) == [("beside", "notebooks/01_x.new-1.ipynb")]
    assert text(my / NAME) == "mine = 1"
    assert text(my / "notebooks/01_x.new-1.ipynb") == "a = 2"
    assert happens(course) == []                               # it is said once


def test_the_next_update_replaces_the_one_beside_unless_it_was_changed_too(course):
    root, my = course
    write(my / NAME, "mine = 1")
    write(root / NAME, "a = 2")
    hand_out(root, my)
    write(root / NAME, "a = 3")
    assert happens(course) == [("beside", "notebooks/01_x.new-1.ipynb")]
    write(my / "notebooks/01_x.new-1.ipynb", "mine = 2")
    write(root / NAME, "a = 4")
    assert happens(course) == [("beside", "notebooks/01_x.new-2.ipynb")]
    assert text(my / "notebooks/01_x.new-1.ipynb") == "mine = 2"


def test_a_notebook_that_was_removed_comes_again(course):
    (course[1] / NAME).unlink()
    assert happens(course) == [("again", NAME)]


def test_without_its_memory_it_takes_every_difference_for_the_learners(course):
    root, my = course
    write(my / NAME, "mine = 1")
    (my / RECORD).unlink()
    assert happens(course) == [("beside", "notebooks/01_x.new-1.ipynb")]
    assert text(my / NAME) == "mine = 1"


def test_a_file_that_is_no_notebook_counts_byte_by_byte(course):
    root, my = course
    (my / NAME).write_text("not JSON")
    (my / "NOTATION.md").write_text("letters!")
    (root / "NOTATION.md").write_text("more letters")
    assert happens(course) == [("beside", "NOTATION.new-1.md")]
    assert (my / NAME).read_text() == "not JSON"


def test_a_pasted_picture_is_a_change(course):
    before = fingerprint(course[1] / NAME)
    content = json.loads((course[1] / NAME).read_text())
    content["cells"][0]["attachments"] = {"drawing.png": {}}
    (course[1] / NAME).write_text(json.dumps(content))
    assert fingerprint(course[1] / NAME) != before


def test_reset_keeps_the_old_one(course, monkeypatch, capsys):
    root, my = course
    monkeypatch.setattr(working_copy, "ROOT", root)
    monkeypatch.setattr(working_copy, "MY", my)
    monkeypatch.setattr(working_copy, "trust", lambda paths: None)
    for number, mine in enumerate(["mine = 1", "mine = 2"], 1):
        write(my / NAME, mine)
        assert working_copy.reset("01_x") == 0
        assert text(my / NAME) == "a = 1"
        assert text(my / f"notebooks/01_x.kept-{number}.ipynb") == mine
    assert "my/notebooks/01_x.kept-2.ipynb" in capsys.readouterr().out
    assert happens(course) == []


def test_reset_asks_which_one(course):
    paths = list(working_copy.course_files(course[0]))
    assert find("01", paths).as_posix() == NAME                # the file's name begins with it
    assert find("chain", paths).as_posix() == "exercises/01/chain.ipynb"
    for name, answer in [("n", "More than one"), ("7", "Nothing fits")]:
        with pytest.raises(Stop, match=answer):
            find(name, paths)
    with pytest.raises(Stop, match="NAME=01"):
        working_copy.reset()


def test_another_rule_would_lose_work(course):
    """The wrong way, always to copy, run through the same claim."""
    root, my = course
    write(my / NAME, "mine = 1")
    write(root / NAME, "a = 2")
    working_copy.copy(root / NAME, my / NAME)
    with pytest.raises(AssertionError):
        assert text(my / NAME) == "mine = 1"
