"""How E falls in several runs, step by step, on one scale: each line is named at its end.

On a log scale a straight line is a fall by the same factor at each step. What has no
place on the scale, or is above `top`, is left out: a run that diverges leaves the picture.
"""
import numpy as np

from course_lib.figures.common import canvas, end_labels
from course_lib.figures.counts import LOOKS
from course_lib.house_style import QUIET

STYLES = (*((colour, dash) for colour, dash, _ in LOOKS), (QUIET, (0, (1, 1.6))))


def draw_runs(runs, xlabel="steps", ylabel="error $E$", log=True, top=None, ax=None):
    """Draw one line for each name in `runs`, named at its end; return ax.

    runs : {name: values, one a step} or {name: (places, values)}, at most five
    """
    if not 1 <= len(runs) <= len(STYLES):
        raise ValueError(f"There are {len(runs)} runs to draw; one to {len(STYLES)} can be told "
                         "apart: draw the ones that matter.")
    ax, ends = canvas(ax, (6.4, 3.4)), []
    for (name, run), (colour, dash) in zip(runs.items(), STYLES, strict=False):
        places, values = run if isinstance(run, tuple) else (np.arange(len(run)), run)
        places, values = np.asarray(places, float), np.asarray(values, float)
        if places.shape != values.shape or values.ndim != 1:
            raise ValueError(f"the run {name!r} has places of shape {places.shape} and values of "
                             f"shape {values.shape}: give one value for each place.")
        shown = np.isfinite(values) & (values <= (np.inf if top is None else top)) & (not log or values > 0)
        if not shown.any():
            raise ValueError(f"the run {name!r} has no value that can be drawn"
                             + (": on a log scale they must be above 0." if log else "."))
        ax.plot(places, np.where(shown, values, np.nan), color=colour, linestyle=dash)
        ends.append((values[shown][-1], (name,), colour))
    ax.set(xlabel=xlabel, ylabel=ylabel, yscale="log" if log else "linear")
    end_labels(ax, ends)
    return ax
