import numpy as np
import pytest

from course_lib import gradcheck
from course_lib.gradcheck import (
    along,
    central_difference,
    complex_step,
    one_sided_difference,
    random_direction,
    relative_error,
)
from course_lib.mistakes import CHECKS

RNG = np.random.default_rng(0)
A = RNG.normal(size=(5, 5))
THETA = RNG.normal(size=5)


def E(theta):
    return np.exp(np.sin(A @ theta)).sum() + (theta ** 3).sum()


def slope(theta):
    return A.T @ (np.exp(np.sin(A @ theta)) * np.cos(A @ theta)) + 3 * theta ** 2


EXACT = slope(THETA)


def agrees(gradient, bound):
    assert relative_error(gradient(E, THETA), EXACT) < bound


def test_each_way_is_as_good_as_it_is_said_to_be():
    agrees(one_sided_difference, 1e-7)
    agrees(central_difference, 1e-9)
    agrees(complex_step, 1e-15)
    for name in ("step too long", "step too short"):
        with pytest.raises(AssertionError):
            agrees(CHECKS[name].function, 1e-7)


def test_published_accuracies_of_the_three():
    """The best h of a smooth function in float64, and the error there, to a factor of ten."""
    def f(x):
        return np.exp(np.sin(x))

    def best(difference, hs):
        errors = [abs(difference(h) - np.exp(np.sin(1.0)) * np.cos(1.0)) for h in hs]
        return np.median(hs[np.argsort(errors)[:9]]), np.median(np.sort(errors)[:9])
    hs = np.logspace(-12, -2, 400)
    h, error = best(lambda h: (f(1 + h) - f(1)) / h, hs)
    assert 3e-10 < h < 3e-8 and 1e-10 < error < 1e-8
    h, error = best(lambda h: (f(1 + h) - f(1 - h)) / (2 * h), hs)
    assert 2e-7 < h < 2e-5 and 2e-13 < error < 2e-11
    assert abs(f(1 + 1e-20j).imag / 1e-20 - np.exp(np.sin(1.0)) * np.cos(1.0)) < 5e-16
    one, single = np.float32(1), np.logspace(-5, -1, 400, dtype=np.float32)
    h, error = best(lambda h: float((f(one + h) - f(one - h)) / (2 * h)), single)
    assert 3e-4 < h < 3e-2 and 2e-6 < error < 2e-4


def test_float32_is_told_by_its_own_rounding():
    theta = THETA.astype("f4")
    def E32(theta): return (theta ** 3).sum()
    found = central_difference(E32, theta)
    assert found.dtype == np.float32
    assert 1e-8 < relative_error(found, 3 * theta ** 2) < 1e-3


def test_theta_stays_as_it_was():
    theta = THETA.copy()
    for gradient in (one_sided_difference, central_difference, complex_step):
        gradient(E, theta)
        np.testing.assert_array_equal(theta, THETA)


def test_along_a_random_direction_two_evaluations_check_the_whole_gradient():
    evaluations = []
    def counted(theta):
        evaluations.append(1)
        return E(theta)
    v = random_direction(THETA, RNG)
    assert np.linalg.norm(v) == pytest.approx(1)
    assert along(counted, THETA, v) == pytest.approx(EXACT @ v, rel=1e-8)
    assert len(evaluations) == 2
    wrong = EXACT.copy()
    wrong[2] *= 1.01
    assert along(E, THETA, v) != pytest.approx(wrong @ v, rel=1e-6)


def sees_a_wrong_gradient_of_small_size(error):
    assert error(EXACT * 1e-9, EXACT * 2e-9) > 1e-3
    assert error(np.array([1.0, 2.0]), np.array([2.0, 1.0])) > 1e-3


def test_relative_error_is_relative_and_looks_at_every_entry():
    sees_a_wrong_gradient_of_small_size(relative_error)
    for name in ("absolute error", "comparing sums"):
        with pytest.raises(AssertionError):
            sees_a_wrong_gradient_of_small_size(CHECKS[name].function)


def test_relative_error_runs_from_same_to_opposite():
    assert relative_error(EXACT, EXACT) == 0
    assert relative_error(EXACT, -EXACT) == pytest.approx(2)
    assert relative_error(np.zeros(3), np.zeros(3)) == 0
    assert not relative_error(np.full(3, np.nan), np.ones(3)) < 1e9  # NaN agrees with nothing
    with pytest.raises(ValueError, match="one entry for each parameter"):
        relative_error(np.ones((3, 1)), np.ones(3))


def test_whole_numbers_are_refused_because_h_would_be_cut_off():
    for gradient in (one_sided_difference, central_difference):
        with pytest.raises(TypeError, match=r"astype\(float\)"):
            gradient(E, np.ones(5, int))


def test_the_tolerance_knows_the_rounding():
    tolerance = gradcheck.central_tolerance(E, THETA, EXACT)
    assert relative_error(central_difference(E, THETA), EXACT) < tolerance < 1e-7
    def shifted(theta): return 1e9 + E(theta)
    loose = gradcheck.central_tolerance(shifted, THETA, EXACT)
    assert relative_error(central_difference(shifted, THETA), EXACT) < loose
    assert loose > 1e5 * tolerance


def test_complex_step_says_when_it_cannot_work():
    with pytest.raises(TypeError, match=r"astype\(float\)"):
        complex_step(lambda theta: (theta ** 2).sum(), np.array([1, 2, 3]))
    with pytest.raises(TypeError, match="drop what the complex step reads"):
        complex_step(lambda theta: np.abs(theta).sum(), np.ones(3))


@pytest.mark.parametrize("size", [1e-200, 1e-30, 1e30, 1e200])
def test_relative_error_is_the_same_at_every_size(size):
    assert relative_error(np.array([size]), np.array([2 * size])) == pytest.approx(2 / 3)
    if size < 1e38 and size > 1e-38:
        assert relative_error(np.array([size], "f4"), np.array([2 * size], "f4")) == pytest.approx(2 / 3)


def test_theta_is_one_flat_vector():
    for theta in (np.ones((2, 2)), [1.0, 2.0], 1.0):
        with pytest.raises(TypeError, match=r"W\.ravel"):
            central_difference(lambda theta: theta.sum(), theta)
    with pytest.raises(ValueError, match="the direction has shape"):
        along(E, THETA, np.ones((5, 1)))
    with pytest.raises(TypeError):
        random_direction(np.arange(3), RNG)
