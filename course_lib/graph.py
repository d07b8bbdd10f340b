"""Reverse mode: a graph of nodes that remembers how each value was made.

Calculate with Nodes as with numbers or arrays; then `backward(output)` walks
the graph from the output back to the inputs, once, and returns ∂output/∂node
for every node on the way. Two things make it right:

    order       a node hands on its gradient only when that gradient is complete,
                so it waits until every node made from it has been visited
    addition    a node used twice gets a share from each use: `+=`, never `=`

Sources: Linnainmaa (1970); Speelpenning (1980).
"""
from functools import partial

import numpy as np

from course_lib.primitives import *  # noqa: F403  (graph.exp is the table's exp)
from course_lib.primitives import Operators, floats, plain


class Node(Operators):
    """A value, the operation that made it, and the nodes it was made from.

    value : a floating-point array or number, of any float or complex dtype; whole
            numbers become float64. Do not write on it: other nodes rely on it.
    pull  : one function per parent, from ∂E/∂(this node) to its share of
            ∂E/∂(that parent), taking and giving arrays, or Nodes for Nodes.
    call  : (row, arguments, settings) where a row of the table made the node; the
            row knows the pulls.
    """

    __slots__ = ("value", "op", "parents", "call", "_pull")
    level = 0

    def __init__(self, value, op="input", parents=(), pull=(), call=None):
        self.value = floats(value)
        self.op, self.parents, self._pull, self.call = op, parents, pull, call

    def __repr__(self):
        return f"Node({self.value}, op={self.op!r})"

    def apply(self, row, arguments, settings):
        """The node of row(*arguments), of which this node is one."""
        answer = row.evaluate([plain(argument) for argument in arguments], settings)
        parents = tuple([argument for argument in arguments if isinstance(argument, Node)])
        return Node(answer, row.name, parents, call=(row, arguments, settings))

    @property
    def pull(self):
        if self.call is None:
            return self._pull
        places = [i for i, argument in enumerate(self.call[1]) if isinstance(argument, Node)]
        return [partial(self._share, i) for i in places]

    def _share(self, i, g):
        """Argument i's share of g: calculated from arrays, or from Nodes where g is one."""
        row, arguments, settings = self.call
        if isinstance(g, Node):
            return row.pull(i, g, self, *arguments, **settings)
        return row.pull(i, g, self.value, *map(plain, arguments), **settings)


def node(value):
    """A Node as it is; anything else as a new input node, with a copy of the value."""
    return value if isinstance(value, Node) else Node(np.array(value))


def backward_order(output):
    """Every node that output depends on, each before all of its parents: a list."""
    uses, stack = {output: 0}, [output]  # a list for a stack: recursion would end near 1,000
    while stack:
        for parent in stack.pop().parents:
            if parent not in uses:
                uses[parent] = 0
                stack.append(parent)
            uses[parent] += 1
    order, ready = [], [output]
    while ready:
        current = ready.pop()
        order.append(current)
        for parent in current.parents:
            uses[parent] -= 1
            if uses[parent] == 0:
                ready.append(parent)
    return order


def accumulate(gradients, parent, share):
    """Add a share to what the parent has got so far; raises ValueError if it does not fit.

    `+`, not `+=` in place: the array may be another node's gradient too.
    """
    if getattr(share, "shape", ()) != parent.shape:
        raise ValueError(f"a node of shape {parent.shape} got a gradient of shape "
                         f"{np.shape(plain(share))}: does a pull forget to undo broadcasting?")
    gradients[parent] = gradients[parent] + share if parent in gradients else share


def pull_back(gradients, order, accumulate=accumulate):
    """Let each node, in this order, hand its parents their shares of its gradient."""
    for current in order:
        g = gradients[current]
        for parent, pull in zip(current.parents, current.pull, strict=True):
            share = pull(g)
            accumulate(gradients, parent, node(share) if isinstance(g, Node) else plain(share))
    return gradients


def backward(output, upstream=None, as_nodes=False):
    """Return {node: ∂output/∂node} for every node that output depends on.

    upstream : ∂E/∂output, in output's shape; then the dict holds ∂E/∂node.
               Not needed where output is one number: it is 1.
    as_nodes : the gradients are Nodes, which can be differentiated again.
    Nothing is written on the nodes: a second call starts afresh. Complex numbers
    are not conjugated: they are there for the complex step.
    """
    seed = _seed(output, upstream)
    seed = node(seed) if as_nodes else plain(seed)
    gradients = pull_back({output: seed}, backward_order(output))
    if as_nodes:
        return gradients
    return {each: np.array(gradient) for each, gradient in gradients.items()}


def _seed(output, upstream):
    """The gradient that the walk begins with."""
    if not isinstance(output, Node):
        raise TypeError(f"backward starts from a Node, but got {output!r:.60}: calculate it from "
                        "Nodes, with graph.node(value) as inputs and without .value on the way")
    if upstream is None and output.size != 1:
        raise ValueError(f"output has shape {output.shape}, not one number: give backward an "
                         "upstream gradient of that shape, or make one number of it first, "
                         "e.g. with output.sum()")
    if upstream is None:
        return np.ones_like(output.value)
    shape = np.shape(plain(upstream))
    if shape != output.shape:
        raise ValueError(f"upstream has shape {shape}, but output has shape {output.shape}: "
                         "give one number for each number of output")
    if isinstance(upstream, Node):
        return upstream
    return floats(upstream).astype(output.dtype, casting="same_kind")


def hessian_vector_product(E, theta, v):
    """H v, where H holds all ∂²E/∂θ∂θ and is never written down: v pulled through the gradient.

    E : a function of one Node    theta, v : (P,)    Source: Pearlmutter (1994).
    """
    theta = node(theta)
    gradient = backward(E(theta), as_nodes=True)[theta]
    products = backward(gradient, v)
    return products.get(theta, np.zeros_like(theta.value))  # a straight E has no curvature
