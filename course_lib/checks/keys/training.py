"""The keys of assignment 09: backprop, train, standardise and the graph say what is right."""
import numpy as np

from course_lib import datasets, graph, initial_weights
from course_lib.activations import linear, softmax, tanh
from course_lib.backprop import backprop
from course_lib.checks.key import Key
from course_lib.losses import categorical_cross_entropy, half_squared_error
from course_lib.network import Network
from course_lib.optimizers import Momentum
from course_lib.probes import tasks_of
from course_lib.training import accuracy, train


def by_hand(confusion, column, new_value, validation_E, patience):
    """The table's examples one by one, and the library's accuracy, scale and training."""
    confusion = np.array(confusion)
    labels, answers = np.repeat(np.argwhere(confusion + 1), confusion.ravel(), axis=0).T
    one_hot, wrong = np.eye(3), labels != answers
    kinds = np.unique(3 * labels[wrong] + answers[wrong], return_counts=True)[1]
    _, scale = datasets.standardise(np.array(column)[:, None])

    def share(some):
        return accuracy(one_hot[answers[some]], one_hot[labels[some]])
    return {"accuracy": share(labels >= 0), "recognised_2": share(labels == 1),
            "right_when_said_2": share(answers == 1), "largest_mistake": kinds.max() / wrong.sum(),
            "standardised": scale.forward(np.array([new_value]))[0],
            "early_stopping": stop_early(validation_E, patience)}


def standardise(train, other):
    scaled, scale = datasets.standardise(train)
    return scaled, scale.forward(other)


class Along:
    """A rule that walks a network of one weight, E = ½ w², along the E of a curve."""

    def __init__(self, curve):
        self.curve = iter(curve)

    def step(self, theta, gradient):
        theta[0] = np.sqrt(2 * next(self.curve))


def stop_early(validation_E, patience):
    """What train itself does along this curve."""
    first, *rest = validation_E
    net = Network((1, 1), [linear], half_squared_error, np.array([np.sqrt(2 * first), 0.0]))
    one = np.ones((1, 1)), np.zeros((1, 1))
    history = train(net, one, Along(rest), epochs=len(rest), validation=one, patience=patience)
    return [history.best_epoch, history.epochs]


def my_training(train_part, validation_part, theta, rng, backprop):
    net = Network((64, 32, 10), [tanh, softmax], categorical_cross_entropy, theta.copy(), decay=0.001)
    history = train(net, train_part, Momentum(0.1, 0.9), 30, batch=32, rng=rng, validation=validation_part,
                    patience=5, backprop=backprop)
    return net, history


def input_gradient(net, x, y):
    """E as a graph from x upwards, and back."""
    start = a = graph.node(x)
    for l in range(1, net.L + 1):
        z = a @ net.W[l].T + net.b[l]
        a = graph.tanh(z)
    if net.loss == half_squared_error:
        E = ((z - y) ** 2).sum() / (2 * len(y))
    else:
        E = (graph.log(graph.exp(z).sum(axis=1)).sum() - (z * y).sum()) / len(y)
    return graph.backward(E)[start]


T = tasks_of("09")
PAIR = "Return two things, `return one, other`, in the order that the docstring says."
CURVES = ("Of the nine curves [0] falls, [1] rises, [2] is level at first, [3] has a blip, and [4] to [8] "
          "wander, with many ties.")
KEYS = (
    Key(T["09.by_hand"], {"by_hand": by_hand},
        look={"accuracy": "All right answers stand on the diagonal; all answers are the sum of the table.",
              "recognised_2": "The images that show class 2 stand in one row.",
              "right_when_said_2": "The images that were called class 2 stand in one column.",
              "largest_mistake": "Of the six numbers off the diagonal: the largest, over their sum.",
              "standardised": "Mean and spread are those of the five values. The spread is the root of the "
                              "mean squared distance from the mean.",
              "early_stopping": "Write beside each epoch which one has been the lowest so far, and how many "
                                "epochs have gone by since."}),
    Key(T["09.standardise"], {"standardise": standardise},
        look={"what comes back": PAIR,
              "train": "Each column has a mean and a spread of its own; where the spread is 0, divide by 1.",
              "other": "The mean and spread that the training part gave, and the 1 where it did not vary."}),
    Key(T["09.my_theta"], {"my_theta": initial_weights.lecun},
        look={"what comes back": "One vector: n_in · n_out weights and n_out biases a layer.",
              "W[1], root mean": "The variance 1/n_in is the square of the spread; n_in is what comes in.",
              "W[2], root mean": "Each layer has its own n_in: for layer 2 it is the width of layer 1.",
              "W[1], mean": "The weights are to cancel: as many below 0 as above.",
              "W[2], mean": "The weights are to cancel: as many below 0 as above.",
              "W[1], diff": "Weights are to differ, each from each, and no bias is to stand between them.",
              "W[2], diff": "Weights are to differ, each from each, and no bias is to stand between them.",
              "b[": "Biases begin at 0, and follow the weights of their own layer in theta.",
              "likeness": "Draw everything from the rng that is handed in, and from nothing else."}),
    Key(T["09.stop_early"], {"stop_early": stop_early},
        look={"what comes back": f"{PAIR} Curves that are never stopped early need an answer too.",
              "kept": f"The epoch kept is that of the lowest E up to the stop. {CURVES}",
              "stops": "Training stops as soon as `patience` epochs have passed since the lowest E so far. "
                       f"{CURVES}"}),
    Key(T["09.my_backprop"], {"my_backprop": backprop},
        look={"what comes back": "End it with `return E, gradient`.",
              "E (": "E is the error that this network has, its mean over the examples, and the decay: "
                    "`net.error(x, y)` says it.",
              "gradient": "The gradient is one vector in the order of theta: dW[1] row by row, db[1], ...",
              "dW[": "One example brings each delta of this layer times each activity of the layer below; "
                     "the examples are added up, and then comes the decay.",
              "db[": "The sum of this layer's deltas over the examples, and no decay."}),
    Key(T["09.trained"], {"my_backprop": backprop, "my_training": my_training},
        look={"what comes back": "Return the network and what `train` returned, in this order.",
              "E at the start": "Nothing is trained yet: look at the network, its error, decay and theta.",
              "validation E at the start": "Is the validation part what `train` is given as `validation`?",
              "steps": "Is `backprop` handed on to `train`? Are batch, epochs, patience as planned? And is "
                       "09.my_backprop right?",
              "E (": "It begins right and learns otherwise: compare rule, eta, alpha, batch, and whose rng "
                     "it is. And is 09.my_backprop right?",
              "validation E (": "The steps are right; are the examples held out the right ones?",
              "answers": "The run is right; is this the network that was trained?"}),
    Key(T["09.input_gradient"], {"input_gradient": input_gradient},
        look={"dx": "Begin with the delta of the last layer, go down to layer 1, and then one step more."}),
)
