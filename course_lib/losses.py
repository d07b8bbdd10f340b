"""Error functions E, and what each hands to the last layer.

    E         mean over the examples of the error of each, summed over its outputs
    delta[L]  ∂E/∂z[L], the start of the delta recursion

The factor 1/N enters here, once, so nothing further down divides again. A
cross-entropy is computed from the net input z, where no logarithm of zero can
occur, and goes with one activation only: then slope and derivative of the
logarithm cancel, and ∂E/∂z[L] = (a - y) / N. The half squared error goes with
any activation: ∂E/∂a[L] = (a - y) / N, which the activation pulls back to z.
"""
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from course_lib.activations import Activation, logistic, softmax


def _anything(y):
    return ""


@dataclass(frozen=True, repr=False)
class Loss:
    """An error function: value(z, a, y, a - y) -> E, and its derivative (a - y) / N.

    output : the only activation it goes with, for which the derivative is ∂E/∂z;
             None where any will do, and the derivative is ∂E/∂a.
    targets : what is wrong with targets y as a sentence, or "" where nothing is.
    """

    name: str
    value: Callable
    output: Activation | None = None
    targets: Callable = _anything

    def start(self, phi, z, a, y, N, slope, delta):
        """Write ∂E/∂z of the last layer into delta, and return E.

        z, a, y, slope, delta : (N, n_L)    N : the number of rows, as an array of no dimension
        """
        np.subtract(a, y, delta)
        E = self.value(z, a, y, delta)
        np.divide(delta, N, delta)
        if not self.output:
            phi.pull(delta, z, a, slope)
        return E

    def __repr__(self):
        return self.name


def log_sum_exp(z):
    """log Σ_j e^z_j of each row, without overflow: the largest z is taken out first."""
    top = z.max(axis=-1, keepdims=True)
    return np.log(np.exp(z - top).sum(axis=-1)) + top[..., 0]


def _half_squared_error(z, a, y, difference):
    """½ Σ (a - y)², over N."""
    difference = difference.ravel()
    return 0.5 * difference.dot(difference) / len(y)


def _binary_cross_entropy(z, a, y, difference):
    """-Σ [y log a + (1 - y) log(1 - a)] = Σ [log(1 + e^z) - y z], over N."""
    top = np.maximum(z, 0)
    return (np.log1p(np.exp(z - 2 * top)).sum() + (top - y * z).sum()) / len(y)


def _categorical_cross_entropy(z, a, y, difference):
    """-Σ y log a = Σ_n log Σ_j e^z_nj - Σ y z, over N; it needs rows of y that sum to 1."""
    z = z - z.max(axis=-1, keepdims=True)  # E stays: the two sums would cancel to their last digits
    return (np.log(np.exp(z).sum(axis=-1)).sum() - y.ravel().dot(z.ravel())) / len(y)


def _not_between_0_and_1(y):
    low, high = y.min(), y.max()
    return "" if low >= 0 and high <= 1 else (
        f"y holds values from {low:g} to {high:g}, but two-class cross-entropy needs "
        "probabilities: give targets between 0 and 1.")


def _not_a_distribution(y):
    sums = y.sum(axis=1)
    row = int(np.argmax(abs(sums - 1)))
    if y.min() < 0:
        return (f"y holds {y.min():g}, but categorical cross-entropy needs probabilities: "
                "give targets of 0 or more.")
    # a float32 row of thirds misses 1 by a few roundings
    return "" if abs(sums[row] - 1) < 1e-5 else (
        f"row {row} of y sums to {sums[row]:g}, but categorical cross-entropy needs rows that "
        "sum to 1: one class a row as a 1 among zeros, or shares of several.")


half_squared_error = Loss("half squared error", _half_squared_error)
binary_cross_entropy = Loss("two-class cross-entropy", _binary_cross_entropy, logistic,
                            _not_between_0_and_1)
categorical_cross_entropy = Loss("categorical cross-entropy", _categorical_cross_entropy, softmax,
                                 _not_a_distribution)

LOSSES = {loss.name: loss for loss in (half_squared_error, binary_cross_entropy,
                                       categorical_cross_entropy)}
