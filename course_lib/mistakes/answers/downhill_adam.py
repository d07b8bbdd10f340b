"""Answers to 08.adam, a class with a step as the library's rules have, and to 08.accepts, the test of one."""
import numpy as np

from course_lib.mistakes.answers.edits import Answer
from course_lib.mistakes.record import Mistake, collect


class MyAdam:
    def __init__(self, eta, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.eta, self.beta1, self.beta2, self.epsilon = eta, beta1, beta2, epsilon
        self.m, self.v, self.t = 0, 0, 0

    def step(self, theta, gradient):
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * gradient
        self.v = self.beta2 * self.v + (1 - self.beta2) * gradient ** 2
        m_hat = self.m / (1 - self.beta1 ** self.t)
        v_hat = self.v / (1 - self.beta2 ** self.t)
        theta -= self.eta * m_hat / (np.sqrt(v_hat) + self.epsilon)


ADAM = Answer(MyAdam)
HATS = """        m_hat = self.m / (1 - self.beta1 ** self.t)
        v_hat = self.v / (1 - self.beta2 ** self.t)
"""
STEP, STATE = "m_hat / (np.sqrt(v_hat) + self.epsilon)", "self.m, self.v, self.t = 0, 0, 0"


class SharedMemory:
    m, v, t = 0, 0, 0

    def __init__(self, eta, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.eta, self.beta1, self.beta2, self.epsilon = eta, beta1, beta2, epsilon

    def step(self, theta, gradient):
        mine = type(self)
        mine.t += 1
        mine.m = self.beta1 * mine.m + (1 - self.beta1) * gradient
        mine.v = self.beta2 * mine.v + (1 - self.beta2) * gradient ** 2
        m_hat = mine.m / (1 - self.beta1 ** mine.t)
        v_hat = mine.v / (1 - self.beta2 ** mine.t)
        theta -= self.eta * m_hat / (np.sqrt(v_hat) + self.epsilon)


class MyAdamByLoops:
    def __init__(self, eta, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.rates, self.memory = (eta, beta1, beta2, epsilon), []

    def step(self, theta, gradient):
        eta, beta1, beta2, epsilon = self.rates
        self.memory.append(gradient.copy())
        for i in range(len(theta)):
            m = v = weight1 = weight2 = 0.0
            for g in self.memory:
                m, weight1 = beta1 * m + (1 - beta1) * g[i], beta1 * weight1 + 1 - beta1
                v, weight2 = beta2 * v + (1 - beta2) * g[i] ** 2, beta2 * weight2 + 1 - beta2
            theta[i] -= eta * m / weight1 / ((v / weight2) ** 0.5 + epsilon)


class MyAdamWithOneRate:
    """As the paper recommends: both corrections go into the rate, and epsilon with them."""

    def __init__(self, eta, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.eta, self.beta1, self.beta2, self.epsilon = eta, beta1, beta2, epsilon
        self.left1 = self.left2 = 1.0
        self.m = None

    def step(self, theta, gradient):
        if self.m is None:
            self.m, self.v = np.zeros_like(theta), np.zeros_like(theta)
        self.left1 *= self.beta1
        self.left2 *= self.beta2
        self.m += (1 - self.beta1) * (gradient - self.m)
        self.v += (1 - self.beta2) * (gradient * gradient - self.v)
        root = (1 - self.left2) ** 0.5
        rate = self.eta * root / (1 - self.left1)
        theta[:] = theta - rate * self.m / (np.sqrt(self.v) + self.epsilon * root)
        return theta


ADAM_WRONG = ADAM.wrong(
    ("Adam without correction", STEP, "self.m / (np.sqrt(self.v) + self.epsilon)"),
    ("only the mean corrected", "self.v / (1 - self.beta2 ** self.t)", "self.v",
     "v starts at 0 as m does, and is too small for much longer: it has a correction of its own."),
    ("only the squares corrected", "self.m / (1 - self.beta1 ** self.t)", "self.m",
     "m starts at 0 as v does, and is too small at first: it has a correction of its own."),
    ("Adam never counting", "self.t += 1", "self.t = 1",
     "t is 1 at every step here: it counts the steps, so each adds 1 to it."),
    ("Adam counting from two", STATE, "self.m, self.v, self.t = 0, 0, 1"),
    ("Adam counting from zero", HATS, HATS.replace("self.t)", "(self.t - 1))"),
     "All of it is nan, as where t is 0 at the first step: 1 - β^0 is 0. Count first, then correct."),
    ("Adam's ε inside the root", "(np.sqrt(v_hat) + self.epsilon)", "np.sqrt(v_hat + self.epsilon)"),
    ("the correction kept", "        m_hat = self.m / (1 - self.beta1 ** self.t)\n",
     "        m_hat = self.m = self.m / (1 - self.beta1 ** self.t)\n",
     "What is corrected is for this step alone: keep m as it is for the "
     "next one, and give m_hat a name of its own."),
    ("both corrections kept", HATS, HATS.replace("hat = self.m", "hat = self.m = self.m").replace(
        "hat = self.v", "hat = self.v = self.v"),
     "What is corrected is for this step alone: keep m and v as they are for "
     "the next one, and give the corrected ones names of their own."),
    ("the usual rates, whatever is asked for", "= eta, beta1, beta2, epsilon", "= eta, 0.9, 0.999, 1e-8",
     "The rates are arguments of __init__: a rule keeps those that it is given."),
    ("β1 and β2 of its own", "= eta, beta1, beta2, epsilon", "= eta, 0.9, 0.999, epsilon",
     "The rates are arguments of __init__: a rule keeps those that it is given."),
    ("ε of its own", "+ self.epsilon)", "+ 1e-8)",
     "epsilon is an argument too: take the one that __init__ is given."),
    ("the step without its root", "np.sqrt(v_hat)", "v_hat",
     "v is of the squares: the step is divided by a root of it."),
    ("ε not added to the root", "(np.sqrt(v_hat) + self.epsilon)", "np.sqrt(v_hat) + self.epsilon",
     "ε does not reach the root below the line. Is it left out? Or added to the quotient, for want of "
     "brackets?"),
    ("corrections moved into the rate", STEP,
     "m_hat * np.sqrt(1 - self.beta2 ** self.t) / (np.sqrt(self.v) + self.epsilon)",
     "With both corrections in the rate ε is added to a root that is not corrected, and counts for more. "
     "The paper knows this quicker form; here ε goes with the corrected root."),
    ("no mean of the gradient", "m_hat / (np", "gradient / (np",
     "Without m this is RMSProp with a correction: the step goes along the mean of the gradients."),
    ("nothing kept of m", "self.beta1 * self.m + (1", "(1",
     "A running mean keeps a share of what it was, and adds a share of what is new."),
    ("the mean without 1 - β1", "(1 - self.beta1) * gradient", "gradient",
     "In a running mean the new gradient has the share 1 - β1."),
    ("the squares without 1 - β2", "(1 - self.beta2) * gradient", "gradient",
     "In a running mean the new square has the share 1 - β2."),
    ("the square left out", "gradient ** 2", "gradient",
     "v is the mean of the squares. The mean of the gradient may be negative, and then has no root."),
    ("the two rates exchanged", "self.eta, self.beta1, self.beta2,", "self.eta, self.beta2, self.beta1,",
     "beta1 belongs to the mean of the gradient, beta2 to that of its square."),
    ("the size in place of the square", "gradient ** 2", "abs(gradient)",
     "The second running mean is of the squares of the entries; the root comes later."),
    ("one step length for all parameters", "gradient ** 2", "np.mean(gradient ** 2)",
     "Each parameter has a mean square of its own, so v is an array like theta."),
    ("theta bound to a new array", "theta -= self.eta * m_hat", "theta = theta - self.eta * m_hat",
     "The caller's theta has not moved. `theta = ...` gives the name theta to a new array, and leaves the "
     "network's own as it was."),
    ("climbing", "theta -=", "theta +=")) | collect(
    Mistake("one memory for all rules", "MyAdam.m = self.beta1 * MyAdam.m + (1 - self.beta1) * gradient",
            "self.m = self.beta1 * self.m + (1 - self.beta1) * gradient",
            "A second rule, for other parameters, has met the running means of the "
            "first. What a rule remembers belongs to "
            "that rule alone: make it in __init__, with self.",
            Answer(SharedMemory).edited()))

ADAM_RIGHT = ADAM.right(
    ("by loops", MyAdamByLoops),
    ("with both corrections in the rate", MyAdamWithOneRate),
    ("written into the window", "theta -= self.eta * m_hat / (np.sqrt(v_hat) + self.epsilon)",
     "theta[:] = theta - self.eta * m_hat / (np.sqrt(v_hat) + self.epsilon)"),
    ("counted at the end", [("        self.t += 1\n", "        self.t += 0\n"),
                            ("beta1 ** self.t", "beta1 ** (self.t + 1)"),
                            ("beta2 ** self.t", "beta2 ** (self.t + 1)"),
                            ("+ self.epsilon)\n", "+ self.epsilon)\n        self.t += 1\n")]),
    ("with a print", "        self.t += 1\n", "        self.t += 1\n        print('step', self.t)\n"))


def accepts(walk):
    rng = np.random.default_rng(1)
    start, gradients = rng.normal(size=3), rng.normal(size=(5, 3))
    rates = (0.1, 0.8, 0.95, 0.01)
    places = walk(start, gradients, *rates)
    rule, theta = MyAdam(*rates), start.copy()
    for place, gradient in zip(places, gradients, strict=True):
        rule.step(theta, gradient)
        if abs(place - theta).max() > 1e-7:
            return False
    return True


ACCEPTS = Answer(accepts)


def accepts_by_the_formulas(walk):
    """No rule: all steps at once."""
    gradients = np.random.default_rng(5).normal(size=(6, 4)) * [1e-8, 1e-4, 1.0, 100.0]
    start, eta, beta1, beta2, epsilon = np.zeros(4), 0.3, 0.7, 0.9, 1e-8
    want, m, v, theta = [], 0, 0, start
    for t in range(6):
        m, v = beta1 * m + (1 - beta1) * gradients[t], beta2 * v + (1 - beta2) * gradients[t] ** 2
        theta = theta - eta * m / (1 - beta1 ** (t + 1)) / (np.sqrt(v / (1 - beta2 ** (t + 1))) + epsilon)
        want.append(theta)
    return np.abs(walk(start, gradients, eta, beta1, beta2, epsilon) - want).max() < 1e-9


def accepts_by_hand(walk):
    """Two steps of two parameters, with numbers that can be worked out."""
    m_hat = np.array([[2.0, 1.0], [0.0, 7 / 3]])     # the second: a third of the old, two thirds of the new
    v_hat = np.array([[4.0, 1.0], [(0.75 * 4 + 1) / 1.75, (0.75 * 1 + 9) / 1.75]])
    want = -0.5 * np.cumsum(m_hat / (np.sqrt(v_hat) + 0.5), axis=0)
    places = walk(np.zeros(2), np.array([[2.0, 1.0], [-1.0, 3.0]]), 0.5, 0.5, 0.75, 0.5)
    return bool(np.allclose(places, want))


ACCEPTS_WRONG = ACCEPTS.wrong(
    ("a single step", "rng.normal(size=(5, 3))", "rng.normal(size=(1, 3))",
     "At the first step several mistakes do not show: the means hold one "
     "gradient only. Let it take a few steps."),
    ("the same gradient at each step", "rng.normal(size=(5, 3))", "np.tile(rng.normal(size=3), (5, 1))",
     "As long as the gradient stays the same a running mean of it is the "
     "gradient: let it change from step to step."),
    ("one parameter", "rng.normal(size=3), rng.normal(size=(5, 3))",
     "rng.normal(size=1), rng.normal(size=(5, 1))",
     "With a single parameter nobody sees whether each has a step length of its own: take several."),
    ("the usual rates", "(0.1, 0.8, 0.95, 0.01)", "(0.1, 0.9, 0.999, 0.01)",
     "Somebody who has written the usual rates into the formula passes: ask for other ones."),
    ("the usual rates, and ε too small to count", "(0.1, 0.8, 0.95, 0.01)", "(0.1, 0.9, 0.999, 1e-8)",
     "Somebody who has written the usual rates into the formula passes, and beside gradients near 1 the "
     "usual ε of 1e-8 is lost. A test may ask for rates that nobody would train with."),
    ("gradients of ones", "rng.normal(size=(5, 3))", "np.ones((5, 3))",
     "1 is its own square, its own root and its own mean, and stays the same from step to step: "
     "nearly everything looks right there."),
    ("ε too small to count", "(0.1, 0.8, 0.95, 0.01)", "(0.1, 0.8, 0.95, 1e-8)",
     "Beside gradients near 1 an ε of 1e-8 is lost: make ε larger, or some gradients as small as it."),
    ("both rates alike", "(0.1, 0.8, 0.95, 0.01)", "(0.1, 0.9, 0.9, 0.01)",
     "With β1 = β2 nobody sees which is used where: let them differ."),
    ("equal to the last bit", "abs(place - theta).max() > 1e-7", "(place != theta).any()",
     "Two right ways to compute one number differ in the last digit: allow for that, and for little more."),
    ("a wide tolerance", "> 1e-7", "> 0.1",
     "The tolerance is so wide that mistakes fit into it: right ones agree to many digits."),
    ("everything refused", "return True", "return False",
     "It says False at the end too: a test that refuses all tells nothing."),
    ("nothing compared", "    for place, gradient in zip(places, gradients, strict=True):",
     "    for place, gradient in ():",
     "Where nothing is compared, nothing is refused: hold each place to the right one."))

ACCEPTS_RIGHT = ACCEPTS.right(
    ("by the formulas", accepts_by_the_formulas), ("two steps by hand", accepts_by_hand),
    ("all places at once", [("    for place, gradient in zip(places, gradients, strict=True):\n",
     "    want = []\n    for gradient in gradients:\n"),
                            ("        if abs(place - theta).max() > 1e-7:\n            return False\n",
                             "        want.append(theta.copy())\n"),
                            ("return True", "return np.allclose(places, want)")]),
    ("longer, with another seed", [("default_rng(1)", "default_rng(7)"), ("(5, 3)", "(12, 3)")]))
