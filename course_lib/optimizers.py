"""Rules for one step downhill. Each changes the flat vector θ in place.

    rule.step(theta, gradient)

A rule keeps what it remembers from step to step (a velocity, running means) in
itself, so one rule object belongs to one training run. Its rates may be changed
between steps. `lbfgs` is no rule of this kind: it asks for E and the gradient
wherever it likes.
"""
from numbers import Real

import numpy as np


def _rate(name, value, high=np.inf, zero=False):
    """The value as a Python number, if it lies above 0 (or at 0, where allowed) and below high."""
    if not (isinstance(value, Real) and not isinstance(value, bool) and 0 <= value < high
            and (zero or value > 0)):
        raise ValueError(f"{name} is {value!r}, but a number {'from' if zero else 'above'} 0"
                         + (f" and below {high:g}" if high < np.inf else "") + " was expected.")
    return float(value)  # NumPy's float64 would turn float32 into itself


def _check(theta, gradient, remembered=None):
    """NumPy would stretch one to the other."""
    if theta.shape == gradient.shape and (remembered is None or remembered.shape == theta.shape):
        return
    known = "nothing" if remembered is None else f"arrays of shape {remembered.shape}"
    raise ValueError(f"gradient has shape {gradient.shape}, theta {theta.shape}, and the rule remembers "
                     f"{known}: they must be the same, and a rule belongs to one training run, so make a new "
                     "one for another network.")


def _times(eta, gradient, room):
    """η ∂E/∂θ, in the same array as last time if that has its dtype and shape."""
    fits = room is not None and room.dtype == gradient.dtype and room.shape == gradient.shape
    return np.multiply(gradient, eta, room if fits else None)


class GradientDescent:
    """θ ← θ - η ∂E/∂θ. On mini-batches this is stochastic gradient descent."""

    def __init__(self, eta):
        self.eta, self._change = _rate("eta", eta), None

    def step(self, theta, gradient):
        _check(theta, gradient)
        self._change = _times(self.eta, gradient, self._change)
        np.subtract(theta, self._change, theta)


class Momentum:
    """v ← α v - η ∂E/∂θ;  θ ← θ + v.  Rumelhart, Hinton & Williams (1986), equation 9."""

    def __init__(self, eta, alpha=0.9):
        self.eta, self.alpha = _rate("eta", eta), _rate("alpha", alpha, high=1, zero=True)
        self.v, self._change = None, None

    def step(self, theta, gradient):
        _check(theta, gradient, self.v)
        self._change = _times(self.eta, gradient, self._change)
        self.v = np.zeros_like(theta) if self.v is None else self.v
        self.v *= self.alpha
        self.v -= self._change
        theta += self.v


class Nesterov(Momentum):
    """As momentum, but the slope is read where the velocity leads.

    Written in shifted variables, so that the gradient is taken at θ itself:
    θ ← θ + α v - η ∂E/∂θ with the new v. Sutskever et al. (2013) have the velocity,
    Bengio, Boulanger-Lewandowski & Pascanu (2013) the shift.
    """

    def step(self, theta, gradient):
        before = 0 if self.v is None else self.alpha * self.v
        super().step(theta, gradient)
        # momentum has added v = before - η ∂E/∂θ; what is missing is α v - before
        theta += self.alpha * self.v - before


class RMSProp:
    """θ ← θ - η g / (√s + ε), with s a running mean of g².  Hinton (2012), lecture 6."""

    def __init__(self, eta=1e-3, rho=0.9, epsilon=1e-8):
        self.eta, self.rho = _rate("eta", eta), _rate("rho", rho, high=1, zero=True)
        self.epsilon, self.s = _rate("epsilon", epsilon), None

    def step(self, theta, gradient):
        _check(theta, gradient, self.s)
        self.s = np.zeros_like(theta) if self.s is None else self.s
        self.s = self.rho * self.s + (1 - self.rho) * gradient ** 2
        theta -= self.eta * gradient / (np.sqrt(self.s) + self.epsilon)


class Adam:
    """Momentum and RMSProp together, each corrected for its start at 0.  Kingma & Ba (2015)."""

    def __init__(self, eta=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.eta, self.epsilon = _rate("eta", eta), _rate("epsilon", epsilon)
        self.beta1 = _rate("beta1", beta1, high=1, zero=True)
        self.beta2 = _rate("beta2", beta2, high=1, zero=True)
        self.m, self.v, self.t = None, None, 0

    def step(self, theta, gradient):
        _check(theta, gradient, self.m)
        if self.m is None:
            self.m, self.v = np.zeros_like(theta), np.zeros_like(theta)
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * gradient
        self.v = self.beta2 * self.v + (1 - self.beta2) * gradient ** 2
        m_hat = self.m / (1 - self.beta1 ** self.t)
        v_hat = self.v / (1 - self.beta2 ** self.t)
        theta -= self.eta * m_hat / (np.sqrt(v_hat) + self.epsilon)


class Shrinking:
    """Another rule, and after each of its steps every parameter loses a share of itself.

    This is the weight decay of the 1986 papers ("0.2 % an update", share=0.002). It is
    no part of E: a network's own `decay` is.
    """

    def __init__(self, rule, share):
        self.rule, self.share = rule, _rate("share", share, high=1, zero=True)

    def step(self, theta, gradient):
        self.rule.step(theta, gradient)
        theta *= 1 - self.share


def lbfgs(E_and_gradient, theta, steps=200, after_step=None):
    """Minimise with SciPy's L-BFGS-B and return the θ it ends at; theta itself stays.

    E_and_gradient(theta) -> (E, gradient), over all examples at once: the method builds a
    picture of the curvature from gradients that must belong to the same E. It sets its
    own step lengths. after_step(theta) is called after each.

    Source: Liu & Nocedal (1989); Byrd, Lu, Nocedal & Zhu (1995).
    """
    from scipy.optimize import minimize

    def in_double(point):
        E, gradient = E_and_gradient(point.astype(theta.dtype, copy=False))
        return float(E), np.array(gradient, dtype=float)
    found = minimize(in_double, theta.astype(float), jac=True, method="L-BFGS-B",
                     callback=after_step,
                     options={"maxiter": steps, "maxfun": 20 * steps, "ftol": 0, "gtol": 1e-10})
    return found.x.astype(theta.dtype)
