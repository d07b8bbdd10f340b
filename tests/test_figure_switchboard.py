"""draw_switchboard: discs for alarms, rings for none, the highlighter where a check is wrong; refusals."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from drawings import collisions, drawer, texts
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from course_lib.figures import draw_switchboard
from course_lib.house_style import INK, MARK, PAPER

CHECKS = ["shape\nfits", "full\ncheck"]
ALARMS = {"sign": [False, True], "factor": [False, True],
          "right code": [False, False], "other": [True, False]}
RIGHT = ("right code", "other")
LONG = {f"a mistake with a name of number {n}": np.arange(7) > n for n in range(7)}
SAMPLES = {
    "small": (draw_switchboard, (ALARMS, CHECKS), {"right": RIGHT}),
    "only mistakes": (draw_switchboard, (ALARMS, CHECKS), {}),
}
pytestmark = pytest.mark.usefixtures("house_look")
draw = drawer(SAMPLES)


def discs(ax):
    """[(place, whether it is filled)] of all marks, the key's last two left out."""
    marks = [line for line in ax.lines if line.get_marker() == "o"]
    return [(tuple(line.get_xydata()[0]), to_hex(line.get_markerfacecolor()).upper() == INK)
            for line in marks][:-2]


def highlighted(ax):
    """The middles of all rectangles, the key's left out."""
    found = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    assert all(to_hex(patch.get_facecolor()).upper() == MARK for patch in found)
    return [(p.get_x() + p.get_width() / 2, p.get_y() + p.get_height() / 2) for p in found][:-1]


def test_an_alarm_is_a_disc_and_none_a_ring_in_the_order_given():
    ax = draw("small")
    filled = [full for _, full in discs(ax)]
    assert filled == [alarm for verdicts in ALARMS.values() for alarm in verdicts]
    places = np.array([place for place, _ in discs(ax)]).reshape(4, 2, 2)
    assert (np.diff(places[:, :, 0], axis=1) > 0).all() and (np.diff(places[:, :, 1], axis=0) < 0).all()
    written = {text.get_text(): text.get_position() for text in ax.texts}
    for name, row in zip(ALARMS, places, strict=True):
        assert written[name][1] == pytest.approx(row[0, 1])
    for check, column in zip(CHECKS, places.swapaxes(0, 1), strict=True):
        assert written[check][0] == pytest.approx(column[0, 0])
    rings = [line for line in ax.lines if line.get_marker() == "o" and line.get_markerfacecolor() == PAPER]
    assert len(rings) == 5 + 1                                # and the key's


@pytest.mark.parametrize("right, wrong", [(RIGHT, [0, 2, 6]), ((), [0, 2, 4, 5, 7]), (ALARMS, [1, 3, 6])])
def test_the_highlighter_lies_under_the_verdicts_that_are_wrong(right, wrong):
    ax = draw_switchboard(ALARMS, CHECKS, right)
    places = [place for place, _ in discs(ax)]
    np.testing.assert_allclose(highlighted(ax), [places[k] for k in wrong])


def test_a_line_parts_the_mistakes_from_the_right_code():
    def lines(right):
        return sum(len(line.get_xdata()) == 2 for line in draw_switchboard(ALARMS, CHECKS, right).lines)
    assert (lines(RIGHT), lines(())) == (2, 1)


@pytest.mark.parametrize("size", [None, (7.5, 3.3)])
def test_a_wide_table_has_room_for_its_names_and_its_key_says_what_the_marks_mean(size):
    ax = None if size is None else plt.subplots(figsize=size)[1]
    ax = draw_switchboard(LONG, [f"check\n{k}" for k in range(7)], ax=ax)
    assert collisions(ax) == []
    assert {"alarm", "no alarm", "the check is wrong"} <= set(texts(ax))


@pytest.mark.parametrize("change, words", [
    ({"alarms": {}}, "at least one piece of code"),
    ({"alarms": {"sign": [True]}}, "'sign' has 1 verdicts.*2 checks.*one verdict for each"),
    ({"right": ["unheard of"]}, r"\['unheard of'\].*names that are in alarms"),
])
def test_what_cannot_be_drawn_is_refused_in_words_that_help(change, words):
    with pytest.raises(ValueError, match=f"(?s){words}"):
        draw_switchboard(**{"alarms": ALARMS, "checks": CHECKS} | change)
