"""The doors: what is asked of a network's parts, and of x and y, before work begins.

Each function raises TypeError or ValueError with three things: what came, what was
expected, what to do. Nothing is cast or stretched to fit. They stand at the
doors (Network, predict, error, train), not in the loops.
"""
import math
import numbers
import operator
from collections.abc import Iterable

import numpy as np

from course_lib.activations import ACTIVATIONS, Activation
from course_lib.layout import count

FLOATS = (np.float64, np.float32)


def check_sizes(sizes):
    """sizes : whole numbers of units, one a layer, at least an input and an output layer."""
    try:
        whole = [operator.index(n) for n in sizes]
    except TypeError:
        whole = []
    if len(whole) < 2 or min(whole) < 1 or isinstance(sizes, (set, frozenset, dict)):
        raise ValueError(f"sizes is {sizes!r}, but a network needs the number of units of at least "
                         "two layers, each 1 or more: for example (2, 3, 2).")
    return tuple(whole)


def check_network(sizes, phi, loss, theta, decay):
    """Everything that Network is made of fits together; return sizes as a tuple, phi as a list."""
    sizes = check_sizes(sizes)
    layers = len(sizes) - 1
    phi = list(phi) if isinstance(phi, Iterable) else phi
    if not isinstance(phi, list) or len(phi) != layers:
        came = f"{len(phi)} activations" if isinstance(phi, list) else f"one activation, {phi!r}"
        raise ValueError(f"phi is {came}, but sizes {tuple(sizes)} has {layers} layers above the "
                         "input: give a list with one activation for each.")
    for one in phi:
        if not isinstance(one, Activation):
            raise TypeError(f"phi holds {one!r}, but an Activation was expected: take one of "
                            f"course_lib.activations ({', '.join(ACTIVATIONS)}).")
    if isinstance(loss, type) or not hasattr(loss, "targets"):
        raise TypeError(f"loss is {loss!r}, but a Loss was expected: take one of course_lib.losses, "
                        "for example losses.half_squared_error.")
    if loss.output and phi[-1] != loss.output:
        raise ValueError(f"the output activation is {phi[-1]}, but {loss} goes with {loss.output}: "
                         f"make {loss.output} the last of phi, or take the half squared error, "
                         "which goes with any.")
    check_theta(theta, sizes)
    if not (is_number(decay) and 0 <= decay < math.inf):
        raise ValueError(f"decay is {decay!r}, but a finite number of 0 or more was expected.")
    return sizes, phi


def is_number(value):
    """Python's and NumPy's real numbers, but no bool."""
    return isinstance(value, numbers.Real) and not isinstance(value, bool)


def is_array(values):
    """A plain array: a matrix multiplies otherwise, and a mask would be forgotten on the way."""
    return isinstance(values, np.ndarray) and not isinstance(values, (np.matrix, np.ma.MaskedArray))


def check_point(theta, shape):
    """theta : like the network's own, in a floating type. No look at its values: this is in loops."""
    if not is_array(theta) or theta.dtype not in (*FLOATS, np.complex128):
        check_array("theta", theta)
    if theta.shape != shape:
        raise ValueError(f"theta has shape {theta.shape}, but this network has {shape[0]} parameters: "
                         "give one vector of that length.")


def check_theta(theta, sizes):
    """theta : (count(sizes),), floating point, finite, in one piece of memory."""
    check_array("theta", theta)
    if theta.shape != (count(sizes),):
        raise ValueError(f"theta has shape {theta.shape}, but sizes {tuple(sizes)} needs one vector of "
                         f"{count(sizes)} weights and biases: initial_weights makes one.")
    if not theta.flags.c_contiguous:
        raise ValueError("theta is a window with gaps, and gradients like it could not be written in one "
                         "piece: give theta.copy().")


def check_array(name, values):
    """A NumPy array of a floating type, without NaN or inf."""
    if not is_array(values):
        raise TypeError(f"{name} is a {type(values).__name__}, but a NumPy array was expected: "
                        f"write np.array({name}, dtype=float).")
    if values.dtype not in (*FLOATS, np.complex128):
        raise TypeError(f"{name} holds {values.dtype}, but float64 (or float32) was expected: "
                        f"write {name}.astype(float).")
    if not np.isfinite(values).all():
        place = tuple(int(i) for i in np.argwhere(~np.isfinite(values))[0])
        raise ValueError(f"{name}{list(place)} is {values[place]}, but finite numbers were expected: "
                         "look at how it was made, and repair or leave out those entries.")


def check_shapes(net, x, *y):
    """x : (N, n_0), y : (N, n_L), with N >= 1, in the network's dtype. All that loops ask for."""
    for name, rows, units, layer in (("x", x, net.sizes[0], "input"),
                                     *(("y", one, net.sizes[-1], "output") for one in y)):
        if not is_array(rows):
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
    if y and len(x) != len(y[0]):
        raise ValueError(f"x has {len(x)} rows and y has {len(y[0])}, but each example needs both: "
                         "give as many of one as of the other.")


def check_batch(net, x, *y):
    """As check_shapes; and finite, and targets that the loss can use."""
    check_shapes(net, x, *y)
    check_array("x", x)
    for one in y:
        check_array("y", one)
        wrong = net.loss.targets(one)
        if wrong:
            raise ValueError(wrong)


def named(name, known, kind):
    """known[name], or an error that lists the names there are."""
    if name not in known:
        raise ValueError(f"{name!r} is the name of no {kind}; there are: {', '.join(known)}.")
    return known[name]


def check_rate(name, value):
    """A finite number above 0."""
    if not (is_number(value) and 0 < value < math.inf):
        raise ValueError(f"{name} is {value!r}, but a finite number above 0 was expected.")


def check_draw(sizes, rng, dtype):
    """What random weights are drawn for, from and in."""
    check_sizes(sizes)
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng is {rng!r}, but a NumPy Generator was expected: give "
                        "np.random.default_rng(0), or another number for other weights.")
    if np.dtype(dtype) not in FLOATS:
        raise TypeError(f"dtype is {np.dtype(dtype)}, but float64 or float32 was expected.")
