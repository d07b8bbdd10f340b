"""The task by hand of assignment 05, held to SymPy: E is built from a learner's sheet, and differentiated."""
import numpy as np
import pytest
import sympy as sp
from problems import agree

from course_lib.checks import judge
from course_lib.checks.key import key_of
from course_lib.mistakes.answers import delta_recursion

KEY = key_of("05.by_hand")
LEARNERS = ("", "Ada", "Boole", "Curie", "Dirac", "Euler")


def from_E(phi, x, a_hidden, W_output, a_output, y):
    """The seven numbers: the biases are what makes a network have just these activities."""
    logistic = phi == "logistic"

    def activity(z):
        return 1 / (1 + sp.exp(-z)) if logistic else sp.tanh(z)

    def net_input(a):
        a = sp.Rational(str(a))
        return sp.log(a / (1 - a)) if logistic else sp.atanh(a)
    w1, z1, c1 = sp.Matrix(2, 2, sp.symbols("u:4")), sp.symbols("s:2"), sp.symbols("c:2")
    w2, z2, c2 = sp.Matrix(2, 2, sp.symbols("w:4")), sp.symbols("t:2"), sp.symbols("d:2")
    x, a, W = ([sp.Rational(str(one)) for one in np.ravel(given)] for given in (x, a_hidden, W_output))
    hidden_z, output_z = ([net_input(one) for one in layer] for layer in (a_hidden, a_output))
    at = dict(zip([*w1, *c1], [0, 0, 0, 0, *hidden_z], strict=True)) | dict(zip(z1, hidden_z, strict=True))
    at |= dict(zip(z2, output_z, strict=True)) | dict(zip(w2, W, strict=True))
    at |= {c2[k]: output_z[k] - W[2 * k] * a[0] - W[2 * k + 1] * a[1] for k in (0, 1)}

    def E_from(z):
        missed = [activity(one) - sp.Rational(str(target)) for one, target in zip(z, y, strict=True)]
        return sum(one ** 2 for one in missed) / 2

    def above(z):
        return [w2[k, 0] * activity(z[0]) + w2[k, 1] * activity(z[1]) + c2[k] for k in (0, 1)]
    E = E_from(above([w1[j, 0] * x[0] + w1[j, 1] * x[1] + c1[j] for j in (0, 1)]))

    def there(expression, letter):
        return float(sp.N(expression.diff(letter).subs(at), 30))
    return {"delta_output": [there(E_from(z2), one) for one in z2],
            "delta_hidden": [there(E_from(above(z1)), one) for one in z1],
            "dE_dw12_output": there(E, w2[0, 1]), "dE_dw21_hidden": there(E, w1[1, 0]),
            "dE_db1_hidden": there(E, c1[0])}


@pytest.mark.parametrize("learner", LEARNERS)
def test_the_answer_and_the_key_are_the_derivatives_of_E(learner):
    numbers = KEY.task.numbers(learner)
    derived = from_E(**numbers)
    assert agree(delta_recursion.by_hand(**numbers), derived)
    assert agree(KEY.reference["by_hand"](**numbers), derived)
    for mistake in delta_recursion.WRONG["05.by_hand"].values():
        assert not agree(mistake.function(**numbers), derived), mistake


def test_four_digits_on_the_way_are_enough_for_everybody():
    def kept(number, digits=4):
        return float(f"{number:.{digits}g}")
    for k in range(100):
        phi, x, a, W, out, y = KEY.task.numbers(f"learner {k}").values()

        def slope(one, phi=phi):
            return kept(one * (1 - one) if phi == "logistic" else 1 - one * one)
        top = [kept(kept(o - t) * slope(o)) for o, t in zip(out, y, strict=True)]
        down = [kept(kept(W[0][i] * top[0]) + kept(W[1][i] * top[1])) for i in (0, 1)]
        hidden = [kept(one * slope(unit)) for one, unit in zip(down, a, strict=True)]
        written = {"delta_output": [kept(one, 3) for one in top],
                   "delta_hidden": [kept(one, 3) for one in hidden],
                   "dE_dw12_output": kept(top[0] * a[1], 3), "dE_dw21_hidden": kept(hidden[1] * x[0], 3),
                   "dE_db1_hidden": kept(hidden[0], 3)}
        answer = {"by_hand": lambda written=written: written}
        assert judge("05.by_hand", answer, learner=f"learner {k}").points == 4, k
