"""Whose a file is and whether it can be graded: by what the platforms make of names, and by a first look."""

import json
import os
import stat
import time
import tracemalloc
import zipfile
from zipfile import ZIP_BZIP2, ZIP_DEFLATED

import pytest

from course_lib.grading import contents
from course_lib.grading.archives import LARGEST_LIST, Reader
from course_lib.grading.contents import problem_of, sources
from course_lib.grading.layouts import cleaned
from course_lib.grading.moments import moment
from course_lib.grading.submissions import MOST_ATTEMPTS, find
from course_lib.probes import ASSIGNMENTS
from tools.places import ROOT


def released(number, room="exercises"):
    return (ROOT / room / ASSIGNMENTS[number].folder / f"exercises_{number}.ipynb").read_bytes()


BLANK, SOLVED, OTHER = released("05"), released("05", "solutions"), released("04")
JANUARY = moment("2026-01-10T12:00:00+00:00")
GRADESCOPE = b"""submission_12345:
  :submitters:
  - :name: Ada Lovelace
    :sid: '111'
  :created_at: 2026-01-15 10:30:00.123456000 Z
  :history:
  - :created_at: 2026-01-01 00:00:00 Z
submission_12346:
  :submitters:
  - :name: Bob
  :created_at: 2026-01-16 10:30:00 +01:00
"""


def fill(folder, files):
    """Write {name: bytes}; all of them in January, each a minute after the one before."""
    for count, (name, data) in enumerate(files.items()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        os.utime(path, (JANUARY + 60 * count,) * 2)
    return folder


def packed(path, files, method=ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def rows(place, **options):
    """{learner: [problem of each attempt]}."""
    found = {}
    for one in find(place, "05", **options):
        found.setdefault(one.learner, []).append(one.problem)
        assert one.attempt == len(found[one.learner])
    return found


LAYOUTS = {
    "file names": ({"ada.ipynb": BLANK, "ada_2.ipynb": SOLVED, "bob_2.ipynb": BLANK, "notes.txt": b"x"},
                   {"ada": ["", ""], "bob_2": [""]}),
    "a browser's copies": ({"ada.ipynb": BLANK, "ada (1).ipynb": SOLVED}, {"ada": ["", ""]}),
    "folders": ({"ada/exercises_05.ipynb": BLANK, "ada/exercises_05-1.ipynb": SOLVED, "bob/x.ipynb": BLANK},
                {"ada": ["", ""], "bob": [""]}),
    "Moodle": ({"Ada Lovelace_123_assignsubmission_file_/exercises_05.ipynb": BLANK,
                "John Smith_7_assignsubmission_file_/exercises_05.ipynb": BLANK,
                "John Smith_8_assignsubmission_file_/exercises_05.ipynb": BLANK,
                "No One_9_assignsubmission_file_/essay.pdf": b"%PDF"},
               {"Ada Lovelace": [""], "John Smith 7": [""], "John Smith 8": [""], "No One": ["no notebook"]}),
    "Moodle without folders": ({"Ada Lovelace_123_assignsubmission_file_exercises_05.ipynb": BLANK},
                               {"Ada Lovelace": [""]}),
    "Canvas": ({"lovelaceada_12345_67890_exercises_05-1.ipynb": BLANK,
                "bob_LATE_12346_67891_exercises_05.ipynb": BLANK, "carl_12347_67892_essay.docx": b"x"},
               {"lovelaceada": [""], "bob": [""], "carl": ["no notebook"]}),
    "nbgrader": ({"submitted/ada/05_the_delta_recursion/exercises_05.ipynb": BLANK,
                  "submitted/ada/04_layers/exercises_04.ipynb": OTHER,
                  "source/05_the_delta_recursion/exercises_05.ipynb": BLANK,
                  "autograded/ada/05_the_delta_recursion/exercises_05.ipynb": BLANK}, {"ada": [""]}),
    "Gradescope": ({"assignment_9_export/submission_12345/exercises_05.ipynb": BLANK,
                    "assignment_9_export/submission_12346/exercises_05.ipynb": BLANK,
                    "assignment_9_export/submission_metadata.yml": GRADESCOPE},
                   {"Ada Lovelace": [""], "Bob": [""]}),
    "non-ASCII": ({"Zoë Ünï.ipynb": BLANK, "李明/exercises_05.ipynb": BLANK},
                  {"Zoë Ünï": [""], "李明": [""]}),
    "left behind": ({"ada.ipynb": BLANK, ".ipynb_checkpoints/ada-checkpoint.ipynb": BLANK,
                     "__MACOSX/._ada.ipynb": b"x", ".DS_Store": b"x"}, {"ada": [""]}),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_name_says_whose_it_is(layout, tmp_path):
    files, expected = LAYOUTS[layout]
    assert rows(fill(tmp_path / "class", files)) == expected
    assert rows(packed(tmp_path / "class.zip", files)) == expected


def test_an_archive_may_lie_in_the_folder_or_have_a_folder_around_it(tmp_path):
    files, expected = LAYOUTS["Moodle"]
    (tmp_path / "class").mkdir()
    packed(tmp_path / "class" / "CS 101.zip", files)
    assert rows(tmp_path / "class") == expected
    assert rows(packed(tmp_path / "x.zip", {"x/ada.ipynb": BLANK, "x/bob.ipynb": BLANK})) == {
        "ada": [""], "bob": [""]}
    assert rows(packed(tmp_path / "y.zip", {"ada/exercises_05.ipynb": BLANK})) == {"ada": [""]}


def test_an_archive_of_a_learner_is_theirs_whatever_it_says(tmp_path):
    for learner in ("ada", "eve"):
        packed(tmp_path / f"{learner}.zip", {"bob_1_assignsubmission_file_/exercises_05.ipynb": BLANK})
    (tmp_path / "carl.zip").write_bytes(b"PK no archive")
    assert rows(tmp_path) == {"ada": [""], "eve": [""], "carl": ["no notebook"]}


def test_a_learners_folder_says_whose_it_is_and_what_lies_in_it_does_not(tmp_path):
    inside = "Ada_1_assignsubmission_file_/Bob_2_assignsubmission_file_/Bob_2_assignsubmission_file_x.ipynb"
    assert rows(fill(tmp_path, {inside: BLANK})) == {"Ada": [""]}


PROBLEMS = {
    "": BLANK, "empty": b" \n", "huge": b"{" + b" " * contents.LARGEST + b"}", "old format":
    b'{"nbformat": 3, "worksheets": [], "metadata": {}}', "wrong assignment": OTHER,
    "not a notebook": b'{"cells": [], "x": {"nbformat": 4}}'}


@pytest.mark.parametrize("problem", PROBLEMS)
def test_each_problem_is_a_row_that_says_so(problem, tmp_path):
    assert rows(fill(tmp_path, {"ada.ipynb": PROBLEMS[problem], "bob.ipynb": BLANK})) == {
        "ada": [problem], "bob": [""]}


@pytest.mark.parametrize("data", [
    b"[]", b"{foo}", BLANK[:-9], BLANK[:5000], BLANK + BLANK, b"PK\3\4", b"<html>", b"\0" * 99, b"{}}{",
    b'{"nbformat": 4, "cells": []}]', b'{"nbformat": 4, "cells": [}]', b'{"a',
    BLANK.decode().encode("utf-16")],
    ids=range(13))
def test_what_is_not_json_is_said_to_be_none(data):
    assert problem_of(data, "05") == "not JSON"


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf" + BLANK, BLANK + b"\n\n", SOLVED,
                                  b'{"cells": [], "nbformat": 4, "x": NaN}',
                                  BLANK.replace(b"hidden_delta", b"my_delta")])
def test_an_honest_notebook_passes(data):
    assert problem_of(data, "05") == ""


@pytest.mark.parametrize("number", ASSIGNMENTS)
def test_every_assignment_is_told_from_every_other(number):
    for room in ("exercises", "solutions"):
        seen = {other: problem_of(released(other, room), number) for other in ASSIGNMENTS}
        assert seen.pop(number) == "" and set(seen.values()) == {"wrong assignment"}


def test_the_right_answers_under_the_wrong_title_are_not_the_wrong_assignment():
    text = OTHER.replace(b"04", b"06") + b""
    assert problem_of(text, "05") == "wrong assignment"
    answered = text.replace(b"import numpy", b"def hidden_delta(x): pass\\nimport numpy", 1)
    assert problem_of(answered, "05") == ""
    assert problem_of(b'{"cells": [], "nbformat": 4}', "05") == ""       # nothing is known of it


@pytest.mark.parametrize("text", [
    b'{"cells":' + b"[" * 3_000_000 + b"]" * 3_000_000 + b"}",
    b'{"cells":[' + b'"",' * 2_000_000 + b'""],"nbformat":4}',
    b'{"nbformat":4,"cells":["' + b"\\n" * 3_000_000 + b'"]}',
    b'{"' + b"\\" * 6_000_000 + b"}",
    b'{"nbformat":4,"cells":[' + b"1," * 3_000_000 + b"x]}",
    b'{"nbformat":4,"cells":["Exercises 04 \xc2\xb7 ' + b"check(  " * 700_000 + b'"]}',
    b'{"nbformat":' + b"9" * 6_000_000 + b',"cells":[]}',
], ids=["deep", "wide", "escapes", "backslashes", "numbers", "traces", "one number"])
def test_a_bomb_takes_neither_memory_nor_time(text):
    import time
    tracemalloc.start()
    start = time.process_time()
    problem_of(text, "05")
    taken, (_, most) = time.process_time() - start, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken < 20 and most < 3 * len(text)


def test_attempts_are_counted_by_time_and_by_the_number_in_the_name(tmp_path):
    fill(tmp_path, {"ada/zuerst.ipynb": BLANK, "ada/danach.ipynb": SOLVED, "bob_2.ipynb": BLANK,
                    "bob_10.ipynb": SOLVED, "bob.ipynb": OTHER})
    order = [(one.learner, one.attempt, os.path.basename(one.path)) for one in find(tmp_path, "05")]
    assert order == [("ada", 1, "zuerst.ipynb"), ("ada", 2, "danach.ipynb"), ("bob", 1, "bob.ipynb"),
                     ("bob", 2, "bob_2.ipynb"), ("bob", 3, "bob_10.ipynb")]


def test_the_same_bytes_again_are_a_duplicate_for_the_same_learner_only(tmp_path):
    fill(tmp_path, {"ada.ipynb": BLANK, "ada_2.ipynb": SOLVED, "ada_3.ipynb": BLANK, "bob.ipynb": BLANK,
                    "eve.ipynb": b"", "eve_2.ipynb": b""})
    assert rows(tmp_path) == {"ada": ["", "", "duplicate of attempt 1"], "bob": [""],
                              "eve": ["empty", "empty"]}


def test_late_is_what_came_after_the_deadline_or_what_the_platform_calls_so(tmp_path):
    fill(tmp_path, {"ada.ipynb": BLANK, "bob.ipynb": BLANK, "eve_LATE_1_2_exercises_05.ipynb": BLANK})

    def late(due):
        return [one.learner for one in find(tmp_path, "05", due=due) if one.late]
    assert late(None) == ["eve"]
    assert late(JANUARY + 30) == ["bob", "eve"] == late("2026-01-10T12:00:30+00:00")
    assert late("2026-01-11") == ["eve"]                     # the end of the day


def test_the_date_of_a_file_says_nothing_where_the_platform_says_who_is_late(tmp_path):
    fill(tmp_path, {"ada_1_2_exercises_05.ipynb": BLANK, "eve_LATE_1_2_exercises_05.ipynb": BLANK})
    assert [one.learner for one in find(tmp_path, "05", due=JANUARY - 99) if one.late] == ["eve"]


@pytest.mark.parametrize("name", ["ada.ipynb.txt", "ada.ipynb.json", "ada/exercises_05.ipynb.txt"])
def test_a_notebook_with_one_more_ending_is_hers_all_the_same(name, tmp_path):
    fill(tmp_path, {name: SOLVED})
    assert rows(tmp_path) == {"ada": [""]}


def test_the_time_is_what_nbgrader_and_gradescope_wrote_down(tmp_path):
    fill(tmp_path / "a", {"ada/05_the_delta_recursion/exercises_05.ipynb": BLANK,
                          "ada/05_the_delta_recursion/timestamp.txt": b"2026-01-15 10:30:00.5 UTC"})
    assert [one.time for one in find(tmp_path / "a", "05")] == ["2026-01-15T10:30:00+00:00"]
    fill(tmp_path / "b", LAYOUTS["Gradescope"][0])
    assert [one.time for one in find(tmp_path / "b", "05")] == ["2026-01-15T10:30:00+00:00",
                                                                  "2026-01-16T09:30:00+00:00"]


def test_an_archive_keeps_the_exact_time_where_it_has_one(tmp_path):
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        info = zipfile.ZipInfo("ada.ipynb", (2026, 1, 1, 0, 0, 0))
        info.extra = b"UT\5\0\1" + int(JANUARY).to_bytes(4, "little")
        archive.writestr(info, BLANK)
        archive.writestr(zipfile.ZipInfo("bob.ipynb"), BLANK)            # 1980: no time at all
    assert [one.time for one in find(tmp_path / "class.zip", "05")] == ["2026-01-10T12:00:00+00:00", ""]


def test_links_pipes_and_what_cannot_be_read_are_not_opened(tmp_path):
    fill(tmp_path / "class", {"ada.ipynb": BLANK})
    fill(tmp_path / "elsewhere", {"secret.ipynb": SOLVED})
    (tmp_path / "class" / "eve.ipynb").symlink_to(tmp_path / "elsewhere" / "secret.ipynb")
    (tmp_path / "class" / "zoe").symlink_to(tmp_path / "elsewhere")
    os.mkfifo(tmp_path / "class" / "pipe.ipynb")
    found = find(tmp_path / "class", "05")
    assert [one.learner for one in found] == ["ada"]
    assert {os.path.basename(path) for path, _ in found.left_out} == {"eve.ipynb", "zoe", "pipe.ipynb"}


def test_a_file_that_becomes_a_link_after_the_listing_is_not_followed(tmp_path):
    fill(tmp_path, {"ada.ipynb": BLANK, "secret": SOLVED})
    found = find(tmp_path, "05")
    (tmp_path / "ada.ipynb").unlink()
    (tmp_path / "ada.ipynb").symlink_to(tmp_path / "secret")
    assert [(one.problem, one.hash) for one in found] == [("not a notebook", "")]


def test_names_that_lead_out_of_an_archive_lead_nowhere(tmp_path):
    link = zipfile.ZipInfo("link.ipynb")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    packed(tmp_path / "class.zip", {"../../x.ipynb": BLANK, "/etc/y.ipynb": BLANK, "C:\\z.ipynb": BLANK,
                                    "a/../b.ipynb": BLANK, "ok.ipynb": BLANK, link: b"/etc/passwd"})
    found = find(tmp_path / "class.zip", "05")
    assert [one.learner for one in found] == ["ok"] and len(found.left_out) == 5


def test_a_zip_bomb_is_huge_and_not_unpacked(tmp_path):
    packed(tmp_path / "class.zip", {"ada.ipynb": b"{" * (64 * 2**20), "bob.ipynb": BLANK})
    tracemalloc.start()
    assert rows(tmp_path / "class.zip") == {"ada": ["huge"], "bob": [""]}
    assert tracemalloc.get_traced_memory()[1] < 20 * 2**20
    tracemalloc.stop()


def test_a_bomb_that_lies_about_its_size_is_found_out(tmp_path):
    whole = packed(tmp_path / "class.zip", {"ada.ipynb": b" " * (64 * 2**20)}).read_bytes()
    lie = whole.replace((64 * 2**20).to_bytes(4, "little"), (999).to_bytes(4, "little"))
    assert lie != whole
    (tmp_path / "class.zip").write_bytes(lie)
    tracemalloc.start()
    assert rows(tmp_path / "class.zip") in ({"ada": ["not a notebook"]}, {"ada": ["empty"]})
    assert tracemalloc.get_traced_memory()[1] < 2.5 * contents.LARGEST
    tracemalloc.stop()


def test_encrypted_damaged_and_unusual_archives_are_rows_or_sentences(tmp_path):
    packed(tmp_path / "bzip.zip", {"ada.ipynb": BLANK}, ZIP_BZIP2)
    assert rows(tmp_path / "bzip.zip") == {"ada": ["not a notebook"]}
    data = bytearray(packed(tmp_path / "d.zip", {"ada.ipynb": BLANK, "bob.ipynb": BLANK}).read_bytes())
    data[60:200] = b"x" * 140
    (tmp_path / "damaged.zip").write_bytes(data)
    assert rows(tmp_path / "damaged.zip") == {"ada": ["not a notebook"], "bob": [""]}
    locked = bytearray(packed(tmp_path / "l.zip", {"ada.ipynb": BLANK}).read_bytes())
    locked[6] |= 1
    locked[locked.rfind(b"PK\1\2") + 8] |= 1
    (tmp_path / "locked.zip").write_bytes(locked)
    assert rows(tmp_path / "locked.zip") == {"ada": ["not a notebook"]}
    (tmp_path / "none.zip").write_bytes(b"PK")
    with pytest.raises(ValueError, match="none.zip cannot be read"):
        find(tmp_path / "none.zip", "05")
    with pytest.raises(FileNotFoundError, match="a folder of notebooks"):
        find(tmp_path / "nowhere", "05")


def test_the_list_of_a_learners_archive_is_short_or_not_read(tmp_path):
    packed(tmp_path / "bob.zip", {"x.ipynb": BLANK})
    with zipfile.ZipFile(tmp_path / "eve.zip", "w") as archive:
        for count in range(LARGEST_LIST // 100):
            archive.writestr(f"{count:060}.ipynb", b"")
    assert rows(tmp_path) == {"bob": [""], "eve": ["no notebook"]}


def test_of_very_many_files_of_one_learner_the_newest_are_looked_at(tmp_path):
    fill(tmp_path, {f"ada/{count}.ipynb": BLANK.replace(b"Exercises", b"%d" % count)
                    for count in range(MOST_ATTEMPTS + 5)})
    found = find(tmp_path, "05")
    assert len(found) == MOST_ATTEMPTS == len(list(found)) and len(found.left_out) == 5
    assert os.path.basename(list(found)[-1].path) == f"{MOST_ATTEMPTS + 4}.ipynb"


@pytest.mark.parametrize("name", ["a\x01b", "a\u202eb", "x" * 500, "..", "", os.fsdecode(b"w\xff"), "a\nb"])
def test_a_strange_name_becomes_a_plain_one_and_stays_unlike_others(name):
    plain = cleaned(name)
    assert plain.isprintable() and 0 < len(plain) < 100 and plain not in (".", "..")
    assert plain != cleaned(name + "\x02") and plain.encode("utf-8")
    assert cleaned("Zoe\u0308") == "Zoë"


def test_a_reader_reads_what_a_submission_says(tmp_path):
    fill(tmp_path, {"ada.ipynb": BLANK, "odd.zip!x.ipynb": SOLVED})
    packed(tmp_path / "class.zip", {"bob.ipynb": BLANK})
    reader = Reader()
    for one in [*find(tmp_path, "05"), *find(tmp_path / "class.zip", "05")]:
        assert reader.read(one.path, one.size) in (BLANK, SOLVED)
    for path in ("class.zip!nobody.ipynb", "nowhere.zip!x"):
        with pytest.raises(OSError):
            reader.read(str(tmp_path / path), 9)
    reader.close()


def test_a_part_of_the_class_can_be_picked(tmp_path):
    fill(tmp_path, {f"{name}/{count}.ipynb": b"%d" % count for name in "abc" for count in range(2)})
    found = find(tmp_path, "05")
    assert len(found) == 6
    assert {one.learner for one in found.first(3)} == {"a", "b"}
    assert {one.learner for one in found.only("c".__eq__)} == {"c"}


def test_no_time_is_answered_with_the_form_of_one():
    with pytest.raises(ValueError, match="2026-01-15T23:59"):
        moment("next Tuesday")




def sources_by_json(data):
    return ["".join(cell["source"]) for cell in json.loads(data)["cells"]]


@pytest.mark.parametrize("data", [BLANK, SOLVED], ids=["blank", "solved"])
@pytest.mark.parametrize("written", [
    {"indent": 1}, {"separators": (",", ":")}, {"sort_keys": True, "ensure_ascii": False}],
    ids=["indented", "short", "sorted"])
def test_the_sources_of_a_notebook_are_found_without_reading_it_as_json(data, written):
    book = json.loads(data)
    book["cells"].append({"cell_type": "raw", "metadata": {}, "source": '\\"source": ["no"], \U0001f600 "'})
    again = json.dumps(book, **written).encode()
    assert sources(again) == sources_by_json(again)
    for cell in book["cells"]:
        cell["source"] = "".join(cell["source"])
    assert sources(json.dumps(book, **written).encode()) == sources_by_json(again)


@pytest.mark.parametrize("data", [
    b"", b"[" * 10**6, b'"source": [' * 10**5, b'"source": ["a"' + b', "a"' * 10**6, b'"source": ["\\x"]',
    b'"source": ["\xff"]', b'"source": "' + b"\\" * 10**6], ids=range(7))
def test_what_is_no_source_is_none_and_takes_no_time(data):
    start = time.perf_counter()
    assert sources(data) == [] and time.perf_counter() - start < 5


def test_no_more_is_read_than_asked_for():
    data = json.dumps({"cells": [{"source": ["x" * 100]}] * 50}).encode()
    assert len(sources(data, 1000)) == 11
