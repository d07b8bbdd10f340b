"""One row of the table: a function together with its two local derivatives.

    push : from the arguments' tangents to the answer's tangent         ẏ = J ẋ
    pull : from the answer's gradient to the share of one argument      x̄ = Jᵀ ȳ

J is the matrix of all ∂y/∂x. It is never written down: a row only knows how to
multiply by it from either side, and that is all that forward mode and reverse
mode need.

A row may be called with plain numbers and arrays, and with anything that
carries a value through the table (`graph.Node`, `dual.Dual`). A carrier is
known by its `level`; the highest level among the arguments decides, so that a
Dual made of Nodes is calculated as a Dual first, and as Nodes inside.

Source: Griewank & Walther (2008), Evaluating Derivatives, chapter 3.
"""
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

BROADCAST = ("counted from the last axis, lengths must be equal, or one of them 1: reshape one of "
             "them, or give it an axis of length 1, as x[:, None] does")
PYTHONS = {int, float, complex}


@dataclass(frozen=True, eq=False)
class Primitive:
    """A function, how it pushes tangents and how it pulls gradients.

    function(*arguments, **settings)              the answer, from plain arrays
    push(tangents, ans, *arguments, **settings)   its tangent; None marks a constant
    pull(i, g, ans, *arguments, **settings)       argument i's share of the gradient g

    push and pull are written with operators and rows only, so that they can be
    carried through the table in their turn: derivatives of derivatives.

    formula, texts : what it calculates, and its partials or its pulls, to read.
    needs : what the shapes must be, for the error message.
    """

    name: str
    function: Callable
    push: Callable
    pull: Callable
    formula: str = ""
    texts: tuple[str, ...] = ()
    needs: str = ""

    def __call__(self, *arguments, **settings):
        carrier, highest = None, -1
        for argument in arguments:
            level = getattr(argument, "level", -1)
            if level > highest:
                carrier, highest = argument, level
        if carrier is not None:
            return carrier.apply(self, arguments, settings)
        answer = self.evaluate(arguments, settings)
        if isinstance(answer, np.generic) and PYTHONS >= set(map(type, arguments)):
            return answer.item()  # a Python number stays one: NumPy's would widen float32 arrays
        return answer

    def evaluate(self, values, settings):
        """The answer from plain arrays; raises ValueError where their shapes do not fit."""
        try:
            return self.function(*values, **settings)
        except ValueError as error:
            if not self.needs:
                raise
            shapes = " and ".join(str(np.shape(value)) for value in values)
            raise ValueError(f"{self.name} got arrays of shapes {shapes}: {self.needs}") from error

    def __str__(self):
        return f"{self.name:<13}{self.formula:<26}{'   '.join(self.texts)}"


def text_to_function(text, letters, names):
    """The function that a formula says, so that what is printed is what runs."""
    return eval(f"lambda {letters}: {text}", names)


def plain(x):
    """The number or array at the bottom of x, whatever carries it."""
    while hasattr(x, "level"):
        x = x.value
    return x


def floats(value):
    """value as a floating-point array or NumPy number; whole numbers become float64.

    float32, float64 and complex stay what they are. Raises TypeError for
    anything else: a derivative asks what a small change does, and a truth value
    or a text has no small changes.
    """
    array = value if isinstance(value, np.inexact | np.ndarray) else np.asarray(value)
    kind = array.dtype.kind
    if kind in "iu":
        array, kind = array.astype(float), "f"
    if kind not in "fc":
        raise TypeError(f"derivatives need floating-point numbers, but {value!r:.60} is of dtype "
                        f"{array.dtype}: give floats; a mask or a label needs no node or dual")
    return array if array.ndim else array[()]
