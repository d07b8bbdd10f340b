"""What assignment 01 asks: the chain rule by hand, along a chain, back through a graph.

A graph is plain data: [(node, [(parent, local derivative), ...]), ...] in the order in which one computes.
"""
import sys

import numpy as np

from course_lib.probes.asking import ask, call, several
from course_lib.probes.draw import decimals, one_of
from course_lib.probes.task import Task

CIRCUITS = (("x * y", "u + c * x"), ("x + c * y", "x * u"))
INNER = "uvpqrst"
LEVELS, DEEP, TOO_DEEP = 60, 5_000, 2_000


def sheet(rng):
    """One of two circuits with two forks, x and u; no number is near 1, or near another one."""
    u, v = one_of(rng, *CIRCUITS)
    return {"u": u, "v": v, "E": "u * v", "x": decimals(rng, 2.2, 2.9), "y": decimals(rng, 1.2, 1.8),
            "c": decimals(rng, 0.5, 0.8)}


def by_hand(namespace, rng):
    return ask(namespace, "by_hand")


def chain(namespace, rng):
    """A chain of three to five different functions, at the elements of an array and at one number."""
    a, b, c, d, e = rng.uniform(0.4, 1.6, 5)
    pairs = ((lambda t: 2 * np.sin(a * t), lambda t: 2 * a * np.cos(a * t)),
             (lambda t: 3 * np.tanh(b * t), lambda t: 3 * b * (1 - np.tanh(b * t) ** 2)),
             (lambda t: t * t + c * t, lambda t: 2 * t + c),
             (lambda t: d * np.sqrt(1 + t * t), lambda t: d * t / np.sqrt(1 + t * t)),
             (lambda t: 1 / (e + t * t), lambda t: -2 * t / (e + t * t) ** 2))
    chosen = [pairs[i] for i in rng.permutation(5)[:rng.integers(3, 6)]]
    given = {"functions": [f for f, _ in chosen], "derivatives": [slope for _, slope in chosen]}
    found = {}
    for where, x in ("", rng.uniform(0.3, 1.5, 4)), (" at one number", float(rng.uniform(0.3, 1.5))):
        parts = several(ask(namespace, "chain", **given, x=x), "value", "derivative")
        found |= {f"{name}{where}": part for name, part in parts.items()}
    return found


def nudge(namespace, rng):
    """A function of three to five variables, each tied to the next; a long step; a point in whole numbers."""
    n = int(rng.integers(3, 6))
    a, b = rng.uniform(0.5, 1.5, (2, n))

    def f(x):
        return sum(a[i] * np.sin(x[i] * x[(i + 1) % n] + b[i]) + x[i] ** 3 / 3 for i in range(n))
    x, whole = rng.uniform(0.4, 1.6, n), rng.integers(1, 4, n)
    return {"gradient": ask(namespace, "nudge", f=f, x=x),
            "gradient with h = 0.2": ask(namespace, "nudge", f=f, x=x, h=0.2),
            "gradient at whole numbers": ask(namespace, "nudge", f=f, x=whole)}


def calculation(rng):
    """Ten nodes from x and y to E: forks join again, an edge is there twice, a node moves nothing.

    The first and the last parent of E is a node on the long way too: whoever goes to it at once is too early.
    """
    idle, twice = (INNER[i] for i in rng.permutation(np.arange(1, len(INNER) - 1))[:2])
    graph, alive = [("x", []), ("y", [])], ["x", "y"]
    for name in INNER:
        parents = [alive[-1], alive[rng.integers(len(alive) - 1)]] + [alive[-1]] * (name == twice)
        graph.append((name, [(parents[i], local(rng)) for i in rng.permutation(len(parents))]))
        if name != idle:
            alive.append(name)
    early = alive[rng.integers(2, len(alive) - 1)]
    return [*graph, ("E", [(parent, local(rng)) for parent in (early, alive[-1], early)])]


def local(rng):
    return decimals(rng, 0.3, 1.9) * one_of(rng, 1, 1, -1)


def walk_back(namespace, rng):
    """Once, again with the same graph, with a short one; the labels go the way of the walk, from E down."""
    long, found = calculation(rng), {}
    short = [("x", []), *((name, [(parent, local(rng)) for parent in parents])
                          for name, parents in (("a", "xx"), ("b", "a"), ("E", "bx")))]
    for graph, again in (long, ""), (long, ", asked again"), (short, ", in a short graph"):
        answer = ask(namespace, "walk_back", graph=graph)
        if not isinstance(answer, dict):
            return {"gradients": answer}
        found[f"gradients{again}"] = dict.fromkeys(sorted(answer), None)
        found |= {f"dE/d{name}{again}": answer.get(name) for name, _ in reversed(graph)}
    return found


def levels_of_forks(rng):
    """From x a pair, from each pair the next; a third of the edges are there twice."""
    graph, below = [("x", [])], ["x"]
    for level, twice in enumerate((rng.uniform(size=(LEVELS, 2, 2)) < 1 / 3).tolist(), 1):
        pair = [f"u{level}", f"v{level}"]
        for name, row in zip(pair, twice, strict=True):
            edges = [(parent, 1.5) for parent, two in zip(below, row, strict=False) for _ in range(1 + two)]
            graph.append((name, edges))
        below = pair
    return [*graph, ("E", [(parent, 1.5) for parent in below])]


def count_paths(namespace, rng):
    """In two small graphs, and in a deep one, whose number is compared digit by digit."""
    found = {f"paths in graph {k}": ask(namespace, "count_paths", graph=calculation(rng)) for k in (1, 2)}
    deep = ask(namespace, "count_paths", graph=levels_of_forks(rng))
    return found | {f"paths through {LEVELS} levels": digits(deep)}


def digits(answer):
    """All digits of a whole number, as text; anything else as it is."""
    number = isinstance(answer, (int, float, np.integer, np.floating)) and not isinstance(answer, bool)
    return f"{int(answer):,}" if number and answer == answer and abs(answer) != float("inf") else answer


class Node:
    """A number that remembers what it was made of; numbered in the order of making."""

    def __init__(self, number, value, parents=(), local=()):
        self.number, self.value, self.parents, self.local = number, value, parents, local
        self.gradient = 0.0


class First(Node):
    """The first of a long chain, not to be reached by calls within calls, whatever Python's limit is."""

    @property
    def parents(self):
        frame = sys._getframe()
        for _ in range(TOO_DEEP):
            if frame is None:
                return ()
            frame = frame.f_back
        raise RecursionError("a function calls itself once for each node")

    @parents.setter
    def parents(self, parents):
        """It has none."""


def nodes_of(graph, rng):
    """{name: Node} of a graph that is plain data."""
    nodes = {}
    for name, parents in graph:
        nodes[name] = Node(len(nodes), float(rng.normal()), tuple(nodes[parent] for parent, _ in parents),
                           tuple(local for _, local in parents))
    return nodes


def long_chain(rng):
    """5,000 nodes in a row; the local derivatives are near 1, so that their product is neither 0 nor inf."""
    chain = [First(0, 1.0)]
    for number, local in enumerate(rng.uniform(0.99, 1.01, DEEP - 1).tolist(), 1):
        chain.append(Node(number, 1.0, (chain[-1],), (local,)))
    return chain


def repaired_backward(namespace, rng):
    """From E, once more from E, from a node on the way when other numbers stand on the nodes, and from the
    end of a long chain."""
    graph = calculation(rng)
    nodes, found = nodes_of(graph, rng), {}
    used = {parent for _, parents in graph for parent, _ in parents}
    middle = next(name for name in "qrs" if name in used)
    for start, again in ("E", ""), ("E", ", called again"), (middle, f", called from {middle}"):
        if start == middle:
            for node in nodes.values():
                node.gradient = float(rng.normal())
        call(namespace["repaired_backward"], output=nodes[start])
        found |= {f"d{start}/d{name}{again}": read(nodes[name]) for name in reversed(below(graph, start))}
    chain = long_chain(rng)
    call(namespace["repaired_backward"], output=chain[-1])
    return found | {f"the first of {DEEP:,} nodes": read(chain[0])}


def read(node):
    """A node's gradient, where it is a number."""
    number = isinstance(node.gradient, (int, float, np.number, np.ndarray)) and np.ndim(node.gradient) == 0
    return float(node.gradient) if number else None


def below(graph, start):
    """The nodes from which a node is computed, and itself, in order."""
    wanted = {start}
    for name, parents in reversed(graph):
        wanted |= {parent for parent, _ in parents} if name in wanted else set()
    return [name for name, _ in graph if name in wanted]


TASKS = (
    Task("01.by_hand", "Two forks, by hand", 4, ("by_hand",), by_hand, cases=1,
         rtol=0.01, atol=2e-5, parts=True, sheet=sheet),
    Task("01.chain", "Along a chain", 3, ("chain",), chain),
    Task("01.nudge", "Measured, one variable at a time", 3, ("nudge",), nudge, rtol=1e-5),
    Task("01.walk_back", "The walk back", 4, ("walk_back",), walk_back),
    Task("01.count_paths", "Too many to walk", 3, ("count_paths",), count_paths, cases=2,
         seconds=0.5),
    Task("01.repaired_backward", "A published walk, repaired", 3, ("repaired_backward",), repaired_backward,
         cases=1),
)
