"""Answers to the tasks of assignment 09 in which a network is sent back through, or trained."""
import numpy as np

from course_lib.activations import softmax, tanh
from course_lib.layout import windows
from course_lib.losses import categorical_cross_entropy, half_squared_error  # noqa: F401  (a wrong answer's)
from course_lib.mistakes.answers.edits import Answer
from course_lib.mistakes.record import Mistake, collect
from course_lib.network import Network
from course_lib.optimizers import GradientDescent, Momentum  # noqa: F401  (a wrong answer's)
from course_lib.training import train


def my_backprop(net, x, y):
    L, N = net.L, len(x)
    a = [x]
    for l in range(1, L):
        a.append(np.tanh(a[l-1] @ net.W[l].T + net.b[l]))
    a.append(net.phi[L](a[L-1] @ net.W[L].T + net.b[L]))
    delta = (a[L] - y) / N
    parts = []
    for l in range(L, 0, -1):
        dW = delta.T @ a[l-1] + net.decay * net.W[l]
        db = delta.sum(axis=0)
        parts = [dW.ravel(), db, *parts]
        delta = delta @ net.W[l] * (1 - a[l-1] ** 2)
    return net.error(x, y), np.concatenate(parts)


MY_BACKPROP = Answer(my_backprop)
DOWN, SLOPE = "delta = delta @ net.W[l] * (1 - a[l-1] ** 2)", "(1 - a[l-1] ** 2)"


def backprop_with_trace(net, x, y):
    trace = net.forward(x)
    gradient = np.empty_like(net.theta)
    dW, db = windows(gradient, net.sizes)
    delta = [None] * net.L + [(trace.a[net.L] - y) / len(x)]
    for l in reversed(range(1, net.L)):
        delta[l] = np.einsum("nj,ji,ni->ni", delta[l+1], net.W[l+1], 1 - trace.a[l] ** 2)
    for l in range(1, net.L + 1):
        dW[l][:] = np.einsum("nj,ni->ji", delta[l], trace.a[l-1]) + net.decay * net.W[l]
        db[l][:] = np.einsum("nj->j", delta[l])
    return net.error_in(trace, y), gradient


def backprop_by_examples(net, x, y):
    gradient = np.zeros_like(net.theta)
    dW, db = windows(gradient, net.sizes)
    for l in range(1, net.L + 1):
        dW[l] += net.decay * net.W[l]
    for one, target in zip(x, y, strict=True):
        a = [column[0] for column in net.forward(one[None]).a]
        delta = (a[net.L] - target) / len(x)
        for l in range(net.L, 0, -1):
            dW[l] += np.outer(delta, a[l-1])
            db[l] += delta
            delta = net.W[l].T @ delta * (1 - a[l-1] ** 2)
    return net.error(x, y), gradient


def backprop_by_recursion(net, x, y):
    def up_and_back(l, a):
        """The parts of the gradient from layer l on, and ∂E/∂a of the layer below."""
        z = a @ net.W[l].T + net.b[l]
        if l == net.L:
            delta, above = (net.phi[l](z) - y) / len(x), []
        else:
            above, dE_da = up_and_back(l + 1, np.tanh(z))
            delta = dE_da / np.cosh(z) ** 2
        return [(delta.T @ a + net.decay * net.W[l]).ravel(), delta.sum(axis=0), *above], delta @ net.W[l]
    return net.error(x, y), np.concatenate(up_and_back(1, x)[0])


def backprop_on_weights(net, x, y):
    E, gradient = my_backprop(net, x, y)
    net.theta -= 0.1 * gradient
    return E, gradient


def backprop_of_two_layers(net, x, y):
    a1 = np.tanh(x @ net.W[1].T + net.b[1])
    a2 = softmax(a1 @ net.W[2].T + net.b[2])
    delta2 = (a2 - y) / len(x)
    delta1 = delta2 @ net.W[2] * (1 - a1 ** 2)
    dW1, db1 = delta1.T @ x + net.decay * net.W[1], delta1.sum(axis=0)
    dW2, db2 = delta2.T @ a1 + net.decay * net.W[2], delta2.sum(axis=0)
    return net.error(x, y), np.concatenate([dW1.ravel(), db1, dW2.ravel(), db2])


def my_training(train_part, validation_part, theta, rng, backprop):
    net = Network((64, 32, 10), [tanh, softmax], categorical_cross_entropy, theta.copy(), decay=0.001)
    rule = Momentum(eta=0.1, alpha=0.9)
    history = train(net, train_part, rule, epochs=30, batch=32, rng=rng,
                    validation=validation_part, patience=5, backprop=backprop)
    return net, history


TRAINED = Answer(my_training)                # beside it stands my_backprop, which the task asks for too


def training_on_pairs(train_part, validation_part, theta, rng, backprop):
    net = Network([64, 32, 10], (tanh, softmax), categorical_cross_entropy, 1.0 * theta, 1e-3)
    settings = {"epochs": 30, "batch": 32, "patience": 5, "backprop": backprop, "rng": rng}
    history = train(net, (train_part.x, train_part.y), Momentum(0.1),
                    validation=(validation_part.x, validation_part.y), **settings)
    return [net, history]


def training_at_a_point(train_part, validation_part, theta, rng, backprop):
    blank = Network((64, 32, 10), [tanh, softmax], categorical_cross_entropy, np.zeros_like(theta), 0.001)
    net = blank.at(theta.copy())
    return net, train(net, train_part, Momentum(0.1, 0.9), 30, batch=32, rng=rng, validation=validation_part,
                      patience=5, backprop=lambda net, x, y: backprop(net, x, y))


def input_gradient(net, x, y):
    a = net.forward(x).a
    back = (a[net.L] - y) / len(x)
    for l in range(net.L, 1, -1):
        back = back @ net.W[l] * (1 - a[l-1] ** 2)
    return back @ net.W[1]


INPUT_GRADIENT = Answer(input_gradient)


def input_gradient_of_two_layers(net, x, y):
    a = net.forward(x).a
    delta2 = (a[2] - y) / len(x)
    delta1 = delta2 @ net.W[2] * (1 - a[1] ** 2)
    return delta1 @ net.W[1]


def input_gradient_by_recursion(net, x, y):
    def back_to(l, a):
        """∂E/∂a of layer l, whose activity is a."""
        z = a @ net.W[l+1].T + net.b[l+1]
        if l + 1 == net.L:
            return (net.phi[net.L](z) - y) / len(x) @ net.W[net.L]
        return back_to(l + 1, np.tanh(z)) / np.cosh(z) ** 2 @ net.W[l+1]
    return back_to(0, x)


def input_gradient_by_examples(net, x, y):
    rows = []
    for one, target in zip(x, y, strict=True):
        a = net.forward(one[None]).a
        back = (a[net.L][0] - target) / len(x)
        for l in range(net.L, 0, -1):
            back = net.W[l].T @ back
            if l > 1:
                back = back * (1 - a[l-1][0] ** 2)
        rows.append(back)
    return np.array(rows)


WRONG = {
    "09.my_backprop": MY_BACKPROP.wrong(
        ("slope taken at the activity", SLOPE, "(1 - np.tanh(a[l-1]) ** 2)",
         "1 - a² is the slope already, in terms of the activity: tanh must not be taken once more."),
        ("activity's formula fed with the net input", SLOPE,
         "(1 - (a[l-2] @ net.W[l-1].T + net.b[l-1] if l > 1 else x) ** 2)",
         "1 - a² is tanh's slope only if a is the activity, not the net input."),
        ("activity's formula of another function", SLOPE, "a[l-1] * (1 - a[l-1])",
         "a (1 - a) is the logistic's slope; these hidden layers are tanh."),
        ("hidden slope missing", f" * {SLOPE}", ""),
        ("sign flipped", "(a[L] - y)", "(y - a[L])"),
        ("factor two", "(a[L] - y)", "2 * (a[L] - y)"),
        ("1/N missing", "(a[L] - y) / N", "a[L] - y"),
        ("divided by all numbers", "L, N = net.L, len(x)", "L, N = net.L, y.size",
         "E is a mean over the examples and a sum over the outputs: divide by the number of rows alone."),
        ("1/N at every layer", f"* {SLOPE}", f"* {SLOPE} / N"),
        ("bias gradient averaged", "delta.sum(axis=0)", "delta.mean(axis=0)"),
        ("bias gradient of the last example", "delta.sum(axis=0)", "delta[-1]"),
        ("bias gradient zero", "delta.sum(axis=0)", "0 * delta[0]"),
        ("bias gradient from the weights'", "delta.sum(axis=0)", "dW.sum(axis=1)"),
        ("update before propagating", DOWN, DOWN.replace("net.W[l]", "(net.W[l] - 0.5 * dW)")),
        ("slope after cross-entropy", "(a[L] - y) / N",
         "(a[L] - y) / N * (a[L] * (1 - a[L]) if net.loss.output else 1)"),
        ("a slope at the linear output", "(a[L] - y) / N",
         "(a[L] - y) / N * (1 if net.loss.output else 1 - a[L] ** 2)",
         "A linear output has the slope 1: with it the top delta is a - y over N, as with softmax."),
        ("tanh at the output too", "net.phi[L](", "np.tanh(",
         "The last layer has another activation than the hidden ones: `net.phi[L]` is it."),
        ("softmax whatever the network", "net.phi[L](", "softmax(",
         "The last layer may be linear: `net.phi[L]` knows which it is."),
        ("softmax over the batch", "net.phi[L](a[L-1] @ net.W[L].T + net.b[L])",
         "net.phi[L]((a[L-1] @ net.W[L].T + net.b[L]).T).T"),
        ("error not sent through the weights (square)", DOWN, f"delta = delta * {SLOPE}"),
        ("decay with the wrong sign", "+ net.decay", "- net.decay"),
        ("decay missing in the gradient", " + net.decay * net.W[l]", ""),
        ("decay doubled", "net.decay *", "2 * net.decay *"),
        ("decay divided by N", "net.decay * net.W[l]", "net.decay * net.W[l] / N"),
        ("decay on the biases", "delta.sum(axis=0)", "delta.sum(axis=0) + net.decay * net.b[l]"),
        ("weights not transposed (square)", "delta @ net.W[l]", "delta @ net.W[l].T"),
        ("gradient transposed", "        dW = delta.T @ a[l-1] + net.decay * net.W[l]",
         "        dW = a[l-1].T @ delta + net.decay * net.W[l].T",
         "W[l][j, i] leads to j from i, so row j of dW[l] holds the delta of unit j."),
        ("own activity in the gradient (square)", "delta.T @ a[l-1]", "delta.T @ a[l]"),
        ("slope of the layer above (square)", SLOPE, "(1 - a[l] ** 2)"),
        ("top layer first in the gradient", "[dW.ravel(), db, *parts]", "[*parts, dW.ravel(), db]",
         "theta begins with layer 1, and the walk back ends there: put each part in front of the others."),
        ("biases before the weights", "[dW.ravel(), db, *parts]", "[db, dW.ravel(), *parts]",
         "In theta the weights of a layer come first, then its biases."),
        ("E without the decay", "net.error(x, y)", "net.error(x, y) - net.penalty()",
         "The decay is part of E, ½ decay Σ w²; then it is in the gradient too."),
        ("E of the sum", "net.error(x, y)", "net.error(x, y) * N - (N - 1) * net.penalty()",
         "E is the mean over the examples."),
        ("only the gradient", "net.error(x, y), np.concatenate(parts)", "np.concatenate(parts)",
         "`train` asks for two things, E and the gradient.")) | collect(
        Mistake("steps where it should only look", "net.theta -= eta * gradient", "(nothing)",
                "backprop says where downhill is; the step is the rule's, and the network stays as it was.",
                Answer(my_backprop, backprop_on_weights).edited()),
        Mistake("one hidden layer only", "delta1 = delta2 @ net.W[2] * (1 - a1 ** 2)",
                "for l in range(L, 0, -1): ...",
                "There may be more than one hidden layer: let the walk go through the layers in a loop.",
                Answer(backprop_of_two_layers).edited())),
    "09.trained": TRAINED.wrong(
        ("not your gradient", ", patience=5, backprop=backprop", ", patience=5",
         "Without `backprop=` it is the library's gradient that trains: hand yours on."),
        ("learns from the validation part", "train(net, train_part, rule",
         "train(net, validation_part, rule",
         "The gradient comes from the training part; the validation part only says when to stop."),
        ("learns from both parts", "train(net, train_part, rule",
         "train(net, tuple(np.concatenate(both) for both in ((train_part.x, validation_part.x), "
         "(train_part.y, validation_part.y))), rule",
         "What is learned from can no longer say when to stop: keep validation out of the gradient."),
        ("stopped by the training part", "validation=validation_part", "validation=train_part",
         "The training E falls on while a network learns by heart: watch examples that are in no gradient."),
        ("never stopped early", "validation=validation_part, patience=5", "validation=validation_part",
         "Without `patience` it trains to the last epoch, and keeps that one."),
        ("no decay", ", decay=0.001", "", "The plan has a weight decay: it belongs to the network."),
        ("squared error behind softmax", "categorical_cross_entropy, theta", "half_squared_error, theta",
         "Softmax gives probabilities; their error is the cross-entropy, whose top delta your backprop has."),
        ("no momentum", "Momentum(eta=0.1, alpha=0.9)", "GradientDescent(0.1)",
         "The plan's rule is Momentum, which keeps part of its last step."),
        ("an rng of its own", "rng=rng", "rng=np.random.default_rng(0)",
         "The order of the mini-batches comes from the rng that is handed in."),
        ("no mini-batches", "batch=32, rng=rng", "rng=rng",
         "Without `batch` there is one step an epoch, with all examples."),
        ("weights all zero", "theta.copy()", "0 * theta",
         "The network is to begin at theta: from zeros no delta gets down to layer 1."),
        ("another network returned", "return net, history", "return Network((64, 32, 10), [tanh, softmax], "
         "categorical_cross_entropy, theta.copy(), decay=0.001), history",
         "`train` changes the network that it is given: return that one."),
        ("only the history", "return net, history", "return history",
         "The history tells how it went; what has learned is the network. Return both."),
        ("only the network", "return net, history", "return net", "Return the history beside the network."),
        ("trained on the caller's theta", "theta.copy()", "theta",
         "A network lives on the theta that it is given, and `train` changes it in place: give it a copy."),
        ("the same run once more", "    return net, history",
         "    history = train(net, train_part, rule, epochs=30, batch=32, rng=rng,\n"
         "                    validation=validation_part, patience=5, backprop=backprop)\n"
         "    return net, history",
         "One call of `train` is the whole plan: a second one goes on where the first has ended.")),
    "09.input_gradient": INPUT_GRADIENT.wrong(
        ("a slope at the input", "back @ net.W[1]", "back @ net.W[1] * (1 - x ** 2)",
         "An input has no activation function, so the last step down has no slope."),
        ("stopped at layer 1", "return back @ net.W[1]", "return back",
         "This is the delta of layer 1, one step short: an input acts on E through the weights above it."),
        ("hidden slope missing", " * (1 - a[l-1] ** 2)", ""),
        ("slope taken at the activity", "(1 - a[l-1] ** 2)", "(1 - np.tanh(a[l-1]) ** 2)",
         "1 - a² is the slope already, in terms of the activity."),
        ("sign flipped", "(a[net.L] - y)", "(y - a[net.L])"),
        ("1/N missing", "(a[net.L] - y) / len(x)", "a[net.L] - y"),
        ("factor two", "(a[net.L] - y)", "2 * (a[net.L] - y)"),
        ("weights not transposed (square)", "back @ net.W[l]", "back @ net.W[l].T"),
        ("divided by all numbers", "len(x)", "y.size",
         "E is a mean over the examples and a sum over the outputs: divide by the number of rows alone."),
        ("slope of the layer above (square)", "(1 - a[l-1] ** 2)", "(1 - a[l] ** 2)"),
        ("mean over the examples", "return back @ net.W[1]", "return (back @ net.W[1]).mean(axis=0)",
         "Each example has inputs of its own, and so a gradient of its own: keep the rows."),
        ("sum over the examples", "return back @ net.W[1]", "return (back @ net.W[1]).sum(axis=0)",
         "Weights are shared by all examples, inputs are not: nothing is added up over the rows."),
        ("gradient of the weights", "return back @ net.W[1]", "return back.T @ x",
         "This is ∂E/∂W of layer 1. The path from x to E goes through W[1], and not around it."),
        ("straight from the top", "range(net.L, 1, -1)", "range(net.L, net.L - 1, -1)",
         "Every hidden layer between is passed: the walk ends at layer 1."),
        ("decay in it", "return back @ net.W[1]", "return back @ net.W[1] + net.decay * x",
         "The decay in E holds weights only: no input moves it.")) | collect(
        Mistake("one hidden layer only", "delta1 = delta2 @ net.W[2] * (1 - a[1] ** 2)",
                "for l in range(net.L, 1, -1): ...",
                "There may be more than one hidden layer: let the walk go through the layers in a loop.",
                Answer(input_gradient_of_two_layers).edited())),
}

RIGHT = {
    "09.my_backprop": MY_BACKPROP.right(
        ("with the trace, and einsum", backprop_with_trace),
        ("one example after the other", backprop_by_examples),
        ("by recursion", backprop_by_recursion),
        ("columns inside", "a[l-1] @ net.W[l].T + net.b[l]", "(net.W[l] @ a[l-1].T + net.b[l][:, None]).T"),
        ("double sign", [("(a[L] - y)", "-(y - a[L])"),
                         ("(1 - a[l-1] ** 2)", "(1 + a[l-1]) * (1 - a[l-1])")]),
        ("in float32", "np.concatenate(parts)", "np.concatenate(parts).astype(np.float32)"),
        ("with a warning", "    parts = []\n", "    parts = []\n    np.log(np.zeros(1))\n")),
    "09.trained": TRAINED.right(
        ("on pairs", training_on_pairs),
        ("at a point", training_at_a_point),
        ("with a print", "    return net, history", "    print(history)\n    return net, history")),
    "09.input_gradient": INPUT_GRADIENT.right(
        ("by recursion", input_gradient_by_recursion),
        ("one example after the other", input_gradient_by_examples),
        ("columns inside", "return back @ net.W[1]", "return (net.W[1].T @ back.T).T"),
        ("in float32", "return back @ net.W[1]", "return np.float32(back @ net.W[1])")),
}
