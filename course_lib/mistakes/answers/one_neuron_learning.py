"""Answers to the two tasks of assignment 02 in which a neuron learns."""
from dataclasses import replace

import numpy as np

from course_lib.mistakes.answers.edits import Answer
from course_lib.mistakes.record import Mistake, collect


def neuron_gradient(w, b, x, y, phi, slope):
    z = x @ w + b
    a = phi(z)
    E = 0.5 * ((a - y) ** 2).mean()
    delta = (a - y) * slope(z) / len(x)
    return E, delta @ x, delta.sum()


def learn(w, b, x, y, phi, slope, eta, rounds):
    errors = []
    for _ in range(rounds):
        E, dw, db = neuron_gradient(w, b, x, y, phi, slope)
        errors.append(E)
        w = w - eta * dw
        b = b - eta * db
    errors.append(neuron_gradient(w, b, x, y, phi, slope)[0])
    return w, b, errors


LEARN = Answer(learn)
W_LINE, B_LINE = "        w = w - eta * dw\n", "        b = b - eta * db\n"
LAST = "    errors.append(neuron_gradient(w, b, x, y, phi, slope)[0])\n"
NOTE = "        errors.append(E)\n"
GRADIENT = "        E, dw, db = neuron_gradient(w, b, x, y, phi, slope)\n"


BODY = "    for _ in range(rounds):\n" + GRADIENT + NOTE + W_LINE + B_LINE + LAST


def learn_on_inputs(w, b, x, y, phi, slope, eta, rounds):
    errors = []
    for _ in range(rounds):
        E, dw, db = neuron_gradient(w, b, x, y, phi, slope)
        errors.append(E)
        w -= eta * dw
        b -= eta * db
    errors.append(neuron_gradient(w, b, x, y, phi, slope)[0])
    return w, b, errors


def learn_an_example_at_a_time(w, b, x, y, phi, slope, eta, rounds):
    errors = [neuron_gradient(w, b, x, y, phi, slope)[0]]
    for _ in range(rounds):
        for n in range(len(x)):
            _, dw, db = neuron_gradient(w, b, x[n:n + 1], y[n:n + 1], phi, slope)
            w, b = w - eta * dw, b - eta * db
        errors.append(neuron_gradient(w, b, x, y, phi, slope)[0])
    return w, b, errors


def learn_by_recursion(w, b, x, y, phi, slope, eta, rounds):
    E, dw, db = neuron_gradient(w, b, x, y, phi, slope)
    if rounds == 0:
        return w, b, [E]
    w, b, later = learn_by_recursion(w - eta * dw, b - eta * db, x, y, phi, slope, eta, rounds - 1)
    return w, b, [E] + later


def learn_with_theta(w, b, x, y, phi, slope, eta, rounds):
    X, theta = np.column_stack([x, np.ones(len(x))]), np.append(w, b)
    errors = np.zeros(rounds + 1)
    for step in range(rounds + 1):
        miss = phi(X @ theta) - y
        errors[step] = (miss ** 2).sum() / (2 * len(y))
        if step < rounds:
            theta -= eta * X.T @ (miss * slope(X @ theta)) / len(y)
    return theta[:-1], theta[-1], errors


def rounds_needed(w, biases, x, y, phi, slope, eta, most):
    counts = []
    for b in biases:
        v, rounds = w, 0
        a = phi(x @ v + b)
        while abs(a - y)[0] >= 0.1 and rounds < most:
            delta = (a - y) * slope(x @ v + b)
            v = v - eta * delta @ x
            b = b - eta * delta
            a = phi(x @ v + b)
            rounds += 1
        counts.append(rounds)
    return counts


ROUNDS_NEEDED = Answer(rounds_needed)
STEPS = "            v = v - eta * delta @ x\n            b = b - eta * delta\n"


def rounds_from_0(w, biases, x, y, phi, slope, eta, most):
    counts = []
    for b in biases:
        v = w
        for rounds in range(most):
            v, b, _ = learn(v, b, x, y, phi, slope, eta, 1)
            if abs(phi(x @ v + b) - y)[0] < 0.1 or rounds == most - 1:
                counts.append(rounds)
                break
    return counts


def rounds_of_z(w, biases, x, y, phi, slope, eta, most):
    counts, (row,), (target,) = [], x, y
    for b in biases:
        z, rounds = np.array(row @ w + b), 0
        while rounds < most and not -0.1 < phi(z) - target < 0.1:
            z = z - eta * (phi(z) - target) * slope(z) * (row @ row + 1)     # what a step does to z
            rounds += 1
        counts.append(rounds)
    return counts


def rounds_all_at_once(w, biases, x, y, phi, slope, eta, most):
    z, counts = x[0] @ w + np.array(biases), np.zeros(len(biases), int)
    for _ in range(most):
        far = np.abs(phi(z) - y[0]) >= 0.1
        counts += far
        z = np.where(far, z - eta * (1 + x[0] @ x[0]) * (phi(z) - y[0]) * slope(z), z)
    return counts


def rounds_by_learn(w, biases, x, y, phi, slope, eta, most):
    def rounds(w, b, so_far):
        if so_far == most or abs(phi(x @ w + b)[0] - y[0]) < 0.1:
            return so_far
        return rounds(*learn(w, b, x, y, phi, slope, eta, 1)[:2], so_far + 1)
    return [rounds(w, b, 0) for b in biases]


def quoting(lines, mistakes):
    """The same mistakes; of those that are no single line, the line that is told."""
    return {name: replace(one, wrong=lines.get(name, one.wrong)) for name, one in mistakes.items()}


WRONG = {
    "02.learn": quoting({
        "error noted after the step": "a step; errors.append(E after it)",
        "last error missing": "return w, b, errors, straight after the loop",
        "a step after the last error": "for _ in range(rounds + 1): note E; a step",
        "first error twice": "errors = [E]; in each round errors.append(E), then a step",
        "gradient of the start": "E, dw, db = neuron_gradient(...), before the loop",
        "gradient of the start, E of now": "E, dw, db = neuron_gradient(...), before the loop",
        "climbing": "w = w + eta * dw; b = b + eta * db",
        "learning rate forgotten": "w = w - dw; b = b - db",
        "begun at 0": "w, b = w * 0, 0.0",
        "a new list in each round": "errors = [], inside the loop",
        "learning rate that shrinks": "eta = eta * 0.9"}, LEARN.wrong(
        ("climbing", W_LINE + B_LINE, (W_LINE + B_LINE).replace("- eta", "+ eta")),
        ("weights climbing", "w - eta * dw", "w + eta * dw",
         "The bias goes downhill, and the weights go up: their step too is against their derivatives."),
        ("bias climbing", "b - eta * db", "b + eta * db",
         "The weights go downhill, and the bias goes up: its step too is against its derivative."),
        ("bias left alone", B_LINE, "        b = b * 1.0\n",
         "The bias learns too: in each round, by its own derivative."),
        ("weights left alone", W_LINE, "        w = w * 1.0\n",
         "The weights learn too: in each round, by their derivatives."),
        ("weights moved before the bias is asked", B_LINE,
         "        b = b - eta * neuron_gradient(w, b, x, y, phi, slope)[2]\n",
         "All derivatives of a round belong to the same parameters. Here the bias asks for its own when the "
         "weights have moved already."),
        ("learning rate forgotten", W_LINE + B_LINE, (W_LINE + B_LINE).replace("eta * ", ""),
         "A step is the learning rate times the gradient; here it is the gradient alone."),
        ("1/N again", "w - eta * dw", "w - eta / len(x) * dw",
         "1/N is in the gradient already: the step is the learning rate times the gradient, and nothing "
         "else."),
        ("error noted after the step", NOTE + W_LINE + B_LINE,
         W_LINE + B_LINE + "        errors.append(neuron_gradient(w, b, x, y, phi, slope)[0])\n",
         "errors[0] belongs to the parameters with which you begin: note E before the step, and once more "
         "at the end."),
        ("last error missing", LAST, "    pass\n",
         "The last step changes E too: one more error, after the last round, belongs into the list."),
        ("last error noted again", LAST, "    errors.append(E)\n",
         "The last entry repeats the one before: after the last step E has changed, so it must be computed "
         "anew."),
        ("one round too few", "range(rounds)", "range(rounds - 1)",
         "range(rounds) counts as many rounds as were asked for, from 0 on; the list gets one error more "
         "than that."),
        ("one round too many", "range(rounds)", "range(rounds + 1)",
         "The list gets one error more than there are rounds, but no further step belongs to it."),
        ("a step after the last error", BODY, BODY.replace("rounds)", "rounds + 1)", 1).removesuffix(LAST),
         "The errors are right, and a step too many has been made: the last error is noted without one."),
        ("first error twice", "    errors = []\n" + BODY,
         "    errors = [neuron_gradient(w, b, x, y, phi, slope)[0]]\n" + BODY.removesuffix(LAST),
         "Before the first step E is noted twice, and after the last one not at all."),
        ("gradient of the start", "    for _ in range(rounds):\n" + GRADIENT,
         GRADIENT.removeprefix("    ") + "    for _ in range(rounds):\n",
         "The gradient is asked for once, at the start, and used in all rounds. It changes with every step."),
        ("gradient of the start, E of now", "    for _ in range(rounds):\n" + GRADIENT + NOTE,
         GRADIENT.removeprefix("    ") + "    for _ in range(rounds):\n        errors.append(neuron_gradient("
         "w, b, x, y, phi, slope)[0])\n",
         "E is asked for in each round, and the gradient only once, at the start. It changes with every "
         "step too."),
        ("return inside the loop", B_LINE, B_LINE + "        return w, b, errors\n",
         "The return stands inside the loop, so the first round is the last: it belongs below, as far left "
         "as the `for`."),
        ("a new list in each round", "    for _ in range(rounds):\n",
         "    for _ in range(rounds):\n        errors = []\n",
         "The list is made anew in every round and forgets those before: make it once, before the loop."),
        ("begun at 0", "    errors = []\n", "    errors, w, b = [], w * 0, 0.0\n",
         "Begin with the w and b that are given."),
        ("learning rate that shrinks", W_LINE, W_LINE + "        eta = eta * 0.9\n",
         "The learning rate is the same in every round: see that nothing changes `eta`.")))
    | collect(
        Mistake("writes on its inputs", "w -= eta * dw", "w = w - eta * dw",
                "`w -= ...` changes the caller's array; `w = w - ...` makes a new one.",
                Answer(learn_on_inputs).edited()),
        Mistake("a step for each example", "for x_now, y_now in zip(x, y): a step",
                "one step a round, with the mean of all",
                "This is the delta rule, a step after each example. Here a round is one step, with the "
                "gradient of the mean over all examples.", Answer(learn_an_example_at_a_time).edited())),
    "02.saturated": collect(
        Mistake("rounds counted from 0 on", "for rounds in range(most): a step; if near: break",
                "if near: break; a step; rounds += 1",
                "Here the first round has the number 0, and a start that is near already takes a step. Let "
                "the count grow with each step, and look before each one.", Answer(rounds_from_0).edited()))
    | quoting({
        "begun where the last one ended": "v = w, once, before the loop over the starts",
        "never near": "counts.append(most), for every start that needs a step",
        "counts added up": "rounds = 0, once, before the loop over the starts"}, ROUNDS_NEEDED.wrong(
        ("begun where the last one ended", "    for b in biases:\n        v, rounds = w, 0\n",
         "    v = w\n    for b in biases:\n        rounds = 0\n",
         "Each start is a story of its own: begin anew with the w that is given. Here the weights of the "
         "last one live on."),
        ("counts added up", "    for b in biases:\n        v, rounds = w, 0\n",
         "    rounds = 0\n    for b in biases:\n        v = w\n",
         "The rounds of one start are counted on in the next: each begins at 0."),
        ("a step before the first look", "abs(a - y)[0] >= 0.1", "(rounds == 0 or abs(a - y)[0] >= 0.1)",
         "A start that is near enough already needs 0 rounds: look first, then step."),
        ("the first look not counted", "v, rounds = w, 0", "v, rounds = w, 1",
         "Before the first step no round has been used: the count begins at 0."),
        ("one round beyond `most`", "rounds < most", "rounds <= most",
         "A start that never gets near counts as `most` rounds: there the patience ends."),
        ("one round short of `most`", "rounds < most", "rounds < most - 1",
         "A start that never gets near counts as `most` rounds, and here it gets one fewer. (What is the "
         "last number of range(most)?)"),
        ("square in place of the gap", "abs(a - y)[0] >= 0.1", "(a - y)[0] ** 2 >= 0.1",
         "What is asked is the gap itself, |a - y|. The square of 0.3 is below 0.1 already."),
        ("writes on its inputs", "v = v - eta * delta @ x", "v -= eta * delta @ x",
         "`-=` changes the array itself, by whatever name it is called, and a second name is no copy. "
         "`v = v - ...` makes a new one."),
        ("E compared in place of the gap", "abs(a - y)[0] >= 0.1", "0.5 * (a - y)[0] ** 2 >= 0.1",
         "What is asked is the gap |a - y|, not E: with a gap of 0.1, E is far smaller."),
        ("gap with its sign", "abs(a - y)[0]", "(a - y)[0]",
         "A gap of -0.9 is below 0.1 too, and is no small one: take its size."),
        ("slope missing", "(a - y) * slope(x @ v + b)", "(a - y)",
         "Without the slope nothing is ever saturated. δ has two factors: how wrong, and how steep."),
        ("slope of the first weights", "slope(x @ v + b)", "slope(x @ w + b)",
         "The slope is asked with the first weights again and again: it belongs to where the neuron stands "
         "now."),
        ("never near", STEPS, STEPS.replace("- eta", "+ eta"),
         "No start comes near, but one that was near already. See first that each step goes against the "
         "gradient and brings a nearer to y, and then that near is what the task says."),
        ("condition turned round", ">= 0.1", "< 0.1",
         "One goes on as long as a is far from y; this goes on as long as it is near."),
        ("bias left alone", STEPS, STEPS.partition("\n")[0] + "\n",
         "Only the weights move. The bias has a derivative too, and learns with them."),
        ("weights left alone", STEPS, STEPS.partition("\n")[2],
         "Only the bias moves. The weights learn with it, each by δ times its input."))),
}

RIGHT = {
    "02.learn": LEARN.right(
        ("by recursion", learn_by_recursion),
        ("bias as one more weight", learn_with_theta),
        ("in place on its own copy",
         [("    errors = []\n", "    errors, w = [], w.copy()\n"), ("w = w - eta * dw", "w -= eta * dw")]),
        ("with a print", NOTE, NOTE + "        print(E)\n"),
        ("in float32", "return w, b, errors", "return np.float32(w), np.float32(b), [float(E) for E in "
                                              "errors]")),
    "02.saturated": ROUNDS_NEEDED.right(
        ("all steps in z", rounds_of_z),
        ("all starts at once", rounds_all_at_once),
        ("by recursion, with learn", rounds_by_learn),
        ("with a for and a break", [
            ("while abs(a - y)[0] >= 0.1 and rounds < most:",
             "for _ in range(most):\n            if abs(a - y)[0] < 0.1:\n                break")]),
        ("with a warning", "    counts = []\n", "    counts = []\n    np.log(np.zeros(1))\n")),
}
