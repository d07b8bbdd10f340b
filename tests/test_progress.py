"""What a learner has solved: kept beside their work, whole or not at all, and shown as towers."""

import json

import pytest

from course_lib import progress
from course_lib.progress import Map


@pytest.fixture
def here(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(progress, "KEPT_HERE", {})
    for name in ("COURSE_PROGRESS", "COURSE_QUIET"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def verdict(points, task="05.hidden_delta"):
    return {"task": task, "points": points, "of": 3, "says": ["not kept"]}


def test_the_best_verdict_is_kept_and_survives(here):
    for points in (0, 2, 1):
        progress.note(verdict(points))
    assert progress.read() == {"05.hidden_delta": {"points": 2, "of": 3}}
    assert "not kept" not in (here / progress.FILE).read_text()
    assert [path.name for path in here.iterdir()] == [progress.FILE]


def test_nothing_is_written_before_there_is_something_to_keep(here):
    progress.note(verdict(0))
    assert list(here.iterdir()) == []


def test_it_lies_in_the_working_copy_where_there_is_one(here, monkeypatch):
    (here / ".handed-out.json").write_text("{}")
    (here / "exercises" / "05").mkdir(parents=True)
    monkeypatch.chdir(here / "exercises" / "05")
    progress.note(verdict(3))
    assert (here / progress.FILE).exists()


def test_a_build_writes_nothing(here, monkeypatch):
    monkeypatch.setenv("COURSE_QUIET", "1")
    progress.note(verdict(3))
    assert list(here.iterdir()) == [] and progress.show().total("05")[0] == 3
    monkeypatch.setenv("COURSE_PROGRESS", str(here / "other.json"))
    progress.note(verdict(3))
    assert json.loads((here / "other.json").read_text())["best"]


BROKEN = ["", "{", "[]", '{"best": 3}', '{"best": {"05.x": 3}}', '{"best": {"05.x": {}}}']


@pytest.mark.parametrize("content", BROKEN)
def test_a_broken_file_is_put_aside_and_not_lost(here, content):
    (here / progress.FILE).write_text(content)
    assert progress.read() == {}
    progress.note(verdict(3))
    assert progress.read() and (here / f"{progress.FILE}.unreadable").read_text() == content


def test_a_folder_that_cannot_be_written_stops_nobody(here, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", str(here / "no" / "such" / "folder.json"))
    progress.note(verdict(3))
    assert progress.read() == {}


def test_the_map_has_a_brick_for_each_task_and_says_it_in_words_too(here):
    shown = Map({"05.hidden_delta": {"points": 3}, "05.all_deltas": {"points": 1}})
    page, text = shown._repr_html_(), repr(shown)
    assert page.count("<rect") == sum(map(len, shown.towers.values())) and "aria-label='A tower" in page
    assert "✓" in page and "◐" in page and "05.hidden_delta · One layer down: 3 of 3" in page
    assert "05 The delta recursion" in text and "Next: 01." in text
    assert shown.total("05")[0] == 4 and shown.total()[1] > 100
    full = Map({task.name: {"points": task.points} for tower in shown.towers.values() for task, _ in tower})
    assert full.next() == "All solved." and full.total()[0] == full.total()[1]


def test_show_reads_the_file(here):
    progress.note(verdict(3))
    assert progress.show().total("05")[0] == 3
