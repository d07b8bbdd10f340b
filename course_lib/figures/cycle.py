"""The cycle of learning: forward, back, update, and again.

Two phases. The first, backpropagation, changes nothing: it finds the gradient, in a sweep
forward and a sweep back. The second changes the parameters, by one small step.
"""
from matplotlib.patches import FancyBboxPatch

from course_lib.figures.common import LARGE, NORMAL, SMALL, arrow, ground, page, write
from course_lib.house_style import BACKWARD, FORWARD, INK, PAPER, QUIET, STEP

STATIONS = (  # title, what is computed, the same in words, the title where there is little room, colour
    ("1  propagate forward", r"$z = W a + b,\;\; a = \varphi(z)$", "from the inputs to the error",
     "1 forward", FORWARD),
    ("2  send deltas back", r"$\delta^{-} = (W^{T}\delta) \odot \varphi'(z^{-})$",
     "from the error to every unit", "2 back", BACKWARD),
    ("3  update", r"$\theta \leftarrow \theta - \eta\; \partial E/\partial\theta$",
     "every parameter, a little", "3 update", STEP),
)


def draw_cycle(formulas=True, ax=None):
    """Draw the two-phase cycle, three stations and what passes between them; return ax.

    formulas : what is computed at each station as a formula, or else in words.
    """
    ax, width, height = page(ax, (6.4, 3.3))
    narrow = width < 5
    wide, half = (0.9, 0.2) if narrow else (2.1, 0.3)  # of a station, in inches
    top, low = height - half - 0.55, half + 0.08
    spots = [(wide / 2 + 0.14, top), (width - wide / 2 - 0.14, top), (width / 2, low)]
    frame = {"boxstyle": "round,pad=0,rounding_size=0.1"}
    ax.add_patch(FancyBboxPatch((0.03, top - half - 0.12), width - 0.06, 2 * half + 0.6, **frame,
                                facecolor="none", edgecolor=QUIET, linestyle=(0, (3, 2))))
    bold = {"size": SMALL if narrow else NORMAL, "fontweight": "bold"}
    write(ax, width / 2, top + half + 0.25, "phase 1: find the gradient" if narrow else
          "phase 1: backpropagation finds the gradient", INK, **bold)
    write(ax, width / 2, low + half + 0.15, "phase 2: step" if narrow else
          "phase 2: one small step", INK, **bold)
    for (across, up), (title, formula, in_words, short, colour) in zip(spots, STATIONS, strict=True):
        ax.add_patch(FancyBboxPatch((across - wide / 2, up - half), wide, 2 * half, **frame,
                                    facecolor=PAPER, edgecolor=colour, linewidth=2.2, zorder=2))
        if narrow:
            write(ax, across, up, short, colour, zorder=3, **bold)
        else:
            write(ax, across, up + 0.13, title, colour, LARGE, fontweight="bold", zorder=3)
            write(ax, across, up - 0.13, formula if formulas else in_words, INK,
                  NORMAL if formulas else SMALL, zorder=3)
    _join(ax, spots, wide, half, narrow)
    return ax


def _join(ax, spots, wide, half, narrow):
    """The arrows of the loop, clockwise, each with what it carries."""
    (x1, top), (x2, _), (x3, low) = spots
    line = {"width": 1.4, "head": 6} if narrow else {"width": 2.0, "head": 8}
    gap = 0.06
    arrow(ax, (x1 + wide / 2 + gap, top), (x2 - wide / 2 - gap, top), INK, **line)
    arrow(ax, (x2, top - half - gap), (x3 + wide / 2 + gap, low), INK, bend=-0.35, **line)
    arrow(ax, (x3 - wide / 2 - gap, low), (x1, top - half - gap), INK, bend=-0.35, **line)
    words = ("error E", "∂E/∂θ", "new θ") if narrow else \
        ("compare with y:\nthe error E", "the gradient\n∂E/∂θ", "new\nparameters θ")
    aside, middle = (0, top - half - 0.38) if narrow else (0.12, (top + low) / 2 - 0.05)
    write(ax, (x1 + x2) / 2, top + 0.05, words[0], QUIET, SMALL, va="bottom")
    write(ax, x2 - aside, middle, words[1], QUIET, SMALL, bbox=ground(2))
    write(ax, x1 + aside, middle, words[2], QUIET, SMALL, bbox=ground(2))
