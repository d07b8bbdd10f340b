# %% [markdown]
# # Exercises 04 · Layers
#
# [Notebook 04](../../notebooks/04_layers.ipynb) showed what layers add and how they are written down. Here you take a small
# network apart with a pencil, write the forward pass, and keep all parameters in one vector. Then you prove of a published
# network that it was none, build one that draws stairs, and follow a unit's effect along every path. What you write in one task is
# used in the next; assignment 05 begins where the last one ends.
#
# **About 75 minutes**, 18 points. Done when all six panels are green.
#
# **You may use** NumPy and Python's own library, nothing of `course_lib`. Rows are examples; `W[l][j, i]` leads to unit j from
# unit i. Lists are indexed by layer, as everywhere in this course: `W[1]` leads to layer 1, and place 0 holds None.
#
# A check asks your function on random cases and says where it first goes wrong. It never shows the right value, and you may ask
# it as often as you like.

# %% [markdown] tags=["instructor"]
# **Aims.** After it a learner can run a small network with a pencil and count its parameters; write the forward pass for a batch and
# any depth; tell a window from a copy; show why layers without an activation function are one; choose weights so that a
# network does a given thing; and get the effect of a deep unit as a sum over paths.
#
# Tasks 2, 3 and 6 come together in the last cell, which holds the paths to a nudge. Task 1 can be done on paper in class, and task 5
# on the board: let somebody draw stairs, and the room name the weights. Do not give away in task 6 that the work can be
# shared: that is notebook 05.

# %%
import matplotlib.pyplot as plt
import numpy as np

from course_lib import house_style, progress
from course_lib.checks import check, sheet
from course_lib.show import show

house_style.use()
learner = ""                # your name: the numbers of the first task come from it

# %% [markdown]
# ## 1 · A small network, by hand
#
# *15 minutes, a pencil. Done when you have z and a of the hidden layer, a of the output layer, E, and two counts.*
#
# Your sheet has a 2-2-2 network: one example `x`, the weights and biases of the hidden layer, which is ReLU, and of the output
# layer, which is linear, and the targets `y`. A row of weights belongs to the unit that receives. E is the half squared error of
# this one example, ½ Σ (a − y)². Nothing needs rounding; of E four digits will do.
#
# The last two lines belong to another network, with one hidden layer and the widths `sizes`, inputs first. How many parameters has it, and
# how many multiplications does its forward pass take for a batch of `N` examples? (Count those of weights with activities, and leave
# out what the activation functions do.)
#
# **Predict.** One of your two hidden units will be cut off. Which one? Look at nothing but signs.
#
# <details><summary>Answer</summary>
#
# It is the unit whose weights have the opposite sign to their inputs, both of them. Both products are negative then, and its bias is too
# small to make up for them.
# </details>

# %%
sheet("04.by_hand", learner)

# %%
def by_hand():
    """Your numbers: three lists of two, and three numbers."""
    ### BEGIN SOLUTION
    # worked with a program, so that it is right for every sheet
    numbers = sheet("04.by_hand", learner)
    x, y, W, V = numbers["x"], numbers["y"], numbers["W_hidden"], numbers["W_output"]
    b, c = numbers["b_hidden"], numbers["b_output"]
    z_hidden = [W[0][0] * x[0] + W[0][1] * x[1] + b[0], W[1][0] * x[0] + W[1][1] * x[1] + b[1]]
    a_hidden = [max(0, z_hidden[0]), max(0, z_hidden[1])]
    a_output = [V[0][0] * a_hidden[0] + V[0][1] * a_hidden[1] + c[0],
                V[1][0] * a_hidden[0] + V[1][1] * a_hidden[1] + c[1]]
    E = ((a_output[0] - y[0]) ** 2 + (a_output[1] - y[1]) ** 2) / 2

    inputs, hidden, outputs = numbers["sizes"]
    parameters = hidden * (inputs + 1) + outputs * (hidden + 1)
    multiplications = numbers["N"] * (hidden * inputs + outputs * hidden)
    ### END SOLUTION
    return {"z_hidden": z_hidden, "a_hidden": a_hidden, "a_output": a_output, "E": E,
            "parameters": parameters, "multiplications": multiplications}

# %%
check("04.by_hand")

# %% [markdown]
# <details><summary>A hint</summary>
#
# Draw the network, two circles in each of three columns, and write each weight on its line. Row 1 of `W_hidden` goes on the two
# lines that end in hidden unit 1.
# </details>
#
# <details><summary>Another hint</summary>
#
# ReLU hands on a net input above 0 as it is, and 0 otherwise. For the counts: every unit that computes has one weight for each
# unit below it, and one bias. Only weights are multiplied, and once for each example.
# </details>
#
# <details><summary>A way on</summary>
#
# Change a weight of the unit that is cut off by 0.1. What becomes of E? So what is the derivative of E for that weight, and
# will gradient descent ever change it, as long as this is the only example?
# </details>

# %% [markdown]
# ## 2 · The forward pass
#
# *10 minutes. Done when `forward` returns the two lists by layer, z and a.*
#
# Now for any depth and a batch of rows. `phi` is a list by layer as well: `phi[l]` is the activation function of layer l, and each
# layer may have another one. Keep every z and every a on the way, for the gradient will ask for them; the input is layer 0, so `x`
# stands in place 0 of `a`.

# %%
def forward(W, b, phi, x):
    """Net inputs and activities of all layers.

    W, b, phi : lists by layer, [None, of layer 1, ..., of layer L]    W[l] : (n_l, n_below)
    b[l] : (n_l,)
    phi[l] : a function of an array    x : (N, n_0)
    returns : z, [None, (N, n_1), ..., (N, n_L)], and a, [x, (N, n_1), ..., (N, n_L)]
    """
    ### BEGIN SOLUTION
    z, a = [None], [x]
    for l in range(1, len(W)):
        z.append(a[l-1] @ W[l].T + b[l])
        a.append(phi[l](z[l]))
    return z, a
    ### END SOLUTION

# %%
check("04.forward")

# %% [markdown]
# <details><summary>A hint</summary>
#
# Write one layer first, for one example, as in notebook 04: each row of `W[l]` with the activities below. Then ask what changes
# when the examples are rows.
# </details>
#
# <details><summary>Another hint</summary>
#
# `(N, n_below)` and `(n_l, n_below)` are to become `(N, n_l)`: over which index is the sum, and on which side must it stand? Begin
# with `z, a = [None], [x]`, and let a loop over the layers append to both.
# </details>
#
# <details><summary>A way on</summary>
#
# `forward` keeps all layers. A program that only wants the outputs could forget each layer as soon as the next one is there.
# How many numbers does each of the two hold for layers of widths 784, 16, 16, 10 and a batch of 100?
# </details>

# %% [markdown]
# **Predict.** In a network with a ReLU layer and a linear one, all weights and biases of layer 1 are doubled, and the weights of layer 2
# are halved. What becomes of the outputs? And if layer 1 is tanh?
#
# <details><summary>Answer</summary>
#
# With ReLU nothing changes: its activities are doubled too, and half as large a weight makes up for it. So two different points θ are the
# same network, and there are such points without end. With tanh, which bends, the outputs change.
# </details>

# %%
def relu(z):
    return np.maximum(z, 0)


def linear(z):
    return z


if check("04.forward"):
    rng = np.random.default_rng(0)
    W = [None, rng.normal(size=(4, 3)), rng.normal(size=(2, 4))]
    b = [None, rng.normal(size=4), rng.normal(size=2)]
    x = rng.normal(size=(5, 3))
    for phi in (relu, np.tanh):
        before = forward(W, b, [None, phi, linear], x)[1][2]
        rescaled = [None, 2 * W[1], W[2] / 2], [None, 2 * b[1], b[2]]
        after = forward(*rescaled, [None, phi, linear], x)[1][2]
        print(f"{phi.__name__}: the outputs are the same: {np.allclose(before, after)}")
else:
    print("First the task above.")

# %% [markdown]
# ## 3 · One vector, and windows on it
#
# *10 minutes. Done when `unpack` returns W and b, and both see every change of `theta`.*
#
# All parameters live in one vector `theta`: `W[1]` row by row, then `b[1]`, then `W[2]` row by row, and so on. Write the
# function that finds them again. It copies nothing: `W[l]` and `b[l]` are windows on `theta`, so that whoever changes
# `theta` changes the network. The check does just that, and looks once more.

# %%
def unpack(theta, sizes):
    """Windows on theta, by layer.

    theta : one vector with all parameters    sizes : (n_0, n_1, ..., n_L)
    returns : W, [None, (n_1, n_0), ..., (n_L, n_below)], and b, [None, (n_1,), ..., (n_L,)]
    """
    ### BEGIN SOLUTION
    W, b, start = [None], [None], 0
    for l in range(1, len(sizes)):
        end = start + sizes[l] * sizes[l-1]
        W.append(theta[start:end].reshape(sizes[l], sizes[l-1]))
        start = end + sizes[l]
        b.append(theta[end:start])
    return W, b
    ### END SOLUTION

# %%
check("04.unpack")

# %% [markdown]
# <details><summary>A hint</summary>
#
# Keep one number, the place in `theta` that you have reached. How many places does `W[l]` take, and how many `b[l]`?
# </details>
#
# <details><summary>Another hint</summary>
#
# In NumPy a slice, and a reshape of a slice, are windows. `copy`, `np.array`, `flatten`, `astype` and a list of indices make new
# arrays. `np.shares_memory(W[1], theta)` tells you which of the two you have.
# </details>
#
# <details><summary>A way on</summary>
#
# Two networks of the same sizes lie at `theta` and at `other`. What is the network at `(theta + other) / 2`? Would you expect it to answer
# half-way between the two? Try it with `forward`.
# </details>

# %% [markdown]
# **Predict.** A 4-5-3 network has 43 parameters. In which place of `theta`, counted from 0, stands `W[2][2, 4]`, the weight to
# output 3 from hidden unit 5?
#
# <details><summary>Answer</summary>
#
# In place 39: twenty weights and five biases come before `W[2]`, and in it two rows of five and four more numbers.
# </details>

# %%
if check("04.unpack"):
    theta = np.arange(43.0)                                   # each parameter says its own place
    W, b = unpack(theta, (4, 5, 3))
    print("W[2][2, 4] stands in place", W[2][2, 4])
    theta += 100                              # a step: nobody has to tell the network
    print("and after a step it holds ", W[2][2, 4])
else:
    print("First the task above.")

# %% [markdown]
# ## 4 · A published network, merged
#
# *10 minutes. Done when `merged` returns the one layer that does what all of them do.*
#
# A well-known introduction to a library, written for a conference in 2015, ended its network with three fully connected layers, of 120, 84
# and 10 units, and no activation function between them. A reader noticed in January 2016, and it has been mended. In a
# tutorial for another library two such layers stood side by side; a reader noticed in 2023. It is an easy thing to
# overlook: such a network runs, and it learns. The program below is ours, and makes the same mistake.

# %%
def published_outputs(W, b, x):
    for l in range(1, len(W)):
        x = x @ W[l].T + b[l]
    return x

# %% [markdown]
# Show what is lost. Write a function that takes such layers, two or twenty, and gives back one weight matrix and one vector of biases that
# say the same to every x. Then the network can be mended: you have `forward` for that.

# %%
def merged(W, b):
    """The single layer that does what all these layers do, if there is no activation function.

    W, b : lists by layer, [None, of layer 1, ..., of layer L]
    returns : one W, (n_L, n_0), and one b, (n_L,)
    """
    ### BEGIN SOLUTION
    W_all, b_all = W[1], b[1]
    for l in range(2, len(W)):
        W_all = W[l] @ W_all
        b_all = W[l] @ b_all + b[l]
    return W_all, b_all
    ### END SOLUTION

# %%
check("04.merged")

# %% [markdown]
# <details><summary>A hint</summary>
#
# Begin with two layers and one example as a column. Put the first line into the second, multiply out, and sort: what stands before
# x, and what stands alone?
# </details>
#
# <details><summary>Another hint</summary>
#
# Two layers merged are a layer. So a loop can keep what it has merged so far, and merge the next layer with that. The bias so far
# goes up like an activity.
# </details>
#
# <details><summary>A way on</summary>
#
# Count the parameters of layers 400-120-84-10 and of the one layer that they are. In a network with ten units in
# the middle and a hundred outside there are fewer of them in two layers than in one: what can such a pair not do that a single layer can?
# </details>

# %% [markdown]
# **Predict.** Take the weights with which notebook 04 solved XOR, and leave out φ in the hidden layer. What does the network say to the
# four corners?
#
# <details><summary>Answer</summary>
#
# Nearly 0 to all of them. Merged, it is one neuron with the net input −40 x₁ − 40 x₂ − 45, which is far below 0 at each corner.
# Nothing is wrong with the weights; only the fold is missing.
# </details>

# %%
def logistic(z):
    return 1 / (1 + np.exp(-z))


if check("04.forward") and check("04.merged"):
    W = [None, np.array([[4.0, -8.0], [-8.0, 4.0]]), np.array([[10.0, 10.0]])]
    b = [None, np.array([-2.0, -2.0]), np.array([-5.0])]
    corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    print("as published:", logistic(published_outputs(W, b, corners))[:, 0].round(2))
    print("one layer:   ", *merged(W, b))
    print("mended:      ", forward(W, b, [None, logistic, logistic], corners)[1][2][:, 0].round(2))
else:
    print("First the tasks above.")

# %% [markdown]
# ## 5 · A staircase, built by hand
#
# *15 minutes. Done when `staircase` builds the network for any stairs.*
#
# What does a hidden layer draw when it has an activation function? Stairs, for instance. Let a hidden unit be a step: 1 where its net input
# is above 0, else 0. The input is one number t, the output unit is linear. Set all weights and biases of a 1-n-1 network so that its output is
# `heights[0]` left of `edges[0]`, `heights[1]` between `edges[0]` and `edges[1]`, and so on. The edges rise, and are not equally far apart; stairs
# may go down. There is one height more than there are edges. Many networks do it, and any of them will be taken.

# %%
def step(z):
    return (z > 0) * 1.0


def staircase(heights, edges):
    """A network of one hidden layer of steps, and a linear output.

    heights : (m + 1,)    edges : (m,), rising
    returns : W, [None, (n, 1), (1, n)], and b, [None, (n,), (1,)]
    """
    ### BEGIN SOLUTION
    n = len(edges)
    rises = np.diff(heights)
    W1, b1 = np.ones((n, 1)), -edges
    W2, b2 = rises.reshape(1, n), np.array([heights[0]])
    return [None, W1, W2], [None, b1, b2]
    ### END SOLUTION

# %%
check("04.staircase")

# %% [markdown]
# <details><summary>A hint</summary>
#
# Draw stairs with one edge. You need one hidden unit that is off left of the edge and on to the right of it. Then draw two edges: what does the output add
# up to the right of both?
# </details>
#
# <details><summary>Another hint</summary>
#
# A unit with the net input w t + b switches where that is 0. Its weight to the output is not how high the stairs are, but how far they
# rise. And what says the output where all units are off?
# </details>
#
# <details><summary>A way on</summary>
#
# Put a logistic with large weights in the place of the step. How large must they be for the stairs to look the same, and why does a network whose
# hidden units are true steps learn nothing by gradient descent?
# </details>

# %% [markdown]
# **Predict.** Ten stairs are to follow the curve √t from 0 to 1. With edges at equal distances even the best heights miss it by up to 0.16. By
# how much do they miss it if you may choose the edges?
#
# <details><summary>Answer</summary>
#
# By 0.05, a third of it: put the edges where the curve has risen by another tenth. They lie close together at the left, where
# it is steep. Nine hidden units are enough for ten stairs.
# </details>

# %%
if check("04.forward") and check("04.staircase"):
    t, tenths = np.linspace(0, 1, 1001), np.arange(11) / 10
    fig, ax = plt.subplots(figsize=(5.6, 3.2))
    ax.plot(t, np.sqrt(t), color=house_style.TARGET, linewidth=5, alpha=0.45)
    stairs = ("equal distances", tenths, "--"), ("equal rises    ", tenths ** 2, "-")
    for name, ends, line in stairs:
        heights = (np.sqrt(ends[1:]) + np.sqrt(ends[:-1])) / 2     # the middle of each stretch
        W, b = staircase(heights, ends[1:-1])
        drawn = forward(W, b, [None, step, linear], t[:, None])[1][2][:, 0]
        print(f"{name}  {len(b[1])} hidden units miss by up to {abs(drawn - np.sqrt(t)).max():.3f}")
        ax.plot(t, drawn, line, color=house_style.INK, linewidth=1.2)
    ax.set(xlabel="input $t$", ylabel="output")
    show(fig, alt="The curve of the square root from 0 to 1, with two staircases of ten stairs. "
                  "The dashed one has edges at equal distances and is far off at the left, where "
                  "the curve is steep; the other has edges close together there, and follows it "
                  "equally well everywhere.")
else:
    print("First the tasks above.")

# %% [markdown]
# ## 6 · Along all paths
#
# *15 minutes. Done when `influence` is right for networks of any depth.*
#
# How does a unit of the first layer move the outputs? Multiply along each path, add over the paths. For one example the slopes of all layers
# are given. Write ∂z/∂z_j for every net input z of the last layer, where z_j is that of unit j of layer 1. A path leads from z_j to the activity
# of that unit, over a weight to a net input of layer 2, and so on; it ends at a net input of the last layer. (j counts from 0, as in
# all code.)

# %%
def influence(W, slope, j):
    """How unit j of layer 1 moves each net input of the last layer.

    W : list by layer, [None, (n_1, n_0), ..., (n_L, n_below)]
    slope : [None, (n_1,), ..., (n_L,)], of one example
    j : a place in layer 1    returns : (n_L,)
    """
    ### BEGIN SOLUTION
    L = len(W) - 1

    def follow(l, i):
        """What unit i of layer l does to the outputs: a share for each unit above it."""
        if l == L:
            return np.eye(len(W[L]))[i]
        return slope[l][i] * sum(W[l+1][k, i] * follow(l + 1, k) for k in range(len(W[l+1])))
    return follow(1, j)
    ### END SOLUTION

# %%
check("04.influence")

# %% [markdown]
# <details><summary>A hint</summary>
#
# Take two layers first. There is one path to each output k: the slope of unit j, then one weight. Now put a layer between: to
# output k there are as many paths as that layer has units.
# </details>
#
# <details><summary>Another hint</summary>
#
# A function may call itself: what a unit does to the outputs is made of what each unit above it does to them. It ends in the last layer, where
# a net input moves itself by 1 and the others by 0. Is the slope of the last layer on any path?
# </details>
#
# <details><summary>A way on</summary>
#
# Count how often your function asks about the last layer, in a network of widths 10, 10, 10, 10, 10. How many different answers does it
# get? Who could keep them?
# </details>

# %% [markdown]
# Now all of it together. The weight to unit j from input i moves z_j by x_i; unit j moves the outputs by your `influence`; and the outputs move E by
# their deltas, which are a − y here (linear outputs, one example). The three multiplied are the derivative of E for that weight. A nudge of `theta`
# needs none of this and has to say the same.

# %%
if check("04.forward") and check("04.unpack") and check("04.influence"):
    sizes, phi = (3, 4, 5, 2), [None, np.tanh, np.tanh, linear]
    rng = np.random.default_rng(1)
    theta, x, y = rng.normal(size=16 + 25 + 12), rng.normal(size=(1, 3)), rng.normal(size=(1, 2))
    W, b = unpack(theta, sizes)                      # windows: they follow every nudge of theta

    def E():
        return ((forward(W, b, phi, x)[1][3] - y) ** 2).sum() / 2

    z, a = forward(W, b, phi, x)
    slope = [None, 1 - a[1][0] ** 2, 1 - a[2][0] ** 2, np.ones(2)]
    h = 1e-5
    for j, i in ((0, 0), (2, 1), (3, 2)):
        by_paths = x[0, i] * influence(W, slope, j) @ (a[3] - y)[0]
        W[1][j, i] += h                              # a window works both ways: this is theta
        E_up = E()
        W[1][j, i] -= 2 * h
        by_nudges = (E_up - E()) / (2 * h)
        W[1][j, i] += h
        print(f"W[1][{j}, {i}]:  along all paths {by_paths:+.4f}   by a nudge {by_nudges:+.4f}")
else:
    print("First the tasks above.")

# %% [markdown]
# Ten paths for each of these weights, and most of what you multiplied was multiplied before. Assignment 05 walks down once.
#
# What you have solved so far, in all assignments: run this cell whenever you like.

# %%
progress.show()
