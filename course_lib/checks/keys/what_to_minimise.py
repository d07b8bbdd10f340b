"""The keys of assignment 03: each answer comes from the losses, the activations, or the graph."""
import numpy as np

from course_lib import activations, graph, losses
from course_lib.backprop import backprop
from course_lib.checks.key import Key
from course_lib.network import Network
from course_lib.probes import tasks_of


def unit(phi, loss, z, x, y):
    """a, E, delta, dW of a layer without weights whose biases are these net inputs."""
    net = Network((1, len(z)), [phi], loss, np.concatenate([np.zeros(len(z)), z]))
    trace = net.blank_trace(1)
    E, _ = backprop(net, np.array([[x]]), np.array([y]), trace)
    return trace.a[1][0], E, trace.delta[1][0], trace.dW[1][:, 0]


def by_hand(e_z, y, x, odds_of_frost, y_frost):
    a, E, delta, dW = unit(activations.softmax, losses.categorical_cross_entropy, np.log(e_z), x, y)
    frost = unit(activations.logistic, losses.binary_cross_entropy, np.log([odds_of_frost]), x, [y_frost])
    return {"a": a, "E": E, "delta": delta, "dE_dw21": dW[1],
            "a_frost": frost[0][0], "E_frost": frost[1], "delta_frost": frost[2][0]}


def softmax(z):
    return activations.softmax(z)


def start(loss, phi, z, y):
    """E, and what the loss hands to the last layer."""
    a, delta = phi(z), np.empty_like(z)
    return loss.start(phi, z, a, y, np.array(float(len(z))), np.empty_like(z), delta), delta


def cross_entropy(z, y):
    return start(losses.categorical_cross_entropy, activations.softmax, z, y)


def softmax_pull(dE_da, a):
    return activations.softmax.pull(dE_da.copy(), np.log(a), a)


def huber(a, y, threshold):
    """Half the square, less half the square of what stands out beyond the threshold."""
    a = graph.node(a)
    beyond = graph.relu(abs(a - y) - threshold)
    E = (((a - y) ** 2).sum() - (beyond ** 2).sum()) / (2 * len(y))
    return E.value, graph.backward(E)[a]


def repaired_error(a, y):
    return start(losses.half_squared_error, activations.linear, a, y.reshape(a.shape))


T = tasks_of("03")
KEYS = (
    Key(T["03.by_hand"], {"by_hand": by_hand},
        look={"a_frost": "Odds are how many times as likely frost is as no frost, and the two probabilities "
                         "sum to 1.",
              "E_frost": "Minus a natural logarithm (the key ln), for frost and for no frost, each weighted "
                         "by its share.",
              "delta_frost": "The activity against its target. Cross-entropy belongs to the logistic, so its "
                             "slope has cancelled.",
              "a": "Each power of e is divided by the same number, so that the three sum to 1.",
              "E": "Minus the natural logarithm of each output, weighted by its target, added up.",
              "delta": "Three numbers that sum to 0; each compares an output with its target.",
              "dE_dw21": "This weight leads to output 2. Its derivative has two factors: the delta at its "
                         "upper end, and what comes in at its lower end."}),
    Key(T["03.softmax"], {"softmax": softmax},
        look={"a of large z": "Only differences within a row count. Which number of the row may you take "
                              "off, so that no power overflows and the sum is never 0?",
              "a": "Powers of e, and each row is divided by its own sum: do your rows sum to 1?"}),
    Key(T["03.cross_entropy"], {"cross_entropy": cross_entropy},
        look={"E of large z": "Far out an output is 0 to the last digit, and no small number put in its "
                              "place gives the right E. Write log a in terms of z before you put it into "
                              "the computer.",
              "delta of large z": "The same delta as before: does your softmax stand these net inputs?",
              "E": "The mean over the rows of minus the sum of y log a, with the natural logarithm.",
              "delta": "Differentiate E of one row with respect to z: log-sum-exp has softmax for its "
                       "derivative. Then the mean."}),
    Key(T["03.softmax_pull"], {"softmax_pull": softmax_pull},
        look={"dE_dz": "From z_k there is a path through every output of the same row: add over them."}),
    Key(T["03.own_loss"], {"huber": huber},
        look={"E": "Take three differences, one within the threshold, one beyond it and one just at it, and "
                   "work out the cost of each by hand. Then: a sum over the outputs, a mean over the "
                   "rows.",
              "dE_da": "Differentiate each piece by itself: within, as for half the square; beyond, a "
                       "straight line, which has the same slope everywhere on its side."}),
    Key(T["03.repaired_error"], {"repaired_error": repaired_error},
        look={"E, y a column": "Targets that come as a column are to give the same as before.",
              "dE_da, y a column": "Targets that come as a column are to give the same as before.",
              "E": "Print the shape of the difference before anything is squared.",
              "dE_da": "One number for each output, in the shape of a: each output meets its own target "
                       "and no other."}),
)
