"""The chain rule on any graph: multiply along a path, add over the paths.

    graph = {u: x**2, v: sin(x), E: u*v}        each expression in earlier symbols; x is an input

    dE/dx = sum over all paths x -> ... -> E of the product of the local derivatives on its edges

Written so, paths that run together are multiplied out again and again: 2^n of them after n forks.
Going backward from E, each node adds up once what comes back to it, and all below it use the sum:

    dE/du = sum over all v computed from u of  dE/dv * ∂v/∂u           (∂v/∂u: local, one edge)

In a network this is the delta recursion. Costs are counted as multiplications and additions of
local derivatives; the local derivatives themselves are the same ones on both roads.
"""
from itertools import pairwise
from typing import NamedTuple

import sympy as sp

from course_lib.symbolic.doors import check_in_graph, nodes_of
from course_lib.symbolic.latex import latex_lines, written
from course_lib.symbolic.letters import partial, total

MOST_PATHS = 10_000


class Path(NamedTuple):
    """One way from an input to the output, and the local derivative on each of its edges.

    nodes run from the input to the output, factors[n] is on the edge from nodes[n] to nodes[n+1].
    Printed, the factors stand along the path; in LaTeX as in the chain rule, the output's first.
    """

    nodes: tuple
    factors: tuple

    @property
    def product(self):
        return sp.Mul(*self.factors)

    def chain(self):
        """The product by name, in LaTeX: ∂E/∂u ∂u/∂x."""
        edges = reversed(list(pairwise(self.nodes)))
        return " ".join(partial(k, i).name for i, k in edges) or "1"

    def latex(self):
        """The product, factor by factor, in LaTeX."""
        return r" \cdot ".join(rf"\left({written(f)}\right)" if _wants_brackets(f) else written(f)
                               for f in reversed(self.factors)) or "1"

    def __str__(self):
        factors = " · ".join(f"({f})" if _wants_brackets(f) else str(f) for f in self.factors) or "1"
        return f"{' → '.join(map(str, self.nodes))}:  {factors}"


class TotalDerivative(NamedTuple):
    """A derivative as a sum over paths, in the graph's own symbols, and what that costs."""

    output: sp.Symbol
    input: sp.Symbol
    paths: list
    derivative: sp.Expr
    multiplications: int
    additions: int

    def latex(self):
        """Three lines: the paths by name, their products, the sum."""
        return latex_lines((total(self.output, self.input),
                            " + ".join(path.chain() for path in self.paths) or "0"),
                           ("", " + ".join(path.latex() for path in self.paths) or "0"),
                           ("", self.derivative))


class BackwardDerivatives(NamedTuple):
    """d output / d node for every node, each from those above it, and what that costs."""

    equations: list       # from the output down; the derivatives above are kept as symbols
    derivatives: dict     # {node: derivative}, in the graph's own symbols
    multiplications: int
    additions: int

    def latex(self):
        return latex_lines(self.equations)


def local_derivatives(graph):
    """{(i, k): ∂k/∂i}, one for each edge: i stands in the expression of k, the rest held still."""
    place = {node: n for n, node in enumerate(nodes_of(graph))}
    return {(i, k): sp.diff(expression, i) for k, expression in graph.items()
            for i in sorted(sp.sympify(expression).free_symbols, key=place.get)}


def count_paths(graph, output, input):
    """The number of paths, without walking them: a node has as many as those it is made from."""
    check_in_graph(graph, output, input)
    return _ways_from(input, graph).get(output, 0)


def total_derivative(graph, output, input):
    """d output / d input, as the sum over all paths of the products of local derivatives.

    graph : {symbol: expression in earlier symbols}    output, input : symbols of the graph
    Raises ValueError where there are more than MOST_PATHS paths.
    """
    many = count_paths(graph, output, input)
    if many > MOST_PATHS:
        raise ValueError(
            f"{many:,} paths lead from {input} to {output}, too many to walk one by one: the "
            f"most is {MOST_PATHS:,}. backward_derivatives(graph, output) shares what they repeat.")
    local, ways = local_derivatives(graph), _ways_from(input, graph)
    paths, waiting = [], [(output,)] if many else []
    while waiting:
        nodes = waiting.pop()
        if nodes[0] == input:
            paths.append(Path(nodes, tuple(local[edge] for edge in pairwise(nodes))))
        else:
            waiting += [(i, *nodes) for i, k in reversed(local) if k == nodes[0] and ways.get(i)]
    return TotalDerivative(
        output, input, paths, sp.Add(*(path.product for path in paths)),
        multiplications=sum(max(len(path.factors) - 1, 0) for path in paths),
        additions=max(len(paths) - 1, 0))


def backward_derivatives(graph, output):
    """d output / d node for all nodes at once, from the output back: every edge is used once.

    graph : {symbol: expression in earlier symbols}    output : a symbol of the graph
    """
    check_in_graph(graph, output)
    local, derivatives = local_derivatives(graph), {output: sp.S.One}
    equations, multiplications, additions = [], 0, 0
    for i in reversed(nodes_of(graph)):
        above = [(k, d) for (start, k), d in local.items() if start == i and k in derivatives]
        if i == output or not above:
            continue
        derivatives[i] = sp.Add(*(derivatives[k] * d for k, d in above))
        equations.append(sp.Eq(total(output, i), sp.Add(
            *(d if k == output else total(output, k) * d for k, d in above)), evaluate=False))
        multiplications += sum(k != output for k, _ in above)
        additions += len(above) - 1
    return BackwardDerivatives(equations, derivatives, multiplications, additions)


def _ways_from(input, graph):
    """{node: number of paths from the input to it}."""
    ways = {input: 1}
    for k, expression in graph.items():
        if k != input:
            ways[k] = sum(ways.get(i, 0) for i in sp.sympify(expression).free_symbols)
    return ways


def _wants_brackets(factor):
    return factor.is_Add or factor.could_extract_minus_sign()
