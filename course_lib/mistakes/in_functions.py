"""Mistakes in activations, errors, checks and initial weights.

Most are right on small, friendly numbers; each says where it is not.
"""
import numpy as np

from course_lib.gradcheck import one_sided_difference
from course_lib.layout import count
from course_lib.mistakes.record import Mistake, collect


def overflowing_logistic(z):
    return np.exp(z) / (1 + np.exp(z))

def logistic_by_tanh(z):
    return 0.5 * (1 + np.tanh(0.5 * z))

def overflowing_softplus(z):
    return np.log(1 + np.exp(z))

def overflowing_softmax(z):
    return np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)

def softmax_over_the_batch(z):
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)

def softmax_with_one_sum(z):
    e = np.exp(z - z.max())
    return e / e.sum()


def sum_instead_of_mean(z, a, y, difference=None):
    return 0.5 * ((a - y) ** 2).sum()

def mean_over_outputs_too(z, a, y, difference=None):
    return 0.5 * ((a - y) ** 2).mean()

def stretched_targets(z, a, y, difference=None):
    return 0.5 * ((a - y[:, 0]) ** 2).sum() / len(y)

def logarithm_of_the_output(z, a, y, difference=None):
    return -(y * np.log(a)).sum() / len(y)


def absolute_error(gradient, reference):
    return np.linalg.norm(gradient - reference)

def error_of_the_sums(gradient, reference):
    return abs(gradient.sum() - reference.sum()) / abs(reference.sum())

def step_of_a_tenth(E, theta):
    return one_sided_difference(E, theta, h=0.1)

def step_below_rounding(E, theta):
    return one_sided_difference(E, theta, h=1e-15)


def zero_weights(sizes, rng):
    return np.zeros(count(sizes))

def equal_weights(sizes, rng):
    return np.full(count(sizes), rng.uniform(0.1, 1))


ACTIVATIONS = collect(
    Mistake("logistic by e^z", "exp(z) / (1 + exp(z))", "1 / (1 + exp(-z))",
            "From z = 710 on this is inf / inf, not a number.", overflowing_logistic),
    Mistake("logistic by tanh", "(1 + tanh(z/2)) / 2", "1 / (1 + exp(-z))",
            "Adding 1 wipes out small values: at z = -40 it gives 0 for 4e-18.", logistic_by_tanh),
    Mistake("softplus by e^z", "log(1 + exp(z))", "max(z, 0) + log1p(exp(-|z|))",
            "From z = 710 on this is inf, and below z = -37 it is 0.", overflowing_softplus),
    Mistake("softmax by e^z", "exp(z) / sum(exp(z))", "exp(z - max(z)) / sum(exp(z - max(z)))",
            "From z = 710 on this is inf / inf: take the largest z off first.", overflowing_softmax),
    Mistake("softmax over the batch", "e / e.sum(axis=0)", "e / e.sum(axis=-1, keepdims=True)",
            "Each example, a row, is to sum to 1; here each column does.", softmax_over_the_batch),
    Mistake("softmax with one sum for all", "e / e.sum()", "e / e.sum(axis=-1, keepdims=True)",
            "Each row has a sum of its own; with one example the two agree.", softmax_with_one_sum),
)

LOSSES = collect(
    Mistake("sum instead of mean", "0.5 * ((a - y) ** 2).sum()", "0.5 * ((a - y) ** 2).sum() / N",
            "E is the mean over the examples.", sum_instead_of_mean),
    Mistake("mean over the outputs too", "0.5 * ((a - y) ** 2).mean()", "0.5 * ((a - y) ** 2).sum() / N",
            "Over the outputs E is a sum, over the examples a mean.", mean_over_outputs_too),
    Mistake("targets stretched", "a - y with y of shape (N,)", "a - y with y of shape (N, 1)",
            "A column minus a row is a whole N x N table: every output against every target.",
            stretched_targets),
    Mistake("logarithm of the output", "-(y * log(a)).sum() / N", "(log_sum_exp(z) - y z) / N",
            "A saturated output is 0 to the last digit, and its logarithm -inf: compute from z.",
            logarithm_of_the_output),
)

CHECKS = collect(
    Mistake("absolute error", "norm(gradient - reference)", "relative_error(gradient, reference)",
            "A gradient of size 1e-6 passes any absolute bound above that, wrong or right.",
            absolute_error),
    Mistake("comparing sums", "gradient.sum() == reference.sum()", "entry by entry",
            "Errors in two entries can cancel.", error_of_the_sums),
    Mistake("step too long", "h = 0.1", "h = 6e-6", "The curve bends within the step.", step_of_a_tenth),
    Mistake("step too short", "h = 1e-15", "h = 6e-6",
            "The two values of E differ in their last digit only: what is left is rounding.",
            step_below_rounding),
)

START = collect(
    Mistake("all weights zero", "theta = 0", "theta drawn at random",
            "The deltas go down through the weights: through zeros nothing comes.", zero_weights),
    Mistake("all weights equal", "theta = constant", "theta drawn at random",
            "Hidden units that begin alike get the same gradient and stay alike.", equal_weights),
)
