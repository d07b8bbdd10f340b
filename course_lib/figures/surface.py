"""The error E over two of its parameters: a map with contour lines, or a surface seen aslant.

A path on it is the story of a descent: it begins at a ring and ends at a disc. Lines of
equal E stand closer where E is steep; the levels grow like squares, so that the lines of a
paraboloid are evenly spaced.
"""
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import MaxNLocator

from course_lib.figures.common import SMALL, canvas, ground
from course_lib.house_style import INK, PAPER, STEP

HEIGHTS = LinearSegmentedColormap.from_list("heights", ["#FFFFFF", "#B9C3CC"])  # pale: ink reads


def draw_error_surface(E, w1, w2, path=None, ax=None, three_d=False,
                       names=("weight $w_1$", "weight $w_2$"), levels=12, shaded=True):
    """Draw E over the grid of w1 (across) and w2 (up); return ax.

    E : a function of two numbers, or its values, (len(w2), len(w1))
    w1, w2 : rising numbers        path : (steps, 2), the points a descent visited
    shaded : the higher, the darker; without it a map has its lines only
    """
    w1, w2 = np.asarray(w1, float), np.asarray(w2, float)
    values = np.array([[E(u, v) for u in w1] for v in w2], float) if callable(E) else \
        np.asarray(E, float)
    if values.shape != (len(w2), len(w1)):
        raise ValueError(f"E has shape {values.shape}, but w1 has {len(w1)} values and w2 has "
                         f"{len(w2)}: give E the shape {(len(w2), len(w1))}, a row for each w2.")
    points = None if path is None else np.asarray(path, float).reshape(-1, 2)
    if three_d:
        if ax is None:
            _, ax = plt.subplots(figsize=(5.4, 4.2), layout="constrained",
                                 subplot_kw={"projection": "3d", "computed_zorder": False})
        _draw_aslant(ax, values, w1, w2, points, E)
        ax.set_zlabel("error $E$")
    else:
        ax = canvas(ax, (5.0, 4.2))
        _draw_map(ax, values, w1, w2, levels, shaded)
        if points is not None:
            _draw_path(ax, points.T)
        ax.set(xlim=w1[[0, -1]], ylim=w2[[0, -1]])
    ax.set(xlabel=names[0], ylabel=names[1])
    return ax


def _draw_map(ax, values, w1, w2, levels, shaded):
    low, high = np.nanmin(values), np.nanmax(values)
    heights = low + (high - low) * np.linspace(0, 1, levels + 1) ** 2
    if high > low:
        if shaded:
            ax.contourf(w1, w2, values, heights, cmap=HEIGHTS)
        lines = ax.contour(w1, w2, values, heights[1:-1], colors=INK, linewidths=0.6)
        ax.clabel(lines, lines.levels[4::4], fontsize=SMALL, fmt="{:.3g}".format)


def _draw_path(ax, coordinates):
    """Points joined by lines; a ring where it starts, a disc where it ends. 2 or 3 coordinates."""
    over = {"zorder": 10}
    if coordinates.shape[1] <= 60:
        ax.plot(*coordinates, "o", color=INK, markersize=3.2, **over)
    ax.plot(*coordinates, color=INK, linewidth=3.0, **over)
    ax.plot(*coordinates, color=STEP, linewidth=1.8, **over)
    marks = {"start": (coordinates[:, :1], PAPER), "end": (coordinates[:, -1:], STEP)}
    for text, (place, fill) in marks.items():
        ax.plot(*place, "o", color=INK, markerfacecolor=fill, markersize=8, zorder=11)
        place = place[:, 0]
        if len(place) == 2:
            ax.annotate(text, place, (7, 5), textcoords="offset points", fontsize=SMALL, color=INK,
                        bbox=ground(0.8) | {"alpha": 0.85}, zorder=12)
        else:
            ax.text(*place, f"  {text}", fontsize=SMALL, color=INK, zorder=12)


def _draw_aslant(ax, values, w1, w2, points, E):
    across, up = np.meshgrid(w1, w2)
    ax.plot_surface(across, up, values, cmap=HEIGHTS, edgecolor=INK, linewidth=0.25,
                    rcount=24, ccount=24, zorder=1)
    if points is not None:
        heights = [E(u, v) if callable(E) else _between(values, w1, w2, u, v) for u, v in points]
        lift = 0.01 * np.ptp(values)
        _draw_path(ax, np.array([*points.T, np.array(heights) + lift]))
    ax.grid(False)
    for axis in (ax.xaxis, ax.yaxis, ax.zaxis):
        axis.set_pane_color((1, 1, 1, 0))
        axis.set_major_locator(MaxNLocator(4))
    ax.view_init(elev=28, azim=-52)


def _between(values, w1, w2, u, v):
    """E at (u, v), linearly between the four grid points around it."""
    return float(np.interp(v, w2, [np.interp(u, w1, row) for row in values]))
