import gc
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib import graph, mistakes
from course_lib.graph import Node, backward, backward_order, hessian_vector_product, node

# --- published values -----------------------------------------------------------------------


def assert_fork_is_right(backward):
    """c = a + b, d = ab, y = (c + d) + cd: c and d are used twice."""
    a, b = node(2.0), node(3.0)
    c, d = a + b, a * b
    gradients = backward((c + d) + c * d)
    assert (float(gradients[a]), float(gradients[b])) == (25, 19)


def test_a_node_used_twice_gets_both_shares():
    assert_fork_is_right(backward)


def test_recursion_instead_of_order_gives_46_and_35():
    walk = mistakes.GRAPH["recursion instead of order"].function
    with pytest.raises(AssertionError, match=r"46.*35"):
        assert_fork_is_right(walk)
    x = node(3.0)
    assert walk((x * x) * 2.0)[x] == 12  # a tree hides it


def assert_walk_is_right(backward):
    """A square graph with forks, stretched arrays, shared gradients, and a second call."""
    x, y = node([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), node([1.0, 2.0, -1.0])
    s = x * y
    t = s + x
    u = t + s * 1.5 + t
    output = (u * u + u).sum()
    gu = 2 * u.value + 1
    for _ in range(2):
        gradients = backward(output)
        np.testing.assert_allclose(gradients[u], gu)
        np.testing.assert_allclose(gradients[t], 2 * gu)
        np.testing.assert_allclose(gradients[x], 2 * gu + 3.5 * gu * y.value)
        np.testing.assert_allclose(gradients[y], (3.5 * gu * x.value).sum(axis=0))


def test_the_walk_is_right_and_stays_right_in_a_second_call():
    assert_walk_is_right(backward)


@pytest.mark.parametrize("mistake", mistakes.GRAPH.values(), ids=str)
def test_known_wrong_walks_are_rejected(mistake):
    walk = mistake.function() if isinstance(mistake.function, type) else mistake.function
    with pytest.raises((AssertionError, ValueError)):
        assert_walk_is_right(walk)


def test_micrograds_readme_expression():
    a, b = node(-4.0), node(2.0)
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + graph.relu(b + a)
    d += 3 * d + graph.relu(b - a)
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    for _ in range(2):  # micrograd's own second backward() gives other numbers
        gradients = backward(g)
        assert round(float(g), 4) == 24.7041
        assert round(float(gradients[a]), 4) == 138.8338
        assert round(float(gradients[b]), 4) == 645.5773


def test_the_circuit_of_cs231n():
    x, y, z = node(-2.0), node(5.0), node(-4.0)
    f = (x + y) * z
    gradients = backward(f)
    assert (f.value, gradients[x], gradients[y], gradients[z]) == (-12, -4, -4, 3)


# --- the order --------------------------------------------------------------------------------

@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), min_size=1, max_size=25))
def test_each_node_comes_once_and_before_all_its_parents(uses):
    nodes = [node(1.0), node(2.0)]
    for i, j in uses:
        nodes.append(nodes[i % len(nodes)] + nodes[j % len(nodes)])
    order = backward_order(nodes[-1])
    assert len(set(order)) == len(order)
    place = {node: k for k, node in enumerate(order)}
    assert all(place[current] < place[parent] for current in order for parent in current.parents)
    assert set(order) == set(backward(nodes[-1]))


# --- size ---------------------------------------------------------------------------------------

def test_a_hundred_thousand_nodes_without_recursion():
    x = s = node(1.0)
    for _ in range(100_000):
        s = s + x
    assert backward(s)[x] == 100_001
    again = mistakes.GRAPH["recursion instead of order"].function
    with pytest.raises(RecursionError):
        again(s)


def test_a_long_chain_is_let_go_without_recursion_and_at_once():
    program = """if True:
        import gc
        from course_lib.graph import Node, node
        gc.disable()
        s = node(1.0)
        for _ in range(200_000):
            s = -s
        del s
        assert not any(isinstance(thing, Node) for thing in gc.get_objects())
        print("gone")
    """
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True,
                         check=False)
    assert run.stdout.strip() == "gone", run.stderr


def nodes_alive():
    return sum(isinstance(thing, Node) for thing in gc.get_objects())


def test_nodes_hold_no_circles_that_only_the_collector_could_break():
    gc.collect()
    gc.disable()
    try:
        before = nodes_alive()
        x = np.ones((3, 2))
        hessian_vector_product(lambda x: graph.exp(x @ x.T).max(axis=0).mean(), x, x)
        assert nodes_alive() == before
        circle = node(1.0)
        circle.parents = (circle,)
        del circle
        assert nodes_alive() == before + 1
    finally:
        gc.enable()


# --- what backward gives ---------------------------------------------------------------------

def test_upstream_is_pulled_through():
    rng = np.random.default_rng(0)
    x, upstream = rng.normal(size=(4, 3)), rng.normal(size=(4, 2))
    W = node(rng.normal(size=(2, 3)))
    np.testing.assert_allclose(backward(x @ W.T, upstream)[W], upstream.T @ x)


def test_upstream_may_be_a_node_to_be_differentiated_too():
    x, upstream = node([1.0, 2.0]), node([3.0, -1.0])
    y = x * x
    assert backward(y, upstream)[x].tolist() == [6, -4]
    product = backward(y, upstream, as_nodes=True)[x]
    assert backward(product.sum())[upstream].tolist() == [2, 4]


def test_gradients_are_arrays_of_their_own():
    upstream = np.ones(3)
    x, y = node(np.ones(3)), node(np.ones(3))
    z = x + y
    total = z.sum()
    gradients = backward(total)
    assert all(type(gradient) is np.ndarray for gradient in gradients.values())
    gradients[x] += 1
    assert gradients[y].tolist() == gradients[z].tolist() == [1, 1, 1]
    backward(z, upstream)[x][:] = 7
    assert upstream.tolist() == [1, 1, 1]


def test_an_input_node_has_a_copy_of_its_array():
    theta = np.array([1.0, 2.0])
    x = node(theta)
    y = (x * x).sum()
    theta *= 10
    assert backward(y)[x].tolist() == [2, 4]
    assert node(x) is x


def test_constants_are_no_parents():
    x = node([1.0, -2.0])
    y = 2.0 * x + np.ones(2)
    assert [p.op for p in backward_order(y)] == ["add", "mul", "input"]
    assert len(backward(x**2.0, np.ones(2))) == 2  # and no log of a negative number


def test_dtype_is_kept_and_python_numbers_do_not_widen_it():
    for dtype in (np.float32, np.float64, np.complex128):
        x = node(np.array([0.5, 1.5], dtype))
        y = 2.5 * graph.exp(x) ** 2 / 3 + 1 - graph.sqrt(2) * x
        y = (y - y.max()).mean() + 2**x[0] + graph.where(x > 1, x, 0).sum()
        assert y.dtype == dtype
        assert {gradient.dtype for gradient in backward(y).values()} == {np.dtype(dtype)}
        product = hessian_vector_product(lambda x: graph.exp(x).sum(), x.value, np.ones(2))
        assert product.dtype == dtype
    assert node(3).dtype == node([1, 2]).dtype == np.float64


def test_complex_step_of_a_gradient_is_a_second_derivative():
    x = node(0.7 + 1e-30j)
    assert backward(graph.sin(x) ** 2)[x].imag / 1e-30 == pytest.approx(2 * np.cos(1.4), rel=1e-14)


def test_a_hand_made_node_with_its_own_pull():
    x = node([1.0, 2.0, 3.0])
    y = Node(x.value**3, "cube", (x,), (lambda g: g * 3 * x * x,))
    assert backward(y.sum())[x].tolist() == [3, 12, 27]
    gradient = backward(y.sum(), as_nodes=True)[x]
    assert backward(gradient.sum())[x].tolist() == [6, 12, 18]
    assert repr(y[0] * 3) == "Node(3.0, op='mul')"


# --- derivatives of derivatives ------------------------------------------------------------------

def test_third_derivatives():
    x = node([0.4, -1.2])
    y = graph.sin(x) * graph.exp(x)
    for _ in range(3):
        y = backward(y.sum(), as_nodes=True)[x]
    np.testing.assert_allclose(y.value, 2 * np.exp(x.value) * (np.cos(x.value) - np.sin(x.value)),
                               rtol=1e-13)


def assert_hessian_products_are_right(product):
    """Of E = Σ tanh(A θ)², against the Hessian from complex steps of the gradient."""
    rng = np.random.default_rng(1)
    A, theta, v = rng.normal(size=(5, 4)), rng.normal(size=4), rng.normal(size=4)

    def E(theta):
        return (graph.tanh(A @ theta) ** 2).sum()

    def gradient(theta):
        theta = node(theta)
        return backward(E(theta))[theta]
    H = np.array([gradient(theta + 1e-30j * e).imag / 1e-30 for e in np.eye(4)])
    np.testing.assert_allclose(H, H.T, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(product(E, theta, v), H @ v, rtol=1e-12)


def test_hessian_vector_product():
    assert_hessian_products_are_right(hessian_vector_product)
    assert hessian_vector_product(lambda x: 3 * x.sum(), np.ones(2), np.ones(2)).tolist() == [0, 0]


def test_a_gradient_that_is_taken_for_a_constant_is_rejected():
    def wrong(E, theta, v):
        theta = node(theta)
        gradient = backward(E(theta))[theta]
        return backward((theta * gradient).sum(), 1.0)[theta] * v
    with pytest.raises(AssertionError):
        assert_hessian_products_are_right(wrong)


# --- modern layers, by the complex step -------------------------------------------------------

def softmax(z):
    e = graph.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def batch_norm(x, gamma, beta):
    x = x - x.mean(axis=0)
    return gamma * x / graph.sqrt((x * x).mean(axis=0) + 1e-5) + beta


def attention(x, Q, K, V):
    q, k, v = x @ Q, x @ K, x @ V
    scores = q @ k.transpose(0, 2, 1) / np.sqrt(Q.shape[1])
    mask = np.tril(np.ones((x.shape[1], x.shape[1]), bool))
    return softmax(graph.where(mask, scores, -np.inf)) @ v


def convolution(x, W, b):
    rows, columns = np.arange(3)[:, None] + np.arange(2), np.arange(4)[:, None] + np.arange(3)
    patches = x[:, rows[:, None, :, None], columns[None, :, None, :]]
    z = patches.reshape(2, 12, 6) @ W.reshape(5, 6).T + b
    return graph.relu(z).reshape(2, 3, 4, 5)[:, :, :2].max(axis=(1, 2))


def recurrent(x, W, U):
    a, seen = np.zeros((2, 3)), []
    for t in range(x.shape[1]):
        a = graph.tanh(x[:, t] @ W.T + a @ U.T)
        seen.append(a[:, None])
    return graph.concatenate(seen, axis=1)


def embedding(E, W):
    return softmax(E[np.array([[1, 0, 1], [3, 1, 1]])].mean(axis=1) @ W)


LAYERS = {
    batch_norm: [(6, 3), (3,), (3,)],
    attention: [(2, 5, 4), (4, 3), (4, 3), (4, 2)],
    convolution: [(2, 4, 6), (5, 2, 3), (5,)],
    recurrent: [(2, 6, 4), (3, 4), (3, 3)],
    embedding: [(4, 3), (3, 5)],
}


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.__name__)
def test_modern_layers_are_pulled_right(layer):
    rng = np.random.default_rng(4)
    arrays = [rng.normal(size=shape) for shape in LAYERS[layer]]
    v = [rng.normal(size=shape) for shape in LAYERS[layer]]
    nodes = [node(x) for x in arrays]
    answer = layer(*nodes)
    upstream = rng.normal(size=answer.shape)
    gradients = backward(answer, upstream)
    pulled = sum(np.vdot(gradients[x], dx) for x, dx in zip(nodes, v, strict=True))
    moved = layer(*(x + 1e-30j * dx for x, dx in zip(arrays, v, strict=True)))
    assert pulled == pytest.approx(np.vdot(upstream, moved.imag) / 1e-30, rel=1e-12)


def test_softmax_with_cross_entropy_hands_down_p_minus_y():
    rng = np.random.default_rng(5)
    z, y = node(rng.normal(size=(5, 3))), rng.dirichlet(np.ones(3), 5)
    p = softmax(z)
    gradient = backward(-(y * graph.log(p)).sum() / 5)[z]
    np.testing.assert_allclose(gradient, (p.value - y) / 5, rtol=1e-12, atol=1e-15)


# --- doors ----------------------------------------------------------------------------------------

@pytest.mark.parametrize(("wrong", "says"), [
    (lambda x: backward(x), r"shape \(2, 3\), not one number.*output\.sum\(\)"),
    (lambda x: backward(3.0), "starts from a Node, but got 3.0"),
    (lambda x: backward(x, np.ones(3)), r"upstream has shape \(3,\), but output has shape \(2,"),
    (lambda x: backward(x.sum(), 1j), "same_kind"),
    (lambda x: backward(Node(3.0, "mine", (x,), (lambda g: g,))),
     r"shape \(2, 3\) got a gradient of shape \(\)"),
    (lambda x: Node("2"), "'2' is of dtype"),
    (lambda x: hessian_vector_product(lambda x: x**2, np.ones(3), np.ones(3)), "not one number"),
    (lambda x: hessian_vector_product(lambda x: (x * x).sum(), np.ones(3), np.ones(2)), "upstream"),
])
def test_errors_say_what_came_and_what_to_do(wrong, says):
    with pytest.raises((TypeError, ValueError), match=says):
        wrong(node(np.ones((2, 3))))
