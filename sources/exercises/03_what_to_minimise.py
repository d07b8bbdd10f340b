# %% [markdown]
# # Exercises 03 · What to minimise
#
# [Notebook 03](../../notebooks/03_what_to_minimise.ipynb) asked what an error has to be like, and found one delta for three
# errors. Here you work out two cross-entropies with a pencil, then write softmax and its error so that no net input is too large
# for them, go back through softmax for an error that does not fit it, make an error that the library has not, and at last mend
# one that trains without complaint and learns nothing.
#
# **About 75 minutes**, 18 points. Done when all six panels are green.
#
# **You may use** NumPy and Python's own library, nothing of `course_lib`. Rows are examples. E is always the mean over the
# examples of the sum over the outputs.
#
# A check puts random cases to your function, hard ones among them, and says where it first goes wrong. It never shows the right
# value, and you may ask it as often as you like.

# %% [markdown] tags=["instructor"]
# **Aims.** After it a learner can work out both cross-entropies and their deltas with a pencil; compute softmax and
# cross-entropy from net inputs of any size; send a gradient back through all of softmax's Jacobian without building it; derive
# E and ∂E/∂a of an error in two pieces; and look at shapes before subtracting.
#
# Task 1 can be done on paper in class. Task 3 uses task 2, and the measurement after task 4 uses tasks 2 to 4. Tasks 5 and 6 stand
# by themselves; the days of task 5 are those of the notebook.

# %%
import numpy as np

from course_lib import progress
from course_lib.checks import check, sheet

learner = ""                # your name: the numbers of the first task come from it

# %% [markdown]
# ## 1 · Three classes and a frost, by hand
#
# *15 minutes, a pencil and a pocket calculator. Done when you have eleven numbers, each to three significant digits.*
#
# Three outputs share one input `x`, and their net inputs have been computed. So that you need no key for powers, your sheet
# gives `e_z`, the three powers $e^{z_1}, e^{z_2}, e^{z_3}$ themselves. The target `y` is soft: of ten towns so many had sun, so
# many rain, so many snow.
#
# Work out the three outputs `a` of softmax, the cross-entropy E of this one example, the three deltas ∂E/∂z, and the derivative of
# E with respect to the weight that leads to output 2 from `x`.
#
# Beside them stands a logistic unit that says frost. The sheet gives its odds, which are $e^z$ (notebook 02), and the share of
# nights that had frost, `y_frost`. Work out its activity, its two-class cross-entropy, and its delta.

# %%
sheet("03.by_hand", learner)

# %%
def by_hand():
    """Your numbers: two lists of three, and five numbers."""
    ### BEGIN SOLUTION
    # worked with a program, so that it is right for every sheet
    numbers = sheet("03.by_hand", learner)
    powers, y = numbers["e_z"], numbers["y"]
    odds, y_frost = numbers["odds_of_frost"], numbers["y_frost"]
    a = [power / sum(powers) for power in powers]
    E = -(y[0] * np.log(a[0]) + y[1] * np.log(a[1]) + y[2] * np.log(a[2]))
    delta = [a[0] - y[0], a[1] - y[1], a[2] - y[2]]
    dE_dw21 = delta[1] * numbers["x"]
    a_frost = odds / (1 + odds)
    E_frost = -(y_frost * np.log(a_frost) + (1 - y_frost) * np.log(1 - a_frost))
    delta_frost = a_frost - y_frost
    ### END SOLUTION
    return {"a": a, "E": E, "delta": delta, "dE_dw21": dE_dw21,
            "a_frost": a_frost, "E_frost": E_frost, "delta_frost": delta_frost}

# %%
check("03.by_hand")

# %% [markdown]
# <details><summary>A hint</summary>
#
# Softmax divides each power by the sum of the three, so the outputs are fractions of whole numbers. Odds of 3 mean three parts
# frost to one part no frost: how many parts are there in all?
# </details>
#
# <details><summary>Another hint</summary>
#
# E asks how probable the outputs made what came: every class has a term, its share times a natural logarithm (the key ln), and a
# minus stands before them all. For the deltas no logarithm is needed, and the three must sum to 0. Why?
# </details>
#
# <details><summary>A way on</summary>
#
# Which outputs would make E smallest for your target, and is E then 0? Try `a` equal to `y`. What is left is the entropy of the target,
# and no network can get below it.
# </details>

# %% [markdown]
# ## 2 · Softmax that never overflows
#
# *10 minutes. Done when `softmax` stands net inputs of 1000 and of −1000, in one batch and in one row.*
#
# Each row of `z` holds the net inputs of one example, and each row of the answer sums to 1. On paper that is one formula. In the
# machine $e^{1000}$ is inf and $e^{-1000}$ is 0, and neither may do any harm. The caller needs `z` again: leave it as it is.

# %%
def softmax(z):
    """The outputs of softmax.    z : (N, K)    returns : (N, K), each row sums to 1"""
    ### BEGIN SOLUTION
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
    ### END SOLUTION

# %%
check("03.softmax")

# %% [markdown]
# <details><summary>A hint</summary>
#
# The same number may be taken off every net input of a row, and nothing changes. Which number makes the largest power just 1? And
# may it be the same number for another row?
# </details>
#
# <details><summary>Another hint</summary>
#
# A sum over axis 1 of a (3, 4) array has the shape (3,), which NumPy lines up with columns. With `keepdims=True` it has the shape
# (3, 1), one number for each row.
# </details>
#
# <details><summary>A way on</summary>
#
# Divide all net inputs by a number T before softmax. What happens to the outputs as T grows, and as it goes to 0? T is called the
# temperature, and programs that write texts have a knob for it.
# </details>

# %% [markdown]
# ## 3 · Cross-entropy and its delta
#
# *15 minutes. Done when `cross_entropy` gives E and delta, and both are right and finite far out too.*
#
# Now the error that goes with softmax, from the net inputs. Return two things: E, the mean over the rows of the categorical
# cross-entropy, and `delta`, the derivative of that E with respect to `z`. The targets are rows that sum to 1; some name one class, others
# are soft.
#
# **Predict.** One row, `z` = (0, 1000, 0), and the first class is the right one. What is E?
#
# <details><summary>Answer</summary>
# 1000. The logarithm of the sum of the powers is 1000, to the last digit, and the net input of the right class is 0. A program that
# computes the output first finds 0, and the logarithm of 0 is −inf.
# </details>

# %%
def cross_entropy(z, y):
    """E, a number, and ∂E/∂z, like z.

    z : (N, K) net inputs    y : (N, K) targets, rows that sum to 1
    """
    ### BEGIN SOLUTION
    shifted = z - z.max(axis=1, keepdims=True)
    log_a = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    E = -(y * log_a).sum() / len(z)
    delta = (softmax(z) - y) / len(z)
    return E, delta
    ### END SOLUTION

# %%
check("03.cross_entropy")

# %% [markdown]
# <details><summary>A hint</summary>
#
# Write down $\log a_j$ for one row, with softmax put in for $a_j$, and take the logarithm of the fraction apart. One of the two parts
# needs no power at all.
# </details>
#
# <details><summary>Another hint</summary>
#
# The other part is log-sum-exp. The shift that saved softmax saves it too: what is taken off inside comes back outside. For `delta` you have
# `softmax`; ask what is left of it in ∂E/∂z, and where the mean over the rows comes in.
# </details>
#
# <details><summary>A way on</summary>
#
# Check your delta by nudges: change one entry of `z` by a millionth to either side, and see how much E moves. Which entry of `z` can you
# move without moving E?
# </details>

# %% [markdown]
# ## 4 · Back through softmax
#
# *10 minutes. Done when `softmax_pull` is right for any upstream gradient, in every row.*
#
# Cross-entropy has a delta so short because two things cancel. Any other error on softmax outputs has to go back through all of its
# Jacobian. `dE_da` is what the error hands down, with 1/N in it already, and `a` are the outputs. Give ∂E/∂z. No table of N times K times K
# numbers is needed.

# %%
def softmax_pull(dE_da, a):
    """∂E/∂z from ∂E/∂a.    dE_da, a : (N, K)    returns : (N, K)"""
    ### BEGIN SOLUTION
    shared = (dE_da * a).sum(axis=1, keepdims=True)
    return a * (dE_da - shared)
    ### END SOLUTION

# %%
check("03.softmax_pull")

# %% [markdown]
# <details><summary>A hint</summary>
#
# Begin with one row, and with the table if you like: `np.diag(a) - np.outer(a, a)`. From $z_k$ there is one path through each
# output of the row, and the paths are added up.
# </details>
#
# <details><summary>Another hint</summary>
#
# In that sum over j the term with j = k has two parts. Take its first part out. What remains is the same sum for every k: it has to be
# computed once for a row, and can be shared.
# </details>
#
# <details><summary>A way on</summary>
#
# Put in the derivative of cross-entropy with respect to the outputs, `-y / a / len(a)`, and compare with the delta of your
# `cross_entropy`. Then try a row in which one output is 0 to the last digit.
# </details>

# %% [markdown]
# **Predict.** A row is very sure, and wrong: `z` = (8, 0, 0), and the second class is the right one. Compare the largest delta under
# cross-entropy with the largest under half the squared error, both through softmax. By what factor is the first larger: 4, 30 or 1,000?
#
# <details><summary>Answer</summary>
# About 1,000. The squared error is as surprised as can be, but the Jacobian of a saturated softmax is nearly 0 everywhere, as the slope
# of a saturated logistic is.
# </details>

# %%
if check("03.softmax") and check("03.cross_entropy") and check("03.softmax_pull"):
    z, y = np.array([[8.0, 0.0, 0.0]]), np.array([[0.0, 1.0, 0.0]])
    a = softmax(z)
    by_entropy, by_squares = cross_entropy(z, y)[1], softmax_pull(a - y, a)
    for name, delta in (("cross-entropy", by_entropy), ("half the square", by_squares)):
        print(f"delta under {name:15}", "".join(f"{one:9.4f}" for one in delta[0]))
    ratio = abs(by_entropy).max() / abs(by_squares).max()
    print(f"the largest of one over the largest of the other: {ratio:.0f}")
else:
    print("First the tasks 2, 3 and 4.")

# %% [markdown]
# ## 5 · An error of your own
#
# *15 minutes. Done when `huber` gives E and ∂E/∂a, and the two belong to each other.*
#
# Five days on the way to work took 21, 22, 23, 24 and 60 minutes. Squares let the bad day pull as hard as it is far away; distances let all
# days pull alike, but have a kink where one would like a smooth valley. Huber (1964) joined the two. With $d = a - y$ an output costs
#
# - half the square of $d$ where $|d|$ is at most the threshold;
# - beyond it a straight line, which leaves the parabola at the threshold with the same height and the same slope.
#
# Find the line first, with a pencil. As always, E is a sum over the outputs and a mean over the examples; no activation function comes in here,
# so what is wanted beside E is ∂E/∂a.

# %%
def huber(a, y, threshold):
    """E, a number, and ∂E/∂a, like a.    a, y : (N, n)    threshold : a positive number"""
    ### BEGIN SOLUTION
    difference = a - y
    near = abs(difference) <= threshold
    line = threshold * abs(difference) - threshold ** 2 / 2
    E = np.where(near, difference ** 2 / 2, line).sum() / len(a)
    dE_da = np.where(near, difference, threshold * np.sign(difference)) / len(a)
    return E, dE_da
    ### END SOLUTION

# %%
check("03.own_loss")

# %% [markdown]
# <details><summary>A hint</summary>
#
# How high and how steep is the parabola where $d$ is the threshold? A line through that point with that slope is what you want. On the
# other side it is its mirror image.
# </details>
#
# <details><summary>Another hint</summary>
#
# `np.where(condition, this, that)` takes each number from one piece or the other. The derivative has two pieces as well: one grows with
# $d$, the other is constant on each side. Which of the two sides gets the minus?
# </details>
#
# <details><summary>A way on</summary>
#
# Several public programs of 2015 and 2016, which learned to play Atari games, meant this error, and clipped $d$ itself to
# ±threshold before squaring it. What is ∂E/∂a then for the largest errors? It was found by reading code, not by any crash.
# </details>

# %% [markdown]
# **Predict.** One number is to stand for the five days. It was 30 under half the squared error and 23 under the distance. Which is it under
# your error, with a threshold of 5 minutes: 23, between 23 and 24, or about 26?
#
# <details><summary>Answer</summary>
# 23.75. The bad day pulls with the strength 5, as if it stood 5 minutes away, and the four others balance that. With a small threshold
# one gets the median, with a large one the mean.
# </details>

# %%
if check("03.own_loss"):
    days = np.array([[21.0], [22.0], [23.0], [24.0], [60.0]])
    for threshold in (0.5, 5.0, 100.0):
        number = 40.0
        for _ in range(300):
            number -= huber(np.full((5, 1), number), days, threshold)[1].sum()
        print(f"threshold {threshold:5}: {number:.2f}")
else:
    print("First the task above.")

# %% [markdown]
# ## 6 · A well-known trap, repaired
#
# *10 minutes. Done when `repaired_error` gives the same for targets of shape (N,) and of shape (N, 1).*
#
# In 2019 it was reported to PyTorch that its squared error gave a wrong number, and no word about it, where the outputs had the shape (N, 1) and
# the targets (N,). It has warned since (issue 16045); NumPy does not. The program below is ours and falls into the same trap.
#
# **Predict.** It is to learn a line that rises by 2 for each unit of `x`. E falls. Which weight will it find?
#
# <details><summary>Answer</summary>
# About 0. A column minus a row is a table: every output meets every target. So all outputs are pulled to the mean of the targets, whatever
# their `x` is.
# </details>

# %%
def published_error(a, y):
    difference = a - y
    E = 0.5 * (difference ** 2).mean()
    dE_da = difference.mean(axis=1, keepdims=True) / len(a)
    return E, dE_da


def learn_a_line(error):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(20, 1))
    y = 2 * x[:, 0] + 1 + rng.normal(0, 0.1, 20)                  # a number for each example: (20,)
    weight, bias = 1.0, 0.0
    for round in range(101):
        E, dE_da = error(weight * x + bias, y)
        if round % 50 == 0:
            print(f"round {round:3}: E = {E:.3f}   weight {weight:.2f}   bias {bias:.2f}")
        weight, bias = weight - 0.2 * (dE_da * x).sum(), bias - 0.2 * dE_da.sum()


learn_a_line(published_error)

# %% [markdown]
# Copy it, mend it, and give it the name `repaired_error`. Targets may come as (N,) or as (N, 1), and are not to be changed. E is half
# the squared error, and ∂E/∂a has the shape of `a`.

# %%
def repaired_error(a, y):
    """E, a number, and ∂E/∂a, like a.    a : (N, 1)    y : (N,) or (N, 1)"""
    ### BEGIN SOLUTION
    difference = a - y.reshape(a.shape)
    E = 0.5 * (difference ** 2).mean()
    dE_da = difference / len(a)
    return E, dE_da
    ### END SOLUTION

# %%
check("03.repaired_error")

# %% [markdown]
# <details><summary>A hint</summary>
#
# Print `a.shape`, `y.shape` and `(a - y).shape`. Which of the three surprises you?
# </details>
#
# <details><summary>Another hint</summary>
#
# Before anything is subtracted the two need one shape, and the shape of `a` is the one that is wanted at the end. Once that is so, look at
# each line again: is its mean still what it should be?
# </details>
#
# <details><summary>A way on</summary>
#
# What does your function do with 4 outputs and 5 targets? It would be kind to raise a ValueError that says both shapes. And with 1 target
# for many outputs?
# </details>

# %%
if check("03.repaired_error"):
    learn_a_line(repaired_error)
else:
    print("First the task above.")

# %% [markdown]
# What you have solved so far, in all assignments: run this cell whenever you like.

# %%
progress.show()
