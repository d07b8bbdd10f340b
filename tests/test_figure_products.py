"""The two orders of a product of matrices: what is drawn, and what is refused."""
import itertools

import matplotlib as mpl
import numpy as np
import pytest
from drawings import texts

from course_lib.figures import draw_products, multiplications
from course_lib.house_style import FAINT, MARK

ROW_FIRST = [(1, 10), (10, 10), (10, 10)]
COLUMN_LAST = [(10, 10), (10, 10), (10, 1)]
UNEQUAL = [(2, 3), (3, 5), (5, 7), (7, 1)]
SAMPLES = {
    "with names": (draw_products, ([(1, 100)] + 4 * [(100, 100)],), {"names": list("dJKLM")}),
    "without": (draw_products, (UNEQUAL,), {}),
}
pytestmark = pytest.mark.usefixtures("house_look")


def counted(matrices, from_left):
    """The multiplications that a product entry by entry really makes."""
    counts, left = [], list(matrices)
    while len(left) > 1:
        k = 0 if from_left else len(left) - 2
        A, B = left[k:k + 2]
        counts.append(sum(1 for _ in itertools.product(A, B.T, range(len(B)))))
        left[k:k + 2] = [A @ B]
    return counts


@pytest.mark.parametrize("shapes", [ROW_FIRST, COLUMN_LAST, UNEQUAL])
@pytest.mark.parametrize("from_left", [True, False])
def test_the_counts_are_those_of_products_made_entry_by_entry(shapes, from_left):
    matrices = [np.ones(shape) for shape in shapes]
    assert multiplications(shapes, from_left) == counted(matrices, from_left)


def test_a_vector_makes_its_own_end_the_cheap_one():
    assert multiplications(ROW_FIRST) == [100, 100] and multiplications(ROW_FIRST, False) == [1000, 100]
    assert multiplications(COLUMN_LAST) == [1000, 100] and multiplications(COLUMN_LAST, False) == [100, 100]
    assert multiplications([(4, 4)]) == []


def test_each_stage_has_its_count_and_each_order_its_sum():
    written = texts(draw_products(ROW_FIRST, names=["d", "J", "K"]))
    assert written.count("100") == 3 and written.count("1,000") == 1
    assert {"200", "1,100", "from the left", "from the right"} <= set(written)
    assert written.count("J") == 2
    assert "1,100" not in texts(draw_products(ROW_FIRST[:2]))


def test_what_comes_next_is_on_yellow_and_what_has_been_made_is_grey():
    ax = draw_products(UNEQUAL)
    colours = [mpl.colors.to_hex(patch.get_facecolor()) for patch in ax.patches]
    assert colours.count(MARK.lower()) == 2 * 3 and colours.count(FAINT.lower()) == 2 * 3
    assert len(colours) - 6 == 2 * (4 + 3 + 2 + 1)


def test_a_vector_is_drawn_thin_and_lies_or_stands_as_it_is():
    lying, square, *_ = [p for p in draw_products(ROW_FIRST).patches if p.get_zorder() == 2]
    assert lying.get_width() == square.get_width() > 3 * lying.get_height()
    standing = [p for p in draw_products(COLUMN_LAST).patches if p.get_zorder() == 2][2]
    assert standing.get_height() > 3 * standing.get_width()


@pytest.mark.parametrize(("shapes", "names", "words"), [
    ([(2, 3), (4, 1)], None, "3 columns stands before one of 4 rows"),
    ([(2, 3)], None, "two to 6"),
    ([(2, 2)] * 7, None, "two to 6"),
    (UNEQUAL, ["d"], "1 names for 4 factors"),
])
def test_what_cannot_be_multiplied_or_drawn_is_refused(shapes, names, words):
    with pytest.raises(ValueError, match=words):
        draw_products(shapes, names)
