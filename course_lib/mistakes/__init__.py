"""Runnable known mistakes: the one home for wrong code in this course.

Each is a `Mistake`: something that looks right, runs, and is wrong in one line. Tests use
them to show that a check can fail; notebooks, to ask which check sees what.

    for mistake in mistakes.BACKPROP.values():
        E, gradient = mistake.function(net, x, y)

Each collection stands in for one right thing: BACKPROP for backprop(net, x, y), ACTIVATIONS and
LOSSES for functions of the same arguments, OPTIMIZERS for rules, GRAPH for graph.backward, ROWS for
rows of primitives, CHECKS for gradcheck, START for initial weights. VARIANTS look wrong and are
right: no check may reject them.
"""
from course_lib.mistakes.in_backprop import BACKPROP, VARIANTS
from course_lib.mistakes.in_functions import ACTIVATIONS, CHECKS, LOSSES, START
from course_lib.mistakes.in_graph import GRAPH, ROWS
from course_lib.mistakes.in_rules import OPTIMIZERS
from course_lib.mistakes.record import Mistake

__all__ = ["ACTIVATIONS", "BACKPROP", "CHECKS", "GRAPH", "LOSSES", "OPTIMIZERS", "ROWS", "START",
           "VARIANTS", "Mistake"]
