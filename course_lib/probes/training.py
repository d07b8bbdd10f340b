"""What assignment 09 asks: from a table of numbers to a network that has learned to read digits."""
from functools import cache

import numpy as np

from course_lib import datasets
from course_lib.activations import linear, tanh
from course_lib.layout import count, windows
from course_lib.losses import categorical_cross_entropy, half_squared_error
from course_lib.network import Network
from course_lib.probes.asking import ask, call
from course_lib.probes.draw import decimals, one_of
from course_lib.probes.networks import network
from course_lib.probes.plain import plain
from course_lib.probes.task import Task
from course_lib.training import History

OWN_NETWORK = ("network", "activations", "layout", "losses")


def sheet(rng):
    """A confusion matrix, a column with a new value, and a curve with a blip, a valley and a lower end."""
    right = [int(rng.integers(low, low + 7)) for low in (34, 22, 10)]
    wrong = [[int(n) for n in rng.permutation(some)[:2]] for some in ((1, 2, 3), (4, 5), (6, 7, 8, 9))]
    confusion = []
    for i, k in enumerate(one_of(rng, (0, 2, 1), (1, 2, 0), (2, 0, 1), (1, 0, 2))):    # of unequal sizes
        confusion.append(wrong[k][:i] + [right[k]] + wrong[k][i:])
    patience = int(rng.integers(3, 5))
    E = [decimals(rng, 2.0, 2.4, places=2)]

    def on(low, high):
        E.append(round(E[-1] + decimals(rng, low, high, places=2), 2))
    for _ in range(rng.integers(1, 4)):
        on(-0.25, -0.1)
    on(0.02, 0.08)                                         # a blip, and below it again
    on(-0.3, -0.15)
    lowest = E[-1]
    on(0.1, 0.15)
    on(-0.08, -0.02)
    E.append(lowest)                                       # as low, and no lower
    on(0.05, 0.09)
    on(-0.35, -0.2)
    on(-0.2, -0.1)
    column = [float(value) for value in rng.choice(np.arange(11, 40), 5, replace=False)]
    return {"confusion": confusion, "column": column,
            "new_value": float(rng.integers(45, 61)), "validation_E": E, "patience": patience}


def by_hand(namespace, rng):
    return ask(namespace, "by_hand")


def standardise(namespace, rng):
    """Columns with units of their own, one of which never varies in the part for training."""
    n = int(rng.integers(4, 7))
    N, others = (int(k) for k in 7 + rng.permutation(6)[:2])
    mean, spread = rng.uniform(-3, 3, n), 10.0 ** rng.permutation(np.arange(-3, n - 3))
    train, other = (spread * (mean + rng.normal(size=(rows, n))) for rows in (N, others))
    constant, value = int(rng.integers(n)), float(rng.integers(2, 6))
    train[:, constant], other[:, constant] = value, value + rng.normal(size=others)
    answer = ask(namespace, "standardise", train=train, other=other)
    if not is_pair(answer):
        return {"N": N, "what comes back": as_words(answer)}
    return {"N": N, "what comes back": "a pair", "train": answer[0], "other": answer[1]}


def is_pair(answer):
    return isinstance(answer, list) and len(answer) == 2 or (
        isinstance(answer, np.ndarray) and answer.shape == (2,))


def as_words(answer):
    """What an answer is, in the words in which one says it."""
    if answer is None:
        return "None"
    if isinstance(answer, np.ndarray):
        return f"one array of shape {answer.shape}"
    return f"{len(answer)} things" if isinstance(answer, list) else f"one {type(answer).__name__}"


def large_layers(rng):
    """(sizes, seed) of a network so large that chance hardly counts."""
    return tuple(int(n) for n in rng.permutation([50, 100, 200])), int(rng.integers(2**32))


def my_theta(namespace, rng):
    """Two draws in turn, and one from the seed of the first."""
    sizes, seed = large_layers(rng)
    one, again = np.random.default_rng(seed), np.random.default_rng(seed)
    return {label: vector(namespace["my_theta"], sizes, generator)
            for label, generator in (("first", one), ("second", one), ("same", again))}


def in_common(draws, rng):
    """What all draws of this variance have in common: no two have their numbers."""
    sizes, _ = large_layers(rng)
    theta, second, same = draws["first"], draws["second"], draws["same"]
    for answer in (theta, second, same):
        if not isinstance(answer, np.ndarray) or answer.shape != (count(sizes),):
            return {"what comes back": as_words(answer)}
    (W, b), M = windows(theta, sizes), min(sizes[0], sizes[2]) * sizes[1]
    found = {"what comes back": as_words(theta)}
    for l in (1, 2):
        size = np.sqrt(np.mean(W[l] ** 2))
        found[f"W[{l}], different ones (and not 0) among 20 from one input"] = unlike(W[l][:20, 0])
        found[f"W[{l}], different ones (and not 0) among 20 into one unit"] = unlike(W[l][0, :20])
        found[f"W[{l}], mean / root mean square"] = np.mean(W[l]) / size if size else 0.0
        found[f"W[{l}], root mean square · √n_in"] = size * np.sqrt(sizes[l-1])
    for l in (2, 1):                       # theta may end right where layer 1 is in disorder
        found[f"b[{l}], how many are not 0"] = int(np.count_nonzero(b[l]))
    return {**found, "likeness of W[1] and W[2]": likeness(W[1].ravel()[:M], W[2].ravel()[:M]),
            "likeness of two draws in turn": likeness(theta, second),
            "likeness of two draws from one seed": likeness(theta, same)}


def vector(my_theta, sizes, rng):
    """What it draws; a long list of numbers is as good as a vector."""
    answer = call(my_theta, sizes=sizes, rng=rng)
    if isinstance(answer, (list, tuple)) and all(isinstance(one, (int, float)) for one in answer):
        answer = np.array(answer)
    return plain(answer)


def unlike(weights):
    return len({*weights.tolist()} - {0.0})


def likeness(one, other):
    """Their correlation: 1 for the same numbers, near 0 for numbers of different draws."""
    one, other = one - one.mean(), other - other.mean()
    size = np.sqrt(np.sum(one ** 2) * np.sum(other ** 2))
    return float(np.sum(one * other) / size) if size else 1.0


def curves(rng):
    """(validation E, patience): falling, rising, level at first, with a blip, and five with many ties."""
    falling = np.cumsum(rng.uniform(-0.1, -0.01, rng.integers(6, 10))) + 2
    yield falling, 2
    yield falling[::-1], 3
    yield np.array([1, 1, 1.2, 1.3, 0.9, 0.8]), 2
    yield np.array([1.5, 1.2, 1.3, 1.1, 1.4, 1.35, 1.3]), 2
    for patience in (1, 2, 3, 4, 5):
        yield np.round(4 + np.cumsum(rng.normal(-0.03, 0.1, 25)), 1), patience


def stop_early(namespace, rng):
    answers = [ask(namespace, "stop_early", validation_E=curve.tolist(), patience=patience)
               for curve, patience in curves(rng)]
    words = dict.fromkeys("a pair" if is_pair(answer) else as_words(answer) for answer in answers)
    if list(words) != ["a pair"]:
        return {"what comes back": ", ".join(words)}
    kept, stops = zip(*answers, strict=True)
    return {"what comes back": "a pair", "stops": list(stops), "kept": list(kept)}


def two_networks(rng):
    """Two kinds of network whose top delta is a - y, over N: (name, net, x, y)."""
    yield "linear", *network(rng, layers=3, phi=(tanh,), output=linear, loss=half_squared_error)
    yield "softmax", *network(rng, layers=4, phi=(tanh,), loss=categorical_cross_entropy)


def my_backprop(namespace, rng):
    """Both kinds, and the first once more with other rows: nothing may be left over."""
    found = {}
    for kind, net, x, y in list(two_networks(rng)):
        for again, rows in (("", slice(None)), (", again", slice(1, None))):
            name, part = kind + again, (x[rows], y[rows])
            answer = ask(namespace, "my_backprop", net=net, x=part[0], y=part[1])
            if not is_pair(answer):
                return {"N": len(x), "what comes back": as_words(answer)}
            E, gradient = answer
            found.setdefault("N", len(x))
            found.setdefault("what comes back", "a pair")
            found[f"E ({name})"] = E
            if not isinstance(gradient, np.ndarray) or gradient.shape != net.theta.shape:
                return {**found, f"gradient ({name})": as_words(gradient)}
            found[f"gradient ({name})"] = as_words(gradient)
            dW, db = windows(gradient, net.sizes)
            for l in range(net.L, 0, -1):
                found |= {f"dW[{l}] ({name})": dW[l], f"db[{l}] ({name})": db[l]}
    return found


@cache
def images():
    """The part of the digits from which one learns: all that is asked comes from there."""
    return datasets.digits().train


def trained(namespace, rng):
    """A run to its last epoch, and one that turns uphill after three epochs and has to be stopped.

    The answer trains with its maker's own backprop, of which it is handed a tenth, or what turns: so that
    no other gradient gives these numbers.
    """
    rows, found = rng.permutation(len(images())), {}
    train_part, validation_part = images().rows(rows[:160]), images().rows(rows[160:240])
    new_x, n = images().x[rows[240:260]], count((64, 32, 10))
    for run, share in (("whole", lambda step: 0.1), ("turning", lambda step: 0.5 if step < 15 else -0.5)):
        theta, steps = rng.normal(0, 0.15, n), []

        def backprop(net, x, y, share=share, steps=steps):
            E, gradient = namespace["my_backprop"](net, x, y)
            steps.append(E)
            return E, share(len(steps) - 1) * gradient
        answer = call(namespace["my_training"], train_part=train_part, validation_part=validation_part,
                      theta=theta, rng=np.random.default_rng(int(rng.integers(2**32))), backprop=backprop)
        parts = answer if isinstance(answer, (tuple, list)) else (answer,)
        found["what comes back"] = ", ".join(type(part).__name__ for part in parts[:9])
        if [type(part) for part in parts] != [Network, History]:
            return found
        net, history = parts
        found |= {f"E at the start ({run})": history.E[0],
                  f"validation E at the start ({run})": (history.validation_E or [None])[0],
                  f"steps with your backprop ({run})": len(steps),
                  f"E ({run})": np.array(history.E), f"validation E ({run})": np.array(history.validation_E),
                  f"answers to new images ({run})": plain(net.predict(new_x))}
    return found


def input_gradient(namespace, rng):
    found = {}
    for kind, net, x, y in list(two_networks(rng)):
        found.setdefault("N", len(x))
        found[f"dx ({kind})"] = ask(namespace, "input_gradient", net=net, x=x, y=y)
    return found


TASKS = (
    Task("09.by_hand", "Three numbers that one reports, by hand", 4, ("by_hand",), by_hand, cases=1,
         rtol=0.006, atol=2e-5, parts=True, sheet=sheet),
    Task("09.standardise", "A ruler made of the training part", 3, ("standardise",), standardise),
    Task("09.my_theta", "Where to begin", 3, ("my_theta",), my_theta, cases=1, atol=0.08,
         digest=in_common),
    Task("09.stop_early", "When to stop", 3, ("stop_early",), stop_early),
    Task("09.my_backprop", "Your own backpropagation", 3, ("my_backprop",), my_backprop, cases=2,
         uses=OWN_NETWORK),
    Task("09.trained", "Training", 4, ("my_backprop", "my_training"), trained, cases=1, seconds=10, rtol=1e-6,
         uses=(*OWN_NETWORK, "training", "optimizers", "initial_weights", "datasets")),
    Task("09.input_gradient", "If the inputs could move", 2, ("input_gradient",), input_gradient,
         uses=OWN_NETWORK),
)
