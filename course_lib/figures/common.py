"""What the drawings share: a page measured in inches, numbers as people write them, end labels.

A diagram is drawn in inches, so that its letters and its circles keep their size on
a wide page and a narrow one: only the distances between them change.
"""
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import FancyArrowPatch

from course_lib.house_style import INK, PAPER, TEXT

SMALL, NORMAL, LARGE = 9, 10, 11  # sizes of letters, in points
POINT = 1 / 72                    # one point, in inches


def canvas(ax, size):
    """The axes given; or, if there are none, those of a new figure of `size` (inches)."""
    return plt.subplots(figsize=size, layout="constrained")[1] if ax is None else ax


def page(ax, size):
    """Return (ax, width, height): blank axes whose coordinates are inches."""
    ax = canvas(ax, size)
    ax.set_axis_off()
    figure = ax.get_figure(root=True)
    if figure.get_layout_engine() is not None:
        figure.get_layout_engine().execute(figure)  # only now is the place of ax known
    box = ax.get_window_extent()
    width, height = box.width / figure.dpi, box.height / figure.dpi
    ax.set(xlim=(0, width), ylim=(0, height), aspect="equal")
    return ax, width, height


def write(ax, x, y, text, colour=INK, size=NORMAL, **options):
    """Write text, centred at (x, y) unless told otherwise, dark enough to be read."""
    options = {"ha": "center", "va": "center"} | options
    return ax.text(x, y, text, color=TEXT.get(colour, colour), fontsize=size, **options)


def ground(pad=1.0):
    """A white ground for letters that lie on lines."""
    return {"boxstyle": f"square,pad={pad / SMALL}", "facecolor": PAPER, "edgecolor": "none"}


def arrow(ax, start, end, colour=INK, width=1.2, bend=0.0, head=5, both=False, **options):
    """An arrow from start to end, or both ways; `bend` curves it. With path=…, along that path."""
    shape = f"{'<|' if both else ''}-|>,head_length={head},head_width={0.45 * head}"
    curve = {} if "path" in options else {"connectionstyle": f"arc3,rad={bend}", "posA": start,
                                          "posB": end}
    return ax.add_patch(FancyArrowPatch(
        arrowstyle=shape, color=colour, linewidth=width, shrinkA=0, shrinkB=0, mutation_scale=1,
        **curve, **options))


def spread(places, gap, low=-np.inf, high=np.inf):
    """Move places apart, as little as need be, to be `gap` from each other, in low … high."""
    def bottom(group):  # neighbours that touch move together, about the middle of their places
        length = gap * (len(group) - 1)
        return max(low, min(high - length, np.mean(group) - length / 2))

    order = np.argsort(places, kind="stable")
    groups = []
    for place in np.asarray(places, float)[order]:
        groups.append([place])
        while len(groups) > 1 and bottom(groups[-1]) < bottom(groups[-2]) + gap * len(groups[-2]):
            last = groups.pop()
            groups[-1] = groups[-1] + last
    moved = np.empty(len(places))
    moved[order] = [bottom(group) + k * gap for group in groups for k in range(len(group))]
    return moved


def end_labels(ax, ends, size=NORMAL):
    """Name each line at its right end. `ends` lists (y, words, colour); call it last.

    words : strings, side by side on a wide page, one above the other on a narrow one.
    Labels that would lie on each other are moved apart.
    """
    ax.set(xlim=ax.get_xlim(), ylim=ax.get_ylim())  # from here on the limits stay
    figure, spec = ax.get_figure(root=True), ax.get_subplotspec()
    place = spec.get_position(figure) if spec else ax.get_position()
    wide = place.width * figure.get_figwidth() > 3.5
    line = 1.3 * size * POINT / (0.75 * place.height * figure.get_figheight())  # its height in axes
    tall = line * (1 if wide else max(len(words) for _, words, _ in ends))
    to_axes = ax.transData + ax.transAxes.inverted()
    heights = [to_axes.transform((ax.get_xlim()[1], y))[1] for y, _, _ in ends]
    heights = spread(heights, tall, tall / 2, max(1 - tall / 2, tall * (len(ends) - 0.5)))
    for height, (_, words, colour) in zip(heights, ends, strict=True):
        write(ax, 1.02, height, (" " if wide else "\n").join(words), colour, size, ha="left",
              transform=ax.transAxes)
