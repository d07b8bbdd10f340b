"""Answers to assignment 01, the walk over nodes that hold their gradients."""
import numpy as np

from course_lib.mistakes.answers.edits import Answer
from course_lib.mistakes.record import Mistake, collect


def repaired_backward(output):
    found, waiting = {output}, [output]
    while waiting:
        for parent in waiting.pop().parents:
            if parent not in found:
                found.add(parent)
                waiting.append(parent)
    order = sorted(found, key=lambda node: node.number, reverse=True)
    for node in order:
        node.gradient = 0.0
    output.gradient = 1.0
    for node in order:
        for parent, local in zip(node.parents, node.local, strict=True):
            parent.gradient += local * node.gradient


REPAIRED = Answer(repaired_backward)
ZIPPED = "zip(node.parents, node.local, strict=True)"
FILLED = "        node.gradient = 0.0\n"


def backward_by_recursion(output):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)
    visit(output)
    for node in order:
        node.gradient = 0.0
    output.gradient = 1.0
    for node in reversed(order):
        for parent, local in zip(node.parents, node.local, strict=True):
            parent.gradient += local * node.gradient


def backward_with_marks(output):
    found, waiting = [output], [output]
    while waiting:
        for parent in waiting.pop().parents:
            if not getattr(parent, "seen", False):
                parent.seen = True
                found.append(parent)
                waiting.append(parent)
    found.sort(key=lambda node: -node.number)
    for node in found:
        node.gradient = 0.0
    output.gradient = 1.0
    for node in found:
        for parent, local in zip(node.parents, node.local, strict=True):
            parent.gradient += local * node.gradient


def backward_without_order(output):
    waiting, seen = [output], []
    while waiting:
        node = waiting.pop()
        if node not in seen:
            node.gradient = 0.0
            seen.append(node)
            waiting += node.parents
    output.gradient = 1.0
    for node in seen:
        for parent, local in zip(node.parents, node.local, strict=True):
            parent.gradient += local * node.gradient


def backward_returned(output):
    gradients, waiting = {}, {output.number: (output, 1.0)}
    while waiting:
        node, gradients[node] = waiting.pop(max(waiting))
        for parent, local in zip(node.parents, node.local, strict=True):
            before = waiting.get(parent.number, (parent, 0.0))[1]
            waiting[parent.number] = parent, before + local * gradients[node]
    return gradients


def backward_added_to_the_nodes(output):
    for node, gradient in backward_returned(output).items():
        node.gradient += gradient


def backward_breadth_first(output):
    found, waiting = [output], [output]
    while waiting:
        for parent in waiting.pop(0).parents:
            if parent not in found:
                found.append(parent)
                waiting.append(parent)
    for node in found:
        node.gradient = 0.0
    output.gradient = 1.0
    for node in found:
        for parent, local in zip(node.parents, node.local, strict=True):
            parent.gradient += local * node.gradient


def backward_without_a_set(output):
    found, waiting = [], [output]
    while waiting:
        node = waiting.pop()
        found.append(node)
        waiting += node.parents
    found.sort(key=lambda node: -node.number)
    for node in found:
        node.gradient = 0.0
    output.gradient = 1.0
    for node in found:
        for parent, local in zip(node.parents, node.local, strict=True):
            parent.gradient += local * node.gradient


def backward_emptied_afterwards(output):
    found, waiting = {output}, [output]
    while waiting:
        for parent in waiting.pop().parents:
            if parent not in found:
                found.add(parent)
                waiting.append(parent)
    output.gradient = 1.0
    for node in sorted(found, key=lambda node: -node.number):
        for parent, local in zip(node.parents, node.local, strict=True):
            parent.gradient += local * node.gradient
        if node.parents:
            node.gradient = 0.0


def backward_by_counting(output):
    uses, waiting = {output: 0}, [output]
    while waiting:
        for parent in waiting.pop().parents:
            if parent not in uses:
                uses[parent] = 0
                waiting.append(parent)
            uses[parent] += 1
    for node in uses:
        node.gradient = 0
    output.gradient, ready = 1, [output]
    while ready:
        node = ready.pop()
        for parent, local in zip(node.parents, node.local, strict=True):
            parent.gradient += node.gradient * local
            uses[parent] -= 1
            if not uses[parent]:
                ready.append(parent)


def backward_in_a_dict(output):
    for node, gradient in backward_returned(output).items():
        node.gradient = np.float64(gradient)


WRONG = {
    "01.repaired_backward": REPAIRED.wrong(
        Mistake("not written on the nodes", "return gradients", "node.gradient = ...",
                "What is returned is not looked at: each gradient is to stand on its node.",
                Answer(backward_returned).edited()),
        ("kept from call to call", FILLED, FILLED.replace("=", "+="),
         "What the call before has left on the nodes is handed down once more: the walk needs empty nodes."),
        ("only the inputs emptied", FILLED, "        if not node.parents:\n            node.gradient = 0.0\n",
         "The nodes on the way hold something from the call before too, and hand it down again."),
        ("the inputs not emptied", FILLED, "        if node.parents:\n            node.gradient = 0.0\n",
         "The nodes on the way are emptied, but an input still adds the second call to the first."),
        ("emptied on the way", "        for parent, local in zip", "        for parent in node.parents:\n"
         "            parent.gradient = 0.0\n        for parent, local in zip",
         "The parent may hold a share from another node by then: empty all nodes before the walk begins."),
        ("nothing to begin with", "output.gradient = 1.0", "output.gradient = 0.0",
         "All is 0, and stays so: someone has to begin. How far does the output move if it moves by 1?"),
        ("begun with the value", "output.gradient = 1.0", "output.gradient = output.value",
         "The walk begins with a derivative, that of the output to itself; its value has no part in it."),
        ("overwritten where it should add", "parent.gradient += ", "parent.gradient = "),
        ("upstream gradient ignored", "local * node.gradient", "local"),
        ("upwards", ", reverse=True", "",
         "This goes from the inputs up. A node can hand on its gradient once all nodes made from it have "
         "handed on to it."),
        ("two edges taken for one", ZIPPED, f"dict({ZIPPED}).items()",
         "A node may stand twice among the parents, as in a · a: there are two edges, and both hand on a "
         "share."),
        ("in the order of the values", "node.number, reverse", "node.value, reverse",
         "Large values need not come late. The order of making is in the number of a node.")) | collect(
        Mistake("a recursion as deep as the graph", "visit(parent) within visit(node)",
                "a list of nodes that wait",
                "visit calls itself once for each node of the chain, and Python stops near 1,000. Keep the "
                "nodes that wait in a list.",
                Answer(backward_by_recursion).edited()),
        Mistake("marks left on the nodes", "parent.seen = True", "found = set() at each call",
                "The second call finds the marks of the first and walks nowhere: keep what was found in the "
                "function, not on the nodes.",
                Answer(backward_with_marks).edited()),
        Mistake("handed on before it is complete", "for node in found:",
                "for node in the order of their numbers, from the top",
                "Found early does not mean complete: a node waits until all nodes made from it have handed "
                "on to it.",
                Answer(backward_without_order).edited()),
        Mistake("handed on in the order of finding", "for node in found:",
                "for node in the order of their numbers, from the top",
                "A short way finds a node early, and a longer one still brings it shares: it has to wait.",
                Answer(backward_breadth_first).edited()),
        Mistake("found twice", "waiting += node.parents", "if parent not in found: ...",
                "A node that is met on two ways stands twice in your list, and hands on twice all that it "
                "has.",
                Answer(backward_without_a_set).edited()),
        Mistake("emptied after it has handed on", "if node.parents: node.gradient = 0.0, at the end",
                "all emptied before the walk",
                "What a node has handed on it is to keep: its gradient is asked for after the walk. Empty "
                "before you walk, not behind you.",
                Answer(backward_emptied_afterwards).edited()),
        Mistake("added to what was there", "node.gradient += gradients[node]", "node.gradient = ...",
                "`+=` adds to what the call before has left there: write what this call has found.",
                Answer(backward_returned, backward_added_to_the_nodes).edited())),
}

RIGHT = {
    "01.repaired_backward": REPAIRED.right(
        ("by counting uses", backward_by_counting),
        ("in a dict first", Answer(backward_returned, backward_in_a_dict)),
        ("returns something", "parent.gradient += local * node.gradient",
         "parent.gradient = parent.gradient + local * node.gradient\n    return [node.gradient for node in "
         "order]"),
        ("in NumPy's numbers", "output.gradient = 1.0", "output.gradient = np.ones(())")),
}
