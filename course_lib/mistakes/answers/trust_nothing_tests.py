"""Answers to assignment 07, the tasks whose answer is a test: of an operator, and of a backpropagation."""
import numpy as np

from course_lib import activations, losses
from course_lib.layout import count
from course_lib.mistakes.answers.edits import Answer
from course_lib.mistakes.record import Mistake, collect
from course_lib.mistakes.textbook import Textbook  # noqa: F401 an edit names it
from course_lib.network import Network

CROSS, SQUARED = losses.categorical_cross_entropy, losses.half_squared_error
KINDS = {"logistic": (activations.logistic, activations.logistic, SQUARED),
         "ReLU": (activations.relu, activations.logistic, SQUARED),
         "softmax": (activations.logistic, activations.softmax, SQUARED),
         "cross-entropy": (activations.logistic, activations.softmax, CROSS)}


def problem(kind="logistic", sizes=(2, 2), N=1, decay=0.0, biases=False, seed=0):
    """As the notebook gives it."""
    rng = np.random.default_rng(seed)
    hidden, output, loss = KINDS[kind]
    phi, theta = [hidden] * (len(sizes) - 2) + [output], rng.normal(0, 0.7, count(sizes))
    net = Network(sizes, phi, loss, theta, decay)
    for b in net.b[1:]:
        b *= biases
    x, y = rng.normal(size=(N, sizes[0])), rng.random((N, sizes[-1]))
    return net, x, y / y.sum(axis=1, keepdims=True)


def error_at(net, x, y):
    return lambda theta: net.at(theta).error(x, y)


def central(E, theta, h):
    return np.array([(E(theta + e) - E(theta - e)) / (2 * h) for e in h * np.eye(len(theta))])


def complex_step(E, theta, h):
    return np.array([E(theta + 1j * h * e).imag / h for e in np.eye(len(theta))])


def relative_error(g, r):
    largest = max(np.max(np.abs(g)), np.max(np.abs(r)))
    if largest == 0:
        return 0.0
    g, r = np.ravel(g) / largest, np.ravel(r) / largest
    return 2 * np.linalg.norm(g - r) / (np.linalg.norm(g) + np.linalg.norm(r))


def repaired_test(operator, x, rng):
    value, pull = operator(x)
    g = rng.normal(size=value.shape)
    computed = pull(g)
    if computed.shape != x.shape:
        return False

    def E(theta):
        return (operator(theta.reshape(x.shape))[0] * g).sum()

    measured = central(E, x.ravel(), 1e-5)
    return relative_error(computed.ravel(), measured) <= 1e-6


REPAIRED_TEST = Answer(repaired_test)
VERDICT, DRAWN = "relative_error(computed.ravel(), measured) <= 1e-6", "rng.normal(size=value.shape)"


def along_random_directions(operator, x, rng):
    """Along several random directions instead of entry by entry."""
    for _ in range(6):
        value, pull = operator(x)
        g, v = rng.uniform(-2, 2, size=value.shape), rng.normal(size=x.shape)
        pulled = pull(g)
        if np.shape(pulled) != x.shape:
            return False
        promised = float((pulled * v).sum())
        difference = (operator(x + 1e-5 * v)[0] - operator(x - 1e-5 * v)[0]) / 2e-5
        terms = np.abs(pulled * v).sum() + np.abs(g * difference).sum()
        if not abs(promised - (g * difference).sum()) <= 1e-6 * terms:
            return False
    return True


def by_the_whole_jacobian(operator, x, rng):
    """One upstream gradient for each entry of the value: 1 there, and 0 elsewhere."""
    value, pull = operator(x)
    rows, columns = [], []
    for place in np.ndindex(value.shape):
        g = np.zeros(value.shape)
        g[place] = rng.choice([-1.0, 2.0, 3.0])
        rows.append(pull(g) / g[place])
        if rows[-1].shape != x.shape:
            return False
    for place in np.ndindex(x.shape):
        e = np.zeros(x.shape)
        e[place] = 1e-5
        columns.append(np.ravel(operator(x + e)[0] - operator(x - e)[0]) / 2e-5)
    return relative_error(np.array(rows).reshape(len(rows), -1), np.array(columns).T) <= 1e-6


HEAD = "def repaired_test(operator, x, rng):\n"
PUBLISHED = """    value, pull = operator(x)
    computed = pull(np.ones(value.shape))
    if computed.shape != x.shape:
        return False

    def E(theta):
        return operator(theta.reshape(x.shape))[0].sum()

    measured = central(E, x.ravel(), 1e-5)
    return np.allclose(computed.ravel(), measured, 1e-3, 0.5)
"""
REJECTS_RIGHT_ONES = (
    "Right pulls are rejected. Is g drawn twice, so that the pull answers for one E and the difference for "
    "another? Or is the bound below the rounding? Differences lose digits, the more the smaller h is.")
WRONG_REPAIRED = REPAIRED_TEST.wrong(
    ("g still all ones", DRAWN, "np.ones(value.shape)",
     "With ones above, a factor g, a sign, an order or a sum of g cannot be told from none. Only a g "
     "that is all different numbers, of both signs, shows what the pull does with it."),
    ("all entries of g alike", DRAWN, "np.full(value.shape, -2.0)",
     "Another g than 1, but the same everywhere: whether each "
     "share comes back to its own place cannot be seen."),
    ("all entries of g alike, and above 0", DRAWN, "np.full(value.shape, 2.0)",
     "Another g than 1, but the same everywhere, and positive: neither places nor signs can be seen."),
    ("g of one sign", DRAWN, "rng.uniform(0.5, 2, size=value.shape)",
     "Every g is positive here. What a pull does with a negative one stays unseen."),
    ("bound as it was", VERDICT, "np.allclose(computed.ravel(), measured, 1e-3, 0.5)",
     "Numbers may still differ by 0.5, whatever their size: where a gradient is small, zeros pass."),
    ("the published test", REPAIRED_TEST.source[len(HEAD):], PUBLISHED,
     "Both gaps are still there: the pull is given ones only, and numbers may differ by 0.5."),
    ("a loose bound", VERDICT, "relative_error(computed.ravel(), measured) <= 1e-2",
     "A hundredth is much: a constant that was rounded on the way is nearer than that. "
     "How many digits does a right pull share with the difference?"),
    ("absolute bound", VERDICT, "np.linalg.norm(computed.ravel() - measured) <= 1e-6",
     "A tight bound, but an absolute one: a gradient that is smaller than the bound "
     "passes, right or wrong. np.allclose has one built in, its atol of 1e-8."),
    ("comparing sums", VERDICT, "relative_error(computed.sum(), measured.sum()) <= 1e-6",
     "Sums agree where numbers have changed places, or cancel."),
    ("one entry looked at", VERDICT, "relative_error(computed.ravel()[:1], measured[:1]) <= 1e-6",
     "The first entry alone is compared. A pull may be right there and nowhere else."),
    ("g above, and another E below", "[0] * g).sum()", "[0]).sum()",
     "The pull was given g, and the E that is measured has no g in it: they are "
     "gradients of two different numbers, so that right pulls fail."),
    ("another g in E, or too tight a bound", "    def E(theta):",
     "    g = rng.normal(size=value.shape)\n\n    def E(theta):", REJECTS_RIGHT_ONES),
    ("asked where x is 1", "    value, pull", "    x = np.ones_like(x)\n    value, pull",
     "At x = 1 much is the same that differs elsewhere: x, 1/x, x². Ask at the x that is given."),
    ("not a number let through", "    return " + VERDICT,
     "    if relative_error(computed.ravel(), measured) > 1e-6:\n        return False\n    return True",
     "Every comparison with nan is false, so \"too far\" is never said of "
     "it. Ask whether it is near enough, and reject if not."),
    ("shape not looked at", "    if computed.shape != x.shape:\n        return False\n", "",
     "One of the pulls hands back another shape than that of x. "
     "A test must say False of it, and not fall over."),
    ("too tight a bound, or another g in E", "<= 1e-6", "<= 1e-15", REJECTS_RIGHT_ONES),
    ("g of the shape of x", DRAWN, "rng.normal(size=x.shape)",
     "Not every operator's value has the shape of x, and g is ∂E/∂value."),
    ("everything rejected", "    return " + VERDICT, "    return False",
     "It says False of the right ones too. Is g drawn once, for the pull and for E? Is there room "
     "for rounding? And where does it say True?"),
    ("entry by entry, over the reference", VERDICT,
     "bool(np.all(abs(computed.ravel() - measured) / abs(measured) <= 1e-6))",
     "One of the right operators has the gradient 0, and 0/0 is not a number. "
     "Compare the two as wholes, and say first what two vectors of zeros get."),
    ("an assert instead of an answer", "    return " + VERDICT, "    assert " + VERDICT + "\n    return True",
     "An assert stops everything at the first wrong operator. This test is to answer, True or False."),
    ("answers changed places", "<= 1e-6", "> 1e-6", "It says True of what differs: True is to mean right.")
    ) | collect(Mistake("True and False exchanged", "return not ...", "return ...",
                        "It says True of what differs: True is to mean right.",
                        REPAIRED_TEST.edited(("        return False", "        return True"),
                                             ("return " + VERDICT, "return not " + VERDICT))))
RIGHT_REPAIRED = REPAIRED_TEST.right(
    ("along random directions", along_random_directions),
    ("the whole Jacobian", by_the_whole_jacobian),
    ("by allclose, with a scale", VERDICT,
     "np.allclose(computed.ravel(), measured, rtol=0, atol=1e-6 * abs(measured).max())"),
    ("g from a wide interval", DRAWN, "rng.uniform(-3, 3, size=value.shape)"),
    ("a g of its own seed", DRAWN, "np.random.default_rng(4).normal(size=value.shape)"),
    ("two upstream gradients", [("    g = rng.normal(size=value.shape)",
     "    g = rng.normal(size=value.shape) * 3 + 1")]))


WITNESSES = {}


def witness_of(net, x, y):
    """∂E/∂θ by complex step; the same for all programs that are asked at one point, so it is kept."""
    question = str(net), net.decay, net.theta.tobytes(), x.tobytes(), y.tobytes()
    if question not in WITNESSES:
        WITNESSES[question] = complex_step(error_at(net, x, y), net.theta, 1e-20)
    return WITNESSES[question]


def accepts(candidate):
    for kind in KINDS:
        net, x, y = problem(kind, sizes=(2, 3, 4, 2), N=5, decay=0.1, biases=True)
        E, gradient = candidate(net, x, y)
        if not relative_error(E, net.error(x, y)) <= 1e-9:
            return False
        witness = witness_of(net, x, y)
        if not relative_error(gradient, witness) <= 1e-9:
            return False
    return True


ACCEPTS = Answer(accepts)
SETTINGS = "sizes=(2, 3, 4, 2), N=5, decay=0.1, biases=True)"
E_LINES = "        if not relative_error(E, net.error(x, y)) <= 1e-9:\n            return False\n"
NEAR, WITNESS = "relative_error(gradient, witness) <= 1e-9", "witness_of(net, x, y)"


def by_central_differences(candidate):
    for seed in range(2):
        for kind in KINDS:
            net, x, y = problem(kind, (3, 4, 3, 2), N=7, decay=0.1, biases=True, seed=seed)
            E, gradient = candidate(net, x, y)
            witness = central(error_at(net, x, y), net.theta, 1e-5)
            if not (np.isclose(E, net.error(x, y), rtol=1e-10) and relative_error(gradient, witness) < 1e-6):
                return False
    return True


def by_two_runs(candidate):
    rng = np.random.default_rng(3)
    for kind in KINDS:
        net, x, y = problem(kind, (3, 5, 4, 2), N=4, decay=0.2, biases=True, seed=1)
        E, gradient = candidate(net, x, y)
        for _ in range(3):
            v = rng.normal(size=net.theta.size)
            measured = net.at(net.theta + 1e-20j * v).error(x, y).imag / 1e-20
            if not abs(gradient @ v - measured) <= 1e-9 * np.linalg.norm(v):
                return False
        if abs(E - net.error(x, y)) > 1e-12:
            return False
    return True


def by_own_loops(candidate):
    """A second program as the witness, written for one example after the other."""
    for kind in KINDS:
        net, x, y = problem(kind, (3, 5, 4, 2), N=6, decay=0.3, biases=True, seed=2)
        total = [np.zeros_like(part) for l in (1, 2, 3) for part in (net.W[l], net.b[l])]
        for one, target in zip(x, y, strict=True):
            a, z = [one], [None]
            for l in (1, 2, 3):
                z.append(net.W[l] @ a[-1] + net.b[l])
                a.append(net.phi[l](z[-1][None])[0])
            delta = a[3] - target
            if kind in ("logistic", "ReLU"):
                delta = delta * a[3] * (1 - a[3])
            if kind == "softmax":
                delta = a[3] * (delta - (a[3] * delta).sum())
            for l in (3, 2, 1):
                total[2 * l - 2] += np.outer(delta, a[l - 1]) / len(x)
                total[2 * l - 1] += delta / len(x)
                if l > 1:
                    slope = (z[l - 1] > 0) * 1.0 if kind == "ReLU" else a[l - 1] * (1 - a[l - 1])
                    delta = net.W[l].T @ delta * slope
        for l in (1, 2, 3):
            total[2 * l - 2] += net.decay * net.W[l]
        E, gradient = candidate(net, x, y)
        if not np.allclose(gradient, np.concatenate([part.ravel() for part in total]), rtol=1e-9, atol=1e-12):
            return False
        if not np.allclose(E, net.error(x, y), rtol=1e-12):
            return False
    return True


TRAINS = """        for _ in range(30):
            net.theta -= 0.5 * candidate(net, x, y)[1]
        return net.error(x, y) < E
"""
BODY = "        witness = " + WITNESS + "\n        if not " + NEAR + ":\n            return False\n"
ASKED = "        E, gradient = candidate(net, x, y)\n"
IN_KINDS = ("    for kind in KINDS:\n        net, x, y = problem(kind, " + SETTINGS + "\n" + ASKED)
AT_A_KINK = """        x[0] = 0
        net.b[1][:] = 0
"""
KINK = ("An example of zeros and biases of 0 make net inputs of exactly 0, where ReLU has a kink. There "
        "the slopes 0 and 1 are both right, and a difference gives neither. A fair test asks elsewhere.")
WRONG_ACCEPTS = ACCEPTS.wrong(
    ("one example", "N=5", "N=1",
     "With one example a mean, a sum and the last row are the same, and dividing by N changes nothing."),
    ("no decay", "decay=0.1", "decay=0",
     "Where decay is 0, nothing that is wrong about it can be seen."),
    ("biases 0", "biases=True", "biases=False",
     "All biases are 0 here. One mistake is a term that multiplies them."),
    ("all parameters 0", "        E, gradient", "        net.theta[:] = 0\n        E, gradient",
     "Through weights of 0 no delta comes down, and much that is "
     "wrong is multiplied by 0. Ask at a random point."),
    ("no hidden layer", "sizes=(2, 3, 4, 2)", "sizes=(3, 2)",
     "A network without a hidden layer has no recursion, so nothing in it can be wrong."),
    ("one hidden layer", "sizes=(2, 3, 4, 2)", "sizes=(2, 3, 2)",
     "With one hidden layer the recursion takes a single step. What "
     "goes wrong at its second step needs a deeper network."),
    ("one kind of network", "for kind in KINDS:", 'for kind in ["logistic"]:',
     "A mistake in the line for one activation, or for one error "
     "function, is seen only on a network that has it."),
    ("as in a hurry", "(kind, " + SETTINGS, "()",
     "This is one network, the one of somebody in a hurry: one example, no decay, no hidden layer, no "
     "biases. Each of the settings of `problem` hides some mistakes until you choose it yourself."),
    ("in a hurry, with all kinds", "(kind, " + SETTINGS, "(kind)",
     "All four kinds are asked, with the settings of somebody in a hurry: one example, no decay, no "
     "hidden layer, no biases. Each of these hides some mistakes until you choose it yourself."),
    ("one kind of network, and E not looked at", IN_KINDS + E_LINES, IN_KINDS.replace("KINDS",
     '["logistic"]'),
     "A mistake in the line for one activation, or for one error function, is "
     "seen only on a network that has it. And E is half of the answer."),
    ("no ReLU", "for kind in KINDS:", 'for kind in ["logistic", "softmax", "cross-entropy"]:',
     "No network here has the activation whose mask can be asked of the wrong array."),
    ("no softmax with squared error", "in KINDS:", 'in ["logistic", "ReLU", "cross-entropy"]:',
     "Softmax is asked about with cross-entropy only, where its Jacobian has cancelled."),
    ("no cross-entropy", "for kind in KINDS:", 'for kind in ["logistic", "ReLU", "softmax"]:',
     "No network here has cross-entropy, whose first delta is a line of its own."),
    ("True too early", "            return False\n    return True",
     "            return False\n        return True",
     "`return` ends the function: the first network that passes decides. Say True when all have been asked."),
    ("only the last one counts", "        if not " + NEAR + ":\n            return False\n    return True",
     "        good = " + NEAR + "\n    return good",
     "Each network overwrites the verdict of the one before. One failure is to be enough."),
    ("only the last one counts, and E not looked at",
     E_LINES + "        witness = " + WITNESS + "\n        if not " + NEAR
     + ":\n            return False\n    return True",
     "        witness = " + WITNESS + "\n        good = " + NEAR + "\n    return good",
     "Each network overwrites the verdict of the one before; one failure is to be "
     "enough. And E is half of the answer."),
    ("only the shape", E_LINES + BODY,
     "        if np.shape(gradient) != net.theta.shape:\n            return False\n",
     "Nothing is rejected. All of these gradients have the right shape; their numbers are to be compared."),
    ("E alone", BODY, "",
     "E is compared, and the gradient is not."),
    ("E not looked at", E_LINES, "",
     "The gradient is compared, and the E that comes with it is not. It is half of the answer."),
    ("the candidate's own E", E_LINES + BODY,
     "        def own(theta):\n            return candidate(net.at(theta), x, y)[0]\n\n"
     "        v = np.cos(np.arange(len(gradient)))\n        measured = "
     "(own(net.theta + 1e-5 * v) - own(net.theta - 1e-5 * v)) / 2e-5\n"
     "        if not relative_error(gradient @ v, measured) <= 1e-6:\n            return False\n",
     "The witness nudges the E of the very program that is in question. If that E is wrong and "
     "the gradient fits it, they agree: the witness must be the network's own E."),
    ("E falls", E_LINES + BODY, TRAINS,
     "Most wrong gradients train. That E falls says next to nothing."),
    ("absolute bound", NEAR, "np.abs(gradient - witness).max() <= 0.05",
     "An absolute bound: where the gradient is small, so is every mistake in it."),
    ("bound of a tenth", NEAR, "relative_error(gradient, witness) <= 0.1",
     "A tenth is much. Some mistakes change the whole gradient by a few "
     "per cent only, and a right one agrees to many digits."),
    ("comparing sums", NEAR, "relative_error(gradient.sum(), witness.sum()) <= 1e-9",
     "Sums agree where numbers have changed places, or cancel. Compare entry by entry."),
    ("weights of the first layer only", NEAR, "relative_error(gradient[:6], witness[:6]) <= 1e-9",
     "The first entries of the gradient are weights of layer 1. "
     "The biases, and the other layers, are not compared."),
    ("not a number let through", "if not " + NEAR + ":", "if relative_error(gradient, witness) > 1e-9:",
     "Every comparison with nan is false, so \"too far\" is never said of "
     "it. Ask whether it is near enough, and reject if not."),
    ("at a kink", "        E, gradient", AT_A_KINK + "        E, gradient", KINK),
    ("at a kink, beside a program of one's own", ASKED + E_LINES + BODY,
     AT_A_KINK + ASKED + E_LINES + BODY.replace(WITNESS, "Textbook.run(net, x, y)[1]"), KINK),
    ("answers changed places", E_LINES + BODY + "    return True",
     (E_LINES + BODY).replace("False", "True") + "    return False",
     "It says True of what is wrong: True is to mean right."),
    ("compared with itself", WITNESS, "candidate(net, x, y)[1]",
     "The witness is the program that is in question: it agrees with itself."),
    ("everything rejected", "    return True", "    return False",
     "It says False of the right ones too. Where does it say True? And how near may one hope to "
     "come: differences lose digits to a large h, and to a very small one.")) | collect(
    Mistake("bound of a hundredth", "relative_error(gradient, witness) <= 0.01", NEAR,
            "One of these programs comes very near, and is wrong. A right one agrees with a "
            "good witness to many digits: ask for more of them.",
            ACCEPTS.edited((SETTINGS, "sizes=(3, 5, 4, 2), N=7, decay=0.1, biases=True)"),
                           (NEAR, "relative_error(gradient, witness) <= 0.01"))))
RIGHT_ACCEPTS = ACCEPTS.right(
    ("by central differences", by_central_differences),
    ("by two runs, along random directions", by_two_runs),
    ("by loops of its own", by_own_loops),
    ("with a print", "        E, gradient", "        print(kind)\n        E, gradient"),
    ("by NumPy's bounds", NEAR, "np.allclose(gradient, witness, rtol=1e-8, atol=1e-12)"),
    ("other sizes", "sizes=(2, 3, 4, 2), N=5", "sizes=(4, 3, 5, 3), N=8"))
