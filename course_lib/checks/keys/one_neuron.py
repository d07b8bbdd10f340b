"""The keys of assignment 02: each answer comes from backprop, from the graph, or from dual numbers."""
import numpy as np

from course_lib import dual, graph
from course_lib.activations import ACTIVATIONS, Activation
from course_lib.backprop import backprop
from course_lib.checks.key import Key
from course_lib.losses import half_squared_error
from course_lib.network import Network
from course_lib.optimizers import GradientDescent
from course_lib.probes import tasks_of


def neuron(w, b, phi):
    """A network of one unit."""
    return Network((len(w), 1), [phi], half_squared_error, np.append(w, b).astype(float))


def given(phi, slope):
    """The Activation of two functions of z."""
    def value(z, out):
        out[...] = phi(z)
        return out

    def value_slope(z, a, out):
        out[...] = slope(z)
        return out
    return Activation("given", value, value_slope)


def by_hand(phi, x, w, b, y):
    net = neuron(w, b, ACTIVATIONS[phi])
    trace = net.blank_trace(1)
    E, gradient = backprop(net, np.array([x]), np.array([[y]]), trace)
    return {"z": trace.z[1][0, 0], "a": trace.a[1][0, 0], "E": E, "delta": trace.delta[1][0, 0],
            "dE_dw1": gradient[0], "dE_dw2": gradient[1], "dE_db": gradient[2]}


def softsign(z):
    return z / (1 + abs(z))


def softsign_slope(z):
    """Of a dual number, abs is the table's."""
    return dual.derivative(softsign, z)


def neuron_gradient(w, b, x, y, phi, slope):
    E, gradient = backprop(neuron(w, b, given(phi, slope)), x, y[:, None].astype(float))
    return E, gradient[:-1], gradient[-1]


def learn(w, b, x, y, phi, slope, eta, rounds):
    net, rule, errors = neuron(w, b, given(phi, slope)), GradientDescent(eta), []
    for _ in range(rounds):
        E, gradient = backprop(net, x, y[:, None])
        errors.append(E)
        rule.step(net.theta, gradient)
    return net.theta[:-1], net.theta[-1], [*errors, net.error(x, y[:, None])]


def rounds_needed(w, biases, x, y, phi, slope, eta, most):
    def rounds(b):
        net, rule = neuron(w, b, given(phi, slope)), GradientDescent(eta)
        for count in range(most):
            if abs(net.forward(x).a[1][0, 0] - y[0]) < 0.1:
                return count
            rule.step(net.theta, backprop(net, x, y[:, None])[1])
        return most
    return [rounds(b) for b in biases]


def repaired_rule(w, x, y, eta):
    node = graph.node(w)
    a = 1 / (1 + graph.exp(-(x @ node)))
    gradient = graph.backward(((a - y) ** 2).sum() / (2 * len(x)))[node]
    return w - eta * gradient


T = tasks_of("02")
ROUNDS = ("Let a start take one round, print a and y before and after it, and compare with the count: "
          "nothing to do is 0 rounds, never there is `most`.")
KEYS = (
    Key(T["02.by_hand"], {"by_hand": by_hand},
        look={"z": "The net input is all of it: each weight times its own input, added, and the bias.",
              "a": "a is the activation function of z: look which one your sheet names, at the sign in the "
                   "exponent, and that you carried four digits on the way.",
              "E": "E is the half squared error: subtract, square, halve, with four digits on the way. It is "
                   "never negative.",
              "delta": "δ has two factors: how wrong the neuron is, and how steep its function is where it "
                       "stands. Carry four digits on the way.",
              "dE_dw": "Ask what z does when this weight moves by a little: that is the factor beside δ.",
              "dE_db": "Ask what z does when the bias moves by a little: that is the factor beside δ."}),
    Key(T["02.activation"], {"softsign": softsign, "softsign_slope": softsign_slope},
        look={"activity": "Work out softsign by its formula on paper, for z = 2 and for z = -2, and ask your "
                          "function for both.",
              "slope far out": "Far out the slope is tiny, and a nudge has too few digits left to measure "
                               "it: find its formula on paper.",
              "slope": "Nudge your own softsign at one z, by 1e-6 to each side, and compare with the slope "
                       "there."}),
    Key(T["02.neuron_gradient"], {"neuron_gradient": neuron_gradient},
        look={"E": "E is the mean over the examples of ½ (a - y)², and a is made by the `phi` that is handed "
                   "in.",
              "dw": "E is right, so go on from a: δ of each example, and entry i of dw adds up δ times "
                    "input i.",
              "db": "dw is right, so δ is: the bias is a weight on an input that is always 1."}),
    Key(T["02.learn"], {"learn": learn},
        look={"errors": "First see that 02.neuron_gradient is right. Then write down, for two rounds, what "
                        "is computed when: errors[0] belongs to the parameters that came, the last one to "
                        "those that go.",
              "w": "The errors are right, so the steps are: see that you return the last w.",
              "b": "w is right: do with the bias what you do with the weights, in the same round."}),
    Key(T["02.saturated"], {"rounds_needed": rounds_needed}, look={"logistic": ROUNDS, "tanh": ROUNDS}),
    Key(T["02.repaired_rule"], {"repaired_rule": repaired_rule},
        look={"w": "Nudge one weight, and see how E changes: eta times that, downhill, is the step of this "
                   "weight."}),
)
