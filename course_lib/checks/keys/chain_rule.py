"""The keys of assignment 01: each answer comes from the graph, from dual numbers, or from a walk back."""
import operator
from functools import partial

import numpy as np

from course_lib import graph
from course_lib.checks.key import Key
from course_lib.dual import Dual
from course_lib.gradcheck import central_difference
from course_lib.probes import tasks_of


def by_hand(u, v, E, x, y, c):
    """The formulas of the sheet, calculated with nodes: one walk from E, and one from each formula alone."""
    nodes, local = {"x": graph.node(x), "y": graph.node(y), "c": c}, {}
    for name, formula in (("u", u), ("v", v), ("E", E)):
        alone = {letter: graph.node(graph.plain(value)) for letter, value in nodes.items()} | {"c": c}
        gradients = graph.backward(eval(formula, {}, alone))
        local |= {f"{name}_{letter}": float(gradients[node])
                  for letter, node in alone.items() if node in gradients}
        nodes[name] = eval(formula, {}, nodes)
    dE = graph.backward(nodes["E"])
    return {"values": [float(nodes[name].value) for name in "uvE"], "local": local,
            **{f"dE_d{name}": float(dE[nodes[name]]) for name in "uxy"}}


def chain(functions, derivatives, x):
    """Pushed through the functions as a dual number; the given derivatives are not looked at."""
    t = Dual(x, 1.0)
    for f in functions:
        t = f(t)
    return t.value, t.tangent


def nudge(f, x, h=None):
    """Differences for a step that is given; else the derivative itself, from the graph."""
    x = np.asarray(x, float)
    if h is not None:
        return central_difference(f, x, h)
    point = graph.node(x)
    return graph.backward(f(point))[point]


def linear(numbered):
    """Nodes of course_lib.graph from [(key, [(parent's key, local derivative), ...]), ...]: what an edge
    pulls back is g times its local derivative, so the values do not matter."""
    nodes = {}
    for key, parents in numbered:
        pull = [partial(operator.mul, local) for _, local in parents]
        nodes[key] = graph.Node(0.0, "linear", tuple(nodes[parent] for parent, _ in parents), pull)
    return nodes


def walk_back(graph):
    return gradients_of(graph, graph[-1][0])


def gradients_of(numbered, output):
    nodes = linear(numbered)
    found = graph.backward(nodes[output])
    return {key: float(found.get(node, 0.0)) for key, node in nodes.items()}


def count_paths(graph):
    """The derivative of E where every local derivative is 1: the walk back, in whole numbers that never end.
    A test holds it to SymPy's."""
    ways = dict.fromkeys(dict(graph), 0) | {graph[-1][0]: 1}
    for name, parents in reversed(graph):
        for parent, _ in parents:
            ways[parent] += ways[name]
    return ways[graph[0][0]]


def repaired_backward(output):
    found, waiting = {output.number: output}, [output]
    while waiting:
        new = [parent for parent in waiting.pop().parents if parent.number not in found]
        found |= {parent.number: parent for parent in new}
        waiting += new
    numbered = [(number, [(parent.number, d) for parent, d in zip(node.parents, node.local, strict=True)])
                for number, node in sorted(found.items())]
    for number, gradient in gradients_of(numbered, output.number).items():
        found[number].gradient = gradient


T = tasks_of("01")
KEYS = (
    Key(T["01.by_hand"], {"by_hand": by_hand},
        look={"values": "They are u, v and E, in this order. Put the sheet's numbers into its formulas, from "
                        "the first to the last.",
              "local": "One formula at a time: differentiate it with respect to one of its letters, "
                       "and hold the others still.",
              "dE_du": "Draw the arrows that leave u, and follow each of them to E.",
              "dE_dx": "List the paths from x to E. Multiply along each, then add them.",
              "dE_dy": "Follow y: it moves one thing only, and you know how E hears from that."}),
    Key(T["01.chain"], {"chain": chain},
        look={"value": "The value goes through all the functions, the first of the list first.",
              "derivative": "One factor for each function, and each is taken where that function stands: at "
                            "what comes into it."}),
    Key(T["01.nudge"], {"nudge": nudge},
        look={"gradient with": "Here h is 0.2. Use the h that is given, on either side, and divide by the "
                               "way between the two points.",
              "gradient at": "Here x holds whole numbers. What becomes of 2 + h in an array of whole "
                             "numbers?",
              "gradient": "Entry i is a quotient: what f does between two points, over their distance. Only "
                          "x[i] differs in them: by h, up and down."}),
    Key(T["01.walk_back"], {"walk_back": walk_back},
        look={"gradients, in": "Only the nodes of this graph belong there: look for something kept from "
                               "call to call.",
              "gradients": "Give every node of the graph an entry; one that has no influence on E has 0.",
              "dE/dE": "The walk begins at the last node: how far does E move if E moves by 1?",
              "dE/d": "Its gradient is a sum, over the nodes that are computed from it, of their gradients "
                      "times the local derivative. Those above it must be complete first. (If it was right "
                      "when first asked, look for something kept from call to call.)"}),
    Key(T["01.count_paths"], {"count_paths": count_paths},
        look={"paths in": "How many paths lead to a node, if you know how many lead to each of its parents? "
                          "The first node "
                          "of the list is where all of them begin.",
              "paths through": "The small graphs are right. Here the number is too long for anything but "
                               "Python's own whole "
                               "numbers, which keep every digit."}),
    Key(T["01.repaired_backward"], {"repaired_backward": repaired_backward},
        look={"dE/dE": "The walk begins at the output: how far does it move if it moves by 1? Write that on "
                       "it.",
              "dE/d": "Write on node.gradient. A node hands on when all nodes made from it have handed on "
                      "to it.",
              "dq/d": "The walk began at q this time, and other numbers stood on the nodes before it.",
              "dr/d": "The walk began at r this time, and other numbers stood on the nodes before it.",
              "ds/d": "The walk began at s this time, and other numbers stood on the nodes before it.",
              "the first": "This is one long chain: each node has one parent, and the derivatives "
                           "multiply."}),
)
