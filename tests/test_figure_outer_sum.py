"""The sum of multiplication tables: what is drawn, and what is refused."""
import numpy as np
import pytest
from drawings import texts

from course_lib.figures import draw_outer_sum

D = np.array([[-6.9, 7.4, 5.9], [7.3, -7.2, -0.4], [-1.3, -1.4, -7.6], [4.5, -0.8, 9.2]])
A = np.array([[0.5, 1.0], [-1.0, 0.3], [0.8, -0.6], [0.2, 0.1]])
SAMPLES = {
    "four examples": (draw_outer_sum, (D, A), {}),
    "wide tables": (draw_outer_sum, (D[:, :2], np.ones((4, 3))), {}),
    "one example": (draw_outer_sum, (D[:1], A[:1]), {}),
}
pytestmark = pytest.mark.usefixtures("house_look")


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


@pytest.mark.parametrize("deltas, activities", [
    (D, A[:3]), (D[0], A), (np.ones((6, 2)), np.ones((6, 2))), (np.ones((2, 6)), np.ones((2, 2))),
    (np.ones((0, 2)), np.ones((0, 2)))])
def test_tables_that_cannot_be_read_are_refused(deltas, activities):
    with pytest.raises(ValueError, match="one row for each"):
        draw_outer_sum(deltas, activities)
