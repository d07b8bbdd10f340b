"""Gradients from the definition, to check the clever ones against.

    one-sided    (E(θ + h e_i) - E(θ)) / h                 error about h, plus ε/h of rounding
    central      (E(θ + h e_i) - E(θ - h e_i)) / 2h        error about h², plus ε/h
    complex      Im E(θ + i h e_i) / h                     error about h², and no rounding

Every function takes E, a function of one flat vector θ, and knows nothing of
networks. Each costs one or two evaluations of E for every parameter.

Sources: Squire & Trapp (1998), SIAM Review 40, for the complex step; the best h of
the others balances the two errors: √ε and ε^(1/3) times the scale of θ.
"""
import numpy as np


def one_sided_difference(E, theta, h=None):
    """(E(θ + h e_i) - E(θ)) / h for each i; h is √ε where not given."""
    h = best_h(theta, 1 / 2) if h is None else h
    E0 = E(theta)
    return np.array([(E(point) - E0) / h for point in _neighbours(theta, h)], theta.dtype)


def central_difference(E, theta, h=None):
    """(E(θ + h e_i) - E(θ - h e_i)) / 2h for each i; h is ε^(1/3) where not given."""
    h = best_h(theta, 1 / 3) if h is None else h
    pairs = zip(_neighbours(theta, h), _neighbours(theta, -h), strict=True)
    return np.array([(E(above) - E(below)) / (2 * h) for above, below in pairs], theta.dtype)


def complex_step(E, theta, h=1e-20):
    """Im E(θ + i h e_i) / h for each i. E must be built of functions that take complex numbers."""
    points = _neighbours(theta.astype(complex), 1j * h)
    return np.array([np.imag(E(point)) / h for point in points], theta.dtype)


def along(E, theta, direction, h=None):
    """Central difference of E along one direction, ∂E/∂θ · direction: two evaluations in all."""
    h = best_h(theta, 1 / 3) if h is None else h
    return (E(theta + h * direction) - E(theta - h * direction)) / (2 * h)


def random_direction(theta, rng):
    """A direction of length 1, every one as likely; shaped like θ."""
    direction = rng.normal(size=theta.shape).astype(theta.dtype)
    return direction / np.linalg.norm(direction)


def relative_error(gradient, reference):
    """Distance between two gradients in units of their mean size: 0 the same, 2 opposite.

    Raises ValueError where the shapes differ: NumPy would stretch one to the other.
    """
    if np.shape(gradient) != np.shape(reference):
        raise ValueError(f"the gradient has shape {np.shape(gradient)}, the reference "
                         f"{np.shape(reference)}: they must have one entry for each parameter.")
    size = np.linalg.norm(gradient) + np.linalg.norm(reference)
    return 2 * np.linalg.norm(np.subtract(gradient, reference)) / size if size else 0.0


def central_tolerance(E, theta, gradient, h=None):
    """The relative error that central differences may show for a right gradient.

    E is known to about ε |E|, so each difference to ε |E| / h; the h² of the
    truncation is allowed for with the size of the gradient itself.
    """
    epsilon = np.finfo(theta.dtype).eps
    h = best_h(theta, 1 / 3) if h is None else h
    rounding = 4 * epsilon * (1 + abs(E(theta))) / h * np.sqrt(theta.size)
    return max(100 * h ** 2, rounding / max(np.linalg.norm(gradient), 1e-300))


def best_h(theta, power):
    """ε^power, with ε the rounding unit of θ's dtype (2.2e-16 for float64)."""
    if theta.dtype.kind not in "fc":
        raise TypeError(f"theta holds {theta.dtype}, and θ + h would be cut off to whole numbers: "
                        "write theta.astype(float).")
    return float(np.finfo(theta.dtype).eps) ** power


def _neighbours(theta, h):
    """θ + h e_i for one i after the other, in one array that is used again."""
    best_h(theta, 1)
    point = theta.copy()
    for i in range(theta.size):
        point[i] = theta[i] + h
        yield point
        point[i] = theta[i]
