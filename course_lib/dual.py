"""Forward mode: a dual number carries a value and its rate of change.

    Dual(x, ẋ)   stands for   x + ẋ ε,   with ε² = 0

Push Dual(x, 1) through any function built from the primitives and the tangent
of the result is the derivative at x. Values and tangents may be arrays; then
one push gives J v, the rates of change of all outputs in one direction v.

Sources: Clifford (1873); Wengert (1964).
"""
from itertools import count

import numpy as np

from course_lib.primitives import *  # noqa: F403  (dual.exp is the table's exp)
from course_lib.primitives import Operators, broadcast_to, floats, plain

_levels = count(2)


class Dual(Operators):
    """A value together with its tangent, of the same shape.

    level : which ε this is. A derivative taken inside another one has an ε of its
            own, and each takes the numbers of the other for constants.
    """

    __slots__ = ("value", "tangent", "level")

    def __init__(self, value, tangent=0.0, level=1):
        value = value if isinstance(value, Operators) else floats(value)
        if not isinstance(tangent, Operators):
            tangent = floats(tangent).astype(value.dtype, casting="same_kind")
        if tangent.shape not in ((), value.shape):
            raise ValueError(f"the tangent has shape {tangent.shape}, but its value has shape "
                             f"{value.shape}: give one rate of change for each number")
        if tangent.shape != value.shape:
            tangent = broadcast_to(tangent, value.shape)
        self.value, self.tangent, self.level = value, tangent, level

    def __repr__(self):
        return f"Dual({self.value}, {self.tangent})"

    def apply(self, row, arguments, settings):
        """The dual number of row(*arguments), of which this one is one."""
        mine = [isinstance(a, Dual) and a.level == self.level for a in arguments]
        values = [a.value if its_mine else a for a, its_mine in zip(arguments, mine, strict=True)]
        tangents = [a.tangent if its_mine else None
                    for a, its_mine in zip(arguments, mine, strict=True)]
        answer = row(*values, **settings)
        tangent = row.push(tangents, answer, *values, **settings)
        return Dual(answer, broadcast_to(tangent, answer.shape), self.level)


def derivative(function, x):
    """The derivative of a function at x; at each element of x, if it works elementwise."""
    return directional(function, x, 1.0)


def directional(function, x, v):
    """J v: the rate of change of function(x) when x moves with velocity v.

    x, v : any one shape    returns : the shape of function(x)
    """
    level = next(_levels)
    answer = function(Dual(x, v, level))
    if isinstance(answer, Dual) and answer.level == level:
        return answer.tangent
    return np.zeros_like(floats(plain(answer)))  # function(x) does not depend on x
