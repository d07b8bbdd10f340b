"""The gradient of a layer's weights as a sum of multiplication tables, one for each example.

A table has the deltas of one example at its side (vermilion), the activities that came in on
its top (blue), and in each cell a product. The tables added up, cell by cell, are the matrix
product Dᵀ A. Green cells lie above 0, purple ones below; all tables share one scale.
"""
import numpy as np
from matplotlib.patches import Rectangle

from course_lib.figures.common import NORMAL, SMALL, page, write
from course_lib.house_style import BACKWARD, FAINT, FORWARD, INK, QUIET, plain, signed_colours

MOST = 5          # examples, and units of a layer, that can be read
WIDEST = 7.0      # inches
GAP = 0.25        # inches between tables, for a plus sign
FOOT = 0.3        # inches beneath a table, for its name
MARGIN = 0.06     # inches at the right


def draw_outer_sum(D, A, digits=1, ax=None):
    """Draw the tables D[n]ᵀ A[n] and their sum; return ax.

    D : (N, n_out) deltas    A : (N, n_in) activities of the layer below, both an example a row
    digits : decimals of the products
    """
    D, A = np.asarray(D, float), np.asarray(A, float)
    if D.ndim != 2 or A.ndim != 2 or len(D) != len(A) or not 1 <= min(*D.shape, *A.shape) \
            or max(*D.shape, *A.shape) > MOST:
        raise ValueError(f"D has shape {D.shape} and A {A.shape}: give two tables with one row for each "
                         f"example, of at most {MOST} examples and {MOST} units.")
    (N, rows), columns = D.shape, A.shape[1]
    lines, _ = _arrange(WIDEST, N, columns)
    ax, width, height = page(ax, (WIDEST, lines * (0.3 * (rows + 1) + FOOT)))
    lines, across = _arrange(width, N, columns)
    up = min(0.3, (height / lines - FOOT) / (rows + 1))
    cmap, norm = signed_colours([2 * np.abs(D.T @ A).max(), 2 * np.abs(D[:, :, None] * A[:, None]).max()])
    a_line = -(-(N + 1) // lines)                 # tables in a line
    for n in range(N + 1):
        line, place = divmod(n, a_line)
        left = place * ((columns + 1) * across + GAP)
        top = height - line * height / lines
        table = D.T @ A if n == N else np.outer(D[n], A[n])
        corner = left + across * (n < N), top - up
        _draw_table(ax, table, corner, (across, up), digits, lambda value: cmap(norm(value)))
        if n < N:
            _draw_heads(ax, D[n], A[n], corner, (across, up), digits)
        write(ax, corner[0] + columns * across / 2, top - (rows + 1) * up - 0.15,
              "sum, $D^T A$" if n == N else f"example {n + 1}", INK if n == N else QUIET, SMALL)
        if n:
            write(ax, left - GAP / 2, top - up - rows * up / 2, "=" if n == N else "+", INK, NORMAL)
    return ax


def _arrange(width, N, columns):
    """In how many lines the N tables and their sum stand, and the width of a cell."""
    for lines in range(1, N + 2):
        a_line = -(-(N + 1) // lines)
        cells = a_line * (columns + 1) - (lines == 1)      # the sum has no column at its side
        signs = a_line - (lines == 1)                      # no sign stands before the first table
        across = min(0.48, (width - MARGIN - signs * GAP) / cells)
        if across > 0.4:
            break
    return lines, across


def _draw_table(ax, table, corner, cell, digits, colour):
    (left, top), (across, up) = corner, cell
    for (j, i), value in np.ndenumerate(table):
        ax.add_patch(Rectangle((left + i * across, top - (j + 1) * up), across, up,
                               facecolor=colour(value), edgecolor=FAINT, linewidth=0.6))
        write(ax, left + (i + 0.5) * across, top - (j + 0.5) * up, _fixed(value, digits), INK, SMALL)


def _draw_heads(ax, deltas, activities, corner, cell, digits):
    (left, top), (across, up) = corner, cell
    for j, delta in enumerate(deltas):
        write(ax, left - 0.04, top - (j + 0.5) * up, _fixed(delta, digits), BACKWARD, SMALL, ha="right")
    for i, a in enumerate(activities):
        write(ax, left + (i + 0.5) * across, top + up / 2, plain(a), FORWARD, SMALL)


def _fixed(value, digits):
    """All with the same decimals, so that a column can be added up; −0.0 is 0.0."""
    return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−")
