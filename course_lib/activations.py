"""Activation functions φ and their slopes φ′.

    a     = phi(z)                    activity from net input
    slope = phi.slope(z, a)           φ′(z), from z or from a, whichever is simpler
    delta = phi.pull(dE_da, z, a)     ∂E/∂z from ∂E/∂a, written over it

All but softmax work on each number by itself, on arrays of any shape: they have
a slope, and their pull multiplies by it. In softmax every output depends on
every net input of its row: a Jacobian takes the slope's place, and the pull
multiplies by its transpose.

`out` is NumPy's: an array for the answer (for a slope, another one than z and a). Every
function keeps the floating dtype it is given, and takes complex numbers, so that the complex
step (see gradcheck) passes.
"""
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

# The number one in each dtype. As an array of no dimension it costs NumPy half as much as a 1.
ONE = {np.dtype(dtype): np.ones((), dtype) for dtype in ("f4", "f8", "c8", "c16")}

# Below z = -709 e^-z is inf, and 1 / (1 + inf) = 0 is the right answer: no reason to warn.
# Once around a whole sweep (here, and Network.forward), because each use costs half a microsecond.
QUIET = np.errstate(over="ignore")


@dataclass(frozen=True, repr=False)
class Activation:
    """An activation function, with its slope or (softmax) with a pull of its own.

    value(z, out) and value_slope(z, a, out) write into out and return it.
    kinks : the z without a derivative; the slope there is the one from the left.
    """

    name: str
    value: Callable
    value_slope: Callable | None = None
    own_pull: Callable | None = None
    kinks: tuple = ()

    @QUIET
    def __call__(self, z, out=None):
        z = np.asarray(z)
        if z.dtype.kind not in "fc":
            raise TypeError(f"z holds {z.dtype}, but floating-point numbers were expected: "
                            "write np.array(z, dtype=float).")
        return self.value(z, np.empty_like(z) if out is None else out)

    def slope(self, z, a, out=None):
        """φ′(z), shaped like z; a must be φ(z)."""
        if self.value_slope is None:
            raise TypeError(f"{self.name} has no slope: each of its outputs depends on every "
                            "net input of the row. Use its pull.")
        return self.value_slope(z, a, np.empty_like(z) if out is None else out)

    def pull(self, gradient, z, a, slope=None):
        """Turn ∂E/∂a into ∂E/∂z, in place; `slope` is room for φ′(z)."""
        if self.own_pull:
            return self.own_pull(gradient, z, a)
        slope = self.value_slope(z, a, np.empty_like(z) if slope is None else slope)
        return np.multiply(gradient, slope, gradient)

    def __repr__(self):
        return self.name


def _linear(z, out):
    return np.positive(z, out)

def _linear_slope(z, a, out):
    out.fill(1)
    return out


def _logistic(z, out):
    """1 / (1 + e^-z), to the last digits of small values; (1 + tanh(z/2)) / 2 has none at z = -40."""
    np.negative(z, out)
    if out.dtype.kind == "c":
        np.minimum(out, 709, out=out)  # of complex numbers, 1 / inf is not 0 but NaN
    np.exp(out, out)
    np.add(out, ONE.get(z.dtype, 1), out)
    return np.reciprocal(out, out)

def _logistic_slope(z, a, out):
    np.subtract(ONE.get(z.dtype, 1), a, out)
    return np.multiply(out, a, out)


def _tanh(z, out):
    return np.tanh(z, out)

def _tanh_slope(z, a, out):
    np.multiply(a, a, out)
    return np.subtract(ONE.get(z.dtype, 1), out, out)


def _scaled_tanh(z, out):
    """1.7159 tanh(2z/3), which goes through (-1, -1), (0, 0), (1, 1).  LeCun (1989; 1998)."""
    np.multiply(z, 2 / 3, out)
    np.tanh(out, out)
    return np.multiply(out, 1.7159, out)

def _scaled_tanh_slope(z, a, out):
    np.multiply(a, a, out)
    np.multiply(out, -2 / 3 / 1.7159, out)
    return np.add(out, 2 / 3 * 1.7159, out)


def _relu(z, out):
    return np.maximum(z, 0, out=out)

def _relu_slope(z, a, out):
    return np.greater(z, 0, out)


def _leaky_relu(z, out):
    return np.maximum(z, 0.01 * z, out=out)

def _leaky_relu_slope(z, a, out):
    np.greater(z, 0, out)
    return np.maximum(out, 0.01, out=out)


def _gelu(z, out):
    """z Φ(z), with Φ the normal distribution's area to the left.  Hendrycks & Gimpel (2016)."""
    from scipy.special import ndtr
    return np.multiply(z, ndtr(z), out)

def _gelu_slope(z, a, out):
    from scipy.special import ndtr
    np.exp(-0.5 * z * z, out)
    out *= z
    out *= 1 / (2 * np.pi) ** 0.5
    return np.add(out, ndtr(z), out)


def _softplus(z, out):
    """log(1 + e^z) = max(z, 0) + log(1 + e^-|z|): no overflow, and small values keep their digits."""
    top = np.maximum(z, 0)
    np.exp(z - 2 * top, out)
    np.log1p(out, out)
    return np.add(out, top, out)

def _softplus_slope(z, a, out):
    """The logistic of z, which is 1 - e^-a."""
    np.negative(a, out)
    np.expm1(out, out)
    return np.negative(out, out)


def _softmax(z, out):
    """Each row of z as probabilities: e^z over its sum.  The row's largest z is taken off first."""
    np.subtract(z, z.max(axis=-1, keepdims=True), out)
    np.exp(out, out)
    return np.divide(out, out.sum(axis=-1, keepdims=True), out)

def _softmax_pull(gradient, z, a):
    """∂E/∂z_i = a_i (∂E/∂a_i - Σ_j a_j ∂E/∂a_j), the Jacobian's transpose times ∂E/∂a."""
    gradient -= (gradient * a).sum(axis=-1, keepdims=True)
    return np.multiply(gradient, a, gradient)


linear = Activation("linear", _linear, _linear_slope)
logistic = Activation("logistic", _logistic, _logistic_slope)
tanh = Activation("tanh", _tanh, _tanh_slope)
scaled_tanh = Activation("scaled tanh", _scaled_tanh, _scaled_tanh_slope)
relu = Activation("relu", _relu, _relu_slope, kinks=(0.0,))
leaky_relu = Activation("leaky relu", _leaky_relu, _leaky_relu_slope, kinks=(0.0,))
gelu = Activation("gelu", _gelu, _gelu_slope)
softplus = Activation("softplus", _softplus, _softplus_slope)
softmax = Activation("softmax", _softmax, own_pull=_softmax_pull)

ELEMENTWISE = (linear, logistic, tanh, scaled_tanh, relu, leaky_relu, gelu, softplus)
ACTIVATIONS = {phi.name: phi for phi in (*ELEMENTWISE, softmax)}
