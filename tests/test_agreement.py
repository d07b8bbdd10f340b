"""Every road to ∂E/∂θ leads to the same place.

backprop, path sums, central differences, the complex step, the graph, dual numbers, SymPy, and
PyTorch where it is installed; over sizes, activations, losses and decay, as Hypothesis draws them.
"""
import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from problems import LOSSES, SMOOTH, away_from_kinks, problem, problems

from course_lib import activations, dual, graph, losses, symbolic
from course_lib.backprop import backprop
from course_lib.gradcheck import central_difference, central_tolerance, complex_step, relative_error
from course_lib.layout import count, windows
from course_lib.mistakes import BACKPROP, VARIANTS
from course_lib.path_sum import path_sum

DRAWN = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
IN_PRIMITIVES = [phi for phi in activations.ELEMENTWISE if phi is not activations.gelu]


def error_at(net, x, y):
    return lambda theta: net.at(theta).error(x, y)


def error_in_primitives(net, x, y, ops):
    """E as a function of θ, written with the rows of the table: for the graph and for duals."""
    phi = {
        "linear": lambda z: z, "logistic": ops.logistic, "tanh": ops.tanh, "relu": ops.relu,
        "scaled tanh": lambda z: 1.7159 * ops.tanh(z * (2 / 3)),
        "leaky relu": lambda z: ops.maximum(z, 0.01 * z), "softplus": ops.softplus,
        "softmax": lambda z: ops.exp(z) / ops.exp(z).sum(axis=1, keepdims=True),
    }

    def E(theta):
        W, b = windows(theta, net.sizes)
        a = x
        for l in range(1, net.L + 1):
            z = a @ W[l].T + b[l]
            a = phi[net.phi[l].name](z)
        if net.loss is losses.half_squared_error:
            total = ((a - y) ** 2).sum() * 0.5
        elif net.loss is losses.binary_cross_entropy:
            total = (ops.softplus(z) - y * z).sum()
        else:
            total = ops.log(ops.exp(z).sum(axis=1)).sum() - (y * z).sum()
        return total / len(x) + sum((W[l] * W[l]).sum() for l in range(1, net.L + 1)) * (net.decay / 2)
    return E


def agrees_with_differences(gradient, E_at, theta):
    reference = central_difference(E_at, theta)
    bound = max(1e-7, central_tolerance(E_at, theta, reference))
    assert relative_error(gradient, reference) < min(bound, 0.01)  # else rounding would pass for agreement


@given(problems())
@DRAWN
def test_central_differences(drawn):
    net, x, y = drawn
    assume(away_from_kinks(net, x))
    E, gradient = backprop(net, x, y)
    E_at = error_at(net, x, y)
    assert pytest.approx(E_at(net.theta), rel=1e-14) == E
    agrees_with_differences(gradient, E_at, net.theta)
    if np.linalg.norm(gradient) > 1e-3:
        with pytest.raises(AssertionError):
            agrees_with_differences(0 * gradient, E_at, net.theta)


@given(problems())
@DRAWN
def test_complex_step(drawn):
    net, x, y = drawn
    assume(away_from_kinks(net, x))
    assert relative_error(backprop(net, x, y)[1], complex_step(error_at(net, x, y), net.theta)) < 1e-12


@given(problems())
@DRAWN
def test_path_sum(drawn):
    net, x, y = drawn
    E, gradient = backprop(net, x, y)
    E_of_paths, of_paths = path_sum(net, x, y)
    assert pytest.approx(E_of_paths, rel=1e-13) == E
    assert relative_error(gradient, of_paths) < 1e-12


@given(problems(IN_PRIMITIVES))
@DRAWN
def test_graph(drawn):
    net, x, y = drawn
    assume(away_from_kinks(net, x))
    theta = graph.node(net.theta)
    output = error_in_primitives(net, x, y, graph)(theta)
    E, gradient = backprop(net, x, y)
    assert float(output.value) == pytest.approx(E, rel=1e-12)
    assert relative_error(gradient, graph.backward(output)[theta]) < 1e-12


@given(problems(IN_PRIMITIVES), st.integers(0, 10**6))
@DRAWN
def test_dual_numbers(drawn, seed):
    net, x, y = drawn
    assume(away_from_kinks(net, x))
    v = np.random.default_rng(seed).normal(size=net.theta.shape)
    pushed = dual.directional(error_in_primitives(net, x, y, dual), net.theta, v)
    gradient = backprop(net, x, y)[1]
    assert abs(pushed - gradient @ v) < 1e-12 * np.linalg.norm(gradient) * np.linalg.norm(v)


@pytest.mark.parametrize("loss", LOSSES, ids=str)
@pytest.mark.parametrize("phi", [*activations.ELEMENTWISE, activations.softmax], ids=str)
def test_sympy(phi, loss):
    if phi is activations.softmax and not loss.output:
        output = phi
    else:
        output = loss.output or phi
    hidden = activations.tanh if phi is activations.softmax else phi
    net, x, y = problem((2, 3, 2), hidden, loss, output)
    derivation = symbolic.staged(net.sizes, [p.name for p in net.phi[1:]], loss.name, decay=net.decay)
    E, gradient = backprop(net, x, y)
    E_of_sympy, of_sympy = symbolic.average_over_rows(symbolic.to_numpy(derivation))(net.theta, x, y)
    assert E_of_sympy == pytest.approx(E, rel=1e-12)
    assert relative_error(gradient, of_sympy) < 1e-12


@given(problems(SMOOTH))
@DRAWN
def test_float32_gives_the_same_gradient_to_its_own_precision(drawn):
    net, x, y = drawn
    single = problem_in(net, np.float32)
    gradient = backprop(single, x.astype("f4"), y.astype("f4"))[1]
    assert gradient.dtype == np.float32
    assert relative_error(gradient.astype(float), backprop(net, x, y)[1]) < 2e-4


def problem_in(net, dtype):
    return type(net)(net.sizes, net.phi[1:], net.loss, net.theta.astype(dtype), net.decay)


@pytest.mark.parametrize("loss", LOSSES, ids=str)
@pytest.mark.parametrize("phi", [*activations.ELEMENTWISE, activations.softmax], ids=str)
@pytest.mark.parametrize("sizes", [(3, 2), (5, 6, 4, 3)], ids=str)
def test_torch(sizes, phi, loss):
    torch = pytest.importorskip("torch")
    F = torch.nn.functional
    net, x, y = problem(sizes, phi, loss, N=7)
    theirs = {
        "linear": lambda z: z, "logistic": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu,
        "scaled tanh": lambda z: 1.7159 * torch.tanh(2 * z / 3), "softplus": F.softplus,
        "leaky relu": lambda z: F.leaky_relu(z, 0.01), "gelu": F.gelu,
        "softmax": lambda z: torch.softmax(z, dim=1),
    }
    W = [None, *(torch.tensor(W, requires_grad=True) for W in net.W[1:])]
    b = [None, *(torch.tensor(b, requires_grad=True) for b in net.b[1:])]
    a, target = torch.tensor(x), torch.tensor(y)
    for l in range(1, net.L + 1):
        z = F.linear(a, W[l], b[l])
        a = theirs[net.phi[l].name](z)
    E = {"half squared error": lambda: 0.5 * ((a - target) ** 2).sum(),
         "two-class cross-entropy": lambda: F.binary_cross_entropy_with_logits(z, target, reduction="sum"),
         "categorical cross-entropy": lambda: F.cross_entropy(z, target, reduction="sum"),
         }[loss.name]() / len(x) + net.decay / 2 * sum((w ** 2).sum() for w in W[1:])
    E.backward()
    theirs = np.concatenate([part.grad.numpy().ravel() for l in range(1, net.L + 1)
                             for part in (W[l], b[l])])
    mine, gradient = backprop(net, x, y)
    assert mine == pytest.approx(E.item(), rel=1e-12)
    # F.softplus is the identity above z = 20, so its own precision is 2e-9 there; not reached here
    assert relative_error(gradient, theirs) < 1e-12


# --- and a wrong road leads elsewhere ---------------------------------------------------

RELU_NET = dict(phi=activations.relu, output=activations.linear)
SOFTMAX_SQUARED = dict(output=activations.softmax)
SQUARE = dict(sizes=(3, 3, 3, 3), phi=activations.logistic)
SETTING = {  # what it takes for the line to matter
    "ReLU's mask asked of the activity": RELU_NET,
    "softmax's Jacobian as a diagonal": SOFTMAX_SQUARED,
    "slope after cross-entropy": dict(loss=losses.categorical_cross_entropy),
}


@pytest.mark.parametrize("name", BACKPROP)
def test_known_mistakes_are_far_from_it(name):
    setting = SQUARE if "(square)" in name else SETTING.get(name, dict(phi=activations.logistic))
    net, x, y = problem(**{"sizes": (3, 5, 4, 2), **setting})
    _, gradient = BACKPROP[name].function(net, x, y)
    truth = central_difference(error_at(net, x, y), net.theta)
    assert relative_error(gradient, truth) > 1e-4  # a thousand times what is let through
    assert relative_error(backprop(net, x, y)[1], truth) < 1e-7


@pytest.mark.parametrize("name", [name for name in BACKPROP if "(square)" in name])
def test_unequal_widths_expose_what_squares_hide(name):
    net, x, y = problem((3, 5, 4, 2), activations.logistic)
    with pytest.raises(ValueError):
        BACKPROP[name].function(net, x, y)


@pytest.mark.parametrize("name", VARIANTS)
def test_what_looks_wrong_and_is_right_agrees(name):
    net, x, y = problem((3, 5, 4, 2), activations.relu, output=activations.logistic)
    assert relative_error(VARIANTS[name].function(net, x, y)[1], backprop(net, x, y)[1]) < 1e-14


def test_at_a_kink_both_one_sided_slopes_are_right():
    net, x, y = problem((3, 5, 4, 2), activations.relu, output=activations.logistic)
    x[:] = 0
    net.b[1][:] = 0  # every net input of layer 1 is 0 now: the kink
    net.b[2][:] = 1
    left, right = backprop(net, x, y)[1], VARIANTS["slope 1 at the kink"].function(net, x, y)[1]
    assert relative_error(left, right) > 0.01
    i, h = count((3,)) + 15, 1e-7  # the first bias of layer 1
    E, step = error_at(net, x, y), np.zeros_like(net.theta)
    step[i] = h
    sides = (E(net.theta) - E(net.theta - step)) / h, (E(net.theta + step) - E(net.theta)) / h
    assert left[i] == pytest.approx(sides[0], abs=1e-7)
    assert right[i] == pytest.approx(sides[1], abs=1e-7) and abs(right[i]) > 1e-3
