"""The seven workloads, with the same numbers for everybody, and what a contestant is.

From a net of 9 parameters, where a call's own cost is all there is, to one of 670,000,
where the matrix products are.
"""
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from course_lib import activations, losses
from course_lib.activations import Activation
from course_lib.backprop import backprop
from course_lib.layout import count, windows
from course_lib.losses import Loss
from course_lib.network import Network

ETA = 1e-3          # so small that the net stays where it is for the length of a measurement
TO_KINK = 1e-5      # no net input lies nearer to a kink: there two roundings give two slopes


class Workload(NamedTuple):
    sizes: tuple
    hidden: Activation
    output: Activation
    loss: Loss
    N: int


WORKLOADS = {
    "a": Workload((2, 2, 1), activations.logistic, activations.logistic,
                  losses.half_squared_error, 4),
    "b": Workload((2, 16, 16, 1), activations.tanh, activations.tanh,
                  losses.half_squared_error, 100),
    "c": Workload((784, 30, 10), activations.logistic, activations.logistic,
                  losses.half_squared_error, 10),
    "d32": Workload((784, 128, 10), activations.relu, activations.softmax,
                    losses.categorical_cross_entropy, 32),
    "d128": Workload((784, 128, 10), activations.relu, activations.softmax,
                     losses.categorical_cross_entropy, 128),
    "e": Workload((784, 512, 512, 10), activations.relu, activations.softmax,
                  losses.categorical_cross_entropy, 256),
    "f": Workload((64,) * 11, activations.relu, activations.relu,
                  losses.half_squared_error, 32),
}


class Problem(NamedTuple):
    """A workload with its numbers. labels : the classes as whole numbers, where y is one-hot."""

    net: Network
    x: np.ndarray
    y: np.ndarray
    labels: np.ndarray


@dataclass(frozen=True)
class Contestant:
    """One form in which somebody computes E and ∂E/∂θ, and steps downhill. Of several, the quickest counts.

    gradient() -> whatever it is there; read(that) -> (E, ∂E/∂θ as one vector, laid out as θ)
    step() : θ ← θ - ETA ∂E/∂θ    theta() -> θ as it is now, one vector
    """

    name: str
    form: str
    gradient: Callable | None = None
    step: Callable | None = None
    read: Callable | None = None
    theta: Callable | None = None


def problem(name, dtype="float64"):
    """The workload of that name: weights of variance 2 / n_in, random biases, normal inputs."""
    work = WORKLOADS[name]
    for seed in range(100):
        rng = np.random.default_rng(seed)
        theta = rng.normal(0, 0.1, count(work.sizes))
        W, _ = windows(theta, work.sizes)
        for l in range(1, len(work.sizes)):
            W[l][...] = rng.normal(0, (2 / work.sizes[l-1]) ** 0.5, W[l].shape)
        phi = [work.hidden] * (len(work.sizes) - 2) + [work.output]
        net = Network(work.sizes, phi, work.loss, theta.astype(dtype))
        x = rng.normal(size=(work.N, work.sizes[0])).astype(dtype)
        labels = rng.integers(work.sizes[-1], size=work.N)
        y = rng.random((work.N, work.sizes[-1])).astype(dtype)
        if work.loss.output is activations.softmax:
            y = np.eye(work.sizes[-1], dtype=dtype)[labels]
        trace = net.forward(x)
        if all(abs(trace.z[l]).min() > TO_KINK for l in range(1, net.L + 1) if net.phi[l].kinks):
            return Problem(net, x, y, labels)
    raise RuntimeError(f"workload {name}: every one of 100 seeds puts a net input at a kink.")


def reference(net, x, y):
    """E and ∂E/∂θ of these very numbers, computed in float64."""
    exact = Network(net.sizes, net.phi[1:], net.loss, net.theta.astype(float))
    return backprop(exact, x.astype(float), y.astype(float))


def flat(arrays):
    """One vector of all the arrays' numbers, in order."""
    return np.concatenate([np.asarray(array).ravel() for array in arrays])


def parts_of(net):
    """Copies of W[1], b[1], W[2], b[2], …: in this order they are θ."""
    return [part.copy() for pair in zip(net.W[1:], net.b[1:], strict=True) for part in pair]
