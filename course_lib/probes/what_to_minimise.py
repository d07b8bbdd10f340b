"""What assignment 03 asks: errors and their deltas, by hand, by softmax, and one of one's own."""
import numpy as np

from course_lib.probes.asking import ask, several
from course_lib.probes.draw import decimals, one_of, widths
from course_lib.probes.task import Task

SHARES = ((0.1, 0.2, 0.7), (0.1, 0.3, 0.6), (0.2, 0.3, 0.5), (0.1, 0.4, 0.5))


def sheet(rng):
    """Three classes as powers of e, one frost as odds.

    No delta is near 0, so that three digits suffice; the likeliest class has the largest power or the
    smallest, so that its term alone is never E by chance; nor is E the same with outputs and targets
    exchanged; and x is not 1.
    """
    while True:
        e_z = [int(k) for k in rng.permutation(np.arange(1, 10))[:3]]
        y = [float(share) for share in rng.permutation(one_of(rng, *SHARES))]
        away = min(abs(k / sum(e_z) - share) for k, share in zip(e_z, y, strict=True))
        exchanged = sum(k / sum(e_z) * np.log(share) - share * np.log(k / sum(e_z))
                        for k, share in zip(e_z, y, strict=True))
        *others, top = [k for _, k in sorted(zip(y, e_z, strict=True))]
        if away > 0.1 and abs(exchanged) > 0.05 and (max(others) <= top - 2 or min(others) >= top + 2):
            break
    x = one_of(rng, decimals(rng, 0.3, 0.8), decimals(rng, 1.2, 1.9))
    odds = float(one_of(rng, 0.25, 0.5, 3, 4, 5, 8))
    tenths = [k / 10 for k in (1, 2, 3, 4, 6, 7, 8, 9) if abs(odds / (1 + odds) - k / 10) > 0.1]
    return {"e_z": e_z, "y": y, "x": x, "odds_of_frost": odds, "y_frost": one_of(rng, *tenths)}


def by_hand(namespace, rng):
    return ask(namespace, "by_hand")


def eighths(rng, N, K):
    """Net inputs in steps of 1/8, so that float32 holds them exactly also beside 1000."""
    return np.round(8 * rng.normal(0, 1.5, (N, K))) / 8


def far_out(z):
    """The same, but row 0 near 1000, row 1 near -1000, and row 2 has both."""
    z = z.copy()
    z[0] += 1000
    z[1] -= 1000
    z[2] += np.where(np.arange(z.shape[1]) % 2, 1000, -1000)
    return z


def shares(rng, N, K):
    """Targets: rows that sum to 1, all soft but row 1, which names one class."""
    y = rng.uniform(0.1, 1, (N, K))
    y[1] = np.arange(K) == rng.integers(K)
    return y / y.sum(axis=1, keepdims=True)


def softmax(namespace, rng):
    N, (K,) = widths(rng, 1, low=3)
    z = eighths(rng, N, K)
    return {"N": N, "a": ask(namespace, "softmax", z=z),
            "a of large z": ask(namespace, "softmax", z=far_out(z))}


def cross_entropy(namespace, rng):
    N, (K,) = widths(rng, 1, low=3)
    z, y = eighths(rng, N, K), shares(rng, N, K)
    near = several(ask(namespace, "cross_entropy", z=z, y=y), "E", "delta")
    far = several(ask(namespace, "cross_entropy", z=far_out(z), y=y), "E of large z", "delta of large z")
    return {"N": N, **near, **far}


def softmax_pull(namespace, rng):
    N, (K,) = widths(rng, 1, low=3)
    a = rng.uniform(0.1, 1, (N, K))
    return {"N": N, "dE_dz": ask(namespace, "softmax_pull", dE_da=rng.normal(size=(N, K)),
                                 a=a / a.sum(axis=1, keepdims=True))}


def own_loss(namespace, rng):
    """Differences within the threshold and beyond it, of both signs, and one that is the threshold itself."""
    N, (n,) = widths(rng, 1)
    threshold = float(rng.integers(4, 13)) / 8
    place = np.arange(N * n)
    size = threshold * np.where(place % 2, rng.uniform(0.1, 0.9, N * n), rng.uniform(1.2, 3, N * n))
    difference = rng.permutation(np.where(place // 2 % 2, size, -size)).reshape(N, n)
    y = np.round(8 * rng.normal(size=(N, n))) / 8
    difference[rng.integers(N), rng.integers(n)] = threshold
    answer = ask(namespace, "huber", a=y + difference, y=y, threshold=threshold)
    return {"N": N, **several(answer, "E", "dE_da")}


def repaired_error(namespace, rng):
    """The same targets as a plain list of numbers, (N,), and as a column, (N, 1)."""
    N, _ = widths(rng, 1, low=3)
    a, y = rng.normal(size=(N, 1)), rng.normal(size=N)
    flat = several(ask(namespace, "repaired_error", a=a, y=y), "E", "dE_da")
    column = several(ask(namespace, "repaired_error", a=a, y=y[:, None]), "E", "dE_da")
    return {"N": N, **flat, **{f"{name}, y a column": one for name, one in column.items()}}


TASKS = (
    Task("03.by_hand", "Three classes and a frost, by hand", 4, ("by_hand",), by_hand, cases=1,
         rtol=0.015, atol=2e-5, parts=True, sheet=sheet),
    Task("03.softmax", "Softmax that never overflows", 2, ("softmax",), softmax),
    Task("03.cross_entropy", "Cross-entropy and its delta", 4, ("cross_entropy",), cross_entropy),
    Task("03.softmax_pull", "Back through softmax", 3, ("softmax_pull",), softmax_pull),
    Task("03.own_loss", "An error of your own", 3, ("huber",), own_loss),
    Task("03.repaired_error", "A well-known trap, repaired", 2, ("repaired_error",), repaired_error),
)
