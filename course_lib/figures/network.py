"""A network as circles and lines, with what one example leaves behind in it.

Inside a unit stands its activity a (blue), beneath it its delta (vermilion), above it its
bias b, and on a line its weight w (ink). A line's width is the size of the weight; a
negative weight is dashed. Layers go from left to right, as the activities do.

Where there is no room for numbers, colour takes their place: purple below 0, white 0,
green above 0. Of a tall layer only the first and the last units are drawn.
"""
import numpy as np
from matplotlib.patches import Circle

from course_lib.figures.common import SMALL, ground, page, write
from course_lib.figures.label_spots import along_lines
from course_lib.house_style import BACKWARD, FORWARD, INK, PAPER, QUIET, TARGET, number, plain, signed_colours

RADIUS = 0.25        # inches: room for −0.52 inside
ROOM = 0.23          # in a smaller circle there is no number
MANY = 8             # a taller layer is shown by its first and last units
LABELLED = 12        # between layers with more lines than this, lines carry no numbers


def draw_network(net, trace=None, example=0, y=None, weights=None, ax=None):
    """Draw `net` and return ax; with `trace`, also the activities and deltas of one example.

    net : sizes, L, W, b        trace : a, delta; lists by layer of (N, n_l)
    A trace that only went forward (its gradient is None) shows activities alone.
    y : the target of this example, one number an output unit, written beside it.
    weights : whether lines carry numbers; None (the default) lets the room decide.
    """
    ax, places, radius, step, gap = _arrange(ax, net.sizes)
    if weights is None:
        most = max(m * n for m, n in zip(net.sizes, net.sizes[1:], strict=False))
        weights = most <= LABELLED and gap - 2 * radius > 0.9
    for l in range(1, net.L + 1):
        _draw_lines(ax, net.W[l], places[l-1], places[l], weights)
    _draw_units(ax, net, trace, example, places, radius, step)
    for j, (across, up) in places[0]:
        write(ax, across - radius - 0.06, up, f"$x_{{{j + 1}}}$", FORWARD, ha="right")
    for j, (across, up) in places[-1]:
        name, colour = (f"$a^{{({net.L})}}_{{{j + 1}}}$", FORWARD) if y is None else \
                       (f"$y_{{{j + 1}}}$ = {plain(y[j])}", TARGET)
        write(ax, across + radius + 0.06, up, name, colour, ha="left")
    return ax


def _arrange(ax, sizes):
    """Blank axes; for each layer a list of (unit, (x, y)); radius and distances, in inches."""
    tall, collapsed = min(max(sizes), MANY + 1), max(sizes) > MANY
    ax, width, height = page(ax, (6.4, (0.45 if collapsed else 0.98) * tall + 0.35))
    left, right, bottom = min(0.62, 0.17 * width), width - min(0.95, 0.24 * width), 0.26
    step, gap = (height - bottom) / tall, (right - left) / (len(sizes) - 1)
    middle, half = (height + bottom) / 2, MANY // 2
    radius = min(RADIUS, 0.36 * step, 0.35 * gap)
    places = []
    for l, n in enumerate(sizes):
        units, rows, count = range(n), range(n), n
        if n > MANY:  # the middle is left out; three dots stand there
            units, count = [*range(half), *range(n - half, n)], MANY + 1
            rows = [*range(half), *range(half + 1, MANY + 1)]
            write(ax, left + l * gap, middle, "⋮", QUIET, 14)
        own = min((height - bottom) / count, 1.4 * step)  # shorter layers stand a little wider
        places.append([(j, (left + l * gap, middle + own * ((count - 1) / 2 - row)))
                       for j, row in zip(units, rows, strict=True)])
        kind = "input" if l == 0 else "output" if l == len(sizes) - 1 else "hidden"
        if collapsed:
            kind = f"{n} {kind}" + ("s" if kind != "hidden" and n != 1 else "")
        write(ax, left + l * gap, 0.1, kind, QUIET, SMALL)
    return ax, places, radius, step, gap


def _draw_lines(ax, W, below, above, numbers):
    """The weights of one layer: ink with their numbers, or coloured by sign without."""
    cmap, norm = signed_colours(W)
    few = len(below) * len(above) <= 2 * LABELLED
    thinnest, thickest = (0.6, 2.8) if few else (0.2, 1.0)
    lines = [(W[j, i], p, q) for i, p in below for j, q in above]
    for w, p, q in lines:
        seen = np.copysign(max(abs(w), 0.2 * norm.vmax * few), w)  # of a few, none goes unseen
        ax.plot(*zip(p, q, strict=True), zorder=1, color=INK if numbers else cmap(norm(seen)),
                linewidth=thinnest + (thickest - thinnest) * abs(w) / norm.vmax,
                linestyle=(0, (4, 2)) if w < 0 and few else "-")
    if numbers:
        spots = along_lines([(p, q) for _, p, q in lines])
        for (w, _, _), (across, up, angle) in zip(lines, spots, strict=True):
            write(ax, across, up, number(w), INK, SMALL, rotation=angle, rotation_mode="anchor",
                  bbox=ground(0.6), zorder=3)


def _draw_units(ax, net, trace, example, places, radius, step):
    """Activity inside, delta beneath, bias above: as far as there is room."""
    a = delta = [None] * (net.L + 1)
    if trace is not None:
        a = [None if rows is None else rows[example] for rows in trace.a]
    if trace is not None and getattr(trace, "gradient", trace) is not None:
        delta = [None if rows is None else rows[example] for rows in trace.delta]
    cmap, norm = signed_colours(np.concatenate([[0.0], *(r for r in a if r is not None)]))
    for l, layer in enumerate(places):
        for j, (across, up) in layer:
            inside = None if a[l] is None else a[l][j]
            fill = PAPER if inside is None or radius >= ROOM else cmap(norm(inside))
            ax.add_patch(Circle((across, up), radius, facecolor=fill, edgecolor=FORWARD,
                                linewidth=1.4, zorder=4))
            if inside is not None and radius >= ROOM:
                write(ax, across, up, number(inside), FORWARD, SMALL, zorder=5)
            beside = {"zorder": 5, "bbox": ground(0.5)}
            if l > 0 and step > 0.85 and delta[l] is not None:
                write(ax, across, up - radius - 0.1, f"δ {number(delta[l][j])}", BACKWARD, SMALL,
                      **beside)
            if l > 0 and step > 0.85:
                write(ax, across, up + radius + 0.1, f"b {number(net.b[l][j])}", INK, SMALL,
                      **beside)
