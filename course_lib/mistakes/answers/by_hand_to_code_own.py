"""Answers to assignment 06: the way forward, the way back, and both as a backpropagation of one's own."""
import numpy as np

from course_lib.mistakes.answers.edits import Answer
from course_lib.mistakes.record import Mistake, collect


def propagate(net, x):
    z, a = [None], [x]
    for l in range(1, net.L + 1):
        z.append(a[l-1] @ net.W[l].T + net.b[l])
        a.append(net.phi[l](z[l]))
    return z, a


def send_back(net, z, a, y):
    L = net.L
    slope = net.phi[L].slope(z[L], a[L])
    delta = [None] * L + [(a[L] - y) / len(y) * slope]
    for l in range(L - 1, 0, -1):
        slope = net.phi[l].slope(z[l], a[l])
        delta[l] = delta[l+1] @ net.W[l+1] * slope
    return delta


def my_backprop(net, x, y):
    z, a = propagate(net, x)
    delta = send_back(net, z, a, y)
    E = 0.5 * np.sum((a[net.L] - y) ** 2) / len(x)
    gradient = []
    for l in range(1, net.L + 1):
        W = net.W[l]
        E += 0.5 * net.decay * np.sum(W ** 2)
        dW = delta[l].T @ a[l-1] + net.decay * W
        db = delta[l].sum(axis=0)
        gradient += [dW.ravel(), db]
    return E, np.concatenate(gradient)


MY_BACKPROP = Answer(propagate, send_back, my_backprop)
HAND_ON = "        gradient += [dW.ravel(), db]\n"
BOTH_DECAYS = "0.5 * net.decay * np.sum(W ** 2)"


def my_backprop_into_windows(net, x, y):
    gradient, a, z = np.zeros_like(net.theta), {0: x}, {}
    for l in range(1, net.L + 1):
        z[l] = (net.W[l] @ a[l-1].T).T + net.b[l][None, :]
        a[l] = net.phi[l](z[l])
    delta, end = (a[net.L] - y) / len(x), len(gradient)
    E = len(x) / 2 * (delta * delta).sum()
    for l in range(net.L, 0, -1):
        delta = delta * net.phi[l].slope(z[l], a[l])
        n = net.W[l].size
        start = end - n - len(net.b[l])
        gradient[start + n:end] = np.ones(len(x)) @ delta
        gradient[start:start + n] = (np.einsum("nj,ni->ji", delta, a[l-1]) + net.decay * net.W[l]).flatten()
        E, end, delta = E + net.decay / 2 * np.vdot(net.W[l], net.W[l]), start, delta @ net.W[l]
    return E, gradient


def my_backprop_by_examples(net, x, y):
    """One example after the other, their gradients added; columns inside."""
    E, total = 0.0, [[np.zeros(W.shape), np.zeros(len(W))] for W in net.W[1:]]
    for row, target in zip(x, y, strict=True):
        z, a = [None], [row]
        for l in range(1, net.L + 1):
            z.append(net.W[l] @ a[-1] + net.b[l])
            a.append(net.phi[l](z[-1]))
        E, d = E + ((a[-1] - target) ** 2).sum() / (2 * len(x)), (a[-1] - target) / len(x)
        for l in range(net.L, 0, -1):
            d = d * net.phi[l].slope(z[l], a[l])
            total[l-1][0] += np.outer(d, a[l-1])
            total[l-1][1] += d
            d = net.W[l].T @ d
    for (dW, _), W in zip(total, net.W[1:], strict=True):
        E += net.decay / 2 * (W ** 2).sum()
        dW += net.decay * W
    return E, np.hstack([part.reshape(-1) for pair in total for part in pair])


TOP_SLOPE, SLOPE = "slope = net.phi[L].slope(z[L], a[L])", "slope = net.phi[l].slope(z[l], a[l])"
DELTA = "        delta[l] = delta[l+1] @ net.W[l+1] * slope\n"

OWN_WRONG = MY_BACKPROP.wrong(
    ("slope taken at the activity", SLOPE, "slope = net.phi[l].slope(a[l], net.phi[l](a[l]))"),
    ("activity's formula fed with the net input", SLOPE, "slope = z[l] * (1 - z[l])"),
    ("output slope missing", " / len(y) * slope", " / len(y)"),
    ("hidden slope missing", "net.W[l+1] * slope", "net.W[l+1]"),
    ("sign flipped", "[(a[L] - y)", "[(y - a[L])"),
    ("factor two", "[(a[L] - y)", "[2 * (a[L] - y)"),
    ("1/N missing", " / len(y)", ""),
    ("1/N at every layer", "net.W[l+1] * slope", "net.W[l+1] * slope / len(y)"),
    ("ReLU's mask asked of the activity", SLOPE,
     SLOPE + "\n        slope = np.where(a[l] >= 0, 1.0, slope) if net.phi[l].name == 'relu' else slope"),
    ("bias gradient averaged", "sum(axis=0)", "mean(axis=0)"),
    ("bias gradient of the last example", "delta[l].sum(axis=0)", "delta[l][-1]"),
    ("bias gradient zero", "delta[l].sum(axis=0)", "np.zeros(len(W))"),
    ("bias gradient from the weights'", "delta[l].sum(axis=0)", "dW.sum(axis=1)"),
    ("weights changed on the way back", DELTA, DELTA + "        net.W[l+1] -= 0.5 * delta[l+1].T @ a[l]\n",
     "Backpropagation only reads the network: its gradient belongs to one θ. The step comes later, and is a "
     "rule's work."),
    ("update before propagating", "delta[l+1] @ net.W[l+1]",
     "delta[l+1] @ (net.W[l+1] - 0.5 * delta[l+1].T @ a[l])"),
    ("decay with the wrong sign", "+ net.decay * W", "- net.decay * W"),
    ("decay missing in the gradient", " + net.decay * W", ""),
    ("place 0 in the decay", "    gradient = []\n",
     "    gradient = []\n    E += 0.5 * net.decay * sum(np.sum(W ** 2) for W in net.W)\n",
     "net.W[0] is None, because no weights lead to the input: begin with layer 1."),
    ("the whole gradient averaged", "delta[l].T @ a[l-1]", "delta[l].T @ a[l-1] / len(x)",
     "The deltas contain 1/N already, so the examples are summed."),
    ("decay doubled", "+ net.decay * W", "+ 2 * net.decay * W"),
    ("decay without its half in E", BOTH_DECAYS, "net.decay * np.sum(W ** 2)",
     "In E the decay has a half, so that its derivative has none."),
    ("decay divided by N", "+ net.decay * W", "+ net.decay * W / len(x)"),
    ("decay on the biases", "delta[l].sum(axis=0)", "delta[l].sum(axis=0) + net.decay * net.b[l]"),
    ("biases in the decay of E", BOTH_DECAYS, "0.5 * net.decay * (np.sum(W ** 2) + np.sum(net.b[l] ** 2))",
     "The decay in E is over the weights; biases are left alone."),
    ("decay of one layer alone in E", f"E += {BOTH_DECAYS}", f"E += {BOTH_DECAYS} * (l == net.L)",
     "Every layer's weights count in the decay, not only those of the last."),
    ("decay divided by N in E", BOTH_DECAYS, f"{BOTH_DECAYS} / len(x)",
     "The decay in E is no mean over examples: add it once, as it is."),
    ("sum instead of mean", " / len(x)", ""),
    ("mean over the outputs too", "np.sum((a[net.L] - y) ** 2) / len(x)", "np.mean((a[net.L] - y) ** 2)"),
    ("half missing in E", "0.5 * np.sum((", "np.sum((",
     "It is the half squared error: the half cancels the 2 of the derivative."),
    ("weights not transposed (square)", "net.W[l+1] *", "net.W[l+1].T *"),
    ("error not sent through the weights (square)", "delta[l+1] @ net.W[l+1] *", "delta[l+1] *"),
    ("slope of the layer above (square)", DELTA, DELTA.replace("slope", "net.phi[l].slope(z[l+1], a[l+1])")),
    ("gradient transposed (square)", "delta[l].T @ a[l-1]", "a[l-1].T @ delta[l]"),
    ("own activity in the gradient (square)", "delta[l].T @ a[l-1]", "delta[l].T @ a[l]"),
    ("net input in the gradient", "delta[l].T @ a[l-1]", "delta[l].T @ (z[l-1] if l > 1 else x)",
     "A weight is multiplied by what a unit below hands on, which is its activity; z is what went into it."),
    ("column by column in theta", "dW.ravel()", "dW.T.ravel()",
     "theta holds the weights row by row: W[l][0, 0], W[l][0, 1], and so on. Here they come by columns."),
    ("biases before the weights in theta", "[dW.ravel(), db]", "[db, dW.ravel()]",
     "In theta each layer has its weights first, and then its biases."),
    ("top layer first in theta", HAND_ON, "        gradient = [dW.ravel(), db] + gradient\n",
     "theta begins with layer 1. What is computed from the top down is to be put in front, or in its place."),
    ("all weights first, then all biases", HAND_ON,
     "        gradient[l-1:l-1] = [dW.ravel()]\n        gradient.append(db)\n",
     "theta goes layer by layer: the weights of layer 1, the biases of layer 1, and so on."),
    ("a list of tables", "np.concatenate(gradient)", "gradient",
     "All parts are there, in a list: string them together into one vector, like net.theta."),
    ("the pair in the other order", "return E, np.concatenate(gradient)",
     "return np.concatenate(gradient), E",
     "Both are there, in the other order: first E, then the gradient.")) | collect(
    Mistake("decay missing in E", "E = 0.5 * np.sum((a[net.L] - y) ** 2) / len(x)", f"E += {BOTH_DECAYS}",
            "E has the term ½ decay Σ w² as well, over the weights of all layers.",
            MY_BACKPROP.edited((f"        E += {BOTH_DECAYS}\n", ""))),
    Mistake("windows exchanged, not filled", "dW[l] = ...", "dW[l][...] = ...",
            "The vector holds zeros still. `dW[l] = ...` puts another array into the list of windows; "
            "`dW[l][...] = ...` writes through the window.",
            MY_BACKPROP.edited(("np.concatenate(gradient)", "np.zeros(len(net.theta))"))))

OWN_RIGHT = MY_BACKPROP.right(
    ("into windows, from the top", my_backprop_into_windows),
    ("one example after the other", my_backprop_by_examples),
    ("double sign", [("[(a[L] - y)", "[(y - a[L])"), ("delta[l].T @", "-delta[l].T @"),
                     ("delta[l].sum", "-delta[l].sum")]),
    ("E as an array of no dimension", "return E, ", "return np.array(E), "),
    ("divided at the end", [(" / len(y) * slope", " * slope"), ("sum(axis=0)", "mean(axis=0)"),
                            ("delta[l].T @ a[l-1]", "delta[l].T @ a[l-1] / len(x)")]))
