"""Which check sees which mistake: a row for each piece of code, a column for each check.

A disc is an alarm, a ring is none. Where the check is wrong (no alarm on a mistake, an alarm on right
code) the highlighter lies beneath: in a good check nothing is highlighted.
"""
from matplotlib.patches import Rectangle

from course_lib.figures.common import POINT, SMALL, page, write
from course_lib.house_style import FAINT, INK, MARK, PAPER, QUIET

ROW, COLUMN = 0.21, 0.59   # inches, as large as they may be
LETTER = 0.07              # inches, a letter's width


def draw_switchboard(alarms, checks, right=(), ax=None):
    """Draw the verdicts `alarms`; return ax.

    alarms : {name of the code: (k,) of True and False, whether each check gave an alarm}
    checks : k headings, with line breaks where they are to be broken
    right : the names of the code that is right, on which no check should give an alarm
    """
    if not alarms:
        raise ValueError("alarms is empty: give at least one piece of code, with its verdicts.")
    for name, verdicts in alarms.items():
        if len(verdicts) != len(checks):
            raise ValueError(f"{name!r} has {len(verdicts)} verdicts, and there are {len(checks)} checks: "
                             "give one verdict for each check.")
    if unknown := set(right) - set(alarms):
        raise ValueError(f"right names {sorted(unknown)}, of which there are no verdicts: give names that "
                         "are in alarms.")
    names, k = list(alarms), len(checks)
    words = LETTER * max(map(len, names))
    head = 0.1 + 1.35 * SMALL * POINT * max(check.count("\n") + 1 for check in checks)
    ax, width, height = page(ax, (max(3.4, words + 0.15 + k * COLUMN), head + len(names) * ROW + 0.4))
    column = min(COLUMN, (width - words - 0.1) / k)
    row = min(ROW, (height - head - 0.38) / len(names))
    left = width - k * column
    for j, check in enumerate(checks):
        write(ax, left + (j + 0.5) * column, height - head + 0.08, check, INK, SMALL, va="bottom",
              linespacing=1.1)
    for i, name in enumerate(names):
        up = height - head - (i + 0.5) * row
        if i == 0 or (name in right) != (names[i - 1] in right):
            ax.plot([0, width], [up + row / 2] * 2, color=FAINT, linewidth=0.8, zorder=2)
        write(ax, left - 0.1, up, name, INK, SMALL, ha="right")
        for j, alarm in enumerate(alarms[name]):
            _draw_verdict(ax, left + (j + 0.5) * column, up, alarm, bool(alarm) == (name in right),
                          0.94 * column, row)
    _draw_key(ax, width, 0.12)
    return ax


def _draw_verdict(ax, x, y, alarm, wrong, width, height):
    if wrong:
        ax.add_patch(Rectangle((x - width / 2, y - height / 2), width, height, color=MARK, linewidth=0,
                               zorder=0))
    ax.plot(x, y, "o", color=INK, markerfacecolor=INK if alarm else PAPER, markersize=7, markeredgewidth=1.1,
            zorder=3)


def _draw_key(ax, width, y):
    """What the marks mean, in one line at the right, or as much of it as there is room for."""
    key = (("alarm", True, False), ("no alarm", False, False), ("the check is wrong", None, True))
    ends = [0.32 + LETTER * len(text) for text, _, _ in key]
    x = max(0.08, width - sum(ends))
    for (text, alarm, wrong), end in zip(key, ends, strict=True):
        if wrong:
            ax.add_patch(Rectangle((x - 0.07, y - 0.07), 0.14, 0.14, color=MARK, linewidth=0))
        else:
            _draw_verdict(ax, x, y, alarm, False, 0.14, 0.14)
        write(ax, x + 0.12, y, text, QUIET, SMALL, ha="left")
        x += end
