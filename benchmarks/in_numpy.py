"""The floor, and gradients in NumPy: ours, ours without buffers, and a textbook's.

The floor is what any dense network must pay: the matrix products z = a Wᵀ, dW = deltaᵀ a, and
delta W for the layers above the first; each one BLAS call, into an array at a cache line.
"""
from functools import partial

import numpy as np

from benchmarks.workloads import ETA, Contestant, flat
from course_lib.backprop import backprop
from course_lib.layout import aligned, windows
from course_lib.optimizers import GradientDescent


def products(problem):
    """The operands (left, right, out) of the bare products of one gradient."""
    sizes, (N, _), dtype = problem.net.sizes, problem.x.shape, problem.x.dtype
    L, rows = len(sizes) - 1, [(N, n) for n in sizes]
    weights = list(zip(sizes[1:], sizes[:-1], strict=True))
    arrays = aligned(rows * 2 + weights * 2, dtype)
    for array in arrays:
        array[...] = np.random.default_rng(0).normal(size=array.shape)
    a, z, W, dW = arrays[:L+1], arrays[L+1:2*L+2], [None, *arrays[2*L+2:3*L+2]], [None, *arrays[3*L+2:]]
    return ([(a[l-1], W[l].T, z[l]) for l in range(1, L + 1)]
            + [(a[l], W[l], z[l-1]) for l in range(L, 1, -1)]
            + [(z[l].T, a[l-1], dW[l]) for l in range(1, L + 1)])


def floor(problem):
    """The bare products, by ndarray.dot and by matmul."""
    operands = products(problem)
    bound = [(left.dot, right, out) for left, right, out in operands]

    def by_dot():
        for dot, right, out in bound:
            dot(right, out)

    def by_matmul():
        for left, right, out in operands:
            np.matmul(left, right, out)
    return [Contestant("floor", "ndarray.dot", by_dot), Contestant("floor", "matmul", by_matmul)]


def ours(problem):
    """course_lib's backprop and GradientDescent, with the same arrays used again at every call."""
    net, x, y, _ = problem
    net, rule = net.at(net.theta.copy()), GradientDescent(ETA)
    gradient = partial(backprop, net, x, y, net.blank_trace(len(x)), np.empty_like(net.theta))

    def step():
        rule.step(net.theta, gradient()[1])
    return [Contestant("ours", "buffers", gradient, step, tuple, net.theta.copy)]


def allocating(problem):
    """course_lib's backprop as one calls it first: backprop(net, x, y)."""
    net, x, y, _ = problem
    return [Contestant("ours, no buffers", "", partial(backprop, net, x, y), None, tuple, net.theta.copy)]


def textbook(problem):
    """The four lines as textbooks write them: every array is made anew, every slope from z."""
    net, x, y, _ = problem
    W, b = windows(net.theta, net.sizes)
    hidden, output, N = net.phi[1].name, net.phi[-1].name, len(x)

    def sigma(z): return 1 / (1 + np.exp(-z))
    phi, slope = {"logistic": (sigma, lambda z: sigma(z) * (1 - sigma(z))),
                  "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
                  "relu": (lambda z: np.maximum(z, 0), lambda z: z > 0)}[hidden]

    def gradient():
        a, z = [x], [None]
        for l in range(1, len(W)):
            z.append(a[-1] @ W[l].T + b[l])
            a.append(phi(z[-1]))
        if output == "softmax":
            e = np.exp(z[-1] - z[-1].max(axis=1, keepdims=True))
            p = e / e.sum(axis=1, keepdims=True)
            E, delta = -np.log(p[y == 1]).sum() / N, (p - y) / N
        else:
            E, delta = 0.5 * ((a[-1] - y) ** 2).sum() / N, (a[-1] - y) / N * slope(z[-1])
        parts = []
        for l in range(len(W) - 1, 0, -1):
            parts = [delta.T @ a[l-1], delta.sum(axis=0), *parts]
            if l > 1:
                delta = delta @ W[l] * slope(z[l-1])
        return E, parts
    return [Contestant("textbook", "", gradient, None,
                       lambda answer: (answer[0], flat(answer[1])), net.theta.copy)]


NUMPY = (floor, ours, allocating, textbook)
