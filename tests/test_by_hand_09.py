"""Assignment 09 by hand, held to SymPy: shares as fractions, the scale as a minimum, the stop as defined."""

import numpy as np
import pytest
import sympy as sp

from course_lib.checks.key import key_of
from course_lib.mistakes.answers.training import WRONG, by_hand
from course_lib.probes import find

TASK = find("09.by_hand")
LEARNERS = ("", "Ada", "Boole", "Curie", "Dirac", "Erdős", "Franklin", "Gauss")


def derived(confusion, column, new_value, validation_E, patience):
    """The six values, exactly."""
    table, ones = sp.Matrix(confusion), sp.ones(3, 1)
    total = (ones.T * table * ones)[0]
    rows, columns = table * ones, table.T * ones
    mistakes = table - sp.diag(*(table[i, i] for i in range(3)))

    # E of a number m that stands for all values is lowest at their mean, and there it is half the variance
    m = sp.Symbol("m")
    E = sum((m - sp.Rational(value)) ** 2 for value in column) / (2 * len(column))
    mean, = sp.solve(sp.diff(E, m), m)
    spread = sp.sqrt(2 * E.subs(m, mean))

    curve = [sp.Rational(str(E)) for E in validation_E]
    best = [min(range(t + 1), key=lambda at: (curve[at], at)) for t in range(len(curve))]      # so far
    stops = next((t for t in range(len(curve)) if t - best[t] == patience), len(curve) - 1)
    return {"accuracy": table.trace() / total, "recognised_2": table[1, 1] / rows[1],
            "right_when_said_2": table[1, 1] / columns[1],
            "largest_mistake": max(mistakes) / (ones.T * mistakes * ones)[0],
            "standardised": (sp.Rational(new_value) - mean) / spread, "early_stopping": [best[stops], stops]}


def agree(answer, exact, rtol=1e-12):
    return all(np.allclose(np.array(answer[name], float), np.array(exact[name], float), rtol=rtol, atol=0)
               for name in exact)


@pytest.mark.parametrize("learner", LEARNERS)
def test_the_plain_answer_and_the_key_are_what_sympy_derives(learner):
    numbers = TASK.numbers(learner)
    exact = derived(**numbers)
    reference = key_of(TASK.name).reference["by_hand"](**numbers)
    assert list(exact) == list(reference) == list(by_hand(**numbers))
    assert agree(by_hand(**numbers), exact)
    assert agree(reference, exact)


@pytest.mark.parametrize("mistake", ["variance for spread", "row and column exchanged",
                                     "a tie taken for lower"])
def test_a_wrong_answer_is_not(mistake):
    for learner in LEARNERS:
        numbers = TASK.numbers(learner)
        wrong = WRONG[TASK.name][mistake].function(**numbers)
        assert not agree(wrong, derived(**numbers), rtol=TASK.rtol)


def test_the_sheets_hide_no_mistake():
    """The stop comes before the lowest E of all, after a blip and a tie; and no two sheets are the same."""
    sheets = [TASK.numbers(learner) for learner in LEARNERS]
    for numbers in sheets:
        kept, stops = derived(**numbers)["early_stopping"]
        curve = numbers["validation_E"]
        assert 0 < kept < stops < len(curve) - 1 and min(curve[stops + 1:]) < curve[kept]
        assert curve[kept] in curve[kept + 1:stops + 1]
        assert any(curve[t] < curve[t + 1] for t in range(kept))
    assert len({str(numbers) for numbers in sheets}) == len(sheets)
