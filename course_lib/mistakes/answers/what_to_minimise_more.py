"""Answers to assignment 03, tasks 4 to 6: back through softmax, Huber's error, and the repair."""
import numpy as np

from course_lib.mistakes.answers.edits import Answer
from course_lib.mistakes.record import Mistake


def softmax_pull(dE_da, a):
    shared = (dE_da * a).sum(axis=1, keepdims=True)
    return a * (dE_da - shared)


SOFTMAX_PULL = Answer(softmax_pull)


def softmax_pull_by_tables(dE_da, a):
    rows = []
    for upstream, p in zip(dE_da, a, strict=True):
        jacobian = np.diag(p) - np.outer(p, p)
        rows.append(jacobian.T @ upstream)
    return np.stack(rows)


def softmax_pull_by_loops(dE_da, a):
    N, K = a.shape
    dE_dz = np.zeros((N, K))
    for n in range(N):
        for k in range(K):
            for j in range(K):
                dE_dz[n, k] += dE_da[n, j] * a[n, j] * ((j == k) - a[n, k])
    return dE_dz


def softmax_pull_by_einsum(dE_da, a):
    jacobian = np.einsum("nj,jk->njk", a, np.eye(a.shape[1])) - np.einsum("nj,nk->njk", a, a)
    return np.einsum("nj,njk->nk", dE_da, jacobian)


def softmax_pull_in_place(dE_da, a):
    dE_dz = dE_da * a
    dE_dz -= a * dE_dz.sum(axis=1)[:, np.newaxis]
    return dE_dz


def huber(a, y, threshold):
    difference = a - y
    size = abs(difference)
    near = size <= threshold
    cost = np.where(near, 0.5 * difference ** 2, threshold * (size - 0.5 * threshold))
    slope = np.where(near, difference, threshold * np.sign(difference))
    return cost.sum() / len(a), slope / len(a)


HUBER = Answer(huber)


def huber_by_loops(a, y, threshold):
    N, E, dE_da = len(a), 0.0, np.zeros(a.shape)
    for place in np.ndindex(a.shape):
        d = a[place] - y[place]
        if d > threshold:
            E, dE_da[place] = E + threshold * d - threshold ** 2 / 2, threshold
        elif d < -threshold:
            E, dE_da[place] = E - threshold * d - threshold ** 2 / 2, -threshold
        else:
            E, dE_da[place] = E + d * d / 2, d
    return E / N, dE_da / N


def huber_by_clipping(a, y, threshold):
    d = a - y
    clipped = np.clip(d, -threshold, threshold)
    return (clipped * (d - 0.5 * clipped)).sum() / len(a), clipped / len(a)


def huber_cut_off(a, y, threshold):
    clipped = np.clip(a - y, -threshold, threshold)
    inside = abs(a - y) < threshold
    return 0.5 * (clipped ** 2).sum() / len(a), clipped * inside / len(a)


def repaired_error(a, y):
    difference = a - y.reshape(a.shape)
    E = 0.5 * (difference ** 2).mean()
    dE_da = difference / len(a)
    return E, dE_da


REPAIRED_ERROR = Answer(repaired_error)


def published_error(a, y):
    difference = a - y
    E = 0.5 * (difference ** 2).mean()
    dE_da = difference.mean(axis=1, keepdims=True) / len(a)
    return E, dE_da


def repaired_by_loops(a, y):
    flat = np.ravel(y)
    N, E, dE_da = len(flat), 0.0, []
    for n in range(N):
        d = a[n, 0] - flat[n]
        E += d * d / (2 * N)
        dE_da.append([d / N])
    return E, np.array(dE_da)


def repaired_flat(a, y):
    difference = a.ravel() - y.ravel()
    return 0.5 * difference @ difference / difference.size, difference[:, None] / difference.size


def repaired_by_asking(a, y):
    if y.ndim == 1:
        y = y[:, np.newaxis]
    difference = a - y
    return np.sum(difference ** 2) / (2 * len(a)), difference / len(a)


LEVEL = ("With the difference clipped E is level beyond the threshold, and what is level has the derivative "
         "0: the largest errors would teach nothing. There E is to go on rising, along a straight line.")
RESHAPE = "a - y.reshape(a.shape)"
TABLE = "A column minus a row is a whole N x N table: every output against every target. "

WRONG = {
    "03.softmax_pull": SOFTMAX_PULL.wrong(
        ("softmax's Jacobian as a diagonal", "a * (dE_da - shared)", "a * (1 - a) * dE_da"),
        ("the diagonal's entry simplified", "a * (dE_da - shared)", "a * dE_da",
         "Raising z_k raises the sum below the line too: there is a second term, in which all outputs of the "
         "row meet."),
        ("summed over the batch", "sum(axis=1, keepdims=True)", "sum(axis=0)",
         "Outputs meet within a row, never across examples: add over the outputs of each row."),
        ("one sum for all rows", "sum(axis=1, keepdims=True)", "sum()",
         "Each example has a sum of its own; with a single row the two agree."),
        ("mean over the outputs", "sum(axis=1", "mean(axis=1",
         "The paths from z_k through all outputs are added up, not averaged."),
        ("output missing in the sum", "(dE_da * a).sum", "dE_da.sum",
         "Each path through an output a_j has a_j as a factor too, within the sum."),
        ("plus between the terms", "dE_da - shared", "dE_da + shared",
         "Off the diagonal the Jacobian is negative: what one output gains, the others lose."),
        ("rows not kept as rows", "sum(axis=1, keepdims=True)", "sum(axis=1)",
         "The sums have lost an axis: NumPy lines them up with the columns, not with the rows. How can a sum "
         "keep its axis?"),
        ("output missing in front", "a * (dE_da - shared)", "dE_da - shared",
         "Every entry of column k of the Jacobian has the factor a_k: put it before the bracket."),
        ("gradient and output changed places", "a * (dE_da - shared)", "dE_da * (a - shared)",
         "The sum is right, and what stands around it has changed places: which of the two comes from the "
         "Jacobian's own factor a_k?"),
        ("output missing before the sum", "a * (dE_da - shared)", "a * dE_da - shared",
         "Every entry of column k of the Jacobian has the factor a_k, so both terms have it."),
        ("one table for all rows", "a * (dE_da - shared)", "dE_da @ (np.diag(a[0]) - np.outer(a[0], a[0]))",
         "Each row has outputs of its own, and so a Jacobian of its own."),
        ("output twice", "a * (dE_da - shared)", "a * a * (dE_da - shared)",
         "One factor a_k too many: it comes from the Jacobian, and only once."),
        ("1/N once more", "a * (dE_da - shared)", "a * (dE_da - shared) / len(a)",
         "The mean is in ∂E/∂a already: the Jacobian of softmax knows nothing of the number of examples.")),
    "03.own_loss": HUBER.wrong(
        Mistake("difference clipped, and the gradient cut off",
                "clipped = np.clip(a - y, -threshold, threshold); inside = abs(a - y) < threshold",
                "the slope is kept within ±threshold, not the difference",
                LEVEL,
                Answer(huber_cut_off).edited()),
        ("difference clipped", "difference = a - y", "difference = np.clip(a - y, -threshold, threshold)",
         LEVEL),
        ("gradient cut off beyond the threshold", "threshold * np.sign(difference)", "0.0",
         "A gradient of 0 says that large errors do not matter: beyond the threshold E still rises, as a "
         "straight line does."),
        ("pieces not joined", "threshold * (size - 0.5 * threshold)", "threshold * size",
         "At the threshold E jumps: work out both pieces there. The line has to be lowered until they meet."),
        ("half missing", "0.5 * difference ** 2", "difference ** 2",
         "Within the threshold it is half the square: the half cancels the 2 of the derivative."),
        ("sign without the threshold", "threshold * np.sign(difference)", "np.sign(difference)",
         "The slope jumps at the threshold: how steep is the parabola just before it?"),
        ("size in place of sign", "threshold * np.sign(difference)", "threshold",
         "This pulls the same way on both sides: where the output is too small, E falls as it grows."),
        ("if asked of a whole array", "near = size <= threshold",
         "near = True if size <= threshold else False",
         "An if asks one question, and here every number has its own answer: choose for each by itself, with "
         "np.where or in a loop."),
        ("1/N missing", "slope / len(a)", "slope"),
        ("line of slope 1", "threshold * (size - 0.5 * threshold)", "size - 0.5",
         "The pieces meet only for a threshold of 1: the line must be as steep as the parabola where it "
         "leaves it."),
        ("line of slope 1, lowered", "threshold * (size - 0.5 * threshold)", "size - 0.5 * threshold",
         "The slope of this line is 1, whatever the threshold: it must be as steep as the parabola where it "
         "leaves it."),
        ("joined with a corner", "threshold * (size - 0.5 * threshold)",
         "0.5 * threshold ** 2 + size - threshold",
         "The pieces meet, but in a corner: the line must be as steep as the parabola where it leaves it."),
        ("line too low", "threshold * (size - 0.5 * threshold)", "threshold * (size - threshold)",
         "The line is as steep as it should be, and too low: work out both pieces at the threshold."),
        ("line that falls on the left", "threshold * (size - 0.5", "threshold * (difference - 0.5",
         "Far on the left this cost is negative. To miss by as much costs as much on either side."),
        ("far on the left taken for near", "size <= threshold", "difference <= threshold",
         "A difference of -9 lies below every threshold, and is not small for that: compare its size."),
        ("pieces changed places", "size <= threshold", "size > threshold",
         "The pieces have changed places: np.where takes the first where the condition holds."),
        ("half the square everywhere", "near = size <= threshold", "near = size >= 0",
         "This is half the square wherever the output is: the straight line is still to come."),
        ("mean over the outputs too", "cost.sum() / len(a)", "cost.mean()")),
    "03.repaired_error": REPAIRED_ERROR.wrong(
        Mistake("targets stretched", "difference = a - y", "difference = a - (y as a column)",
                TABLE + "Bring y to the shape of a first; a transpose does not do that.",
                Answer(published_error).edited()),
        ("targets stretched, by row sums", f"{RESHAPE}\n    E = 0.5 * (difference ** 2).mean()",
         "(a - y).sum(axis=1, keepdims=True)\n    E = 0.5 * (difference ** 2).mean()",
         TABLE + "Adding up its rows afterwards does not part them again."),
        ("always one more axis", "y.reshape(a.shape)", "y[:, None]",
         "Right for (N,); but a column becomes (N, 1, 1), and is stretched again. Say which shape y is to "
         "have, not what is to be added to it."),
        ("targets laid in a row", "y.reshape(a.shape)", "y.T",
         TABLE + "Bring y to the shape of a first; a transpose does not do that."),
        ("output flattened, targets as they came", RESHAPE, "a.ravel() - y",
         "The gradient is to have the shape of a, (N, 1). And targets that come as a column are stretched "
         "again: both need one shape."),
        ("both flattened", RESHAPE, "a.ravel() - y.ravel()",
         "Now each output meets its own target. The gradient is to have the shape of a, (N, 1)."),
        ("targets' shape changed in place", f"    difference = {RESHAPE}", "    y.resize(a.shape)\n"
         "    difference = a - y",
         "The shape of y belongs to the caller too: reshape gives a new view, and leaves y as it is."),
        ("1/N missing", "difference / len(a)", "difference"),
        ("sign flipped", "dE_da = difference", "dE_da = -difference",
         "E is the same both ways round, its derivative is not: where the output is too large, E rises "
         "with it."),
        ("factor two", "difference / len(a)", "2 * difference / len(a)"),
        ("half missing", "0.5 * (difference ** 2).mean()", "(difference ** 2).mean()",
         "Half the squared error has a half, which cancels the 2 of the derivative."),
        ("everything averaged", "dE_da = difference / len(a)",
         "dE_da = np.full(a.shape, difference.mean() / len(a))",
         "Each output has a gradient of its own, which depends on its own target and on no other.")),
}

RIGHT = {
    "03.softmax_pull": SOFTMAX_PULL.right(
        ("with each row's table", softmax_pull_by_tables),
        ("by loops", softmax_pull_by_loops),
        ("with einsum", softmax_pull_by_einsum),
        ("in place on its own array", softmax_pull_in_place),
        ("in float32", "a * (dE_da - shared)", "np.float32(a * (dE_da - shared))")),
    "03.own_loss": HUBER.right(
        ("by loops", huber_by_loops),
        ("by clipping the slope", huber_by_clipping),
        ("the other piece at the threshold", "size <= threshold", "size < threshold"),
        ("in float32", "slope / len(a)", "np.float32(slope / len(a))"),
        ("with a print and as a list", "return cost.sum() / len(a), slope / len(a)",
         "print(near)\n    return [cost.sum(axis=1).mean(), slope / a.shape[0]]")),
    "03.repaired_error": REPAIRED_ERROR.right(
        ("by loops", repaired_by_loops),
        ("flat inside", repaired_flat),
        ("by asking for the axes", repaired_by_asking),
        ("with minus one", "y.reshape(a.shape)", "np.reshape(y, (-1, 1))"),
        ("double sign", "dE_da = difference / len(a)", "dE_da = -(y.reshape(a.shape) - a) / a.size")),
}
