"""The sum of multiplication tables: what is drawn, and what is refused."""
import itertools
import warnings

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from course_lib.figures import draw_outer_sum
from course_lib.house_style import use

D = np.array([[-6.9, 7.4, 5.9], [7.3, -7.2, -0.4], [-1.3, -1.4, -7.6], [4.5, -0.8, 9.2]])
A = np.array([[0.5, 1.0], [-1.0, 0.3], [0.8, -0.6], [0.2, 0.1]])


@pytest.fixture(autouse=True)
def style():
    with mpl.rc_context():
        use()
        yield
    plt.close("all")


def texts(ax):
    return [text.get_text() for text in ax.texts]


def table(ax, n, shape):
    """The numbers in the cells of table n, in the order in which they were drawn."""
    boxes = ax.patches[n * shape[0] * shape[1]:(n + 1) * shape[0] * shape[1]]
    middles = [(box.get_x() + box.get_width() / 2, box.get_y() + box.get_height() / 2) for box in boxes]
    found = [next(t.get_text() for t in ax.texts if np.allclose(t.get_position(), middle))
             for middle in middles]
    return np.array([float(text.replace("−", "-")) for text in found]).reshape(shape)


def test_each_table_holds_the_products_of_one_example_and_the_last_their_sum():
    ax = draw_outer_sum(D, A)
    for n in range(4):
        np.testing.assert_allclose(table(ax, n, (3, 2)), np.outer(D[n], A[n]), atol=0.0501)
    np.testing.assert_allclose(table(ax, 4, (3, 2)), D.T @ A, atol=0.0501)
    assert abs(table(ax, 4, (3, 2)) - D.T[:, ::-1] @ A).max() > 1          # another sum would be seen


def test_the_sides_hold_deltas_and_activities_and_each_table_has_its_name():
    written = texts(draw_outer_sum(D, A))
    for name in ("−6.9", "7.4", "0.5", "−0.6", "example 1", "example 4", "sum, $D^T A$"):
        assert name in written
    assert written.count("+") == 3 and written.count("=") == 1
    assert "7.40" in texts(draw_outer_sum(D, A, digits=2)) and "7.40" not in written


def test_all_tables_share_one_scale_of_colour():
    ax = draw_outer_sum([[1.0], [1.0], [2.0]], [[1.0], [1.0], [-1.0]])
    one, two, three, total = (patch.get_facecolor() for patch in ax.patches)
    assert one == two and one != three
    assert total == pytest.approx((1, 1, 1, 1), abs=0.01)                  # 1 + 1 - 2 = 0 is white
    assert texts(ax)[-2] == "sum, $D^T A$" and "0.0" in texts(ax) and "−0.0" not in texts(ax)


@pytest.mark.parametrize("width", [None, 6.4, 3.2])
def test_no_two_labels_lie_on_each_other_and_none_leaves_the_page(width):
    for deltas, activities in ((D, A), (D[:, :2], np.ones((4, 3))), (D[:1], A[:1])):
        ax = None if width is None else plt.subplots(figsize=(width, 3.3))[1]
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            drawn = draw_outer_sum(deltas, activities, ax=ax)
            drawn.figure.draw_without_rendering()
        assert ax is None or drawn is ax
        boxes = [(t.get_text(), t.get_window_extent()) for t in drawn.texts]
        right, top = drawn.figure.canvas.get_width_height()
        for (a, p), (b, q) in itertools.combinations(boxes, 2):
            assert min(p.x1, q.x1) - max(p.x0, q.x0) <= 1 or min(p.y1, q.y1) - max(p.y0, q.y0) <= 3, (a, b)
        for text, box in boxes:
            assert -1 <= box.x0 and box.x1 <= right + 1 and -1 <= box.y0 and box.y1 <= top + 1, text
        assert all(text.get_fontsize() >= 9 for text in drawn.texts)


def test_it_changes_nothing_that_it_is_given():
    deltas, activities = D.copy(), A.copy()
    draw_outer_sum(deltas, activities)
    assert np.array_equal(deltas, D) and np.array_equal(activities, A)


@pytest.mark.parametrize("deltas, activities", [
    (D, A[:3]), (D[0], A), (np.ones((6, 2)), np.ones((6, 2))), (np.ones((2, 6)), np.ones((2, 2))),
    (np.ones((0, 2)), np.ones((0, 2)))])
def test_tables_that_cannot_be_read_are_refused(deltas, activities):
    with pytest.raises(ValueError, match="one row for each"):
        draw_outer_sum(deltas, activities)
