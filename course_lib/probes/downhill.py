"""What assignment 08 asks: steps downhill, by hand and by rules, how long they may be, on which examples."""
import numpy as np

from course_lib.probes.asking import InputsChanged, ask, call, marks
from course_lib.probes.draw import decimals
from course_lib.probes.plain import NotPlain, plain
from course_lib.probes.task import Task


def sheet(rng):
    """A paraboloid in its own axes, either of which may be the steep one. The rate is below the limit, and so
    long that the steep coordinate changes sides. No factor is near 0: it would hide what comes before it."""
    while True:
        flat, steep = decimals(rng, 0.3, 0.9), decimals(rng, 3, 8)
        eta = decimals(rng, 0.05, 0.3, places=2)
        if -0.95 < 1 - eta * steep < -0.3:
            break
    first, second = rng.permutation([flat, steep])
    return {"lambda1": float(first), "lambda2": float(second), "p": decimals(rng, 1.2, 3),
            "q": -decimals(rng, 1.2, 3), "eta": eta}


def by_hand(namespace, rng):
    return ask(namespace, "by_hand")


def momentum_step(namespace, rng):
    """Four steps, each from where the answer is, on changing gradients; the velocity is not 0 at first."""
    P = int(rng.integers(3, 6))
    theta, v = rng.normal(size=(2, P))
    eta, alpha = float(rng.uniform(0.05, 0.4)), float(rng.uniform(0.3, 0.9))
    found = {}
    for k in range(1, 5):
        answer = ask(namespace, "momentum_step", theta=theta, v=v, gradient=rng.normal(size=P), eta=eta,
                     alpha=alpha)
        if not isinstance(answer, (list, np.ndarray)) or len(answer) != 2:
            raise NotPlain(f"{what(answer)}, where the pair theta, v was expected")
        theta, v = (np.array(part) if isinstance(part, list) else part for part in answer)
        found |= {f"v after {k}": v, f"theta after {k}": theta}
    return found


def adam(namespace, rng):
    """Five steps of one rule with rates of its own, then three of a new one with the usual rates and another
    size, then two more of the first. The gradients' entries are of very different sizes."""
    P, sizes = 4, np.array([1e-9, 1e-8, 1e-2, 10.0])
    rates = {"eta": float(rng.uniform(0.05, 0.4)), "beta1": float(rng.uniform(0.5, 0.8)),
             "beta2": float(rng.uniform(0.9, 0.97)), "epsilon": float(rng.uniform(3e-8, 9e-8))}
    found = {}

    def step(rule, theta, sizes, label):
        found[label] = moved(rule, theta, sizes * rng.normal(size=len(sizes)))
    one, theta = call(namespace["MyAdam"], **rates), rng.normal(size=P)
    for k in range(1, 6):
        step(one, theta, rng.permutation(sizes), f"theta after {k}")
    other, place = call(namespace["MyAdam"], eta=rates["eta"]), rng.normal(size=P - 1)
    for k in range(1, 4):
        step(other, place, sizes[1:], f"a new rule: theta after {k}")
    for k in range(6, 8):
        step(one, theta, sizes, f"the first rule again: theta after {k}")
    return found


def moved(rule, theta, gradient):
    """A copy of theta after a step in place; what the step returns does not count."""
    before = marks(gradient)
    rule.step(theta, gradient)
    if marks(gradient) != before:
        raise InputsChanged("gradient")
    return plain(theta)


def largest_eta(namespace, rng):
    """A paraboloid whose axes lie aslant, far from 0. The second curvature is below 0.8 of the largest."""
    P = int(rng.integers(3, 7))
    curvatures = rng.uniform(3, 30) * np.array([1, rng.uniform(0.5, 0.8), *rng.uniform(0.01, 0.3, P - 2)])
    while True:
        U = np.linalg.qr(rng.normal(size=(P, P)))[0]
        if abs(U[:, 0].sum()) > 0.3 and (abs(U[:, 0]) > 0.1).all():
            break
    H, lowest = (U * curvatures) @ U.T, 3 * rng.normal(size=P)

    def gradient(theta):
        return H @ (np.asarray(theta) - lowest)
    return {"eta": ask(namespace, "largest_eta", gradient=gradient, P=P)}


def sizes_of(rng):
    """m, a number of examples that it divides, one that it does not (and not so nearly that equal batches
    would do), a seed."""
    m, whole, seed = int(rng.integers(4, 7)), int(rng.integers(4, 7)), int(rng.integers(2 ** 32))
    return m, m * whole, m * whole + int(rng.integers(2, m - 1)), seed


def batches(namespace, rng):
    """Two epochs with one generator, one with a generator of the same seed, and one in which m divides N."""
    m, even, N, seed = sizes_of(rng)
    shared, again = np.random.default_rng(seed), np.random.default_rng(seed)
    return {label: ask(namespace, "batches", N=examples, m=m, rng=one) for label, examples, one in (
        ("first", N, shared), ("second", N, shared), ("again", N, again), ("even", even, shared))}


def promises(epochs, rng):
    """Promises in place of numbers: the order is anybody's own."""
    epochs = [epochs[label] for label in ("first", "second", "again", "even")]
    *_, N, _ = sizes_of(rng)
    for epoch in epochs:
        if not are_batches(epoch):
            raise NotPlain(f"{what(epoch)}, where a list of batches was expected, each an array of indices")
        problem = next(filter(None, (no_index(rows, N) for rows in epoch)), None)
        if problem:
            raise NotPlain(f"batches with an index {problem}, where whole numbers from 0 to N - 1 were "
                           "expected")
    first, second, again, even = (picked(0.5 + np.arange(N), epoch) for epoch in epochs)
    return {"N": N, "sizes": [len(rows) for rows in first], "examples": seen(first),
            "who is together": "neighbours" if neighbours(first) else "a mixture",
            "the next epoch": "the same batches" if same(first, second) else "other batches",
            "examples of the next epoch": seen(second),
            "a generator with the same seed": "the same batches" if same(first, again) else "other batches",
            "sizes, where m divides N": [len(rows) for rows in even],
            "examples, where m divides N": seen(even)}


def what(answer):
    """What came, in a few words."""
    if isinstance(answer, (list, np.ndarray)):
        return f"{'a list' if isinstance(answer, list) else 'an array'} of {np.size(answer) or 'no'} numbers"
    return "nothing (None)" if answer is None else "a single value"


def are_batches(answer):
    """Whether an answer is a list of lists or arrays."""
    return isinstance(answer, (list, np.ndarray)) and all(
        isinstance(rows, list) or np.ndim(rows) for rows in answer)


def no_index(rows, N):
    """What keeps a number in a batch from picking one of N examples, from the end too; "" if nothing does."""
    rows = np.asarray(rows)
    if not rows.size:
        return ""
    if rows.dtype.kind not in "iu":
        return "that is no whole number"
    return "above N - 1" if rows.max() >= N else "below -N" if rows.min() < -N else ""


def picked(x, epoch):
    """The examples of each batch, picked as a training would; an empty list is no batch of floats."""
    return [x[np.asarray(rows)] if len(rows) else x[:0] for rows in epoch]


def seen(epoch):
    """All examples of an epoch, sorted."""
    return np.sort(np.concatenate([*epoch, []]))


def same(epoch, other):
    """Whether two epochs have the same batches, in whatever order each batch is."""
    pairs = zip(epoch, other, strict=False)
    return len(epoch) == len(other) and all(np.array_equal(np.sort(a), np.sort(b)) for a, b in pairs)


def neighbours(epoch):
    """Whether in half of the batches or more all examples stand side by side in the data."""
    blocks = [len(rows) > 1 and np.ptp(rows) == len(rows) - 1 for rows in epoch]
    return 2 * sum(blocks) >= len(blocks)


def accepts(namespace, rng):
    return {"accepts": [ask(namespace, "accepts", walk=walk) for walk in namespace["candidates"]]}


TASKS = (
    Task("08.by_hand", "Two steps down a paraboloid, by hand", 4, ("by_hand",), by_hand, cases=1,
         rtol=0.01, atol=2e-5, parts=True, sheet=sheet),
    Task("08.momentum_step", "A step that remembers", 2, ("momentum_step",), momentum_step),
    Task("08.adam", "A rule of your own", 4, ("MyAdam",), adam),
    Task("08.largest_eta", "How long a step may be", 3, ("largest_eta",), largest_eta,
         rtol=1e-3, rtol32=1e-3),
    Task("08.batches", "An epoch in mini-batches", 2, ("batches",), batches, digest=promises),
    Task("08.accepts", "The test that was missing", 4, ("accepts",), accepts, cases=1, checker=True),
)
