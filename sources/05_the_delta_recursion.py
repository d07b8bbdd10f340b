# %% [markdown] slideshow={"slide_type": "slide"} minutes=1
# # 05 · The delta recursion
#
# [Notebook 04](04_layers.ipynb) asked one question for each weight, and needed only one answer for each unit: its delta. In
# [notebook 00](00_which_brick_moves_the_tower.ipynb) one walk down the tower served every brick. **What is the walk down
# for a network, and why is down the cheap direction?**
#
# After this notebook you will be able to
#
# 1. derive the four equations of backpropagation from the fork rule, and write them in indices, in matrices and in NumPy;
# 2. say why the transpose of $W$ stands in them, and why it is not an inverse;
# 3. count what the walk down costs, and say when another direction is cheaper.
#
# *About an hour and a quarter alone, 45 minutes as a lecture. This is the heart of the course; take it in two sittings if
# you like, with the break before "Is it proved?".*
#
# <!-- slide
# # 05 · The delta recursion
#
# One question for each weight, but only one answer for each unit.
#
# **What is the walk down for a network, and why is down the cheap direction?**
# -->

# %% [markdown] slideshow={"slide_type": "notes"}
# Everything here is the fork rule of 01, applied at one kind of node. Keep the 2-3-2 network on the board for the whole
# lecture, with room below each unit for a number, and write the four equations beside it as they come.

# %% slideshow={"slide_type": "skip"}
from types import SimpleNamespace

import numpy as np
import sympy as sp
from IPython.display import Math

from course_lib import house_style, losses
from course_lib.activations import linear, logistic, tanh
from course_lib.backprop import backprop
from course_lib.example import example, example_batch
from course_lib.figures import draw_both_ways, draw_counts, draw_network, draw_paths
from course_lib.figures.products import draw_products, multiplications
from course_lib.gradcheck import central_difference, relative_error
from course_lib.layout import count
from course_lib.mistakes import BACKPROP
from course_lib.network import Network
from course_lib.path_sum import count_multiplications
from course_lib.show import show
from course_lib.symbolic import count_operations, identical, latex_lines, letters, staged, varphi
from course_lib.widgets import StepPlayer

house_style.use()

# %% [markdown] slideshow={"slide_type": "slide"} minutes=4
# ## Where should one stop to remember?
#
# What lies above a unit is the same for all weights that lead into it. So it should be worked out once and kept there. But
# at which number exactly: at the weights, at the net input, at the activity?
#
# **Predict.** The input of our 2-3-2 network is (0.5, 1.0). We change both weights into hidden unit 2: the one from input 1
# rises by 0.2, the one from input 2 falls by 0.1. By how much does $E$ change?
#
# <details><summary>Answer</summary>
# Not at all. The net input changes by 0.2 · 0.5 − 0.1 · 1.0 = 0, and the rest of the network sees nothing of this unit but
# what becomes of its net input. Most of us expect that two changed weights must show somewhere.
# </details>
#
# <!-- slide
# ## Where should one stop to remember?
#
# **Predict.** Our 2-3-2 network, with the input (0.5, 1.0). Into hidden unit 2, the weight from input 1 rises by 0.2, the weight from input 2
# falls by 0.1.
#
# By how much does $E$ change?
# -->

# %% slideshow={"slide_type": "subslide"} on_slide="output"
net, x, y = example()
tilted, _, _ = example()
tilted.W[1][1] += [0.2, -0.1]                     # both weights into hidden unit 2
for name, one in (("before", net), ("after", tilted)):
    print(f"{name:6s}  weights {one.W[1][1]}   z = {one.forward(x).z[1][0, 1]:.6f}   E = {one.error(x, y):.6f}")
assert np.isclose(tilted.error(x, y), net.error(x, y), rtol=1e-12, atol=0)

# %% [markdown] slideshow={"slide_type": "-"}
# Two weights have changed, and $E$ has not: the net input is all that it gets to see of them.

# %% [markdown] slideshow={"slide_type": "subslide"}
# Everything below a unit reaches $E$ through one number, the unit's net input $z$. There we stop and remember. The number
# to be kept is the **delta** of the unit, which notebook 00 has shown and notebook 02 has computed for a single neuron:
#
# <!-- formula: delta-of-a-unit -->
# $$ \delta^{(l)}_j = \frac{\partial E}{\partial z^{(l)}_j} $$
#
# It says how fast $E$ changes with $z^{(l)}_j$ when the other net inputs of layer $l$ are held still, and all layers above
# move along. `backprop` leaves a delta for each unit in its trace. Is it this rate? We set the net inputs of a layer by
# hand, nudge one of them to either side, and go up from there:
#
# <!-- slide
# ## Delta
#
# $$ \delta^{(l)}_j = \frac{\partial E}{\partial z^{(l)}_j} $$
#
# Everything below a unit reaches $E$ through its net input. So that is the number at which to stop and remember.
#
# The other net inputs of layer $l$ are held still; all layers above move along.
# -->

# %%
trace = net.blank_trace(1)
E, gradient = backprop(net, x, y, trace)
z, a, slope, delta, W, b = trace.z, trace.a, trace.slope, trace.delta, net.W, net.b


def E_from(l, z_here):
    """E of our example if the net inputs of layer l are z_here."""
    a_here = logistic(z_here)
    for above in range(l + 1, net.L + 1):
        a_here = logistic(W[above] @ a_here + b[above])
    return 0.5 * np.sum((a_here - y[0]) ** 2)

# %% tags=["checks:delta-of-a-unit"]
h = 1e-6
for l, j in ((1, 0), (1, 1), (1, 2), (2, 0), (2, 1)):
    nudge = h * (np.arange(net.sizes[l]) == j)                # at unit j alone
    measured = (E_from(l, z[l][0] + nudge) - E_from(l, z[l][0] - nudge)) / (2 * h)
    print(f"layer {l}, unit {j + 1}:  nudge and trace.delta differ by less than 1e-9:",
          bool(abs(measured - delta[l][0, j]) < 1e-9))
    assert np.isclose(measured, delta[l][0, j], rtol=0, atol=1e-9)

# %% [markdown]
# Five units, five deltas, and each is this rate. The question is now how to get them without nudging, and the tower says
# where to begin: at the top.

# %% [markdown] slideshow={"slide_type": "notes"}
# Draw one unit as a bottle: many weights below, a narrow neck named z, everything else above. Ask where to put one
# measuring device that serves all weights below. Somebody will say "at a": take it seriously, it works too, and we come
# back to it.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=4
# ## What does the error tell the outputs?
#
# Above an output unit $k$ there is a single path: from $z_k$ to the activity $a_k$, and from there to $E$. Multiply along
# it. The second form is for the half squared error of one example, whose derivative with respect to $a_k$ is $a_k - y_k$:
#
# <!-- formula: top -->
# $$ \delta^{(L)}_k \;=\; \frac{\partial E}{\partial a^{(L)}_k} \; \varphi'\big(z^{(L)}_k\big)
#    \;=\; \big(a^{(L)}_k - y_k\big) \, \varphi'\big(z^{(L)}_k\big) \qquad (1) $$
#
# <!-- slide
# ## What does the error tell the outputs?
#
# $$ \delta^{(L)}_k \;=\; \frac{\partial E}{\partial a^{(L)}_k} \; \varphi'\big(z^{(L)}_k\big)
#    \;=\; \big(a^{(L)}_k - y_k\big) \, \varphi'\big(z^{(L)}_k\big) \qquad (1) $$
#
# Above an output there is a single path: multiply along it.
# -->

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** Our two outputs miss their targets by −0.40 and +0.66. The slope of the logistic is nowhere above ¼. What can
# you say about the two deltas?
#
# <details><summary>Answer</summary>
# Their signs, minus and plus, and that they are at most a quarter as large: between −0.10 and 0, and between 0 and 0.17.
# They are −0.095 and 0.148, close to these limits, because both units are near the middle of the logistic, where it is
# steepest.
# </details>

# %% [markdown] slideshow={"slide_type": "notes"}
# Then have the room compute −0.40 times 0.24 and 0.66 times 0.22. Write the two results below the outputs on the board.

# %% [markdown]
# In SymPy, with a $\varphi$ of which nothing is known but that it has a derivative; $E$ is written in the two net inputs,
# and differentiated with respect to the first:

# %% tags=["checks:top"]
z_top, y_top = [letters.z(2, k) for k in (1, 2)], [letters.y(k) for k in (1, 2)]      # SymPy's letters for them
E_top = sum((varphi(z_k) - y_k) ** 2 for z_k, y_k in zip(z_top, y_top, strict=True)) / 2
by_sympy = sp.diff(E_top, z_top[0])
assert by_sympy == (varphi(z_top[0]) - y_top[0]) * sp.diff(varphi(z_top[0]), z_top[0])

top = (a[2] - y) * slope[2]                                   # the same in NumPy, with our numbers
print("missed by:", (a[2] - y)[0].round(4), "  slopes:", slope[2][0].round(4), "  deltas:", top[0].round(4))
assert np.allclose(top, delta[2])
Math(latex_lines((letters.partial(letters.E, z_top[0]), by_sympy)))

# %% slideshow={"slide_type": "subslide"}
halfway = SimpleNamespace(a=a, delta=[None, None, top])       # half a trace: layer 1 has no deltas yet
show(draw_network(net, halfway, y=y[0]),
     alt=f"The example network with its activities. Only the two outputs have deltas, {top[0, 0]:.2f} and "
         f"{top[0, 1]:.2f}, below their circles; the hidden units have none yet. The targets are 1 and 0.")

# %% [markdown] slideshow={"slide_type": "-"}
# The first step of the walk: the top layer has its deltas, the hidden layer not yet.
#
# Other errors give another (1). For a cross-entropy with the activation function that goes with it, notebook 03 found
# $\delta_k = a_k - y_k$, softmax included, where each net input moves all outputs. This is the only equation of the four
# that knows the error.
#
# <!-- slide
# First step: the top layer. For a cross-entropy, (1) reads $\delta_k = a_k - y_k$; the other three equations stay as they
# are.
# -->

# %% [markdown] slideshow={"slide_type": "notes"}
# Ask which of the four equations will know the error at all: this one alone. If
# somebody asks why the slope is there at all: because delta is asked for at z, and the error is given at a.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=6
# ## How does a delta come down one layer?
#
# Now unit $i$ of the layer below. Its net input moves its activity, and that goes to **every** unit $j$ of the layer above:
# a fork. By the fork rule of notebook 01, the ways through the units $j$ add. What lies above $z_j$ is known already, it is
# $\delta_j$:
#
# <!-- formula: fork-at-z -->
# $$ \delta^{(l-1)}_i \;=\; \sum_j \frac{\partial E}{\partial z^{(l)}_j} \, \frac{\partial z^{(l)}_j}{\partial z^{(l-1)}_i}
#    \;=\; \sum_j \delta^{(l)}_j \, \frac{\partial z^{(l)}_j}{\partial z^{(l-1)}_i} $$
#
# The last factor is what happens between two neighbouring layers. In
# $z^{(l)}_j = \sum_i w^{(l)}_{ji} \, \varphi(z^{(l-1)}_i) + b^{(l)}_j$ one term alone moves with $z^{(l-1)}_i$:
#
# <!-- formula: between-layers -->
# $$ \frac{\partial z^{(l)}_j}{\partial z^{(l-1)}_i} \;=\; w^{(l)}_{ji} \; \varphi'\big(z^{(l-1)}_i\big) $$
#
# Put it in. The slope does not depend on $j$ and comes out of the sum. That is the **delta recursion**:
#
# <!-- formula: recursion -->
# $$ \delta^{(l-1)}_i \;=\; \varphi'\big(z^{(l-1)}_i\big) \, \sum_j w^{(l)}_{ji} \, \delta^{(l)}_j \qquad (2) $$
#
# In words: a unit collects the deltas of the units it feeds, each times the weight of the line between them, and multiplies
# the sum by its own slope.
#
# <!-- slide
# ## How does a delta come down one layer?
#
# $z_i$ forks to every unit $j$ above it, over its own slope and the weight $w_{ji}$:
#
# $$ \delta^{(l-1)}_i \;=\; \sum_j \frac{\partial E}{\partial z^{(l)}_j} \, \frac{\partial z^{(l)}_j}{\partial z^{(l-1)}_i}
#    \;=\; \sum_j \delta^{(l)}_j \, \frac{\partial z^{(l)}_j}{\partial z^{(l-1)}_i} $$
#
# $$ \delta^{(l-1)}_i \;=\; \varphi'\big(z^{(l-1)}_i\big) \, \sum_j w^{(l)}_{ji} \, \delta^{(l)}_j \qquad (2) $$
#
# Collect the deltas of the units you feed, each times its weight; then your own slope.
# -->

# %% [markdown]
# In SymPy, first the derivative between the layers, by `diff`; then, with it, the fork rule for our three hidden units. The
# lines of `d.delta[1]` are (2) as the library writes it; `identical` says whether two formulas are equal (how, see "Is it
# proved?"):

# %% tags=["checks:fork-at-z", "checks:between-layers"]
d = staged((2, 3, 2), ["generic", "generic"], "half squared error")      # phi is any function with a derivative
between = {}
for j in (1, 2):                                             # z_j of layer 2, written in the z_i of layer 1
    z_j = sum(letters.w(2, j, i) * varphi(letters.z(1, i)) for i in (1, 2, 3)) + letters.b(2, j)
    for i in (1, 2, 3):
        between[j, i] = sp.diff(z_j, letters.z(1, i))
        assert between[j, i] == letters.w(2, j, i) * sp.diff(varphi(letters.z(1, i)), letters.z(1, i))

forks = [sum(letters.delta(2, j) * between[j, i] for j in (1, 2)) for i in (1, 2, 3)]
assert identical(forks, [line.rhs for line in d.delta[1]], np.random.default_rng(0))
Math(latex_lines(d.delta[1]))

# %% [markdown] slideshow={"slide_type": "subslide"}
# With a pencil, hidden unit 2: it feeds output 1 over the weight −0.5 and output 2 over the weight 0.6. The deltas up there
# are −0.095 and 0.148; its own slope is 0.218.
#
# **Predict.** Is its delta positive or negative? Larger or smaller than those above it? Then compute it.
#
# <details><summary>Answer</summary>
# Positive: minus times minus, and plus times plus. (−0.5)(−0.095) + 0.6 · 0.148 = 0.136, and 0.218 · 0.136 = 0.030: smaller
# than both, by the slope.
# </details>

# %% slideshow={"slide_type": "subslide"} caption="Two paths lead from hidden unit 2 to E. Its delta is their sum."
z_2, a_2, z_up1, z_up2 = "$z^{(1)}_2$", "$a^{(1)}_2$", "$z^{(2)}_1$", "$z^{(2)}_2$"
edges = {(z_2, a_2): slope[1][0, 1],
         (a_2, z_up1): W[2][0, 1], (a_2, z_up2): W[2][1, 1],
         (z_up1, "$E$"): delta[2][0, 0], (z_up2, "$E$"): delta[2][0, 1]}
show(draw_paths([[z_2], [a_2], [z_up1, z_up2], ["$E$"]], edges),
     alt=f"From the net input of hidden unit 2, slope {slope[1][0, 1]:.2f} to its activity; there it forks with the "
         "weights −0.5 and 0.6 to the net inputs of the outputs, and from these the deltas "
         f"{delta[2][0, 0]:.2f} and {delta[2][0, 1]:.2f} lead to E. Both paths are listed with their products; "
         f"the sum is {delta[1][0, 1]:.2f}.")

# %% [markdown] slideshow={"slide_type": "notes"}
# Now half of the room computes the delta of hidden unit 1, the other half that of unit 3, and both write theirs on the board.
# The usual slip is to take a row of W(2) in place of a column: −0.5 and 0.6 stand one above the other. Keep that slip for
# the section on the transpose.

# %% tags=["checks:recursion"]
collected = sum(W[2][j, 1] * delta[2][0, j] for j in range(2))
print(f"collected {collected:.4f}, times the slope {slope[1][0, 1]:.4f}: delta = {slope[1][0, 1] * collected:.4f}")

by_recursion = [slope[1][0, i] * sum(W[2][j, i] * delta[2][0, j] for j in range(2)) for i in range(3)]
nudged = [(E_from(1, z[1][0] + h * e) - E_from(1, z[1][0] - h * e)) / (2 * h) for e in np.eye(3)]
print("all three by (2):", np.round(by_recursion, 6), "  by nudges:", np.round(nudged, 6))
assert np.allclose(by_recursion, delta[1]) and np.allclose(by_recursion, nudged, rtol=0, atol=1e-9)

# %% slideshow={"slide_type": "subslide"}
show(draw_network(net, trace, y=y[0]),
     alt="The example network with all five deltas: " + ", ".join(f"{d_i:.2f}" for d_i in delta[1][0])
         + " at the hidden units, " + ", ".join(f"{d_k:.2f}" for d_k in delta[2][0]) + " at the outputs.")

# %% [markdown] slideshow={"slide_type": "-"}
# The second step of the walk, and in this network the last. In a deeper one it goes on: (2) needs only the layer just
# above. Nobody asks any more how a path goes on from there.
#
# <!-- slide
# Second step: one layer down. In a deeper network it goes on; (2) needs only the layer just above.
# -->

# %% [markdown]
# Here is the walk one delta at a time: the two outputs have theirs, the hidden units are next. The weight of notebook 04 is
# chosen, so that its two paths to $E$ are listed, each with its product.

# %% slideshow={"slide_type": "subslide"}
player = StepPlayer(step=18, weight=(1, 2, 1), until="gradient")
player

# %% [markdown]
# **Three things to try.**
#
# 1. Press *next* three times. Say each time beforehand: over which lines does this delta come, those from below or those from above?
# 2. Choose the weight `W[2][1, 2]`, to output 2 from hidden unit 3, and drag it until the delta of hidden unit 3 is 0. Which entries of
#    the gradient are 0 then? (Go on until they are there.)
# 3. Under *Another network* write 2-3-3-3-2, choose `W[1][0, 0]`, and press *last*. How many paths are there, and how many terms
#    has the recursion added up for the delta of its unit? Then ask in code for both accounts:
#    `sum(product for *_, product in player.paths)` and `player.trace.dW[1][0, 0]`.
#
# <details><summary>What you will see</summary>
#
# 1. Over the two lines that lead up from the unit, for each of the three. The deltas are −0.0277, 0.0297 and 0.0236; and the last of
#    them, times the input 1, is the sum over the two paths, 0.0236.
# 2. Near 0.27, where 0.4 times the delta of output 1 and 0.27 times that of output 2 cancel. Then the entries of both weights into
#    hidden unit 3 and of its bias are as good as 0, though none of the three is 0 itself.
# 3. There are 3 · 3 · 2 = 18 paths, of which eight are listed. The recursion has added up three terms, because what lies above the next
#    layer was known already. Both accounts are the same number.
#
# </details>

# %% [markdown] slideshow={"slide_type": "subslide"}
# And the tower? On a brick stands one brick only, so that the sum in (2) has a single term; and a brick passes its place on
# as it is, $\varphi(z) = z$, so that its slope is 1. What is left of (2) is $s_k = s_{k+1} \, r_{k+1}$. Here is the tower of
# notebook 00 as a network: one unit a layer, joints for weights, pushes for biases, and an $E$ that has the slope 1 where
# the top stands.
#
# <!-- slide
# ## Is the tower a network?
#
# One unit a layer, joints for weights, pushes for biases, no activation function:
#
# $$ \delta^{(l-1)}_i \;=\; \varphi'\big(z^{(l-1)}_i\big) \, \sum_j w^{(l)}_{ji} \, \delta^{(l)}_j \qquad (2) $$
#
# becomes $s_k = s_{k+1} \, r_{k+1}$, the walk down the tower. Its deltas are the map of the bricks in notebook 00:
# -->

# %% slideshow={"slide_type": "-"} on_slide="output"
joints, pushes = [1.0, 1.3, 0.4, 1.5, 1.2], [0.0, 0.6, -0.7, 0.8, -0.9]
theta = np.array([number for pair in zip(joints, pushes, strict=True) for number in pair])
tower, ground = Network((1,) * 6, [linear] * 5, losses.half_squared_error, theta), np.zeros((1, 1))
target = tower.predict(ground) - 1                            # half the squared difference has the slope 1 there
walk = tower.blank_trace(1)
backprop(tower, ground, target, walk)
print("deltas of the tower, from the bottom:", [round(walk.delta[l].item(), 4) for l in range(1, 6)])
assert np.allclose([walk.delta[l].item() for l in range(1, 6)], [0.936, 0.72, 1.8, 1.2, 1.0])

# %% [markdown]
# 0.936, 0.72, 1.8, 1.2, 1: the map of the bricks. The loop of notebook 00 was the delta recursion.
#
# > **In other books.** Nielsen counts the input as layer 1 and calls the four equations BP1 to BP4: BP1 and BP2 are our (1)
# > and (2), BP3 is for the biases, BP4 for the weights. In the chapter of 1986 delta has the **opposite sign**,
# > $-\partial E / \partial z$, so that weights move along it; the recursion keeps its form.
#
# The recursion has been found more than once. To control flight paths and other processes of many stages: Kelley 1960,
# Bryson 1961, Dreyfus 1962. For any calculation, to follow rounding errors through it: Linnainmaa 1970. For networks:
# Werbos (1974, 1982). Rumelhart, Hinton & Williams (*Nature* 323, 1986) made it known, and showed what hidden units learn
# by it. Notebook 14 (to come) has the story.

# %% [markdown] slideshow={"slide_type": "notes"}
# Go from the top brick down, one number at a time, and point at the place in (2) that each step uses: a sum of one term, and a
# slope of 1. Who has understood the tower has understood (2). On history: say "found more than once"; the names are in the text.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=4
# ## And where is the gradient?
#
# One step below each $z$. In $z_j = \sum_i w_{ji} a_i + b_j$ a weight is multiplied by $a_i$, and the bias by 1. From a
# weight or a bias there is one path to the net input, and the rest is $\delta$:
#
# <!-- formula: weight -->
# $$ \frac{\partial E}{\partial w^{(l)}_{ji}} \;=\; \delta^{(l)}_j \, a^{(l-1)}_i \qquad (3) $$
#
# <!-- formula: bias -->
# $$ \frac{\partial E}{\partial b^{(l)}_j} \;=\; \delta^{(l)}_j \qquad (4) $$
#
# The delta of where the line ends, times the activity of where it begins. No sum over paths is left.
#
# <!-- slide
# ## And where is the gradient?
#
# $$ \frac{\partial E}{\partial w^{(l)}_{ji}} \;=\; \delta^{(l)}_j \, a^{(l-1)}_i \qquad (3) $$
#
# $$ \frac{\partial E}{\partial b^{(l)}_j} \;=\; \delta^{(l)}_j \qquad (4) $$
#
# The delta of where the line ends, times the activity of where it begins.
# -->

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** We set one weight to 0, the one to output 1 from hidden unit 2. Is its entry in the gradient 0 now?
#
# <details><summary>Answer</summary>
# No. Its own value does not stand in (3); what stands there is the delta above it and the activity below it. With a bias it
# is the same: its entry is the delta, whatever the bias may be.
# </details>

# %% slideshow={"slide_type": "subslide"} on_slide="output"
zero, _, _ = example()
zero.W[2][0, 1] = 0.0
zero_trace = zero.blank_trace(1)
backprop(zero, x, y, zero_trace)
print(f"weight {zero.W[2][0, 1]:.1f}: delta {zero_trace.delta[2][0, 0]:+.4f} · activity {zero_trace.a[1][0, 1]:.4f}"
      f" = {zero_trace.dW[2][0, 1]:+.4f}")

# %% [markdown] slideshow={"slide_type": "-"}
# The weight is 0; its entry is not, and $E$ would fall if the weight grew.

# %% [markdown]
# All 17 entries, by (3) and (4) from the five deltas, held to nudges of each parameter to either side:

# %% tags=["checks:weight", "checks:bias"]
for l in (1, 2):                                              # SymPy: what stands beside a weight, beside a bias?
    below = list(d.x) if l == 1 else [line.lhs for line in d.a[1]]
    for j, line in enumerate(d.z[l], start=1):
        assert [sp.diff(line.rhs, letters.w(l, j, i + 1)) for i in range(len(below))] == below
        assert sp.diff(line.rhs, letters.b(l, j)) == 1
entries = []
for l in (1, 2):                                              # NumPy, in the order of theta
    entries += [delta[l][0, j] * a[l-1][0, i] for j in range(net.sizes[l]) for i in range(net.sizes[l-1])]
    entries += [delta[l][0, j] for j in range(net.sizes[l])]
by_nudges = central_difference(lambda theta: net.at(theta).error(x, y), net.theta)
print(len(entries), "entries, all as measured with nudges:", np.allclose(entries, by_nudges, rtol=0, atol=1e-9))

# %% [markdown] slideshow={"slide_type": "subslide"}
# Would $\partial E / \partial a$ have done as well as $\partial E / \partial z$? It can be walked down too, with a slope
# between the layers. But everything below a unit reaches it through its $z$. So each time the missing slope has to be put
# in: on the way down, for the weights, and for the biases. Delta contains it once and for all.
#
# <!-- slide
# ## Why z, and not a?
#
# $\partial E / \partial a$ can be walked down too. But everything below a unit reaches it through its $z$: the slope is
# missing on the way down, for the weights, and for the biases.
#
# Delta contains it once and for all.
# -->

# %%
dE_da = [None, None, a[2] - y]
dE_da[1] = (dE_da[2] * slope[2]) @ W[2]                       # the slope, on the way down
for l in (1, 2):
    dW = (dE_da[l] * slope[l]).T @ a[l-1]                     # once more, for the weights
    db = (dE_da[l] * slope[l])[0]                             # and once more
    assert np.allclose(dW, trace.dW[l]) and np.allclose(db, trace.db[l])
print("dE/da of the hidden units:", dE_da[1][0].round(4))
print("their deltas:             ", delta[1][0].round(4))

# %% [markdown] slideshow={"slide_type": "notes"}
# Ask for the entry of one weight with numbers: delta 0.148 times activity 0.68, the 0.1 of notebook 00. People often say
# that a large weight has a large entry: the weight at 0 is the answer to that.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=6
# ## Why the transpose?
#
# Now the same for a whole layer at once. One example, written as columns; a small minus marks the layer below, so that the
# way up is $z = W a^- + b$. On the way up the sum runs over $i$, along a **row** of $W$. In (2) it runs over $j$, down a
# **column**. A column of $W$ is a row of $W^\top$:
#
# <!-- formula: recursion-column -->
# $$ \delta^- = \big( W^\top \delta \big) \odot \varphi'(z^-) $$
#
# Here $\odot$ multiplies entry by entry: each unit by its own slope. And (3) and (4), for all $j$ and $i$ at once:
#
# <!-- formula: gradient-column -->
# $$ \frac{\partial E}{\partial W} = \delta \, (a^-)^\top, \qquad \frac{\partial E}{\partial b} = \delta $$
#
# A column times a row is a table: $\delta_j a^-_i$ in row $j$ and column $i$, the shape of $W$.
#
# <!-- slide
# ## Why the transpose?
#
# One example as a column; a minus marks the layer below; $\odot$ multiplies number by number. Up, the sum runs along a row of $W$;
# down, along a **column**.
#
# $$ \delta^- = \big( W^\top \delta \big) \odot \varphi'(z^-) $$
#
# $$ \frac{\partial E}{\partial W} = \delta \, (a^-)^\top, \qquad \frac{\partial E}{\partial b} = \delta $$
# -->

# %% slideshow={"slide_type": "subslide"}
up, down = W[2] @ a[1][0], W[2].T @ delta[2][0]
show(draw_both_ways(W[2], a[1][0], delta[2][0], row=0, column=1),
     alt="The weights into the outputs as a table, twice. Left, forward: the three activities stand above it, one "
         f"row is marked, and its sum, {up[0]:.2f}, comes out at the right. Right, back: the two deltas stand at the "
         f"right, one column is marked, and its sum, {down[1]:.2f}, comes out below.")

# %% [markdown] slideshow={"slide_type": "-"}
# One table, read in two ways. Each weight carries an activity up and a delta down along the same line; only what is summed
# over changes.

# %% [markdown] slideshow={"slide_type": "notes"}
# Write W(2) on the board as a table with "to" and "from" at its sides and read it aloud in both directions: along a row for an
# output, down a column for a hidden unit.

# %% tags=["checks:recursion-column", "checks:gradient-column"]
a_minus, delta_up = a[1][0], delta[2][0]                      # columns, as NumPy writes them: flat
hidden_delta = (W[2].T @ delta_up) * slope[1][0]
dW_2 = np.outer(delta_up, a_minus)                            # a column times a row
print("hidden deltas:", hidden_delta.round(6))
assert np.allclose(hidden_delta, by_recursion) and np.allclose(hidden_delta, nudged, rtol=0, atol=1e-9)
assert np.allclose([*dW_2.ravel(), *delta_up], by_nudges[-8:], rtol=0, atol=1e-9)

column = d.W[2].T * sp.Matrix([line.lhs for line in d.delta[2]])         # the same in SymPy
slopes = [varphi(line.lhs, 1) for line in d.z[1]]
assert [c * s for c, s in zip(column, slopes, strict=True)] == [line.rhs for line in d.delta[1]]

# %% [markdown] slideshow={"slide_type": "subslide"}
# There is a reason beyond the bookkeeping. Let the activities below change a little, by a column $v$. Then the net inputs
# change by $W v$, and $E$ by $\delta \cdot (W v)$; the dot multiplies two columns entry by entry and adds up. We may also ask
# at the activities themselves: how $E$ answers to each of them, dotted with $v$. That has to be the same number, whatever
# $v$ may be, and the transpose makes it so:
#
# <!-- formula: adjoint -->
# $$ \delta \cdot (W v) \;=\; (W^\top \delta) \cdot v $$
#
# The transpose does not carry the change back. It carries the **question** back: how does $E$ answer? Mathematicians call
# it the **adjoint** of $W$.
#
# <!-- slide
# ## The same question, asked one layer down
#
# The activities below change by $v$, so the net inputs change by $W v$, and $E$ by $\delta \cdot (W v)$.
#
# $$ \delta \cdot (W v) \;=\; (W^\top \delta) \cdot v $$
#
# The transpose does not carry the change back. It carries the **question** back.
# -->

# %% tags=["checks:adjoint"]
some = np.random.default_rng(0).normal(size=(1000, 3))                   # a thousand columns v
gap = max(abs(delta_up @ (W[2] @ v) - (W[2].T @ delta_up) @ v) for v in some)
print("a thousand random v, the two accounts agree:", bool(gap < 1e-12))

v, deltas = sp.Matrix(sp.symbols("v_1:4")), sp.Matrix(sp.symbols("delta_1:3"))   # and for all of them
assert sp.expand(deltas.dot(d.W[2] * v) - (d.W[2].T * deltas).dot(v)) == 0

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** "$W$ carries activities up, so $W^\top$ carries them down again." Let $v$ be the three hidden activities.
# Is $W^\top (W v)$ equal to $v$ again?
#
# <details><summary>Answer</summary>
# No. The transpose is not the inverse, which would undo W; and here no inverse exists: W makes two numbers of three, and two
# numbers cannot say which three they came from.
# </details>

# %% slideshow={"slide_type": "subslide"} on_slide="output"
v = a[1][0]
print("v              =", v.round(2))
print("W^T (W v)      =", (W[2].T @ (W[2] @ v)).round(2))
lost = np.cross(W[2][0], W[2][1])                             # at right angles to both rows of W
print("W (v + lost)   =", (W[2] @ (v + lost)).round(2), "  W v =", (W[2] @ v).round(2))
assert np.allclose(W[2] @ lost, 0) and np.linalg.matrix_rank(W[2].T @ W[2]) == 2

# %% [markdown] slideshow={"slide_type": "-"}
# The last line shows two different inputs of the layer with the same output: nothing could lead back from it. Yet the
# deltas come down without trouble, because they do not ask where the activities came from.
#
# <!-- slide
# $W^\top (W v)$ is not $v$. And two different inputs, $v$ and $v$ + lost, have the same output: nothing leads back from it. The
# deltas come down all the same; they do not ask where an activity came from.
# -->

# %% [markdown] slideshow={"slide_type": "notes"}
# Ask what would have to be true for W transposed to be the inverse. Nothing travels back in time: no activity is
# reconstructed. The word adjoint is worth saying once for those who meet it again in control or in physics.

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Break it.** Suppose somebody forgets to transpose.
#
# **Predict.** Does the program notice in our 2-3-2 network? In a 3-3-3 network?
#
# <details><summary>Answer</summary>
# In the first, yes: a 2 × 3 matrix cannot be multiplied by a column of 2. In the second, no: the matrix is square, the
# shapes fit, and half of the gradient is wrong without a word.
# </details>

# %% slideshow={"slide_type": "subslide"} on_slide="output"
forgotten = BACKPROP["weights not transposed (square)"]
try:
    forgotten.function(net, x, y)
except ValueError:
    print("2-3-2: refused, the shapes do not fit")

rng = np.random.default_rng(0)
square = Network((3, 3, 3), [logistic, logistic], losses.half_squared_error, rng.normal(size=count((3, 3, 3))))
x3, y3 = rng.normal(size=(4, 3)), rng.uniform(size=(4, 3))
right, wrong = backprop(square, x3, y3)[1], forgotten.function(square, x3, y3)[1]
print(f"3-3-3: runs, {np.isclose(right, wrong).sum()} of {len(right)} entries right,",
      f"relative error {relative_error(wrong, right):.2f}")

# %% [markdown] slideshow={"slide_type": "-"}
# The 12 right ones belong to the output layer, which no delta has to come down to. That shapes fit is not a proof; notebook
# 07 takes it up.
#
# <!-- slide
# The 12 right ones belong to the output layer. That shapes fit is not a proof.
# -->

# %% [markdown] slideshow={"slide_type": "notes"}
# Whoever took a row in place of a column for hidden unit 2 has made this slip by hand. Ask why 12 entries are right all the
# same: the top deltas need no weights, so the output layer's part is found before anything is carried down.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=4
# ## And a whole batch at once?
#
# In code an example is a **row**, as notebook 04 has it: $A^-$ holds the activities of the $N$ examples, $Z^-$ their net
# inputs. In the same way $D$ holds their deltas, a row for each example. A row is a column on its side, and
# $(W^\top \delta)^\top = \delta^\top W$. So in the recursion no transpose is left:
#
# <!-- symbol: D -->
# <!-- formula: recursion-batch -->
# $$ D^- = (D \, W) \odot \varphi'(Z^-) $$
#
# <!-- formula: gradient-batch -->
# $$ \frac{\partial E}{\partial W} = D^\top A^-, \qquad \frac{\partial E}{\partial b} = D^\top \mathbf 1 $$
#
# $E$ is now the mean over the examples, so each example has a share of $1/N$ in it. That factor comes in once, at the top:
# a row of $D^{(L)}$ is what (1) gives for its example, divided by $N$. From there the recursion carries it down.
#
# <!-- slide
# ## And a whole batch at once?
#
# $D$ holds the deltas, a row for each example. $1/N$ comes in once, in the top layer's $D$.
#
# $$ D^- = (D \, W) \odot \varphi'(Z^-) $$
#
# $$ \frac{\partial E}{\partial W} = D^\top A^-, \qquad \frac{\partial E}{\partial b} = D^\top \mathbf 1 $$
# -->

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** There are four examples. What is the shape of $D^\top A^-$ for the hidden layer, and where has the sum over
# the examples gone?
#
# <details><summary>Answer</summary>
# 3 × 4 times 4 × 2 makes 3 × 2, the shape of W. The inner 4, the examples, disappears in the matrix product: that is the
# sum.
# </details>

# %% slideshow={"slide_type": "subslide"} on_slide="output" caption="For the hidden layer: 3 units, 4 examples, 2 inputs. The size that disappears is that of the examples: they are summed."
net4, x4, y4 = example_batch()
t4, W4, N = net4.forward(x4), net4.W, len(x4)
slope4 = [None, *(logistic.slope(t4.z[l], t4.a[l]) for l in (1, 2))]

D = [None, None, (t4.a[2] - y4) / N * slope4[2]]
D[1] = D[2] @ W4[2] * slope4[1]
dW = [None, D[1].T @ t4.a[0], D[2].T @ t4.a[1]]
db = [None, D[1].T @ np.ones(N), D[2].T @ np.ones(N)]
print(D[1].T.shape, "times", t4.a[0].shape, "is", dW[1].shape)

# %% tags=["checks:recursion-batch", "checks:gradient-batch"]
found = np.concatenate([dW[1].ravel(), db[1], dW[2].ravel(), db[2]])
measured = central_difference(lambda theta: net4.at(theta).error(x4, y4), net4.theta)
print("all 17 entries as measured with nudges:", np.allclose(found, measured, rtol=0, atol=1e-9))

# %% [markdown]
# Is that the mean of what the four examples say, one at a time? And are the rows of $D$ theirs, up to the factor $1/N$?

# %%
single, rows = [], []
for n in range(N):
    t = net4.blank_trace(1)
    single.append(backprop(net4, x4[n:n+1], y4[n:n+1], t)[1])
    rows.append(t.delta[1][0])
print("the gradient is the mean of four:", np.allclose(found, np.mean(single, axis=0)))
print("a row of D is a quarter of that example's deltas:", np.allclose(D[1], np.array(rows) / N))

# %% [markdown] slideshow={"slide_type": "notes"}
# Ask who can say why the transpose has moved from the recursion to the gradient. On the board: rows instead of columns
# turns every product round. If the room is tired of matrices, show the picture of the table once more and add a second
# delta column.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=3
# ## Is it proved?
#
# The fork rule at a general unit is a proof, if there is no slip in it. To look for one, SymPy writes $E$ of the 2-3-2
# network out in full, with an unknown $\varphi$, differentiates it with respect to each of the 17 parameters without any
# delta, and compares with what the four equations say. `identical` puts a random whole number of up to 19 digits in the place of every
# letter and of every value of $\varphi$ and $\varphi'$, and computes exactly; two formulas that differ agree then with a
# chance of about $10^{-17}$ at most. There is no `simplify`.
#
# A check that cannot say no is worth nothing; so it is also given three slips, one at a time.
#
# <!-- slide
# ## Is it proved?
#
# SymPy writes $E$ out in full, with an unknown $\varphi$, and differentiates with respect to each of the 17 parameters,
# without any delta.
#
# The check is also given three slips: one way forgotten, the slope forgotten, the neighbour's weights.
# -->

# %% slideshow={"slide_type": "subslide"} on_slide="output"
rng = np.random.default_rng(1)
same = [identical(d.expand(line.rhs), by_diff, rng) for line, by_diff in zip(d.gradient, d.by_diff, strict=True)]
print(f"entries of the gradient that agree: {sum(same)} of {len(same)}")

truth = d.by_diff[d.theta.index(d.b[1][0])]                   # dE/db of hidden unit 1: its delta
slope_1, W2 = varphi(d.z[1][0].lhs, 1), d.W[2]
claims = {"as derived": d.delta[1][0].rhs,
          "one way forgotten": d.delta[1][0].rhs.subs(W2[1, 0], 0),
          "the slope forgotten": d.delta[1][0].rhs.subs(slope_1, 1),
          "the neighbour's weights": d.delta[1][0].rhs.subs({W2[0, 0]: W2[0, 1], W2[1, 0]: W2[1, 1]})}
for name, claim in claims.items():
    print(f"delta of hidden unit 1, {name}: {identical(d.expand(claim), truth, rng)}")

# %% [markdown] slideshow={"slide_type": "-"}
# 17 of 17, and the check says no where it should.

# %% [markdown]
# The same with three more pairs of activation function and error; below stands whether the lines for the hidden layer are
# letter by letter the same:

# %%
for phi, loss in (("logistic", "half squared error"), ("logistic", "two-class cross-entropy"),
                  ("softmax", "categorical cross-entropy")):
    other = staged((2, 3, 2), ["generic", phi], loss)
    same = [identical(d_line, by_diff, rng) for d_line, by_diff in
            zip([other.expand(line.rhs) for line in other.gradient], other.by_diff, strict=True)]
    print(f"{phi:8s} with {loss:25s}: {sum(same)} of {len(same)}, (2), (3), (4) unchanged:",
          other.delta[1] == d.delta[1] and other.dW == d.dW and other.db == d.db)

# %% [markdown]
# Only (1) has changed. For another network the argument is the same; for this one it has been checked entry by entry.

# %% [markdown] slideshow={"slide_type": "subslide"}
# Would SymPy have found the deltas by itself? Its function `cse` (common subexpression elimination, known from 01 as "with
# repeated parts computed once") looks for parts that occur more than once, gives each a name, and computes it once. It
# knows nothing of networks. For a 2-2-1 network with logistic units the derivatives have 541 operations as written
# ($\sigma$ is the logistic, and counts as one). This is all that `cse` leaves to be computed before the last products:
#
# <!-- slide
# ## Would SymPy have found the deltas by itself?
#
# Its `cse` looks for repeated parts and computes each once. It knows nothing of networks. For a 2-2-1 network:
# -->

# %% slideshow={"slide_type": "-"} on_slide="output"
small = staged((2, 2, 1), ["logistic", "logistic"], "half squared error")
named, _ = sp.cse(small.by_diff, symbols=sp.numbered_symbols("c_", start=1))
assert count_operations(small.by_diff).raw == 541
Math(latex_lines(*named))

# %% [markdown] slideshow={"slide_type": "notes"}
# Let the room find the output's delta among c1 to c8 before you go on; c6 has the slope c5 (1 − c5) in it.

# %% slideshow={"slide_type": "subslide"} on_slide="output"
meaning = {}
for c, formula in named:
    meaning[c] = formula.xreplace(meaning)                    # written out in w, b, x, y
recognised = [(c, line.lhs) for line in [*small.delta[2], *small.delta[1]] for c in meaning
              if identical(meaning[c], small.expand(line.rhs), rng)]
Math(latex_lines(*recognised))

# %% [markdown] slideshow={"slide_type": "-"}
# There they are: $c_6$, $c_7$ and $c_8$ are the three deltas, found by a program that does nothing but avoid computing a
# thing twice.

# %% [markdown]
# So is the recursion no more than `cse`?
#
# **Predict.** We make the network deeper, 2-2-2-1 and so on. Does `cse` keep up with the recursion?
#
# <details><summary>Answer</summary>
# No. It falls behind with the first layer that is added, and further with each one.
# </details>

# %%
print(f"{'E and its gradient':18s} {'as written':>10} {'cse':>5} {'recursion':>10}")
for sizes in ((2, 2, 1), (2, 2, 2, 1), (2, 2, 2, 2, 1), (2, 3, 2)):
    n = staged(sizes, ["logistic"] * (len(sizes) - 1), "half squared error")
    raw, shared = count_operations([n.expand(letters.E), n.by_diff])
    stages = count_operations([*n.graph.values(), n.delta, n.gradient]).shared
    print(f"{'-'.join(map(str, sizes)):18s} {raw:>10,} {shared:>5} {stages:>10}")

_, left_over = sp.cse(n.by_diff, symbols=sp.numbered_symbols("c_", start=1))
print("2-3-2, the entry of the first weight after cse:", left_over[0])

# %% [markdown]
# `cse` finds what is repeated letter by letter. But SymPy's derivative is a sum over paths, written out. Where two paths go
# on together, as in the last line, it does not take out the common factor to make $(c_{10} + c_{16}) \, x_1$ of it.
# Remembering alone is not enough: one has to **add first** at each unit, and then go on with the sum. That is what the
# $\sum_j$ in (2) does.

# %% [markdown] slideshow={"slide_type": "notes"}
# People trust a proof by computer more if they have seen it say no: go back to the three refusals if there are doubts. For
# cse the punchline is in the text: sharing without adding first does not save a deep network.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=4
# ## Is it the error that travels back?
#
# One often reads that "the error is propagated backward". Look at what is sent. Output 1 misses its target by −0.40, and
# its delta is −0.09; output 2 misses by +0.66, and its delta is 0.15. A delta answers another question: not how wrong is
# this unit, but how does $E$ **answer** to its net input?
#
# **Predict.** We set the bias of output 1 to −12. Its activity should be 1 and is 0.00001, as wrong as it can be. What is
# its delta?
#
# <details><summary>Answer</summary>
# Nearly 0: −0.000008. The unit is saturated, and a little more net input would change next to nothing. The error is as
# large as can be, the sensitivity is gone. (Notebook 02 met this neuron, and notebook 03 cured it with another error.)
# </details>
#
# <!-- slide
# ## Is it the error that travels back?
#
# Output 1 misses its target by −0.40; its delta is −0.09. A delta says how $E$ **answers** to a net input.
#
# **Predict.** We set the bias of output 1 to −12. Its activity should be 1 and is 0.00001. What is its delta?
# -->

# %% slideshow={"slide_type": "subslide"} on_slide="output"
def missed_and_delta(bias, target):
    """What the outputs miss, and the deltas, of our network with another bias of output 1 and another target."""
    one, x, _ = example()
    one.b[2][0] = bias
    t = one.blank_trace(1)
    backprop(one, x, np.array([target]), t)
    return (t.a[2] - [target])[0], t.delta


for bias in (0.2, -12.0):
    missed, deltas = missed_and_delta(bias, [1.0, 0.0])
    print(f"bias {bias:5.1f}:  output 1 misses by {missed[0]:+.5f}, its delta is {deltas[2][0, 0]:+.6f}")

# %% [markdown] slideshow={"slide_type": "-"}
# Nearly the largest error there can be, and next to no delta.

# %% [markdown]
# *Try: put 12.0 in the place of −12.0. What is the delta now, and is that good news?*
#
# <details><summary>What you will see</summary>
# Output 1 misses by −0.00000, in five digits, and its delta is −0.000000. Now it is good news. A delta of nearly 0 can mean
# "all is right here" or "all is wrong here, and no small step helps"; the delta alone does not say which.
# </details>

# %% [markdown] slideshow={"slide_type": "subslide"}
# A hidden unit has no target, so that it has no error at all. It has a delta.
#
# **Predict.** Let the targets be 0 and 0.5. Now both outputs are too high, by 0.60 and by 0.16. Would it lower $E$ to give
# hidden unit 2 *more* net input?
#
# <details><summary>Answer</summary>
# Yes, its delta is negative. It pulls output 1 down (weight −0.5), which is far too high, and pushes output 2 up (0.6),
# which is a little too high; the first counts for more. "Everything is too high" does not mean "everything must go down".
# </details>

# %% slideshow={"slide_type": "subslide"} on_slide="output"
missed, deltas = missed_and_delta(0.2, [0.0, 0.5])
print("the outputs miss by:  ", missed.round(3))
print("their deltas:         ", deltas[2][0].round(3))
print("deltas, hidden units: ", deltas[1][0].round(3))

# %% [markdown] slideshow={"slide_type": "-"}
# Both outputs are too high, and still more net input at hidden unit 2 would lower $E$: its delta is negative.

# %% [markdown]
# **Break it.** Suppose somebody does send the error back, $a - y$ without the slope, and leaves (2), (3) and (4) as they
# are.
#
# **Predict.** What comes out: nonsense, or the gradient of something?
#
# <details><summary>Answer</summary>
# The gradient of something: of the two-class cross-entropy, as in notebook 03. With it, (1) reads a − y. So it is a good
# direction, only for another E than the one that is printed.
# </details>

# %%
net, x, y = example()
no_slope = BACKPROP["output slope missing"].function(net, x, y)[1]
squared = backprop(net, x, y)[1]
crossed = backprop(Network(net.sizes, net.phi[1:], losses.binary_cross_entropy, net.theta), x, y)[1]
print(f"relative error against the half squared error's gradient: {relative_error(no_slope, squared):.2f}")
print("equal to the cross-entropy's gradient:", np.allclose(no_slope, crossed, rtol=1e-12, atol=0))

# %% [markdown]
# A relative error of 0 would be the same gradient, 2 the opposite one; so as a gradient of the half squared error it is far
# off. Notebook 07 trains networks with this slip and others, and asks how one would notice.

# %% [markdown] slideshow={"slide_type": "notes"}
# A vote on each of the two predictions. If somebody proposes to send a − y back without the slope: that is right for another E,
# the cross-entropy, as in lecture 03. The sentence to leave on the board: a delta is an answer of E, not a share of the
# blame. If somebody asks whether the brain does this: an open question. The recursion uses each weight in both directions;
# Crick (Nature 337, 1989) objected that synapses are not known to do so. Notebook 14 (to come).

# %% [markdown] slideshow={"slide_type": "slide"} minutes=5
# ## Why is down the cheap direction?
#
# Write (2) with the table of all derivatives between two layers, a **Jacobian** as in notebook 03:
# $J^{(l)}_{ji} = \partial z^{(l)}_j / \partial z^{(l-1)}_i = w^{(l)}_{ji} \, \varphi'(z^{(l-1)}_i)$. A walk from the top
# layer to layer 1 is then one long product:
#
# <!-- formula: jacobians -->
# $$ \big(\delta^{(1)}\big)^\top = \big(\delta^{(L)}\big)^\top \, J^{(L)} \, J^{(L-1)} \cdots J^{(2)} $$
#
# A product of matrices may be worked out from either end; the result is the same. From the left one starts at $E$ and walks
# down; from the right one starts at layer 1 and works up. To multiply an $m \times n$ table by an $n \times p$ table
# takes $m \cdot n \cdot p$ multiplications.
#
# <!-- slide
# ## Why is down the cheap direction?
#
# Equation (2) as a product: a table $J$ for each layer says how its net inputs answer to those of the layer below.
#
# $J^{(l)}_{ji} = \partial z^{(l)}_j / \partial z^{(l-1)}_i = w^{(l)}_{ji} \, \varphi'(z^{(l-1)}_i)$
#
# $$ \big(\delta^{(1)}\big)^\top = \big(\delta^{(L)}\big)^\top \, J^{(L)} \, J^{(L-1)} \cdots J^{(2)} $$
#
# From the left: start at $E$, walk down. From the right: start at layer 1, work up. The result is the same.
# -->

# %% [markdown] slideshow={"slide_type": "notes"}
# Let the room bracket a chain of three on paper first: (row · table) · table or row · (table · table). How many multiplications
# has each, if the row has 2 entries and the tables are 2 by 2? 8 and 12.

# %% tags=["checks:jacobians"]
sizes, rng = (4, 6, 5, 6, 3), np.random.default_rng(2)
deep = Network(sizes, [tanh] * 4, losses.half_squared_error, 0.5 * rng.normal(size=count(sizes)))
x_deep, y_deep, t = rng.normal(size=(1, 4)), rng.normal(size=(1, 3)), deep.blank_trace(1)
backprop(deep, x_deep, y_deep, t)
J = {l: deep.W[l] * t.slope[l-1][0] for l in range(2, deep.L + 1)}       # column i times the slope of unit i
from_left = ((t.delta[4][0] @ J[4]) @ J[3]) @ J[2]
from_right = t.delta[4][0] @ (J[4] @ (J[3] @ J[2]))
print("from the left: ", from_left.round(4))
print("from the right:", from_right.round(4))
assert np.allclose(from_left, t.delta[1][0]) and np.allclose(from_right, from_left)

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** Now five layers of 100 units, so that a row of 100 deltas is followed by four tables of 100 × 100. Which
# order takes fewer multiplications: and how many times fewer, about 2, about 10, about 75?
#
# <details><summary>Answer</summary>
# From the left, about 75 times fewer. A row times a table is a row again: 100 · 100 products each time. A table times a
# table is a table: 100 · 100 · 100.
# </details>

# %% slideshow={"slide_type": "subslide"}
shapes = [(1, 100)] + 4 * [(100, 100)]
left, right = sum(multiplications(shapes)), sum(multiplications(shapes, from_left=False))
names = [r"$\delta^{\top}$", *(f"$J^{{({l})}}$" for l in (5, 4, 3, 2))]
show(draw_products(shapes, names),
     alt="A thin row and four square tables, multiplied in two orders. From the left a row stays a row, and each "
         f"of four products takes 10,000 multiplications, together {left:,}. From the right the first three products "
         f"make square tables at 1,000,000 each; together {right:,}.")

# %% slideshow={"slide_type": "-"} on_slide="output" caption="The same product from both ends. $E$ is one number: whoever begins there has one row in hand, never a table."
print(f"{right:,} / {left:,} = {right / left:.2f}")

# %% [markdown]
# $E$ is **one** number, so the product has a thin end, and it is the one at $E$. Whoever begins there never has more than
# one row in hand.
#
# *Try: make the first factor a full table too, `(100, 100)`. What is left of the advantage?*
#
# <details><summary>What you will see</summary>
# Nothing: 4,000,000 from either end. It is the thin end that makes the direction cheap.
# </details>

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** Turn the network round: one input, 100 outputs, and we ask how each of the 100 outputs answers to the one
# input. Is the walk down still the cheap one?
#
# <details><summary>Answer</summary>
# No. The thin end is at the input now, and the same numbers stand on the other side: walking up costs 40,000, walking down
# 3,010,000.
# </details>

# %% slideshow={"slide_type": "subslide"}
turned = 4 * [(100, 100)] + [(100, 1)]
left, right = sum(multiplications(turned)), sum(multiplications(turned, from_left=False))
show(draw_products(turned),
     alt="Four square tables and a thin column at the right end. Now the order from the right is cheap, with "
         f"{right:,} multiplications, and the one from the left costs {left:,}.")

# %% [markdown] slideshow={"slide_type": "-"}
# Begin at the thin end. From the end of $E$ it is called **reverse mode**, from the inputs **forward mode** (notebook 11,
# to come, builds both). Training has one $E$ and thousands of parameters; that is why one walks down.
#
# <!-- slide
# Begin at the thin end. From $E$: **reverse mode**. From the inputs: **forward mode**. Training has one $E$ and thousands
# of parameters.
# -->

# %% [markdown] slideshow={"slide_type": "notes"}
# "Reverse mode is
# always better" is the sentence to refute with the second picture: one input, many outputs. In between, with as many inputs
# as outputs, neither end helps.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=3
# ## What does the whole gradient cost?
#
# Three ways to the same gradient, counted in multiplications (slopes and the deltas of the top layer are taken as known in
# all three):
#
# - **every path alone**, as in notebook 04;
# - **one walk up for each parameter**: what a nudge of it moves, layer by layer up to $E$. Paths that meet are added first,
#   but each parameter walks by itself;
# - **one walk down for all**: equations (2), (3), (4).

# %%
def walk_up(net, trace, l, j, came_in):
    """dE/d(a parameter into unit j of layer l): what a nudge moves, up to E; and the multiplications."""
    moved, products = came_in * np.eye(net.sizes[l])[j], 0
    for above in range(l + 1, net.L + 1):
        moved = net.W[above] @ (trace.slope[above-1][0] * moved)
        products += net.sizes[above-1] + net.W[above].size
    return trace.delta[net.L][0] @ moved, products + net.sizes[net.L]


one_weight, products = walk_up(net, trace, l=1, j=1, came_in=x[0, 0])      # to hidden unit 2 from input 1
print(f"walk up {one_weight:.6f}, backprop {trace.dW[1][1, 0]:.6f}; {products} multiplications for one of 17 entries")
assert np.isclose(one_weight, trace.dW[1][1, 0])

# %% slideshow={"slide_type": "subslide"}
depths = range(1, 9)
up_for_each, every_path, down_for_all = [], [], []
for L in depths:
    sizes = (4,) * (L + 1)
    four = Network(sizes, [tanh] * L, losses.half_squared_error, np.zeros(count(sizes)))
    t = four.blank_trace(1)
    backprop(four, np.ones((1, 4)), np.ones((1, 4)), t)
    one_each = [walk_up(four, t, l, 0, 1.0)[1] for l in range(1, L + 1)]
    up_for_each.append(4 * 5 * sum(one_each))                 # 16 weights and 4 biases a layer
    every_path.append(count_multiplications(sizes)[0])
    down_for_all.append(count_multiplications(sizes)[1])
lines = {"every path alone:": every_path, "a walk up for each:": up_for_each, "one walk down:": down_for_all}
show(draw_counts(depths, lines, xlabel="layers of 4 units", ylabel="multiplications for one gradient"),
     alt="Multiplications against the number of layers, on a logarithmic scale. Every path alone rises in nearly a "
         f"straight line to {every_path[-1]:,} at eight layers; a walk up for each parameter bends and reaches "
         f"{up_for_each[-1]:,}; one walk down reaches {down_for_all[-1]}.")

# %% [markdown] slideshow={"slide_type": "-"}
# Two savings, as announced in notebook 01: to add first where paths meet (from the top line to the middle one), and to walk
# down, so that one walk serves all (from the middle one to the bottom). Up to three layers the paths are so few that the
# walks up do not pay yet.
#
# <!-- slide
# Two savings: add first where paths meet; and walk down, so that one walk serves all.
# -->

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** A 64-32-10 network, as in notebook 00, has 2,410 parameters. One pass forward takes 2,368 multiplications.
# How many passes forward is its whole gradient worth, the forward pass itself included: about 2, about 50, about 2,400?
#
# <details><summary>Answer</summary>
# About 2. Each weight is multiplied by an activity on the way up, its line by a delta on the way down (not in layer 1), and
# delta times activity makes its entry: at most three multiplications a weight, and one for each hidden unit's slope,
# whatever the size of the network. Here layer 1 has most of the weights, and they need only two. Common sense expects one
# run for each parameter.
# </details>

# %% slideshow={"slide_type": "subslide"} on_slide="output"
print(f"{'network':19s} {'forward':>8} {'down':>8} {'passes':>7} {'nudging':>8}")
for sizes in ((2, 3, 2), (64, 32, 10), (784, 30, 10), (100, 100, 100, 100, 10)):
    forward = sum(n * m for n, m in zip(sizes, sizes[1:], strict=False))
    back = count_multiplications(sizes)[1]
    name, passes = "-".join(map(str, sizes)), (forward + back) / forward
    print(f"{name:19s} {forward:>8,} {back:>8,} {passes:>7.2f} {count(sizes) + 1:>8,}")
    assert back <= 2 * forward + sum(sizes[1:-1])

# %% [markdown] slideshow={"slide_type": "-"}
# "Passes" is forward and down together, in passes forward; "nudging" is the same gradient by a nudge for each parameter.
#
# <!-- slide
# "Passes": forward and down together, in passes forward. "Nudging": the same gradient, a nudge for each parameter.
# -->

# %% [markdown]
# 2.15 passes for 2,410 parameters, where common sense expects thousands. The `assert` holds a bound for the way down: two
# forward passes, and a multiplication for each hidden unit's slope. What the walk asks in return is memory, because $a$ and
# the slopes of all layers have to be kept until it comes by.
#
# And it can go one step further. The input is $a^{(0)}$, and has no slope of its own; so $W^\top \delta$ of the first layer
# is how $E$ answers to each **input**:
#
# <!-- formula: input -->
# $$ \frac{\partial E}{\partial x} = \big(W^{(1)}\big)^\top \delta^{(1)} $$
#
# In code, with rows, `delta[1] @ W[1]`. Notebook 09 uses it to design something: there the weights stay, and the input
# moves.

# %% tags=["checks:input"]
dE_dx = delta[1] @ W[1]
by_nudge = [(net.error(x + h * e, y) - net.error(x - h * e, y)) / (2 * h) for e in np.eye(2)]
print("dE/dx:", dE_dx[0].round(6), "  by nudges:", np.round(by_nudge, 6))
assert np.allclose(dE_dx, by_nudge, rtol=0, atol=1e-9) and np.allclose(dE_dx[0], W[1].T @ delta[1][0])

# %% [markdown] slideshow={"slide_type": "notes"}
# The number to remember: at most three multiplications a weight. Ask where each of the three happens; have somebody point
# at a line of the network for each. Biases cost nothing more, their entry is the delta itself.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=1
# ## The four lines on one card
#
# One layer, and the layer below with a minus. The first delta comes from the error, equation (1).
#
# | | one example: a column | a batch: a row each | NumPy |
# |---|---|---|---|
# | forward | $z = W a^- + b$ | $Z = A^- W^\top + \mathbf 1 b^\top$ | `z[l] = a[l-1] @ W[l].T + b[l]` |
# | recursion (2) | $\delta^- = (W^\top \delta) \odot \varphi'(z^-)$ | $D^- = (D W) \odot \varphi'(Z^-)$ | `delta[l-1] = delta[l] @ W[l] * slope[l-1]` |
# | weights (3) | $\partial E / \partial W = \delta (a^-)^\top$ | $\partial E / \partial W = D^\top A^-$ | `dW[l] = delta[l].T @ a[l-1]` |
# | biases (4) | $\partial E / \partial b = \delta$ | $\partial E / \partial b = D^\top \mathbf 1$ | `db[l] = delta[l].sum(axis=0)` |
#
# You find them again in [NOTATION.md](../NOTATION.md). The column in NumPy, run as it stands there:
#
# <!-- slide
# ## The four lines on one card
#
# | one example, columns | a batch, rows | NumPy |
# |---|---|---|
# | $z = W a^- + b$ | $Z = A^- W^\top + \mathbf 1 b^\top$ | `a[l-1] @ W[l].T + b[l]` |
# | $\delta^- = (W^\top \delta) \odot \varphi'(z^-)$ | $D^- = (D W) \odot \varphi'(Z^-)$ | `delta[l] @ W[l] * slope[l-1]` |
# | $\partial E / \partial W = \delta (a^-)^\top$ | $D^\top A^-$ | `delta[l].T @ a[l-1]` |
# | $\partial E / \partial b = \delta$ | $D^\top \mathbf 1$ | `delta[l].sum(axis=0)` |
# -->

# %%
W, b, L = net4.W, net4.b, net4.L                              # the batch of four examples
z, a, slope, delta, dW, db = ([None] * (L + 1) for _ in range(6))
a[0] = x4
for l in range(1, L + 1):
    z[l] = a[l-1] @ W[l].T + b[l]
    a[l] = logistic(z[l])
    slope[l] = logistic.slope(z[l], a[l])
delta[L] = (a[L] - y4) / N * slope[L]
for l in range(L, 0, -1):
    if l > 1:
        delta[l-1] = delta[l] @ W[l] * slope[l-1]
    dW[l] = delta[l].T @ a[l-1]
    db[l] = delta[l].sum(axis=0)

found = np.concatenate([dW[1].ravel(), db[1], dW[2].ravel(), db[2]])
print("all 17 entries as measured with nudges:", np.allclose(found, measured, rtol=0, atol=1e-9))

# %% [markdown] slideshow={"slide_type": "notes"}
# Leave the card on the screen during questions. If there is time, cover one column and have the room write it from the
# others.

# %% [markdown] slideshow={"slide_type": "skip"}
# ## Recall
#
# Without scrolling up: answer, then unfold.
#
# **1.** Is a delta $\partial E / \partial a$ or $\partial E / \partial z$, and what difference does it make?
# <details><summary>Answer</summary>
# ∂E/∂z. Everything below a unit reaches E through z, so that a weight's entry is delta times what comes in, with nothing
# else to multiply. From ∂E/∂a one would have to put in the slope each time.
# </details>
#
# **2.** "The transpose takes back what $W$ has done." What is wrong, and what does the transpose do?
# <details><summary>Answer</summary>
# That would be the inverse, which a layer of unequal widths does not even have. The transpose sums over where the lines
# lead to, not over where they come from; it makes δ · (W v) = (Wᵀδ) · v true for all v.
# </details>
#
# **3.** Does the error itself travel backward?
# <details><summary>Answer</summary>
# No, a sensitivity does: how E answers to each net input. An output can be as wrong as possible and have a delta of nearly
# 0, and a hidden unit has a delta without having an error.
# </details>
#
# **4.** A hidden unit stands where its activation function is flat, slope 0. Which entries of the gradient are 0 because of
# it?
# <details><summary>Answer</summary>
# Its delta is 0, so those of all weights into it and of its bias. The weights that lead out of it are not concerned: their
# entries have the deltas above and its activity.
# </details>
#
# **5.** "The cost of a gradient grows with the number of parameters times the cost of a forward pass." Does it?
# <details><summary>Answer</summary>
# That is the price of nudging. The walk down costs at most two forward passes (and a multiplication for each hidden unit's
# slope), however many parameters there are.
# </details>
#
# **6.** "Reverse mode is always better than forward mode." Is it?
# <details><summary>Answer</summary>
# No. It is the cheap one where many numbers go in and one comes out. With one input and many outputs it is forward mode; in
# between it depends on which end is thinner.
# </details>
#
# **7.** "Rumelhart, Hinton and Williams invented backpropagation in 1986." Did they?
# <details><summary>Answer</summary>
# They made it known, and showed what hidden units learn by it. The recursion itself had been used in control since about
# 1960 (Kelley, Bryson, Dreyfus), written down for any calculation by Linnainmaa in 1970, and brought to networks by Werbos.
# </details>
#
# **8.** "Backpropagation is how the brain learns." Is it? (Think of what the recursion would ask of a synapse, the joint
# between two nerve cells.)
# <details><summary>Answer</summary>
# Nobody knows. The recursion sends deltas back over the same weights that carried the activities up, and no way back of
# that kind is known in synapses (an objection of Crick, Nature 337, 1989). Notebook 14 (to come) looks at what has been
# proposed instead.
# </details>

# %% slideshow={"slide_type": "skip"}
flat = Network((2, 3, 2), [tanh, logistic], losses.half_squared_error, example()[0].theta.copy())
flat.b[1][1] = 400.0                                          # hidden unit 2 far out, where tanh is flat
t = flat.blank_trace(1)
backprop(flat, x, y, t)
print("question 4: delta", t.delta[1][0, 1], " into it", t.dW[1][1], " out of it", t.dW[2][:, 1].round(3))
print("question 5:", all(count_multiplications(s)[1] <= 2 * sum(np.multiply(s[1:], s[:-1])) + sum(s[1:-1])
                        for s in ((2, 3, 2), (9, 8, 7, 6), (1, 50, 50, 1), (784, 16, 16, 10))))
print("question 6:", sum(multiplications(turned)), "walking down,",
      sum(multiplications(turned, from_left=False)), "walking up")

# %% [markdown] slideshow={"slide_type": "slide"} minutes=1
# ## The next question
#
# Four lines on paper, derived, and checked in every entry of one network. Paper does not run. How do four lines become code that one
# would trust, with rows, sums over examples and a $1/N$ in the right place? [Notebook 06](06_by_hand_to_code.ipynb) writes
# it, and finds a number that has been wrong in print for years.
#
# *What we built is `course_lib/symbolic/derivation.py` and what `course_lib/backprop.py` says in four lines: read them.*
#
# **Now write it yourself.** The [exercises of 05](../exercises/05_the_delta_recursion/exercises_05.ipynb)
# look at what you write, and say where it first goes wrong.
#
# <!-- slide
# ## The next question
#
# Four lines on paper, and proved.
#
# **How do they become code that one would trust?**
# -->
