"""Task 01.by_hand, held to SymPy: E in x and y alone, made of the words on the sheet, and differentiated."""
import pytest
import sympy as sp

from course_lib.checks.compare import differences
from course_lib.checks.key import key_of
from course_lib.mistakes.answers.chain_rule import WRONG, by_hand
from course_lib.probes.chain_rule import CIRCUITS

KEY = key_of("01.by_hand")
LEARNERS = ("", "Ada", "Boole", "Curie", "Dirac", "Erdős", "Fourier", "Gauss")


def by_sympy(u, v, E, x, y, c):
    """All the numbers that are asked for; exact, as floats."""
    letters = sp.symbols("u v x y")
    U, V, X, Y = letters
    given = {X: sp.Rational(str(x)), Y: sp.Rational(str(y))}
    names = dict(zip("uvxy", letters, strict=True)) | {"c": sp.Rational(str(c))}
    of_u, of_v, of_E = (sp.sympify(formula, names) for formula in (u, v, E))
    now = given | {U: of_u.subs(given), V: of_v.subs(U, of_u).subs(given)}
    local = {f"{name}_{letter}": float(sp.diff(formula, letter).subs(now))
             for name, formula in (("u", of_u), ("v", of_v), ("E", of_E))
             for letter in letters if formula.has(letter)}
    in_u = of_E.subs(V, of_v)                               # E through u, and x through v
    in_x = in_u.subs(U, of_u)
    return {"values": [float(now[U]), float(now[V]), float(of_E.subs(now))], "local": local,
            "dE_du": float(sp.diff(in_u, U).subs(now)), "dE_dx": float(sp.diff(in_x, X).subs(given)),
            "dE_dy": float(sp.diff(in_x, Y).subs(given))}


def agree(answer, numbers):
    agreed, found = differences(answer, by_sympy(**numbers), KEY.task)
    return len(agreed) == 5 and not found


def test_both_circuits_are_drawn():
    assert {(KEY.task.numbers(name)["u"], KEY.task.numbers(name)["v"]) for name in LEARNERS} == set(CIRCUITS)


@pytest.mark.parametrize("learner", LEARNERS)
def test_the_answers_are_those_of_sympy(learner):
    numbers = KEY.task.numbers(learner)
    assert agree(by_hand(**numbers), numbers)
    assert agree(KEY.reference["by_hand"](**numbers), numbers)
    for mistake in WRONG["01.by_hand"].values():            # SymPy would notice
        assert not agree(mistake.function(**numbers), numbers), mistake
