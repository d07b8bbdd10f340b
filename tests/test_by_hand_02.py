"""02.by_hand: the plain answer and the key's against SymPy, which differentiates E itself."""
import pytest
import sympy as sp

from course_lib.checks.keys.one_neuron import by_hand as reference
from course_lib.mistakes.answers.one_neuron import WRONG, by_hand
from course_lib.probes import find

TASK = find("02.by_hand")
LEARNERS = ("", "Ada", "Boole", "Curie", "Dirac", "Erdős", "Franklin")
PHI = {"logistic": lambda z: 1 / (1 + sp.exp(-z)), "tanh": sp.tanh}


def by_sympy(phi, x, w, b, y):
    """The seven numbers, of symbols first, and then of these numbers as fractions."""
    w1, w2, x1, x2, bias, target, net_input = sp.symbols("w_1 w_2 x_1 x_2 b y z")
    a = PHI[phi](net_input)
    E = (a - target) ** 2 / 2
    z = w1 * x1 + w2 * x2 + bias
    of_parameters = E.subs(net_input, z)
    formulas = {"z": z, "a": a, "E": of_parameters, "delta": sp.diff(E, net_input),
                "dE_dw1": sp.diff(of_parameters, w1), "dE_dw2": sp.diff(of_parameters, w2),
                "dE_db": sp.diff(of_parameters, bias)}
    numbers = {symbol: sp.Rational(str(value)) for symbol, value in
               zip((w1, w2, x1, x2, bias, target), (*w, *x, b, y), strict=True)}
    return {name: float(formula.subs(net_input, z).subs(numbers).evalf(20))
            for name, formula in formulas.items()}


@pytest.mark.parametrize("learner", LEARNERS)
def test_a_sheets_seven_numbers_are_those_of_sympy(learner):
    numbers = TASK.numbers(learner)
    right = by_sympy(**numbers)
    assert by_hand(**numbers) == pytest.approx(right, rel=1e-12)
    assert reference(**numbers) == pytest.approx(right, rel=1e-12)


@pytest.mark.parametrize("learner", LEARNERS)
def test_sympy_rejects_a_slope_taken_at_the_activity(learner):
    numbers = TASK.numbers(learner)
    wrong = WRONG["02.by_hand"]["slope taken at the activity"].function(**numbers)
    assert wrong != pytest.approx(by_sympy(**numbers), rel=TASK.rtol)


def test_the_sheets_hold_both_functions_and_both_signs():
    sheets = [TASK.numbers(f"learner {k}") for k in range(40)]
    assert {one["phi"] for one in sheets} == {"logistic", "tanh"}
    signs = {(one["phi"], by_hand(**one)["z"] > 0) for one in sheets}
    assert len(signs) == 4
