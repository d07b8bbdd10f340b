"""Answers to the last two tasks of assignment 06: any error, and the published mask."""
import numpy as np

from course_lib.mistakes.answers.edits import Answer
from course_lib.mistakes.in_backprop import BACKPROP
from course_lib.mistakes.record import Mistake, collect


def start(net, z, a, y):
    """E without the decay, and the delta of the last layer."""
    N, difference = len(y), a - y
    if net.loss.name == "two-class cross-entropy":
        return np.sum(np.logaddexp(0, z) - y * z) / N, difference / N
    if net.loss.name == "categorical cross-entropy":
        z = z - z.max(axis=1, keepdims=True)
        logarithm = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        return -np.sum(y * logarithm) / N, difference / N
    E = 0.5 * np.sum(difference ** 2) / N
    if net.phi[net.L].name == "softmax":
        back = difference - np.sum(a * difference, axis=1, keepdims=True)
        return E, a * back / N
    return E, difference / N * net.phi[net.L].slope(z, a)


def backprop_any(net, x, y):
    L, z, a = net.L, [None], [x]
    for l in range(1, L + 1):
        z.append(a[l-1] @ net.W[l].T + net.b[l])
        a.append(net.phi[l](z[l]))
    E, delta = start(net, z[L], a[L], y)
    gradient = []
    for l in range(L, 0, -1):
        W = net.W[l]
        E += net.decay / 2 * (W ** 2).sum()
        dW = delta.T @ a[l-1] + net.decay * W
        gradient = [dW.ravel(), delta.sum(axis=0)] + gradient
        if l > 1:
            delta = delta @ W * net.phi[l-1].slope(z[l-1], a[l-1])
    return E, np.concatenate(gradient)


ANY_LOSS = Answer(start, backprop_any)
TWO_CLASS_E, TWO_CLASS = "np.sum(np.logaddexp(0, z) - y * z) / N", "y * z) / N, difference / N"
LOGARITHM, CATEGORICAL = "z - np.log(np.exp(z).sum(axis=1, keepdims=True))", "logarithm) / N, difference / N"
TOP = "        z = z - z.max(axis=1, keepdims=True)\n"
ROW = "np.sum(a * difference, axis=1, keepdims=True)"
DIFFERENCE = "difference / N * net.phi[net.L].slope(z, a)"


def start_by_jacobians(net, z, a, y):
    """One example at a time, with softmax's Jacobian as a table; log(1 + e^z) in two pieces."""
    E, delta = 0.0, np.zeros(z.shape)
    for n in range(len(y)):
        if net.loss.name == "two-class cross-entropy":
            for k in range(y.shape[1]):
                E += max(z[n, k], 0) + np.log1p(np.exp(-abs(z[n, k]))) - y[n, k] * z[n, k]
            delta[n] = a[n] - y[n]
        elif net.loss.name == "categorical cross-entropy":
            top = max(z[n])
            E += top + np.log(sum(np.exp(z[n] - top))) - z[n] @ y[n]
            delta[n] = a[n] - y[n]
        else:
            E += ((a[n] - y[n]) ** 2).sum() / 2
            softmax = net.phi[net.L].name == "softmax"
            slopes = a[n] if softmax else net.phi[net.L].slope(z[n], a[n])
            jacobian = np.diag(slopes) - softmax * np.outer(a[n], a[n])
            delta[n] = jacobian.T @ (a[n] - y[n])
    return E / len(y), delta / len(y)


def any_loss_by_jacobians(net, x, y):
    def deltas(l, a):
        """E, and the gradient from layer l on as a list, with the delta of this layer: a recursion."""
        z = a @ net.W[l].T + net.b[l]
        out = net.phi[l](z)
        if l == net.L:
            E, delta, parts = *start_by_jacobians(net, z, out, y), []
        else:
            E, above, parts = deltas(l + 1, out)
            delta = np.einsum("nj,ji->ni", above, net.W[l+1]) * net.phi[l].slope(z, out)
        dW = np.einsum("nj,ni->ji", delta, a) + net.decay * net.W[l]
        return E + net.decay / 2 * np.sum(net.W[l] * net.W[l]), delta, [*dW, delta.sum(0), *parts]
    E, _, parts = deltas(1, x)
    return E, np.hstack(parts)


ANY_LOSS_WRONG = ANY_LOSS.wrong(
    ("slope after cross-entropy", TWO_CLASS, f"{TWO_CLASS} * a * (1 - a)"),
    ("slope after the categorical cross-entropy", CATEGORICAL, f"{CATEGORICAL} * a * (1 - a)",
     BACKPROP["slope after cross-entropy"].sentence),
    ("output slope missing", DIFFERENCE, "difference / N"),
    ("softmax's Jacobian as a diagonal", "a * back / N", "difference * a * (1 - a) / N"),
    ("softmax's Jacobian left out", "a * back / N", "difference / N",
     "(a - y) / N is the delta after cross-entropy. Under the squared error softmax is still to be gone "
     "through."),
    ("softmax asked for its slope", '.name == "softmax"', '.name == "soft max"',
     "Softmax has no slope: each output depends on every net input of its row. After the categorical "
     "cross-entropy none is needed; under the squared error add up, over the outputs, what a change of one "
     "net input brings."),
    ("softmax's sum over the batch", "* difference, axis=1", "* difference, axis=0",
     "The outputs of one example depend on one another, not those of different examples: sum along a row."),
    ("softmax's sum without the activities", ROW, "np.sum(difference, axis=1, keepdims=True)",
     "Write softmax's Jacobian down, a_k (1 if k = j, else 0) - a_k a_j, and sum over k: the activity of k "
     "is in it."),
    ("softmax's last factor left out", "a * back / N", "back / N",
     "Each entry of softmax's Jacobian has two factors of activities, or one: look at what is common to "
     "all of them."),
    ("logarithm of the output", LOGARITHM, "np.log(a)"),
    ("logarithm of the two outputs", TWO_CLASS_E, "-np.sum(y * np.log(a) + (1 - y) * np.log(1 - a)) / N",
     "A saturated output is 0 or 1 to the last digit, and one of the two logarithms -inf: compute from z."),
    ("logarithm of a clipped output", LOGARITHM, "np.log(np.clip(a, 1e-12, 1))",
     "Clipping hides the -inf and makes another error of it: flat where the output is most wrong, while the "
     "delta says otherwise. Compute from z."),
    ("softplus by e^z", "np.logaddexp(0, z)", "np.log(1 + np.exp(z))",
     "From z = 710 on e^z is inf. Take a form in which e has no large exponent: for z above 0 take z out "
     "first."),
    ("log-sum-exp by e^z", TOP, "",
     "From z = 710 on e^z is inf. The largest z of a row can be taken off first, without changing anything."),
    ("one largest z for all rows", "z.max(axis=1, keepdims=True)", "abs(z).max()",
     "Take off the largest z of each row: what is far above it leaves nothing but zeros to take a "
     "logarithm of."),
    ("the logarithm's derivative, then the slope", TWO_CLASS,
     "y * z) / N, difference / (a * (1 - a)) / N * a * (1 - a)",
     "On paper the two factors cancel; in the computer they are 0 / 0 where the output is saturated. "
     "Cancel first."),
    ("the other class forgotten", TWO_CLASS_E, "np.sum(y * np.logaddexp(0, -z)) / N",
     "A target of 0.3 says two things: three in ten for this class, and seven in ten against it. The second "
     "logarithm is missing."),
    ("mean over the outputs too", TWO_CLASS_E, "np.mean(np.logaddexp(0, z) - y * z)"),
    ("sum instead of mean", "-np.sum(y * logarithm) / N", "-np.sum(y * logarithm)"),
    ("1/N missing", CATEGORICAL, "logarithm) / N, difference"),
    ("1/N missing after the two-class cross-entropy", TWO_CLASS, "y * z) / N, difference",
     BACKPROP["1/N missing"].sentence),
    ("sign flipped", CATEGORICAL, "logarithm) / N, -difference / N"),
    ("decay missing in the gradient", " + net.decay * W", ""),
    ("one error for all", 'net.loss.name == "categorical cross-entropy"', 'net.loss.name == "cross-entropy"',
     "This is the half squared error of a softmax network. net.loss.name says which error is asked for: "
     "look how it is spelt.")) | collect(
    Mistake("decay missing in E", "E, delta = start(net, z[L], a[L], y)",
            "E += net.decay / 2 * (W ** 2).sum()",
            "E has the term ½ decay Σ w² as well, over the weights of all layers.",
            ANY_LOSS.edited(("        E += net.decay / 2 * (W ** 2).sum()\n", ""))))

ANY_LOSS_RIGHT = ANY_LOSS.right(
    ("with Jacobians, by recursion", any_loss_by_jacobians),
    ("with einsum", "delta @ W", 'np.einsum("nj,ji->ni", delta, W)'),
    ("log(1 + e^z) in two pieces", "np.logaddexp(0, z)", "np.maximum(z, 0) + np.log1p(np.exp(-abs(z)))"),
    ("softmax's pull as a product of tables", "a * back / N",
     'np.einsum("nk,nkj->nj", difference, a[:, None] * (np.eye(a.shape[1]) - a[:, :, None])) / N'))


def repaired_gradient(W1, W2, x, y, mask):
    z = x @ W1.T
    hidden = np.maximum(z, 0)
    dropped = hidden * mask * 2
    output = dropped @ W2.T
    delta2 = (output - y) / len(x)
    delta1 = delta2 @ W2 * mask * 2 * (z > 0)
    return delta1.T @ x, delta2.T @ dropped


MASK = Answer(repaired_gradient)
DELTA1 = "mask * 2 * (z > 0)"


def mask_by_examples(W1, W2, x, y, mask):
    dW1, dW2 = np.zeros(W1.shape), np.zeros(W2.shape)
    for row, target, on in zip(x, y, mask, strict=True):
        factor = 2 * on * (W1 @ row >= 0)                # what each hidden unit hands on of its net input
        handed_on = factor * (W1 @ row)
        d = (W2 @ handed_on - target) / len(x)
        dW2 += np.outer(d, handed_on)
        dW1 += np.outer(W2.T @ d * factor, row)
    return dW1, dW2


def doubles_the_mask(W1, W2, x, y, mask):
    mask *= 2
    z = x @ W1.T
    dropped = np.maximum(z, 0) * mask
    delta2 = (dropped @ W2.T - y) / len(x)
    delta1 = delta2 @ W2 * mask * (z > 0)
    return delta1.T @ x, delta2.T @ dropped


MASK_WRONG = MASK.wrong(
    ("as it was published", DELTA1, "mask * (dropped >= 0)",
     "Both slips are still there. Ask of each line forward: what is its derivative, and where does it stand "
     "on the way back?"),
    ("ReLU's mask asked of the activity", "(z > 0)", "(hidden >= 0)"),
    ("ReLU's slope left out", " * (z > 0)", "",
     "On the way forward there was a ReLU, and the way back goes through it too: its slope is missing."),
    ("doubled forward only", DELTA1, "mask * (z > 0)",
     "What is doubled on the way forward has the derivative 2. The way back lacks it."),
    ("doubled forward only, dropped nowhere", DELTA1, "(z > 0)",
     "A unit that was switched off had no influence on E in this round; mask and doubling are missing on "
     "the way back."),
    ("mask left out on the way back", DELTA1, "2 * (z > 0)",
     "A unit that was switched off had no influence on E in this round, so its delta is 0."),
    ("doubled twice on the way back", DELTA1, "mask * 4 * (z > 0)",
     "One doubling forward makes one factor 2 on the way back."),
    ("ReLU's slope at the doubled activity", "(z > 0)", "dropped",
     "The slope of ReLU is 1 or 0; it is not the activity itself."),
    ("last layer without the mask", "delta2.T @ dropped", "delta2.T @ hidden",
     "The weights of the last layer are multiplied by what came in: the masked and doubled activity."),
    ("the pair in the other order", "delta1.T @ x, delta2.T @ dropped", "delta2.T @ dropped, delta1.T @ x",
     "Both are there, in the other order: first the gradient of W1, then that of W2."),
    ("mask drawn anew", DELTA1, "np.random.default_rng(0).integers(2, size=mask.shape) * 2 * (z > 0)",
     "The way back belongs to the way forward: it needs the very mask that was used there."),
    ("1/N missing", " / len(x)", ""),
    ("sign flipped", "(output - y)", "(y - output)")) | collect(
    Mistake("writes on the mask", "mask *= 2", "mask = mask * 2",
            "`mask *= 2` changes the caller's mask, which is doubled again at the next call.",
            Answer(doubles_the_mask).edited()))

MASK_RIGHT = MASK.right(
    ("one example after the other", mask_by_examples),
    ("slope 1 at the kink", "(z > 0)", "(z >= 0)"),
    ("asked of the activity, above 0", "(z > 0)", "(hidden > 0)"),
    ("asked of what was handed on, above 0", DELTA1, "2 * (dropped > 0)"),
    ("columns inside", "delta2 @ W2 * mask", "(W2.T @ delta2.T).T * mask"),
    ("in place on its own arrays", "    dropped = hidden * mask * 2\n",
     "    dropped = hidden.copy()\n    dropped *= mask\n    dropped *= 2\n"),
    ("in float32", "delta1.T @ x,", "(delta1.T @ x).astype(np.float32),"))
