# %% [markdown] slideshow={"slide_type": "slide"} minutes=2
# # 06 · By hand to code
#
# [Notebook 05](05_the_delta_recursion.ipynb) left us four lines on paper. A line on paper can be proved; a line of code can
# only be run, and a wrong one runs too. **How do four lines become code that one would trust?**
#
# After this notebook you will be able to
#
# 1. work out the gradient of a small network with a pencil, and turn the page into code, for one example and for a batch;
# 2. write backpropagation in some twenty lines of NumPy, and say of each line of `course_lib.backprop` what it does;
# 3. find the one line of a program behind a number that is wrong in print, and say why no curve gives it away.
#
# *About an hour and a quarter alone, 45 minutes as a lecture.*
#
# <!-- slide
# # 06 · By hand to code
#
# Four lines on paper. A line on paper can be proved. A line of code can only be run, and a wrong one runs too.
#
# **How do four lines become code that one would trust?**
# -->

# %% [markdown] slideshow={"slide_type": "notes"}
# The thread of this lecture: each version is held to the one before it. Pencil, loops, vectors, batch, library. At the end a
# case where nobody held a number to anything. Have paper ready, one sheet for two people.

# %% slideshow={"slide_type": "skip"}
import itertools

import matplotlib.pyplot as plt
import numpy as np
import sympy as sp

from course_lib import activations, datasets, house_style, initial_weights, losses
from course_lib.backprop import backprop
from course_lib.example import example, example_batch
from course_lib.figures import draw_network, draw_outer_sum
from course_lib.gradcheck import central_difference, relative_error
from course_lib.layout import count, windows
from course_lib.mistakes import BACKPROP
from course_lib.network import Network
from course_lib.optimizers import GradientDescent
from course_lib.show import show, show_source
from course_lib.training import train
from course_lib.training.run import by_rule
from course_lib.widgets import StepPlayer

house_style.use()

# %% [markdown] slideshow={"slide_type": "slide"} minutes=6
# ## Can it be done with a pencil?
#
# For one example, written as a column, the lines of 05 are these. A small minus marks the layer below, and $\odot$ multiplies
# entry by entry:
#
# <!-- formula: two-lines-of-the-walk -->
# $$ z = W a^- + b, \qquad \delta^- = (W^\top \delta) \odot \varphi'(z^-) $$
#
# <!-- formula: two-lines-of-the-gradient -->
# $$ \frac{\partial E}{\partial W} = \delta \, (a^-)^\top, \qquad \frac{\partial E}{\partial b} = \delta $$
#
# With the half squared error and one example, the walk back begins at the output layer with
#
# <!-- formula: first-delta -->
# $$ \delta^{(L)} = (a^{(L)} - y) \odot \varphi'(z^{(L)}) $$
#
# Our old friend, the 2-3-2 network, is small enough for a sheet of paper. Its slopes are $a (1 - a)$, because its units are
# logistic.
#
# <!-- slide
# ## Can it be done with a pencil?
#
# $$ z = W a^- + b, \qquad \delta^- = (W^\top \delta) \odot \varphi'(z^-) $$
#
# $$ \frac{\partial E}{\partial W} = \delta \, (a^-)^\top, \qquad \frac{\partial E}{\partial b} = \delta $$
#
# $$ \delta^{(L)} = (a^{(L)} - y) \odot \varphi'(z^{(L)}) $$
#
# One example as a column. The minus marks the layer below.
# -->

# %% slideshow={"slide_type": "subslide"}
net, x, y = example()
show(draw_network(net, net.forward(x), y=y[0]),
     alt="The example network as a sheet to fill in. The weights stand on the lines, the biases above the units, and in the "
         "units the activities: inputs 0.50 and 1.00, hidden 0.49, 0.68, 0.55, outputs 0.60 and 0.66. The targets are 1 and "
         "0. There are no deltas yet.")

# %% [markdown] slideshow={"slide_type": "-"}
# Take a sheet, copy the picture, and fill in the five deltas before you read on. With four decimals the activities are 0.4875,
# 0.6792 and 0.5498 in the hidden layer, 0.6039 and 0.6584 at the outputs. So output 1 has the slope
# $0.6039 \cdot 0.3961 = 0.2392$, and its delta is $(0.6039 - 1) \cdot 0.2392 = -0.0947$.
#
# <!-- slide
# Activities: 0.4875, 0.6792, 0.5498; 0.6039, 0.6584. Fill in the five deltas. The one of output 1 is $(0.6039 - 1) \cdot 0.2392 = -0.0947$.
# -->

# %% [markdown] slideshow={"slide_type": "notes"}
# Give the room three minutes with the sheet. One half does the hidden deltas from the numbers on the board, the other half
# the table of the output layer. What people get wrong: they take the slope at the activity, or forget it in the hidden
# layer.

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** A patient pencil rounds every result to four decimals, and goes on with the rounded number. By how much is the
# worst of the 17 entries of the gradient off at the end: about 0.00005, 0.0005, or 0.005?
#
# <details><summary>Answer</summary>
# About 0.00005: it is 0.00006. Each rounding is off by at most 0.00005, and on their way through this network the small errors are
# multiplied by slopes below 0.25 and weights below 1: they do not grow.
# </details>

# %%
def keep(numbers):
    return np.round(numbers, 4)                             # what a patient pencil writes down


W, b = net.W, net.b
z, a, slope, delta = ([None] * 3 for _ in range(4))         # as in the library: place l belongs to layer l
a[0] = x[0]
for l in (1, 2):
    z[l] = keep(W[l] @ a[l-1] + b[l])
    a[l] = keep(activations.logistic(z[l]))
    slope[l] = keep(a[l] * (1 - a[l]))
    print(f"layer {l}:  z = {z[l]}   a = {a[l]}   slope = {slope[l]}")

# %% [markdown]
# Forward is done. We write down $a$ and the slopes as we go, because the way back asks for them. Now the same page from
# bottom to top, and the gradient with it:

# %%
delta[2] = keep((a[2] - y[0]) * slope[2])
delta[1] = keep(keep(W[2].T @ delta[2]) * slope[1])
pencil = []
for l in (1, 2):
    table = keep(np.outer(delta[l], a[l-1]))                # each delta times each activity from below
    pencil += [table.ravel(), delta[l]]                     # in the order of theta: weights row by row, biases
    print(f"layer {l}:  delta = {delta[l]}   dE/dW by rows: {table.tolist()}")

E, gradient = backprop(net, x, y)
print(f"the worst of the {gradient.size} entries is off by {abs(np.concatenate(pencil) - gradient).max():.5f}")

# %% slideshow={"slide_type": "subslide"}
trace = net.blank_trace(1)
backprop(net, x, y, trace)
show(draw_network(net, trace, y=y[0]),
     alt="The sheet filled in: the deltas stand below the units, minus 0.03, 0.03 and 0.02 at the hidden units, minus 0.09 and "
         "0.15 at the outputs.")

# %% [markdown] slideshow={"slide_type": "-"}
# Compare with your sheet. `np.outer` makes the multiplication table of two vectors: row $j$, column $i$ holds
# $\delta_j a^-_i$. Six entries of $\partial E / \partial W^{(2)}$ are made of five numbers only, two deltas and three
# activities.
#
# <!-- slide
# All five deltas. Rounded to four decimals all the way, the worst of the 17 entries of the gradient is off by 0.00006.
# -->

# %% [markdown]
# The pencil agrees with `backprop`, as far as a pencil can. Do both agree with $E$ itself? We nudge each of the 17
# parameters to either side, as in 01; notebook 07 looks into what such a nudge is worth.

# %% tags=["checks:two-lines-of-the-walk", "checks:two-lines-of-the-gradient", "checks:first-delta"]
def by_nudges(net, x, y):
    return central_difference(lambda theta: net.at(theta).error(x, y), net.theta)


print("largest difference between backprop and the nudges, below 1e-9:",
      bool(abs(gradient - by_nudges(net, x, y)).max() < 1e-9))
assert np.allclose(gradient, by_nudges(net, x, y), rtol=0, atol=1e-9)
assert np.allclose(np.concatenate(pencil), gradient, rtol=0, atol=1e-4)

# %% [markdown]
# *Try: let `keep` round to two decimals. Which entries can you still trust? (The last line of the cell above asks for four,
# and will object.)*
#
# <details><summary>What you will see</summary>
# The worst entry is off by 0.00790. The largest entries, near 0.1 and 0.15, are still right within 6 per cent; but the
# −0.0138 of the first weight has become −0.02, which is 45 per cent too much.
# </details>

# %% [markdown] slideshow={"slide_type": "notes"}
# Compare with the sheets. Whoever has 0.14 for hidden unit 2 has forgotten its slope; the delta is 0.03. The pencil is the first
# witness: what comes next is held to it.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=5
# ## What does a matrix product spell out?
#
# Before we trust `@`, we write the same without it: one number at a time, with loops over $j$ (the unit in this layer) and
# $i$ (the unit in the layer below). That is slow and long, and hard to get wrong. We keep it as the **witness**: whatever is
# quicker must agree with it.
#
# <!-- slide
# ## What does a matrix product spell out?
#
# Loops over $j$, the unit in this layer, and $i$, the unit below. We keep them as the **witness**.
# -->

# %% slideshow={"slide_type": "-"} on_slide="code"
def forward_by_loops(net, x):
    """Activities by layer, for one example of the logistic network."""
    a = [list(x)]
    for l in range(1, net.L + 1):
        a.append([])
        for j in range(net.sizes[l]):
            z = net.b[l][j]
            for i in range(net.sizes[l-1]):
                z += net.W[l][j, i] * a[l-1][i]
            a[l].append(1 / (1 + np.exp(-z)))
    return a

# %%
found = forward_by_loops(net, x[0])
print("hidden:", np.round(found[1], 4), "  output:", np.round(found[2], 4))

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** Forward, the inner loop ran over the units $i$ below. Now we write the loops for $\delta^-$. Over which
# index does the inner loop run, and in which place of `W[l]` do we look up the weight between $j$ and $i$?
#
# <details><summary>Answer</summary>
# It runs over j, the units above; and the weight is where it was, in W[l][j, i]. No table is turned round in these loops. The
# transposed W on paper says that the other index is summed.
# </details>

# %% slideshow={"slide_type": "subslide"} on_slide="code"
def one_layer_down(W, above, a):
    """The deltas of a layer, from those above it; a holds its activities."""
    below = []
    for i in range(len(a)):
        back = 0.0
        for j in range(len(above)):
            back += above[j] * W[j, i]          # the same place as on the way forward
        below.append(back * a[i] * (1 - a[i]))
    return below

# %% [markdown] slideshow={"slide_type": "-"}
# The inner loop runs over $j$, and the weight is where it was. Now from the outputs down, layer by layer:
#
# <!-- slide
# The inner loop runs over $j$, and the weight is where it was.
# -->

# %%
def deltas_by_loops(net, a, y):
    top = a[net.L]
    delta = [None] * net.L + [[(top[j] - y[j]) * top[j] * (1 - top[j]) for j in range(len(y))]]
    for l in range(net.L, 1, -1):
        delta[l-1] = one_layer_down(net.W[l], delta[l], a[l-1])
    return delta


found = deltas_by_loops(net, forward_by_loops(net, x[0]), y[0])
print("hidden:", np.round(found[1], 4), "  output:", np.round(found[2], 4))

# %%
def gradient_by_loops(net, x, y):
    """One example, one product at a time: the witness."""
    a = forward_by_loops(net, x)
    delta = deltas_by_loops(net, a, y)
    gradient = []
    for l in range(1, net.L + 1):
        for j in range(net.sizes[l]):
            for i in range(net.sizes[l-1]):
                gradient.append(delta[l][j] * a[l-1][i])
        gradient += delta[l]
    return np.array(gradient)


witness = gradient_by_loops(net, x[0], y[0])
print("as backprop:", np.allclose(witness, gradient), "  as the nudges:", np.allclose(witness, by_nudges(net, x, y)))

# %% [markdown] slideshow={"slide_type": "subslide"}
# Now each inner loop gets a name. NumPy has one for each:
#
# | the loops | on paper | NumPy |
# |---|---|---|
# | for each $j$: add up `W[j, i] * a[i]` over $i$ | $W a^-$ | `W @ a` |
# | for each $i$: add up `delta[j] * W[j, i]` over $j$ | $W^\top \delta$ | `W.T @ delta`, or `delta @ W` |
# | for each $j$ and $i$: `delta[j] * a[i]` | $\delta \, (a^-)^\top$ | `np.outer(delta, a)` |
# | for each $i$: `back[i] * slope[i]` | $\odot$ | `*` |

# %%
logistic, x1, y1 = activations.logistic, x[0], y[0]
a1 = logistic(W[1] @ x1 + b[1])
a2 = logistic(W[2] @ a1 + b[2])
delta2 = (a2 - y1) * a2 * (1 - a2)
delta1 = (W[2].T @ delta2) * a1 * (1 - a1)
by_vectors = np.concatenate([np.outer(delta1, x1).ravel(), delta1, np.outer(delta2, a1).ravel(), delta2])

print("as the witness:", np.allclose(by_vectors, witness))
print("W.T @ delta is delta @ W:", np.allclose(W[2].T @ delta2, delta2 @ W[2]))
assert np.allclose(by_vectors, witness)

# %% [markdown]
# For a vector, which is neither row nor column in NumPy, `W.T @ delta` and `delta @ W` are the same sum over $j$. For a
# batch of rows only the second will do, and it needs no transpose. That is why `delta @ W` stands in the code and
# $W^\top \delta$ on paper.

# %% [markdown] slideshow={"slide_type": "notes"}
# Write W as a 2 by 3 table on the board. Forward: a finger runs along a row. Back: a finger runs down a column. Nobody
# turns the table. This picture answers "why the transpose".

# %% [markdown] slideshow={"slide_type": "slide"} minutes=7
# ## And with four examples?
#
# Examples become rows. $D$ holds their deltas, $A^-$ the activities that came in, an example a row in both. $E$ is the mean
# over the examples; so each example brings its own multiplication table, with its share $1/N$ already in its deltas, and the
# tables are added up:
#
# <!-- formula: sum-of-tables -->
# $$ \frac{\partial E}{\partial W} = \sum_n \delta_n \, (a^-_n)^\top = D^\top A^- $$
#
# <!-- slide
# ## And with four examples?
#
# Each example brings a multiplication table of its own, its deltas times its activities below. The gradient is the sum of the
# tables. Examples are rows: $D$ holds the deltas, $A^-$ the activities below.
# -->

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** For the hidden layer of our network and four examples, $D$ has the shape (4, 3) and $A^-$ the shape (4, 2).
# Which of $D A^-$, $D^\top A^-$, $(A^-)^\top D$ and $D (A^-)^\top$ exist, and which has the shape of $W^{(1)}$? Which size
# disappears in it?
#
# <details><summary>Answer</summary>
# The second and the third exist. The second has the shape (3, 2) of W, [out, in]; the third is its transpose. The size that
# disappears is 4, the number of examples: that is the index which is summed.
# </details>

# %% slideshow={"slide_type": "subslide"}
net, x, y = example_batch()
trace = net.blank_trace(4)
E, gradient = backprop(net, x, y, trace)
D, A = trace.delta[1], trace.a[0]
total = 1000 * D.T @ A
show(draw_outer_sum(1000 * D, A),
     alt=f"Four multiplication tables, one for each example: at the side its three hidden deltas in thousandths, "
         f"on top its two inputs, in the cells their products. Added up they make the gradient of the hidden weights, "
         f"from {total[0, 0]:.1f} to {total[2, 1]:.1f} thousandths.")

# %% [markdown] slideshow={"slide_type": "-"}
# All deltas and products stand in thousandths. Take one cell and add along the four tables: −3.5 − 7.3 − 1.0 + 0.9 = −10.9.
# An entry of $D^\top A^-$ is that same sum: $\sum_n D_{nj} A^-_{ni}$. For any two examples, with letters, SymPy says the
# same; and NumPy for our four:
#
# <!-- slide
# $$ \frac{\partial E}{\partial W} = \sum_n \delta_n \, (a^-_n)^\top = D^\top A^- $$
#
# In thousandths. Take one cell and add along the tables: −3.5 − 7.3 − 1.0 + 0.9 = −10.9.
# -->

# %% tags=["checks:sum-of-tables"]
D_any, A_any = sp.Matrix(2, 3, sp.symbols("d_(1:3)_(1:4)")), sp.Matrix(2, 2, sp.symbols("a_(1:3)_(1:3)"))
tables = sum((D_any.row(n).T * A_any.row(n) for n in range(2)), sp.zeros(3, 2))
print("SymPy, two examples, row 1, column 1:", (D_any.T * A_any)[0, 0])
assert tables == D_any.T * A_any                                  # all six entries, with letters

one_at_a_time = sum(np.outer(D[n], A[n]) for n in range(4))
print("NumPy, four examples: the sum of the tables is the product:", np.allclose(one_at_a_time, D.T @ A))
witness = sum(gradient_by_loops(net, x[n], y[n]) for n in range(4)) / 4       # they know no 1/N
print("and the loops, one example after the other, say the same:  ", np.allclose(witness, gradient))
assert np.allclose(one_at_a_time, D.T @ A) and np.allclose(witness, gradient)

# %% [markdown] slideshow={"slide_type": "subslide"}
# A bias is a weight from a unit that is always 1. Put a column of ones beside $A^-$, and the same product gives its gradient
# too:
#
# <!-- formula: bias-as-weight -->
# $$ \frac{\partial E}{\partial b} = D^\top \mathbf 1, \qquad D^\top \left[\, A^- \;\; \mathbf 1 \,\right] = \left[\, \frac{\partial E}{\partial W} \;\; \frac{\partial E}{\partial b} \,\right] $$
#
# In NumPy $D^\top \mathbf 1$ is `D.sum(axis=0)`: down the rows, one number for each unit. Each example pulls at the bias, and the
# pulls are added up.
#
# <!-- slide
# ## And the biases?
#
# $$ \frac{\partial E}{\partial b} = D^\top \mathbf 1, \qquad D^\top \left[\, A^- \;\; \mathbf 1 \,\right] = \left[\, \frac{\partial E}{\partial W} \;\; \frac{\partial E}{\partial b} \,\right] $$
#
# A bias is a weight from a unit that is always 1. In NumPy: `D.sum(axis=0)`. Two columns of weights, one of biases:
# -->

# %% slideshow={"slide_type": "-"} on_slide="output" tags=["checks:bias-as-weight"]
ones = np.ones((4, 1))
print((D.T @ np.hstack([A, ones])).round(6))
assert np.allclose(D.T @ np.hstack([A, ones]), np.hstack([trace.dW[1], trace.db[1][:, None]]))
assert np.allclose(D.sum(axis=0), (D.T @ ones)[:, 0]) and np.allclose(D.sum(axis=0), by_nudges(net, x, y)[6:9])

# %% [markdown]
# Two columns of weights, one of biases. And the product is more than short. The digit reader of 00 needs this many products
# for the weights' gradient of one batch of 32 images; by loops each is a step of Python, by `D.T @ A` there are two calls:

# %%
print(f"{32 * (64 * 32 + 32 * 10):,} products")

# %% [markdown]
# Time it yourself, in a cell of your own: 32 examples through 64 units into 32, by loops and by one product.
#
# ```python
# deltas, activities = np.ones((32, 32)), np.ones((32, 64))
# %timeit [[sum(deltas[n, j] * activities[n, i] for n in range(32)) for i in range(64)] for j in range(32)]
# %timeit deltas.T @ activities
# ```

# %% [markdown]
# Since 1990 there is a standard for programs that multiply matrices, and they are tuned for each kind of processor (Dongarra,
# Du Croz, Hammarling & Duff, *Level 3 BLAS*). `@` calls one.

# %% [markdown] slideshow={"slide_type": "notes"}
# Point at one cell in all four tables and have the room add it up. Then ask where the 4 went: it is the index that the
# product sums. People often think that a batch is "four gradients"; it is one, the sum.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=3
# ## Where does 1/N go?
#
# $E$ is a mean over $N$ examples. The factor enters in the first delta,
# $D^{(L)} = \frac{1}{N} (A^{(L)} - Y) \odot \varphi'(Z^{(L)})$, where the rows of $Y$ are the targets. All further lines are
# products with that delta, so the factor travels down with it.
#
# **Predict.** Somebody divides by $N$ in every layer, to be on the safe side. There are five layers and eight
# examples. How much too small is the gradient of the lowest weights?
#
# <details><summary>Answer</summary>
# By a factor of 8 to the power of 4, which is 4,096. The top layer is right, the next has 1/8, and so on down: to an
# onlooker the lowest layer does not learn.
# </details>
#
# <!-- slide
# ## Where does 1/N go?
#
# $E$ is a mean over $N$ examples. The factor enters in the first delta and travels down.
#
# **Predict.** Somebody divides by $N$ in every layer, to be on the safe side. Five layers, eight
# examples: how much too small is the gradient of the lowest weights?
# -->

# %%
rng = np.random.default_rng(6)
sizes = (3, 4, 4, 4, 4, 2)
deep = Network(sizes, [activations.tanh] * 5, losses.half_squared_error, rng.normal(size=count(sizes)))
deep_x, deep_y = rng.normal(size=(8, 3)), rng.normal(size=(8, 2))
right, _ = windows(backprop(deep, deep_x, deep_y)[1], sizes)
divided, _ = windows(BACKPROP["1/N at every layer"].function(deep, deep_x, deep_y)[1], sizes)
too_small = [(right[l] / divided[l]).mean() for l in range(1, 6)]
print("times too small, layers 1 to 5:", *(f"{times:,.0f}" for times in too_small))

# %% slideshow={"slide_type": "subslide"}
fig, ax = plt.subplots(figsize=(5.6, 2.6))
ax.barh(range(1, 6), [1 / times for times in too_small], color=house_style.BACKWARD, height=0.6)
for l, times in enumerate(too_small, start=1):
    ax.text(1.15 / times, l, "right" if l == 5 else f"{times:,.0f} times too small", va="center", clip_on=False)
ax.set(xscale="log", xlim=(1e-4, 1.1), xlabel="gradient of the weights, as a share of the right one", ylabel="layer")
show(fig, alt=f"Bars for the five layers on a logarithmic axis. The top layer has the right gradient; with each layer "
              f"further down it is eight times smaller, in the lowest {too_small[0]:,.0f} times too small.")

# %% [markdown] slideshow={"slide_type": "-"}
# Once is right, and it need not be at the top: all lines are linear in delta, so one may as well carry whole deltas down,
# and divide when all is done. What counts is once.
#
# <!-- slide
# Once is right. To an onlooker the lowest layer does not learn.
# -->

# %%
trace = net.blank_trace(4)
E, gradient = backprop(net, x, y, trace)
whole = [None, 4 * trace.delta[1], 4 * trace.delta[2]]                   # deltas without 1/N
print("divided at the end:", np.allclose(whole[1].T @ trace.a[0] / 4, trace.dW[1]))
print("from delta[2] to delta[1] the factor comes along:",
      np.allclose(whole[2] @ net.W[2] * trace.slope[1], whole[1]))

# %% [markdown]
# > **In other books.** Nielsen's $\delta$ is that of one example alone: $N$ times a row of ours. His program adds up
# > `nabla_w` over the examples and divides in the step. The letter of 1986 takes the sum over the cases for its $E$: no
# > $1/N$ at all, and a step that grows with the number of cases. (Rumelhart, Hinton & Williams, *Nature* 323.)

# %% [markdown] slideshow={"slide_type": "notes"}
# "To be on the safe side" is how this mistake comes about: a mean here, a mean there. Ask what a learner of this program
# would conclude. A likely answer: deep networks are hard to train. That is true too, for other reasons (notebook 10, to
# come).

# %% [markdown] slideshow={"slide_type": "slide"} minutes=5
# ## What does it look like as one program?
#
# Three functions, in the order of the cycle: forward, back, and both with the error between them. This is the first:
#
# <!-- slide
# ## What does it look like as one program?
#
# Forward. What the way back will ask for is kept: the activities and the slopes.
# -->

# %% slideshow={"slide_type": "-"} on_slide="code"
def propagate(net, x):
    """Activities and slopes by layer, for the examples in the rows of x."""
    a, slope = [x], [None]
    for l in range(1, net.L + 1):
        z = a[l-1] @ net.W[l].T + net.b[l]
        a.append(net.phi[l](z))
        slope.append(net.phi[l].slope(z, a[l]))           # while z and a are at hand
    return a, slope

# %%
print([layer.shape for layer in propagate(net, x)[0]])

# %% [markdown] slideshow={"slide_type": "subslide"}
# `b[l]` is one row, and NumPy stretches it over all rows of the batch: that is the $\mathbf 1 b^\top$ on paper.
# `net.phi[l].slope(z, a)` is $\varphi'(z)$; it may use $a$, as in $a (1 - a)$, and computes no exponential a second time.
# Now the way back:
#
# <!-- slide
# Back: the first delta, the walk down, and two products for each layer.
# -->

# %% slideshow={"slide_type": "-"} on_slide="code"
def send_back(net, a, slope, y):
    L, N, delta = net.L, len(y), [None] * (net.L + 1)
    delta[L] = (a[L] - y) / N * slope[L]
    for l in range(L, 1, -1):
        delta[l-1] = delta[l] @ net.W[l] * slope[l-1]
    gradient = []
    for l in range(1, L + 1):
        gradient += [(delta[l].T @ a[l-1]).ravel(), delta[l].sum(axis=0)]
    return np.concatenate(gradient)                       # in the order of theta

# %% [markdown]
# And the third, which has the same contract as the library's `backprop`: the same goes in, and the same comes out. It knows
# the half squared error only:

# %%
def my_backprop(net, x, y):
    """E and dE/dtheta for the examples in the rows of x and y."""
    a, slope = propagate(net, x)
    E = 0.5 * np.sum((a[net.L] - y) ** 2) / len(x)
    return E, send_back(net, a, slope, y)

# %% [markdown]
# | on paper, a batch | in the program |
# |---|---|
# | $Z = A^- W^\top + \mathbf 1 b^\top$ | `z = a[l-1] @ net.W[l].T + net.b[l]` |
# | $A = \varphi(Z)$, and $\varphi'(Z)$ | `net.phi[l](z)`, `net.phi[l].slope(z, a[l])` |
# | $D^{(L)} = \frac{1}{N} (A^{(L)} - Y) \odot \varphi'(Z^{(L)})$ | `delta[L] = (a[L] - y) / N * slope[L]` |
# | $D^- = (D W) \odot \varphi'(Z^-)$ | `delta[l-1] = delta[l] @ net.W[l] * slope[l-1]` |
# | $\partial E / \partial W = D^\top A^-$ | `delta[l].T @ a[l-1]` |
# | $\partial E / \partial b = D^\top \mathbf 1$ | `delta[l].sum(axis=0)` |
#
# Is it right? We hold it to everything we have: the loops, the library, the nudges; for the 2-3-2 network, and for a deeper
# one whose layers all differ, in width and in activation function (`softplus` is $\log(1 + e^z)$, which 03 met in an error).

# %% slideshow={"slide_type": "subslide"} on_slide="output"
odd = Network((2, 5, 4, 3), [activations.tanh, activations.softplus, activations.logistic], losses.half_squared_error,
              np.random.default_rng(1).normal(size=count((2, 5, 4, 3))))
odd_y = np.random.default_rng(2).random((4, 3))
for name, network, targets in (("2-3-2", net, y), ("2-5-4-3", odd, odd_y)):
    E, mine = my_backprop(network, x, targets)
    assert np.isclose(E, network.error(x, targets))
    print(f"{name:8s} as the library: {np.allclose(mine, backprop(network, x, targets)[1])}"
          f"   as the nudges: {np.allclose(mine, by_nudges(network, x, targets), rtol=1e-6)}")
print("2-3-2    as the loops:  ", np.allclose(my_backprop(net, x, y)[1], witness))

# %% [markdown]
# Three witnesses, no contradiction. Then let it work. `train` takes any function with the same contract, and from here on it
# learns by the lines that you have derived. The task is XOR, which no single neuron can do (04):

# %% slideshow={"slide_type": "-"} on_slide="output" caption="Three witnesses agree. And it learns XOR."
xor = datasets.xor()


def learned(gradient_of):
    net = Network((2, 3, 1), [activations.logistic] * 2, losses.half_squared_error,
                  initial_weights.lecun((2, 3, 1), np.random.default_rng(0)))
    return net, train(net, xor, GradientDescent(eta=5.0), epochs=2000, backprop=gradient_of)


(mine, my_history), (_, library) = learned(my_backprop), learned(backprop)
for epoch in (0, 100, 500, 2000):
    print(f"epoch {epoch:4d}:  E = {my_history.E[epoch]:.4f} by ours   {library.E[epoch]:.4f} by the library's")
print("answers to 00, 01, 10, 11:", mine.predict(xor.x)[:, 0].round(2))
assert np.allclose(my_history.E, library.E, rtol=1e-6)

# %% [markdown]
# Here is one whole cycle as a program, line by line, on the network of the sheet of paper: forward, back, and the update.

# %% slideshow={"slide_type": "subslide"}
player = StepPlayer(granularity="layer by layer")
player

# %% [markdown]
# **Three things to try.**
#
# 1. Walk through the cycle with *next*. Which numbers of the way forward are asked for again on the way back, and which are not?
# 2. At the last line $E$ has fallen from 0.2952 to 0.2624, with $\eta = 0.5$: the new one stands below its circle. Ten times the rate: what will be left of $E$? Say it, then
#    set $\eta$ to 5.
# 3. Press *next cycle*, drag what you like, and hold your own program to it, at the weights where you have left the network:
#    `my_backprop(player.network, player.x[None], player.y[None])[1]` and `player.gradient`.
#
# <details><summary>What you will see</summary>
#
# 1. The slopes, in the deltas; the activities, in `delta[L]` and in the gradient of the weights. The net inputs are not: once their
#    slopes are there, nobody asks for them again.
# 2. 0.06. Ten times the fall would be more than there is of $E$: a gradient speaks of small steps.
# 3. The same numbers, but perhaps for the last digit. Your program and the picture compute the same lines.
#
# </details>

# %% [markdown]
# > **In other books.** In CS231n a batch has W as [in, out], so that the recursion reads `dhidden = np.dot(dscores, W2.T)`,
# > and then the slope. It is our line: where W is stored the other way round, the transpose moves from the way forward to
# > the way back.

# %% [markdown] slideshow={"slide_type": "notes"}
# Leave the ten lines of send_back on the screen and ask for each: which of the four lines on paper is it? Two lines hold no
# mathematics; find them. (The list, and the concatenation.)

# %% [markdown] slideshow={"slide_type": "slide"} minutes=4
# ## What does the library do differently?
#
# In 00 we looked at its `backprop` and understood two lines. Here it is again.
#
# <!-- slide
# ## What does the library do differently?
#
# | the library | ours |
# |---|---|
# | `net.sweep(x, trace)` | `propagate(net, x)` |
# | `E = net.loss.start(...)` | `E`, and `delta[L]` |
# | `delta[l].dot(W[l], delta[l-1])` | `delta[l] @ W[l]` |
# | `phi[l-1].pull(delta[l-1], ...)` | `* slope[l-1]` |
# | `delta_T[l].dot(a[l-1], dW[l])` | `delta[l].T @ a[l-1]` |
# | `trace.ones.dot(delta[l], db[l])` | `delta[l].sum(axis=0)` |
#
# Line by line the same program. It writes into arrays that are already there, and makes none anew.
# -->

# %%
show_source(backprop)

# %% [markdown]
# | the library's line | ours, and what is different |
# |---|---|
# | `trace = net.trace_for(x, y, trace)` | a **trace** is the sheet of paper: arrays for $z$, $a$, slopes and deltas of all layers. It checks that the shapes fit |
# | `trace.collect_in(gradient)` | `dW[l]` and `db[l]` become windows on one vector, so nothing has to be strung together at the end |
# | `net.sweep(x, trace)` | `propagate`, without the slopes |
# | `E = net.loss.start(...)` | `E` and `delta[L]`, with $1/N$ in it, for whichever error of 03 the network has; ours knows one |
# | `delta[l].dot(W[l], delta[l-1])` | `delta[l] @ W[l]`, written **into** the array for `delta[l-1]`. For a moment that holds $\partial E / \partial a$ |
# | `phi[l-1].pull(...)` | `* slope[l-1]`, in place: now it is $\partial E / \partial z$. Softmax has no slope, and brings a pull of its own |
# | `delta_T[l].dot(a[l-1], dW[l])` | `delta[l].T @ a[l-1]`, into the window |
# | `trace.ones.dot(delta[l], db[l])` | `delta[l].sum(axis=0)`, as a row of ones times the deltas |
# | `if net.decay:` | weight decay, for notebook 09 |
#
# So there are the same four lines. What is new is where the answers go: `p.dot(q, room)` writes the product of `p` and `q`
# into the array `room`. In training the same arrays are used at every step, and none is made anew.

# %%
trace, room = net.blank_trace(4), np.empty((4, 3))
E, gradient = backprop(net, x, y, trace)
trace.delta[2].dot(net.W[2], room)
print("into a room, and as a new array, the same:", np.array_equal(room, trace.delta[2] @ net.W[2]))
before = trace.a[1]
backprop(net, x, y, trace, gradient)
print("after the second call the same array:     ", trace.a[1] is before)

# %% [markdown]
# Two more pieces of the library are short enough to read now: the forward sweep, and the loop that `train` goes through. In it
# `run.gradient_of` is `backprop`, or whatever function you give to `train`:

# %%
show_source(Network.sweep)
show_source(by_rule)

# %% [markdown]
# `np.add(z, b, z)` adds `b` to `z` and writes the sum into `z`. The loop is the cycle of 00: for each batch the gradient, then a
# step; `backprop` never sees the step, and the rule never sees the network. (`_finite` ends the training where $E$ is no longer a
# finite number; `run.look` writes down how the network does after each epoch; `@QUIET` keeps NumPy from warning where an
# $e^z$ is out of range.)

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Break it.** Rooms that are used again have a price.
#
# **Predict.** We give `backprop` a buffer, one array to write its gradient into, take two steps, and keep both gradients in
# a list. The parameters have moved in between. Do the two entries of the list differ?
#
# <details><summary>Answer</summary>
# No. They are one and the same array, and the second call has written over what the first had left. One expects two
# different gradients, and the list does look like two.
# </details>

# %% slideshow={"slide_type": "subslide"} on_slide="both" caption="Both entries of the list are one array: copy what you want to keep."
moving, buffer, kept, copied = example_batch()[0], np.empty(17), [], []
for _ in range(2):
    E, gradient = backprop(moving, x, y, None, buffer)
    kept.append(gradient)
    copied.append(gradient.copy())
    moving.theta[:] -= 5 * gradient
print("as they came: equal", np.array_equal(*kept), "  one array", kept[0] is kept[1])
print("as copies:    equal", np.array_equal(*copied))

# %% [markdown]
# Whoever wants to keep a gradient asks for no buffer, or copies. The slow version never had this trouble, and that is one
# more reason to keep it.

# %% [markdown] slideshow={"slide_type": "notes"}
# Show show_source on the screen only if somebody asks; the table is enough. The prediction about the list is the point of
# this section: let them vote first.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=5
# ## Which mistakes does one example hide?
#
# Our program was checked with four examples. Does it matter? **Break it:** here are five lines that look right. They are
# kept, ready to run, in `course_lib.mistakes`.
#
# <!-- slide
# ## Which mistakes does one example hide?
#
# **Break it:** five lines that look right.
#
# | mistake | the line |
# |---|---|
# | 1/N missing | `delta[L] = (a[L] - y) * slope[L]` |
# | 1/N at every layer | `delta[l-1] = delta[l] @ W[l] * slope[l-1] / N` |
# | bias gradient averaged | `db[l] = delta[l].mean(axis=0)` |
# | bias gradient of the last example | `db[l] = delta[l][-1]` |
# | output slope missing | `delta[L] = (a[L] - y) / N` |
# -->

# %%
SUSPICIOUS = ("1/N missing", "1/N at every layer", "bias gradient averaged", "bias gradient of the last example",
              "output slope missing")
for name in SUSPICIOUS:
    print(f"{name:34s} {BACKPROP[name].wrong}")

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** We test each of them with one example against the right gradient. Which of the five are found out?
#
# <details><summary>Answer</summary>
# Only the last one. With one example N is 1, a mean of one row is its sum, and the last row is all there is: four of the
# five are exactly right.
# </details>

# %% slideshow={"slide_type": "subslide"} on_slide="output" caption="With one example, four of the five look right. With four, none does."
print(f"{'distance to the right gradient':34s}  1 example   4 examples")
for name in SUSPICIOUS:
    wrong = BACKPROP[name].function
    distances = [relative_error(wrong(net, x[:N], y[:N])[1], backprop(net, x[:N], y[:N])[1]) for N in (1, 4)]
    print(f"{name:34s}  {distances[0]:9.2f}   {distances[1]:10.2f}")

# %% [markdown]
# The distance is the library's `relative_error`: 0 means the same gradient, 2 the opposite one; notebook 07 has it in full.
# Four of five pass with one example. A test with $N = 1$ says little about a program for batches.
#
# *Try: give a batch of four equal rows, `x[[0, 0, 0, 0]]` and `y[[0, 0, 0, 0]]`. Which of the five does it find?*
#
# <details><summary>What you will see</summary>
# All five: the distances are 1.20, 0.21, 0.61, 0.61 and 1.26. The rows may be equal; what counts is that N is not 1.
# </details>

# %% [markdown] slideshow={"slide_type": "subslide"}
# And the shapes? A product whose shapes do not fit is refused by NumPy at once, which helps a lot. It is sometimes said that
# there is one way only in which the shapes work out, so that one need not remember the formulas.
#
# **Predict.** Let each of three choices be open: `W` or `W.T` on the way back; the table $D^\top A^-$ or its transpose; the
# slope of the layer below or of the layer above. That makes eight programs. How many of them run on a 2-3-2 network, and how
# many on a 3-3-3 network?
#
# <details><summary>Answer</summary>
# One on the 2-3-2 network, the right one. All eight on the 3-3-3 network, and seven of them are wrong. If the widths are
# equal, shapes decide nothing.
# </details>
#
# <!-- slide
# ## If the shapes fit, is it right?
#
# Three open choices: `W` or `W.T` on the way back; the table $D^\top A^-$ or its transpose; the slope of the layer below or
# above.
#
# **Predict.** That makes eight programs. How many of them run on a 2-3-2 network, how many on a 3-3-3 network?
# -->

# %%
def program(net, x, y, turn_W, turn_table, slope_of):
    """Backpropagation for two layers, with three choices left open."""
    a, slope = propagate(net, x)
    gradient = np.empty_like(net.theta)
    dW, db = windows(gradient, net.sizes)
    D2 = (a[2] - y) / len(x) * slope[2]
    D1 = D2 @ (net.W[2].T if turn_W else net.W[2]) * slope[slope_of]
    for l, D in ((1, D1), (2, D2)):
        table = D.T @ a[l-1]
        dW[l][...] = table.T if turn_table else table       # NumPy refuses another shape
        db[l][...] = D.sum(axis=0)
    return net.error(x, y), gradient

# %% slideshow={"slide_type": "subslide"} on_slide="output"
CHOICES = list(itertools.product((False, True), (False, True), (1, 2)))


def start(sizes, seed):
    rng = np.random.default_rng(seed)
    net = Network(sizes, [activations.logistic] * 2, losses.half_squared_error, rng.normal(size=count(sizes)))
    return net, rng.normal(size=(5, sizes[0])), rng.random((5, sizes[2]))


for sizes in ((2, 3, 2), (3, 3, 3)):
    run, right = 0, 0
    for choice in CHOICES:
        try:
            gradient = program(*start(sizes, 0), *choice)[1]
        except ValueError:
            continue                                          # the shapes do not fit
        run, right = run + 1, right + np.allclose(gradient, my_backprop(*start(sizes, 0))[1])
    print(f"{'-'.join(map(str, sizes))}: of 8 programs run {run}, and right {'is' if right == 1 else 'are'} {right}")

# %% [markdown]
# On the square network all eight run, and one is right. Then surely training shows which? We train with the seven wrong
# ones, from ten random starts each:

# %% slideshow={"slide_type": "-"} on_slide="output"
def falls(seed, choice):
    """Whether E is lower after 100 steps along what this program takes for the gradient."""
    net, x, y = start((3, 3, 3), seed)
    history = train(net, (x, y), GradientDescent(1.0), 100, backprop=lambda *at: program(*at, *choice))
    return history.E[-1] < history.E[0]


wrong_ones = [choice for choice in CHOICES if choice != (False, False, 1)]
lower = [falls(seed, choice) for seed in range(10) for choice in wrong_ones]
print(f"wrong programs, 100 steps: E fell in {sum(lower)} of {len(lower)} runs")

# %% [markdown] slideshow={"slide_type": "-"}
# The shapes had nothing to say, and $E$ fell nearly every time. So: a test takes layers of unequal widths, more than one
# example, and a number of examples that is no layer's width.
#
# <!-- slide
# With equal widths the shapes have nothing to say. And training does not tell either: $E$ fell nearly every time.
# -->

# %% [markdown] slideshow={"slide_type": "notes"}
# Take the vote on the five by show of hands, one after the other, before the table. Then ask for a rule for test cases, and
# let the room find it: N above 1, all widths different.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=6
# ## Which of two numbers is right?
#
# A detective story. In March 2015 Matt Mazur put [A Step by Step Backpropagation
# Example](https://mattmazur.com/2015/03/17/a-step-by-step-backpropagation-example/) on the web: a 2-2-2 network, every
# number written out. It is a generous page; many people have learned backpropagation from it, and many programs have been
# tested against its numbers. It is our guest: logistic units, half squared error, $\eta = 0.5$, and biases that stay as they
# are.
#
# > **In other books.** Mazur numbers the weights from $w_1$ to $w_8$, row by row: $w_1$ is our $w^{(1)}_{11}$, $w_5$ our
# > $w^{(2)}_{11}$. He writes $\mathrm{net}$ for $z$, $\mathrm{out}$ for $a$, and $w^+$ for a weight after the step.
#
# <!-- slide
# ## Which of two numbers is right?
#
# A guest: Matt Mazur's *A Step by Step Backpropagation Example*, 2015. Logistic units, $\eta = 0.5$, biases stay as they are.
# -->

# %% slideshow={"slide_type": "-"}
def guest():
    """Mazur's network, its input and its target."""
    theta = np.array([0.15, 0.20, 0.25, 0.30, 0.35, 0.35, 0.40, 0.45, 0.50, 0.55, 0.60, 0.60])
    net = Network((2, 2, 2), [activations.logistic] * 2, losses.half_squared_error, theta)
    return net, np.array([[0.05, 0.10]]), np.array([[0.01, 0.99]])


net_g, x_guest, y_guest = guest()
show(draw_network(net_g, net_g.forward(x_guest), y=y_guest[0]),
     alt="Mazur's network with two inputs, 0.05 and 0.10, two hidden and two output units. Weights to the hidden units 0.15, "
         "0.20, 0.25, 0.30, their biases 0.35; weights to the outputs 0.40, 0.45, 0.50, 0.55, their biases 0.60. The outputs "
         "are 0.75 and 0.77, the targets 0.01 and 0.99.")

# %%
def steps(gradient_of, number):
    """The guest after so many steps with eta = 0.5, and E before each. The biases stay, as on the page."""
    net, x, y = guest()
    errors = []
    for _ in range(number):
        E, gradient = gradient_of(net, x, y)
        dW, db = windows(gradient, net.sizes)
        db[1][:] = db[2][:] = 0
        net.theta[:] -= 0.5 * gradient
        errors.append(E)
    return net, errors

# %% slideshow={"slide_type": "subslide"} on_slide="output" caption="Before the step all agrees. After it, E does not."
after, errors = steps(my_backprop, 1)
E_after = after.error(x_guest, y_guest)
print("                  by our program   on the page")
print(f"E before             {errors[0]:.9f}   0.298371109")
print(f"w1 after one step    {after.W[1][0, 0]:.9f}   0.149780716")
print(f"w5 after one step    {after.W[2][0, 0]:.8f}    0.35891648")
print(f"E after one step     {E_after:.9f}   0.291027924")

# %% [markdown] slideshow={"slide_type": "subslide"}
# $E$ before the step agrees, and the new weights do. The $E$ after the step does not: it differs in the seventh decimal. The
# page prints all eight new weights, and they are ours, digit for digit.
#
# **Predict.** 0.291027774 or 0.291027924: how could one decide which is the error of Mazur's network after one step, without
# trusting any program for backpropagation?
#
# <details><summary>Answer</summary>
# Put the eight weights that the page itself prints into the network, and run it forward: no walk back is needed to see what
# E they give. They give the first number.
# </details>
#
# <!-- slide
# $E$ before the step agrees, and all eight new weights do. $E$ after the step does not.
#
# **Predict.** 0.291027774 or 0.291027924: how could one decide which is right, without trusting any program for
# backpropagation?
# -->

# %% slideshow={"slide_type": "subslide"} on_slide="output"
page, _, _ = guest()
page.W[1][:] = [[0.149780716, 0.19956143], [0.24975114, 0.29950229]]          # w1 to w4 after the step, as printed
page.W[2][:] = [[0.35891648, 0.408666186], [0.511301270, 0.561370121]]        # w5 to w8
assert np.allclose(page.theta, after.theta, rtol=0, atol=5e-9)                # they are ours
print(f"E of the weights on the page: {page.error(x_guest, y_guest):.9f}")

# %% [markdown] slideshow={"slide_type": "-"}
# So the printed weights are right, and the printed error is not theirs. It must come from other weights: from a program that
# made a slightly different step. Which step? We line up the suspects. Each gets the same task, one step.
#
# <!-- slide
# The printed weights are right. The printed error is not theirs: it comes from a program that made a slightly different step.
# -->

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** Who did it? (a) somebody changed the biases too; (b) somebody lost the ½ in $E$; (c) `W` was transposed in the
# recursion: the net is square, and nobody would notice; (d) the output weights were changed first, and the deltas then sent
# down through the new ones.
#
# <details><summary>Answer</summary>
# It is (d). The others are wrong too, but each in its own way: none gives the number in print.
# </details>

# %%
def with_biases(net, x, y):
    return net.at(net.theta - 0.5 * my_backprop(net, x, y)[1]).error(x, y)


def after_one_step(name):
    return steps(BACKPROP[name].function, 1)[0].error(x_guest, y_guest)

# %% slideshow={"slide_type": "subslide"} on_slide="output" caption="(d): the weights were changed before the deltas went down."
suspects = {
    "no mistake": E_after,
    "(a) biases changed too": with_biases(*guest()),
    "(b) a factor 2": after_one_step("factor two"),
    "(c) W transposed": after_one_step("weights not transposed (square)"),
    "(d) updated first": after_one_step("update before propagating"),
}
for name, E in suspects.items():
    print(f"{name:24s} {E:.9f}   {'<- the number in print' if f'{E:.9f}' == '0.291027924' else ''}")

# %% [markdown] slideshow={"slide_type": "subslide"}
# Here is the line of the culprit, and what it should be:

# %% slideshow={"slide_type": "-"} on_slide="output"
culprit = BACKPROP["update before propagating"]
print("wrong:", *culprit.wrong.split("; "), sep="\n   ")
print("right:", *culprit.right.split("; "), sep="\n   ")

# %% [markdown] slideshow={"slide_type": "-"}
# The same two lines, in another order. All of the gradient belongs to one $\theta$: **first every delta, then the update**.
#
# The page goes on. After 10,000 steps it prints $E = 0.000035085$ (some copies of the page have another number, to which we
# come), and the outputs 0.015912196 and 0.984065734.
#
# <!-- slide
# The same two lines, in another order. **First every delta, then the update.**
# -->

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** 10,000 steps with the right gradient and 10,000 with the wrong one. Which of the two runs ends with the lower
# $E$?
#
# <details><summary>Answer</summary>
# The wrong one, by a hair: 0.000035085 against 0.000035102. Common sense says that a wrong gradient must pay for it. Here it
# does not: how low E gets is no measure of how right the gradient is.
# </details>

# %% slideshow={"slide_type": "subslide"} on_slide="output"
runs = {"right": steps(my_backprop, 10_000), "updated first": steps(culprit.function, 10_000)}
for name, (net_end, _) in runs.items():
    a_end = net_end.predict(x_guest)[0]
    print(f"{name:14s} E = {net_end.error(x_guest, y_guest):.9f}   outputs {a_end[0]:.9f}  {a_end[1]:.9f}")
print("on the page    E = 0.000035085   outputs 0.015912196  0.984065734")
E_printed = 0.5 * np.sum((np.array([0.015912196, 0.984065734]) - y_guest[0]) ** 2)    # of the outputs on the page
assert f"{E_printed:.10f}" == "0.0000350848" and f"{runs['right'][1][-1]:.10f}" == "0.0000351085"   # 9,999 steps

# %% [markdown] slideshow={"slide_type": "-"}
# All three numbers fit: the case is closed. And there is a witness on the author's own side. The program that goes with the
# page stands on [GitHub](https://github.com/mattm/simple-neural-network) with its history. On 15 March 2015, two days before
# the page appeared, he mended exactly this: "Update backprop algorithm so that hidden layer weight updates use original
# weights" (commit 4b6faac). We ran both versions. The one before ends at the outputs in print, the one after at ours. The
# page itself says in words that the original weights must be used, and works out its weights by that rule. Only the numbers
# after the step are still those of the older program.
#
# (In some copies of the page the last $E$ is 0.0000351085. That is what the *right* gradient has after 9,999 steps. The two
# outputs beside it are the same as in the others, and their $E$ is 0.0000350848. The `assert` above holds both.)
#
# So he had found it, and mended it; the digits stayed, and other pages and the tests of other programs have copied them. How
# could they last so long? Look at the two runs:
#
# <!-- slide
# The wrong gradient ends lower, by a hair. And all three numbers fit: the case is closed. The author had mended his program two days before the page appeared. The digits
# stayed.
# -->

# %% slideshow={"slide_type": "subslide"}
fig, ax = plt.subplots(figsize=(5.6, 3.2))
number = np.arange(1, 10_001)
ax.loglog(number, runs["right"][1], color=house_style.INK, linewidth=3.5)
ax.loglog(number, runs["updated first"][1], color=house_style.STEP, linestyle=(0, (4, 3)))
ax.text(1.3, 4e-3, "thick: the right gradient", color=house_style.INK)
ax.text(1.3, 1.5e-3, "dashed: updated first", color=house_style.TEXT[house_style.STEP])
ax.set(xlabel="step", ylabel="error $E$")
share = max(abs(np.divide(runs["updated first"][1], runs["right"][1]) - 1))
show(fig, alt=f"E over 10,000 steps with the right gradient, a thick line, and with the wrong one, dashed on top of it. "
              f"The two lines cannot be told apart anywhere: E never differs by more than {share:.2%}.")

# %% [markdown] slideshow={"slide_type": "-"}
# No eye can tell them apart. On the whole way $E$ differs by less than a tenth of a per cent.
#
# <!-- slide
# No eye can tell them apart: on the whole way $E$ differs by less than a tenth of a per cent.
# -->

# %% [markdown] slideshow={"slide_type": "notes"}
# Tell it slowly, as a story, and with respect: the page has taught many people, and its author found the line
# himself. Ask the room whether they have ever copied a number into a document before mending the program. Most have.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=2
# ## How wrong is the wrong gradient?
#
# Take two layers and one example, as the guest has. The right delta of the hidden layer is
# $\delta^- = (W^\top \delta) \odot \varphi'(z^-)$. The culprit has $W - \eta \, \delta (a^-)^\top$ in the place of $W$.
# Multiplied out, with a wavy line over what is wrong:
#
# <!-- formula: updated-first -->
# $$ \tilde\delta^- - \delta^- = -\eta \, (\delta \cdot \delta) \; a^- \odot \varphi'(z^-) $$
#
# The dot product $\delta \cdot \delta$ is the sum of the squares, $\sum_k \delta_k^2$. SymPy multiplies it out with letters,
# NumPy has the guest's numbers:
#
# <!-- slide
# ## How wrong is the wrong gradient?
#
# $$ \tilde\delta^- - \delta^- = -\eta \, (\delta \cdot \delta) \; a^- \odot \varphi'(z^-) $$
#
# $\tilde\delta^-$ came down through the new weights. It is off in proportion to $\eta$. And as the square of the deltas: it fades as the network gets right.
# -->

# %% tags=["checks:updated-first"]
eta = sp.Symbol("eta")
W_any, d_any = sp.Matrix(2, 2, sp.symbols("w_(1:3)_(1:3)")), sp.Matrix(sp.symbols("delta_1:3"))
a_any, s_any = sp.Matrix(sp.symbols("a_1:3")), sp.Matrix(sp.symbols("s_1:3"))          # s: the slopes
right_delta = (W_any.T * d_any).multiply_elementwise(s_any)
wrong_delta = ((W_any - eta * d_any * a_any.T).T * d_any).multiply_elementwise(s_any)
difference = (wrong_delta - right_delta).expand()
print("hidden unit 1, wrong minus right:", sp.factor(difference[0]))
assert (difference + eta * d_any.dot(d_any) * a_any.multiply_elementwise(s_any)).expand() == sp.zeros(2, 1)

# %% tags=["checks:updated-first"]
def updated_first(net, x, y, eta=0.5):
    """What the culprit takes for the gradient: its hidden deltas came down through changed weights."""
    a, slope = propagate(net, x)
    D2 = (a[2] - y) / len(x) * slope[2]
    D1 = D2 @ (net.W[2] - eta * D2.T @ a[1]) * slope[1]
    return np.concatenate([(D1.T @ a[0]).ravel(), D1.sum(axis=0), (D2.T @ a[1]).ravel(), D2.sum(axis=0)])


(a, slope), right = propagate(guest()[0], x_guest), my_backprop(*guest())[1]
shift = -0.5 * np.sum(((a[2] - y_guest) * slope[2]) ** 2) * a[1][0] * slope[1][0]
found = (updated_first(*guest()) - right)[4:6]              # the hidden biases: their entries are the deltas
print("by the formula:", shift.round(6), "  by the program:", found.round(6))
assert np.allclose(shift, found) and np.allclose(updated_first(*guest()), culprit.function(*guest())[1])

# %% [markdown]
# Read three things from it. The mistake is in proportion to $\eta$: with ever smaller steps it vanishes. It goes with the
# *square* of the deltas: as the network gets right, it fades faster than the gradient itself. And where activities and slopes
# are positive, as with the logistic, all hidden deltas are shifted the same way, down. How large is it here? For the eight
# weights, wrong over right:

# %%
wrong_dW, _ = windows(updated_first(*guest()), (2, 2, 2))
right_dW, _ = windows(right, (2, 2, 2))
for l, layer in ((1, "hidden"), (2, "output")):
    print(f"{layer} weights, wrong / right: {(wrong_dW[l] / right_dW[l]).round(3).tolist()}"
          f"   size of the right ones: {np.linalg.norm(right_dW[l]):.4f}")
print(f"E after one step differs by {suspects['(d) updated first'] - E_after:.1e}")
end = runs["right"][0]
faded = relative_error(updated_first(end, x_guest, y_guest), my_backprop(end, x_guest, y_guest)[1])
print(f"relative error, all twelve entries: {relative_error(updated_first(*guest()), right):.1%} at the start, "
      f"{faded:.4%} after 10,000 steps")

# %% [markdown]
# Seventeen and fifteen per cent, in every hidden weight. That is no small mistake. $E$ hardly feels it, because in this
# example the inputs are small, and nearly all of the weights' gradient lies in the output layer. After 10,000 steps the
# mistake is all but gone. And how does it change with $\eta$?

# %% slideshow={"slide_type": "subslide"}
rates = np.logspace(-3, 1, 17)
distances = [relative_error(updated_first(*guest(), eta=rate), right) for rate in rates]
here = relative_error(updated_first(*guest(), eta=0.5), right)
fig, ax = plt.subplots(figsize=(5.6, 3.2))
ax.loglog(rates, distances, "o-", color=house_style.BACKWARD, markersize=4)
ax.plot(0.5, here, "o", color=house_style.INK, markersize=9, fillstyle="none")
ax.text(0.35, 1.3 * here, f"on the page: {here:.1%}", ha="right", color=house_style.INK)
ax.set(xlabel=r"learning rate $\eta$", ylabel="relative error of the gradient")
show(fig, alt=f"The relative error of the wrong gradient against the learning rate, both on logarithmic axes: a straight line, "
              f"ten times the error for ten times the rate. At the rate of the page, 0.5, it is {here:.1%}.")

# %% [markdown] slideshow={"slide_type": "-"}
# Ten times the rate, ten times the error. With $\eta = 0.5$ the gradient is off by about one per cent.
#
# There is a relative of this mistake. A trace, too, belongs to one $\theta$. If somebody keeps $a$ and the slopes, changes
# the parameters, and then sends deltas back, the answer is the gradient at neither point:
#
# <!-- slide
# Ten times the rate, ten times the error. With $\eta = 0.5$: about one per cent.
# -->

# %%
net, x, y = example_batch()
a, slope = propagate(net, x)
old = send_back(net, a, slope, y)
net.theta[:] -= 5 * old                                                       # a step; a and slope are now too old
stale = send_back(net, a, slope, y)
print(f"distance to the gradient before the step: {relative_error(stale, old):.2f}")
print(f"distance to the gradient after the step:  {relative_error(stale, my_backprop(net, x, y)[1]):.2f}")
assert relative_error(stale, old) > 0.01 and relative_error(stale, my_backprop(net, x, y)[1]) > 0.1

# %% [markdown]
# This is why `my_backprop` begins with a pass forward each time, and changes nothing in `net`. A function that takes nothing
# over from an earlier call, and only reads $\theta$, cannot slip into either mistake.

# %% [markdown] slideshow={"slide_type": "notes"}
# If time is short, leave the formula out and show the straight line: small steps hide the mistake, large steps show it.
# Question for the room: with which eta would you test a program for this mistake? (Any: a right gradient does not depend on
# eta.)

# %% [markdown] slideshow={"slide_type": "skip"}
# ## Recall
#
# Without scrolling up: answer, then unfold.
#
# **1.** In the loops for $\delta^-$, where is the weight between unit $j$ above and unit $i$ below looked up? What does
# $W^\top$ on paper say then?
# <details><summary>Answer</summary>
# In W[l][j, i], where it was on the way forward. The transpose says that the sum now runs over j, not over i.
# </details>
#
# **2.** Why is the sum over the examples a matrix product?
# <details><summary>Answer</summary>
# Entry (j, i) of the gradient is the sum over n of D[n, j] times A[n, i]. That is what entry (j, i) of $D^\top A^-$ is.
# </details>
#
# **3.** "$E$ is a mean, so the bias gradient should be the mean of the deltas." What is wrong?
# <details><summary>Answer</summary>
# The deltas contain 1/N already, since the first of them. Their sum is right, a mean would divide twice.
# </details>
#
# **4.** A gradient passes a test with one example. Name three mistakes that may still be in it.
# <details><summary>Answer</summary>
# 1/N missing; 1/N at every layer; the bias gradient averaged; the bias gradient of the last example only. With N = 1 they
# all give the right numbers.
# </details>
#
# **5.** "If the shapes fit, the formula is right." When is this false?
# <details><summary>Answer</summary>
# Where widths are equal. On a 3-3-3 network eight programs ran, and one was right.
# </details>
#
# **6.** Why must all deltas be computed before the first weight is changed?
# <details><summary>Answer</summary>
# The gradient holds the slopes of E at one point θ. A delta that is sent down through a changed W belongs partly to another
# point. The same goes for a trace that is older than θ.
# </details>
#
# **7.** Two programs train a network for 10,000 steps; one ends with the lower $E$. Is its gradient the right one?
# <details><summary>Answer</summary>
# That does not follow. On the guest's network the wrong gradient ended at 0.000035085 and the right one at 0.000035102.
# </details>

# %% slideshow={"slide_type": "skip"}
print("3: ", np.allclose(trace.delta[1].sum(axis=0), trace.db[1]), "and the mean is too small by", len(trace.delta[1]))
one_right = [name for name in SUSPICIOUS
             if np.allclose(BACKPROP[name].function(net, x[:1], y[:1])[1], backprop(net, x[:1], y[:1])[1])]
print("4: ", "; ".join(one_right))
print("7: ", runs["updated first"][0].error(x_guest, y_guest) < runs["right"][0].error(x_guest, y_guest))

# %% [markdown] slideshow={"slide_type": "slide"} minutes=1
# ## The next question
#
# A number that was wrong stood in print for years, and training went on all the same. Wrong programs lowered $E$. Four of
# five mistakes passed a test with one example. In this notebook we had a right program to hold them to; whoever writes the
# first one has none. **How would one notice?** That is [notebook 07](07_trust_nothing.ipynb).
#
# *What we built is `course_lib/backprop.py`, and the mistakes live in `course_lib/mistakes/`: read them.*
#
# **Now write it yourself.** The [exercises of 06](../exercises/06_by_hand_to_code/exercises_06.ipynb)
# look at what you write, and say where it first goes wrong.
#
# <!-- slide
# ## The next question
#
# A number that was wrong stood in print for years, and training went on all the same.
#
# **How would one notice?**
# -->
