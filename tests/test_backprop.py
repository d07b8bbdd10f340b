import numpy as np
import pytest
from problems import LOSSES, problem

from course_lib import activations
from course_lib.backprop import backprop
from course_lib.gradcheck import relative_error
from course_lib.network import Network


@pytest.mark.parametrize("phi", [*activations.ELEMENTWISE, activations.softmax], ids=str)
@pytest.mark.parametrize("loss", LOSSES, ids=str)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_buffers_change_nothing_to_the_last_bit(phi, loss, dtype):
    net, x, y = problem((4, 5, 3), phi, loss, N=7, dtype=dtype)
    E, gradient = backprop(net, x, y)
    trace, buffer = net.blank_trace(7), np.empty_like(net.theta)
    for _ in range(3):
        E_again, again = backprop(net, x, y, trace, buffer)
        assert again is buffer and E_again == E
        np.testing.assert_array_equal(again, gradient)
    assert gradient.dtype == dtype


def test_one_trace_serves_several_gradients_and_points():
    net, x, y = problem()
    trace, one, two = net.blank_trace(5), np.empty_like(net.theta), np.empty_like(net.theta)
    backprop(net, x, y, trace, one)
    backprop(net.at(net.theta + 1), x, y, trace, two)
    np.testing.assert_array_equal(one, backprop(net, x, y)[1])
    np.testing.assert_array_equal(two, backprop(net.at(net.theta + 1), x, y)[1])


def test_nothing_that_came_in_is_changed():
    net, x, y = problem()
    kept = x.copy(), y.copy(), net.theta.copy()
    backprop(net, x, y)
    for now, before in zip((x, y, net.theta), kept, strict=True):
        np.testing.assert_array_equal(now, before)


def test_E_is_the_networks_error():
    net, x, y = problem(decay=0.2)
    assert backprop(net, x, y)[0] == net.error(x, y)


def test_the_gradient_of_a_batch_is_the_mean_over_its_examples():
    net, x, y = problem(decay=0.2)
    one_by_one = [backprop(net, x[n:n + 1], y[n:n + 1])[1] for n in range(len(x))]
    assert relative_error(backprop(net, x, y)[1], np.mean(one_by_one, axis=0)) < 1e-14


def test_rows_may_come_as_views():
    net, x, y = problem()
    wide, tall = np.repeat(x, 2, axis=1)[:, ::2], np.asfortranarray(y)
    assert relative_error(backprop(net, wide, tall)[1], backprop(net, x, y)[1]) < 1e-14


def test_complex_theta_passes_and_gives_curvature():
    net, x, y = problem()
    v = np.random.default_rng(2).normal(size=net.theta.shape)
    curved = backprop(net.at(net.theta + 1e-20j * v), x, y)[1].imag / 1e-20
    h = 1e-5
    differences = (backprop(net.at(net.theta + h * v), x, y)[1]
                   - backprop(net.at(net.theta - h * v), x, y)[1]) / (2 * h)
    assert relative_error(curved, differences) < 1e-8


def test_the_trace_keeps_what_a_reader_wants_to_see():
    net, x, y = problem((3, 4, 2))
    trace = net.blank_trace(5)
    _, gradient = backprop(net, x, y, trace)
    np.testing.assert_allclose(trace.delta[1], trace.delta[2] @ net.W[2] * trace.slope[1], rtol=1e-14)
    np.testing.assert_allclose(trace.dW[2], trace.delta[2].T @ trace.a[1] + 0.1 * net.W[2], rtol=1e-14)
    assert trace.gradient is gradient


def test_shapes_and_dtypes_are_checked_even_in_loops():
    net, x, y = problem()
    for bad_x, bad_y, error, says in (
            (x[:, :2], y, ValueError, "x has 2 columns"), (x, y[:3], ValueError, "5 rows and y has 3"),
            (x.astype(int), y, TypeError, "int64"), (x[0], y, ValueError, "two dimensions"),
            (x[:0], y[:0], ValueError, "no rows"), (x.tolist(), y, TypeError, "a list")):
        with pytest.raises(error, match=says):
            backprop(net, bad_x, bad_y)
    with pytest.raises(ValueError, match=r"room for 4 examples.*blank_trace"):
        backprop(net, x, y, net.blank_trace(4))
    with pytest.raises(ValueError, match="empty_like"):
        backprop(net, x, y, gradient=np.empty(3))
    with pytest.raises(ValueError, match="empty_like"):
        backprop(net, x, y, gradient=np.empty(net.theta.size, np.float32))


def test_decay_does_not_touch_biases():
    net, x, y = problem(decay=0.0)
    decayed = Network(net.sizes, net.phi[1:], net.loss, net.theta, decay=0.5)
    difference = net.at(backprop(decayed, x, y)[1] - backprop(net, x, y)[1])
    for l in (1, 2):
        np.testing.assert_allclose(difference.W[l], 0.5 * net.W[l], rtol=1e-12)
        np.testing.assert_array_equal(difference.b[l], 0)


def test_targets_are_looked_at_with_a_trace_too():
    net, x, y = problem()
    trace = net.blank_trace(len(x))
    for bad, error, says in ((y[:, :1], ValueError, "y has 1 columns"), (y[:1], ValueError, "y has 1"),
                             (y.astype("f4"), TypeError, "y holds float32"), (y.tolist(), TypeError, "list")):
        with pytest.raises(error, match=says):
            backprop(net, x, bad, trace)


@pytest.mark.parametrize("gradient", [np.zeros(52)[::2], [0.0] * 26])
def test_a_gradient_that_cannot_be_written_in_one_piece_is_refused(gradient):
    net, x, y = problem()
    with pytest.raises(ValueError, match="empty_like"):
        backprop(net, x, y, gradient=gradient)
