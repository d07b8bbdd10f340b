import warnings
from dataclasses import replace

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import mutually_broadcastable_shapes

from course_lib import mistakes, primitives
from course_lib.dual import Dual, directional
from course_lib.graph import Node, backward, hessian_vector_product, node
from course_lib.primitives import ELEMENTWISE, TABLE, elementwise, unbroadcast

# --- the formulas ---------------------------------------------------------------------------

X, Y = sympy.symbols("x y", real=True)
POSITIVE = {"sqrt", "log", "power"}


def points(row, rng):
    """Random numbers in the domain of the row, no two alike."""
    low = 0.1 if row.name in POSITIVE else -3.0
    return [rng.uniform(low, 3.0, 25) for _ in row.texts]


def assert_sympy_agrees(row):
    """The row's function, its partials as text and its pull are what SymPy derives."""
    values = points(row, np.random.default_rng(1))
    formula, partials = primitives.in_sympy(row)
    ans = row.function(*values)
    np.testing.assert_allclose(ans, evaluate(formula, values), rtol=1e-12)
    for i, (letter, partial) in enumerate(zip((X, Y), partials, strict=False)):
        derived = evaluate(sympy.diff(formula, letter), values)
        written = evaluate(partial.subs(sympy.Symbol("ans"), formula), values)
        np.testing.assert_allclose(written, derived, rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(row.pull(i, np.ones(25), ans, *values), derived,
                                   rtol=1e-12, atol=1e-12)


def evaluate(expression, values):
    function = sympy.lambdify((X, Y), expression, "numpy")
    return np.broadcast_to(function(values[0], values[-1]), values[0].shape)


@pytest.mark.parametrize("row", ELEMENTWISE.values(), ids=lambda row: row.name)
def test_sympy_derives_the_same_partials(row):
    assert_sympy_agrees(row)


def test_sympy_rejects_a_slope_taken_from_the_wrong_letter():
    wrong = elementwise.elementwise("tanh", np.tanh, "tanh(x)", "1 - x**2")
    with pytest.raises(AssertionError):
        assert_sympy_agrees(wrong)


def test_the_text_of_a_partial_is_what_runs():
    softsign = elementwise.elementwise("softsign", lambda x: x / (1 + abs(x)), "x / (1 + abs(x))",
                                       "1 / (1 + absolute(x))**2")
    assert_sympy_agrees(softsign)
    assert directional(softsign, -3.0, 2.0) == 2 / 16


def test_the_table_prints_every_row():
    lines = primitives.table().splitlines()
    assert [line.split()[0] for line in lines] == list(TABLE)
    assert "tanh         tanh(x)                   1 - ans**2" in lines
    assert "index        index(x, key)             scatter(g, key, x.shape)" in lines


# --- every row, forward against backward -------------------------------------------------------

def apply(*settings, **named):
    """Call a row on the arrays of a case, with these settings behind them."""
    return lambda row, *arrays: row(*arrays, *settings, **named)


CHOICE = np.array([[True, False, True], [False, False, True]])
REPEATED = np.array([[0, 2], [2, 3], [2, 0]])

# (row, shapes of the arrays, how to call the row)
CASES = [
    *[(name, [(2, 3)], apply()) for name, row in ELEMENTWISE.items() if len(row.texts) == 1],
    *[(name, [()], apply()) for name, row in ELEMENTWISE.items() if len(row.texts) == 1],
    *[(name, shapes, apply())
      for name, row in ELEMENTWISE.items() if len(row.texts) == 2
      for shapes in ([(2, 3), (2, 3)], [(3,), (2, 3)], [(4, 1, 3), (2, 1)], [(), (2, 3)],
                     [(1, 1), (3,)], [(), ()])],
    *[("power", [(2, 3)], apply(exponent)) for exponent in (3, 0.5, -2, 1, 0)],
    ("power", [(4, 1)], apply(np.arange(3, dtype="f4"))),
    ("power", [(2, 3)], lambda row, y: row(2, y)),
    *[(name, [(2, 3, 4)], apply(axis=axis, keepdims=keepdims))
      for name in ("sum", "mean", "max")
      for axis in (None, 0, 1, -1, (0, 2), (-1, 1)) for keepdims in (False, True)],
    *[(name, [()], apply()) for name in ("sum", "mean", "max")],
    ("sum", [(1, 4)], apply(0)),
    ("broadcast_to", [(3,)], apply((4, 2, 3))),
    ("broadcast_to", [(4, 1, 3)], apply((4, 2, 3))),
    ("broadcast_to", [()], apply((2, 3))),
    ("reshape", [(2, 3, 4)], apply((4, 6))),
    ("reshape", [(2, 6)], apply((-1,))),
    ("transpose", [(2, 3)], apply()),
    ("transpose", [(2, 3, 4)], apply((1, 2, 0))),
    ("transpose", [(2, 3, 4)], apply((-1, 0, 1))),
    ("transpose", [(2, 3, 4)], apply()),
    ("index", [(4, 5)], apply(2)),
    ("index", [(4, 5)], apply((slice(1, 4, 2), slice(None, None, -1)))),
    ("index", [(4, 5)], apply((..., None, 1))),
    ("index", [(4, 5)], apply(REPEATED)),
    ("index", [(4, 5)], apply([1, 1, 3])),
    ("index", [(4, 5)], apply((np.arange(4), np.array([0, 4, 4, 1])))),
    ("index", [(3, 4, 5)], apply((slice(None), REPEATED, slice(1, 3)))),
    ("index", [(2, 3)], apply(CHOICE)),
    ("scatter", [(2, 3)], apply((slice(None), slice(1, 4)), (2, 5))),
    ("scatter", [(3, 2, 5)], apply(REPEATED, (4, 5))),
    ("scatter", [(3,)], apply(CHOICE, (2, 3))),
    ("concatenate", [(2, 3), (4, 3)], apply(axis=0)),
    ("concatenate", [(2, 1), (2, 4), (2, 3)], apply(axis=-1)),
    ("concatenate", [(2, 3)], lambda row, x: row(x, np.ones((2, 2), "f4"), axis=1)),
    ("where", [(2, 3), (2, 3)], apply(condition=CHOICE)),
    ("where", [(3,), (4, 2, 1)], apply(condition=CHOICE)),
    ("where", [()], lambda row, x: row(x, 0, condition=CHOICE)),
    ("where", [(3,)], lambda row, x: row(np.ones((2, 1), "f4"), x, condition=CHOICE[0])),
    *[("matmul", shapes, apply())
      for shapes in ([(2, 3), (3, 4)], [(3,), (3,)], [(3,), (3, 4)], [(2, 3), (3,)],
                     [(5, 2, 3), (5, 3, 4)], [(5, 2, 3), (3, 4)], [(2, 3), (5, 3, 4)],
                     [(5, 1, 2, 3), (6, 3, 4)], [(3,), (5, 3, 4)], [(5, 2, 3), (3,)],
                     [(3, 3), (3, 3)])],
    ("matmul", [(2, 3)], lambda row, x: row(x, np.arange(6, dtype="f4").reshape(3, 2))),
    ("matmul", [(3, 2)], lambda row, y: row(np.arange(6, dtype="f4").reshape(2, 3), y)),
]
IDS = [f"{name} {shapes}" for name, shapes, _ in CASES]


def inputs(name, shapes, rng, dtype=float):
    """Arrays in the row's domain, well away from 0, with no two numbers alike."""
    sign = 1 if name in POSITIVE else rng.choice([-1, 1])
    return [(sign * rng.uniform(0.3, 2.0, shape)).astype(dtype) for shape in shapes]


def assert_pull_is_the_transpose_of_push(row, shapes, call, seed=0):
    """<upstream, J v> = <Jᵀ upstream, v>, and both are what complex step and difference say."""
    rng = np.random.default_rng(seed)
    arrays = inputs(row.name, shapes, rng)
    v = [rng.normal(size=shape) for shape in shapes]
    nodes = [node(x) for x in arrays]
    answer = call(row, *nodes)
    upstream = rng.normal(size=answer.shape)
    gradients = backward(answer, upstream)
    pulled = sum(np.vdot(gradients[x], dx) for x, dx in zip(nodes, v, strict=True))

    pushed = np.vdot(upstream, call(row, *map(Dual, arrays, v)).tangent)
    assert pulled == pytest.approx(pushed, rel=1e-12, abs=1e-12)

    def moved(h):
        return call(row, *(x + h * dx for x, dx in zip(arrays, v, strict=True)))
    stepped = np.vdot(upstream, moved(1e-30j).imag / 1e-30)
    assert pulled == pytest.approx(stepped, rel=1e-12, abs=1e-12)
    difference = np.vdot(upstream, moved(1e-5) - moved(-1e-5)) / 2e-5
    assert pulled == pytest.approx(difference, rel=1e-7, abs=1e-7)


@pytest.mark.parametrize(("name", "shapes", "call"), CASES, ids=IDS)
def test_pull_is_the_transpose_of_push(name, shapes, call):
    assert_pull_is_the_transpose_of_push(TABLE[name], shapes, call)


def test_there_is_a_case_for_every_row():
    assert {name for name, _, _ in CASES} == set(TABLE)


@pytest.mark.parametrize("mistake", mistakes.ROWS.values(), ids=str)
def test_the_cases_reject_every_known_wrong_row(mistake):
    row, rejected = mistake.function, 0
    for name, shapes, call in CASES:
        if name == row.name:
            try:
                assert_pull_is_the_transpose_of_push(row, shapes, call)
            except (AssertionError, ValueError):
                rejected += 1
    assert rejected


def test_the_cases_reject_a_scatter_that_adds_once():
    def once(x, key, shape):
        answer = np.zeros(shape, x.dtype)
        answer[key] += x
        return answer
    wrong = replace(TABLE["index"], pull=lambda i, g, ans, x, key: once(g, key, x.shape))
    with pytest.raises(AssertionError):
        assert_pull_is_the_transpose_of_push(wrong, [(4, 5)], apply(REPEATED))
    assert_pull_is_the_transpose_of_push(wrong, [(4, 5)], apply(2))  # nothing seen without repeats


def assert_second_derivatives_agree(row, shapes, call):
    """H v of E = Σ w f(x)²: a gradient's gradient, its complex step, forward inside reverse."""
    rng = np.random.default_rng(2)
    x, *others = inputs(row.name, shapes, rng)
    weights = rng.normal(size=np.shape(call(row, x, *others)))
    v = rng.normal(size=x.shape)

    def E(theta):
        return (weights * call(row, theta, *others) ** 2).sum()

    def gradient(theta):
        theta = node(theta)
        return backward(E(theta))[theta]
    product, theta = hessian_vector_product(E, x, v), node(x)
    near = {"rtol": 1e-12, "atol": 1e-12}
    np.testing.assert_allclose(product, gradient(x + 1e-30j * v).imag / 1e-30, **near)
    forward = directional(E, theta, v)
    np.testing.assert_allclose(product, backward(forward).get(theta, 0 * x), **near)


@pytest.mark.parametrize(("name", "shapes", "call"), CASES, ids=IDS)
def test_second_derivatives_agree_three_ways(name, shapes, call):
    assert_second_derivatives_agree(TABLE[name], shapes, call)


def test_second_derivatives_reject_a_slope_that_forgets_where_it_came_from():
    wrong = replace(TABLE["tanh"], pull=lambda i, g, ans, x: g * (1 - primitives.plain(ans) ** 2))
    assert_pull_is_the_transpose_of_push(wrong, [(2, 3)], apply())  # the first derivative is right
    with pytest.raises(AssertionError):
        assert_second_derivatives_agree(wrong, [(2, 3)], apply())


def assert_float32_stays(row, shapes, call):
    arrays = inputs(row.name, shapes, np.random.default_rng(3), np.float32)
    answer = call(row, *map(node, arrays))
    gradients = backward(answer, np.ones(answer.shape))
    tangent = call(row, *[Dual(x, np.ones(x.shape)) for x in arrays]).tangent
    assert {answer.dtype, tangent.dtype, *(g.dtype for g in gradients.values())} == {np.dtype("f4")}


@pytest.mark.parametrize(("name", "shapes", "call"), CASES, ids=IDS)
def test_float32_stays_float32(name, shapes, call):
    assert_float32_stays(TABLE[name], shapes, call)


def test_float32_rejects_a_factor_of_float64():
    wrong = replace(TABLE["square"], pull=lambda i, g, ans, x: np.float64(2) * g * x)
    with pytest.raises(AssertionError):
        assert_float32_stays(wrong, [(2, 3)], apply())


# --- broadcasting --------------------------------------------------------------------------

def summed_by_hand(g, shape):
    """What unbroadcast means, one number at a time."""
    answer = np.zeros(shape)
    for place in np.ndindex(g.shape):
        own = place[g.ndim - len(shape):]
        answer[tuple(0 if n == 1 else k for k, n in zip(own, shape, strict=True))] += g[place]
    return answer


@settings(deadline=None, max_examples=60)
@given(mutually_broadcastable_shapes(num_shapes=2, max_dims=4, max_side=3), st.integers(0, 99))
def test_unbroadcast_adds_up_what_broadcasting_repeated(drawn, seed):
    g = np.random.default_rng(seed).normal(size=drawn.result_shape)
    for shape in drawn.input_shapes:
        assert unbroadcast(g, shape).shape == shape
        np.testing.assert_allclose(unbroadcast(g, shape), summed_by_hand(g, shape), atol=1e-12)


@settings(deadline=None, max_examples=60)
@given(mutually_broadcastable_shapes(num_shapes=2, min_dims=0, max_dims=4, max_side=3),
       st.sampled_from(["add", "sub", "mul", "div", "power", "maximum"]))
def test_any_shapes_that_broadcast_are_pulled_right(drawn, name):
    assert_pull_is_the_transpose_of_push(TABLE[name], drawn.input_shapes, apply())


# --- conventions and corners -------------------------------------------------------------------

def slope(function, x):
    x = node(x)
    return backward(function(x).sum())[x]


def test_at_a_kink_the_shortest_slope_is_taken():
    assert slope(primitives.relu, [-1.0, 0.0, 2.0]).tolist() == [0, 0, 1]
    assert slope(abs, [-1.0, 0.0, 2.0]).tolist() == [-1, 0, 1]
    assert slope(lambda x: primitives.maximum(x, 1.0), [0.0, 1.0, 2.0]).tolist() == [0, 0.5, 1]
    assert slope(lambda x: primitives.maximum(x, x), [3.0]).tolist() == [1]
    assert slope(lambda x: x.max(), [3.0, 1.0, 3.0, 3.0]).tolist() == [1 / 3, 0, 1 / 3, 1 / 3]


def test_powers_have_slopes_at_zero_too():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert slope(lambda x: x**0, [0.0, 2.0]).tolist() == [0, 0]
        assert slope(lambda x: x[:, None] ** np.arange(4), [0.0, 2.0]).tolist() == [1, 1 + 4 + 12]
        x = node(0.0)
        y = x**3 + 5 * x
        seen = []
        for _ in range(4):
            y = backward(y, as_nodes=True)[x]
            seen.append(float(y))
    assert seen == [5, 0, 6, 0]


@pytest.mark.parametrize("name", ["logistic", "softplus"])
def test_logistic_and_softplus_keep_their_small_values(name):
    mpmath = pytest.importorskip("mpmath")
    with np.errstate(all="raise", under="ignore"):
        for x in (-700.0, -40.0, -1.0, 0.0, 3.0, 800.0):
            exact = 1 / (1 + mpmath.exp(-mpmath.mpf(x)))
            if name == "softplus":
                exact = mpmath.log1p(mpmath.exp(mpmath.mpf(x)))
            assert TABLE[name](x) == pytest.approx(float(exact), rel=1e-14, abs=0)
            slope(TABLE[name], x)
    loses = {"logistic": lambda x: 0.5 * (1 + np.tanh(0.5 * x)),
             "softplus": lambda x: np.log(1 + np.exp(x))}
    assert loses[name](-40.0) != pytest.approx(TABLE[name](-40.0), rel=1e-3, abs=0)


def test_rows_take_plain_numbers():
    assert primitives.add(2, 3) == 5
    assert primitives.exp(0.0) == 1
    assert primitives.concatenate([[1, 2], [3]]).tolist() == [1, 2, 3]
    assert primitives.where([True, False], 1.0, 2.0).tolist() == [1, 2]


@pytest.mark.parametrize("carry", [Node, Dual])
def test_numpys_own_functions_find_the_rows(carry):
    x = np.array([[0.5, -1.5], [2.0, 0.25]])
    for function in (np.exp, np.tanh, np.negative, np.absolute, np.square, np.sum, np.mean,
                     np.max, np.transpose, lambda x: np.add(x, 1), lambda x: np.subtract(1, x),
                     lambda x: np.maximum(x, 0), lambda x: np.matmul(x, x),
                     lambda x: np.divide(1, x), lambda x: np.where(x > 0, x, 0.1 * x),
                     lambda x: np.concatenate([x, x], axis=1),
                     lambda x: np.reshape(x, (4,)), lambda x: np.float64(2) * x,
                     lambda x: np.ones(2) @ x, lambda x: 2**x, lambda x: np.multiply(x, [1, 2])):
        answer = function(carry(x))
        assert isinstance(answer, carry)
        np.testing.assert_array_equal(answer.value, function(x))


@pytest.mark.parametrize("carry", [Node, Dual])
def test_a_carrier_behaves_like_an_array(carry):
    x = carry(np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]))
    assert (x.shape, x.ndim, x.size, x.dtype, len(x)) == ((2, 3), 2, 6, np.dtype(float), 2)
    assert x.reshape(3, 2).shape == x.reshape((3, 2)).shape == x.T.shape == (3, 2)
    assert x[None].transpose(2, 0, 1).shape == x[None].transpose((2, 0, 1)).shape == (3, 1, 2)
    assert [row.value.tolist() for row in x] == [[1, 2, 3], [4, 5, 6]]
    assert float(x.max()) == 6 and float(x.mean()) == 3.5 and float(abs(-x).sum()) == 21
    assert (x > 2).tolist() == (x >= 3).tolist() == [[False, False, True], [True, True, True]]
    assert (x < 2).tolist() == (x <= 1).tolist() == [[True, False, False], [False, False, False]]
    assert bool(x[0, 0] - 1) is False
    with pytest.raises(TypeError, match="no len"):
        list(x[0, 0])


@pytest.mark.parametrize(("wrong", "says"), [
    (lambda x: x + np.ones(2), r"add got arrays of shapes \(2, 3\) and \(2,\): .*x\[:, None\]"),
    (lambda x: x @ x, r"matmul got arrays of shapes \(2, 3\) and \(2, 3\).*transpose"),
    (lambda x: x @ 3.0, r"matmul got arrays of shapes \(2, 3\) and \(\)"),
    (lambda x: x.reshape(4, 2), "cannot reshape"),
    (lambda x: Node("abc"), "'abc' is of dtype <U3: give floats"),
    (lambda x: Node([True]), "dtype bool"),
    (lambda x: Node([x, 2.0]), "concatenate"),
    (lambda x: np.asarray(x), r"take its \.value"),
    (lambda x: np.cosh(x), "np.cosh has no row"),
    (lambda x: np.sort(x), "np.sort has no row"),
    (lambda x: np.add.reduce(x), "cannot write|no row"),
    (lambda x: np.add(x, 1, out=np.ones((2, 3))), r"write x = x \+ y"),
])
def test_errors_say_what_came_and_what_to_do(wrong, says):
    with pytest.raises((TypeError, ValueError), match=says):
        wrong(node(np.ones((2, 3))))
