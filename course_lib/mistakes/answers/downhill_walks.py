"""What the learner's test of assignment 08 is put to: walks by Adam, wrong ones and right ones.

A walk gives the places where Adam stands after each step, a row each. A mistake may not show at the first
step, on gradients that stay the same, with the usual rates, or unless a gradient is as small as epsilon.
"""
import numpy as np

from course_lib.mistakes.answers.edits import Answer
from course_lib.optimizers import Adam


def walk(start, gradients, eta, beta1, beta2, epsilon):
    theta, m, v = start, 0, 0
    gradients, places = np.asarray(gradients, float), []
    for t, g in enumerate(gradients, 1):
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g ** 2
        m_hat = m / (1 - beta1 ** t)
        v_hat = v / (1 - beta2 ** t)
        theta = theta - eta * m_hat / (np.sqrt(v_hat) + epsilon)
        places.append(theta)
    return np.array(places)


def walk_by_the_library(start, gradients, eta, beta1, beta2, epsilon):
    rule, theta, places = Adam(eta, beta1, beta2, epsilon), np.array(start, float), []
    for g in np.asarray(gradients, float):
        rule.step(theta, g)
        places.append(theta.copy())
    return np.array(places)


def walk_by_parameters(start, gradients, eta, beta1, beta2, epsilon):
    gradients = np.asarray(gradients, float)
    places = np.empty(gradients.shape)
    for i in range(len(start)):
        here, m, v = start[i], 0.0, 0.0
        for t in range(len(gradients)):
            m += (1 - beta1) * (gradients[t, i] - m)
            v += (1 - beta2) * (gradients[t, i] ** 2 - v)
            here -= eta * (m / (1 - beta1 ** (t + 1))) / ((v / (1 - beta2 ** (t + 1))) ** 0.5 + epsilon)
            places[t, i] = here
    return places


def walk_with_one_rate(start, gradients, eta, beta1, beta2, epsilon):
    """As the paper recommends: both corrections go into the rate, and epsilon with them."""
    theta, m, v, places = start, np.zeros(len(start)), np.zeros(len(start)), []
    for t, g in enumerate(np.asarray(gradients, float), 1):
        m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g * g
        root = np.sqrt(1 - beta2 ** t)
        theta = theta - eta * root / (1 - beta1 ** t) * m / (np.sqrt(v) + epsilon * root)
        places.append(theta)
    return np.stack(places)


def walk_by_sums(start, gradients, eta, beta1, beta2, epsilon):
    """Each mean is written out: a sum over all gradients so far, over the sum of the shares."""
    gradients, steps = np.asarray(gradients, float), []
    for t in range(1, len(gradients) + 1):
        share1, share2 = beta1 ** np.arange(t)[::-1], beta2 ** np.arange(t)[::-1]
        m_hat = share1 @ gradients[:t] / share1.sum()
        v_hat = share2 @ gradients[:t] ** 2 / share2.sum()
        steps.append(eta * m_hat / (np.sqrt(v_hat) + epsilon))
    return start - np.cumsum(steps, axis=0)


WALK = Answer(walk)
STEP, FIRST_M = "m_hat / (np.sqrt(v_hat) + epsilon)", "(1 - beta1) * g\n"

WRONG_WALKS = WALK.wrong(
    ("Adam without correction", STEP, "m / (np.sqrt(v) + epsilon)"),
    ("only the mean corrected", "v / (1 - beta2 ** t)", "v", "The mean of the squares starts at 0 too."),
    ("only the squares corrected", "m / (1 - beta1 ** t)", "m", "The mean of the gradient starts at 0 too."),
    ("Adam counting from two", "enumerate(gradients, 1)", "enumerate(gradients, 2)"),
    ("Adam never counting", "enumerate(gradients, 1)", "zip(np.ones(len(gradients)), gradients)",
     "The correction fades from step to step."),
    ("Adam's ε inside the root", "(np.sqrt(v_hat) + epsilon)", "np.sqrt(v_hat + epsilon)"),
    ("ε left out", "(np.sqrt(v_hat) + epsilon)", "np.sqrt(v_hat)", "Without ε a gradient of 0 divides by 0."),
    ("the two rates exchanged", "theta, m, v = start, 0, 0",
     "theta, m, v, beta1, beta2 = start, 0, 0, beta2, beta1",
     "beta1 belongs to the mean of the gradient."),
    ("the usual rates, whatever is asked for", "theta, m, v = start, 0, 0",
     "theta, m, v, beta1, beta2 = start, 0, 0, 0.9, 0.999", "The rates are arguments."),
    ("the size in place of the square", "g ** 2", "abs(g)", "The second mean is of the squares."),
    ("the step without its root", "np.sqrt(v_hat)", "v_hat",
     "The step is divided by the root of the mean square."),
    ("one step length for all parameters", "g ** 2", "(g @ g) / len(g)",
     "Each parameter has a step length of its own."),
    ("the first parameter left alone", "enumerate(gradients, 1)",
     "enumerate(gradients * (np.arange(len(start)) > 0), 1)",
     "All parameters move."),
    ("no mean of the gradient", "m_hat / (np", "g / (np", "Without m this is RMSProp."),
    ("the mean without 1 - β1", FIRST_M, "g\n", "In a running mean the new gradient has the share 1 - β1."),
    ("climbing", "theta - eta", "theta + eta"))

RIGHT_WALKS = WALK.right(
    ("by the library", walk_by_the_library), ("parameter by parameter", walk_by_parameters),
    ("with both corrections in the rate", walk_with_one_rate), ("by sums over all steps", walk_by_sums))
