"""A map to design by: what is wanted, as lines of equal height; where one may not go; the way that was taken.

Two of a design's inputs span the map. A limit is a line with its name on it, and what lies
beyond is hatched: allowed is what has stayed white.
"""
import numpy as np

from course_lib.figures.common import SMALL, canvas, ground, write
from course_lib.figures.surface import _draw_path
from course_lib.house_style import FAINT, INK, QUIET

LOOKS = (("-", "///"), ((0, (5, 2)), "\\\\\\"), ((0, (1, 1)), "---"))


def draw_design_map(x1, x2, wanted, limits, path=None, names=("$x_1$", "$x_2$"), levels=8, ax=None):
    """Draw the lines of equal `wanted` over x1 (across) and x2 (up), and the limits; return ax.

    x1, x2 : rising numbers        wanted : (len(x2), len(x1))
    limits : {name: (values, highest)}, the values like wanted; forbidden is what lies above the
             highest. At most three.        path : (steps, 2), the designs that were tried
    """
    x1, x2, wanted = np.asarray(x1, float), np.asarray(x2, float), np.asarray(wanted, float)
    if len(limits) > len(LOOKS):
        raise ValueError(f"There are {len(limits)} limits to draw; up to {len(LOOKS)} can be told apart: "
                         "draw the ones that matter.")
    for name, values in {"wanted": wanted, **{name: one[0] for name, one in limits.items()}}.items():
        if np.shape(values) != (len(x2), len(x1)):
            raise ValueError(f"{name} has shape {np.shape(values)}, but x1 has {len(x1)} values and x2 has "
                             f"{len(x2)}: give it the shape {(len(x2), len(x1))}, a row for each x2.")
    ax = canvas(ax, (5.6, 4.2))
    lines = ax.contour(x1, x2, wanted, levels, colors=QUIET, linewidths=0.7)
    ax.clabel(lines, fontsize=SMALL, fmt="{:.4g}".format)
    path = np.empty((0, 2)) if path is None else np.asarray(path, float).reshape(-1, 2)
    taken = path                                         # names keep away from the path and each other
    for (name, (values, highest)), (dash, hatch) in zip(limits.items(), LOOKS, strict=False):
        spot = _draw_limit(ax, x1, x2, np.asarray(values, float), highest, name, dash, hatch, taken)
        aside = np.array([0.2 * np.ptp(x1), 0])
        taken = np.concatenate([taken, [spot - aside, spot, spot + aside]])
    if len(path):
        _draw_path(ax, path.T)
    ax.set(xlim=x1[[0, -1]], ylim=x2[[0, -1]], xlabel=names[0], ylabel=names[1])
    return ax


def _draw_limit(ax, x1, x2, values, highest, name, dash, hatch, taken):
    """The line where the limit is reached, hatching beyond it, its name on it; return where that is."""
    if not values.min() < highest < values.max():
        raise ValueError(f"the limit {name!r} is {highest:g}, but on this map the values go from "
                         f"{values.min():g} to {values.max():g}: there is no line to draw.")
    beyond = ax.contourf(x1, x2, values, [highest, values.max()], colors="none", hatches=[hatch])
    beyond.set(edgecolor=FAINT, linewidth=0)
    line = ax.contour(x1, x2, values, [highest], colors=INK, linewidths=1.8, linestyles=[dash])
    points = max(line.allsegs[0], key=len)
    low, size = np.array([x1[0], x2[0]]), np.array([np.ptp(x1), np.ptp(x2)])
    places = (points - low) / size                       # from 0 to 1, both ways
    inner = (abs(places - 0.5) < (0.3, 0.42)).all(axis=1)
    points, places = (points[inner], places[inner]) if inner.any() else (points, places)
    far = np.linalg.norm(places[:, None] - (taken - low) / size, axis=2) if len(taken) else \
        -abs(places - 0.5).sum(axis=1, keepdims=True)
    spot = points[np.argmax(far.min(axis=1))]
    write(ax, *spot, name, INK, SMALL, bbox=ground(1.5), zorder=9)
    return spot
