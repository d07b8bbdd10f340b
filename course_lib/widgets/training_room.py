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
from course_lib.house_style import (
    BACKWARD,
    FORWARD,
    INK,
    PAPER,
    QUIET,
    SIGNED,
    STEP,
    TARGET,
    TEXT,
    VALIDATION,
    number,
    plain,
)
from course_lib.layout import count, windows
from course_lib.network import Network
from course_lib.optimizers import Adam, GradientDescent, Momentum, Nesterov, RMSProp
from course_lib.training.history import accuracy
from course_lib.widgets import still
from course_lib.widgets.piece import Piece, Real, vector

RULES = {"gradient descent": GradientDescent, "momentum": Momentum, "nesterov": Nesterov, "rmsprop": RMSProp,
         "adam": Adam}
PACES = ("1 step a frame", "1 epoch a frame", "at full speed")
STARTS = ("lecun", "glorot", "he", "uniform", "20 × lecun", "all 0.1", "all 0")
PHI = [name for name in ACTIVATIONS if name != "softmax"]
LOSSES = ("cross-entropy", "half squared error")
BELOW, ABOVE = SIGNED[0], SIGNED[-1]
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
        """The output for it."""
        return self.network.predict(self.looked_at)[0]

    def alt(self):
        layers = "-".join(map(str, self.sizes))
        kind = "digits" if self.data == "digits" else f"points ({self.data})"
        told = f"A {layers} network with {self.activation} units and {kind} after {plain(self.epochs)} epochs"
        if not len(self.x):
            return f"{told}: there are no points yet."
        told += f": E = {number(self.E)}, {self.accuracy:.0%} of the training examples are right"
        if self.data == "digits":
            told += (f", {self.validation_accuracy:.0%} of the validation images. It reads the image as "
                     f"{self.says.argmax()}")
        first, last = self.gradient_sizes[0], self.gradient_sizes[-1]
        return (f"{told}. The gradient has size {number(first)} in the first layer, "
                f"{number(last)} in the last.")

    # The still

    def still(self):
        net = self.network
        trace = net.forward(self.looked_at)
        left = self._still_digit(trace) if self.data == "digits" else self._still_plane(net)
        state = f"{plain(self.epochs)} epochs"
        if len(self.x):
            state += f"   ·   E {number(self.E)}   ·   right {self.accuracy:.1%}"
            if self.validation:
                state += (f"   ·   validation: E {number(self.validation_E)}, "
                          f"right {self.validation_accuracy:.1%}")
        set_ = (f"{self.data}   ·   hidden {', '.join(map(str, self.hidden)) or 'none'}   ·   "
                f"{self.activation}   ·   start "
                f"{self.start}   ·   {self.rule}, η = {plain(self.eta)}   ·   batch {self.batch}   ·   "
                f"{self.loss}   ·   decay "
                f"{plain(self.decay)}")
        return still.picture(1060, 410, self.alt(), still.word(20, 28, state, FORWARD, 14, "start"), left,
                             self._still_units(net, trace), self._still_gradient(),
                             still.word(20, 396, set_, QUIET, 12, "start"))

    def _still_plane(self, net):
        (low, size), n, side, left, top = PLANES[self.data], 20, 280, 44, 52
        values = _over_the_plane(low, size, n, net.predict)[:, 0].reshape(n, n)
        axes = still.Axes(left, top, side, side, (low[0], low[0] + size), (low[1], low[1] + size))
        ticks = [[(value, plain(value)) for value in range(math.ceil(one), math.floor(one + size) + 1)]
                 for one in low]
        x, y = self._table()
        parts = [_drawing([(0.55 * values, left, top)], side // n, FORWARD, 12),
                 _crossing(values - 0.5, left, top, side / n),
                 axes.frame(*ticks, "x₁", "x₂")]
        for target, layers in ((0, ((TEXT[TARGET], "9"), (PAPER, "5.4"))), (1, ((TARGET, "8.4"),))):
            d = "".join(f"M{axes.X(a) + 1e-6:.0f},{axes.Y(b) + 1e-6:.0f}h0" for a, b in x[y[:, 0] == target])
            parts += [still.tag("path", d=d, stroke=colour, stroke_width=width, stroke_linecap="round")
                      for colour, width in layers] if d else []
        parts.append(still.circle(axes.X(self.probe[0]), axes.Y(self.probe[1]), 7, STEP))
        parts.append(still.word(92, 44, "○ target 0   ● target 1   ━ output 0.5", size=12, anchor="start"))
        return "".join(parts)

    def _still_digit(self, trace):
        image, says = self.looked_at.reshape(8, 8), trace.a[-1][0]
        parts = [still.rectangle(20, 50, 128, 128, PAPER, stroke=STEP, stroke_width="2"),
                 still.word(84, 118, "draw a digit here", QUIET, 12),
                 _drawing([(image, 180, 50)], 16, INK, 16),
                 still.word(244, 196, f"it reads {says.argmax()}", size=15)]
        for k, share in enumerate(says):
            y = 212 + 16 * k
            bar = still.rectangle(42, y, 200 * share, 11, FORWARD) if share > 0.002 else ""
            parts += [still.word(30, y + 10, str(k)), bar,
                      still.word(48 + 200 * share, y + 10, f"{share:.0%}", size=11, anchor="start")]
        return "".join(parts)

    def _still_units(self, net, trace):
        """Each unit's picture, a column of eight for eight units; of very many the first of each layer."""
        n, parts, x, side = 6, [], 360, 24
        seen = None
        if self.data != "digits":
            seen = net.forward(_over_the_plane(*PLANES[self.data], n, lambda grid: grid))
        few = sum(net.sizes[1:]) < 50
        pictures, ups, downs, squares = [], [], [], []
        for l in range(1, net.L + 1):
            units = net.sizes[l] if few else min(net.sizes[l], 8)
            parts += [still.word(x, 48, "output" if l == net.L else f"layer {l}", QUIET, 11, "start"),
                      still.word(x, 61, f"{net.sizes[l]} {net.phi[l]}"
                                 + (f", {units} shown" if units < net.sizes[l] else ""),
                                 QUIET, 11, "start")]
            for j in range(units):
                at = x + j // 8 * 28, 68 + j % 8 * 28
                squares.append(f"M{at[0]},{at[1]}h{side}v{side}h-{side}z")
                if seen is not None:
                    a = seen.a[l][:, j].reshape(n, n)
                    pictures.append((0.9 * (a if l == net.L else (a - a.min()) / (np.ptp(a) or 1)), *at))
                elif l == 1:
                    W = net.W[1][j].reshape(8, 8) / (abs(net.W[1][j]).max() or 1)
                    ups.append((_strong(W), *at))
                    downs.append((_strong(-W), *at))
                else:
                    a = trace.a[l][0]
                    share = a[j] / (1 if l == net.L else abs(a).max() or 1)
                    colour = FORWARD if share > 0 else BELOW
                    parts.append(still.rectangle(*at, side, side, colour, opacity=f"{abs(share):.1f}"))
            x += max(-(-units // 8) * 28, 74) + 8
        parts += [_drawing(pictures, side // n, FORWARD, 3),
                  _drawing(ups, 3, ABOVE, 1), _drawing(downs, 3, BELOW, 1),
                  still.tag("path", d="".join(squares), fill="none", stroke=QUIET, stroke_width="0.7")]
        return "".join(parts)

    def _still_gradient(self):
        sizes = self.gradient_sizes
        real = [size for size in sizes if size > 0]
        low = 10.0 ** math.floor(math.log10(min([1e-3, *real])))
        high = 10.0 ** math.ceil(math.log10(max([1, *(3 * size for size in real)])))
        axes = still.Axes(750, 90, 280, 190, (0.4, max(2, len(sizes)) + 0.6), (low, high), to_y=math.log10)
        powers = [(10.0 ** k, f"10{_raised(k)}")
                  for k in range(round(math.log10(low)), round(math.log10(high)) + 1)]
        parts = [axes.frame([(l, str(l)) for l in range(1, len(sizes) + 1)], powers, "layer",
                            "size of ∂E/∂W, layer by layer")]
        for l, size in enumerate(sizes, 1):
            top = axes.Y(size) if size > 0 else 280
            if size > 0:
                parts.append(still.rectangle(axes.X(l) - 15, top, 30, 280 - top, BACKWARD))
            parts.append(still.word(axes.X(l), top - 5, number(size) if size == size else "—", BACKWARD, 12))
        if self.validation:
            parts.append(still.word(750, 350, "validation: kept from learning", VALIDATION, 12, "start"))
        return "".join(parts)


def _numbers(values, n):
    return (isinstance(values, list | tuple) and len(values) == n
            and all(isinstance(one, numbers.Real) and math.isfinite(one) for one in values))


def _over_the_plane(low, size, n, function):
    """function at the middles of n x n cells, top row first."""
    middles = (np.arange(n) + 0.5) / n
    return function(np.array([[low[0] + size * u, low[1] + size * (1 - v)]
                              for v in middles for u in middles]))


def _strong(shares):
    """In a small picture the strong weights are enough, those above half of the strongest."""
    return (shares > 0.5).astype(float)


def _drawing(pictures, cell, colour, steps):
    """Pictures (shares, left, top) in cells, the darker the larger the share; neighbours make one stroke."""
    strokes = {}
    for shares, left, top in pictures:
        levels = np.rint(np.clip(shares, 0, 1) * steps + still.AWAY_FROM_TIES).astype(int)
        for r, row in enumerate(levels):
            changes = [0, *(np.flatnonzero(np.diff(row)) + 1), len(row)]
            for start, end in zip(changes, changes[1:], strict=False):
                if row[start]:
                    strokes.setdefault(int(row[start]), []).append(
                        f"M{left + cell * start:g},{top + cell * (r + 0.5):g}h{cell * (end - start):g}")
    return "".join(still.tag("path", d="".join(strokes[level]), stroke=colour,
                             stroke_width=f"{cell + 0.15:g}",
                             opacity=f"{level / steps:.3g}") for level in sorted(strokes))


def _crossing(values, left, top, cell):
    """Where values (rows from the top) go through 0, as training_pictures.js draws it."""
    d, (rows, columns) = "", values.shape

    def point(r, c):
        return f"{still.place(left + (c + 0.5) * cell)},{still.place(top + (r + 0.5) * cell)}"
    for r in range(rows - 1):
        for c in range(columns - 1):
            A, B, C, D = values[r, c], values[r, c+1], values[r+1, c+1], values[r+1, c]
            found = [point(r + u, c + v) for one, other, u, v in (
                (A, B, 0, A / (A - B or 1)), (B, C, B / (B - C or 1), 1), (D, C, 1, D / (D - C or 1)),
                (A, D, A / (A - D or 1), 0))
                if (one > 0) != (other > 0)]
            d += "".join(f"M{start}L{end}" for start, end in zip(found[::2], found[1::2], strict=True))
    return still.tag("path", d=d, fill="none", stroke=INK, stroke_width="2") if d else ""


def _raised(k):
    return str(k).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
