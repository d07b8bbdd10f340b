"""Simple things that turn the right numbers into the ones that came, each with the sentence that helps.

Only what has a name is said: a sign, 2, 1/2, N, 1/N, a transpose, a missing row, an order. An
unnamed factor would be the answer in disguise.
"""
import numpy as np

from course_lib.checks.compare import far, numbers

SIGN = "Every number has the opposite sign: look at the order of the subtraction, or for a minus too many."
TWO = "Every number is twice what it should be: look for a half that is missing, or something added twice."
HALF = "Every number is half of what it should be: look for a half too many."
TIMES_N = ("Every number is N times what it should be{and_there_are}: E is a mean over the examples, and 1/N "
           "has been left out.")
OVER_N = ("Every number is 1/N of what it should be{there_are}: 1/N enters once, and here it has entered "
          "once more.")
MINUS_TWO = "Every number is -2 times what it should be: a sign and a factor 2."
TRANSPOSED = "This is the transpose of the right array: rows and columns have changed places."
LACKS_ROW = "The {which} row is missing; the others agree."
LACKS_LAST = "The {which} entry is missing; the others agree."
BACKWARD = "The numbers are right, and stand in the reverse order."
RESHAPED = "The numbers are right, but in another order: reshape, or a transpose, has moved them."
SUMMED = "This is the sum of the right numbers along axis {axis}: here nothing is to be added up."
WHOLE = "Only whole numbers came: an array made of whole numbers (zeros_like of one, say) cuts the rest off."
ZERO = "Every number is 0: what was computed may never have been put into what is returned."
NOT_A_NUMBER = ("There is a nan in it, which is not a number: look for 0/0, inf - inf, or the logarithm of a "
                "negative number.")
INFINITE = "There is an inf in it: look for an exponential that overflows, or a division by 0."


def relation(got, want, task, N=None, private=False):
    """(name, sentence) of a simple relation between what came and what is right, or None.

    N : how many examples there are, if that is known    private : how many is not told
    """
    got, want = numbers(got), numbers(want)
    if got is None or want is None or got.dtype.kind == "b" or not want.size:
        return None
    narrow = got.dtype.kind == "f" and got.dtype.itemsize < 8

    def same(a, b):
        rtol = (task.rtol32 or task.rtol) if narrow else task.rtol
        return a.shape == b.shape and not far(a, b, max(rtol, 1e-9), task.atol).any()
    if got.shape == want.shape:
        return _of_one_shape(got, want, same, N, private)
    return _of_two_shapes(got, want, same)


def _of_one_shape(got, want, same, N, private):
    if got.dtype.kind in "fc" and np.isnan(got).any():
        return "nan", NOT_A_NUMBER
    if got.dtype.kind in "fc" and np.isinf(got).any() and not np.isinf(want).any():
        return "inf", INFINITE
    if got.ndim and not np.any(got):
        return "zero", ZERO
    factors = [("sign", -1, SIGN), ("twice", 2, TWO), ("half", 0.5, HALF), ("minus two", -2, MINUS_TWO)]
    if N and N not in (1, 2):
        told = {"and_there_are": f", and there are N = {N} examples", "there_are": f", with N = {N} examples"}
        told = dict.fromkeys(told, "") if private else told
        factors += [("N", N, TIMES_N.format(**told)), ("1/N", 1 / N, OVER_N.format(**told))]
    for name, factor, sentence in factors if want.dtype.kind in "fc" else ():      # counts are no multiples
        if same(got, factor * want):
            return name, sentence
    if want.ndim == 2 and want.shape[0] == want.shape[1] and same(got, want.T):
        return "transpose", TRANSPOSED
    if want.ndim and len(want) > 1 and same(got, want[::-1]):
        return "reversed", BACKWARD
    if want.ndim and want.size > 1 and same(np.sort(got.ravel()), np.sort(want.ravel())):
        return "order", RESHAPED
    if got.ndim and got.dtype.kind in "iu" and want.dtype.kind == "f":
        return "whole", WHOLE
    return None


def _of_two_shapes(got, want, same):
    if got.ndim == want.ndim == 2 and same(got, want.T):
        return "transpose", TRANSPOSED
    if want.ndim and got.ndim == want.ndim and len(got) == len(want) - 1:
        for which, part in (("last", want[:-1]), ("first", want[1:])):
            if same(got, part):
                return "missing row", (LACKS_ROW if want.ndim > 1 else LACKS_LAST).format(which=which)
    for axis in range(want.ndim):
        if same(got, want.sum(axis=axis)) or same(got, want.sum(axis=axis, keepdims=True)):
            return "summed", SUMMED.format(axis=axis)
    return None
