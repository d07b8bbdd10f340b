"""Answers to assignment 06. The right ones are as a learner writes them; the wrong ones differ in a line."""
import numpy as np

from course_lib.mistakes.answers.by_hand_to_code_more import (
    ANY_LOSS_RIGHT,
    ANY_LOSS_WRONG,
    MASK_RIGHT,
    MASK_WRONG,
)
from course_lib.mistakes.answers.by_hand_to_code_own import (
    DELTA,
    OWN_RIGHT,
    OWN_WRONG,
    SLOPE,
    TOP_SLOPE,
    propagate,
    send_back,
)
from course_lib.mistakes.answers.edits import Answer


def by_hand(phi, delta, a_below, W, decay):
    def slope(a):
        return a * (1 - a) if phi == "logistic" else 1 - a * a
    dW = [[sum(d[j] * a[i] for d, a in zip(delta, a_below, strict=True)) for i in (0, 1)] for j in (0, 1)]
    db = [sum(d[j] for d in delta) for j in (0, 1)]
    back = [W[0][i] * delta[1][0] + W[1][i] * delta[1][1] for i in (0, 1)]
    below = [back[i] * slope(a_below[1][i]) for i in (0, 1)]
    return {"dE_dW": dW, "dE_db": db, "delta_below_2": below,
            "dE_dw12_with_decay": dW[0][1] + decay * W[0][1]}


BY_HAND = Answer(by_hand)
DW_LINE = "[[sum(d[j] * a[i] for d, a in zip(delta, a_below, strict=True)) for i in (0, 1)] for j in (0, 1)]"


PROPAGATE = Answer(propagate)
NEXT_A = "        a.append(net.phi[l](z[l]))\n"


def propagate_by_loops(net, x):
    z, a = [None], [x]
    for l in range(1, net.L + 1):
        sums = np.array([[sum(net.W[l][j][i] * row[i] for i in range(len(row))) + net.b[l][j]
                          for j in range(net.sizes[l])] for row in a[-1]])
        z.append(sums)
        a.append(net.phi[l](sums))
    return z, a


def propagate_in_dicts(net, x):
    z, a = {0: None}, {0: x}
    for l, (W, b, phi) in enumerate(zip(net.W[1:], net.b[1:], net.phi[1:], strict=True), start=1):
        room = np.einsum("ni,ji->nj", a[l-1], W)
        room += b                                        # in place, on an array of its own
        z[l], a[l] = room, phi(room)
    return [*z.values()], [*a.values()]


SEND_BACK = Answer(send_back)
SLOPES = {
    "tanh": lambda z: 1 - np.tanh(z) ** 2, "softplus": lambda z: 1 / (1 + np.exp(-z)),
    "scaled tanh": lambda z: 1.7159 * 2 / 3 * (1 - np.tanh(2 / 3 * z) ** 2),
    "logistic": lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2, "relu": lambda z: np.where(z >= 0, 1.0, 0.0)}


def send_back_with_own_slopes(net, z, a, y):
    """ReLU's slope at 0 is 1 here: one may choose either side."""
    delta = {net.L: (a[-1] - y) * SLOPES[net.phi[-1].name](z[-1]) / a[-1].shape[0]}
    for l in reversed(range(1, net.L)):
        delta[l] = delta[l+1].dot(net.W[l+1]) * SLOPES[net.phi[l].name](z[l])
    return [delta.get(l) for l in range(net.L + 1)]


def send_back_by_recursion(net, z, a, y):
    def deltas_from(l):
        slope = net.phi[l].slope(z[l], a[l])
        if l == net.L:
            return [slope * (a[l] - y) / len(y)]
        above = deltas_from(l + 1)
        return [slope * (above[0] @ net.W[l+1]), *above]
    return [None, *deltas_from(1)]


def send_back_by_examples(net, z, a, y):
    """Columns inside, an example at a time, and divided by N when all is done."""
    delta = [None] + [np.empty(one.shape) for one in z[1:]]
    for n in range(len(y)):
        d = (a[-1][n] - y[n])[:, None]
        for l in range(net.L, 0, -1):
            d = (d if l == net.L else net.W[l+1].T @ d) * net.phi[l].slope(z[l][n], a[l][n])[:, None]
            delta[l][n] = d[:, 0]
    return [None] + [one / len(y) for one in delta[1:]]


WRONG = {
    "06.by_hand": BY_HAND.wrong(
        ("the first example alone", DW_LINE,
         "[[delta[0][j] * a_below[0][i] for i in (0, 1)] for j in (0, 1)]",
         "Each example brings a table of its own, its deltas times its activities: add the three tables."),
        ("averaged once more", "delta, a_below, strict=True))", "delta, a_below, strict=True)) / 3",
         "1/N is in these deltas already, so the examples are added and nothing is divided again."),
        ("the table the wrong way round", "d[j] * a[i] for d", "d[i] * a[j] for d",
         "Row j belongs to unit j above: in it stands the delta of that unit, in column i the activity of "
         "unit i."),
        ("bias gradient averaged", "[sum(d[j] for d in delta)", "[sum(d[j] for d in delta) / 3"),
        ("bias gradient of the last example", "[sum(d[j] for d in delta) ", "[delta[-1][j] "),
        ("bias gradient summed over the units", "[sum(d[j] for d in delta) for j in (0, 1)]",
         "[sum(d) for d in delta]",
         "Each unit has one bias: go down a column of the deltas, over the examples, not along a row."),
        ("weights read along a row", "W[0][i] * delta[1][0] + W[1][i]", "W[i][0] * delta[1][0] + W[i][1]",
         "Unit i below is tied to the units above by the weights in column i of W: go down a column."),
        ("hidden slope missing", "back[i] * slope(a_below[1][i])", "back[i]"),
        ("the other function's slope", 'phi == "logistic"', 'phi == "tanh"',
         "The logistic has the slope a (1 - a), tanh has 1 - a²: look which one your sheet names."),
        ("another example", "    return {",
         "    back = [W[0][i] * delta[2][0] + W[1][i] * delta[2][1] for i in (0, 1)]\n"
         "    below = [back[i] * slope(a_below[2][i]) for i in (0, 1)]\n    return {",
         "This is the third example. The second has the second row of `delta` and of `a_below`."),
        ("the slope of another example", "slope(a_below[1][i])", "slope(a_below[0][i])",
         "Deltas and slopes of one example belong together: stay in its row of the activities."),
        ("decay of another weight", "dW[0][1] + decay * W[0][1]", "dW[1][0] + decay * W[1][0]",
         "The weight to unit 1 from unit 2 stands in row 1 and column 2: the first index is where it leads."),
        ("the decay alone", "dW[0][1] + decay", "decay",
         "The decay comes on top: what was there without it is there still."),
        ("the decay's term of E", "+ decay * W[0][1]", "+ decay / 2 * W[0][1] ** 2",
         "½ decay w² is what stands in E. Its derivative is wanted."),
        ("decay divided by N", "+ decay * W[0][1]", "+ decay * W[0][1] / 3"),
        ("decay with the wrong sign", "+ decay * W", "- decay * W"),
        ("decay halved", "+ decay * W", "+ decay / 2 * W",
         "E has the term ½ decay w². Differentiate it: what becomes of the half?")),
    "06.propagate": PROPAGATE.wrong(
        ("what goes in does not fit the weights", "a[l-1] @", "x @",
         "W[l] has a row for each unit of layer l and a column for each unit below. What goes in there, and "
         "which index is summed?"),
        ("weights turned round forward (square)", "net.W[l].T", "net.W[l]",
         "W[l] has a row for each unit of layer l, and the rows of a are examples: print both shapes, and "
         "ask which index is summed."),
        ("bias forgotten", " + net.b[l]", "",
         "Each unit adds its bias to the weighted sum, before its activation function sees it."),
        ("bias after the activation function", " + net.b[l])\n" + NEXT_A,
         ")\n        a.append(net.phi[l](z[l]) + net.b[l])\n",
         "The bias is part of the net input z: it is added before the activation function."),
        ("no activation function at the output", NEXT_A,
         "        a.append(net.phi[l](z[l]) if l < net.L else z[l])\n",
         "The last layer has an activation function like the others; where none is wanted, net.phi[L] is "
         "linear."),
        ("one activation function for all layers", "net.phi[l]", "net.phi[1]",
         "Each layer has an activation function of its own; here they all differ."),
        ("activation function of the layer below", "net.phi[l]", "net.phi[l-1]",
         "net.phi[l] belongs to layer l; the input, in place 0, has none."),
        ("the logistic in every layer", "net.phi[l](z[l])", "1 / (1 + np.exp(-z[l]))",
         "The activation function of layer l is net.phi[l]; only some of them are logistic."),
        ("the network asked to do it", "    z, a = [None], [x]\n",
         "    trace = net.forward(x)\n    z, a = trace.z, trace.a\n",
         "Going forward is what you are to write: from x, net.W, net.b and net.phi, a layer at a time."),
        ("z handed on instead of a", "a[l-1] @", "(a[0] if l == 1 else z[l-1]) @",
         "What goes up from a layer is its activity, not its net input."),
        ("activity kept in the place of z", NEXT_A, NEXT_A + "        z[l] = a[l]\n",
         "z is to hold the net inputs, before the activation function: the way back asks for both."),
        ("a and z exchanged", "return z, a", "return a, z",
         "Both lists are right, and come back in the other order: first z, then a."),
        ("no input in the list", "return z, a", "return z, [None] + a[1:]",
         "a[0] is the activity of layer 0, and that is x: the way back asks for it."),
        ("the outputs alone", "return z, a", "return a[-1]",
         "The way back asks for all layers: keep the two lists, and return both."),
        ("slopes in the place of z", "return z, a",
         "return a, [None] + [net.phi[l].slope(z[l], a[l]) for l in range(1, net.L + 1)]",
         "Notebook 06 keeps activities and slopes. Here it is net inputs and activities, z and a."),
        ("the input left out", "return z, a", "return z[1:], a[1:]",
         "Lists are indexed by layer: place 0 belongs to the input, z[0] is None and a[0] is x."),
        ("one layer too few", "net.L + 1)", "net.L)",
         "range stops before its end, and layer L is to be among them.")),
    "06.send_back": SEND_BACK.wrong(
        ("output slope missing", " / len(y) * slope", " / len(y)"),
        ("hidden slope missing", "net.W[l+1] * slope", "net.W[l+1]"),
        ("slope taken at the activity", SLOPE, "slope = net.phi[l].slope(a[l], net.phi[l](a[l]))"),
        ("a slope asked of a wrong pair", SLOPE, "slope = net.phi[l].slope(a[l], z[l])",
         "net.phi[l].slope wants z[l], the net input, and then a[l], the activity: all three of one layer, "
         "and unchanged."),
        ("the function in the place of its slope", SLOPE, "slope = net.phi[l](z[l])",
         "net.phi[l](z[l]) is the activity once more; its slope is asked of net.phi[l].slope."),
        ("activity's formula fed with the net input", SLOPE, "slope = z[l] * (1 - z[l])"),
        ("the logistic's slope in every layer", SLOPE, "slope = a[l] * (1 - a[l])",
         "a (1 - a) is the logistic's slope alone. net.phi[l] knows its own: net.phi[l].slope."),
        ("the logistic's slope at the output", TOP_SLOPE, "slope = a[L] * (1 - a[L])",
         "a (1 - a) is the logistic's slope alone; the output may have another function: ask net.phi[L]."),
        ("ReLU's mask asked of the activity", SLOPE,
         SLOPE + "\n        slope = np.where(a[l] >= 0, 1.0, slope) if net.phi[l].name == 'relu' else slope"),
        ("sign flipped", "(a[L] - y)", "(y - a[L])"),
        ("factor two", "(a[L] - y)", "2 * (a[L] - y)"),
        ("1/N missing", " / len(y)", ""),
        ("1/N at every layer", "net.W[l+1] * slope", "net.W[l+1] * slope / len(y)"),
        ("divided by all numbers", "len(y)", "y.size",
         "E is a mean over the examples and a sum over the outputs: divide by the number of rows alone."),
        ("a delta and weights that are no neighbours", "@ net.W[l+1]", "@ net.W[l]",
         "Each delta comes from the one just above, through the W between the two layers, as it is stored. "
         "Write the shapes of the three side by side."),
        ("weights not transposed (square)", "net.W[l+1] *", "net.W[l+1].T *"),
        ("error not sent through the weights (square)", "delta[l+1] @ net.W[l+1] *", "delta[l+1] *"),
        ("slope of the layer above (square)", DELTA,
         DELTA.replace("slope", "net.phi[l].slope(z[l+1], a[l+1])")),
        ("one layer too few", "range(L - 1, 0, -1)", "range(L - 1, 1, -1)",
         "The walk goes down to layer 1; this one ends above it. range stops before its end."),
        ("one layer too many", "range(L - 1, 0, -1)", "range(L - 1, -1, -1)",
         "Layer 0 is the input: it has no activation function and needs no delta."),
        ("place 0 left out", "return delta", "return delta[1:]",
         "Lists are indexed by layer: place 0 belongs to the input, and None stands in it."),
        ("deltas from the top down", "return delta", "return [None] + delta[:0:-1]",
         "The deltas are all there. Put them by layer: None in place 0, then layer 1, the last layer at the "
         "end.")),
    "06.my_backprop": OWN_WRONG,
    "06.any_loss": ANY_LOSS_WRONG,
    "06.repaired_mask": MASK_WRONG,
}

RIGHT = {
    "06.by_hand": BY_HAND.right(
        ("rounded to three decimals", "    return {", "    dW, below = np.round(dW, 3), np.round(below, "
                                                      "3)\n    return {"),
        ("as an array", "    return {", "    dW = np.array(dW)\n    return {")),
    "06.propagate": PROPAGATE.right(
        ("by loops", propagate_by_loops),
        ("in dicts, with einsum, in place on its own", propagate_in_dicts),
        ("columns inside", "a[l-1] @ net.W[l].T + net.b[l]", "(net.W[l] @ a[l-1].T + net.b[l][:, None]).T"),
        ("in float32", "a[l-1] @ net.W[l].T + net.b[l]", "np.float32(a[l-1] @ net.W[l].T + net.b[l])"),
        ("with a print", "    return", "    print([one.shape for one in a])\n    return")),
    "06.send_back": SEND_BACK.right(
        ("with slopes of one's own", send_back_with_own_slopes),
        ("by recursion", send_back_by_recursion),
        ("one example after the other", send_back_by_examples),
        ("with einsum", "delta[l+1] @ net.W[l+1]", 'np.einsum("nj,ji->ni", delta[l+1], net.W[l+1])'),
        ("in float32", "    return delta",
         "    return [None] + [one.astype(np.float32) for one in delta[1:]]"),
        ("with a warning", "    L = net.L\n", "    np.log(np.zeros(1))\n    L = net.L\n")),
    "06.my_backprop": OWN_RIGHT,
    "06.any_loss": ANY_LOSS_RIGHT,
    "06.repaired_mask": MASK_RIGHT,
}
