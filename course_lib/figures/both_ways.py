"""The weights of one layer as a table that is read in two ways.

Forward along the rows: what comes in, times the weights to one unit, added. Back down the
columns: the deltas above, times the weights from one unit, added. Every weight is used on both
ways; only what is summed over changes, and that is all the transpose says.
"""
import numpy as np
from matplotlib.patches import Rectangle

from course_lib.figures.common import NORMAL, SMALL, arrow, page, write
from course_lib.house_style import BACKWARD, FORWARD, INK, MARK, QUIET, number

HIGH, LINE = 0.4, 0.26         # inches: a row of the table; a line of words or numbers outside it
LEFT, RIGHT = 0.62, 0.75       # the room beside the table
MOST = 6                       # more rows or columns than this cannot be read


def draw_both_ways(W, a, delta, row=0, column=0, ax=None):
    """Draw W twice, with W a at its right and with Wᵀ delta beneath it; return ax.

    W : (n_l, n_{l-1})    a : (n_{l-1},)    delta : (n_l,)    row, column : the ones that are marked
    """
    W, a, delta = np.asarray(W, float), np.asarray(a, float), np.asarray(delta, float)
    if W.ndim != 2 or a.shape != W.shape[1:] or delta.shape != W.shape[:1]:
        raise ValueError(f"W has shape {W.shape}, a {a.shape} and delta {delta.shape}: give an activity for "
                         "each column of W, and a delta for each row.")
    if max(W.shape) > MOST:
        raise ValueError(f"W has shape {W.shape}, but at most {MOST} rows and columns can be read: take a "
                         "smaller layer.")
    rows, columns = W.shape
    ax, width, height = page(ax, (6.6, HIGH * rows + 4.6 * LINE))
    beside = width > 5                           # or else one below the other
    high = min(HIGH, (height - (4.6 if beside else 6.6) * LINE) / (rows if beside else 2 * rows))
    wide = ((width / 2 if beside else width) - LEFT - RIGHT) / columns
    tops = (height, height if beside else height - 3.2 * LINE - high * rows)
    for back, top in enumerate(tops):
        corner = (LEFT + (width / 2 if beside and back else 0),
                  top - (3.1 if beside or not back else 2.1) * LINE)
        marked = (column, 0, 1, rows) if back else (0, row, columns, 1)
        _draw_table(ax, W, corner, wide, high, marked)
        _draw_sides(ax, W, a, delta, back, corner, wide, high, column if back else row)
        write(ax, corner[0] + wide * columns / 2, top - 0.5 * LINE,
              "back: down a column" if back else "forward: along a row", BACKWARD if back else FORWARD,
              fontweight="bold")
    return ax


def _draw_table(ax, W, corner, wide, high, marked):
    """The weights, and to which unit and from which each of them leads; some on yellow."""
    left, top = corner
    i, j, columns, rows = marked
    ax.add_patch(Rectangle((left + wide * i, top - high * (j + rows)), wide * columns, high * rows,
                           facecolor=MARK, edgecolor="none", zorder=1))
    for (j, i), weight in np.ndenumerate(W):
        ax.add_patch(Rectangle((left + wide * i, top - high * (j + 1)), wide, high, facecolor="none",
                               edgecolor=INK, linewidth=0.8, zorder=2))
        write(ax, left + wide * (i + 0.5), top - high * (j + 0.5), number(weight), INK, zorder=3)
    for j in range(W.shape[0]):
        write(ax, left - 0.08, top - high * (j + 0.5), f"to {j + 1}", QUIET, SMALL, ha="right")
    for i in range(W.shape[1]):
        write(ax, left + wide * (i + 0.5), top + 0.45 * LINE, f"from {i + 1}", QUIET, SMALL)


def _draw_sides(ax, W, a, delta, back, corner, wide, high, chosen):
    """Forward: a above, W a at the right. Back: delta at the right, Wᵀ delta beneath."""
    (rows, columns), (left, top), colour = W.shape, corner, BACKWARD if back else FORWARD
    right, above, beneath = left + wide * columns + 0.42, top + 1.45 * LINE, top - high * rows - 1.1 * LINE
    end, foot = left + wide * columns, top - high * rows

    def in_column(name, values, bold=None):
        write(ax, right, top + 0.45 * LINE, name, colour)
        for j, value in enumerate(values):
            write(ax, right, top - high * (j + 0.5), number(value), colour, NORMAL,
                  fontweight="bold" if j == bold else "normal")

    def in_line(up, name, values, bold=None):
        write(ax, left - 0.08, up, name, colour, ha="right")
        for i, value in enumerate(values):
            write(ax, left + wide * (i + 0.5), up, number(value), colour, NORMAL,
                  fontweight="bold" if i == bold else "normal")

    if back:
        in_column(r"$\delta$", delta)
        in_line(beneath, r"$W^{\top}\delta$", W.T @ delta, chosen)
        across = left + wide * (chosen + 0.5)
        arrow(ax, (across, foot - 0.02), (across, foot - 0.16), colour, 1.4, head=4)
    else:
        in_line(above, "$a$", a)
        in_column("$Wa$", W @ a, chosen)
        up = top - high * (chosen + 0.5)
        arrow(ax, (end + 0.02, up), (end + 0.14, up), colour, 1.4, head=4)
