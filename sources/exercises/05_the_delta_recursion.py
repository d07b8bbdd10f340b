# %% [markdown]
# # Exercises 05 · The delta recursion
#
# [Notebook 05](../../notebooks/05_the_delta_recursion.ipynb) proved four lines. Here you write them: first with a pencil, then
# one by one in NumPy, then as the walk through a whole network. At last you mend a program in which two of them stand in
# the wrong order, as they once did on the web. Task 5 uses your task 3, and in assignment 06 all of it becomes your
# own backpropagation.
#
# **About 70 minutes**, 19 points. Done when all six panels are green.
#
# **You may use** NumPy and Python's own library, nothing of `course_lib`. Rows are examples; `W[j, i]` leads to unit j from unit i.
#
# A check asks your function on random cases and says where it first goes wrong. It never shows the right value, and you may ask
# it as often as you like.

# %% [markdown] tags=["instructor"]
# **Aims.** After it a learner can work out all deltas of a small network with a pencil; write each of the four lines for a
# batch of rows, and the recursion for any depth; and see that all derivatives belong to one θ, so that no weight may change
# before the last delta is known.
#
# Tasks 2 to 5 build on one another; task 1 can be done on paper in class. The story behind task 6 is in notebook 06.

# %%
import numpy as np

from course_lib import progress
from course_lib.checks import check, sheet

learner = ""                # your name: the numbers of the first task come from it

# %% [markdown]
# ## 1 · The deltas of a small network, by hand
#
# *15 minutes, a pencil and a pocket calculator. Done when you have seven numbers, each to three significant digits. Keep four
# on the way.*
#
# A 2-2-2 network has been forward already. Your sheet names its activation function `phi` (the same in both layers), one
# example `x`, the hidden activities, the weights of the output layer (row j, column i: to output j from hidden unit i), the
# outputs and the targets `y`. The error is the half squared error of this one example, ½ Σ (a − y)².
#
# Work out the two deltas of the outputs, the two hidden deltas, and three entries of the gradient: of the weight to output
# unit 1 from hidden unit 2, of the weight to hidden unit 2 from input 1, and of the bias of hidden unit 1.

# %%
sheet("05.by_hand", learner)

# %%
def by_hand():
    """Your seven numbers: two lists of two, and three numbers."""
    ### BEGIN SOLUTION
    # worked with a program, so that it is right for every sheet
    numbers = sheet("05.by_hand", learner)
    a, x, W = numbers["a_hidden"], numbers["x"], numbers["W_output"]

    def slope(activity):
        return activity * (1 - activity) if numbers["phi"] == "logistic" else 1 - activity ** 2

    output = [(out - target) * slope(out)
              for out, target in zip(numbers["a_output"], numbers["y"], strict=True)]
    back = [W[0][0] * output[0] + W[1][0] * output[1], W[0][1] * output[0] + W[1][1] * output[1]]
    hidden = [back[0] * slope(a[0]), back[1] * slope(a[1])]
    dw_output, dw_hidden, db_hidden = output[0] * a[1], hidden[1] * x[0], hidden[0]
    ### END SOLUTION
    return {"delta_output": output, "delta_hidden": hidden, "dE_dw12_output": dw_output,
            "dE_dw21_hidden": dw_hidden, "dE_db1_hidden": db_hidden}

# %%
check("05.by_hand")

# %% [markdown]
# <details><summary>A hint</summary>
#
# Begin at the top: the delta of an output is (a − y) times the slope there. The slope can be had from the activity alone:
# a (1 − a) for the logistic, 1 − a² for tanh.
# </details>
#
# <details><summary>Another hint</summary>
#
# Hidden unit 1 is tied to the two outputs by the first *column* of the weights. Each output sends its delta down through that
# weight; the two are added, and the sum is multiplied by the slope of hidden unit 1.
# </details>
#
# <details><summary>A way on</summary>
#
# Which of the four weights of the output layer would you change first? Look at the size of its derivative, and then say why
# that size alone does not make it the most important weight.
# </details>

# %% [markdown]
# ## 2 · Where the walk begins
#
# *5 minutes. Done when `output_delta` returns an array like `a`.*
#
# For a batch of N rows E is the mean of the half squared errors. Write the delta of the output layer, ∂E/∂z. The slope of the
# activation function is given, in the shape of `a`; it may belong to any function.

# %%
def output_delta(a, y, slope):
    """∂E/∂z of the last layer.    a, y, slope : (N, n)    returns : (N, n)"""
    ### BEGIN SOLUTION
    return (a - y) * slope / len(a)
    ### END SOLUTION

# %%
check("05.output_delta")

# %% [markdown]
# <details><summary>A hint</summary>
#
# Differentiate ½ (a − y)² to a, then a to z. Two factors.
# </details>
#
# <details><summary>Another hint</summary>
#
# E is a mean over the N examples. Where does a division by N come in, once and for all?
# </details>
#
# <details><summary>A way on</summary>
#
# For two-class cross-entropy and a logistic output the slope cancels. What would `output_delta` be then? Notebook 03 has it.
# </details>

# %% [markdown]
# ## 3 · One layer down
#
# *10 minutes. Done when `hidden_delta` is right for layers of different widths.*
#
# The delta recursion for one layer. `delta` belongs to the layer above, `W` leads up to it, and `slope` is that of the
# layer whose delta is wanted.

# %%
def hidden_delta(delta, W, slope):
    """∂E/∂z one layer down.

    delta : (N, above)    W : (above, below)    slope : (N, below)    returns : (N, below)
    """
    ### BEGIN SOLUTION
    return delta @ W * slope
    ### END SOLUTION

# %%
check("05.hidden_delta")

# %% [markdown]
# <details><summary>A hint</summary>
#
# Write it with three loops first: over the examples, over the units i below, and inside over the units j above, whose
# contributions add up.
# </details>
#
# <details><summary>Another hint</summary>
#
# The way up is `a @ W.T`, a sum over i. The way down is a sum over j. With rows as examples, which product of `delta` and `W` sums
# over j?
# </details>
#
# <details><summary>A way on</summary>
#
# Go down once more from layer 1, without a slope: that is ∂E/∂x, how the error would change if the inputs could move. Notebook 09
# designs a gas burner with it.
# </details>

# %% [markdown]
# ## 4 · From the deltas to the gradient
#
# *10 minutes. Done when `layer_gradient` returns the pair dW, db.*
#
# The gradient of one layer, summed over the examples. E has weight decay, ½ decay Σ w², without the biases.

# %%
def layer_gradient(delta, a, W, decay):
    """∂E/∂W and ∂E/∂b of a layer.

    delta : (N, n), of this layer    a : (N, n_below), what comes in    W : (n, n_below)
    decay : a number
    returns : dW, like W, and db, (n,)
    """
    ### BEGIN SOLUTION
    dW = delta.T @ a + decay * W
    db = delta.sum(axis=0)
    return dW, db
    ### END SOLUTION

# %%
check("05.layer_gradient")

# %% [markdown]
# <details><summary>A hint</summary>
#
# One example brings a multiplication table: each of its deltas times each of its activities. The tables are added.
# </details>
#
# <details><summary>Another hint</summary>
#
# A bias is a weight on a unit that is always 1. And is 1/N in the deltas already?
# </details>
#
# <details><summary>A way on</summary>
#
# Put a column of ones beside `a`. One product then gives dW and db together.
# </details>

# %% [markdown]
# ## 5 · All the way down
#
# *15 minutes. Done when `all_deltas` returns a list by layers, with None in place 0.*
#
# Now the whole walk, through a network of any depth. Lists are indexed by layer, as everywhere in this course: `W[1]` leads to
# layer 1, and place 0 holds None. Use your `hidden_delta`.

# %%
def all_deltas(W, slope, top):
    """The deltas of all layers.

    W, slope : lists by layer, [None, of layer 1, ..., of layer L]
    top : delta of layer L, (N, n_L)
    returns : [None, delta of layer 1, ..., delta of layer L]
    """
    ### BEGIN SOLUTION
    L = len(W) - 1
    delta = [None] * L + [top]
    for l in range(L - 1, 0, -1):
        delta[l] = hidden_delta(delta[l + 1], W[l + 1], slope[l])
    return delta
    ### END SOLUTION

# %%
check("05.all_deltas")

# %% [markdown]
# <details><summary>A hint</summary>
#
# Which layer can be done first, once the top is known? Which W stands between it and the top?
# </details>
#
# <details><summary>Another hint</summary>
#
# `range(L - 1, 0, -1)` counts down from L − 1 to 1.
# </details>
#
# <details><summary>A way on</summary>
#
# Nothing was computed twice. Count the multiplications of your walk for layers of widths 10, 10, 10, 10, and compare with a sum over
# all paths for each unit, as in notebook 04.
# </details>

# %% [markdown]
# ## 6 · A published program, repaired
#
# *15 minutes. Done when `repaired_step` takes one right step of gradient descent.*
#
# A generous worked example on the web, written in 2015, has taught many people backpropagation. A few numbers in it are off, the
# first in its seventh decimal. They are still those of an older program, which the author had mended before the page appeared
# (notebook 06 has the story). The program below is ours, for a network with a tanh layer and a linear output; it makes the same
# mistake. It runs, and it learns.

# %%
def published_step(W1, b1, W2, b2, x, y, eta):
    hidden = np.tanh(x @ W1.T + b1)
    output = hidden @ W2.T + b2
    delta2 = (output - y) / len(x)
    W2 -= eta * delta2.T @ hidden
    b2 -= eta * delta2.sum(axis=0)
    delta1 = delta2 @ W2 * (1 - hidden ** 2)
    W1 -= eta * delta1.T @ x
    b1 -= eta * delta1.sum(axis=0)
    return W1, b1, W2, b2


rng = np.random.default_rng(0)
x, y = rng.normal(size=(20, 3)), rng.normal(size=(20, 2))
parameters = [rng.normal(size=shape) for shape in ((4, 3), 4, (2, 4), 2)]
for step in range(201):
    W1, b1, W2, b2 = parameters
    if step % 50 == 0:
        E = ((np.tanh(x @ W1.T + b1) @ W2.T + b2 - y) ** 2).sum() / (2 * len(x))
        print(f"step {step:3}: E = {E:.3f}")
    parameters = published_step(W1, b1, W2, b2, x, y, eta=0.1)

# %% [markdown]
# E falls, and yet two of the four gradients are wrong. Besides, the program writes on arrays that belong to the caller. Copy it,
# mend both, and give it the name `repaired_step`. (No line has to be added.)

# %%
def repaired_step(W1, b1, W2, b2, x, y, eta):
    """One step of gradient descent on the mean half squared error; returns new W1, b1, W2, b2."""
    ### BEGIN SOLUTION
    hidden = np.tanh(x @ W1.T + b1)
    output = hidden @ W2.T + b2
    delta2 = (output - y) / len(x)
    delta1 = delta2 @ W2 * (1 - hidden ** 2)
    W2 = W2 - eta * delta2.T @ hidden
    b2 = b2 - eta * delta2.sum(axis=0)
    W1 = W1 - eta * delta1.T @ x
    b1 = b1 - eta * delta1.sum(axis=0)
    return W1, b1, W2, b2
    ### END SOLUTION

# %%
check("05.repaired_step")

# %% [markdown]
# <details><summary>A hint</summary>
#
# All derivatives belong to one and the same θ. Which W2 does `delta1` see?
# </details>
#
# <details><summary>Another hint</summary>
#
# First every delta, then every update. And `W2 = W2 - ...` makes a new array, where `W2 -= ...` changes the old one.
# </details>
#
# <details><summary>A way on</summary>
#
# How far is the published step from the right one, for eta = 0.1, 0.01, 0.001? Why does the mistake shrink with eta squared, and why
# does no learning curve give it away?
# </details>

# %% [markdown]
# What you have solved so far, in all assignments: run this cell whenever you like.

# %%
progress.show()
