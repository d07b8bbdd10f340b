"""Asking an answer: copies go out, plain data comes back, and whatever can go wrong has its own outcome."""

import _thread
import signal
import threading
import time
import types
import warnings

import numpy as np
import pytest
from problems import problem

from course_lib import activations, backprop, optimizers
from course_lib.probes import ASSIGNMENTS, Task, draw, find, networks, tasks_of
from course_lib.probes import time_limit as limits
from course_lib.probes.asking import InputsChanged, ask, call, several
from course_lib.probes.plain import DEEP, LARGE, LONG, NotPlain, plain
from course_lib.probes.running import KEPT, run_case
from course_lib.probes.task import generator
from course_lib.probes.time_limit import ByAlarm, ByWatcher, TimeIsUp, time_limit
from course_lib.probes.uses import forbidden, leans_on

# ------------------------------------------------------------------ asking


def test_an_answer_gets_copies_by_name_or_in_order():
    seen = {}

    def answer(W, delta):                            # the other order, the same names
        seen.update(W=W, delta=delta)
        return delta @ W
    delta, W = np.ones((2, 3)), np.arange(12.0).reshape(3, 4)
    np.testing.assert_array_equal(ask({"f": answer}, "f", delta=delta, W=W), delta @ W)
    assert seen["W"] is not W and seen["delta"] is not delta
    other_names = ask({"f": lambda d, w: d @ w}, "f", delta=delta, W=W)
    np.testing.assert_array_equal(other_names, delta @ W)
    assert ask({"f": lambda *both: len(both)}, "f", delta=delta, W=W) == 2
    assert ask({"f": lambda **both: sorted(both)}, "f", delta=delta, W=W) == ["W", "delta"]


def shrink(x):
    x *= 2
    return x.sum()


@pytest.mark.parametrize("function, value", [
    (shrink, np.ones(3)),
    (lambda x: x.append(1), [1, 2]),
    (lambda x: x[1].__setitem__(0, 9), [None, np.ones(2)]),
    (lambda x: x.update(b=1), {"a": 0}),
    (lambda x: x.theta.__setitem__(0, 9), problem()[0]),
], ids=["array", "list", "array in a list", "dict", "network"])
def test_writing_on_an_input_is_noticed(function, value):
    with pytest.raises(InputsChanged, match="x"):
        call(function, x=value)
    call(lambda x: None, x=value)                   # looking is no writing


def test_a_network_is_handed_out_as_a_copy():
    net = problem()[0]
    copy = call(lambda net: net, net=net)
    assert copy is not net and copy.theta is not net.theta
    assert np.shares_memory(copy.W[1], copy.theta)


def test_an_answer_of_several_parts_is_taken_apart_or_refused():
    assert several([1, 2], "dW", "db") == {"dW": 1, "db": 2}
    for answer, came in ((3, "one number"), (np.zeros(3), "one array"), ([1], "1 things"), (None, "nothing")):
        with pytest.raises(NotPlain, match=f"{came}.*, where dW, db were expected"):
            several(answer, "dW", "db")


# ------------------------------------------------------------------ plain data

def test_plain_data_comes_back_as_copies():
    array = np.arange(3.0)
    came = plain({"a": [1, 2.0, "x", None, True], "b": array, "c": (np.float32(1), 1j)})
    assert came["a"] == [1, 2.0, "x", None, True] and came["c"][1] == 1j
    assert came["b"] is not array and came["c"][0].dtype == np.float32


def nested(depth):
    return [] if depth == 0 else [nested(depth - 1)]


class Liar(np.ndarray):
    pass


@pytest.mark.parametrize("value, says", [
    (lambda: 1, "a function"),
    (object(), "an object"),
    ({1: 2}, "the key 1"),
    (np.array(["a"]), "<U1"),
    (np.array([object()]), "array of object"),
    (np.zeros(3).view(Liar), "a Liar, where a plain array"),
    (np.ma.masked_array([1.0]), "a MaskedArray"),
    (nested(DEEP + 1), "deep"),
    ("x" * (LONG + 1), "a text of"),
    ([0] * (LONG + 1), "a list of"),
    (np.zeros(LARGE + 1, np.int8), "numbers"),
], ids=lambda it: it[:20] if isinstance(it, str) else "")
def test_anything_else_is_refused_by_name(value, says):
    with pytest.raises(NotPlain, match=says):
        plain(value)


# ------------------------------------------------------------------ one case

def task(probe=None, **more):
    def one(namespace, rng):
        return {"answer": ask(namespace, "f", x=rng.normal(size=3))}
    return Task("05.f", "A test", 1, ("f",), probe or one, **more)


def outcome(f, **more):
    return run_case(task(**more), {"f": f}, np.random.default_rng(0))


def test_an_answer_is_an_outcome():
    came = outcome(lambda x: x * 2)
    np.testing.assert_array_equal(came["answer"]["answer"], 2 * np.random.default_rng(0).normal(size=3))
    assert (came["printed"], came["letters"], came["warned"]) == ("", 0, [])


def blank(x):
    raise NotImplementedError()


def never(x):
    while True:
        try:
            time.sleep(9)
        except Exception:                           # a TimeIsUp is none
            pass


def fails(x):
    return x[0] + undefined                         # noqa: F821


class Mute(Exception):
    def __str__(self):
        raise ValueError


def mute(x):
    raise Mute


@pytest.mark.parametrize("f, kind", [
    (blank, "not_attempted"), (None, "not_attempted"), (never, "no_end"), (fails, "raised"), (mute, "raised"),
    (shrink, "changed"), (lambda x: object(), "not_plain"), (lambda x: exit(3), "raised")])
def test_each_thing_that_goes_wrong_has_its_outcome(f, kind):
    assert kind in outcome(f, seconds=0.2)


def test_an_error_is_told_with_the_learners_own_line():
    raised = outcome(fails)["raised"]
    assert raised["type"] == "NameError" and "undefined" in raised["message"]
    assert raised["line"].startswith("return x[0] + undefined")
    inside = outcome(lambda x: np.linalg.inv(x))["raised"]
    assert inside["line"].startswith("inside = outcome(")          # not a line of NumPy


def test_a_missing_name_is_not_attempted():
    assert run_case(task(), {}, np.random.default_rng(0))["not_attempted"] == "f"


def test_what_is_printed_and_warned_is_kept_short():
    def talks(x):
        print("x" * (KEPT + 5))     # noqa: T201
        warnings.warn("careful", UserWarning, stacklevel=1)
        return float(np.log(abs(x[0]) * 0))
    came = outcome(talks)
    assert (len(came["printed"]), came["letters"]) == (KEPT, KEPT + 6)
    assert came["warned"] == ["UserWarning: careful", "RuntimeWarning: divide by zero encountered in log"]


def test_the_stop_button_still_stops():
    def stopped(x):
        raise KeyboardInterrupt
    with pytest.raises(KeyboardInterrupt):
        outcome(stopped)


# ------------------------------------------------------------------ the limit

def busy():
    while True:
        time.perf_counter()


BOTH = pytest.mark.parametrize("limit", [time_limit, ByWatcher])     # ByWatcher is what Windows has


@BOTH
def test_the_limit_ends_a_loop(limit):
    with pytest.raises(TimeIsUp), limit(0.1):
        busy()


def test_the_stop_button_is_no_limit():
    with pytest.raises(KeyboardInterrupt), ByWatcher(9):
        _thread.interrupt_main()
        busy()


def test_in_another_thread_there_is_no_limit():
    ended = []

    def elsewhere():
        with time_limit(0.01):
            time.sleep(0.05)
        ended.append(True)
    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join(5)
    assert ended == [True]


@BOTH
def test_the_limit_leaves_no_trace(limit):
    with limit(0.05):
        pass
    time.sleep(0.15)                                 # an alarm that was left on would ring now


@BOTH
def test_a_bell_that_rings_while_the_limit_is_taken_off_is_not_heard(limit, monkeypatch):
    """As on a machine that stands still for a moment: it rings several times before the limit is off."""
    monkeypatch.setattr(limits, "AGAIN", 0.02)
    kind = type(limit(0.05))

    def slow_off(self, off=kind.off):
        busy_for(0.2)
        off(self)
    monkeypatch.setattr(kind, "off", slow_off)
    with limit(0.05):
        pass
    with pytest.raises(TimeIsUp), limit(0.05):
        busy()
    busy_for(0.15)


def busy_for(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


def test_who_waits_is_given_longer_than_who_works():
    with time_limit(0.1):
        time.sleep(0.15)
    with pytest.raises(TimeIsUp), time_limit(0.1):
        time.sleep(9)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no alarm")
def test_a_limit_within_a_limit_ends_and_the_outer_one_goes_on():
    start = time.monotonic()
    with pytest.raises(TimeIsUp), ByAlarm(0.3):
        with pytest.raises(TimeIsUp), ByAlarm(0.05):
            busy()
        busy()
    assert 0.25 < time.monotonic() - start < 5
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


# ------------------------------------------------------------------ whose work it is

def test_what_an_answer_leans_on_is_found_however_it_is_written():
    around = {"np": np, "backprop": backprop.backprop, "B": backprop, "tanh": activations.tanh,
              "Adam": optimizers.Adam}
    code = """
def helper(net, x, y): return backprop(net, x, y)
def by_helper(net, x, y): return helper(net, x, y)
def by_module(net, x, y): return B.backprop(net, x, y)
def by_import(net, x, y):
    from course_lib.graph import backward
    return backward
def by_parts(net, x, y):
    from course_lib import layout
    from course_lib.graph import node, backward
    return layout, node
def inside(net, x, y):
    return [(lambda: tanh(x)) for _ in range(2)]
def alone(net, x, y): return np.tanh(x)
class Rule:
    def step(self): return backprop
class Child(Adam): pass
"""
    exec(code, around)
    expected = {"by_helper": "backprop.backprop", "by_module": "backprop.backprop",
                "by_import": "graph.backward", "inside": "activations.tanh",
                "Rule": "backprop.backprop", "Child": "optimizers.Adam"}
    for name, place in expected.items():
        assert place in leans_on([around[name]]), name
    assert leans_on([around["alone"]]) == []
    assert leans_on([around["by_parts"]]) == ["graph.backward", "graph.node", "layout"]
    assert leans_on([backprop.backprop]) == ["backprop.backprop"]


def test_a_task_says_what_may_be_used():
    namespace = {"f": lambda x: activations.tanh(x)}
    assert forbidden(task(), namespace) == ["activations.tanh"]
    assert forbidden(task(uses=("activations",)), namespace) == []
    assert forbidden(task(uses=("activations.tanh",)), namespace) == []
    assert forbidden(task(uses=("activations.relu",)), namespace) == ["activations.tanh"]


# ------------------------------------------------------------------ tasks and cases

def test_a_task_is_named_after_its_assignment():
    for name in ("5.x", "05", "05.a b", "x5.a"):
        with pytest.raises(ValueError, match="no name of a task"):
            Task(name, "t", 1, ("f",), None)
    with pytest.raises(ValueError, match="tuple of names"):
        Task("05.f", "t", 1, "f", None)


def test_an_unknown_task_is_answered_with_the_known_ones():
    with pytest.raises(ValueError, match="05.hidden_delta"):
        find("05.hiden_delta")
    with pytest.raises(ValueError, match="assignments 01"):
        find("42.x")


def test_a_generator_depends_on_its_words_alone():
    assert generator(0, "a").random() == generator(0, "a").random() != generator(0, "b").random()
    assert generator("0", "a").random() == generator(0, "a").random()
    assert generator("ab", "c").random() != generator("a", "bc").random()


@pytest.mark.parametrize("seed", range(20))
def test_widths_differ_from_each_other_and_from_N(seed):
    for layers in (2, 3, 4):
        N, sizes = draw.widths(np.random.default_rng(seed), layers)
        assert len(set(sizes)) == layers and N not in sizes and N >= 3 and min(sizes) >= 2


def test_a_drawn_network_keeps_away_from_kinks():
    for seed in range(20):
        rng = np.random.default_rng(seed)
        net, x, y = networks.network(rng, phi=(activations.relu,), output=activations.linear)
        assert networks.away_from_kinks(net, x) and net.decay > 0 and len(y) == len(x)


TASKS = [one for number in ASSIGNMENTS for one in tasks_of(number).values()]


@pytest.mark.parametrize("one", TASKS, ids=lambda one: one.name)
def test_a_probe_is_a_function_of_its_generator(one):
    """A name always has the same sheet, and another name another; capitals and spaces do not count."""
    assert isinstance(one.probe, types.FunctionType)
    if one.sheet:
        assert one.numbers("Ada") == one.numbers(" ada ") != one.numbers("Bob")
        assert one.numbers("Ada", seed="secret") != one.numbers("Ada")


def test_the_course_has_forty_tasks_in_nine_assignments():
    assert len(ASSIGNMENTS) == 9 and len(TASKS) >= 40
    for number in ASSIGNMENTS:
        assert 3 <= len(tasks_of(number)) <= 7
