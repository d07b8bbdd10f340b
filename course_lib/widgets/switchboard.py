"""The bug switchboard (notebook 07): switch a known mistake on, and see which witness notices."""
import base64
import difflib
import functools
from xml.sax.saxutils import escape

import numpy as np
import traitlets

from course_lib import activations, initial_weights, losses
from course_lib.backprop import backprop
from course_lib.gradcheck import (
    along,
    central_difference,
    central_tolerance,
    random_direction,
    relative_error,
)
from course_lib.house_style import BACKWARD, FAINT, FORWARD, INK, MARK, PAPER, QUIET, STEP, number, plain
from course_lib.layout import count
from course_lib.mistakes import BACKPROP, VARIANTS
from course_lib.network import Network
from course_lib.widgets import still
from course_lib.widgets.piece import Piece, Real

# The line-up of notebook 07: the same networks, examples, starts and bounds. A test holds the two together.
KINDS = {"logistic": (activations.logistic, activations.logistic, losses.half_squared_error),
         "ReLU": (activations.relu, activations.logistic, losses.half_squared_error),
         "softmax": (activations.logistic, activations.softmax, losses.half_squared_error),
         "cross-entropy": (activations.logistic, activations.softmax, losses.categorical_cross_entropy)}
HOME = {"ReLU's mask asked of the activity": "ReLU", "softmax's Jacobian as a diagonal": "softmax",
        "slope after cross-entropy": "cross-entropy", "slope 1 at the kink": "ReLU"}
SQUARE, UNEQUAL = (5, 5, 5), (3, 5, 4, 2)
CHECKS = ("shape fits", "E falls", "85 % right", "one example", "a batch", "full check", "two runs")
STARTS, EPOCHS, BATCH, MOST = 3, 60, 20, 7

# What the list shows, part by part of the program; "" is the right one.
GROUPS = {
    "": [""],
    "slope": ["slope taken at the activity", "activity's formula fed with the net input",
              "ReLU's mask asked of the activity"],
    "output delta": ["output slope missing", "sign flipped", "factor two", "1/N missing",
                     "slope after cross-entropy", "softmax's Jacobian as a diagonal"],
    "hidden delta": ["hidden slope missing", "1/N at every layer", "update before propagating",
                     "error not sent through the weights (square)", "weights not transposed (square)",
                     "slope of the layer above (square)"],
    "dW and db": ["gradient transposed (square)", "own activity in the gradient (square)",
                  "bias gradient averaged", "bias gradient of the last example", "bias gradient zero",
                  "bias gradient from the weights'"],
    "decay": ["decay with the wrong sign", "decay missing in the gradient", "decay doubled",
              "decay divided by N", "decay on the biases"],
    "3 right programs that look odd": list(VARIANTS),
}
PROGRAM = ("delta[L] = (a[L] - y) / N * slope[L]; delta[l-1] = delta[l] @ W[l] * slope[l-1]",
           "dW[l] = delta[l].T @ a[l-1] + decay * W[l]; db[l] = delta[l].sum(axis=0)")
RIGHT = ("", *VARIANTS)
_WITNESSES = {}
# The settings of the text; h is what course_lib.gradcheck takes by itself.
AS_IN_THE_TEXT = {"eta": 6.0, "N": 7, "h": float(np.finfo(float).eps) ** (1 / 3), "weights": 1.0,
                  "decay": 0.1, "biases": True, "bound": 1e-7}


def program(name):
    """The function (net, x, y) -> (E, gradient) of this name; "" is course_lib.backprop."""
    return backprop if name == "" else (BACKPROP | VARIANTS)[name].function


def home(name):
    """The kind of network on which a mistake matters."""
    return HOME.get(name, "logistic")


def problem(kind, sizes, N, decay, biases, weights=1.0):
    """A random network of this kind and random examples, as in notebook 07; weights: a factor on theta."""
    rng = np.random.default_rng(0)
    hidden, output, loss = KINDS[kind]
    phi, theta = [hidden] * (len(sizes) - 2) + [output], rng.normal(0, 0.7, count(sizes))
    net = Network(sizes, phi, loss, theta, decay)
    for b in net.b[1:]:
        b *= biases
    net.theta[:] *= weights
    x, y = rng.normal(size=(N, sizes[0])), rng.random((N, sizes[-1]))
    return net, x, y / y.sum(axis=1, keepdims=True)


@functools.cache
def pinwheel():
    """Five bent arms, each a class: x (100, 5), the classes (100,)."""
    rng = np.random.default_rng(0)
    kind, radius = np.arange(100) % 5, rng.uniform(0.2, 1, 100)
    angle = 2 * np.pi * kind / 5 + 1.7 * radius + rng.normal(0, 0.1, 100)
    return 1.6 * radius[:, None] * np.cos(angle[:, None] - 2 * np.pi * np.arange(5) / 5), kind


@functools.cache
def starts():
    """[(theta, batches)] of three training runs; batches (300, 20): which examples each step takes."""
    found = []
    for seed in range(STARTS):
        rng = np.random.default_rng(seed)
        theta = initial_weights.lecun(SQUARE, rng)
        order = [rng.permutation(100).reshape(-1, BATCH) for _ in range(EPOCHS)]
        found.append((theta, np.concatenate(order)))
    return found


def _direction(net):
    return random_direction(net.theta, np.random.default_rng(0))


@functools.lru_cache(maxsize=200)
def trained(name, kind, eta):
    """E before and after each epoch, (61,), and the share read correctly in the end: medians of three."""
    function, (hidden, output, loss) = program(name), KINDS[kind]
    x, arm = pinwheel()
    y = np.eye(5)[arm]
    curves, shares = [], []
    for theta, batches in starts():
        net = Network(SQUARE, [hidden, output], loss, theta.copy(), decay=1e-4)
        pairs, curve = [(x[rows], y[rows]) for rows in batches], [net.error(x, y)]
        with np.errstate(over="ignore", invalid="ignore"):
            for step, (some_x, some_y) in enumerate(pairs, 1):
                net.theta -= eta * function(net, some_x, some_y)[1]
                if step % (100 // BATCH) == 0:
                    curve.append(net.error(x, y))
            shares.append((net.forward(x).a[2].argmax(axis=1) == arm).mean())
        curves.append(curve)
    return np.median(curves, axis=0), float(np.median(shares))


@functools.cache
def _data():
    """What the module works on: the networks, examples and starts as numbers, the mistakes as words."""
    def points(sizes):
        made = [problem("logistic", sizes, N, 0.0, True) for N in range(1, MOST + 1)]
        return {"sizes": list(sizes), "theta": made[0][0].theta.tolist(),
                "x": [x.ravel().tolist() for _, x, _ in made], "y": [y.ravel().tolist() for _, _, y in made]}

    x, kind = pinwheel()
    full = points(UNEQUAL)
    direction = _direction(problem("logistic", UNEQUAL, 1, 0.0, True)[0])
    words = {name: [one.wrong, one.right, one.sentence, name in VARIANTS]
             for name, one in (BACKPROP | VARIANTS).items()}
    return {
        "checks": list(CHECKS), "program": list(PROGRAM), "home": HOME, "start": AS_IN_THE_TEXT,
        "kinds": {name: [part.name for part in parts] for name, parts in KINDS.items()},
        "groups": [[group, names] for group, names in GROUPS.items()], "known": words,
        "square": points(SQUARE), "full": full, "direction": direction.tolist(),
        "wheel": {"x": x.ravel().tolist(), "kind": kind.tolist()},
        "starts": [{"theta": theta.tolist(),
                    "batches": base64.b64encode(bytes(batches.ravel().tolist())).decode()}
                   for theta, batches in starts()],
    }


class Switchboard(Piece):
    """Known mistakes in backpropagation, one switched on at a time, before seven witnesses.

    mistake : a name from course_lib.mistakes.BACKPROP or VARIANTS; "" is the right program
    eta : learning rate of the training    N : examples in the batch    h : nudge of the differences
    weights : factor on all parameters at which the gradient checks ask    decay, biases : of the full check
    and of the two runs    bound : on the relative error of the two runs
    ask_all : whether the list shows all verdicts, not only those of the programs switched on so far

    verdicts, relative_errors, tolerances, curve, right_curve, share and right_share say in Python what the
    picture shows; line_up() has the verdicts of all.
    """

    module = "switchboard"
    mistake = traitlets.Unicode("").tag(sync=True)
    eta = Real(AS_IN_THE_TEXT["eta"], min=1e-3, max=100).tag(sync=True)
    N = traitlets.Int(AS_IN_THE_TEXT["N"], min=1, max=MOST).tag(sync=True)
    h = Real(AS_IN_THE_TEXT["h"], min=1e-14, max=0.5).tag(sync=True)
    weights = Real(AS_IN_THE_TEXT["weights"], min=0, max=10).tag(sync=True)
    decay = Real(AS_IN_THE_TEXT["decay"], min=0, max=10).tag(sync=True)
    biases = traitlets.Bool(True).tag(sync=True)
    bound = Real(AS_IN_THE_TEXT["bound"], min=1e-14, max=2).tag(sync=True)
    ask_all = traitlets.Bool(False).tag(sync=True)
    data = traitlets.Dict().tag(sync=True, data=True)

    @traitlets.default("data")
    def _numbers_and_words(self):
        return _data()

    @traitlets.validate("mistake")
    def _a_known_one(self, proposal):
        name, known = proposal.value, [*BACKPROP, *VARIANTS]
        if name and name not in known:
            near = difflib.get_close_matches(name, known, 1, 0.4)
            raise traitlets.TraitError(
                f"mistake is {name!r}, but a name from course_lib.mistakes.BACKPROP or VARIANTS was "
                "expected, or '' for the right program: "
                + (f"did you mean {near[0]!r}?" if near else "print(list(BACKPROP)) shows them."))
        return name

    @property
    def kind(self):
        """The kind of network on which this mistake matters, a name from KINDS."""
        return home(self.mistake)

    @property
    def function(self):
        """The program that is switched on: (net, x, y) -> (E, gradient)."""
        return program(self.mistake)

    def problem(self, check):
        """(net, x, y) at which this gradient check asks; check: one of CHECKS from "one example" on."""
        if check not in CHECKS[3:]:
            raise ValueError(f"{check!r} is no gradient check: ask for one of {', '.join(CHECKS[3:])}.")
        return self._problem(check, self.kind)

    def _problem(self, check, kind):
        if check in ("full check", "two runs"):
            return problem(kind, UNEQUAL, self.N, self.decay, self.biases, self.weights)
        return problem(kind, SQUARE, 1 if check == "one example" else self.N, 0.0, False, self.weights)

    def _witness(self, check, kind):
        """What the differences say, and how far from it a right gradient may be; kept, as many ask."""
        question = check, kind, self.N, self.decay, self.biases, self.weights, self.h, self.bound
        if question not in _WITNESSES:
            net, x, y = self._problem(check, kind)

            def E(theta):
                return net.at(theta).error(x, y)

            if check == "two runs":
                found = along(E, net.theta, _direction(net), self.h), self.bound
            else:
                reference = central_difference(E, net.theta, self.h)
                found = reference, float(central_tolerance(E, net.theta, reference, self.h))
            if len(_WITNESSES) > 500:
                _WITNESSES.clear()
            _WITNESSES[question] = found
        return _WITNESSES[question]

    def _asked(self, check, name):
        """(relative error, bound) of a gradient check; the error is None where the program does not run."""
        net, x, y = self._problem(check, home(name))
        reference, allowed = self._witness(check, home(name))
        try:
            gradient = program(name)(net, x, y)[1]
        except ValueError:
            return None, allowed
        found = gradient @ _direction(net) if check == "two runs" else gradient
        return relative_error(found, reference), allowed

    def _verdicts(self, name):
        net, x, y = self._problem("a batch", home(name))
        gradient, (curve, share) = program(name)(net, x, y)[1], trained(name, home(name), self.eta)
        found = [gradient.shape != net.theta.shape, not curve[-1] < curve[0], not share >= 0.85]
        for error, allowed in (self._asked(check, name) for check in CHECKS[3:]):
            found.append(error is None or not error <= allowed)
        return dict(zip(CHECKS, map(bool, found), strict=True))

    @property
    def relative_errors(self):
        """{gradient check: relative error}; None where the program does not even run."""
        return {check: self._asked(check, self.mistake)[0] for check in CHECKS[3:]}

    @property
    def tolerances(self):
        """{gradient check: how large the relative error may be}."""
        return {check: self._witness(check, self.kind)[1] for check in CHECKS[3:]}

    @property
    def curve(self):
        """E before training and after each of 60 epochs, (61,): the median of three starts."""
        return trained(self.mistake, self.kind, self.eta)[0].copy()

    @property
    def right_curve(self):
        """The curve of the right program on the same kind of network."""
        return trained("", self.kind, self.eta)[0].copy()

    @property
    def share(self):
        """The share of examples read correctly after training, the median of three starts."""
        return trained(self.mistake, self.kind, self.eta)[1]

    @property
    def right_share(self):
        """The share that the right program ends with on the same kind of network."""
        return trained("", self.kind, self.eta)[1]

    @property
    def verdicts(self):
        """{check: whether it gives an alarm}."""
        return self._verdicts(self.mistake)

    def line_up(self):
        """{name: verdicts} of all 26 mistakes and the four right programs, with the settings as they are."""
        return {name: self._verdicts(name) for names in GROUPS.values() for name in names}

    def alt(self):
        seen = [check for check, alarm in self.verdicts.items() if alarm]
        if self.mistake in RIGHT:
            who = self.mistake or "the right program"
            return (f"{who} before seven witnesses: " + (f"false alarm from {', '.join(seen)}." if seen else
                                                         "none gives an alarm, as it should be.")
                    + " Switch on a mistake to see which of them notice.")
        return (f"The mistake “{self.mistake}” before seven witnesses. "
                + (f"{len(seen)} give an alarm: {', '.join(seen)}." if seen else "None gives an alarm.")
                + f" E goes from {number(self.curve[0])} to {_E(self.curve[-1])}, "
                f"{100 * self.share:.0f} % end right; the right program ends with "
                f"{100 * self.right_share:.0f} %.")

    def still(self):
        verdicts, words = self.verdicts, (BACKPROP | VARIANTS).get(self.mistake)
        who = ("✓ right:", "✗ wrong:") if self.mistake in BACKPROP else ("as usual:", "looks odd:")
        lines = ([(who[0], words.right), (who[1], words.wrong)] if words else
                 [(" ", line) for line in PROGRAM])
        first = "Switch on a mistake. Which witnesses notice, and does E still fall?"
        parts = [_say(16, 24, first, size=15), *self._list(verdicts), _box(530, 40, 634, 58),
                 _key(1164, HEIGHT - 22)]
        for k, (kind, code) in enumerate(lines):
            parts += [_say(540, 64 + 22 * k, kind),
                      _say(612 if words else 540, 64 + 22 * k, code, font_family="monospace")]
        for check, place in zip(CHECKS, PLACES, strict=True):
            parts.append(self._card(check, verdicts[check], *place))
        drawn = still.tag("g", *parts, fill=INK, font_size=12, stroke_width=1.5)
        return still.picture(1180, HEIGHT, self.alt(), drawn)

    def _list(self, verdicts):
        """The names, row by row, and the verdicts of the one that is switched on."""
        heads = ("shape", "E falls", "85 %", "one", f"of {self.N}", "full", "runs")
        columns = [still.tag("text", head, x=MARKS + 32 * k, y=50) for k, head in enumerate(heads)]
        parts = [still.tag("g", *columns, fill=QUIET, font_size=10, text_anchor="middle")]
        up, names = 68, []
        for group, members in GROUPS.items():
            turned = f"translate(25 {still.place(up - 15 + 7.5 * len(members))}) rotate(-90)"
            parts.append(still.line(16, up - 11, 516, up - 11, FAINT, 1))
            if group and members[0] in RIGHT:
                parts.append(_say(34, up, group, QUIET, font_style="italic"))
                up += 15
            else:
                parts.append(still.tag("g", still.word(0, 0, group, QUIET, 11), transform=turned))
            for name in members:
                shown = f"{'●' if name == self.mistake else '○'} {name or 'nothing: the right program'}"
                names.append(_say(34, up, shown))
                if name == self.mistake:
                    for k, alarm in enumerate(verdicts.values()):
                        parts += [self._fooled(alarm, MARKS + 32 * k - 16, up - 11, 32, 15),
                                  _mark(MARKS + 32 * k, up - 4, alarm)]
                    parts.append(still.rectangle(31, up - 12, 485, 16, "none", stroke=STEP,
                                                 stroke_width=2))
                up += 15
        return parts + names

    def _fooled(self, alarm, *place):
        return still.rectangle(*place, MARK) if alarm == (self.mistake in RIGHT) else ""

    def _card(self, check, alarm, left, top, width, height):
        """What one witness measured, and its verdict."""
        good, x, base = self.mistake in RIGHT, left + 8, top + height - 9
        said = ("false alarm" if good else "alarm") if alarm else "no alarm" if good else "no alarm: fooled"
        inside = {"shape fits": self._shape, "E falls": self._training, "85 % right": self._right}
        title, remarks, measured, *drawn = inside.get(check, self._gradient)(check, x, top, width - 16)
        return "".join([
            self._fooled(alarm, left, base - 15, width, 24), _box(left, top, width, height),
            _mark(x + 5, base - 4, alarm), _say(x + 17, base, said, font_weight="bold"),
            _say(x, top + 20, title, font_weight="bold"),
            *(_say(x, top + 37 + 15 * k, text, QUIET, 11) for k, text in enumerate(remarks)),
            *(_say(x, top + 101 + 17 * k, text) for k, text in enumerate(measured)), *drawn])

    def _shape(self, check, *place):
        P = count(SQUARE)
        return check, [f"network 5-5-5, {self.kind}"], [f"gradient: {P} numbers,", f"θ: {P}"]

    def _training(self, check, x, top, width):
        curve, best, on = self.curve, self.right_curve, self.mistake != ""
        axes = still.Axes(x + 20, top + 50, width - 24, 86, (0, EPOCHS), (0, 1.35 * best[0]))
        return (f"E falls: from {number(curve[0])} to {_E(curve[-1])}",
                [f"60 epochs from three starts (median), η = {plain(self.eta)}"], [],
                axes.frame([(0, "0"), (EPOCHS, f"{EPOCHS}")], [(0, "0")]), _drawn(axes, best, FORWARD),
                _drawn(axes, curve, BACKWARD, stroke_dasharray="7 4") if on else "",
                still.word(x + width, top + 68, f"right program, ends at {number(best[-1])}", FORWARD, 11,
                           "end"),
                still.word(x + width, top + 83, "this one (dashed)", BACKWARD, 11, "end") if on else "")

    def _right(self, check, x, top, width):
        also = [self.right_share] if self.mistake else []
        return (check, ["after the training"],
                [f"● this one {100 * self.share:.0f} %", f"■ right one {100 * self.right_share:.0f} %"],
                _scale(x, top + 82, width, self.share, 0.85, True, also))

    def _gradient(self, check, x, top, width):
        error, allowed = self._asked(check, self.mistake)
        size = "" if self.weights == 1 else f", weights × {plain(self.weights)}"
        biases, decay = "biases" if self.biases else "biases 0", plain(self.decay) if self.decay else ""
        titles = {"one example": "check, 1 example", "a batch": f"check, batch of {self.N}",
                  "full check": f"full check, N = {self.N}"}
        full = [f"network 3-5-4-2, {biases},", (f"decay {decay}" if decay else "no decay") + size]
        remarks = {"full check": full, "two runs": ["as full, one direction"]}
        return (titles.get(check, check), remarks.get(check, ["network 5-5-5, biases 0,", f"no decay{size}"]),
                ["does not run" if error is None else "relative error: rounding" if error <= allowed
                 else f"relative error {number(error)}", f"allowed {number(allowed)}"],
                _scale(x, top + 82, width, None if error is None else _on_scale(max(error, ROUNDING)),
                       _on_scale(allowed)))


# ---- The parts of the still
HEIGHT, MARKS = 545, 308
ROUNDING = 1e-10          # a relative error below it is rounding, another one on each computer
PLACES = [(530, 108, 152, 182), (690, 108, 314, 182), (1012, 108, 152, 182),
          *((530 + 160.67 * k, 298, 152, 172) for k in range(4))]


def _E(value):
    """E in words. Above a million only rounding decides which number it is."""
    return number(value) if value < 1e6 else "no number" if np.isnan(value) else "over a million"


def _say(x, y, text, colour=INK, size=12, **more):
    """Text that begins at x. Ink and size 12 are those of the whole picture."""
    return still.tag("text", escape(text), x=x, y=y, fill=None if colour == INK else colour,
                     font_size=None if size == 12 else size, **more)


def _mark(x, y, alarm):
    return still.circle(x, y, 5, INK if alarm else PAPER, width=None)


def _box(left, top, width, height):
    return still.rectangle(left, top, width, height, "none", stroke=FAINT, rx=5)


def _key(right, y):
    return "".join([_mark(right - 290, y - 4, True), _say(right - 280, y, "alarm", QUIET),
                    _mark(right - 222, y - 4, False), _say(right - 212, y, "no alarm", QUIET),
                    still.rectangle(right - 146, y - 11, 18, 13, MARK),
                    _say(right - 122, y, "the witness is wrong", QUIET)])


def _on_scale(error):
    return min(max((np.log10(max(error, 1e-14)) + 14) / 15, 0), 1)


def _drawn(axes, curve, colour, **more):
    known = [(k, E) for k, E in enumerate(curve) if np.isfinite(E) and (k < 4 or k % 2 == 0)]
    return axes.curve(*zip(*known, strict=True), colour, **more)


def _scale(left, base, width, value, bound, above=False, also=()):
    """Where a value lies, and the bound on one side of which all is well."""
    edge, end = left + width * bound, left + width
    start, room = (edge, end - edge) if above else (left, edge - left)
    return "".join([
        still.rectangle(start, base - 7, room, 7, FAINT, opacity="0.6"),
        still.line(left, base, end, base, QUIET, None),
        still.line(edge, base - 16, edge, base, INK, 2, stroke_dasharray="4 3"),
        *(still.rectangle(left + width * one - 5, base - 5, 10, 10, FORWARD) for one in also),
        "" if value is None or not np.isfinite(value) else _mark(left + width * value, base, True)])
