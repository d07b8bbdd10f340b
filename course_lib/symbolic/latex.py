"""Equations as the text writes them: aligned at the equals sign, w before x, the bias last.

SymPy sorts by alphabet: b + w x. Here the order on the page is changed, never an expression.
"""
import sympy as sp
from sympy.printing.latex import LatexPrinter

from course_lib.symbolic.letters import decay


class _CourseOrder(LatexPrinter):

    def _as_ordered_terms(self, expr, order=None):
        """Biases last, and no leading minus where there is a positive term."""
        terms = sorted(expr.as_ordered_terms(), key=_is_last)
        lead = next((t for t in terms if not t.could_extract_minus_sign()), terms[0])
        return [lead, *(t for t in terms if t is not lead)]

    def _print_Mul(self, expr):
        """Numbers, then what is summed or handed back, then the weight and what it multiplies."""
        factors = sorted(expr.as_ordered_factors(), key=_place)
        return super()._print_Mul(sp.Mul(*factors, evaluate=False))


def _named(e, *beginnings):
    return e.is_Symbol and e.name.startswith(beginnings)


def _is_last(term):
    return _named(term, "b^") or decay in term.free_symbols


def _place(factor):
    if factor.is_Number or factor == decay:
        return 0
    if factor.is_Add and any(_named(s, r"\delta", "y_") for s in factor.free_symbols):
        return 1
    return 2 if _named(factor, "w^") else 3 if _named(factor, r"\delta", r"\frac{") else 4


def written(expression):
    """The LaTeX of one expression, in the course's order; a string is taken as LaTeX already."""
    if isinstance(expression, str):
        return expression
    settings = {"order": "none", "symbol_names": {decay: r"\mathrm{decay}\,"}}
    text = _CourseOrder(settings).doprint(sp.sympify(expression))
    text = text.replace(r" \right)", r"\right)")
    if r"\frac" in text or r"\begin" in text:
        return text
    return text.replace(r"\left(", "(").replace(r"\right)", ")")


def latex_lines(*equations):
    r"""One aligned block of equations, for IPython.display.Math.

    Each is an equation, a pair (left, right) of expressions or LaTeX strings, or a list of these;
    None (the empty place of layer 0) is skipped. An empty left continues the line above.
    """
    lines = [f"{written(left)} &= {written(right)}" for left, right in _pairs(equations)]
    return "\\begin{aligned}\n" + " \\\\\n".join(lines) + "\n\\end{aligned}"


def _pairs(things):
    for thing in things:
        if isinstance(thing, sp.Equality):
            yield thing.lhs, thing.rhs
        elif isinstance(thing, tuple) and len(thing) == 2 and not isinstance(thing[0], sp.Equality):
            yield thing
        elif isinstance(thing, list | tuple):
            yield from _pairs(thing)
        elif thing is not None:
            raise TypeError(f"latex_lines was given {thing!r}, which has no left and right side: "
                            "give equations, sp.Eq(left, right), or pairs (left, right).")
