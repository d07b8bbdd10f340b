# %% [markdown] slideshow={"slide_type": "slide"} minutes=2
# # 03 · What to minimise
#
# In [notebook 02](02_one_neuron.ipynb) a neuron that began badly wrong learned slowest of all. We had measured how wrong it
# was by half the squared error, because one has to begin somewhere. Is that error to blame? **What should one minimise?**
#
# After this notebook you will be able to
#
# 1. say what an error has to be like for backpropagation to work with it, and why;
# 2. derive half the squared error and the two cross-entropies from what they assume, and their deltas from the chain rule;
# 3. choose the error that goes with an output, and compute it where $e^z$ is too large for the machine.
#
# *About an hour and a quarter alone, 45 minutes as a lecture.*
#
# <!-- slide
# # 03 · What to minimise
#
# A neuron that was badly wrong learned slowest of all. Is the error that we chose to blame?
#
# **What should one minimise?**
# -->

# %% [markdown] slideshow={"slide_type": "notes"}
# Ask the room how a wrong answer should be charged, before anything is shown: by its distance, by its square, by something
# else? Write the proposals on the board and come back to them at the table near the end.

# %% slideshow={"slide_type": "skip"}
import matplotlib.pyplot as plt
import numpy as np
import sympy as sp

from course_lib import activations, datasets, house_style, losses, mistakes
from course_lib.backprop import backprop
from course_lib.example import example_batch
from course_lib.figures import draw_matrix
from course_lib.gradcheck import central_difference, relative_error
from course_lib.network import Network
from course_lib.show import show, show_source

house_style.use()

# %% [markdown] slideshow={"slide_type": "slide"} minutes=6
# ## What may an error be made of?
#
# The number to be minimised is called cost, loss or objective in other texts. Here it is the **error** $E$; only the object
# in the code that knows how to compute it is called `loss`. Let $N$ be the number of examples, and $n$ one of them. Two
# things are asked of $E$. First, every example has an error $E_n$ of its own (added up over the outputs, as in notebook 00),
# and $E$ is the average,
#
# <!-- symbol: N -->
# <!-- symbol: n -->
# <!-- formula: mean-error -->
# $$ E = \frac{1}{N} \sum_{n=1}^{N} E_n $$
#
# Then the gradient is an average too, because the derivative of a sum is the sum of the derivatives:
#
# <!-- formula: mean-gradient -->
# $$ \frac{\partial E}{\partial \theta} = \frac{1}{N} \sum_{n=1}^{N} \frac{\partial E_n}{\partial \theta} $$
#
# So each example can go forward and back alone, and the results are averaged. Here are the four examples of notebook 00, one
# by one and all together:
#
# <!-- slide
# ## What may an error be made of?
#
# First: it is an average over the $N$ examples; $E_n$ is the error of one. Then its gradient is an average too.
#
# $$ E = \frac{1}{N} \sum_{n=1}^{N} E_n $$
#
# $$ \frac{\partial E}{\partial \theta} = \frac{1}{N} \sum_{n=1}^{N} \frac{\partial E_n}{\partial \theta} $$
#
# Each example can go forward and back alone.
# -->

# %% tags=["checks:mean-error", "checks:mean-gradient"]
net, x, y = example_batch()
N = len(x)
alone = [backprop(net, x[n:n+1], y[n:n+1]) for n in range(N)]      # E_n and its gradient, one by one
E, gradient = backprop(net, x, y)                                   # all four together
E_of_each = np.array([E_n for E_n, _ in alone])
print("E_n:", E_of_each.round(4), "  their mean:", E_of_each.mean().round(4), "  E:", round(E, 4))
assert np.isclose(E, E_of_each.mean())
assert np.allclose(gradient, np.mean([gradient_n for _, gradient_n in alone], axis=0))

# %% [markdown] slideshow={"slide_type": "notes"}
# Draw three examples as three separate towers, and one arrow from each top to a common "E". Then draw an arrow from one
# tower to another: that is what the first condition forbids.

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** Suppose that $E$ were the *largest* of the errors $E_n$, or their *product*, in place of their mean. With
# which of the two could we still take each example's own gradient and average?
#
# <details><summary>Answer</summary>
# With neither. The largest error has the gradient of the worst example alone. In the product each example's gradient is
# multiplied by the errors of all the others. The next cells measure it.
# </details>

# %%
def squares(a, y):
    """E_n of each row: half the squared error."""
    return 0.5 * ((a - y) ** 2).sum(axis=1)


errors = {
    "mean of the E_n": lambda a, y: squares(a, y).mean(),
    "largest of the E_n": lambda a, y: squares(a, y).max(),
    "product of the E_n": lambda a, y: squares(a, y).prod(),
    "distance from the mean output": lambda a, y: squares(a, a.mean(axis=0)).mean(),
}

# %% [markdown]
# We take gradients by nudging each parameter a little to either side, as in notebook 01: `central_difference` does it.
# `relative_error` says how far two gradients are apart, in units of their mean length (the root of the sum of the squared
# entries; notebook 07 has it in full): 0 is the same, 2 is as far as it goes.

# %% slideshow={"slide_type": "subslide"} on_slide="output"
def by_nudges(E_of, rows):
    return central_difference(lambda theta: E_of(net.at(theta).predict(x[rows]), y[rows]), net.theta)


print("gradient of E, against the average of the examples' own:\n")
for name, E_of in errors.items():
    together = by_nudges(E_of, slice(0, N))
    averaged = np.mean([by_nudges(E_of, slice(n, n + 1)) for n in range(N)], axis=0)
    print(f"   E = {name:32s}relative error {relative_error(together, averaged):.2f}")

# %% [markdown] slideshow={"slide_type": "-"}
# Only the mean passes. The last line is an error in which the examples meet: it asks how far each output is from the mean
# output of all the examples. For an example alone it is 0, whatever the network does. (Batch normalisation lets examples
# meet in the same way, inside the network; notebook 12, to come.)
#
# None of these is forbidden: the chain rule holds for them too (for the largest, except where two examples tie). What is
# lost is that a few examples can speak for all of them, and learning from a few at a time ([08](08_downhill.ipynb)) rests
# on that. For products there is a remedy: the logarithm of a product is a sum.
#
# <!-- slide
# Only the mean passes. (0 is the same, 2 is as far as it goes.)
#
# For the product there is a remedy: its logarithm is a sum. Remember it.
# -->

# %%
E_n, gradient_n = E_of_each, np.array([g for _, g in alone])
largest = by_nudges(errors["largest of the E_n"], slice(0, N))
product = by_nudges(errors["product of the E_n"], slice(0, N))
logarithm = by_nudges(lambda a, y: np.log(squares(a, y).prod()), slice(0, N))
print("the largest: the gradient of example", E_n.argmax() + 1, "alone")
assert relative_error(largest, gradient_n[E_n.argmax()]) < 1e-6
assert relative_error(product, (E_n.prod() / E_n) @ gradient_n) < 1e-6   # each times the errors of the others
assert relative_error(logarithm, (1 / E_n) @ gradient_n) < 1e-6          # each by itself again
print("the logarithm of the product: a sum in which each example stands by itself")

# %% [markdown] slideshow={"slide_type": "subslide"}
# Second, $E_n$ is a function of the **outputs** and of the targets, and of nothing else. Then all
# that comes back enters at the outputs, and below them the walk is the same for every error.
#
# **Predict.** We break the rule and add to $E_n$ half the sum of the squared *hidden* activities. The walk back starts at
# the outputs and knows nothing of it. Of our 17 parameters, 9 lead to hidden units and 8 to outputs: which entries of the
# gradient come out wrong?
#
# <details><summary>Answer</summary>
# The 9 that lead to hidden units. The other 8 come after the hidden activities and cannot change them, so the new term
# does not depend on them.
# </details>
#
# <!-- slide
# Second: it is a function of the **outputs** and the targets, and of nothing else. Then all that comes back enters at the
# outputs.
#
# **Predict.** We break the rule and add a term made of the *hidden* activities. The walk back starts at the outputs. Of 17
# parameters, 9 lead to hidden units and 8 to outputs: which entries of the gradient come out wrong?
# -->

# %% slideshow={"slide_type": "subslide"} on_slide="output"
def E_with_hidden_term(theta):
    hidden = net.at(theta).forward(x).a[1]
    return net.at(theta).error(x, y) + 0.5 * (hidden ** 2).sum() / N


true = central_difference(E_with_hidden_term, net.theta)
print("the walk back from the outputs, against nudges of E:\n")
print(f"   the 9 that lead to hidden units, relative error: {relative_error(gradient[:9], true[:9]):.2f}")
print(f"   the 8 that lead to outputs,      relative error: {relative_error(gradient[9:], true[9:]):.2f}")

# %% [markdown] slideshow={"slide_type": "-"}
# Such a term needs a door of its own: its share is added to the walk where the walk passes the hidden units. The term's
# derivative with respect to a hidden activity is that activity, over $N$. Times the slope, it is a second share of the
# hidden unit's delta:
#
# <!-- slide
# Such a term needs a door of its own, where the walk passes the hidden units.
# -->

# %%
trace = net.blank_trace(N)
backprop(net, x, y, trace)
delta = trace.delta[1] + trace.a[1] / N * trace.slope[1]           # the second share enters here
dW, db = delta.T @ x, delta.sum(axis=0)                            # delta times input, added over the examples
with_its_door = np.concatenate([dW.ravel(), db])
print("with its own door, relative error:", round(relative_error(with_its_door, true[:9]), 6))

# %% [markdown]
# Weight decay, a charge for large weights, is made of the weights themselves and has its own door too: a line that adds to
# the gradient (notebook [09](09_training.ipynb)). The two conditions are about the rest of $E$, the part that looks at the
# data.

# %% [markdown] slideshow={"slide_type": "notes"}
# For the second condition, draw an arrow to E from halfway up one of the three towers: what enters there, a walk that starts
# at the outputs does not see.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=6
# ## Why squares?
#
# We begin with targets that are measured numbers: a length, a temperature. That is **regression**. The output is then not
# squeezed, $a = z$, and its error is half the square, $E_n = \frac12 (a_n - y_n)^2$. Why the square, and not the distance
# itself?
#
# **Predict.** On five days the way to work took 21, 22, 23, 24 and 60 minutes: on the last a train failed. One number $a$ is
# to stand for all five. Which $a$ makes the mean of $\frac12 (a - y_n)^2$ smallest? And which the mean of the distances
# $|a - y_n|$?
#
# <details><summary>Answer</summary>
# Squares: 30, the mean. Distances: 23, the median, the one in the middle. One might think that squares are the careful
# choice, because they take large errors seriously. That is why a single bad day pulls their answer to 30, where no day has
# been.
# </details>
#
# <!-- slide
# ## Why squares?
#
# **Predict.** On five days the way to work took 21, 22, 23, 24 and 60 minutes: on the last a train failed.
#
# One number $a$ is to stand for all five. Which $a$ makes the mean of $\frac12 (a - y_n)^2$ smallest? And which the mean of
# the distances $|a - y_n|$?
# -->

# %% slideshow={"slide_type": "subslide"}
days = np.array([21, 22, 23, 24, 60])
a = np.linspace(14, 66, 521)[:, None]                       # one row for each answer that we try
fig, axes = plt.subplots(1, 2, figsize=(7.0, 3.2))
for ax, E_of_a, name in ((axes[0], (0.5 * (a - days) ** 2).mean(axis=1), "half the squared error"),
                         (axes[1], abs(a - days).mean(axis=1), "the distance")):
    best = a[E_of_a.argmin(), 0]
    ax.plot(a, E_of_a, color=house_style.INK)
    ax.plot(best, E_of_a.min(), "o", color=house_style.STEP, markersize=8)
    ax.plot(days, 0 * days + 0.035, "|", color=house_style.TARGET, markersize=13, markeredgewidth=2.5,
            transform=ax.get_xaxis_transform())
    ax.annotate(f"smallest\nat {best:.0f}", (best, E_of_a.min()), (6, 36), textcoords="offset points")
    ax.set(xlabel="the answer $a$, in minutes", ylabel=f"mean of {name}", ylim=(0, None))
show(fig, alt="Two errors over the answer a; five green marks show the days, four from 21 to 24 and one at 60. "
              "The mean of half the squared error is a parabola, lowest at 30, where there is no day. The "
              "mean distance has a kink at each day and is lowest at 23.")

# %% [markdown] slideshow={"slide_type": "-"}
# Think of the days as pulling at $a$. Under squares a day pulls as hard as it is far away, and at 30 the one bad day
# balances the four others. Under distances all days pull equally hard, and $a$ settles where as many pull up as down.
# Which of the two is right depends on what one asks for; if single bad days are to count for little, squares are the wrong
# error.
#
# *Try: change 60 to 600, and the 66 to 650. Where do the two answers go?*
#
# <details><summary>What you will see</summary>
# Squares: to 138. Distances: they stay at 23.
# </details>
#
# <!-- slide
# With squares each day pulls as hard as it is far away; with distances all pull alike. One bad day moves the mean to where
# no day has been.
# -->

# %% [markdown] slideshow={"slide_type": "notes"}
# Have the room vote on 30 or 23 as "the" answer for somebody who asks when to leave home, and for somebody who adds up hours
# of a year. Both are right: the error is a decision about what matters, and it is ours.

# %% [markdown] slideshow={"slide_type": "subslide"}
# The half is there for the derivative: it cancels the 2 of the square, and what is left is the difference.
#
# <!-- formula: mean-minimises -->
# $$ \frac{dE}{da} = \frac{1}{N} \sum_{n=1}^{N} (a - y_n) = a - \frac{1}{N} \sum_{n=1}^{N} y_n $$
#
# It is 0 where $a$ is the mean of the targets, below that negative and above it positive. The derivative of $|a - y_n|$ is
# +1 or −1, with a kink at the day itself: the mean of these changes its sign at the day in the middle, the **median**.
#
# <!-- slide
# The half cancels the 2 of the square:
#
# $$ \frac{dE}{da} = \frac{1}{N} \sum_{n=1}^{N} (a - y_n) = a - \frac{1}{N} \sum_{n=1}^{N} y_n $$
#
# It is 0 where $a$ is the **mean** of the targets. The derivatives of the distances, +1 or −1, balance at the **median**.
# -->

# %% tags=["checks:mean-minimises"]
a, *targets = sp.symbols("a y_1:6")
E = sum((a - y_n) ** 2 / 2 for y_n in targets) / 5
dE_da = sp.diff(E, a)
assert sp.expand(dE_da - (a - sum(targets) / 5)) == 0
numbers = dict(zip(targets, days.tolist(), strict=True))
print("dE/da for our days:", sp.expand(dE_da.subs(numbers)))
print("the mean:", days.mean(), "   the median:", np.median(days))
assert np.isclose((0.5 * (40.001 - days) ** 2 - 0.5 * (39.999 - days) ** 2).mean() / 0.002, 40 - days.mean())
assert np.sign(22.9 - days).sum() < 0 < np.sign(23.1 - days).sum()       # the pulls of |a - y_n| turn at 23

# %% [markdown] slideshow={"slide_type": "subslide"}
# There is a second reason for squares. Suppose that a target $y$ is the right value $a$ plus noise, and that the noise
# follows the normal distribution, the bell curve of notebook 02, with the spread $s$. How probable does an answer $a$ make
# the $y$ that came? That is the **likelihood** of $a$. For a measured number it is the height of the bell at $y$, which
# stands in the large brackets (a density: probability for each unit of $y$). Its natural logarithm, with a minus, is
#
# <!-- formula: normal-likelihood -->
# $$ -\log \left( \frac{1}{s \sqrt{2 \pi}} \; e^{-(y - a)^2 / (2 s^2)} \right) = \frac{1}{s^2} \cdot \frac12 (a - y)^2 + \log \left( s \sqrt{2 \pi} \right) $$
#
# Half the squared error, times a number, plus a number: if $s$ is the same for all, the smallest error is the greatest
# likelihood. The likelihoods of several examples multiply if their noises are independent (none tells anything about
# another), and the logarithm makes a sum of the product: the first condition holds.
#
# Legendre published least squares in 1805. Gauss, in 1809, tied them to the normal distribution.
#
# <!-- slide
# If a target is the right value $a$ plus normal noise, how probable does $a$ make the $y$ that came? That is its
# **likelihood**.
#
# $$ -\log \left( \frac{1}{s \sqrt{2 \pi}} \; e^{-(y - a)^2 / (2 s^2)} \right) = \frac{1}{s^2} \cdot \frac12 (a - y)^2 + \log \left( s \sqrt{2 \pi} \right) $$
#
# The smallest squared error is the greatest likelihood. (Legendre 1805; Gauss 1809)
# -->

# %% tags=["checks:normal-likelihood"]
a, y = sp.symbols("a y", real=True)
s = sp.Symbol("s", positive=True)
density = sp.exp(-(y - a) ** 2 / (2 * s ** 2)) / (s * sp.sqrt(2 * sp.pi))
rest = sp.expand(sp.expand_log(-sp.log(density)) - (a - y) ** 2 / (2 * s ** 2))
print("-log(likelihood) minus half the squared error over s²:", rest)
assert a not in rest.free_symbols and y not in rest.free_symbols
assert np.isclose(float(rest.subs(s, 2)), np.log(2 * np.sqrt(2 * np.pi)))

# %% [markdown] slideshow={"slide_type": "notes"}
# Do not derive the bell curve. What one should take home: whoever minimises squares behaves as if the noise were normal. The
# same question, how probable did the answer make what came, is asked of a yes or no in the next section.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=6
# ## What should a probability minimise?
#
# Now a target that is 1 or 0, yes or no. In notebook 02 the activity of a logistic neuron was read as a probability: $a$
# says how sure the neuron is that $y = 1$.
#
# **Predict.** One weather service says rain with 99 %, another with 99.99 %. It stays dry, so $y = 0$. Half the squared
# error of the first is 0.490. What is it for the second? And how much worse would *you* say that the second has done?
#
# <details><summary>Answer</summary>
# 0.500, only 2 % more. But the first had left one chance in 100 for what came, the second one in 10,000: a hundred times
# less. Squares hardly see the difference, because no probability can miss by more than 1.
# </details>
#
# <!-- slide
# ## What should a probability minimise?
#
# **Predict.** One weather service says rain with 99 %, another with 99.99 %. It stays dry.
#
# Half the squared error of the first is 0.490. What is it for the second? And how much worse would *you* say that the second
# has done?
# -->

# %% [markdown] slideshow={"slide_type": "subslide"}
# We ask for the likelihood again: how probable did the answer make what came? If $y = 1$ it is $a$, if $y = 0$ it is
# $1 - a$. One formula says both:
#
# <!-- formula: likelihood -->
# $$ \text{likelihood} = a^y \, (1 - a)^{1 - y} $$
#
# And as before, with a logarithm and a minus, so that examples add up. This is the **cross-entropy** of two classes:
#
# <!-- formula: two-class -->
# $$ E_n = -\log \text{likelihood} = - \big[ \, y \log a + (1 - y) \log (1 - a) \, \big] $$
#
# <!-- slide
# For the second it is 0.4999: squares hardly see the difference. So ask instead: how probable did the answer make what came?
#
# $$ \text{likelihood} = a^y \, (1 - a)^{1 - y} $$
#
# Its logarithm, with a minus, is the **cross-entropy** of two classes:
#
# $$ E_n = -\log \text{likelihood} = - \big[ \, y \log a + (1 - y) \log (1 - a) \, \big] $$
# -->

# %% slideshow={"slide_type": "subslide"} tags=["checks:likelihood", "checks:two-class"] on_slide="output"
def cross_entropy(a, y):
    return -(y * np.log(a) + (1 - y) * np.log(1 - a))


for a, y in ((0.99, 0), (0.9999, 0), (0.9999, 1)):
    likelihood = a if y == 1 else 1 - a
    print(f"says {a:<6}  comes {y}:  half squared error {0.5 * (a - y) ** 2:.4f}",
          f"  cross-entropy {cross_entropy(a, y):.4f}")
    assert np.isclose(a ** y * (1 - a) ** (1 - y), likelihood)
    assert np.isclose(cross_entropy(a, y), -np.log(likelihood))

# %% [markdown] slideshow={"slide_type": "-"}
# Twice as much for the second service, 9.2 against 4.6: each factor of 100 in the probability of what came costs 4.6 more,
# and there is no upper end. To be sure and right costs next to nothing.
#
# <!-- slide
# Under cross-entropy the second service pays twice as much: each factor of 100 costs 4.6 more, without an upper end.
# -->

# %% [markdown] slideshow={"slide_type": "subslide"}
# Now the delta of one example ($N = 1$), by the chain of notebook 02: the derivative with respect to $a$, times the slope
# $\varphi'(z) = a(1 - a)$.
#
# <!-- formula: two-class-slope -->
# $$ \frac{\partial E_n}{\partial a} = -\frac{y}{a} + \frac{1 - y}{1 - a} = \frac{a - y}{a (1 - a)} $$
#
# <!-- formula: two-class-delta -->
# $$ \delta = \frac{\partial E_n}{\partial a} \, \varphi'(z) = \frac{a - y}{a (1 - a)} \; a (1 - a) = a - y $$
#
# The slope stands below the line too, and cancels.
#
# <!-- slide
# The delta: derivative with respect to $a$, times slope.
#
# $$ \frac{\partial E_n}{\partial a} = -\frac{y}{a} + \frac{1 - y}{1 - a} = \frac{a - y}{a (1 - a)} $$
#
# $$ \delta = \frac{\partial E_n}{\partial a} \, \varphi'(z) = \frac{a - y}{a (1 - a)} \; a (1 - a) = a - y $$
#
# The slope cancels. What is left is how wrong the answer was.
# -->

# %% tags=["checks:two-class-slope"]
a, y = sp.symbols("a y")
E_n = -(y * sp.log(a) + (1 - y) * sp.log(1 - a))
dE_da = sp.diff(E_n, a)
print("dE/da:            ", dE_da)
print("times a(1 - a):   ", sp.cancel(dE_da * a * (1 - a)))
print("times tanh's slope", sp.factor(dE_da * (1 - a ** 2)))
assert sp.cancel(dE_da - (a - y) / (a * (1 - a))) == 0

# %% [markdown]
# With tanh's slope, $1 - a^2$, the $a$ below the line stays (last line): the cross-entropy and the logistic belong together.
# The same in numbers: we nudge $z$ a millionth to either side. (The last target is a share, 0.3; the derivation did not ask
# for 0 or 1.)

# %% tags=["checks:two-class-delta"]
for z, y in ((-2.0, 0.0), (0.5, 1.0), (5.0, 0.0), (1.0, 0.3)):
    a = activations.logistic(z)
    up, down = activations.logistic(z + 1e-6), activations.logistic(z - 1e-6)
    measured = (cross_entropy(up, y) - cross_entropy(down, y)) / 2e-6
    print(f"z = {z:4}   y = {y}   a - y = {a - y:+.5f}   measured {measured:+.5f}")
    assert np.isclose(measured, a - y, atol=1e-7)

# %% [markdown]
# > **In other books.** Where the outputs are called $p$ or $\hat y$ (y hat), this delta is written $p - y$ or $\hat y - y$.
# > Nielsen calls $E$ the cost, $C$.

# %% [markdown] slideshow={"slide_type": "notes"}
# Write the two fractions on the board with a gap for the slope, and let the room fill the gap. Then ask what else could have
# stood there: the logarithm was not chosen in order to cancel, it came from the likelihood.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=7
# ## Is the error to blame?
#
# Back to the worst neuron of notebook 02: an evening without frost, $y = 0$, and a net input of $z = 8$, so that
# $a = 0.9997$. Its delta is $(a - y) \, a (1 - a)$ under half the squared error, and $a - y$ under cross-entropy.
#
# **Predict.** By what factor is the second larger: 4, 30 or 3,000?
#
# <details><summary>Answer</summary>
# About 3,000, which is 1 / (a (1 − a)). The factor is 4 at z = 0, where the logistic is steepest, and grows to both sides.
# </details>
#
# <!-- slide
# ## Is the error to blame?
#
# Badly wrong: the target is 0, and $z = 8$, so $a = 0.9997$. The delta is $(a - y) \, a (1 - a)$ under half the squared
# error, and $a - y$ under cross-entropy.
#
# **Predict.** By what factor is the second larger: 4, 30 or 3,000?
# -->

# %% slideshow={"slide_type": "subslide"}
z = np.linspace(-6, 10, 321)
a, y = activations.logistic(z), 0.0
deltas = (a - y) * a * (1 - a), a - y
pictures = (("error $E_n$", (0.5 * (a - y) ** 2, cross_entropy(a, y)), (5.2, 0.8), (0.6, 6.6)),
            (r"delta $\delta$", deltas, (2.9, 0.09), (-4.4, 0.86)))
fig, axes = plt.subplots(1, 2, figsize=(7.2, 3.3))
for ax, (name, (squared, entropy), low, high) in zip(axes, pictures, strict=True):
    ax.plot(z, squared, color=house_style.INK)
    ax.plot(z, entropy, color=house_style.OTHER, linestyle="--")
    ax.plot([8, 8], [squared[280], entropy[280]], "o", color=house_style.INK, markerfacecolor="white")
    ax.text(*low, "half squared\nerror")
    ax.text(*high, "cross-entropy", color=house_style.TEXT[house_style.OTHER])
    ax.set(xlabel="net input $z$; the target is 0", ylabel=name, xticks=(-4, 0, 4, 8))
show(fig, alt="Two panels over the net input z, for the target 0. Left, the errors: half the squared error levels "
              "off at 0.5, cross-entropy goes on rising, in the end like a straight line. Right, the deltas: "
              "that of the squared error has a hump near z = 0.7 and falls back to 0, that of cross-entropy "
              "rises from 0 to 1 and stays. Rings mark z = 8.")

# %% [markdown] slideshow={"slide_type": "-"}
# To the right one is ever more wrong. Under half the squared error (solid) the delta falls back to nothing there: the error
# has levelled off, and a level place has no slope. Under cross-entropy (dashed) it goes to 1 and stays. At every $z$ it is
# at least four times as large:
#
# <!-- slide
# Circles: our neuron. Its delta is 3,000 times as large under cross-entropy. Solid: delta fades, because the error has levelled
# off. Dashed: it goes to 1 and stays.
# -->

# %%
ratio = deltas[1] / deltas[0]
print(f"cross-entropy's delta over the other: at z = 0 {ratio[120]:.1f}, at z = 8 {ratio[280]:.0f},",
      f"nowhere below {ratio.min():.1f}")

# %% [markdown] slideshow={"slide_type": "notes"}
# Let the room explain the hump in the right-hand picture: two things multiply, how wrong the output is, which grows with z,
# and the slope, which fades. For the next question: people like to say that cross-entropy is "a larger learning rate"; the
# dotted curve is there for them.

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** Under half the squared error that neuron took 3,260 steps, with $\eta = 0.5$, until it said less than 0.1. How
# many under cross-entropy? And is it enough to give the squared error four times the learning rate?
#
# <details><summary>Answer</summary>
# 20. With four times the learning rate the squared error still takes 817: cross-entropy's delta is four times as large only
# in the middle, and 3,000 times where the neuron starts.
# </details>

# %%
evening, no_frost = np.array([[0.5, 0.8]]), np.array([[0.0]])


def learn(loss, eta, steps=4000, gradient_by=backprop):
    """The output before each step, from z = 8."""
    neuron, outputs = Network((2, 1), [activations.logistic], loss, np.array([2.0, 1.0, 6.2])), []
    for _ in range(steps):
        outputs.append(neuron.predict(evening)[0, 0])
        neuron.theta[:] -= eta * gradient_by(neuron, evening, no_frost)[1]
    return np.array(outputs)

# %%
def steps_needed(outputs):
    return int((outputs < 0.1).argmax())           # the first place where it is so


squared, entropy = losses.half_squared_error, losses.binary_cross_entropy
runs = [learn(squared, 0.5), learn(squared, 2.0), learn(entropy, 0.5)]
print("steps until a < 0.1:", [steps_needed(a) for a in runs])

# %% slideshow={"slide_type": "subslide"}
fig, ax = plt.subplots(figsize=(6.4, 3.3))
looks = ((house_style.INK, "-", "half squared\nerror, $\\eta = 0.5$", 4400, 0.5, "left"),
         (house_style.STEP, ":", "half squared\nerror, $\\eta = 2$", 620, 0.5, "right"),
         (house_style.OTHER, "--", "cross-entropy,\n$\\eta = 0.5$", 7.5, 0.5, "right"))
for a, (colour, dash, name, step, height, side) in zip(runs, looks, strict=True):
    ax.plot(range(1, 4000), a[1:], color=colour, linestyle=dash)
    ax.text(step, height, name, color=house_style.TEXT[colour], ha=side)
ax.set(xlabel="step", xscale="log", ylabel="output $a$; the target is 0", ylim=(0, 1.04), xlim=(1, 4000))
ax.set_xticks([1, 10, 100, 1000], ["1", "10", "100", "1,000"])
show(fig, alt="The output of the neuron against the step, on a logarithmic axis, from nearly 1 towards the target "
              f"0. Under cross-entropy it is below 0.1 after {steps_needed(runs[2])} steps. Under half the squared "
              "error it stays near 1 for hundreds of steps and then drops: with the larger learning rate it is "
              f"below 0.1 after {steps_needed(runs[1])} steps, with the smaller one after {steps_needed(runs[0]):,}.")

# %% [markdown] slideshow={"slide_type": "-"}
# So the error was to blame. (We compare outputs: the two errors are in different units, and 0.3 of one says nothing beside
# 0.3 of the other.) Solla, Levin & Fleisher showed the gain in learning time with networks in 1988 (*Complex Systems* 2).
# What has cancelled is the slope of the *output* unit. Those of hidden units stay; notebook
# [05](05_the_delta_recursion.ipynb) shows where.
#
# <!-- slide
# The error was to blame: 20 steps in place of 3,260. (Solla, Levin & Fleisher 1988)
# -->

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Break it.** Somebody programs half the squared error, but forgets the slope: $\delta = a - y$.
#
# **Predict.** Does this neuron learn worse than with the right delta?
#
# <details><summary>Answer</summary>
# Here it learns far better, in 20 steps in place of 3,260: that delta is right, but for another error. It is the delta of
# cross-entropy.
# </details>

# %% slideshow={"slide_type": "subslide"} on_slide="output"
# wrong on purpose: the library keeps such lines, runnable, in course_lib/mistakes
no_slope = mistakes.BACKPROP["output slope missing"].function
extra_slope = mistakes.BACKPROP["slope after cross-entropy"].function
forgotten = learn(squared, 0.5, steps=100, gradient_by=no_slope)
kept = learn(entropy, 0.5, gradient_by=extra_slope)
needed = [f"{steps_needed(run):5,} steps" for run in (runs[0], forgotten, runs[2], kept)]
print("half squared error: right", needed[0], "  slope forgotten", needed[1])
print("cross-entropy:      right", needed[2], "  slope kept     ", needed[3])

# %% [markdown]
# The opposite mistake is there too: with the slope kept after cross-entropy the neuron is as slow as before. Are the two
# mistakes really each other's right gradient? We ask three outputs, five random examples:

# %% slideshow={"slide_type": "-"} on_slide="output"
rng = np.random.default_rng(3)
x, y, theta = rng.normal(size=(5, 2)), rng.random((5, 3)), rng.normal(size=9)
by_squares, by_entropy = (Network((2, 3), [activations.logistic], loss, theta) for loss in (squared, entropy))
assert np.allclose(no_slope(by_squares, x, y)[1], backprop(by_entropy, x, y)[1])
assert np.allclose(extra_slope(by_entropy, x, y)[1], backprop(by_squares, x, y)[1])
true = central_difference(lambda theta: by_squares.at(theta).error(x, y), theta)
print("half squared error, against nudges of E")
print(f"   right gradient:    relative error {relative_error(backprop(by_squares, x, y)[1], true):.2f}")
print(f"   slope forgotten:   relative error {relative_error(no_slope(by_squares, x, y)[1], true):.2f}")

# %% [markdown] slideshow={"slide_type": "-"}
# They are. So good progress does not prove a gradient: this one goes down another hill than the $E$ that is reported. Nudges
# of $E$ see it at once, and notebook [07](07_trust_nothing.ipynb) is about such checks.
#
# <!-- slide
# Good progress does not prove a gradient: without its slope, the squared error's delta is that of cross-entropy, and goes
# down another hill.
# -->

# %% [markdown] slideshow={"slide_type": "notes"}
# People like to conclude that one may leave the slope out. Hold against it: nobody checked which error that goes down. The
# upper lines count steps, the lower ones compare with nudges, and only the lower ones are a check.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=7
# ## And with ten classes?
#
# Ten logistic outputs would give ten probabilities, each for itself. But a digit is one of the ten, so they should sum to 1.
# We take $e^{z_j}$ of each net input, which is positive whatever $z_j$ is, and divide by the sum. That is **softmax**; the
# name is Bridle's (1990).
#
# <!-- formula: softmax -->
# $$ a_j = \frac{e^{z_j}}{\sum_k e^{z_k}} $$
#
# Here $j$ and $k$ both count the outputs, and the activities of the outputs are the probabilities.
#
# <!-- slide
# ## And with ten classes?
#
# A digit is one of ten: ten probabilities that sum to 1. **Softmax** (Bridle 1990) makes them out of any ten net inputs.
#
# $$ a_j = \frac{e^{z_j}}{\sum_k e^{z_k}} $$
# -->

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** The net inputs 1, 2 and 4 give the outputs 0.042, 0.114 and 0.844. Add 100 to each of the net inputs. What are
# the outputs now?
#
# <details><summary>Answer</summary>
# The same: each power is multiplied by the same number, and that cancels. Only the differences between the net inputs count.
# The next cell also doubles them, and that is another matter.
# </details>

# %% slideshow={"slide_type": "subslide"} on_slide="output" tags=["checks:softmax"]
z = np.array([1.0, 2.0, 4.0])
a = np.exp(z) / np.exp(z).sum()
print("z      ", a.round(3))
print("z + 100", activations.softmax(z + 100).round(3))
print("2 z    ", activations.softmax(2 * z).round(3))
assert np.allclose(a, activations.softmax(z)) and np.isclose(a.sum(), 1)
assert np.allclose(a, activations.softmax(z + 100))

# %% [markdown] slideshow={"slide_type": "-"}
# To add the same number to all net inputs changes nothing. To double them makes the largest output larger still.

# %% [markdown]
# With two classes, take $z_2$ off both net inputs; what is left is the logistic of the difference:
#
# <!-- formula: two-of-softmax -->
# $$ \frac{e^{z_1}}{e^{z_1} + e^{z_2}} = \frac{1}{1 + e^{-(z_1 - z_2)}} $$
#
# So the logistic neuron is a softmax of two, whose second net input is fixed at 0.

# %% tags=["checks:two-of-softmax"]
z1, z2, c = sp.symbols("z_1 z_2 c", real=True)
first = sp.exp(z1) / (sp.exp(z1) + sp.exp(z2))
shifted = first.subs({z1: z1 + c, z2: z2 + c}, simultaneous=True)
print("with c added to both, minus without: ", sp.simplify(shifted - first))
print("minus the logistic of the difference: ", sp.simplify(first - 1 / (1 + sp.exp(-(z1 - z2)))))
assert sp.simplify(shifted - first) == 0 and sp.simplify(first - 1 / (1 + sp.exp(-(z1 - z2)))) == 0
assert np.isclose(activations.softmax(np.array([0.7, -1.2]))[0], activations.logistic(0.7 + 1.2))

# %% [markdown] slideshow={"slide_type": "notes"}
# If there is time, or somebody asks: with two classes softmax is the logistic of the difference of the net inputs, so the
# neuron of the last lecture is a softmax whose second net input is fixed at 0.
#
# Use people for what comes next: four stand up, each holds a share of one cake; raise one score, and the cake must come from
# somewhere.

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** We raise one of the net inputs a little, say $z_2$. Which outputs move, and which way?
#
# <details><summary>Answer</summary>
# All of them: the second rises, all others fall, because they still sum to 1. So softmax has no slope, one for each unit; it
# has a table, one number for each output and each net input.
# </details>

# %% [markdown] slideshow={"slide_type": "subslide"}
# All outputs move. So in place of one slope for each unit there is a table of derivatives, the **Jacobian**: row $j$ and
# column $k$ hold $\partial a_j / \partial z_k$. Write $e_j = e^{z_j}$ and $S = \sum_k e_k$, so that $a_j = e_j / S$. If
# $z_k$ moves, $S$ moves at the rate $e_k$, and $e_j$ at the rate $e_j$ if $j = k$, else not at all; we write $[j = k]$ for
# 1 if $j = k$ and 0 if not. The quotient rule says
#
# <!-- formula: jacobian -->
# $$ \frac{\partial a_j}{\partial z_k} = \frac{[j = k] \, e_j \, S - e_j \, e_k}{S^2} = a_j \, \big( [j = k] - a_k \big) $$
#
# On the diagonal stands $a_j (1 - a_j)$, the slope of the logistic; everywhere else $-a_j a_k$.
#
# <!-- slide
# All outputs move: $a_2$ rises, the others fall. In place of a slope there is a table, the **Jacobian**:
#
# $$ \frac{\partial a_j}{\partial z_k} = \frac{[j = k] \, e_j \, S - e_j \, e_k}{S^2} = a_j \, \big( [j = k] - a_k \big) $$
#
# with $e_j = e^{z_j}$, $S = \sum_k e_k$, and $[j = k]$ 1 if $j = k$, else 0.
# -->

# %% tags=["checks:jacobian"]
z = sp.symbols("z_1:4")
powers = [sp.exp(z_j) for z_j in z]
S = sum(powers)
for j in range(3):
    for k in range(3):
        direct = sp.diff(powers[j] / S, z[k])
        quotient = (int(j == k) * powers[j] * S - powers[j] * powers[k]) / S ** 2
        by_a = powers[j] / S * (int(j == k) - powers[k] / S)
        assert sp.simplify(direct - quotient) == 0 and sp.simplify(direct - by_a) == 0
print("all nine entries agree with SymPy's own derivative")

# %% slideshow={"slide_type": "subslide"}
z = np.array([1.0, 2.0, 0.5, 1.5])
a = activations.softmax(z)
jacobian = np.diag(a) - np.outer(a, a)                       # a_j ([j = k] - a_k)
nudged = np.array([central_difference(lambda z, j=j: activations.softmax(z)[j], z) for j in range(4)])
assert np.allclose(jacobian, nudged, atol=1e-9)
rows, columns = [f"$a_{j + 1} = {a[j]:.2f}$" for j in range(4)], [f"$z_{k + 1}$" for k in range(4)]
show(draw_matrix(jacobian, rows, columns, "output that answers", "net input that is nudged", sums=True),
     alt="The Jacobian of softmax for four outputs as a table. On the diagonal positive numbers in green: "
         + ", ".join(f"{d:.2f}" for d in np.diag(jacobian)) + "; all others are negative, in violet. "
         "The rows and the columns sum to 0.")

# %% [markdown] slideshow={"slide_type": "-"}
# Green on the diagonal, violet elsewhere, and the violet is deepest where two large outputs compete. A **column** sums to 0,
# because the outputs always sum to 1: what one gains the others lose. A **row** sums to 0, because all net inputs together,
# raised by the same, move nothing.
#
# <!-- slide
# A column sums to 0: what one output gains, the others lose. A row sums to 0: all net inputs raised together move nothing.
# -->

# %% [markdown] slideshow={"slide_type": "subslide"}
# To walk back through softmax, every path counts, as in notebook 01: from $z_k$ there is one path through each output $a_j$.
#
# <!-- formula: softmax-pull -->
# $$ \frac{\partial E}{\partial z_k} = \sum_j \frac{\partial E}{\partial a_j} \, a_j \big( [j = k] - a_k \big) = a_k \left( \frac{\partial E}{\partial a_k} - \sum_j a_j \frac{\partial E}{\partial a_j} \right) $$
#
# The bracket $[j = k]$ picks one term out of the sum. The form on the right needs no table.
#
# <!-- slide
# Back through softmax: one path through each output.
#
# $$ \frac{\partial E}{\partial z_k} = \sum_j \frac{\partial E}{\partial a_j} \, a_j \big( [j = k] - a_k \big) = a_k \left( \frac{\partial E}{\partial a_k} - \sum_j a_j \frac{\partial E}{\partial a_j} \right) $$
#
# The form on the right needs no table.
# -->

# %% [markdown]
# **Break it.** What if somebody keeps the diagonal only, as if softmax worked on each unit by itself? With half the squared
# error on four softmax outputs:

# %% tags=["checks:softmax-pull"]
x, y, theta = rng.normal(size=(5, 2)), np.eye(4)[[0, 1, 2, 3, 1]], rng.normal(size=12)
net = Network((2, 4), [activations.softmax], losses.half_squared_error, theta)
true = central_difference(lambda theta: net.at(theta).error(x, y), theta)
diagonal = mistakes.BACKPROP["softmax's Jacobian as a diagonal"].function
print(f"all of the Jacobian, relative error {relative_error(backprop(net, x, y)[1], true):.2f}")
print(f"its diagonal only,   relative error {relative_error(diagonal(net, x, y)[1], true):.2f}")
dE_da = np.array([0.3, -0.5, 0.2, 0.1])
assert np.allclose(dE_da @ jacobian, a * (dE_da - (a * dE_da).sum()))          # the two forms of the formula

# %% [markdown] slideshow={"slide_type": "notes"}
# The row sums of the table are worth a question before you point at them: what happens if all net inputs rise together? If
# somebody proposes to keep the diagonal only, as with any other activation function: the notebook tries it, and the relative
# error is 0.92, with all shapes right.

# %% [markdown]
# The shapes are right, and the gradient is off by nearly its own size.

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Break it.** Each example is a row, and its outputs are to sum to 1. Somebody divides by the sums over the *examples*
# (`axis=0`).
#
# **Predict.** What are the outputs then if there is a single example?
#
# <details><summary>Answer</summary>
# All 1, whatever the net inputs are: each power is divided by itself.
# </details>

# %% slideshow={"slide_type": "subslide"} on_slide="output"
z = np.array([[2.0, 1.0, 0.0], [0.0, 3.0, 1.0], [1.0, 1.0, 4.0]])
wrong_axis = mistakes.ACTIVATIONS["softmax over the batch"].function
print("sums of the rows, right:     ", activations.softmax(z).sum(axis=1).round(2))
print("sums of the rows, wrong axis:", wrong_axis(z).sum(axis=1).round(2))
print("one example, wrong axis:     ", wrong_axis(z[:1])[0])

# %% [markdown] slideshow={"slide_type": "-"}
# No shape gives it away. One line does, `assert np.allclose(a.sum(axis=1), 1)`.

# %% [markdown] slideshow={"slide_type": "notes"}
# Write a batch of three on the board and let the room say along which direction the numbers are to sum to 1. The sum of a row
# is a check that costs one line: let them write it down.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=5
# ## What comes back through softmax?
#
# How probable did the answer make what came? That is the output of the right class. The target $y$ is a row with a 1 at the
# right class and 0 elsewhere (called one-hot), so the sum below picks out the logarithm of that output. This is the
# **cross-entropy** of many classes, also called categorical:
#
# <!-- formula: categorical -->
# $$ E_n = - \sum_j y_j \log a_j $$
#
# **Predict.** A new network for the ten digits has small random weights. About how large is its $E$, before any training?
#
# <details><summary>Answer</summary>
# 2.30, the logarithm of 10. All net inputs are near 0, so all outputs are near 0.1, the right one too. If a new network for
# ten classes starts far above this, look at the size of its weights.
# </details>
#
# <!-- slide
# ## What comes back through softmax?
#
# $$ E_n = - \sum_j y_j \log a_j $$
#
# With a 1 at the right class and 0 elsewhere: minus the logarithm of the probability of the right class.
#
# **Predict.** A new network for ten digits has small random weights. About how large is its $E$?
# -->

# %% slideshow={"slide_type": "subslide"} on_slide="output" tags=["checks:categorical"]
rng, train = np.random.default_rng(0), datasets.digits().train          # the images of notebook 00
x, y = train.x, train.y
for width in (0.0, 0.01, 1.0):
    theta = width * rng.normal(size=650)
    net = Network((64, 10), [activations.softmax], losses.categorical_cross_entropy, theta)
    a, E = net.predict(x), net.error(x, y)
    print(f"weights of size {width:<5} E = {E:.2f}   largest output, on average {a.max(axis=1).mean():.2f}")
    assert np.isclose(E, -(y * np.log(a)).sum(axis=1).mean())
print(f"log 10 = {np.log(10):.6f}")

# %% [markdown] slideshow={"slide_type": "-"}
# With small weights every class gets a tenth. Large random weights make answers that are sure without a reason.

# %% [markdown] slideshow={"slide_type": "subslide"}
# Now the delta, **the long way**, through the Jacobian. The derivative of $E_n$ with respect to $a_j$ is $-y_j / a_j$. In the
# form without a table the sum becomes $-\sum_j y_j$, which is $-1$:
#
# <!-- formula: long-way -->
# $$ \delta_k = a_k \left( -\frac{y_k}{a_k} + \sum_j a_j \frac{y_j}{a_j} \right) = -y_k + a_k \sum_j y_j = a_k - y_k $$
#
# The difference again. All that was needed is that the targets sum to 1.
#
# <!-- slide
# **The long way**, through the Jacobian:
#
# $$ \delta_k = a_k \left( -\frac{y_k}{a_k} + \sum_j a_j \frac{y_j}{a_j} \right) = -y_k + a_k \sum_j y_j = a_k - y_k $$
#
# The difference again.
# -->

# %% tags=["checks:long-way"]
a, y = sp.symbols("a_1:4"), sp.symbols("y_1:4")
jacobian = sp.Matrix(3, 3, lambda j, k: a[j] * (int(j == k) - a[k]))
dE_da = sp.Matrix([-y_j / a_j for y_j, a_j in zip(y, a, strict=True)])
delta = (jacobian.T * dE_da).expand()
print("delta_1 by the Jacobian:", delta[0])
for k in range(3):
    assert sp.expand(delta[k] - (a[k] * sum(y) - y[k])) == 0
    assert sp.expand(delta[k].subs(y[2], 1 - y[0] - y[1]) - (a[k] - y[k]).subs(y[2], 1 - y[0] - y[1])) == 0

# %% [markdown] slideshow={"slide_type": "subslide"}
# **The short way** begins with the logarithm: $\log a_j = z_j - \log \sum_k e^{z_k}$. Again because the targets sum to 1,
#
# <!-- formula: log-sum-exp -->
# $$ E_n = \log \sum_k e^{z_k} - \sum_j y_j z_j $$
#
# The first term is called **log-sum-exp**. Its derivative with respect to $z_k$ is $e^{z_k} / \sum_j e^{z_j}$, and that is
# softmax; so the delta can be read off:
#
# <!-- formula: short-way -->
# $$ \delta_k = \frac{\partial E_n}{\partial z_k} = a_k - y_k $$
#
# <!-- slide
# **The short way**: $\log a_j = z_j - \log \sum_k e^{z_k}$, so
#
# $$ E_n = \log \sum_k e^{z_k} - \sum_j y_j z_j $$
#
# The derivative of log-sum-exp is softmax:
#
# $$ \delta_k = \frac{\partial E_n}{\partial z_k} = a_k - y_k $$
# -->

# %% tags=["checks:log-sum-exp", "checks:short-way"]
z = sp.symbols("z_1:4")
log_sum_exp = sp.log(sum(map(sp.exp, z)))
softmax = [sp.exp(z_j) / sum(map(sp.exp, z)) for z_j in z]
assert all(sp.simplify(sp.diff(log_sum_exp, z[k]) - softmax[k]) == 0 for k in range(3))

z, targets = np.array([1.0, -0.5, 2.0]), {"one-hot": np.array([0, 0, 1]), "soft": np.array([0.2, 0.1, 0.7])}
a = activations.softmax(z)
for name, y in targets.items():
    def E_of(z, y=y):
        return np.log(np.exp(z).sum()) - y @ z
    print(f"{name:8s} a - y = {(a - y).round(5)}   by nudges {central_difference(E_of, z).round(5)}")
    assert np.isclose(E_of(z), -(y * np.log(a)).sum()) and np.allclose(central_difference(E_of, z), a - y)

# %% [markdown]
# The second row has a **soft** target, shares of several classes. The derivation asks for targets that sum to 1 and for
# nothing more, so it holds for these too.
#
# > **In other books.** CS231n calls the net inputs of the last layer `scores`, and their delta `dscores`.

# %% [markdown] slideshow={"slide_type": "notes"}
# Do the long way on the board and let the room find the place where the sum of the targets is used. Then show the short one.
# Whoever works with networks meets both: the first explains why there is no slope left, the second is what programs compute.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=3
# ## What if the numbers are too large?
#
# The largest number that NumPy's usual floats (double precision) hold is about $1.8 \cdot 10^{308}$, so that $e^z$ is out of
# range from $z = 710$ on.
#
# **Predict.** $\log(e^{1000} + e^{1000})$ is $1000 + \log 2$, about 1000.69: an ordinary number. What does NumPy make of it,
# written as it stands?
#
# <details><summary>Answer</summary>
# inf, infinity, because both powers are. With −1000 the powers are 0 and it makes −inf.
# </details>
#
# <!-- slide
# ## What if the numbers are too large?
#
# **Predict.** $\log(e^{1000} + e^{1000})$ is $1000 + \log 2$, about 1000.69: an ordinary number. What does NumPy make of it,
# written as it stands?
# -->

# %% [markdown] slideshow={"slide_type": "subslide"}
# Adding the same to all net inputs changes nothing in softmax, and moves log-sum-exp by just as much. So we take off the
# largest, $m$, and add it again outside; then the largest power is $e^0 = 1$, and the logarithm is never asked for 0.
#
# <!-- formula: shift -->
# $$ \log \sum_k e^{z_k} = m + \log \sum_k e^{z_k - m}, \qquad m = \max_k z_k $$
#
# <!-- slide
# As it stands it makes inf: $e^{1000}$ is too large for a floating-point number. Take off the largest, add it again outside:
#
# $$ \log \sum_k e^{z_k} = m + \log \sum_k e^{z_k - m}, \qquad m = \max_k z_k $$
# -->

# %% slideshow={"slide_type": "-"} on_slide="output" tags=["checks:shift"]
with np.errstate(all="ignore"):                       # NumPy would warn, and rightly
    for z in ([1.0, 2.0], [1000.0, 1000.0], [-1000.0, -1000.0]):
        z = np.array(z)
        as_it_stands, m = np.log(np.exp(z).sum()), z.max()
        with_shift = m + np.log(np.exp(z - m).sum())
        print(f"z = {str(z):16s}  as it stands {as_it_stands:9.4f}   with the shift {with_shift:9.4f}")
        assert np.isclose(with_shift, losses.log_sum_exp(z)) and np.isclose(with_shift, np.logaddexp(*z))
        assert not np.isfinite(as_it_stands) or np.isclose(as_it_stands, with_shift)
    assert np.isfinite(np.exp(709.0)) and np.isinf(np.exp(710.0))
assert round(np.finfo(float).max / 1e308, 1) == 1.8

# %% [markdown]
# Softmax does the same, and the library's errors begin from $z$, as the short way does, never from $\log a$. For two classes
# the counterpart is
#
# <!-- formula: softplus -->
# $$ E_n = \log(1 + e^z) - y z, \qquad \log(1 + e^z) = \max(z, 0) + \log(1 + e^{-|z|}) $$
#
# The first comes from $\log a = z - \log(1 + e^z)$ and $\log(1 - a) = -\log(1 + e^z)$; the second is the same shift, for the
# net inputs $z$ and 0. Two answers that are wrong and very sure, computed from $a$ and from $z$:

# %% tags=["checks:softplus"]
def from_z(z, y):
    return max(z, 0) + np.log1p(np.exp(-abs(z))) - y * z      # log1p(t) is log(1 + t), and keeps a small t


with np.errstate(all="ignore"):
    by_a = cross_entropy(activations.logistic(40.0), 0.0)
    print("two classes,  z = 40,     y = 0:    from a", by_a, "  from z", from_z(40.0, 0))
    z = np.array([0.0, 800.0])                         # and the first class is the right one
    by_a = -np.log(activations.softmax(z)[0])
    print("many classes, z = 0, 800, y = 1, 0: from a", by_a, "  from z", losses.log_sum_exp(z) - z[0])
for z, y in ((-3.0, 1), (0.2, 0), (4.0, 0.3)):
    assert np.isclose(from_z(z, y), cross_entropy(activations.logistic(z), y))
    assert np.isclose(from_z(z, y), np.log(1 + np.exp(z)) - y * z)
by_library = losses.binary_cross_entropy.value(np.array([[40.0]]), None, np.array([[0.0]]), None)
assert np.isclose(by_library, from_z(40.0, 0))

# %% slideshow={"slide_type": "skip"}
show_source(losses.log_sum_exp)
show_source(activations.softmax.value)

# %% [markdown] slideshow={"slide_type": "notes"}
# This is the place to say that a formula and a program are two things: equal on paper, and one of them is inf. Ask which z
# would make the naive softmax fail first: from 710 on it divides infinity by infinity.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=3
# ## Which error goes with which output?
#
# | the output is | activation function | error | delta |
# |---|---|---|---|
# | a measured number | none, $a = z$ (`linear`) | half squared error | $(a - y) / N$ |
# | yes or no, each output by itself | logistic | cross-entropy, two-class | $(a - y) / N$ |
# | one of several | softmax | cross-entropy, categorical | $(a - y) / N$ |
#
# Three outputs, three errors from three likelihoods, and one delta. With the $1/N$ of the average, for output $j$ of example
# $n$:
#
# <!-- formula: one-delta -->
# $$ \delta_{nj} = \frac{a_{nj} - y_{nj}}{N} $$
#
# The $1/N$ enters here and nowhere else: a row of `delta` is one example's share of the mean.
#
# <!-- slide
# ## Which error goes with which output?
#
# | the output is | activation function | error | delta |
# |---|---|---|---|
# | a measured number | none, $a = z$ | half squared error | $(a - y) / N$ |
# | yes or no | logistic | cross-entropy, two-class | $(a - y) / N$ |
# | one of several | softmax | cross-entropy, categorical | $(a - y) / N$ |
#
# Three outputs, three likelihoods, one delta:
#
# $$ \delta_{nj} = \frac{a_{nj} - y_{nj}}{N} $$
# -->

# %% tags=["checks:one-delta"]
rng = np.random.default_rng(5)
N, x, theta = 5, rng.normal(size=(5, 2)), rng.normal(size=9)
y = activations.softmax(rng.normal(size=(N, 3)))           # shares that sum to 1: targets that suit all three
for loss, phi in ((losses.half_squared_error, activations.linear),
                  (losses.binary_cross_entropy, activations.logistic),
                  (losses.categorical_cross_entropy, activations.softmax)):
    net = Network((2, 3), [phi], loss, theta)
    trace = net.blank_trace(N)
    E, gradient = backprop(net, x, y, trace)
    assert np.allclose(trace.delta[1], (trace.a[1] - y) / N)
    nudged = central_difference(lambda theta, net=net: net.at(theta).error(x, y), theta)
    assert relative_error(gradient, nudged) < 1e-8
    print(f"{phi.name:9s} with {loss.name:26s} delta = (a - y) / N, and nudges agree")

# %% [markdown]
# Half the squared error goes with any activation function, at the price of its slope (or of softmax's Jacobian). A
# cross-entropy is made for one only. With tanh, say, activities below 0 have no logarithm, and $a - y$ would be a wrong
# delta that looks like a right one. So the library refuses the pair when the network is made:

# %% tags=["raises-exception"]
Network((2, 1), [activations.tanh], losses.binary_cross_entropy, np.zeros(3))

# %% [markdown] slideshow={"slide_type": "notes"}
# Come back to the proposals of the beginning and sort them into the table. Ask: which of them are averages over the
# examples, functions of the outputs, and have a slope?

# %% [markdown] slideshow={"slide_type": "subslide"}
# One caution. We minimise $E$, but often care for the share of right answers, the **accuracy**.
#
# **Predict.** $E$ has fallen from 2.2 to 0.8. Can fewer answers be right than before?
#
# <details><summary>Answer</summary>
# Yes. A single answer that was very sure and wrong may weigh more than many that were right by a hair. The next cell has a
# case where every right answer is lost.
# </details>

# %% slideshow={"slide_type": "subslide"} on_slide="output"
before = np.array([0.51, 0.51, 0.51, 0.001])     # probability of the right class: four examples, two classes
after = np.array([0.45, 0.45, 0.45, 0.45])
for when, a in (("before:", before), ("after:", after)):
    print(f"{when:8s} E = {-np.log(a).mean():.2f}   right answers: {(a > 0.5).mean():.0%}")

# %% [markdown] slideshow={"slide_type": "-"}
# Three answers were right by a hair and one was badly wrong; now all are a little wrong, and $E$ is lower. Why not minimise
# the share of wrong answers itself? It meets both conditions. But a small nudge of a weight changes no answer, unless one
# stands on the very edge. So the gradient is 0, and no way down is to be seen:
#
# <!-- slide
# Three were right by a hair and one was badly wrong; now all are a little wrong. Yet the share of wrong answers itself is no
# error to go down: a nudge changes no answer, and the gradient is 0.
# -->

# %%
net = Network((2, 1), [activations.logistic], losses.binary_cross_entropy, np.array([0.4, -0.7, 0.1]))
x, y = rng.normal(size=(20, 2)), rng.integers(0, 2, (20, 1)).astype(float)


def share_wrong(theta):
    return np.mean((net.at(theta).predict(x) > 0.5) != (y > 0.5))


blind = central_difference(share_wrong, net.theta)
print("share of wrong answers:", share_wrong(net.theta), "  its gradient:", blind)
print("gradient of E:         ", backprop(net, x, y)[1].round(3))

# %% [markdown] slideshow={"slide_type": "notes"}
# If "share of wrong answers" was among the proposals of the beginning, cross it out now, and say why: it has no slope. It is
# what one reports; it is not what one goes down.

# %% [markdown] slideshow={"slide_type": "skip"}
# ## Recall
#
# Without scrolling up: answer, then unfold.
#
# **1.** Which two things are asked of an error, and what for?
# <details><summary>Answer</summary>
# It is an average over the examples, so that the gradient is the average of the examples' own gradients. And it is a
# function of the outputs and the targets, so that all that comes back enters at the outputs.
# </details>
#
# **2.** One number is to stand for 1, 2 and 9. Which is it under half the squared error, which under the distance?
# <details><summary>Answer</summary>
# 4, the mean; and 2, the median.
# </details>
#
# **3.** Network A has a cross-entropy of 0.69, network B a half squared error of 0.13, on the same yes-or-no examples. So B
# is better?
# <details><summary>Answer</summary>
# One cannot say: these are different units. A network that answers 0.5 to everything has both numbers: a cross-entropy of
# 0.693, and a half squared error of 0.125.
# </details>
#
# **4.** Somebody leaves out the half in $\frac12 (a - y)^2$, and the delta is $2 (a - y)$. Somebody else forgets the $1/N$
# in the delta. What does it change, and what not?
# <details><summary>Answer</summary>
# The direction of the step stays; its length is 2 times, or N times, what it was, as with a learning rate so much larger.
# The first is right for its own error. The second is not the gradient of the E that is reported, and its steps grow with
# the number of examples.
# </details>
#
# **5.** Half the squared error with a logistic output, and the slope forgotten in delta: it learns faster. Is that a proof
# that the code is right?
# <details><summary>Answer</summary>
# No. It goes down another error, cross-entropy, than the one that is reported. Nudges of E show it.
# </details>
#
# **6.** A logistic neuron is wrong and very sure. What is its delta under half the squared error, what under cross-entropy?
# <details><summary>Answer</summary>
# Nearly 0, because the slope is; and nearly 1 or −1.
# </details>
#
# **7.** Why does softmax have a Jacobian and no slope? What do its rows and columns sum to?
# <details><summary>Answer</summary>
# Each output depends on all net inputs. Both sum to 0: net inputs raised together move nothing, and what one output gains
# the others lose.
# </details>
#
# **8.** $E$ has fallen. Is the share of right answers higher than before?
# <details><summary>Answer</summary>
# Not necessarily: a few answers that were sure and wrong can pull E down while others cross over to the wrong side.
# </details>

# %% slideshow={"slide_type": "skip"}
values = np.array([1, 2, 9])
print("2: the mean", values.mean(), " the median", np.median(values))
print("3: always 0.5: cross-entropy", round(cross_entropy(0.5, 1), 3), " half squared error", 0.5 * 0.5 ** 2)
rng = np.random.default_rng(3)
x, y = rng.normal(size=(5, 2)), rng.random((5, 3))
right = backprop(by_squares, x, y)[1]
for name in ("factor two", "1/N missing"):
    other = mistakes.BACKPROP[name].function(by_squares, x, y)[1]
    print(f"4: {name}: {np.linalg.norm(other) / np.linalg.norm(right):.1f} times as long, 5 examples")
    assert np.allclose(other / np.linalg.norm(other), right / np.linalg.norm(right))
a = activations.logistic(10.0)
print("6: z = 10, y = 0:", f"{(a - 0) * a * (1 - a):.5f} and {a - 0:.5f}")

# %% [markdown] slideshow={"slide_type": "slide"} minutes=1
# ## The next question
#
# Whatever its error, one neuron says yes on one side of a straight line and no on the other: the error decides which line it
# finds, and how soon. What do **layers** add? And how does one get the gradient of a weight deep inside, far from the
# outputs where the error enters? That is [notebook 04](04_layers.ipynb).
#
# *What we used is `course_lib/losses.py`: read it.*
#
# **Now write it yourself.** The [exercises of 03](../exercises/03_what_to_minimise/exercises_03.ipynb)
# look at what you write, and say where it first goes wrong.
#
# <!-- slide
# ## The next question
#
# Whatever its error, one neuron draws one straight line.
#
# **What do layers add? And how does one get the gradient of a weight deep inside?**
# -->
