"""draw_design_map: limits stand where they are reached, the forbidden is hatched; and what it refuses."""

import numpy as np
import pytest
from drawings import drawer, texts
from matplotlib.colors import to_hex

from course_lib.figures import draw_design_map
from course_lib.house_style import INK, PAPER, STEP

X1, X2 = np.linspace(0, 10, 41), np.linspace(0, 4, 31)
ACROSS, UP = np.meshgrid(X1, X2)
LIMITS = {"heat 14": (ACROSS + 2 * UP, 14), "loss 6": (ACROSS - UP, 6)}
PATH = np.array([[1.0, 1.0], [3.0, 1.2], [5.0, 1.5]])
SAMPLES = {"limits": (draw_design_map, (X1, X2, ACROSS * 1.0, LIMITS), {}),
           "path": (draw_design_map, (X1, X2, ACROSS * 1.0, LIMITS, PATH), {"names": ("air", "port")})}
pytestmark = pytest.mark.usefixtures("house_look")
draw = drawer(SAMPLES)


def limit_lines(ax):
    """The corners of each line that is drawn for a limit."""
    return [path.vertices for collection in ax.collections for path in collection.get_paths()
            if len(path.vertices) and len(collection.get_edgecolor())
            and to_hex(collection.get_edgecolor()[0]).upper() == INK]


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
