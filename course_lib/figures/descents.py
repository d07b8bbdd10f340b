"""Several descents on one surface: who goes where, from one start or from many.

Each path has its own colour, its own dashes and its name beside it. A ring is a start, a
disc an end. What leaves the map is cut off at its edge. The map is not shaded, so that the
colours are those of the paths alone.
"""
import numpy as np

from course_lib.figures.common import SMALL, ground, write
from course_lib.figures.counts import LOOKS
from course_lib.figures.surface import draw_error_surface
from course_lib.house_style import INK, PAPER

FEW, MANY = 15, 300  # steps: up to FEW each is marked, above MANY the path is a scribble
AROUND = [(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1) if x or y]  # where a name can stand


def draw_descents(E, w1, w2, paths, ax=None, names=("weight $w_1$", "weight $w_2$"), levels=12):
    """Draw the paths over the contour lines of E, each with its name; return ax.

    E, w1, w2, names, levels : as for draw_error_surface
    paths : {name: (steps, 2)}, the points each descent visited; at most four
    """
    if not 1 <= len(paths) <= len(LOOKS):
        raise ValueError(f"There are {len(paths)} paths to draw; one to {len(LOOKS)} can be told "
                         "apart: draw the ones that matter.")
    lines = {name: np.asarray(path, float) for name, path in paths.items()}
    for name, path in lines.items():
        if path.ndim != 2 or path.shape[1] != 2 or not np.isfinite(path).all():
            raise ValueError(f"the path {name!r} has shape {path.shape}: give a row of two finite "
                             "numbers, w1 and w2, for each step.")
    ax = draw_error_surface(E, w1, w2, ax=ax, names=names, levels=levels, shaded=False)
    heights = list(ax.texts)
    for path, (colour, dash, mark) in zip(lines.values(), LOOKS, strict=False):
        scribble = len(path) > MANY                                 # thin, and beneath the others
        if not scribble:
            ax.plot(*path.T, color=PAPER, linewidth=3.6, zorder=9)  # so that map lines step back
        ax.plot(*path.T, color=colour, linestyle="-" if scribble else dash,
                linewidth=0.8 if scribble else 2, zorder=8 if scribble else 10)
        if len(path) <= FEW:
            ax.plot(*path.T, mark, color=colour, markersize=4, zorder=10)
        for place, fill in ((path[0], PAPER), (path[-1], colour)):
            ax.plot(*place, "o", color=INK, markerfacecolor=fill, markersize=8, zorder=11)
    for spot, name, look in zip(_spots(ax, lines), lines, LOOKS, strict=False):
        box = write(ax, *spot, name, look[0], SMALL, bbox=ground(0.6), zorder=12).get_window_extent()
        for height in [h for h in heights if h.get_window_extent().overlaps(box)]:
            height.remove()                                         # a name matters more
            heights.remove(height)
    return ax


def _spots(ax, lines):
    """A place beside its own path for each name, where the other paths and names are far."""
    figure = ax.get_figure(root=True)
    if figure.get_layout_engine() is not None:
        figure.get_layout_engine().execute(figure)
    pixels = figure.dpi / 72
    roads = [_dense(ax.transData.transform(path)) for path in lines.values()]
    frame, taken, spots = ax.get_window_extent(), [], []
    for name, road in zip(lines, roads, strict=True):
        half = np.array([0.31 * SMALL * len(name) + 3, 0.75 * SMALL]) * pixels

        others = np.concatenate([[[np.inf, np.inf]], *(other for other in roads if other is not road)])

        def unease(candidate, half=half, road=road, others=others):
            spot, late = candidate
            outside = np.any(spot - half < frame.min) or np.any(spot + half > frame.max)
            clash = any(np.all(abs(spot - place) < half + size) for place, size in taken)
            own, other = (np.hypot(*np.maximum(abs(points - spot) - half, 0).T) / pixels
                          for points in (road, others))                 # from the name's edge, in points
            on = np.sum(own == 0) + np.sum(other == 0) + 9 * (min(own[0], own[-1]) < 6)  # a ring, a disc
            confused = 40 * (other.min() < own.min() + 3) + max(0, 25 - other.min())
            return 1e4 * outside + 1e3 * clash + 9 * on + confused + 2 * own.min() - late

        visible = [(k / len(road), point) for k, point in enumerate(road)
                   if np.all(point > frame.min) and np.all(point < frame.max)] or [(1, road[-1])]
        some = visible[::max(1, len(visible) // 40)] + visible[-1:]
        candidates = [(point + side * (half + 7 * pixels), late) for late, point in some
                      for side in np.array(AROUND)]
        spot = min(candidates, key=unease)[0]
        taken.append((spot, half))
        spots.append(ax.transData.inverted().transform(spot))
    return spots


def _dense(path):
    """Points on the path, 4 pixels apart, so that a long stride counts for all that it crosses."""
    far = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))])
    at = np.linspace(0, far[-1], int(min(far[-1], 2e4) / 4) + 2)
    return np.stack([np.interp(at, far, column) for column in path.T], axis=1)
