"""Assignment 07, by hand: several learners' sheets, differentiated by SymPy."""
import pytest
import sympy as sp

from course_lib.checks.compare import differences
from course_lib.checks.key import key_of
from course_lib.mistakes.answers.trust_nothing import WRONG, by_hand
from course_lib.probes import find

TASK = find("07.by_hand")
LEARNERS = ("", "Ada", "Boole", "Curie", "Dirac", "Erdős", "Fermat")


def by_sympy(f, c, x, h):
    """f' from SymPy, the differences in exact fractions."""
    c, at, h = (sp.Rational(str(number)) for number in (c, x, h))
    t = sp.Symbol("t")
    function = c * t ** 3 if f == "c x³" else c / t
    slope = sp.diff(function, t).subs(t, at)

    def between(low, high):
        return (function.subs(t, high) - function.subs(t, low)) / (high - low)
    exact = {"derivative": slope, "one_sided": between(at, at + h), "central": between(at - h, at + h),
             "error_one_sided": between(at, at + h) - slope, "error_central": between(at - h, at + h) - slope,
             "error_one_sided_half": between(at, at + h / 2) - slope,
             "error_central_half": between(at - h / 2, at + h / 2) - slope}
    return {label: float(value) for label, value in exact.items()}


def wrong_labels(answer, learner):
    return [one.label for one in differences(answer, by_sympy(**TASK.numbers(learner)), TASK)[1]]


@pytest.mark.parametrize("learner", LEARNERS)
def test_the_plain_answer_and_the_key_are_those_of_sympy(learner):
    numbers = TASK.numbers(learner)
    reference = key_of("07.by_hand").reference["by_hand"]
    for answer in (by_hand(**numbers), reference(**numbers)):
        assert wrong_labels(answer, learner) == []
        for label, value in by_sympy(**numbers).items():
            assert answer[label] == pytest.approx(value, rel=1e-9)


def test_both_functions_are_drawn():
    assert {TASK.numbers(learner)["f"] for learner in LEARNERS} == {"c x³", "c / x"}


@pytest.mark.parametrize("learner", LEARNERS)
def test_a_central_difference_over_h_is_rejected(learner):
    wrong = WRONG["07.by_hand"]["central over h"].function(**TASK.numbers(learner))
    assert wrong_labels(wrong, learner) == ["central", "error_central", "error_central_half"]
