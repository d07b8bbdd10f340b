"""draw_matrix: a number and a colour in each cell, sums outside the frame; and what it refuses."""

import matplotlib as mpl
import numpy as np
import pytest
from drawings import drawer, texts
from test_house_style import contrast

from course_lib.figures import draw_matrix
from course_lib.house_style import PAPER

A = np.array([0.17, 0.45, 0.10, 0.28])
JACOBIAN = np.diag(A) - np.outer(A, A)
FOUR = (JACOBIAN, [f"$a_{j}$" for j in range(1, 5)], [f"$z_{k}$" for k in range(1, 5)])
WIDE = np.array([[1.5, -0.3, 0.0], [-2.0, 0.25, 12.0]])
SAMPLES = {
    "square": (draw_matrix, FOUR, {}),
    "with sums": (draw_matrix, FOUR, {"sums": True, "row_label": "output", "column_label": "net input"}),
    "wide": (draw_matrix, (WIDE, ["one", "two"], "xyz"), {"digits": 1}),
    "one cell": (draw_matrix, ([[3.0]], ["a"], ["b"]), {"sums": True}),
}
everything = pytest.mark.parametrize("name", SAMPLES)
pytestmark = pytest.mark.usefixtures("house_look")
draw = drawer(SAMPLES)


def written(ax):
    """What stands where: {(column, row): text}, of what lies inside the frame."""
    shape = ax.images[0].get_array().shape
    return {tuple(t.get_position()): t.get_text() for t in ax.texts
            if t.get_position()[0] < shape[1] - 0.5 and 0 <= t.get_position()[1] < shape[0] - 0.5}


@everything
def test_letters_can_be_read_on_the_colour_beneath_them(name):
    ax = draw(name)
    (image,) = ax.images
    grounds = image.cmap(image.norm(image.get_array()))
    for (k, j), _ in written(ax).items():
        (text,) = [t for t in ax.texts if t.get_position() == (k, j)]
        assert contrast(text.get_color(), mpl.colors.to_hex(grounds[j, k])) >= 4.5, text


def test_each_number_stands_in_its_cell_with_its_sign():
    cells = written(draw("wide"))
    assert cells == {(0, 0): "+1.5", (1, 0): "−0.3", (2, 0): "0",
                     (0, 1): "−2.0", (1, 1): "+0.2", (2, 1): "+12.0"}


def test_white_is_zero_and_both_signs_have_one_scale():
    (image,) = draw("wide").images
    assert mpl.colors.to_hex(image.cmap(image.norm(0.0))).upper() == PAPER
    assert image.norm.vmin == -image.norm.vmax == -24      # twice the largest: pale enough for ink
    np.testing.assert_array_equal(image.get_array(), WIDE)


def test_sums_of_rows_and_columns_stand_outside_the_frame():
    values = np.array([[1.0, 2.0], [-4.0, 0.5], [0.0, 0.25]])
    arguments = (values, ["a", "b", "c"], ["d", "e"])
    inside = texts(draw_matrix(*arguments))
    outside = texts(draw_matrix(*arguments, sums=True))
    for text in inside:
        outside.remove(text)
    assert sorted(outside) == sorted(["+3.00", "−3.50", "+0.25", "−3.00", "+2.75", "sum", "sum"])


@pytest.mark.parametrize("values, rows, words", [
    (JACOBIAN, ["only one"], r"\(4, 4\).*names for 1 rows and 4 columns"),
    (JACOBIAN[0], ["one"], r"\(4,\)"),
    (np.empty((0, 4)), [], "names for 0 rows"),
    (np.full((1, 4), np.nan), ["one"], "NaN or inf"),
])
def test_what_cannot_be_drawn_is_refused_in_words_that_help(values, rows, words):
    with pytest.raises(ValueError, match=f"(?s){words}"):
        draw_matrix(values, rows, list("wxyz"))
