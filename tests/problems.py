"""Networks and examples that leave mistakes nowhere to hide.

Unequal widths, at least two outputs, three or more examples, a number of examples that is
no width, random biases, decay above 0.
"""
import numpy as np
from hypothesis import strategies as st

from course_lib import activations, losses
from course_lib.layout import count
from course_lib.network import Network

SMOOTH = [phi for phi in activations.ELEMENTWISE if not phi.kinks]
LOSSES = list(losses.LOSSES.values())


def problem(sizes=(3, 4, 2), phi=activations.tanh, loss=losses.half_squared_error, output=None,
            N=5, decay=0.1, seed=0, dtype=np.float64):
    """A network with random weights and biases, and examples x, y that it can be asked about."""
    rng = np.random.default_rng(seed)
    theta = rng.normal(0, 0.7, count(sizes)).astype(dtype)
    last = loss.output or output or phi
    net = Network(sizes, [phi] * (len(sizes) - 2) + [last], loss, theta, decay)
    x = rng.normal(size=(N, sizes[0])).astype(dtype)
    y = rng.random((N, sizes[-1])).astype(dtype)
    if loss is losses.categorical_cross_entropy:
        y /= y.sum(axis=1, keepdims=True)
    return net, x, y


def away_from_kinks(net, x, distance=1e-3):
    """Whether every net input keeps its distance from the kinks of its activation."""
    trace = net.forward(x)
    return all(abs(trace.z[l] - kink).min() > distance
               for l in range(1, net.L + 1) for kink in net.phi[l].kinks)


@st.composite
def problems(draw, phis=activations.ELEMENTWISE, dtype=np.float64):
    """Problems as Hypothesis draws them: neighbouring layers of unequal widths, any loss, decay."""
    widths = draw(st.permutations([1, 2, 3, 4, 5]))
    sizes = tuple(widths[:draw(st.integers(2, 4))])
    loss = draw(st.sampled_from(LOSSES))
    phi = draw(st.sampled_from(list(phis)))
    if loss is losses.categorical_cross_entropy and sizes[-1] == 1:
        sizes = (*sizes[:-1], 6)
    outputs = [*phis, activations.softmax] if sizes[-1] > 1 else list(phis)
    net, x, y = problem(sizes, phi, loss, draw(st.sampled_from(outputs)), N=7,
                        decay=draw(st.sampled_from([0.0, 0.3])), seed=draw(st.integers(0, 10**6)),
                        dtype=dtype)
    return net, x, y


def agree(mine, other):
    """Whether two answers by hand say the same under every label."""
    return all(np.shape(mine[label]) == np.shape(other[label])
               and np.allclose(mine[label], other[label], rtol=1e-9, atol=1e-12) for label in other)
