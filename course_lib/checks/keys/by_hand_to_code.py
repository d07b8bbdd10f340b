"""The keys of assignment 06: each answer comes from backprop, or from the graph."""
import numpy as np

from course_lib import graph
from course_lib.activations import ACTIVATIONS, linear
from course_lib.backprop import backprop
from course_lib.checks.key import Key
from course_lib.layout import windows
from course_lib.losses import LOSSES, half_squared_error
from course_lib.network import Network
from course_lib.probes import tasks_of

INVERSE = {"logistic": lambda a: np.log(a / (1 - a)), "tanh": np.arctanh}


def by_hand(phi, delta, a_below, W, decay):
    """A network with just these activities, and targets that make just these deltas."""
    delta, a_below, W = map(np.array, (delta, a_below, W))
    theta = np.concatenate([np.eye(2).ravel(), np.zeros(2), W.ravel(), np.zeros(2)])
    x, y = INVERSE[phi](a_below), a_below @ W.T - len(delta) * delta
    net = Network((2, 2, 2), [ACTIVATIONS[phi], linear], half_squared_error, theta)
    decayed = Network(net.sizes, net.phi[1:], net.loss, theta, decay)
    trace = net.blank_trace(len(x))
    backprop(net, x, y, trace)
    with_decay, _ = windows(backprop(decayed, x, y)[1], net.sizes)
    return {"dE_dW": trace.dW[2], "dE_db": trace.db[2], "delta_below_2": trace.delta[1][1],
            "dE_dw12_with_decay": with_decay[2][0, 1]}


def network_of(net):
    """The Network behind a record."""
    return Network(net.sizes, [ACTIVATIONS[phi.name] for phi in net.phi[1:]], LOSSES[net.loss.name],
                   net.theta.copy(), net.decay)


def propagate(net, x):
    trace = network_of(net).forward(x)
    return trace.z, trace.a


def send_back(net, z, a, y):
    real = network_of(net)
    trace = real.blank_trace(len(y))
    backprop(real, a[0], y, trace)
    return trace.delta


def whole(net, x, y):
    return backprop(network_of(net), x, y)


def repaired(W1, W2, x, y, mask):
    W1, W2 = graph.node(W1), graph.node(W2)
    output = graph.relu(x @ W1.T) * (2 * mask) @ W2.T
    gradients = graph.backward(((output - y) ** 2).sum() / (2 * len(x)))
    return gradients[W1], gradients[W2]


T = tasks_of("06")
MEAN = "E is the mean over the examples of the sum over the outputs, and then the decay, once."
GRADIENT = {"gradient": "One vector in the order of theta: layer 1 first, in it the weights row by row, then "
                        "the biases. Nothing may be left in it from an earlier call.",
            "E": MEAN,
            "dW": "As on your sheet in task 1: whose deltas, whose activities; and then the decay.",
            "db": "The weights of this layer are right, so its deltas are: what is done with them for the "
                  "bias?"}
KEYS = (
    Key(T["06.by_hand"], {"by_hand": by_hand},
        look={"dE_dW": "An entry belongs to one delta column and one activity column: three products, added.",
              "dE_db": "A bias is a weight on an input of 1: add up the column of its deltas.",
              "delta_below_2": "Take the second example alone: its two deltas, a column of W, and one slope.",
              "dE_dw12_with_decay": "The decay in E is a term of its own: differentiate it to this one "
                                    "weight."}),
    Key(T["06.propagate"], {"propagate": propagate},
        look={"a[0]": "The activity of the input is the input.",
              "z[": "z[l] is made of a[l-1], W[l] and b[l]: for each unit a weighted sum, and its bias.",
              "a[": "z[l] is right, and a[l] is the activation function of that layer, of z[l].",
              "": "Lists are indexed by layer, and the input is one, in place 0."}),
    Key(T["06.send_back"], {"send_back": send_back},
        look={"delta[": "delta[l] is made of delta[l+1], W[l+1], and the slope of layer l. At the top there "
                        "is the derivative of E instead.",
              "delta": "The list has a place for each layer; None stands in place 0."}),
    Key(T["06.my_backprop"], {"my_backprop": whole}, look=GRADIENT),
    Key(T["06.any_loss"], {"backprop_any": whole}, look={
        "two-class: E": "Minus y log a minus (1 - y) log(1 - a), added over the outputs, the mean over the "
                        "examples.",
        "two-class: g": "Derive this error to z on paper: two factors cancel.",
        "categorical: E": "Minus y log a, added over the outputs; the mean over the examples.",
        "categorical: g": "Derive this error to z on paper: what is left is short.",
        "softmax squared: E": "It is the half squared error as ever.",
        "softmax squared: g": "Moving one net input moves every output of its row: add up over the outputs.",
        "two-class, sure: ": "Here outputs are 0 or 1 to the last digit: write E and the delta in z, "
                             "without a logarithm of a and without a division. Clipping a would change E.",
        "categorical, sure: ": "Here outputs are 0 or 1 to the last digit: write E in z, and take the "
                               "largest z of each row off first. Clipping a would change E.",
        "squared: E": MEAN, "squared: g": "This is what my_backprop does: compare the two."}),
    Key(T["06.repaired_mask"], {"repaired_gradient": repaired},
        look={"dW2": "The last layer hears what was handed on, after the mask and the doubling.",
              "dW1": "dW2 is right, so follow the path of one hidden number down: weight, mask, doubling, "
                     "ReLU."}),
)
