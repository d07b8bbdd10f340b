"""Every drawing draws what it is told, on the axes it is given, in letters that can be read."""
import copy
import functools
import itertools
import warnings
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from drawings import GRID, bowl, collisions, drawer, letters, texts
from test_house_style import contrast

from course_lib import figures
from course_lib.figures import (
    all_paths,
    confusion_matrix,
    draw_chain,
    draw_confusion,
    draw_counts,
    draw_cycle,
    draw_error_surface,
    draw_graph,
    draw_images,
    draw_learning_curves,
    draw_network,
    draw_paths,
    draw_tower,
)
from course_lib.figures.common import spread
from course_lib.figures.layers import arrange
from course_lib.house_style import number, plain
from course_lib.show import LARGEST, png


class Node:
    """As much of graph.Node as a drawing may know."""

    def __init__(self, value, op="input", parents=()):
        self.value, self.op, self.parents = np.asarray(value, float), op, tuple(parents)


def network(*sizes, seed=0):
    rng = np.random.default_rng(seed)
    pairs = list(zip(sizes, sizes[1:], strict=False))
    W = [None, *(rng.normal(size=(m, n)) for n, m in pairs)]
    b = [None, *(rng.normal(size=m) for _, m in pairs)]
    a = [rng.normal(size=(3, sizes[0]))]
    for l in range(1, len(sizes)):
        a.append(np.tanh(a[-1] @ W[l].T + b[l]))
    delta = [None, *(0.1 * rng.normal(size=(3, n)) for n in sizes[1:])]
    return (SimpleNamespace(sizes=sizes, L=len(sizes) - 1, W=W, b=b),
            SimpleNamespace(a=a, delta=delta))


def fork():
    """e = (a b + a)²: a is used twice."""
    a, b = Node(2), Node(3)
    c = Node(6, "mul", (a, b))
    d = Node(8, "add", (c, a))
    e = Node(64, "square", (d,))
    return e, {a: 64.0, b: 32.0, c: 16.0, d: 16.0, e: 1.0}, {a: "a", b: "b", e: "e"}


def history(epochs=40, best=22):
    t = np.arange(epochs + 1)
    E = 0.9 * np.exp(-t / 8) + 0.02
    return SimpleNamespace(E=list(E), validation_E=list(E + 0.06), best_epoch=best,
                           accuracy=list(1 - E), validation_accuracy=list(0.97 - E))


PATH = [(-1.5, 1.5), (-0.5, -1.2), (0.2, 0.1), (0.8, -0.6)]
LAYERS = [["x"], ["u", "v"], ["p", "q"], ["y"]]
SLOPES = {("x", "u"): 2, ("x", "v"): -1, ("u", "p"): 3, ("u", "q"): 0.5, ("v", "p"): 4,
          ("v", "q"): 1, ("p", "y"): 1.5, ("q", "y"): 2}
DIGITS = np.random.default_rng(0).random((20, 64))
DEPTHS = np.arange(1, 11)
REPEATS = {"every path alone:": 3 ** DEPTHS, "factors shared:": 9 * DEPTHS}

# Every drawing with data it is made for; and the widths, in inches, at which it has to be good.
SAMPLES = {
    "network 2-3-2": (draw_network, network(2, 3, 2), {"y": [0, 1]}),
    "network 2-2-1": (draw_network, network(2, 2, 1), {}),
    "network 4-5-3-3": (draw_network, network(4, 5, 3, 3), {"example": 2}),
    "network 64-32-10": (draw_network, network(64, 32, 10), {}),
    "graph": (draw_graph, fork(), {}),
    "surface": (draw_error_surface, (bowl, GRID, GRID, PATH), {}),
    "curves": (draw_learning_curves, (history(),), {}),
    "curves of accuracy": (draw_learning_curves, (history(), "accuracy"), {}),
    "images": (draw_images, (DIGITS[:10], list("0123456789"), list("0123056789")), {"columns": 5}),
    "confusion": (draw_confusion, ([0, 1, 2, 2, 1, 0], [0, 1, 2, 1, 1, 0]),
                  {"names": ["cat", "dog", "elk"]}),
    "tower": (draw_tower, ([0, 0.3, -0.2, 0.4, 0.1], [0, 1.5, 1.2, 1.5, 1.66], [2.0, 1.3, 1.1, 1.4, 1.0],
                           1), {}),
    "chain": (draw_chain, ([2, 7, 49, -3.5], [3, 14, -0.5], "xuvy"), {"nudge": 0.01}),
    "paths": (draw_paths, (LAYERS, SLOPES, 1), {}),
    "cycle": (draw_cycle, (), {}),
    "counts": (draw_counts, (DEPTHS, {"differences:": 99 * DEPTHS ** 2, "backprop:": 300 * DEPTHS}),
               {}),
    "repeats": (draw_counts, (DEPTHS, REPEATS), {"ratio": True}),
}
for path in sorted(Path(__file__).parent.glob("test_figure_*.py")):      # drawings with a module of their own
    SAMPLES |= {f"{path.stem.removeprefix('test_figure_')}: {name}": sample
                for name, sample in import_module(path.stem).SAMPLES.items()}
everything = pytest.mark.parametrize("name", SAMPLES)
pytestmark = pytest.mark.usefixtures("house_look")


draw = drawer(SAMPLES)


# ------------------------------------------------------------------ what all drawings promise

@functools.cache
def page(name):
    """The drawing on a page of its own, made once for all tests that only look at it."""
    return draw(name)


@everything
def test_a_drawing_returns_the_axes_it_was_given_and_makes_no_figure_besides(name):
    _, ax = plt.subplots()
    assert draw(name, ax) is ax
    assert len(plt.get_fignums()) == 1


@everything
def test_a_drawing_without_axes_makes_one_figure_and_renders_without_warnings(name):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        draw(name).figure.canvas.draw()
    assert len(plt.get_fignums()) == 1


@everything
def test_a_drawing_changes_nothing_that_it_is_given(name):
    _, arguments, settings = SAMPLES[name]
    before = copy.deepcopy((arguments, settings))
    draw(name)
    flat_before, flat_after = map(flatten, (before, (arguments, settings)))
    assert len(flat_before) == len(flat_after) > 0 or name == "cycle"
    for old, new in zip(flat_before, flat_after, strict=True):
        np.testing.assert_array_equal(old, new)


def flatten(thing):
    if isinstance(thing, dict):
        return [leaf for pair in thing.items() for part in pair for leaf in flatten(part)]
    if isinstance(thing, (list, tuple)):
        return [leaf for part in thing for leaf in flatten(part)]
    if isinstance(thing, (SimpleNamespace, Node)):
        return flatten(vars(thing))
    return [] if callable(thing) or thing is None else [thing]


@everything
def test_letters_are_large_and_dark_enough(name):
    for text in letters(page(name)):
        assert text.get_fontsize() >= 9, text
        assert contrast(text.get_color()) >= 4.5, text


@everything
@pytest.mark.parametrize("width", [None, 6.4, 3.2], ids=["own page", "whole page", "half page"])
def test_no_two_labels_lie_on_each_other_and_none_leaves_the_page(name, width):
    ax = page(name) if width is None else \
        draw(name, plt.subplots(figsize=(width, 3.3))[1])
    assert collisions(ax) == []


def test_a_collision_would_be_seen():
    _, ax = plt.subplots()
    ax.text(0.5, 0.5, "one label")
    ax.text(0.52, 0.5, "another")
    ax.text(1.5, 0.5, "outside", in_layout=False)
    with pytest.raises(AssertionError):
        assert collisions(ax) == []
    assert len(collisions(ax)) == 2


@pytest.mark.parametrize("name", ["network 64-32-10", "network 4-5-3-3", "surface"])
def test_the_file_is_small_even_where_there_is_much_to_see(name):
    assert len(png(page(name).figure)) <= LARGEST


@everything
def test_a_drawing_is_the_same_each_time(name):
    pictures = []
    for ax in (draw(name), draw(name)):
        ax.figure.dpi = 60                                   # coarse is quick
        ax.figure.canvas.draw()
        pictures.append(np.asarray(ax.figure.canvas.buffer_rgba()))
    np.testing.assert_array_equal(*pictures)


def test_every_drawing_has_its_sample_here():
    drawings = {name for name in figures.__all__ if name.startswith("draw_")}
    assert {drawing.__name__ for drawing, _, _ in SAMPLES.values()} == drawings


# ------------------------------------------------------------------ network

def test_a_network_shows_activities_deltas_biases_and_weights_of_the_example():
    net, trace = network(2, 3, 2)
    written = texts(draw_network(net, trace, example=1))
    for l in (1, 2):
        for j in range(net.sizes[l]):
            assert number(trace.a[l][1, j]) in written
            assert f"δ {number(trace.delta[l][1, j])}" in written
            assert f"b {number(net.b[l][j])}" in written
            for i in range(net.sizes[l-1]):
                assert number(net.W[l][j, i]) in written
    assert number(trace.a[1][0, 0]) not in written           # the example asked for, no other
    assert {"$x_{1}$", "$x_{2}$", "$a^{(2)}_{1}$", "input", "hidden", "output"} <= set(written)


def test_each_weight_stands_on_the_line_it_belongs_to():
    net, _ = network(2, 3, 2)
    ax = draw_network(net)
    lines = [line for line in ax.lines if len(line.get_xdata()) == 2]
    ends = {}
    for l in (1, 2):
        for i, j in itertools.product(range(net.sizes[l-1]), range(net.sizes[l])):
            ends[number(net.W[l][j, i])] = lines[len(ends)]
    for text in ax.texts:
        if text.get_text() in ends:
            (x0, x1), (y0, y1) = ends[text.get_text()].get_data()
            x, y = text.get_position()
            assert x0 < x < x1
            assert y == pytest.approx(y0 + (x - x0) / (x1 - x0) * (y1 - y0))
    net.W[2] = np.array(net.W[2]) + 1                        # other weights, other numbers
    assert set(texts(ax)) != set(texts(draw_network(net)))


def test_a_negative_weight_is_dashed_and_a_large_one_is_thick():
    net, _ = network(1, 2, 1)
    net.W[1][:] = [[3.0], [-1.0]]
    thick, thin = draw_network(net, weights=False).lines[:2]
    assert thick.get_linestyle() == "-" and thin.get_linestyle() == "--"
    assert thick.get_linewidth() > thin.get_linewidth()


def test_a_trace_that_only_went_forward_shows_no_deltas():
    net, trace = network(2, 3, 2)
    trace.gradient = None
    assert not any("δ" in text for text in texts(draw_network(net, trace)))
    trace.gradient = np.zeros(17)
    assert sum("δ" in text for text in texts(draw_network(net, trace))) == 5
    trace.delta = [None, None, trace.delta[2]]               # halfway back
    assert sum("δ" in text for text in texts(draw_network(net, trace))) == 2


def test_a_tall_layer_is_shown_by_its_ends_and_counted():
    net, trace = network(64, 32, 10)
    ax = draw_network(net, trace)
    assert len(ax.patches) == 3 * 8
    assert {"64 inputs", "32 hidden", "10 outputs", "$x_{64}$"} <= set(texts(ax))
    assert texts(ax).count("⋮") == 3


# ------------------------------------------------------------------ graph

def test_a_graph_shows_each_value_and_each_gradient():
    ax = draw_graph(*fork())
    assert {"a", "b", "2", "3", "×", "+", "6", "8", "e = 64", "32", "16", "1"} <= set(texts(ax))
    assert len(ax.patches) == 5 + 5                          # nodes and arrows


def test_a_fork_is_marked_and_a_value_used_once_is_not():
    ax = draw_graph(*fork())
    dots = [line for line in ax.lines if line.get_marker() == "o"]
    assert len(dots) == 2                                    # the two ways out of a
    a, b = Node(2), Node(3)
    assert not draw_graph(Node(6, "mul", (a, b))).lines


def test_all_arrows_of_a_graph_point_right_and_long_ones_have_a_way_round():
    e, gradients, _ = fork()
    nodes = list(gradients)
    edges = [(parent, node) for node in nodes for parent in node.parents]
    routes, columns, rows = arrange(nodes, edges)
    assert (columns, rows) == (4, 2)
    for _, route in routes:
        assert [c for c, _ in route] == list(range(route[0][0], route[-1][0] + 1))
    stops = {tuple(stop) for _, route in routes for stop in route[1:-1]}
    places = {tuple(stop) for _, route in routes for stop in (route[0], route[-1])}
    assert stops and not stops & places                      # no arrow runs through a node


def test_a_node_used_twice_by_one_operation_gets_two_arrows():
    a = Node(2)
    double = Node(4, "add", (a, a))
    ax = draw_graph(double, {a: 2.0, double: 1.0}, {a: "a"})
    arrows = [p for p in ax.patches if isinstance(p, mpl.patches.FancyArrowPatch)]
    assert len(arrows) == 2
    assert not np.allclose(*(p.get_path().vertices[1] for p in arrows))


def test_a_constant_that_is_no_node_is_said_to_be_one():
    a = Node(2)
    assert "× c" in texts(draw_graph(Node(6, "mul", (a,)), names={a: "a"}))
    three = Node(3)
    assert "3" in texts(draw_graph(Node(6, "mul", (a, three)), names={a: "a"}))


def test_arrays_are_shown_by_their_shape_and_gradients_may_be_nodes():
    X, W = Node(np.ones((4, 3))), Node(np.ones((3, 2)))
    Z = Node(np.ones((4, 2)), "matmul", (X, W))
    written = texts(draw_graph(Z, {X: Node(np.ones((4, 3))), Z: 1.0}, {X: "X", W: "W"}))
    assert {"@", "4×2", "3×2"} <= set(written) and written.count("4×3") == 2


def test_a_graph_too_large_to_read_is_refused_and_a_deep_one_needs_no_recursion():
    node = Node(1)
    for _ in range(5000):
        node = Node(1, "neg", (node,))
    with pytest.raises(ValueError, match="This graph has 5001 nodes"):
        draw_graph(node)


# ------------------------------------------------------------------ surface

@pytest.mark.parametrize("three_d", [False, True])
def test_a_surface_marks_where_the_path_starts_and_ends(three_d):
    ax = draw_error_surface(bowl, GRID, GRID, PATH, three_d=three_d)
    assert {t.strip() for t in texts(ax)} >= {"start", "end"}
    assert "w_1" in ax.get_xlabel() and "w_2" in ax.get_ylabel()
    ax.figure.canvas.draw()


def test_a_function_and_its_values_give_the_same_picture():
    w1, w2 = GRID, GRID[:17]                                 # unequal, or a transpose would hide
    values = np.array([[bowl(u, v) for u in w1] for v in w2])
    by_function, by_values = (png(draw_error_surface(E, w1, w2).figure) for E in (bowl, values))
    assert by_function == by_values
    with pytest.raises(ValueError, match=r"E has shape \(31, 17\).*give E the shape \(17, 31\)"):
        draw_error_surface(values.T, w1, w2)


def test_a_path_on_a_surface_of_values_lies_at_its_height():
    values = np.array([[bowl(u, v) for u in GRID] for v in GRID])
    heights = [ax.lines[0].get_data_3d()[2] for ax in
               (draw_error_surface(E, GRID, GRID, PATH, three_d=True) for E in (bowl, values))]
    np.testing.assert_allclose(*heights, atol=0.03)


def test_a_flat_surface_is_drawn_as_well():
    draw_error_surface(lambda u, v: 1.0, GRID, GRID).figure.canvas.draw()


# ------------------------------------------------------------------ learning curves

def test_curves_show_what_history_holds():
    record = history()
    ax = draw_learning_curves(record)
    lines = {line.get_label(): line for line in ax.lines}
    np.testing.assert_array_equal(lines["training"].get_ydata(), record.E)
    np.testing.assert_array_equal(lines["validation"].get_ydata(), record.validation_E)
    np.testing.assert_array_equal(lines["training"].get_xdata(), np.arange(41))
    assert lines["training"].get_linestyle() != lines["validation"].get_linestyle()
    assert "best: epoch 22" in texts(ax)
    assert any(text.split() == ["training", number(record.E[-1])] for text in texts(ax))


def test_curves_without_validation_show_training_alone():
    record = SimpleNamespace(E=[1.0, 0.5], validation_E=[], best_epoch=None)
    ax = draw_learning_curves(record, log=True)
    assert len(ax.lines) == 1 and ax.get_yscale() == "log"
    record.accuracy = record.validation_accuracy = []
    with pytest.raises(ValueError, match="holds no accuracy"):
        draw_learning_curves(record, "accuracy")
    with pytest.raises(ValueError, match="no curves of 'loss': ask for one of 'E', 'accuracy'"):
        draw_learning_curves(record, "loss")


# ------------------------------------------------------------------ images, confusion

def test_a_wrong_answer_is_framed_and_said_in_words():
    ax = draw_images(DIGITS[:4], labels=[3, 8, 1, 0], predictions=[3, 5, 1, 0], columns=2)
    assert texts(ax) == ["3", "says 5\nis 8", "1", "0"]
    widths = [frame.get_linewidth() for frame in ax.patches]
    assert widths[1] > 2 > max(widths[0], *widths[2:])
    assert len(ax.images) == 4
    np.testing.assert_array_equal(ax.images[1].get_array(), DIGITS[1].reshape(8, 8))


def test_signed_images_have_their_zero_in_white():
    image = draw_images(DIGITS[:3] - 0.7).images[0]
    assert image.norm.vmin == -image.norm.vmax
    assert draw_images(DIGITS[:3]).images[0].norm.vmin == 0


def test_images_of_another_shape_or_number_are_refused():
    with pytest.raises(ValueError, match=r"x has shape \(20, 64\); images of 8×9 are rows of 72"):
        draw_images(DIGITS, shape=(8, 9))
    with pytest.raises(ValueError, match="There are 3 labels for 20 images"):
        draw_images(DIGITS, labels=[1, 2, 3])
    assert len(draw_images(np.ones((2, 12)), shape=(4, 3)).images) == 2


def test_a_confusion_matrix_counts_each_true_class_in_its_row():
    rng = np.random.default_rng(1)
    labels, predictions = rng.integers(0, 4, 50), rng.integers(0, 4, 50)
    C = confusion_matrix(labels, predictions, 5)
    assert C.shape == (5, 5) and C.dtype.kind == "i" and C.sum() == 50
    for i, j in itertools.product(range(5), repeat=2):
        assert C[i, j] == np.sum((labels == i) & (predictions == j))
    with pytest.raises(AssertionError):                      # rows and columns changed over
        np.testing.assert_array_equal(confusion_matrix(predictions, labels, 5), C)


def test_a_confusion_matrix_takes_class_numbers_only():
    with pytest.raises(ValueError, match="0 … 2; there came int64 from 0 to 3"):
        confusion_matrix([0, 3], [0, 1], 3)
    with pytest.raises(ValueError, match="there came float64"):
        confusion_matrix([0.0, 1.0], [0.0, 1.0], 2)
    with pytest.raises(ValueError, match="two lists of class numbers of one length"):
        confusion_matrix([0, 1], [0], 2)


def test_a_drawn_confusion_says_how_many_are_right():
    ax = draw_confusion([0, 1, 2, 2, 2], [0, 1, 2, 1, 1])
    assert ax.get_title(loc="left") == "3 of 5 right"
    assert sorted(texts(ax)) == ["1", "1", "1", "2"]
    assert [t.get_position() for t in ax.texts if t.get_text() == "2"] == [(1, 2)]
    ax = draw_confusion([0, 1], [0, 1], names=["elephant", "antelope"])
    assert collisions(ax) == []                              # long names stand aslant


# ------------------------------------------------------------------ tower, chain, paths, counts

def test_a_nudge_moves_the_bricks_above_and_none_below():
    before, shifts = np.array([0.0, 0.3, -0.2, 0.1]), np.array([0.0, 0.5, 2.0, 1.0])
    sensitivities = np.array([3.0, 2.0, 0.5, 1.0])
    ax = draw_tower(before, before + shifts, sensitivities, nudged=1)
    assert "the top moves 1 cm" in texts(ax)
    assert {"3", "2", "0.5", "1"} <= set(texts(ax)) and "0.5 cm" in texts(ax)
    bricks = [p for p in ax.patches if isinstance(p, mpl.patches.Rectangle)]
    solid = [p for p in bricks[:-4] if p.get_fill()]
    ghosts = [p for p in bricks[:-4] if not p.get_fill()]
    assert len(solid) == 4 and len(ghosts) == 3
    moves = [new.get_x() - old.get_x() for new, old in zip(solid[1:], ghosts, strict=True)]
    np.testing.assert_allclose(np.array(moves) / moves[0], shifts[1:] / shifts[1])
    bars = [bar.get_width() for bar in bricks[-4:]]
    np.testing.assert_allclose(np.array(bars) / bars[-1], sensitivities)


def test_a_tower_whose_top_stays_is_drawn_too():
    ax = draw_tower([0, 1, 0], [1, 1, 0], [0, -1, 1], nudged=0)
    assert "the top moves 0 cm" in texts(ax) and {"0", "−1", "1"} <= set(texts(ax))


def test_a_tower_asks_for_a_sensitivity_a_brick():
    with pytest.raises(ValueError, match="There are 3 bricks before, 3 after and 2 sensitivities"):
        draw_tower([0, 0, 0], [1, 0, 0], [1, 1], 0)
    with pytest.raises(ValueError, match="nudged is 3, but it is the index of a brick, 0 … 2"):
        draw_tower([0, 0, 0], [1, 0, 0], [1, 1, 1], 3)


def test_a_chain_multiplies_the_nudge_by_each_slope():
    written = texts(draw_chain([2, 7, 49, -3.5], [3, 14, -0.5], ["x", "u", "v", "y"], nudge=0.01))
    assert {"+0.01", "+0.03", "+0.42", "−0.21"} <= set(written)
    assert "dy/dx = 3 × 14 × (−0.5) = −21" in written
    assert {"u = 7", "dv/du = 14", "×14"} <= set(written)
    written = texts(draw_chain([2, 1, 0.2, 0.1], [0.5, -0.168, 0.787], ["w", "z", "a", "E"]))
    assert "dE/dw = 0.5 × (−0.17) × 0.79 = −0.066" in written          # and not −0.07
    with pytest.raises(ValueError, match="2 values, 3 names and 1 slopes"):
        draw_chain([1, 2], [3], "xuy")


def test_all_paths_are_listed_with_their_products_and_their_sum():
    assert all_paths(LAYERS, SLOPES) == [tuple("xupy"), tuple("xuqy"), tuple("xvpy"), tuple("xvqy")]
    written = texts(draw_paths(LAYERS, SLOPES, highlight=2))
    assert "x → v → p → y:  (−1) × 4 × 1.5 = −6" in written
    assert "sum over 4 paths = 3" in written                 # 9 + 2 - 6 - 2
    del SLOPES_WITHOUT[("u", "q")]
    assert "sum over 3 paths = 1" in texts(draw_paths(LAYERS, SLOPES_WITHOUT))


SLOPES_WITHOUT = dict(SLOPES)


def test_the_marked_path_is_marked_in_the_picture_and_in_the_list():
    ax = draw_paths(LAYERS, SLOPES, highlight=1)
    bold = [t.get_text() for t in ax.texts if t.get_fontweight() == "bold"]
    assert bold == ["2", "0.5", "2", "x → u → q → y:  2 × 0.5 × 2 = 2", "sum over 4 paths = 3"]
    assert len([line for line in ax.lines if line.get_linewidth() > 5]) == 3


def test_many_paths_are_counted_though_not_all_are_listed():
    layers = [["x"], list("abc"), list("def"), list("ghi"), ["y"]]
    edges = {(p, q): 1 for low, high in zip(layers, layers[1:], strict=False)
             for p in low for q in high}
    written = texts(draw_paths(layers, edges))
    assert "sum over 27 paths = 27" in written and "… and 18 more" in written


def test_an_edge_that_leaves_out_a_layer_is_refused():
    with pytest.raises(ValueError, match="The edge x → y does not go from one layer to the next"):
        draw_paths([["x"], ["u"], ["y"]], {("x", "u"): 1, ("u", "y"): 1, ("x", "y"): 1})


def test_counts_are_drawn_as_they_are_and_the_ratio_is_said():
    ax = draw_counts(DEPTHS, REPEATS, ratio=True)
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), 3 ** DEPTHS)
    assert ax.get_yscale() == "log"
    assert "every path alone: 59,049" in texts(ax) and "656 times as many" in texts(ax)
    ax = draw_counts([1, 2.5], {"one": [3, 4]}, log=False)
    assert ax.get_yscale() == "linear" and ax.get_ylim()[0] == 0
    with pytest.raises(ValueError, match="There are 5 lines to draw"):
        draw_counts([1], {str(k): [1] for k in range(5)})


# ------------------------------------------------------------------ what the drawings share

@pytest.mark.parametrize("value, text, short", [
    (0, "0", "0"), (-0.0, "0", "0"), (0.5, "0.50", "0.5"), (-2, "−2.00", "−2"),
    (100, "100.00", "100"), (0.0996, "0.10", "0.1"),
    (0.004, "0.004", "0.004"), (-0.0004, "−0.0004", "−0.0004"), (-3.2e-5, "−3e−5", "−3e−5"),
    (12345.6, "12,346", "12,346"), (float("nan"), "nan", "nan"), (1e12, "1e12", "1e12"),
])
def test_numbers_are_written_as_people_write_them(value, text, short):
    assert (number(value), plain(value)) == (text, short)


def test_labels_are_spread_as_little_as_need_be():
    np.testing.assert_allclose(spread([0.5, 0.1], 0.2), [0.5, 0.1])          # room enough
    np.testing.assert_allclose(spread([0.5, 0.52], 0.2), [0.41, 0.61])       # about their middle
    np.testing.assert_allclose(spread([0.0, 0.0, 0.1], 0.2, 0, 1), [0, 0.2, 0.4])
    np.testing.assert_allclose(spread([0.99, 0.3], 0.2, 0, 0.9), [0.9, 0.3])
    rng = np.random.default_rng(0)
    for _ in range(50):
        moved = np.sort(spread(rng.random(4), 0.2, 0.0, 1.0))
        assert np.diff(moved).min() > 0.2 - 1e-12 and 0 <= moved[0] and moved[-1] <= 1
