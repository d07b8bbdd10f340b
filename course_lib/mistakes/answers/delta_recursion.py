"""Answers to assignment 05. The right ones are as a learner writes them; the wrong ones differ in a line."""
import numpy as np

from course_lib.mistakes.answers.edits import Answer
from course_lib.mistakes.record import Mistake, collect


def by_hand(phi, x, a_hidden, W_output, a_output, y):
    def slope(a):
        return a * (1 - a) if phi == "logistic" else 1 - a * a
    output = [(a - target) * slope(a) for a, target in zip(a_output, y, strict=True)]
    hidden = [sum(W_output[j][i] * output[j] for j in range(2)) * slope(a_hidden[i]) for i in range(2)]
    return {"delta_output": output, "delta_hidden": hidden, "dE_dw12_output": output[0] * a_hidden[1],
            "dE_dw21_hidden": hidden[1] * x[0], "dE_db1_hidden": hidden[0]}


BY_HAND = Answer(by_hand)


def output_delta(a, y, slope):
    return (a - y) * slope / len(y)


OUTPUT_DELTA = Answer(output_delta)


def output_delta_by_loops(a, y, slope):
    delta = np.zeros(a.shape)
    for n in range(a.shape[0]):
        for k in range(a.shape[1]):
            delta[n][k] = slope[n][k] * (a[n][k] - y[n][k]) / a.shape[0]
    return delta


def hidden_delta(delta, W, slope):
    return delta @ W * slope


HIDDEN_DELTA = Answer(hidden_delta)


def hidden_delta_by_loops(delta, W, slope):
    rows = []
    for n in range(len(delta)):
        row = []
        for i in range(W.shape[1]):
            row.append(sum(delta[n, j] * W[j, i] for j in range(W.shape[0])) * slope[n, i])
        rows.append(row)
    return np.array(rows)


def hidden_delta_by_columns(delta, W, slope):
    below = [W.T @ one * s for one, s in zip(delta, slope, strict=True)]     # one example after the other
    return np.stack(below)


def layer_gradient(delta, a, W, decay):
    dW = delta.T @ a + decay * W
    db = delta.sum(axis=0)
    return dW, db


LAYER_GRADIENT = Answer(layer_gradient)


def layer_gradient_by_examples(delta, a, W, decay):
    dW, db = decay * W, np.zeros(len(W))
    for d, row in zip(delta, a, strict=True):
        dW += np.outer(d, row)
        db += d
    return dW, db


def layer_gradient_with_ones(delta, a, W, decay):
    both = delta.T @ np.hstack([a, np.ones((len(a), 1))])
    return both[:, :-1] + decay * W, both[:, -1]


def all_deltas(W, slope, top):
    L = len(W) - 1
    delta = [None] * L + [top]
    for l in range(L - 1, 0, -1):
        delta[l] = delta[l+1] @ W[l+1] * slope[l]
    return delta


ALL_DELTAS = Answer(all_deltas)


def all_deltas_by_recursion(W, slope, top):
    def deltas_from(l):
        if l == len(W) - 1:
            return [top]
        above = deltas_from(l + 1)
        return [above[0] @ W[l+1] * slope[l], *above]
    return [None, *deltas_from(1)]


def all_deltas_in_a_dict(W, slope, top):
    delta = {len(W) - 1: top}
    for l in reversed(range(1, len(W) - 1)):
        delta[l] = np.einsum("nj,ji,ni->ni", delta[l+1], W[l+1], slope[l])
    return [delta.get(l) for l in range(len(W))]


def repaired_step(W1, b1, W2, b2, x, y, eta):
    hidden = np.tanh(x @ W1.T + b1)
    output = hidden @ W2.T + b2
    delta2 = (output - y) / len(x)
    delta1 = delta2 @ W2 * (1 - hidden ** 2)
    W2 = W2 - eta * delta2.T @ hidden
    b2 = b2 - eta * delta2.sum(axis=0)
    W1 = W1 - eta * delta1.T @ x
    b1 = b1 - eta * delta1.sum(axis=0)
    return W1, b1, W2, b2


REPAIRED_STEP = Answer(repaired_step)
DELTA1, W2_LINE = "    delta1 = delta2 @ W2 * (1 - hidden ** 2)\n", "    W2 = W2 - eta * delta2.T @ hidden\n"


def step_in_place_on_copies(W1, b1, W2, b2, x, y, eta):
    W1, b1, W2, b2 = W1.copy(), b1.copy(), W2.copy(), b2.copy()
    hidden = np.tanh(x @ W1.T + b1)
    delta2 = (hidden @ W2.T + b2 - y) / len(x)
    delta1 = (1 - hidden * hidden) * (delta2 @ W2)
    W2 -= eta * (delta2.T @ hidden)
    b2 -= eta * np.ones(len(x)) @ delta2
    W1 -= eta * (delta1.T @ x)
    b1 -= eta * np.ones(len(x)) @ delta1
    return W1, b1, W2, b2


def step_on_inputs(W1, b1, W2, b2, x, y, eta):
    hidden = np.tanh(x @ W1.T + b1)
    delta2 = (hidden @ W2.T + b2 - y) / len(x)
    delta1 = delta2 @ W2 * (1 - hidden ** 2)
    W2 -= eta * delta2.T @ hidden
    b2 -= eta * delta2.sum(axis=0)
    W1 -= eta * delta1.T @ x
    b1 -= eta * delta1.sum(axis=0)
    return W1, b1, W2, b2


def gradients_alone(W1, b1, W2, b2, x, y, eta):
    hidden = np.tanh(x @ W1.T + b1)
    delta2 = (hidden @ W2.T + b2 - y) / len(x)
    delta1 = delta2 @ W2 * (1 - hidden ** 2)
    return delta1.T @ x, delta1.sum(axis=0), delta2.T @ hidden, delta2.sum(axis=0)


WRONG = {
    "05.by_hand": BY_HAND.wrong(
        ("hidden slope missing", "for j in range(2)) * slope(a_hidden[i])", "for j in range(2))"),
        ("output slope missing", "(a - target) * slope(a)", "(a - target)"),
        ("sign flipped", "(a - target) * slope", "(target - a) * slope"),
        ("weights read along a row", "W_output[j][i]", "W_output[i][j]",
         "Hidden unit i is tied to output j by w_ji, which stands in row j and column i: go down a column."),
        ("factor two", "(a - target) * slope", "2 * (a - target) * slope"),
        ("the other function's slope", 'phi == "logistic"', 'phi == "tanh"',
         "The logistic has the slope a (1 - a), tanh has 1 - a²: look which one your sheet names."),
        ("own activity in the gradient", "output[0] * a_hidden[1]", "output[0] * a_output[1]",
         "A weight is multiplied by what comes in from below: here by the activity of hidden unit 2."),
        ("indices of the output weight exchanged", "output[0] * a_hidden[1]", "output[1] * a_hidden[0]",
         "In w_ji the first index is where the weight leads to, the second where it comes from."),
        ("indices of the hidden weight exchanged", "hidden[1] * x[0]", "hidden[0] * x[1]",
         "In w_ji the first index is where the weight leads to, the second where it comes from."),
        ("bias multiplied by an input", '"dE_db1_hidden": hidden[0]', '"dE_db1_hidden": hidden[0] * x[0]',
         "No input comes in at a bias: it is a weight on a unit that is always 1."),
        ("slope at the output for the hidden layer", "slope(a_hidden[i])", "slope(a_output[i])",
         "The delta of a hidden unit has the slope of that same unit.")),
    "05.output_delta": OUTPUT_DELTA.wrong(
        ("1/N missing", " / len(y)", ""),
        ("output slope missing", " * slope / len", " / len"),
        ("sign flipped", "(a - y)", "(y - a)"),
        ("factor two", "(a - y)", "2 * (a - y)"),
        ("divided by the number of outputs", "len(y)", "y.shape[1]",
         "E is a mean over the examples, which are rows; over the outputs it is a sum."),
        ("divided by all numbers", "len(y)", "y.size",
         "E is a mean over the examples and a sum over the outputs: divide by the number of rows alone."),
        ("slope after cross-entropy", "slope / len", "a * (1 - a) / len",
         "The slope is given: this activation function need not be the logistic."),
        ("summed over the examples", "(a - y) * slope / len(y)", "((a - y) * slope / len(y)).sum(axis=0)",
         "A delta belongs to one example and one unit: keep the rows, the sum comes with the gradient.")),
    "05.hidden_delta": HIDDEN_DELTA.wrong(
        ("hidden slope missing", "W * slope", "W"),
        ("weights not transposed (square)", "delta @ W", "delta @ W.T"),
        ("slope before the weights", "delta @ W * slope", "(delta * slope) @ W",
         "The slope belongs to the layer below: first down the weights, then times the slope."),
        ("slope added", "W * slope", "W + slope",
         "Along a path the derivatives multiply: the slope is a factor."),
        ("1/N at every layer", "W * slope", "W * slope / len(delta)"),
        ("weights by their size", "delta @ W", "delta @ abs(W)",
         "A negative weight turns the sign of what comes down: do not take the absolute value."),
        ("slope of a slope", "W * slope", "W * slope * (1 - slope)",
         "The slope is given, ready for use: take it as it is."),
        ("only the last unit above", "delta @ W", "delta[:, -1:] * W[-1]",
         "All units above are heard, and what they say is added. In a loop over j: is it `=` or `+=`?"),
        ("only the strongest unit above", "delta @ W",
         "np.take_along_axis(delta, abs(delta).argmax(1)[:, None], 1) * W[abs(delta).argmax(1)]",
         "All units above are heard, and what they say is added: sum over j.")),
    "05.layer_gradient": LAYER_GRADIENT.wrong(
        ("gradient transposed (square)", "delta.T @ a", "a.T @ delta"),
        ("decay missing in the gradient", " + decay * W", ""),
        ("decay with the wrong sign", "+ decay * W", "- decay * W"),
        ("decay doubled", "+ decay * W", "+ 2 * decay * W"),
        ("decay halved", "+ decay * W", "+ decay / 2 * W",
         "E has the term ½ decay w². Differentiate it: what becomes of the half?"),
        ("decay divided by N", "+ decay * W", "+ decay * W / len(a)"),
        ("decay added for each example", "+ decay * W", "+ len(a) * decay * W",
         "The decay stands in E once, not once for each example: add it after the sum over the examples."),
        ("only the last example", "delta.T @ a", "np.outer(delta[-1], a[-1])",
         "Each example brings a table, and the tables are added. In a loop: is it `=` or `+=`?"),
        ("examples not added", "delta.T @ a", "delta[:, :, None] * a[:, None, :]",
         "There is one table for each example still: the gradient is their sum."),
        ("the pair in the other order", "return dW, db", "return db, dW",
         "Both are there, in the other order: first dW, then db."),
        ("one number for all biases", "delta.sum(axis=0)", "delta.sum()",
         "Each unit has a bias of its own: sum over the examples, and over nothing else."),
        ("biases as a table of one row", "sum(axis=0)", "sum(axis=0, keepdims=True)",
         "db is a plain vector, (n,), like the biases; here it has two pairs of brackets."),
        ("biases of each example apart", "delta.sum(axis=0)", "delta",
         "Each example pulls at the bias, and the pulls are added: here they stand one below the other."),
        ("bias gradient averaged", "delta.sum(axis=0)", "delta.mean(axis=0)"),
        ("bias gradient of the last example", "delta.sum(axis=0)", "delta[-1]"),
        ("bias gradient from the weights'", "delta.sum(axis=0)", "dW.sum(axis=1)"),
        ("bias gradient summed over the units", "sum(axis=0)", "sum(axis=1)",
         "Each unit has a bias of its own: sum over the examples, which are rows, axis 0."),
        ("the whole gradient averaged", "delta.T @ a + decay", "delta.T @ a / len(a) + decay",
         "The deltas contain 1/N already, so the examples are summed."),
        ("decay on the biases", "delta.sum(axis=0)", "delta.sum(axis=0) + decay * W.sum(axis=1)")),
    "05.all_deltas": ALL_DELTAS.wrong(
        ("hidden slope missing", " * slope[l]", ""),
        ("a delta and weights that are no neighbours", "W[l+1] * slope[l]", "W[l] * slope[l]",
         "Each delta comes from the one just above, through the W between the two layers, as it is stored. "
         "Write the shapes of the three side by side."),
        ("slope of the layer above (square)", "* slope[l]", "* slope[l+1]"),
        ("one layer too few", "range(L - 1, 0, -1)", "range(L - 1, 1, -1)",
         "The walk goes down to layer 1; this one ends above it. range stops before its end."),
        ("one layer too many", "range(L - 1, 0, -1)", "range(L - 1, -1, -1)",
         "Layer 0 is the input: it has no slope and needs no delta. range(L - 1, 0, -1) ends at 1."),
        ("a loop that never runs", "range(L - 1, 0, -1)", "range(L - 1, 0)",
         "range counts up unless it is told otherwise, and here it is empty: print list(range(3, 0))."),
        ("always from the top", "delta[l] = delta[l+1]", "delta[l] = top",
         "Each delta is made of the one just above it, not of the first one."),
        ("slope at the top again", "[None] * L + [top]", "[None] * L + [top * slope[-1]]",
         "The top delta is given whole, its slope is in it."),
        ("slopes of the first layer only", "* slope[l]", "* slope[1]",
         "The delta of a layer has the slope of that same layer."),
        ("top layer first", "return delta", "return [None] + delta[:0:-1]",
         "The deltas are all there, in the order of the walk: put them by layer, the last layer at the end."),
        ("place 0 left out", "return delta", "return delta[1:]",
         "Lists are indexed by layer: place 0 belongs to the input, and None stands in it."),
        ("upwards", "range(L - 1, 0, -1)", "range(1, L)",
         "The recursion goes downward: delta[l] needs delta[l+1], which must be there first.")),
    "05.repaired_step": REPAIRED_STEP.wrong(
        ("update before propagating", DELTA1 + W2_LINE, W2_LINE + DELTA1),
        ("1/N missing", "(output - y) / len(x)", "output - y"),
        ("sign flipped", "output - y", "y - output",
         "This step goes uphill: a minus is missing, or there is one too many."),
        ("hidden slope missing", " * (1 - hidden ** 2)", ""),
        ("activity's formula of another function", "(1 - hidden ** 2)", "hidden * (1 - hidden)",
         "a (1 - a) is the logistic's slope; this hidden layer is tanh, with 1 - a²."),
        ("climbing", "W1 - eta", "W1 + eta"),
        ("bias gradient averaged", "eta * delta1.sum(axis=0)", "eta * delta1.mean(axis=0)"),
        ("another order of what is returned", "return W1, b1, W2, b2", "return W1, W2, b1, b2",
         "All four are there. They come back in the order W1, b1, W2, b2."),
        ("the last layer returned first", "return W1, b1, W2, b2", "return W2, b2, W1, b1",
         "All four are there. They come back in the order W1, b1, W2, b2.")) | collect(
        Mistake("biases left alone", "return new_W1, b1, new_W2, b2", "return new_W1, new_b1, new_W2, new_b2",
                "The biases learn too: each has its delta, summed over the examples.",
                REPAIRED_STEP.edited((" - eta * delta2.sum(axis=0)", " * 1.0"),
                                     (" - eta * delta1.sum(axis=0)", " * 1.0"))),
        Mistake("nothing has moved", "return W1, b1, W2, b2", "return new_W1, new_b1, new_W2, new_b2",
                "What comes back is what went in: hand back the new arrays.",
                Answer(step_on_inputs).edited(*((f"{name} -= eta *", f"_ = {name} - eta *")
                                                for name in ("W1", "b1", "W2", "b2")))),
        Mistake("the gradients alone", "return dW1, db1, dW2, db2", "return W1, b1, W2, b2",
                "These are the gradients. Now take the step, and hand back the new weights and biases.",
                Answer(gradients_alone).edited()),
        Mistake("writes on its inputs", "W2 -= eta * dW2", "W2 = W2 - eta * dW2",
                "`-=` changes the caller's array; `W2 = W2 - ...` makes a new one.",
                Answer(step_on_inputs).edited())),
}

RIGHT = {
    "05.by_hand": BY_HAND.right(
        ("rounded to four decimals", "    return {",
         "    output, hidden = np.round(output, 4), np.round(hidden, 4)\n    return {"),
        ("three significant digits", "output = [(a - target) * slope(a)",
         "output = [float(f'{(a - target) * slope(a):.3g}')")),
    "05.output_delta": OUTPUT_DELTA.right(
        ("by loops", output_delta_by_loops),
        ("double sign", "(a - y) * slope / len(y)", "-(y - a) * slope / a.shape[0]"),
        ("in float32", "(a - y) * slope / len(y)", "((a - y) * slope / len(y)).astype(np.float32)"),
        ("with a print", "    return", "    print('here', a.shape)\n    return")),
    "05.hidden_delta": HIDDEN_DELTA.right(
        ("by loops", hidden_delta_by_loops),
        ("with einsum", "delta @ W", 'np.einsum("nj,ji->ni", delta, W)'),
        ("columns inside", "delta @ W", "(W.T @ delta.T).T"),
        ("one example after the other", hidden_delta_by_columns),
        ("in place on its own array", "    return delta @ W * slope",
         "    back = delta @ W\n    back *= slope\n    return back"),
        ("in float32", "delta @ W * slope", "np.float32(delta @ W * slope)")),
    "05.layer_gradient": LAYER_GRADIENT.right(
        ("one example after the other", layer_gradient_by_examples),
        ("with a column of ones", layer_gradient_with_ones),
        ("with einsum", "delta.T @ a", 'np.einsum("nj,ni->ji", delta, a)'),
        ("columns inside", "delta.T @ a", "(a.T @ delta).T"),
        ("as a list", "return dW, db", "return [dW, db]")),
    "05.all_deltas": ALL_DELTAS.right(
        ("by recursion", all_deltas_by_recursion),
        ("in a dict", all_deltas_in_a_dict),
        ("with a warning", "    L = len(W) - 1\n", "    np.log(np.zeros(1))\n    L = len(W) - 1\n"),
        ("inserted at the front",
         [("delta = [None] * L + [top]", "delta = [top]"),
          ("delta[l] = delta[l+1] @ W[l+1] * slope[l]", "delta.insert(0, delta[0] @ W[l+1] * slope[l])"),
          ("return delta", "return [None] + delta")])),
    "05.repaired_step": REPAIRED_STEP.right(
        ("in place on copies", step_in_place_on_copies),
        ("transposed twice", "W2 = W2 - eta * delta2.T @ hidden", "W2 = W2 - eta * (hidden.T @ delta2).T"),
        ("columns inside", [("np.tanh(x @ W1.T + b1)", "np.tanh(W1 @ x.T + b1[:, None]).T"),
                            ("delta2 @ W2 *", "(W2.T @ delta2.T).T *")])),
}
