"""Honest notebooks, with everything that happens to them on the way: full points."""
import json

import pytest

from course_lib.grading import sandbox
from course_lib.grading.selftest import draft, honest, running
from course_lib.grading.selftest.room import LEARNER, NEIGHBOUR, Room

CASES = list(honest.cases())
KINDS = [kind for kind in ("bubblewrap", "landlock") if sandbox.probe()[0][kind]]
pytestmark = pytest.mark.skipif(not KINDS, reason="this machine has no sandbox")


@pytest.fixture(scope="module", params=KINDS)
def bench(request):
    with Room() as room:
        one = running.Bench(room, request.param)
        yield one
        one.close()
        assert room.processes_left(0) == {}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_right_work_gets_all_points(bench, case):
    assert list(bench.problems(case)) == []


def test_a_renamed_file_is_the_same_work(bench):
    """The name of a file says whose it is, at most."""
    grader = bench.grader("05")
    notebook = bytes(draft.solved("05", LEARNER))
    for path in ("final (2) NEW.ipynb", "übung 5 – Kopie.ipynb", "archive.zip!a/b.ipynb", ""):
        one = draft.submission(LEARNER, notebook)
        found = grader.grade(type(one)(**{**one.as_dict(), "path": path}), notebook)
        assert (found.status, found.points) == ("graded", 19)


def test_a_blank_notebook_gets_nothing_and_says_so_kindly(bench):
    grader = bench.grader("05")
    notebook = bytes(draft.blank("05"))
    found = grader.grade(draft.submission(LEARNER, notebook), notebook)
    assert (found.status, found.points) == ("graded", 0)
    assert {one["status"] for one in found.verdicts} == {"not attempted"}


def test_wrong_work_gets_the_points_of_what_is_right_and_a_hint(bench):
    grader = bench.grader("05")
    notebook = bytes(draft.solved("05", LEARNER).replaced("delta @ W * slope", "delta @ W"))
    found = grader.grade(draft.submission(LEARNER, notebook), notebook)
    assert (found.status, found.points) == ("graded", 19 - 3 - 4)
    wrong = next(one for one in found.verdicts if one["task"] == "05.hidden_delta")
    assert wrong["status"] == "wrong" and wrong["mistakes"]


def test_the_same_notebook_twice_gives_the_same_result(bench):
    grader = bench.grader("05")
    notebook = bytes(draft.solved("05", LEARNER).replaced("delta @ W * slope", "delta @ W"))
    first, second = (grader.grade(draft.submission(LEARNER, notebook), notebook).as_dict() for _ in range(2))
    for one in (first, second):
        one.pop("seconds")
    assert json.dumps(first) == json.dumps(second)


def test_a_long_class_is_graded_to_its_end(bench):
    """Each child's end is told on a line that holds some 280 messages: somebody must read them."""
    grader, empty = bench.grader("05"), b'{"nbformat": 4, "cells": []}'
    mine = draft.submission(LEARNER, empty)
    slow = [found for found in (grader.grade(mine, empty) for _ in range(400)) if found.seconds > 3]
    assert slow == []


def test_a_typed_name_that_differs_is_told(bench):
    grader = bench.grader("05")
    mine = draft.solved("05", LEARNER).replaced(f"learner = {LEARNER!r}", f"learner = {NEIGHBOUR!r}")
    notebook = bytes(mine)
    found = grader.grade(draft.submission(LEARNER, notebook), notebook)
    assert found.points == 19 and any(NEIGHBOUR in remark for remark in found.remarks)
