"""Which brick moves the tower? One nudge on the left, the whole map on the right.

Each brick rests on the one below and moves along with it, a little more or a little less.
So a nudge to a brick moves all the bricks above. How far the top goes for a nudge of 1 is
the brick's sensitivity: one number a brick, drawn as a bar at the brick's own height.
"""
import numpy as np
from matplotlib.patches import Rectangle

from course_lib.figures.common import NORMAL, SMALL, arrow, page, write
from course_lib.house_style import BACKWARD, FAINT, FORWARD, INK, PAPER, QUIET, STEP, TEXT, plain

GROUND = 0.2          # inches, height of the ground
MOVED = "#DCEBF5"     # a pale FORWARD, ink reads on it


def draw_tower(before, after, sensitivities, nudged, brick=4.0, unit="cm", ax=None):
    """Draw the tower before and after one nudge, and the map of all sensitivities; return ax.

    before, after : (n,), where each brick's middle is, bottom brick first
    sensitivities : (n,), how far the top moves for each 1 that a brick is nudged
    nudged : index of the nudged brick        brick : a brick's width, in `unit`
    """
    before, after, sensitivities = (np.asarray(given, float) for given in (before, after, sensitivities))
    n = len(before)
    if not before.shape == after.shape == sensitivities.shape == (n,) or n == 0:
        raise ValueError(f"There are {n} bricks before, {after.size} after and {sensitivities.size} "
                         "sensitivities: give one of each for each brick.")
    if not 0 <= nudged < n:
        raise ValueError(f"nudged is {nudged}, but it is the index of a brick, 0 … {n - 1}.")
    ax, width, height = page(ax, (6.4, 0.46 * n + 0.95))
    split = 0.56 * width
    tall = (height - GROUND - 0.62) / n
    heights = GROUND + tall * (np.arange(n) + 0.5)
    _draw_bricks(ax, before, after, heights, nudged, brick, unit, split)
    _draw_bars(ax, sensitivities, heights, nudged, unit, split, width)
    return ax


def _draw_bricks(ax, offsets, after, heights, nudged, brick, unit, split):
    edges, shifts = np.concatenate([offsets, after]), after - offsets
    nudge = shifts[nudged]
    left, right = edges.min() - brick / 2, edges.max() + brick / 2
    room, start = split - 0.95, 0.8                       # the nudge's arrow needs the left margin
    scale = min(room / (right - left), 1.3 / brick)
    start += (room - scale * (right - left)) / 2
    tall, wide = heights[1] - heights[0] if len(heights) > 1 else 0.4, scale * brick
    before = start + scale * (offsets - left)
    after = before + scale * shifts
    ax.plot([0.1, split - 0.05], [GROUND, GROUND], color=INK, linewidth=1.2)
    for k, (x0, x1, up) in enumerate(zip(before, after, heights, strict=True)):
        corner = {"width": wide, "height": tall, "linewidth": 1.2}
        fill = STEP if k == nudged else MOVED if shifts[k] else PAPER
        ax.add_patch(Rectangle((x1 - wide / 2, up - tall / 2), **corner, facecolor=fill,
                               edgecolor=INK, zorder=2))
        if shifts[k]:
            ax.add_patch(Rectangle((x0 - wide / 2, up - tall / 2), **corner, fill=False,
                                   edgecolor=QUIET, linestyle=(0, (3, 2)), zorder=1))
        write(ax, x1, up, f"brick {k + 1}" if wide > 0.75 else f"{k + 1}", INK, SMALL, zorder=4,
              fontweight="bold" if k == nudged else "normal")
    side = 1 if nudge >= 0 else -1
    touch = (min if side > 0 else max)(before[nudged], after[nudged]) - side * (wide / 2 + 0.04)
    arrow(ax, (touch - side * 0.42, heights[nudged]), (touch, heights[nudged]), TEXT[STEP], 2.5,
          head=8, zorder=5)
    write(ax, touch - side * 0.06, heights[nudged] + 0.16, f"{plain(nudge)} {unit}", STEP, SMALL,
          ha="right" if side > 0 else "left", fontweight="bold", zorder=5)
    roof = heights[-1] + tall / 2
    for x_at in (before[-1], after[-1]):
        ax.plot([x_at, x_at], [roof + 0.03, roof + 0.2], color=FORWARD, linewidth=1.0)
    if shifts[-1]:
        arrow(ax, (before[-1], roof + 0.12), (after[-1], roof + 0.12), FORWARD, 2.0, head=6)
    write(ax, (before[-1] + after[-1]) / 2, roof + 0.33,
          f"the top moves {plain(shifts[-1])} {unit}", FORWARD, NORMAL, fontweight="bold")


def _draw_bars(ax, sensitivities, heights, nudged, unit, split, width):
    zero = split + 0.3 if sensitivities.min() >= 0 else (split + width) / 2
    room = width - 0.5 - zero
    longest = abs(sensitivities).max() or 1
    tall = 0.5 * (heights[1] - heights[0] if len(heights) > 1 else 0.4)
    for k, (s, up) in enumerate(zip(sensitivities, heights, strict=True)):
        if sensitivities.min() >= 0:  # else the guide would run through bars and numbers
            ax.plot([split - 0.1, zero], [up, up], color=FAINT, linewidth=0.8, linestyle=(0, (1, 2)),
                    zorder=0)
        ax.add_patch(Rectangle((zero, up - tall / 2), room * s / longest, tall, linewidth=1.2,
                               facecolor=BACKWARD if k == nudged else "#F7DECC",
                               edgecolor=BACKWARD))
        write(ax, zero + room * s / longest + (0.07 if s >= 0 else -0.07), up, plain(s), BACKWARD,
              NORMAL, ha="left" if s >= 0 else "right",
              fontweight="bold" if k == nudged else "normal")
    ax.plot([zero, zero], [GROUND, heights[-1] + tall], color=INK, linewidth=0.8)
    wide = width > 5
    write(ax, width - 0.05, heights[-1] + tall + 0.33,
          f"how far the top moves\nfor each {unit} of a nudge" if wide else f"top, per {unit}",
          BACKWARD, SMALL, ha="right")
