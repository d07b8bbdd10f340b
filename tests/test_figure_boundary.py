"""draw_boundary: the line z = 0, the direction of w, the shades, the examples; and what it refuses."""

import numpy as np
import pytest
from drawings import drawer, texts
from matplotlib.colors import to_hex
from matplotlib.patches import FancyArrowPatch

from course_lib.activations import linear, logistic, tanh
from course_lib.figures import draw_boundary
from course_lib.house_style import INK, PAPER, TARGET

RNG = np.random.default_rng(0)
X, Y = RNG.uniform(-1, 1, (12, 2)), np.arange(12) % 3 == 0
SAMPLES = {
    "unit": (draw_boundary, ([2.0, 1.0], -0.5, logistic), {}),
    "examples": (draw_boundary, ([-1.0, 3.0], 0.2, logistic, X, Y), {"classes": ("no frost", "frost")}),
    "flat line": (draw_boundary, ([0.0, 4.0], 1.0, logistic), {"span": (-2, 2)}),
    "far away": (draw_boundary, ([1.0, 1.0], 9.0, logistic), {}),
}
pytestmark = pytest.mark.usefixtures("house_look")
draw = drawer(SAMPLES)


def line(ax):
    """The two ends of the ink line, (2, 2)."""
    found, = (one for one in ax.lines if to_hex(one.get_color()).upper() == INK)
    return found.get_xydata()


def arrows(ax):
    return [patch for patch in ax.patches if isinstance(patch, FancyArrowPatch)]


def direction(ax):
    """From the arrow's foot to its tip, length 1."""
    tail, tip = arrows(ax)[0]._posA_posB
    return np.subtract(tip, tail) / np.hypot(*np.subtract(tip, tail))


@pytest.mark.parametrize("name", SAMPLES)
def test_along_the_line_z_is_0(name):
    w, b = SAMPLES[name][1][:2]
    assert np.allclose(line(draw(name)) @ w + b, 0)
    assert not np.allclose(line(draw(name)) @ w + b + 0.1, 0)


def test_the_arrow_starts_on_the_line_and_points_the_way_w_points():
    for w, b in (([2.0, 1.0], -0.5), ([-2.0, -1.0], 0.5), ([0.0, 3.0], 0.6)):
        ax = draw_boundary(w, b, logistic)
        assert np.isclose(np.dot(arrows(ax)[0]._posA_posB[0], w) + b, 0)
        assert np.allclose(direction(ax), np.array(w) / np.hypot(*w))
        assert "$w$" in texts(ax)


def test_doubling_all_leaves_line_and_arrow_and_brings_the_shades_closer():
    once, twice = draw_boundary([2, 1], -0.5, logistic), draw_boundary([4, 2], -1.0, logistic)
    feet = [arrows(ax)[0]._posA_posB[0] for ax in (once, twice)]
    assert np.allclose(*feet) and np.allclose(direction(once), direction(twice))
    widths = []
    for ax in (once, twice):
        tenths = ax.collections[-1].get_paths()              # a = 0.1 … 0.9: we take 0.4 and 0.6
        crossings = [path.vertices[np.argmin(np.abs(path.vertices[:, 1]))] for path in (tenths[3], tenths[5])]
        widths.append(abs(crossings[1][0] - crossings[0][0]))
    assert widths[1] == pytest.approx(widths[0] / 2, rel=0.02)


def test_a_line_outside_the_picture_has_no_arrow():
    ax = draw("far away")
    assert not arrows(ax) and "$w$" not in texts(ax)
    assert ax.get_xlim() == ax.get_ylim() == (-1, 1)


def test_rings_are_target_0_and_discs_target_1_and_the_page_says_what_they_are():
    ax = draw("examples")
    rings, discs = (one for one in ax.lines if one.get_marker() == "o")
    assert np.array_equal(rings.get_xydata(), X[~Y]) and to_hex(rings.get_markerfacecolor()).upper() == PAPER
    assert np.array_equal(discs.get_xydata(), X[Y]) and to_hex(discs.get_markerfacecolor()).upper() == TARGET
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["no frost", "frost"]
    assert draw("unit").get_legend() is None
    column = draw_boundary([1, 1], 0, logistic, X, Y[:, None].astype(float))   # targets as a network's
    assert len([one for one in column.lines if one.get_marker() == "o"][1].get_xdata()) == Y.sum()


@pytest.mark.parametrize("arguments, said", [
    (([1.0, 2.0, 3.0], 0, logistic), r"w has shape \(3,\).*give two weights"),
    (([0.0, 0.0], 1, logistic), "both weights are 0.*no boundary"),
    (([2.0, 1.0], 0, tanh), "activities go from -.* to .*give phi = logistic"),
    (([2.0, 1.0], 0, linear), "activities go from -3 to 3"),
    (([2.0, 1.0], 0, logistic, X, 2 * Y), "y holds"),
    (([2.0, 1.0], 0, logistic, X, Y[:5]), r"x has shape \(12, 2\) and y \(5,\)"),
    (([2.0, 1.0], 0, logistic, X), "y is missing"),
])
def test_what_it_cannot_draw_it_refuses_with_a_remedy(arguments, said):
    with pytest.raises(ValueError, match=said):
        draw_boundary(*arguments)


def test_the_shades_are_contours_at_each_tenth():
    ax = draw("unit")
    assert [round(float(level), 6) for level in ax.collections[-1].levels] == [k / 10 for k in range(1, 10)]
