"""The keys of assignment 07: answers from gradcheck and backprop, programs to be judged from mistakes."""
import numpy as np

from course_lib import gradcheck
from course_lib.activations import logistic, relu, softmax, tanh
from course_lib.backprop import backprop
from course_lib.checks.key import Key
from course_lib.losses import categorical_cross_entropy, half_squared_error
from course_lib.mistakes.answers.trust_nothing_candidates import OPERATORS, PROGRAMS
from course_lib.probes import tasks_of
from course_lib.probes.networks import network


def by_hand(f, c, x, h):
    def E(theta):
        return c * theta[0] ** 3 if f == "c x³" else c / theta[0]
    point = np.array([x])
    derivative = gradcheck.complex_step(E, point)[0]
    one, half = (gradcheck.one_sided_difference(E, point, step)[0] for step in (h, h / 2))
    both, both_half = (gradcheck.central_difference(E, point, step)[0] for step in (h, h / 2))
    return {"derivative": derivative, "one_sided": one, "central": both,
            "error_one_sided": one - derivative, "error_central": both - derivative,
            "error_one_sided_half": half - derivative, "error_central_half": both_half - derivative}


def central(E, theta, h):
    return gradcheck.central_difference(E, theta.astype(float), h)


def complex_step(E, theta, h):
    return gradcheck.complex_step(E, theta, h)


def relative_error(g, r):
    return gradcheck.relative_error(g, r)


def two_runs(E, theta, gradient, v, h):
    return gradient @ v, gradcheck.along(E, theta, v, h)


def in_random_order(candidates):
    return lambda rng: [candidates[k] for k in rng.permutation(len(candidates))]


def repaired_test(operator, x, rng):
    value, pull = operator(x)
    g = rng.normal(size=value.shape)

    def E(theta):
        return (operator(theta.reshape(x.shape))[0] * g).sum()
    computed = pull(g)
    if computed.shape != x.shape:
        return False
    return gradcheck.relative_error(computed.ravel(), gradcheck.central_difference(E, x.ravel())) <= 1e-6


def accepts(candidate):
    """Against backprop itself, on networks of all kinds."""
    rng = np.random.default_rng(0)
    for phi, output, loss in ((logistic, logistic, half_squared_error), (relu, logistic, half_squared_error),
                              (logistic, softmax, half_squared_error),
                              (tanh, softmax, categorical_cross_entropy)):
        net, x, y = network(rng, 4, (phi,), output, loss)
        for mine, right in zip(candidate(net, x, y), backprop(net, x, y), strict=True):
            if not gradcheck.relative_error(mine, right) <= 1e-9:
                return False
    return True


T = tasks_of("07")
KEYS = (
    Key(T["07.by_hand"], {"by_hand": by_hand},
        look={"derivative": "Begin with the exact derivative, by the rule "
                            "for powers: 1/x is x to the power -1.",
              "one_sided": "f at x + h, less f at x, over the distance between the two.",
              "central": "f at x + h, less f at x - h. How far apart are these two points?",
              "error": "An error is a difference less the derivative. Keep all digits of your "
                       "calculator until then: the two numbers are nearly the same."}),
    Key(T["07.central"], {"central": central},
        look={"gradient at whole": "At whole numbers something goes wrong. Of what "
                                   "kind are the numbers in your arrays?",
              "gradient": "One entry at a time: E a little above, E a little "
                          "below, and the distance between the two."}),
    Key(T["07.complex_step"], {"complex_step": complex_step},
        look={"gradient with": "With a tiny h it is right. Where does h "
                               "enter, and is it the h that was given?",
              "gradient": "Nudge one entry by i h, and look at one half "
                          "of the complex number that comes back."}),
    Key(T["07.relative_error"], {"relative_error": relative_error},
        look={"relative error": "The distance of the two, over the mean of their lengths.",
              "of two that are near": "The distance is small here. Is it a distance of all entries?",
              "of one entry": "With one entry the length of a vector is the "
                              "size of that number, without its sign.",
              "of two that are small": "Both are small, and their ratio is that of large ones. "
                                       "What is added below the line, or compared with a fixed bound?",
              "of two that are tiny": "The square of 1e-200 is 0 on a computer. "
                                      "What could be taken out of both first?",
              "of zeros and a tiny": "One is 0, the other is not, however small it is.",
              "of a tiny one and": "One is 0, the other is not, however small it is.",
              "of zeros and zeros": "0/0 has no value: say first what two vectors of zeros get."}),
    Key(T["07.two_runs"], {"two_runs": two_runs},
        look={"promised": "What the gradient promises: the sum over all parameters of gradient times nudge.",
              "measured": "Two runs of E, on either side of theta along v."}),
    Key(T["07.repaired_test"], {"repaired_test": repaired_test}, candidates=in_random_order(OPERATORS),
        look={"accepts": "Take the first line, and work out what your test sees of it: "
                         "what does g look like, and how large may a mistake be?"}),
    Key(T["07.accepts"], {"accepts": accepts}, candidates=in_random_order(PROGRAMS),
        look={"accepts": "Of a program that is let through: on which network would its line "
                         "matter, and do you ask about one? Of a right one that is rejected: "
                         "how near does your test want it to be, and where?"}),
)
