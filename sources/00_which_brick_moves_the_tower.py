# %% [markdown] slideshow={"slide_type": "slide"} minutes=2
# # 00 · Which brick moves the tower?
#
# A machine has thousands of adjustable parts and gives a wrong answer.
# **Which part matters most, and which way should it go?**
# Backpropagation answers that for all parts at once: it says how strongly the error responds to each. How far to go is
# another question, and we shall keep the two apart. This course shows how, and proves it.
#
# After this notebook you will be able to
#
# 1. say what backpropagation computes, and what it does not;
# 2. run one cycle of learning on a small network and read every number in it;
# 3. train a network on real handwritten digits, and say how good it is.
#
# *About an hour alone, 45 minutes as a lecture. You need Python with a bit of NumPy, the derivative of a function of one variable, and the
# matrix product; the [ten questions](#Ten-questions-before-you-go-on) near the end show whether you remember them.*
#
# <!-- slide
# # 00 · Which brick moves the tower?
#
# A machine has thousands of adjustable parts and gives a wrong answer.
#
# **Which part matters most, and which way should it go?**
# -->

# %% [markdown] slideshow={"slide_type": "notes"}
# Begin with the tower, not with a definition. Have the room vote on the first prediction before
# the picture is shown: the vote is the point.

# %% slideshow={"slide_type": "skip"}
import numpy as np
from IPython.display import Markdown

from course_lib import activations, datasets, house_style, initial_weights, losses
from course_lib.backprop import backprop
from course_lib.example import example, example_batch
from course_lib.figures import draw_cycle, draw_images, draw_learning_curves, draw_network, draw_tower
from course_lib.network import Network
from course_lib.notation import converter
from course_lib.optimizers import GradientDescent, Momentum
from course_lib.show import show, show_source
from course_lib.training import train
from course_lib.widgets import TrainingRoom

house_style.use()

# %% [markdown] slideshow={"slide_type": "slide"} minutes=5
# ## How far does the top move?
#
# Five bricks stand on one another. A brick's **place** is how far it is to the right of the middle, in cm. It is made
# of two things: the place of the brick below, times a number called the **joint**; and the **push** that the brick gets
# itself.
#
# | brick | 1 (bottom) | 2 | 3 | 4 | 5 (top) |
# |---|---|---|---|---|---|
# | joint below it | 1.0 | 1.3 | 0.4 | 1.5 | 1.2 |
#
# If brick 4 moves by 1 cm, brick 5 moves by 1.2 cm: a joint above 1 enlarges, one below 1 damps.
#
# <!-- slide
# ## How far does the top move?
#
# A brick's **place** is the place of the brick below, times the **joint**; and the **push** that it gets itself.
#
# | brick | 1 (bottom) | 2 | 3 | 4 | 5 (top) |
# |---|---|---|---|---|---|
# | joint below it | 1.0 | 1.3 | 0.4 | 1.5 | 1.2 |
#
# If brick 4 moves by 1 cm, brick 5 moves by 1.2 cm.
# -->

# %% [markdown] slideshow={"slide_type": "notes"}
# Draw five bricks on the board, one on the other, and write the joints between them; keep the drawing. Push brick 4 with a
# finger: brick 5 goes 1.2 times as far. A joint above 1 enlarges, one below 1 damps.

# %%
JOINTS = [1.0, 1.3, 0.4, 1.5, 1.2]     # of bricks 1 to 5, bottom brick first


def tower(pushes):
    """Where each brick ends up, in cm to the right, bottom brick first."""
    places, place = [], 0.0
    for push, joint in zip(pushes, JOINTS, strict=True):
        place = joint * place + push
        places.append(place)
    return places


standing = np.array([0.0, 0.6, -0.7, 0.8, -0.9])
print("places:", np.round(tower(standing), 2), "cm; the top stands at", round(tower(standing)[-1], 3))

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** You may push one brick by 1 cm. Which one moves the top the most?
#
# <details><summary>Answer</summary>
# Brick 3. Many guess brick 1, because everything stands on it; but on the way up its push must pass joint 3, which lets
# only 0.4 of it through. The next cell pushes them all.
# </details>
#
# <!-- slide
# **Predict.** You may push one brick by 1 cm. Which one moves the top the most?
#
# (The joints, from the bottom: 1.0, 1.3, 0.4, 1.5, 1.2.)
# -->

# %% slideshow={"slide_type": "subslide"} caption="The bars are the **map**: which change has which effect. Brick 3 moves the top most. Dashed: before brick 1 was pushed."
def push(k, by=1.0):
    pushes = standing.copy()
    pushes[k] += by
    return pushes


moved = np.array([tower(push(k))[-1] - tower(standing)[-1] for k in range(5)])
show(draw_tower(tower(standing), tower(push(0)), moved, nudged=0),
     alt=f"A tower of five bricks. Brick 1, at the bottom, is pushed by 1 cm; all others follow, and the top moves "
         f"by {moved[0]:.2g} cm. Bars show how far the top moves for each brick, from bottom to top: "
         f"{', '.join(f'{m:.2g}' for m in moved)} cm.")

# %% [markdown]
# Brick 3, the middle one: 1.8 cm. The push of the bottom brick is enlarged at brick 2, but joint 3 passes on only
# 0.4 of it. Dashed lines show where the bricks stood. The bars are the **map** we were after: which change has which
# effect. With it anyone can bring the top back to the middle, in one go:

# %%
top = tower(standing)[-1]
centred = standing.copy()
centred[2] -= top / moved[2]            # brick 3, by as much as the map says
print(f"the top stands at {top:.3f} cm; push brick 3 by {-top / moved[2]:.3f} cm")
print(f"now it stands at  {abs(tower(centred)[-1]):.3f} cm")

# %% [markdown]
# *Try: change joint 3 to 0, then to −1. Which bars change, and which cannot?*
#
# <details><summary>What you will see</summary>
# Only the bars of the bricks below that joint: with 0 they vanish, with −1 they point the other way and grow to −2.34 and
# −1.8, so that now the bottom brick moves the top most. The bars from the joint upwards cannot change. Joint 1 changes
# none, because below it is the ground.
# </details>

# %% [markdown] slideshow={"slide_type": "slide"} minutes=4
# ## Must every brick be pushed?
#
# We pushed five bricks one after the other, and rebuilt the tower each time. For five that is fine.
#
# **Predict.** A network of today may have a billion adjustable numbers. How many times must it be run to
# make its map in this way?
#
# <details><summary>Answer</summary>
# A billion and one times: once as it stands, and once for each number. There has to be another way.
# </details>
#
# <!-- slide
# ## Must every brick be pushed?
#
# **Predict.** A network of today may have a billion adjustable numbers. How many times must it be run to
# make its map by pushing each of them?
# -->

# %% [markdown] slideshow={"slide_type": "subslide"}
# There is. Ask the question from the top. Call $s_k$ the distance the top moves for each
# centimetre at brick $k$, and $r_k$ the joint of brick $k$. The top brick moves itself, and any other
# brick moves the top through the brick above it:
#
# <!-- formula: walk-down -->
# $$ s_5 = 1, \qquad s_k = s_{k+1} \, r_{k+1} $$
#
# One walk from the top to the bottom, one multiplication a brick, and the whole map is there.
#
# <!-- slide
# ## Ask from the top
#
# By pushes: a billion and one runs. There is another way.
#
# $$ s_5 = 1, \qquad s_k = s_{k+1} \, r_{k+1} $$
#
# $s_k$ is how far the top moves for each centimetre at brick $k$, and $r_k$ is the joint of brick $k$.
#
# One walk from the top to the bottom, one product a brick, and the whole map is there.
# -->

# %% slideshow={"slide_type": "subslide"} tags=["checks:walk-down"] caption="One walk down gives the same map as five pushes."
s = np.ones(5)
for k in range(3, -1, -1):              # bricks 4, 3, 2, 1 have the places 3, 2, 1, 0
    s[k] = s[k + 1] * JOINTS[k + 1]

print("one push at a time:", moved.round(4))
print("one walk down:     ", s.round(4))
assert np.allclose(s, moved)

# %% [markdown]
# The two maps agree. The trick is to **remember**: $s_3$ already contains everything that happens
# above brick 3, so $s_2$ needs one product only. Keep this loop in mind; in notebook 05 it comes back,
# with matrices for joints, and is called the delta recursion.

# %% [markdown] slideshow={"slide_type": "notes"}
# Let somebody say in their own words why the walk goes down and not up. Good answers contain
# "because we want the effect on one thing, the top, of many things".

# %% [markdown] slideshow={"slide_type": "slide"} minutes=6
# ## What does a network do with its numbers?
#
# A network is a tower whose bricks stand on several others. Here is the one that goes
# with us through the course: two inputs on the left, three hidden units, two outputs on the right. Each line has a
# number on it, a **weight**; each hidden and each output unit has one more, its **bias** $b$.
#
# <!-- slide
# ## What does a network do with its numbers?
#
# A network is a tower whose bricks stand on several others. Each line has a **weight**, each hidden and each output unit a **bias**.
# -->

# %% slideshow={"slide_type": "-"}
net, x, y = example()
seen = net.forward(x)
show(draw_network(net, seen, y=y[0]),
     alt="The example network with two inputs, three hidden units and two outputs. The weights stand on the "
         "lines, dashed where negative; in the units stand their activities: inputs 0.50 and 1.00, hidden "
         "0.49, 0.68, 0.55, outputs 0.60 and 0.66. The targets beside the outputs are 1 and 0.")

# %% [markdown] slideshow={"slide_type": "subslide"}
# A unit $j$ adds up what comes in: the activity $a_i$ of each unit $i$ of the layer before, times the weight
# $w_{ji}$ of the line between them; and its bias. That sum is its **net input** $z_j$. (The activity of an input is the input.)
#
# <!-- symbol: j --> <!-- symbol: i --> <!-- symbol: x --> <!-- symbol: W --> <!-- symbol: b --> <!-- symbol: z -->
# <!-- formula: net-input -->
# $$ z_j = \sum_i w_{ji} \, a_i + b_j $$
#
# Then the **activation function** $\varphi$ (phi), here the logistic, squeezes the sum between 0 and 1. The result is the
# unit's **activity** $a_j$, the blue number in the circle:
#
# <!-- symbol: phi --> <!-- symbol: a -->
# <!-- formula: activity -->
# $$ a_j = \varphi(z_j) = \frac{1}{1 + e^{-z_j}} $$
#
# In code `W[1]` belongs to the hidden layer and `W[2]` to the output layer. `W[1][j, i]` leads **to** unit `j` **from** unit `i`, so
# a row of `W[1]` is what one unit receives. The first index of `x`, `z[l]` and `a[l]` is the example; we have one, number 0.
#
# <!-- slide
# ## What happens in one unit?
#
# $$ z_j = \sum_i w_{ji} \, a_i + b_j $$
#
# Add up what comes in, each activity times the weight of its line.
#
# $$ a_j = \varphi(z_j) = \frac{1}{1 + e^{-z_j}} $$
#
# Squeeze the sum between 0 and 1. Hidden unit 1: 0.5 · 0.5 − 0.4 · 1.0 + 0.1 = −0.05, squeezed to 0.49.
# -->

# %% tags=["checks:net-input", "checks:activity"]
def phi(z):
    return 1 / (1 + np.exp(-z))


j = 0                                    # the first hidden unit; Python counts from 0
z = sum(net.W[1][j, i] * x[0, i] for i in range(2)) + net.b[1][j]
a = phi(z)

print(f"z = 0.5·0.5 + (-0.4)·1.0 + 0.1 = {z:.4f}    a = {a:.4f}")
assert np.isclose(z, seen.z[1][0, j]) and np.isclose(a, seen.a[1][0, j])

# %% [markdown] slideshow={"slide_type": "notes"}
# Let the room work out hidden unit 1 from the picture: 0.5 · 0.5 − 0.4 · 1.0 + 0.1 = −0.05, squeezed 0.49. Say the words net input
# for z and activity for a. People forget the bias, and they squeeze each product instead of the sum.

# %% [markdown] slideshow={"slide_type": "subslide"}
# How wrong is the answer? The outputs are 0.60 and 0.66, the **targets** $y$ are 1 and 0. One number
# says it, the **error**: half the squared differences, added over the outputs $k$.
#
# <!-- symbol: y --> <!-- symbol: k --> <!-- symbol: E -->
# <!-- formula: error -->
# $$ E = \tfrac12 \sum_k (a_k - y_k)^2 $$
#
# <!-- slide
# ## How wrong is the answer?
#
# $$ E = \tfrac12 \sum_k (a_k - y_k)^2 $$
#
# The outputs are 0.60 and 0.66, the **targets** are 1 and 0.
# -->

# %% slideshow={"slide_type": "-"} on_slide="output" tags=["checks:error"]
E = 0.5 * sum((seen.a[2][0, k] - y[0, k]) ** 2 for k in range(2))
print(f"E = {E:.6f}")
assert np.isclose(E, net.error(x, y))

# %% [markdown] slideshow={"slide_type": "slide"} minutes=6
# ## Which weight moves the error?
#
# Now the error is the top of the tower. The weights are the joints, and a bias is the push that a unit gets. To nudge a
# weight is a push too, at the unit it leads to: the nudge, times the activity that comes in. So one walk back gives the
# entries of all 17. Together they are called the **gradient**, and `backprop` computes it; the `trace` keeps what it finds
# on the way.
#
# <!-- symbol: gradient --> <!-- symbol: dW --> <!-- symbol: db -->
#
# <!-- slide
# ## Which weight moves the error?
#
# Now the error is the top of the tower. One walk back finds how much it answers to each of the 17 parameters, the **gradient**. A
# row for each unit, a column for each line into it:
# -->

# %% slideshow={"slide_type": "-"} on_slide="output"
trace = net.blank_trace(1)
E, gradient = backprop(net, x, y, trace)
dW, db = trace.dW, trace.db              # the same numbers, sorted by layer
print("number of parameters:", net.theta.size)
for l, layer in ((1, "hidden"), (2, "output")):
    print(f"{layer} layer, its weights:\n{dW[l].round(4)}\n  and its biases: {db[l].round(4)}")

# %% [markdown] slideshow={"slide_type": "subslide"}
# There is the answer: of all 17 the bias of output 2 moves the error most, 0.148, and of the weights the one that leads to
# output 2 from hidden unit 2.
#
# **Predict.** The weight from hidden unit 2 to output 2 is 0.6, and its entry in the map is about 0.1. If
# we raise the weight from 0.60 to 0.61, what does $E = 0.2952$ become?
#
# <details><summary>Answer</summary>
# It grows by about 0.1 · 0.01 = 0.001, to 0.2962. An entry of the gradient says how much E changes for
# each unit of change; a change of 0.01 has a hundredth of that effect.
# </details>
#
# <!-- slide
# **Predict.** The weight from hidden unit 2 to output 2 is 0.60, and its entry in the map is about 0.1. If we raise it
# to 0.61, what does $E = 0.2952$ become?
# -->

# %% slideshow={"slide_type": "subslide"} caption="Promised and measured agree to six decimals: $E$ becomes 0.2962."
nudged, _, _ = example()
nudged.W[2][1, 1] += 0.01
change = nudged.error(x, y) - E
print(f"promised by the map: {0.01 * dW[2][1, 1]:.6f}")
print(f"measured:            {change:.6f}")
assert abs(change - 0.01 * dW[2][1, 1]) < 1e-5

# %% [markdown] slideshow={"slide_type": "subslide"}
# The walk back leaves a number at every unit, its **delta** $\delta$: how much $E$ changes
# for each unit of change in that unit's net input $z$. It stands below the circle, in
# vermilion. Blue goes forward, vermilion comes back, in every picture of a network.
#
# <!-- symbol: delta -->
#
# <!-- slide
# The walk back leaves a number at every unit, its **delta** $\delta$: how much $E$ changes for each unit of change in
# the unit's net input.
# -->

# %% slideshow={"slide_type": "-"}
delta = trace.delta                      # delta[2] of the outputs, delta[1] of the hidden units
show(draw_network(net, trace, y=y[0]),
     alt="The same network with its deltas below the units: minus 0.03, 0.03 and 0.02 at the hidden units, "
         "minus 0.09 and 0.15 at the outputs.")

# %% [markdown]
# Output 1 is too low (0.60 for 1), so its delta is negative: more net input would lower $E$. Output 2
# is too high (0.66 for 0), and its delta is positive. Is a delta really that rate? The bias is
# added to the net input, so a nudge of the bias is a nudge of $z$:

# %%
h = 1e-6
for l, k in ((2, 0), (2, 1), (1, 0)):
    up, _, _ = example()
    up.b[l][k] += h
    print(f"layer {l}, unit {k + 1}:  delta = {delta[l][0, k]:+.5f}   measured {(up.error(x, y) - E) / h:+.5f}")
    assert np.isclose((up.error(x, y) - E) / h, delta[l][0, k], atol=1e-5)

# %% [markdown]
# And a weight's entry in the map is the delta of the unit it leads to, times the activity that comes in. For the weight
# of the last prediction that is 0.148 · 0.679:

# %%
print(f"{delta[2][0, 1]:.4f} * {seen.a[1][0, 1]:.4f} = {delta[2][0, 1] * seen.a[1][0, 1]:.4f}")
assert np.allclose(dW[2], delta[2].T @ seen.a[1]) and np.allclose(dW[1], delta[1].T @ x)     # all twelve

# %% [markdown] slideshow={"slide_type": "notes"}
# Point at one delta and ask: is this an error? It is not. The output errors are −0.40 and +0.66; what
# travels back is a sensitivity, the rate at which E answers to the unit's net input.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=5
# ## And then?
#
# Then we use the map: every parameter takes a small step against its entry. The parameters, all 17 in
# one row, are called $\theta$ (theta), and $\eta$ (eta), the **learning rate**, says how large the step is.
# $\partial E / \partial \theta$ is the gradient: for each parameter, how fast $E$ changes when that one alone is changed. (01 says more about the round $\partial$.)
#
# <!-- symbol: theta --> <!-- symbol: eta -->
# <!-- formula: update -->
# $$ \theta \leftarrow \theta - \eta \, \frac{\partial E}{\partial \theta} $$
#
# That makes a cycle of two phases: find the gradient, take a step; and again.
#
# <!-- slide
# ## And then?
#
# Every parameter takes a small step against its entry in the map:
#
# $$ \theta \leftarrow \theta - \eta \, \frac{\partial E}{\partial \theta} $$
#
# $\theta$: all parameters in one row. $\eta$, the learning rate: how large the step is.
# -->

# %% slideshow={"slide_type": "subslide"} caption="Backpropagation is phase 1. The step is another matter."
show(draw_cycle(formulas=False),
     alt="A loop of three stations. Phase 1, backpropagation: propagate forward, compare with the target, send "
         "deltas back; the gradient comes out. Phase 2, one small step: update the parameters. Then again.")

# %% [markdown] slideshow={"slide_type": "notes"}
# Draw the cycle on the board while the room names the stations.

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** We take one step with $\eta = 0.5$. Does each of the two outputs move towards its target?
#
# <details><summary>Answer</summary>
# Here, yes. But only a lower E is promised, and only for a small enough step: the outputs share hidden units, and one may
# lose while the other gains more.
# </details>

# %% slideshow={"slide_type": "subslide"} on_slide="output" tags=["checks:update"] caption="Both outputs moved towards their targets, a little."
eta = 0.5
theta = net.theta - eta * gradient
moved_net = net.at(theta)

GradientDescent(eta).step(net.theta, gradient)          # the same step, by the library
assert np.array_equal(net.theta, theta)

print("before:", seen.a[2][0].round(4), f"  E = {E:.4f}")
print("after: ", moved_net.predict(x)[0].round(4), f"  E = {moved_net.error(x, y):.4f}")

# %% [markdown] slideshow={"slide_type": "subslide"}
# Both moved the right way, a little: 0.60 rose and 0.66 fell. One cycle is not learning yet. Many are:
#
# <!-- slide
# Both moved the right way, a little. One cycle is not learning yet. Many are:
# -->

# %% slideshow={"slide_type": "-"} on_slide="output"
net, x, y = example()
for cycle in range(1001):
    E, gradient = backprop(net, x, y)
    if cycle in (0, 1, 10, 100, 1000):
        print(f"after {cycle:4d} cycles:  E = {E:.4f}   outputs {net.predict(x)[0].round(2)}")
    net.theta[:] -= 0.5 * gradient

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** Now the same network with four examples; $E$ is the mean of their four errors. One step with $\eta = 0.5$ lowers $E$ from 0.2475 to 0.2460. What does a
# step a hundred times as long do?
#
# <details><summary>Answer</summary>
# It raises E to 0.35. The map holds near the place where it was drawn, and so long a step leaves it.
# </details>

# %% slideshow={"slide_type": "subslide"} on_slide="output" caption="A step a hundred times as long raises $E$: the map holds near the place where it was drawn."
for step in (0.5, 50):
    four, x4, y4 = example_batch()
    before = four.error(x4, y4)
    four.theta[:] -= step * backprop(four, x4, y4)[1]
    print(f"four examples, eta = {step:4}:  E = {before:.4f} becomes {four.error(x4, y4):.4f}")

# %% [markdown] slideshow={"slide_type": "notes"}
# If you have drawn the cycle on the board, ask now which of its stations learns: none alone. The last question is the first hint
# of notebook 08: how far may one go along a gradient?

# %% [markdown] slideshow={"slide_type": "slide"} minutes=4
# ## So what is backpropagation?
#
# | It is | It is not |
# |---|---|
# | a way to compute the gradient of the error, exactly and for all parameters at once | a way of learning: the step is another matter, and there are many kinds of step |
# | the chain rule, with every product computed once and remembered | an estimate: no push is made, nothing is approximated |
# | as general as the chain rule: any graph of calculations | tied to layers, to neurons, or to one kind of error |
#
# The first line is easy to miss. So here is the same `backprop` under two rules. The first is the step from above, called
# gradient descent; the second keeps part of its last step each time:
#
# <!-- slide
# ## So what is backpropagation?
#
# | It is | It is not |
# |---|---|
# | a way to compute the gradient, exactly and for all parameters at once | a way of learning: the step is another matter |
# | the chain rule, every product computed once and remembered | an estimate: no push is made |
# | as general as the chain rule | tied to layers, to neurons, or to one kind of error |
# -->

# %% slideshow={"slide_type": "subslide"} caption="The same backpropagation, two rules. It does not choose the step."
for rule in (GradientDescent(eta=0.5), Momentum(eta=0.5, alpha=0.9)):
    net, x, y = example()
    for _ in range(50):
        E, gradient = backprop(net, x, y)     # the same line for both
        rule.step(net.theta, gradient)        # the rule is another matter
    print(f"{type(rule).__name__:16s} E after 50 cycles: {net.error(x, y):.6f}")

# %% [markdown]
# Backpropagation gave both their gradients. What the rules do with them is the subject of notebook 08.

# %% [markdown] slideshow={"slide_type": "notes"}
# Have the room sort: "computes the gradient", "chooses the step", "measures the error". Computing the gradient is what
# backpropagation is for; it measures the error on its way; it never chooses the step.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=3
# ## What does a network know before it has learned?
#
# Now to something real: 1,797 images of handwritten digits, 8 by 8 pixels each
# ([UCI](https://doi.org/10.24432/C50P49), Alpaydin & Kaynak 1998; the part they kept for tests). The network sees 64 numbers
# between 0 (paper) and 1 (ink), and has ten outputs, one for each digit; the largest is its answer.
#
# <!-- slide
# ## What does a network know before it has learned?
#
# 1,797 images of handwritten digits, 8 by 8 pixels: 64 numbers go in, ten come out, and the largest is the answer.
# -->

# %% slideshow={"slide_type": "-"}
digits = datasets.digits()
first = digits.train.rows(slice(0, 20))
show(draw_images(first.x, labels=first.labels),
     alt="Twenty small grey images of handwritten digits, eight by eight pixels each, with the right "
         "digit written below. They are coarse, but a person reads nearly all of them.")

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** We draw the network's weights at random. On how many of 360 new images will it be right?
#
# <details><summary>Answer</summary>
# About 36, one in ten: random weights give random answers. Each of these networks has a favourite (the first one answers
# 9 to 292 of the 360), but nothing ties its favourite to the right digit, and there are 36 images of each.
# </details>

# %% slideshow={"slide_type": "subslide"} on_slide="output" caption="About one in ten: random weights give random answers."
SIZES = (64, 32, 10)


def new_network(seed):
    theta = initial_weights.lecun(SIZES, np.random.default_rng(seed))
    return Network(SIZES, [activations.tanh, activations.softmax],
                   losses.categorical_cross_entropy, theta)


def right(net, data):
    return np.mean(net.predict(data.x).argmax(axis=1) == data.labels)


shares = [right(new_network(seed), digits.validation) for seed in range(10)]
print("share of images read correctly, ten random networks:", np.round(shares, 2))
print(f"their mean: {np.mean(shares):.2f}")
favourite = np.bincount(new_network(0).predict(digits.validation.x).argmax(axis=1), minlength=10)
print(f"the first one answers {favourite.argmax()} to {favourite.max()} of {len(digits.validation)} images;",
      "there are of each digit:", *np.unique(np.bincount(digits.validation.labels)))

# %% [markdown] slideshow={"slide_type": "notes"}
# How a network becomes ten numbers of which the largest counts, and which error goes with it, is for 03; here say only that the
# walk back is the same. One of the ten networks answers 9 to 292 of 360 images: it knows nothing, and is very sure of it.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=5
# ## What does it know afterwards?
#
# The network has 2,410 parameters. To make its map by pushes would take 2,411 runs for every step; with
# backpropagation a step takes one run forward and one back. We go 30 times through 1,077 training images, 32 at
# a time; one time through is an **epoch**. The 360 **validation** images are kept out of it: they only tell us how the
# network does on new ones. The other 360, the **test** images, stay locked away until notebook 09.
#
# This network has another activation function and another error than the small one; 02 and 03 explain them. The walk back
# is the same.
#
# <!-- slide
# ## What does it know afterwards?
#
# 2,410 parameters: by pushes 2,411 runs a step, with backpropagation one run forward and one back.
#
# 1,077 **training** images, 30 times through. 360 **validation** images, kept out of it, tell how it does on new ones. The 360 **test** images
# stay locked away until notebook 09.
# -->

# %% slideshow={"slide_type": "subslide"} caption="After 30 epochs: all training images right, and 97 of 100 validation images."
net = new_network(seed=0)
history = train(net, digits.train, Momentum(eta=0.1, alpha=0.9), epochs=30, batch=32,
                rng=np.random.default_rng(0), validation=digits.validation)
print("parameters:", net.theta.size)
show(draw_learning_curves(history, "accuracy"),
     alt="Share of digits read correctly against epochs. Both curves jump from about 12 % to above 90 % within one "
         "epoch; training ends at 100 %, validation levels off near 97 %.")

# %% [markdown] slideshow={"slide_type": "subslide"}
# A few seconds at most, and the same few lines of mathematics as for the tower. Was seed 0 a lucky one? We ask ten
# networks, each with other random weights, and take the median:
#
# <!-- slide
# Was it a lucky start? Ten networks, each with other random weights:
# -->

# %% slideshow={"slide_type": "-"} on_slide="output"
def trained(seed):
    net = new_network(seed)
    train(net, digits.train, Momentum(eta=0.1, alpha=0.9), epochs=30, batch=32,
          rng=np.random.default_rng(seed))
    return net


shares = np.array([right(trained(seed), digits.validation) for seed in range(10)])
print(f"median over ten networks: {np.median(shares):.0%} of the validation images")
print("each within two points of it:", bool(abs(shares - np.median(shares)).max() < 0.02))

# %% [markdown] slideshow={"slide_type": "subslide"}
# Three images in a hundred are misread.
#
# **Predict.** Would you have read them?
#
# <details><summary>Answer</summary>
# Some of them. In 8 by 8 pixels much of what a person goes by is lost: look at the framed ones below, and cover the words.
# </details>

# %% slideshow={"slide_type": "subslide"} caption="Framed: misread. Below, for comparison, images that it read."
held = digits.validation
answers = net.predict(held.x).argmax(axis=1)
wrong = np.flatnonzero(answers != held.labels)[:5]
fine = np.flatnonzero(answers == held.labels)[:5]
page = held.rows(np.concatenate([wrong, fine]))
show(draw_images(page.x, labels=page.labels, predictions=np.concatenate([answers[wrong], answers[fine]]),
                 columns=5),
     alt="Two rows of five digits. In the upper row the network was wrong: each image is framed, and below it "
         "stand what the network says and what the digit is. In the lower row it was right.")

# %% [markdown]
# And your own handwriting? Here is the network that you have just trained, with a pad to draw on.

# %% slideshow={"slide_type": "subslide"}
room = TrainingRoom.of(net, epochs=30, simple=True)
room

# %% [markdown]
# **Three things to try.**
#
# 1. Draw each digit once, in your own way: how many of the ten does it read? Then draw one of these very small, in a corner.
#    Say first whether it will still be read.
# 2. Draw an X, and then a plus sign. Predict: what does the network say, and how sure is it?
# 3. A digit that is moved by one pixel is the same digit. Predict how many percent of the validation images it reads once they
#    are moved to the right, and go on in code: `moved = np.roll(digits.validation.x, 1, axis=1)`, and then
#    `np.mean(room.network.predict(moved).argmax(axis=1) == digits.validation.labels)`.
#
# <details><summary>What you will see</summary>
# 1. Most of them, if you write about as the people did who made the images; a digit written in another way may be misread. A
# small one in the corner is read as well as a large one: before the network sees your drawing, it is treated as the images
# were. It is made as tall as the frame, moved to the middle, drawn with as much ink as they have, and then the dots in 8 by 8
# blocks are counted: that is the picture beside the pad.
#
# 2. We drew many of both. An X, unless it is a narrow one, is read as an 8, with more than 90 %. Three of four plus signs are
# read as a 4 and nearly all others as a 1, half of them with more than 90 %, and a little more tilt or length can change the
# answer. There are ten outputs that add up to 1, and none of them is for "no digit". The largest one only says which digit it
# would be, if it were one.
#
# 3. About 42 %, down from 97. It has learned which pixels are dark in a 3, and not that a 3 remains one when it is moved. The
# pad hides this from you, because it puts your drawing into the middle. (In `np.roll` the last column comes back as the first
# one, a row lower; it is nearly always paper.)
# </details>

# %% [markdown] slideshow={"slide_type": "subslide"}
# **The promise of this course:** at the end of notebook 09 you will have derived, coded, checked and trained this
# network yourself, and you will be able to prove every line of it.

# %% [markdown] slideshow={"slide_type": "notes"}
# If there is time, run the training cell live with another seed. It is quick enough to do three times.
# Leave "what do the hidden units see?" unanswered; notebook 09 shows them.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=3
# ## How does this course work?
#
# From 01 on every notebook goes the same way: **predict** before you run, **derive**, **code**, **check**, **break it**,
# **recall**. Do predict: a wrong guess that you wrote down teaches more than a right answer that you read. No
# displayed formula stands here without a cell that checks it; the lines with `assert` in them do. At the end of each notebook wait
# exercises that look at what you write and say where it first goes wrong.
#
# | | The notebooks; 10–15 are to come |
# |---|---|
# | **I** | **From the chain rule to the delta recursion** |
# | 00 | Which brick moves the tower? |
# | 01 | [The chain rule](01_the_chain_rule.ipynb) |
# | 02–05 | [One neuron](02_one_neuron.ipynb) · [What to minimise](03_what_to_minimise.ipynb) · [Layers](04_layers.ipynb) · [The delta recursion](05_the_delta_recursion.ipynb) |
# | **II** | **From the recursion to training** |
# | 06–09 | [By hand to code](06_by_hand_to_code.ipynb) · [Trust nothing](07_trust_nothing.ipynb) · [Downhill](08_downhill.ipynb) · [Training](09_training.ipynb) |
# | **III** | **Beyond** |
# | 10–15 | When gradients go wrong · Any graph · Modern layers · 1986 in your notebook · Curvature, limits, history · Errata museum, and your own network |
#
# <!-- slide
# ## How does this course work?
#
# **Predict** before you run. **Derive.** **Code.** **Check.** **Break it.** **Recall.**
#
# A wrong guess that you wrote down teaches more than a right answer that you read.
# -->

# %% [markdown] slideshow={"slide_type": "notes"}
# Say that the guesses are to be written down, today and every time; nobody collects them. A guess that was wrong is remembered
# longest. Each notebook can be worked through alone afterwards, at the keyboard.

# %% [markdown] slideshow={"slide_type": "skip"}
# The library that you have just used is meant to be read. This is what found all those gradients:

# %% slideshow={"slide_type": "skip"}
show_source(backprop)

# %% [markdown] slideshow={"slide_type": "skip"}
# Find two lines, `delta[l].dot(W[l], delta[l-1])` and the `pull` below it: deltas times weights, one layer down, then
# times the slopes of the activation function. Together they are the walk down the tower, $s_k = s_{k+1} \, r_{k+1}$; a joint of
# the network is a weight times a slope. The rest will be clear after notebook 06.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=2
# ## Which letter means what?
#
# One notation goes through text, formulas, pictures and code. A number above in brackets is a layer: $w^{(2)}_{13}$ leads
# **to** unit 1 of layer 2 **from** unit 3 of layer 1. In our network it is 0.40, and in code it is `W[2][0, 2]`, because
# Python counts from 0. The whole table is [NOTATION.md](../NOTATION.md); the words are in the [glossary](../GLOSSARY.md).
#
# Other texts use other letters. Ask for the column of the one that you know: Nielsen, CS231n, d2l, 3Blue1Brown, Wikipedia, 1986
# letter, 1986 chapter. If this is your first book, skip the table.
#
# <!-- slide
# ## Which letter means what?
#
# One notation goes through text, formulas, pictures and code.
#
# $w^{(2)}_{13}$ leads **to** unit 1 of layer 2 **from** unit 3 of layer 1. In code it is `W[2][0, 2]`, because Python counts from 0.
# -->

# %% slideshow={"slide_type": "skip"}
assert example()[0].W[2][0, 2] == 0.4
Markdown(converter("Nielsen"))

# %% [markdown] slideshow={"slide_type": "notes"}
# Ask who has read another text on this. The notebook has a table that turns its letters into ours. The order to, from is the one
# thing to remember: a unit's row holds all that it receives.

# %% [markdown] slideshow={"slide_type": "skip"}
# ## Ten questions before you go on
#
# Answer each on paper, then unfold. Seven right: go on. Fewer: the answers say how; take them slowly.
#
# **1.** What is the derivative of $3x^2 - 4x$ at $x = 2$?
# <details><summary>Answer</summary>
# $6x - 4 = 8$. The derivative says how fast the value changes: near $x = 2$, a step of 0.01 adds about 0.08.
# </details>
#
# **2.** $f(x) = e^{2x}$. What is $f'(x)$?
# <details><summary>Answer</summary>
# $2 e^{2x}$: the derivative of the outer function, times that of the inner one. That is the chain rule for one variable; 01 starts from it.
# </details>
#
# **3.** $f$ rises from 5.00 to 5.03 as $x$ goes from 1.00 to 1.01. About how large is $f'(1)$?
# <details><summary>Answer</summary>
# 0.03 / 0.01 = 3. A quotient of small differences estimates a derivative.
# </details>
#
# **4.** $g(u, v) = u^2 v$. What is $\partial g / \partial u$?
# <details><summary>Answer</summary>
# $2uv$. *New to you?* A partial derivative treats every other variable as a fixed number: with $v = 3$, $g$ is $3u^2$.
# </details>
#
# **5.** What is $\begin{pmatrix} 1 & 2 \\ 0 & -1 \end{pmatrix} \begin{pmatrix} 3 \\ 1 \end{pmatrix}$?
# <details><summary>Answer</summary>
# $\begin{pmatrix} 5 \\ -1 \end{pmatrix}$. *Refresh:* each row of the matrix times the column, added up: $1·3 + 2·1$ and $0·3 - 1·1$.
# </details>
#
# **6.** $A$ has 4 rows and 3 columns, $B$ has 3 rows and 2 columns. What shape does $AB$ have? And $BA$?
# <details><summary>Answer</summary>
# $AB$ has 4 rows and 2 columns; $BA$ does not exist, because 2 and 4 differ. The inner sizes must agree; they disappear.
# </details>
#
# **7.** Write out $\sum_{i=1}^{3} w_i a_i$.
# <details><summary>Answer</summary>
# $w_1 a_1 + w_2 a_2 + w_3 a_3$. *Refresh:* the letter under the sign runs through its values, and the terms are added.
# </details>
#
# **8.** In NumPy `W` has shape `(3, 2)` and `x` has shape `(5, 2)`. What shape does `x @ W.T` have?
# <details><summary>Answer</summary>
# `(5, 3)`: five rows stay five rows, and each is multiplied by the three rows of `W`.
# </details>
#
# **9.** What does NumPy make of `np.zeros((5, 3)) + np.array([1.0, 2.0, 3.0])`?
# <details><summary>Answer</summary>
# Five equal rows 1, 2, 3: the one row is stretched over all five. That is broadcasting.
# </details>
#
# **10.** A hilly landscape, and you want to get down. You know the slope where you stand, nothing else. What do you do, and when does it fail?
# <details><summary>Answer</summary>
# A small step where it is steepest downwards; look again; repeat. It fails where the step is so long that the slope has changed on the way, and it stops in any hollow, whether or not it is the deepest.
# </details>

# %% slideshow={"slide_type": "skip"}
h, u, v, x_now = 1e-6, 2.0, 3.0, 0.5
print("1: ", round(((3 * (2 + h)**2 - 4 * (2 + h)) - (3 * 2**2 - 4 * 2)) / h, 3))
print("2: ", round((np.exp(2 * (x_now + h)) - np.exp(2 * x_now)) / h, 3), "and", round(2 * np.exp(2 * x_now), 3))
print("3: ", round((5.03 - 5.00) / (1.01 - 1.00), 3))
print("4: ", round(((u + h)**2 * v - u**2 * v) / h, 3), "and", 2 * u * v)
print("5: ", np.array([[1, 2], [0, -1]]) @ [3, 1])
print("6: ", (np.ones((4, 3)) @ np.ones((3, 2))).shape, "  8: ", (np.ones((5, 2)) @ np.ones((3, 2)).T).shape)
print("9: ", (np.zeros((5, 3)) + np.array([1.0, 2.0, 3.0])).tolist()[:2], "and so on")

# %% [markdown] slideshow={"slide_type": "skip"}
# ## Recall
#
# Without scrolling up: answer, then unfold.
#
# **1.** Why is one walk down the tower enough for all bricks?
# <details><summary>Answer</summary>
# Because what lies above a brick is the same for the brick and for all below it. The walk computes it once and
# remembers it; each further brick costs one product.
# </details>
#
# **2.** What does backpropagation compute, and from what?
# <details><summary>Answer</summary>
# The gradient: for each weight and bias, how much the error changes per unit of change. From one pass forward
# and one pass back.
# </details>
#
# **3.** "Backpropagation is gradient descent." What is wrong with that?
# <details><summary>Answer</summary>
# Backpropagation finds the gradient; gradient descent is one of many rules that use it. We used the same backpropagation
# with two rules.
# </details>
#
# **4.** A unit's delta is +0.15. What happens to $E$ if its net input rises by 0.01?
# <details><summary>Answer</summary>
# It grows by about 0.0015.
# </details>
#
# **5.** Does "the error itself" travel backward?
# <details><summary>Answer</summary>
# No. What travels back is a sensitivity, how fast $E$ answers to each net input. Output 1 minus its target was −0.40; its
# delta was −0.09.
# </details>
#
# **6.** Why were 360 images kept out of training?
# <details><summary>Answer</summary>
# On the training images the network ends with every one right; only images that it has not seen say how it
# does on new ones.
# </details>

# %% [markdown] slideshow={"slide_type": "slide"} minutes=1
# ## The next question
#
# Our walk down the tower multiplied along a single line. In the network every unit stands on several others, and the paths
# fork and join. How do effects combine along many paths? That is the chain rule, and
# [notebook 01](01_the_chain_rule.ipynb) derives it.
#
# *What we used is `course_lib/network.py`, `course_lib/backprop.py` and `course_lib/training/`; notebook 06 reads them with you.*
#
# <!-- slide
# ## The next question
#
# Our walk multiplied along a single line. In a network every unit stands on several others, and the paths fork and join.
#
# **How do effects combine along many paths?**
# -->
