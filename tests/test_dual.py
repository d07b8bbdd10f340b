import numpy as np
import pytest

from course_lib import dual, graph, primitives
from course_lib.dual import Dual, derivative, directional


def network(x):
    """A function of one array that goes through most of the table."""
    W = np.array([[0.5, -1.0, 0.3], [0.2, 0.8, -0.6]])
    a = dual.tanh(x @ W.T + 0.1)                                   # (4, 2)
    a = dual.concatenate([a, x[:, [0, 0]] / 3], axis=1)           # (4, 4)
    p = dual.exp(a - a.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    return (p.T.reshape(2, 8) * dual.where(x.sum() > 0, 2.0, 1.0)).mean(axis=0) ** 2


def test_a_dual_carries_a_value_and_its_tangent():
    x = Dual(3.0, 1.0)
    y = x * x + 2 / x - 1
    assert (y.value, y.tangent) == (9 + 2 / 3 - 1, 6 - 2 / 9)
    assert repr(Dual(2.0, 1.0)) == "Dual(2.0, 1.0)"


def test_derivatives_of_one_number():
    assert derivative(lambda x: x * x + x, 3.0) == 7
    assert derivative(lambda x: dual.exp(dual.sin(x)) / x, 2.0) == pytest.approx(
        np.exp(np.sin(2)) * (2 * np.cos(2) - 1) / 4, rel=1e-14)
    assert derivative(lambda x: 3 - 2**x, 2) == pytest.approx(-4 * np.log(2), rel=1e-14)
    assert derivative(lambda x: x if x > 0 else 0 * x, 2.0) == 1


def test_an_array_of_points_gives_an_array_of_derivatives():
    x = np.linspace(-2, 2, 7)
    np.testing.assert_allclose(derivative(dual.tanh, x), 1 - np.tanh(x) ** 2, rtol=1e-14)


def test_what_does_not_depend_on_x_has_derivative_zero():
    assert derivative(lambda x: 5.0, 2.0) == 0
    assert directional(lambda x: np.ones(3), np.ones(2), np.ones(2)).tolist() == [0, 0, 0]


def test_directional_is_the_jacobian_times_v():
    rng = np.random.default_rng(0)
    x, v = rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
    columns = [directional(network, x, e.reshape(4, 3)) for e in np.eye(12)]
    tangent = directional(network, x, v)
    np.testing.assert_allclose(tangent, np.stack(columns, axis=1) @ v.ravel(), rtol=1e-12)
    np.testing.assert_allclose(tangent, network(x + 1e-30j * v).imag / 1e-30, rtol=1e-12)
    rows = []
    for e in np.eye(8):
        node = graph.node(x)
        rows.append(graph.backward(network(node), e)[node].ravel())
    np.testing.assert_allclose(np.stack(rows), np.stack(columns, axis=1), rtol=1e-12, atol=1e-15)


def assert_keeps_two_epsilons_apart(derivative):
    """d/dx (x · d/dy (x + y)) is 1; the tangent of x must not leak into the inner derivative."""
    assert derivative(lambda x: x * derivative(lambda y: x + y, 1.0), 1.0) == 1


def test_derivatives_inside_derivatives_keep_their_epsilons_apart():
    assert_keeps_two_epsilons_apart(derivative)
    assert derivative(lambda x: derivative(lambda y: y**3 * dual.sin(y), x), 1.5) == pytest.approx(
        6 * 1.5 * np.sin(1.5) + 6 * 1.5**2 * np.cos(1.5) - 1.5**3 * np.sin(1.5), rel=1e-14)
    assert derivative(lambda x: derivative(lambda y: derivative(lambda z: z**4, y), x), 2.0) == 48


def test_epsilons_that_are_all_the_same_are_rejected():
    def confused(function, x):
        return function(Dual(x, 1.0, level=1)).tangent
    with pytest.raises((AssertionError, AttributeError)):
        assert_keeps_two_epsilons_apart(confused)


def test_a_dual_of_nodes_can_be_differentiated_backward():
    x, v = graph.node([0.3, -0.7, 1.1]), np.array([1.0, 2.0, -1.0])

    def E(x):
        return (dual.sin(x) * x[[1, 2, 0]]).sum()
    product = graph.backward(directional(E, x, v))[x]
    np.testing.assert_allclose(product, graph.hessian_vector_product(E, x.value, v), rtol=1e-12)


def test_a_tangent_is_stretched_with_its_value():
    answer = Dual(np.ones(3), np.arange(3.0)) + np.zeros((2, 3))
    assert answer.tangent.tolist() == [[0, 1, 2], [0, 1, 2]]
    assert Dual(np.ones((2, 2)), 1.0).tangent.shape == (2, 2)


def test_dtype_is_kept():
    x = np.array([0.5, 1.5], np.float32)
    assert directional(lambda x: 2.5 * dual.exp(x) ** 2 / 3, x, np.ones(2)).dtype == np.float32
    assert directional(dual.exp, x + 0j, x).dtype == np.complex64
    assert Dual(3, 1).value.dtype == float


@pytest.mark.parametrize(("wrong", "says"), [
    (lambda: Dual(np.ones(3), np.ones(2)), r"has shape \(2,\), but its value has shape \(3,\)"),
    (lambda: directional(dual.exp, np.ones((3, 2)), np.ones(2)), "one rate of change for each"),
    (lambda: Dual("x", 1.0), "'x' is of dtype"),
    (lambda: Dual(1.0, 1j), "same_kind"),
    (lambda: np.asarray(Dual(1.0)), r"derivative of a Dual: take its \.value"),
    (lambda: np.cosh(Dual(1.0)), "no row"),
])
def test_errors_say_what_came_and_what_to_do(wrong, says):
    with pytest.raises((TypeError, ValueError), match=says):
        wrong()


def test_every_row_is_a_function_of_dual_and_of_graph():
    for name in primitives.__all__:
        assert getattr(dual, name) is getattr(graph, name) is getattr(primitives, name)
