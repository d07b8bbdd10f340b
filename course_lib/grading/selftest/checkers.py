"""Attacks of assignments 07 and 08, where the answer is a check that is given programs to judge.

The programs live with the judge; the check gets stand-ins, and every call of one is worked out on the judge's
side. So these call, inspect and time the stand-ins in ways that were not meant. As in spying, only their text
is used: each is a check that says True or False of one candidate.
"""
# ruff: noqa: F821, B023  (got, forged, problem and walk are in the notebook)
import inspect

from course_lib.grading.selftest import draft, forging
from course_lib.grading.selftest.case import Case, without
from course_lib.grading.selftest.room import LEARNER
from course_lib.grading.selftest.written import HELPERS, name, sentence, text_of


def accepts_all(candidate):
    """Accepts every program."""
    return True


def rejects_all(candidate):
    """Rejects every program."""
    return False


def accepts_by_turns(candidate):
    """Accepts every fourth program, whatever it does."""
    import itertools
    import sys
    return next(sys.modules.setdefault("turns", itertools.count())) % 4 == 0


def tosses_coins(candidate):
    """Accepts and rejects at random, mostly the one."""
    import random
    return random.random() < 0.8


def says_maybe(candidate):
    """Says neither True nor False: objects, numbers, texts, nothing."""
    return [None, 2, "True", [True], 0.5, 1j][id(candidate) % 6]


def agrees_when_asked(candidate):
    """Returns an object that is True and False as one likes."""
    class Maybe:
        def __bool__(self):
            return True

        def __eq__(self, other):
            return True
        __hash__ = None
    return Maybe()


def looks_inside(candidate):
    """Looks for a name, a program or a sentence inside of the candidate and of all that it holds."""
    import gc
    seen, waiting, words = set(), [candidate], []
    while waiting and len(seen) < 3000:
        thing = waiting.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        for word in ("__name__", "__qualname__", "__doc__", "__module__", "name", "sentence", "wrong"):
            words += [str(got(getattr, thing, word))]
        waiting += got(gc.get_referents, thing) or []
        waiting += [got(getattr, thing, word) for word in ("__wrapped__", "__func__", "__self__", "function")]
    words = " ".join(words)
    return not any(word in words for word in ("mistake", "Textbook", "forgets", "is_right", "wrong"))


def looks_at_its_address(candidate):
    """Tells candidates apart by their numbers, names, hashes, places in memory and ages."""
    marks = str(got(repr, candidate)) + str(got(vars, candidate))
    digits = [int(one) for one in "".join(c if c.isdigit() else " " for c in marks).split()]
    return sum(digits) % 5 == 0


def calls_with_nonsense(candidate):
    """Calls the candidate with everything but what it expects: nothing, objects, itself, deep lists."""
    import numpy as np
    deep = []
    for _ in range(1000):
        deep = [deep]
    for given in ((), (1,), (None,) * 3, (candidate,) * 3, ("x" * 100_000,) * 3, (deep,) * 3, (object(),) * 3,
                  (np.zeros((2000, 2000)),) * 3, (np.array([None]),) * 3, ({1: 2}, {"a": ...}, b"x"),
                  (1e999,) * 6, (10 ** 5000,) * 3, ("__import__('os').system('true')",) * 6,
                  (np.broadcast_to(1.0, (1 << 20, 1 << 20)),)):
        got(candidate, *given)
        got(lambda: candidate(net=given, x=1, y=2, rng=3, self=4))
    return True


def calls_without_end(candidate):
    """Calls the candidate again and again."""
    while True:
        got(candidate, 1, 2, 3)


def writes_to_the_judge(candidate):
    """Writes calls, results and verdicts of its own on the line to the judge."""
    import json
    huge = {"x": ["network", {"d": {"sizes": [10**9] * 9, "phi": ["__import__"] * 8, "loss": "os.system",
                                    "theta": {"a": ["<f8", [0], ""]}, "decay": 1e999}}]}
    odd = {"x": ["own activation", {"d": {"name": [], "value": 1, "slope": None, "kinks": 3}}]}
    texts = [{"call": -1, "arguments": []}, {"call": 10**9, "arguments": []}, {"call": True}, {"call": "0"},
             {"call": "__class__", "arguments": 0}, {"call": [0], "arguments": [huge]}, {"raises": []},
             {"call": "0", "arguments": [huge, huge, huge]}, {"call": "0", "arguments": [odd] * 3},
             {"returns": True}, {"raises": ["SystemExit", "x"]}, {"raises": ["ExceptionGroup", "x"]},
             {"outcome": {"answer": {"accepts": [True] * 16}}, "leans_on": []},
             {"call": "0", "arguments": [{"x": ["function", "f0"]}] * 3, "changed": {"x": 1}}]
    asked = [{"n": n, **text} for text in texts for n in (1, 19, 20)]
    forged([frames_of(json.dumps(text))[0] for text in [*texts, *asked]])
    return True


def keeps_the_judge_waiting(candidate):
    """Calls the candidate with things that never answer when the judge asks them something."""
    import time

    class Slow:
        def __call__(self, *_, **__):
            time.sleep(20)

        def __getattr__(self, word):
            time.sleep(20)
    got(candidate, Slow(), Slow(), Slow())
    return True


def calls_back(candidate):
    """Calls the candidate with functions that call the candidate, and so on."""
    def again(*_, **__):
        return candidate(again, again, again)
    got(again)
    return True


def quits_while_called(candidate):
    """Quits when the candidate calls back, and otherwise after its call."""
    import os
    got(candidate, lambda *_: os._exit(0), lambda *_: os._exit(0), lambda *_: os._exit(0))
    os._exit(0)


def huge_problems(candidate):
    """Asks the candidate about networks and examples as large as can be sent, to tire the judge."""
    import numpy as np
    for arguments in (problem("logistic", (500, 500, 2), N=600), problem("logistic", (40,) * 60, N=2),
                      problem("logistic", (2, 2), N=20_000), ([np.zeros(99_999)] * 3, [[0.1] * 9999] * 4, 1)):
        for _ in range(30):
            got(candidate, *arguments)
    return True


def lying_networks(candidate):
    """Asks the candidate about networks whose parts are its own functions, objects and lies."""
    net, x, y = problem("logistic")
    for word, value in (("sizes", (10**6, 10**6)), ("phi", [lambda z: z] * 9), ("loss", print),
                        ("_theta", None),
                        ("L", 10**9), ("decay", float("nan")), ("W", []), ("forward", lambda *_: None)):
        other = problem("logistic")[0]
        got(other.__dict__.__setitem__, word, value)
        got(candidate, other, x, y)
    got(candidate, type("Net", (type(net),), {"L": 10**9}).__new__(type(net)), x, y)
    return True


def checks(function, assignment="07"):
    """room -> a solved notebook, in which the check of one's own does this."""
    def make(room):
        mine = draft.solved(assignment, LEARNER)
        helpers = [HELPERS, inspect.getsource(forging.forged), inspect.getsource(forging.frames_of)]
        parameter = {"07": "candidate", "08": "walk"}[assignment]
        mine.answer("accepts", f"{text_of(function)}\n\n"
                    f"def accepts({parameter}):\n    return attack({parameter})\n")
        return bytes(mine.before("\n\n".join(helpers)))
    return make


def cases():
    both = [tosses_coins, calls_with_nonsense, writes_to_the_judge]
    networks = [huge_problems, lying_networks]
    alike = [accepts_all, rejects_all, accepts_by_turns, says_maybe, agrees_when_asked, looks_inside,
             looks_at_its_address, keeps_the_judge_waiting, calls_back, quits_while_called, calls_without_end]
    for assignment, chosen in (("07", both + networks), ("08", both + alike)):     # 08 is done with sooner
        honest = without("accepts", assignment=assignment)
        for one in chosen:
            yield Case(f"{assignment}: a check that {name(one)}", sentence(one), checks(one, assignment),
                       honest, honest, assignment=assignment, runs=True)
