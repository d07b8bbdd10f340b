# %% [markdown]
# # Exercises 07 · Trust nothing
#
# [Notebook 07](../../notebooks/07_trust_nothing.ipynb) put 26 wrong programs before seven checks. Here you build a check of your own, part
# by part: differences with a pencil, then two kinds of them in NumPy, a fair comparison, and the test of all parameters at once. Then you mend
# a test of a kind that has been published, which lets wrong programs through. At the end stands your own test, and it is tested itself.
#
# **About 95 minutes**, 20 points. Done when all seven panels are green.
#
# **You may use** NumPy and Python's own library; in the last task also `network`, `activations`, `losses`, `layout` and
# `initial_weights` of `course_lib`, to make networks. `E` is a function of one flat vector `theta`, as in the notebook.
#
# A check asks your function on random cases and says where it first goes wrong; a test of yours is given programs, right ones and
# wrong ones, and has to tell which is which. You may ask as often as you like.

# %% [markdown] tags=["instructor"]
# **Aims.** After it a learner can work out one-sided and central differences and say how their errors shrink with h; write central
# differences, the complex step and the check along a random direction; compare gradients whatever their size; and write a test that tells
# every known mistake of the course from right code, and say what each part of the test is there for.
#
# Tasks 2 to 5 build the parts, tasks 6 and 7 use them. Task 7 is the aim of the assignment: plan half an hour for it, and have
# learners first write down on paper which networks they will ask about. The verdict names mistakes that got through, three at a time,
# so that a test grows from one verdict to the next. Two need most thought: decay on the biases, and an E whose gradient fits it
# though it is another E than the network's.
#
# The two tests behind task 6 are public: the upstream gradient of ones is that of a university course's operator tests (2022, still in
# use, so that its solutions are not shown here), the slipped tolerance that of another open course (2023).

# %%
import numpy as np

from course_lib import activations, losses, progress
from course_lib.backprop import backprop
from course_lib.checks import check, sheet
from course_lib.layout import count
from course_lib.network import Network

learner = ""                # your name: the numbers of the first task come from it

# %% [markdown]
# ## 1 · Differences by hand
#
# *15 minutes, a pencil and a pocket calculator. Done when you have seven numbers, each to four significant digits.*
#
# Your sheet names a function f with its factor c, a point x and a nudge h; h is large, so that one sees what it does. Work out
# the exact derivative of f at x, and then the one-sided difference, from x to x + h, and the central one.
#
# Their errors come next: difference less derivative, sign included. At last once more both errors with **half the nudge**, h/2. Keep all the
# digits of your calculator on the way, because an error is what is left of two numbers that are nearly the same.
#
# **Predict**, before the last two: by what factor does each error shrink when h is halved?
#
# <details><summary>Answer</summary>
#
# The one-sided error goes with h and becomes about half as large, the central one goes with h² and becomes about a quarter. "About", because
# the series goes on: for your large h the next terms count as well, unless there are none.
# </details>

# %%
sheet("07.by_hand", learner)

# %%
def by_hand():
    """Your seven numbers."""
    ### BEGIN SOLUTION
    # worked with a program, so that it is right for every sheet
    numbers = sheet("07.by_hand", learner)
    c, x, h = numbers["c"], numbers["x"], numbers["h"]
    cubic = numbers["f"] == "c x³"

    def f(x):
        return c * x ** 3 if cubic else c / x

    derivative = 3 * c * x ** 2 if cubic else -c / x ** 2
    one_sided, central_one = (f(x + h) - f(x)) / h, (f(x + h) - f(x - h)) / (2 * h)
    error_one_sided, error_central = one_sided - derivative, central_one - derivative
    error_one_sided_half = (f(x + h / 2) - f(x)) / (h / 2) - derivative
    error_central_half = (f(x + h / 2) - f(x - h / 2)) / h - derivative
    ### END SOLUTION
    return {"derivative": derivative, "one_sided": one_sided, "central": central_one,
            "error_one_sided": error_one_sided, "error_central": error_central,
            "error_one_sided_half": error_one_sided_half, "error_central_half": error_central_half}

# %%
check("07.by_hand")

# %% [markdown]
# <details><summary>A hint</summary>
#
# A difference is a rise over a run. For the one-sided one the run is h. From where to where does the central one go, and how long is
# that?
# </details>
#
# <details><summary>Another hint</summary>
#
# The exact derivative comes from the rule for powers; 1/x is x to the power −1. For the errors with half the nudge replace h by h/2
# everywhere: in the points at which f is asked, and below the line.
# </details>
#
# <details><summary>A way on</summary>
#
# For c x³ the central error shrinks by exactly four, for c/x it does not. Expand (x + h)³ and say why. What would the central difference of
# c x² be?
# </details>

# %% [markdown]
# ## 2 · Nudge both ways
#
# *10 minutes. Done when `central` returns the gradient as a vector, and leaves `theta` as it was.*
#
# The same for a function of a whole vector: one entry after the other is nudged up and down by h, all others keep their places. Take the h
# that is given; in the checks it is large again, so that its error shows. And mind the kind of numbers: somebody may ask at
# `np.array([1, 0, -2])`, which holds whole numbers.

# %%
def central(E, theta, h):
    """Central differences of E.

    E : function of a vector    theta : (P,)    h : a number    returns : (P,)
    """
    ### BEGIN SOLUTION
    gradient = np.zeros(len(theta))
    for i in range(len(theta)):
        nudge = np.zeros(len(theta))
        nudge[i] = h
        gradient[i] = (E(theta + nudge) - E(theta - nudge)) / (2 * h)
    return gradient
    ### END SOLUTION

# %%
check("07.central")

# %% [markdown]
# <details><summary>A hint</summary>
#
# Make a vector of zeros with a single h in it, at place i. What are the two points at which E is asked?
# </details>
#
# <details><summary>Another hint</summary>
#
# `np.zeros(n)` holds floating-point numbers. `theta.copy()` and `np.zeros_like(theta)` hold whole numbers where theta does, and what is
# written into them is cut off: 0.1 becomes 0.
# </details>
#
# <details><summary>A way on</summary>
#
# One could nudge `theta` itself and nudge it back, and save all those copies. Compute (0.1 + 0.2) − 0.2 and say why your caller would not
# like that.
# </details>

# %% [markdown]
# ## 3 · Nudge in the direction of i
#
# *10 minutes. Done when `complex_step` is right with h = 1e-20, and with a large h too.*
#
# The complex step: nudge an entry by $ih$ and read the imaginary part. The functions E in the check let complex numbers through.

# %%
def complex_step(E, theta, h):
    """The gradient of E by the complex step.    theta : (P,), real    returns : (P,), real"""
    ### BEGIN SOLUTION
    gradient = np.zeros(len(theta))
    for i in range(len(theta)):
        point = theta.astype(complex)
        point[i] += 1j * h
        gradient[i] = E(point).imag / h
    return gradient
    ### END SOLUTION

# %%
check("07.complex_step")

# %% [markdown]
# <details><summary>A hint</summary>
#
# An array of real numbers has no room for an imaginary part. `theta.astype(complex)` makes one that has.
# </details>
#
# <details><summary>Another hint</summary>
#
# The value of E comes out in the real part, and h times the derivative in the other one. Nothing is subtracted, and there is one
# nudge, not two.
# </details>
#
# <details><summary>A way on</summary>
#
# Put `abs` around something inside of an E of your own. What does your `complex_step` say then, and what does `central` say? Notebook 07
# lists what a program must not do on the way.
# </details>

# %% [markdown]
# **Predict.** Somebody's E is a million larger than it needs to be: `1e6 + np.sin(theta).sum()`. The derivative is not touched by that. Which
# of your two functions loses digits, `central` with h = 6e-6, or `complex_step`?
#
# <details><summary>Answer</summary>
#
# `central`: it subtracts two numbers of a million, whose last digits stand for about 1e-10, and divides by h. `complex_step` subtracts
# nothing, and the million stays in the real part.
# </details>

# %%
def raised(theta):
    return 1e6 + np.sin(theta).sum()


if check("07.central") and check("07.complex_step"):
    theta = np.random.default_rng(0).normal(size=200)
    both = central(raised, theta, 6e-6), complex_step(raised, theta, 1e-20)
    off = [abs(found - np.cos(theta)).max() for found in both]
    print("central differences: eight digits right:", off[0] < 1e-8,
          "  four digits right:", off[0] < 1e-4)
    print("complex step:        eight digits right:", off[1] < 1e-8)
else:
    print("First the two tasks above.")

# %% [markdown]
# ## 4 · How far apart?
#
# *10 minutes. Done when `relative_error` is right for ordinary vectors, for tiny ones and for zeros.*
#
# The distance between two gradients in units of their mean length, as in the notebook:
# $\lVert g - r \rVert$ over $\frac12 (\lVert g \rVert + \lVert r \rVert)$. It is a ratio, so it must not depend on how large the two are.
# On a computer that takes some care: the square of 1e-200 is 0, and with it the length of a vector of such numbers. Two vectors of
# zeros are the same, so they get 0.

# %%
def relative_error(g, r):
    """0 for the same, 2 for opposite.    g, r : (P,)    returns : a number"""
    ### BEGIN SOLUTION
    largest = max(np.max(np.abs(g)), np.max(np.abs(r)))
    if largest == 0:
        return 0.0
    g, r = np.ravel(g) / largest, np.ravel(r) / largest
    return np.linalg.norm(g - r) / ((np.linalg.norm(g) + np.linalg.norm(r)) / 2)
    ### END SOLUTION

# %%
check("07.relative_error")

# %% [markdown]
# <details><summary>A hint</summary>
#
# `np.linalg.norm` is the length of a vector. Three lengths are needed. Try it on `np.array([3e-200, 4e-200])`.
# </details>
#
# <details><summary>Another hint</summary>
#
# If both vectors are divided by one and the same number, the ratio stays. By which number, so that the squares are neither too small nor
# too large? And when can one not divide by it?
# </details>
#
# <details><summary>A way on</summary>
#
# Many programs add something like 1e-8 below the line, "against division by zero". What does such a measure say of a gradient that is
# twice the right one, where both are about 1e-10?
# </details>

# %% [markdown]
# ## 5 · All parameters at once
#
# *10 minutes. Done when `two_runs` returns the right pair of numbers.*
#
# For a large network one nudges all parameters at once, along a direction v. Return what the gradient promises for that, and what
# two runs of E measure, h to either side. (v may have any length; the gradient may be wrong, that is the question.)

# %%
def two_runs(E, theta, gradient, v, h):
    """Return the pair (promised, measured): how fast E changes along v.

    theta, gradient, v : (P,)
    """
    ### BEGIN SOLUTION
    promised = gradient @ v
    measured = (E(theta + h * v) - E(theta - h * v)) / (2 * h)
    return promised, measured
    ### END SOLUTION

# %%
check("07.two_runs")

# %% [markdown]
# <details><summary>A hint</summary>
#
# Parameter i is nudged by h times v_i. How much does E change by that, according to the gradient? And by all of them together?
# </details>
#
# <details><summary>Another hint</summary>
#
# The measured number is a central difference of one variable, the way along v. Write E at the two points, and divide by their
# distance, counted in units of v.
# </details>
#
# <details><summary>A way on</summary>
#
# For which v is the promised number as large as it can be, among all v of length 1? Your answer is the reason why gradient descent
# goes the way it goes.
# </details>

# %% [markdown]
# Your two runs, on a network with 2,260 parameters. One entry of the gradient will be 5 % too large. **Predict**: do the promised and the
# measured number still agree to seven digits?
#
# <details><summary>Answer</summary>
#
# No. The entry changed here is the largest one, and 5 % of it is seen at once. So precise a comparison notices much smaller changes
# too, as long as they are larger than the rounding.
# </details>

# %%
if check("07.two_runs") and check("07.relative_error"):
    rng = np.random.default_rng(0)
    sizes = (64, 30, 10)
    net = Network(sizes, [activations.tanh, activations.softmax], losses.categorical_cross_entropy,
                  rng.normal(0, 0.1, count(sizes)), decay=0.01)
    x, y = rng.normal(size=(8, 64)), np.eye(10)[rng.integers(10, size=8)]
    gradient, v = backprop(net, x, y)[1], rng.normal(size=net.theta.size)
    wrong = gradient.copy()
    wrong[abs(gradient).argmax()] *= 1.05
    for name, one in (("right gradient", gradient), ("one entry 5 % off", wrong)):
        pair = two_runs(lambda theta: net.at(theta).error(x, y), net.theta, one, v, 1e-5)
        apart = relative_error(*np.array(pair)[:, None])
        print(f"{name:18} agree to seven digits: {apart < 1e-7}")
else:
    print("First the two tasks above.")

# %% [markdown]
# ## 6 · A published test, repaired
#
# *15 minutes. Done when `repaired_test` tells right operators from wrong ones.*
#
# Who builds a library for automatic differentiation tests each operator: is its pull right? In this task an operator is a function that
# takes an array x and returns its value and its pull; the pull takes $g = \partial E / \partial \text{value}$ and returns
# $\partial E / \partial x$. Here is one, right, and beside it one that forgot something:

# %%
def square(x):
    return x ** 2, lambda g: g * 2 * x


def forgetful_square(x):
    return x ** 2, lambda g: 2 * x

# %% [markdown]
# Tests of operators have been published with good courses and good libraries, and some had gaps. In one of 2022 the upstream gradient is
# always an array of ones. In one of 2023 some expected numbers stood in a call where the tolerances belong, so that a gradient of zeros
# would pass. Such things happen to careful people, because a test that lets too much through stays green. The test below is
# ours, and has both gaps. (The third and the fourth argument of `np.allclose` are tolerances, a relative and an absolute one.)

# %%
def published_test(operator, x, rng):
    value, pull = operator(x)
    computed = pull(np.ones(value.shape))
    if computed.shape != x.shape:
        return False

    def E(theta):
        return operator(theta.reshape(x.shape))[0].sum()

    measured = central(E, x.ravel(), 1e-5)
    return np.allclose(computed.ravel(), measured, 1e-3, 0.5)


if check("07.central"):
    for operator in (square, forgetful_square):
        passes = published_test(operator, np.full((3, 4), 1.5), None)
        print(f"{operator.__name__:16}  passes: {passes}")
else:
    print("First the second task.")

# %% [markdown]
# Copy it, mend it, and give it the name `repaired_test`. It is to say True of a right operator and False of a wrong one. `x` is given, with numbers
# between 0.5 and 2; call the operator with arrays of that shape. `rng` is a random generator for whatever you need to draw. Use your `central`
# and your `relative_error`. Some of the operators have small gradients, and one of the right ones has the gradient 0.

# %%
def repaired_test(operator, x, rng):
    """Whether an operator's pull is right, True or False.

    operator : x -> (value, pull), and pull(g) -> array like x    x : (3, 4)
    rng : a random generator
    """
    ### BEGIN SOLUTION
    value, pull = operator(x)
    g = rng.normal(size=value.shape)
    computed = pull(g)
    if computed.shape != x.shape:
        return False

    def E(theta):
        return (operator(theta.reshape(x.shape))[0] * g).sum()

    measured = central(E, x.ravel(), 1e-5)
    return relative_error(computed.ravel(), measured) <= 1e-6
    ### END SOLUTION

# %%
check("07.repaired_test")

# %% [markdown]
# <details><summary>A hint</summary>
#
# With ones above, E is the sum of the value, and everything that a pull may do wrong with g is hidden. Which E has another, random g as
# its ∂E/∂value? Both must go with the same g: the pull, and the E that is measured.
# </details>
#
# <details><summary>Another hint</summary>
#
# How near is near enough? Central differences with h = 1e-5 give eight digits or more on these operators. Compare in proportion to the
# size of the gradients (`np.allclose` adds an absolute tolerance of its own, look it up), and say True only if they are near enough:
# "not a number" is never near.
# </details>
#
# <details><summary>A way on</summary>
#
# Say of each kind of mistake in the verdict why ones did not show it: a factor g, a sign, an order. Is there a pull that your test lets
# through? Think of one that is wrong for x below 0.
# </details>

# %% [markdown]
# ## 7 · Write the test
#
# *25 minutes. Done when `accepts` says True of every right program and False of every wrong one.*
#
# Now the real thing. `accepts(candidate)` is given a program that claims to be backpropagation, `candidate(net, x, y) -> (E, gradient)`, and
# says True or False. You choose the networks and the examples that it is asked about. The check gives it about thirty programs, each of them
# three times, in mixed order: most of the known mistakes of this course, some new ones, and a few right ones, among them slow and odd ones.
#
# `problem` makes a network as in the notebook. Its settings are those of somebody in a hurry: one example, no decay, no hidden layer. The
# witness is the network's own E, which is right; `error_at` makes a function of theta of it. The E that a candidate returns is half of
# its answer, and may be wrong like the other half. Write down first what you will ask about, and why. One wrong program lets
# itself be caught only by a second hidden layer.

# %%
SQUARED, CROSS = losses.half_squared_error, losses.categorical_cross_entropy
KINDS = {"logistic": (activations.logistic, activations.logistic, SQUARED),  # hidden, output, error
         "ReLU": (activations.relu, activations.logistic, SQUARED),
         "softmax": (activations.logistic, activations.softmax, SQUARED),
         "cross-entropy": (activations.logistic, activations.softmax, CROSS)}


def problem(kind="logistic", sizes=(2, 2), N=1, decay=0.0, biases=False, seed=0):
    """A random network of this kind, and N random examples."""
    rng = np.random.default_rng(seed)
    hidden, output, loss = KINDS[kind]
    net = Network(sizes, [hidden] * (len(sizes) - 2) + [output], loss,
                  rng.normal(0, 0.7, count(sizes)), decay)
    for b in net.b[1:]:
        b *= biases                                # False counts as 0
    x, y = rng.normal(size=(N, sizes[0])), rng.random((N, sizes[-1]))
    return net, x, y / y.sum(axis=1, keepdims=True)


def error_at(net, x, y):
    """The network's own E, as a function of its parameters."""
    return lambda theta: net.at(theta).error(x, y)

# %%
def accepts(candidate):
    """Whether this is a right backpropagation, True or False.

    candidate : (net, x, y) -> (E, gradient)
    """
    ### BEGIN SOLUTION
    for kind in KINDS:                             # every line that depends on a kind is asked
        net, x, y = problem(kind, sizes=(2, 3, 4, 2), N=5, decay=0.1, biases=True)
        E, gradient = candidate(net, x, y)
        if not relative_error(E, net.error(x, y)) <= 1e-9:
            return False
        witness = complex_step(error_at(net, x, y), net.theta, 1e-20)
        if not relative_error(gradient, witness) <= 1e-9:
            return False                           # "not ... <=", so that nan is rejected too
    return True
    ### END SOLUTION

# %%
check("07.accepts")

# %% [markdown]
# <details><summary>A hint</summary>
#
# Begin with one network: ask the candidate, make a witness with your `complex_step` or `central`, compare with `relative_error`. Then read
# which mistakes get through, and ask of each: on which network would this line matter?
# </details>
#
# <details><summary>Another hint</summary>
#
# N, decay, the biases, the number of layers, the kind of the last layer: for each there are mistakes that nothing else shows. A program has
# to be right on all of your networks, so say True only after the last of them. And both halves of the answer count, E and gradient.
# (E is a single number: `np.isclose`, or your `relative_error` of two vectors with one entry.)
# </details>
#
# <details><summary>A way on</summary>
#
# Take one trap out of your test at a time, and read in the verdict what it was there for. Then give it the `my_backprop` of notebook 06: what
# does it say, and is it right to say so?
# </details>

# %% [markdown]
# A last look: the program of somebody whose gradient is right but for a factor of 1.001. It trains as well as any other. Does your test accept it?

# %%
def nearly_right(net, x, y):
    E, gradient = backprop(net, x, y)
    return E, 1.001 * gradient


if check("07.accepts"):
    print("backprop accepted:    ", accepts(backprop))
    print("nearly right accepted:", accepts(nearly_right))
else:
    print("First the task above.")

# %% [markdown]
# What you have solved so far, in all assignments: run this cell whenever you like.

# %%
progress.show()
