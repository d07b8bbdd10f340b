"""The doors: what is asked of a network's parts, and of x and y, before work begins.

Each function raises TypeError or ValueError with three things: what came, what was
expected, what to do. Nothing is cast or stretched to fit. They stand at the
doors (Network, predict, error, train), not in the loops.
"""
import math
import operator

import numpy as np

from course_lib.activations import ACTIVATIONS, Activation
from course_lib.layout import count

FLOATS = (np.float64, np.float32, np.complex128)  # complex only for the complex step


def check_sizes(sizes):
    """sizes : whole numbers of units, one a layer, at least an input and an output layer."""
    try:
        whole = [operator.index(n) for n in sizes]
    except TypeError:
        whole = []
    if len(whole) < 2 or min(whole) < 1:
        raise ValueError(f"sizes is {sizes!r}, but a network needs the number of units of at least "
                         "two layers, each 1 or more: for example (2, 3, 2).")


def check_network(sizes, phi, loss, theta, decay):
    """Everything that Network is made of fits together."""
    check_sizes(sizes)
    layers = len(sizes) - 1
    if isinstance(phi, Activation) or len(phi) != layers:
        came = "one activation" if isinstance(phi, Activation) else f"{len(phi)} activations"
        raise ValueError(f"phi is {came}, but sizes {tuple(sizes)} has {layers} layers above the "
                         "input: give a list with one activation for each.")
    for one in phi:
        if not isinstance(one, Activation):
            raise TypeError(f"phi holds {one!r}, but an Activation was expected: take one of "
                            f"course_lib.activations ({', '.join(ACTIVATIONS)}).")
    if not hasattr(loss, "targets"):
        raise TypeError(f"loss is {loss!r}, but a Loss was expected: take one of course_lib.losses, "
                        "for example losses.half_squared_error.")
    if loss.output and phi[-1] != loss.output:
        raise ValueError(f"the output activation is {phi[-1]}, but {loss} goes with {loss.output}: "
                         f"make {loss.output} the last of phi, or take the half squared error, "
                         "which goes with any.")
    check_theta(theta, sizes)
    if not (isinstance(decay, (int, float, np.floating)) and 0 <= decay < math.inf):
        raise ValueError(f"decay is {decay!r}, but a finite number of 0 or more was expected.")


def check_theta(theta, sizes):
    """theta : (count(sizes),), floating point, finite, in one piece of memory."""
    check_array("theta", theta)
    if theta.shape != (count(sizes),):
        raise ValueError(f"theta has shape {theta.shape}, but sizes {tuple(sizes)} needs one vector of "
                         f"{count(sizes)} weights and biases: initial_weights makes one.")
    if not theta.flags.c_contiguous:
        raise ValueError("theta is a window with gaps, so W and b could not be windows on it: "
                         "give theta.copy().")


def check_array(name, values):
    """A NumPy array of a floating type, without NaN or inf."""
    if not isinstance(values, np.ndarray):
        raise TypeError(f"{name} is a {type(values).__name__}, but a NumPy array was expected: "
                        f"write np.array({name}, dtype=float).")
    if values.dtype not in FLOATS:
        raise TypeError(f"{name} holds {values.dtype}, but float64 (or float32) was expected: "
                        f"write {name}.astype(float).")
    if not np.isfinite(values).all():
        place = tuple(int(i) for i in np.argwhere(~np.isfinite(values))[0])
        raise ValueError(f"{name}{list(place)} is {values[place]}, but finite numbers were expected: "
                         "look at how it was made, and repair or leave out those entries.")


def check_shapes(net, x, y=None):
    """x : (N, n_0), y : (N, n_L), with N >= 1, in the network's dtype. All that loops ask for."""
    for name, rows, units, layer in (("x", x, net.sizes[0], "input"), ("y", y, net.sizes[-1], "output")):
        if rows is None:
            continue
        if not isinstance(rows, np.ndarray):
            check_array(name, rows)
        if rows.ndim != 2:
            raise ValueError(f"{name} has shape {rows.shape}, but two dimensions were expected, an "
                             f"example a row: for one example write {name}[None, :], for one column "
                             f"{name}[:, None].")
        if rows.shape[1] != units:
            raise ValueError(f"{name} has {rows.shape[1]} columns, but this network has {units} {layer} "
                             f"units: give one column for each {layer} unit.")
        if not len(rows):
            raise ValueError(f"{name} has no rows, but at least one example was expected.")
        if rows.dtype != net.theta.dtype and net.theta.dtype.kind != "c":
            raise TypeError(f"{name} holds {rows.dtype}, but this network computes in "
                            f"{net.theta.dtype}: write {name}.astype(np.{net.theta.dtype}).")
    if y is not None and len(x) != len(y):
        raise ValueError(f"x has {len(x)} rows and y has {len(y)}, but each example needs both: "
                         "give as many of one as of the other.")


def check_batch(net, x, y=None):
    """As check_shapes; and finite, and targets that the loss can use."""
    check_shapes(net, x, y)
    check_array("x", x)
    if y is not None:
        check_array("y", y)
        wrong = net.loss.targets(y)
        if wrong:
            raise ValueError(wrong)


def named(name, known, kind):
    """known[name], or an error that lists the names there are."""
    if name not in known:
        raise ValueError(f"{name!r} is the name of no {kind}; there are: {', '.join(known)}.")
    return known[name]


def check_rate(name, value, low=0.0, high=math.inf):
    """A rate strictly between low and high (a high of 1 or inf is itself excluded)."""
    if not (isinstance(value, (int, float, np.floating)) and low < value < high):
        raise ValueError(f"{name} is {value!r}, but a number above {low:g}"
                         + (f" and below {high:g}" if high < math.inf else "") + " was expected.")
