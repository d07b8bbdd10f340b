"""Mistakes in reverse mode: GRAPH holds wrong walks, ROWS wrong pulls.

A function of GRAPH stands in for graph.backward(output); one of ROWS is a row of the table of
primitives, wrong in its pull. Trees, chains, square matrices and gradients of ones hide them all.
"""
from dataclasses import replace

import numpy as np

from course_lib import graph, primitives
from course_lib.mistakes.record import Mistake, collect


def _start(output):
    return {output: np.ones_like(output.value)}


def overwriting(output):
    gradients = _start(output)
    for current in graph.backward_order(output):
        for parent, pull in zip(current.parents, current.pull, strict=True):
            gradients[parent] = pull(gradients[current])
    return gradients


def recursive(output):
    gradients = _start(output)

    def visit(current):
        for parent, pull in reversed(list(zip(current.parents, current.pull, strict=True))):
            graph.accumulate(gradients, parent, pull(gradients[current]))
            visit(parent)
    visit(output)
    return gradients


def in_place(output):
    gradients = _start(output)
    for current in graph.backward_order(output):
        for parent, pull in zip(current.parents, current.pull, strict=True):
            if parent in gradients:
                gradients[parent] += pull(gradients[current])
            else:
                gradients[parent] = pull(gradients[current])
    return gradients


class KeepsGradients:
    """A backward that keeps its gradients from call to call, as if they stood on the nodes."""

    def __init__(self):
        self.kept = {}

    def __call__(self, output):
        for node, gradient in graph.backward(output).items():
            graph.accumulate(self.kept, node, gradient)
        return dict(self.kept)


GRAPH = collect(
    Mistake("overwritten where it should add", "gradients[parent] = share", "gradients[parent] += share",
            "A node used twice gets a share from each use, and the shares add.", overwriting),
    Mistake("recursion instead of order", "visit(parent) as soon as a share arrives",
            "visit a node once all its shares are there",
            "A node that hands on an incomplete gradient hands it on again later: order the nodes first.",
            recursive),
    Mistake("added in place", "gradients[parent] += share, on the array itself",
            "gradients[parent] = gradients[parent] + share",
            "The array may be another node's gradient too: x + y hands the same one to both.", in_place),
    Mistake("kept from call to call", "node.gradient += share, never emptied",
            "gradients = {} at each call",
            "A second call adds to the first one's gradients: begin with empty ones.", KeepsGradients()),
)


def _wrong_pull(name, pull):
    """The row of that name, with another pull(i, g, ans, *arguments, **settings)."""
    return replace(primitives.TABLE[name], pull=pull)


ROWS = collect(
    Mistake("broadcasting not undone", "x + y: pull = g", "x + y: pull = unbroadcast(g, x.shape)",
            "A row that was stretched over N examples gets N shares, and they add.",
            _wrong_pull("add", lambda i, g, ans, *xs: g)),
    Mistake("upstream gradient ignored", "x²: pull = 2 * x", "x²: pull = g * 2 * x",
            "The chain rule multiplies by what comes from above; only for g = 1 it cannot be seen.",
            _wrong_pull("square", lambda i, g, ans, x: 2 * x)),
    Mistake("reshaped where it should be transposed", "x.T: pull = g.reshape(x.shape)",
            "x.T: pull = g.T", "The shape is right and every number is in another place.",
            _wrong_pull("transpose", lambda i, g, ans, x, axes=None: primitives.reshape(g, x.shape))),
    Mistake("sum's pull for the mean", "mean: pull = stretch(g)", "mean: pull = stretch(g) / n",
            "Each of n numbers has an n-th part in the mean.",
            _wrong_pull("mean", lambda i, g, ans, x, axis=None, keepdims=False:
                        primitives.arrays.stretch(g, x, axis))),
    Mistake("matrix product in the wrong order", "X @ Y: pull to Y = g @ X.T", "X @ Y: pull to Y = X.T @ g",
            "For square matrices the shapes allow it; the numbers do not.",
            _wrong_pull("matmul", lambda i, g, ans, x, y: g @ y.T if i == 0 else g @ x.T)),
)
