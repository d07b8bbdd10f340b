"""The clock: everybody in turn, in many short slices, so that drift of the machine cancels in ratios."""
import time
from itertools import repeat

import numpy as np

SLICE = 2e-3            # seconds of one turn
FEWEST = 5              # rounds, at least


def time_of(function):
    """Seconds of a call, roughly: the median of five slices."""
    function()
    calls = max(1, int(SLICE / one_slice(function, 1)))
    return np.median([one_slice(function, calls) for _ in range(5)])


def one_slice(function, calls):
    """Seconds a call, after one that brings its arrays back into the cache."""
    function()
    start = time.perf_counter()
    for _ in repeat(None, calls):
        function()
    return (time.perf_counter() - start) / calls


def rounds(functions, seconds, rng, times=None, pause=0.0):
    """Seconds a call, (rounds, functions): each round gives everybody a slice, in a new order.

    times : what a call of each takes, roughly, where that is known
    pause : seconds of rest before each slice, for another's threads to fall asleep
    """
    calls = [max(1, int(SLICE / time)) for time in times or map(time_of, functions)]
    table, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end or len(table) < FEWEST:
        row = np.empty(len(functions))
        for k in rng.permutation(len(functions)):
            time.sleep(pause)
            row[k] = one_slice(functions[k], calls[k])
        table.append(row)
    return np.array(table)


def digits(number):
    """Four of them: no clock gives more."""
    return float(f"{number:.4g}")


def quartiles(ratios):
    return [digits(q) for q in np.percentile(ratios, (25, 50, 75))]
