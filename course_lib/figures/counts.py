"""Counted work: how many operations each way of doing it takes, as the problem grows.

On a log scale a straight line is a growth by the same factor at each step, and the
distance between two lines is how many times dearer one way is.
"""
from matplotlib.ticker import MaxNLocator

from course_lib.figures.common import arrow, canvas, end_labels
from course_lib.house_style import INK, OTHER, QUIET, STEP, TARGET

LOOKS = ((INK, "-", "o"), (OTHER, (0, (5, 2)), "s"), (STEP, (0, (1, 1)), "^"),
         (TARGET, (0, (5, 1, 1, 1)), "D"))


def draw_counts(x, counts, xlabel="size", ylabel="operations", log=True, ratio=False, ax=None):
    """Draw one line for each name in `counts`, named at its end; return ax.

    x : (k,)    counts : {name: (k,)}, at most four names.
    ratio : also say how many times as many the first line ends with as the second.
    """
    if not 1 <= len(counts) <= len(LOOKS):
        raise ValueError(f"There are {len(counts)} lines to draw; one to {len(LOOKS)} can be told "
                         "apart: draw the ones that matter.")
    ax = canvas(ax, (6.4, 3.4))
    ends = []
    for (name, values), (colour, dash, mark) in zip(counts.items(), LOOKS, strict=False):
        ax.plot(x, values, color=colour, linestyle=dash, marker=mark, markersize=5)
        ends.append((values[-1], (name, f"{values[-1]:,}"), colour))
    ax.set(xlabel=xlabel, ylabel=ylabel)
    if log:
        ax.set_yscale("log")
    else:
        ax.set_ylim(bottom=0)
    if all(float(value).is_integer() for value in x):
        ax.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    if ratio:
        upper, lower = ends[0][0], ends[1][0]
        apart = (upper / lower) ** 0.1
        arrow(ax, (x[-1], lower * apart), (x[-1], upper / apart), QUIET, 1.0, both=True)
        ends.insert(1, ((upper * lower) ** 0.5, (f"{upper / lower:,.0f} times", "as many"), QUIET))
    end_labels(ax, ends)
    return ax
