import warnings

import numpy as np
import pytest
from problems import LOSSES

from course_lib import activations, losses
from course_lib.gradcheck import complex_step, relative_error
from course_lib.mistakes import LOSSES as WRONG

RNG = np.random.default_rng(0)
N, WIDTH = 5, 3


def examples(loss):
    z, y = RNG.normal(size=(N, WIDTH)), RNG.random((N, WIDTH))
    if loss is losses.categorical_cross_entropy:
        y /= y.sum(axis=1, keepdims=True)
    phi = loss.output or activations.tanh
    return phi, z, phi(z), y


@pytest.mark.parametrize("loss", LOSSES, ids=str)
def test_start_hands_over_the_derivative_by_the_net_input(loss):
    phi, z, a, y = examples(loss)
    slope, delta = np.empty_like(z), np.empty_like(z)
    E = loss.start(phi, z, a, y, np.array(float(N)), slope, delta)

    def E_of(flat):
        z = flat.reshape(N, WIDTH)
        a = phi(z)
        return loss.value(z, a, y, a - y)
    assert E == loss.value(z, a, y, a - y)
    assert relative_error(delta.ravel(), complex_step(E_of, z.ravel())) < 1e-13


def agrees_with_the_definition(value):
    _, z, a, y = examples(losses.half_squared_error)
    by_hand = sum(0.5 * (a[n, k] - y[n, k]) ** 2 for n in range(N) for k in range(WIDTH)) / N
    assert value(z, a, y) == pytest.approx(by_hand, rel=1e-12)


def test_half_squared_error_is_a_mean_over_examples_and_a_sum_over_outputs():
    agrees_with_the_definition(lambda z, a, y: losses.half_squared_error.value(z, a, y, a - y))
    for name in ("sum instead of mean", "mean over the outputs too"):
        with pytest.raises(AssertionError):
            agrees_with_the_definition(WRONG[name].function)


def test_targets_without_a_column_are_what_the_mistake_shows():
    a, y = RNG.random((N, 1)), RNG.random((N, 1))
    right = losses.half_squared_error.value(None, a, y, a - y)
    assert WRONG["targets stretched"].function(None, a, y) != pytest.approx(right)


def test_cross_entropies_are_minus_the_logarithm_of_the_likelihood():
    _, z, a, y = examples(losses.binary_cross_entropy)
    by_hand = -(y * np.log(a) + (1 - y) * np.log(1 - a)).sum() / N
    assert losses.binary_cross_entropy.value(z, a, y, a - y) == pytest.approx(by_hand, rel=1e-13)
    _, z, a, y = examples(losses.categorical_cross_entropy)
    by_hand = -(y * np.log(a)).sum() / N
    assert losses.categorical_cross_entropy.value(z, a, y, a - y) == pytest.approx(by_hand, rel=1e-13)


def stays_finite_when_saturated(value):
    z, y = np.array([[0.0, 900.0, -5.0]]), np.array([[1.0, 0.0, 0.0]])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert value(z, activations.softmax(z), y) == pytest.approx(900)


def test_a_saturated_wrong_answer_costs_its_net_input():
    stays_finite_when_saturated(
        lambda z, a, y: losses.categorical_cross_entropy.value(z, a, y, a - y))
    with pytest.raises((AssertionError, RuntimeWarning)):
        stays_finite_when_saturated(WRONG["logarithm of the output"].function)


def test_ten_classes_at_small_weights_begin_at_log_ten():
    z, y = np.zeros((4, 10)), np.eye(10)[:4]
    a = activations.softmax(z)
    assert losses.categorical_cross_entropy.value(z, a, y, a - y) == pytest.approx(2.302585, abs=5e-7)


def test_log_sum_exp_neither_overflows_nor_forgets():
    z = np.array([[1000.0, 1000.0], [-1000.0, -1000.0], [0.0, -40.0]])
    np.testing.assert_allclose(losses.log_sum_exp(z), [1000 + np.log(2), -1000 + np.log(2), 0],
                               atol=1e-15)


def test_targets_that_are_no_probabilities_are_named():
    assert losses.half_squared_error.targets(np.array([[-7.0]])) == ""
    assert losses.binary_cross_entropy.targets(np.array([[0.3], [1.0]])) == ""
    assert "from 0 to 2" in losses.binary_cross_entropy.targets(np.array([[0.0], [2.0]]))
    assert losses.categorical_cross_entropy.targets(np.array([[0.25, 0.75]])) == ""
    assert "row 1" in losses.categorical_cross_entropy.targets(np.array([[0.0, 1.0], [0.2, 0.2]]))
    assert "-1" in losses.categorical_cross_entropy.targets(np.array([[2.0, -1.0]]))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_well_trained_cross_entropies_keep_their_digits_and_their_sign(dtype):
    z, small = np.array([[30.0], [-30.0], [25.0]], dtype), np.exp(-np.array([30.0, 30.0, 25.0]))
    y = np.array([[1.0], [0.0], [1.0]], dtype)
    two = losses.binary_cross_entropy.value(z, None, y, None)
    assert two == pytest.approx(small.sum() / 3, rel=1e-5)
    many = losses.categorical_cross_entropy.value(np.hstack([z, 0 * z]), None, np.hstack([y, 1 - y]), None)
    assert many >= 0
