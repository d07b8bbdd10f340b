"""Answers to assignment 04. The right ones are written as a learner would; the wrong ones differ in a line.

What builds a network or follows its paths is in layers_more."""
import numpy as np

from course_lib.mistakes.answers import layers_more as more
from course_lib.mistakes.answers.edits import Answer


def by_hand(x, W_hidden, b_hidden, W_output, b_output, y, sizes, N):
    z = [W_hidden[j][0] * x[0] + W_hidden[j][1] * x[1] + b_hidden[j] for j in range(2)]
    a = [max(0, one) for one in z]
    out = [W_output[k][0] * a[0] + W_output[k][1] * a[1] + b_output[k] for k in range(2)]
    E = ((out[0] - y[0]) ** 2 + (out[1] - y[1]) ** 2) / 2
    parameters = sizes[1] * (sizes[0] + 1) + sizes[2] * (sizes[1] + 1)
    multiplications = N * (sizes[1] * sizes[0] + sizes[2] * sizes[1])
    return {"z_hidden": z, "a_hidden": a, "a_output": out, "E": E,
            "parameters": parameters, "multiplications": multiplications}


BY_HAND = Answer(by_hand)


def forward(W, b, phi, x):
    z, a = [None], [x]
    for l in range(1, len(W)):
        net_input = a[l-1] @ W[l].T + b[l]
        z.append(net_input)
        a.append(phi[l](net_input))
    return z, a


FORWARD = Answer(forward)
BIASED = """net_input = a[l-1] @ W[l].T + b[l]
        z.append(net_input)
        a.append(phi[l](net_input))
"""
BIAS_AFTER = """net_input = a[l-1] @ W[l].T
        z.append(net_input)
        a.append(phi[l](net_input) + b[l])
"""


def forward_by_loops(W, b, phi, x):
    z, a = [None] * len(W), [None] * len(W)
    a[0] = x
    for l in range(1, len(W)):
        z[l], a[l] = np.zeros((len(x), len(b[l]))), np.zeros((len(x), len(b[l])))
        for n in range(len(x)):
            for j in range(len(b[l])):
                z[l][n, j] = sum(W[l][j, i] * a[l-1][n, i] for i in range(W[l].shape[1])) + b[l][j]
                a[l][n, j] = phi[l](z[l][n, j])
    return z, a


def forward_by_recursion(W, b, phi, x):
    def up_to(l):
        if l == 0:
            return [None], [x]
        z, a = up_to(l - 1)
        here = np.einsum("ji,ni->nj", W[l], a[-1]) + b[l]
        return [*z, here], [*a, phi[l](here)]
    return up_to(len(W) - 1)


def forward_by_columns(W, b, phi, x):
    z, a, column = {0: None}, {0: x}, x.T
    for l in range(1, len(W)):
        here = W[l] @ column + b[l][:, None]
        column = phi[l](here)
        z[l], a[l] = here.T, column.T
    return list(z.values()), list(a.values())


def unpack(theta, sizes):
    W, b, start = [None], [None], 0
    for l in range(1, len(sizes)):
        end = start + sizes[l] * sizes[l-1]
        W.append(theta[start:end].reshape(sizes[l], sizes[l-1]))
        start = end + sizes[l]
        b.append(theta[end:start])
    return W, b


UNPACK = Answer(unpack)
BIASES_FIRST = """        b.append(theta[start:start + sizes[l]])
        end = start + sizes[l] + sizes[l] * sizes[l-1]
        W.append(theta[start + sizes[l]:end].reshape(sizes[l], sizes[l-1]))
        start = end
"""
BODY = """        end = start + sizes[l] * sizes[l-1]
        W.append(theta[start:end].reshape(sizes[l], sizes[l-1]))
        start = end + sizes[l]
        b.append(theta[end:start])
"""
WEIGHTS_FIRST = """        end = start + sizes[l] * sizes[l-1]
        W.append(theta[start:end].reshape(sizes[l], sizes[l-1]))
        start = end
    for l in range(1, len(sizes)):
        b.append(theta[start:start + sizes[l]])
        start = start + sizes[l]
"""


def unpack_by_splitting(theta, sizes):
    pairs = list(zip(sizes, sizes[1:], strict=False))
    lengths = [length for n_in, n in pairs for length in (n * n_in, n)]
    pieces = np.split(theta, np.cumsum(lengths)[:-1])
    return ([None] + [piece.reshape(n, n_in) for piece, (n_in, n) in zip(pieces[::2], pairs, strict=True)],
            [None] + pieces[1::2])


def unpack_by_recursion(theta, sizes):
    if len(sizes) == 1:
        return [None], [None]
    n_in, n = sizes[0], sizes[1]
    W, b = unpack_by_recursion(theta[n * (n_in + 1):], sizes[1:])
    return [None, np.reshape(theta[:n * n_in], (n, -1)), *W[1:]], [None, theta[n * n_in:n * n_in + n], *b[1:]]


def unpack_by_rows(theta, sizes):
    W, b = [None] * len(sizes), [None] * len(sizes)
    rest = theta
    for l in range(1, len(sizes)):
        W[l] = rest[:sizes[l] * sizes[l-1]].view()
        W[l].shape = (sizes[l], sizes[l-1])
        rest = rest[W[l].size:]
        b[l], rest = rest[:sizes[l]], rest[sizes[l]:]
    return tuple(W), tuple(b)


WRONG = {
    "04.by_hand": BY_HAND.wrong(
        ("weights read down a column", "W_hidden[j][0] * x[0] + W_hidden[j][1] * x[1]",
         "W_hidden[0][j] * x[0] + W_hidden[1][j] * x[1]",
         "What leads to unit j stands in row j: the first index says to which unit, the second from which."),
        ("output weights read down a column", "W_output[k][0] * a[0] + W_output[k][1] * a[1]",
         "W_output[0][k] * a[0] + W_output[1][k] * a[1]",
         "Output k receives what stands in row k of its weights: stay in the row."),
        ("bias forgotten", " + b_hidden[j]", "", "Each unit has a bias: it is part of the net input."),
        ("ReLU forgotten", "max(0, one)", "one",
         "The hidden units are ReLU: what becomes of a net input below 0?"),
        ("ReLU as the absolute value", "max(0, one)", "abs(one)",
         "ReLU does not turn a negative net input round: it hands on nothing of it."),
        ("bias after ReLU", "a = [max(0, one) for one in z]",
         "a = [max(0, one - shift) + shift for one, shift in zip(z, b_hidden)]",
         "The bias belongs to the net input: add it first, and cut off then."),
        ("net inputs handed on", "W_output[k][0] * a[0] + W_output[k][1] * a[1]",
         "W_output[k][0] * z[0] + W_output[k][1] * z[1]",
         "The layer above sees the activities of the hidden units, not their net inputs."),
        ("ReLU at the output", "E = ((out", "out = [max(0, one) for one in out]\n    E = ((out",
         "The output layer is linear: its activities are its net inputs, those below 0 too."),
        ("half missing", ") / 2", ")", "E is the half of the sum of the squares: a factor ½ is missing."),
        ("mean over the outputs too", ") / 2", ") / 4",
         "Over the outputs E is a sum; a mean is taken over examples, and here is just one."),
        ("not squared", "(out[0] - y[0]) ** 2 + (out[1] - y[1]) ** 2",
         "abs(out[0] - y[0]) + abs(out[1] - y[1])",
         "Each distance is squared before they are added."),
        ("squared after adding", "(out[0] - y[0]) ** 2 + (out[1] - y[1]) ** 2",
         "(out[0] - y[0] + out[1] - y[1]) ** 2",
         "Square each distance by itself, then add: else one output's miss can hide the other's."),
        ("biases not counted", "sizes[1] * (sizes[0] + 1) + sizes[2] * (sizes[1] + 1)",
         "sizes[1] * sizes[0] + sizes[2] * sizes[1]",
         "These are the weights alone; the biases are parameters too."),
        ("inputs with biases", "parameters = ", "parameters = sizes[0] + ",
         "The inputs compute nothing, so that they have no bias: only the units of layers 1 and 2 have."),
        ("parameters for each example", "    multiplications =",
         "    parameters = N * parameters\n    multiplications =",
         "All examples share the same weights: N is in no weight's shape."),
        ("multiplications of one example", "N * (sizes[1]", "(sizes[1]",
         "That is what one example takes. How many are in the batch?"),
        ("biases multiplied", "N * (sizes[1] * sizes[0] + sizes[2] * sizes[1])", "N * parameters",
         "A bias is added, not multiplied: count one multiplication for each weight alone.")),
    "04.forward": FORWARD.wrong(
        ("weights not transposed (square)", "W[l].T", "W[l]",
         "`x @ W` sums over the wrong index: a row of W holds what one unit receives, and has to meet a "
         "row of a. Where layers are equally wide, no error would tell you."),
        ("reshaped where it should be transposed", "W[l].T", "W[l].reshape(W[l].shape[::-1])",
         "The shapes fit now, and the numbers stand in other places: reshape reads on row by row, a "
         "transpose "
         "turns rows into columns."),
        ("examples taken for columns", "a[l-1] @ W[l].T", "W[l] @ a[l-1]",
         "That is the line for one example as a column. Here the examples are rows: the weights change "
         "sides, and are transposed."),
        ("bias forgotten", " + b[l]", "", "Each unit has a bias: it is part of the net input, z."),
        ("bias after the activation function", BIASED, BIAS_AFTER,
         "The bias is part of the net input: it is added before the activation function, not after it."),
        ("last layer without its function", "phi[l](net_input)",
         "phi[l](net_input) if l < len(W) - 1 else net_input",
         "The last layer has an activation function as well: it stands in phi like the others."),
        ("one function for all", "phi[l](", "phi[1](",
         "phi is a list by layer, because each layer may have its own function."),
        ("function applied twice", "phi[l](net_input)", "phi[l](phi[l](net_input))",
         "Once for each layer: z goes in, a comes out."),
        ("activities kept as net inputs", "z.append(net_input)", "z.append(phi[l](net_input))",
         "z is what comes in, before the activation function; the slope will be asked for there."),
        ("net inputs handed on", "a[l-1] @ W[l].T", "(z[l-1] if l > 1 else x) @ W[l].T",
         "The layer above sees the activities of the layer below, not its net inputs."),
        ("no activation function", "phi[l](net_input)", "net_input",
         "Each layer ends with its activation function; without it all layers together are one."),
        ("input missing in a", "return z, a", "return z, [None, *a[1:]]",
         "The input is layer 0: a[0] is x, and the layers above find their input in the same list."),
        ("outputs alone", "return z, a", "return a[-1]",
         "The whole way is asked for: keep z and a of each layer in two lists, and return both."),
        ("place 0 missing", "return z, a", "return z[1:], a[1:]",
         "Lists are indexed by layer: z has None in place 0, a has x there."),
        ("one layer too few", "range(1, len(W))", "range(1, len(W) - 1)",
         "The top is missing: W has L + 1 entries, and the last layer is L. (`range` stops before its end.)"),
        ("in the other order", "return z, a", "return a, z",
         "The two lists are asked for in the order z, a."),
        ("begun with layer 0", "range(1, len(W))", "range(len(W))",
         "Layer 0 is the input, and computes nothing: in its place W and b hold None. Begin with layer 1."),
        ("biases along the wrong axis", "+ b[l]", "+ b[l][:, None]",
         "A bias belongs to a unit, and the units of a layer are the columns of z: the same bias in every "
         "row."),
        ("biases of the first layer", "+ b[l]", "+ b[1][:len(b[l])].mean()",
         "Each layer has its own biases, one for each of its units: b[l].")),
    "04.unpack": UNPACK.wrong(
        ("shape [in, out]", "reshape(sizes[l], sizes[l-1])", "reshape(sizes[l-1], sizes[l])",
         "W is [out, in]: a row for each unit that it leads to."),
        ("reshaped and transposed", "reshape(sizes[l], sizes[l-1])", "reshape(sizes[l-1], sizes[l]).T",
         "The shape is right, and the numbers stand in other places: theta holds W row by row, each row "
         "what one unit receives."),
        ("biases first", BODY, BIASES_FIRST, "In each layer the weights come first, then the biases."),
        ("all weights, then all biases", BODY, WEIGHTS_FIRST,
         "theta goes layer by layer: W[1], b[1], and only then W[2]."),
        ("copies instead of windows", "    return W, b",
         "    return [None, *(w.copy() for w in W[1:])], [None, *(one.copy() for one in b[1:])]",
         "The numbers are right, but they are copies: when theta changes, they stay behind. Look for `copy`, "
         "`np.array`, `flatten`, `astype` or a list of indices: each makes a new array, a slice does not."),
        ("weights copied", "W.append(theta[start:end].reshape(sizes[l], sizes[l-1]))",
         "W.append(np.array(theta[start:end]).reshape(sizes[l], sizes[l-1]))",
         "The biases are windows and the weights are not: a list built number by number is new, and "
         "so is what `np.array`, `flatten` and `astype` make."),
        ("a slice too short", "theta[start:end]", "theta[start:end - 1]",
         "A slice stops before its end: theta[start:end] holds end - start numbers."),
        ("biases copied", "b.append(theta[end:start])", "b.append(np.array(theta[end:start]))",
         "The weights are windows and the biases are not: take the slice as it is."),
        ("biases skipped", "start = end + sizes[l]\n        b.append(theta[end:start])",
         "b.append(theta[end:end + sizes[l]])\n        start = end",
         "The next layer begins after the biases of this one, not on top of them."),
        ("place 0 missing", "return W, b", "return W[1:], b[1:]",
         "Lists are indexed by layer: the input has no parameters, so that None stands in place 0 of both."),
        ("one layer too few", "range(1, len(sizes))", "range(1, len(sizes) - 1)",
         "The top is missing: sizes has L + 1 entries, and the last layer is L. (`range` stops before its "
         "end.)"),
        ("in the other order", "return W, b", "return b, W",
         "The two lists are asked for in the order W, b."),
        ("weights alone", "return W, b", "return W",
         "Two lists are asked for: first W, then b."),
        ("biases as a row", "b.append(theta[end:start])", "b.append(theta[end:start].reshape(1, -1))",
         "b[l] has one axis, (n_l,): a slice of theta as it is."),
        ("as many biases as inputs", "start = end + sizes[l]\n", "start = end + sizes[l-1]\n",
         "A bias belongs to a unit of this layer: there are as many as W has rows.")),
} | more.WRONG

RIGHT = {
    "04.by_hand": BY_HAND.right(
        ("four digits of E", "** 2) / 2", "** 2) / 2\n    E = float(f'{E:.4g}')"),
        ("counted as decimals", "    return {", "    parameters = float(parameters)\n    return {"),
        ("as arrays", "    return {", "    z, a, out = np.array(z), np.array(a), np.array(out)\n    return "
                                      "{")),
    "04.forward": FORWARD.right(
        ("by loops", forward_by_loops),
        ("by recursion, with einsum", forward_by_recursion),
        ("columns inside", forward_by_columns),
        ("in place on its own array", "net_input = a[l-1] @ W[l].T + b[l]",
         "net_input = a[l-1] @ W[l].T\n        net_input += b[l]"),
        ("in float32", "a[l-1] @ W[l].T + b[l]", "(a[l-1] @ W[l].T + b[l]).astype(np.float32)"),
        ("with a print", "    return", "    print(len(z), 'layers')\n    return")),
    "04.unpack": UNPACK.right(
        ("by splitting", unpack_by_splitting),
        ("by recursion", unpack_by_recursion),
        ("a shape set on a view", unpack_by_rows),
        ("with a warning", "    W, b, start", "    np.log(np.zeros(1))\n    W, b, start")),
} | more.RIGHT
