"""Random networks that leave mistakes nowhere to hide.

As in draw, and besides: at least two outputs, random biases, decay above 0.
"""
from course_lib.activations import logistic, scaled_tanh, softplus, tanh
from course_lib.layout import count
from course_lib.losses import categorical_cross_entropy, half_squared_error
from course_lib.network import Network
from course_lib.probes.draw import widths

SMOOTH = (logistic, tanh, softplus, scaled_tanh)


def network(rng, layers=4, phi=SMOOTH, output=None, loss=half_squared_error, decay=None, sizes=None, N=None):
    """net, x, y: a network of so many layers (the input counts), and N examples it can be asked about.

    phi : activations to draw from, one for each layer    output : the last one, where it is not drawn
    decay : drawn between 0.05 and 0.2 where not given
    """
    drawn_N, drawn_sizes = widths(rng, layers)
    N, sizes = N or drawn_N, sizes or drawn_sizes
    chosen = [phi[rng.integers(len(phi))] for _ in sizes[1:]]
    chosen[-1] = loss.output or output or chosen[-1]
    decay = float(rng.uniform(0.05, 0.2)) if decay is None else decay
    while True:
        net = Network(sizes, chosen, loss, rng.normal(0, 0.7, count(sizes)), decay)
        x = rng.normal(size=(N, sizes[0]))
        if away_from_kinks(net, x):
            break
    y = rng.uniform(0.1, 0.9, size=(N, sizes[-1]))
    if loss is categorical_cross_entropy:
        y /= y.sum(axis=1, keepdims=True)
    return net, x, y


def away_from_kinks(net, x, distance=1e-3):
    """Whether every net input keeps its distance from the kinks of its activation."""
    z = net.forward(x).z
    return all(abs(z[l] - kink).min() > distance for l in range(1, net.L + 1) for kink in net.phi[l].kinks)
