"""What cannot be derived, said before it begins: what came, what was expected, what to do."""
import math
import operator

import sympy as sp

from course_lib.layout import count
from course_lib.symbolic.tables import ACTIVATIONS, LOSSES

MOST_PARAMETERS = 300
MOST_WRITTEN_OUT = 200_000  # parameters times paths; diff then takes about a minute


def checked_sizes(sizes):
    """sizes as a tuple: at least two layers, whole numbers above 0, few enough parameters."""
    try:
        checked = tuple(operator.index(n) for n in sizes)
    except TypeError:
        checked = ()
    if len(checked) < 2 or min(checked) < 1:
        raise ValueError(f"sizes is {sizes!r}, but it must hold at least two whole numbers above "
                         "0: give the units of each layer, the inputs first, like (2, 3, 2).")
    if count(checked) > MOST_PARAMETERS:
        raise ValueError(
            f"a network of sizes {checked} has {count(checked):,} parameters, and each would be a "
            f"symbol with an equation of its own: nobody would read them. Take at most "
            f"{MOST_PARAMETERS}, like (2, 3, 2): the equations have the same form at every size.")
    return checked


def checked_phi(phi, L):
    """[None, name, …, name], from one activation for each of the layers 1 … L."""
    phi = [phi] if isinstance(phi, str) or hasattr(phi, "name") else list(phi)
    phi = phi[1:] if phi and phi[0] is None else phi
    if len(phi) != L:
        raise ValueError(f"phi has {len(phi)} activations, but there are {L} layers above the "
                         "input: give one for each of them.")
    return [None, *(_known(ACTIVATIONS, "activation", p) for p in phi)]


def checked_loss(loss, output):
    """The name of the loss, which must go with the activation of the output layer."""
    loss = _known(LOSSES, "loss", loss)
    wanted = LOSSES[loss].output
    if wanted not in (None, output):
        raise ValueError(f"{loss} goes with {wanted} outputs only, but the last activation is "
                         f"{output}: make that {wanted}, or take the half squared error.")
    return loss


def _known(table, kind, thing):
    """The name of an activation or a loss, given as that name or as an object that has it."""
    name = getattr(thing, "name", thing)
    if not isinstance(name, str) or name not in table:
        raise ValueError(f"the {kind} {name!r} is not known: give one of "
                         f"{', '.join(map(repr, table))}.")
    return name


def check_length(sizes):
    """Refuse to write out what would take for ever: each derivative repeats all the paths."""
    paths, parameters = math.prod(sizes), count(sizes)
    if paths * parameters > MOST_WRITTEN_OUT:
        raise ValueError(
            f"a network of sizes {sizes} has {paths:,} paths from its inputs to its outputs, and "
            f"written out in full the derivatives of its {parameters} parameters repeat them all: "
            "that takes minutes or hours. Stay with the stages (d.delta, d.dW), which need no "
            "writing out, or take a smaller network: fewer layers help most.")


def nodes_of(graph):
    """All symbols of a graph {symbol: expression}: the inputs, by name, then the keys in order.

    Raises where the graph is none: an expression may only use symbols from earlier lines.
    """
    free = {}
    for k, expression in graph.items():
        if not isinstance(k, sp.Symbol):
            raise TypeError(f"{k!r} is defined in the graph, but it is no symbol: write "
                            "{symbol: expression in earlier symbols}.")
        free[k] = sp.sympify(expression).free_symbols
    lines = list(graph)
    for n, k in enumerate(lines):
        early = [str(i) for i in lines[n:] if i in free[k]]
        if early:
            raise ValueError(f"{k} is computed from {', '.join(early)}, which the graph defines "
                             "only there or later: put every line after those it uses.")
    inputs = set().union(*free.values()) - set(lines)
    return [*sorted(inputs, key=sp.default_sort_key), *lines]


def check_in_graph(graph, *symbols):
    """Refuse a symbol that occurs nowhere in the graph."""
    nodes = nodes_of(graph)
    for symbol in symbols:
        if symbol not in nodes:
            raise ValueError(f"{symbol} is not in the graph: give one of its symbols, "
                             f"{', '.join(map(str, nodes))}.")
