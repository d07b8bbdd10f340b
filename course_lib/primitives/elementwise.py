"""The rows that work on each element by itself, one line each.

    elementwise(name, function, formula, ∂/∂x, ∂/∂y)

A partial is text, in the letters x and y for the arguments and ans for the
answer. The text is what runs, what a notebook prints and what SymPy checks, so
the three cannot differ.

At a kink, where a slope does not exist, the shortest of the possible ones is
taken: relu and abs have slope 0 at 0, and of numbers that tie for a maximum
each gets an equal part, 1/2 and 1/2, or 1/n.

Sources: Griewank & Walther (2008), table 2.3; for the kinks Clarke (1975).
"""
import operator

import numpy as np

from course_lib.primitives.arrays import unbroadcast
from course_lib.primitives.row import BROADCAST, Primitive, plain, text_to_function


def elementwise(name, function, formula, *partials):
    """The row of a function that works element by element, from its partials as text."""
    letters = ("ans, x", "ans, x, y")[len(partials) - 1]
    slopes = [text_to_function(partial, letters, globals()) for partial in partials]

    def push(tangents, ans, *arguments):
        parts = [t * slope(ans, *arguments)
                 for t, slope in zip(tangents, slopes, strict=True) if t is not None]
        return parts[0] if len(parts) == 1 else parts[0] + parts[1]

    def pull(i, g, ans, *arguments):
        share = g if partials[i] == "1" else g * slopes[i](ans, *arguments)
        return unbroadcast(share, arguments[i].shape)

    return Primitive(name, function, push, pull, formula, partials, needs=BROADCAST)


# --- parts of formulas; what looks at the sign only is locally constant: no derivative ---

def sign(x):
    """-1, 0 or 1."""
    return np.sign(np.real(plain(x)))


def heaviside(x, at_zero):
    """0 left of zero, 1 right of it."""
    return np.heaviside(np.real(plain(x)), at_zero)


def not_zero(y):
    """1, but 0 where y is 0."""
    return plain(y) != 0


def _absolute(x):
    return np.where(np.real(x) < 0, -x, x)  # np.abs of a complex number would be its length


def _logistic(x):
    """1 / (1 + e^-x) from e^-|x|, which never overflows and keeps small answers exact."""
    e = np.exp(-_absolute(x))
    return np.where(np.real(x) < 0, e, 1) / (1 + e)


def _softplus(x):
    return np.where(np.real(x) < 0, 0, x) + np.log1p(np.exp(-_absolute(x)))


def _relu(x):
    return np.maximum(x, 0)


# --- the table --------------------------------------------------------------------------

add = elementwise("add", operator.add, "x + y", "1", "1")
sub = elementwise("sub", operator.sub, "x - y", "1", "-1")
mul = elementwise("mul", operator.mul, "x * y", "y", "x")
div = elementwise("div", operator.truediv, "x / y", "1 / y", "-ans / y")
neg = elementwise("neg", operator.neg, "-x", "-1")
# x**(y - 1), but where y is 0 it is x**0: the slope 0 * x**-1 would be nan at x = 0
power = elementwise("power", operator.pow, "x**y", "y * x**(y - not_zero(y))", "ans * log(x)")
square = elementwise("square", np.square, "x**2", "2 * x")
sqrt = elementwise("sqrt", np.sqrt, "sqrt(x)", "1 / (2 * ans)")
exp = elementwise("exp", np.exp, "exp(x)", "ans")
log = elementwise("log", np.log, "log(x)", "1 / x")
sin = elementwise("sin", np.sin, "sin(x)", "cos(x)")
cos = elementwise("cos", np.cos, "cos(x)", "-sin(x)")
tanh = elementwise("tanh", np.tanh, "tanh(x)", "1 - ans**2")
logistic = elementwise("logistic", _logistic, "1 / (1 + exp(-x))", "ans * (1 - ans)")
softplus = elementwise("softplus", _softplus, "log(1 + exp(x))", "logistic(x)")
relu = elementwise("relu", _relu, "maximum(x, 0)", "heaviside(x, 0)")
absolute = elementwise("absolute", _absolute, "abs(x)", "sign(x)")
maximum = elementwise("maximum", np.maximum, "maximum(x, y)",
                      "heaviside(x - y, 1/2)", "heaviside(y - x, 1/2)")


def in_sympy(row):
    """The row as SymPy expressions in x, y and ans: (formula, [partials]), away from kinks."""
    import sympy

    x, y = sympy.symbols("x y", real=True)
    names = {"x": x, "y": y, "maximum": sympy.Max, "not_zero": lambda y: 1,
             "logistic": lambda x: 1 / (1 + sympy.exp(-x)), "heaviside": sympy.Heaviside}
    formula, *partials = (sympy.sympify(text, names) for text in (row.formula, *row.texts))
    return formula, partials
