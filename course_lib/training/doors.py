"""The doors of training: its arguments, and what somebody else's backprop returns."""
import operator

import numpy as np

from course_lib.doors import check_batch
from course_lib.optimizers import lbfgs


def pair(net, data):
    x, y = (data.x, data.y) if hasattr(data, "x") else data
    check_batch(net, x, y)
    return x, y


def plan(N, rule, epochs, batch, rng, held, patience):
    """The batch size; or an error about the first argument that does not fit."""
    for name, number in (("epochs", epochs), ("batch", batch), ("patience", patience)):
        if number is not None and (isinstance(number, float) or operator.index(number) < 1):
            raise ValueError(f"{name} is {number}, but a whole number of 1 or more was expected.")
    if rule is not lbfgs and not hasattr(rule, "step"):
        raise TypeError(f"rule is {rule!r}, but an optimizer was expected: for example "
                        "optimizers.Momentum(eta=0.1), or optimizers.lbfgs itself.")
    if rule is lbfgs and batch not in (None, N):
        raise ValueError(f"batch is {batch}, but L-BFGS needs the same E at every step: leave batch out.")
    if batch is not None and batch < N and not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng is {rng!r}, but mini-batches are drawn in an order from a NumPy "
                        "Generator: give rng=np.random.default_rng(0).")
    if patience and not held:
        raise ValueError("patience watches the validation error, but no validation examples came: "
                         "give validation=(x, y).")
    return min(batch or N, N)


def checked(net, backprop):
    """Somebody else's backprop; what it returns is looked at before it is used."""
    name = getattr(backprop, "__name__", "backprop")

    def gradient_of(net, x, y):
        answer = backprop(net, x, y)
        if not (isinstance(answer, tuple) and len(answer) == 2):
            raise TypeError(f"{name} returned {type(answer).__name__}, but a pair (E, gradient) was "
                            "expected: end it with `return E, gradient`.")
        E, gradient = answer
        if np.shape(gradient) != net.theta.shape:
            raise ValueError(f"{name} returned a gradient of shape {np.shape(gradient)}, but theta has "
                             f"shape {net.theta.shape}: one entry for each parameter was expected.")
        if np.shape(E) != ():
            raise ValueError(f"{name} returned an E of shape {np.shape(E)}, but one number was expected: "
                             "the mean over the examples.")
        return E, gradient
    return gradient_of
