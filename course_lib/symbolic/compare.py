"""Are two expressions the same, how much work are they, and what are they in numbers?"""
from typing import NamedTuple

import numpy as np
import sympy as sp

from course_lib.symbolic.functions import varphi


def identical(first, second, rng):
    """Whether two expressions, or two equally long lists of them, are equal for all values.

    No simplify: both are polynomials, or quotients of polynomials, in their symbols and in the
    function values that stand in them, such as sigma(...). Each of these is given a random whole
    number below 2^61, and the difference is computed exactly.

    True is wrong with a probability of at most degree / 2^61 a pair, about 10^-17 (Zippel 1979;
    Schwartz 1980). False is wrong where a relation between functions is needed that no polynomial
    knows, as between e^z and e^{2z}; the course's named functions need none.
    """
    if isinstance(first, list | tuple | sp.MatrixBase):
        return len(first) == len(second) and all(
            identical(f, s, rng) for f, s in zip(first, second, strict=True))
    difference = sp.sympify(first) - sp.sympify(second)
    draws, waiting = {}, [difference]
    while waiting:
        e = waiting.pop()
        if e.is_Add or e.is_Mul or (e.is_Pow and e.exp.is_Integer):
            waiting.extend(e.args)
        elif not e.is_Rational and e not in draws:
            draws[e] = sp.Rational(e) if e.is_Float else sp.Integer(int(rng.integers(1, 2 ** 61)))
    return difference.xreplace(draws) == 0


class Operations(NamedTuple):
    """Arithmetic operations and function calls: as written, and with repeated parts done once."""

    raw: int
    shared: int


def count_operations(expressions):
    """Count the operations of expressions, equations, or lists of them: raw, and after sp.cse."""
    if isinstance(expressions, sp.Basic):
        expressions = [expressions]
    expressions = [e.rhs if isinstance(e, sp.Equality) else sp.sympify(e)
                   for e in sp.flatten(expressions) if e is not None]
    named, rest = sp.cse(expressions)
    shared = sum(sp.count_ops(meaning) for _, meaning in named) + sp.count_ops(rest)
    return Operations(int(sp.count_ops(expressions)), int(shared))


def to_numpy(derivation):
    """E and its gradient in numbers: a function (theta, x, y) -> (E, gradient), for one example.

    theta, gradient : (P,)    x : (n_0,)    y : (n_L,)

    The gradient is what SymPy's diff finds (`by_diff`): it shares no line with the delta recursion.
    Raises ValueError where E holds a symbol without a number, or an argument has another shape.
    """
    E = derivation.expand(derivation.E.rhs)
    arguments = [derivation.theta, list(derivation.x), list(derivation.y)]
    unknown = E.free_symbols - set(sp.flatten(arguments))
    if unknown or E.has(varphi):
        what = ", ".join(sorted(map(str, unknown))) or "a generic varphi"
        raise ValueError(f"E still holds {what}, which has no number: derive again, with a number "
                         "for the decay and an activation by name.")
    formula = sp.lambdify(arguments, [E, *derivation.by_diff], "numpy", cse=True)

    def error_and_gradient(theta, x, y):
        for name, value, symbols in zip(("theta", "x", "y"), (theta, x, y), arguments, strict=True):
            if np.shape(value) != (len(symbols),):
                raise ValueError(
                    f"{name} has shape {np.shape(value)}, but one example of this network needs "
                    f"({len(symbols)},): for rows of examples, use average_over_rows.")
        E, *gradient = formula(theta, x, y)
        return float(E), np.array(gradient, float)
    return error_and_gradient


def average_over_rows(one_example):
    """From a function of one example, (theta, x, y) -> (E, gradient), that of a batch of rows.

    x : (N, n_0)    y : (N, n_L). Both E and the gradient are means over the examples.
    """
    def error_and_gradient(theta, x, y):
        E, gradients = zip(*(one_example(theta, x_n, y_n) for x_n, y_n in zip(x, y, strict=True)),
                           strict=True)
        return sum(E) / len(E), sum(gradients) / len(E)
    return error_and_gradient
