"""Answers to the last three tasks of assignment 04: one layer for many, a staircase, all paths."""
import numpy as np

from course_lib.mistakes.answers.edits import Answer
from course_lib.mistakes.record import Mistake, collect


def merged(W, b):
    W_all, b_all = W[1], b[1]
    for l in range(2, len(W)):
        W_all = W[l] @ W_all
        b_all = W[l] @ b_all + b[l]
    return W_all, b_all


MERGED = Answer(merged)


def merged_by_asking(W, b):
    def ask(a):
        for weights, biases in zip(W[1:], b[1:], strict=True):
            a = a @ weights.T + biases
        return a
    n = W[1].shape[1]
    shift = ask(np.zeros(n))
    return np.stack([ask(unit) - shift for unit in np.eye(n)], axis=1), shift


def merged_by_recursion(W, b):
    if len(W) == 2:
        return W[1], b[1]
    below, shift = merged_by_recursion(W[:-1], b[:-1])
    return np.einsum("kj,ji->ki", W[-1], below), np.einsum("kj,j->k", W[-1], shift) + b[-1]


def merged_with_ones(W, b):
    whole = np.eye(W[1].shape[1] + 1)
    for l in range(1, len(W)):
        top = np.zeros(W[l].shape[1] + 1)
        top[-1] = 1
        whole = np.vstack([np.column_stack([W[l], b[l]]), top]) @ whole
    return whole[:-1, :-1], whole[:-1, -1]


def merged_from_the_top(W, b):
    whole, shift = np.eye(len(b[-1])), np.zeros(len(b[-1]))
    for l in range(len(W) - 1, 0, -1):
        shift += whole @ b[l]
        whole = whole @ W[l]
    return whole, shift


def staircase(heights, edges):
    n = len(edges)
    rises = heights[1:] - heights[:-1]
    W1, b1 = np.ones((n, 1)), -edges
    W2, b2 = rises.reshape(1, n), np.array([heights[0]])
    return [None, W1, W2], [None, b1, b2]


STAIRCASE = Answer(staircase)


def staircase_by_loops(heights, edges):
    W1, b1, W2 = [], [], [[]]
    for k in reversed(range(len(edges))):                # any order will do
        W1.append([2.0])
        b1.append(-2 * float(edges[k]))
        W2[0].append(float(heights[k + 1]) - float(heights[k]))
    return [None, W1, W2], [None, b1, [float(heights[0])]]


def staircase_from_the_right(heights, edges):
    return ([None, -np.ones((len(edges), 1)), -np.diff(heights)[None]],
            [None, edges.copy(), heights[-1:]])          # on from the start, off at the edge


def staircase_with_spare_units(heights, edges):
    n = len(edges)
    W1, b1, W2 = np.zeros((n + 2, 1)), np.zeros(n + 2), np.zeros((1, n + 2))
    W1[:n, 0], b1[:n], W2[0, :n] = 1000, -1000 * edges, np.diff(heights)
    b1[n], W2[0, n] = 1, heights[0]                      # always on: the first height; the last unit: never
    return [None, W1, W2], [None, b1, np.zeros(1)]


def influence(W, slope, j):
    L = len(W) - 1

    def follow(l, i):
        if l == L:
            return np.eye(len(W[L]))[i]
        return slope[l][i] * sum(W[l+1][k, i] * follow(l + 1, k) for k in range(len(W[l+1])))
    return follow(1, j)


INFLUENCE = Answer(influence)
STEP = "return slope[l][i] * sum(W[l+1][k, i] * follow(l + 1, k) for k in range(len(W[l+1])))"


def influence_by_paths(W, slope, j):
    L = len(W) - 1
    total = np.zeros(len(W[L]))
    paths = [[j]]
    for l in range(2, L + 1):
        paths = [[*path, k] for path in paths for k in range(len(W[l]))]
    for path in paths:
        product = 1.0
        for l in range(1, L):
            product *= slope[l][path[l-1]] * W[l+1][path[l], path[l-1]]
        total[path[-1]] += product
    return total


def influence_through_three(W, slope, j):
    return W[3] @ (slope[2] * W[2][:, j]) * slope[1][j]


def influence_upwards(W, slope, j):
    rate = np.zeros(len(slope[1]))
    rate[j] = 1
    for l in range(2, len(W)):
        rate = W[l] @ (slope[l-1] * rate)
    return rate


def influence_by_matrices(W, slope, j):
    whole = np.eye(len(slope[1]))
    for l in range(1, len(W) - 1):
        whole = W[l+1] @ np.diag(slope[l]) @ whole
    return whole[:, j]


WRONG = {
    "04.merged": MERGED.wrong(
        ("product in the wrong order", "W[l] @ W_all\n", "W_all @ W[l]\n",
         "The layer below acts first, so that its matrix stands next to x, on the right."),
        ("weights transposed", "W_all = W[l] @ W_all\n", "W_all = W[l].T @ W_all\n",
         "One example is a column here: W[l] @ a is what comes in, without a transpose. Look at the shapes."),
        ("lower biases forgotten", "b_all = W[l] @ b_all + b[l]", "b_all = b[l]",
         "The biases of the layers below reach the outputs as well: what does the network answer to x = 0?"),
        ("upper biases forgotten", "b_all = W[l] @ b_all + b[l]", "b_all = W[l] @ b_all",
         "Each layer adds a bias of its own on the way up."),
        ("biases added as they are", "b_all = W[l] @ b_all + b[l]", "b_all = b_all + b[l]",
         "A bias goes up like every activity: through the weights of the layers above it. (Where layers "
         "differ in "
         "width, the shapes say so.)"),
        ("only two layers", "range(2, len(W))", "range(2, 3)",
         "Two layers are merged; above them there may be more. Merge the next one with what you have."),
        ("last layer left out", "range(2, len(W))", "range(2, len(W) - 1)",
         "range stops before its end: the last layer is len(W) - 1."),
        ("the whole product meets the bias", "b_all = W[l] @ b_all", "b_all = W_all @ b_all",
         "The bias has come up through the layers below already, and here it meets the product of all of "
         "them: only the weights of this layer are still above it."),
        ("written into the caller's list",
         "        W_all = W[l] @ W_all\n        b_all = W[l] @ b_all + b[l]",
         "        b_all = W[l] @ b_all + b[l]\n        W_all = W[l] = W[l] @ W_all",
         "`W[l] = ...` puts another array into the list of whoever called: the next call meets it there. "
         "Keep what you "
         "have so far under a name of its own."),
        ("one of the two alone", "    return W_all, b_all", "    return b_all",
         "Two things are asked for: first W, then b."),
        ("as for rows", "    return W_all, b_all", "    return W_all.T, b_all",
         "The numbers are right; W is to be [out, in], a row for each output.")),
    "04.staircase": STAIRCASE.wrong(
        ("heights instead of rises", "heights[1:] - heights[:-1]", "heights[1:]",
         "All units that have switched on are added up: a unit's weight is how far the stairs rise at its "
         "edge, not how "
         "high they are after it."),
        ("rises upside down", "heights[1:] - heights[:-1]", "heights[:-1] - heights[1:]",
         "A rise is the height after the edge minus the height before it."),
        ("rises from the ground", "heights[1:] - heights[:-1]", "heights[1:] - heights[0]",
         "The units before have lifted the stairs already: at each edge only the difference from the stair "
         "before is "
         "missing."),
        ("first height forgotten", "np.array([heights[0]])", "np.zeros(1)",
         "Left of all edges every hidden unit is off, and the stairs have a height there: which number of "
         "the network is "
         "left to say it?"),
        ("last height at the start", "heights[0]", "heights[-1]",
         "Left of all edges your network says the last height. Which of its units are on there, and what is "
         "the bias of the output?"),
        ("edges on the wrong side", "-edges", "edges",
         "The unit switches where w t + b = 0. For which t is that, with your w and b?"),
        ("edges changed in place", "np.ones((n, 1)), -edges",
         "np.ones((n, 1)), np.negative(edges, out=edges)",
         "An operation with `out=`, or one like `*=`, writes on the array itself, which is the caller's."),
        ("edges at equal distances", "-edges", "-np.linspace(edges[0], edges[-1], n)",
         "The edges are given, and not equally far apart: each unit takes its own."),
        ("bias not scaled with the weight", "np.ones((n, 1))", "np.full((n, 1), 100.0)",
         "The switch is where w t + b = 0: with a larger w the same edge needs a larger b."),
        ("weights the wrong way round", "np.ones((n, 1))", "-np.ones((n, 1))",
         "With a negative weight a unit is on at first and off after its place; and where is that place "
         "now?"),
        ("steps as tanh makes them", "rises.reshape(1, n), np.array([heights[0]])",
         "rises.reshape(1, n) / 2, np.array([heights[0] + heights[-1]]) / 2",
         "A tanh goes from -1 to 1, which is 2 high; the step here goes from 0 to 1."),
        ("half of each rise", "rises.reshape(1, n)", "rises.reshape(1, n) / 2",
         "Where a step switches on, its activity goes up by 1, and the output by the whole of its weight."),
        ("last edge left out", "return [None, W1, W2], [None, b1, b2]",
         "return [None, W1[:-1], W2[:, :-1]], [None, b1[:-1], b2]",
         "There is one height more than there are edges, and a unit for every edge: the last one is "
         "missing."),
        ("shapes [in, out]", "return [None, W1, W2]", "return [None, W1.T, W2.T]",
         "W is [out, in]: W[1] leads to n units from one input, so that it has n rows; W[2] has one."),
        ("output weights without rows", "rises.reshape(1, n)", "rises",
         "W[2] is a matrix too, with one row for the one output: (1, n)."),
        ("rises without their sign", "heights[1:] - heights[:-1]", "abs(heights[1:] - heights[:-1])",
         "Stairs may go down: then the rise is below 0.")),
    "04.influence": INFLUENCE.wrong(
        ("slope of the last layer too", "return np.eye(len(W[L]))[i]",
         "return slope[L][i] * np.eye(len(W[L]))[i]",
         "The path ends at the net input of the output: the slope there comes after it."),
        ("first slope left out", "    return follow(1, j)", "    return follow(1, j) / slope[1][j]",
         "From z of unit j one first has to get to its activity: that is the first factor of every path."),
        ("strongest path alone", STEP,
         "parts = [W[l+1][k, i] * follow(l + 1, k) for k in range(len(W[l+1]))]\n"
         "        return slope[l][i] * max(parts, key=lambda part: abs(part).max())",
         "Multiply along a path, and add over the paths: all of them count, not the strongest alone."),
        ("weights added along a path", "W[l+1][k, i] * follow", "W[l+1][k, i] + follow",
         "Along a path the local derivatives multiply; only the paths are added."),
        ("slopes left out", "slope[l][i] * sum(", "sum(",
         "Each unit on the way has two factors: its slope, and the weight that leads on."),
        ("slope added", "slope[l][i] * sum(", "slope[l][i] + sum(",
         "Along a path the derivatives multiply: the slope is a factor."),
        ("weight to i from k", "W[l+1][k, i]", "W[l+1][i, k]",
         "W[l][k, i] leads to k from i: the row is where one goes, the column where one is."),
        ("weights of the layer below", "sum(W[l+1][k, i]", "sum(W[l][k % len(W[l]), i % W[l].shape[1]]",
         "From layer l one goes up over W[l+1]; W[l] leads up to layer l."),
        ("mean over the paths", "for k in range(len(W[l+1])))", "for k in range(len(W[l+1]))) / len(W[l+1])",
         "The paths are added, not averaged."),
        ("weights by their size", "W[l+1][k, i] * follow", "abs(W[l+1][k, i]) * follow",
         "A negative weight turns the sign of its path, and paths can cancel: do not take the absolute "
         "value."),
        ("outputs added up", "    return follow(1, j)", "    return follow(1, j).sum()",
         "There is one number for each output: keep the paths to different outputs apart."),
        ("all units alike", "    return follow(1, j)",
         "    return sum(follow(1, i) for i in range(len(slope[1])))",
         "The paths begin at unit j of layer 1, and at no other."),
        ("a one for every output", "return np.eye(len(W[L]))[i]", "return np.ones(len(W[L]))",
         "A net input of the last layer moves itself by 1, and the other outputs not at all."),
        ("counted from one", "    return follow(1, j)", "    return follow(1, j - 1)",
         "In code units count from 0: j is the place in the arrays."),
        ("slope of the unit above", STEP,
         "return sum(slope[l+1][k] * W[l+1][k, i] * follow(l + 1, k) for k in range(len(W[l+1])))",
         "A path leaves unit i by the slope of unit i, and then over the weight: the slope and the weight "
         "share the index i.")) | collect(
        Mistake("three layers and no other", "W[3] @ ...", "as far as W reaches",
                "There may be two layers, or four: go up as far as W reaches, with a loop or with a function "
                "that calls itself.",
                Answer(influence_through_three).edited()),
        Mistake("overwritten where it should add", "total[path[-1]] = product", "total[path[-1]] += product",
                "Several paths end at the same output: here the last one has replaced the others, and they "
                "should add.",
                Answer(influence_by_paths).edited(("total[path[-1]] += product",
                                                   "total[path[-1]] = product")))),
}

RIGHT = {
    "04.merged": MERGED.right(
        ("asking the network", merged_by_asking),
        ("by recursion, with einsum", merged_by_recursion),
        ("with a column of ones", merged_with_ones),
        ("from the top, in place on its own array", merged_from_the_top),
        ("in float32", "return W_all, b_all", "return np.float32(W_all), np.float32(b_all)")),
    "04.staircase": STAIRCASE.right(
        ("by loops, as lists, in the reverse order", staircase_by_loops),
        ("switched off at the edges", staircase_from_the_right),
        ("steep, with units to spare", staircase_with_spare_units),
        ("in float32", "np.array([heights[0]])\n",
         "np.array([heights[0]])\n    W2, b2 = W2.astype(np.float32), b2.astype(np.float32)\n"),
        ("with a print", "    return", "    print(rises)\n    return")),
    "04.influence": INFLUENCE.right(
        ("by explicit paths", influence_by_paths),
        ("a walk upwards", influence_upwards),
        ("by matrices", influence_by_matrices),
        ("as a list", "    return follow(1, j)", "    return follow(1, j).tolist()"),
        ("in float32", "    return follow(1, j)", "    return np.float32(follow(1, j))")),
}
