"""draw_plane: discs, rings, lines with their positive side, a folded sheet; and what it refuses."""

import numpy as np
import pytest
from drawings import drawer, texts
from matplotlib.colors import to_hex

from course_lib.activations import logistic
from course_lib.figures import draw_plane
from course_lib.house_style import FAINT, INK, MARK, PAPER, TARGET

POINTS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
TARGETS = np.array([0, 1, 1, 0])
LABELS = ["0, 0", "0, 1", "1, 0", "1, 1"]
LINES = {"one": (4.0, -8.0, -2.0), "two": (-8.0, 4.0, -2.0)}
SQUARED = np.stack(np.meshgrid(*[np.linspace(-0.25, 1.25, 7)] * 2), axis=-1)
WEIGHTS, BIASES = np.array([[4.0, -8.0], [-8.0, 4.0]]), np.array([-2.0, -2.0])
SAMPLES = {
    "points": (draw_plane, (POINTS, TARGETS), {}),
    "before": (draw_plane, (POINTS, TARGETS, LABELS, LINES, SQUARED), {"marked": (3,)}),
    "after": (draw_plane,
              (logistic(POINTS @ WEIGHTS.T + BIASES), TARGETS, LABELS, {"out": (10.0, 10.0, -5.0)},
               logistic(SQUARED @ WEIGHTS.T + BIASES)),
              {"names": ("unit 1", "unit 2"), "limits": (-0.2, 1.2)}),
}
pytestmark = pytest.mark.usefixtures("house_look")
draw = drawer(SAMPLES)


def drawn(ax, colour, marker):
    return [line for line in ax.lines if to_hex(line.get_color()).upper() == colour
            and (line.get_marker() == "o") == marker]


def test_a_disc_is_target_1_and_a_ring_target_0_each_in_its_place():
    points = drawn(draw("points"), TARGET, marker=True)
    assert [line.get_markerfacecolor() for line in points] == [PAPER, TARGET, TARGET, PAPER]
    np.testing.assert_array_equal([line.get_xydata()[0] for line in points], POINTS)


def test_on_a_line_the_net_input_is_0_and_the_arrow_goes_where_it_is_positive():
    for line in [*LINES.values(), (1.0, 0.0, -0.5), (0.0, -2.0, 0.6), (1.0, 1.0, 0.0)]:
        ax = draw_plane(POINTS, TARGETS, lines={"a line": line})
        (stretch,), (w, b) = drawn(ax, INK, marker=False), (np.array(line[:2]), line[2])
        ends = stretch.get_xydata()
        np.testing.assert_allclose(ends @ w + b, 0, atol=1e-6)
        assert np.hypot(*(ends[1] - ends[0])) > 0.1
        start, tip = ax.patches[0]._posA_posB
        assert abs(start @ w + b) < 1e-6 < tip @ w + b
        assert "a line" in texts(ax)


def test_a_line_outside_the_picture_is_not_drawn():
    ax = draw_plane(POINTS, TARGETS, lines={"far": (1.0, 1.0, -50.0)})
    assert not drawn(ax, INK, marker=False) and "far" not in texts(ax)


def test_the_sheet_has_every_thread_both_ways_and_is_in_the_picture():
    ax = draw("before")
    threads = drawn(ax, FAINT, marker=False)
    assert len(threads) == 7 + 7
    ways = {tuple(line.get_xydata()[-1] - line.get_xydata()[0] > 0) for line in threads}
    assert ways == {(True, False), (False, True)}
    assert ax.get_xlim()[0] < -0.25 and ax.get_ylim()[1] > 1.25


def test_examples_that_have_come_together_share_one_label():
    together = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [0.01, 0.02]])
    assert "0, 0 and 1, 1" in texts(draw_plane(together, TARGETS, LABELS))
    assert texts(draw_plane(POINTS, TARGETS, LABELS)) == LABELS


def test_what_is_marked_lies_on_the_highlighter():
    (mark,) = drawn(draw("before"), MARK, marker=True)
    np.testing.assert_array_equal(mark.get_xydata(), [[1, 1]])
    assert not drawn(draw("points"), MARK, marker=True)


@pytest.mark.parametrize("change, words", [
    ({"points": POINTS[:, :1]}, r"\(4, 1\).*\(N, 2\)"),
    ({"targets": TARGETS[:, None]}, r"\(4, 1\).*one target for each example"),
    ({"targets": TARGETS[:3]}, r"\(3,\)"),
    ({"targets": TARGETS + 1}, r"\[1, 2\].*1 or 0"),
    ({"lines": {"none": (0.0, 0.0, 1.0)}}, "both weights 0"),
])
def test_what_cannot_be_drawn_is_refused_in_words_that_help(change, words):
    with pytest.raises(ValueError, match=f"(?s){words}"):
        draw_plane(**{"points": POINTS, "targets": TARGETS} | change)
