"""Examples of two classes as points of a plane; straight lines through it; a sheet that lies in it.

A disc is target 1, a ring target 0. A straight line is where a unit's net input is 0, and its
arrow points to the side where that is positive. The sheet is drawn by the crossings of its
threads: a flat sheet is squared paper, and one that a layer has folded shows how.
"""
import numpy as np

from course_lib.figures.common import NORMAL, SMALL, arrow, canvas, ground, write
from course_lib.house_style import FAINT, INK, MARK, PAPER, QUIET, TARGET

NEAR = 0.1     # of the picture's width: examples closer than this share their label
TURN = 0.14    # of the picture's width: an arrow's length


def draw_plane(points, targets, labels=None, lines=None, sheet=None, marked=(), names=("$x_1$", "$x_2$"),
               limits=None, ax=None):
    """Draw `points`, discs where the target is 1 and rings where it is 0; return ax.

    points : (N, 2)    targets : (N,), each 0 or 1    labels : N strings, or None
    lines : {name: (w1, w2, b)}, each drawn where w1 x1 + w2 x2 + b = 0
    sheet : (rows, columns, 2), the crossings of its threads
    marked : places of the examples that are to be looked at    names : of the two axes
    limits : (lowest, highest), for both axes; None finds what shows all points and the sheet
    """
    points, targets = np.asarray(points, float), np.asarray(targets)
    if points.ndim != 2 or points.shape[1] != 2 or targets.shape != (len(points),):
        raise ValueError(f"points has shape {points.shape} and targets {targets.shape}, but (N, 2) and (N,) "
                         "were expected: a row of two numbers and one target for each example.")
    if not np.isin(targets, (0, 1)).all():
        raise ValueError(f"targets holds {np.unique(targets).tolist()}, but a disc or a ring is drawn for 1 "
                         "or 0: give one of the two for each example.")
    ax = canvas(ax, (4.2, 4.0))
    low, high = limits or _limits(points, sheet)
    ax.set(xlim=(low, high), ylim=(low, high), xlabel=names[0], ylabel=names[1], aspect="equal")
    if sheet is not None:
        for threads in (np.asarray(sheet, float), np.swapaxes(sheet, 0, 1)):
            for across, up in np.moveaxis(threads, -1, 1):
                ax.plot(across, up, color=FAINT, linewidth=0.7, zorder=1)
    for name, line in (lines or {}).items():
        _draw_line(ax, name, np.asarray(line, float), low, high)
    for n in marked:
        ax.plot(*points[n], "o", color=MARK, markersize=22, zorder=3, clip_on=False)
    for point, target in zip(points, targets, strict=True):
        ax.plot(*point, "o", color=TARGET, markerfacecolor=TARGET if target else PAPER, markersize=11,
                markeredgewidth=2.2, zorder=4, clip_on=False)
    if labels is not None:
        _label(ax, points, list(labels), low, high)
    return ax


def _limits(points, sheet):
    shown = points if sheet is None else np.concatenate([points, np.reshape(sheet, (-1, 2))])
    low, high = shown.min(), shown.max()
    room = 0.12 * (high - low) or 1.0
    return low - room, high + room


def _draw_line(ax, name, line, low, high):
    """The stretch of the line that is in the picture, its name at one end, its arrow in the middle."""
    ends = _in_the_picture(line, low, high)
    if len(ends) < 2:
        return
    ax.plot(*ends.T, color=INK, linewidth=1.6, zorder=2)
    up = line[:2] / np.hypot(*line[:2])                   # to the positive side
    start = ends.mean(axis=0)
    arrow(ax, start, start + TURN * (high - low) * up, INK, 1.4, zorder=3, in_layout=False)
    left, right = ends                                    # sorted: the name stands near the right end
    spot = right + 0.17 * (left - right) - 0.02 * (high - low) * up
    across, above = np.round(up, 2)                       # ... and on the other side than the arrow
    write(ax, *spot, name, INK, NORMAL, ha="right" if across > 0 else "left" if across < 0 else "center",
          va="top" if above > 0 else "bottom" if above < 0 else "center", zorder=5, bbox=ground(0.5),
          in_layout=False)


def _in_the_picture(line, low, high):
    """Where the line w1 x1 + w2 x2 + b = 0 meets the frame: two points, or none, (k, 2)."""
    w1, w2, b = line
    if w1 == w2 == 0:
        raise ValueError("a line came with both weights 0, which is no line: give one that is not 0.")
    met = [(x1, -(w1 * x1 + b) / w2) for x1 in (low, high) if w2]
    met += [(-(w2 * x2 + b) / w1, x2) for x2 in (low, high) if w1]
    inside = [p for p in met if all(low - 1e-9 <= c <= high + 1e-9 for c in p)]
    return np.array(sorted({(round(p[0], 9), round(p[1], 9)) for p in inside})).reshape(-1, 2)[[0, -1]] \
        if inside else np.empty((0, 2))


def _label(ax, points, labels, low, high):
    """Each example's label beneath it; examples that have come together share one."""
    groups = []
    for point, text in zip(points, labels, strict=True):
        near = [g for g in groups if np.hypot(*(g[0] - point)) < NEAR * (high - low)]
        if near:
            near[0][1].append(text)
        else:
            groups.append((point, [text]))
    for point, texts in groups:
        write(ax, point[0], point[1] - 0.045 * (high - low), " and ".join(texts), QUIET, SMALL, va="top",
              zorder=5, bbox=ground(0.5), in_layout=False)
