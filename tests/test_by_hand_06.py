"""The task by hand of assignment 06, held to SymPy: E is built from a learner's sheet, and differentiated."""
import numpy as np
import pytest
import sympy as sp
from problems import agree

from course_lib import activations, backprop
from course_lib.checks.key import key_of
from course_lib.layout import count
from course_lib.losses import LOSSES
from course_lib.mistakes.answers import by_hand_to_code, by_hand_to_code_own
from course_lib.network import Network

KEY = key_of("06.by_hand")
LEARNERS = ("", "Ada", "Boole", "Curie")


def exact(table):
    return sp.Matrix([[sp.Rational(str(value)) for value in row] for row in table])


def letters(name, rows):
    return sp.Matrix(rows, 2, sp.symbols(f"{name}:{2 * rows}"))


def from_E(phi, delta, a_below, W, decay):
    """The nine numbers: E is the half squared error of linear outputs, whose targets make these deltas."""
    delta, a, W_here, decay = exact(delta), exact(a_below), exact(W), exact([[decay]])[0]
    W, b, z, logistic = letters("w", 2), letters("b", 1), letters("z", 3), phi == "logistic"
    activity = z.applyfunc(lambda one: 1 / (1 + sp.exp(-one)) if logistic else sp.tanh(one))
    output = activity * W.T + sp.ones(3, 1) * b
    difference = output - (a * W_here.T - 3 * delta)
    E = sum(one ** 2 for one in difference) / 6
    E_decay = E + decay / 2 * sum(w ** 2 for w in W)
    values = dict(zip([*W, *b], [*W_here, 0, 0], strict=True)) | {
        one: sp.log(value / (1 - value)) if logistic else sp.atanh(value)
        for one, value in zip(z, a, strict=True)}

    def at_the_sheet(E, letter):
        return float(sp.N(E.diff(letter).subs(values), 30))
    return {"dE_dW": [[at_the_sheet(E, W[j, i]) for i in (0, 1)] for j in (0, 1)],
            "dE_db": [at_the_sheet(E, one) for one in b],
            "delta_below_2": [at_the_sheet(E, z[1, i]) for i in (0, 1)],
            "dE_dw12_with_decay": at_the_sheet(E_decay, W[0, 1])}


@pytest.mark.parametrize("learner", LEARNERS)
def test_the_answer_and_the_key_are_the_derivatives_of_E(learner):
    numbers = KEY.task.numbers(learner)
    derived = from_E(**numbers)
    assert agree(by_hand_to_code.by_hand(**numbers), derived)
    assert agree(KEY.reference["by_hand"](**numbers), derived)
    for mistake in by_hand_to_code.WRONG["06.by_hand"].values():
        assert not agree(mistake.function(**numbers), derived), mistake


def test_both_activation_functions_are_among_the_sheets():
    assert {KEY.task.numbers(learner)["phi"] for learner in LEARNERS} == {"logistic", "tanh"}


def test_what_works_for_a_record_works_for_a_network():
    sizes = (3, 5, 4, 2)
    rng = np.random.default_rng(0)
    for loss in LOSSES.values():
        phi = [activations.relu, activations.tanh, loss.output or activations.softplus]
        net = Network(sizes, phi, loss, rng.normal(size=count(sizes)), 0.1)
        x, y = rng.normal(size=(6, 3)), rng.random((6, 2))
        y /= y.sum(axis=1, keepdims=True)
        E, gradient = backprop.backprop(net, x, y)
        own = [by_hand_to_code.ANY_LOSS_RIGHT["as one writes it"]]
        own += [] if loss.output else [by_hand_to_code_own.my_backprop]
        for function in own:
            mine, vector = function(net, x, y)
            assert np.isclose(mine, E, rtol=1e-12)
            np.testing.assert_allclose(vector, gradient, rtol=1e-9, atol=1e-13)
