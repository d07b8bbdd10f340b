"""All paths from one end of a network of functions to the other.

Along a path the slopes are multiplied; the products of all paths are added:
that is the total derivative. Where paths part and meet again, forks add.
"""
import math

import numpy as np
from matplotlib.patches import Circle

from course_lib.figures.common import LARGE, NORMAL, SMALL, arrow, ground, page, write
from course_lib.figures.label_spots import along_lines
from course_lib.house_style import BACKWARD, INK, MARK, PAPER, QUIET, plain

RADIUS = 0.21
LINE = 0.25       # inches, from one line of the list to the next
LISTED = 9        # of more paths than this only the first are written out


def all_paths(layers, edges):
    """Every way from the first layer to the last, as tuples of names, in order."""
    paths = [(name,) for name in layers[0]]
    for layer in layers[1:]:
        paths = [(*path, name) for path in paths for name in layer if (path[-1], name) in edges]
    return paths


def draw_paths(layers, edges, highlight=None, ax=None):
    """Draw the nodes of `layers` joined by `edges`, and list each path with its product.

    layers : lists of names, inputs first    edges : {(from, to): slope}, one layer to the next
    highlight : index of a path to be marked (see `all_paths`), or None. Returns ax.
    """
    depth = {name: l for l, layer in enumerate(layers) for name in layer}
    for start, end in edges:
        if start not in depth or end not in depth or depth[end] != depth[start] + 1:
            raise ValueError(f"The edge {start} → {end} does not go from one layer to the next: "
                             "give the value a place of its own in each layer it passes.")
    paths = all_paths(layers, edges)
    marked = paths[highlight] if highlight is not None else ()
    words = [*(_in_words(path, edges) for path in paths), f"sum over {len(paths)} paths = "
             f"{plain(sum(_product(path, edges) for path in paths))}"]
    ax, picture, corner, lines = _divide(ax, layers, words)
    left, right, bottom, top = picture
    across, up = (right - left) / max(1, len(layers) - 1), (top - bottom) / max(map(len, layers))
    spots = {name: (left + across * l, (top + bottom) / 2 + up * ((len(layer) - 1) / 2 - k))
             for l, layer in enumerate(layers) for k, name in enumerate(layer)}
    for l in range(1, len(layers)):
        _draw_edges(ax, spots, {e: s for e, s in edges.items() if depth[e[1]] == l}, marked)
    for name, spot in spots.items():
        ax.add_patch(Circle(spot, RADIUS, facecolor=MARK if name in marked else PAPER,
                            edgecolor=INK, linewidth=1.4, zorder=4))
        write(ax, *spot, name, INK, LARGE, zorder=5)
    _list_paths(ax, words, highlight, corner, lines)
    return ax


def _product(path, edges):
    return math.prod(edges[step] for step in zip(path, path[1:], strict=False))


def _in_words(path, edges):
    slopes = [edges[step] for step in zip(path, path[1:], strict=False)]
    factors = " × ".join(f"({plain(s)})" if s < 0 else plain(s) for s in slopes)
    return f"{' → '.join(path)}:  {factors} = {plain(math.prod(slopes))}"


def _divide(ax, layers, words):
    """The list goes beside the picture, or beneath it where there is no room.

    Return ax, the picture's (left, right, bottom, top), the list's top left, its lines.
    """
    lines = min(len(words) - 1, LISTED) + 2
    long = max(0.073 * max(map(len, words[:-1])), 0.086 * len(words[-1]))
    tall = 0.75 * max(map(len, layers)) + 0.1
    wide = 6.4 if ax is None else ax.get_window_extent().width / ax.get_figure(root=True).dpi
    beside = long < 0.5 * wide
    listed = LINE * lines + 0.1
    ax, width, height = page(ax, (6.4, max(tall, listed) if beside else tall + listed))
    if beside:
        lines = min(lines, int(height / LINE))
        return (ax, (0.25, width - long - 0.35, 0, height),
                (width - long, (height + LINE * lines) / 2), lines)
    lines = min(lines, int(0.55 * height / LINE))
    return ax, (0.25, width - 0.25, LINE * lines, height), (0.1, LINE * lines), lines


def _draw_edges(ax, spots, edges, marked):
    steps = list(zip(marked, marked[1:], strict=False))
    lines = [(spots[start], spots[end]) for start, end in edges]
    places = along_lines(lines, margin=0.42)
    for (edge, slope), line, (across, up, angle) in zip(edges.items(), lines, places, strict=True):
        if edge in steps:
            ax.plot(*zip(*line, strict=True), color=MARK, linewidth=9, zorder=1)
        ends = np.array(line)
        short = (RADIUS + 0.02) * (ends[1] - ends[0]) / np.hypot(*(ends[1] - ends[0]))
        arrow(ax, ends[0] + short, ends[1] - short, INK, 1.6 if edge in steps else 1.0, zorder=2)
        write(ax, across, up, plain(slope), INK, SMALL, rotation=angle, rotation_mode="anchor",
              zorder=3, bbox=ground(1.8), fontweight="bold" if edge in steps else "normal")


def _list_paths(ax, words, highlight, corner, lines):
    """One line a path, as many as there is room for; last, the sum."""
    *paths, total = words
    left, up = corner[0], corner[1] - LINE / 2
    shown = len(paths) if len(paths) <= lines - 1 else lines - 2
    for n, text in enumerate(paths[:shown]):
        chosen = n == highlight
        write(ax, left, up - n * LINE, text, INK, SMALL, ha="left",
              fontweight="bold" if chosen else "normal",
              bbox={"facecolor": MARK if chosen else PAPER, "edgecolor": "none", "pad": 1.5})
    if shown < len(paths):
        write(ax, left, up - shown * LINE, f"… and {len(paths) - shown} more", QUIET, SMALL,
              ha="left")
        shown += 1
    write(ax, left, up - shown * LINE - 0.04, total, BACKWARD, NORMAL, ha="left",
          fontweight="bold")
