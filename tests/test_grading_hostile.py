"""Notebooks that attack the grader: no undeserved point, nothing seen, nobody harmed, nothing left.

The cases are those of `python -m course_lib.grading --self-test` (course_lib.grading.selftest); here they are
run in every kind of sandbox that this machine has. That the watching itself sees something is tested below.
"""
import os
import socket
import subprocess
import sys
import time
from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest

from course_lib.checks.compare import differences
from course_lib.checks.judge import judge, right_answers
from course_lib.grading import sandbox
from course_lib.grading.record import Result
from course_lib.grading.selftest import digests, draft, hostile, running, written
from course_lib.grading.selftest.case import Case, total, without
from course_lib.grading.selftest.room import LEARNER, VARIABLE, Room, descendants
from course_lib.probes import find
from course_lib.probes.task import generator
from course_lib.probes.uses import forbidden

CASES = list(hostile.cases())
KINDS = [kind for kind in ("bubblewrap", "landlock") if sandbox.probe()[0][kind]]
SPIES = [case for case in CASES if case.name.startswith("spy")]
pytestmark = pytest.mark.skipif(not KINDS, reason="this machine has no sandbox")


def name(case):
    return case.name


@pytest.fixture(scope="module")
def room():
    with Room() as one:
        yield one


@pytest.fixture(scope="module", params=KINDS)
def bench(request, room):
    one = running.Bench(room, request.param)
    yield one
    one.close()
    assert room.processes_left(0) == {}


@pytest.mark.parametrize("case", CASES, ids=name)
def test_nothing_is_gained_seen_harmed_or_left(bench, case):
    assert list(bench.problems(case)) == []


# ------------------------------------------------------------------ the tests can fail

@pytest.mark.parametrize("case", [case for case in SPIES if case.alone], ids=name)
def test_without_a_sandbox_a_spy_sees_something(case, room):
    """So what a sandbox keeps from it is really there to be seen."""
    done = subprocess.run([sys.executable, "-c", case.alone(room)], capture_output=True, text=True,
                          cwd=room.folder / "tmp", timeout=60)
    assert done.stdout.strip() not in ("", "[]"), done.stderr
    list(room.problems(0))


def seen(room, saw):
    """Sees something."""
    saw.append(1)


def right_after_all(room, right, given):
    """Answers as asked."""
    return right(*given)


@pytest.mark.parametrize("make", [written.spied(seen), written.answered(right_after_all)],
                         ids=["spy", "answer"])
def test_what_gets_through_gains_points(bench, make):
    """So a hostile notebook that stays without them was really stopped."""
    case = Case("gets through", "Gets through.", make, 19, 19, runs=True)
    assert list(bench.problems(case)) == []


def test_an_attack_that_does_not_run_is_noticed(bench):
    def make(room):
        code = "def repaired_step(*given):\n    attack"
        return bytes(draft.solved("05", LEARNER).answer(written.TARGET, code))
    case = Case("broken", "Tries nothing.", make, 0, 19, runs=True)
    assert any("attack itself is broken" in problem for problem in bench.problems(case))


def test_there_are_enough_of_them_and_each_says_what_it_tries():
    assert len(CASES) >= 150 and len({case.name for case in CASES}) == len(CASES)
    assert all(case.tries.endswith(".") and len(case.tries) > 15 for case in CASES)


def left_process(room):
    one = subprocess.Popen(["sleep", "30"])
    return lambda: (one.kill(), one.wait())


def left_orphan(room):
    """A daemon: its parent is gone, and it is in a session of its own."""
    daemon = "import os, time\nif os.fork() == 0:\n os.setsid()\n time.sleep(4)"
    subprocess.run([sys.executable, "-c", daemon], check=True)
    return lambda: [os.kill(pid, 9) for pid in descendants(os.getpid())]


def left_file(room):
    path = f"/tmp/{room.token}"
    open(path, "w").close()
    return lambda: os.unlink(path)


def left_in_the_room(room):
    path = room.folder / "submissions" / "something"
    path.write_text("x")
    return path.unlink


def changed_file(room):
    room.planted[1].write_text("x")
    return lambda: None


def changed_mode(room):
    room.planted[0].chmod(0o600)
    return lambda: None


def removed_file(room):
    room.planted[0].unlink()
    return lambda: None


def changed_environment(room):
    os.environ[VARIABLE] = "x"
    return lambda: os.environ.__setitem__(VARIABLE, room.canary)


def a_call(room):
    line = socket.create_connection(("127.0.0.1", room.knows()["port"]))
    return line.close


@pytest.mark.parametrize("harm", [
    left_process, left_orphan, left_file, left_in_the_room, changed_file, changed_mode,
    removed_file, changed_environment, a_call], ids=lambda harm: harm.__name__)
def test_the_room_notices(harm, room, monkeypatch):
    monkeypatch.setattr("course_lib.grading.selftest.room.PATIENCE", 0.3)
    allowed = len(room.processes_left(0, patience=0))
    undo = harm(room)
    try:
        assert list(room.problems(allowed))
    finally:
        undo()
    time.sleep(0.05)
    assert list(room.problems(allowed)) == []


def result(**changes):
    return replace(Result("Wanda", points=16, of=19, status="graded"), **changes)


@pytest.mark.parametrize("changes", [dict(points=19), dict(points=13), dict(status="crashed")], ids=str)
def test_a_case_notices_what_came_otherwise(changes):
    case = Case("x", "Tries.", None, 16, 16)
    assert list(case.problems(result())) == [] != list(case.problems(result(**changes)))


@pytest.mark.parametrize("changes", [
    dict(remarks=("canary-0123456789abcdef",)), dict(verdicts=({"says": ["x" * 200_000]},)), dict(points=20),
    dict(remarks=("\x1b[2J",)), dict(problem="\ud800"), dict(names=("\u202e",))], ids=range(6))
def test_no_result_may_be_like_that(changes):
    assert list(running.problems_of(result())) == [] != list(running.problems_of(result(**changes)))


def test_the_report_says_what_was_found():
    report = running.Report("Landlock", 2, 1, 3.2)
    assert report and "All held" in str(report) and "2 hostile and 1 honest" in str(report)
    report.problems.append(("a case", "Tries this.", ["and got 3 points"]))
    assert not report and "a case: Tries this." in str(report) and "and got 3 points" in str(report)


@pytest.mark.parametrize("assignment", digests.FORGED)
def test_a_forged_digest_is_what_a_right_answer_comes_to(assignment):
    """So it was stopped because it was forged, and not because it was wrong."""
    module, task, body = digests.FORGED[assignment]
    scope = {"np": np, "probe": import_module(f"course_lib.probes.{module}")}
    exec(f"def forged(namespace, rng):\n{body}", scope)
    task = find(f"{assignment}.{task}")
    for case in range(task.cases):
        want, = right_answers(task.name, 5, case, "")
        assert differences(scope["forged"]({}, generator(5, task.name, case)), want, task)[1] == []


# ------------------------------------------------------------------ what is another way, and no fraud

OWN_FORWARD = """def my_backprop(net, x, y):
    import sys
    known = sys.modules
    network, losses, activations = (known["course_lib." + n] for n in ("network", "losses", "activations"))
    phi = [activations.ACTIVATIONS[one.name] for one in net.phi[1:]]
    real = network.Network(net.sizes, phi, losses.LOSSES[net.loss.name], net.theta.copy(), net.decay)
    gradient = np.zeros(len(net.theta))
    for k in range(len(gradient)):
        theta = net.theta.astype(complex)
        theta[k] += 1e-20j
        gradient[k] = real.at(theta).error(x, y).imag / 1e-20
    return real.error(x, y), gradient
"""


def test_a_gradient_by_the_complex_step_counts_here_as_it_does_in_the_notebook(bench):
    """Who finds the Network that the probe draws its cases with, and differentiates its error, has worked out
    the gradient: the values are right. That Network is the library's is a rule of a hint's kind, read from
    the names that an answer uses (probes.uses); found at run time, it is not seen, here and there alike."""
    def make(room):
        return bytes(draft.solved("06", LEARNER).answer("my_backprop", OWN_FORWARD))
    case = Case("complex step", "Differentiates the library's error.", make, total("06"), total("06"), "06")
    assert list(bench.problems(case)) == []
    namespace = {"np": np}
    exec(OWN_FORWARD, namespace)
    assert not forbidden(find("06.my_backprop"), namespace) and judge("06.my_backprop", namespace)


def test_the_librarys_network_by_name_counts_neither_here_nor_in_the_notebook(bench):
    named = "from course_lib import activations, losses, network\n\n" + OWN_FORWARD.replace("""    import sys
    known = sys.modules
    network, losses, activations = (known["course_lib." + n] for n in ("network", "losses", "activations"))
""", "")
    assert "sys" not in named

    def make(room):
        return bytes(draft.solved("06", LEARNER).answer("my_backprop", named))
    most = without("my_backprop", assignment="06")
    assert list(bench.problems(Case("by name", "Uses Network.", make, most, most, "06"))) == []
    namespace = {"np": np}
    exec(named, namespace)
    assert forbidden(find("06.my_backprop"), namespace)
