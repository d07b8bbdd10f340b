"""Answers to assignment 01, tasks on graphs that are plain data."""
import functools

import numpy as np

from course_lib.mistakes.answers.edits import KNOWN, Answer
from course_lib.mistakes.record import Mistake, collect


def walk_back(graph):
    gradients = dict.fromkeys([name for name, _ in graph], 0.0)
    gradients[graph[-1][0]] = 1.0
    for name, parents in reversed(graph):
        for parent, local in parents:
            gradients[parent] += gradients[name] * local
    return gradients


WALK_BACK = Answer(walk_back)


def walk_by_recursion(graph):
    parents_of, gradients = dict(graph), {name: 0.0 for name, _ in graph}

    def visit(name, share):
        gradients[name] += share
        for parent, local in parents_of[name]:
            visit(parent, gradients[name] * local)
    visit(graph[-1][0], 1.0)
    return gradients


def walk_without_boxes(graph):
    gradients = {graph[-1][0]: 1.0}
    for name, parents in reversed(graph):
        for parent, local in parents:
            gradients[parent] = gradients.get(parent, 0.0) + gradients[name] * local
    return gradients


def walk_along_every_path(graph):
    parents_of, gradients = dict(graph), {name: 0.0 for name, _ in graph}

    def visit(name, share):
        gradients[name] += share
        for parent, local in parents_of[name]:
            visit(parent, share * local)
    visit(graph[-1][0], 1.0)
    return gradients


def walk_with_children(graph):
    children = {name: [] for name, _ in graph}
    for name, parents in graph:
        for parent, local in parents:
            children[parent].append((name, local))

    @functools.cache
    def d(name):
        return 1.0 if name == graph[-1][0] else sum(d(child) * local for child, local in children[name])
    return {name: d(name) for name in children}


def walk_with_a_matrix(graph):
    names = [name for name, _ in graph]
    local = np.zeros((len(names), len(names)))
    for row, (_, parents) in enumerate(graph):
        for parent, derivative in parents:
            local[row, names.index(parent)] += derivative
    last = np.eye(len(names))[-1]
    return dict(zip(names, np.linalg.solve(np.eye(len(names)) - local.T, last), strict=True))


class KeepsGradients:
    """As `def walk_back(graph, gradients={})` does: a call goes on with what the ones before have left. It
    forgets after three, so that cases do not meet."""

    def __init__(self):
        self.kept, self.calls = {}, 0

    def __call__(self, graph):
        self.kept = self.kept if self.calls % 3 else {}
        self.calls += 1
        gradients = dict.fromkeys([name for name, _ in graph], 0.0) | self.kept
        gradients[graph[-1][0]] = 1.0
        for name, parents in reversed(graph):
            for parent, local in parents:
                gradients[parent] += gradients[name] * local
        self.kept = gradients
        return dict(gradients)


def count_paths(graph):
    ways = {graph[0][0]: 1}
    for name, parents in graph[1:]:
        ways[name] = sum(ways[parent] for parent, _ in parents)
    return ways[graph[-1][0]]


COUNT_PATHS = Answer(count_paths)


def count_by_recursion(graph):
    parents_of = dict(graph)

    def ways(name):
        if name == graph[0][0]:
            return 1
        return sum(ways(parent) for parent, _ in parents_of[name])
    return ways(graph[-1][0])


def count_with_memory(graph):
    parents_of = dict(graph)

    @functools.cache
    def ways(name):
        return 1 if name == graph[0][0] else sum(ways(parent) for parent, _ in parents_of[name])
    return ways(graph[-1][0])


def count_from_the_end(graph):
    ways = {name: 0 for name, _ in graph}
    ways[graph[-1][0]] = 1
    for name, parents in graph[::-1]:
        for parent, _ in parents:
            ways[parent] += ways[name]
    return ways[graph[0][0]]


def count_by_whole_derivatives(graph):
    gradients = dict.fromkeys([name for name, _ in graph], 0) | {graph[-1][0]: 1}
    with_ones = [(name, [(parent, 1) for parent, _ in parents]) for name, parents in graph]
    for name, parents in reversed(with_ones):
        for parent, local in parents:
            gradients[parent] += gradients[name] * local
    return gradients[graph[0][0]]


WRONG = {
    "01.walk_back": WALK_BACK.wrong(
        ("the wrong way along the edges", "gradients[parent] += gradients[name] * local",
         "gradients[name] += gradients[parent] * local",
         "Here a node collects from its parents. Values go up that way; the sensitivities of E come down, "
         "from a node to its parents."),
        ("overwritten where it should add", "gradients[parent] += ", "gradients[parent] = "),
        ("upstream gradient ignored", "gradients[name] * local", "local"),
        ("added along an edge", "gradients[name] * local", "gradients[name] + local",
         "Along a path the derivatives multiply; they add where shares meet in a node."),
        ("forward through the list", "in reversed(graph)", "in graph",
         "A node can hand on its gradient once everything computed from it has handed on to it: which end "
         "of the list comes first?"),
        ("returned inside the loop", "    return gradients", "        return gradients",
         "If the `return` stands inside the loop, E alone hands on, and the walk is over."),
        ("nothing to begin with", "graph[-1][0]] = 1.0", "graph[-1][0]] = 0.0",
         "All is 0, and stays so: someone has to begin. How far does E move if E moves by 1?"),
        ("begun at the first node", "graph[-1][0]", "graph[0][0]",
         "That is where the values begin. The sensitivities of E begin at E, which is computed last."),
        ("a one at every node", "graph], 0.0)", "graph], 1.0)",
         "Only E moves one for one with E. All other nodes begin with nothing, and collect."),
        ("two edges taken for one", "in parents:", "in dict(parents).items():",
         "A node may stand twice among the parents, as in a · a: there are two edges, and both hand on a "
         "share."),
        ("nodes without influence left out", "return gradients", "return {name: g for name, g in "
                                                                 "gradients.items() if g}",
         "A node that E does not hear of has a sensitivity too: 0. Give it an entry."),
        ("only the inputs returned", "return gradients", "return {name: gradients[name] for name, parents "
                                                         "in graph if not parents}",
         "Return all that the walk has found, the nodes on the way too."),
        ("only the first parent", "in parents:", "in parents[:1]:",
         "A node hands a share to each of its parents, not to the first alone.")) | collect(
        Mistake("recursion instead of order", KNOWN["recursion instead of order"].wrong,
                KNOWN["recursion instead of order"].right, KNOWN["recursion instead of order"].sentence,
                Answer(walk_by_recursion).edited()),
        Mistake("no entry for a node without influence", "gradients[parent] = gradients.get(parent, 0) + ...",
                "an entry for every node before the walk",
                "A node that nobody uses has got no share when its turn comes, and so no entry. What is its "
                "sensitivity? Let it have that from the beginning.",
                Answer(walk_without_boxes).edited()),
        Mistake("kept from call to call", "def walk_back(graph, gradients={}):", "gradients = ... at each "
                                                                                 "call",
                KNOWN["kept from call to call"].sentence, KeepsGradients())),
    "01.count_paths": COUNT_PATHS.wrong(
        ("two edges taken for one", "for parent, _ in parents)", "for parent in {parent for parent, _ in "
                                                                 "parents})",
         "A node may stand twice among the parents: there are two edges, and each makes paths of its own."),
        ("the first node written over", "in graph[1:]", "in graph",
         "The first node has no parents, so a sum over them makes it 0, and all the others too: leave it."),
        ("edges counted", "    ways = {graph[0][0]: 1}\n", "    return sum(len(parents) for _, parents in "
                                                           "graph)\n"
         "    ways = {graph[0][0]: 1}\n", "These are the edges. One edge may lie on very many paths."),
        ("every input a beginning", "sum(ways[parent] for parent, _ in parents)",
         "sum(ways[parent] for parent, _ in parents) or 1",
         "Only the paths from the first node are asked for; another input has none of them."),
        ("multiplied where it should add", "sum(ways[parent] for parent, _ in parents)",
         "int(np.prod([ways[parent] for parent, _ in parents])) if parents else 0",
         "A path comes over one parent or over another, never over both at once: so the numbers add."),
        ("one more at every node", "sum(ways[parent]", "1 + sum(ways[parent]",
         "A path does not become two by going through a node: only where ways meet, their numbers add."),
        ("the longest way", "sum(ways[parent] for parent, _ in parents)",
         "1 + max([ways[parent] for parent, _ in parents], default=0)",
         "This is how long a path can be. Asked is how many there are."),
        ("overwritten where it should add", "sum(ways[parent] for parent, _ in parents)",
         "([0] + [ways[parent] for parent, _ in parents])[-1]",
         "Each parent brings its own paths, and all of them lead here: the numbers add."),
        ("local derivatives multiplied in", "ways[parent] for parent, _ in", "ways[parent] * local for "
                                                                             "parent, local in",
         "That is the sensitivity. For the number of paths it does not matter what stands on an edge."),
        ("rounded to sixteen digits", "{graph[0][0]: 1}", "{graph[0][0]: 1.0}",
         "A float keeps about sixteen digits, and this number is longer. Where does your count begin with a "
         "float?"),
        ("NumPy's whole numbers", "{graph[0][0]: 1}", "{graph[0][0]: np.int64(1)}",
         "NumPy's whole numbers end at 9 · 10¹⁸ and go on below 0; Python's own have no end.")) | collect(
        Mistake("each path by itself", "return sum(ways(parent) for ...)",
                "each node once, and remembered",
                "It walks every path, or asks for the same node again and again. Compute it once, keep it, "
                "and use it wherever it is needed.",
                Answer(count_by_recursion).edited())),
}

RIGHT = {
    "01.walk_back": WALK_BACK.right(
        ("along every path", walk_along_every_path),
        ("from the children, by recursion with memory", walk_with_children),
        ("as a triangular system", walk_with_a_matrix),
        ("in float32", "return gradients", "return {name: np.float32(g) for name, g in gradients.items()}"),
        ("in another order", "return gradients", "return dict(sorted(gradients.items()))"),
        ("with a print", "    return", "    print(gradients)\n    return")),
    "01.count_paths": COUNT_PATHS.right(
        ("by recursion with memory", count_with_memory),
        ("from the end", count_from_the_end),
        ("as a derivative, in whole numbers", count_by_whole_derivatives),
        ("with a loop for the sum", "sum(ways[parent] for parent, _ in parents)",
         "0\n        for parent, local in parents:\n            ways[name] += ways[parent]")),
}
