"""Answers to assignment 09, but for those about networks, which stand in training_networks."""
import statistics

import numpy as np

from course_lib.mistakes.answers import training_networks
from course_lib.mistakes.answers.edits import Answer
from course_lib.mistakes.record import Mistake, collect


def by_hand(confusion, column, new_value, validation_E, patience):
    right = sum(confusion[i][i] for i in range(3))
    everything = sum(sum(row) for row in confusion)
    off = [confusion[i][j] for i in range(3) for j in range(3) if i != j]
    mean = sum(column) / len(column)
    spread = (sum((value - mean) ** 2 for value in column) / len(column)) ** 0.5
    kept = 0
    for stops, E in enumerate(validation_E):
        if E < validation_E[kept]:
            kept = stops
        if stops - kept >= patience:
            break
    return {"accuracy": right / everything, "recognised_2": confusion[1][1] / sum(confusion[1]),
            "right_when_said_2": confusion[1][1] / sum(row[1] for row in confusion),
            "largest_mistake": max(off) / sum(off),
            "standardised": (new_value - mean) / spread, "early_stopping": [kept, stops]}


BY_HAND = Answer(by_hand)


def standardise(train, other):
    mean, spread = train.mean(axis=0), train.std(axis=0)
    spread = np.where(spread == 0, 1, spread)
    return (train - mean) / spread, (other - mean) / spread


STANDARDISE = Answer(standardise)


def standardise_by_loops(train, other):
    parts = [np.zeros(train.shape), np.zeros(other.shape)]
    for i in range(train.shape[1]):
        mean, spread = statistics.fmean(train[:, i]), statistics.pstdev(train[:, i]) or 1.0
        for part, table in zip(parts, (train, other), strict=True):
            for n in range(len(table)):
                part[n, i] = (table[n, i] - mean) / spread
    return parts


def standardise_in_place_on_copies(train, other):
    mean = train.mean(axis=0)
    train, other = train - mean, other - mean
    spread = np.sqrt((train ** 2).mean(axis=0))
    spread[spread == 0] = 1
    train /= spread
    other /= spread
    return train, other


def standardise_on_inputs(train, other):
    mean, spread = train.mean(axis=0), train.std(axis=0)
    spread[spread == 0] = 1
    train -= mean
    train /= spread
    return train, (other - mean) / spread


def my_theta(sizes, rng):
    parts = []
    for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True):
        W = rng.normal(0, 1 / np.sqrt(n_in), (n_out, n_in))
        b = np.zeros(n_out)
        parts += [W.ravel(), b]
    return np.concatenate(parts)


MY_THETA = Answer(my_theta)
DRAW = "rng.normal(0, 1 / np.sqrt(n_in), (n_out, n_in))"


def my_theta_one_by_one(sizes, rng):
    theta = []
    for l in range(1, len(sizes)):
        bound = (3 / sizes[l-1]) ** 0.5
        theta.extend(rng.uniform(-bound, bound) for _ in range(sizes[l] * sizes[l-1]))
        theta.extend([0.0] * sizes[l])
    return np.array(theta)


def my_theta_in_windows(sizes, rng):
    theta, start = np.zeros(sum(n_out * (n_in + 1) for n_in, n_out in zip(sizes, sizes[1:], strict=False))), 0
    for n_in, n_out in zip(sizes, sizes[1:], strict=False):
        theta[start:start + n_in * n_out] = rng.standard_normal(n_in * n_out) / n_in ** 0.5
        start += n_out * (n_in + 1)
    return theta


def stop_early(validation_E, patience):
    best = 0
    for epoch in range(len(validation_E)):
        if validation_E[epoch] < validation_E[best]:
            best = epoch
        if epoch - best >= patience:
            break
    return best, epoch


STOP_EARLY = Answer(stop_early)
LOOK = "        if validation_E[epoch] < validation_E[best]:\n            best = epoch\n"


def stop_early_by_waiting(validation_E, patience):
    lowest, best, waited = float("inf"), 0, 0
    for epoch, E in enumerate(validation_E):
        if E < lowest:
            lowest, best, waited = E, epoch, 0
        else:
            waited += 1
            if waited == patience:
                return [best, epoch]
    return [best, len(validation_E) - 1]


def stop_early_with_numpy(validation_E, patience):
    E = np.array(validation_E)
    for epoch in range(patience, len(E)):
        best = int(E[:epoch + 1].argmin())
        if epoch - best >= patience:
            return best, epoch
    return E.argmin(), len(E) - 1


def stop_early_by_recursion(validation_E, patience, epoch=0, best=0):
    best = min(best, epoch, key=lambda at: validation_E[at])
    if epoch - best == patience or epoch == len(validation_E) - 1:
        return best, epoch
    return stop_early_by_recursion(validation_E, patience, epoch + 1, best)


WRONG = {
    "09.by_hand": BY_HAND.wrong(
        ("accuracy against the mistakes", "right / everything", "right / sum(off)",
         "A share is taken of all images, right and wrong ones together."),
        ("in percent", "right / everything", "100 * right / everything",
         "A share lies between 0 and 1: half of them is 0.5, and not 50."),
        ("accuracy as a mean of three shares", "right / everything",
         "sum(confusion[i][i] / sum(confusion[i]) for i in range(3)) / 3",
         "Classes with more images count for more: add up the images first, then divide once."),
        ("row and column exchanged",
         'confusion[1][1] / sum(confusion[1]),\n            "right_when_said_2": '
         "confusion[1][1] / sum(row[1] for row in confusion)",
         'confusion[1][1] / sum(row[1] for row in confusion),\n            "right_when_said_2": '
         "confusion[1][1] / sum(confusion[1])",
         "A row holds the images of one class, a column those that got one answer."),
        ("classes counted from 0",
         'confusion[1][1] / sum(confusion[1]),\n            "right_when_said_2": '
         "confusion[1][1] / sum(row[1] for row in confusion)",
         'confusion[2][2] / sum(confusion[2]),\n            "right_when_said_2": '
         "confusion[2][2] / sum(row[2] for row in confusion)",
         "Here the classes are called 1, 2 and 3, so class 2 is the one in the middle."),
        ("largest mistake among all images", "max(off) / sum(off)", "max(off) / everything",
         "The question is which share of the mistakes it is: divide by the mistakes."),
        ("variance for spread", "/ len(column)) ** 0.5", "/ len(column))",
         "The mean squared distance is the variance; the spread is its root."),
        ("N - 1 in the spread", "/ len(column)) ** 0.5", "/ (len(column) - 1)) ** 0.5",
         "Here the spread describes the five values themselves: divide by their number."),
        ("the new value in the ruler", "    mean = sum",
         "    column = [*column, new_value]\n    mean = sum",
         "Mean and spread come from the five values alone: a new one must not help to make its own ruler."),
        ("the mean left on", "(new_value - mean) / spread", "new_value / spread",
         "The mean itself lies at 0 on the new scale: it is taken off before the division."),
        ("the last epoch kept", "[kept, stops]", "[stops, stops]",
         "After the stop one goes back to the epoch with the lowest validation E."),
        ("the lowest of the whole curve", "[kept, stops]", "[validation_E.index(min(validation_E)), stops]",
         "Training has stopped by then: what would have come later is never seen."),
        ("patience off by one", "stops - kept >= patience", "stops - kept > patience",
         "It stops when the number of epochs since the lowest E reaches the patience."),
        ("rises in a row counted", "stops - kept >= patience",
         "stops >= patience and all(validation_E[stops - k] > validation_E[stops - k - 1] "
         "for k in range(patience))",
         "E may go up and down on its way: what counts are the epochs since the lowest, not rises in a row."),
        ("a tie taken for lower", "if E < validation_E", "if E <= validation_E",
         "An E that is just as low is no lower: the earlier epoch stays the best."),
        ("counted from one", "[kept, stops]", "[kept + 1, stops + 1]",
         "The first number belongs to epoch 0, before any training."),
        ("the two exchanged", "[kept, stops]", "[stops, kept]",
         "First the epoch that is kept, then the one after which training stops."),
        ("the wait for the stop", "[kept, stops]", "[kept, stops - kept]",
         "That is how long it waits. Asked is the number of the epoch, counted from the start.")),
    "09.standardise": STANDARDISE.wrong(
        ("statistics of all rows", "    mean, spread = train.mean(axis=0), train.std(axis=0)",
         "    rows = np.concatenate([train, other])\n    mean, spread = rows.mean(axis=0), rows.std(axis=0)",
         "The other rows helped to make the ruler they are measured with: mean and spread come from the "
         "training part alone."),
        ("the other part by its own ruler", "(other - mean) / spread",
         "(other - other.mean(axis=0)) / np.where(other.std(axis=0) == 0, 1, other.std(axis=0))",
         "The same number has to mean the same in both parts, so both are measured with one ruler."),
        ("the other part as it was", "(other - mean) / spread", "other",
         "Was it scaled at all? Or were mean and spread taken from the training part when that was scaled "
         "already? Then they are 0 and 1."),
        ("the two exchanged", "(train - mean) / spread, (other - mean) / spread",
         "(other - mean) / spread, (train - mean) / spread", "First the training part, then the other."),
        ("one mean for all columns", "train.mean(axis=0), train.std(axis=0)", "train.mean(), train.std()",
         "Every column has a unit of its own, and so a mean and a spread of its own."),
        ("along the rows", "train.mean(axis=0), train.std(axis=0)",
         "train.mean(axis=1, keepdims=True), train.std(axis=1, keepdims=True)",
         "The mean of a row mixes kilowatts with millimetres: go down the columns, axis 0."),
        ("along the rows, without a column", "train.mean(axis=0), train.std(axis=0)",
         "train.mean(axis=1), train.std(axis=1)",
         "axis=1 gives one number for each row; one for each column is wanted."),
        ("variance for spread", "train.std(axis=0)", "train.var(axis=0)",
         "The variance is the square of the spread: its unit would not cancel."),
        ("N - 1 in the spread", "train.std(axis=0)", "train.std(axis=0, ddof=1)",
         "With N the spread of the scaled column is exactly 1; ddof=1 divides by N - 1."),
        ("divided by 0", "    spread = np.where(spread == 0, 1, spread)\n", "",
         "A column that never varies has the spread 0, and 0/0 is no number: divide that column by 1."),
        ("a small number added to every spread", "np.where(spread == 0, 1, spread)", "spread + 1e-8",
         "It keeps 0/0 away, and changes all other columns too, most those with small units. Treat only the "
         "column that never varies."),
        ("only the mean taken off", "(train - mean) / spread, (other - mean) / spread",
         "train - mean, other - mean", "The units are still there: divide by the spread too."),
        ("divided first", "(train - mean) / spread, (other - mean) / spread",
         "train / spread - mean, other / spread - mean",
         "The mean is in the old unit, so it goes before the division."),
        ("between the extremes", "train.mean(axis=0), train.std(axis=0)",
         "train.min(axis=0), np.ptp(train, axis=0)",
         "This brings a column between 0 and 1, another scale; here mean 0 and spread 1 are wanted.")) |
    collect(
        Mistake("writes on its inputs", "train -= mean; train /= spread", "train = (train - mean) / spread",
                "`-=` changes the caller's table, and whoever calls twice gets another answer.",
                Answer(standardise_on_inputs).edited())),
    "09.my_theta": MY_THETA.wrong(
        ("all weights zero", DRAW, "np.zeros((n_out, n_in))"),
        ("all weights equal", DRAW, "np.full((n_out, n_in), 1 / np.sqrt(n_in))"),
        ("twins", DRAW, "np.tile(rng.normal(0, 1 / np.sqrt(n_in), n_in), (n_out, 1))",
         "All units of a layer get the same weights, and so they stay alike for ever."),
        ("variance for spread", "1 / np.sqrt(n_in)", "1 / n_in",
         "NumPy's normal is asked for the spread, which is the root of the variance."),
        ("as for ReLU", "1 / np.sqrt(n_in)", "np.sqrt(2 / n_in)",
         "Twice the variance is He's rule, for ReLU, which silences half of what comes in."),
        ("way up and way down", "1 / np.sqrt(n_in)", "np.sqrt(2 / (n_in + n_out))",
         "This is Glorot's rule, between both widths; LeCun's asks for what comes in alone."),
        ("the width above", "np.sqrt(n_in)", "np.sqrt(n_out)",
         "A net input adds up what comes in: count the units below, n_in, not the layer's own."),
        ("the first width for every layer", "np.sqrt(n_in)", "np.sqrt(sizes[0])",
         "Each layer has its own n_in: only for layer 1 it is the number of inputs."),
        ("spread 1", "1 / np.sqrt(n_in)", "1",
         "With n inputs the net input would be √n times too large, and tanh saturated."),
        ("an interval too narrow", DRAW, "rng.uniform(-1, 1, (n_out, n_in)) / np.sqrt(n_in)",
         "Evenly from (-r, r) the variance is r²/3, so r has to be larger than the spread."),
        ("all weights positive", DRAW, "abs(rng.normal(0, 1 / np.sqrt(n_in), (n_out, n_in)))",
         "The mean is to be 0: with weights of one sign the products no longer cancel."),
        ("biases that are not 0", "np.zeros(n_out)", "rng.normal(0, 1 / np.sqrt(n_in), n_out)",
         "The weights break the symmetry already; biases begin at 0."),
        ("a seed of its own", "    parts = []", "    rng = np.random.default_rng(0)\n    parts = []",
         "With a seed inside, every network begins alike: draw from the rng that is handed in."),
        ("the same seed for every layer", "        W = rng.normal", "        rng = np.random.default_rng(0)\n"
         "        W = rng.normal", "Each layer begins with the same numbers: one rng, and it goes on."),
        ("NumPy's global numbers", "rng.normal", "np.random.normal",
         "np.random.normal does not know your rng: the same seed would not give the same weights."),
        ("biases at the end", "    return np.concatenate(parts)",
         "    return np.concatenate(parts[::2] + parts[1::2])",
         "In theta the biases of a layer follow its weights, before the next layer begins."),
        ("biases before the weights", "[W.ravel(), b]", "[b, W.ravel()]",
         "In theta the weights of a layer come first, then its biases."),
        ("no biases", "[W.ravel(), b]", "[W.ravel()]", "Each unit has a bias too, which begins at 0.")),
    "09.stop_early": STOP_EARLY.wrong(
        ("the last epoch kept", "return best, epoch", "return epoch, epoch",
         "The stop comes `patience` epochs too late on purpose; then one goes back to the best."),
        ("the lowest of the whole curve", "return best, epoch",
         "return min(range(len(validation_E)), key=lambda at: validation_E[at]), epoch",
         "What comes after the stop is never trained, so it cannot be kept."),
        ("patience off by one", "epoch - best >= patience", "epoch - best > patience",
         "It stops when the number of epochs since the best reaches the patience."),
        ("stopped one epoch too soon", "epoch - best >= patience", "epoch - best >= patience - 1",
         "Count the epochs after the best one; the best itself does not count."),
        ("rises in a row counted", "epoch - best >= patience",
         "epoch >= patience and all(validation_E[epoch - k] > validation_E[epoch - k - 1] "
         "for k in range(patience))",
         "E may go up and down on its way: count the epochs since the best one, not rises in a row."),
        ("a tie taken for lower", "validation_E[epoch] < ", "validation_E[epoch] <= ",
         "An E that is just as low is no lower: the earlier epoch stays the best."),
        ("compared with the epoch before", LOOK, LOOK.replace("[best]", "[epoch - 1]").replace(
            "if ", "if epoch and "),
         "Lower than the last one is not yet lower than the best one so far."),
        ("stopped at the first rise", "epoch - best >= patience", "epoch > best",
         "One bad epoch is no reason to stop: wait as long as the patience says."),
        ("counted from one", "return best, epoch", "return best + 1, epoch + 1",
         "Epoch 0 is the network before training: its E is the first of the list."),
        ("the two exchanged", "return best, epoch", "return epoch, best",
         "First the epoch that is kept, then the one after which training stops."),
        ("the start forgotten", "best = 0\n    for epoch in range(", "best = 1\n    for epoch in range(1, ",
         "The network before training counts as well: where nothing gets better, it is the best."),
        ("patience added to the lowest of all", "return best, epoch",
         "best = validation_E.index(min(validation_E))\n"
         "    return best, min(best + patience, len(validation_E) - 1)",
         "Training may have stopped long before the lowest E of the whole curve: look at no later epoch."),
        ("patience taken off the stop", "return best, epoch", "return epoch - patience, epoch",
         "Training can also end because there are no more epochs: then the best one may lie nearer."),
        ("one epoch too many at the end", "break\n    return best, epoch",
         "return best, epoch\n    return best, len(validation_E)",
         "Epochs are counted from 0: the number of the last is one less than the length of the list."),
        ("no answer at the end", "break\n    return best, epoch", "return best, epoch",
         "Some curves never call for a stop: the loop runs out there, and something has to be returned too."),
        ("E returned", "return best, epoch",
         "return validation_E[best], validation_E[epoch]",
         "The numbers of the epochs are wanted, not the E that they had.")) | collect(
        Mistake("waiting that never begins anew", "lowest, best = E, epoch",
                "lowest, best, waited = E, epoch, 0",
                "Bad epochs are counted since the best one: with a new lowest E the count begins anew.",
                Answer(stop_early_by_waiting).edited(("lowest, best, waited = E, epoch, 0",
                                                      "lowest, best = E, epoch")))),
    **training_networks.WRONG,
}

RIGHT = {
    "09.by_hand": BY_HAND.right(
        ("rounded to three digits", "    return {",
         "    mean, spread = float(f'{mean:.4g}'), float(f'{spread:.4g}')\n    return {"),
        ("a tuple of epochs", "[kept, stops]", "(kept, stops)")),
    "09.standardise": STANDARDISE.right(
        ("by loops", standardise_by_loops),
        ("in place on copies", standardise_in_place_on_copies),
        ("columns inside", "(train - mean) / spread,", "((train.T - mean[:, None]) / spread[:, None]).T,"),
        ("in float32", "return (train - mean) / spread, (other - mean) / spread",
         "return np.float32((train - mean) / spread), np.float32((other - mean) / spread)"),
        ("1 added where it is 0, with a warning", [
            ("np.where(spread == 0, 1, spread)", "spread + (spread == 0)"),
            ("    return", "    np.log(np.zeros(1))\n    return")])),
    "09.my_theta": MY_THETA.right(
        ("evenly, one by one", my_theta_one_by_one),
        ("in windows", my_theta_in_windows),
        ("in float32", "np.concatenate(parts)", "np.concatenate(parts).astype(np.float32)"),
        ("as [in, out], transposed", DRAW, "(rng.standard_normal((n_in, n_out)) * n_in ** -0.5).T"),
        ("with a print", "    parts = []", "    print(sizes)\n    parts = []")),
    "09.stop_early": STOP_EARLY.right(
        ("by waiting", stop_early_by_waiting),
        ("with numpy", stop_early_with_numpy),
        ("by recursion", stop_early_by_recursion),
        ("in an array", "return best, epoch", "return np.array([best, epoch])")),
    **training_networks.RIGHT,
}
