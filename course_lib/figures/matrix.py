"""A table of signed numbers: how strongly each row answers to each column.

Green is positive, violet negative, white is 0, and the deeper the further from 0; every cell
says its number and its sign too. With `sums`, each row's and each column's sum stands outside the frame.
"""
import numpy as np

from course_lib.figures.common import NORMAL, SMALL, canvas, write
from course_lib.house_style import FAINT, INK, QUIET, signed_colours


def draw_matrix(values, rows, columns, row_label="", column_label="", sums=False, digits=2, ax=None):
    """Draw the matrix `values` with a name for each row and each column; return ax.

    values : (number of rows, number of columns), finite    rows, columns : a string each
    row_label, column_label : what the rows and the columns are    digits : after the point
    """
    values, rows, columns = np.asarray(values, float), list(rows), list(columns)
    if values.shape != (len(rows), len(columns)) or not values.size:
        raise ValueError(f"values has shape {values.shape}, but there are names for {len(rows)} rows and "
                         f"{len(columns)} columns: give one name for each.")
    if not np.isfinite(values).all():
        raise ValueError("values holds NaN or inf, for which there is no colour: leave those entries out.")
    K, M = values.shape
    ax = canvas(ax, (max(3.0, 1.4 + 0.72 * (M + sums)), max(2.4, 1.0 + 0.55 * (K + sums))))
    shades, norm = signed_colours(2 * values)               # the paler half: ink can be read on it
    ax.imshow(values, cmap=shades, norm=norm, aspect="auto", extent=(-0.5, M - 0.5, K - 0.5, -0.5))
    for j in range(K):
        for k in range(M):
            write(ax, k, j, _signed(values[j, k], digits), INK, NORMAL)
    if sums:
        for j in range(K):
            write(ax, M - 0.1, j, _signed(values[j].sum(), digits), QUIET, NORMAL)
        for k in range(M):
            write(ax, k, K - 0.15, _signed(values[:, k].sum(), digits), QUIET, NORMAL)
        write(ax, M - 0.1, -0.57, "sum", QUIET, SMALL, va="bottom")
        write(ax, -0.57, K - 0.15, "sum", QUIET, SMALL, ha="right")
    ax.set(xlim=(-0.5, M - 0.5 + 0.8 * sums), ylim=(K - 0.5 + 0.7 * sums, -0.5), xlabel=column_label,
           ylabel=row_label, xticks=range(M), yticks=range(K), xticklabels=columns, yticklabels=rows)
    ax.xaxis.set_label_position("top")
    ax.tick_params(length=0, labelsize=NORMAL, top=False, bottom=False, labeltop=True, labelbottom=False)
    ax.hlines(np.arange(K + 1) - 0.5, -0.5, M - 0.5, color=FAINT, linewidth=0.8)
    ax.vlines(np.arange(M + 1) - 0.5, -0.5, K - 0.5, color=FAINT, linewidth=0.8)
    ax.spines[:].set_visible(False)
    return ax


def _signed(value, digits):
    """A number with its sign, and a plain 0 for what rounds to it."""
    if round(abs(value), digits) == 0:
        return "0"
    return f"{value:+.{digits}f}".replace("-", "−")
