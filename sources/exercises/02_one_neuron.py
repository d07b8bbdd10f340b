# %% [markdown]
# # Exercises 02 · One neuron
#
# [Notebook 02](../../notebooks/02_one_neuron.ipynb) took one neuron apart. Here you build one. First you go through it with a
# pencil; then you give it an activation function that the notebook does not have, write its gradient for a batch, and let it
# learn. With your own program you measure how long it stays wrong when it is saturated. At last you mend a line that has
# been copied into very many programs. What you write in one task is used in the next.
#
# **About 70 minutes**, 17 points. Done when all six panels are green.
#
# **You may use** NumPy and Python's own library, nothing of `course_lib`. Rows are examples. There is one neuron, so `w` is flat,
# (n,), one weight for each input, and the targets `y` are flat too, (N,).
#
# A check asks your function on random cases and says where it first goes wrong. It keeps the right value to itself, and you may
# ask it as often as you like.

# %% [markdown] tags=["instructor"]
# **Aims.** After it a learner can work out δ and the gradient of a neuron with a pencil; find the slope of an activation function
# that they have not met; write E and its gradient for a batch, with 1/N in one place; say what a gradient belongs to when the
# parameters move; measure saturation and explain it by the slope; and tell a slope in terms of the activity from one in terms
# of the net input.
#
# Tasks 3 to 5 build on one another, and the measurements after them use the softsign of task 2. Task 1 can be done on paper in
# class. The story of task 6: the program in eleven lines is A. Trask's of July 2015, and right. Both threads can be read on
# GitHub: PacktPublishing/Neural-Network-Projects-with-Python, issue 4 (2020), where the formula is fed with the activity and is
# right; BoltzmannEntropy/interviews.ai, issues 4 (2022) and 15 (2025), where it is fed with the net input. The point: the formula
# alone is neither right nor wrong; what counts is what it is fed with.

# %%
import numpy as np

from course_lib import progress
from course_lib.checks import check, sheet

learner = ""                # your name: the numbers of the first task come from it

# %% [markdown]
# ## 1 · One neuron, by hand
#
# *15 minutes, a pencil and a pocket calculator. Done when you have seven numbers, each to three significant digits.*
#
# Your sheet holds a neuron with two inputs: its activation function `phi`, one example `x`, the weights `w`, the bias `b` and the
# target `y`. The error is the half squared error of this one example.
#
# Before you compute, guess: which of the two weights has the derivative of larger size? Then go forward, net input, activity,
# error; and back: δ, and the derivatives of E to both weights and to the bias. Carry four digits on the way.
#
# <details><summary>The guess</summary>
#
# The one with the input of larger size: both derivatives have the same δ. How large the weights themselves are plays no part in it.
# </details>

# %%
sheet("02.by_hand", learner)

# %%
def by_hand():
    """Your seven numbers."""
    ### BEGIN SOLUTION
    # worked with a program, so that it is right for every sheet
    numbers = sheet("02.by_hand", learner)
    x, w, y = numbers["x"], numbers["w"], numbers["y"]
    z = w[0] * x[0] + w[1] * x[1] + numbers["b"]
    if numbers["phi"] == "logistic":
        a = 1 / (1 + np.exp(-z))
        slope = a * (1 - a)
    else:
        a = np.tanh(z)
        slope = 1 - a ** 2
    E = (a - y) ** 2 / 2
    delta = (a - y) * slope
    dw1, dw2, db = delta * x[0], delta * x[1], delta
    ### END SOLUTION
    return {"z": z, "a": a, "E": E, "delta": delta, "dE_dw1": dw1, "dE_dw2": dw2, "dE_db": db}

# %%
check("02.by_hand")

# %% [markdown]
# <details><summary>A hint</summary>
#
# Draw the chain: a weight moves z, z moves a, a moves E. Write beside each arrow how strongly. δ is the product of the last two.
# </details>
#
# <details><summary>Another hint</summary>
#
# The logistic is 1 / (1 + e^−z), and tanh is 2 / (1 + e^−2z) − 1. Once you have the activity, the slope is a (1 − a) for the one
# and 1 − a² for the other.
# </details>
#
# <details><summary>A way on</summary>
#
# Take a step with η = 1: new weights, new bias. Work out E again. By how much has it fallen? Compare with η times the sum of
# the three squared derivatives, and say why the two are nearly equal.
# </details>

# %% [markdown]
# ## 2 · An activation function of your own
#
# *10 minutes. Done when `softsign` and `softsign_slope` take arrays of any shape.*
#
# The **softsign** is z / (1 + |z|). It looks like tanh and goes from −1 to 1, but it needs no exponential. Write it, and its
# slope as a function of the net input z. Find the slope on paper: once for z > 0, once for z < 0, and then look whether one
# formula serves both.
#
# Guess first: |z| has a kink at 0. Has the softsign one?
#
# <details><summary>The guess</summary>
#
# No. From the right and from the left its slope at 0 is the same, and it is as steep there as it ever gets.
# </details>

# %%
def softsign(z):
    """z / (1 + |z|), for each entry.    z : an array of any shape    returns : the same shape"""
    ### BEGIN SOLUTION
    return z / (1 + np.abs(z))
    ### END SOLUTION


def softsign_slope(z):
    """The slope of softsign at the net input z, for each entry."""
    ### BEGIN SOLUTION
    return 1 / (1 + np.abs(z)) ** 2
    ### END SOLUTION

# %%
check("02.activation")

# %% [markdown]
# <details><summary>A hint</summary>
#
# For z > 0 there is no absolute value to speak of: the function is z / (1 + z). Use the quotient rule.
# </details>
#
# <details><summary>Another hint</summary>
#
# For z < 0 the function is z / (1 − z). Compare its slope at −2 with the other one at 2. The curve rises everywhere, so no slope
# can be negative.
# </details>
#
# <details><summary>A way on</summary>
#
# For the logistic and for tanh the slope can be had from the activity alone. Can it here? Which of the two formulas would you
# rather have for z = 1e9, and why?
# </details>

# %% [markdown]
# ## 3 · The gradient of a neuron
#
# *15 minutes. Done when `neuron_gradient` returns E, dw and db for any activation function.*
#
# Now a batch of N examples, and a neuron whose activation function and slope are handed in, as two functions of z. E is the
# **mean** of the half squared errors, ½ (a − y)². Return E and its gradient. The targets may be whole numbers.

# %%
def neuron_gradient(w, b, x, y, phi, slope):
    """E, ∂E/∂w and ∂E/∂b of one neuron.

    w : (n,)    b : a number    x : (N, n)    y : (N,)
    phi, slope : functions of z; slope(z) is φ′(z)
    returns : E, a number; dw, (n,); db, a number
    """
    ### BEGIN SOLUTION
    z = x @ w + b
    a = phi(z)
    E = ((a - y) ** 2).mean() / 2
    delta = (a - y) * slope(z) / len(x)
    return E, delta @ x, delta.sum()
    ### END SOLUTION

# %%
check("02.neuron_gradient")

# %% [markdown]
# <details><summary>A hint</summary>
#
# Write down z, a and δ for all examples first: three arrays of shape (N,). Put 1/N into δ, and then nowhere else.
# </details>
#
# <details><summary>Another hint</summary>
#
# Each example pulls at weight i with its δ times its input i. The pulls are added: which product of `delta` and `x` sums over the
# examples? The bias has an input of 1.
# </details>
#
# <details><summary>A way on</summary>
#
# Give `x` a column of ones. Then b is one more weight, and db one more entry of dw. Which lines of your function go?
# </details>

# %% [markdown]
# A second witness: nudge each parameter of a softsign neuron, and ask your own E how much it changes.

# %%
def logistic(z):
    return 1 / (1 + np.exp(-z))


def logistic_slope(z):
    return logistic(z) * (1 - logistic(z))


def tanh_slope(z):
    return 1 - np.tanh(z) ** 2


if check("02.activation") and check("02.neuron_gradient"):
    def E_of(theta):
        return neuron_gradient(theta[:2], theta[2], seen, said, softsign, softsign_slope)[0]

    seen, said = np.array([[0.5, 0.8], [-1.0, 0.3], [0.2, -0.6]]), np.array([-1.0, 1.0, -1.0])
    theta, h = np.array([2.0, 1.0, -0.5]), 1e-5
    E, dw, db = neuron_gradient(theta[:2], theta[2], seen, said, softsign, softsign_slope)
    names = "dw[0]", "dw[1]", "db   "
    for name, yours, nudge in zip(names, (*dw, db), h * np.eye(3), strict=True):
        by_nudge = (E_of(theta + nudge) - E_of(theta - nudge)) / (2 * h)
        print(f"{name}  yours {yours:.4f}   by nudge {by_nudge:.4f}")
else:
    print("First tasks 2 and 3.")

# %% [markdown]
# ## 4 · A neuron that learns
#
# *10 minutes. Done when `learn` returns w, b and the list of the errors.*
#
# Gradient descent on the whole batch: in each of `rounds` rounds, take the gradient of all examples and make one step against it.
# (The delta rule of the notebook makes a step after each example; this makes one a round.) Use your `neuron_gradient`.
# Note E before each round and once more after the last, so that the list has one entry more than there were rounds.

# %%
def learn(w, b, x, y, phi, slope, eta, rounds):
    """Gradient descent; the arrays that come in stay as they are.

    w : (n,)    b : a number    x : (N, n)    y : (N,)    phi, slope : functions of z
    eta : learning rate
    returns : w, b, errors
    errors : a list of rounds + 1 numbers, E before the first round, ..., after the last
    """
    ### BEGIN SOLUTION
    errors = []
    for _ in range(rounds):
        E, dw, db = neuron_gradient(w, b, x, y, phi, slope)
        errors.append(E)
        w, b = w - eta * dw, b - eta * db
    E, _, _ = neuron_gradient(w, b, x, y, phi, slope)
    return w, b, [*errors, E]
    ### END SOLUTION

# %%
check("02.learn")

# %% [markdown]
# <details><summary>A hint</summary>
#
# Each round has three parts: ask for E and the gradient, note E, take the step. All derivatives of a round belong to the
# same w and b, so ask once, and step with both.
# </details>
#
# <details><summary>Another hint</summary>
#
# After the last step nobody has asked for E yet. And `w -= ...` writes on the array of whoever called you; `w = w - ...` does not.
# </details>
#
# <details><summary>A way on</summary>
#
# Raise `eta` step by step, and look for the first one with which the list of errors is not falling all the way. Is the
# gradient wrong then? Notebook 08 has the answer.
# </details>

# %% [markdown]
# Forty evenings, made as in the notebook, for a softsign neuron: the target is 1 if there was frost and −1 if not. It begins
# with all parameters 0.
#
# **Predict.** What is the first error, to the last digit? And can the last one be 0, if one only waits long enough?
#
# <details><summary>Answer</summary>
#
# With z = 0 the neuron says 0 every evening, and misses each target by 1: E is ½. And 0 it never becomes: softsign comes near to
# 1 and −1 and gets to neither. Besides, on a few evenings the noise has decided.
# </details>

# %%
rng = np.random.default_rng(1)
evenings = rng.uniform(-1, 1, (40, 2))              # coldness and clearness at dusk
chill = 0.8 * evenings[:, 0] + 0.6 * evenings[:, 1] + 0.9 + 0.3 * rng.normal(size=40)
frost = np.where(chill > 1, 1.0, -1.0)

if check("02.activation") and check("02.learn"):
    w, b, errors = learn(np.zeros(2), 0.0, evenings, frost, softsign, softsign_slope,
                         eta=1.0, rounds=1000)
    for k in (0, 1, 10, 100, 1000):
        print(f"round {k:4}: E = {errors[k]:.3f}")
    right = np.sum(np.sign(softsign(evenings @ w + b)) == frost)
    print(f"w = {w.round(1)}, b = {b:.1f}: on the right side on {right} of {len(frost)} evenings")
else:
    print("First tasks 2 and 4.")

# %% [markdown]
# ## 5 · How long does it stay wrong?
#
# *12 minutes. Done when `rounds_needed` returns a list of counts, one for each start.*
#
# A neuron sees one example again and again: a batch of one row. It starts with the weights `w` and one of several biases, some of
# which put it far out on the wrong side. Count, for each of these biases, the rounds of gradient descent until its answer is
# near the target, |a − y| < 0.1. Each start begins anew with the same `w`; from there weights and bias learn. A start that is near
# already needs 0 rounds, and where `most` rounds were not enough, the count is `most`. Use your `learn`, with one round at a time.
#
# **Predict** before you measure. From z = 4 a logistic neuron with the target 0 needs 149 rounds (η = 0.5). Does a start that is twice
# as far out, z = 8, take twice as long? And what will tanh say to this, with the target −1, and your softsign, with −0.8?

# %%
def rounds_needed(w, biases, x, y, phi, slope, eta, most):
    """How many rounds each start needs until |a - y| < 0.1.

    w : (n,)    biases : a list of numbers, one for each start    x : (1, n)    y : (1,)
    phi, slope : functions of z    eta : learning rate    most : rounds after which one gives up
    returns : a list of whole numbers, one for each bias
    """
    ### BEGIN SOLUTION
    def count(w, b):
        for rounds in range(most):
            if abs(phi(x @ w + b)[0] - y[0]) < 0.1:
                return rounds
            w, b, _ = learn(w, b, x, y, phi, slope, eta, 1)
        return most

    return [count(w, b) for b in biases]
    ### END SOLUTION

# %%
check("02.saturated")

# %% [markdown]
# <details><summary>A hint</summary>
#
# Look first, then step, then count: that order gives 0 where there is nothing to do. Two conditions end the waiting.
# </details>
#
# <details><summary>Another hint</summary>
#
# Keep the given `w` for the next start, and let another name learn. `x @ w + b` is an array with one entry here; `[0]` takes it
# out.
# </details>
#
# <details><summary>A way on</summary>
#
# Hold the gap fixed and change the slope: what would the table below be if δ were a − y alone, without the slope? Notebook 03
# finds an error function for which it is just that.
# </details>

# %%
evening, weights = np.array([[0.5, 0.8]]), np.array([2.0, 1.0])
starts = (2, 3, 4, 5, 6)
if check("02.activation") and check("02.saturated"):
    print("start at z =  ", *(f"{z:6}" for z in starts))
    biases = [z - evening[0] @ weights for z in starts]
    for name, phi, slope, target in (("logistic, to 0", logistic, logistic_slope, 0.0),
                                     ("tanh, to -1", np.tanh, tanh_slope, -1.0),
                                     ("softsign, to -0.8", softsign, softsign_slope, -0.8)):
        counts = rounds_needed(weights, biases, evening, np.array([target]), phi, slope,
                               eta=0.5, most=5000)
        print(f"{name:17}", *(f"{count:6}" for count in counts))
else:
    print("First tasks 2 and 5.")

# %% [markdown]
# <details><summary>What you see, and why</summary>
#
# Not twice as long: the notebook's table has 3,260 for z = 8. Far out, one unit of z more does not add rounds, it **multiplies**
# them. The slope of the logistic falls off like e^−z, so each unit makes the first rounds about 2.7 times as slow. (The table
# is on its way there: the last rounds, near the target, cost the same for all starts.) That of tanh falls off like 4 e^−2z,
# about 7.4 times with each unit, and from z = 6 even 5,000 rounds were not enough. The slope of the softsign falls off
# like 1 / z², far more gently. All three are saturated; they differ in how flat they become.
# </details>

# %% [markdown]
# ## 6 · A much-copied line, repaired
#
# *8 minutes. Done when `repaired_rule` takes one right step of gradient descent.*
#
# A program of 2015 that has been copied very often fits a network into eleven lines. Its slope is `x * (1 - x)`, and that is right,
# because there `x` is always an activity. The name does not say so. In 2020 a reader of a book took the same line for a mistake,
# where it was none; in the solutions of another book the line was given the net input, as its own page notes since 2022. The
# program below is ours, with a logistic neuron, and has that slip. The bias is a weight here, with a column of ones in `x`.

# %%
def slope_of(x):
    return x * (1 - x)


def copied_rule(w, x, y, eta):
    z = x @ w
    a = 1 / (1 + np.exp(-z))
    w += eta * ((y - a) * slope_of(z)) @ x / len(x)
    return w


ones = np.column_stack([evenings, np.ones(40)])
yes = (frost + 1) / 2                               # 1 or 0, as the logistic needs it


def show_errors(rule, w):
    for round in range(201):
        if round % 50 == 0:
            print(f"round {round:3}: E = {np.mean((logistic(ones @ w) - yes) ** 2) / 2:.3f}")
        w = rule(w, ones, yes, eta=1.0)


show_errors(copied_rule, np.array([0.5, 0.5, 0.0]))

# %% [markdown]
# E rises a little, and there it stays. Started at w = 0 it would never move at all: there the logistic is steepest, and this
# program finds the slope 0.
#
# Copy `copied_rule`, give it the name `repaired_rule`, and mend it. It also writes on the array of whoever called it; mend that
# too. And one thing in it looks wrong and is right. Which? (E is the mean half squared error.)

# %%
def repaired_rule(w, x, y, eta):
    """One step of gradient descent for a logistic neuron.

    w : (n,)    x : (N, n)    y : (N,)    returns : new w
    """
    ### BEGIN SOLUTION
    z = x @ w
    a = 1 / (1 + np.exp(-z))
    return w + eta * ((y - a) * slope_of(a)) @ x / len(x)
    ### END SOLUTION

# %%
check("02.repaired_rule")

# %% [markdown]
# <details><summary>A hint</summary>
#
# For z = 3 compute `slope_of(z)`. Can the logistic, which rises everywhere, have such a slope?
# </details>
#
# <details><summary>Another hint</summary>
#
# a (1 − a) is a formula in terms of the activity. As for the sign: y − a is the opposite of a − y, and a plus the opposite of a
# minus. How many of the two must one turn?
# </details>
#
# <details><summary>A way on</summary>
#
# Some programs have the mix-up the other way round: a slope that is a function of z is given the activity. Why does that
# program still learn, only at another speed? The notebook's "Break it" has the two slopes.
# </details>

# %%
if check("02.repaired_rule"):
    show_errors(repaired_rule, np.array([0.5, 0.5, 0.0]))
else:
    print("First the task above.")

# %% [markdown]
# What you have solved so far, in all assignments: run this cell whenever you like.

# %%
progress.show()
