# %% [markdown] slideshow={"slide_type": "slide"} minutes=1
# # 04 · Layers
#
# One neuron draws one straight line, whatever error it minimises; [notebook 03](03_what_to_minimise.ipynb) could not change
# that. **What do layers add, and how does one get the gradient of a weight deep inside?**
#
# After this notebook you will be able to
#
# 1. prove that no single line solves a certain task, and solve it by hand with two hidden units;
# 2. write the forward pass of a network as matrix products, for one example and for a batch, and say each array's shape;
# 3. get the gradient of a weight in the first layer as a sum over paths, and say what that costs in a large network.
#
# *About an hour and a quarter alone, 45 minutes as a lecture.*
#
# <!-- slide
# # 04 · Layers
#
# One neuron draws one straight line, whatever error it minimises.
#
# **What do layers add, and how does one get the gradient of a weight deep inside?**
# -->

# %% [markdown] slideshow={"slide_type": "notes"}
# Three parts: why layers (XOR), how they are written (matrices, rows, one vector), and what the naive gradient costs. The
# last part is the bait for notebook 05: do not give the recursion away, even if somebody in the room has it already.

# %% slideshow={"slide_type": "skip"}
import matplotlib.pyplot as plt
import numpy as np
import sympy as sp
from IPython.display import Math

from course_lib import activations, datasets, house_style, initial_weights, losses
from course_lib.activations import logistic
from course_lib.backprop import backprop
from course_lib.example import example, example_batch
from course_lib.figures import (
    all_paths,
    draw_counts,
    draw_error_surface,
    draw_network,
    draw_paths,
    draw_plane,
)
from course_lib.layout import count, windows
from course_lib.network import Network
from course_lib.path_sum import count_multiplications, path_sum
from course_lib.show import show, show_source
from course_lib.symbolic import latex_lines, staged
from course_lib.widgets import StepPlayer

house_style.use()

# %% [markdown] slideshow={"slide_type": "slide"} minutes=6
# ## What can one line not do?
#
# Four examples, two inputs. The target is 1 when **either** input is 1, **but not both**. The task is called XOR,
# exclusive or.
#
# | $x_1$ | 0 | 0 | 1 | 1 |
# |---|---|---|---|---|
# | $x_2$ | 0 | 1 | 0 | 1 |
# | target | 0 | 1 | 1 | 0 |
#
# A logistic neuron says 1 where its activity is above ½, and that is where its net input $z = w_1 x_1 + w_2 x_2 + b$ is
# above 0: on one side of a straight line.
#
# <!-- slide
# ## What can one line not do?
#
# | $x_1$ | 0 | 0 | 1 | 1 |
# |---|---|---|---|---|
# | $x_2$ | 0 | 1 | 0 | 1 |
# | target | 0 | 1 | 1 | 0 |
#
# XOR, exclusive or: **either** input is 1, **but not both**.
#
# A neuron says 1 on one side of a straight line.
# -->

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** We may choose the line as we like. How many of the four examples can it get right at best? And at worst?
#
# <details><summary>Answer</summary>
# Three at best, one at worst. The next cell tries a hundred thousand lines; two of four is the usual case.
# </details>

# %% [markdown] slideshow={"slide_type": "notes"}
# Draw the four corners on the board, full for 1, empty for 0. Let somebody come and draw lines until the room is convinced
# that three is the most; then ask for a proof before showing it.

# %%
data = datasets.xor()
x_xor, y_xor = data.x, data.y
some = np.random.default_rng(0).normal(size=(100_000, 3))          # w1, w2, b of many lines
z = x_xor @ some[:, :2].T + some[:, 2]                             # a row for each example
right = ((z > 0) == (y_xor == 1)).sum(axis=0)
for k in range(5):
    print(f"{k} of 4 right: {np.mean(right == k):4.0%} of the lines")
assert right.max() == 3 and right.min() == 1

# %% slideshow={"slide_type": "subslide"}
NAMES = ["0, 0", "0, 1", "1, 0", "1, 1"]
show(draw_plane(x_xor, y_xor[:, 0], NAMES, {"$z = 0$": (4, 4, -2)}, marked=[3]),
     alt="The four examples at the corners of a square: discs, target 1, at 0, 1 and 1, 0; rings, target 0, at "
         "0, 0 and 1, 1. A slanting line cuts off the corner 0, 0. The other three lie on its positive side; 1, 1 is "
         "marked, because it should not.")

# %% [markdown] slideshow={"slide_type": "-"}
# This line is one of the best: three right, and the marked one wrong. (Turn its arrow round, and right becomes wrong: one
# of four.)
#
# <!-- slide
# One of the best lines: three right, the marked one wrong.
# -->

# %% [markdown] slideshow={"slide_type": "subslide"}
# A hundred thousand tries are no proof. Here is one. Add the net inputs of the two examples that should be 0, and those
# of the two that should be 1. Both sums are the same:
#
# <!-- formula: xor -->
# $$ z(0,0) + z(1,1) \;=\; w_1 + w_2 + 2b \;=\; z(0,1) + z(1,0) $$
#
# For four right answers both numbers on the left must be at most 0, and both on the right above 0. Then the left sum is
# at most 0, and the right sum is above 0. They cannot be equal. So there are no such weights and no such bias.
#
# <!-- slide
# ### A proof in four inequalities
#
# $$ z(0,0) + z(1,1) \;=\; w_1 + w_2 + 2b \;=\; z(0,1) + z(1,0) $$
#
# Targets 0: both on the left are at most 0. Targets 1: both on the right are above 0.
#
# One sum is at most 0, the other is above 0. They cannot be equal.
# -->

# %% tags=["checks:xor"]
w1, w2, b = sp.symbols("w_1 w_2 b")


def z_of(x1, x2):
    return w1 * x1 + w2 * x2 + b


zeros, ones = z_of(0, 0) + z_of(1, 1), z_of(0, 1) + z_of(1, 0)
print("targets 0:", zeros, "   targets 1:", ones)
assert sp.expand(zeros - ones) == 0 and sp.expand(zeros - (w1 + w2 + 2 * b)) == 0

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** Now we train one neuron on the four, with the cross-entropy of notebook 03, until $E$ falls no more. What
# does it say to each of them?
#
# <details><summary>Answer</summary>
# One half, to all four. Most of us expect three of four, as the best line has it. But E does not count right answers: a
# neuron that is sure of three pays more for the fourth than it gains, and the lowest E belongs to the one that commits
# itself to nothing.
# </details>
#
# <!-- slide
# **Predict.** We train one neuron on the four, with the cross-entropy of notebook 03, until $E$ falls no more. What does
# it say to each of them?
# -->

# %% slideshow={"slide_type": "subslide"} on_slide="output"
for seed in range(3):
    start = np.random.default_rng(seed).normal(size=3)
    single = Network((2, 1), [logistic], losses.binary_cross_entropy, start)
    for _ in range(2000):
        single.theta[:] -= backprop(single, x_xor, y_xor)[1]        # eta = 1
    print("trained:", single.predict(x_xor)[:, 0].round(3), f"  E = {single.error(x_xor, y_xor):.3f}")
sure = single.at(np.array([4.0, 4.0, -2.0]))                        # the line in the picture
print("drawn:  ", sure.predict(x_xor)[:, 0].round(3), f"  E = {sure.error(x_xor, y_xor):.3f}")
E_of_all = (np.logaddexp(0, z) - y_xor * z).mean(axis=0)            # cross-entropy of the random lines
assert E_of_all.min() > np.log(2)

# %% [markdown] slideshow={"slide_type": "-"}
# From three different starts the neuron ends at the same place: it has learned nothing, and $E = \log 2 = 0.693$. None of
# the hundred thousand lines has a lower one. The line of the picture has three right and an $E$ of 1.596. Neither the
# start nor the error is to blame; one line is too little.
#
# <!-- slide
# Three starts, one answer: a half to each example. The drawn line has three right, and the larger $E$: it is very sure where it
# is wrong. One line is too little, whatever the start.
# -->

# %% [markdown] slideshow={"slide_type": "notes"}
# Minsky and Papert (*Perceptrons*, 1969) proved what a single layer of adjustable weights cannot do;
# XOR is the smallest case of their parity. People often take the output one half for a failure of gradient descent: it is
# the lowest E there is.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=5
# ## What do two more units change?
#
# One neuron cannot say "either, but not both". But it can say "$x_1$ alone", and another one "$x_2$ alone". So we put two
# between the inputs and the output, and let the output look at **their** activities $a_1$, $a_2$ in place of the inputs.
# They are called **hidden units**, because no target says what they should answer. We set the weights by hand:
#
# | unit | net input | says |
# |---|---|---|
# | hidden 1 | $4 x_1 - 8 x_2 - 2$ | $x_1$ alone |
# | hidden 2 | $-8 x_1 + 4 x_2 - 2$ | $x_2$ alone |
# | output | $10 a_1 + 10 a_2 - 5$ | either of them |
#
# <!-- slide
# ## What do two more units change?
#
# | unit | net input | says |
# |---|---|---|
# | hidden 1 | $4 x_1 - 8 x_2 - 2$ | $x_1$ alone |
# | hidden 2 | $-8 x_1 + 4 x_2 - 2$ | $x_2$ alone |
# | output | $10 a_1 + 10 a_2 - 5$ | either of them |
#
# Two hidden units, told by hand what to look for. The output looks at the hidden activities $a_1$, $a_2$, not at the inputs.
# -->

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** Give each example a new place: the activities of the two hidden units as coordinates. Where do 0, 0 and
# 1, 1 go, which lay at opposite corners?
#
# <details><summary>Answer</summary>
# Both to the corner at the origin: in neither case is one input on alone. The next cell has the numbers. The two examples
# that need the same answer have come together.
# </details>

# %%
def hidden(x1, x2):
    return logistic(4 * x1 - 8 * x2 - 2), logistic(-8 * x1 + 4 * x2 - 2)


a1, a2 = hidden(x_xor[:, 0], x_xor[:, 1])
answer = logistic(10 * a1 + 10 * a2 - 5)
for n in range(4):
    print(f"{NAMES[n]}:  hidden {a1[n]:.2f}, {a2[n]:.2f}   answer {answer[n]:.2f}   target {y_xor[n, 0]:.0f}")
assert np.array_equal(answer > 0.5, y_xor[:, 0] == 1)

# %% slideshow={"slide_type": "subslide"}
side = np.linspace(-0.25, 1.25, 25)
paper = np.stack(np.meshgrid(side, side), axis=-1)                    # a sheet of squared paper
folded = np.stack(hidden(paper[..., 0], paper[..., 1]), axis=-1)      # where the hidden units carry it
fig, (before, after) = plt.subplots(1, 2, figsize=(7, 3.6))
draw_plane(x_xor, y_xor[:, 0], NAMES, {"$z_1 = 0$": (4, -8, -2), "$z_2 = 0$": (-8, 4, -2)}, paper, ax=before)
draw_plane(np.stack([a1, a2], axis=-1), y_xor[:, 0], NAMES, {"$z = 0$": (10, 10, -5)}, folded, ax=after,
           names=("activity $a_1$ of hidden unit 1", "activity $a_2$ of hidden unit 2"), limits=(-0.18, 1.18))
show(fig, alt="Left: the inputs' plane as squared paper, with the four examples and a line for each hidden unit; each "
              "line cuts off one disc. Right: the paper as the hidden units fold it. The rings 0, 0 and 1, 1 are now "
              f"near the origin, at {a1[0]:.2f}, {a2[0]:.2f} and {a1[3]:.2f}, {a2[3]:.2f}; the discs are at the ends of "
              "two arms, and one straight line parts them from the rings.")

# %% [markdown] slideshow={"slide_type": "-"}
# The output unit still draws one straight line. It draws it in another plane, on a sheet that the hidden units have
# folded: there one line is enough. That is what a hidden layer does, and the layer above can do it again with what it
# gets.
#
# *Try: put −4 in the place of both −8, in `hidden` and in the two lines of the picture. What becomes of the sheet, and are
# the answers still right?*
#
# <details><summary>What you will see</summary>
# The sheet collapses into a single curve, because both units then look at the difference of the inputs and at
# nothing else. The two rings lie on one spot, and the four answers are still right: 0.07, 0.98, 0.98, 0.07.
# </details>
#
# Minsky and Papert (*Perceptrons*, 1969) proved limits of machines with one layer of adjustable weights; XOR is the
# smallest case of one of their tasks, parity. We have set a hidden layer's weights by hand. How could it *learn* them,
# when nobody says what a hidden unit should answer? For that we need the gradient of such a weight, and first a way to
# write networks down.
#
# <!-- slide
# Left the inputs, right the hidden activities. The output unit still draws one straight line, on a sheet that the hidden units
# have folded.
# -->

# %% [markdown] slideshow={"slide_type": "notes"}
# Bring a sheet of squared paper with the four corners marked, and fold it along the diagonal until 0, 0 and 1, 1 touch.
# Ask: with which two lines did you fold? Then say that the hidden units are not told what to detect; here we told them,
# in training nobody does.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=6
# ## How is a layer written?
#
# Units that get their inputs from the same place form a **layer**, and the layers are numbered: $l = 1, \dots, L$. The
# inputs are layer 0 and compute nothing, so that they are not counted in $L$. Layer $l$ has $n_l$ units. The letters of a
# unit now carry their layer in brackets above, and $a^{(0)}$ is another name for $x$.
#
# <!-- symbol: L -->
# <!-- symbol: l -->
# <!-- symbol: sizes -->
# <!-- formula: layer-units -->
# $$ z^{(l)}_j = \sum_i w^{(l)}_{ji} \, a^{(l-1)}_i + b^{(l)}_j, \qquad a^{(l)}_j = \varphi\big(z^{(l)}_j\big) $$
#
# Here is our old friend again: $L = 2$, and $n_0, n_1, n_2$ are 2, 3, 2. One writes "a 2-3-2 network".
#
# <!-- slide
# ## How is a layer written?
#
# Layers $l = 1, \dots, L$; the inputs are layer 0, $a^{(0)} = x$. Layer $l$ has $n_l$ units.
#
# $$ z^{(l)}_j = \sum_i w^{(l)}_{ji} \, a^{(l-1)}_i + b^{(l)}_j, \qquad a^{(l)}_j = \varphi\big(z^{(l)}_j\big) $$
#
# $w_{ji}$ leads **to** unit $j$ **from** unit $i$: each unit is the neuron of before.
# -->

# %% slideshow={"slide_type": "subslide"} caption="The network of notebook 00: $L = 2$ layers, with 2, 3 and 2 units. One writes: a 2-3-2 network."
net, x, y = example()
seen = net.forward(x)
show(draw_network(net, seen),
     alt="The example network, layers from left to right, with the weights on the lines. "
         + " ".join(f"Layer {l}: activities {', '.join(f'{a:.2f}' for a in seen.a[l][0])}." for l in range(3)))

# %% tags=["checks:layer-units"]
sizes = net.sizes
print("L =", net.L, "   sizes n_0, n_1, n_2 =", sizes)
for l in range(1, net.L + 1):
    for j in range(sizes[l]):
        z = sum(net.W[l][j, i] * seen.a[l - 1][0, i] for i in range(sizes[l - 1])) + net.b[l][j]
        assert np.isclose(z, seen.z[l][0, j]) and np.isclose(logistic(z), seen.a[l][0, j])
        print(f"layer {l}, unit {j + 1}:  z = {z:+.4f}   a = {logistic(z):.4f}")

# %% [markdown] slideshow={"slide_type": "subslide"}
# A sum of products for each unit: that is what a matrix product does. Put the weights $w^{(l)}_{ji}$ into a matrix
# $W^{(l)}$, in row $j$ and column $i$, so that a row holds what one unit receives. Write the activities of a layer as a
# column, and likewise the biases and the net inputs:
#
# <!-- formula: layer-column -->
# $$ z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)} $$
#
# For the hidden layer of our network that is
#
# <!-- formula: layer-numbers -->
# $$ \begin{pmatrix} 0.5 & -0.4 \\ 0.3 & 0.8 \\ -0.6 & 0.2 \end{pmatrix} \begin{pmatrix} 0.5 \\ 1.0 \end{pmatrix}
#    + \begin{pmatrix} 0.1 \\ -0.2 \\ 0.3 \end{pmatrix} = \begin{pmatrix} -0.05 \\ 0.75 \\ 0.20 \end{pmatrix} $$
#
# <!-- slide
# ### A row for each unit
#
# $$ z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)} $$
#
# $$ \begin{pmatrix} 0.5 & -0.4 \\ 0.3 & 0.8 \\ -0.6 & 0.2 \end{pmatrix} \begin{pmatrix} 0.5 \\ 1.0 \end{pmatrix}
#    + \begin{pmatrix} 0.1 \\ -0.2 \\ 0.3 \end{pmatrix} = \begin{pmatrix} -0.05 \\ 0.75 \\ 0.20 \end{pmatrix} $$
#
# Row $j$ of $W$ holds what unit $j$ receives.
# -->
#
# With letters in place of the numbers, the matrix product gives the three lines of the sum:

# %% tags=["checks:layer-column"]
d = staged((2, 3, 2), ["logistic", "logistic"], "half squared error")   # our network in SymPy's letters
product = d.W[1] * d.x + d.b[1]
for j in range(3):                                                      # the matrix product, the sum over i
    assert product[j] == d.z[1][j].rhs == sum(d.W[1][j, i] * d.x[i] for i in range(2)) + d.b[1][j]
Math(latex_lines(d.z[1]))

# %% tags=["checks:layer-numbers"]
W, b = net.W, net.b
column = x[0]                                        # our one example, without its row
z1 = W[1] @ column + b[1]
print("z of the hidden layer:", z1.round(2))
assert np.allclose(z1, [-0.05, 0.75, 0.20]) and np.allclose(z1, seen.z[1][0])

# %% [markdown] slideshow={"slide_type": "notes"}
# Draw the 2-3-2 network and W(1) beside each other. Point at the lines into hidden unit 2 and ask for the row, then at
# the lines out of input 1 and ask for the column. Everybody confuses the two once.

# %% [markdown] slideshow={"slide_type": "subslide"}
# Then $\varphi$ for each number by itself; what comes out goes into the next layer. So a network is a **composition**: a
# function of a function of the inputs.
#
# <!-- formula: composition -->
# $$ a^{(2)} = \varphi\Big( W^{(2)} \; \varphi\big( W^{(1)} x + b^{(1)} \big) + b^{(2)} \Big) $$
#
# <!-- slide
# ### A function of a function of the inputs
#
# $$ a^{(2)} = \varphi\Big( W^{(2)} \; \varphi\big( W^{(1)} x + b^{(1)} \big) + b^{(2)} \Big) $$
# -->

# %% slideshow={"slide_type": "-"} tags=["checks:composition"]
phi = logistic
a2 = phi(W[2] @ phi(W[1] @ column + b[1]) + b[2])
print("composed:", a2.round(4), "  net.predict:", net.predict(x)[0].round(4))
assert np.allclose(a2, net.predict(x)[0])

# %% [markdown]
# That was a whole pass forward. Here it is one number at a time, and back again: the same number lights up in the picture, in
# the formula and in the line of code. (What is pale, after `E`, belongs to the next two notebooks.)

# %% slideshow={"slide_type": "subslide"}
player = StepPlayer(step=2, until="E")
player

# %% [markdown]
# **Three things to try.**
#
# 1. Press *next* until `z[2][0, 0]` lights up. Which numbers does it need, and where have the two inputs gone?
# 2. Set both inputs to 0. Say first: what are the net inputs of the hidden layer now, and are the outputs 0?
# 3. Under *Another network* write 2-3-3-2, and tick *layer by layer*. By how many lines is the way to $E$ longer? Then go on in
#    code: is `player.network.predict(player.x[None])` what stands in the output circles?
#
# <details><summary>What you will see</summary>
#
# 1. The three hidden activities, 0.4875, 0.6792 and 0.5498, their weights 0.7, −0.5 and 0.4, and the bias 0.2: together 0.4216. The
#    inputs are in it only by way of the activities.
# 2. They are the biases, 0.1, −0.2 and 0.3. The outputs are 0.6393 and 0.6294: of a net input near 0 the logistic makes about a half.
# 3. By three, 10 instead of 7: one layer more has one more line for z, for a and for the slope. And yes, those are the two
#    numbers; the picture and the code are one network.
#
# </details>

# %% [markdown]
# > **In other books.** Nielsen counts the input as layer 1, so that his $w^2$ is our $W^{(1)}$; 3Blue1Brown counts it as
# > layer 0, as we do. "How many layers?" has three answers for our 2-3-2 network: two, if one counts what computes;
# > three, with the input; one, if only hidden ones are meant. We say $L = 2$.

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** Ten layers of a hundred units each, but somebody has left out $\varphi$. What can this network draw that a
# single layer cannot?
#
# <details><summary>Answer</summary>
# Nothing. Each of its outputs draws one straight line, as one neuron does. However many matrices follow one another, their
# product is one matrix.
# </details>

# %% [markdown] slideshow={"slide_type": "subslide"}
# Without $\varphi$ two layers are one:
#
# <!-- formula: collapse -->
# $$ W^{(2)} \big( W^{(1)} x + b^{(1)} \big) + b^{(2)} \;=\; \big( W^{(2)} W^{(1)} \big) \, x + \big( W^{(2)} b^{(1)} + b^{(2)} \big) $$
#
# In the brackets on the right stand one matrix and one bias. A third layer on top meets a single layer again, and so on up.
#
# <!-- slide
# ### Without $\varphi$ two layers are one
#
# $$ W^{(2)} \big( W^{(1)} x + b^{(1)} \big) + b^{(2)} \;=\; \big( W^{(2)} W^{(1)} \big) \, x + \big( W^{(2)} b^{(1)} + b^{(2)} \big) $$
#
# One matrix, one bias. And so on up.
# -->

# %% tags=["checks:collapse"]
two_layers = d.W[2] * (d.W[1] * d.x + d.b[1]) + d.b[2]
one_layer = (d.W[2] * d.W[1]) * d.x + (d.W[2] * d.b[1] + d.b[2])
assert (two_layers - one_layer).expand() == sp.zeros(2, 1)

print("two layers:", (W[2] @ (W[1] @ column + b[1]) + b[2]).round(4))
print("one layer: ", ((W[2] @ W[1]) @ column + (W[2] @ b[1] + b[2])).round(4))
assert np.allclose(W[2] @ (W[1] @ column + b[1]) + b[2], (W[2] @ W[1]) @ column + W[2] @ b[1] + b[2])

# %% [markdown]
# **Break it.** We train a 2-2-1 network on XOR twice from the same start, once with tanh in the hidden layer and once
# with nothing there (`linear`, $\varphi(z) = z$):

# %%
for phi_hidden in (activations.tanh, activations.linear):
    theta = initial_weights.uniform((2, 2, 1), np.random.default_rng(5), r=1.0)
    small = Network((2, 2, 1), [phi_hidden, logistic], losses.binary_cross_entropy, theta)
    for _ in range(3000):
        small.theta[:] -= 0.5 * backprop(small, x_xor, y_xor)[1]
    print(f"{phi_hidden.name:6s} in the hidden layer: {small.predict(x_xor)[:, 0].round(2)}")

# %% [markdown]
# With tanh this network finds XOR; with nothing in its place the hidden layer might as well not be there: one half to all
# four, like the single neuron. (We have chosen a start from which it succeeds. From other starts it can get stuck;
# [notebook 08](08_downhill.ipynb) meets such starts.)

# %% [markdown] slideshow={"slide_type": "notes"}
# The activation function is the fold; without it paper stays flat. If there is time, show the notebook's Break it: the same
# 2-2-1 network learns XOR with tanh, and with nothing in its place says one half to all four.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=3
# ## How much can one hidden layer draw?
#
# A tanh unit with a large weight is a soft step: low before a place, high after it. A row of such steps, each as high as
# it has to be, can follow a curve. So let the input be one number $t$, give each hidden unit a step at a place of its
# own, and let the output unit, which is linear, add them up, each times the rise that is wanted there. No training: all
# weights are set by hand.
#
# **Predict.** Five such units miss the curve below by up to 0.22. By how much do twenty miss it?
#
# <details><summary>Answer</summary>
# By 0.04, about a fifth of it. Steps a quarter as wide rise about a quarter as far, and the miss shrinks with the rise.
# </details>
#
# <!-- slide
# ## How much can one hidden layer draw?
#
# A tanh unit with a large weight is a soft step. A row of steps can follow a curve; the weights are set by hand.
#
# **Predict.** Five steps miss a curve by up to 0.22. By how much do twenty miss it?
# -->

# %%
def curve(t):
    return np.sin(2 * np.pi * t) + 0.5 * t


def row_of_steps(t, units):
    """A 1-units-1 network, set by hand: one step at the middle of each of so many pieces of 0 ... 1."""
    ends = np.linspace(0, 1, units + 1)
    a = np.tanh(2 * units * (t[:, None] - (ends[1:] + ends[:-1]) / 2))     # hidden: weight, and bias
    return (a + 1) / 2 @ np.diff(curve(ends)) + curve(0)                   # output: half a rise for each


t = np.linspace(0, 1, 401)
misses = {units: abs(row_of_steps(t, units) - curve(t)).max() for units in (5, 20, 80)}
for units, miss in misses.items():
    print(f"{units:2d} units miss by up to {miss:.3f}")
outside = np.array([1.2])
print(f"at t = 1.2: the curve {curve(outside)[0]:.2f}, 80 units {row_of_steps(outside, 80)[0]:.2f}")

# %% slideshow={"slide_type": "subslide"} caption="Five miss by up to 0.22, twenty by 0.04. Four times as many steps: about a fifth of the miss."
fig, ax = plt.subplots(figsize=(5.6, 3.2))
ax.plot(t, curve(t), color=house_style.TARGET, linewidth=5, alpha=0.45)
ax.plot(t, row_of_steps(t, 5), color=house_style.FORWARD, linestyle="--")
ax.plot(t, row_of_steps(t, 20), color=house_style.INK, linewidth=1.2)
ax.text(0.43, 1.02, "the curve, wide;\n20 hidden units, thin", color=house_style.INK, va="center")
ax.text(0.30, 0.12, "5 hidden units", color=house_style.TEXT[house_style.FORWARD], ha="right")
ax.set(xlabel="input $t$", ylabel="output")
show(fig, alt="A curve that rises, falls and rises again, with two networks. Five hidden units round it off, up to "
              f"{misses[5]:.2f} away; twenty follow the curve to within {misses[20]:.2f}.")

# %% [markdown] slideshow={"slide_type": "subslide"}
# That this always works is a theorem (Cybenko 1989; Hornik, Stinchcombe & White 1989): with enough hidden units, tanh
# or logistic, and a linear output, one hidden layer comes as near as one likes to any continuous function on a bounded,
# closed region. The theorem does **not** say how many are enough, nor that training finds them, nor what happens
# outside the region: at $t = 1.2$ our eighty units stay at 0.50, while the curve has gone to 1.55.
#
# <!-- slide
# That this always works is a theorem. With enough hidden units, tanh or logistic, one hidden layer comes as near as one likes to any continuous function on
# a bounded, closed region (Cybenko 1989; Hornik, Stinchcombe & White 1989). **Not said:** how many, whether training
# finds them, what happens outside.
# -->

# %% [markdown] slideshow={"slide_type": "notes"}
# Ask what the theorem is good for. It says that one hidden layer is not too poor in principle. It is often quoted as if
# it said that networks can learn anything; learning does not occur in it.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=7
# ## And many examples at once?
#
# On paper one example is a column. In code there are many, and tables of data have an example in each **row**: `x[3]` is
# an example, `x[:32]` the first 32 of them. So we turn the formula on its side. Let the rows of $A^{(l-1)}$ be the
# activities of the $N$ examples, and the rows of $Z^{(l)}$ their net inputs; $\mathbf 1$ is a column of $N$ ones.
#
# <!-- symbol: A -->
# <!-- symbol: Z -->
# <!-- formula: batch -->
# $$ Z^{(l)} = A^{(l-1)} \big( W^{(l)} \big)^\top + \mathbf 1 \, \big( b^{(l)} \big)^\top $$
#
# $W$ stays as it was; transposed, it stands on the other side. (The $\top$ turns rows into columns, `.T` in NumPy.) The
# product with $\mathbf 1$ writes the biases into every row. NumPy does that without being asked (broadcasting), so the
# line in code is `Z = A @ W[l].T + b[l]`. Such a set of examples is called a **batch**.
#
# <!-- slide
# ## And many examples at once?
#
# In code an example is a **row**. One example as a column, then a batch of $N$ rows:
#
# $$ z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)} $$
#
# $$ Z^{(l)} = A^{(l-1)} \big( W^{(l)} \big)^\top + \mathbf 1 \, \big( b^{(l)} \big)^\top $$
#
# `Z = A @ W[l].T + b[l]`
# -->

# %% tags=["checks:batch"]
two = sp.Matrix(2, 2, sp.symbols("x_11 x_12 x_21 x_22"))             # two examples, in rows
Z = two * d.W[1].T + sp.ones(2, 1) * d.b[1].T
assert all((Z.row(n).T - (d.W[1] * two.row(n).T + d.b[1])).expand() == sp.zeros(3, 1) for n in range(2))

net, x, y = example_batch()                                          # the same network, four examples
A = x
for l in (1, 2):
    Z = A @ net.W[l].T + net.b[l]
    columns = [net.W[l] @ A[n] + net.b[l] for n in range(len(x))]    # one example after the other
    assert np.allclose(Z, columns) and np.allclose(Z, A @ net.W[l].T + np.outer(np.ones(len(x)), net.b[l]))
    A = logistic(Z)
print(A.round(4))
assert np.allclose(A, net.predict(x))

# %% [markdown]
# Four rows, four answers, and the first is that of our one example. No row looks at another: what the network says to an
# example does not depend on the company it comes in.

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** The batch `x` has the shape `(4, 2)`. Write down the shapes of `W[1]`, `b[1]`, `z[1]`, `a[1]` and of
# `W[2]`, `b[2]`, `z[2]`, `a[2]`.
#
# <details><summary>Answer</summary>
# (3, 2), (3,), (4, 3), (4, 3); then (2, 3), (2,), (4, 2), (4, 2). W[l] has a row for each unit it leads to and a column
# for each unit it comes from; z and a have a row for each example. The number of examples is in no weight's shape.
# </details>

# %% slideshow={"slide_type": "subslide"} on_slide="output" caption="The examples are the rows: their number comes first in z and a, and not at all in W and b."
trace = net.forward(x)
print(f"{'layer':>5} {'W[l]':>8} {'b[l]':>7} {'z[l]':>8} {'a[l]':>8}")
print(f"{0:>5} {'':>8} {'':>7} {'':>8} {trace.a[0].shape!s:>8}")
for l in range(1, net.L + 1):
    print(f"{l:>5} {net.W[l].shape!s:>8} {net.b[l].shape!s:>7} {trace.z[l].shape!s:>8} {trace.a[l].shape!s:>8}")

# %% [markdown] slideshow={"slide_type": "subslide"}
# A wrong shape is the kindest of mistakes: it is refused. Here the batch comes with its examples in columns.

# %% slideshow={"slide_type": "-"} tags=["raises-exception"]
net.predict(x.T)

# %% [markdown]
# > **In other books.** CS231n and d2l write a batch as $XW$, with W as [in, out]: no transpose in the forward pass, and
# > the index order is from, to. Wikipedia's $w_{ij}$ leads from $i$ to $j$ in its derivation. The formulas are the same;
# > look at the shape of W first.

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** `W[1][2, 0]` is raised by 1. Which net inputs of the hidden layer change, and which outputs?
#
# <details><summary>Answer</summary>
# Only the net input of hidden unit 3 (place 2), because the weight leads to it, from input 1 (place 0). Then both outputs
# change: what a hidden unit does reaches everything above.
# </details>

# %% slideshow={"slide_type": "subslide"} on_slide="output"
changed, _, _ = example_batch()
changed.W[1][2, 0] += 1
after = changed.forward(x)
print("change of z[1], a row for each example:")
print((after.z[1] - trace.z[1]).round(2))
print("outputs changed:", (after.a[2] != trace.a[2]).all(axis=0))

# %% [markdown] slideshow={"slide_type": "-"}
# The third column alone, and it changes by what came in: the first input of each example. Each weight is used by all four
# examples, a thought that notebook 06 will need.
#
# <!-- slide
# `W[1][2, 0]` leads **to** hidden unit 3 **from** input 1. In every example only that net input moves; then all outputs do.
# -->

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Break it.** Some wrong shapes are not refused. Five answers `a` in a flat array, `(5,)`; five targets `y` in a column,
# `(5, 1)`.
#
# **Predict.** The answers are perfect. What is the shape of `a - y`, and is the mean of its squares 0?
#
# <details><summary>Answer</summary>
# (5, 5), and not 0. NumPy stretches both, and every answer is compared with every target. No message appears.
# </details>

# %% slideshow={"slide_type": "subslide"} on_slide="output"
t = np.linspace(-1, 1, 5)
y_column = (2 * t + 1)[:, None]                             # targets, (5, 1)
for share in (1, 0.5, 0):                                   # answers (5,): perfect, half-way, their mean for all
    a = share * y_column[:, 0] + (1 - share) * y_column.mean()
    wrong, correct = a - y_column, a[:, None] - y_column
    print(f"a = {a!s:22} a - y: {wrong.shape}   E = {0.5 * np.mean(wrong ** 2):.2f}"
          f"   should be {0.5 * np.mean(correct ** 2):.2f}")

# %% [markdown] slideshow={"slide_type": "-"}
# By the wrong count the perfect answers are the *worst* of the three, and to say the mean five times is the best: to
# lower this $E$ is to make the answers useless. So the library's `error` refuses a target that has one dimension only:
#
# <!-- slide
# First row: perfect answers. Last row: five times the mean. By the wrong count the perfect answers are the worst, and the mean
# the best. No message.
# -->

# %%
try:
    net.error(x, y[:, 0])
except ValueError as refusal:
    print(refusal)

# %% [markdown] slideshow={"slide_type": "notes"}
# Have each table write the shapes before the answer; compare. Then ask where N is in the table: only in z and a. The (5,
# 5) mistake is worth a minute: ask who has met it. In the room there is usually somebody who lost a day to it.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=3
# ## Where do all the numbers live?
#
# Each unit has a weight for every unit of the layer below, and a bias. All together:
#
# <!-- formula: count -->
# $$ P = \sum_{l=1}^{L} n_l \, (n_{l-1} + 1) $$
#
# **Predict.** How many parameters has our 2-3-2 network? And a 784-16-16-10 network, for images of 28 by 28 pixels?
#
# <details><summary>Answer</summary>
# 3 · 3 + 2 · 4 = 17, as in notebook 00. The other has 16 · 785 + 16 · 17 + 10 · 17 = 13,002, nearly all of them in its
# first layer.
# </details>
#
# <!-- slide
# ## Where do all the numbers live?
#
# Each unit has a weight for every unit of the layer below, and a bias:
#
# $$ P = \sum_{l=1}^{L} n_l \, (n_{l-1} + 1) $$
#
# **Predict.** How many parameters has our 2-3-2 network? And a 784-16-16-10 network, for images of 28 by 28 pixels?
# -->

# %% slideshow={"slide_type": "subslide"} on_slide="output" tags=["checks:count"] caption="Nearly all of the 13,002 stand in the first layer: each of its 16 units looks at all pixels."
for sizes in ((2, 3, 2), (784, 16, 16, 10)):
    each = [sizes[l] * (sizes[l - 1] + 1) for l in range(1, len(sizes))]
    print(f"{'-'.join(map(str, sizes)):12s} {sum(each):>6,} parameters, by layer {each}")
    assert sum(each) == count(sizes)
assert net.theta.size == count((2, 3, 2))

# %% [markdown] slideshow={"slide_type": "subslide"}
# In notebook 00 all parameters stood in one row, $\theta$. In code this is meant literally: there is **one** flat vector
# `theta`, and `W[l]`, `b[l]` are windows on stretches of it. Nothing is copied. Whoever changes the one changes the
# other:

# %% slideshow={"slide_type": "-"}
net, x, y = example()
net.W[2][0, 1] = 9.0
print(net.theta)

# %% [markdown]
# `W[1]` row by row, `b[1]`, `W[2]` row by row, `b[2]`: the 9 is in place 10, counted from 0. So a network is a point in a
# space of 17 dimensions, and the same network elsewhere is `net.at(theta)`; the old one stays where it is:

# %%
net, x, y = example()
theta = net.theta.copy()
theta[10] += 0.1                                       # the weight to output 1 from hidden unit 2
other = net.at(theta)
print("here:     ", net.predict(x)[0].round(4), "   nearby:", other.predict(x)[0].round(4))
assert np.shares_memory(net.W[2], net.theta) and other.W[2][0, 1] == theta[10] != net.W[2][0, 1]

# %% [markdown]
# Only output 1 has moved. In this way steps, nudges and pictures of $E$ deal with one vector, and need to know nothing about
# layers.

# %% [markdown] slideshow={"slide_type": "notes"}
# Ask where the bias of hidden unit 3 is in theta (place 8). If the room knows views in NumPy, say "reshape of a slice"
# and go on.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=5
# ## What is fixed, and what varies?
#
# The same formula is used in two ways, and the letters change their parts:
#
# | | evaluation | training |
# |---|---|---|
# | the input $x$ | varies | fixed: the examples |
# | the target $y$ | not needed | fixed: the examples |
# | the parameters $\theta$ | fixed | vary |
# | of interest | the output $a^{(L)}$ | the error $E$, and $\partial E / \partial \theta$ |

# %% slideshow={"slide_type": "subslide"} caption="Left, one point is one input, to one network. Right, one point is one network; darker is a larger $E$."
net, x, y = example_batch()
side, w = np.linspace(-3, 3, 41), np.linspace(-6, 6, 41)
points = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
output = net.predict(points)[:, 0].reshape(41, 41)


def E_at(w_hidden, w_output):
    theta = net.theta.copy()
    theta[2], theta[10] = w_hidden, w_output           # to hidden 2 from input 1; to output 1 from hidden 2
    return net.at(theta).error(x, y)


fig, (left, right) = plt.subplots(1, 2, figsize=(7, 3.5))
lines = left.contour(side, side, output, 8, colors=house_style.FORWARD)
left.clabel(lines, lines.levels[1::2], fontsize=9, fmt="%.2f")
left.plot(*x.T, "o", color=house_style.INK)
left.set(xlabel="input $x_1$", ylabel="input $x_2$", title="θ fixed: output 1")
draw_error_surface(E_at, w, w, ax=right, names=("weight $w^{(1)}_{21}$", "weight $w^{(2)}_{12}$"))
right.plot(0.3, -0.5, "o", color=house_style.STEP, markeredgecolor=house_style.INK)
right.set(title="examples fixed: $E$")
show(fig, alt="Two maps of the same network. Left, with theta fixed: lines of equal output over the plane of the two "
              "inputs; they bend, and four dots mark the four examples. Right, with the four examples fixed: lines of "
              "equal error over two of the weights; an orange dot marks where the network stands now.")

# %% [markdown]
# On the left one point is one input; the four dots are the examples. On the right one point is one whole network, and
# darker is a larger $E$; the orange dot is ours. Training walks on the right-hand map, and whoever *uses* the network
# sees only the left-hand one.

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** We keep the network and exchange the error: two-class cross-entropy in place of the half squared error.
# Which of these change: the outputs, $E$, the gradient?
#
# <details><summary>Answer</summary>
# E and the gradient. The outputs stay, to the last bit: E does not stand in their formula. It is not a part of the
# network, and not its last layer either; it is how we judge the outputs while we train.
# </details>

# %% slideshow={"slide_type": "subslide"} on_slide="output"
same = Network(net.sizes, net.phi[1:], losses.binary_cross_entropy, net.theta)
for one in (net, same):
    E, gradient = backprop(one, x, y)
    print(f"{one.loss.name:23s} a = {one.predict(x)[0].round(2)}  E = {E:.2f}  db[2] = {gradient[-2:].round(2)}")
assert np.array_equal(net.predict(x), same.predict(x))

# %% [markdown] slideshow={"slide_type": "-"}
# The activities `a` of the outputs are the same (here for the first example), $E$ and its derivatives are not. `predict`
# does not even ask for targets. They come in with `error` and `backprop`, together with the error that one has chosen.
#
# <!-- slide
# Same outputs, another gradient. `predict(x)` does not even ask for targets.
# -->

# %% [markdown] slideshow={"slide_type": "notes"}
# Ask of each letter on the board: who chooses it, and when? x comes from the user, theta from training, the error from
# us. Many drawings elsewhere put a box "loss" behind the last layer; ask what would come out of it in use, when there is
# no target.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=4
# ## How does a weight deep inside move the error?
#
# For a weight of the output layer we know it from notebook 02: the delta of its unit, times what comes in. Now a weight
# of the hidden layer, say $w^{(1)}_{32}$, to hidden unit 3 from input 2.
#
# **Predict.** On how many paths does its effect reach $E$?
#
# <details><summary>Answer</summary>
# On two. All of it goes through the net input and the activity of hidden unit 3; there it forks, to output 1 and to
# output 2. A weight of the output layer has one path.
# </details>
#
# <!-- slide
# ## How does a weight deep inside move the error?
#
# For a weight of the output layer we know it: the delta of its unit, times what comes in. Now one deeper, in our 2-3-2 network:
# $w^{(1)}_{32}$ leads to hidden unit 3 from input 2.
#
# **Predict.** On how many paths does its effect reach $E$?
# -->

# %% [markdown] slideshow={"slide_type": "notes"}
# Draw the network on the board, two circles, three, two, and one E on the right; put a finger on the weight and let the room
# follow it upwards.

# %% [markdown] slideshow={"slide_type": "subslide"}
# By the chain rule of notebook 01: multiply along each path, add over the paths. On the path over output $k$ stand what
# comes in, $x_i$; the slope of hidden unit $j$; the weight up, $w^{(2)}_{kj}$; and the delta of output $k$, which
# notebooks 02 and 03 computed.
#
# <!-- formula: two-paths -->
# $$ \frac{\partial E}{\partial w^{(1)}_{ji}} \;=\; \sum_k \; x_i \cdot \varphi'\big(z^{(1)}_j\big) \cdot w^{(2)}_{kj} \cdot \delta^{(2)}_k $$
#
# <!-- slide
# ### Multiply along each path, add over the paths
#
# $$ \frac{\partial E}{\partial w^{(1)}_{ji}} \;=\; \sum_k \; x_i \cdot \varphi'\big(z^{(1)}_j\big) \cdot w^{(2)}_{kj} \cdot \delta^{(2)}_k $$
#
# One path through each output $k$. What comes in; the slope of hidden unit $j$; the weight up; the delta of the output.
# -->

# %% slideshow={"slide_type": "subslide"} caption="Two paths from one weight to E: multiply along each, add."
net, x, y = example()
trace = net.blank_trace(1)
E, gradient = backprop(net, x, y, trace)
slope, delta, W = trace.slope, trace.delta, net.W
w, z3, a3, out1, out2 = "$w$", "$z^{(1)}_3$", "$a^{(1)}_3$", "$z^{(2)}_1$", "$z^{(2)}_2$"
edges = {(w, z3): x[0, 1], (z3, a3): slope[1][0, 2],
         (a3, out1): W[2][0, 2], (a3, out2): W[2][1, 2],
         (out1, "$E$"): delta[2][0, 0], (out2, "$E$"): delta[2][0, 1]}
show(draw_paths([[w], [z3], [a3], [out1, out2], ["$E$"]], edges, highlight=0),
     alt="From the weight w the effect goes to the net input and the activity of hidden unit 3, there it forks to "
         "the net inputs of outputs 1 and 2, and both lead to E. Local derivatives stand on the edges, both paths are "
         f"listed with their products, and their sum is {trace.dW[1][2, 1]:.2f}.")

# %% [markdown]
# One path is negative, the other positive and larger; what is left is 0.02. The same for all six weights of the hidden
# layer, in NumPy, held to `backprop` and to nudges; and for our weight in SymPy, held to its own derivative of $E$ written
# out in full:

# %% tags=["checks:two-paths"]
by_paths = np.array([[sum(x[0, i] * slope[1][0, j] * W[2][k, j] * delta[2][0, k] for k in range(2))
                      for i in range(2)] for j in range(3)])
print(by_paths.round(5))
assert np.allclose(by_paths, trace.dW[1])

h = 1e-6                                                # nudges: the first six of theta are these weights
nudged = [(net.at(net.theta + h * (np.arange(17) == place)).error(x, y) - E) / h for place in range(6)]
assert np.allclose(by_paths.ravel(), nudged, atol=1e-6)

phi_slope = sp.diff(d.a[1][2].rhs, d.z[1][2].lhs)      # SymPy, for our weight
symbolic = sum(d.x[1] * phi_slope * d.W[2][k, 2] * d.delta[2][k].rhs for k in range(2))
diff = d.by_diff[d.theta.index(d.W[1][2, 1])]
numbers = dict(zip([*d.theta, *d.x, *d.y], [*net.theta, *x[0], *y[0]], strict=True))
assert np.isclose(float(d.expand(symbolic).subs(numbers)), float(diff.subs(numbers)))

# %% [markdown] slideshow={"slide_type": "skip"}
# For deeper networks: whatever is above a unit forks again and again. `path_sum` follows every path to the top, for one
# weight after the other. It is in the library as a witness: slow, short, and hard to get wrong. Look at `influence`,
# which calls itself once for each unit of the layer above, until it comes to the outputs; their deltas are in `top`:

# %% slideshow={"slide_type": "skip"}
show_source(path_sum)

# %%
net, x, y = example_batch()
E, gradient = path_sum(net, x, y)
difference = abs(gradient - backprop(net, x, y)[1]).max()
print("17 entries, four examples; as backprop, to 12 decimal places:", bool(difference < 1e-12))

# %% [markdown] slideshow={"slide_type": "notes"}
# Let the room name the four factors over output 1, cover it, and ask for output 2: only the last two factors change.
# Write both products under each other on the board and underline what they share. Do not factor it out yet.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=5
# ## What does it cost?
#
# From hidden unit $j$ of layer 1 a path may go to any unit of layer 2, from there to any unit of layer 3, and so on; from
# an output its delta leads to $E$:
#
# <!-- formula: number-of-paths -->
# $$ \text{paths from } w^{(1)}_{ji} \text{ to } E \;=\; n_2 \, n_3 \cdots n_L $$

# %% tags=["checks:number-of-paths"]
for sizes in ((2, 3, 2), (4, 3, 5, 2), (2, 10, 10, 10, 2)):
    units = [[f"unit {k} of layer {l}" for k in range(sizes[l])] for l in range(2, len(sizes))]
    layers = [["w"], *units, ["E"]]
    edges = {(i, k) for below, above in zip(layers, layers[1:], strict=False) for i in below for k in above}
    print(f"{'-'.join(map(str, sizes)):13s} {len(all_paths(layers, edges)):>4} paths from a weight of layer 1")
    assert len(all_paths(layers, edges)) == np.prod(sizes[2:])

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** A network has four layers of 10 units each: 10-10-10-10-10, 440 parameters. We add one more such layer. How
# many more parameters are there, and by what factor does the work of the sum over paths grow?
#
# <details><summary>Answer</summary>
# 110 parameters more, a quarter. And ten times the work: each path of before goes on in ten ways. Common sense ties the
# work to the number of parameters; here it is tied to the number of paths.
# </details>

# %% slideshow={"slide_type": "subslide"} on_slide="output"
for L in (3, 4, 5):
    sizes = (10,) * (L + 1)
    print(f"{L} layers: {count(sizes)} parameters, {count_multiplications(sizes)[0]:>9,} multiplications")

# %% [markdown] slideshow={"slide_type": "-"}
# One layer more: a quarter more parameters, ten times the work.

# %% [markdown] slideshow={"slide_type": "subslide"}
# The other naive way is the one of the tower: nudge each parameter, and run the network once more. That is $P + 1$ passes
# forward, each with one multiplication for each weight. It does not care about paths.
#
# **Predict.** Which of the two is cheaper?
#
# <details><summary>Answer</summary>
# It depends on the depth. With layers of ten units the paths are cheaper up to three layers, the nudges from four on.
# </details>
#
# <!-- slide
# **Predict.** The other naive way: nudge each parameter, and run the network once more. That is $P + 1$ passes forward,
# each with one multiplication for each weight. Which way is cheaper?
# -->

# %% slideshow={"slide_type": "subslide"} caption="Every path alone: the work multiplies with each layer. One pass forward only adds."
def weights(sizes):
    return sum(n_in * n_out for n_in, n_out in zip(sizes, sizes[1:], strict=False))


depths = range(1, 9)
shapes = [(10,) * (L + 1) for L in depths]
one_pass = [weights(s) for s in shapes]
nudges = [(count(s) + 1) * weights(s) for s in shapes]
paths = [count_multiplications(s)[0] for s in shapes]
lines = {"every path alone:": paths, "a nudge for each:": nudges, "one pass forward:": one_pass}
show(draw_counts(depths, lines, xlabel="layers of 10 units", ylabel="multiplications for one example"),
     alt="Multiplications against the number of layers, on a logarithmic scale. Every path alone: nearly a straight line, "
         f"from three layers on ten times as many with each, up to {paths[-1]:,}. A nudge for each parameter: {nudges[0]:,} "
         f"to {nudges[-1]:,}, above the paths up to three layers and below them from four on. One pass forward: "
         f"{one_pass[0]} to {one_pass[-1]}.")

# %% [markdown]
# The lines cross between three and four layers. Both are far from the bottom line, what it costs to run the network once.
#
# *Try: layers of 2 units, `(2,) * (L + 1)`. Where do the lines cross now?*
#
# <details><summary>What you will see</summary>
# Later: the paths are cheaper up to four layers (280 multiplications against 400), the nudges from five on. With two units
# in each layer one more of them only doubles the paths. (`paths` and `nudges` hold the numbers.)
# </details>
#
# For one example in a 784-16-16-10 network:

# %%
sizes = (784, 16, 16, 10)
print(f"one pass forward:          {weights(sizes):>11,}")
print(f"every path alone:          {count_multiplications(sizes)[0]:>11,}")
print(f"a nudge for each of {count(sizes):,}: {(count(sizes) + 1) * weights(sizes):>11,}")

# %% [markdown] slideshow={"slide_type": "subslide"}
# Millions of multiplications for one step with one example. And yet, most of it is done again and again.
#
# **Predict.** Take the entries of the gradient for the two weights into hidden unit 3 of our friend, and divide each by
# what comes in over that weight. What do you get?
#
# <details><summary>Answer</summary>
# The same number twice. Above the unit the paths of both weights are the same; only the first factor differs, what comes
# in. Divided by it, the rest is left.
# </details>
#
# <!-- slide
# In a 784-16-16-10 network one pass forward takes 12,960 multiplications, every path alone 4,439,520: for one step, with one
# example. And most of it is done again and again.
#
# **Predict.** In our 2-3-2 network, take the derivatives for the two weights into hidden unit 3, and divide each by what comes in
# over that weight. What do you get?
# -->

# %% slideshow={"slide_type": "subslide"} on_slide="output"
net, x, y = example()
dW, db = windows(path_sum(net, x, y)[1], net.sizes)
for j in range(3):
    print(f"hidden unit {j + 1}:  weights {(dW[1][j] / x[0]).round(6)}   bias {db[1][j]:.6f}")
trace = net.blank_trace(1)
backprop(net, x, y, trace)
assert np.allclose(dW[1] / x[0], trace.delta[1].T) and np.allclose(db[1], trace.delta[1][0])

# %% [markdown] slideshow={"slide_type": "-"}
# One number for each **unit**, the same for all weights into it and for its bias. We have seen it before: it is the
# unit's delta, which notebook 00 wrote below the circles.
#
# <!-- slide
# Each derivative, divided by what comes in. One number is left for each **unit**, for all weights into it and for its bias. We
# know it: it is the unit's delta.
# -->

# %% slideshow={"slide_type": "subslide"} caption="A delta at every unit answers for all weights that lead into it."
show(draw_network(net, trace, y=y[0]),
     alt="The example network with its deltas below the units: "
         f"{', '.join(f'{d:.2f}' for d in trace.delta[1][0])} at the hidden units, "
         f"{', '.join(f'{d:.2f}' for d in trace.delta[2][0])} at the outputs.")

# %% [markdown] slideshow={"slide_type": "subslide"}
# In the 784-16-16-10 network every parameter asks `path_sum` how the unit that it leads to moves $E$, and each time the
# answer is worked out anew. There are far more questions than units. And neighbours in a layer stand below the same
# units: what lies above those is the same for both.
#
# <!-- slide
# ### How many questions, how many answers?
#
# In a 784-16-16-10 network each parameter asks how its unit moves $E$, and each time the answer is worked out anew.
#
# And neighbours in a layer stand below the same units.
# -->

# %% slideshow={"slide_type": "-"} on_slide="output"
sizes = (784, 16, 16, 10)
print(f"parameters that ask: {count(sizes):,}   units to ask about: {sum(sizes[1:])}")

# %% [markdown] slideshow={"slide_type": "notes"}
# "13,002 questions, 42 answers" is the sentence to leave on the board. If somebody asks how to get the 42 without
# following all paths: good, that is the next lecture. The tower did it: what lies above a brick was computed once and
# remembered.

# %% [markdown] slideshow={"slide_type": "skip"}
# ## Recall
#
# Without scrolling up: answer, then unfold.
#
# **1.** Why can no single neuron solve XOR, whatever error one minimises?
# <details><summary>Answer</summary>
# The net inputs of the two zeros add up to the same as those of the two ones. The first sum would have to be at most 0,
# the second above 0.
# </details>
#
# **2.** How many layers has a 784-16-16-10 network?
# <details><summary>Answer</summary>
# L = 3: the input computes nothing and is not counted. Some books count it and say four.
# </details>
#
# **3.** A hidden unit has the activity 0.68. Is that the probability of something?
# <details><summary>Answer</summary>
# No. Nothing in E asks it to be one; it is a number on the way, which the next layer weighs. With tanh in place of the
# logistic, one of the three hidden activities of our example would be −0.05. The outputs can be probabilities, if they
# have the right activation function and are trained with a cross-entropy.
# </details>
#
# **4.** "The loss is the last layer of the network." Is it?
# <details><summary>Answer</summary>
# No. The network's outputs do not depend on it, and in use there is no target to compute it from. It judges the outputs
# during training.
# </details>
#
# **5.** What can a hundred layers without activation functions do that one cannot?
# <details><summary>Answer</summary>
# Nothing: the product of their matrices is one matrix.
# </details>
#
# **6.** In a 4-5-3 network, what is the shape of `W[2]`, and what does `W[2][2, 4]` join?
# <details><summary>Answer</summary>
# (3, 5). It leads to the third output from the fifth hidden unit.
# </details>
#
# **7.** `a` has the shape `(8,)`, `y` has `(8, 1)`. What does `a - y` give?
# <details><summary>Answer</summary>
# An (8, 8) array, without a message: each answer minus each target. Make both (8, 1).
# </details>
#
# **8.** A layer of 20 units is put between the last two layers of a deep network. How many paths does a weight of the first
# layer have then?
# <details><summary>Answer</summary>
# Twenty times as many: each path has to pass one of the 20 units.
# </details>

# %% slideshow={"slide_type": "skip"}
deep = Network((784, 16, 16, 10), [logistic] * 3, losses.half_squared_error, np.zeros(13_002))
net, x, _ = example()
W, _ = windows(np.zeros(count((4, 5, 3))), (4, 5, 3))
print("question 2:", deep.L)
print("question 3:", np.tanh(net.forward(x).z[1][0]).round(2), "with tanh")
print("question 6:", W[2].shape)
print("question 7:", (np.zeros(8) - np.zeros((8, 1))).shape)
print("question 8:", np.prod((10, 10, 20, 2)) / np.prod((10, 10, 2)), "times as many")

# %% [markdown] slideshow={"slide_type": "slide"} minutes=1
# ## The next question
#
# One weight at a time over all paths costs too much, and most of it is done again and again. In notebook 00 one walk down
# the tower served every brick. What is the walk down for a network? That is the heart of the course, [notebook
# 05](05_the_delta_recursion.ipynb).
#
# *What we used is `course_lib/network.py`, `course_lib/layout.py` and `course_lib/path_sum.py`: read them.*
#
# **Now write it yourself.** The [exercises of 04](../exercises/04_layers/exercises_04.ipynb)
# look at what you write, and say where it first goes wrong.
#
# <!-- slide
# ## The next question
#
# One weight at a time over all paths costs too much, and most of it is done again and again.
#
# In notebook 00 one walk down the tower served every brick. **What is the walk down for a network?**
#
# [Notebook 05](05_the_delta_recursion.ipynb)
# -->
