"""Gradients from the definition, to check the clever ones against.

    one-sided    (E(θ + h e_i) - E(θ)) / h                 error about h, plus ε/h of rounding
    central      (E(θ + h e_i) - E(θ - h e_i)) / 2h        error about h², plus ε/h
    complex      Im E(θ + i h e_i) / h                     error about h², and no rounding

Every function takes E, a function of one flat vector θ, (P,), and knows nothing of networks.
Each costs one or two evaluations of E for every parameter and returns a gradient, (P,). Raises
TypeError where θ is no flat vector of floating-point numbers.

Sources: Squire & Trapp (1998), SIAM Review 40, for the complex step; the best h of
the others balances the two errors: √ε and ε^(1/3), for θ of a size of about 1.
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
    best_h(theta, 1)  # refuses whole numbers, to which the answer would be cut off
    values = [E(point) for point in _neighbours(theta.astype(complex), 1j * h)]
    if values and not np.iscomplexobj(values[0]):
        raise TypeError(f"E returned {type(values[0]).__name__}, a real number for complex parameters: "
                        "abs, float and .real drop what the complex step reads.")
    return np.array([np.imag(value) / h for value in values], theta.dtype)


def along(E, theta, direction, h=None):
    """Central difference of E along one direction, ∂E/∂θ · direction: two evaluations in all."""
    if np.shape(direction) != theta.shape:
        raise ValueError(f"the direction has shape {np.shape(direction)}, but theta has {theta.shape}.")
    h = best_h(theta, 1 / 3) if h is None else h
    return (E(theta + h * direction) - E(theta - h * direction)) / (2 * h)


def random_direction(theta, rng):
    """A direction of length 1, every one as likely; shaped like θ."""
    best_h(theta, 1)
    direction = rng.normal(size=theta.shape).astype(theta.dtype)
    return direction / np.linalg.norm(direction)


def relative_error(gradient, reference):
    """Distance between two gradients in units of their mean size: 0 the same, 2 opposite.

    Raises ValueError where the shapes differ: NumPy would stretch one to the other.
    """
    if np.shape(gradient) != np.shape(reference):
        raise ValueError(f"the gradient has shape {np.shape(gradient)}, the reference "
                         f"{np.shape(reference)}: they must have one entry for each parameter.")
    kind = np.result_type(np.asarray(gradient), np.asarray(reference), float)
    pair = np.array([gradient, reference], kind)
    largest = np.abs(pair).max(initial=0.0)
    if not largest:
        return 0.0
    gradient, reference = pair / largest  # or squares of 1e-23 in float32 would all be 0
    size = np.linalg.norm(gradient) + np.linalg.norm(reference)
    return float(2 * np.linalg.norm(gradient - reference) / size)


def central_tolerance(E, theta, reference, h=None):
    """The relative error that central differences, the reference, may show for a right gradient.

    E is known to about ε |E|, so each difference to ε |E| / h; the h² of the truncation is
    allowed for with the size of the reference itself. Give the reference, not the gradient under
    test: one that is all zeros would be given all the room it needs.
    """
    epsilon = np.finfo(theta.dtype).eps
    h = best_h(theta, 1 / 3) if h is None else h
    rounding = 4 * epsilon * (1 + abs(E(theta))) / h * np.sqrt(theta.size)
    return max(100 * h ** 2, rounding / max(np.linalg.norm(reference), 1e-300))


def best_h(theta, power):
    """ε^power, with ε the rounding unit of θ's dtype (2.2e-16 for float64)."""
    if not isinstance(theta, np.ndarray) or theta.ndim != 1:
        raise TypeError(f"theta is {type(theta).__name__} of shape {np.shape(theta)}, but one flat vector "
                        "was expected: give W.ravel() and let E reshape it.")
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
