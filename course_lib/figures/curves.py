"""Learning curves: how E (or the accuracy) changes from epoch to epoch.

Two lines, each named at its end: the examples that were learned from (ink), and the
validation examples, kept aside (purple, dashed). Epoch 0 is before any learning.
"""
from matplotlib.ticker import MaxNLocator, PercentFormatter

from course_lib.figures.common import SMALL, canvas, end_labels, write
from course_lib.house_style import INK, QUIET, VALIDATION, number

QUANTITIES = {"E": ("E", "validation_E", "error $E$", number),
              "accuracy": ("accuracy", "validation_accuracy", "accuracy: share of right answers",
                           lambda share: f"{100 * share:.1f} %")}


def draw_learning_curves(history, quantity="E", log=False, ax=None):
    """Draw `quantity` ("E" or "accuracy") of a training history; return ax.

    history : E, validation_E, accuracy, validation_accuracy (lists, one entry an epoch,
    empty where there is none) and best_epoch (a number or None). log : E on a log scale.
    """
    if quantity not in QUANTITIES:
        raise ValueError(f"There are no curves of {quantity!r}: ask for one of "
                         f"{', '.join(map(repr, QUANTITIES))}.")
    training, validation, label, say = QUANTITIES[quantity]
    lines = [("training", list(getattr(history, training)), INK, "-"),
             ("validation", list(getattr(history, validation)), VALIDATION, (0, (5, 2)))]
    lines = [line for line in lines if line[1]]
    if not lines:
        raise ValueError(f"This history holds no {quantity}: train with data that gives one.")
    ax = canvas(ax, (6.4, 3.4))
    for name, values, colour, dash in lines:
        ax.plot(range(len(values)), values, color=colour, linestyle=dash, label=name)
    epochs = max(len(values) for _, values, _, _ in lines) - 1
    ax.set(xlabel="epoch", ylabel=label, xlim=(0, max(1, epochs)))
    ax.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    if quantity == "accuracy":
        ax.set_ylim(top=1.02)  # a line at 1 is to be seen whole
        ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0, symbol=" %"))
    elif log:
        ax.set_yscale("log")
    else:
        ax.set_ylim(bottom=0)
    if history.best_epoch is not None:
        _mark_best(ax, history.best_epoch, lines[-1])
    end_labels(ax, [(values[-1], (name, say(values[-1])), colour)
                    for name, values, colour, _ in lines])
    return ax


def _mark_best(ax, epoch, line):
    """A ring on the last line, and a thin line down to its epoch."""
    _, values, colour, _ = line
    ax.axvline(epoch, color=QUIET, linewidth=0.8, linestyle=(0, (1, 2)), zorder=0)
    ax.plot(epoch, values[epoch], "o", color=colour, markerfacecolor="white", markersize=8)
    early = epoch < len(values) / 2
    write(ax, epoch, 1.0, f"best: epoch {epoch}", QUIET, SMALL, va="bottom",
          ha="left" if early else "right", transform=ax.get_xaxis_transform())
