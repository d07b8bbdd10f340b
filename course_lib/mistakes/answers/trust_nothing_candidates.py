"""What is put to the tests that assignment 07 has one write: operators, and programs for backpropagation.

OPERATORS and PROGRAMS are lists of (Mistake, right or not). An operator takes x and returns its value and its
pull, which takes ∂E/∂value and returns ∂E/∂x; a program is called by the contract of backprop.
"""
import numpy as np

from course_lib.backprop import backprop
from course_lib.gradcheck import complex_step
from course_lib.mistakes.in_backprop import BACKPROP, VARIANTS, UpdateBeforePropagate
from course_lib.mistakes.in_graph import ROWS
from course_lib.mistakes.record import Mistake
from course_lib.mistakes.textbook import Textbook
from course_lib.path_sum import path_sum
from course_lib.primitives import TABLE, add, exp, log, logistic, mean, square, tanh, transpose

M = np.array([[0.5, -1.2, 0.3, 0.8], [1.1, 0.4, -0.7, 0.2], [-0.6, 0.9, 1.3, -0.4], [0.1, -0.5, 0.6, 1.4]])
B = np.arange(24.0).reshape(2, 3, 4) / 10


def of_row(row, *others):
    """An operator from a row of the table."""
    def operator(x):
        value = row(x, *others)
        return value, lambda g: row.pull(0, g, value, x, *others)
    return operator


def of(function, pull):
    """An operator from its value and from pull(g, value, x)."""
    def operator(x):
        value = function(x)
        return value, lambda g: pull(g, value, x)
    return operator


def softmax(x):
    e = np.exp(x)
    return e / e.sum(axis=1, keepdims=True)


def softmax_pull(g, a, x):
    return a * (g - (a * g).sum(axis=1, keepdims=True))


def tiny(x):
    return 1e-12 * x ** 2


def bad_row(name):
    known = ROWS[name]
    row = known.function
    others = (B,) if row.name == "add" else ()
    return Mistake(name, known.wrong, known.right, known.sentence, of_row(row, *others))


def bad(name, wrong, right, sentence, function, pull):
    return Mistake(name, wrong, right, sentence, of(function, pull))


def good(name, operator):
    return Mistake(name, "", "", "It is right.", operator)


WRONG_OPERATORS = (
    bad_row("upstream gradient ignored"), bad_row("reshaped where it should be transposed"),
    bad_row("sum's pull for the mean"), bad_row("broadcasting not undone"),
    bad("upstream gradient ignored in exp", "eˣ: pull = value", "eˣ: pull = g * value",
        "The chain rule multiplies by what comes from above.", exp, lambda g, value, x: value),
    bad("upstream gradient squared", "log x: pull = g * g / x", "log x: pull = g / x",
        "The pull is linear in g: twice the g, twice the pull.", log, lambda g, value, x: g * g / x),
    bad("upstream gradient without its sign", "tanh x: pull = abs(g) * (1 - value ** 2)",
        "tanh x: pull = g * (1 - value ** 2)", "What comes from above may be negative.", tanh,
        lambda g, value, x: abs(g) * (1 - value ** 2)),
    bad("first share times their number", "x + y with a stretched x: pull = len(g) * g[0]",
        "x + y with a stretched x: pull = g.sum(axis=0)", "The shares differ, and they add.",
        lambda x: add(x, B), lambda g, value, x: len(g) * g[0]),
    bad("matrix not transposed", "x @ M: pull = g @ M", "x @ M: pull = g @ M.T",
        "The way up sums over the rows of M, the way back over its columns.",
        lambda x: x @ M, lambda g, value, x: g @ M),
    bad("pull of zeros", "mean of x: pull = 0 * x", "mean of x: pull = stretch(g) / n",
        "A small gradient is not zero.", mean, lambda g, value, x: 0 * x),
    bad("softmax that hands nothing down", "softmax: pull = 0 * g",
        "softmax: pull = a * (g - (a * g).sum(axis=1, keepdims=True))",
        "The outputs of a softmax sum to 1, so a g of ones comes down as 0. Any other g does not.",
        softmax, lambda g, value, x: 0 * g),
    bad("rolled on instead of back", "roll(x, 1): pull = roll(g, 1)", "roll(x, 1): pull = roll(g, -1)",
        "Each share goes back to where its number came from.",
        lambda x: np.roll(x, 1, axis=1), lambda g, value, x: np.roll(g, 1, axis=1)),
    bad("sum's upstream gradient averaged", "x.sum(axis=0): pull = g.mean() everywhere",
        "x.sum(axis=0): pull = g, in each row", "Each column has a g of its own.",
        lambda x: x.sum(axis=0), lambda g, value, x: np.full(x.shape, g.mean())),
    bad("half of the logistic's slope", "logistic: pull = g * a * (1 - a) / 2",
        "logistic: pull = g * a * (1 - a)", "No half belongs to this slope.", logistic,
        lambda g, value, x: g * value * (1 - value) / 2),
    bad("factor two in a tiny operator", "1e-12 x²: pull = g * 4e-12 * x", "1e-12 x²: pull = g * 2e-12 * x",
        "Small numbers can be wrong too.", tiny, lambda g, value, x: 4e-12 * g * x),
    bad("a rounded constant", "log10 x: pull = g / (2.3 * x)", "log10 x: pull = g / (np.log(10) * x)",
        "The logarithm of 10 has more digits: this is off by a thousandth.", np.log10,
        lambda g, value, x: g / (2.3 * x)),
    bad("x where 1/x is due", "log x: pull = g * x", "log x: pull = g / x",
        "At x = 1 the two are the same.", log, lambda g, value, x: g * x),
    bad("not a number", "x²: pull = nan", "x²: pull = 2 * x * g",
        "Every comparison with nan is false.", square, lambda g, value, x: np.nan * g),
)
RIGHT_OPERATORS = (
    good("square", of_row(square)), good("transpose", of_row(transpose)), good("mean", of_row(mean)),
    good("x @ M", of(lambda x: x @ M, lambda g, value, x: np.einsum("nj,ij->ni", g, M))),
    good("softmax", of(softmax, softmax_pull)), good("1e-12 x²", of(tiny, lambda g, value, x: 2e-12 * g * x)),
    good("addition with a stretched x", of_row(TABLE["add"], B)),
    good("sign", of(np.sign, lambda g, value, x: 0 * g)),
)
OPERATORS = [(one, False) for one in WRONG_OPERATORS] + [(one, True) for one in RIGHT_OPERATORS]


class SlopeAfterCrossEntropy(Textbook):
    """Wrong with cross-entropy alone."""

    def output_delta(self):
        a = self.a[self.L]
        return self.difference() * a * (1 - a) if self.net.loss.output else super().output_delta()


class SoftmaxDiagonal(Textbook):
    """Wrong with softmax and squared error alone."""

    def output_delta(self):
        a = self.a[self.L]
        if self.phi[self.L].own_pull and not self.net.loss.output:
            return self.difference() * a * (1 - a)
        return super().output_delta()


class MaskOfOutput(Textbook):
    """Wrong where there is a ReLU."""

    def slope(self, l):
        return np.where(self.a[l] >= 0, 1.0, 0.0) if self.phi[l].kinks else super().slope(l)


class SmallUpdateBeforePropagate(UpdateBeforePropagate):
    """So small an update that only a tight bound sees it."""

    eta = 0.05


class Reshaped(Textbook):
    def weights(self, l):
        return (self.a[l-1].T @ self.delta[l]).reshape(self.W[l].shape)


class SlopeOfLastHiddenLayerOnly(Textbook):
    def hidden_delta(self, l):
        return super().hidden_delta(l) if l == self.L else self.delta[l] @ self.W[l]


def all_zeros(net, x, y):
    return net.error(x, y), np.zeros_like(net.theta)

def not_a_number(net, x, y):
    return net.error(x, y), np.full_like(net.theta, np.nan)

def E_without_decay(net, x, y):
    E, gradient = backprop(net, x, y)
    return E - decay_in(net), gradient

def E_with_decay_doubled(net, x, y):
    E, gradient = backprop(net, x, y)
    return E + decay_in(net), gradient

def sum_of_the_examples(net, x, y):
    E, _ = backprop(net, x, y)
    return len(x) * (E - decay_in(net)) + decay_in(net), BACKPROP["1/N missing"].function(net, x, y)[1]

def decay_in(net):
    return net.decay / 2 * sum((W ** 2).sum() for W in net.W[1:])

def by_complex_step(net, x, y):
    return net.error(x, y), complex_step(lambda theta: net.at(theta).error(x, y), net.theta)


OWN = {"slope after cross-entropy": SlopeAfterCrossEntropy.run,
       "softmax's Jacobian as a diagonal": SoftmaxDiagonal.run,
       "ReLU's mask asked of the activity": MaskOfOutput.run,
       "update before propagating": SmallUpdateBeforePropagate.run}
WRONG_PROGRAMS = (
    *(Mistake(one.name, one.wrong, one.right, one.sentence, OWN.get(name, one.function))
      for name, one in BACKPROP.items() if "(square)" not in name),
    Mistake("gradient reshaped where it should be transposed",
    "dW[l] = (a[l-1].T @ delta[l]).reshape(W[l].shape)",
            "dW[l] = delta[l].T @ a[l-1]", "Right shape, and the numbers in other places.", Reshaped.run),
    Mistake("slope in the last hidden layer only", "delta[l-1] = delta[l] @ W[l], from l = L - 1 down",
            "delta[l-1] = delta[l] @ W[l] * slope[l-1]", "Every hidden layer has its slope.",
            SlopeOfLastHiddenLayerOnly.run),
    Mistake("gradient of zeros", "gradient = np.zeros_like(theta)", "the gradient", "Nothing was computed.",
            all_zeros),
    Mistake("gradient that is not a number", "gradient = nan", "the gradient",
    "Every comparison with nan is false.",
            not_a_number),
    Mistake("E without decay", "E = the mean over the examples",
    "E = the mean over the examples + decay/2 * Σ w²",
            "The gradient has the decay in it, and this E has not.", E_without_decay),
    Mistake("E with the decay doubled", "E = the mean over the examples + decay * Σ w²",
            "E = the mean over the examples + decay/2 * Σ w²", "The gradient is that of the half.",
            E_with_decay_doubled),
    Mistake("the sum for the mean, in E and gradient", "E = the sum over the examples, and its gradient",
            "E = the mean over the examples, and its gradient",
            "The gradient fits this E; but this is another E than the network's.", sum_of_the_examples),
)
RIGHT_PROGRAMS = (
    *VARIANTS.values(), Mistake("backprop of course_lib", "", "", "It is right.", backprop),
    Mistake("path sum", "", "", "It is right, and slow.", path_sum),
    Mistake("complex step", "", "", "It is right, and slow.", by_complex_step),
)
PROGRAMS = [(one, False) for one in WRONG_PROGRAMS] + [(one, True) for one in RIGHT_PROGRAMS]
