"""Answers to assignment 08. The right ones are written as a learner would; the wrong differ in a line."""
import numpy as np

from course_lib.mistakes.answers.downhill_adam import ACCEPTS_RIGHT, ACCEPTS_WRONG, ADAM_RIGHT, ADAM_WRONG
from course_lib.mistakes.answers.edits import Answer
from course_lib.mistakes.record import Mistake, collect


def by_hand(lambda1, lambda2, p, q, eta):
    f1, f2 = 1 - eta * lambda1, 1 - eta * lambda2
    one = [f1 * p, f2 * q]
    two = [f1 * one[0], f2 * one[1]]
    E = (lambda1 * two[0] ** 2 + lambda2 * two[1] ** 2) / 2
    steep, flat = max(lambda1, lambda2), min(lambda1, lambda2)
    return {"factors": [f1, f2], "after_one": one, "after_two": two, "E_after_two": E,
            "largest_eta": 2 / steep, "condition_number": steep / flat}


BY_HAND = Answer(by_hand)
FACTORS = "1 - eta * lambda1, 1 - eta * lambda2"


def momentum_step(theta, v, gradient, eta, alpha):
    v = alpha * v - eta * gradient
    theta = theta + v
    return theta, v


MOMENTUM_STEP = Answer(momentum_step)
VELOCITY, BOTH = "alpha * v - eta * gradient", "    v = alpha * v - eta * gradient\n    theta = theta + v\n"


def momentum_step_by_loops(theta, v, gradient, eta, alpha):
    new_theta, new_v = [], []
    for place, speed, slope in zip(theta, v, gradient, strict=True):
        speed = alpha * speed - eta * slope
        new_v.append(speed)
        new_theta.append(place + speed)
    return new_theta, new_v


def momentum_step_on_copies(theta, v, gradient, eta, alpha):
    theta, v = theta.copy(), v.copy()
    v *= alpha
    v -= eta * gradient
    theta += v
    return [theta, v]


def momentum_step_on_inputs(theta, v, gradient, eta, alpha):
    v *= alpha
    v -= eta * gradient
    theta += v
    return theta, v


def largest_eta(gradient, P):
    zero = gradient(np.zeros(P))
    u = np.ones(P)
    for _ in range(60):
        u = u / np.linalg.norm(u)
        u = gradient(u) - zero
    return 2 / np.linalg.norm(u)


LARGEST_ETA = Answer(largest_eta)
FIRST_ROUNDS = """    u = np.ones(P)
    for _ in range(60):
        u = u / np.linalg.norm(u)
        u = gradient(u) - zero
"""


def largest_eta_from_the_hessian(gradient, P):
    zero = gradient(np.zeros(P))
    H = np.array([gradient(one) - zero for one in np.eye(P)])
    curvatures = np.linalg.eigvalsh(H)
    return 2 / curvatures[-1]


FROM_THE_HESSIAN = Answer(largest_eta_from_the_hessian)


def largest_eta_by_the_largest_entry(gradient, P):
    zero, u = gradient(np.zeros(P)), np.eye(P)[0]
    for _ in range(80):
        u = gradient(u) - zero
        curvature = u[np.abs(u).argmax()]
        u = u / curvature
    return 2 / curvature


def largest_eta_by_rayleigh(gradient, P):
    here = np.random.default_rng(3).normal(size=P)
    u = np.random.default_rng(4).normal(size=P)
    for _ in range(60):
        u = u / np.sqrt(np.sum(u ** 2))
        Hu = (gradient(here + u) - gradient(here - u)) / 2
        curvature, u = u @ Hu, Hu
    return 2 / curvature


def largest_eta_by_following(gradient, P):
    """What descent with a rate that is far too long is left with points along the steepest wall."""
    def follow(u, rounds):
        return u if rounds == 0 else follow(step(u / np.linalg.norm(u)), rounds - 1)

    def step(u):
        return gradient(u) - gradient(0 * u)
    return 2 / np.linalg.norm(follow(np.arange(1.0, P + 1), 70))


def batches(N, m, rng):
    order = rng.permutation(N)
    return [order[first:first + m] for first in range(0, N, m)]


BATCHES = Answer(batches)
SHUFFLE_AND_CUT = """    order = rng.permutation(N)
    return [order[first:first + m] for first in range(0, N, m)]"""
FILLED_UP = "    return [rng.choice(N, m, replace=False) for first in range(0, N, m)]"


def batches_by_splitting(N, m, rng):
    order = np.arange(N)
    rng.shuffle(order)
    return np.split(order, range(m, N, m))


def batches_as_lists(N, m, rng):
    left = [int(n) for n in rng.permutation(N)]
    epoch = []
    while left:
        epoch.append(left[:m])
        left = left[m:]
    return epoch


def batches_drawn_one_by_one(N, m, rng):
    left, epoch = list(range(N)), [[]]
    while left:
        if len(epoch[-1]) == m:
            epoch.append([])
        epoch[-1].append(left.pop(rng.integers(len(left))))
    return epoch


def batches_by_sorting(N, m, rng):
    order = np.argsort(rng.random(N))
    return tuple(np.sort(order[k * m:(k + 1) * m]) for k in range(-(-N // m)))


def shuffled_within(N, m, rng):
    epoch = [np.arange(first, min(first + m, N)) for first in range(0, N, m)]
    for rows in epoch:
        rng.shuffle(rows)
    return epoch


def batches_shuffled_whole(N, m, rng):
    epoch = [np.arange(first, min(first + m, N)) for first in range(0, N, m)]
    last = epoch.pop()
    return [epoch[k] for k in rng.permutation(len(epoch))] + [last]


WRONG = {
    "08.by_hand": BY_HAND.wrong(
        ("gradient without the curvature", FACTORS, "1 - eta, 1 - eta",
         "The slope of ½ λ p² is λ p, not p: each coordinate's step is "
         "as long as its own curvature makes it."),
        ("half kept in the gradient", FACTORS, "1 - eta * lambda1 / 2, 1 - eta * lambda2 / 2",
         "Differentiate ½ λ p²: the square brings a 2, which cancels the half."),
        ("the share that is taken away", FACTORS, "eta * lambda1, eta * lambda2",
         "A step takes this share of the coordinate away. Asked is the factor that leads to what is left."),
        ("climbing", FACTORS, "1 + eta * lambda1, 1 + eta * lambda2"),
        ("one factor for both", FACTORS, "1 - eta * max(lambda1, lambda2), 1 - eta * max(lambda1, lambda2)",
         "Each coordinate is multiplied by a factor of its own, with its own curvature."),
        ("axes exchanged", FACTORS, "1 - eta * lambda2, 1 - eta * lambda1",
         "lambda1 is the curvature along p, lambda2 the one along q; either may be the steep one."),
        ("factor without its sign", FACTORS, "abs(1 - eta * lambda1), abs(1 - eta * lambda2)",
         "A negative factor says that the coordinate changes sides at each step: keep the sign."),
        ("two steps as one of double length", "[f1 * one[0], f2 * one[1]]",
         "[(2 * f1 - 1) * p, (2 * f2 - 1) * q]",
         "The second gradient is taken at the new place, and is another one: start again from there."),
        ("E without the half", "two[1] ** 2) / 2", "two[1] ** 2)",
         "E is half of the sum: look for the ½ before the bracket."),
        ("E after one step", "(lambda1 * two[0] ** 2 + lambda2 * two[1] ** 2)",
         "(lambda1 * one[0] ** 2 + lambda2 * one[1] ** 2)",
         "This is E one step too early: put in the place after the second step."),
        ("limit from the flat direction", "2 / steep", "2 / flat",
         "This rate suits the flat coordinate; the other one would fly "
         "off. Which of the two gives way first?"),
        ("half of the limit", "2 / steep", "1 / steep",
         "With this rate the steep coordinate lands at the bottom in one step. A longer step overshoots, "
         "and may still come nearer."),
        ("condition number upside down", "steep / flat", "flat / steep",
         "The larger curvature comes first, so the number is never below 1: it says how much "
         "steeper the wall is than the floor.")),
    "08.momentum_step": MOMENTUM_STEP.wrong(
        ("velocity uphill", VELOCITY, "alpha * v + eta * gradient"),
        ("velocity as a running mean", VELOCITY, "alpha * v - (1 - alpha) * eta * gradient"),
        ("theta moved with the old velocity", BOTH,
         "    theta = theta + v\n    v = alpha * v - eta * gradient\n",
         "The new gradient is to count in this very step: first the velocity, then theta with the new one."),
        ("alpha on the gradient too", VELOCITY, "alpha * (v - eta * gradient)",
         "alpha says what is kept of the old velocity. The gradient's push enters whole."),
        ("eta and alpha exchanged", VELOCITY, "eta * v - alpha * gradient",
         "alpha belongs to the old velocity, eta to the gradient."),
        ("1 - alpha kept", VELOCITY, "(1 - alpha) * v - eta * gradient",
         "alpha itself is the share that stays, not the share that is lost."),
        ("velocity forgotten", VELOCITY, "-eta * gradient",
         "Without the old velocity this is plain gradient descent: a share alpha of it stays."),
        ("velocity never slowed", VELOCITY, "v - eta * gradient",
         "All of the old velocity has stayed, so the ball rolls without friction: keep a share alpha of it."),
        ("theta against the velocity", "theta + v", "theta - v",
         "The velocity is a step, and points downhill already: theta takes it with a plus."),
        ("a velocity without eta", BOTH, "    v = alpha * v + gradient\n    theta = theta - eta * v\n",
         "This is the convention of d2l and of some libraries. Here the velocity is the step itself, with "
         "eta in it, and points downhill."),
        ("eta outside of the velocity", BOTH, "    v = alpha * v - gradient\n    theta = theta + eta * v\n",
         "Here the velocity is the step itself: eta goes into it with the push, and theta takes v whole."),
        ("Nesterov's step", "theta + v", "theta + alpha * v - eta * gradient",
         "This takes a share of the new velocity once more, as Nesterov "
         "does. Momentum adds the velocity once."),
        ("returned in the other order", "return theta, v", "return v, theta",
         "Both are right and have changed places: theta is the first.")
        ) | collect(
        Mistake("theta left where it was", "theta + v, and nothing done with it", "theta = theta + v",
                "The velocity is right, and theta has not moved: a sum that gets no name is lost.",
                MOMENTUM_STEP.edited(("theta = theta + v", "theta + v"))),
        Mistake("writes on its inputs", "v *= alpha; theta += v",
                "v = alpha * v - eta * gradient; theta = theta + v",
                "`*=`, `-=` and `+=` change the caller's arrays; `theta = theta + ...` makes a new one.",
                Answer(momentum_step_on_inputs).edited())),
    "08.adam": ADAM_WRONG,
    "08.largest_eta": LARGEST_ETA.wrong(
        ("half of the limit", "2 / np", "1 / np",
         "With this rate the steepest coordinate lands at the bottom in one step. "
         "How much longer may a step be before it leaves?"),
        ("the curvature itself", "2 / np.linalg.norm(u)", "np.linalg.norm(u)",
         "This is the largest curvature. What is asked for is the learning rate that it allows."),
        ("twice the curvature", "2 / np.linalg.norm(u)", "2 * np.linalg.norm(u)",
         "The steeper the wall, the shorter the step: the curvature goes below the line."),
        ("the gradient at 0 left in", "gradient(u) - zero", "gradient(u)",
         "The lowest point is not at 0, so the gradient is not H u alone: subtract what it is where u is 0."),
        ("a single round", "range(60)", "range(1)",
         "After one round u still holds much of all directions: go on with the u that came out. Or does "
         "`return` stand inside the loop?"),
        ("too few rounds", "range(60)", "range(2)",
         "After so few rounds u still holds much of the other directions: "
         "repeat until the number no longer changes."),
        ("length of a u of length 1", "        u = u / np.linalg.norm(u)\n        u = gradient(u) - zero\n",
         "        u = gradient(u) - zero\n        u = u / np.linalg.norm(u)\n",
         "u has just been brought to length 1, so its length tells nothing: read it off before."),
        ("begun at 0, or grown without end", FIRST_ROUNDS, FIRST_ROUNDS.replace("np.ones", "np.zeros"),
         "Is it 0/0, or has u grown too large for a number? Begin with another u "
         "than 0, and bring it to length 1 in each round."),
        ("not brought to length 1", "        u = u / np.linalg.norm(u)\n", "",
         "u grows with each round, and its length is then a power of the curvature: "
         "bring it to length 1 before each."),
        ("the gradient's length at 1", "u = gradient(u) - zero\n    return 2 / np.linalg.norm(u)",
         "u = gradient(u) - zero\n    return 2 / np.linalg.norm(gradient(np.ones(P)) - zero)",
         "This is how the gradient changes along (1, 1, ..., 1), which is neither of length 1 nor the "
         "steepest direction: take the u that the rounds have found.")
        ) | FROM_THE_HESSIAN.wrong(
        ("the flattest direction", "[-1]", "[0]",
         "This is the rate of the flattest direction. Along the steepest one such a step would fly off."),
        ("the sum of the curvatures", "curvatures[-1]", "curvatures.sum()",
         "The sum of all curvatures is too careful: the steepest direction alone sets the limit."),
        ("all curvatures mixed", "curvatures[-1]", "np.linalg.norm(H)",
         "np.linalg.norm of a matrix is the root of the sum of all squares, so all curvatures are in it: "
         "the steepest direction alone sets the limit."),
        ("only along the parameters", "curvatures[-1]", "H.diagonal().max()",
         "This looks along single parameters. The steepest direction lies aslant, and is steeper.")),
    "08.batches": BATCHES.wrong(
        ("the last ones dropped", "range(0, N, m)", "range(0, N - m + 1, m)",
         "What is left over at the end is a batch too, a shorter one: no example is to be lost."),
        ("an example twice", "first + m]", "first + m + 1]",
         "Two batches share an example: a slice stops before its end, so first:first + m holds m of them."),
        ("drawn with replacement", "rng.permutation(N)", "rng.integers(0, N, N)",
         "Drawn like this, some examples come twice and some never: an epoch is a new order of all of them."),
        ("a generator of its own", "rng.permutation(N)", "np.random.default_rng(0).permutation(N)",
         "A generator made here begins anew at each call, so that all epochs are "
         "alike: draw from the `rng` that is given."),
        ("another generator than rng", "rng.permutation(N)", "np.random.permutation(N)",
         "What is drawn here does not come from the `rng` that is given, so nobody can repeat the run."),
        ("counted from 1", "rng.permutation(N)", "rng.permutation(N) + 1",
         "The first example has the index 0, the last one N - 1."),
        ("shuffled, and nothing returned", "rng.permutation(N)", "rng.shuffle(np.arange(N))",
         "rng.shuffle changes the array that it is given, and returns None."),
        ("an empty batch at the end", "range(0, N, m)", "range(0, N + 1, m)",
         "Where m divides N there is a batch without examples at the end: how many batches are needed?"),
        ("drawn anew for each batch", SHUFFLE_AND_CUT,
         "    return [rng.choice(N, min(m, N - first), replace=False) for first in range(0, N, m)]",
         "Each batch is drawn from all N, so some examples come twice in an epoch and some never."),
        ("an order of its own for each batch", SHUFFLE_AND_CUT,
         "    return [rng.permutation(N)[first:first + m] for first in range(0, N, m)]",
         "Each batch is cut from another order, so some examples come twice in an epoch and some never: "
         "shuffle once, then cut."),
        ("ends counted from the beginning", "return [order[first:first + m] for first in range(0, N, m)]",
         "return [order[first:m] for first in range(0, N, m)]",
         "Only the first batch holds something: a slice names the place where it ends, counted from the "
         "beginning of the array."),
        ("cut by reshape", "return [order[first:first + m] for first in range(0, N, m)]",
         "return list(order.reshape(-1, m))",
         "All rows of a table are equally long; here the last batch may be shorter."),
        ("not shuffled", "rng.permutation(N)", "np.arange(N)",
         "The examples come in the order of the data, in every epoch: shuffle them first."),
        ("m batches in place of batches of m", "return [order[first:first + m] for first in range(0, N, m)]",
         "return np.array_split(order, m)",
         "m is the number of examples in a batch, not the number of batches."),
        ("as even as can be", "return [order[first:first + m] for first in range(0, N, m)]",
         "return np.array_split(order, -(-N // m))",
         "All batches are nearly equal, as np.array_split makes them. Here each has m "
         "examples, and only the last may be shorter.")
        ) | collect(
        Mistake("shuffled within each batch only", "for rows in epoch: rng.shuffle(rows)",
                "order = rng.permutation(N)",
                "The same examples are together in every epoch: shuffle all N, and cut only then.",
                Answer(shuffled_within).edited()),
        Mistake("the last batch filled up", "m examples in each batch, the last one too", "what is left",
                "The last batch is full as well, though fewer than m are left for it: some examples come "
                "twice.", BATCHES.edited((SHUFFLE_AND_CUT, FILLED_UP))),
        Mistake("returned too early", "return, inside the loop over the batches", "return, after it",
                "One batch has come back: does `return` stand inside a loop?",
                BATCHES.edited((SHUFFLE_AND_CUT, "    return [rng.permutation(N)[:m]]"))),
        Mistake("whole batches shuffled", "[epoch[k] for k in rng.permutation(len(epoch))]",
                "order = rng.permutation(N)",
                "The order of the batches is new, but the same examples are together in every epoch: shuffle "
                "all N, and cut only then.", Answer(batches_shuffled_whole).edited())),
    "08.accepts": ACCEPTS_WRONG,
}

RIGHT = {
    "08.by_hand": BY_HAND.right(
        ("four digits on the way", "    two = [",
         "    one = [float(f'{number:.4g}') for number in one]\n    two = ["),
        ("three digits at the end", '"E_after_two": E', '"E_after_two": float(f"{E:.3g}")')),
    "08.momentum_step": MOMENTUM_STEP.right(
        ("by loops", momentum_step_by_loops),
        ("in place on copies", momentum_step_on_copies),
        ("in one line", "return theta, v", "return np.array([theta, v])"),
        ("as lists", "return theta, v", "return theta.tolist(), v.tolist()"),
        ("in float32", "return theta, v", "return np.float32(theta), np.float32(v)"),
        ("with a print", "    theta = theta + v", "    print('step', theta.shape)\n    theta = theta + v")),
    "08.adam": ADAM_RIGHT,
    "08.largest_eta": LARGEST_ETA.right(
        ("from the whole Hessian", largest_eta_from_the_hessian),
        ("by the largest entry", largest_eta_by_the_largest_entry),
        ("by Rayleigh's quotient, elsewhere", largest_eta_by_rayleigh),
        ("by recursion", largest_eta_by_following),
        ("in float32", "u = np.ones(P)", "u = np.ones(P, np.float32)"),
        ("with a warning", "    u = np.ones(P)", "    np.log(np.zeros(1))\n    u = np.ones(P)")),
    "08.batches": BATCHES.right(
        ("by splitting", batches_by_splitting),
        ("as lists", batches_as_lists),
        ("drawn one by one", batches_drawn_one_by_one),
        ("by sorting random numbers", batches_by_sorting)),
    "08.accepts": ACCEPTS_RIGHT,
}
