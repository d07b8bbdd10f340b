"""Activations and losses in symbols, by the names they have in the rest of the course.

An activation turns the net inputs of a layer into activities, and pulls dE/da back to dE/dz: by
its slope, or (softmax, where every output depends on every net input) by its Jacobian. A loss gives
E; its derivative is a - y, which is dE/da for the half squared error, and already dE/dz for a
cross-entropy, whose one activation is then part of it.
"""
from collections.abc import Callable
from dataclasses import dataclass

import sympy as sp

from course_lib.symbolic.functions import (
    Phi,
    leaky_relu,
    relu,
    scaled_tanh,
    sigma,
    softplus,
    step,
    varphi,
)
from course_lib.symbolic.functions_of_several import log_sum_exp, softmax


@dataclass(frozen=True)
class Activation:
    """function(z_j) -> a_j, and slope(z_j, a_j), from whichever is shorter to write."""

    function: Callable
    slope: Callable

    def __call__(self, z): return [self.function(z_j) for z_j in z]

    def pull(self, dE_da, z, a):
        """∂E/∂z of each unit: ∂E/∂a times the slope."""
        return [g * self.slope(z_j, a_j) for g, z_j, a_j in zip(dE_da, z, a, strict=True)]


class Softmax:
    """All outputs of a layer at once; the pull is its Jacobian's transpose times ∂E/∂a."""

    def __call__(self, z): return [softmax(j, *z) for j in range(1, len(z) + 1)]

    def pull(self, dE_da, z, a):
        shared = sum(a_k * g_k for a_k, g_k in zip(a, dE_da, strict=True))
        return [a_j * (g_j - shared) for a_j, g_j in zip(a, dE_da, strict=True)]


_C = scaled_tanh.C

ACTIVATIONS = {
    "generic": Activation(varphi, lambda z, a: varphi(z, 1)),
    "linear": Activation(lambda z: z, lambda z, a: sp.S.One),
    "logistic": Activation(sigma, lambda z, a: a * (1 - a)),
    "tanh": Activation(sp.tanh, lambda z, a: 1 - a ** 2),
    "scaled tanh": Activation(scaled_tanh, lambda z, a: 2 * (_C - a ** 2 / _C) / 3),
    "relu": Activation(relu, lambda z, a: step(z)),
    "leaky relu": Activation(leaky_relu, lambda z, a: leaky_relu(z).fdiff()),
    "gelu": Activation(lambda z: z * Phi(z), lambda z, a: Phi(z) + z * Phi(z).fdiff()),
    "softplus": Activation(softplus, lambda z, a: sigma(z)),
    "softmax": Softmax(),
}


@dataclass(frozen=True)
class Loss:
    """value(z, a, y) -> E for one example; `output` names the only activation it goes with."""

    value: Callable
    output: str | None = None

    def delta(self, phi, z, a, y):
        """∂E/∂z of the last layer, whose activation is phi."""
        difference = [a_j - y_j for a_j, y_j in zip(a, y, strict=True)]
        return difference if self.output else phi.pull(difference, z, a)


def half_squared_error(z, a, y):
    return sum((a_j - y_j) ** 2 for a_j, y_j in zip(a, y, strict=True)) / 2

def two_class_cross_entropy(z, a, y):
    """-Σ [y log a + (1 - y) log(1 - a)] with a = sigma(z), from z."""
    return sum(softplus(z_j) - y_j * z_j for z_j, y_j in zip(z, y, strict=True))

def categorical_cross_entropy(z, a, y):
    """-Σ y log a with a = softmax(z) and Σ y = 1, from z."""
    return log_sum_exp(*z) - sum(y_j * z_j for z_j, y_j in zip(z, y, strict=True))


LOSSES = {
    "half squared error": Loss(half_squared_error),
    "two-class cross-entropy": Loss(two_class_cross_entropy, output="logistic"),
    "categorical cross-entropy": Loss(categorical_cross_entropy, output="softmax"),
}
