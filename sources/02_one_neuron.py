# %% [markdown] slideshow={"slide_type": "slide"} minutes=2
# # 02 · One neuron
#
# [Notebook 01](01_the_chain_rule.ipynb) showed how effects travel from node to node. **What is in a node of a network, and
# what can a single one of them learn?** We take one unit by itself, a **neuron**, and ask of it everything that we shall
# later ask of thousands: what it says, how wrong it is, which way each of its weights should go.
#
# After this notebook you will be able to
#
# 1. draw the line at which a neuron changes its mind, and say what each weight and the bias do to it;
# 2. derive the gradient of its error factor by factor, and check it in three ways;
# 3. say when a neuron that is badly wrong learns next to nothing, and why.
#
# *About an hour alone, 45 minutes as a lecture.*
#
# <!-- slide
# # 02 · One neuron
#
# We take one unit by itself: what it says, how wrong it is, which way each weight should go.
#
# **What is in a node of a network, and what can a single one of them learn?**
# -->

# %% [markdown] slideshow={"slide_type": "notes"}
# One example goes through the whole hour: will there be frost tonight? Let the room say what a gardener looks at, before
# you name the two inputs. End where the notebook ends, with the neuron that is as wrong as can be and does not move.

# %% slideshow={"slide_type": "skip"}
import matplotlib.pyplot as plt
import numpy as np
import sympy as sp
from IPython.display import Math

from course_lib import house_style
from course_lib.activations import linear, logistic, relu, tanh
from course_lib.backprop import backprop
from course_lib.figures import draw_boundary, draw_chain, draw_error_surface, draw_network
from course_lib.losses import half_squared_error
from course_lib.mistakes import BACKPROP
from course_lib.network import Network
from course_lib.optimizers import GradientDescent
from course_lib.show import show
from course_lib.symbolic import backward_derivatives, varphi
from course_lib.widgets import Neuron

house_style.use()

# %% [markdown] slideshow={"slide_type": "slide"} minutes=6
# ## What does a neuron compute?
#
# A gardener asks each evening whether there will be frost. Two things are measured at dusk. The **coldness** $x_1$ is 0
# at 5 °C and 1 at 0 °C; a unit is five degrees. The **clearness** $x_2$ of the sky is 1 without a cloud and −1 when it is
# overcast. Cold and clear nights bring frost, so both get a positive weight. As in notebook 00, the neuron weighs, adds,
# shifts, and squeezes:
#
# <!-- formula: neuron -->
# $$ z = \sum_i w_i \, x_i + b, \qquad a = \varphi(z) $$
#
# There is one unit, so no index says which. We choose $w_1 = 2$, $w_2 = 1$, $b = -0.5$ by hand, and the logistic for $\varphi$.
#
# <!-- slide
# ## What does a neuron compute?
#
# Will there be frost? $x_1$ says how cold it is at dusk (0 at 5 °C, 1 at 0 °C), $x_2$ how clear the sky is (from −1 to 1).
#
# $$ z = \sum_i w_i \, x_i + b, \qquad a = \varphi(z) $$
#
# Weigh, add, shift; then squeeze.
# -->

# %% slideshow={"slide_type": "-"} on_slide="output" tags=["checks:neuron"]
w, b = np.array([2.0, 1.0]), -0.5
evening = np.array([0.5, 0.8])                   # 2.5 °C at dusk, and hardly a cloud
z = w[0] * evening[0] + w[1] * evening[1] + b
a = 1 / (1 + np.exp(-z))
print(f"z = 2·0.5 + 1·0.8 - 0.5 = {z:.4f}    a = {a:.4f}")

net = Network((2, 1), [logistic], half_squared_error, np.array([*w, b]))      # two inputs, one unit
seen = net.forward(evening[None, :])             # one example, so one row
assert np.isclose(z, seen.z[1][0, 0]) and np.isclose(a, seen.a[1][0, 0])

# %% slideshow={"slide_type": "subslide"}
show(draw_network(net, seen),
     alt=f"One unit with two inputs. On its lines stand the weights 2.00 and 1.00, above it the bias −0.50; from the "
         f"inputs {evening[0]:.2f} and {evening[1]:.2f} it makes the activity {seen.a[1][0, 0]:.2f}.")

# %% [markdown] slideshow={"slide_type": "-"}
# Where $z = 0$ the neuron is undecided, $a = 0.5$. With two inputs the points where $2 x_1 + x_2 - 0.5 = 0$ are a straight
# line, the **boundary**. A move along it, by −1 in $x_1$ and 2 in $x_2$, leaves $z$ as it is: $2 \cdot (-1) + 1 \cdot 2 = 0$.
# At a right angle to that stands the pair $(w_1, w_2) = (2, 1)$, drawn as an arrow: it points straight across the line, the
# way in which $z$ rises fastest. So the weights turn the line, and the bias shifts it.
#
# <!-- slide
# 2.5 °C and hardly a cloud: "frost", with 0.79. Where is the neuron undecided? Where $z = 0$, which is $2 x_1 + x_2 = 0.5$: on the
# plane of the two inputs a straight line, the **boundary**.
# -->

# %% [markdown] slideshow={"slide_type": "notes"}
# Draw the two axes on the board, coldness to the right and clearness up, and let the room find two points with
# 2 x₁ + x₂ = 0.5: (0.25, 0) and (0, 0.5). Draw the line through them, and the arrow (2, 1) straight across it, towards frost.
# Leave it there: the next question is about this drawing.

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** We raise the bias by 1. Does the boundary move the way the weights point, or against it? And what happens to
# the boundary if both weights *and* the bias are doubled?
#
# <details><summary>Answer</summary>
# Against it: with a larger bias, less is needed for z to become positive, so the positive side grows. Doubling everything
# leaves the boundary where it is, because 2z is 0 where z is 0; only the change from "no" to "yes" becomes more sudden.
# </details>
#
# <!-- slide
# On one side of the boundary the neuron says yes, on the other no. The weights, drawn as an arrow, point straight across it.
#
# **Predict.** We raise the bias by 1. Does the boundary move the way the weights point, or against it? And what happens to
# the boundary if both weights *and* the bias are doubled?
# -->

# %% slideshow={"slide_type": "subslide"}
fig, axes = plt.subplots(1, 3, figsize=(6.8, 2.8), sharey=True)
for ax, (weights, bias, what) in zip(axes, [(w, b, "as it is"), (w, b + 1, "bias raised by 1"),
                                            (2 * w, 2 * b, "all doubled")], strict=True):
    draw_boundary(weights, bias, logistic, names=("coldness $x_1$", "clearness $x_2$"), ax=ax)
    ax.set(title=what, xticks=(-1, 0, 1), yticks=(-1, 0, 1))
    ax.label_outer()
show(fig, alt="Three maps of the plane of the two inputs, darker blue where the activity is larger, each with the line "
              "z = 0 and the arrow w across it. With the bias raised by 1 the line moves to the lower left, against the "
              "arrow. With everything doubled it stays, and the shades change faster.")

# %%
for w1, w2, bias in ((2, 1, -0.5), (2, 1, 0.5), (4, 2, -1.0)):
    print(f"w = ({w1}, {w2}), b = {bias:4}:  on the line x_2 = 0 the boundary is at x_1 = {-bias / w1:+.2f}")

along = np.array([-w[1], w[0]])            # (-1, 2), at a right angle to w
assert np.isclose(w @ (evening + along) + b, w @ evening + b)                # along the line z stays
turns = np.linspace(0, 2 * np.pi, 360, endpoint=False)
raises = [w @ [np.cos(t), np.sin(t)] for t in turns]                        # a move of length 1 in every direction
best = turns[np.argmax(raises)]
print(f"z rises fastest at {np.degrees(best):.0f}°, and w points to {np.degrees(np.arctan2(w[1], w[0])):.0f}°")
assert np.isclose(np.append(w, b) @ np.append(evening, 1.0), z)              # the bias as one more weight

# %% [markdown] slideshow={"slide_type": "-"}
# In the maps the thick line is at $a = 0.5$, and a thin one at every other tenth. The last line of the cell checks a remark
# that saves work: the bias is **one more weight, whose input is always 1**. What we prove for weights holds for it too.
#
# > **In other books.** Texts on perceptrons let a unit fire when $\sum_i w_i x_i$ exceeds a *threshold*, which many call
# > $\theta$: that is our $-b$, while our $\theta$ means all parameters. In the 1986 letter the bias *is* a weight, from an
# > extra input that is always 1. Nielsen writes $\sigma$ for the logistic.
#
# Units that add up and compare with a threshold: McCulloch & Pitts (1943), wired by hand. A network of such units that
# learns: Rosenblatt's perceptron (1958). The rule that we shall use below: Widrow & Hoff (1960).
#
# <!-- slide
# Thick: $a = 0.5$. Darker: surer of frost. A larger bias shifts the line **against** the weights. Doubling everything only makes
# the change more sudden.
# -->

# %% [markdown] slideshow={"slide_type": "notes"}
# Draw a line and an arrow on the board and let the room shift it. Most say "with the arrow" at first. The sentence that
# settles it: a neuron with a larger bias says yes more easily.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=4
# ## How sure is it?
#
# $a$ lies between 0 and 1, so we may read it as a probability: "frost, with 79 %". In statistics that reading is called
# **logistic regression**, and the neuron's formula is its *hypothesis*. What is $z$ then? Take the **odds**, how many times
# as likely frost is as no frost, and their natural logarithm:
#
# <!-- formula: log-odds -->
# $$ \log \frac{a}{1 - a} = z $$
#
# So the neuron adds up evidence: each input brings $w_i x_i$ to the log-odds. (The curve is Verhulst's, 1838, for the growth
# of populations; he called it *logistique* in 1845.)
#
# <!-- slide
# ## How sure is it?
#
# Read $a$ as a probability: this is the hypothesis of **logistic regression**. The net input is the logarithm of the odds:
#
# $$ \log \frac{a}{1 - a} = z $$
#
# A neuron adds up evidence.
# -->

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** From $z = 0$ to $z = 1$ the activity rises from 0.50 to 0.73. How far does it rise from $z = 4$ to $z = 5$?
# And by what factor do the odds rise, in either case?
#
# <details><summary>Answer</summary>
# From 0.982 to 0.993, by 0.011: near 0 and 1 the curve is flat. The odds rise by the same factor in both cases, e = 2.718,
# because z is their logarithm, and it rises by 1.
# </details>

# %% slideshow={"slide_type": "subslide"} on_slide="output" tags=["checks:log-odds"]
for z in (0.0, 1.0, 4.0, 5.0):
    a = logistic(z)
    print(f"z = {z:.0f}:  a = {a:.4f}   odds = {a / (1 - a):8.4f}   log-odds = {np.log(a / (1 - a)):.4f}")
    assert np.isclose(np.log(a / (1 - a)), z)

real_z = sp.Symbol("z", real=True)
a_of_z = 1 / (1 + sp.exp(-real_z))
print("SymPy, for every z: odds =", sp.simplify(a_of_z / (1 - a_of_z)))
assert sp.log(sp.simplify(a_of_z / (1 - a_of_z))) == real_z

# %% [markdown] slideshow={"slide_type": "-"}
# When $z$ rises by 1, the odds are multiplied by 2.718, wherever one starts. In the middle that moves $a$ by 0.23, near the end
# by 0.011. What looks like next to nothing on the scale of $a$ is the same amount of evidence.
#
# <!-- slide
# When $z$ rises by 1, the odds are multiplied by 2.718, wherever one starts. The same evidence moves $a$ by 0.23 in the middle,
# and by 0.011 near the end.
# -->

# %% [markdown] slideshow={"slide_type": "notes"}
# People think of probabilities as steps of equal size. Ask: what is more work, to get from 50 to 73 percent sure, or from
# 98.2 to 99.3? For the neuron it is the same: $z$ rises by 1.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=8
# ## Which way should each weight go?
#
# It was 2.5 °C and nearly clear, and the neuron said 0.79. There was no frost, so the target is $y = 0$. The error is
# $E = \frac12 (a - y)^2$, as in 00. How does $E$ answer to a weight? The effect goes along a chain, $w_i \to z \to a \to E$,
# and so by notebook 01 it is a product of three factors:
#
# <!-- formula: three-factors -->
# $$ \frac{\partial E}{\partial w_i} \;=\; \frac{\partial E}{\partial a} \cdot \frac{da}{dz} \cdot \frac{\partial z}{\partial w_i}
#    \;=\; (a - y) \cdot \varphi'(z) \cdot x_i $$
#
# How wrong; how steep the activation function is at $z$, its **slope** $\varphi'(z)$; and what comes in. The last factor
# is $x_i$ because $z = \dots + w_i x_i + \dots$ and nothing else in it moves.
#
# <!-- slide
# ## Which way should each weight go?
#
# The neuron said 0.79, and there was no frost. $w_i$ moves $z$, $z$ moves $a$, $a$ moves $E$:
#
# $$ \frac{\partial E}{\partial w_i} \;=\; \frac{\partial E}{\partial a} \cdot \frac{da}{dz} \cdot \frac{\partial z}{\partial w_i}
#    \;=\; (a - y) \cdot \varphi'(z) \cdot x_i $$
#
# How wrong, how steep, and what comes in.
# -->

# %% slideshow={"slide_type": "subslide"} caption="How wrong, how steep, what comes in: three factors, one chain."
y = 0.0                                     # no frost
z = w @ evening + b
a = logistic(z)
E = 0.5 * (a - y) ** 2
slope = logistic.slope(z, a)                # how it is found, the next section shows
show(draw_chain([w[0], z, a, E], [evening[0], slope, a - y], ["$w_1$", "$z$", "$a$", "$E$"], nudge=0.01),
     alt=f"A chain of four boxes: w1 is 2, z is {z:.1f}, a is {a:.2f}, E is {E:.2f}. On the arrows stand the three "
         f"sensitivities {evening[0]:.1f}, {slope:.2f} and {a - y:.2f}; for a nudge of 0.01 at w1 they promise "
         f"{0.01 * slope * (a - y) * evening[0]:.5f} at E.")

# %% [markdown] slideshow={"slide_type": "subslide"}
# The first two factors are the same for every weight: together they are the sensitivity of $E$ to the net input, the
# **delta** of notebook 00. With it the gradient of a neuron is short:
#
# <!-- formula: delta -->
# $$ \delta = \frac{\partial E}{\partial z} = (a - y) \, \varphi'(z), \qquad \frac{\partial E}{\partial w_i} = \delta \, x_i,
#    \qquad \frac{\partial E}{\partial b} = \delta $$
#
# The bias is a weight whose input is 1, so its derivative is $\delta$ itself. SymPy finds the same with the walk back of
# notebook 01; $\varphi$ is any activation function here, known by name only:
#
# <!-- slide
# The first two factors are the same for every weight. Together they have a name, **delta**: the sensitivity of $E$ to the net input.
#
# $$ \delta = \frac{\partial E}{\partial z} = (a - y) \, \varphi'(z), \qquad \frac{\partial E}{\partial w_i} = \delta \, x_i,
#    \qquad \frac{\partial E}{\partial b} = \delta $$
#
# A derivative is delta times what comes in.
# -->


# %%
def walk_back():
    w1, w2, b, x1, x2, y, z, a, E = sp.symbols("w_1 w_2 b x_1 x_2 y z a E")
    return backward_derivatives({z: w1 * x1 + w2 * x2 + b,        # the neuron, one line a stage
                                 a: varphi(z),
                                 E: (a - y) ** 2 / 2}, E)


Math(walk_back().latex())

# %% [markdown]
# Read from above: $a$, then $z$ (that is $\delta$), then everything that goes into $z$. Each line uses a line before it; the
# one for the target we do not need. The two for the inputs we shall need later: $dE/dx_i = \delta \, w_i$ is what a unit hands
# down to the layer below it in [notebook 05](05_the_delta_recursion.ipynb), and [notebook 09](09_training.ipynb) looks for good
# inputs with it.

# %% [markdown] slideshow={"slide_type": "notes"}
# Let the room fill in the three factors for the bias before the formula is read out: the third is 1, so what remains is
# delta. This is the delta of notebook 00. Say slowly that it belongs to the net input, not to a weight: one number a unit.

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** The inputs are 0.5 and 0.8, the weights 2 and 1. To which weight does $E$ answer more strongly?
#
# <details><summary>Answer</summary>
# To the second, though it is the smaller weight. The derivatives are δ times 0.5 and δ times 0.8: what counts is what comes
# in, not how large the weight is.
# </details>

# %% slideshow={"slide_type": "subslide"} on_slide="output" tags=["checks:three-factors", "checks:delta"]
def error(w, b, x, y):
    return 0.5 * (logistic(w @ x + b) - y) ** 2


delta = (a - y) * slope
by_hand = np.array([delta * evening[0], delta * evening[1], delta])
h, nudges = 1e-6, np.eye(2)
by_nudge = [(error(w + h * d, b, evening, y) - error(w - h * d, b, evening, y)) / (2 * h) for d in nudges]
by_nudge += [(error(w, b + h, evening, y) - error(w, b - h, evening, y)) / (2 * h)]
E_of_net, gradient = backprop(net, evening[None, :], np.array([[y]]))
for name, *three in zip(("w_1", "w_2", "b  "), by_hand, by_nudge, gradient, strict=True):
    print(f"{name}:  by hand {three[0]:.6f}   by nudge {three[1]:.6f}   backprop {three[2]:.6f}")
assert np.allclose(by_hand, by_nudge) and np.allclose(by_hand, gradient)
assert np.allclose([(error(w, b, evening + h * d, y) - E) / h for d in nudges], delta * w, atol=1e-6)      # dE/dx

# %% [markdown] slideshow={"slide_type": "-"}
# Three roads, one gradient. All three numbers are positive: the neuron said too much, and less of everything lowers $E$.
# (The last line of the cell checks $dE/dx_i$.)
#
# <!-- slide
# Three roads, one gradient: factor by factor, by differences, by the library. $E$ answers more to the second weight, because
# more comes in through it.
# -->

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** Now all parameters are 0, the bias too. "Then its gradient is 0 as well, since there is nothing there to
# change." Is it?
#
# <details><summary>Answer</summary>
# No. The value of a parameter is not among its factors: how wrong, how steep, what comes in. The bias is 0 and its
# derivative is 0.125. What makes a weight's derivative 0 is an input of 0, however large the weight.
# </details>

# %% slideshow={"slide_type": "subslide"} on_slide="output"
def gradient_of(w1, w2, b, x, y=0.0):
    net = Network((2, 1), [logistic], half_squared_error, np.array([w1, w2, b], float))
    return backprop(net, np.array([x]), np.array([[y]]))[1]


print("w = (0, 0), b = 0,  x = (0.5, 0.8):  gradient", gradient_of(0, 0, 0, [0.5, 0.8]).round(4))
print("w = (9, 1), b = 0,  x = (0.0, 0.8):  gradient", gradient_of(9, 1, 0, [0.0, 0.8]).round(4))
assert gradient_of(0, 0, 0, [0.5, 0.8])[2] == 0.125 and gradient_of(9, 1, 0, [0.0, 0.8])[0] == 0

# %% [markdown] slideshow={"slide_type": "-"}
# In the first line all parameters are 0 and no derivative is. In the second $w_1$ is 9 and its derivative is 0, because
# nothing came in. A weight that had no part in the answer gets no share of the blame.
#
# <!-- slide
# Derivatives for $w_1$, $w_2$, $b$. The value of a parameter is not among its factors. What makes a derivative 0 here is an
# input of 0.
# -->

# %% [markdown]
# Now take hold of the neuron: every number in an orange frame can be dragged, and the map shows $E$ over two of the
# parameters, darker where it is larger. (The menus hold functions and one more error that we meet later.)

# %% slideshow={"slide_type": "subslide"}
neuron = Neuron(w1=2, w2=1, b=-0.5, x1=0.5, x2=0.8, y=0)
neuron

# %% [markdown]
# **Three things to try.**
#
# 1. Drag $x_1$ to 0. Which arrow vanishes? Which way do the lines of equal $E$ on the map run now, and why?
# 2. Choose "the evening of the text" again. Predict: which way will the arrow on the map point when $x_1$ is 0.8, as $x_2$
#    is? Does its direction change when you drag the point elsewhere?
# 3. From the evening of the text, move only $b$, and make $\delta$ as large as you can, to its fourth digit. Then look in a
#    new cell: `print(neuron.b, neuron.z, neuron.a, neuron.delta)`, and check `(neuron.a - neuron.y) * neuron.slope`.
#
# <details><summary>What you will see</summary>
# 1: The arrow at the first weight: nothing comes in through it, so its derivative is 0, while that of the second is 0.11. The
# lines are level, since E no longer depends on w1, and the arrow on the map points straight down.
#
# 2: Halfway between left and down, at 45°, for both derivatives are δ times 0.8. It is so wherever the point is; only the
# length changes. With one example E knows the weights through w1·x1 + w2·x2 alone, so the lines of equal E are straight, and
# the arrow runs along (x1, x2), against it as long as the neuron says too much.
#
# 3: δ gets no larger than 0.1481. The top is flat: the picture says so for every b from −1.15 to −1.07. Its middle is b = −1.11,
# with z = 0.69 and a = 0.666. For larger b the neuron is more wrong, but the slope falls faster; for smaller b the slope is
# larger, but there is less to be wrong about. The product of the check is δ.
# </details>

# %% [markdown] slideshow={"slide_type": "notes"}
# Common mistakes: "the gradient of a zero is zero", and "a large weight has a large gradient". Both mix up the weight with what comes in through it.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=8
# ## How steep is the activation function?
#
# The middle factor belongs to the activation function. The logistic is a chain of two, $u = 1 + e^{-z}$ and $a = 1 / u$.
# Their slopes are $-e^{-z}$, which is $1 - u$, and $-1 / u^2$. Multiplied, and written with $u = 1/a$, they make something
# short:
#
# <!-- formula: logistic-slope -->
# $$ \varphi'(z) = a \, (1 - a) $$
#
# **Predict.** How steep is the logistic where it is steepest?
#
# <details><summary>Answer</summary>
# 0.25, at z = 0, where a is 0.5. A nudge of z arrives at a at a quarter of its size at most.
# </details>
#
# <!-- slide
# ## How steep is the activation function?
#
# The middle factor belongs to the activation function. The logistic is a chain of two, $u = 1 + e^{-z}$ and $a = 1 / u$. Its slope:
#
# $$ \varphi'(z) = a \, (1 - a) $$
#
# **Predict.** How steep is it where it is steepest?
# -->

# %% slideshow={"slide_type": "subslide"} on_slide="output" tags=["checks:logistic-slope"]
z, u, a = sp.symbols("z u a")
da_du, du_dz = sp.diff(1 / u, u), sp.diff(1 + sp.exp(-z), z)
in_u = da_du * du_dz.subs(sp.exp(-z), u - 1)
in_a = sp.expand(in_u.subs(u, 1 / a))
print("da/du =", da_du, "   du/dz =", du_dz, "   product =", sp.factor(in_u), "=", in_a)
assert sp.expand(in_a - a * (1 - a)) == 0
steepest = sp.solve(sp.diff(in_a, a), a)[0]
print("steepest where a =", steepest, "  and there the slope is", in_a.subs(a, steepest))

t = np.linspace(-6, 6, 25)
by_nudge = (logistic(t + 1e-6) - logistic(t - 1e-6)) / 2e-6
assert np.allclose(by_nudge, logistic(t) * (1 - logistic(t))) and np.allclose(by_nudge, logistic.slope(t, logistic(t)))

# %% [markdown] slideshow={"slide_type": "-"}
# The slope costs one product: $a$ is known from the way forward. You will meet two more activation functions again and
# again. **ReLU** (rectified linear unit), $\max(0, z)$, passes on what is positive and nothing else: its slope is 1 for $z > 0$
# and 0 for $z < 0$. **tanh** is a logistic stretched to go from −1 to 1: twice the logistic of $2z$, minus 1. If $s$ is that
# logistic, $a = 2s - 1$, and by the chain rule the slope is $2 \cdot s (1 - s) \cdot 2$. Written with $a$ it is short as well:
#
# <!-- formula: tanh-slope -->
# $$ \tanh'(z) = 1 - a^2 $$
#
# <!-- slide
# Steepest in the middle, where $a$ is a half; at most a quarter of a nudge gets through. **tanh** is a logistic stretched to go from −1 to 1:
#
# $$ \tanh'(z) = 1 - a^2 $$
# -->

# %% tags=["checks:tanh-slope"]
s = sp.Symbol("s")                                   # tanh is 2s - 1, where s is the logistic of 2z
assert np.allclose(np.tanh(t), 2 * logistic(2 * t) - 1) and sp.expand(4 * s * (1 - s) - (1 - (2 * s - 1) ** 2)) == 0
assert sp.diff(sp.tanh(z), z) == 1 - sp.tanh(z) ** 2
by_nudge = (np.tanh(t + 1e-6) - np.tanh(t - 1e-6)) / 2e-6
assert np.allclose(by_nudge, 1 - np.tanh(t) ** 2) and np.allclose(by_nudge, tanh.slope(t, tanh(t)))
z = np.array([-2.0, 0.0, 2.0])
print("slopes at z = -2, 0, 2:")
for phi in (logistic, tanh, relu):
    print(f"{phi.name:8s}", phi.slope(z, phi(z)).round(4))

# %% [markdown]
# Here they are, with a fourth one: the **step**, which jumps from 0 to 1 where $z$ becomes positive.

# %% slideshow={"slide_type": "subslide"} caption="Solid: the activity. Dashed: the slope. **ReLU** passes on what is positive; a **step** jumps from 0 to 1."
t = np.linspace(-4, 4, 402)                          # an even number: none of them is 0
curves = {name: (phi(t), phi.slope(t, phi(t)))
          for name, phi in (("logistic", logistic), ("tanh", tanh), ("ReLU", relu))}
curves["step: its slope is 0"] = (np.where(t > 0, 1.0, 0.0), 0 * t)
fig, axes = plt.subplots(2, 2, figsize=(6.4, 4.6), sharex=True, sharey=True)
for ax, (name, (value, slopes)) in zip(axes.flat, curves.items(), strict=True):
    ax.plot(t, value, color=house_style.FORWARD)
    for side in (t < 0, t > 0):                      # a slope may jump at 0
        ax.plot(t[side], slopes[side], color=house_style.BACKWARD, linestyle="--")
    ax.set(title=name, ylim=(-1.1, 1.6))
axes[0, 0].text(0.4, 1.15, r"activity $\varphi(z)$", color=house_style.TEXT[house_style.FORWARD])
axes[0, 0].text(-3.9, 0.3, r"slope $\varphi'(z)$", color=house_style.TEXT[house_style.BACKWARD])
fig.supxlabel("net input $z$", fontsize=10)
show(fig, alt="Four activation functions, solid, with their slopes, dashed. The logistic's slope is a low hill of height "
              "0.25, that of tanh a higher one of height 1, and both are near 0 at −4 and at 4. ReLU's slope is 0 on the "
              "left and 1 on the right. A step from 0 to 1 has the slope 0 on both sides.")

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** At $z = 0$ ReLU has a **kink**. What is its slope there? And does backpropagation break down?
#
# <details><summary>Answer</summary>
# From the left it is 0, from the right it is 1, and a derivative in the strict sense there is none. Nothing breaks: one
# takes either of the two. A net input is rarely 0 to the last digit.
# </details>

# %% slideshow={"slide_type": "subslide"} on_slide="output"
h = 1e-6
print("from the left :", (relu(0.0) - relu(-h)) / h)
print("from the right:", (relu(h) - relu(0.0)) / h)
print("this library takes:", relu.slope(np.array(0.0), relu(0.0)))

inputs = np.random.default_rng(0).normal(size=(100_000, 2))
print("net inputs of exactly 0, in 100,000 random evenings:", np.count_nonzero(inputs @ w + b == 0))

# %% [markdown] slideshow={"slide_type": "-"}
# Backpropagation asks for a slope **where we stand**, not everywhere. Both one-sided slopes are in use at a kink, and
# either is right. Now the step: it has a slope everywhere but at 0, and that slope is 0.
#
# <!-- slide
# Backpropagation asks for a slope where we stand; at a kink either of the two will do. And a **step**, whose slope is 0 on both
# sides?
# -->

# %% slideshow={"slide_type": "subslide"} on_slide="output"
def error_with_step(w, b, x=evening, y=0.0):
    return 0.5 * (float(w @ x + b > 0) - y) ** 2


nudges = [((0.01, 0), 0), ((0, 0.01), 0), ((0, 0), 0.01)]
changes = [error_with_step(w + dw, b + db) - error_with_step(w, b) for dw, db in nudges]
print("a unit with a step:  E =", error_with_step(w, b), "  changes for three nudges:", changes)

# %% [markdown] slideshow={"slide_type": "-"}
# $E$ is 0.5, and no nudge changes it: the map is blank. A kink at one point seldom does harm; a slope of 0 on both sides does.
# (Rosenblatt's perceptron has a step and learned by a rule of its own, made for one layer of weights.)
#
# **Break it.** A program that has stored only $a$ is easily led to ask for the slope at what it has: $\varphi'(a)$ in place
# of $\varphi'(z)$. Our evening has $z = 1.3$. The library keeps such mistakes, ready to run, in `course_lib/mistakes/`.
#
# <!-- slide
# No nudge changes anything: the map is blank. A kink at one point seldom does harm; a slope of 0 on both sides does.
# -->

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** At $z = 1.3$ a program computes $\varphi'(a)$ where $\varphi'(z)$ is meant. Does it go downhill all the same?
# Which check notices: the sign of the gradient, or a nudge?
#
# <details><summary>Answer</summary>
# It does go downhill: the wrong slope is positive like the right one, so every sign is right. Only the size is wrong, 0.2151
# for 0.1683. A nudge notices.
# </details>
#
# <!-- slide
# **Break it.** A program computes $\varphi'(a)$ where $\varphi'(z)$ is meant.
#
# **Predict.** Does it go downhill all the same? Which check notices: the sign of the gradient, or a nudge?
# -->

# %% slideshow={"slide_type": "subslide"} on_slide="output"
bias = -0.5
z = w @ evening + bias
a = logistic(z)
print(f"right: the slope at z = {z:.1f}    is {logistic.slope(z, a):.4f}")
print(f"wrong: the slope at a = {a:.4f} is {logistic.slope(a, logistic(a)):.4f}")

neuron = Network((2, 1), [logistic], half_squared_error, np.array([*w, bias]))
one_row = evening[None, :], np.array([[y]])
wrong = BACKPROP["slope taken at the activity"].function(neuron, *one_row)[1]
right = backprop(neuron, *one_row)[1]
print("gradient, wrong:", wrong.round(4), "  right:", right.round(4))
assert np.allclose(wrong / right, logistic.slope(a, logistic(a)) / logistic.slope(z, a))

# %% [markdown] slideshow={"slide_type": "-"}
# Here all three entries are too large by the same factor, and the signs are right. In a network each unit would be wrong by
# a factor of its own. [Notebook 07](07_trust_nothing.ipynb) collects such mistakes, and the checks that see them.
#
# *Try: set `bias = 4` in that cell. How far apart are the two slopes now?*
#
# <details><summary>What you will see</summary>
# The right one has fallen to 0.0030, the wrong one is 0.1969. The activity a lies between 0 and 1, and there the logistic is
# steep; so the wrong slope stays between 0.19 and 0.25, whatever z may be.
# </details>
#
# <!-- slide
# All signs are right, all sizes are wrong. Only the nudge notices.
# -->

# %% [markdown] slideshow={"slide_type": "notes"}
# Cover the formula a(1 − a) and ask for the slope at a = 0.9: the room can say 0.09 at once. On the kink, let somebody
# propose 0.5: it lies between the one-sided slopes and is legitimate as well, only nobody needs it.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=6
# ## Can it learn?
#
# Show it an evening, take a step against the gradient, show it the next. This is the **delta rule** of Widrow & Hoff (1960),
# who had a linear neuron; with the slope in $\delta$ it serves any activation function:
#
# <!-- formula: delta-rule -->
# $$ w_i \leftarrow w_i - \eta \, \delta \, x_i, \qquad b \leftarrow b - \eta \, \delta $$
#
# It needs evenings. We make up forty, by a formula, so that we know what there is to find: the coldness of the following
# morning is $0.8 \, x_1 + 0.6 \, x_2 + 0.9$, plus what nobody can know at dusk, the **noise**: a random number from a bell
# curve with a spread of 0.3, which is 1.5 °C. Frost is a morning colder than 1, below 0 °C.
#
# <!-- slide
# ## Can it learn?
#
# The delta rule (Widrow & Hoff 1960). Show it an evening, take a step; show it the next:
#
# $$ w_i \leftarrow w_i - \eta \, \delta \, x_i, \qquad b \leftarrow b - \eta \, \delta $$
#
# Forty made-up evenings: coldness of the morning = 0.8 · coldness + 0.6 · clearness + 0.9 + noise. Frost: colder than 1.
# -->

# %%
def evenings(count, rng):
    """Coldness and clearness at dusk; how cold the morning is; and whether there is frost, 1 or 0."""
    x = rng.uniform(-1, 1, (count, 2))
    cold = 0.8 * x[:, 0] + 0.6 * x[:, 1] + 0.9 + 0.3 * rng.normal(size=count)
    return x, cold, np.where(cold > 1, 1.0, 0.0)


x, cold, frost = evenings(40, np.random.default_rng(1))
print("the first evening:", x[0].round(2), "  the morning after:", cold[0].round(2), "  frost:", frost[0])
print("mornings with frost:", int(frost.sum()), "of", len(frost))

# %% slideshow={"slide_type": "subslide"} on_slide="code" caption="The delta rule: one evening, one step."
def delta_rule(x, targets, phi, eta, rounds, b=0.0):
    w = np.zeros(x.shape[1])
    for _ in range(rounds):
        for x_now, y_now in zip(x, targets, strict=True):
            z = w @ x_now + b
            a = phi(z)
            delta = (a - y_now) * phi.slope(z, a)
            w = w - eta * delta * x_now
            b = b - eta * delta
    return w, b

# %% [markdown] slideshow={"slide_type": "notes"}
# Nobody need write down the code: point at the line with delta, and at the two that use it. The rest is counting.

# %% tags=["checks:delta-rule"]
w_once, b_once = delta_rule(x[:1], frost[:1], logistic, eta=0.5, rounds=1)

same = Network((2, 1), [logistic], half_squared_error, np.zeros(3))
GradientDescent(eta=0.5).step(same.theta, backprop(same, x[:1], frost[:1, None])[1])
print("one step by our rule:", np.append(w_once, b_once).round(6), "  by the library:", same.theta.round(6))
assert np.allclose(np.append(w_once, b_once), same.theta)

# %% [markdown] slideshow={"slide_type": "subslide"}
# First a neuron with $\varphi(z) = z$, a **linear** one: its output can be any number, here the coldness of the morning.
#
# **Predict.** It goes a hundred times through the forty evenings. Does it find 0.8, 0.6 and 0.9? Does $E$, the mean over the
# evenings, go to 0?
#
# <details><summary>Answer</summary>
# Nearly, and no. It finds 0.78, 0.68 and 0.88. E stays at about 0.03, because the noise cannot be known from the inputs:
# the formula that made the evenings has 0.032 itself.
# </details>
#
# The cell tries a ReLU on the same task as well, from two starts.
#
# <!-- slide
# First a neuron with $\varphi(z) = z$, a **linear** one: its output can be any number, here the coldness of the morning.
#
# **Predict.** It goes a hundred times through the forty evenings. Does it find 0.8, 0.6 and 0.9? Does $E$, the mean over the
# evenings, go to 0?
# -->

# %% slideshow={"slide_type": "subslide"} on_slide="output"
for phi, start in ((linear, 0.0), (relu, 0.5), (relu, 0.0)):
    w_found, b_found = delta_rule(x, cold, phi, eta=0.02, rounds=100, b=start)
    E_start = np.mean(0.5 * (phi(np.full(len(x), start)) - cold) ** 2)
    E_end = np.mean(0.5 * (phi(x @ w_found + b_found) - cold) ** 2)
    print(f"{phi.name:6s} from b = {start}:  E {E_start:.3f} -> {E_end:.3f}   w = {w_found.round(2)}  b = {b_found:.2f}")
formula = 0.8 * x[:, 0] + 0.6 * x[:, 1] + 0.9
print(f"the formula, without its noise:  E = {np.mean(0.5 * (formula - cold) ** 2):.3f}")

# %% [markdown] slideshow={"slide_type": "-"}
# The ReLU neuron of the second line learns as well, kink or no kink. The third line is the exception that one should know:
# with all parameters 0 it stands on the kink for *every* input, and with the slope 0 there it stays.
#
# Now the logistic neuron, with the question whether there was frost:
#
# <!-- slide
# The linear neuron finds the formula, but not the noise. A ReLU learns too, kink or no kink; started *on* the kink it stays
# there.
# -->

# %% slideshow={"slide_type": "subslide"} caption="One neuron draws **one straight line**. Here one is enough."
w_frost, b_frost = delta_rule(x, frost, logistic, eta=0.5, rounds=200)
wrong = (logistic(x @ w_frost + b_frost) > 0.5) != (frost == 1)
right = len(x) - np.count_nonzero(wrong)
without_noise = formula > 1
print(f"w = {w_frost.round(2)}  b = {b_frost:.2f}   right on {right} of {len(x)} evenings")
print(f"of the {np.sum(wrong)} others, the formula without its noise gets {np.sum(wrong & (without_noise != frost))} wrong too")
show(draw_boundary(w_frost, b_frost, logistic, x, frost, names=("coldness $x_1$", "clearness $x_2$"),
                   classes=("no frost", "frost")),
     alt=f"The forty evenings as points on the plane of coldness and clearness, discs where frost followed, rings where "
         f"not. The trained neuron's boundary runs from the upper left to the lower right; {right} of the {len(x)} points "
         f"lie on their side of it. The weights point to cold and clear.")

# %% [markdown] slideshow={"slide_type": "notes"}
# Let the room find the three evenings on the wrong side. Ask whether a better rule could get them right: not with a straight
# line, and not honestly, since the noise decided.

# %% [markdown]
# 37 of 40, and on the other three the noise decided. A single neuron draws **one straight line**, and here one is enough.
#
# Is the neuron as sure as it should be? On 10,000 new evenings from the same formula we can count.

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** Take the new evenings on which it says something between 0.6 and 0.8. On what share of them should there be
# frost?
#
# <details><summary>Answer</summary>
# On about 70 %, if its activity is a probability. It is 59 % for the neuron that learned from forty evenings: somewhat too
# sure of itself. For one that learned from a thousand it is 71 %.
# </details>
#
# <!-- slide
# Is the neuron as sure as it should be? We ask it on 10,000 new evenings from the same formula.
#
# **Predict.** Take those on which it says something between 0.6 and 0.8. On what share of them should there be frost?
# -->

# %% slideshow={"slide_type": "subslide"} on_slide="output"
x_new, _, frost_new = evenings(10_000, np.random.default_rng(7))
x_many, _, frost_many = evenings(1000, np.random.default_rng(2))
w_many, b_many = delta_rule(x_many, frost_many, logistic, eta=0.1, rounds=20)
print("it says:   0 - 0.2,  0.2 - 0.4,  0.4 - 0.6,  0.6 - 0.8,  0.8 - 1")
for trained_on, weights, bias in ((40, w_frost, b_frost), (1000, w_many, b_many)):
    says = logistic(x_new @ weights + bias)
    shares = [np.mean(frost_new[(low <= says) & (says < low + 0.2)]) for low in (0, 0.2, 0.4, 0.6, 0.8)]
    print(f"learned from {trained_on:4d} evenings: frost on {np.round(shares, 2)}")

# %% [markdown] slideshow={"slide_type": "-"}
# Both rows rise as they should. The neuron that saw a thousand evenings means what it says.
#
# %% [markdown] slideshow={"slide_type": "notes"}
# The first row is too sure of itself between 0.6 and 0.8: forty evenings are few. Ask what a forecaster must do so that one
# believes the figure. That a neuron may be read as a probability is what the next lecture builds on.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=6
# ## What does the error look like?
#
# So far we stood at one point and asked which way is down. For a linear neuron we can see the whole landscape. With one
# weight and one example,
#
# <!-- formula: parabola -->
# $$ E(w) = \tfrac12 (w x + b - y)^2 = \tfrac12 x^2 \, w^2 + x \, (b - y) \, w + \tfrac12 (b - y)^2 $$
#
# which is a parabola in $w$, open upwards if $x \ne 0$. The mean of such parabolas is a parabola. With more weights, take a
# straight walk over them: $a - y$ changes evenly along it, so its square is a parabola again (or level, if $a - y$ does not
# change at all). A surface with such walks in all directions is a **paraboloid**. With two weights, two numbers say where we
# stand and a third how high. With $k$ weights, say a hundred, it lies in $k + 1$ dimensions; nobody can draw that, but the
# walks stay parabolas.
#
# <!-- slide
# ## What does the error look like?
#
# A linear neuron with one weight, one example:
#
# $$ E(w) = \tfrac12 (w x + b - y)^2 = \tfrac12 x^2 \, w^2 + x \, (b - y) \, w + \tfrac12 (b - y)^2 $$
#
# A parabola. The mean of parabolas is a parabola. With $k$ weights: a paraboloid, in $k + 1$ dimensions.
# -->

# %% tags=["checks:parabola"]
s_w, s_x, s_b, s_y = sp.symbols("w x b y")
in_w = sp.Poly((s_w * s_x + s_b - s_y) ** 2 / 2, s_w)
print("coefficients of w², w, 1:", [sp.factor(c) for c in in_w.all_coeffs()])
assert in_w.all_coeffs()[0] == s_x ** 2 / 2 and sp.expand(in_w.all_coeffs()[1] - s_x * (s_b - s_y)) == 0


def mean_error(theta, phi, targets):
    return np.mean(0.5 * (phi(x @ theta[:2] + theta[2]) - targets) ** 2)


rng = np.random.default_rng(3)
start, direction = rng.normal(size=3), rng.normal(size=3)      # w_1, w_2, b: a walk in three dimensions
for phi, targets in ((linear, cold), (logistic, frost)):
    heights = [mean_error(start + t * direction, phi, targets) for t in range(6)]
    print(f"{phi.name:8s} third differences along the walk:", np.diff(heights, 3).round(4) + 0.0)

# %% [markdown]
# Take differences of a parabola at evenly spaced points, say of 0, 1, 4, 9: they are 1, 3, 5; their differences are 2, 2; and
# the third differences are 0. Those of the linear neuron are 0, too; those of the logistic one are not. In the pictures below we hold the bias at its best value and let both weights vary.

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** For our evenings this surface has one lowest point. We reach it step by step, with the delta rule's gradient
# averaged over all evenings. Is there a quicker way?
#
# <details><summary>Answer</summary>
# For a linear neuron, yes. At the lowest point the gradient is 0, and δ is linear in the parameters: three linear equations
# for three unknowns, called the normal equations. One solves them once. With the logistic, δ is not linear, and that way is
# closed.
# </details>

# %% slideshow={"slide_type": "subslide"} on_slide="output"
X = np.column_stack([x, np.ones(len(x))])         # the bias is a weight whose input is 1
theta = np.zeros(3)                               # w_1, w_2, b
for _ in range(300):
    delta = (X @ theta - cold) / len(x)           # linear: the slope is 1; each evening's share of the mean
    theta = theta - 0.5 * delta @ X               # delta times input, added over the evenings
solved = np.linalg.solve(X.T @ X, X.T @ cold)     # the theta with X.T @ X @ theta = X.T @ cold
print("300 steps downhill:  ", theta.round(6))
print("the normal equations:", solved.round(6))
print("NumPy's lstsq:       ", np.linalg.lstsq(X, cold)[0].round(6))
assert np.allclose(theta, solved)

# %% [markdown] slideshow={"slide_type": "-"}
# Both lead to the same place. Where the sum `(X @ theta - cold) @ X` is 0, `X.T @ X @ theta` equals `X.T @ cold`: these are the
# normal equations, and `solve` finds their `theta`. (`lstsq`, for "least squares", does all that in one call.) They need a
# $\delta$ that is linear in the parameters; the steps do not.
#
# <!-- slide
# The same $w_1$, $w_2$ and $b$ by both ways. The equations need a $\delta$ that is linear in the parameters; the steps do not.
# -->

# %% slideshow={"slide_type": "subslide"} caption="A paraboloid: one lowest point, and the descent ends there."
def cold_error(w1, w2):
    return np.mean(0.5 * (x @ [w1, w2] + solved[2] - cold) ** 2)


path = [np.array([-1.2, 2.6])]
for _ in range(25):
    delta = (x @ path[-1] + solved[2] - cold) / len(x)
    path.append(path[-1] - 0.6 * delta @ x)
grid = np.linspace(-1.6, 3.0, 41)
show(draw_error_surface(cold_error, grid, grid, path, three_d=True),
     alt=f"The error of the linear neuron over its two weights, a bowl: a paraboloid. A descent begins high on its side "
         f"and ends at the bottom, at w1 = {path[-1][0]:.2f}, w2 = {path[-1][1]:.2f}, where E is {cold_error(*path[-1]):.3f}.")

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** Another gardener measures the coldness twice, with two thermometers that always agree, and nothing else:
# $x_2 = x_1$. What becomes of the bowl?
#
# <details><summary>Answer</summary>
# A trough: its floor is a whole line of equally good weights. What counts is w1 + w2; one may go up and the other down by
# the same amount, and no answer changes.
# </details>

# %% slideshow={"slide_type": "subslide"}
twice = np.column_stack([x[:, 0], x[:, 0]])         # two thermometers that agree
fig, axes = plt.subplots(1, 2, figsize=(6.8, 3.5))
for ax, inputs, title in ((axes[0], x, "coldness, clearness: a bowl"), (axes[1], twice, "coldness twice: a trough")):
    path = [np.array([2.2, 1.6])]
    for _ in range(25):
        delta = (inputs @ path[-1] + solved[2] - cold) / len(x)
        path.append(path[-1] - 0.6 * delta @ inputs)
    heights = [[np.mean(0.5 * (inputs @ [w1, w2] + solved[2] - cold) ** 2) for w1 in grid] for w2 in grid]
    draw_error_surface(heights, grid, grid, path, levels=9, ax=ax).set(title=title, aspect="equal")
show(fig, alt="Two maps of E with lines of equal height, and a descent on each from the same start. Left, closed "
              "ellipses around the lowest point, where the descent ends. Right, straight parallel lines: a trough, whose "
              "floor runs from the upper left to the lower right; the descent goes straight to it and stops there.")

# %%
trough = Network((2, 1), [linear], half_squared_error, np.array([0.3, 0.5, solved[2]]))
E_here = trough.error(twice, cold[:, None])
E_along = trough.at(trough.theta + [2, -2, 0]).error(twice, cold[:, None])       # w_1 + 2, w_2 - 2
print(f"E at (0.3, 0.5): {E_here:.6f}   at (2.3, -1.5): {E_along:.6f}")
print("directions that the inputs span:", np.linalg.matrix_rank(x), "with coldness and clearness,",
      np.linalg.matrix_rank(twice), "with two thermometers")
assert np.isclose(E_here, E_along)

# %% [markdown] slideshow={"slide_type": "-"}
# The paraboloid is elliptic, a bowl with one lowest point, **if the inputs span all directions**: if the evenings, as points
# $(x_1, x_2)$, do not all lie on one line through $(0, 0)$. (When the bias varies as well: on no one line.) Otherwise it is a
# trough, and where a descent ends depends on where it began. Either way there is no second valley to be caught in.
#
# <!-- slide
# A bowl if the inputs span all directions, a trough if they do not.
# -->

# %% [markdown] slideshow={"slide_type": "subslide"}
# And a logistic neuron? Let it have one input, the coldness, so that $E$ is a surface over its weight and its bias.
#
# **Predict.** With a bias far from 0 it says 0 on every evening, or 1 on every evening. How high is the surface there, and
# how steep? (There was frost on 20 of 40 evenings.)
#
# <details><summary>Answer</summary>
# It is wrong on half of the evenings, by 1, so E is ½ · ½ = 0.25. And it is flat, because the slope of the logistic is close
# to 0 there.
# </details>

# %% slideshow={"slide_type": "subslide"} caption="No bowl: with a bias far from 0 the neuron stands on a plateau. There $E$ is 0.25, and the gradient is 0 to four digits."
def frost_error(weight, bias):
    return np.mean(0.5 * (logistic(weight * x[:, 0] + bias) - frost) ** 2)


ax = draw_error_surface(frost_error, np.linspace(-6, 14, 51), np.linspace(-10, 10, 51), three_d=True,
                        names=("weight $w$", "bias $b$"))
ax.view_init(elev=28, azim=-20)
show(ax, alt="The error of a logistic neuron over its weight and its bias. No bowl: a valley for positive weights, a ridge for "
             "negative ones, and to both sides flat plateaus, where the bias is very large or very small.")

# %%
for weight, bias in ((0, 10), (0, -10), (1, 0)):
    E_there = frost_error(weight, bias)
    dE_dw = (frost_error(weight + 1e-4, bias) - frost_error(weight - 1e-4, bias)) / 2e-4
    dE_db = (frost_error(weight, bias + 1e-4) - frost_error(weight, bias - 1e-4)) / 2e-4
    print(f"w = {weight}, b = {bias:3}:  E = {E_there:.4f}   size of the gradient {np.hypot(dE_dw, dE_db):.4f}")

# %% [markdown]
# On the plateaus $E$ is 0.25 and the gradient is 0 to four digits. Whoever begins there takes very small steps. How many?

# %% [markdown] slideshow={"slide_type": "notes"}
# Hold a bowl and a gutter in your hands, or draw them. Ask where a ball would come to rest in each, and whether it depends
# on where it starts. Then show the logistic surface and ask where they would not like to start: on the plateau.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=4
# ## Does the worst neuron learn fastest?
#
# The evening with which we began, without frost, and neurons that begin with other biases, so that $z$ starts at 1, 2, 4, 6 or 8.
# Each follows the delta rule with $\eta = 0.5$ until it says less than 0.1.
#
# **Predict.** The one that starts at $z = 1$ says 0.73 and needs 82 steps. The one that starts at $z = 8$ says 0.9997: its
# error is the largest. How many steps does it need?
#
# <details><summary>Answer</summary>
# 3,260. The worst one is the slowest by far: the error is large, but it is multiplied by a slope of nearly 0.
# </details>
#
# <!-- slide
# ## Does the worst neuron learn fastest?
#
# No frost, $y = 0$.
#
# **Predict.** A neuron that says 0.73 needs 82 steps until it says less than 0.1. One that says 0.9997 is more wrong. How
# many steps does it need?
# -->

# %% [markdown] slideshow={"slide_type": "notes"}
# Take a vote before the table: more or fewer steps than 82? Nearly all say fewer. Keep the count on the board.

# %% slideshow={"slide_type": "subslide"} on_slide="output"
def steps_needed(z, eta=0.5, x=evening, until=0.1):
    steps, a = 0, logistic(z)
    while a > until:
        delta = a * a * (1 - a)                     # (a - y) times the slope, with y = 0
        # w changes by -eta·delta·x and b by -eta·delta; what that does to z = w @ x + b:
        z = z - eta * delta * (x @ x + 1)
        steps, a = steps + 1, logistic(z)
    return steps


for z in (1.0, 2.0, 4.0, 6.0, 8.0):
    a = logistic(z)
    print(f"z = {z:.0f}   a = {a:.4f}   E = {0.5 * a ** 2:.4f}   delta = {a * a * (1 - a):.4f}   steps: {steps_needed(z):5,}")

# %% [markdown] slideshow={"slide_type": "-"}
# Common sense says: the more wrong, the quicker the correction. Here it is the other way round. The error grows down the
# table and delta fades, because the logistic is **saturated**: it has become flat. With the target $y = 0$,
#
# <!-- formula: saturation -->
# $$ \delta = (a - y) \, a \, (1 - a) = a^2 (1 - a) $$
#
# whose second factor goes to 0 where the answer is worst, at $a = 1$.
#
# <!-- slide
# The error grows and delta fades: the logistic is **saturated**.
#
# $$ \delta = (a - y) \, a \, (1 - a) = a^2 (1 - a) $$
# -->

# %% tags=["checks:saturation"]
a = sp.Symbol("a")
top = [value for value in sp.solve(sp.diff(a ** 2 * (1 - a), a), a) if value > 0][0]
print("delta is largest where a =", top, "  there it is", (a ** 2 * (1 - a)).subs(a, top))

far_off = Network((2, 1), [logistic], half_squared_error, np.array([2.0, 1.0, 2.2]))      # z = 4
trace = far_off.blank_trace(1)
E, gradient = backprop(far_off, evening[None, :], np.array([[0.0]]), trace)
delta = logistic(4.0) ** 2 * (1 - logistic(4.0))
GradientDescent(eta=0.5).step(far_off.theta, gradient)                  # and what a step does to z
z_after = far_off.forward(evening[None, :]).z[1][0, 0]
assert np.isclose(trace.delta[1][0, 0], delta)
assert np.isclose(z_after, 4.0 - 0.5 * delta * (evening @ evening + 1))

# %% slideshow={"slide_type": "subslide"} caption="Where the error is largest, delta vanishes."
t = np.linspace(-6, 10, 400)
fig, ax = plt.subplots(figsize=(5.6, 3.3))
ax.plot(t, 0.5 * logistic(t) ** 2, color=house_style.INK)
ax.plot(t, logistic(t) ** 2 * (1 - logistic(t)), color=house_style.BACKWARD, linestyle="--")
ax.text(4.0, 0.43, "error $E$", color=house_style.INK)
ax.text(2.6, 0.08, r"what learning gets, $\delta$", color=house_style.TEXT[house_style.BACKWARD])
ax.set(xlabel="net input $z$; the target is 0", ylim=(0, 0.55))
show(fig, alt="The error of a logistic neuron with target 0 against its net input, and its delta. The error rises to 0.5 "
              "and stays there. Delta rises to about 0.15 near z = 0.7 and falls back to 0: where the error is largest, delta "
              "vanishes.")

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** At $z = 40$ a program prints `gradient [0. 0. 0.]`. Has the neuron learned its lesson?
#
# <details><summary>Answer</summary>
# No, it is as wrong as it can be: E is 0.5. In floating-point numbers 1 − a is exactly 0 there, and so is every product with
# it. A gradient of 0 says that a small nudge changes next to nothing. It does not say that all is well.
# </details>

# %% slideshow={"slide_type": "subslide"} on_slide="output"
stuck = Network((2, 1), [logistic], half_squared_error, np.array([2.0, 1.0, 38.2]))
E, gradient = backprop(stuck, evening[None, :], np.array([[0.0]]))
print(f"z = {stuck.forward(evening[None, :]).z[1][0, 0]:.1f}   E = {E}   gradient {gradient}")
assert E == 0.5 and not gradient.any()

# %% [markdown] slideshow={"slide_type": "-"}
# As wrong as can be, and no gradient. A gradient of 0 says that a small nudge changes next to nothing, and no more than that.

# %% [markdown]
# Feel it: here is the neuron that starts at $z = 8$. Its arrow on the map is not forgotten, only too short to be seen.

# %% slideshow={"slide_type": "subslide"}
neuron = Neuron(b=6.2)                           # z = 2·0.5 + 1·0.8 + 6.2 = 8
neuron

# %% [markdown]
# **Three things to try.**
#
# 1. It needs 3,260 steps. Predict how many of them it takes to get from $a = 0.9997$ to 0.99, and how many from 0.9 to 0.1.
#    Then press "Run until a is close" and watch $a$, with its four digits, and the number of steps.
# 2. Choose "saturated: z = 8" again, and drag $b$ down until the arrow on the map appears. How sure of itself is the neuron
#    there, and how many steps does it need from there?
# 3. Go on in a new cell: `for neuron.b in (6.2, 4.2, 2.2, 0.2, -0.8): print(neuron.E, neuron.delta, neuron.steps_needed)`.
#    (Each turn sets the bias, and the picture follows. The second count is for the other error of the menu.) Is it the neuron
#    with the largest $E$ that learns fastest?
#
# <details><summary>What you will see</summary>
# 1: 3,063 steps until a is below 0.9900, another 104 until it is below 0.9, and only 93 from there to 0.1. Nearly all the time
# goes by where nothing seems to happen.
#
# 2: Near b = 1.54, where z is 3.34 and a is 0.966. It is still very sure, but from there it needs about 118 steps, not 3,260.
#
# 3: E falls from 0.4997 to 0.2672, while δ rises from 0.0003 to 0.1437: the worse the neuron, the less it learns. The
# first count falls from 3,260 to 82, the second only from 20 to 12: with that error a very wrong neuron is hardly slower.
# What it is, and why, notebook 03 tells.
# </details>

# %% [markdown]
# *Try: let the target be 1 in the cell with `steps_needed`: write `delta = (a - 1) * a * (1 - a)`, go on `while a < 0.9`,
# and start at −1, −2, −4, −6, −8.*
#
# <details><summary>What you will see</summary>
# The same five numbers of steps, 82 to 3,260: the logistic is symmetric, and a neuron that says 0 for 1 is as slow as one
# that says 1 for 0. (The columns E and delta of the table are for the target 0 still; look at the steps.)
# </details>

# %% [markdown] slideshow={"slide_type": "notes"}
# Do not explain the way out yet; the question at the end is the whole next notebook.

# %% [markdown] slideshow={"slide_type": "skip"}
# ## Recall
#
# Without scrolling up: answer, then unfold.
#
# **1.** A neuron should say yes on more evenings, without turning its boundary. What do you change? What does doubling
# everything do?
# <details><summary>Answer</summary>
# Raise the bias: the boundary moves against the weights, and the region of yes grows. Doubling everything leaves the
# boundary where it is and makes the change across it more sudden.
# </details>
#
# **2.** Its net input rises from 2 to 3. What happens to the odds?
# <details><summary>Answer</summary>
# They are multiplied by e, about 2.718, as whenever the net input rises by 1.
# </details>
#
# **3.** "The gradient of a parameter is proportional to the parameter; a bias of 0 has the gradient 0." True?
# <details><summary>Answer</summary>
# No. The derivative is δ times what comes in, and for the bias that is 1. With all parameters 0 the bias had 0.125.
# </details>
#
# **4.** For one example, dE/dw1 is twice dE/dw2. What do you know?
# <details><summary>Answer</summary>
# That x1 is twice x2, unless both derivatives are 0. Nothing about the weights, and nothing about which input matters more in general.
# </details>
#
# **5.** "A zero gradient means that the neuron has learned its task." True?
# <details><summary>Answer</summary>
# No. It may be right, and it may be saturated and as wrong as possible: a = 1 for y = 0, E = 0.5, gradient 0.
# </details>
#
# **6.** "Backpropagation needs functions that are differentiable everywhere." True?
# <details><summary>Answer</summary>
# No. ReLU has a kink, and one takes either one-sided slope there. What it cannot use is a slope that is 0 everywhere else,
# as that of a step.
# </details>
#
# **7.** a = 0.9. How steep is the logistic there? And tanh, if its activity is 0.9?
# <details><summary>Answer</summary>
# 0.9 · 0.1 = 0.09, and 1 − 0.81 = 0.19.
# </details>
#
# **8.** When is the error surface of a linear neuron a trough and not a bowl?
# <details><summary>Answer</summary>
# When the inputs do not span all directions, as when one is a copy of another. Then some changes of the weights change no
# answer.
# </details>

# %% slideshow={"slide_type": "skip"}
print("1: boundary at x_1 =", 0.5 / 2, "with b = -0.5, at", -0.5 / 2, "with b = 0.5, at", 1 / 4, "with all doubled")
print("2:", np.round(np.exp(3.0) / np.exp(2.0), 3), "   3:", gradient_of(0, 0, 0, [0.5, 0.8])[2])
one, two, _ = gradient_of(2, 1, -0.5, [0.8, 0.4])
print("4:", np.round(one / two, 6), "   5:", E, gradient)
print("6:", (relu(0.0) - relu(-1e-6)) / 1e-6, (relu(1e-6) - relu(0.0)) / 1e-6)
print("7:", round(0.9 * 0.1, 2), round(1 - 0.9 ** 2, 2), "  8:", np.linalg.matrix_rank(twice))

# %% [markdown] slideshow={"slide_type": "slide"} minutes=1
# ## The next question
#
# The neuron that is badly wrong learns slowest: the slope in $\delta$ holds it back. We chose the logistic, and we chose to
# measure the error as half a square. Is the error we chose to blame? **What should one minimise?** [Notebook
# 03](03_what_to_minimise.ipynb) answers that.
#
# *What we used is `course_lib/activations.py`: read it.*
#
# **Now write it yourself.** The [exercises of 02](../exercises/02_one_neuron/exercises_02.ipynb)
# look at what you write, and say where it first goes wrong.
#
# <!-- slide
# ## The next question
#
# The neuron that is badly wrong learns slowest.
#
# Is the error we chose to blame? **What should one minimise?**
# -->
