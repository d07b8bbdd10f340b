"""What assignment 07 asks: differences of all kinds, a fair comparison, and two tests."""
import numpy as np

from course_lib.probes.asking import ask, several
from course_lib.probes.draw import decimals, one_of
from course_lib.probes.plain import NotPlain
from course_lib.probes.task import Task


def sheet(rng):
    """A function of one number, where to differentiate it, and a nudge that is not small."""
    return {"f": one_of(rng, "c x³", "c / x"), "c": decimals(rng, 1.5, 4.5),
            "x": one_of(rng, 1.5, 2.0, 2.5), "h": one_of(rng, 0.3, 0.4)}


def by_hand(namespace, rng):
    return ask(namespace, "by_hand")


def smooth(rng, size):
    """E, a smooth function of a vector that takes complex numbers too, and is not special anywhere."""
    A, b, c = rng.normal(size=(4, size)), rng.normal(size=4), rng.uniform(0.5, 1.5, size=(2, 4))

    def E(theta):
        z = A @ theta + b
        return (c[0] * np.sin(z)).sum() + (c[1] * np.exp(z / 4)).sum()
    return E


def central(namespace, rng):
    """At a random point with a nudge that is not small; and at whole numbers, which must not be cut off."""
    size = int(rng.integers(3, 6))
    E, h = smooth(rng, size), float(rng.uniform(0.05, 0.2))
    return {"gradient": ask(namespace, "central", E=E, theta=rng.normal(size=size), h=h),
            "gradient at whole numbers": ask(namespace, "central", E=E, theta=rng.integers(-2, 3, size), h=h)}


def complex_step(namespace, rng):
    """With a tiny nudge, and with one that is large enough to show where it enters."""
    size = int(rng.integers(5, 9))             # so many that their derivatives have both signs
    E, theta, large = smooth(rng, size), rng.normal(size=size), float(rng.uniform(0.1, 0.3))
    return {"gradient": ask(namespace, "complex_step", E=E, theta=theta, h=1e-20),
            "gradient with a large h": ask(namespace, "complex_step", E=E, theta=theta, h=large)}


def relative_error(namespace, rng):
    """Two gradients of different sizes; near to one another; small and tiny ones, the squares of these being
    0; and zeros. One is tiny and nowhere positive, so that its largest entry is not its size."""
    size = int(rng.integers(4, 8))
    g, r = rng.normal(size=size), 1.7 * rng.normal(size=size)
    tiny = -1e-200 * abs(np.append(r, 0))
    pairs = {"relative error": (g, r), "of two that are near": (g, g * (1 + 1e-3 * r)),
             "of one entry": (g[:1], -0.3 * r[:1]), "of two that are small": (1e-100 * g, 1e-100 * r),
             "of two that are tiny": (1e-200 * g, 1e-200 * r),
             "of zeros and a tiny one": (0 * tiny, tiny), "of a tiny one and zeros": (tiny, 0 * tiny),
             "of zeros and zeros": (0 * g, 0 * r)}
    return {label: ask(namespace, "relative_error", g=g, r=r) for label, (g, r) in pairs.items()}


def two_runs(namespace, rng):
    """Along a direction of any length, with a gradient that need not be that of E."""
    size = int(rng.integers(4, 8))
    answer = ask(namespace, "two_runs", E=smooth(rng, size), theta=rng.normal(size=size),
                 gradient=rng.normal(size=size), v=rng.normal(0, 0.5, size), h=float(rng.uniform(0.1, 0.3)))
    if answer is None:
        raise NotPlain("nothing (None), where the pair promised, measured was expected")
    return several(answer, "promised", "measured")


def repaired_test(namespace, rng):
    """One x and one seed for all operators, so that the verdicts do not hang on their order."""
    x, seed = rng.uniform(0.5, 2, size=(3, 4)), int(rng.integers(2 ** 32))
    def verdict(operator):
        return ask(namespace, "repaired_test", operator=operator, x=x, rng=np.random.default_rng(seed))
    return {"accepts": [verdict(operator) for operator in namespace["candidates"]]}


def accepts(namespace, rng):
    return {"accepts": [ask(namespace, "accepts", candidate=one) for one in namespace["candidates"]]}


TASKS = (
    Task("07.by_hand", "Differences by hand", 3, ("by_hand",), by_hand, cases=1, rtol=2e-3, atol=1e-7,
         parts=True, sheet=sheet),
    Task("07.central", "Nudge both ways", 2, ("central",), central),
    Task("07.complex_step", "Nudge in the direction of i", 2, ("complex_step",), complex_step),
    Task("07.relative_error", "How far apart?", 2, ("relative_error",), relative_error),
    Task("07.two_runs", "All parameters at once", 2, ("two_runs",), two_runs),
    Task("07.repaired_test", "A published test, repaired", 3, ("repaired_test",), repaired_test, cases=1,
         checker=True),
    Task("07.accepts", "Write the test", 6, ("accepts",), accepts, cases=1, seconds=12.0, checker=True,
         uses=("network", "activations", "losses", "layout", "initial_weights")),
)
