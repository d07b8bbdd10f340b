"""The doors of training: its arguments, and what somebody else's backprop returns."""
from numbers import Integral

import numpy as np

from course_lib.doors import check_batch
from course_lib.optimizers import lbfgs


def pair(net, data, name="data"):
    """x and y of a Dataset or of a pair, looked at."""
    if getattr(data, "parts", None):
        raise ValueError(f"{name} is {data!r}, which has a stated split, and training on all of it would "
                         "use up the test part too: give .train, and .validation for validation.")
    try:
        x, y = (data.x, data.y) if hasattr(data, "x") else data
    except (TypeError, ValueError):
        raise TypeError(f"{name} is {type(data).__name__}, but a Dataset or a pair (x, y) was "
                        "expected.") from None
    check_batch(net, x, y)
    return x, y


def plan(N, rule, epochs, batch, rng, held, patience):
    """The batch size; or an error about the first argument that does not fit."""
    for name, number in (("epochs", epochs), ("batch", batch), ("patience", patience)):
        whole = isinstance(number, Integral) and not isinstance(number, bool)
        if not (whole and number >= 1) and (name == "epochs" or number is not None):
            raise ValueError(f"{name} is {number!r}, but a whole number of 1 or more was expected.")
    if rule is not lbfgs and (isinstance(rule, type) or not hasattr(rule, "step")):
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
        gradient = np.asarray(gradient)
        if gradient.dtype.kind != "f":
            raise TypeError(f"{name} returned a gradient of {gradient.dtype}, but floating-point numbers "
                            "were expected.")
        if gradient.shape != net.theta.shape:
            raise ValueError(f"{name} returned a gradient of shape {np.shape(gradient)}, but theta has "
                             f"shape {net.theta.shape}: one entry for each parameter was expected.")
        if np.shape(E) != () or not np.issubdtype(np.asarray(E).dtype, np.floating):
            raise ValueError(f"{name} returned {E!r:.40} as E of shape {np.shape(E)}, but one number was "
                             "expected: the mean over the examples.")
        return float(E), gradient
    return gradient_of
