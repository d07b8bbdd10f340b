"""TrainingRoom (notebooks 00 and 09): a network learns before your eyes, and you look inside."""
import base64
import functools
import math
import numbers

import numpy as np
import traitlets

from course_lib import datasets, losses
from course_lib.activations import ACTIVATIONS, logistic, softmax
from course_lib.backprop import backprop
from course_lib.house_style import number, plain
from course_lib.layout import count, windows
from course_lib.network import Network
from course_lib.optimizers import Adam, GradientDescent, Momentum, Nesterov, RMSProp
from course_lib.training.history import accuracy
from course_lib.widgets import training_still
from course_lib.widgets.piece import Piece, Real, vector

RULES = {"gradient descent": GradientDescent, "momentum": Momentum, "nesterov": Nesterov, "rmsprop": RMSProp,
         "adam": Adam}
PACES = ("1 step a frame", "1 epoch a frame", "at full speed")
STARTS = ("lecun", "glorot", "he", "uniform", "20 × lecun", "all 0.1", "all 0")
PHI = [name for name in ACTIVATIONS if name != "softmax"]
LOSSES = ("cross-entropy", "half squared error")
MOST_LAYERS, WIDEST, MOST_POINTS = 4, 32, 300

# Where each plane is looked at: its lower left corner, and its side.
PLANES = {"moons": ((-1.5, -1.75), 4.0), "spirals": ((-1.25, -1.25), 2.5), "xor": ((-0.5, -0.5), 2.0),
          "by hand": ((-1.0, -1.0), 2.0)}
# What is set when other data are chosen.
DEFAULTS = {
    "moons": {"hidden": [8, 8], "rule": "momentum", "eta": 0.1, "batch": 10, "pace": PACES[0],
              "probe": [0.5, 0.25], "inside": [1, 0]},
    "spirals": {"hidden": [16, 16], "rule": "adam", "eta": 0.01, "batch": 20, "pace": PACES[1],
                "probe": [0.0, 0.0], "inside": [1, 0]},
    "xor": {"hidden": [2], "rule": "momentum", "eta": 0.3, "batch": 4, "pace": PACES[0],
            "probe": [0.5, 0.5], "inside": [1, 0]},
    "by hand": {"hidden": [8], "rule": "momentum", "eta": 0.1, "batch": 10, "pace": PACES[0],
                "probe": [0.0, 0.0], "inside": [1, 0]},
    "digits": {"hidden": [32], "rule": "momentum", "eta": 0.1, "batch": 32, "pace": PACES[0],
               "inside": [1, 0]},
}


@functools.cache
def examples(name):
    """The Dataset behind a name: points rounded to three places, so that they are the same everywhere."""
    rng = np.random.default_rng(0)
    if name == "digits":
        return datasets.digits()
    made = {"moons": lambda: datasets.moons(100, 0.15, rng),
            "spirals": lambda: datasets.spirals(160, 0.02, rng),
            "xor": datasets.xor}[name]()
    return datasets.Dataset(made.x.round(3), made.y, made.name, made.description, made.source,
                            made.input_names, made.output_names)


@functools.cache
def _planes():
    """For each plane its corner, its side and its points (x1, x2, target)."""
    return {name: {"low": list(low), "size": size, "points":
                   [] if name == "by hand" else np.hstack([examples(name).x, examples(name).y]).tolist()}
            for name, (low, size) in PLANES.items()}


@functools.cache
def _digits():
    """Training and validation images as text, a byte from 0 to 16 a pixel; the test part stays here."""
    parts = examples("digits").train, examples("digits").validation
    pixels = np.concatenate([np.rint(16 * part.x) for part in parts]).astype(np.uint8)
    return {"pixels": base64.b64encode(pixels.tobytes()).decode(), "training": len(parts[0]),
            "labels": "".join(str(label) for part in parts for label in part.labels)}


class _Draws:
    """The generator of engine.js, as far as initial weights need it: the same draws there and here."""

    def __init__(self, seed):
        self.state = seed & 0xFFFFFFFF

    def one(self):
        self.state = (self.state + 0x6D2B79F5) & 0xFFFFFFFF
        t = (self.state ^ self.state >> 15) * (self.state | 1) & 0xFFFFFFFF
        t ^= (t + ((t ^ t >> 7) * (t | 61) & 0xFFFFFFFF)) & 0xFFFFFFFF
        return (t ^ t >> 14) / 2 ** 32

    def normal(self):
        return math.sqrt(-2 * math.log(1 - self.one())) * math.cos(2 * math.pi * self.one())


_VARIANCES = {"lecun": lambda n, m: 1 / n, "glorot": lambda n, m: 2 / (n + m), "he": lambda n, m: 2 / n}


def beginning(start, sizes, seed):
    """θ to begin with, drawn as training_run.js draws it.

    course_lib.initial_weights has the same rules, but NumPy's draws, which a page does not have.
    """
    return _drawn(start, tuple(sizes), seed).copy()


@functools.lru_cache(32)
def _drawn(start, sizes, seed):
    if start.startswith("all"):
        return np.full(count(sizes), float(start.split()[1]))
    draws, theta = _Draws(seed), np.zeros(count(sizes))
    if start == "uniform":
        return np.array([draws.one() - 0.5 for _ in theta])
    times, how = (20.0, "lecun") if start == "20 × lecun" else (1.0, start)
    W, _ = windows(theta, sizes)
    for l in range(1, len(sizes)):
        spread = math.sqrt(_VARIANCES[how](sizes[l-1], sizes[l]))
        W[l].ravel()[:] = [times * draws.normal() * spread for _ in range(W[l].size)]
    return theta


class TrainingRoom(Piece):
    """A network that learns while you watch: points of a plane, or handwritten digits.

    data : moons, spirals, xor, by hand (then points : [x1, x2, target] each) or digits
    hidden : units of each hidden layer    activation, loss, rule, eta, batch, decay : as in the course
    start, seed : where a run begins    theta : where it is now, empty at its beginning
    epochs : how far it has come
    pace : how fast it runs in the picture
    probe, image : the point, or the 64 pixels from 0 to 16, that is looked at
    inside : [layer, unit from 0]
    simple : whether the settings, and the look inside, stand in a fold

    network, x, y, validation, E, accuracy, validation_E, validation_accuracy, gradient_sizes, says: computed
    by the library for what the picture shows. TrainingRoom.of(net) shows a network of your own.
    """

    module = "training_room"
    data = traitlets.Enum(list(DEFAULTS), "moons").tag(sync=True)
    hidden = traitlets.List(traitlets.Int()).tag(sync=True)
    activation = traitlets.Enum(PHI, "tanh").tag(sync=True)
    loss = traitlets.Enum(LOSSES, "cross-entropy").tag(sync=True)
    rule = traitlets.Enum(list(RULES), "momentum").tag(sync=True)
    eta = Real(0.1, min=1e-6, max=1000).tag(sync=True)
    batch = traitlets.Int(10, min=1, max=2000).tag(sync=True)
    decay = Real(0, min=0, max=10).tag(sync=True)
    start = traitlets.Enum(STARTS, "lecun").tag(sync=True)
    seed = traitlets.Int(0, min=0, max=1_000_000).tag(sync=True)
    theta = vector()
    epochs = Real(0, min=0).tag(sync=True)
    pace = traitlets.Enum(PACES, PACES[0]).tag(sync=True)
    points = traitlets.List().tag(sync=True)
    probe = traitlets.List().tag(sync=True)
    image = traitlets.List().tag(sync=True)
    inside = traitlets.List(traitlets.Int(), [1, 0]).tag(sync=True)
    simple = traitlets.Bool(False).tag(sync=True)
    planes = traitlets.Dict().tag(sync=True, data=True)
    digits = traitlets.Dict().tag(sync=True, data=True)
    defaults = traitlets.Dict(DEFAULTS).tag(sync=True, data=True)

    def __init__(self, **settings):
        self._made = False
        own = {"probe": [0.5, 0.25], **DEFAULTS.get(settings.get("data", "moons"), {})}
        super().__init__(**own | settings)
        self._made = True

    @classmethod
    def of(cls, net, data=None, **settings):
        """A room with this network: for points 2 inputs, 1 logistic output; for digits 64 and 10 softmax."""
        digits = net.sizes[0] == 64
        data = data or ("digits" if digits else "moons")
        hidden, last = net.phi[1:-1], net.phi[-1]
        ends = (64, 10, softmax) if data == "digits" else (2, 1, logistic)
        if (net.sizes[0], net.sizes[-1], last) != ends or len(set(hidden)) > 1:
            raise ValueError(f"{net} does not fit into this room: with {data} it needs {ends[0]} inputs, "
                             f"{ends[1]} "
                             f"{ends[2]} outputs, and one activation function in all hidden layers.")
        loss = "half squared error" if net.loss is losses.half_squared_error else "cross-entropy"
        name = {"activation": hidden[0].name} if hidden else {}
        return cls(data=data, hidden=[int(n) for n in net.sizes[1:-1]], theta=net.theta,
                   decay=float(net.decay),
                   loss=loss, **name, **settings)

    @traitlets.default("planes")
    def _all_planes(self):
        return _planes()

    @traitlets.default("digits")
    def _all_digits(self):
        return _digits()

    # What is accepted

    @traitlets.validate("hidden")
    def _some_layers(self, proposal):
        hidden = proposal.value
        if len(hidden) > MOST_LAYERS or not all(1 <= n <= WIDEST for n in hidden):
            raise traitlets.TraitError(f"hidden is {hidden}, but the units of at most {MOST_LAYERS} hidden "
                                       "layers were "
                                       f"expected, each from 1 to {WIDEST}: give, say, [8, 8].")
        return hidden

    @traitlets.validate("theta")
    def _as_long_as_the_network(self, proposal):
        theta, sizes = proposal.value, self.sizes
        if theta.size not in (0, count(sizes)):
            raise traitlets.TraitError(f"theta holds {theta.size} numbers, but {'-'.join(map(str, sizes))} "
                                       f"has {count(sizes)} parameters: set hidden first, or take "
                                       "TrainingRoom.of(net).")
        return theta

    @traitlets.validate("points")
    def _points(self, proposal):
        if len(proposal.value) > MOST_POINTS:
            raise traitlets.TraitError(f"points holds {len(proposal.value)} points: give at most "
                                       f"{MOST_POINTS}.")
        for point in proposal.value:
            if not (_numbers(point, 3) and point[2] in (0, 1) and max(abs(point[0]), abs(point[1])) <= 100):
                raise traitlets.TraitError(f"points holds {point!r}, but x1, x2 (from -100 to 100) and a "
                                           "target, 0 or "
                                           "1, were expected: give, say, [0.5, -0.2, 1].")
        return [[float(one) for one in point] for point in proposal.value]

    @traitlets.validate("probe")
    def _probe(self, proposal):
        if not _numbers(proposal.value, 2):
            raise traitlets.TraitError(f"probe is {proposal.value!r}, but a point of the plane was "
                                       "expected: give two "
                                       "numbers, [x1, x2].")
        return [float(one) for one in proposal.value]

    @traitlets.validate("image")
    def _image(self, proposal):
        image = proposal.value
        if image and not (_numbers(image, 64) and all(0 <= ink <= 16 and ink == int(ink) for ink in image)):
            raise traitlets.TraitError(f"image has {len(image)} values, but 64 whole numbers from 0 "
                                       "(paper) to 16 (ink) "
                                       "were expected, row by row: give, say, (16 * x).astype(int).tolist().")
        return [int(ink) for ink in image]

    @traitlets.validate("inside")
    def _a_unit(self, proposal):
        inside, sizes = proposal.value, self.sizes
        if len(inside) != 2 or min(inside) < 0 or inside[0] < 1:
            raise traitlets.TraitError(f"inside is {inside}, but [layer, unit] was expected, with layers "
                                       "from 1 and units "
                                       f"from 0: this network is {'-'.join(map(str, sizes))}.")
        return inside

    @traitlets.observe("data")
    def _what_goes_with_the_data(self, change):
        if self._made and change.old != change.new:
            with self.hold_trait_notifications():
                self.theta = ()
                for name, value in DEFAULTS[self.data].items():
                    setattr(self, name, value)

    @traitlets.observe("data", "hidden", "activation", "start", "seed")
    def _begin_anew(self, change):
        if self._made and change.old != change.new:
            self.theta, self.epochs = (), 0

    def set_state(self, sync_data):
        """What comes from the picture is complete: with the settings of a network comes its theta."""
        self._made = False
        try:
            super().set_state(sync_data)
        finally:
            self._made = True

    # What the picture shows, computed by the library

    @property
    def sizes(self):
        """Units of each layer, the inputs first."""
        return (64, *self.hidden, 10) if self.data == "digits" else (2, *self.hidden, 1)

    @property
    def network(self):
        """The network as it stands, with parameters of its own: train it, and set theta anew."""
        digits = self.data == "digits"
        theta = self.theta.copy() if len(self.theta) else beginning(self.start, self.sizes, self.seed)
        loss = (losses.half_squared_error if self.loss == LOSSES[1] else
                losses.categorical_cross_entropy if digits else losses.binary_cross_entropy)
        phi = [ACTIVATIONS[self.activation]] * len(self.hidden)
        return Network(self.sizes, [*phi, softmax if digits else logistic],
                       loss, theta, self.decay)

    @property
    def x(self):
        """The inputs that are learned from, a row for each example."""
        return self._table()[0]

    @property
    def y(self):
        """Their targets."""
        return self._table()[1]

    @property
    def validation(self):
        """The Dataset that is kept from learning: of the digits; of points there is none."""
        return examples("digits").validation if self.data == "digits" else None

    def _table(self):
        if self.data == "by hand":
            table = np.array(self.points, dtype=float).reshape(-1, 3)
            return table[:, :2].copy(), table[:, 2:].copy()
        data = examples(self.data)
        return (data.train.x, data.train.y) if self.data == "digits" else (data.x, data.y)

    @property
    def E(self):
        """E over all training examples; nan where there is none."""
        x, y = self._table()
        return float(self.network.error(x, y)) if len(x) else math.nan

    @property
    def accuracy(self):
        """The share of training examples that are answered rightly."""
        x, y = self._table()
        return accuracy(self.network.predict(x), y) if len(x) else math.nan

    @property
    def validation_E(self):
        held = self.validation
        return float(self.network.error(held.x, held.y)) if held else math.nan

    @property
    def validation_accuracy(self):
        held = self.validation
        return accuracy(self.network.predict(held.x), held.y) if held else math.nan

    @property
    def gradient_sizes(self):
        """The size of ∂E/∂W[l], the root of its sum of squares, for each layer from 1 to L."""
        x, y = self._table()
        if not len(x):
            return [math.nan] * (len(self.sizes) - 1)
        net = self.network
        _, gradient = backprop(net, x, y)
        return [float(np.linalg.norm(dW)) for dW in net.at(gradient).W[1:]]

    @property
    def looked_at(self):
        """The input that is looked at, one row: the probe, or the image with its ink from 0 to 1."""
        if self.data != "digits":
            return np.array([self.probe])
        return np.array([self.image]) / 16 if self.image else self.validation.x[:1]

    @property
    def says(self):
        """The output for it; nan where nothing is drawn."""
        if self.nothing_drawn:
            return np.full(self.sizes[-1], math.nan)
        return self.network.predict(self.looked_at)[0]

    @property
    def nothing_drawn(self):
        return self.data == "digits" and not self.looked_at.any()

    def alt(self):
        layers = "-".join(map(str, self.sizes))
        kind = "digits" if self.data == "digits" else f"points ({self.data})"
        told = f"A {layers} network with {self.activation} units and {kind} after {plain(self.epochs)} epochs"
        if not len(self.x):
            return f"{told}: there are no points yet."
        told += f": E = {number(self.E)}, {self.accuracy:.0%} of the training examples are right"
        if self.data == "digits":
            told += f", {self.validation_accuracy:.0%} of the validation images. "
            told += ("Nothing is drawn that it could read" if self.nothing_drawn else
                     f"It reads the image as {self.says.argmax()}")
        first, last = self.gradient_sizes[0], self.gradient_sizes[-1]
        return (f"{told}. The gradient has size {number(first)} in the first layer, "
                f"{number(last)} in the last.")

    @property
    def plane(self):
        """Where the plane is looked at: its lower left corner, and its side."""
        return PLANES[self.data]

    def still(self):
        return training_still.drawn(self)


def _numbers(values, n):
    return (isinstance(values, list | tuple) and len(values) == n
            and all(isinstance(one, numbers.Real) and math.isfinite(one) for one in values))
