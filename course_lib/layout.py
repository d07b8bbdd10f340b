"""Where each weight and bias lives in the one flat vector θ.

    theta = [ W[1] row by row | b[1] | W[2] row by row | b[2] | … ]

W[l] and b[l] are windows on θ, not copies: whoever changes one changes the
other. Lists are indexed by layer number, so place 0 holds None: the input
layer has no parameters. The gradient is a vector of the same layout.
"""
import math

import numpy as np


def count(sizes):
    """Number of weights and biases of a network with these layer sizes."""
    return sum(n_out * (n_in + 1) for n_in, n_out in zip(sizes, sizes[1:], strict=False))


def windows(theta, sizes):
    """Return W, b: for each layer, its stretch of θ in its own shape.

    theta : (count(sizes),)    W[l] : (n_l, n_{l-1})    b[l] : (n_l,)
    Raises ValueError where θ has another length.
    """
    if theta.shape != (count(sizes),):
        raise ValueError(f"theta has shape {theta.shape}, but sizes {tuple(sizes)} needs one vector of "
                         f"{count(sizes)} weights and biases.")
    W, b, start = [None], [None], 0
    for n_in, n_out in zip(sizes, sizes[1:], strict=False):
        end = start + n_out * n_in
        W.append(theta[start:end].reshape(n_out, n_in))
        b.append(theta[end:end + n_out])
        start = end + n_out
    return W, b


def aligned(shapes, dtype):
    """Empty arrays of these shapes, each beginning at a cache line.

    Only speed depends on it: products are quicker into such arrays, and NumPy
    begins an array wherever there is room.
    """
    dtype, line = np.dtype(dtype), 64
    lengths = [math.prod(shape) * dtype.itemsize for shape in shapes]
    room = np.empty(sum(length + line for length in lengths), np.uint8)
    arrays, start = [], -room.__array_interface__["data"][0] % line
    for shape, length in zip(shapes, lengths, strict=True):
        arrays.append(room[start:start + length].view(dtype).reshape(shape))
        start += -(-length // line) * line
    return arrays
