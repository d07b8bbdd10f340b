"""What assignment 04 asks: a network by hand and in code, its one vector, what it can draw, its paths."""
import numpy as np

from course_lib.activations import logistic, scaled_tanh, softplus, tanh
from course_lib.probes.asking import InputsChanged, ask, marks, put, several
from course_lib.probes.draw import widths
from course_lib.probes.plain import NotPlain, plain
from course_lib.probes.task import Task

SMOOTH = (logistic, tanh, softplus, scaled_tanh)


def sheet(rng):
    """A 2-2-2 network, ReLU and linear; and the widths of a larger one. The signs see to it that one hidden
    unit is cut off, that one output is below 0, and that no target is met."""
    dead, below = rng.integers(2, size=2)
    signs = rng.choice([-1, 1], 2)
    x = signs * rng.permutation([2, 3, 4, 5])[:2]
    W_hidden = rng.permutation(np.arange(3, 13))[:4].reshape(2, 2) * signs
    W_hidden[dead] *= -1
    W_output = rng.permutation(np.arange(2, 10))[:4].reshape(2, 2) * rng.choice([-1, 1], (2, 2))
    side = np.where(np.arange(2) == below, -1, 1)
    W_output[:, 1 - dead] = side * abs(W_output[:, 1 - dead])
    b_hidden = rng.permutation(np.arange(2, 9))[:2] * rng.choice([-1, 1], 2)
    b_output = side * rng.integers(1, 10, 2)
    y = -side * rng.permutation(np.arange(1, 10))[:2]

    def tenths(whole):
        return (whole / 10).tolist()
    return {"x": [float(one) for one in x], "W_hidden": tenths(W_hidden), "b_hidden": tenths(b_hidden),
            "W_output": tenths(W_output), "b_output": tenths(b_output), "y": tenths(y),
            "sizes": [int(rng.integers(low, high)) for low, high in ((20, 30), (11, 20), (5, 10))],
            "N": int(rng.integers(12, 30))}


def by_hand(namespace, rng):
    return ask(namespace, "by_hand")


def layers_of(rng, sizes):
    """W and b by layer, drawn at random."""
    pairs = list(zip(sizes, sizes[1:], strict=False))
    return ([None, *(rng.normal(size=(n_out, n_in)) for n_in, n_out in pairs)],
            [None, *(rng.normal(size=n_out) for _, n_out in pairs)])


def is_pair(answer, length):
    """Whether it is two lists of this length."""
    return (isinstance(answer, list) and len(answer) == 2
            and all(isinstance(one, list) and len(one) == length for one in answer))


def by_layer(answer, names, length):
    """Two lists by layer under a label for each entry: first of layer 1, then of layer 2, ..."""
    if not is_pair(answer, length):
        first, second = answer if isinstance(answer, list) and len(answer) == 2 else (answer, None)
        return {names[0]: first, names[1]: second}
    entries = {f"{name}[{l}]": answer[place][l] for l in range(length) for place, name in enumerate(names)}
    return {names[0]: [None] * length, names[1]: [None] * length, **entries}


def forward(namespace, rng):
    """Three layers, each with another activation function."""
    N, sizes = widths(rng, 4)
    W, b = layers_of(rng, sizes)
    phi = [None, *(SMOOTH[place] for place in rng.permutation(len(SMOOTH))[:3])]
    answer = ask(namespace, "forward", W=W, b=b, phi=phi, x=rng.normal(size=(N, sizes[0])))
    return {"N": N, **by_layer(answer, ("z", "a"), len(sizes))}


def unpack(namespace, rng):
    """The function is given the probe's own theta, which is looked at once more when it has changed."""
    _, sizes = widths(rng, 4)
    theta = rng.normal(size=sum(n * (n_in + 1) for n_in, n in zip(sizes, sizes[1:], strict=False)))
    before = marks(theta)
    answer = put(namespace["unpack"], {"theta": theta, "sizes": sizes})
    if marks(theta) != before:
        raise InputsChanged("theta")
    seen = by_layer(plain(answer), ("W", "b"), len(sizes))
    theta[:] = rng.normal(size=len(theta))
    now = plain(answer)
    if is_pair(now, len(sizes)):
        seen |= {f"{name}[{l}], when theta has changed": now[place][l]
                 for l in range(1, len(sizes)) for place, name in enumerate("Wb")}
    return seen


def merged(namespace, rng):
    """Two layers, and four."""
    found = {}
    for layers, word in ((2, "two"), (4, "four")):
        _, sizes = widths(rng, layers + 1)
        W, b = layers_of(rng, sizes)
        parts = several(ask(namespace, "merged", W=W, b=b), "W", "b")
        found |= {f"{name} of {word} layers": part for name, part in parts.items()}
    return found


def stairs(rng):
    """Heights, edges, and where to ask: on, below, and above the stairs, away from the edges."""
    steps = int(rng.integers(4, 7))
    width = rng.permutation(np.arange(2, 2 + steps)) / 4 * rng.uniform(0.8, 1.2, steps)
    edges = rng.uniform(-3, -1) + np.cumsum(width)
    heights = np.cumsum(rng.permutation([-1, 1] * 4)[:steps + 1] * rng.uniform(0.5, 2, steps + 1))
    between = edges[:-1] + np.diff(edges) * rng.uniform(0.1, 0.9, (3, steps - 1))
    points = {"left of the first edge": edges[0] - rng.uniform(0.1, 9, 4),
              "between the edges": between.T.ravel(),
              "right of the last edge": edges[-1] + rng.uniform(0.1, 9, 4)}
    return heights, edges, points


def staircase(namespace, rng):
    heights, edges, _ = stairs(rng)
    return {"parameters": ask(namespace, "staircase", heights=heights, edges=edges)}


def climbed(made, rng):
    """What the network that was made answers: whoever knows the stairs could say that without a network."""
    _, _, points = stairs(rng)
    shapes, network = network_of(made["parameters"])
    return {"shapes": shapes, **{name: network(t) for name, t in points.items() if network}}


def network_of(answer):
    """(the shapes in words, the network as a function): hidden units that are 1 where z is above 0 and else
    0, and a linear output. None where the shapes are others."""
    if not is_pair(answer, 3) or any(one is None for part in answer for one in part[1:]):
        return "not [None, W1, W2] and [None, b1, b2]", None
    (_, W1, W2), (_, b1, b2) = answer
    parts = [np.asarray(one) for one in (W1, b1, W2, b2)]
    if any(one.dtype.kind not in "iuf" for one in parts):
        raise NotPlain("lists in which not everything is a real number")
    if not all(np.isfinite(one).all() for one in parts):
        return "nan or inf among the numbers", None
    n = len(parts[1]) if parts[1].ndim else 0
    if not n or [one.shape for one in parts] != [(n, 1), (n,), (1, n), (1,)]:
        return ", ".join(str(one.shape) for one in parts), None
    W1, b1, W2, b2 = (one.astype(float) for one in parts)
    return "(n, 1), (n,), (1, n), (1,)", lambda t: (((t[:, None] @ W1.T + b1) > 0) @ W2.T + b2)[:, 0]


def influence(namespace, rng):
    """Two layers, three and four, one example, one unit of the first."""
    found = {}
    for layers, word in ((2, "two"), (3, "three"), (4, "four")):
        _, sizes = widths(rng, layers + 1)
        W, _ = layers_of(rng, sizes)
        slope = [None, *(rng.uniform(0.2, 2, n) for n in sizes[1:])]
        found[f"influence through {word} layers"] = ask(namespace, "influence", W=W, slope=slope,
                                                        j=int(rng.integers(sizes[1])))
    return found


TASKS = (
    Task("04.by_hand", "A small network, by hand", 4, ("by_hand",), by_hand, cases=1,
         rtol=6e-4, atol=1e-6, parts=True, sheet=sheet),
    Task("04.forward", "The forward pass", 3, ("forward",), forward),
    Task("04.unpack", "One vector, and windows on it", 3, ("unpack",), unpack),
    Task("04.merged", "A published network, merged", 2, ("merged",), merged),
    Task("04.staircase", "A staircase, built by hand", 3, ("staircase",), staircase, rtol=1e-6,
         digest=climbed),
    Task("04.influence", "Along all paths", 3, ("influence",), influence),
)
