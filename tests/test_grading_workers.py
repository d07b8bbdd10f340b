"""The judge's workers: the next child is there already, and alone; and the self-test's processes."""
import linecache
import os
import signal
import socket
import sys
import time
from concurrent.futures import Future
from importlib import import_module

import pytest

from course_lib.grading import sandbox, stage, wire
from course_lib.grading import worker as inside
from course_lib.grading.judging import Grader
from course_lib.grading.pool import WorkerDied
from course_lib.grading.selftest import draft, run, running
from course_lib.grading.selftest.room import descendants
from course_lib.grading.workers import Worker
from course_lib.probes import ASSIGNMENTS, find, tasks_of, uses

KINDS = [kind for kind in ("bubblewrap", "landlock") if sandbox.probe()[0][kind]]
pytestmark = pytest.mark.skipif(not KINDS, reason="this machine has no sandbox")


def until(what, seconds=5.0):
    """What it says as soon as it says something."""
    end = time.monotonic() + seconds
    while not (said := what()) and time.monotonic() < end:
        time.sleep(0.005)
    return said


@pytest.fixture(params=KINDS)
def worker(request):
    one = Worker("05", request.param, sandbox.Limits())
    yield one
    one.close()


def test_a_child_gets_its_job_when_the_one_before_is_gone(worker):
    before = set(descendants(worker.process.pid))
    first = worker.child(60)
    worker.start_ahead()
    assert until(lambda: len(set(descendants(worker.process.pid)) - before) == 2)       # the second one waits
    one = min(set(descendants(worker.process.pid)) - before)
    first.close()
    second = worker.child(60)
    assert one not in descendants(worker.process.pid) and second.number == 2 and not second.is_gone()
    second.close()


WRITES = """def hidden_delta(delta, W, slope):
    try:
        open('note', 'w').write('x')
    except OSError:                      # not every sandbox has a place for files
        pass
    return delta @ W * slope
"""
READS = """import os
there = os.path.exists('note')
def hidden_delta(delta, W, slope):
    return delta @ W * slope * (1 - there)
"""


@pytest.mark.parametrize("kind", KINDS)
def test_a_child_that_waited_finds_no_file_of_the_one_before(kind):
    with Grader("05", "secret", kind) as grader:
        for code in (WRITES, READS):
            notebook = bytes(draft.solved("05", "Ada").answer("hidden_delta", code))
            found = grader.grade(draft.submission("Ada", notebook), notebook)
            assert (found.status, found.points, found.remarks) == ("graded", 19, ())


def test_a_child_that_waits_is_no_less_safe_from_time_when_its_job_comes(worker):
    """Its time begins with its job, however long it has waited, and ends it."""
    worker.start_ahead()
    time.sleep(0.3)
    child = worker.child(0.2)
    assert not child.is_gone() and until(child.is_gone, 2)
    child.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_waiting_child_that_died_costs_nobody_a_point(kind):
    with Grader("05", "secret", kind) as grader:
        solved = bytes(draft.solved("05", "Ada"))
        for _ in range(2):
            found = grader.grade(draft.submission("Ada", solved), solved)
            assert (found.status, found.points) == ("graded", 19)
            time.sleep(0.1)                          # the last child is gone, the next one waits: the newest
            os.kill(max(descendants(grader._worker.process.pid)), signal.SIGKILL)
            assert until(grader._worker.ahead.is_gone)
        assert grader.grade(draft.submission("Ada", solved), solved).points == 19


@pytest.mark.parametrize("number", ASSIGNMENTS)
def test_the_parent_rehearses_every_question_and_leaves_nothing_behind(number, monkeypatch):
    heard, main_ = [], sys.modules["__main__"]
    monkeypatch.setattr(wire.Channel, "send", lambda channel, message: heard.append(message))
    assignment = {"names": stage.names_of(number), "tasks": tasks_of(number), "released": [], "texts": set(),
                  "variant": 0}
    with open(os.devnull, "r+b", 0) as nothing:
        inside.rehearse(assignment, nothing.fileno())
    ready = [one for one in heard if "names" in one]
    assert len(ready) == inside.TIMES and all(
        one["names"] == assignment["names"] and not one["problems"] for one in ready)
    outcomes = [one["outcome"] for one in heard if "outcome" in one]
    assert len(outcomes) == 2 * inside.TIMES * len(assignment["tasks"])
    assert not any("not_attempted" in one for one in outcomes)
    assert sys.modules["__main__"] is main_ and not [name for name in linecache.cache if name[:5] == "<cell"]


def test_the_instructions_of_a_function_that_uses_numpy_alone_are_not_read(monkeypatch):
    around = {}
    exec("""import numpy as np
from course_lib import backprop as library
def alone(x): return np.tanh(x).sum()
def helped(x): return helper(x)
def helper(x): return library.backprop(x)
def late(x):
    import course_lib.backprop
    return course_lib.backprop.backprop(x)
""", around)
    read, names_in = [], uses.names_in
    monkeypatch.setattr(uses, "names_in", lambda code: read.append(code.co_name) or names_in(code))
    assert uses.leans_on([around["alone"]]) == [] and read == []
    assert uses.leans_on([around["helped"]]) == ["backprop.backprop"] and read == ["helped", "helper"]
    assert uses.leans_on([around["late"]]) != [] and read[2:] == ["late"]


def test_no_numbers_are_drawn_again_for_an_answer_that_is_compared_as_it_came(monkeypatch):
    task, outcome = find("05.hidden_delta"), {"answer": {"delta": 1.0}}
    judging = import_module("course_lib.checks.judge")
    monkeypatch.setattr(judging, "generator", lambda *what: pytest.fail("drawn"))
    assert task.digest is None and judging.understood(task, outcome, 0, 0) is outcome


def test_what_is_there_already_is_read_without_waiting(monkeypatch):
    ours, theirs = socket.socketpair()
    one, other = wire.Channel(ours.detach(), waits=True), wire.Channel(theirs.detach())
    other.send({"n": 1})
    monkeypatch.setattr(one, "_wait", lambda *what: pytest.fail("waited"))
    assert one.receive(time.monotonic() + 1) == {"n": 1}
    monkeypatch.undo()
    start = time.monotonic()
    with pytest.raises(wire.Late):
        one.receive(start + 0.05)
    assert time.monotonic() - start >= 0.05
    one.close(), other.close()


def test_the_self_test_runs_in_several_processes_and_leaves_nothing():
    told, before = [], descendants(os.getpid())          # of other tests' in this process
    report = run(KINDS[0], jobs=2, say=lambda name, found: told.append((name, found)), only="file")
    assert report and "All held" in str(report) and report.sandbox == sandbox.named(KINDS[0])
    expected = [(kind, case.name) for kind, case in running.all_cases() if case.name.startswith("file")]
    assert sorted(told) == sorted((name, []) for _, name in expected) and len(told) > 2
    assert report.hostile + report.honest == len(told)
    assert descendants(os.getpid()).keys() <= before.keys()


def test_a_case_that_ends_the_judge_is_a_problem():
    future = Future()
    future.set_exception(WorkerDied("It ended."))
    assert "did not outlive" in running.problems_in(future)[0]
