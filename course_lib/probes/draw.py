"""Random cases that leave mistakes nowhere to hide.

Neighbouring layers differ in width, at least two outputs, three examples or more, a number of examples that
is no width, random biases, decay above 0: each of these lets some mistake through where it is missing.
"""
import numpy as np

from course_lib.activations import logistic, scaled_tanh, softplus, tanh
from course_lib.layout import count
from course_lib.losses import categorical_cross_entropy, half_squared_error
from course_lib.network import Network

SMOOTH = (logistic, tanh, softplus, scaled_tanh)


def widths(rng, layers, low=2, high=7):
    """(N, sizes): so many layers, all of different widths from low to high, and N is none of them."""
    N, *sizes = (int(n) for n in rng.permutation(np.arange(max(low, 2), high + 1))[:layers + 1])
    if N < 3:
        N, sizes[0] = sizes[0], N
    return N, tuple(sizes)


def network(rng, layers=4, phi=SMOOTH, output=None, loss=half_squared_error, decay=None, sizes=None, N=None):
    """net, x, y: a network of so many layers (the input counts), and N examples it can be asked about.

    phi : activations to draw from, one for each layer    output : the last one, where it is not drawn
    decay : drawn between 0.05 and 0.2 where not given
    """
    drawn_N, drawn_sizes = widths(rng, layers)
    N, sizes = N or drawn_N, sizes or drawn_sizes
    chosen = [phi[rng.integers(len(phi))] for _ in sizes[1:]]
    chosen[-1] = loss.output or output or chosen[-1]
    decay = float(rng.uniform(0.05, 0.2)) if decay is None else decay
    while True:
        net = Network(sizes, chosen, loss, rng.normal(0, 0.7, count(sizes)), decay)
        x = rng.normal(size=(N, sizes[0]))
        if away_from_kinks(net, x):
            break
    y = rng.uniform(0.1, 0.9, size=(N, sizes[-1]))
    if loss is categorical_cross_entropy:
        y /= y.sum(axis=1, keepdims=True)
    return net, x, y


def away_from_kinks(net, x, distance=1e-3):
    """Whether every net input keeps its distance from the kinks of its activation."""
    z = net.forward(x).z
    return all(abs(z[l] - kink).min() > distance for l in range(1, net.L + 1) for kink in net.phi[l].kinks)


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
