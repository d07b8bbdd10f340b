import warnings

import numpy as np
import pytest
from problems import SMOOTH

from course_lib import activations
from course_lib.activations import ELEMENTWISE, logistic, relu, softmax, softplus
from course_lib.gradcheck import relative_error
from course_lib.mistakes import ACTIVATIONS

Z = np.linspace(-4, 4, 33)[:, None] + np.array([[0.013, 0.11]])  # off the kinks
RNG = np.random.default_rng(0)


@pytest.mark.parametrize("phi", ELEMENTWISE, ids=str)
def test_slope_is_the_derivative(phi):
    by_differences = (phi(Z + 1e-6) - phi(Z - 1e-6)) / 2e-6
    np.testing.assert_allclose(phi.slope(Z, phi(Z)), by_differences, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("phi", ELEMENTWISE, ids=str)
def test_complex_step_passes_through(phi):
    by_complex_step = phi(Z + 1e-20j).imag / 1e-20
    np.testing.assert_allclose(phi.slope(Z, phi(Z)), by_complex_step, rtol=1e-12, atol=1e-14)


def test_complex_step_passes_through_softmax():
    g = RNG.normal(size=Z.shape)
    columns = [(softmax(Z + 1e-20j * e).imag / 1e-20 * g).sum(axis=1) for e in np.eye(2)]
    pulled = softmax.pull(g.copy(), Z, softmax(Z))
    np.testing.assert_allclose(pulled, np.stack(columns, axis=1), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("phi", [*ELEMENTWISE, softmax], ids=str)
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex128])
def test_dtype_is_kept_and_out_is_used(phi, dtype):
    z, out = Z.astype(dtype), np.empty(Z.shape, dtype)
    assert phi(z).dtype == dtype
    assert phi(z, out) is out
    np.testing.assert_array_equal(phi(z), out)
    g = np.ones_like(z)
    assert phi.pull(g, z, out) is g and g.dtype == dtype
    if phi.value_slope:
        slope = np.empty_like(z)
        assert phi.slope(z, out, slope) is slope


@pytest.mark.parametrize("phi", [*ELEMENTWISE, softmax], ids=str)
def test_inputs_stay_as_they_were(phi):
    z, a = Z.copy(), phi(Z)
    phi(z)
    phi.pull(np.ones_like(z), z, a)
    np.testing.assert_array_equal(z, Z)
    np.testing.assert_array_equal(a, phi(Z))


@pytest.mark.parametrize("phi", ELEMENTWISE, ids=str)
def test_float32_agrees_with_float64_to_its_own_precision(phi):
    assert relative_error(phi(Z.astype("f4")).astype(float), phi(Z)) < 1e-6


def logistic_keeps_small_values(function):
    z = -np.array([[1.0, 37.0, 40.0, 300.0, 700.0]])
    np.testing.assert_allclose(function(z), np.exp(z) / (1 + np.exp(z)), rtol=1e-14)


def test_logistic_keeps_small_values():
    logistic_keeps_small_values(logistic)
    with pytest.raises(AssertionError):
        logistic_keeps_small_values(ACTIVATIONS["logistic by tanh"].function)


def stays_finite(function):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.isfinite(function(np.array([[-1e4, -800.0, 0.0, 800.0, 1e4]]))).all()


def test_large_net_inputs_neither_overflow_nor_warn():
    for phi in [*SMOOTH, relu, softmax]:
        stays_finite(phi)
    for name in ("logistic by e^z", "softplus by e^z", "softmax by e^z"):
        with pytest.raises((AssertionError, RuntimeWarning)):
            stays_finite(ACTIVATIONS[name].function)


def test_softplus_keeps_small_values():
    z = -np.array([[30.0, 40.0, 700.0]])
    np.testing.assert_allclose(softplus(z), np.exp(z), rtol=1e-12)
    np.testing.assert_allclose(softplus.slope(z, softplus(z)), logistic(z), rtol=1e-12)


def rows_are_probabilities(function):
    z = RNG.normal(size=(3, 4)) + np.array([[0.0], [5.0], [-3.0]])
    np.testing.assert_allclose(function(z).sum(axis=1), 1)
    np.testing.assert_allclose(function(z)[1], function(z[1:2])[0], rtol=1e-12)


def test_softmax_makes_each_row_a_distribution_of_its_own():
    rows_are_probabilities(softmax)
    for name in ("softmax over the batch", "softmax with one sum for all"):
        with pytest.raises(AssertionError):
            rows_are_probabilities(ACTIVATIONS[name].function)


def test_known_values():
    np.testing.assert_allclose(logistic.slope(np.zeros(1), logistic(np.zeros(1))), 0.25)
    assert activations.scaled_tanh(np.ones(1))[0] == pytest.approx(0.999997, abs=5e-7)
    z = np.array([-1.0, 0.0, 2.0])
    np.testing.assert_array_equal(relu.slope(z, relu(z)), [0, 0, 1])  # the slope from the left at 0
    np.testing.assert_allclose(activations.leaky_relu(z), [-0.01, 0, 2])
    assert activations.gelu(np.ones(1))[0] == pytest.approx(0.8413447460685429)


def test_softmax_has_no_slope_and_says_what_it_has():
    with pytest.raises(TypeError, match="Use its pull"):
        softmax.slope(Z, softmax(Z))


@pytest.mark.parametrize("phi", ELEMENTWISE, ids=str)
def test_complex_step_passes_far_out_too(phi):
    z = np.array([-1e5, -800, -300, -40, -5, 5, 40, 300, 800, 1e5])
    found = phi(z + 1e-20j).imag / 1e-20
    np.testing.assert_allclose(found, phi.slope(z, phi(z)), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("phi", [*ELEMENTWISE, softmax], ids=str)
def test_the_answer_may_be_written_over_the_net_input(phi):
    z = Z.copy()
    np.testing.assert_array_equal(phi(z, z), phi(Z))


def test_numbers_are_taken_and_whole_numbers_refused():
    assert logistic(0.0) == 0.5
    assert logistic(np.zeros(2, np.float16)).dtype == np.float16
    with pytest.raises(TypeError, match=r"z holds int64"):
        relu(np.array([1, -1]))


def test_the_leaky_slope_at_the_kink_is_the_left_one():
    z = np.zeros(1)
    assert activations.leaky_relu.slope(z, activations.leaky_relu(z))[0] == 0.01
