"""Which class is taken for which: a table of counts, a row for each true class.

The diagonal holds the right answers. The mistakes, off the diagonal, are what one looks
for: the more there are of one kind, the darker its cell.
"""
import numpy as np
from matplotlib.colors import LinearSegmentedColormap, Normalize

from course_lib.figures.common import SMALL, canvas, write
from course_lib.house_style import FAINT, INK, QUIET

MISTAKES = LinearSegmentedColormap.from_list("mistakes", ["#FFFFFF", "#F3B55C"])


def confusion_matrix(labels, predictions, classes):
    """Return C, (classes, classes) of int: C[i, j] examples of class i were called class j."""
    labels, predictions = np.asarray(labels), np.asarray(predictions)
    if labels.shape != predictions.shape or labels.ndim != 1:
        raise ValueError(f"labels has shape {labels.shape} and predictions {predictions.shape}: "
                         "give two lists of class numbers of one length.")
    both = np.concatenate([labels, predictions])
    if both.size and (both.dtype.kind not in "iu" or both.min() < 0 or both.max() >= classes):
        raise ValueError(f"Classes are the integers 0 … {classes - 1}; there came {both.dtype} "
                         f"from {both.min()} to {both.max()}: use argmax, or more classes.")
    counts = np.zeros((classes, classes), int)
    np.add.at(counts, (labels.astype(int), predictions.astype(int)), 1)
    return counts


def draw_confusion(labels, predictions, names=None, ax=None):
    """Draw the confusion matrix of two lists of class numbers; return ax.

    names : a word for each class; without them, classes go by number.
    """
    top = int(max(np.max(labels, initial=0), np.max(predictions, initial=0)))
    names = [str(c) for c in range(top + 1)] if names is None else list(names)
    counts = confusion_matrix(labels, predictions, len(names))
    K = len(names)
    ax = canvas(ax, (max(2.4, 0.9 + 0.42 * K), max(2.2, 1.0 + 0.42 * K)))
    mistakes = counts * (1 - np.eye(K, dtype=int))
    ax.imshow(mistakes, cmap=MISTAKES, norm=Normalize(0, max(1, mistakes.max())))
    for i in range(K):
        for j in range(K):
            if counts[i, j]:
                write(ax, j, i, str(counts[i, j]), QUIET if i == j else INK, SMALL,
                      fontweight="normal" if i == j else "bold")
    ax.set(xticks=range(K), yticks=range(K), xticklabels=names, yticklabels=names,
           xlabel="class answered", ylabel="true class",
           title=f"{np.trace(counts)} of {counts.sum()} right")
    ax.set_xticks(np.arange(K + 1) - 0.5, minor=True)
    ax.set_yticks(np.arange(K + 1) - 0.5, minor=True)
    ax.grid(which="minor", color=FAINT, linewidth=0.6)
    ax.tick_params(which="both", length=0)
    ax.spines[:].set_visible(False)
    if max(map(len, names)) > 3:
        ax.tick_params(axis="x", labelrotation=45)
    return ax
