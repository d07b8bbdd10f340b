"""The pencil task of assignment 03, held to SymPy: E is written down from the sheet, and differentiated."""
from functools import cache

import pytest
import sympy as sp

from course_lib.checks.compare import differences
from course_lib.checks.keys.what_to_minimise import by_hand as by_library
from course_lib.mistakes.answers.what_to_minimise import WRONG, by_hand
from course_lib.probes import find

TASK = find("03.by_hand")
LEARNERS = ("", "Ada", "Boole", "Noether", "Erdős")


def exact(value):
    """A number of the sheet, or a list of them, as fractions: 0.3 is 3/10."""
    return [exact(one) for one in value] if isinstance(value, list) else sp.Rational(str(value))


@cache
def by_sympy(learner):
    """E of both units as functions of weights, biases and z; all that is asked comes from `sympy.diff`."""
    given = {name: exact(value) for name, value in TASK.numbers(learner).items()}
    w, b, z = sp.symbols("w_1:4"), sp.symbols("b_1:4"), sp.symbols("z")
    powers = [sp.exp(w_j * given["x"] + b_j) for w_j, b_j in zip(w, b, strict=True)]
    outputs = [power / sum(powers) for power in powers]
    E = -sum(share * sp.log(output) for share, output in zip(given["y"], outputs, strict=True))
    frost = 1 / (1 + sp.exp(-z))
    E_frost = -(given["y_frost"] * sp.log(frost) + (1 - given["y_frost"]) * sp.log(1 - frost))
    here = {z: sp.log(given["odds_of_frost"]), **dict.fromkeys(w, 0),
            **{b_j: sp.log(power) for b_j, power in zip(b, given["e_z"], strict=True)}}

    def at(expression):
        return float(expression.subs(here))
    return {"a": [at(output) for output in outputs], "E": at(E), "delta": [at(sp.diff(E, b_j)) for b_j in b],
            "dE_dw21": at(sp.diff(E, w[1])), "a_frost": at(frost), "E_frost": at(E_frost),
            "delta_frost": at(sp.diff(E_frost, z))}


def off(answer, learner):
    """The labels under which an answer differs from SymPy's."""
    return {difference.label for difference in differences(answer, by_sympy(learner), TASK)[1]}


@pytest.mark.parametrize("learner", LEARNERS)
@pytest.mark.parametrize("answer", [by_hand, by_library], ids=["plain", "library"])
def test_plain_answer_and_reference_are_sympys(answer, learner):
    assert not off(answer(**TASK.numbers(learner)), learner)


def test_sheets_differ_from_learner_to_learner():
    assert len({str(TASK.numbers(learner)) for learner in LEARNERS}) == len(LEARNERS)


@pytest.mark.parametrize("learner", LEARNERS)
def test_slope_kept_after_cross_entropy_is_rejected(learner):
    wrong = WRONG["03.by_hand"]["slope after cross-entropy"].function(**TASK.numbers(learner))
    assert off(wrong, learner) == {"delta", "dE_dw21"}
