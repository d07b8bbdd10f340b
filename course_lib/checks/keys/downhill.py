"""The keys of assignment 08: the rules are those of optimizers; the paraboloid by hand is a neuron's."""
import numpy as np

from course_lib.activations import linear
from course_lib.backprop import backprop
from course_lib.checks.key import Key
from course_lib.losses import half_squared_error
from course_lib.mistakes.answers.downhill_walks import RIGHT_WALKS, WRONG_WALKS
from course_lib.mistakes.record import Mistake
from course_lib.network import Network
from course_lib.optimizers import Adam, GradientDescent, Momentum
from course_lib.probes import tasks_of


def paraboloid(lambda1, lambda2, theta):
    """E and its gradient: a linear neuron without bias, two examples with one input each, targets 0."""
    x = np.diag(np.sqrt([2 * lambda1, 2 * lambda2]))
    net = Network((2, 1), [linear], half_squared_error, np.append(theta, 0.0))
    E, gradient = backprop(net, x, np.zeros((2, 1)))
    return E, gradient[:2]


def by_hand(lambda1, lambda2, p, q, eta):
    """A linear neuron whose error is this paraboloid; its curvatures from its gradients."""
    rule, theta, path = GradientDescent(eta), np.array([p, q]), [[p, q]]
    for _ in range(2):
        rule.step(theta, paraboloid(lambda1, lambda2, theta)[1])
        path.append(theta.tolist())
    curvatures = np.linalg.eigvalsh([paraboloid(lambda1, lambda2, one)[1] for one in np.eye(2)])
    return {"factors": (theta / path[1]).tolist(), "after_one": path[1], "after_two": path[2],
            "E_after_two": paraboloid(lambda1, lambda2, theta)[0], "largest_eta": 2 / curvatures[-1],
            "condition_number": curvatures[-1] / curvatures[0]}


def momentum_step(theta, v, gradient, eta, alpha):
    rule, theta = Momentum(eta, alpha), theta.copy()
    rule.v = v.copy()
    rule.step(theta, gradient)
    return theta, rule.v


def largest_eta(gradient, P):
    zero = gradient(np.zeros(P))
    return 2 / np.linalg.eigvalsh([gradient(one) - zero for one in np.eye(P)])[-1]


def batches(N, m, rng):
    """As in training.run: a new order, cut in pieces."""
    order = rng.permutation(N)
    return np.split(order, range(m, N, m))


def candidates(rng):
    """All wrong walks and all right ones, in random order."""
    right = [Mistake(name, "", "", "", function) for name, function in RIGHT_WALKS.items()]
    pairs = [(one, False) for one in WRONG_WALKS.values()] + [(one, True) for one in right]
    return [pairs[k] for k in rng.permutation(len(pairs))]


T = tasks_of("08")
KEYS = (
    Key(T["08.by_hand"], {"by_hand": by_hand},
        look={"factors": "The slope of ½ λ p² is λ p. A step takes eta times that away: what is left?",
              "after_one": "Multiply each coordinate by its factor, once.",
              "after_two": "The second step begins where the first has ended.",
              "E_after_two": "Each square has its own curvature, and there is the half before the bracket. "
                             "Keep four digits on the way.",
              "largest_eta": "The limit is where a factor reaches the size 1. Which one is the first?",
              "condition_number": "The larger curvature over the smaller one: it is above 1."}),
    Key(T["08.momentum_step"], {"momentum_step": momentum_step},
        look={"v": "The new velocity has two parts: what is kept of the old one, and the push against the "
                   "gradient.",
              "theta": "The velocity is right, so look at how theta takes it."}),
    Key(T["08.adam"], {"MyAdam": Adam},
        look={"theta after 1": "At the first step t is 1, and each entry moves by about eta against the sign "
                               "of its gradient, as long as that is not as small as epsilon.",
              "theta after": "The first step is right, so look at what is carried from step to step: m, v "
                             "and the count t.",
              "a new rule": "A rule that is just made must know nothing of another one, and without rates "
                            "it takes the usual ones, 0.9, 0.999 and 1e-8.",
              "the first rule again": "Another rule was at work in between: each is to keep its own "
                                      "m, v and t."}),
    Key(T["08.largest_eta"], {"largest_eta": largest_eta},
        look={"eta": "Try it on a paraboloid that you know: H = np.diag([1.0, 2.0, 8.0]), with the lowest "
                     "point at 0, and then elsewhere. Should it come out the same? If yours is a little too "
                     "large, more rounds help."}),
    Key(T["08.batches"], {"batches": batches},
        look={"sizes, where": "Where m divides N all are full: is an empty one at the end, or is one lost?",
              "sizes": "`sizes` is the number of examples in each batch: m in all of them but the last, "
                       "which takes what is left.",
              "examples": "Over one epoch each example is to come once. Put all batches together, sort "
                          "them, and look.",
              "who is together": "The batches hold examples that are neighbours in the data: shuffle all N "
                                 "before cutting.",
              "the next epoch": "Two calls with one generator gave the same batches: the randomness has to "
                                "come from `rng`.",
              "a generator": "Two generators with the same seed gave different batches: some randomness "
                             "does not come from `rng`."}),
    Key(T["08.accepts"], {}, candidates=candidates,
        look={"accepts": "Of a walk that is let through: with which gradients and rates would its line give "
                         "another number? Of a right one that is rejected: how near do you want it to be?"}),
)
