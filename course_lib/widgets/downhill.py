"""Downhill (notebook 08): choose a start on a surface, a rule and a learning rate, and see the descent."""
import functools
import math

import numpy as np
import traitlets

from course_lib import activations, losses, optimizers
from course_lib.backprop import backprop
from course_lib.house_style import FAINT, INK, OTHER, PAPER, QUIET, STEP, TARGET, VALIDATION, number, plain
from course_lib.network import Network
from course_lib.widgets import still
from course_lib.widgets.piece import Piece, Real, vector

FAR = 1e6               # a path ends where it gets beyond this; downhill.js has the same
MOST_STEPS, CHANCES, LEVELS = 100, 5, 10

# How each rule is made from η and α, and how it looks: its colour, its dashes, its sign.
RULES = {
    "gradient descent": (lambda eta, alpha: optimizers.GradientDescent(eta), INK, None, "●"),
    "momentum": (optimizers.Momentum, VALIDATION, "9 3", "■"),
    "Nesterov": (optimizers.Nesterov, OTHER, "5 3", "▲"),
    "RMSProp": (lambda eta, alpha: optimizers.RMSProp(eta), STEP, "2 3", "◆"),
    "Adam": (lambda eta, alpha: optimizers.Adam(eta), TARGET, "8 3 2 3", "✚"),
}

# The seedlings of notebook 08 and their neuron, θ = (w, b); its network 1-1-1, θ = (w1, w2), without biases.
DAYS, HEIGHTS = np.array([[1.0], [2.0], [3.0], [4.0]]), np.array([[2.1], [2.9], [4.2], [4.8]])
NEURON = Network((1, 1), [activations.linear], losses.half_squared_error, np.zeros(2))
INPUTS, WEIGHTS = np.array([[0.5], [1.0], [4.0]]), [0, 2]
CHAIN = Network((1, 1, 1), [activations.tanh, activations.logistic], losses.half_squared_error,
                np.array([1.0, 0.0, 2.0, 0.0]))
TARGETS = CHAIN.predict(INPUTS)
TILT = 0.2              # of the two minima: E = ¼(w1² − 1)² + TILT w1 + w2²


def _two_minima(theta):
    E = 0.25 * (theta[0] ** 2 - 1) ** 2 + TILT * theta[0] + theta[1] ** 2
    return float(E), np.array([theta[0] ** 3 - theta[0] + TILT, 2 * theta[1]])


def _neuron(theta):
    return backprop(NEURON.at(theta), DAYS, HEIGHTS)


def _chain(theta):
    E, gradient = backprop(CHAIN.at(np.array([theta[0], 0.0, theta[1], 0.0])), INPUTS, TARGETS)
    return E, gradient[WEIGHTS]


E_AND_GRADIENT = {"long valley": _neuron, "saddle": _chain, "plateau": _chain, "two minima": _two_minima}


def _surfaces():
    """What downhill.js needs of each surface: its map, where one begins on it, its lowest points."""
    design = np.column_stack([DAYS, np.ones(4)])
    valley = np.linalg.lstsq(design, HEIGHTS[:, 0], rcond=None)[0]
    low, pass_, poor = sorted(np.roots([1, 0, -1, TILT]).real.tolist())
    limit = "Drag the start. Then raise η slowly: what happens just before the limit, and just after?"
    w1_and_w2 = dict(names=["w₁", "w₂"], bottom=0.0)
    network = w1_and_w2 | dict(kind="network", sizes=[1, 1, 1], phi=["tanh", "logistic"], theta=[0, 0, 0, 0],
                               parameters=WEIGHTS, inputs=INPUTS[:, 0].tolist(),
                               targets=TARGETS[:, 0].tolist())
    return {
        "paraboloid": w1_and_w2 | dict(
            kind="paraboloid", map=[[-2, 2], [-2, 2]], start=[-1.7, 0.4], eta=0.17, steps=30,
            minima=[[0, 0, "lowest"]],
            ask=limit, about="E = ½ θᵀHθ: two curvatures λ, each along its eigenvector."),
        "long valley": dict(
            kind="network", sizes=[1, 1], phi=["linear"], theta=[0, 0], parameters=[0, 1],
            inputs=DAYS[:, 0].tolist(), targets=HEIGHTS[:, 0].tolist(), names=["w", "b"],
            map=[[-0.8, 2.4], [0.2, 3.4]], start=[0, 2.5], eta=0.08, steps=60,
            minima=[[*valley.tolist(), "lowest"]], bottom=_neuron(valley)[0],
            H=(design.T @ design / 4).tolist(),
            ask=limit, about="The four seedlings and their linear neuron, a = w x + b."),
        "saddle": network | dict(
            map=[[-2.75, 2.75], [-2.75, 2.75]], start=[-1.3, 2.4], eta=2.0, steps=60, saddle=[0, 0],
            minima=[[1, 2, "lowest"], [-1, -2, "lowest"]],
            ask="Drag the start to the left. Where does the descent change sides?",
            about="Two weights of a network 1-1-1: a pass between two equal minima."),
        "two minima": w1_and_w2 | dict(
            kind="two minima", tilt=TILT, map=[[-2, 2], [-2, 2]], start=[1.75, 1.2], eta=0.08, steps=60,
            bottom=_two_minima((low, 0.0))[0], saddle=[pass_, 0],
            minima=[[low, 0, "lowest"], [poor, 0, "poor minimum"]],
            ask="Drag the start. From where does each rule end in the poor minimum?",
            about=f"E = ¼(w₁² − 1)² + {TILT} w₁ + w₂²: a local minimum, and a lower one."),
        "plateau": network | dict(
            map=[[-1.5, 6], [-5, 2.5]], start=[4.4, -4.6], eta=2.0, steps=100, minima=[[1, 2, "lowest"]],
            ask="Drag the start down the plateau, and up. After how many steps does E fall?",
            about="The same network, far out: its output is saturated, so the slope is small."),
    }


SURFACES = _surfaces()


class Downhill(Piece):
    """A map of E over two parameters, and descents from one start: where each rule goes, and E on the way.

    surface : a name from SURFACES    start : where all rules begin
    flat, steep, turned : the paraboloid's two curvatures and, in degrees, the direction of its floor
    eta, alpha : of the rules         rules : which of RULES, a list        steps : how many
    noise : the typical miss of the gradient, as of a mini-batch's    chance : 0 to 4, which draws of it

    paths, E, limits and factors say in Python what the picture shows; error(theta) and gradient(theta) are
    those of its surface.
    """

    module = "downhill"
    surface = traitlets.Enum(list(SURFACES), "paraboloid").tag(sync=True)
    flat = Real(1.0, min=0, max=100).tag(sync=True)
    steep = Real(10.0, min=0.01, max=100).tag(sync=True)
    turned = Real(20.0, min=-90, max=90).tag(sync=True)
    start = vector()
    eta = Real(0.17, min=1e-4, max=100).tag(sync=True)
    alpha = Real(0.8, min=0, max=0.99).tag(sync=True)
    noise = Real(0.0, min=0, max=100).tag(sync=True)
    chance = traitlets.Int(0, min=0, max=CHANCES - 1).tag(sync=True)
    steps = traitlets.Int(30, min=0, max=MOST_STEPS).tag(sync=True)
    rules = traitlets.List(traitlets.Unicode(), ["gradient descent"]).tag(sync=True)
    surfaces = traitlets.Dict(SURFACES).tag(sync=True, data=True)
    draws = traitlets.List([np.random.default_rng(seed).normal(size=(MOST_STEPS, 2)).round(3).tolist()
                            for seed in range(CHANCES)]).tag(sync=True, data=True)

    def __init__(self, **settings):
        begin = SURFACES.get(settings.get("surface", "paraboloid"), SURFACES["paraboloid"])
        super().__init__(**{name: begin[name] for name in ("start", "eta", "steps")} | settings)

    @traitlets.validate("start")
    def _on_the_map(self, proposal):
        place, (x, y) = proposal.value, self._about["map"]
        if len(place) != 2 or not self._inside(place):
            raise traitlets.TraitError(f"start is {place.tolist()}, but the map of “{self.surface}” goes "
                                       f"from {x[0]:g} to {x[1]:g} and from {y[0]:g} to {y[1]:g}: give two "
                                       "numbers in there.")
        return place

    @traitlets.validate("flat", "steep")
    def _floor_below_wall(self, proposal):
        values = {"flat": self.flat, "steep": self.steep, proposal.trait.name: proposal.value}
        flat, steep = values["flat"], values["steep"]
        if flat > steep:
            raise traitlets.TraitError(f"flat is {flat:g} and steep is {steep:g}, but the "
                                       "floor is where E is flatter: give a flat that is at most steep.")
        return proposal.value

    @traitlets.validate("rules")
    def _known(self, proposal):
        if unknown := [name for name in proposal.value if name not in RULES]:
            raise traitlets.TraitError(f"rules has {', '.join(map(repr, unknown))}, but the rules are "
                                       f"{', '.join(RULES)}: give a list of some of them.")
        return [name for name in RULES if name in proposal.value]

    @traitlets.observe("surface")
    def _begin_on_the_map(self, change):
        if not self._inside(self.start):
            self.start = self._about["start"]

    @property
    def _about(self):
        return SURFACES[self.surface]

    def _inside(self, place):
        return all(low <= value <= high for value, (low, high) in zip(place, self._about["map"], strict=True))

    @property
    def H(self):
        """The Hessian of a paraboloid, (2, 2); None where the curvature changes with the place."""
        if self.surface == "paraboloid":
            c, s = math.cos(math.radians(self.turned)), math.sin(math.radians(self.turned))
            U = np.array([[c, -s], [s, c]])
            return U @ np.diag([self.flat, self.steep]) @ U.T
        return np.array(self._about["H"]) if "H" in self._about else None

    @property
    def curvatures(self):
        """The eigenvalues of H, the smaller first; None where there is no one H."""
        return None if self.H is None else np.linalg.eigvalsh(self.H)

    @property
    def factors(self):
        """By what a step of gradient descent multiplies the way along each eigenvector: 1 − ηλ."""
        return None if self.H is None else 1 - self.eta * self.curvatures

    @property
    def limits(self):
        """{rule: the η from which on it no longer arrives}: of the rules with a limit, on a paraboloid."""
        if self.H is None:
            return {}
        limit = 2 / float(self.curvatures[-1])
        return {"gradient descent": limit, "momentum": limit * (1 + self.alpha),
                "Nesterov": limit * (1 + self.alpha) / (1 + 2 * self.alpha)}

    @property
    def lowest(self):
        """The lowest point, or one of them."""
        return np.array(self._about["minima"][0][:2], float)

    def error(self, theta):
        """E at θ, two numbers."""
        return self._both(theta)[0]

    def gradient(self, theta):
        """∂E/∂θ at θ, two numbers, without noise."""
        return self._both(theta)[1]

    def _both(self, theta):
        theta = np.asarray(theta, float)
        if self.surface == "paraboloid":
            turn = math.radians(self.turned)
            c, s = math.cos(turn), math.sin(turn)
            along, across = c * theta[0] + s * theta[1], c * theta[1] - s * theta[0]
            return float(self.flat * along ** 2 + self.steep * across ** 2) / 2, self.H @ theta
        return E_AND_GRADIENT[self.surface](theta)

    def descend(self, rule):
        """By a new rule of course_lib.optimizers from the start: (its places, E at each). Ends beyond FAR."""
        theta, made, path, errors = np.array(self.start), RULES[rule][0](self.eta, self.alpha), [], []
        misses = self.noise / math.sqrt(2) * np.array(self.draws[self.chance])
        for t in range(self.steps + 1):
            E, gradient = self._both(theta)
            path.append(theta.copy())
            errors.append(E)
            if t == self.steps or abs(theta).max() > FAR:
                break
            made.step(theta, gradient + misses[t])
        return np.array(path), np.array(errors)

    @property
    def paths(self):
        """{rule: its places, (steps + 1, 2)}; fewer where it flies off."""
        return {name: self.descend(name)[0] for name in self.rules}

    @property
    def E(self):
        """{rule: E at each of its places}."""
        return {name: self.descend(name)[1] for name in self.rules}

    @property
    def rises(self):
        """{rule: how many of its steps raise E}, by more than roundings do."""
        return {name: int((np.diff(E) > 1e-12 * abs(E[:-1])).sum()) for name, E in self.E.items()}

    @property
    def leaves(self):
        """{rule: the first step that is off the map}, of those that leave it."""
        return {name: off for name, path in self.paths.items() if (off := self._off(path))}

    def _off(self, path):
        return next((t for t, place in enumerate(path) if not self._inside(place)), None)

    def alt(self):
        runs = {name: self.descend(name) for name in self.rules}
        ends = [f"{name} leaves the map at step {off}" if (off := self._off(path)) else
                f"{name} goes from E = {number(E[0])} to {number(E[-1])}" for name, (path, E) in runs.items()]
        limit = self.limits.get("gradient descent")
        return (f"A map of E, “{self.surface}”, and {self.steps} steps from one start with η = "
                f"{exact(self.eta)}: {'; '.join(ends) or 'no rule is chosen'}."
                + (f" The limit of gradient descent is 2/λ = {exact(limit)}." if limit else ""))

    def still(self):
        about, runs = self._about, {name: self.descend(name) for name in self.rules}
        ground = still.Axes(46, 14, SIDE, SIDE, *about["map"])
        chart = still.Axes(436, 34, 215, SIDE - 20, (0, _last_tick(self.steps)), self._range(),
                           to_y=math.log10)
        limits = ", ".join(f"{name} {exact(limit)}" for name, limit in self.limits.items() if name in runs)
        return still.picture(
            780, 412, self.alt(), *self._surface(ground), *self._minima(ground),
            *(part for name, (path, _) in runs.items() for part in self._path(ground, name, path)),
            still.circle(ground.X(self.start[0]), ground.Y(self.start[1]), 8, STEP),
            still.word(ground.X(self.start[0]), ground.Y(self.start[1]) - 14, "start", STEP, 12),
            *self._chart(chart, {name: E for name, (_, E) in runs.items()}),
            still.word(20, 398, f"η = {exact(self.eta)}" + (f"; limits: {limits}" if limits else ""),
                       anchor="start"))

    def _surface(self, axes):
        (left, right), (low, high) = self._about["map"]
        yield _contours(self.surface) if self.H is None else _ellipses(self, axes)
        for bend, u in zip(*np.linalg.eigh(self.H), strict=True) if self.H is not None else ():
            u = u * (1 if u[0] > 0 or (u[0] == 0 and u[1] > 0) else -1)
            x, y = axes.X(self.lowest[0]), axes.Y(self.lowest[1])
            yield still.arrow(x, y, x + 62 * u[0], y - 62 * u[1], QUIET, 1.6)
            yield still.word(x + 66 * u[0] + 4, y - 70 * u[1] + 4, f"λ = {plain(bend)}", QUIET, 12, "start")
        across, up = self._about["names"]
        yield still.curve([(46, 14), (46, 14 + SIDE), (46 + SIDE, 14 + SIDE)], QUIET, 1)
        yield still.word(46 + SIDE / 2, 368, across) + still.word(16, 180, up)
        for value in (left, right):
            yield still.word(axes.X(value), 350, plain(value), QUIET, 12)
        for value in (low, high):
            yield still.word(40, axes.Y(value) + 4, plain(value), QUIET, 12, "end")

    def _minima(self, axes):
        for x, y, word in self._about["minima"]:
            side, anchor = (12, "start") if self.start[0] <= x else (-12, "end")
            x, y = axes.X(x), axes.Y(y)
            yield still.circle(x, y, 8, PAPER, TARGET) + still.circle(x, y, 3, TARGET, TARGET)
            yield still.word(x + side, y + 17, word, TARGET, 12, anchor)
        for x, y in [self._about["saddle"]] if "saddle" in self._about else ():
            x, y = axes.X(x), axes.Y(y)
            yield still.word(x, y + 6, "×", size=20) + still.word(x, y + 19, "saddle", size=12)

    def _path(self, axes, name, path):
        """As far as the map shows it."""
        _, colour, dash, mark = RULES[name]
        off = self._off(path)
        shown = list(path[:off])
        if off:                          # and on to the edge
            a, b = path[off - 1], path[off]
            shares = [(side - a[k]) / (b[k] - a[k]) for k in (0, 1) for side in self._about["map"][k]
                      if (side - a[k]) * (side - b[k]) < 0]
            shown.append(a + min(shares, default=1.0) * (b - a))
        places = [(axes.X(x), axes.Y(y)) for x, y in shown]
        yield still.curve(places, colour, 1.8, stroke_dasharray=dash)
        dots = "".join(f"M{still.place(x)},{still.place(y)}h0" for x, y in places)
        yield still.tag("path", d=dots, stroke=colour, stroke_width=4.5, stroke_linecap="round")
        if not off:
            yield still.word(places[-1][0], places[-1][1] + 5, mark, colour, 14)

    def _range(self):
        """The lowest and the highest E above the bottom that the chart shows, powers of ten."""
        corners = [(x, y) for x in self._about["map"][0] for y in self._about["map"][1]]
        power = math.ceil(math.log10(max(map(self.error, corners)) - self._about["bottom"]))
        return 10.0 ** (power - 8), 10.0 ** (power + 1)

    def _chart(self, axes, runs):
        last, (low, high) = _last_tick(self.steps), (round(power) for power in axes.y)
        powers = [(10.0 ** power, f"1e{power}".replace("-", "−")) for power in range(low, high + 1, 2)]
        bottom = self._about["bottom"]
        yield axes.frame([(value, plain(value)) for value in (0, last / 2, last)], powers, "steps",
                         f"E above its lowest value, {number(bottom, 3)}" if bottom else "E")
        ends = []
        for name, errors in runs.items():
            _, colour, dash, mark = RULES[name]
            above = np.clip(errors - self._about["bottom"], 1e-300, None)
            yield axes.curve(range(len(above)), above, colour, stroke_dasharray=dash)
            ends.append([axes.Y(above[-1]) + 4, axes.X(len(above) - 1) + 5, f"{mark} {name}", colour])
        lowest = -math.inf
        for y, x, words, colour in sorted(ends):
            lowest = max(y, lowest + 15)
            yield still.word(x, lowest, words, colour, 12, "start")


SIDE = 316              # of the map, as in downhill.js


def exact(value):
    """Up to four digits after the point, and none that says nothing: 0.2395, and 0.2."""
    text = number(value, 4)
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text


def _last_tick(steps):
    return next(end for end in (10, 20, 40, 60, 100) if steps <= end)


def _ellipses(piece, axes):
    """Lines of equal E of a paraboloid. The levels grow like squares, so that they are evenly spaced."""
    (left, right), (low, high) = piece._about["map"]
    middle, (bends, U) = piece.lowest, np.linalg.eigh(piece.H)
    top = max(piece.error((x, y)) for x in (left, right) for y in (low, high)) - piece._about["bottom"]
    longest = [SIDE / (right - left) * math.sqrt(2 * top / max(bend, 1e-9)) for bend in bends]
    rings = [still.tag("ellipse", rx=min(1e4, longest[0] * k / LEVELS), ry=min(1e4, longest[1] * k / LEVELS))
             for k in range(1, LEVELS)]
    x, y, angle = axes.X(middle[0]) - 46, axes.Y(middle[1]) - 14, -math.degrees(math.atan2(U[1, 0], U[0, 0]))
    turned = f"translate({still.place(x)} {still.place(y)}) rotate({still.place(angle)})"
    group = still.tag("g", *rings, fill="none", stroke=FAINT, transform=turned)
    return still.tag("svg", group, x=46, y=14, width=SIDE, height=SIDE)


@functools.cache
def _contours(surface):
    """Lines of equal E of another surface, by marching squares; the levels as above."""
    about, n = SURFACES[surface], 30
    axes = still.Axes(46, 14, SIDE, SIDE, *about["map"])
    xs, ys = (np.linspace(*side, n + 1) for side in about["map"])
    values = np.array([[E_AND_GRADIENT[surface]((x, y))[0] for x in xs] for y in ys])
    parts = []
    for level in about["bottom"] + (values.max() - about["bottom"]) * (np.arange(1, LEVELS) / LEVELS) ** 2:
        for line in _lines(values, level):
            d = "L".join(f"{still.place(axes.X(np.interp(c, range(n + 1), xs)))},"
                         f"{still.place(axes.Y(np.interp(r, range(n + 1), ys)))}" for r, c in line)
            parts.append(f"M{d}")
    return still.tag("path", d="".join(parts), fill="none", stroke=FAINT, stroke_width=1)


def _lines(values, level):
    """Where the grid crosses the level: lines of points (row, column)."""
    beside = {}                          # each crossing, by the two corners it lies between: its neighbours
    for r in range(len(values) - 1):
        for c in range(len(values[0]) - 1):
            corners = [(r, c), (r, c + 1), (r + 1, c + 1), (r + 1, c)]
            cut = [tuple(sorted(pair)) for pair in zip(corners, corners[1:] + corners[:1], strict=True)
                   if (values[pair[0]] > level) != (values[pair[1]] > level)]
            for one, other in zip(cut[::2], cut[1::2], strict=True):
                beside.setdefault(one, []).append(other)
                beside.setdefault(other, []).append(one)
    while beside:                        # from an open end, if there is one
        first = at = min(beside, key=lambda one: len(beside[one]))
        line = []
        while at:
            a, b = at
            share = (level - values[a]) / (values[b] - values[a])
            line.append((a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])))
            near = beside.pop(at)
            at = next((one for one in near if one in beside), None)
        yield line + line[:1] if first in near and len(line) > 2 else line
