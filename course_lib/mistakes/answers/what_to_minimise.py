"""Answers to assignment 03, tasks 1 to 3; those to tasks 4 to 6 are in what_to_minimise_more."""
import math

import numpy as np

from course_lib.mistakes.answers import what_to_minimise_more as more
from course_lib.mistakes.answers.edits import Answer


def by_hand(e_z, y, x, odds_of_frost, y_frost):
    a = [power / sum(e_z) for power in e_z]
    E = -sum(share * math.log(p) for share, p in zip(y, a, strict=True))
    delta = [p - share for p, share in zip(a, y, strict=True)]
    frost = odds_of_frost / (1 + odds_of_frost)
    E_frost = -(y_frost * math.log(frost) + (1 - y_frost) * math.log(1 - frost))
    return {"a": a, "E": E, "delta": delta, "dE_dw21": delta[1] * x,
            "a_frost": frost, "E_frost": E_frost, "delta_frost": frost - y_frost}


BY_HAND = Answer(by_hand)


def by_hand_from_the_powers(e_z, y, x, odds_of_frost, y_frost):
    total = sum(e_z)
    E = math.log(total) - sum(share * math.log(power) for share, power in zip(y, e_z, strict=True))
    delta = np.array(e_z) / total - y
    frost = 1 / (1 + 1 / odds_of_frost)
    E_frost = math.log(1 + odds_of_frost) - y_frost * math.log(odds_of_frost)
    return {"a": np.array(e_z) / total, "E": E, "delta": delta, "dE_dw21": x * delta[1],
            "a_frost": frost, "E_frost": E_frost, "delta_frost": frost - y_frost}


def softmax(z):
    top = z.max(axis=1, keepdims=True)
    e = np.exp(z - top)
    return e / e.sum(axis=1, keepdims=True)


SOFTMAX = Answer(softmax)


def softmax_by_rows(z):
    rows = []
    for row in z:
        powers = [math.exp(one - max(row)) for one in row]
        rows.append([power / sum(powers) for power in powers])
    return np.array(rows)


def softmax_in_place(z):
    a = z.copy()
    a -= a.max(axis=1, keepdims=True)
    np.exp(a, out=a)
    a /= a.sum(axis=1, keepdims=True)
    return a


def softmax_by_logarithms(z):
    shifted = z - z.max(axis=1)[:, None]
    return np.exp(shifted - np.log(np.exp(shifted).sum(axis=1))[:, None])


def cross_entropy(z, y):
    shifted = z - z.max(axis=1, keepdims=True)
    log_a = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    E = -(y * log_a).sum() / len(z)
    delta = (np.exp(log_a) - y) / len(z)
    return E, delta


CROSS_ENTROPY = Answer(cross_entropy)


def cross_entropy_by_log_sum_exp(z, y):
    N, E, delta = len(z), 0.0, np.zeros(z.shape)
    for n in range(N):
        top = max(z[n])
        powers = np.exp(z[n] - top)
        E += (top + np.log(powers.sum()) - y[n] @ z[n]) / N
        delta[n] = (powers / powers.sum() - y[n]) / N
    return E, delta


def cross_entropy_with_logaddexp(z, y):
    log_sum = np.logaddexp.reduce(z, axis=1)
    E = np.mean(log_sum - np.einsum("nk,nk->n", y, z))
    return E, (np.exp(z - log_sum[:, None]) - y) / z.shape[0]


WRONG = {
    "03.by_hand": BY_HAND.wrong(
        ("softmax not normalised", "power / sum(e_z)", "power / max(e_z)",
         "Probabilities sum to 1: add up your three outputs, and see by what each has to be divided."),
        ("power of a power", "[power / sum(e_z) for power in e_z]",
         "[math.exp(power) / sum(map(math.exp, e_z)) for power in e_z]",
         "The sheet gives the powers themselves, not the net inputs: e need not be raised to anything."),
        ("z in place of its power", "[power / sum(e_z) for power in e_z]",
         "[math.log(power) / sum(map(math.log, e_z)) for power in e_z]",
         "Softmax compares the powers e^z, which are always positive, not the net inputs themselves."),
        ("minus missing in E", "E = -sum(", "E = sum(",
         "Logarithms of probabilities are negative, and E says how wrong the answer was: it is positive."),
        ("logarithm to base 10", "math.log(p)", "math.log10(p)",
         "The logarithm is the natural one: on a calculator the key ln."),
        ("target and output changed places", "share * math.log(p)", "p * math.log(share)",
         "The logarithm is taken of what softmax said, and the weight before it is what came."),
        ("two-class terms added", "share * math.log(p)",
         "(share * math.log(p) + (1 - share) * math.log(1 - p))",
         "The terms with 1 - y belong to yes-or-no outputs, each for itself, like the frost. Of three "
         "classes each has just one term."),
        ("likeliest class only", "share * math.log(p) for share, p in zip(y, a, strict=True)",
         "math.log(p) for share, p in zip(y, a, strict=True) if share == max(y)",
         "The target is soft, so every class has a term, with its share as the weight."),
        ("sign flipped", "[p - share", "[share - p"),
        ("slope after cross-entropy", "[p - share", "[(p - share) * p * (1 - p)"),
        ("input missing in the gradient", "delta[1] * x", "delta[1]",
         "This is the derivative with respect to the bias. A weight's has a second factor: what comes in "
         "through it."),
        ("odds of the opposite", "frost = odds_of_frost / (1", "frost = 1 / (1",
         "This is the probability that there is no frost: the odds say how much likelier frost is."),
        ("logistic of the odds", "odds_of_frost / (1 + odds_of_frost)", "1 / (1 + math.exp(-odds_of_frost))",
         "The odds are e^z already, not z: no power of e is needed."),
        ("frost and no frost changed places",
         "y_frost * math.log(frost) + (1 - y_frost) * math.log(1 - frost)",
         "y_frost * math.log(1 - frost) + (1 - y_frost) * math.log(frost)",
         "The share of the nights with frost goes with the probability of frost, the other with the other."),
        ("no frost left out", " + (1 - y_frost) * math.log(1 - frost))", ")",
         "Both outcomes have a share here, frost and no frost, and so both have a term."),
        ("slope of the logistic kept", "frost - y_frost}", "(frost - y_frost) * frost * (1 - frost)}",
         "That would be the delta of half the squared error: here the slope cancels against the logarithm's "
         "derivative.")),
    "03.softmax": SOFTMAX.wrong(
        ("softmax by e^z", "z - top", "z"),
        ("softmax over the batch", SOFTMAX.source.partition("    top")[2],
         SOFTMAX.source.partition("    top")[2].replace("axis=1", "axis=0")),
        ("softmax with one sum for all", SOFTMAX.source.partition("    top")[2],
         SOFTMAX.source.partition("    top")[2].replace("axis=1, keepdims=True", "")),
        ("sums over the batch", "e.sum(axis=1, keepdims=True)", "e.sum(axis=0)",
         "Each example is a row, and its outputs are to sum to 1: add along the row, not down the column."),
        ("one sum for all rows", "e.sum(axis=1, keepdims=True)", "e.sum()",
         "Here all outputs of the batch together sum to 1: each row is to be divided by a sum of its own."),
        ("one largest for all rows", "z.max(axis=1, keepdims=True)", "z.max()",
         "A row far below the largest of all underflows: its powers are all 0, and 0/0 is no number. Each "
         "row needs a largest of its own."),
        ("largest of each column", "z.max(axis=1, keepdims=True)", "z.max(axis=0)",
         "What is taken off must be the same within a row; otherwise it does not cancel."),
        ("rows not kept as rows", "e.sum(axis=1, keepdims=True)", "e.sum(axis=1)",
         "The sums have lost an axis: NumPy lines them up with the columns, not with the rows. How can a sum "
         "keep its axis?"),
        ("net inputs clipped", "    top = z.max(axis=1, keepdims=True)\n    e = np.exp(z - top)",
         "    e = np.exp(np.clip(z, -500, 500))",
         "No overflow, but differences beyond the bounds are lost: 1000 and 1003 become equals. Shifting a "
         "row keeps its differences, clipping does not."),
        ("largest divided out", "z - top", "z / top",
         "Dividing by the largest changes the differences within the row; taking it off does not."),
        ("something added to the sum", "e / e.sum(", "e / (1e-8 + e).sum(",
         "After the shift the sum is at least 1, so there is no 0 to be afraid of; and with something added "
         "the rows no longer sum to 1."),
        ("each output by itself", "e / e.sum(axis=1, keepdims=True)", "1 / (1 + np.exp(-z))",
         "These are logistic outputs, each for itself: the outputs of a row are to share the probability 1."),
        ("writes on its inputs", "    e = np.exp(z - top)", "    z -= top\n    e = np.exp(z)",
         "`-=` changes the caller's own z, which may be needed again: let the difference be a new array.")),
    "03.cross_entropy": CROSS_ENTROPY.wrong(
        ("logarithm of the output", "y * log_a", "y * np.log(np.exp(log_a))"),
        ("output clipped before the logarithm", "y * log_a", "y * np.log(np.maximum(np.exp(log_a), 1e-12))",
         "A floor under the output, or something added to it, puts a wrong number in place of the inf: the "
         "very wrong would pay no more than the moderately wrong, and E no longer belongs to delta. Compute "
         "log a from z."),
        ("log-sum-exp without the shift", "z - z.max(axis=1, keepdims=True)", "z * 1.0",
         "From z = 710 on the power is inf: take the largest z of each row off first."),
        ("one largest for all rows", "-(y * log_a).sum()",
         "(z.max() + np.log(np.exp(z - z.max()).sum(axis=1)) - (y * z).sum(axis=1)).sum()",
         "A row far below the largest of all underflows: its powers are all 0, and so is their sum, whose "
         "logarithm is -inf. Each row needs a largest of its own."),
        ("shift not added back", "y * log_a", "y * (log_a + z.max(axis=1, keepdims=True))",
         "What was taken off inside the logarithm has to come back outside, in each row."),
        ("sum instead of mean", ".sum() / len(z)", ".sum()"),
        ("mean over the outputs too", ".sum() / len(z)", ".mean()"),
        ("1/N missing", " - y) / len(z)", " - y)"),
        ("sign flipped", "np.exp(log_a) - y", "y - np.exp(log_a)"),
        ("net input in place of the output", "np.exp(log_a) - y", "z - y",
         "The target is compared with what softmax makes of z, not with z itself."),
        ("gradient of the outputs", "(np.exp(log_a) - y)", "(-y / np.exp(log_a))",
         "This is ∂E/∂a. Between z and a stands softmax: go on through it."),
        ("likeliest class only", "(y * log_a).sum()", "log_a[np.arange(len(z)), y.argmax(axis=1)].sum()",
         "A target can be soft: then several classes have a share, and each has a term."),
        ("two-class terms added", "y * log_a", "y * log_a + (1 - y) * np.log(1 - np.exp(log_a))",
         "The terms with 1 - y belong to yes-or-no outputs, each for itself. Of several classes just one "
         "comes true, and its probability is all that counts."),
        ("slope after cross-entropy", "(np.exp(log_a) - y) / len(z)",
         "(np.exp(log_a) - y) * np.exp(log_a) * (1 - np.exp(log_a)) / len(z)"),
        ("targets taken for class numbers", "(y * log_a).sum()", "log_a[np.arange(len(z)), y].sum()",
         "The targets are rows of shares, not numbers of classes, so they cannot be used to pick a place: "
         "each class has a term, with its share as the weight.")),
} | more.WRONG

RIGHT = {
    "03.by_hand": BY_HAND.right(
        ("from the powers", by_hand_from_the_powers),
        ("three significant digits",
         [("    return {", "    a, delta = np.round(a, 3), np.round(delta, 3)\n    return {"),
          ('"E": E', '"E": float(f"{E:.3g}")'), ("delta[1] * x", "float(f'{delta[1] * x:.3g}')")])),
    "03.softmax": SOFTMAX.right(
        ("by rows, without NumPy", softmax_by_rows),
        ("in place on its own copy", softmax_in_place),
        ("by logarithms", softmax_by_logarithms),
        ("columns inside", [("z.max(axis=1, keepdims=True)", "z.max(axis=1)"), ("z - top", "z.T - top"),
                            ("e / e.sum(axis=1, keepdims=True)", "(e / e.sum(axis=0)).T")]),
        ("in float32", "z - top", "np.float32(z - top)"),
        ("with a print", "    return", "    print(z.shape)\n    return")),
    "03.cross_entropy": CROSS_ENTROPY.right(
        ("by log-sum-exp, row by row", cross_entropy_by_log_sum_exp),
        ("with logaddexp and einsum", cross_entropy_with_logaddexp),
        ("as a list", "return E, delta", "return [E, delta]"),
        ("a mean of sums", "(y * log_a).sum() / len(z)", "np.mean(np.sum(y * log_a, axis=-1))"),
        ("in float32", "z.max(axis=1, keepdims=True)\n",
         "z.max(axis=1, keepdims=True)\n    shifted, y = np.float32(shifted), np.float32(y)\n"),
        ("with a warning", "    return", "    np.log(np.zeros(1))\n    return")),
} | more.RIGHT
