"""The table of weights read in two ways: what is drawn, and what is refused."""
import itertools

import numpy as np
import pytest

from course_lib.figures import draw_both_ways
from course_lib.house_style import BACKWARD, FORWARD, TEXT, number

W = np.array([[0.7, -0.5, 0.4], [-0.3, 0.6, 0.9]])
A = np.array([0.49, 0.68, 0.55])
DELTA = np.array([-0.09, 0.15])
SAMPLES = {"2-3": (draw_both_ways, (W, A, DELTA), {})}
pytestmark = pytest.mark.usefixtures("house_look")


def written(ax, colour=None, bold=None):
    return [t.get_text() for t in ax.texts
            if (colour is None or t.get_color() == TEXT[colour])
            and (bold is None or (t.get_fontweight() == "bold") == bold)]


def test_forward_shows_a_and_W_a_and_back_shows_delta_and_its_sums_down_the_columns():
    ax = draw_both_ways(W, A, DELTA)
    blue, vermilion = written(ax, FORWARD), written(ax, BACKWARD)
    assert {number(v) for v in [*A, *(W @ A)]} < set(blue)
    assert {number(v) for v in [*DELTA, *(DELTA @ W)]} < set(vermilion)
    assert number((DELTA @ W)[1]) not in blue
    assert set(written(draw_both_ways(W, A, 2 * DELTA), BACKWARD)) != set(vermilion)  # other deltas are seen


def test_every_weight_stands_in_both_tables_in_its_row_and_column():
    ax = draw_both_ways(W, A, DELTA)
    for j, i in itertools.product(range(2), range(3)):
        assert written(ax).count(number(W[j, i])) == 2
    place = {t.get_text(): t.get_position() for t in ax.texts}
    assert place["−0.50"][1] == place["0.70"][1] > place["0.60"][1]
    assert place["−0.50"][0] == place["0.60"][0] > place["0.70"][0]
    assert written(ax).count("to 2") == written(ax).count("from 3") == 2


def test_the_marked_row_and_column_are_those_asked_for_and_their_sums_are_bold():
    for row, column in itertools.product(range(2), range(3)):
        ax = draw_both_ways(W, A, DELTA, row, column)
        assert {number((W @ A)[row]), number((DELTA @ W)[column])} <= set(written(ax, bold=True))
        assert len(written(ax, bold=True)) == 2 + 2                          # and the two titles


@pytest.mark.parametrize(("arguments", "words"), [
    ((W, DELTA, A), "an activity for each column"),
    ((W, A, A), "a delta for each row"),
    ((A, A, DELTA), "W has shape"),
    ((np.ones((2, 7)), np.ones(7), DELTA), "at most 6"),
])
def test_what_does_not_fit_or_could_not_be_read_is_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        draw_both_ways(*arguments)
