"""What one unit with two inputs says, everywhere on the plane of its inputs.

On the ink line its net input z is 0. The weights w, as an arrow, point straight across the line,
to the side where z > 0. The darker the blue, the larger the activity; a thin line is drawn at
each tenth, so the closer these lines, the more sudden the change.
"""
import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import MaxNLocator

from course_lib.figures.common import SMALL, arrow, canvas, ground, write
from course_lib.house_style import FORWARD, INK, PAPER, TARGET, TEXT

SHADES = LinearSegmentedColormap.from_list("activity", [PAPER, "#8FC1E3"])  # pale: ink reads
TENTHS = np.linspace(0, 1, 11)


def draw_boundary(w, b, phi, x=None, y=None, span=(-1, 1), names=("input $x_1$", "input $x_2$"),
                  classes=("target 0", "target 1"), ax=None):
    """Draw a unit with weights w, bias b and activation function phi (values from 0 to 1); return ax.

    w : (2,)    x : (N, 2), examples    y : (N,), their targets, 0 (rings) or 1 (discs)
    span : the smallest and the largest value of both inputs
    """
    w, b = np.asarray(w, float), float(b)
    if w.shape != (2,):
        raise ValueError(f"w has shape {w.shape}, but this is a plane: give two weights, one for "
                         "each direction.")
    if not w.any():
        raise ValueError("both weights are 0, so the unit says the same everywhere and there is no "
                         "boundary: give a unit with a weight that is not 0.")
    if x is not None:
        x, y = _checked_examples(x, y)
    grid = np.linspace(*span, 121)
    activity = phi(w[0] * grid[None, :] + w[1] * grid[:, None] + b)
    if activity.min() < 0 or activity.max() > 1:
        raise ValueError(f"the activities go from {activity.min():.2g} to {activity.max():.2g}, but the "
                         "shades are for values from 0 to 1: give phi = logistic.")
    ax = canvas(ax, (4.6, 4.4))
    ax.contourf(grid, grid, activity, TENTHS, cmap=SHADES, vmin=0, vmax=1)
    ax.contour(grid, grid, activity, TENTHS[1:-1], colors=FORWARD, linewidths=0.5, zorder=1)
    _draw_line(ax, w, b, span)
    ax.set(xlim=span, ylim=span, aspect="equal", xlabel=names[0], ylabel=names[1])
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(5, steps=(1, 2, 5, 10)))
    if x is not None:
        _draw_examples(ax, x, y, classes)
    return ax


def _checked_examples(x, y):
    if y is None:
        raise ValueError("x came, but y is missing: give each example its target, 0 or 1.")
    x, y = np.asarray(x, float), np.asarray(y, float).ravel()
    if x.shape != (len(y), 2):
        raise ValueError(f"x has shape {x.shape} and y {y.shape}, but two numbers and one target for each "
                         "example were expected.")
    if not np.isin(y, (0, 1)).all():
        raise ValueError(f"y holds {np.unique(y).tolist()}, but a ring or a disc is drawn for 0 or 1: give "
                         "one of the two for each example.")
    return x, y


def _draw_line(ax, w, b, span):
    """The line z = 0, and from it the direction of w; nothing of it where the plane does not show it."""
    low, high = span
    along, size = np.array([-w[1], w[0]]), np.hypot(*w)
    middle = np.full(2, (low + high) / 2)
    foot = middle - w * (w @ middle + b) / size ** 2      # the point of the line nearest the middle
    reach = 2 * (high - low) / size
    ax.plot(*zip(foot - reach * along, foot + reach * along, strict=True), color=INK, zorder=3)
    if ((low < foot) & (foot < high)).all():
        tip = foot + 0.2 * (high - low) * w / size
        arrow(ax, foot, tip, INK, 1.6, head=7, zorder=6)
        beyond = tip + 0.06 * (high - low) * w / size
        write(ax, *beyond, "$w$", INK, zorder=6, bbox=ground(0.6) | {"alpha": 0.8})


def _draw_examples(ax, x, y, classes):
    """Rings for target 0, discs for target 1; what they are is said above the plane."""
    for value, fill, name in ((0, PAPER, classes[0]), (1, TARGET, classes[1])):
        ax.plot(*x[y == value].T, "o", color=TEXT[TARGET], markerfacecolor=fill, markersize=6, zorder=5,
                label=name, linestyle="none", clip_on=False)
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, borderaxespad=0.1, handletextpad=0.2,
              fontsize=SMALL)
