"""Answers to assignment 02, without those of the neuron that learns (one_neuron_learning)."""
import math

import numpy as np

from course_lib.mistakes.answers.edits import Answer
from course_lib.mistakes.answers.one_neuron_learning import RIGHT as RIGHT_LEARNING
from course_lib.mistakes.answers.one_neuron_learning import WRONG as WRONG_LEARNING
from course_lib.mistakes.answers.one_neuron_learning import neuron_gradient, quoting
from course_lib.mistakes.record import Mistake, collect


def by_hand(phi, x, w, b, y):
    z = w[0] * x[0] + w[1] * x[1] + b
    a = 1 / (1 + math.exp(-z)) if phi == "logistic" else math.tanh(z)
    slope = a * (1 - a) if phi == "logistic" else 1 - a * a
    delta = (a - y) * slope
    return {"z": z, "a": a, "E": (a - y) ** 2 / 2, "delta": delta,
            "dE_dw1": delta * x[0], "dE_dw2": delta * x[1], "dE_db": delta}


BY_HAND = Answer(by_hand)
ACTIVITY = '1 / (1 + math.exp(-z)) if phi == "logistic" else math.tanh(z)'
SLOPE = 'a * (1 - a) if phi == "logistic" else 1 - a * a'


def softsign(z):
    return z / (1 + abs(z))


def softsign_slope(z):
    return 1 / (1 + abs(z)) ** 2


SOFTSIGN = Answer(softsign, softsign_slope)
ITS_SLOPE = "1 / (1 + abs(z)) ** 2"


def softsign_by_loops(z):
    a = np.zeros(z.shape)
    for place in np.ndindex(z.shape):
        a[place] = z[place] / (1 + z[place]) if z[place] > 0 else z[place] / (1 - z[place])
    return a


def softsign_slope_by_loops(z):
    return np.vectorize(lambda one: (1 + one if one > 0 else 1 - one) ** -2.0)(z)


BY_LOOPS = [("    return z / (1 + abs(z))", "    return softsign_by_loops(z)"),
            (f"    return {ITS_SLOPE}", "    return softsign_slope_by_loops(z)")]

NEURON_GRADIENT = Answer(neuron_gradient)
DELTA = "(a - y) * slope(z) / len(x)"


def gradient_by_examples(w, b, x, y, phi, slope):
    N, E, db, dw = len(y), 0.0, 0.0, [0.0] * len(w)
    for row, target in zip(x, y, strict=True):
        z = sum(weight * entry for weight, entry in zip(w, row, strict=True)) + b
        E += (phi(z) - target) ** 2 / (2 * N)
        delta = (phi(z) - target) * slope(z) / N
        dw = [old + delta * entry for old, entry in zip(dw, row, strict=True)]
        db += delta
    return E, np.array(dw), db


def repaired_rule(w, x, y, eta):
    z = x @ w
    a = 1 / (1 + np.exp(-z))
    miss = y - a
    return w + eta * (miss * a * (1 - a)) @ x / len(x)


REPAIRED_RULE = Answer(repaired_rule)


def rule_on_inputs(w, x, y, eta):
    a = 1 / (1 + np.exp(-(x @ w)))
    w += eta * ((y - a) * a * (1 - a)) @ x / len(x)
    return w


def rule_by_examples(w, x, y, eta):
    change = np.zeros(len(w))
    for row, target in zip(x, y, strict=True):
        a = 1 / (1 + math.exp(-sum(row * w)))
        change -= (a - target) * a * (1 - a) * row
    return w + eta * change / len(y)


WRONG = {
    "02.by_hand": BY_HAND.wrong(
        ("bias forgotten", "w[1] * x[1] + b", "w[1] * x[1]",
         "The neuron weighs, adds, and then shifts: the bias belongs to z."),
        ("activity of minus z", ACTIVITY, ACTIVITY.replace("-z", "z").replace("tanh(z)", "tanh(-z)"),
         "Both functions rise with z: where z is positive, the logistic says more than a half, and tanh "
         "more than 0."),
        ("the other function", ACTIVITY, ACTIVITY.replace("logistic", "tanh"),
         "This is tanh where the logistic is asked for, or the other way round: look which one your sheet "
         "names."),
        ("exponents changed places", ACTIVITY,
         "1 / (1 + math.exp(-2 * z)) if phi == 'logistic' else math.tanh(z / 2)",
         "In the exponent stands -z for the logistic and -2z for tanh: look which one your sheet names."),
        ("half missing in E", "** 2 / 2", "** 2",
         "E is the half squared error. The half is there to cancel the 2 when one differentiates."),
        ("slope taken at the activity", SLOPE,
         "math.exp(-a) / (1 + math.exp(-a)) ** 2 if phi == 'logistic' else 1 - math.tanh(a) ** 2",
         "The slope is asked at the net input z, not at a. (The short formulas of the notebook are in terms "
         "of a, and give the slope at z.)"),
        ("activity's formula fed with the net input", SLOPE, SLOPE.replace("a", "z"),
         "This formula gives the slope if it is fed with the activity; it was fed with the net input."),
        ("slope missing", "(a - y) * slope", "(a - y)",
         "a - y is ∂E/∂a. Between z and a stands the activation function, and how steep it is at z is a "
         "factor of δ."),
        ("sign flipped", "(a - y) * slope", "(y - a) * slope"),
        ("factor two", "(a - y) * slope", "2 * (a - y) * slope"),
        ("the other function's slope", SLOPE, SLOPE.replace("logistic", "tanh"),
         "The logistic has the slope a (1 - a), tanh has 1 - a²: look which one your sheet names."),
        ("weight in place of input", '"dE_dw1": delta * x[0], "dE_dw2": delta * x[1]',
         '"dE_dw1": delta * w[0], "dE_dw2": delta * w[1]',
         "The value of a weight is not among its factors: what counts is what comes in through it. (δ times "
         "the weight is ∂E/∂x, the answer to another question.)"),
        ("inputs changed places", '"dE_dw1": delta * x[0], "dE_dw2": delta * x[1]',
         '"dE_dw1": delta * x[1], "dE_dw2": delta * x[0]',
         "Each weight has an input of its own: follow it along the line."),
        ("bias gradient zero", '"dE_db": delta', '"dE_db": 0.0',
         "The bias moves z too: it is a weight whose input is always 1."),
        ("input of the bias alone", '"dE_db": delta', '"dE_db": 1.0',
         "1 is what z does when the bias moves. How does E answer to z?"),
        ("bias gradient times the bias", '"dE_db": delta', '"dE_db": delta * b',
         "The value of a parameter is not among its factors. What comes in through the bias?")),
    "02.activation": SOFTSIGN.wrong(
        ("|z| forgotten", "z / (1 + abs(z))", "z / (1 + z)",
         "For z = -1 this divides by 0. The denominator holds the size of z, which is never negative."),
        ("brackets missing", "z / (1 + abs(z))", "z / 1 + abs(z)",
         "A division comes before a sum: without brackets this is (z / 1) + |z|."),
        ("activity without its sign", "z / (1 + abs(z))", "abs(z) / (1 + abs(z))",
         "The curve goes from -1 to 1 and keeps the sign of z: only the denominator has |z|."),
        ("|z| forgotten in the slope", ITS_SLOPE, "1 / (1 + z) ** 2",
         "To the right of 0 this is right. To the left |z| is -z: begin with z / (1 - z) there."),
        ("slope not squared", ITS_SLOPE, "1 / (1 + abs(z))",
         "z stands above and below: when it moves, the denominator moves too. Use the quotient rule."),
        ("square of |z| alone", ITS_SLOPE, "1 / (1 + abs(z) ** 2)",
         "The whole denominator is squared in the quotient rule, not the |z| in it: look at the brackets."),
        ("slope with a sign", ITS_SLOPE, "np.sign(z) / (1 + abs(z)) ** 2",
         "The curve rises everywhere, to the left of 0 as well, so no slope of it is negative."),
        ("|z| with the slope 1 everywhere", ITS_SLOPE, "(1 + abs(z) - z) / (1 + abs(z)) ** 2",
         "In the quotient rule the denominator is differentiated too, and the slope of |z| is -1 where z is "
         "negative."),
        ("slope taken at the activity", ITS_SLOPE, "1 / (1 + abs(softsign(z))) ** 2",
         "A slope is asked at the net input z; here it is asked at what the function has made of it."),
        ("activity's formula fed with the net input", ITS_SLOPE, "(1 - abs(z)) ** 2",
         "The slope can be had from the activity by such a formula, but z is not the activity."),
        ("the logistic's slope", ITS_SLOPE, "softsign(z) * (1 - softsign(z))",
         "a (1 - a) belongs to the logistic alone: each activation function has a slope of its own."),
        ("the slope of tanh", ITS_SLOPE, "1 - softsign(z) ** 2",
         "These are the numbers of 1 - a², which belongs to tanh alone, though the curves look alike. (From "
         "the quotient rule they come with a plus in place of its minus.)"),
        ("0 divided by 0", ITS_SLOPE, "softsign(z) / z / (1 + abs(z))",
         "At z = 0 this is 0/0, and the curve is smooth there. Simplify on paper before you write it."),
        ("`math` asked of an array", "z / (1 + abs(z))", "z / (1 + math.fabs(z))",
         "What is in `math` takes one number; NumPy has the same for arrays."),
        ("`if` asked of an array", "    return z / (1 + abs(z))",
         "    if z < 0:\n        return z / (1 - z)\n    return z / (1 + z)",
         "`if` asks one number, and z holds many. np.where chooses for each of them, or a formula that "
         "needs no choice.")),
    "02.neuron_gradient": quoting({
        "the first example alone": "return E, dw, db, inside the loop over the examples",
        "the last example alone": "E, dw, db = those of one example, in the loop over them",
        "whole numbers stay whole": "delta = np.zeros_like(y)"}, NEURON_GRADIENT.wrong(
        ("bias forgotten", "x @ w + b", "x @ w",
         "The neuron weighs, adds, and then shifts: the bias belongs to z."),
        ("the logistic in place of phi", "phi(z)", "1 / (1 + np.exp(-z))",
         "The activation function may be any: it is handed in, as `phi`, and so is its slope."),
        ("sum instead of mean", "((a - y) ** 2).mean()", "((a - y) ** 2).sum()"),
        ("half missing in E", "0.5 * ((a - y)", "((a - y)",
         "E is the mean of the half squared errors: ½ (a - y)² for each example."),
        ("targets stretched", "x @ w + b", "x @ w[:, None] + b",
         "z is a column here, (N, 1), and y is flat, (N,): their difference is a whole N x N table, every "
         "output against every target. Print the shape of a - y."),
        ("1/N missing", DELTA, "(a - y) * slope(z)"),
        ("1/N twice", DELTA, "(a - y) * slope(z) / len(x) ** 2",
         "1/N has come in twice: once into δ is enough, the sums over the examples bring no other."),
        ("slope missing", DELTA, "(a - y) / len(x)",
         "a - y is ∂E/∂a of an example. Between z and a stands the activation function: its slope is a "
         "factor of δ."),
        ("slope taken at the activity", "slope(z)", "slope(a)",
         "`slope` is a function of the net input; here it is asked at the activity."),
        ("activity's formula fed with the net input", "slope(z)", "z * (1 - z)",
         "a (1 - a) is the slope of the logistic, of its activity. Here the activation function may be any, "
         "and its slope is given as a function."),
        ("the logistic's slope", "slope(z)", "a * (1 - a)",
         "a (1 - a) belongs to the logistic. Here the activation function may be any: its slope is given as "
         "a function."),
        ("sign flipped", DELTA, "(y - a) * slope(z) / len(x)"),
        ("factor two", DELTA, "2 * (a - y) * slope(z) / len(x)"),
        ("weight in place of input", "delta @ x", "delta.sum() * w",
         "The value of a weight is not among its factors: what counts is what comes in through it."),
        ("added before multiplied", "delta @ x", "delta.sum() * x.sum(axis=0)",
         "Each example brings its own δ together with its own inputs: multiply first, then add."),
        ("the first example alone", "    z = x @ w + b", "    x, y = x[:1], y[:1]\n    z = x @ w + b",
         "These are E and the gradient of the first example. Does a return stand inside the loop?"),
        ("the last example alone", "    z = x @ w + b", "    x, y = x[-1:], y[-1:]\n    z = x @ w + b",
         "These are E and the gradient of the last example. In a loop `=` forgets what was there, and `+=` "
         "adds to it."),
        ("bias gradient averaged", "delta.sum()", "delta.mean()"),
        ("bias gradient of the last example", "delta.sum()", "delta[-1]",
         "Every example pulls at the bias: add them up."),
        ("bias gradient zero", "delta.sum()", "0.0"),
        ("bias gradient times the bias", "delta.sum()", "b * delta.sum()",
         "The value of a parameter is not among its factors. What comes in through the bias?"),
        ("bias gradient from the weights'", "delta.sum()", "(delta @ x).sum()"),
        ("one δ for each example", "delta.sum()", "delta",
         "There is one bias, and so one derivative: all examples pull at it, and the pulls are added."),
        ("whole numbers stay whole", f"delta = {DELTA}", f"delta = np.zeros_like(y)\n    delta[:] = {DELTA}",
         "`np.zeros_like(y)` holds whole numbers where y does, and cuts off what is put into it: it is "
         "to be an array of floating-point numbers."))),
    "02.repaired_rule": REPAIRED_RULE.wrong(
        ("activity's formula fed with the net input", "a * (1 - a)", "z * (1 - z)",
         "This is the copied line still: a formula in terms of the activity is fed with the net input."),
        ("slope taken at the activity", "a * (1 - a)", "np.exp(-a) / (1 + np.exp(-a)) ** 2",
         "Now the slope is a formula of the net input and is fed with the activity: the same mix-up, the "
         "other way round."),
        ("slope of a slope", "a * (1 - a)", "a * (1 - a) * (1 - a * (1 - a))",
         "The slope was taken, and its formula used once more on what came out: once is enough."),
        ("slope missing", "miss * a * (1 - a)", "miss",
         "Without the slope this is no longer the gradient of the squared error: mend the slope, keep it as "
         "a factor."),
        ("the slope of tanh", "miss * a * (1 - a)", "miss * (1 - a ** 2)",
         "1 - a² is the slope of tanh, in terms of its activity; the neuron has a logistic."),
        ("a right sign turned", "w + eta", "w - eta",
         "y - a with a plus is right: two minus signs have met. Turn both, or neither."),
        ("factor two", "w + eta", "w + 2 * eta"),
        ("the step alone", "w + eta", "eta", "This is the step. What is asked for is w after it."),
        ("1/N missing", " / len(x)", ""),
        ("summed over the examples alone", "@ x / len(x)", "@ x.sum(axis=1) / len(x)",
         "Each weight has an input of its own: do not add up the inputs of an example."))
    | collect(
        Mistake("writes on its inputs", "w += eta * ...", "w = w + eta * ...",
                "`w += ...` changes the caller's array; `w = w + ...` makes a new one.",
                Answer(rule_on_inputs).edited())),
} | WRONG_LEARNING

RIGHT = {
    "02.by_hand": BY_HAND.right(
        ("three significant digits", "    slope =", "    a = float(f'{a:.3g}')\n    slope ="),
        ("four decimals", "    delta = (a - y) * slope", "    delta = round((a - y) * round(slope, 4), 4)"),
        ("tanh from the logistic", "math.tanh(z)", "2 / (1 + math.exp(-2 * z)) - 1")),
    "02.activation": SOFTSIGN.right(
        ("by loops", BY_LOOPS),
        ("slope from the activity", ITS_SLOPE, "(1 - abs(softsign(z))) ** 2"),
        ("by cases", "z / (1 + abs(z))", "np.where(z < 0, z / (1 - np.minimum(z, 0)), z / (1 + "
                                         "np.maximum(z, 0)))"),
        ("in float32", "z / (1 + abs(z))", "(z / (1 + abs(z))).astype(np.float32)"),
        ("in place on its own array", f"    return {ITS_SLOPE}",
         "    s = np.abs(z)\n    s += 1\n    s *= s\n    np.divide(1, s, out=s)\n    return s")),
    "02.neuron_gradient": NEURON_GRADIENT.right(
        ("one example after the other", gradient_by_examples),
        ("with einsum", "delta @ x", 'np.einsum("n,ni->i", delta, x)'),
        ("with columns", [("x @ w + b", "(x @ w[:, None] + b)[:, 0]"),
                          ("delta @ x", "(x.T @ delta[:, None]).ravel()")]),
        ("1/N at the end", [(DELTA, "(a - y) * slope(z)"),
                            ("delta @ x, delta.sum()", "delta @ x / len(x), delta.mean()")]),
        ("double sign", DELTA, "-(y - a) * slope(z) / y.size"),
        ("in float32", "delta @ x", "np.float32(delta @ x)"),
        ("with a warning", "    a = phi(z)\n", "    np.log(np.zeros(1))\n    a = phi(z)\n")),
    "02.repaired_rule": REPAIRED_RULE.right(
        ("one example after the other", rule_by_examples),
        ("both signs turned", [("y - a\n", "a - y\n"), ("w + eta", "w - eta")]),
        ("in place on a copy", "    return w + eta *", "    w = w.copy()\n    w += eta *"
         " (miss * a * (1 - a)) @ x / len(x)\n    return w + 0 *"),
        ("slope from z", "a * (1 - a)", "np.exp(-z) / (1 + np.exp(-z)) ** 2"),
        ("with a print", "    miss", "    print(a)\n    miss")),
} | RIGHT_LEARNING
