"""Where training begins: θ drawn at random, as wide as the layers ask for.

    uniform(r)   w, b from (-r, r)                      the 1986 papers
    LeCun        w with variance 1 / n_in               LeCun, Bottou, Orr & Müller (1998)
    Glorot       w with variance 2 / (n_in + n_out)     Glorot & Bengio (2010)
    He           w with variance 2 / n_in               He, Zhang, Ren & Sun (2015), for ReLU

Drawing breaks the symmetry: units of a layer that begin alike get the same gradient
and stay alike for ever. All but uniform are normal and leave biases at 0.
Each returns theta, (count(sizes),); sizes = (n_0, …, n_L); rng is a NumPy Generator.
"""
import numpy as np

from course_lib.doors import check_draw, check_rate
from course_lib.layout import count, windows


def uniform(sizes, rng, r=0.5, dtype=np.float64):
    """Every weight and bias from (-r, r)."""
    check_draw(sizes, rng, dtype)
    check_rate("r", r)
    return rng.uniform(-r, r, count(sizes)).astype(dtype)


def lecun(sizes, rng, dtype=np.float64):
    """Variance 1 / n_in: keeps the size of the net inputs from layer to layer."""
    return _normal(sizes, rng, dtype, lambda n_in, n_out: 1 / n_in)


def glorot(sizes, rng, dtype=np.float64):
    """Variance 2 / (n_in + n_out): between what the way up and the way down ask for."""
    return _normal(sizes, rng, dtype, lambda n_in, n_out: 2 / (n_in + n_out))


def he(sizes, rng, dtype=np.float64):
    """Variance 2 / n_in: as LeCun's, for ReLU, which silences half of what comes in."""
    return _normal(sizes, rng, dtype, lambda n_in, n_out: 2 / n_in)


def _normal(sizes, rng, dtype, variance):
    check_draw(sizes, rng, dtype)
    theta = np.zeros(count(sizes), dtype)
    W, _ = windows(theta, sizes)
    for l in range(1, len(sizes)):
        W[l][...] = rng.normal(0, np.sqrt(variance(sizes[l-1], sizes[l])), W[l].shape)
    return theta
