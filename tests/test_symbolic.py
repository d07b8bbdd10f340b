"""Every stage of the derivation, held to SymPy's diff, to digits, and to NumPy by hand."""
import os
import subprocess
import sys
from dataclasses import replace
from functools import cache

import mpmath
import numpy as np
import pytest
import sympy as sp

from course_lib import activations, layout, losses, symbolic
from course_lib.symbolic import (
    backward_derivatives,
    count_operations,
    count_paths,
    expand,
    identical,
    latex_lines,
    letters,
    local_derivatives,
    staged,
    to_numpy,
    total_derivative,
)

HALF, TWO, MANY = symbolic.LOSSES
DECAY = letters.decay
NETWORKS = [
    ((2, 3, 2), ("tanh", "logistic"), HALF, 0),
    ((2, 3, 2), ("generic", "generic"), HALF, DECAY),
    ((2, 3, 2), ("logistic", "linear"), HALF, 0.1),
    ((2, 3, 2), ("softplus", "logistic"), TWO, DECAY),
    ((2, 3, 2), ("relu", "leaky relu"), HALF, 0),
    ((2, 3, 2), ("gelu", "softmax"), HALF, DECAY),
    ((2, 3, 2), ("softmax", "scaled tanh"), HALF, 0),
    ((2, 3, 3, 2), ("tanh", "generic", "logistic"), HALF, DECAY),
    ((3, 4, 2, 2), ("tanh", "logistic", "softmax"), MANY, DECAY),
    ((3, 4, 2), ("scaled tanh", "logistic"), TWO, 0),
]
derivation = cache(staged)


@pytest.fixture
def rng():
    return np.random.default_rng(7)


def name_of(network):
    return " ".join(map(str, network))


# ---- every weight and every bias --------------------------------------------------------------

def assert_the_recursion_is_the_derivative(d, rng, by_diff=None):
    found = d.expand([e.rhs for e in d.gradient])
    assert len(found) == layout.count(d.sizes)
    for parameter, f, w in zip(d.theta, found, by_diff or d.by_diff, strict=True):
        assert identical(f, w, rng), parameter


@pytest.mark.parametrize("network", NETWORKS, ids=name_of)
def test_the_recursion_is_the_derivative_by_every_weight_and_bias(network, rng):
    assert_the_recursion_is_the_derivative(derivation(*network), rng)


def equations(names, meanings):
    return [sp.Eq(n, m, evaluate=False) for n, m in zip(names, meanings, strict=True)]


def lhs(es):
    return [e.lhs for e in es]


def rewrite(d, field, l, meanings):
    """The derivation with other right sides in one layer of one field."""
    lines = list(getattr(d, field))
    lines[l] = equations(lhs(lines[l]), meanings)
    return replace(d, **{field: lines})


def without_the_transpose(d):
    pulled = d.W[2] * sp.Matrix(lhs(d.delta[2]))
    slopes = [symbolic.ACTIVATIONS[d.phi[1]].slope(e.lhs, a.lhs)
              for e, a in zip(d.z[1], d.a[1], strict=True)]
    return rewrite(d, "delta", 1, [p * s for p, s in zip(pulled, slopes, strict=True)])

def without_the_slope(d):
    return rewrite(d, "delta", 1, d.W[2].T * sp.Matrix(lhs(d.delta[2])))

def without_the_output_slope(d):
    return rewrite(d, "delta", 3, sp.Matrix(lhs(d.a[3])) - d.y)

def with_the_sign_turned(d):
    return rewrite(d, "delta", 3, [-e.rhs for e in d.delta[3]])

def with_the_weight_gradient_transposed(d):
    n = d.W[2].shape[0]
    return rewrite(d, "dW", 2, sp.Matrix(n, n, [e.rhs for e in d.dW[2]]).T)

def with_its_own_activity(d):
    return rewrite(d, "dW", 2, [e.rhs.subs(lhs(d.a[1])[i % 3], lhs(d.a[2])[i % 3])
                                for i, e in enumerate(d.dW[2])])

def without_decay(d):
    return rewrite(d, "dW", 1, [e.rhs.subs(DECAY, 0) for e in d.dW[1]])

def with_decay_on_the_bias(d):
    return rewrite(d, "db", 1, [e.rhs + DECAY * b for e, b in zip(d.db[1], d.b[1], strict=True)])

def with_decay_doubled(d):
    return rewrite(d, "dW", 1, [e.rhs.subs(DECAY, 2 * DECAY) for e in d.dW[1]])


@pytest.mark.parametrize("wrong", [
    without_the_transpose, without_the_slope, without_the_output_slope, with_the_sign_turned,
    with_the_weight_gradient_transposed, with_its_own_activity, without_decay,
    with_decay_on_the_bias, with_decay_doubled], ids=lambda f: f.__name__)
def test_a_wrong_recursion_is_rejected(wrong, rng):
    d = derivation((2, 3, 3, 2), ("tanh", "generic", "logistic"), HALF, DECAY)
    with pytest.raises(AssertionError):
        assert_the_recursion_is_the_derivative(wrong(d), rng, d.by_diff)


@pytest.mark.parametrize("network", NETWORKS, ids=name_of)
def test_each_delta_is_the_derivative_by_its_net_input(network, rng):
    """z^(l) is made free, the layers above are written out in it, and E is derived by it."""
    d = derivation(*network)
    for l in range(1, len(d.sizes)):
        above = {k: e for k, e in d.graph.items() if k not in lhs(d.z[l])}
        E = expand(letters.E, above)
        deltas = {e.lhs: e.rhs for m in range(len(d.sizes) - 1, l - 1, -1) for e in d.delta[m]}
        for z, e in zip(lhs(d.z[l]), d.delta[l], strict=True):
            assert identical(expand(e.lhs, above | deltas), sp.diff(E, z), rng), e.lhs


@pytest.mark.parametrize("network", [NETWORKS[0], NETWORKS[8]], ids=name_of)
def test_the_recursion_is_the_difference_quotient_in_20_digits(network, rng):
    """A second road, without diff and without any named function: E itself, in 50 digits."""
    d = derivation(*network)
    symbols = [*d.theta, *d.x, *d.y, DECAY]
    E, *gradient = (e.rewrite(sp.exp) for e in d.expand([letters.E, *(e.rhs for e in d.gradient)]))
    E_at, gradient_at = (sp.lambdify([symbols], e, "mpmath", cse=True) for e in (E, gradient))
    with mpmath.workdps(50):
        point = [mpmath.mpf(int(n)) / 7919 for n in rng.integers(-9000, 9000, len(symbols))]
        point[-1 - d.y.rows:-1] = [mpmath.mpf(1) / 4, mpmath.mpf(3) / 4]  # targets sum to 1
        h = mpmath.mpf(10) ** -12
        for k, found in enumerate(gradient_at(point)):
            up, down = ([*point[:k], point[k] + step, *point[k+1:]] for step in (h, -h))
            quotient = (E_at(up) - E_at(down)) / (2 * h)
            assert abs(quotient - found) < 1e-20 < abs(quotient + found), symbols[k]


def test_the_deltas_are_the_derivatives_by_z_that_the_graph_finds(rng):
    d = derivation(*NETWORKS[0])
    found = backward_derivatives(d.graph, letters.E).derivatives
    for l in (1, 2):
        for z, e in zip(lhs(d.z[l]), d.delta[l], strict=True):
            assert identical(d.expand(found[z]), d.expand(e.rhs), rng)


def test_by_diff_and_gradient_stand_in_the_order_of_theta():
    d = derivation((2, 3, 2), ("tanh", "logistic"), HALF, 0)
    W, b = layout.windows(np.array(d.theta, object), d.sizes)
    assert all((W[l] == np.array(d.W[l])).all() for l in (1, 2))
    assert all(list(b[l]) == list(d.b[l]) for l in (1, 2))
    assert lhs(d.gradient) == [letters.partial(letters.E, p) for p in d.theta]
    assert symbolic.flat(*symbolic.parameter_symbols((2, 3, 2))) == d.theta


def test_forward_writes_out_what_the_stages_say(rng):
    d = derivation((2, 3, 2), ("tanh", "logistic"), HALF, 0)
    for phi in ([None, "tanh", "logistic"], ["tanh", "logistic"]):
        z, a = symbolic.forward(d.W, d.b, d.x, phi)
        assert [*z[2]] == d.expand(lhs(d.z[2])) and [*a[2]] == d.expand(lhs(d.a[2]))


def test_expand_leaves_parameters_inputs_and_targets_only():
    d = derivation((2, 3, 2), ("tanh", "logistic"), HALF, 0)
    for e in d.expand([d.E, d.gradient, d.delta[1]])[1]:
        assert e.rhs.free_symbols <= {*d.theta, *d.x, *d.y}


# ---- what identical can be trusted with ---------------------------------------------------------

def test_identical_tells_equal_from_nearly_equal(rng):
    x, y = sp.symbols("x y")
    s = symbolic.sigma(x + y)
    assert identical((s + x) ** 3, sp.expand((s + x) ** 3), rng)
    assert identical([s, x], [s, x], rng) and not identical([s, x], [s], rng)
    assert identical((x ** 2 - y ** 2) / (x - y), x + y, rng)
    assert not identical(s * (1 - s), s * (1 - s) + sp.Rational(1, 10 ** 30), rng)
    assert not identical(symbolic.sigma(x), symbolic.sigma(y), rng)


# ---- activations ------------------------------------------------------------------------------

z1, z2, z3 = sp.symbols("z_1 z_2 z_3")
NAMED = [symbolic.sigma, symbolic.softplus, symbolic.relu, symbolic.leaky_relu, symbolic.Phi,
         symbolic.normal_density, symbolic.scaled_tanh, symbolic.step]
POINTS = [sp.Rational(-31, 10), sp.Rational(-1, 3), sp.Rational(2, 7), sp.Integer(4)]


def test_names_are_those_of_the_library():
    assert set(symbolic.ACTIVATIONS) - {"generic"} == set(activations.ACTIVATIONS)
    assert list(symbolic.LOSSES) == list(losses.LOSSES)


def assert_slope_is_derivative(function, slope):
    assert all(abs((slope(p) - sp.diff(function(z1), z1).subs(z1, p)).evalf(40)) < 1e-35
               for p in POINTS)


@pytest.mark.parametrize("f", NAMED, ids=lambda f: f.__name__)
def test_named_functions_derive_like_what_they_open_to(f):
    """fdiff is written by hand: here it is held to the derivative of the opened formula."""
    opened = f(z1).rewrite(sp.exp)
    assert not opened.has(f)
    assert_slope_is_derivative(lambda z: opened.subs(z1, z), lambda p: f(z1).fdiff().subs(z1, p))
    with pytest.raises(AssertionError):
        assert_slope_is_derivative(lambda z: opened.subs(z1, z),
                                   lambda p: f(z1).fdiff().subs(z1, p) + sp.Rational(1, 10 ** 20))


@pytest.mark.parametrize("k", [1, 2, 3])
def test_softmax_and_log_sum_exp_derive_like_what_they_open_to(k):
    at = {z1: sp.Rational(-1, 3), z2: sp.Rational(5, 4), z3: sp.Rational(1, 7)}
    z = (z1, z2, z3)
    for f in (symbolic.log_sum_exp(*z), *(symbolic.softmax(j, *z) for j in (1, 2, 3))):
        named, opened = sp.diff(f, z[k-1]), sp.diff(f.rewrite(sp.exp), z[k-1])
        assert abs((named - opened).subs(at).evalf(40)) < 1e-35


@pytest.mark.parametrize("name", [n for n in symbolic.ACTIVATIONS if n != "softmax"])
def test_slope_from_z_and_a_is_the_derivative(name, rng):
    phi = symbolic.ACTIVATIONS[name]
    slope = phi.slope(z1, phi.function(z1))
    assert identical(slope, sp.diff(phi.function(z1), z1), rng)
    assert not identical(slope + z1 / 10 ** 9, sp.diff(phi.function(z1), z1), rng)


@pytest.mark.parametrize("name", [n for n in symbolic.ACTIVATIONS if n != "generic"])
def test_activations_are_the_librarys_in_numbers(name, rng):
    z, g = rng.normal(size=(2, 3))
    phi, theirs = symbolic.ACTIVATIONS[name], activations.ACTIVATIONS[name]
    symbols, upstream = (z1, z2, z3), sp.symbols("g_1 g_2 g_3")
    a = phi(list(symbols))
    f = sp.lambdify([symbols, upstream], [a, phi.pull(upstream, symbols, a)], "numpy")
    mine, pulled = f(z, g)
    want = theirs(z[None])
    theirs_pulled = theirs.pull(g[None].copy(), z[None], want)
    np.testing.assert_allclose(np.array(mine, float), want[0], rtol=1e-14)
    np.testing.assert_allclose(np.array(pulled, float), theirs_pulled[0], rtol=1e-12)


def test_the_kink_has_slope_0_and_a_hundredth():
    assert symbolic.step(0) == 0 and sp.diff(symbolic.relu(z1), z1).subs(z1, 0) == 0
    assert sp.diff(symbolic.leaky_relu(z1), z1).subs(z1, 0) == sp.Rational(1, 100)
    assert symbolic.step(sp.Rational(1, 9)) == 1 and symbolic.sigma(0) == sp.Rational(1, 2)


@pytest.mark.parametrize("f", NAMED, ids=lambda f: f.__name__)
def test_lambdify_finds_numpy_forms_that_do_not_overflow(f):
    numeric = sp.lambdify(z1, f(z1))
    with np.errstate(all="raise", under="ignore"):
        far = numeric(np.array([-800.0, 800.0]))
        near = numeric(np.array([float(p) for p in POINTS]))
    assert np.isfinite(far).all()
    np.testing.assert_allclose(near, [float(f(p).evalf(30)) for p in POINTS], rtol=1e-14)


# ---- losses -----------------------------------------------------------------------------------

def as_written(loss, a, y):
    """The losses as the books write them, from the activities."""
    if loss == HALF:
        return sum((p - q) ** 2 for p, q in zip(a, y, strict=True)) / 2
    if loss == TWO:
        return -sum(q * sp.log(p) + (1 - q) * sp.log(1 - p) for p, q in zip(a, y, strict=True))
    return -sum(q * sp.log(p) for p, q in zip(a, y, strict=True))


@pytest.mark.parametrize(("loss", "phi"), [(HALF, "tanh"), (HALF, "softmax"), (TWO, "logistic"),
                                           (MANY, "softmax")])
def test_loss_from_z_is_the_books_and_delta_its_derivative(loss, phi, rng):
    d = derivation((1, 3), (phi,), loss, 0)
    z, y, names = lhs(d.z[1]), list(d.y), {e.lhs: e.rhs for e in d.a[1]}
    values = {k: sp.Rational(n, 9) for k, n in zip(z + y, (-4, 7, 2, 1, 6, 2), strict=True)}
    E = d.E.rhs.xreplace(names)
    books = as_written(loss, [names[a] for a in lhs(d.a[1])], y).rewrite(sp.exp)
    assert abs((E.rewrite(sp.exp) - books).subs(values).evalf(40)) < 1e-35
    for z_j, e in zip(z, d.delta[1], strict=True):
        assert identical(e.rhs.xreplace(names), sp.diff(E, z_j), rng)
        assert not identical(-e.rhs.xreplace(names), sp.diff(E, z_j), rng)


def test_a_cross_entropy_starts_from_a_minus_y():
    for loss, phi in ((TWO, "logistic"), (MANY, "softmax")):
        d = derivation((2, 3, 2), ("tanh", phi), loss, 0)
        assert [e.rhs for e in d.delta[2]] == [a - y for a, y in
                                               zip(lhs(d.a[2]), d.y, strict=True)]


# ---- numbers ----------------------------------------------------------------------------------

def by_hand(sizes, theta, x, y, sign=1, decay=0.0):
    """Backpropagation for tanh … tanh, logistic and the half squared error, in rows."""
    W, b = layout.windows(theta, sizes)
    L, a = len(sizes) - 1, [x]
    for l in range(1, L + 1):
        z = a[l-1] @ W[l].T + b[l]
        a.append(1 / (1 + np.exp(-z)) if l == L else np.tanh(z))
    E = ((a[L] - y) ** 2).sum() / 2 / len(x) + decay / 2 * sum((w ** 2).sum() for w in W[1:])
    gradient = np.empty_like(theta)
    dW, db = layout.windows(gradient, sizes)
    delta = sign * (a[L] - y) * a[L] * (1 - a[L]) / len(x)
    for l in range(L, 0, -1):
        dW[l][:], db[l][:] = delta.T @ a[l-1] + decay * W[l], delta.sum(axis=0)
        delta = delta @ W[l] * (1 - a[l-1] ** 2)
    return E, gradient


@pytest.mark.parametrize("network", [((2, 3, 2), ("tanh", "logistic"), HALF, 0.1),
                                     ((3, 2, 2, 2), ("tanh", "tanh", "logistic"), HALF, 0)],
                         ids=name_of)
def test_to_numpy_agrees_with_backpropagation_by_hand(network, rng):
    sizes, *_, decay = network
    f = symbolic.average_over_rows(to_numpy(derivation(*network)))
    theta = rng.normal(size=layout.count(sizes))
    x, y = rng.normal(size=(5, sizes[0])), rng.normal(size=(5, sizes[-1]))
    E, gradient = f(theta, x, y)
    want_E, want = by_hand(sizes, theta, x, y, decay=float(decay))
    assert gradient.shape == theta.shape and abs(E - want_E) < 1e-12
    np.testing.assert_allclose(gradient, want, rtol=0, atol=1e-12)
    with pytest.raises(AssertionError):
        np.testing.assert_allclose(gradient, by_hand(sizes, theta, x, y, sign=-1)[1], atol=1e-12)


@pytest.mark.parametrize("network", [n for n in NETWORKS if DECAY not in n]
                         + [((2, 3, 2), ("gelu", "softmax"), HALF, 0.2)], ids=name_of)
def test_to_numpy_agrees_with_its_own_central_differences(network, rng):
    sizes, f = network[0], to_numpy(derivation(*network))
    theta, h = rng.normal(size=layout.count(sizes)), 1e-6
    x, y = rng.normal(size=sizes[0]), rng.dirichlet(np.ones(sizes[-1]))
    slopes = [(f(theta + h * e, x, y)[0] - f(theta - h * e, x, y)[0]) / (2 * h)
              for e in np.eye(len(theta))]
    np.testing.assert_allclose(f(theta, x, y)[1], slopes, rtol=0, atol=1e-8)


def test_cse_finds_the_shared_factors_of_backpropagation():
    """725 operations become 42, with E 44; the named functions make it 33, the recursion's own."""
    d = derivation((2, 2, 1), ("logistic", "logistic"), HALF, 0)
    E = d.expand(letters.E).rewrite(sp.exp)
    gradient = [sp.diff(E, p) for p in d.theta]
    assert count_operations(gradient) == (725, 42)
    assert count_operations([E, gradient]).shared == 44
    stages = [*d.graph.values(), d.delta, d.gradient]
    assert count_operations([letters.E, d.expand(letters.E), d.by_diff]).shared == 33
    assert count_operations(stages).shared == 33
    assert count_operations(sp.Eq(letters.E, z1 * z1 + z2)) == (2, 2)


# ---- paths ------------------------------------------------------------------------------------

x, y, u, v, s, E = sp.symbols("x y u v s E")
FORK = {u: x ** 2 * y, v: sp.sin(x) + 3 * u, E: u * v - x}


def assert_total(graph, output, input, found, rng):
    want = sp.diff(expand(output, graph), input)
    assert identical(expand(found, graph), want, rng)


def test_the_derivative_is_the_sum_over_all_paths(rng):
    total = total_derivative(FORK, E, x)
    assert [p.nodes for p in total.paths] == [(x, E), (x, u, E), (x, v, E), (x, u, v, E)]
    assert total.paths[3].factors == (2 * x * y, 3, u) and total.paths[3].product == 6 * u * x * y
    assert total.derivative == sp.Add(*(p.product for p in total.paths))
    assert_total(FORK, E, x, total.derivative, rng)
    assert (total.multiplications, total.additions) == (0 + 1 + 1 + 2, 3)
    for p in total.paths:  # a fork forgotten
        with pytest.raises(AssertionError):
            assert_total(FORK, E, x, total.derivative - p.product, rng)


def test_backward_finds_all_derivatives_and_uses_every_edge_once(rng):
    back = backward_derivatives(FORK, E)
    assert list(back.derivatives) == [E, v, u, y, x]
    for node in (x, y):
        assert_total(FORK, E, node, back.derivatives[node], rng)
    assert back.derivatives[u] == v + 3 * u and back.derivatives[v] == u
    edges = [edge for edge in local_derivatives(FORK) if edge[1] != E]
    assert (back.multiplications, back.additions) == (len(edges), 3)
    assert back.equations[1] == sp.Eq(letters.total(E, u), v + 3 * letters.total(E, v))


def ladder(n):
    """n forks in a row, each joined again: 2^n paths."""
    graph, below = {}, x
    for k in range(1, n + 1):
        left, right, top = sp.symbols(f"l_{k} r_{k} t_{k}")
        graph |= {left: sp.sin(below), right: below ** 2, top: left * right}
        below = top
    return graph, below


def test_paths_double_at_every_fork_and_shared_work_only_adds_up(rng):
    for n in (1, 3, 6):
        graph, top = ladder(n)
        total, back = total_derivative(graph, top, x), backward_derivatives(graph, top)
        assert count_paths(graph, top, x) == len(total.paths) == 2 ** n
        assert total.multiplications == 2 ** n * (2 * n - 1) and total.additions == 2 ** n - 1
        assert back.multiplications == 4 * n - 2 and back.additions == n
        assert identical(total.derivative, back.derivatives[x], rng)
    graph, top = ladder(30)
    assert count_paths(graph, top, x) == 2 ** 30
    with pytest.raises(ValueError, match="1,073,741,824 paths .* backward_derivatives"):
        total_derivative(graph, top, x)
    assert backward_derivatives(graph, top).multiplications == 118


def test_the_sum_over_paths_through_a_network_is_the_gradient(rng):
    d = derivation((2, 3, 2), ("tanh", "logistic"), HALF, 0)
    for parameter, want in list(zip(d.theta, d.by_diff, strict=True))[::4]:
        total = total_derivative(d.graph, letters.E, parameter)
        assert identical(d.expand(total.derivative), want, rng)


def test_what_does_not_reach_the_output_has_no_part_in_it():
    graph = {u: x * y, v: x ** 2, s: v + y}
    assert total_derivative(graph, v, y)[2:] == ([], 0, 0, 0)
    assert count_paths(graph, v, y) == 0
    assert list(backward_derivatives(graph, v).derivatives) == [v, x]
    assert total_derivative(graph, s, v).derivative == 1
    assert total_derivative(graph, v, v).derivative == 1


# ---- on the page ------------------------------------------------------------------------------

@pytest.mark.parametrize(("symbol", "latex"), [
    (letters.w(1, 2, 3), r"w^{(1)}_{23}"), (letters.b(2, 1), r"b^{(2)}_1"),
    (letters.z(1, 2), r"z^{(1)}_2"), (letters.a(1, 2), r"a^{(1)}_2"),
    (letters.delta(2, 1), r"\delta^{(2)}_1"), (letters.w(1, 10, 2), r"w^{(1)}_{10,2}"),
    (letters.b(1, 12), r"b^{(1)}_{12}"), (letters.x(1), r"x_{1}"), (letters.E, "E"),
    (letters.partial(letters.E, letters.w(1, 2, 3)), r"\frac{\partial E}{\partial w^{(1)}_{23}}"),
    (symbolic.sigma(letters.z(1, 2)), r"\sigma\left(z^{(1)}_2\right)"),
    (symbolic.varphi(z1).diff(z1), r"\varphi'\left(z_{1}\right)"),
    (symbolic.softplus(x), r"\log\left(1 + e^{x}\right)"),
    (symbolic.softmax(2, x, y), r"\frac{e^{y}}{e^{x} + e^{y}}"),
    (symbolic.sigma(x) ** 2, r"\left(\sigma\left(x\right)\right)^{2}"),
])
def test_symbols_print_as_the_notation_says(symbol, latex):
    assert sp.latex(symbol) == latex


def test_indices_in_symbols_begin_at_one_and_in_lists_at_zero():
    W, b = symbolic.parameter_symbols((2, 3, 2))
    assert W[1].shape == (3, 2) and W[1][2, 0] == letters.w(1, 3, 1) and b[2][1] == letters.b(2, 2)
    assert list(letters.column(letters.delta, 2, 1)) == [letters.delta(1, 1), letters.delta(1, 2)]


def test_equations_print_in_the_order_of_the_text():
    d = derivation((2, 3, 2), ("tanh", "logistic"), HALF, 0)
    assert latex_lines(d.z[1][0], d.delta[2][0], d.delta[1][0], d.dW[2][1]).splitlines() == [
        r"\begin{aligned}",
        r"z^{(1)}_1 &= w^{(1)}_{11} x_{1} + w^{(1)}_{12} x_{2} + b^{(1)}_1 \\",
        r"\delta^{(2)}_1 &= (a^{(2)}_1 - y_{1}) a^{(2)}_1 (1 - a^{(2)}_1) \\",
        r"\delta^{(1)}_1 &= (w^{(2)}_{11} \delta^{(2)}_1 + w^{(2)}_{21} \delta^{(2)}_2)"
        r" (1 - (a^{(1)}_1)^{2}) \\",
        r"\frac{\partial E}{\partial w^{(2)}_{12}} &= \delta^{(2)}_1 a^{(1)}_2",
        r"\end{aligned}"]


@pytest.mark.parametrize("phi", ["generic", "logistic", "tanh", "relu", "softplus", "linear"])
def test_no_line_of_a_small_network_is_longer_than_110_characters(phi):
    d = derivation((2, 3, 2), (phi, "logistic"), HALF, 0)
    lines = latex_lines(d.z, d.a, d.E, d.delta, d.gradient).splitlines()
    assert len(lines) == 2 + 5 + 5 + 1 + 5 + 17 and max(map(len, lines)) < 110


def test_decay_prints_as_one_sum():
    d = derivation((2, 3, 2), ("tanh", "logistic"), HALF, DECAY)
    assert r"\mathrm{decay}\, \sum_{l,j,i} \left(w^{(l)}_{ji}\right)^2" in latex_lines(d.E)
    assert latex_lines(d.dW[1][0]).splitlines()[1].endswith(
        r"&= \delta^{(1)}_1 x_{1} + \mathrm{decay}\, w^{(1)}_{11}")


def test_paths_print_from_input_to_output_and_in_latex_as_in_the_chain_rule():
    total = total_derivative(FORK, E, x)
    assert list(map(str, total.paths)) == [
        "x → E:  (-1)", "x → u → E:  2*x*y · v", "x → v → E:  cos(x) · u",
        "x → u → v → E:  2*x*y · 3 · u"]
    assert total.latex().splitlines()[2] == (
        r" &= \left(-1\right) + v \cdot 2 x y + u \cdot \cos{(x)} + u \cdot 3 \cdot 2 x y \\")
    assert r"\frac{\partial E}{\partial u} \frac{\partial u}{\partial x}" in total.latex()
    assert r"\frac{d E}{d u} &= 3 \frac{d E}{d v} + v" in backward_derivatives(FORK, E).latex()


def test_pairs_and_strings_print_and_other_things_are_refused():
    assert latex_lines((x, "1"), ("", y), [None, sp.Eq(u, v)]).splitlines()[1:-1] == [
        r"x &= 1 \\", r" &= y \\", "u &= v"]
    with pytest.raises(TypeError, match="no left and right side"):
        latex_lines(x + y)


SHOWN = """
from course_lib import symbolic as s
d = s.staged((2, 3, 2), ["tanh", "softmax"], "categorical cross-entropy")
print(s.latex_lines(d.E, d.delta, d.expand(d.dW[1][0])), d.by_diff[3])
print(s.count_operations(d.by_diff))
print(s.total_derivative(d.graph, s.letters.E, d.theta[0]).latex())
print(s.backward_derivatives(d.graph, s.letters.E).latex())
"""


def test_text_is_the_same_in_every_session(capsys):
    """Here, after all that was derived before, and in a new session with another hash seed."""
    exec(SHOWN, {})
    path = os.pathsep.join(p for p in sys.path if p)
    new = subprocess.run([sys.executable, "-c", SHOWN], capture_output=True, text=True, check=True,
                         env=os.environ | {"PYTHONHASHSEED": "3", "PYTHONPATH": path})
    assert capsys.readouterr().out == new.stdout and len(new.stdout) > 1000


# ---- the doors --------------------------------------------------------------------------------

@pytest.mark.parametrize(("arguments", "message"), [
    (((2, 3, 2), ["tahn", "logistic"], HALF), "activation 'tahn' is not known: give one of 'gen"),
    (((2, 3, 2), ["tanh", "logistic"], "mse"), "loss 'mse' is not known: give one of 'half squ"),
    (((2, 3, 2), ["tanh"], HALF), "phi has 1 activations, but there are 2 layers"),
    (((2, 3, 2), ["tanh", "tanh"], TWO), "two-class cross-entropy goes with logistic outputs only"),
    (((2, 3, 2), ["tanh", "logistic"], MANY), "categorical cross-entropy goes with softmax"),
    (((2,), [], HALF), r"sizes is \(2,\), but it must hold at least two whole numbers above 0"),
    (((2, 0, 1), ["tanh"] * 2, HALF), "at least two whole numbers above 0"),
    (((2, 2.5, 1), ["tanh"] * 2, HALF), "at least two whole numbers above 0"),
    ((7, ["tanh"], HALF), "sizes is 7"),
    (((64, 30, 10), ["tanh"] * 2, HALF), "2,260 parameters, and each would be a symbol"),
])
def test_a_wrong_network_is_refused_with_the_remedy(arguments, message):
    with pytest.raises(ValueError, match=message):
        staged(*arguments)


def test_objects_of_the_library_are_taken_by_their_names():
    d = staged((1, 1), [activations.scaled_tanh], HALF)
    assert d.phi == [None, "scaled tanh"] and staged((1, 1), "tanh", HALF).phi == [None, "tanh"]
    assert repr(d) == "Derivation(1 inputs, 1 scaled tanh; half squared error)"


def test_a_deep_network_can_be_staged_but_not_written_out():
    d = staged((5,) * 6, ["tanh"] * 5, HALF)
    assert len(d.gradient) == 150
    with pytest.raises(ValueError, match="15,625 paths .* Stay with the stages"):
        d.expand(letters.E)


def test_a_network_without_numbers_is_not_made_numeric():
    with pytest.raises(ValueError, match="E still holds decay"):
        to_numpy(derivation((1, 1), ("tanh",), HALF, DECAY))
    with pytest.raises(ValueError, match="E still holds a generic varphi"):
        to_numpy(derivation((1, 1), ("generic",), HALF, 0))
    f = to_numpy(derivation((2, 1), ("tanh",), HALF, 0))
    with pytest.raises(ValueError, match=r"x has shape \(4, 2\), .* use average_over_rows"):
        f(np.zeros(3), np.zeros((4, 2)), np.zeros(1))


@pytest.mark.parametrize(("graph", "symbol", "error", "message"), [
    ({u: v + x, v: x ** 2}, v, ValueError, "u is computed from v, which the graph defines only"),
    ({u: u + x}, u, ValueError, "u is computed from u"),
    ({u + 1: x}, u, TypeError, "it is no symbol"),
    ({u: x ** 2}, v, ValueError, "v is not in the graph: give one of its symbols, x, u"),
])
def test_a_graph_that_is_none_is_refused(graph, symbol, error, message):
    for f in (lambda: backward_derivatives(graph, symbol),
              lambda: total_derivative(graph, symbol, x)):
        with pytest.raises(error, match=message):
            f()


def test_argument_indices_without_a_derivative_are_refused():
    for f, k in ((symbolic.softmax(1, x, y), 1), (symbolic.varphi(x, 1), 2)):
        with pytest.raises(sp.core.function.ArgumentIndexError):
            f.fdiff(k)
    assert sp.latex(symbolic.varphi(x).diff(x, 2)) == r"\varphi''\left(x\right)"
    assert symbolic.varphi(x).rewrite(sp.exp) == symbolic.varphi(x)
