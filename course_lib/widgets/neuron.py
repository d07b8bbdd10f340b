"""Neuron (notebook 02): one unit by itself, forward and back, and its error over its parameters."""
import math
import zlib
from types import SimpleNamespace

import numpy as np
import traitlets

from course_lib.activations import ACTIVATIONS
from course_lib.backprop import backprop
from course_lib.house_style import BACKWARD, FORWARD, INK, PAPER, QUIET, STEP, TARGET, number, plain
from course_lib.losses import binary_cross_entropy, half_squared_error
from course_lib.network import Network
from course_lib.optimizers import GradientDescent
from course_lib.widgets import still
from course_lib.widgets.piece import Piece, Real

CLOSE, MOST = 0.1, 20_000       # when the answer is good enough; how many steps to wait for that
LENGTH, SEEN = 200, 6           # an arrow: so many units for a derivative of 1; the shortest on the map
RANGE = 8                       # how far the map of E goes
LOSSES = {one.name: one for one in (half_squared_error, binary_cross_entropy)}
PHIS = {name: ACTIVATIONS[name] for name in ("linear", "logistic", "tanh", "relu")}

_TEXT = dict(inputs=2, w1=2.0, w2=1.0, b=-0.5, x1=0.5, x2=0.8, y=0.0, phi="logistic",
             loss="half squared error")
STARTS = {
    "the evening of the text": _TEXT,
    "saturated: z = 8": _TEXT | {"b": 6.2},
    "all parameters 0": _TEXT | {"w1": 0.0, "w2": 0.0, "b": 0.0},
    "linear, one input": _TEXT | {"inputs": 1, "w1": -2.0, "b": 0.5, "x1": 1.0, "y": 1.0, "phi": "linear"},
    "a ReLU that is silent": _TEXT | {"w1": -1.5, "w2": 0.5, "b": -0.5, "y": 1.0, "phi": "relu"},
}


class Neuron(Piece):
    """One unit with one or two inputs, one example, and the error over two of its parameters.

    w1, w2, b : weights and bias    x1, x2 : what comes in    y : the target    inputs : 1 or 2
    phi : linear, logistic, tanh, relu    loss : half squared error, two-class cross-entropy
    eta : the learning rate of a step    over : the two parameters of the map of E

    network, z, a, E, slope, delta, gradient and steps_needed say in Python what the picture shows;
    step() takes the step of its button.
    """

    module = "neuron"
    inputs = traitlets.Enum([1, 2], 2).tag(sync=True)
    w1 = Real(2.0, min=-100, max=100).tag(sync=True)
    w2 = Real(1.0, min=-100, max=100).tag(sync=True)
    b = Real(-0.5, min=-100, max=100).tag(sync=True)
    x1 = Real(0.5, min=-10, max=10).tag(sync=True)
    x2 = Real(0.8, min=-10, max=10).tag(sync=True)
    y = Real(0.0, min=-10, max=10).tag(sync=True)
    phi = traitlets.Enum(list(PHIS), "logistic").tag(sync=True)
    loss = traitlets.Enum(list(LOSSES), half_squared_error.name).tag(sync=True)
    eta = Real(0.5, min=1e-4, max=100).tag(sync=True)
    over = traitlets.Enum(["w1, w2", "w1, b", "w2, b"], "w1, w2").tag(sync=True)
    starts = traitlets.Dict(STARTS).tag(sync=True, data=True)

    @traitlets.validate("phi", "loss", "y")
    def _go_together(self, proposal):
        phi, loss, y = (proposal.value if proposal.trait.name == name else getattr(self, name)
                        for name in ("phi", "loss", "y"))
        if LOSSES[loss].output and phi != LOSSES[loss].output.name:
            raise traitlets.TraitError(f"phi is {phi!r} and loss is {loss!r}, but cross-entropy goes with "
                                       "the logistic only: set phi = 'logistic', or loss = "
                                       "'half squared error'.")
        if LOSSES[loss].output and not 0 <= y <= 1:
            raise traitlets.TraitError(f"y is {y:g}, but the target of cross-entropy is a probability: give "
                                       "a number from 0 to 1, or set loss = 'half squared error'.")
        return proposal.value

    @property
    def parameters(self):
        """The names of what is learned, in the order of theta."""
        return ["w1", "w2", "b"] if self.inputs == 2 else ["w1", "b"]

    @property
    def network(self):
        """The neuron as a Network (inputs, 1), with a theta of its own."""
        return Network((self.inputs, 1), [PHIS[self.phi]], LOSSES[self.loss],
                       np.array([getattr(self, name) for name in self.parameters]))

    @property
    def example(self):
        """The one example: x (1, inputs) and y (1, 1)."""
        return np.array([[self.x1, self.x2][:self.inputs]]), np.array([[self.y]])

    def _seen(self):
        net, (x, y) = self.network, self.example
        trace = net.blank_trace(1)
        E, gradient = backprop(net, x, y, trace)
        z, a, delta = (float(values[1][0, 0]) for values in (trace.z, trace.a, trace.delta))
        slope = float(PHIS[self.phi].slope(np.array(z), np.array(a)))
        through_a = a - self.y if not net.loss.output else delta / slope if slope else math.inf
        return SimpleNamespace(z=z, a=a, E=float(E), delta=delta, slope=slope, through_a=through_a,
                               gradient=gradient,
                               rates=dict(zip(self.parameters, map(float, gradient), strict=True)))

    @property
    def z(self):
        return self._seen().z

    @property
    def a(self):
        return self._seen().a

    @property
    def E(self):
        return self._seen().E

    @property
    def slope(self):
        """φ′(z)."""
        return self._seen().slope

    @property
    def delta(self):
        """∂E/∂z."""
        return self._seen().delta

    @property
    def gradient(self):
        """∂E/∂ the weights and the bias, in the order of `parameters`."""
        return self._seen().gradient

    def step(self):
        """One step of gradient descent: each parameter changes by -eta times its derivative."""
        net = self.network
        GradientDescent(eta=self.eta).step(net.theta, self.gradient)
        with self.hold_trait_notifications():
            for name, value in zip(self.parameters, net.theta, strict=True):
                setattr(self, name, float(value))

    @property
    def steps_needed(self):
        """{loss: steps until a is within 0.1 of y}, with this eta; None where 20,000 are too few."""
        return {name: self._steps(loss) for name, loss in LOSSES.items()
                if not loss.output or (self.phi == loss.output.name and 0 <= self.y <= 1)}

    @np.errstate(over="ignore", invalid="ignore")
    def _steps(self, loss):
        phi, z, size = PHIS[self.phi], np.float64(self.z), float(np.sum(self.example[0] ** 2)) + 1
        for steps in range(MOST + 1):
            a = phi(z)
            if abs(a - self.y) <= CLOSE:
                return steps
            delta = (a - self.y) * (1 if loss.output else phi.slope(z, a))
            z, before = z - self.eta * delta * size, z
            if not np.isfinite(z) or z == before:
                return None
        return None

    def alt(self):
        seen = self._seen()
        given = ", ".join(f"{name} = {plain(getattr(self, name))}"
                          for name in [*self.parameters, *self._fed(), "y"])
        rates = ", ".join(f"∂E/∂{name} = {_exactly(value)}" for name, value in seen.rates.items())
        across, up = self._pair()
        return (f"One neuron, φ {self.phi}, with {given}: z = {number(seen.z)}, a = {self._said(seen.a)}, "
                f"and the {self.loss} E is {_exactly(seen.E)}. Back come δ = {_exactly(seen.delta)} and "
                f"{rates}. A map shows E over {across} and {up} with this point on it: lines of equal E are "
                "straight and parallel, and the arrow points downhill, straight across them.")

    def _said(self, value):
        """An activity, or the derivative by it, with the digits that it needs."""
        if not math.isfinite(value):
            return "—"
        return _closely(value) if self.phi in ("logistic", "tanh") else _exactly(value)

    def _fed(self):
        return ["x1", "x2"][:self.inputs]

    def _pair(self):
        return self.over.split(", ") if self.inputs == 2 else ["w1", "b"]

    def _error_of_z(self, z):
        """E where the net input is z: with one example the parameters reach it in no other way."""
        z = np.asarray(z, float).reshape(-1, 1)
        a, y, value = PHIS[self.phi](z), np.array([[self.y]]), LOSSES[self.loss].value
        return np.array([value(z[k:k + 1], a[k:k + 1], y, a[k:k + 1] - y) for k in range(len(z))])

    def still(self):
        seen = self._seen()
        return still.picture(858, 490, self.alt(), *self._neuron(seen), *self._table(seen), *self._map(seen))

    def _neuron(self, seen):
        """The neuron, as in neuron.js but 10 to the right and 10 down."""
        two = self.inputs == 2
        places = {"x1": (49, 76 if two else 140), "x2": (49, 204), "w1": (142, 108 if two else 140),
                  "w2": (142, 172), "b": (220, 60), "y": (400, 224)}
        parts = []
        for x, w in zip(self._fed(), ("w1", "w2"), strict=False):
            weight, (left, at) = getattr(self, w), places[x]
            parts.append(still.line(left + 38, at, 203, 140 + 7 * np.sign(at - 140), INK,
                                    1 + min(7, 1.3 * abs(weight)),
                                    stroke_dasharray="8 5" if weight < 0 else None))
        parts += [still.line(220, 71, 220, 123), still.line(407, 213, 417, 157),
                  still.line(237, 140, 404, 140)]
        for x, text in ((220, "Σ"), (421, "E")):
            parts += [still.circle(x, 140, 17), still.word(x, 145, text, size=15)]
        parts += [self._box(seen), still.word(302, 92, "ReLU" if self.phi == "relu" else self.phi, QUIET, 12),
                  still.word(256, 177, f"z = {number(seen.z)}", FORWARD, anchor="end"),
                  still.word(350, 118, f"a = {self._said(seen.a)}", FORWARD, 12, anchor="start"),
                  still.word(440, 98, f"E = {_exactly(seen.E)}", anchor="end", font_weight="600"),
                  still.word(216, 212, f"δ = {_exactly(seen.delta)}", BACKWARD, 12),
                  still.word(302, 198, f"φ′(z) = {_exactly(seen.slope)}", BACKWARD, 12),
                  still.word(376, 157, "∂E/∂a", BACKWARD, 12),
                  still.word(376, 172, self._said(seen.through_a), BACKWARD, 12)]
        halo = dict(stroke=PAPER, stroke_width=5, paint_order="stroke", stroke_linejoin="round")
        for name, rate in seen.rates.items():
            x, y = places[name]
            at = x + 44 if name == "b" else x - 44
            long = math.copysign(min(34, LENGTH * abs(rate)), rate)
            parts.append(still.arrow(at, y, at, y + long, BACKWARD, head=6))
            if name == "b":
                parts.append(still.word(274, 64, f"∂E/∂b = {_exactly(rate)}", BACKWARD, 12, "start", **halo))
                continue
            down = y + (-4 if name == "w1" else -10) if two else y + 28
            parts += [still.word(x - 51, down, f"∂E/∂{name}", BACKWARD, 12, "end", **halo),
                      still.word(x - 51, down + 14, _exactly(rate), BACKWARD, 12, "end", **halo)]
        for name in [*self.parameters, *self._fed(), "y"]:
            x, y = places[name]
            colour = FORWARD if name[0] == "x" else TARGET if name == "y" else INK
            parts += [still.rectangle(x - 38, y - 11, 76, 22, PAPER, stroke=STEP, stroke_width=1.6, rx=11),
                      still.word(x, y + 4.5, f"{name} = {number(getattr(self, name))}", colour, 12)]
        return parts

    def _box(self, seen):
        """The activation function in its box, with the point (z, a), its slope and the target."""
        reach = 6 * _doubled(abs(seen.z) / 5.7)
        low, high = {"logistic": (-0.15, 1.15), "tanh": (-1.2, 1.2)}.get(self.phi, (-reach, reach))
        axes, zs = still.Axes(260, 98, 84, 84, (-reach, reach), (low, high)), np.linspace(-reach, reach, 33)
        run, rise = axes.X(1) - axes.X(0), seen.slope * (axes.Y(1) - axes.Y(0))
        long, x, y = 20 / math.hypot(run, rise), axes.X(seen.z), axes.Y(seen.a)
        back, on = min(long, (x - 260) / run), min(long, (344 - x) / run)
        return "".join([
            still.rectangle(260, 98, 84, 84, PAPER, stroke=INK, stroke_width=1.5, rx=6),
            still.line(260, axes.Y(self.y), 344, axes.Y(self.y), TARGET, 1.6, stroke_dasharray="2 3")
            if low <= self.y <= high else "",
            axes.curve(zs, PHIS[self.phi](zs), FORWARD),
            still.line(x - back * run, y - back * rise, x + on * run, y + on * rise, BACKWARD, 2),
            still.circle(x, y, 4.5, FORWARD, PAPER)])

    def _table(self, seen):
        """The three factors, one row a parameter."""
        columns = (34, 104, 176, 248, 330, 430)
        heads = ("", "∂E/∂a", "· φ′(z)", "· input", "= ∂E/∂·", "· −η = step")
        parts = [still.line(14, 307, 434, 307, QUIET, 1)]
        parts += [still.word(x, 300, text, QUIET, 12, "end") for x, text in zip(columns, heads, strict=True)]
        for k, (name, rate) in enumerate(seen.rates.items()):
            row = (name, self._said(seen.through_a), _exactly(seen.slope), plain(self._into(name)),
                   _exactly(rate), _exactly(-self.eta * rate))
            for x, text, colour in zip(columns, row, (INK,) * 4 + (BACKWARD, STEP), strict=True):
                parts.append(still.word(x, 326 + 22 * k, text, colour, 12, "end"))
        return [*parts, still.word(14, 334 + 22 * self.inputs + 22, "Arrows: downhill, longer where steeper.",
                                   QUIET, 12, "start")]

    def _into(self, name):
        """What comes in through a parameter."""
        return {"w1": self.x1, "w2": self.x2, "b": 1.0}[name]

    def _map(self, seen):
        """The map of E and the cut beneath it, as in neuron.js."""
        across, up = self._pair()
        u, v = getattr(self, across), getattr(self, up)
        edge = RANGE * _doubled(max(abs(u), abs(v)) / RANGE)
        axes = still.Axes(544, 36, 280, 280, (-edge, edge), (-edge, edge))
        g = np.array([self._into(across), self._into(up)])
        centre, half = seen.z - g @ (u, v), edge * np.abs(g).sum()
        zs = np.linspace(centre - half, centre + half, 121)
        heights = self._error_of_z(zs)
        ticks = [(k * edge / RANGE, plain(k * edge / RANGE)) for k in (-5, 0, 5)]
        third = [name for name in self.parameters if name not in (across, up)]
        title = f"map of E: {across} across, {up} up" + "".join(f"; {name} = {number(getattr(self, name))}"
                                                                for name in third)
        us = np.linspace(*axes.x, 41)
        along = self._error_of_z(seen.z + g[0] * (us - u))
        highest = max(along.max(), 1e-6)
        cut = still.Axes(544, 360, 280, 82, axes.x, (0, 1.04 * highest))
        rates = np.array([seen.rates[across], seen.rates[up]])
        long, way = LENGTH * math.hypot(*rates), rates / (math.hypot(*rates) or 1)
        rim, end = 12 * way, (12 + min(long, 110)) * way
        x, y, low = axes.X(u), axes.Y(v), cut.Y(seen.E)
        run, rise = cut.X(1) - cut.X(0), rates[0] * (cut.Y(1) - cut.Y(0))
        reach = 46 / math.hypot(run, rise)
        return [
            _shade(axes, heights, half * g / (g @ g or 1)), axes.frame(ticks, ticks),
            still.tag("path", d=_contours(axes, zs - centre, heights, g, edge) or "M0,0", fill="none",
                      stroke=INK, stroke_width=0.6),
            still.word(544, 27, title, anchor="start"),
            still.line(544, y, 824, y, QUIET, 1, stroke_dasharray="5 4"),
            still.arrow(x - rim[0], y + rim[1], x - end[0], y + end[1], BACKWARD, 3, 10)
            if long > SEEN else "",
            still.circle(x, y, 10, STEP), cut.frame(ticks, [(0, "0"), (highest, number(highest))]),
            still.word(544, 352, f"E along the dashed line, where {up} = {number(v)}", anchor="start"),
            cut.curve(us, along),
            still.line(x - reach * run, low - reach * rise, x + reach * run, low + reach * rise, BACKWARD, 2,
                       stroke_dasharray="6 3"),
            still.circle(x, low, 6, STEP), still.word(614, 476, across),
            still.word(824, 476, f"slope ∂E/∂{across} = {_exactly(rates[0])}", BACKWARD, 12, "end")]


def _exactly(value):
    """With more digits where it is small."""
    return plain(value) if value == round(value) else number(value, 4 if abs(value) < 10 else 2)


def _closely(a):
    """An activity, with more digits close to its bounds, where all hangs on 1 - a."""
    gap = 1 - abs(a)
    if not 0 <= gap <= 5e-6:
        return number(a, 5 if 0 < gap < 1e-4 else 4 if abs(a) < 10 else 2) if a else "0"
    rest = f" {'+' if a < 0 else '−'} {number(gap)}" if gap else ""
    return f"{'−' if a < 0 else ''}1{rest}"


def _doubled(size):
    """How often an axis must be doubled so that so many of its lengths fit."""
    return 2 ** max(0, math.ceil(math.log2(size or 1)))


def _shade(axes, heights, far):
    """The darker, the higher E. far : from the centre to where the heights end, in parameters."""
    bottom, top = heights.min(), heights.max()
    stops = [still.tag("stop", offset=f"{k / 8:g}", stop_color=INK,
                       stop_opacity=f"{0.3 * (height - bottom) / (top - bottom or 1):.2f}")
             for k, height in enumerate(heights[::15])]
    x, y, unit = axes.X(0), axes.Y(0), axes.X(1) - axes.X(0)
    ends = dict(x1=x - unit * far[0], y1=y + unit * far[1], x2=x + unit * far[0], y2=y - unit * far[1])
    text = "".join([*stops, *map(still.place, ends.values())])
    name = f"shade-{zlib.crc32(text.encode()):x}"                   # a page may hold several, each its own
    return (still.tag("linearGradient", *stops, id=name, gradientUnits="userSpaceOnUse", **ends)
            + still.rectangle(axes.left, axes.top, axes.width, axes.height, f"url(#{name})"))


def _contours(axes, offsets, heights, g, edge):
    """The straight lines where E passes its levels, which grow like squares, as the d of a path."""
    bottom, top = heights.min(), heights.max()
    d = ""
    for level in bottom + (top - bottom) * (np.arange(1, 12) / 12) ** 2 if top - bottom > 1e-12 else ():
        for k in np.flatnonzero((heights[:-1] < level) != (heights[1:] < level)):
            share = (level - heights[k]) / (heights[k + 1] - heights[k])
            foot = (offsets[k] + share * (offsets[k + 1] - offsets[k])) * g / (g @ g)
            ends = _within(foot, np.array([-g[1], g[0]]), np.array([edge, edge]))
            if ends is not None:
                d += "M" + "L".join(f"{still.place(axes.X(x))},{still.place(axes.Y(y))}" for x, y in ends)
    return d


def _within(foot, along, edges):
    """The part of a line that lies between -edges and edges, as two points; or None."""
    start, end = -math.inf, math.inf
    for p, d, edge in zip(foot, along, edges, strict=True):
        if abs(d) < 1e-12:
            if abs(p) > edge:
                return None
            continue
        low, high = sorted(((-edge - p) / d, (edge - p) / d))
        start, end = max(start, low), min(end, high)
    return (foot + start * along, foot + end * along) if start < end else None
