"""HExplorer (notebook 07): one nudge h, the digits it leaves, and the error it makes."""
import math
import re
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import traitlets

from course_lib import activations, gradcheck
from course_lib.house_style import FORWARD, INK, MARK, PAPER, QUIET, STEP, TEXT, number
from course_lib.widgets import still
from course_lib.widgets.piece import Piece, Real

METHODS = {"one-sided": gradcheck.one_sided_difference, "central": gradcheck.central_difference,
           "complex step": gradcheck.complex_step}
PRECISIONS = {"float64": (np.float64, np.complex128), "float32": (np.float32, np.complex64)}
DIGITS = {"float64": 17, "float32": 9}         # so many tell any two numbers apart
HOLDS = {"float64": 16, "float32": 7}          # so many a number holds, about
LOW = 1e-24                                    # the smallest h


class Function(NamedTuple):
    """f for real and complex numbers; x -> (f, f', f'', f'''); from where to where x may go, and a start."""

    f: Callable
    derivatives: Callable
    low: float
    high: float
    start: float


def _exp_sin(x):
    s, c, e = np.sin(x), np.cos(x), np.exp(np.sin(x))
    return e, c * e, (c * c - s) * e, c * (c * c - 3 * s - 1) * e


def _relu(x):
    z = np.array([float(x)])
    a = activations.relu(z)
    return a[0], activations.relu.slope(z, a)[0], 0.0, 0.0


# h_explorer.js has the same table.
FUNCTIONS = {
    "exp(sin x)": Function(lambda x: np.exp(np.sin(x)), _exp_sin, -10, 10, 1),
    "1,000,000 + exp(sin x)": Function(
        lambda x: 1_000_000 + np.exp(np.sin(x)),
        lambda x: (1_000_000 + _exp_sin(x)[0], *_exp_sin(x)[1:]), -10, 10, 1),
    "x²": Function(lambda x: x * x, lambda x: (x * x, 2 * x, 2.0, 0.0), -10, 10, 1.5),
    "sin x": Function(np.sin, lambda x: (np.sin(x), np.cos(x), -np.sin(x), -np.cos(x)), -10, 10, 1),
    "exp x": Function(np.exp, lambda x: (np.exp(x),) * 4, -5, 5, 1),
    "1/x": Function(lambda x: 1 / x, lambda x: (1 / x, -1 / x**2, 2 / x**3, -6 / x**4), 0.01, 10, 1.5),
    "log x": Function(np.log, lambda x: (np.log(x), 1 / x, -1 / x**2, 2 / x**3), 0.01, 10, 2),
    "ReLU x": Function(lambda x: np.maximum(x, 0), _relu, -1, 1, 0.01),
}


class HExplorer(Piece):
    """A derivative by a nudge: the quotient digit by digit, and its error against h.

    function : a name from FUNCTIONS       point : x       h : the nudge, from 1e-24 to 1
    method : "one-sided", "central" or "complex step"      precision : "float64" or "float32"

    estimate, exact, error, right_digits, values, truncation, round_off and best_h say in Python what
    the picture shows; errors(hs) are its points, and E and theta are what course_lib.gradcheck takes.
    """

    module = "h_explorer"
    function = traitlets.Enum(list(FUNCTIONS), "exp(sin x)").tag(sync=True)
    point = Real(1.0).tag(sync=True)
    method = traitlets.Enum(list(METHODS), "one-sided").tag(sync=True)
    precision = traitlets.Enum(list(PRECISIONS), "float64").tag(sync=True)
    h = Real(0.01, min=LOW, max=1).tag(sync=True)
    domains = traitlets.Dict({name: [one.low, one.high, one.start] for name, one in FUNCTIONS.items()}
                             ).tag(sync=True, data=True)

    def __init__(self, **settings):
        start = FUNCTIONS.get(settings.get("function"), FUNCTIONS["exp(sin x)"]).start
        super().__init__(**{"point": start} | settings)

    @traitlets.validate("point")
    def _in_the_domain(self, proposal):
        low, high = FUNCTIONS[self.function][2:4]
        if not low <= proposal.value <= high:
            raise traitlets.TraitError(f"point is {proposal.value:g}, but {self.function} is asked here "
                                       f"from x = {low:g} to {high:g}: give a point between.")
        return proposal.value

    @traitlets.observe("function")
    def _start_anew(self, change):
        low, high, start = FUNCTIONS[self.function][2:]
        if not low <= self.point <= high:
            self.point = start

    @property
    def theta(self):
        """The point as gradcheck takes it: a vector of one entry, of the precision chosen."""
        return np.array([self.point], PRECISIONS[self.precision][0])

    def E(self, theta):
        """f of the one entry of theta, computed in the precision chosen."""
        real, complex_ = PRECISIONS[self.precision]
        with np.errstate(all="ignore"):
            return FUNCTIONS[self.function].f(theta.astype(complex_ if np.iscomplexobj(theta) else real)[0])

    def at(self, h):
        """The estimate with another nudge."""
        with np.errstate(all="ignore"):
            return float(METHODS[self.method](self.E, self.theta, h)[0])

    @property
    def estimate(self):
        """The derivative as the method finds it, by course_lib.gradcheck."""
        return self.at(self.h)

    def taylor(self):
        """(f, f', f'', f''') at the point as it is stored, float64. ReLU's f' at the kink counts as 0."""
        return tuple(float(one) for one in FUNCTIONS[self.function].derivatives(float(self.theta[0])))

    @property
    def exact(self):
        """The derivative by the rules of calculus."""
        return self.taylor()[1]

    @property
    def error(self):
        return abs(self.estimate - self.exact)

    def errors(self, hs):
        """The error at each of many nudges."""
        return np.array([abs(self.at(float(h)) - self.exact) for h in hs])

    @property
    def right_digits(self):
        """How many digits of the estimate are right: agree, or are granted by the relative error."""
        return _right_digits(self.estimate, self.exact, HOLDS[self.precision])[0]

    @property
    def values(self):
        """{what the quotient is made of: its value}, each in the precision chosen."""
        theta, real = self.theta, PRECISIONS[self.precision][0]
        h = real(self.h)
        if self.method == "complex step":
            value = self.E(theta + 1j * h)
            return {"real": float(value.real), "imaginary": float(value.imag)}
        above, below = self.E(theta + h), self.E(theta - h if self.method == "central" else theta)
        with np.errstate(all="ignore"):
            return {"above": float(above), "below": float(below), "difference": float(above - below)}

    def _promise(self):
        """(c, power, size): truncation is c h^power; round-off is size / h, for the complex step size."""
        f, f1, f2, f3 = map(abs, self.taylor())
        eps = float(np.finfo(self.theta.dtype).eps)
        c, power = (f2 / 2, 1) if self.method == "one-sided" else (f3 / 6, 2)
        return c, power, eps * (f1 if self.method == "complex step" else f)

    @property
    def truncation(self):
        """What the quotient cuts off: |f''| h / 2, with central and complex step |f'''| h² / 6."""
        c, power, _ = self._promise()
        return c * self.h ** power

    @property
    def round_off(self):
        """What rounding may do: ε |f| / h; with the complex step the last digit alone, ε |f'|."""
        size = self._promise()[2]
        return size if self.method == "complex step" else size / self.h

    @property
    def best_h(self):
        """Where truncation and round-off together are smallest.

        With the complex step: below which truncation is less than the last digit.
        inf where there is no truncation, 0 where f and with it the round-off is 0.
        """
        c, power, size = self._promise()
        if c == 0:
            return math.inf
        return math.cbrt(size / (2 * c)) if self.method == "central" else math.sqrt(size / c)

    def alt(self):
        best, estimate = self.best_h, self.estimate
        where = f"near h = {short(best)}" if LOW <= best <= 1 else "at no h of its own"
        if self.method == "complex step":
            where = f"for every h below {short(best)}" if math.isfinite(best) else "for every h"
        kind = "quotient" if self.method == "complex step" else "difference"
        return (
            f"The error of the {self.method} {kind} for {self.function} at x = {self.point:.6g} in "
            f"{self.precision}, against h on logarithmic scales: it is smallest {where}. At h = "
            f"{short(self.h)} the quotient is {estimate:.10g} and the derivative {self.exact:.10g}: "
            f"{self.right_digits} of {HOLDS[self.precision]} digits are right, with truncation "
            f"{number(self.truncation)} and round-off {number(self.round_off)}.")

    def still(self):
        axes = _Picture()
        powers = [[(10.0**k, _power(k)) for k in range(*ends, 4)] for ends in ((-24, 1), (-16, 5))]
        hs = 10.0 ** np.linspace(-24, 0, 193)
        errors = self.errors(hs)
        dots = "".join(f"M{still.place(axes.X(h))},{still.place(axes.Y(error))}h0"
                       for h, error in zip(hs, errors, strict=True) if FLOOR <= error < math.inf)
        return still.picture(
            1020, 420, self.alt(), axes.frame(powers[0], [*powers[1], (FLOOR, "0")], "nudge h", "error"),
            *(still.circle(axes.X(h), axes.bottom, 2.2, width=0.9) for h in hs[errors < FLOOR][::3]),
            still.tag("path", d=dots, fill="none", stroke=INK, stroke_width=3.2, stroke_linecap="round"),
            *self._lines(axes), *self._best(axes), *self._grip(axes), *self._digits())

    def _lines(self, axes):
        """What the formulas promise."""
        c, power, size = self._promise()
        flat = self.method == "complex step"
        middle = self.best_h if LOW <= self.best_h <= 1 and not flat else 1
        if size:
            start, end = (LOW, 1) if flat else (max(LOW, size / TOP), min(1, size / FLOOR))
            at = start * (middle / start) ** (0.12 if flat else 0.5)
            begin, stop, y = (size if flat else size / h for h in (start, end, at))
            yield axes.curve([start, end], [begin, stop], QUIET, 2, stroke_dasharray="2 4")
            x, y = axes.X(at) + (0 if flat else 8), axes.Y(y) - 7
            if not self._crowded(axes, x, y):
                yield still.word(x, y, "round-off", QUIET, anchor="start")
        if c:
            start = max(LOW, (FLOOR / c) ** (1 / power))
            at = start * (middle / start) ** (0.72 if flat else 0.3 if power == 2 else 0.45)
            x, y = axes.X(at) + (-76 if flat else 10), axes.Y(c * at**power) + (-4 if flat else 14)
            yield axes.curve([start, 1], [c * start**power, c], STEP, 2.6, stroke_dasharray="9 6")
            if not self._crowded(axes, x, y):
                yield still.word(x, y, "truncation", STEP, anchor="start")

    def _at_best(self, axes):
        """Where the best h is marked: x, y; None if it is not in the picture."""
        best, (c, power, size) = self.best_h, self._promise()
        if not LOW <= best <= 1:
            return None
        lost = size if self.method == "complex step" else size / best
        return axes.X(best), axes.Y(c * best**power + lost)

    def _near(self, axes):
        """Whether the grip is so close to the best h that their names must give way."""
        best = self._at_best(axes)
        return best and abs(axes.X(self.h) - best[0]) < 96 and abs(axes.Y(self.error) - best[1]) < 70

    def _best(self, axes):
        best = self.best_h
        if not LOW <= best <= 1:
            return []
        x, y = self._at_best(axes)
        up = y > axes.bottom - 50
        side, dx, dy = "middle", 0, -26 if up else 24
        if self._near(axes):                       # apart from the name of h
            at = axes.X(self.h) - x
            if not up:
                side, dx, dy = "start", max(0, at) + 8, 60
            elif abs(at) < 32:
                side, dx, dy = "end", min(0, at) - 13, -24
        diamond = f"M{still.place(x)},{still.place(y - 7)}l7,7l-7,7l-7,-7Z"
        return [still.tag("path", d=diamond, fill=PAPER, stroke=INK, stroke_width=1.5),
                still.word(x + dx, y + dy, "best h", anchor=side),
                still.word(x + dx, y + dy + 15, short(best), anchor=side)]

    def _crowded(self, axes, x, y):
        """Whether the name of a line would stand where the name of h stands."""
        *_, at, above = self._spot(axes)
        return abs(x + 32 - at) < 78 and abs(y - above) < 16

    def _spot(self, axes):
        """Where the grip is and where its name: x, y, x, y."""
        x, y = axes.X(self.h), axes.Y(self.error) if math.isfinite(self.error) else axes.top
        y = axes.bottom if self.error < FLOOR else y
        if self._near(axes):
            up = self._at_best(axes)[1] > axes.bottom - 50
            return x, y, x - 26 * up, min(y, self._at_best(axes)[1]) - (50 if up else 42)
        side = 40 if self.h <= (self.best_h if LOW <= self.best_h <= 1 else 1e-8) else -40
        at = min(max(x + side, axes.left + 44), axes.left + axes.width - 36)
        up = 34 if y > axes.bottom - 30 else 12 if y > axes.top + 26 else -30
        return x, y, at, y - up

    def _grip(self, axes):
        x, y, at, above = self._spot(axes)
        return [still.line(x, y, x, axes.bottom, STEP, 2), still.circle(x, y, 8, STEP),
                still.word(at, above, f"h = {short(self.h)}", STEP, font_weight="600")]

    def _digits(self):
        """The quotient, written out as one does by hand."""
        values, digits = self.values, DIGITS[self.precision]
        count, start, end, (found, right) = _right_digits(self.estimate, self.exact, HOLDS[self.precision])
        if self.method == "complex step":
            lines = [("real part", [(column([values["real"]], digits)[0][0], "quiet")]),
                     ("imaginary part", [(column([values["imaginary"]], digits)[0][0], "kept")])]
        else:
            three = [values[key] for key in ("above", "below", "difference")]
            texts, aligned = column(three, digits, max(map(abs, three[:2])))
            cut = _first_digit(texts[2]) if aligned else 0
            names = "f(x + h)", "− f(x − h)" if self.method == "central" else "− f(x)", "difference"
            lines = [(name, [(text[:cut], "quiet" if name == "difference" else "lost"), (text[cut:], "kept")])
                     for name, text in zip(names, texts, strict=True)]
        lines += [(f"÷ {'2h' if self.method == 'central' else 'h'} gives",
                   [(found[:start], "plain" if count else "lost"), (found[start:end], "right"),
                    (found[end:], "lost")]),
                  ("f′(x) is", [(right, "plain")])]
        left, across = 690, 790
        parts = [
            still.word(left, 50, f"f = {self.function}   at x = {self.point:.6g}", FORWARD, 14, "start"),
            still.word(left, 72, f"{self.method}, {self.precision}", QUIET, 13, "start")]
        for k, (name, pieces) in enumerate(lines):
            y = 112 + 28 * k
            parts += [still.word(left, y, name, anchor="start"), *_spelled(across, y, pieces)]
        y = 124 + 28 * len(lines)
        for k, (name, said, colour) in enumerate([
                ("error", number(self.error), INK), ("truncation ≈", number(self.truncation), STEP),
                ("round-off ≈", number(self.round_off), INK),
                ("right digits", f"{count} of {HOLDS[self.precision]}", INK)]):
            parts += [still.word(left, y + 22 * k, name, colour, anchor="start"),
                      still.word(across, y + 22 * k, said, anchor="start", font_weight="600")]
        words = "struck: lost · marked: left over · underlined: right"
        return [*parts, still.word(left, y + 100, words, QUIET, 12, "start")]


FLOOR, TOP = 10**-16.9, 1e4                    # errors below FLOOR are drawn on it
MONO = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace"


class _Picture(still.Axes):
    """The axes of h_explorer.js."""

    def __init__(self):
        super().__init__(52, 30, 592, 340, (LOW, 1), (FLOOR, TOP), math.log10, math.log10)
        self.bottom = self.top + self.height

    def Y(self, value):
        return super().Y(max(value, FLOOR))


def _power(k):
    return "10" + str(k).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _spelled(x, y, pieces):
    """Digits with what became of them: a mark beneath those that are left, a line through the lost ones."""
    looks = {"plain": {}, "quiet": {"fill": QUIET}, "kept": {"font_weight": "600"},
             "lost": {"fill": QUIET, "text_decoration": "line-through"},
             "right": {"font_weight": "600", "text_decoration": "underline"}}
    at, width = x, 9.63
    for text, look in pieces:
        if look == "kept" and text:
            yield still.rectangle(at, y - 15, width * len(text), 20, MARK)
        at += width * len(text)
    spans = "".join(still.tag("tspan", text, **looks[look]) for text, look in pieces if text)
    yield still.tag("text", spans, x=x, y=y, fill=TEXT[INK], font_size=16, font_family=MONO)


def short(value):
    """h with two digits: 0.01, 1.3e−8."""
    if value == 0 or value >= 0.001:
        return f"{value:.2g}"
    mantissa, exponent = f"{value:.1e}".split("e")
    return f"{float(mantissa):g}e−{-int(exponent)}"


def column(values, digits, size=None):
    """(texts, whether aligned): the numbers with `digits` digits of the largest, point under point."""
    size = math.nan if size is None else size
    if not math.isfinite(size):
        size = max((abs(one) for one in values if math.isfinite(one)), default=0.0)
    small = 0 < size < 1e-6
    places = max(1, digits - 1 - (math.floor(math.log10(size)) if size else 0))

    def text(one):
        if not math.isfinite(one):
            return number(one)
        if small or abs(one) >= 1e15:
            return re.sub(r"e([+-])0?", r"e\1", f"{one:.{digits - 1}e}").replace("-", "−") if one else "0"
        return f"{one:.{places}f}".replace("-", "−")
    texts = [text(one) for one in values]
    if small or size >= 1e15 or not all(map(math.isfinite, values)):
        return texts, False
    return [one.rjust(max(map(len, texts)), "\u00a0") for one in texts], True


def _first_digit(text):
    return next((k for k, sign in enumerate(text) if sign in "123456789"), len(text))


def _right_digits(estimate, exact, digits):
    """(how many, [from, to) where they stand in the text of the estimate, both texts).

    As many as agree with the exact ones, or as the relative error grants (1.9999 for 2). Where the
    exact one is 0, none or all: 0 has no digits to share.
    """
    size = abs(exact) or 1.0
    (found, right), aligned = column([estimate, exact], digits, size)
    if not math.isfinite(estimate):
        return 0, 0, 0, (found, right)
    start, error = _first_digit(right) if exact else max(0, right.find(".") - 1), abs(estimate - exact)
    granted = digits if error == 0 else math.floor(-math.log10(error / size)) if exact else 0
    pairs = enumerate(zip(found, right, strict=False))
    same = next((k for k, (one, other) in pairs if one != other), len(right))
    agree = sum(sign.isdigit() for sign in right[start:max(start, same if aligned and exact else 0)])
    count = max(0, min(digits, max(granted, agree)))
    end, left = start, count
    while left > 0 and end < len(found):
        left -= found[end].isdigit()
        end += 1
    return count, start, end, (found, right)
