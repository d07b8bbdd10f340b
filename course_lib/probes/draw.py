"""Random cases that leave mistakes nowhere to hide: widths, choices, numbers with few places.

Neighbouring layers differ in width, three examples or more, a number of examples that is no width: each of
these lets some mistake through where it is missing. Networks are drawn in networks, a module of its own, so
that the library's does not stand beside a learner's code where no case needs it.
"""
import numpy as np


def widths(rng, layers, low=2, high=7):
    """(N, sizes): so many layers, all of different widths from low to high, and N is none of them."""
    N, *sizes = (int(n) for n in rng.permutation(np.arange(max(low, 2), high + 1))[:layers + 1])
    if N < 3:
        N, sizes[0] = sizes[0], N
    return N, tuple(sizes)


def one_of(rng, *choices):
    """One of these, each as likely."""
    return choices[rng.integers(len(choices))]


def decimals(rng, low, high, size=None, places=1, nonzero=True):
    """Numbers for a sheet, with so few places, evenly from low to high: a float, or a list of floats."""
    def one():
        while True:
            value = round(float(rng.uniform(low, high)), places) + 0.0
            if value or not nonzero:
                return value
    return one() if size is None else [one() for _ in range(size)]
