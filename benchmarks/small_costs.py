"""Two small costs: the accurate logistic, and a NumPy call.

The logistic 1 / (1 + e^-z) keeps the digits of small values; (1 + tanh(z/2)) / 2 has none left at
z = -40. The second question is why the smallest net cannot come near its floor: what do the method's
NumPy calls cost by themselves, in one bare list, without a network or a loop around them?
"""
from functools import partial

import numpy as np

from benchmarks.clock import digits, rounds
from benchmarks.workloads import problem, reference
from course_lib import activations
from course_lib.gradcheck import relative_error
from course_lib.layout import windows

SHAPES = (4, 2), (10, 30), (256, 512)


def by_tanh(z, out):
    """(1 + tanh(z/2)) / 2, in as few calls as it goes."""
    half = HALF[z.dtype]
    np.multiply(z, half, out)
    np.tanh(out, out)
    np.multiply(out, half, out)
    return np.add(out, half, out)


HALF = {np.dtype(dtype): np.full((), 0.5, dtype) for dtype in ("f4", "f8")}


def logistic(seconds, rng):
    """Rows {dtype, shape, ratio, microseconds}: the accurate form's time over the tanh form's."""
    rows = []
    for dtype in ("float64", "float32"):
        for shape in SHAPES:
            z = rng.normal(size=shape).astype(dtype)
            forms = [partial(form, z, np.empty_like(z)) for form in (activations.logistic.value, by_tanh)]
            times = rounds(forms, seconds, rng)
            ratio, medians = np.median(times[:, 0] / times[:, 1]), np.median(times, axis=0)
            rows.append({"dtype": dtype, "shape": shape, "ratio": digits(ratio),
                         "microseconds": [digits(median * 1e6) for median in medians]})
    return rows


def list_of_calls(net, x, y):
    """Every NumPy call of one gradient of a logistic net with half squared error: (calls, gradient)."""
    trace, gradient, one = net.blank_trace(len(x)), np.empty_like(net.theta), np.ones(())
    trace.collect_in(gradient)                  # room for the pass back
    dW, db = windows(gradient, net.sizes)
    z, a, slope, delta = trace.z, trace.a, trace.slope, trace.delta
    calls, L = [], net.L
    for l in range(1, L + 1):
        below = x if l == 1 else a[l-1]
        calls += [(below.dot, net.W[l].T, z[l]), (np.add, z[l], net.b[l], z[l]), (np.negative, z[l], a[l]),
                  (np.exp, a[l], a[l]), (np.add, a[l], one, a[l]), (np.reciprocal, a[l], a[l])]
    flat = delta[L].ravel()
    calls += [(np.subtract, a[L], y, delta[L]), (flat.dot, flat), (np.divide, delta[L], trace.N, delta[L])]
    for l in range(L, 0, -1):
        calls += [(np.subtract, one, a[l], slope[l]), (np.multiply, slope[l], a[l], slope[l]),
                  (np.multiply, delta[l], slope[l], delta[l])]
        calls += [(delta[l].dot, net.W[l], delta[l-1])] if l > 1 else []
    for l in range(1, L + 1):
        calls += [(delta[l].T.dot, x if l == 1 else a[l-1], dW[l]), (trace.ones.dot, delta[l], db[l])]
    return calls, gradient


def calls(seconds, rng):
    """{calls: how many workload a makes, products: of these the floor's, microseconds: in one bare list}."""
    net, x, y, _ = problem("a")
    listed, gradient = list_of_calls(net, x, y)
    bound = [partial(*call) for call in listed]

    def run():
        for call in bound:
            call()
    run()
    if relative_error(gradient, reference(net, x, y)[1]) > 1e-12:
        raise AssertionError("the list of calls gives another gradient than backprop.")
    microseconds = np.median(rounds([run], seconds, rng)) * 1e6
    return {"calls": len(listed), "products": 3 * net.L - 1, "microseconds": digits(microseconds)}
