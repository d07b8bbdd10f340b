"""draw_design_map: limits stand where they are reached, the forbidden is hatched; and what it refuses."""
import copy
import warnings

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex
from test_figures import collisions, letters, texts
from test_house_style import contrast

from course_lib.figures import draw_design_map
from course_lib.house_style import INK, PAPER, STEP, use

X1, X2 = np.linspace(0, 10, 41), np.linspace(0, 4, 31)
ACROSS, UP = np.meshgrid(X1, X2)
LIMITS = {"heat 14": (ACROSS + 2 * UP, 14), "loss 6": (ACROSS - UP, 6)}
PATH = np.array([[1.0, 1.0], [3.0, 1.2], [5.0, 1.5]])
SAMPLES = {"limits": ((X1, X2, ACROSS * 1.0, LIMITS), {}),
           "path": ((X1, X2, ACROSS * 1.0, LIMITS, PATH), {"names": ("air", "port")})}
everything = pytest.mark.parametrize("name", SAMPLES)


@pytest.fixture(autouse=True)
def style():
    with mpl.rc_context():
        use()
        yield
    plt.close("all")


def draw(name, ax=None):
    arguments, settings = SAMPLES[name]
    return draw_design_map(*arguments, **settings, ax=ax)


def limit_lines(ax):
    """The corners of each line that is drawn for a limit."""
    return [path.vertices for collection in ax.collections for path in collection.get_paths()
            if len(path.vertices) and len(collection.get_edgecolor())
            and to_hex(collection.get_edgecolor()[0]).upper() == INK]


@everything
def test_it_keeps_the_promises_of_all_drawings(name):
    before = copy.deepcopy(SAMPLES[name])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        draw(name).figure.canvas.draw()
    assert len(plt.get_fignums()) == 1
    _, ax = plt.subplots()
    assert draw(name, ax) is ax and len(plt.get_fignums()) == 2
    for old, new in zip(before[0], SAMPLES[name][0], strict=True):
        assert str(old) == str(new)
    for text in letters(ax):
        assert text.get_fontsize() >= 9 and contrast(text.get_color()) >= 4.5, text


@everything
@pytest.mark.parametrize("size", [None, (6.4, 4.2), (3.2, 3.2)], ids=["own page", "whole page", "half page"])
def test_no_two_labels_lie_on_each_other_and_none_leaves_the_page(name, size):
    assert collisions(draw(name, None if size is None else plt.subplots(figsize=size)[1])) == []


def test_a_limit_is_drawn_where_it_is_reached_with_its_name_on_it():
    ax = draw("path")
    one, other = limit_lines(ax)
    np.testing.assert_allclose(one @ [1, 2], 14, atol=1e-9)
    np.testing.assert_allclose(other @ [1, -1], 6, atol=1e-9)
    places = {text.get_text(): np.array(text.get_position()) for text in ax.texts}
    assert abs(places["heat 14"] @ [1, 2] - 14) < 1e-9 and abs(places["loss 6"] @ [1, -1] - 6) < 1e-9


def test_only_what_lies_beyond_a_limit_is_hatched():
    hatched = [area for area in draw("limits").collections if any(getattr(area, "hatches", None) or ())]
    assert len(hatched) == 2
    for area, (values, highest) in zip(hatched, LIMITS.values(), strict=True):
        (outline,) = area.get_paths()
        inside = outline.contains_points(np.stack([ACROSS.ravel(), UP.ravel()], axis=1), radius=0)
        assert (values.ravel()[inside] >= highest - 1e-9).all()
        assert inside.sum() > 0.8 * (values > highest).sum()


def test_the_path_begins_at_a_ring_and_ends_at_a_disc():
    ax = draw("path")
    marks = [line for line in ax.lines if line.get_markersize() == 8]
    assert [line.get_markerfacecolor() for line in marks] == [PAPER, STEP]
    np.testing.assert_array_equal([line.get_xydata()[0] for line in marks], PATH[[0, -1]])
    assert {"start", "end"} <= set(texts(ax)) and not {"start", "end"} & set(texts(draw("limits")))


@pytest.mark.parametrize("change, words", [
    ({"wanted": ACROSS.T}, r"wanted.*\(41, 31\).*\(31, 41\).*a row for each x2"),
    ({"limits": {"heat": (ACROSS[:5], 3)}}, r"heat.*\(5, 41\)"),
    ({"limits": {"heat": (ACROSS, 30)}}, "'heat' is 30.*from 0 to 10.*no line"),
    ({"limits": {str(k): (ACROSS, k) for k in range(1, 5)}}, "4 limits.*up to 3"),
])
def test_what_cannot_be_drawn_is_refused_in_words_that_help(change, words):
    with pytest.raises(ValueError, match=f"(?s){words}"):
        draw_design_map(**{"x1": X1, "x2": X2, "wanted": ACROSS, "limits": LIMITS} | change)
