"""08.by_hand: two steps down a paraboloid, held to SymPy, which differentiates E itself."""
import pytest
import sympy as sp

from course_lib.checks.compare import differences
from course_lib.checks.key import key_of
from course_lib.mistakes.answers.downhill import WRONG, by_hand

KEY = key_of("08.by_hand")
LEARNERS = ("", "Ada", "Boole", "Curie", "Dirac", "Erdős", "Franklin", "Gauss")


def by_sympy(numbers):
    """What is asked for, exact as long as one can be."""
    P, Q, eta = sp.symbols("P Q eta")
    given = {name: sp.Rational(str(value)) for name, value in numbers.items()}
    E = (given["lambda1"] * P ** 2 + given["lambda2"] * Q ** 2) / 2
    place, path = (P, Q), []
    for _ in range(2):
        there = dict(zip((P, Q), place, strict=True))
        gradient = [sp.diff(E, letter).subs(there, simultaneous=True) for letter in (P, Q)]
        place = tuple(sp.expand(one - eta * slope) for one, slope in zip(place, gradient, strict=True))
        path.append(place)
    now = {P: given["p"], Q: given["q"], eta: given["eta"]}
    one, two = ([float(entry.subs(now)) for entry in place] for place in path)
    curvatures = sorted(sp.hessian(E, (P, Q)).eigenvals(multiple=True))
    limit = min(max(sp.solve((1 - eta * curvature) ** 2 - 1, eta)) for curvature in curvatures)
    factors = [sp.diff(entry, letter).subs(now) for entry, letter in zip(path[0], (P, Q), strict=True)]
    return {"factors": list(map(float, factors)),
            "after_one": one, "after_two": two,
            "E_after_two": float(E.subs({P: path[1][0], Q: path[1][1]}, simultaneous=True).subs(now)),
            "largest_eta": float(limit), "condition_number": float(curvatures[1] / curvatures[0])}


def agree(answer, numbers):
    agreed, found = differences(answer, by_sympy(numbers), KEY.task)
    return len(agreed) == 6 and not found


def test_either_axis_may_be_the_steep_one():
    sheets = [KEY.task.numbers(learner) for learner in LEARNERS]
    assert len({sheet["lambda1"] > sheet["lambda2"] for sheet in sheets}) == 2


@pytest.mark.parametrize("learner", LEARNERS)
def test_the_answers_are_those_of_sympy(learner):
    numbers = KEY.task.numbers(learner)
    assert agree(by_hand(**numbers), numbers)
    assert agree(KEY.reference["by_hand"](**numbers), numbers)
    for mistake in WRONG["08.by_hand"].values():             # and SymPy would notice
        assert not agree(mistake.function(**numbers), numbers), mistake
