"""A chain of functions, and a nudge that travels along it.

Each box holds a value (blue); each arrow multiplies a small change by the slope that
stands on it. What arrives, divided by what was sent, is the product of the slopes: the
chain rule.
"""
import math

from matplotlib.patches import FancyBboxPatch

from course_lib.figures.common import LARGE, NORMAL, SMALL, arrow, page, write
from course_lib.house_style import BACKWARD, FORWARD, INK, PAPER, STEP, TEXT, plain

BOX = 0.44  # inches, height of a box


def draw_chain(values, slopes, names, nudge=None, ax=None):
    """Draw names[0] → names[1] → … with values and slopes; return ax.

    values, names : (k,)    slopes : (k - 1,), of each function at the value that goes in
    nudge : a small change of the first value; what the slopes make of it is written under each box.
    """
    if not len(names) == len(values) == len(slopes) + 1 >= 2:
        raise ValueError(f"There came {len(values)} values, {len(names)} names and {len(slopes)} "
                         "slopes: give as many names as values, and one slope fewer.")
    ax, width, height = page(ax, (6.4, 0.95 if nudge is None else 1.65))
    k = len(values)
    box = min(0.8, 0.5 * width / k)
    middles = [box / 2 + 0.05 + i * (width - box - 0.1) / (k - 1) for i in range(k)]
    up = height - 0.25
    narrow = middles[1] - middles[0] - box < 0.75
    for x_at, name, value in zip(middles, names, values, strict=True):
        ax.add_patch(FancyBboxPatch((x_at - box / 2, up - BOX / 2), box, BOX, facecolor=PAPER,
                                    edgecolor=INK, linewidth=1.4,
                                    boxstyle="round,pad=0,rounding_size=0.08"))
        text = f"{name}\n{plain(value)}" if narrow else f"{name} = {plain(value)}"
        write(ax, x_at, up, text, FORWARD, SMALL if narrow else NORMAL)
    for i, slope in enumerate(slopes):
        start, end = middles[i] + box / 2 + 0.04, middles[i + 1] - box / 2 - 0.04
        arrow(ax, (start, up), (end, up), INK, 1.4)
        text = plain(slope) if narrow else f"d{names[i + 1]}/d{names[i]} = {plain(slope)}"
        write(ax, (start + end) / 2, up + 0.04, f"{text}", INK, SMALL, va="bottom")
    if nudge is not None:
        _draw_nudge(ax, middles, up - BOX / 2 - 0.47, slopes, nudge, narrow)
    product = " × ".join(f"({plain(s)})" if s < 0 else plain(s) for s in slopes)
    write(ax, width / 2, 0.13, f"d{names[-1]}/d{names[0]} = {product} = {two_digits(math.prod(slopes))}",
          BACKWARD, NORMAL if narrow else LARGE)
    return ax


def _draw_nudge(ax, middles, up, slopes, nudge, narrow):
    """Under each box how far it should move; between them, what that is multiplied by."""
    change = nudge
    for i, x_at in enumerate(middles):
        if i:
            change *= slopes[i - 1]
        arrow(ax, (x_at, up + 0.16), (x_at, up + 0.4), TEXT[STEP], 1.6)
        write(ax, x_at, up, signed(change), STEP, SMALL if narrow else NORMAL)
        if i:
            half = 0.3 if narrow else 0.42
            before = middles[i - 1]
            arrow(ax, (before + half, up), (x_at - half, up), TEXT[STEP], 1.0, head=4)
            write(ax, (before + x_at) / 2, up + 0.03, f"×{plain(slopes[i - 1])}", STEP, SMALL,
                  va="bottom")


def two_digits(value):
    """Like plain, but a small product keeps two digits that count: 0.066, not 0.07."""
    return plain(value) if abs(value) >= 0.1 else f"{value:.2g}".replace("-", "−")


def signed(value):
    """A small change with its sign and two digits that count."""
    return f"{value:+.2g}".replace("-", "−")
