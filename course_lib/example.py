"""The course's own example: a 2-3-2 network with one-decimal numbers, an old friend.

Notebooks 00, 04, 05 and 06 meet it again, always with these numbers, so that what one
notebook works out by hand the next can find in code.
"""
import numpy as np

from course_lib.activations import logistic
from course_lib.losses import half_squared_error
from course_lib.network import Network

THETA = (
    0.5, -0.4,   0.3, 0.8,   -0.6, 0.2,     # W[1]: to hidden unit 1, to 2, to 3
    0.1, -0.2, 0.3,                         # b[1]
    0.7, -0.5, 0.4,   -0.3, 0.6, 0.9,       # W[2]: to output unit 1, to 2
    0.2, -0.1,                              # b[2]
)


def example():
    """Return net, x, y: the network, one input (1, 2) and the target (1, 2) it should give."""
    net = Network((2, 3, 2), [logistic, logistic], half_squared_error, np.array(THETA))
    return net, np.array([[0.5, 1.0]]), np.array([[1.0, 0.0]])


def example_batch():
    """Return net, x, y: the same network with four examples; the first is the one of `example`."""
    net, x, y = example()
    return (net, np.concatenate([x, [[-1.0, 0.3], [0.8, -0.6], [0.2, 0.1]]]),
            np.concatenate([y, [[0.0, 1.0], [1.0, 1.0], [0.0, 0.2]]]))
