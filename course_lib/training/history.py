"""What training leaves behind."""
from dataclasses import dataclass, field

import numpy as np


@dataclass
class History:
    """What training left behind, one entry an epoch; entry 0 is before the first.

    E, validation_E : errors    accuracy, validation_accuracy : shares of examples classified
    rightly, where the targets are classes. A list with nothing to hold is empty.
    best_epoch : with early stopping, the epoch whose θ the network was given; else None.
    stopped : "finished", "early" or "interrupted".
    """

    E: list = field(default_factory=list)
    validation_E: list = field(default_factory=list)
    accuracy: list = field(default_factory=list)
    validation_accuracy: list = field(default_factory=list)
    best_epoch: int | None = None
    stopped: str = "finished"

    @property
    def epochs(self):
        """Number of epochs trained."""
        return len(self.E) - 1

    def __repr__(self):
        if not self.E:
            return f"History(nothing seen, {self.stopped})"
        text = f"History({self.epochs} epochs, {self.stopped}: E {self.E[0]:.3g} -> {self.E[-1]:.3g}"
        if self.validation_E:
            text += f", validation {self.validation_E[0]:.3g} -> {self.validation_E[-1]:.3g}"
        if self.validation_accuracy:
            text += f", {self.validation_accuracy[-1]:.1%} right"
        return text + ("" if self.best_epoch is None else f"; kept epoch {self.best_epoch}") + ")"


def accuracy(a, y):
    """Share of the rows where output and target name the same class.

    a, y : (N, n_L). With one column the classes are 0 and 1, told apart at 0.5; with more, the
    class is the column with the largest value.
    """
    if a.shape != y.shape:
        raise ValueError(f"a has shape {a.shape} and y has {y.shape}: give an output for each target.")
    if a.shape[1] == 1:
        return float(np.mean((a >= 0.5) == (y >= 0.5)))
    return float(np.mean(a.argmax(axis=1) == y.argmax(axis=1)))


def are_classes(y):
    """Whether the targets are classes: 0 or 1 in one column, or a single 1 in each row."""
    zero_or_one = bool(((y == 0) | (y == 1)).all())
    return zero_or_one and (y.shape[1] == 1 or bool((y.sum(axis=1) == 1).all()))
