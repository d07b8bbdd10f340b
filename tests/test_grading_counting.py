"""Which attempt counts: one function says it, and everything that reads the store agrees with it."""

import csv
import gc
import json
import os
import sys
import tracemalloc

import pytest
from fake_grader import SEED, VERSION, FakeGrader, store_at
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.checks import sheet
from course_lib.grading import __main__ as door
from course_lib.grading.record import NO_NOTEBOOK, STATUSES, Result, Submission, counting
from course_lib.grading.reports import write_all
from course_lib.grading.reports.text import file_name
from course_lib.grading.store import NOT_YET
from course_lib.probes import ASSIGNMENTS
from tools.places import ROOT

VERDICT = {"task": "05.hidden_delta", "title": "One layer down", "status": "right", "points": 3.0, "of": 3,
           "says": ["Right."], "where": [], "notes": [], "named": []}
ATTEMPT = st.tuples(st.sampled_from([*STATUSES, "not yet", "duplicate"]), st.booleans(), st.integers(0, 3))
CLASSES = st.dictionaries(st.sampled_from(["ada", "Bob", "eve", "Eve", "Zoë"]),
                          st.lists(ATTEMPT, min_size=1, max_size=5), min_size=1)


def handed_in(store, learner, attempts):
    """Note and put what was drawn; return [(attempt, status, late, points)] as it ought to come out."""
    expected, before = [], None
    for number, (status, late, points) in enumerate(attempts, 1):
        earlier = [row for row in expected if row[1] == "graded"]
        if status == "duplicate" and not earlier:
            status = "graded"
        if status == "duplicate":
            first = earlier[0]
            digest = f"{learner} {first[0]}"
            store.note(Submission(learner, "", digest, number, "", late, f"duplicate of attempt {first[0]}"))
            late = before[1] if before[0] == digest else late
            expected.append((number, "graded", late, first[3]))
        else:
            digest = f"{learner} {number}"
            store.note(Submission(learner, "", digest, number, "", late))
            if status != "not yet":       # whatever stands in a result that was not graded is no verdict
                store.put(Result(learner, number, digest, "", late, "05", VERSION, SEED, status,
                                 points=float(points), of=19, verdicts=({**VERDICT, "points": points},)))
            status = "error in grader" if status == "not yet" else status
            expected.append((number, status, late, points if status == "graded" else 0))
        before = digest, late
    return expected


def ought_to_count(rows, in_time):
    """The rule once more, written differently: the best of a row's qualities, the latest among equals."""
    return max(rows, key=lambda row: (row[1] not in NO_NOTEBOOK, in_time and not row[2], row[0]))


@settings(max_examples=40, deadline=None)
@given(drawn=CLASSES, in_time=st.booleans())
def test_the_store_and_every_report_agree_on_what_counts(drawn, in_time, tmp_path_factory):
    out = tmp_path_factory.mktemp("class")
    with store_at(out / "r.sqlite") as store:
        expected = {learner: handed_in(store, learner, attempts) for learner, attempts in drawn.items()}
        learners = list(store.learners(in_time))
        written, facts = write_all(learners, out, "05", in_time=in_time)
        assert [one.learner for one in store.counted(in_time)] == sorted(
            drawn, key=lambda name: (name.casefold(), name)) == [one.counts.learner for one in learners]
    tables = [list(csv.DictReader(written[name].read_text("utf-8-sig").splitlines()))
              for name in ("grades.csv", "attempts.csv")]
    points = 0
    for learner, row in zip(learners, tables[0], strict=True):
        name, rows = learner.counts.learner, expected[learner.counts.learner]
        assert [(one.attempt, one.status, one.late, one.points) for one in learner.attempts] == rows
        number, status, late, got = ought_to_count(rows, in_time)
        assert (row["learner"], row["attempt"], row["status"], bool(row["late"]), float(row["points"])) == (
            name, str(number), status, late, got)
        shown = json.loads((out / "gradescope" / f"{file_name(name)}.json").read_text())
        assert shown["score"] == got and shown["extra_data"]["attempt"] == number
        counted = [one["attempt"] for one in tables[1] if one["learner"] == name and one["counts"]]
        assert counted == [str(number)]
        points += got
        assert learner.counts.verdicts == () or learner.counts.status == "graded"
    assert sum(value * count for value, count in facts.points.items()) == points
    assert facts.late == sum(learner.counts.late for learner in learners)
    assert len(tables[1]) == facts.attempts == sum(map(len, expected.values()))


def test_a_late_attempt_counts_and_is_marked_unless_one_in_time_is_asked_for():
    early, late, none = Result("a", 1), Result("a", 2, late=True), Result("a", 3, status="unreadable")
    assert counting([early, late, none]) is late and counting([early, late, none], in_time=True) is early
    assert counting([late, none], in_time=True) is late and counting([none]) is none
    assert counting([Result("a", 1, status="refused"), none]) is none


def test_a_blank_notebook_takes_no_answers_away():
    def judged(attempt, *statuses):
        return Result("a", attempt, verdicts=tuple({**VERDICT, "status": one} for one in statuses))
    some, blank = judged(1, "wrong", "not attempted"), judged(2, "not attempted", "not attempted")
    assert counting([some, blank]) is some and counting([blank]) is blank
    assert counting([blank, Result("a", 3, status="refused")]) is blank
    assert counting([some, blank, Result("a", 3, status="crashed")]).attempt == 3


def test_what_has_no_result_yet_is_a_row_that_says_so(tmp_path):
    with store_at(tmp_path / "r.sqlite") as store:
        store.note(Submission("ada", hash="x"))
        (one,) = store.counted()
    assert (one.status, one.problem, one.points) == ("error in grader", NOT_YET, 0.0)


def test_of_a_part_only_what_its_latest_run_has_seen_is_taken_over(tmp_path):
    for hashes in (["a", "b", "c"], ["c"]):                  # two attempts were taken back
        with store_at(tmp_path / "1.sqlite") as store:
            for attempt, digest in enumerate(hashes, 1):
                store.note(Submission("ada", hash=digest, attempt=attempt))
    with store_at(tmp_path / "2.sqlite") as store:           # another part knows her too, with other files
        store.note(Submission("ada", hash="d"))
    with store_at(tmp_path / "all.sqlite") as store:
        store.absorb(tmp_path / "1.sqlite")
        assert [(one.attempt, one.hash) for one in store.every()] == [(1, "c")]
        store.absorb(tmp_path / "2.sqlite")
        assert [(one.attempt, one.hash) for one in store.every()] == [(1, "d")]


def check_memory(tmp_path, work):
    """The peak for 1,500 learners is that for 100, give or take 200 bytes each."""
    most = []
    for run, count in enumerate((100, 100, 1500)):       # the first time everything is imported
        with store_at(tmp_path / f"{run}.sqlite") as store:
            for number in range(count):
                handed_in(store, f"learner {number}", [("graded", False, number % 4)])
            gc.collect()
            tracemalloc.start()
            work(store.learners(), tmp_path / str(run))
            most.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert most[2] < most[1] + 1400 * 200, most


def test_the_memory_that_reports_take_does_not_grow_with_the_class(tmp_path, monkeypatch):
    monkeypatch.setattr("course_lib.grading.reports.facts.EVERYBODY", 50)
    check_memory(tmp_path, lambda learners, out: write_all(learners, out, "05"))


def test_reports_that_keep_all_learners_would_be_found(tmp_path):
    with pytest.raises(AssertionError):
        check_memory(tmp_path, lambda learners, out: len(list(learners)))


def test_a_late_learner_by_the_command_line(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(door, "grader_of", lambda options, secret: FakeGrader)
    for name, day in (("ada.ipynb", 10), ("ada_2.ipynb", 20)):
        path = tmp_path / "class" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b'{"cells": [{"source": "%d"}], "nbformat": 4, "metadata": {}}' % day)
        at = door_time(f"2026-01-{day}")
        os.utime(path, (at, at))
    rows = []
    for more in ([], ["--in-time"]):
        assert door.main(["05", "class", "--due", "2026-01-15", *more]) == door.DONE
        (place,) = tmp_path.glob("graded/*/grades.csv")
        (row,) = csv.DictReader(place.read_text("utf-8-sig").splitlines())
        rows.append((row["attempt"], row["late"]))
        page = (place.parent / "learners" / "ada.html").read_text()
        assert ("in time that is a notebook" in page) == bool(more)
    assert rows == [("2", "late"), ("1", "")]
    assert "Open first" in capsys.readouterr().out


def door_time(day):
    from course_lib.grading.moments import moment
    return moment(f"{day}T12:00")


# ------------------------------------------------------------------ the numbers of the tasks by hand

def by_hand(monkeypatch, seed):
    """Ada's notebook: her seven numbers written in, as she gets them with this COURSE_SEED in her kernel."""
    monkeypatch.delenv("COURSE_SEED", raising=False)
    if seed is not None:
        monkeypatch.setenv("COURSE_SEED", seed)
    book = json.loads((ROOT / "solutions" / ASSIGNMENTS["05"].folder / "exercises_05.ipynb").read_text())
    for cell in book["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "05_by_hand_answer":
            space = {"sheet": sheet, "learner": "Ada"}
            exec("import numpy as np\n" + "".join(cell["source"]), space)
            cell["source"] = f"def by_hand():\n    return {plain(space['by_hand']())!r}\n"
    return json.dumps(book).encode()


def plain(value):
    if isinstance(value, (list, tuple)):
        return type(value)(map(plain, value))
    return value.tolist() if hasattr(value, "tolist") else value


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="grading is for Linux")
@pytest.mark.parametrize("seed, variant, right", [
    (None, None, True), ("", None, True), (None, "", True), ("winter", "winter", True),
    ("winter", None, False), (None, "winter", False)])
def test_sheets_of_learners_and_of_the_grader_are_the_same(seed, variant, right, tmp_path, monkeypatch):
    data = by_hand(monkeypatch, seed)
    monkeypatch.setenv("COURSE_SEED", "of the instructor's own shell, which is nobody's business")
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "Ada.ipynb").write_bytes(data)
    monkeypatch.chdir(tmp_path)
    given = [] if variant is None else ["--variant", variant]
    assert door.main(["05", "class", "--jobs", "1", *given]) == door.DONE
    (place,) = tmp_path.glob("graded/*/grades.csv")
    (row,) = csv.DictReader(place.read_text("utf-8-sig").splitlines())
    assert (row["points"], row["05.by_hand status"] == "right") == (("19", True) if right else ("15", False))
