"""Put definitions into one another until only what was given at the start is left.

    definitions = {u: x**2, v: sin(u)}        each expression in earlier symbols
    expand(v, definitions)                    sin(x**2)

This is how a derivation in stages is checked: written out in full, it must be what diff finds.
"""
import sympy as sp


def expand(expression, definitions):
    """Replace every defined symbol by what it stands for, until none is left.

    definitions : {symbol: expression in earlier symbols}
    expression : an expression, an equation (its right side is written out), a matrix, or a list
    """
    return replace(expression, write_out(definitions))


def write_out(definitions):
    """{symbol: what it stands for, in undefined symbols alone}."""
    table = {}
    for symbol, meaning in definitions.items():
        table[symbol] = sp.sympify(meaning).xreplace(table)
    return table


def replace(expression, table):
    """The expression with the symbols of the table replaced, once."""
    if isinstance(expression, list | tuple):
        return [replace(e, table) for e in expression]
    if isinstance(expression, sp.Equality):
        return sp.Eq(expression.lhs, expression.rhs.xreplace(table), evaluate=False)
    return sp.sympify(expression).xreplace(table)
