"""What assignment 06 asks: a gradient by hand, and backpropagation of one's own, function by function.

The network is handed out as a record: numbers and activation functions, under a Network's names. What a
Network can do (go forward, compute E, pull back) is what is to be written.
"""
import numpy as np

from course_lib.activations import logistic, relu, scaled_tanh, softmax, softplus, tanh
from course_lib.layout import count, windows
from course_lib.losses import binary_cross_entropy, categorical_cross_entropy, half_squared_error
from course_lib.network import Network
from course_lib.probes.asking import InputsChanged, ask, marks, several
from course_lib.probes.draw import decimals, one_of, widths
from course_lib.probes.networks import away_from_kinks
from course_lib.probes.task import Task

SMOOTH = (tanh, softplus, scaled_tanh, logistic)
KINDS = {"squared": (half_squared_error, None), "two-class": (binary_cross_entropy, logistic),
         "categorical": (categorical_cross_entropy, softmax),
         "softmax squared": (half_squared_error, softmax),
         "two-class, sure": (binary_cross_entropy, logistic),
         "categorical, sure": (categorical_cross_entropy, softmax)}
SURE = 2000.0            # how far net inputs are apart where outputs are 0 or 1 to the last digit


class Record:
    """Named things, and a word for whoever asks for another."""

    def __init__(self, called, **parts):
        self.__dict__.update(parts, _called=called)

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        parts = ", ".join(part for part in vars(self) if not part.startswith("_"))
        raise AttributeError(f"{self._called} has no {name} here, it has {parts}; the rest is yours to write")


class Function(Record):
    """An activation function, phi(z), with its name and its slope."""

    def __init__(self, phi):
        super().__init__("an activation function", name=phi.name, slope=self.slope, _phi=phi)

    def __call__(self, z):
        return self._phi(z)

    def slope(self, z, a):
        """φ′(z), shaped like z; a is φ(z)."""
        if self._phi.value_slope is None:
            raise TypeError(f"{self.name} has no slope: each of its outputs depends on every net input of "
                            f"the row")
        with np.errstate(all="ignore"):
            belong = np.shape(z) == np.shape(a) and np.allclose(self._phi(z), a, 1e-3, 1e-3, equal_nan=True)
        if not belong:
            raise ValueError("slope(z, a) is given an a that is not phi(z)")
        return self._phi.slope(z, a)

    def __repr__(self):
        return self.name


def record(net):
    """What a learner's function is given of a network; all its own."""
    theta = net.theta.copy()
    W, b = windows(theta, net.sizes)
    return Record("net", sizes=net.sizes, L=net.L, W=W, b=b, theta=theta, decay=net.decay,
                  phi=[None, *map(Function, net.phi[1:])], loss=Record("net.loss", name=net.loss.name))


def ask_of(namespace, name, net, **arguments):
    """As ask, with the network as a record, which is to be as it was."""
    given = record(net)
    before = marks([given.W, given.b, given.theta, given.decay])
    answer = ask(namespace, name, net=given, **arguments)
    if marks([given.W, given.b, given.theta, given.decay]) != before:
        raise InputsChanged("net")
    return answer


def drawn(rng, layers, loss=half_squared_error, output=None, sure=False):
    """net, x, y: all functions differ, and one of the hidden ones is ReLU, with units that are on and off."""
    N, sizes = widths(rng, layers)
    smooth = [SMOOTH[k] for k in rng.permutation(len(SMOOTH))]
    hidden = [relu, *smooth][:layers - 2]
    output = output or next(phi for phi in reversed(smooth) if phi is not logistic)
    phi = [*(hidden[k] for k in rng.permutation(len(hidden))), output]
    while True:
        net = Network(sizes, phi, loss, rng.normal(0, 0.7, count(sizes)), float(rng.uniform(0.05, 0.2)))
        x = rng.normal(size=(N, sizes[0]))
        if sure:
            net.b[net.L] = SURE * (rng.permutation(sizes[-1]) - 0.5)
            x *= SURE * (1 + rng.permutation(N))[:, None]
        z = net.forward(x).z[phi.index(relu) + 1]
        if (z > 0).any(axis=0).sum() > 1 and (z < 0).any() and away_from_kinks(net, x):
            break
    y = rng.uniform(0.1, 0.9, size=(N, sizes[-1]))
    return net, x, y / y.sum(axis=1, keepdims=True) if loss is categorical_cross_entropy else y


def different(rng, low, high, size):
    """So many numbers with one decimal, no two of the same size, some of them negative."""
    while True:
        numbers = [one_of(rng, 1, -1) * number for number in decimals(rng, low, high, size)]
        if len({abs(number) for number in numbers}) == size and min(numbers) < 0 < max(numbers):
            return numbers


def sheet(rng):
    """Three examples at two layers of two units: deltas above, activities below, and the weights between."""
    while True:
        delta, a, W = different(rng, 0.1, 0.6, 6), decimals(rng, 0.2, 0.9, 6), different(rng, 0.2, 1.5, 4)
        decay, phi = one_of(rng, 0.1, 0.2, 0.3), one_of(rng, "logistic", "tanh")
        if len(set(a)) == 6 and tells(delta, a, W, decay):
            return {"phi": phi, "delta": [delta[k:k + 2] for k in (0, 2, 4)],
                    "a_below": [a[k:k + 2] for k in (0, 2, 4)], "W": [W[:2], W[2:]], "decay": decay}


def tells(delta, a, W, decay):
    """Whether no number is nearly 0, and what one may take for another differs: entries, slopes."""
    table = [sum(delta[n + j] * a[n + i] for n in (0, 2, 4)) for j in (0, 1) for i in (0, 1)]
    _, w12, w21, _ = table
    down = [W[i] * delta[2] + W[2 + i] * delta[3] for i in (0, 1)]
    slopes = [one * (1 - one) for one in a]
    return (all(abs(sum(delta[j::2])) > 0.05 for j in (0, 1))
            and min(map(abs, [*table, *down, w12 + decay * W[1]])) > 0.015
            and abs(w12 - w21) > 0.02 and abs(w12 + decay * W[1] - w21 - decay * W[2]) > 0.02
            and all(abs(slopes[2 + i] - slopes[n + i]) > 0.005 for n in (0, 4) for i in (0, 1)))


def by_hand(namespace, rng):
    return ask(namespace, "by_hand")


def propagate(namespace, rng):
    """Through three or four layers, whose functions all differ."""
    net, x, _ = drawn(rng, one_of(rng, 4, 5))
    answer, places = ask_of(namespace, "propagate", net, x=x), [None] * (net.L + 1)
    z, a = several(answer, "z", "a").values()
    whole = [isinstance(one, list) and len(one) == len(places) for one in (z, a)]
    found = {"N": len(x), "z, by layer": places if whole[0] else z, "a, by layer": places if whole[1] else a}
    if all(whole):
        found["a[0]"] = a[0]
        for l in range(1, net.L + 1):
            found |= {f"z[{l}]": z[l], f"a[{l}]": a[l]}
    return found


def send_back(namespace, rng):
    net, x, y = drawn(rng, one_of(rng, 4, 5))
    trace = net.forward(x)
    answer = ask_of(namespace, "send_back", net, z=trace.z, a=trace.a, y=y)
    if not isinstance(answer, list) or len(answer) != net.L + 1:
        return {"N": len(x), "delta, by layer": answer}
    return {"N": len(x), "delta, by layer": [None] * (net.L + 1),
            **{f"delta[{l}]": answer[l] for l in range(net.L, 0, -1)}}


def split(gradient, net):
    """dW, db by layer, or None where this is no vector of the right length."""
    try:
        return windows(np.asarray(gradient), net.sizes)
    except (ValueError, TypeError):
        return None


def my_backprop(namespace, rng):
    """Asked of one network, and then of another, which is the one that counts."""
    for layers in (3, one_of(rng, 4, 5)):
        net, x, y = drawn(rng, layers)
        answer = ask_of(namespace, "my_backprop", net, x=x, y=y)
    E, gradient = several(answer, "E", "gradient").values()
    parts = split(gradient, net)
    if not parts:
        return {"N": len(x), "gradient, as one vector": gradient, "E": E}
    found = {"N": len(x), "gradient, as one vector": np.zeros(len(net.theta)), "E": E}
    for l in range(net.L, 0, -1):
        found |= {f"dW[{l}]": parts[0][l], f"db[{l}]": parts[1][l]}
    return found


def backprop_any(namespace, rng):
    """All three errors, softmax under the squared one, and outputs that are quite sure, and wrong."""
    found = {}
    for kind, (loss, output) in KINDS.items():
        net, x, y = drawn(rng, 3 if "sure" in kind else one_of(rng, 3, 4), loss, output, "sure" in kind)
        answer = ask_of(namespace, "backprop_any", net, x=x, y=y)
        E, gradient = several(answer, "E", "gradient").values()
        last = net.W[net.L].size + len(net.b[net.L])
        if split(gradient, net):
            gradient = {"last layer": np.asarray(gradient)[-last:], "below": np.asarray(gradient)[:-last]}
        found |= {f"{kind}: E": E, f"{kind}: gradient": gradient}
    return found


def repaired_gradient(namespace, rng):
    """About half of the hidden units are off in each row; each is on somewhere."""
    N, (n_x, hidden, outputs) = widths(rng, 3, low=3)
    while True:
        W1, x = rng.normal(size=(hidden, n_x)), rng.normal(size=(N, n_x))
        z, mask = x @ W1.T, rng.integers(2, size=(N, hidden)).astype(float)
        on = (z > 0) & (mask > 0)
        if abs(z).min() > 1e-3 and on.any(axis=0).sum() > 1 and ((z < 0) & (mask > 0)).any():
            break
    answer = ask(namespace, "repaired_gradient", W1=W1, W2=rng.normal(size=(outputs, hidden)), x=x,
                 y=rng.normal(size=(N, outputs)), mask=mask)
    found = several(answer, "dW1", "dW2")
    return {"N": N, "dW2": found["dW2"], "dW1": found["dW1"]}


TASKS = (
    Task("06.by_hand", "A layer and three examples, by hand", 4, ("by_hand",), by_hand, cases=1,
         rtol=0.01, atol=2e-5, parts=True, sheet=sheet),
    Task("06.propagate", "The way forward", 2, ("propagate",), propagate),
    Task("06.send_back", "The way back", 3, ("send_back",), send_back),
    Task("06.my_backprop", "Your own backpropagation", 4, ("my_backprop",), my_backprop, uses=("layout",)),
    Task("06.any_loss", "And for any error", 4, ("backprop_any",), backprop_any, cases=2, uses=("layout",)),
    Task("06.repaired_mask", "A published mask, repaired", 3, ("repaired_gradient",), repaired_gradient),
)
