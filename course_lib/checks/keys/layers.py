"""The keys of assignment 04: the answers of Network, of the layout, and of the graph."""
import numpy as np

from course_lib import graph
from course_lib.activations import linear, relu
from course_lib.checks.key import Key
from course_lib.layout import count, windows
from course_lib.losses import half_squared_error
from course_lib.network import Network
from course_lib.probes import tasks_of


def network(W, b, phi):
    """The Network of lists by layer."""
    sizes = (W[1].shape[1], *(len(one) for one in b[1:]))
    theta = np.concatenate([part.ravel() for l in range(1, len(W)) for part in (W[l], b[l])])
    return Network(sizes, phi[1:], half_squared_error, theta)


def by_hand(x, W_hidden, b_hidden, W_output, b_output, y, sizes, N):
    W, b = ([None, *map(np.array, two)] for two in ((W_hidden, W_output), (b_hidden, b_output)))
    net, x, y = network(W, b, [None, relu, linear]), np.array([x]), np.array([y])
    trace, P = net.forward(x), count(sizes)
    return {"z_hidden": trace.z[1][0], "a_hidden": trace.a[1][0], "a_output": trace.a[2][0],
            "E": net.error(x, y), "parameters": P, "multiplications": N * (P - sum(sizes[1:]))}


def forward(W, b, phi, x):
    trace = network(W, b, phi).forward(x)
    return trace.z, trace.a


def merged(W, b):
    """What the network says to 0, and how it changes: ∂/∂x of each output."""
    net = network(W, b, [None, *[linear] * (len(W) - 1)])
    nothing = np.zeros((1, net.sizes[0]))
    x = a = graph.node(nothing[0])
    for l in range(1, len(W)):
        a = a @ W[l].T
    return np.array([graph.backward(a, row)[x] for row in np.eye(net.sizes[-1])]), net.predict(nothing)[0]


def staircase(heights, edges):
    """A unit for each edge, which switches on there: built on layout's windows."""
    n = len(edges)
    W, b = windows(np.ones(count((1, n, 1))), (1, n, 1))
    b[1][:], W[2][:], b[2][:] = -edges, np.diff(heights), heights[0]
    return W, b


def influence(W, slope, j):
    """∂z/∂z_j of each output, by a walk down the graph for each."""
    z1 = graph.node(np.zeros(len(W[1])))
    z = z1
    for l in range(1, len(W) - 1):
        z = (z * slope[l]) @ W[l+1].T
    return np.array([graph.backward(z, row)[z1][j] for row in np.eye(len(W[-1]))])


T = tasks_of("04")
KEYS = (
    Key(T["04.by_hand"], {"by_hand": by_hand},
        look={"z_hidden": "Go along a row of the weights: each times its input, all added, and the bias.",
              "a_hidden": "ReLU hands on what is positive, and 0 otherwise.",
              "a_output": "The inputs of the output layer are the hidden activities, and it is linear.",
              "E": "Each output's distance from its own target, squared; then the half of the sum.",
              "parameters": "Each unit has a weight for every unit below it, and a bias. Do the inputs "
                            "have any?",
              "multiplications": "One multiplication for each weight, and for each example."}),
    Key(T["04.forward"], {"forward": forward},
        look={"z[": "z[l] is made of a[l-1], W[l] and b[l], in this order; look at this layer and the one "
                    "below.",
              "a[0]": "Place 0 of a holds the input itself.",
              "a[": "The net input is right: what does phi[l] make of it?",
              "z": "Two lists by layer were expected, z with None in place 0, and a with x there.",
              "a": "Two lists by layer were expected, z with None in place 0, and a with x there."}),
    Key(T["04.unpack"], {"unpack": windows},
        look={"W[1], when": "The numbers were right until theta changed: they stand in an array of their "
                            "own. What "
                            "does NumPy give you for a slice, and what makes a copy of it?",
              "b[1], when": "The biases no longer look at theta: a slice is a window, a copy is none.",
              "W[1]": "The first stretch of theta is W[1], row by row; a row holds what one unit receives.",
              "b[1]": "Where does W[1] end? The biases of layer 1 begin there.",
              "W[": "Where does the layer before end, its biases counted? Keep a place that walks along "
                    "theta.",
              "b[": "The biases of a layer stand right after its weights, one for each of its units.",
              "W": "Two lists by layer were expected, both with None in place 0.",
              "b": "Two lists by layer were expected, both with None in place 0."}),
    Key(T["04.merged"], {"merged": merged},
        look={"W of two": "Put the first layer's line into the second one's, multiply out, and look what "
                          "stands before x.",
              "b of two": "What does the network answer to x = 0? Follow the first bias up.",
              "W of four": "Two layers are right. Merge a third one with the single layer that you have so "
                           "far.",
              "b of four": "Each bias passes through all the layers above it, and no other."}),
    Key(T["04.staircase"], {"staircase": staircase},
        look={"shapes": "W is [out, in]: a 1-n-1 network has W[1] of (n, 1), b[1] of (n,), W[2] of (1, n), "
                        "b[2] of "
                        "(1,), and both lists begin with None.",
              "left": "Left of the first edge no step has been taken yet. What does your output unit say "
                      "there?",
              "between": "Left of all edges it is right. What has to be added at an edge, and at which t "
                         "does the unit "
                         "switch: where is w t + b = 0?",
              "right": "All steps have been taken there: look at the last one."}),
    Key(T["04.influence"], {"influence": influence},
        look={"influence through two": "One path to each output: from z of unit j to its activity, and over "
                                       "one weight.",
              "influence": "Two layers are right. From unit j: its own slope, then each weight that leads "
                           "out of it, and for each unit reached the same again, up to a net input of the "
                           "last layer."}),
)
