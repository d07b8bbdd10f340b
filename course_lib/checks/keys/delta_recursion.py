"""The keys of assignment 05: each answer comes from backprop, or from the graph."""
import numpy as np

from course_lib import graph
from course_lib.activations import ACTIVATIONS, linear, tanh
from course_lib.backprop import backprop
from course_lib.checks.key import Key
from course_lib.layout import windows
from course_lib.losses import half_squared_error
from course_lib.network import Network
from course_lib.optimizers import GradientDescent
from course_lib.probes import tasks_of

INVERSE = {"logistic": lambda a: np.log(a / (1 - a)), "tanh": np.arctanh}


def by_hand(phi, x, a_hidden, W_output, a_output, y):
    """A network that has just these activities, and what backprop says of it."""
    x, a_hidden, W, a_output, y = map(np.array, (x, a_hidden, W_output, a_output, y))
    z = [INVERSE[phi](a) for a in (a_hidden, a_output)]
    theta = np.concatenate([np.zeros(4), z[0], W.ravel(), z[1] - W @ a_hidden])
    net = Network((2, 2, 2), [ACTIVATIONS[phi]] * 2, half_squared_error, theta)
    trace = net.blank_trace(1)
    backprop(net, x[None], y[None], trace)
    delta, dW, db = trace.delta, trace.dW, trace.db
    return {"delta_output": delta[2][0], "delta_hidden": delta[1][0], "dE_dw12_output": dW[2][0, 1],
            "dE_dw21_hidden": dW[1][1, 0], "dE_db1_hidden": db[1][0]}


def output_delta(a, y, slope):
    """The pull of E back to z, where a is z times the slope."""
    z = graph.node(a / slope)
    E = ((z * slope - y) ** 2).sum() / (2 * len(y))
    return graph.backward(E)[z]


def hidden_delta(delta, W, slope):
    z = graph.node(np.zeros_like(slope))
    return graph.backward((z * slope) @ W.T, delta)[z]


def layer_gradient(delta, a, W, decay):
    W, b = graph.node(W), graph.node(np.zeros(len(W)))
    E = ((a @ W.T + b) * delta).sum() + decay / 2 * (W ** 2).sum()
    gradients = graph.backward(E)
    return gradients[W], gradients[b]


def all_deltas(W, slope, top):
    delta = [None] * (len(W) - 1) + [top]
    for l in range(len(W) - 2, 0, -1):
        delta[l] = hidden_delta(delta[l + 1], W[l + 1], slope[l])
    return delta


def step(W1, b1, W2, b2, x, y, eta):
    sizes = (x.shape[1], len(b1), len(b2))
    theta = np.concatenate([W1.ravel(), b1, W2.ravel(), b2])
    net = Network(sizes, [tanh, linear], half_squared_error, theta)
    GradientDescent(eta).step(theta, backprop(net, x, y)[1])
    W, b = windows(theta, sizes)
    return W[1], b[1], W[2], b[2]


T = tasks_of("05")
KEYS = (
    Key(T["05.by_hand"], {"by_hand": by_hand},
        look={"delta_output": "For each output: how far it misses its target, and the slope of `phi` there.",
              "delta_hidden": "Take one hidden unit: what comes down to it from both outputs, and its own "
                              "slope.",
              "dE_dw12": "Ask where this weight ends, and where it begins.",
              "dE_dw21": "Ask where this weight ends, and where it begins.",
              "dE_db1": "A bias is a weight on an input of 1."}),
    Key(T["05.output_delta"], {"output_delta": output_delta},
        look={"delta": "Write down E for one example and differentiate it to z: two factors, and the mean."}),
    Key(T["05.hidden_delta"], {"hidden_delta": hidden_delta},
        look={"delta": "Unit i below hears from each unit j above, through w_ji: sum over j, then the slope "
                       "of unit i."}),
    Key(T["05.layer_gradient"], {"layer_gradient": layer_gradient},
        look={"dW": "Entry [j, i] is the sum over the examples of delta_j times a_i, and then the decay.",
              "db": "A bias is a weight on an input of 1: what becomes of the product, and of its sum?"}),
    Key(T["05.all_deltas"], {"all_deltas": all_deltas},
        look={"delta[": "delta[l] is made of delta[l+1], W[l+1] and slope[l].",
              "delta": "The list has a place for each layer; None stands in place 0."}),
    Key(T["05.repaired_step"], {"repaired_step": step},
        look={"W2": "Look at the last layer first: W2 moves by eta times its gradient, downhill.",
              "W1": "The last layer is right, so look at what comes down from it.",
              "b": "A bias is a weight on an input of 1: it moves by eta times the sum of its deltas."}),
)
