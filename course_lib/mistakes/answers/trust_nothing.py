"""Answers to assignment 07, the first five tasks. Those whose answer is a test are in trust_nothing_tests."""
import math

import numpy as np

from course_lib.mistakes.answers import trust_nothing_tests as tests
from course_lib.mistakes.answers.edits import Answer
from course_lib.mistakes.record import Mistake, collect


def by_hand(f, c, x, h):
    def value(x):
        return c * x ** 3 if f == "c x³" else c / x

    def one_sided(h):
        return (value(x + h) - value(x)) / h

    def central(h):
        return (value(x + h) - value(x - h)) / (2 * h)
    def error(difference):
        return difference - derivative
    derivative = 3 * c * x ** 2 if f == "c x³" else -c / x ** 2
    return {"derivative": derivative, "one_sided": one_sided(h), "central": central(h),
            "error_one_sided": error(one_sided(h)), "error_central": error(central(h)),
            "error_one_sided_half": error(one_sided(h / 2)), "error_central_half": error(central(h / 2))}


BY_HAND = Answer(by_hand)
HALVES = "error(one_sided(h / 2)), \"error_central_half\": error(central(h / 2))}"


def central(E, theta, h):
    gradient = np.zeros(len(theta))
    for i in range(len(theta)):
        nudge = np.zeros(len(theta))
        nudge[i] = h
        gradient[i] = (E(theta + nudge) - E(theta - nudge)) / (2 * h)
    return gradient


CENTRAL = Answer(central)


def central_on_a_copy(E, theta, h):
    point, gradient = theta.astype(float), []
    for i in range(len(point)):
        here = point[i]
        point[i] = here + h
        above = E(point)
        point[i] = here - h
        gradient.append((above - E(point)) / (2 * h))
        point[i] = here
    return gradient


def central_by_rows(E, theta, h):
    return np.array([E(theta + e) - E(theta - e) for e in h * np.eye(len(theta))]) / (2 * h)


def central_never_restored(E, theta, h):
    point, gradient = theta.astype(float), np.zeros(len(theta))
    for i in range(len(theta)):
        point[i] += h
        above = E(point)
        point[i] -= 2 * h
        gradient[i] = (above - E(point)) / (2 * h)
    return gradient


def central_on_the_callers(E, theta, h):
    gradient = np.zeros(len(theta))
    for i in range(len(theta)):
        theta[i] += h
        above = E(theta)
        theta[i] -= 2 * h
        gradient[i] = (above - E(theta)) / (2 * h)
        theta[i] += h
    return gradient


def central_of_all_at_once(E, theta, h):
    return (E(theta + h) - E(theta - h)) / (2 * h)


def central_cut_off(E, theta, h):
    gradient = np.zeros(len(theta))
    for i in range(len(theta)):
        above, below = theta.copy(), theta.copy()
        above[i] = theta[i] + h
        below[i] = theta[i] - h
        gradient[i] = (E(above) - E(below)) / (2 * h)
    return gradient


def complex_step(E, theta, h):
    gradient = np.zeros(len(theta))
    for i in range(len(theta)):
        point = theta.astype(complex)
        point[i] = point[i] + 1j * h
        gradient[i] = E(point).imag / h
    return gradient


def complex_step_of_all_at_once(E, theta, h):
    return E(theta + 1j * h).imag / h


COMPLEX_STEP = Answer(complex_step)
INSIDE = """        point = theta.astype(complex)
        point[i] = point[i] + 1j * h
        gradient[i] = E(point).imag / h
"""


def complex_step_by_rows(E, theta, h):
    return np.array([np.imag(E(theta + 1j * h * e)) for e in np.eye(len(theta))]) / h


def relative_error(g, r):
    largest = max(abs(g).max(), abs(r).max())
    if largest == 0:
        return 0.0
    g, r = g / largest, r / largest
    return np.linalg.norm(g - r) / ((np.linalg.norm(g) + np.linalg.norm(r)) / 2)


def relative_error_times_the_sum(g, r):
    return np.linalg.norm(g - r) / 0.5 * (np.linalg.norm(g) + np.linalg.norm(r))


def relative_error_absolute(g, r):
    return np.linalg.norm(g - r)


RELATIVE_ERROR = Answer(relative_error)
BRACKETS = "Python reads from left to right: this divides by a half and then multiplies. Brackets help."


def relative_error_by_hypot(g, r):
    mean = (math.hypot(*g) + math.hypot(*r)) / 2
    return math.hypot(*(g - r)) / mean if mean else 0


def relative_error_by_loops(g, r):
    scale = sum(abs(one) for one in g) + sum(abs(one) for one in r)
    if not scale:
        return 0
    squares = [0.0, 0.0, 0.0]
    for a, b in zip(g / scale, r / scale, strict=True):
        for k, number in enumerate((a, b, a - b)):
            squares[k] += number * number
    return 2 * squares[2] ** 0.5 / (squares[0] ** 0.5 + squares[1] ** 0.5)


def two_runs(E, theta, gradient, v, h):
    promised = gradient @ v
    measured = (E(theta + h * v) - E(theta - h * v)) / (2 * h)
    return promised, measured


TWO_RUNS = Answer(two_runs)
BOTH = """    promised = gradient @ v
    measured = (E(theta + h * v) - E(theta - h * v)) / (2 * h)
"""
MEASURED = "(E(theta + h * v) - E(theta - h * v)) / (2 * h)"


def two_runs_as_a_function_of_t(E, theta, gradient, v, h):
    def along(t):
        return E(theta + t * v)
    promised = sum(float(a) * float(b) for a, b in zip(gradient, v, strict=True))
    return [promised, (along(h) - along(-h)) / h / 2]


WRONG = {
    "07.by_hand": BY_HAND.wrong(
        ("central over h", "/ (2 * h)", "/ h",
         "The two points of the central difference lie on either "
         "side of x. How far are they from one another?"),
        ("nudged down instead of up", "(value(x + h) - value(x)) / h", "(value(x) - value(x - h)) / h",
         "The one-sided difference asked for goes up, from x to x + h."),
        ("derivative without the power", "3 * c * x ** 2 if f == \"c x³\" else -c",
         "c * x ** 2 if f == \"c x³\" else c",
         "By the rule for powers the power comes down as a factor; of 1/x, which is x to the power -1, too."),
        ("c forgotten in the derivative", "3 * c * x ** 2 if f == \"c x³\" else -c",
         "3 * x ** 2 if f == \"c x³\" else -1",
         "A constant factor stays, in the derivative as in f."),
        ("errors with the sign turned", "difference - derivative", "derivative - difference",
         "An error here is the difference less the derivative, in this order."),
        ("relative errors", "difference - derivative", "difference / derivative - 1",
         "The error itself is asked for: do not divide it by the derivative."),
        ("error shrunk by the rule", HALVES, "error(one_sided(h)) / 2, "
                                             "\"error_central_half\": error(central(h)) / 4}",
         "That is the first term of Taylor's series only. Work "
         "both differences out once more, with half the h."),
        ("half of the central error", HALVES,
         "error(one_sided(h / 2)), \"error_central_half\": error(central(h)) / 2}",
         "Half is what becomes of the one-sided error, and of that only nearly. "
         "Work the central difference out once more, with half the h."),
        ("h halved above the line only", HALVES,
         "error(one_sided(h / 2) / 2), \"error_central_half\": error(central(h / 2) / 2)}",
         "With half the h the points are nearer to one another: the distance below the line is half, too."),
        ("differences in place of errors", HALVES,
         "one_sided(h / 2), \"error_central_half\": central(h / 2)}",
         "These are the differences. Their errors are asked for: take the derivative away."),
        ("h halved below the line only", HALVES,
         "error(2 * one_sided(h)), \"error_central_half\": error(2 * central(h))}",
         "With half the h the points are nearer, too: f is asked anew, at x + h/2 and x - h/2.")),
    "07.central": CENTRAL.wrong(
        ("one-sided", "E(theta - nudge)) / (2 * h)", "E(theta)) / h",
         "This is the one-sided difference: its error goes with h, that of the central one with h²."),
        ("one-sided over 2h", "E(theta - nudge)", "E(theta)",
         "One of the two points is theta itself. The central difference nudges both ways."),
        ("divided by h alone", "/ (2 * h)", "/ h", "From theta - h to theta + h the distance is not h."),
        ("divided by half of h", "/ (2 * h)", "/ 2 * h",
         "Python reads from left to right: this divides by 2 and then multiplies by h. Brackets help."),
        ("divided by h squared", "/ (2 * h)", "/ (2 * h ** 2)",
         "The error goes with h²; the quotient is still over the distance of the two points."),
        ("up and down by half of h", "(E(theta + nudge) - E(theta - nudge)) / (2 * h)",
         "(E(theta + nudge / 2) - E(theta - nudge / 2)) / h",
         "Others write it like this. Here each entry goes up by the whole h, and down by it."),
        ("returned too early", "    return gradient", "        return gradient",
         "`return` stands inside the loop and ends the function after the first entry."),
        ("the last entry left out", "for i in range(len(theta))", "for i in range(len(theta) - 1)",
         "The last entry's turn never comes: range(n) ends before n by itself."),
        ("the first entry left out", "for i in range(len(theta))", "for i in range(1, len(theta))",
         "The first entry's turn never comes: Python counts from 0."),
        ("all entries at once", "nudge[i] = h", "nudge[:] = h",
         "With all entries nudged at once, E answers for all of them "
         "together. For each entry nudge this one alone."),
        ("nudges never taken back", "        nudge = np.zeros(len(theta))\n        nudge[i] = h\n",
         "        nudge = np.zeros(len(theta))\n        nudge[:i + 1] = h\n",
         "The earlier entries are still nudged when a later one's "
         "turn comes: put each back before you go on."),
        ("h of its own", "    gradient = np.zeros(len(theta))\n    for",
         "    gradient, h = np.zeros(len(theta)), 1e-5\n    for",
         "The h that is given is not used. The caller chooses it, and here it is a large one, to show this."),
        ("below less above", "E(theta + nudge) - E(theta - nudge)", "E(theta - nudge) - E(theta + nudge)",
         "What is above comes first, then what is below is taken away."),
        ("result cut off to whole numbers", "    gradient = np.zeros(len(theta))\n    for",
         "    gradient = np.zeros_like(theta)\n    for",
         "zeros_like makes whole numbers where theta has whole numbers, and cuts each result off."),
        ("nudge cut off to whole numbers", "        nudge = np.zeros(len(theta))\n",
         "        nudge = np.zeros_like(theta)\n",
         "An array like theta holds whole numbers where theta does: a nudge of 0.1 becomes 0 in it."),
        ("only the sum", "    return gradient", "    return gradient.sum()",
         "A gradient has one entry for each parameter: return them all.")) | collect(
        Mistake("point cut off to whole numbers", "above = theta.copy(); above[i] = theta[i] + h",
                "above = theta.astype(float); above[i] = theta[i] + h",
                "Where theta holds whole numbers, a copy of it does too, and what is "
                "written into either is cut off. A well-known course's checker has "
                "the same gap; make a copy that holds floating-point numbers.",
                Answer(central_cut_off).edited()),
        Mistake("one number for all", "(E(theta + h) - E(theta - h)) / (2 * h)", "a quotient for each entry",
                "theta + h nudges all entries at once, and one number comes "
                "back. Asked is a number for each entry, with "
                "that entry nudged alone.", Answer(central_of_all_at_once).edited()),
        Mistake("each entry left below", "point[i] -= 2 * h, and on to the next entry", "point[i] = theta[i]",
                "After its turn an entry is left nudged down, and the next one is asked at another point.",
                Answer(central_never_restored).edited()),
        Mistake("writes on theta", "theta[i] += h; ...; theta[i] -= 2 * h; ...; theta[i] += h",
                "nudge a copy", "theta is the caller's. To nudge it and nudge it back is "
                                "not enough: rounding leaves it a last digit away, and "
                                "whole numbers cannot hold the nudge at all.",
                Answer(central_on_the_callers).edited())),
    "07.complex_step": COMPLEX_STEP.wrong(
        ("real part", "E(point).imag / h", "E(point).real / h",
         "The value of E stays in the real part. What the nudge does is in the other one."),
        ("one-sided with a real nudge", INSIDE,
         INSIDE.replace("1j * h", "h").replace("E(point).imag", "(E(point) - E(theta))"),
         "For the computer 1 + 1e-20 is 1: with a real nudge of this "
         "size nothing moves. Nudge in the direction of i."),
        ("central with a real nudge", INSIDE,
         INSIDE.replace("1j * h", "h").replace("E(point).imag / h",
                                               "(E(point) - E(2 * theta - point)) / (2 * h)"),
         "This is the central difference. With a real nudge of 1e-20 "
         "nothing moves: nudge in the direction of i."),
        ("nudged against i", "point[i] + 1j * h", "point[i] - 1j * h",
         "A nudge of -i h turns the sign of the imaginary part."),
        ("h of its own", "    gradient = np.zeros(len(theta))\n",
         "    gradient, h = np.zeros(len(theta)), 1e-3\n",
         "The h that is given is not used: 1e-3 leaves an error of about h², a millionth."),
        ("size of the number", "E(point).imag / h", "abs(E(point)) / h",
         "abs mixes both parts of the complex number; only one of them is wanted, with its sign."),
        ("signs dropped", "E(point).imag / h", "abs(E(point).imag) / h",
         "Derivatives may be negative: keep the sign."),
        ("not divided by h", "E(point).imag / h", "E(point).imag",
         "What came back is how far E moved. A derivative is that over how far the entry was moved."),
        ("divided by 2h", "E(point).imag / h", "E(point).imag / (2 * h)",
         "There is one nudge here, not two: the distance is h."),
        ("all entries at once", "point[i] = point[i] + 1j * h", "point = point + 1j * h",
         "With all entries nudged at once, E answers for all of them together. Nudge entry i alone."),
        ("nudges never taken back", "point[i] = point[i] + 1j * h", "point[:i + 1] += 1j * h",
         "The earlier entries are still nudged when a later one's "
         "turn comes: begin each time with theta as it is."),
        ("returned too early", "    return gradient", "        return gradient",
         "`return` stands inside the loop and ends the function after the first entry."),
        ("a complex array returned", "np.zeros(len(theta))", "np.zeros(len(theta), complex)",
         "The numbers may well be right, but their array is complex: collect the derivatives in a real one."),
        ("real parameters doubled", "point[i] + 1j * h", "point[i] + theta[i] + 1j * h",
         "The nudge is added once to the entry, and the entry itself stays as it was."),
        ("i lost in a real array", "theta.astype(complex)", "theta.copy()",
         "No i has reached E: nudge by i h, in a complex array, because a real one cannot hold it."),
        ("divided by i h", "(len(theta))\n    for i in range(len(theta)):\n" + INSIDE,
         "(len(theta), complex)\n    for i in range(len(theta)):\n"
         + INSIDE.replace("E(point).imag / h", "(E(point) - E(theta)) / (1j * h)"),
         "This is the one-sided difference in the direction of i, and its result is "
         "complex. Take the part in which the nudge is, and divide by a real number.")) | collect(
        Mistake("one number for all", "E(theta + 1j * h).imag / h", "a quotient for each entry",
                "theta + 1j * h nudges all entries at once, and one number comes back. Asked is a number for "
                "each entry, with that entry nudged alone.", Answer(complex_step_of_all_at_once).edited())),
    "07.relative_error": RELATIVE_ERROR.wrong(
        ("comparing sums", "    return np.linalg.norm(g - r) / ((np.linalg.norm(g) + np.linalg.norm(r)) / 2)",
         "    return abs(g.sum() - r.sum()) / (abs(g.sum() + r.sum()) / 2)"),
        ("lengths compared", "np.linalg.norm(g - r)", "abs(np.linalg.norm(g) - np.linalg.norm(r))",
         "Two vectors of the same length may point anywhere: take the length "
         "of the difference, not the difference of the lengths."),
        ("over the product of the lengths", "((np.linalg.norm(g) + np.linalg.norm(r)) / 2)",
         "(np.linalg.norm(g) * np.linalg.norm(r))",
         "Over the product it is no longer a pure number: with "
         "vectors twice as long it would be half as large."),
        ("entry by entry", "    return np.linalg.norm(g - r) / ((np.linalg.norm(g) + np.linalg.norm(r)) / 2)",
         "    return abs(g - r) / np.maximum(abs(g), abs(r))",
         "Entry by entry is how CS231n compares, and it is a fair way. Here "
         "one number is asked for, of the two vectors as wholes."),
        ("the worst entry", "np.linalg.norm(g - r) / ((np.linalg.norm(g) + np.linalg.norm(r)) / 2)",
         "(abs(g - r) / np.maximum(abs(g), abs(r))).max()",
         "The worst of the entries is what CS231n looks at, and that is fair. Here "
         "small entries count less than large ones: three lengths, one quotient."),
        ("over the sum", "((np.linalg.norm(g) + np.linalg.norm(r)) / 2)",
         "(np.linalg.norm(g) + np.linalg.norm(r))",
         "The distance is measured in units of the mean length: opposite vectors have the relative error 2."),
        ("over one of the two", "((np.linalg.norm(g) + np.linalg.norm(r)) / 2)", "np.linalg.norm(r)",
         "Over one of the lengths alone the two do not count alike, and "
         "where that one is 0 there is nothing to divide by."),
        ("over the larger one", "((np.linalg.norm(g) + np.linalg.norm(r)) / 2)",
         "max(np.linalg.norm(g), np.linalg.norm(r))",
         "Other courses divide by the larger length, and that is "
         "a fair measure. Here it is the mean of both."),
        ("largest entry instead of the length", "    return np.linalg.norm(g - r) / "
                                                "((np.linalg.norm(g) + np.linalg.norm(r)) / 2)",
         "    return abs(g - r).max() / ((abs(g).max() + abs(r).max()) / 2)",
         "The largest entry is a size too, but not the one of this "
         "course: the length is the root of the sum of squares."),
        ("root forgotten", "    return np.linalg.norm(g - r) / ((np.linalg.norm(g) + np.linalg.norm(r)) / 2)",
         "    return ((g - r) ** 2).sum() / (((g ** 2).sum() + (r ** 2).sum()) / 2)",
         "These are squared lengths: a length is the root of that."),
        ("signed", "np.linalg.norm(g - r)", "(g - r).sum()",
         "Differences of either sign cancel in a sum: a distance has no sign."),
        ("tiny vectors vanish", "    g, r = g / largest, r / largest\n    return",
         "    if np.linalg.norm(g) + np.linalg.norm(r) == 0:\n        return 0.0\n    return",
         "The squares of 1e-200 are 0, and so is a length that is made of them. A common "
         "factor may be taken out of both before squaring: the ratio stays."),
        ("something small added below", "/ 2)", "/ 2 + 1e-9 / largest)",
         "A small number below the line, or the bound of np.allclose, makes all smaller ones look right."),
        ("each by its own largest", "g / largest, r / largest", "g / abs(g).max(), r / abs(r).max()",
         "Each was divided by a number of its own, and that changes "
         "the ratio: divide both by one and the same."),
        ("largest without its size", "abs(g).max(), abs(r).max()", "g.max(), r.max()",
         "Where no entry is above 0 the largest one may be 0: what counts are the sizes, without signs."),
        ("nought by nought", "    if largest == 0:\n        return 0.0\n", "",
         "Two vectors of zeros are the same, so their relative error is 0; as a quotient it would be 0/0."),
        ("zeros always agree", "    if largest == 0:", "    if not abs(g).max():",
         "One vector of zeros does not agree with another that is "
         "not: only where both are zeros the error is 0.")) | collect(
        Mistake("multiplied by the mean length", "np.linalg.norm(g - r) / 0.5 * (...)", "/ (0.5 * (...))",
                BRACKETS, Answer(relative_error_times_the_sum).edited()),
        Mistake("divided and multiplied", "np.linalg.norm(g - r) / 0.5 * (...)",
                "/ (0.5 * (...))", BRACKETS, RELATIVE_ERROR.edited(
                    ("((np.linalg.norm(g) + np.linalg.norm(r)) / 2)",
                     "0.5 * (np.linalg.norm(g) + np.linalg.norm(r))"))),
        Mistake("absolute error", "np.linalg.norm(g - r)", "over the mean of the lengths",
                "A gradient of size 1e-6 passes any absolute bound above that, wrong or right.",
                Answer(relative_error_absolute).edited())),
    "07.two_runs": TWO_RUNS.wrong(
        ("not summed", "gradient @ v", "gradient * v",
         "E responds with one number, the sum over all parameters of gradient times nudge."),
        ("gradient not weighed by v", "gradient @ v", "gradient.sum()",
         "Each parameter is nudged by its own share, v_i: it responds with that share of its derivative."),
        ("length of the gradient", "gradient @ v", "np.linalg.norm(gradient) * np.linalg.norm(v)",
         "That would be right if v pointed along the gradient. In "
         "general it is the sum of products, entry by entry."),
        ("nudged evenly", MEASURED, "(E(theta + h) - E(theta - h)) / (2 * h)",
         "All entries were nudged alike here: v says how far each of them goes."),
        ("one-sided", MEASURED, "(E(theta + h * v) - E(theta)) / h",
         "This is the one-sided difference: nudge both ways."),
        ("divided by h alone", "/ (2 * h)", "/ h",
         "The two points are 2h apart, in units of v."),
        ("divided by the length of v", "/ (2 * h)", "/ (2 * h * np.linalg.norm(v))",
         "Then the other number would have to be divided by it "
         "too: gradient times v has the length of v in it."),
        ("both divided by the length of v", BOTH, BOTH.replace("gradient @ v",
         "gradient @ v / np.linalg.norm(v)").replace(
            "/ (2 * h)", "/ (2 * h * np.linalg.norm(v))"),
         "The two agree, but they belong to a v of length 1. Asked "
         "is how fast E changes along the v that is given."),
        ("divided by half of h", "/ (2 * h)", "/ 2 * h",
         "Python reads from left to right: this divides by 2 and then multiplies by h. Brackets help."),
        ("h in the promise", "gradient @ v", "h * (gradient @ v)",
         "With h in it this is a change of E. Beside it stands a rate, the change over h."),
        ("differences instead of rates", BOTH,
         BOTH.replace("gradient @ v", "2 * h * (gradient @ v)").replace(" / (2 * h)", ""),
         "These are the changes of E from one point to the other. Asked is how "
         "fast it changes: the change over their distance, in units of v."),
        ("changes instead of rates", BOTH,
         BOTH.replace("gradient @ v", "h * (gradient @ v)").replace("(2 * h)", "2"),
         "These are the changes of E over a step of h. Asked is how fast it changes: the change over h."),
        ("v brought to length 1", "    measured", "    v = v / np.linalg.norm(v)\n    measured",
         "One number was made with v and the other with a v of length 1. Use the same v in both."),
        ("a whole step", MEASURED, "(E(theta + v) - E(theta - v)) / 2",
         "A step of v is a long one, and E bends on the way: go only h along it."),
        ("downhill", "E(theta + h * v) - E(theta - h * v)", "E(theta - h * v) - E(theta + h * v)",
         "What is ahead comes first, then what is behind is taken away."),
        ("changed places", "return promised, measured", "return measured, promised",
         "First what the gradient promises, then what was measured."),
        ("gradient followed instead of v", MEASURED, "(E(theta + h * gradient) - E(theta "
                                                     "- h * gradient)) / (2 * h)",
         "The way goes along v. Whether the gradient is right is just what is in question."),
        ("no pair returned", "return promised, measured", "return abs(promised - measured)",
         "Both numbers are to be returned, as a pair: who compares them decides how near is near enough.")),
    "07.repaired_test": tests.WRONG_REPAIRED,
    "07.accepts": tests.WRONG_ACCEPTS,
}

RIGHT = {
    "07.by_hand": BY_HAND.right(
        ("four significant digits", [("    return {", "    four = {"), (
            "error(central(h / 2))}", "error(central(h / 2))}\n"
            "    return {name: float(f'{number:.4g}') for name, number in four.items()}")]),
        ("by algebra", "error(central(h / 2))}",
         "c * h ** 2 / 4 if f == 'c x³' else -c * h ** 2 / 4 / (x ** 2 * (x ** 2 - h ** 2 / 4))}")),
    "07.central": CENTRAL.right(
        ("on a copy, as a list", central_on_a_copy), ("by the rows of a table", central_by_rows),
        ("in float32", "    return gradient", "    return gradient.astype(np.float32)"),
        ("with a print and a warning", "    gradient = np", "    print(theta)\n    "
                                                            "np.log(np.zeros(1))\n    gradient = np"),
        ("in two halves", "(E(theta + nudge) - E(theta - nudge)) / (2 * h)",
         "((E(theta + nudge) - E(theta)) / h + (E(theta) - E(theta - nudge)) / h) / 2")),
    "07.complex_step": COMPLEX_STEP.right(
        ("by the rows of a table", complex_step_by_rows),
        ("with np.imag", "E(point).imag / h", "np.imag(E(point) / h)"),
        ("nudged both ways", "E(point).imag / h", "(E(point) - E(point.conj())).imag / (2 * h)"),
        ("as a list", "    return gradient", "    return list(gradient)")),
    "07.relative_error": RELATIVE_ERROR.right(
        ("by hypot", relative_error_by_hypot), ("by loops", relative_error_by_loops),
        ("as an array of no dimension", "    return np.linalg.norm(g - r) /",
         "    return np.array(1.0) * np.linalg.norm(g - r) /"),
        ("twice the distance over the sum", "np.linalg.norm(g - r) / "
                                            "((np.linalg.norm(g) + np.linalg.norm(r)) / 2)",
         "2 * np.sqrt(((g - r) ** 2).sum()) / (np.sqrt((g * g).sum()) + np.sqrt((r * r).sum()))")),
    "07.two_runs": TWO_RUNS.right(
        ("as a function of t", two_runs_as_a_function_of_t),
        ("with einsum", "gradient @ v", 'np.einsum("i,i->", gradient, v)'),
        ("summed by hand, as an array", "return promised, measured",
         "return np.array([(v * gradient).sum(), measured])"),
        ("in float32", "return promised, measured", "return np.float32(promised), np.float32(measured)")),
    "07.repaired_test": tests.RIGHT_REPAIRED,
    "07.accepts": tests.RIGHT_ACCEPTS,
}
