# %% [markdown]
# # Exercises 06 · By hand to code
#
# [Notebook 06](../../notebooks/06_by_hand_to_code.ipynb) turned a page of pencil work into a program, for one error. Here you write
# your own, in the same order: first the page, then the way forward, the way back, and both together. Then it learns two more
# errors. At the end you mend a program like one on the web, and yours trains a network.
# Keep what you write: in assignment 09 it will learn to read digits.
#
# **About 90 minutes**, 20 points. Done when all six panels are green.
#
# **You may use** NumPy and Python's own library, nothing of `course_lib` but `layout`, if you like: write
# `from course_lib import layout` at the top, not inside of a function.
#
# Your functions are handed a network to read from, `net`. It has `net.L` and `net.sizes`; the lists by layer `net.W`, `net.b` and
# `net.phi`; `net.theta`, which holds all weights and biases in one vector; `net.decay`; and `net.loss.name`. Of an activation function
# you can ask `net.phi[l](z)`, `net.phi[l].slope(z, a)` and `net.phi[l].name`. There is no `net.forward` and no `net.error`: they are what
# you write. A `Network` of the course has all these names too, so in the end your functions work on one.
#
# A check asks your function on random networks whose layers all differ, in width and in activation function, and says
# where it first goes wrong. Ask it as often as you like.

# %% [markdown] tags=["instructor"]
# **Aims.** After it a learner has a backpropagation of their own, which they can explain line by line: any depth, any
# activation function, all three errors, weight decay; and they have seen that a program whose E falls may still have a wrong
# gradient.
#
# Task 1 is for paper and can be done in class. Tasks 2 to 5 build on one another; 5 asks for notebook 03 at hand. Task 6 stands alone. The
# network that a check hands out is a record without methods, so that nobody calls `net.forward`. Assignment 09 asks for `my_backprop`
# again, for softmax with cross-entropy: who has done task 5 is done there.

# %%
import numpy as np

from course_lib import activations, datasets, initial_weights, losses, progress
from course_lib.checks import check, sheet
from course_lib.network import Network
from course_lib.optimizers import Momentum
from course_lib.training import train

learner = ""                # your name: the numbers of the first task come from it

# %% [markdown]
# ## 1 · A layer and three examples, by hand
#
# *15 minutes, a pencil. Done when you have nine numbers, each to three significant digits.*
#
# A layer of two units j stands above a layer of two units i. Three examples have been forward, and the way back has reached the upper
# layer. Your sheet has a row for each example: in `delta` the deltas of the upper layer, with 1/N in them already, in `a_below` the
# activities of the lower one. `W` leads up (row j, column i), and `phi` is the activation function of the *lower* layer.
#
# Work out the table ∂E/∂W of the upper layer and its ∂E/∂b, both without decay; then, for the second example, the deltas of
# the two lower units. At last let E have weight decay, ½ decay Σ w²: what is ∂E/∂w₁₂ then, of the weight to unit 1 above from
# unit 2 below?

# %%
sheet("06.by_hand", learner)

# %%
def by_hand():
    """Your numbers: two rows of two, two, two, and one."""
    ### BEGIN SOLUTION
    # worked with a program, so that it is right for every sheet
    numbers = sheet("06.by_hand", learner)
    delta, a, W = numbers["delta"], numbers["a_below"], numbers["W"]

    def slope(activity):
        return activity * (1 - activity) if numbers["phi"] == "logistic" else 1 - activity ** 2

    dW = [[sum(delta[n][j] * a[n][i] for n in range(3)) for i in range(2)] for j in range(2)]
    db = [sum(delta[n][j] for n in range(3)) for j in range(2)]
    back = [W[0][i] * delta[1][0] + W[1][i] * delta[1][1] for i in range(2)]
    below = [back[i] * slope(a[1][i]) for i in range(2)]
    dw12 = dW[0][1] + numbers["decay"] * W[0][1]
    ### END SOLUTION
    return {"dE_dW": dW, "dE_db": db, "delta_below_2": below, "dE_dw12_with_decay": dw12}

# %%
check("06.by_hand")

# %% [markdown]
# <details><summary>A hint</summary>
#
# Each example brings a multiplication table: down the side its two deltas, along the top its two activities. Write the three tables
# side by side, and add them cell by cell.
# </details>
#
# <details><summary>Another hint</summary>
#
# Lower unit 1 is tied to the upper units by the first *column* of `W`. Add what comes down through both weights, then multiply by the
# slope there: a (1 − a) for the logistic, 1 − a² for tanh.
# </details>
#
# <details><summary>A way on</summary>
#
# Suppose that the three examples were the same one, three times. Which of your numbers could you have had without adding up? Why
# would such a sheet be a poor test of a program?
# </details>

# %% [markdown]
# ## 2 · The way forward
#
# *10 minutes. Done when `propagate` returns two lists by layer.*
#
# The way back will ask for the net inputs and for the activities, so both are kept (notebook 06 kept the slopes in the place of
# `z`). Lists are indexed by layer: `z[0]` is None, because the input computes nothing, and `a[0]` is `x`. Any depth; each layer has its own activation function.

# %%
def propagate(net, x):
    """Net inputs and activities of all layers, for the examples in the rows of x.

    x : (N, n_0)    returns : z, a    z : [None, z of layer 1, ..., z of layer L]
    a : [x, a of layer 1, ..., a of layer L]
    """
    ### BEGIN SOLUTION
    z, a = [None], [x]
    for l in range(1, net.L + 1):
        z.append(a[l-1] @ net.W[l].T + net.b[l])
        a.append(net.phi[l](z[l]))
    return z, a
    ### END SOLUTION

# %%
check("06.propagate")

# %% [markdown]
# <details><summary>A hint</summary>
#
# What goes into layer l is what came out of layer l − 1. Begin the two lists with what is known of layer 0, and put one layer
# after the other at their ends.
# </details>
#
# <details><summary>Another hint</summary>
#
# `net.W[l]` has the shape (n_l, n_below) and `a[l-1]` the shape (N, n_below). The sum runs over the units below; what comes out has
# the shape (N, n_l).
# </details>
#
# <details><summary>A way on</summary>
#
# Could the way back do without `z`, if it had the slopes instead? Notebook 06 keeps `a` and `slope`. What would softmax say to that?
# </details>

# %% [markdown]
# ## 3 · The way back
#
# *15 minutes. Done when `send_back` is right for any activation functions.*
#
# Now the deltas of all layers, for the half squared error, a mean over the examples. The top delta comes from the error, all others from
# the layer above. No activation function is named: ask `net.phi[l].slope(z[l], a[l])`, whichever it is. Your `all_deltas` of assignment
# 05 is a good beginning. Read the network, and change nothing in it.

# %%
def send_back(net, z, a, y):
    """The deltas of all layers, for the half squared error.

    z, a : as propagate returns them    y : (N, n_L)
    returns : [None, delta of layer 1, ..., delta of layer L]
    """
    ### BEGIN SOLUTION
    L = net.L
    delta = [None] * L + [(a[L] - y) / len(y) * net.phi[L].slope(z[L], a[L])]
    for l in range(L - 1, 0, -1):
        delta[l] = delta[l+1] @ net.W[l+1] * net.phi[l].slope(z[l], a[l])
    return delta
    ### END SOLUTION

# %%
check("06.send_back")

# %% [markdown]
# <details><summary>A hint</summary>
#
# Write the two cases on paper first: ∂E/∂z of the last layer, with the slope of that layer and with 1/N; and ∂E/∂z of a layer
# below, from the deltas just above it.
# </details>
#
# <details><summary>Another hint</summary>
#
# Look at three indices: the delta that is made, the delta it is made of, and the `W` between them. Two of the three are the same.
# And whose slope is it?
# </details>
#
# <details><summary>A way on</summary>
#
# How could you find out whether `delta[1]` is right without any formula? Nudge a bias of layer 1, and look at E. Which sum of deltas
# is that?
# </details>

# %% [markdown]
# **Predict.** Six logistic layers of ten units each, and weights of the usual size for the start. By what factor do the deltas
# shrink from each layer to the one below: hardly at all, about a half, about a quarter?
#
# <details><summary>Answer</summary>
#
# About a quarter, or less. The weights neither enlarge nor shrink much on average, and the logistic's slope is at most 0.25. After
# five layers not even a thousandth is left. Your own functions measure it below.
# </details>

# %%
if check("06.propagate") and check("06.send_back"):
    rng, sizes = np.random.default_rng(6), (10,) * 7
    tall = Network(sizes, [activations.logistic] * 6, losses.half_squared_error,
                   initial_weights.lecun(sizes, rng))
    z, a = propagate(tall, rng.normal(size=(20, 10)))
    delta = send_back(tall, z, a, rng.random((20, 10)))
    for l in range(6, 0, -1):
        print(f"layer {l}: deltas of about {np.sqrt(np.mean(delta[l] ** 2)):.1e}")
else:
    print("First the two tasks above.")

# %% [markdown]
# ## 4 · Your own backpropagation
#
# *20 minutes. Done when `my_backprop` returns E and one vector.*
#
# Both ways together, and what they are for. E is the half squared error, with weight decay: ½ decay Σ w² over the weights of all layers,
# without the biases, not divided by N. The gradient comes as one vector in the order of `net.theta`: the weights of layer 1 row by
# row, the biases of layer 1, the weights of layer 2, and so on. This is the contract of `train`. Use your two functions.

# %%
def my_backprop(net, x, y):
    """E and its gradient.

    x : (N, n_0)    y : (N, n_L)
    returns : E, a number, and gradient, shaped like net.theta
    """
    ### BEGIN SOLUTION
    z, a = propagate(net, x)
    delta = send_back(net, z, a, y)
    E = 0.5 * np.sum((a[net.L] - y) ** 2) / len(x)
    gradient = []
    for l in range(1, net.L + 1):
        E += 0.5 * net.decay * np.sum(net.W[l] ** 2)
        dW = delta[l].T @ a[l-1] + net.decay * net.W[l]
        gradient += [dW.ravel(), delta[l].sum(axis=0)]
    return E, np.concatenate(gradient)
    ### END SOLUTION

# %%
check("06.my_backprop")

# %% [markdown]
# <details><summary>A hint</summary>
#
# Your sheet of task 1 has all that happens in one layer: a table, a column sum, and the decay. Here it is done for each layer.
# </details>
#
# <details><summary>Another hint</summary>
#
# `table.ravel()` lays a table out row by row, and `np.concatenate` strings a list of vectors together. Or make the vector first, and
# fill the windows on it that `layout.windows(gradient, net.sizes)` gives you.
# </details>
#
# <details><summary>A way on</summary>
#
# Let `net.decay` be huge, or zero. Which test would each of the two cases make blind?
# </details>

# %% [markdown]
# ## 5 · And for any error
#
# *20 minutes, and a little paper. Done when `backprop_any` is right for all three errors.*
#
# Notebook 03 has three errors. `net.loss.name` is `"half squared error"`, `"two-class cross-entropy"` (its outputs are logistic) or
# `"categorical cross-entropy"` (its output layer is softmax). The half squared error goes with any output layer, and that may be
# softmax too: then `net.phi[net.L].name` is `"softmax"`, and it has no slope.
#
# Only E and the top delta are different each time; below that all is as it was. The check also comes with outputs that
# are 0 or 1 to the last digit, where the logarithm of an output is no number any more.

# %%
def backprop_any(net, x, y):
    """As my_backprop, for whichever error the network has.

    x : (N, n_0)    y : (N, n_L)    returns : E, gradient
    """
    ### BEGIN SOLUTION
    z, a = propagate(net, x)
    L, N = net.L, len(x)
    difference = a[L] - y
    if net.loss.name == "two-class cross-entropy":
        E, delta = np.sum(np.logaddexp(0, z[L]) - y * z[L]) / N, difference / N
    elif net.loss.name == "categorical cross-entropy":
        shifted = z[L] - z[L].max(axis=1, keepdims=True)
        logarithm = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        E, delta = -np.sum(y * logarithm) / N, difference / N
    elif net.phi[L].name == "softmax":
        E = 0.5 * np.sum(difference ** 2) / N
        delta = a[L] * (difference - np.sum(a[L] * difference, axis=1, keepdims=True)) / N
    else:
        E, delta = 0.5 * np.sum(difference ** 2) / N, difference / N * net.phi[L].slope(z[L], a[L])
    gradient = []
    for l in range(L, 0, -1):
        E += 0.5 * net.decay * np.sum(net.W[l] ** 2)
        gradient = [(delta.T @ a[l-1] + net.decay * net.W[l]).ravel(), delta.sum(axis=0)] + gradient
        if l > 1:
            delta = delta @ net.W[l] * net.phi[l-1].slope(z[l-1], a[l-1])
    return E, np.concatenate(gradient)
    ### END SOLUTION

# %%
check("06.any_loss")

# %% [markdown]
# <details><summary>A hint</summary>
#
# Write a small function that returns E (without the decay) and the top delta, with one branch for each case. Then let the walk down
# begin with a delta that it is given. For both cross-entropies notebook 03 shows what a factor and a fraction leave of each other.
# </details>
#
# <details><summary>Another hint</summary>
#
# With a = 1 / (1 + e^−z), what is −log a, written with z? `np.logaddexp(0, z)` is log(1 + e^z) without overflow. With softmax, log a is z
# minus a logarithm of a sum, and that sum may be written around its largest term. For softmax under the squared error: ∂E/∂z_j is a sum over the outputs k, of ∂E/∂a_k
# times ∂a_k/∂z_j, and notebook 03 has that table.
# </details>
#
# <details><summary>A way on</summary>
#
# Two classes can be had with one logistic output or with two softmax outputs. Which weights of the second network give the outputs of
# the first, and how are the two gradients related?
# </details>

# %% [markdown]
# **Predict.** One logistic unit, input 1, weight 4, bias 4: its output is 0.9997, and the target is 0. It could hardly be more wrong.
# How many times as large is the gradient of its bias with cross-entropy as with the squared error: 3 times, 30 times, or 3000 times?
#
# <details><summary>Answer</summary>
#
# About 3000 times. The deltas differ by the factor a (1 − a), the slope, which is 0.0003 here. With the squared error this unit, wrong as
# it is, hardly learns.
# </details>

# %%
if check("06.any_loss"):
    for loss in (losses.half_squared_error, losses.binary_cross_entropy):
        unit = Network((1, 1), [activations.logistic], loss, np.array([4.0, 4.0]))
        E, gradient = backprop_any(unit, np.ones((1, 1)), np.zeros((1, 1)))
        print(f"{loss.name:24s} E = {E:.3f}   gradient of the bias = {gradient[1]:.2g}")
else:
    print("First the task above.")

# %% [markdown]
# ## 6 · A published mask, repaired
#
# *10 minutes. Done when `repaired_gradient` is the gradient of the E below.*
#
# NumPy's own tutorial on reading the digits of MNIST has helped many people to a first network. As of June 2026 two
# lines of its way back are not the derivatives of its way forward. It learns all the same, and the test behind the page sees that
# it runs. The program below is ours, with weights only and the half squared error; it has the same two slips.
#
# The hidden layer is ReLU, with **dropout**: in each round about half of the hidden units are switched off at random, and the others
# hand on twice their activity, to make up for them. `mask` holds 1 for a unit that stays on, 0 for one that is off.

# %%
def error(W1, W2, x, y, mask):
    output = np.maximum(x @ W1.T, 0) * mask * 2 @ W2.T
    return np.sum((output - y) ** 2) / (2 * len(x))


def published_gradient(W1, W2, x, y, mask):
    hidden = np.maximum(x @ W1.T, 0)
    hidden = hidden * mask * 2
    delta2 = (hidden @ W2.T - y) / len(x)
    delta1 = delta2 @ W2 * (hidden >= 0)
    delta1 = delta1 * mask
    return delta1.T @ x, delta2.T @ hidden


rng = np.random.default_rng(0)
x = rng.normal(size=(30, 4))
y = np.stack([x[:, 0] * x[:, 1], abs(x[:, 2])], axis=1)
start = [0.5 * rng.normal(size=(12, 4)), 0.5 * rng.normal(size=(2, 12))]
W1, W2 = start
for step in range(301):
    mask = rng.integers(2, size=(30, 12))
    if step % 100 == 0:
        E = error(W1, W2, x, y, np.full((30, 12), 0.5))
        print(f"step {step:3}: E = {E:.2f}, without dropout")
    dW1, dW2 = published_gradient(W1, W2, x, y, mask)
    W1, W2 = W1 - 0.02 * dW1, W2 - 0.02 * dW2

# %% [markdown]
# **Predict.** E falls. So which of `dW1` and `dW2` is the gradient: both, one of them, or neither?
#
# <details><summary>Answer</summary>
#
# `dW2` is, `dW1` is not: the nudges below say so. What is computed for the upper layer never passes the two lines. And E falls because the upper
# layer learns by itself, and because a wrong direction can still lead downhill.
# </details>

# %%
def off_by(found, l, W, x, y, mask, h=1e-5):
    """How far a gradient of W[l] is from what nudges say, as a share of its size."""
    measured = np.zeros(W[l].shape)
    for place in np.ndindex(*W[l].shape):
        for side in (h, -h):
            nudged = [one.copy() for one in W]
            nudged[l][place] += side
            measured[place] += error(*nudged, x, y, mask) / (2 * side)
    return np.linalg.norm(found - measured) / np.linalg.norm(measured)


mask = np.random.default_rng(1).integers(2, size=(30, 12))
dW1, dW2 = published_gradient(*start, x, y, mask)
print(f"dW1 is off by {off_by(dW1, 0, start, x, y, mask):.0%}, "
      f"dW2 by {off_by(dW2, 1, start, x, y, mask):.0%}")

# %% [markdown]
# Mend both lines, under the name `repaired_gradient`. The mask is the caller's: use it, and leave it as it is.

# %%
def repaired_gradient(W1, W2, x, y, mask):
    """The gradient of E for this mask.

    W1 : (hidden, n_x)    W2 : (n_y, hidden)    x : (N, n_x)    y : (N, n_y)
    mask : (N, hidden)    returns : dW1, dW2
    """
    ### BEGIN SOLUTION
    z = x @ W1.T
    hidden = np.maximum(z, 0) * mask * 2
    delta2 = (hidden @ W2.T - y) / len(x)
    delta1 = delta2 @ W2 * mask * 2 * (z > 0)
    return delta1.T @ x, delta2.T @ hidden
    ### END SOLUTION

# %%
check("06.repaired_mask")

# %% [markdown]
# <details><summary>A hint</summary>
#
# Write the way forward as three steps from one net input to what is handed on: ReLU, mask, doubling. Each has a derivative, and all
# three belong on the way back.
# </details>
#
# <details><summary>Another hint</summary>
#
# Print `(hidden >= 0).mean()`. How often does this mask say no? What would you have to ask, and of what, so that it says no where
# ReLU did?
# </details>
#
# <details><summary>A way on</summary>
#
# At z = 0 itself ReLU has no slope. Does it matter whether your mask says yes or no there? And why is the published program with
# `> 0` in place of `>= 0` right about the ReLU, although it still asks the activity?
# </details>

# %% [markdown]
# ## And now let it work
#
# Nothing new is asked here. `train` takes any function with the contract of task 4, and calls yours once for each step. The data are two
# moons in the plane, which no straight line separates.

# %%
if check("06.my_backprop"):
    moons = datasets.moons(100, 0.1, np.random.default_rng(0))
    sizes = (2, 8, 1)
    net = Network(sizes, [activations.tanh, activations.logistic], losses.half_squared_error,
                  initial_weights.lecun(sizes, np.random.default_rng(1)), decay=1e-4)
    history = train(net, moons, Momentum(eta=0.5), epochs=400, backprop=my_backprop)
    for epoch in (0, 100, 200, 400):
        print(f"epoch {epoch:3}: E = {history.E[epoch]:.3f}, "
              f"{history.accuracy[epoch]:.0%} of the points on the right side")
else:
    print("First task 4.")

# %% [markdown]
# What you have solved so far, in all assignments: run this cell whenever you like.

# %%
progress.show()
