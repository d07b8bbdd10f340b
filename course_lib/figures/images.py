"""A page of small images, each with the answer it was given.

A right answer stands beneath its image as it is. A wrong one is framed and says so
in words ("says 3, is 8"): nobody has to trust a colour.
"""
import numpy as np
from matplotlib.colors import Normalize
from matplotlib.patches import Rectangle

from course_lib.figures.common import SMALL, canvas, write
from course_lib.house_style import INK, QUIET, signed_colours

CELL = 0.62   # inches across, for one image and the gap beside it
IMAGE = 0.84  # the part of a cell's width that the image takes


def draw_images(x, labels=None, predictions=None, shape=(8, 8), columns=10, ax=None):
    """Draw each row of `x` as an image of `shape`; return ax.

    x : (N, height·width)    labels, predictions : (N,), the right class and the one answered.
    Values below 0 bring the signed colours, white at 0; else white is 0 and ink the largest.
    """
    x = np.asarray(x, float)
    if x.ndim != 2 or x.shape[1] != shape[0] * shape[1] or len(x) == 0:
        raise ValueError(f"x has shape {x.shape}; images of {shape[0]}×{shape[1]} are rows of "
                         f"{shape[0] * shape[1]} numbers, one row or more: give their `shape`.")
    for name, given in {"labels": labels, "predictions": predictions}.items():
        if given is not None and len(given) != len(x):
            raise ValueError(f"There are {len(given)} {name} for {len(x)} images: give one each.")
    columns = min(columns, len(x))
    rows = -(-len(x) // columns)
    words = 0 if labels is None and predictions is None else 1
    if words and labels is not None and predictions is not None:
        words = 2 if np.any(np.asarray(labels) != np.asarray(predictions)) else 1
    tall = IMAGE * shape[0] / shape[1] + 0.16 + 0.25 * words   # a cell's height, in cell widths
    ax = canvas(ax, (max(1.2, CELL * columns), CELL * tall * rows))
    ax.set(xlim=(0, columns), ylim=(rows * tall, 0), aspect="equal")
    ax.set_axis_off()
    cmap, norm = _colours(x)
    for n, image in enumerate(x):
        left, top = n % columns + (1 - IMAGE) / 2, n // columns * tall + 0.08
        bottom = top + IMAGE * shape[0] / shape[1]
        ax.imshow(image.reshape(shape), cmap=cmap, norm=norm, zorder=1,
                  extent=(left, left + IMAGE, bottom, top))
        label = None if labels is None else labels[n]
        answer = label if predictions is None else predictions[n]
        wrong = label is not None and answer != label
        ax.add_patch(Rectangle((left, top), IMAGE, bottom - top, fill=False, zorder=2,
                               edgecolor=INK if wrong else QUIET, linewidth=2.5 if wrong else 0.4))
        if words:
            text = f"says {answer}\nis {label}" if wrong else f"{answer}"
            write(ax, left + IMAGE / 2, bottom + 0.06, text, INK if wrong else QUIET, SMALL,
                  va="top", linespacing=1.0, fontweight="bold" if wrong else "normal")
    ax.set(xlim=(0, columns), ylim=(rows * tall, 0))   # imshow had moved them
    return ax


def _colours(x):
    if x.min() < 0:
        return signed_colours(x)
    return "Greys", Normalize(0, x.max() or 1)
