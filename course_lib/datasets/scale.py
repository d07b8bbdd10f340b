"""Bring columns with different units to one size: mean 0, spread 1.

    x_scaled = (x - mean) / spread          mean, spread : one number for each column

A net input sums its inputs, so kilowatts in the tens would drown a ratio near one. Mean and
spread come from the training rows alone and then serve all rows, also those of the test.
By the chain rule a gradient scales the other way: dE/dx = (dE/dx_scaled) / spread.

Source: LeCun, Bottou, Orr & Müller, Efficient BackProp (1998), section 4.3.
"""
from typing import NamedTuple

import numpy as np

from .doors import check_table


class Scale(NamedTuple):
    """Mean and spread (standard deviation) of each column, and the way there and back."""

    mean: np.ndarray
    spread: np.ndarray

    def forward(self, x):
        """From units to mean 0 and spread 1."""
        return (x - self.mean) / self.spread

    def back(self, x_scaled):
        """From mean 0 and spread 1 to units."""
        return x_scaled * self.spread + self.mean


def standardise(x):
    """Return x with mean 0 and spread 1 in each column, and the Scale that does it to others.

    x : (N, n)    A column that never varies keeps spread 1, and so becomes 0.
    Raises TypeError or ValueError unless x is a finite 2-D array of floats.
    """
    check_table("x", x)
    constant = x.min(axis=0) == x.max(axis=0)
    # a constant column's computed mean can be off by a rounding error: take the value itself
    scale = Scale(np.where(constant, x[0], x.mean(axis=0)), np.where(constant, 1, x.std(axis=0)))
    return scale.forward(x), scale
