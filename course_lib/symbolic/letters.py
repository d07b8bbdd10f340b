"""The letters of the notation as SymPy symbols, so that what is computed prints as it is written.

Indices begin at 1, as in the text: w(1, 2, 3) is w^{(1)}_{23}, the weight of layer 1 to unit 2
from unit 3, which is W[1][1, 2] in code. Every call makes the same symbol again.
"""
import sympy as sp

E = sp.Symbol("E")
decay = sp.Symbol("decay")


def _indices(*numbers):
    """{23} for (2, 3), but {10,2} for (10, 2), as {102} could be two things; 1 for (1,)."""
    text = ("," if max(numbers) > 9 else "").join(map(str, numbers))
    return text if len(text) == 1 else f"{{{text}}}"


def _in_layer(letter, l, *numbers):
    return sp.Symbol(f"{letter}^{{({l})}}_{_indices(*numbers)}")


def x(i): return sp.Symbol(f"x_{i}")
def y(j): return sp.Symbol(f"y_{j}")
def w(l, j, i): return _in_layer("w", l, j, i)
def b(l, j): return _in_layer("b", l, j)
def z(l, j): return _in_layer("z", l, j)
def a(l, j): return _in_layer("a", l, j)
def delta(l, j): return _in_layer(r"\delta", l, j)


def partial(of, by):
    """∂of/∂by as one symbol: the name of a derivative, before anything is computed."""
    return sp.Symbol(rf"\frac{{\partial {sp.latex(of)}}}{{\partial {sp.latex(by)}}}")


def total(of, by):
    """d of/d by as one symbol: what `by` changes in `of` on all ways together."""
    return sp.Symbol(rf"\frac{{d {sp.latex(of)}}}{{d {sp.latex(by)}}}")


def column(letter, n, l=None):
    """The n symbols of a layer as a column: column(delta, 3, l=1), column(x, 2)."""
    layer = () if l is None else (l,)
    return sp.Matrix([letter(*layer, j) for j in range(1, n + 1)])
