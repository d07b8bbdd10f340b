# %% [markdown]
# # Exercises 09 · Training
#
# [Notebook 09](../../notebooks/09_training.ipynb) trained a network on the digits, from its first weights to its last number. Here you
# make each part yourself: the ruler for the inputs, the first weights, the rule that says when to stop, and the gradient. Then
# your parts train a network that reads digits, and at last you turn the gradient round and ask what an input would have to be.
#
# **About 90 minutes**, 22 points. Done when all seven panels are green.
#
# **You may use** NumPy and Python's own library for tasks 1 to 4. From task 5 on also `course_lib`'s `Network`, `activations`,
# `losses` and `layout`; for task 6 `train`, `optimizers`, `datasets` and `initial_weights` as well. The library's `backprop`, `graph`
# and `standardise` stay closed, and so does the test part of the digits.
#
# A check asks your function on random cases and says where it first goes wrong. It never shows the right value, and you may ask
# it as often as you like.

# %% [markdown] tags=["instructor"]
# **Aims.** After it a learner can read a confusion matrix and a validation curve; keep what is learned from apart from what it is
# judged by, down to the mean of a column; draw first weights and say why so; and put a backpropagation of their own to work on
# real images, in both directions: to the weights, and to the inputs.
#
# Task 5 is where work from assignment 06 is brought in; whoever has not done it writes a dozen lines here. Task 6 needs only
# task 5, so that a class short of time can do 1, 5 and 6. All images come from the training and the validation part.
#
# In task 3 any way of drawing with the right variance is accepted, evenly or normally: what is compared are means over many
# weights. In task 6 the check hands over a part of the digits, and a gradient that is a share of the learner's own: no other
# gradient gives the same run.

# %%
import matplotlib.pyplot as plt
import numpy as np

from course_lib import datasets, house_style, progress
from course_lib.activations import softmax, tanh
from course_lib.checks import check, sheet
from course_lib.figures import draw_images
from course_lib.losses import categorical_cross_entropy
from course_lib.network import Network
from course_lib.optimizers import Momentum
from course_lib.show import show
from course_lib.training import accuracy, train

house_style.use()
digits = datasets.digits()
learner = ""                # your name: the numbers of the first task come from it

# %% [markdown]
# ## 1 · Three numbers that one reports, by hand
#
# *15 minutes, a pencil and a pocket calculator. Done when you have five numbers to three significant digits, and two epochs.*
#
# Your sheet has three parts. First, a confusion matrix of the classes 1, 2 and 3: in row i and column j stands how many images of
# class i were given the answer j. Work out
#
# - the accuracy, as a share between 0 and 1;
# - of the images that show class 2, the share that was recognised;
# - of the images that were *called* class 2, the share that was right;
# - of all mistakes, the share that the most frequent mistake makes up (one true class, one answer).
#
# Second, a `column` of five training values, and a `new_value` that is not among them. What is the new value on the scale on which the
# column has mean 0 and spread 1? The spread is the one of notebook 09, the standard deviation with division by the number of values.
#
# Third, the validation E of a run, epoch by epoch; the first number belongs to epoch 0, before any training. With the `patience`
# of your sheet: which epoch is kept, and after which epoch does training stop?

# %%
sheet("09.by_hand", learner)

# %%
def by_hand():
    """Five numbers, and [epoch kept, epoch after which training stops]."""
    ### BEGIN SOLUTION
    # worked with a program, so that it is right for every sheet
    numbers = sheet("09.by_hand", learner)
    table = np.array(numbers["confusion"])
    mistakes = table[~np.eye(3, dtype=bool)]
    right, recognised = table.trace() / table.sum(), table[1, 1] / table[1].sum()
    right_when_said, largest = table[1, 1] / table[:, 1].sum(), mistakes.max() / mistakes.sum()

    column = np.array(numbers["column"])
    scaled = (numbers["new_value"] - column.mean()) / column.std()

    E, kept = numbers["validation_E"], 0
    for stops in range(len(E)):
        if E[stops] < E[kept]:
            kept = stops
        if stops - kept == numbers["patience"]:
            break
    epochs = [kept, stops]
    ### END SOLUTION
    return {"accuracy": right, "recognised_2": recognised, "right_when_said_2": right_when_said,
            "largest_mistake": largest, "standardised": scaled, "early_stopping": epochs}

# %%
check("09.by_hand")

# %% [markdown]
# <details><summary>A hint</summary>
#
# Write the sum of each row and of each column beside the table. What is right stands on the diagonal; each of the four shares is
# one number of the table, or the diagonal, over one of the sums.
# </details>
#
# <details><summary>Another hint</summary>
#
# For the third part make a table with a line for each epoch: E, the lowest so far and its epoch, and how many epochs ago that was.
# An E that is only as low as the lowest is not lower.
# </details>
#
# <details><summary>A way on</summary>
#
# A class that is rare can be recognised badly without the accuracy showing it. Change the table so that the accuracy stays, and
# class 2 is recognised in half of its images only. How rare does it have to be?
# </details>

# %% [markdown]
# ## 2 · A ruler made of the training part
#
# *10 minutes. Done when `standardise` scales both parts by the training part alone.*
#
# Inputs with units are brought to mean 0 and spread 1, each column by itself. What makes the ruler must not be what is measured
# with it: mean and spread come from the training part, and serve the other part too. A column that never varies in the training
# part has the spread 0; divide it by 1, in both parts.

# %%
def standardise(train, other):
    """Both tables, scaled with mean and spread of the columns of the first.

    train : (N, n)    other : (any number of rows, n)
    returns : two arrays, like train and like other
    """
    ### BEGIN SOLUTION
    mean, spread = train.mean(axis=0), train.std(axis=0)
    spread = np.where(spread == 0, 1, spread)
    return (train - mean) / spread, (other - mean) / spread
    ### END SOLUTION

# %%
check("09.standardise")

# %% [markdown]
# <details><summary>A hint</summary>
#
# `train.mean(axis=0)` goes down the columns. What does the scaled training part have as its mean and its spread? And should the other
# part have exactly the same?
# </details>
#
# <details><summary>Another hint</summary>
#
# Make the spread ready before you divide: where it is 0, put a 1 in its place. `np.where(condition, this, that)` chooses entry by
# entry. Both tables stay as they were: `x = x - mean` makes a new one.
# </details>
#
# <details><summary>A way on</summary>
#
# Your function returns two tables. Somebody who uses the trained network needs the ruler too, in order to measure their own inputs, and
# to turn outputs back into units. Make a version that returns it, and its inverse.
# </details>

# %% [markdown]
# **Predict, then measure.** Would the digits be better off standardised? All pixels have the same unit, but most of those at the
# edge are paper in nearly every image. How far from 0 will the largest standardised pixel of the training part lie: about 3, 10, or 30?
#
# <details><summary>Answer</summary>
#
# Beyond 30. A pixel that is inked in a single image of N has there the value √N, nearly, on the scale of its own spread: a speck at the
# edge becomes the loudest input of all. Notebook 09 leaves the pixels as they are, and so will you.
# </details>

# %%
if check("09.standardise"):
    scaled, scaled_validation = standardise(digits.train.x, digits.validation.x)
    never = digits.train.x.std(axis=0) == 0
    inked = (digits.train.x > 0).sum(axis=0)
    print(f"pixels that never vary in the training part: {never.sum()}; "
          f"inked in one image only: {np.sum(inked == 1)}")
    print(f"the largest standardised pixel: training {scaled.max():.1f}, "
          f"validation {scaled_validation.max():.1f}")
    finite = np.isfinite(scaled).all() and np.isfinite(scaled_validation).all()
    print(f"all numbers are finite: {bool(finite)}")
else:
    print("First the task above.")

# %% [markdown]
# ## 3 · Where to begin
#
# *15 minutes. Done when `my_theta` draws weights of the right size for every layer, and lays them out as the library does.*
#
# All weights equal, and the hidden units stay twins; too large, and tanh is flat. LeCun's rule: weights with mean 0 and variance
# $1/n_{\text{in}}$, where $n_{\text{in}}$ is the number of units below; biases 0. You may draw them normally or evenly from an
# interval, as long as mean and variance are these.
#
# They go into one vector, as everywhere in the course: for each layer in turn the weights, `W[l]` row by row, and then the biases `b[l]`.

# %%
def my_theta(sizes, rng):
    """First weights and biases, drawn from rng.

    sizes : (n_0, ..., n_L)    rng : NumPy's Generator
    returns : (P,), [W[1] row by row, b[1], W[2] row by row, b[2], ...]
    """
    ### BEGIN SOLUTION
    parts = []
    for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True):
        W = rng.normal(0, 1 / np.sqrt(n_in), (n_out, n_in))
        parts += [W.ravel(), np.zeros(n_out)]
    return np.concatenate(parts)
    ### END SOLUTION

# %%
check("09.my_theta")

# %% [markdown]
# <details><summary>A hint</summary>
#
# `rng.normal(mean, spread, shape)` is asked for the spread, which is the root of the variance. `rng.uniform(-r, r, shape)` has the
# variance r²/3.
# </details>
#
# <details><summary>Another hint</summary>
#
# Go through neighbouring sizes two by two: `zip(sizes[:-1], sizes[1:])`. For each pair put two pieces into a list, and at the end
# `np.concatenate` makes one vector of them.
# </details>
#
# <details><summary>A way on</summary>
#
# Send 1,000 random rows through ten tanh layers of 100 units, with LeCun's weights, with twice that spread and with half of it, and
# watch the spread of the activities from layer to layer. Notebook 10, to come, begins there.
# </details>

# %% [markdown]
# ## 4 · When to stop
#
# *10 minutes. Done when `stop_early` finds both epochs, on curves that wander.*
#
# What you did by hand, as a function. `validation_E[0]` is the E before the first epoch. Training stops after the first epoch that
# lies `patience` epochs behind the best one so far; if that never comes, it stops with the last. The best epoch is kept: that with the
# lowest E so far, and where several are as low, the earliest.

# %%
def stop_early(validation_E, patience):
    """(epoch kept, epoch after which training stops).

    validation_E : a list of numbers    patience : 1 or more
    """
    ### BEGIN SOLUTION
    best = 0
    for epoch in range(len(validation_E)):
        if validation_E[epoch] < validation_E[best]:
            best = epoch
        if epoch - best >= patience:
            break
    return best, epoch
    ### END SOLUTION

# %%
check("09.stop_early")

# %% [markdown]
# <details><summary>A hint</summary>
#
# Live through the epochs one after the other, as training does, and look at nothing that is still to come. What do you have to remember
# from one epoch to the next?
# </details>
#
# <details><summary>Another hint</summary>
#
# One number is enough: the best epoch so far. How long ago it was follows from it. Ask first whether this epoch is better, then
# whether it is time.
# </details>
#
# <details><summary>A way on</summary>
#
# Take a curve that falls and then only trembles, `1 / (1 + t) + 0.02 * rng.normal(size=len(t))` for t from 0 to 199. How far from the lowest point of
# the whole curve does training stop with patience 2, 5, 20? What does the answer cost in epochs?
# </details>

# %% [markdown]
# ## 5 · Your own backpropagation
#
# *15 minutes, or 3 with your own from assignment 06. Done when E and gradient are right for both kinds of network, with decay.*
#
# Now the engine. **If you have `backprop_any` from assignment 06, paste it here**, with the functions that it calls, and rename it to
# `my_backprop`. Otherwise write it now, for these networks: the hidden layers, as many as there are, have tanh; the last layer is
# either softmax with the categorical cross-entropy, or linear with the half squared error. In both the top delta is (a − y) / N.
#
# `net` has all that it had in 06: `L`, the lists by layer `W`, `b` and `phi`, and `decay`. `net.phi[l](z)` gives an activity. For E you
# may ask `net.error(x, y)`, which includes the decay; the gradient is your own.

# %%
def my_backprop(net, x, y):
    """E and the gradient.

    x : (N, n_0)    y : (N, n_L)    returns : a number, and (P,) in the order of theta
    """
    ### BEGIN SOLUTION
    L, a = net.L, [x]
    for l in range(1, L + 1):
        a.append(net.phi[l](a[l - 1] @ net.W[l].T + net.b[l]))
    delta, parts = (a[L] - y) / len(x), []                       # 1/N, once
    for l in range(L, 0, -1):
        dW = delta.T @ a[l - 1] + net.decay * net.W[l]
        parts = [dW.ravel(), delta.sum(axis=0), *parts]      # layer 1 comes last and stands first
        if l > 1:
            delta = delta @ net.W[l] * (1 - a[l - 1] ** 2)
    return net.error(x, y), np.concatenate(parts)
    ### END SOLUTION

# %%
check("09.my_backprop")

# %% [markdown]
# <details><summary>A hint</summary>
#
# The way up first: keep the activity of every layer in a list, with x in place 0. Then the four lines of notebook 05, from the last
# layer down.
# </details>
#
# <details><summary>Another hint</summary>
#
# tanh's slope can be had from the activity alone, and it is that of the layer whose delta is wanted. The walk meets the last layer
# first, and theta begins with layer 1: put each new piece in front of those that are there.
# </details>
#
# <details><summary>A way on</summary>
#
# Two-class cross-entropy with logistic outputs has the same top delta. Does your function work for it as it stands? And for a logistic
# output with the half squared error? Ask notebook 07's differences.
# </details>

# %% [markdown]
# ## 6 · Training
#
# *15 minutes. Done when `my_training` carries out the plan, with the gradient that it is given.*
#
# All parts are there. `train` has been the library's so far, and it takes your gradient: `train(..., backprop=my_backprop)`. The plan:
#
# | | |
# |---|---|
# | network | 64 pixels, 32 tanh units, 10 softmax outputs; categorical cross-entropy; decay 0.001 |
# | first weights | `theta`, which belongs to the caller: the network is to live on a copy |
# | rule | `Momentum` with eta 0.1 and alpha 0.9 |
# | learns from | `train_part`, in mini-batches of 32, whose order comes from `rng`; at most 30 epochs |
# | stops by | `validation_part`, with patience 5 |
# | gradient | `backprop`, which is handed in |
#
# Return the network and the history. The check trains twice on a part of the digits, with your `my_backprop`; so task 5 comes first. One
# run goes to its end (`whole`); in the other the check turns the gradient round, and so it has to be stopped (`turning`).

# %%
def my_training(train_part, validation_part, theta, rng, backprop):
    """A network trained by the plan, and the History that train returned.

    train_part, validation_part : Datasets of digits    theta : the first weights, (2410,)
    rng : NumPy's Generator    backprop : a function (net, x, y) -> E, gradient
    """
    ### BEGIN SOLUTION
    net = Network((64, 32, 10), [tanh, softmax], categorical_cross_entropy, theta.copy(),
                  decay=0.001)
    rule = Momentum(eta=0.1, alpha=0.9)
    history = train(net, train_part, rule, epochs=30, batch=32, rng=rng,
                    validation=validation_part, patience=5, backprop=backprop)
    return net, history
    ### END SOLUTION

# %%
check("09.trained")

# %% [markdown]
# <details><summary>A hint</summary>
#
# Two lines make it: a Network, and a call of `train`. Notebook 09 has one of each, in `new_network` and below "Early stopping"; `help(train)`
# says what its arguments mean.
# </details>
#
# <details><summary>Another hint</summary>
#
# Go through the table row by row and look for the argument that each entry becomes. The decay belongs to the network; patience
# needs a validation part; `train` changes the network that it is given, and returns the history.
# </details>
#
# <details><summary>A way on</summary>
#
# Let the plan be another one, and judge it by the validation part: more hidden units, another eta, the moved images of
# notebook 09. Write down how many plans you have tried. What is the number of the best one worth then?
# </details>

# %% [markdown]
# **Predict.** Now on all training images, from your first weights, with your gradient, at most 30 epochs. How many percent of the
# validation images will be read correctly: more than 80, 90, 94 or 99?
#
# <details><summary>Answer</summary>
#
# More than 94, from each of the thirty seeds that we tried. Most of those runs stopped early, the first after 8 epochs; three went
# on to the last. Yours may do either, and `stop_early` names the same two epochs that `train` has found.
# </details>

# %%
ready = all([check("09.my_theta"), check("09.stop_early"), check("09.trained")])
if ready:
    rng = np.random.default_rng(0)
    first = my_theta((64, 32, 10), rng)
    net, history = my_training(digits.train, digits.validation, first, rng, my_backprop)
    share = accuracy(net.predict(digits.validation.x), digits.validation.y)
    print(f"validation images read correctly: {share:.1%}    more than 94 %: {share > 0.94}")
    print("kept, stopped:", (history.best_epoch, history.epochs),
          "   by stop_early:", stop_early(history.validation_E, 5))
else:
    print("First the tasks above.")

# %% [markdown]
# That network has learned to read from a vector that you drew, along a gradient that you wrote, and was stopped by your own rule. (The
# number is that of a validation part by which the run was stopped; for one that can be reported there is the test part, once.)

# %% [markdown]
# ## 7 · If the inputs could move
#
# *10 minutes. Done when `input_gradient` has a row for each example.*
#
# Training asks how E answers to the weights. A designer asks how it answers to the inputs: the network stays, and x moves. Write
# ∂E/∂x for the networks of task 5. It is their walk down, to the ground.

# %%
def input_gradient(net, x, y):
    """∂E/∂x.    x : (N, n_0)    y : (N, n_L)    returns : like x"""
    ### BEGIN SOLUTION
    a = net.forward(x).a
    back = (a[net.L] - y) / len(x)
    for l in range(net.L, 1, -1):
        back = back @ net.W[l] * (1 - a[l - 1] ** 2)
    return back @ net.W[1]
    ### END SOLUTION

# %%
check("09.input_gradient")

# %% [markdown]
# <details><summary>A hint</summary>
#
# Your `my_backprop` has nearly all of it: leave out what belongs to the weights, and keep the walk. `net.forward(x).a` is the list of
# activities, if you like.
# </details>
#
# <details><summary>Another hint</summary>
#
# The walk ends with the delta of layer 1. An input acts on every z of layer 1 through a weight, and has no activation function of its own.
# </details>
#
# <details><summary>A way on</summary>
#
# Start from an image of noise and let the pixels move until the network is sure of a 3. Do you see a 3? Then ask what the network was
# never taught: to say "none of the ten".
# </details>

# %% [markdown]
# **Predict.** Your network reads an image rightly. Now its pixels move downhill, towards a *wrong* digit as the target, until the
# network says that one. How many steps with a learning rate of 0.02 does it take: about 10, 100, or 1,000? And of a thousand changes
# just as large, but in random directions, how many make the network change its mind?
#
# <details><summary>Answer</summary>
#
# About ten steps. And of the random changes hardly one, or none at all: among 64 directions those that matter are hard to hit, and
# the gradient points along them. In so small an image you will see the change. With many pixels it can be too small to be seen, as
# Szegedy and others showed for large networks in 2013; they called such inputs adversarial examples.
# </details>

# %%
def pushed(net, image, wanted, eta=0.02):
    """The image on its way downhill until the network answers `wanted`, and the number of steps."""
    x, y = image[None].copy(), np.eye(10)[[wanted]]
    steps = 0
    while net.predict(x).argmax() != wanted and steps < 200:
        x, steps = np.clip(x - eta * input_gradient(net, x, y), 0, 1), steps + 1
    return x[0], steps


ready = all([ready, check("09.input_gradient")])
if ready:
    images, labels = digits.validation.x[:4], digits.validation.labels[:4]
    wanted = (labels + 5) % 10
    changed = [pushed(net, *pair) for pair in zip(images, wanted, strict=True)]
    print("read as:", net.predict(images).argmax(axis=1), "   after the walk:", wanted,
          "   steps:", [steps for _, steps in changed])
    lengths = np.linalg.norm(images - [x for x, _ in changed], axis=1)
    moves = np.random.default_rng(0).normal(size=(1000, 4, 64))
    moves *= (lengths / np.linalg.norm(moves, axis=2))[:, :, None]
    moved = np.clip(images + moves, 0, 1).reshape(-1, 64)
    answers = net.predict(moved).argmax(axis=1).reshape(1000, 4)
    print("of 1,000 random changes of the same length, so many change the answer:",
          (answers != labels).sum(axis=0))
    _, ax = plt.subplots(figsize=(3.4, 2.6), layout="constrained")
    show(draw_images(np.concatenate([images, [x for x, _ in changed]]), labels=np.tile(labels, 2),
                     predictions=np.concatenate([labels, wanted]), columns=4, ax=ax),
         alt="Four handwritten digits, 1, 4, 5 and 7, and below each the same image after the "
             "walk, darker in some places and lighter in others. The network reads them as 6, 9, "
             "0 and 2; most of the old strokes are still there.")
else:
    print("First the tasks above.")

# %% [markdown]
# What you have solved so far, in all assignments: run this cell whenever you like.

# %%
progress.show()
