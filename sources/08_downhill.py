# %% [markdown] slideshow={"slide_type": "slide"} minutes=2
# # 08 · Downhill
#
# Since [notebook 07](07_trust_nothing.ipynb) we trust the gradient: for every parameter it says how fast $E$ changes, and a
# check stands behind it. It does not say how far to go. **How far does one go against the gradient, and does that always lead
# down?**
#
# After this notebook you will be able to
#
# 1. say from the curvature of $E$ which learning rate is too large, and which direction makes learning slow;
# 2. write momentum, Nesterov, RMSProp and Adam in a few lines each, and hold them to a library;
# 3. tell when a step lowers $E$, when it raises it, and why a gradient of zero does not say that all is well.
#
# *An hour and a half alone, 45 minutes as a lecture.*
#
# <!-- slide
# # 08 · Downhill
#
# We trust the gradient: for every parameter it says how fast $E$ changes.
#
# **How far does one go against it, and does that always lead down?**
# -->

# %% [markdown] slideshow={"slide_type": "notes"}
# Backpropagation is finished; today is about its customer. Keep the two apart in every sentence: one finds the gradient, the
# other spends it. Ask at the start who believes that each step of training lowers E, count the hands, and count again at the end.

# %% slideshow={"slide_type": "skip"}
import itertools

import matplotlib.pyplot as plt
import numpy as np
import sympy as sp

from course_lib import activations, house_style, losses
from course_lib.backprop import backprop
from course_lib.datasets import standardise, xor
from course_lib.example import example_batch
from course_lib.figures import draw_descents, draw_error_surface, draw_runs
from course_lib.initial_weights import uniform
from course_lib.mistakes import OPTIMIZERS
from course_lib.network import Network
from course_lib.optimizers import Adam, GradientDescent, Momentum, Nesterov, RMSProp
from course_lib.show import show
from course_lib.widgets import Downhill

house_style.use()

# %% [markdown] slideshow={"slide_type": "slide"} minutes=4
# ## Which way is down?
#
# A seedling is measured on four days.
#
# | day $x$ | 1 | 2 | 3 | 4 |
# |---|---|---|---|---|
# | height $y$ in cm | 2.1 | 2.9 | 4.2 | 4.8 |
#
# A linear neuron, $a = w x + b$, is to tell the height from the day. It begins with $w = 0$ and $b = 2.5$, so it says 2.5 cm
# every day. Its error is the half squared error, the mean over the four days. This is the smallest case of
# [notebook 02](02_one_neuron.ipynb): two parameters, and a surface that we can draw.
#
# <!-- slide
# ## Which way is down?
#
# A seedling is measured on four days.
#
# | day $x$ | 1 | 2 | 3 | 4 |
# |---|---|---|---|---|
# | height $y$ in cm | 2.1 | 2.9 | 4.2 | 4.8 |
#
# A linear neuron, $a = w x + b$, is to tell the height from the day. It begins with $w = 0$, $b = 2.5$.
# -->

# %%
x = np.array([[1.0], [2.0], [3.0], [4.0]])        # the day
y = np.array([[2.1], [2.9], [4.2], [4.8]])        # the height, in cm
start = np.array([0.0, 2.5])                      # theta = (w, b)
neuron = Network((1, 1), [activations.linear], losses.half_squared_error, start.copy())
E, gradient = backprop(neuron, x, y)
print(f"E = {E:.4f}   gradient: for w {gradient[0]:.3f}, for b {gradient[1]:.3f}")

# %% [markdown] slideshow={"slide_type": "subslide"}
# So $E$ falls if $w$ rises, and it falls if $b$ rises. What if both move at once? Call a vector of length 1 a **direction**, $u$. A
# short way $h$ in this direction moves $w$ by $h u_1$ and $b$ by $h u_2$, and both have their effect on $E$. This is the fork
# of notebook 01: the two effects add.
#
# <!-- formula: along -->
# $$ E(\theta + h u) - E(\theta) \;\approx\; h \left( \frac{\partial E}{\partial w} u_1 + \frac{\partial E}{\partial b} u_2 \right) = h \, \frac{\partial E}{\partial \theta} \cdot u $$
#
# The dot stands for what is in the bracket: entry times entry, added up.
#
# **Predict.** The entry of $w$ is 3.7 times as large as the entry of $b$. In which direction does $E$ rise or fall the fastest:
# along $w$ alone?
#
# <details><summary>Answer</summary>
# No. The steepest direction is that of the gradient itself, with w and b mixed as 3.675 to 1. It beats w alone by a
# little: 3.81 against 3.68 for each unit of the way.
# </details>
#
# <!-- slide
# **Predict.** The entries of the gradient are −3.675 for $w$ and −1 for $b$. In which direction does $E$ change the fastest: along $w$ alone?
# -->

# %% tags=["checks:along"]
def E_at(w, b):
    return neuron.at(np.array([w, b])).error(x, y)


def gradient_at(theta):
    return backprop(neuron.at(theta), x, y)[1]


angles = np.radians(np.arange(0, 360, 0.5))
h, directions = 1e-6, np.column_stack([np.cos(angles), np.sin(angles)])
rates = np.array([E_at(*(start + h * u)) - E_at(*(start - h * u)) for u in directions]) / (2 * h)
print("of 720 directions the steepest upwards:", directions[rates.argmax()].round(3))
print("the gradient, brought to length 1:      ", (gradient / np.linalg.norm(gradient)).round(3))
print(f"rate there {rates.max():.3f}; along w alone {abs(gradient[0]):.3f}")
assert np.allclose(rates, directions @ gradient, atol=1e-6)

# %% [markdown] slideshow={"slide_type": "subslide"}
# Why is that so? If the gradient is not 0, split $u$ into two parts: $c$ times the direction of the gradient, and a rest at
# right angles to it. The rest adds nothing to the product (that is what "at right angles" means), and what remains is $c$ times
# the length of the gradient, which is written with double bars, as in 07. And since $u$ has length 1, by Pythagoras $c$ lies
# between $-1$ and $1$:
#
# <!-- formula: steepest -->
# $$ \frac{\partial E}{\partial \theta} \cdot u = c \, \left\lVert \frac{\partial E}{\partial \theta} \right\rVert, \qquad -1 \le c \le 1 $$
#
# At $c = 1$, along the gradient, $E$ rises fastest; at $c = -1$, against it, $E$ falls fastest; at $c = 0$ its rate is 0, and that
# is the direction of a **contour line**, a line of equal height. The proof does not ask how many parameters there are, so it
# holds for the 17 of our example network as well:
#
# <!-- slide
# Split a direction $u$ into $c$ times the direction of the gradient, and a rest at right angles.
#
# $$ \frac{\partial E}{\partial \theta} \cdot u = c \, \left\lVert \frac{\partial E}{\partial \theta} \right\rVert, \qquad -1 \le c \le 1 $$
#
# Fastest up: along the gradient. Fastest down: against it.
# -->

# %% tags=["checks:steepest"]
net, x4, y4 = example_batch()
_, slopes = backprop(net, x4, y4)
rng = np.random.default_rng(0)
tried = rng.normal(size=(10_000, slopes.size))
tried /= np.linalg.norm(tried, axis=1, keepdims=True)            # 10,000 directions of length 1
along = slopes / np.linalg.norm(slopes)
c = tried @ along
rest = tried - np.outer(c, along)
assert np.allclose(rest @ slopes, 0) and np.allclose(c ** 2 + (rest ** 2).sum(axis=1), 1)
assert np.allclose(tried @ slopes, c * np.linalg.norm(slopes)) and abs(c).max() < 1
print(f"the best of 10,000 random directions is {abs(c).max():.0%} as steep as the gradient")

# %% [markdown]
# Ten thousand guesses do not come close. To go against the gradient again and again, $\theta \leftarrow \theta - \eta \, \partial E /
# \partial \theta$, is called **gradient descent**. Cauchy proposed it in 1847, to compute the orbits of heavenly bodies;
# backpropagation came more than a century later, and gradient descent is a customer of it.

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** Against the gradient $E$ falls fastest. Is the lowest point of the surface in that direction?
#
# <details><summary>Answer</summary>
# In general not. Common sense says yes, but the gradient knows only the slope under our feet. Here it is about 70 degrees
# off: it leads straight down the wall of a valley, while the lowest point lies along the floor.
# </details>

# %% [markdown] slideshow={"slide_type": "notes"}
# Have somebody point with the arm in the steepest direction on a valley that you draw on the board, and somebody
# else at the lowest point. Many point at the same place.

# %%
X = np.column_stack([x, np.ones(4)])                        # a row (x, 1) for each day
lowest = np.linalg.lstsq(X, y[:, 0], rcond=None)[0]
towards = lowest - start
cosine = -gradient @ towards / np.linalg.norm(gradient) / np.linalg.norm(towards)
off = np.degrees(np.arccos(cosine))
print(f"lowest point: w = {lowest[0]:.2f}, b = {lowest[1]:.2f}, E = {E_at(*lowest):.5f}; off by {off:.0f} degrees")

# %% slideshow={"slide_type": "subslide"} caption="The steepest way down is not the way to the lowest point."
w_axis, b_axis = np.linspace(-0.6, 2.0, 53), np.linspace(0.2, 3.2, 61)
heights = np.mean([0.5 * (w_axis * day + b_axis[:, None] - height) ** 2            # all places at once
                   for day, height in zip(x, y, strict=True)], axis=0)
assert np.isclose(heights[46, 12], E_at(w_axis[12], b_axis[46]))
in_words = ("weight $w$", "bias $b$")
ax = draw_error_surface(heights, w_axis, b_axis, names=in_words)
ax.set_aspect("equal")
for end, style, colour in ((start - 0.26 * gradient, "-", house_style.STEP), (lowest, "--", house_style.INK)):
    ax.annotate("", end, start, arrowprops={"arrowstyle": "-|>", "color": colour, "linestyle": style, "lw": 2})
ax.plot(*lowest, "o", color=house_style.INK)
on_white = {"bbox": {"facecolor": "white", "edgecolor": "none", "pad": 1}}
ax.text(0.5, 2.86, "against the gradient", color=house_style.TEXT[house_style.STEP], **on_white)
ax.text(1.04, 1.06, "lowest point", **on_white)
show(ax, alt=f"Contour lines of E over weight and bias: a long narrow valley, aslant. From the start on its wall, one "
             f"arrow goes against the gradient, at right angles to the contour line and across the valley. A dashed "
             f"arrow goes to the lowest point, {off:.0f} degrees away from the first.")

# %% [markdown]
# The arrow against the gradient leaves its contour line at a right angle and crosses the valley. So one long step will not do:
# one goes a little, asks for the gradient again, and goes on. How long may a step be?

# %% [markdown] slideshow={"slide_type": "notes"}
# Fog on a hillside is the right picture: you feel the slope under your boots, you do not see the village. So one
# goes a little, asks again, and goes on. How long may a step be?

# %% [markdown] slideshow={"slide_type": "slide"} minutes=6
# ## How long a step?
#
# First with one weight. Its error is a parabola (02), and we put the lowest point at 0: $E = \frac{\lambda}{2} w^2$. The slope is
# $\lambda w$. The number $\lambda$ (lambda), here above 0, is the **curvature**: how much the slope grows for each unit of $w$. A step
# of gradient descent subtracts $\eta \lambda w$, so it multiplies $w$ by a number. From $w_0$ it goes to $w_1$, and after $t$ steps it
# has been multiplied $t$ times:
#
# <!-- symbol: lambda -->
# <!-- formula: factor -->
# $$ w \leftarrow w - \eta \lambda w = (1 - \eta \lambda) \, w, \qquad w_t = (1 - \eta \lambda)^t \, w_0 $$
#
# <!-- slide
# ## How long a step?
#
# One weight, a parabola: $E = \frac{\lambda}{2} w^2$, with the slope $\lambda w$. The curvature is $\lambda$.
#
# $$ w \leftarrow w - \eta \lambda w = (1 - \eta \lambda) \, w, \qquad w_t = (1 - \eta \lambda)^t \, w_0 $$
#
# Each step multiplies $w$ by the same number.
# -->

# %% tags=["checks:factor"]
w, eta, lam = sp.symbols("w eta lambda")
stepped = w
for t in range(1, 6):
    stepped = stepped - eta * sp.diff(lam / 2 * w ** 2, w).subs(w, stepped)
    assert sp.expand(stepped - (1 - eta * lam) ** t * w) == 0
print("after five steps, minus the formula:", sp.expand(stepped - (1 - eta * lam) ** 5 * w))

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** Let $\lambda = 4$. From $w = 1$, a step with $\eta = 0.25$ lands exactly at the bottom. What happens with $\eta = 0.5$,
# step after step?
#
# <details><summary>Answer</summary>
# It never arrives, and it never leaves: each step multiplies w by 1 − 0.5 · 4 = −1, so w is 1, −1, 1, −1, … for ever. Twice
# the best step makes no progress at all, and a little more than twice flies off.
# </details>

# %% [markdown] slideshow={"slide_type": "notes"}
# Let the room compute four tracks by hand before the picture: each table one learning rate, 0.1, 0.45, 0.5 or 0.55, six steps. The
# factors are 0.6, −0.8, −1 and −1.2.

# %%
curvature = 4.0
tracks = {}
for rate in (0.10, 0.45, 0.50, 0.55):
    track = [1.0]
    for _ in range(6):
        track.append(track[-1] - rate * curvature * track[-1])       # the slope is curvature times w
    tracks[rate] = np.array(track)
    assert np.allclose(tracks[rate], (1 - rate * curvature) ** np.arange(7))
    print(f"eta = {rate:.2f}: ", "  ".join(f"{value:+.2f}" for value in track))

# %% slideshow={"slide_type": "subslide"} caption="Here λ is 4, so 2/λ is 0.5. Below it the weight comes nearer, at 0.5 it bounces for ever, above it flies off."
fig, panels = plt.subplots(1, 4, figsize=(7.2, 2.5), sharey=True)
line = np.linspace(-1.8, 1.8, 80)
for ax, (rate, track), says in zip(panels, tracks.items(), ("glides", "zigzags", "bounces", "flies off"), strict=True):
    ax.plot(line, curvature / 2 * line ** 2, color=house_style.FORWARD, linewidth=1)
    ax.plot(track, curvature / 2 * track ** 2, "o-", color=house_style.INK, linewidth=1, markersize=4,
            markerfacecolor=house_style.STEP)
    ax.set(title=f"η = {rate:.2f}: {says}", xlabel="weight $w$", xlim=(-1.9, 1.9), ylim=(-0.3, 6.5))
panels[0].set_ylabel("error $E$")
show(fig, alt="Four copies of a parabola with curvature 4, each with six steps from w = 1. With a learning rate of 0.10 the "
              "points glide down one side; with 0.45 they jump from side to side, lower each time; with 0.50 they "
              "jump between two points of the same height; with 0.55 each jump ends higher, and they leave the picture.")

# %% [markdown] slideshow={"slide_type": "subslide"}
# What counts is the size of the factor. The weight comes nearer to the bottom exactly if it is below 1, whatever its sign:
#
# <!-- formula: limit -->
# $$ |1 - \eta \lambda| < 1 \quad \text{exactly if} \quad 0 < \eta < \frac{2}{\lambda} $$
#
# Up to $1/\lambda$ the weight stays on its side of the bottom. From there to $2/\lambda$ it changes sides at each step and still comes
# nearer. At $2/\lambda$ it bounces for ever; beyond, $E$ grows with each step.

# %% tags=["checks:limit"]
grown = sp.factor((1 - eta * lam) ** 2 - 1)        # below 0 exactly if the factor is below 1 in size
print("factor squared, minus 1:", grown)
assert sp.expand(grown - eta * lam * (eta * lam - 2)) == 0      # below 0 exactly between 0 and 2 / lambda
for k in (0.5, 4.0, 30.0):                         # the factor's sign changes at 1 / lambda
    assert 1 - 0.999 / k * k > 0 > 1 - 1.001 / k * k

# %% [markdown] slideshow={"slide_type": "skip"}
# *Try: keep $\eta = 0.1$ and set `curvature = 40.0`. What will the first line print? (Give `ylim` more room.)*
#
# <details><summary>What you will see</summary>
# The factor is 1 − 0.1 · 40 = −3: the weight goes +1, −3, +9, −27, … A learning rate is neither small nor large by itself; it is
# so against the curvature.
# </details>

# %% [markdown] slideshow={"slide_type": "notes"}
# Ask: at 0.45 every second guess is on the wrong side; is that bad? E still falls each time.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=9
# ## And in a valley?
#
# With two parameters the surface has a curvature in every direction. One small matrix holds them all, the **Hessian** $H$ (after
# Hesse): its entry in row $i$ and column $j$ says how fast entry $i$ of the gradient changes when parameter $j$ moves.
#
# For a linear neuron it can be written down. Let $X$ have a row $(x_n, 1)$ for each example; the 1 goes with the bias. Then $X
# \theta - y$ holds the differences $a_n - y_n$. Each of them, over $N$, is a delta, and the gradient adds up delta times input, as in
# 02. What $\theta$ is multiplied by in the result is $H$:
#
# <!-- symbol: H -->
# <!-- formula: hessian -->
# $$ \frac{\partial E}{\partial \theta} = \frac{1}{N} X^\top (X \theta - y), \qquad H = \frac{1}{N} X^\top X $$
#
# <!-- slide
# ## And in a valley?
#
# The **Hessian** $H$ says how fast each entry of the gradient changes when a parameter moves. For a linear neuron, with a row
# $(x_n, 1)$ of $X$ for each example:
#
# $$ \frac{\partial E}{\partial \theta} = \frac{1}{N} X^\top (X \theta - y), \qquad H = \frac{1}{N} X^\top X $$
# -->

# %% tags=["checks:hessian"]
s_w, s_b = sp.symbols("w b")
days, tall = ([sp.nsimplify(value) for value in column[:, 0]] for column in (x, y))      # exact: 2.1 is 21/10
s_E = sum((s_w * day + s_b - height) ** 2 for day, height in zip(days, tall, strict=True)) / 2 / 4
s_H = sp.hessian(s_E, (s_w, s_b))                             # SymPy differentiates twice

H = X.T @ X / 4
e = 1e-6 * np.eye(2)                                          # backprop's gradient, a bit to either side
measured = [(gradient_at(start + e[j]) - gradient_at(start - e[j])) / 2e-6 for j in range(2)]
print("H =", H.tolist(), "  by differences:", np.round(measured, 6).tolist())
assert np.allclose(H, np.array(s_H, float)) and np.allclose(H, measured)
assert np.allclose(gradient, X.T @ (X @ start - y[:, 0]) / 4)

# %% [markdown]
# $H$ does not depend on where we are: a paraboloid has the same curvatures everywhere. At the lowest point $\theta^\ast$ the gradient
# is 0; at $\theta$ it is $H$ times the way from there, $H (\theta - \theta^\ast)$. A step therefore does to that way what it did to $w$
# before, with a matrix for the factor ($I$ is the matrix that changes nothing):
#
# <!-- formula: distance -->
# $$ \theta - \theta^\ast \;\leftarrow\; (I - \eta H) (\theta - \theta^\ast) $$

# %% tags=["checks:distance"]
stepped = start - 0.1 * gradient_at(start)
print("way to the lowest point before:", (start - lowest).round(4), "  after a step:", (stepped - lowest).round(4))
assert np.allclose(gradient, H @ (start - lowest))
assert np.allclose(stepped - lowest, (np.eye(2) - 0.1 * H) @ (start - lowest))

# %% [markdown] slideshow={"slide_type": "subslide"}
# Now a matrix mixes $w$ and $b$. But some directions it does not mix. Step from the lowest point along such a direction $u$, and the
# gradient points straight along $u$, some $\lambda$ times as long:
#
# <!-- formula: eigen -->
# $$ H u = \lambda u $$
#
# Along $u$ the surface is a plain parabola, and $\lambda$ is its curvature. Such a direction is called an **eigenvector** of $H$, its $\lambda$
# an **eigenvalue**. A theorem of linear algebra, which we take over, says: for a matrix that equals its transpose, as $H$ does,
# one can find as many eigenvectors as there are parameters, at right angles to each other. `np.linalg.eigh` finds them.
#
# <!-- slide
# Directions that $H$ does not mix:
#
# $$ H u = \lambda u $$
#
# Along an **eigenvector** $u$ the surface is a plain parabola. Its curvature is the **eigenvalue** $\lambda$.
# -->

# %% tags=["checks:eigen"]
curvatures, U = np.linalg.eigh(H)                 # the columns of U are the directions, flattest first
for lam_k, u in zip(curvatures, U.T, strict=True):
    u = u * np.sign(u[1])                         # u and -u are the same direction: show it with b rising
    print(f"curvature {lam_k:.4f} along (w, b) = ({u[0]:+.3f}, {u[1]:+.3f})")
    assert np.allclose(H @ u, lam_k * u)
assert np.isclose(U[:, 0] @ U[:, 1], 0)
assert np.allclose(H, H.T)

# %% [markdown] slideshow={"slide_type": "subslide"}
# Across the valley (mostly $w$) the wall bends 56 times as strongly as the floor does along it (mostly $b$, with $w$ giving way: a
# larger bias and a smaller weight say nearly the same of these four days). Measured along its two eigenvectors, the way to
# the lowest point has two coordinates, and each is multiplied by its own $1 - \eta \lambda$. So what held for one parameter holds
# along each eigenvector, and the steepest wall sets the limit:
#
# <!-- formula: valley-limit -->
# $$ 0 < \eta < \frac{2}{\lambda_{\max}} $$
#
# <!-- slide
# Along each eigenvector the way to the lowest point is multiplied by its own $1 - \eta \lambda$.
#
# So the steepest wall sets the limit:
#
# $$ 0 < \eta < \frac{2}{\lambda_{\max}} $$
# -->

# %% tags=["checks:valley-limit"]
def descend(rule, steps, at=start):
    """Where a rule goes from `at`, and E at each place."""
    theta, path = at.copy(), [at.copy()]
    for _ in range(steps):
        rule.step(theta, gradient_at(theta))
        path.append(theta.copy())
    return np.array(path), np.array([E_at(*place) for place in path])


most = 2 / curvatures.max()
for part in (0.5, 0.999, 1.001):
    path, errors = descend(GradientDescent(part * most), 500)
    expected = (1 - part * most * curvatures) ** 500 * (U.T @ (start - lowest))     # U.T @: along each eigenvector
    assert np.allclose(U.T @ (path[-1] - lowest), expected, rtol=1e-6, atol=1e-9)
    print(f"eta = {part} of the limit {most:.4f}: after 500 steps E is", "higher" if errors[-1] > E else "lower")

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** The limit is 0.2395. What do twenty steps look like on the map with $\eta$ at 0.9 of it, exactly at it, and at 1.03 of it?
#
# <details><summary>Answer</summary>
# Below: a zigzag between the walls that narrows, and a slow drift along the floor. At the limit: the zigzag keeps its width for
# ever, while the drift goes on. Above: the zigzag widens and leaves. The drift is slow in all three.
# </details>

# %% [markdown] slideshow={"slide_type": "notes"}
# Draw the valley as a gutter that leans a little: a ball released on its wall rolls to and fro a hundred times before it
# gets anywhere. Let the room draw its three zigzags before you go on.

# %% slideshow={"slide_type": "subslide"} caption="The steep walls set the limit. The star, the lowest point, is far along the floor."
parts = {"0.9 of the limit": 0.9, "at the limit": 1.0, "1.03 of the limit": 1.03}
descents = {name: descend(GradientDescent(part * most), 40) for name, part in parts.items()}
fig, panels = plt.subplots(1, 3, figsize=(7.2, 3.2), sharey=True)
fine = {"linewidth": 0.9, "markersize": 3.5, "markeredgewidth": 0.6}
for ax, (name, (path, _)) in zip(panels, descents.items(), strict=True):
    draw_error_surface(heights, w_axis, b_axis, ax=ax, names=in_words)
    ax.plot(*path[:21].T, "o-", color=house_style.INK, markerfacecolor=house_style.STEP, **fine)
    ax.plot(*lowest, "*", color=house_style.INK, markersize=9)
    ax.set_title(name)
    ax.label_outer()
show(fig, alt="Three maps of the valley with twenty steps each; a star marks the lowest point. Below the limit the zigzag "
              "narrows and then creeps along the floor. At the limit it bounces between the walls without end, drifting "
              "along. Above the limit it grows wider with each step and leaves the map.")

# %% slideshow={"slide_type": "subslide"} caption="At the limit E hardly falls. Just above it, it grows with every step."
bottom = E_at(*lowest)
errors = {name: run - bottom for name, (_, run) in descents.items()}
show(draw_runs(errors, ylabel="$E$ above its lowest value"),
     alt=f"E above its lowest value against the steps, on a logarithmic scale. Below the limit it falls, first quickly, then "
         f"slowly, to {errors['0.9 of the limit'][-1]:.2f}. At the limit it levels off near "
         f"{errors['at the limit'][-1]:.2f}. Above the limit it rises from the first step on, to "
         f"{errors['1.03 of the limit'][-1]:.0f}.")

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** The steep wall sets the limit. What sets the number of steps: the steep wall, or the flat floor?
#
# <details><summary>Answer</summary>
# The floor. The learning rate that the wall permits is tiny for the floor: a step just below the limit leaves 1 − 2/56 of the way
# along it, about 96 %. Common sense blames the steep wall, where all the zigzag is; it is done with soon.
# </details>

# %% slideshow={"slide_type": "subslide"} on_slide="output" caption="The flat floor sets the number of steps: what the wall permits is a tiny step there."
def steps_until(share, rule, most_steps=400):
    """How many steps until E, above its lowest value, is down to this share."""
    errors = descend(rule, most_steps)[1] - bottom
    return int(np.argmax(errors < share * errors[0]))


flat, steep = curvatures                          # eigh sorts them
print(f"curvatures, largest / smallest: {steep:.3f} / {flat:.4f} = {steep / flat:.1f}")
print("steps until E, above its lowest value, is down to a thousandth:")
for part in (0.25, 0.5, 0.9):
    left = 1 - part * most * flat
    print(f"   eta at {part:4} of the limit: {steps_until(0.001, GradientDescent(part * most)):3d};",
          f"along the floor each leaves {left:.1%}")

# %% [markdown]
# In the last picture the first ten steps of the solid line are the wall; the long straight line after them is the floor.
#
# The largest eigenvalue divided by the smallest, here 55.8, is the **condition number**. Close to the limit a step leaves about $1 - 2
# \lambda_{\min} / \lambda_{\max}$ of the way along the floor. With twice the condition number a step does half as much there, and about
# twice as many are needed. A surface with a large condition number is called **ill-conditioned**.

# %% [markdown]
# Here is such a valley in your hands, with its two curvatures to set. (The momentum, the noise and the other rules are explained
# further down.)

# %% slideshow={"slide_type": "subslide"}
hill = Downhill()
hill

# %% [markdown]
# **Three things to try.**
#
# 1. Set the steps to 100. **Predict** what $E$ does on the way with $\eta = 0.199$, with 0.2 and with 0.201, and type them in.
# 2. Bring $\eta$ back to 0.17 and make the wall steeper, $\lambda = 40$. Where is the limit now, and what does a step do?
# 3. Set the wall to 10 again, the floor to 0.2, the steps to 30, and look for the $\eta$ that ends lowest. Then let Python look, from
#    your own start: `hill.eta = 0.19`, and again `hill.E["gradient descent"][-1]`.
#
# <details><summary>What you will see</summary>
#
# These numbers are for the start at (−1.7, 0.4).
#
# 1. At 0.199 the factor across the floor is −0.99: E falls, slowly, to 0.61. At 0.2 it is −1: E comes down to 4.58, what
#    the wall holds, and stays there. At 0.201 it is −1.01: E first falls a little, as long as the floor has something to
#    give, then rises, to 33.5, and descent leaves the map at step 81.
# 2. The limit is 2/40 = 0.05, and η is 3.4 times that. A step multiplies the way across the floor by 1 − 0.17 · 40 = −5.8,
#    so E grows more than thirtyfold with each.
# 3. About 0.186 ends lowest, at 0.022. With a smaller η the floor is slower, with a larger one the zigzag lives longer: at
#    0.196 E is still 0.42. So the best learning rate lies a little below the limit, and close to it.
# </details>

# %% [markdown] slideshow={"slide_type": "notes"}
# Most people blame the walls, where all the zigzag is; they are done with in ten steps. Ask what happens to the number of steps if the floor is flatter still.

# %% [markdown]
# **Predict.** What if all four seedlings were measured on day 2? How curved is the floor then?
#
# <details><summary>Answer</summary>
# Not at all: the smallest eigenvalue is 0. One day cannot tell a weight from a bias; whatever gives 2w + b the right value is equally
# good. The valley is a trough, with a line of lowest points, and descent goes to the one nearest to its start.
# </details>

# %%
same_day = np.full((4, 1), 2.0)
X_same = np.column_stack([same_day, np.ones(4)])
bends, V = np.linalg.eigh(X_same.T @ X_same / 4)
one_day = neuron.at(start.copy())
for _ in range(200):
    one_day.theta[:] -= 0.2 * backprop(one_day, same_day, y)[1]
along_floor, across = V.T @ (one_day.theta - start)
print("eigenvalues:", abs(bends).round(6), f"  moved along the floor {abs(along_floor):.6f}, across it {abs(across):.3f}")
print(f"the neuron says {one_day.predict(same_day)[0, 0]:.3f}; mean of the heights {y.mean():.3f}")
assert abs(bends[0]) < 1e-12 and abs(along_floor) < 1e-9

# %% [markdown] slideshow={"slide_type": "subslide"}
# ### Can the valley be made round?
#
# Yes, at its source: $H$ is made of the inputs. Days 1 to 4 lie all on one side of 0, so weight and bias nearly do the same. Count the
# days from their mean, and in units of their **spread**, the root of the mean squared distance from the mean:
#
# **Predict.** What is $H$ then, and how many steps does it take with $\eta = 1$?
#
# <details><summary>Answer</summary>
# H becomes the matrix I: the mean of the squares is 1, the mean 0. Every direction has curvature 1, the valley is a round bowl,
# and one step with η = 1 lands at the bottom.
# </details>
#
# <!-- slide
# ### Can the valley be made round?
#
# Yes, at its source: $H$ is made of the inputs. Count the days from their mean, and in units of their spread.
#
# **Predict.** What is $H$ then, and how many steps does it take with $\eta = 1$?
# -->

# %%
scaled, scale = standardise(x)                                # mean 0, spread 1
X_scaled = np.column_stack([scaled, np.ones(4)])
H_scaled = X_scaled.T @ X_scaled / 4
round_start = np.array([start[0] * scale.spread[0], start[1] + start[0] * scale.mean[0]])   # says the same as start
in_bowl = neuron.at(round_start.copy())
in_bowl.theta[:] -= 1.0 * backprop(in_bowl, scaled, y)[1]
print("scaled days:", scaled[:, 0].round(3), "  H:", (H_scaled + 0.0).round(6).tolist())
print(f"E after one step: {in_bowl.error(scaled, y):.5f}; the lowest possible: {bottom:.5f}")
assert np.allclose(H_scaled, np.eye(2)) and np.isclose(in_bowl.error(scaled, y), bottom)
assert np.allclose(start - np.linalg.solve(H, gradient), lowest)      # Newton's step, of which the text speaks below

# %% slideshow={"slide_type": "subslide"} caption="Scaled inputs make the bowl round: one step."
fig, (left, right) = plt.subplots(1, 2, figsize=(7.2, 3.6))
draw_error_surface(heights, w_axis, b_axis, ax=left, names=in_words)
left.plot(*descents["0.9 of the limit"][0].T, "o-", color=house_style.INK, markerfacecolor=house_style.STEP, **fine)
bowl_w, bowl_b = np.linspace(-1.4, 3.0, 31), np.linspace(1.4, 5.8, 31)
bowl = np.array([[neuron.at(np.array([w, b])).error(scaled, y) for w in bowl_w] for b in bowl_b])
draw_error_surface(bowl, bowl_w, bowl_b, ax=right, names=in_words)
right.plot(*np.array([round_start, in_bowl.theta]).T, "o-", color=house_style.INK, markerfacecolor=house_style.STEP)
left.set_title("days as they are: 40 steps")
right.set_title("scaled days: 1 step")
right.set_aspect("equal")
show(fig, alt="Left: the long valley with forty steps of zigzag that end short of the lowest point. Right: the same data with "
              "scaled days. The contour lines are circles, and a single step leads to their centre.")

# %% [markdown]
# With many inputs, scaling does not make the bowl quite round, because inputs that rise and fall together still share their
# work; but it is cheap, and it removes what a mere choice of units has spoiled. LeCun, Bottou, Orr and Müller gave this advice
# in 1998; [notebook 09](09_training.ipynb) follows it. What would make every bowl round is to divide the step along each
# eigenvector by its own $\lambda$. That is **Newton's method**: it needs $H$, a number for every pair of parameters, and waits
# for notebook 14 (to come).

# %% [markdown] slideshow={"slide_type": "notes"}
# The scaled picture is the one to take home: the same seedlings, the same neuron, one step in place of hundreds. Ask what happens if
# days are counted from the year 0. (The condition number explodes: weight and bias become one thing.)

# %% [markdown] slideshow={"slide_type": "slide"} minutes=5
# ## Does every step lower E?
#
# In the first formula of this notebook let $u$ point against the gradient, and let $h$ be $\eta$ times the gradient's length: that is
# a step. It promises
#
# <!-- formula: promise -->
# $$ E\!\left(\theta - \eta \frac{\partial E}{\partial \theta}\right) \;\approx\; E(\theta) - \eta \left\lVert \frac{\partial E}{\partial \theta} \right\rVert^2 $$
#
# The promise is a fall wherever the gradient is not 0. Is it kept? Take the network of notebook 00 with its four examples, go
# straight against its gradient, and look at $E$ on the way.
#
# **Predict.** In 00 a step with $\eta = 0.5$ lowered $E$, and one with $\eta = 50$ raised it. How does $E$ go in between: down, then
# up? From where is it higher than at the start?
#
# <details><summary>Answer</summary>
# It goes down at first along the promise, is lowest near η = 12, climbs, and is back at its first value near η = 24. From there to
# 60, where the picture ends, a step raises E. The gradient was right the whole time; it was asked for more than it said.
# </details>
#
# <!-- slide
# ## Does every step lower E?
#
# $$ E\!\left(\theta - \eta \frac{\partial E}{\partial \theta}\right) \;\approx\; E(\theta) - \eta \left\lVert \frac{\partial E}{\partial \theta} \right\rVert^2 $$
#
# **Predict.** The network of notebook 00: with $\eta = 0.5$ a step lowered $E$, with $\eta = 50$ it raised it. What is in between?
# -->

# %% tags=["checks:promise"]
E_now, slopes = backprop(net, x4, y4)
rays = np.linspace(0, 60, 601)
on_the_way = np.array([net.at(net.theta - rate * slopes).error(x4, y4) for rate in rays])
back = rays[1:][on_the_way[1:] > E_now][0]                    # the first that is higher than the start
print(f"E = {E_now:.4f}; lowest {on_the_way.min():.4f} near eta = {rays[on_the_way.argmin()]:.0f};",
      f"higher than at the start from eta = {back:.0f} on")
for rate in (0.01, 0.1, 1.0):
    change, promised = net.at(net.theta - rate * slopes).error(x4, y4) - E_now, -rate * slopes @ slopes
    print(f"eta = {rate:4}: E changes by {change:.6f}, promised {promised:.6f}")
    assert abs(change - promised) < 0.1 * rate * abs(promised)      # the miss shrinks faster than the promise

# %% slideshow={"slide_type": "subslide"} caption="One step, from 0 to very long. At first the promise holds; then $E$ turns, and ends above where it was."
fig, ax = plt.subplots(figsize=(6.0, 3.3))
ax.plot(rays, on_the_way, color=house_style.FORWARD)
ax.plot(rays[:160], E_now - rays[:160] * (slopes @ slopes), color=house_style.BACKWARD, linestyle="--")
ax.axhline(E_now, color=house_style.QUIET, linewidth=0.8, linestyle=":")
ax.plot(rays[[0, on_the_way.argmin()]], [E_now, on_the_way.min()], "o", color=house_style.INK)
ax.text(35, 0.300, "$E$ after one step", color=house_style.TEXT[house_style.FORWARD], ha="right")
ax.text(16.5, 0.203, "what the gradient promises", color=house_style.TEXT[house_style.BACKWARD])
ax.text(60, E_now + 0.003, "$E$ before the step", color=house_style.TEXT[house_style.QUIET], ha="right")
ax.set(xlabel="learning rate η", ylabel="error $E$")
show(fig, alt=f"E after a single step, against the learning rate. The curve starts at {E_now:.4f} along a falling straight line, the "
              f"promise; it leaves the line, is lowest at {on_the_way.min():.4f} near {rays[on_the_way.argmin()]:.0f}, and "
              f"from {back:.0f} on it is above where it began.")

# %% [markdown]
# "Gradient descent lowers the error with each step" stands on many a page. It needs conditions: that the gradient is not 0, that $E$
# is smooth along the step, and that the step is **short enough for this place**. How short, nobody tells us in general. On a
# paraboloid it can be computed: one more term makes the promise exact. With $g$ for the gradient, and $g^\top H g$ for the dot product
# of $g$ and $H g$:
#
# <!-- formula: exact-change -->
# $$ E(\theta - \eta g) - E(\theta) = -\eta \, \lVert g \rVert^2 + \tfrac12 \eta^2 \, g^\top H g $$
#
# Split $g$ along the eigenvectors. The squares of its parts add up to $\lVert g \rVert^2$; in $g^\top H g$ each is multiplied by its
# $\lambda$, so that this is at most $\lambda_{\max} \lVert g \rVert^2$. Put that in: below $\eta = 2 / \lambda_{\max}$ every step lowers
# $E$, from wherever the gradient is not 0. Above $2 / \lambda_{\max}$ it depends on the place.

# %% tags=["checks:exact-change"]
step = sp.Symbol("eta")
g = sp.Matrix([sp.diff(s_E, s_w), sp.diff(s_E, s_b)])         # the seedlings' gradient, at any (w, b)
change = s_E.subs({s_w: s_w - step * g[0], s_b: s_b - step * g[1]}, simultaneous=True) - s_E
assert sp.expand(change - (-step * g.dot(g) + step ** 2 / 2 * (g.T * s_H * g)[0])) == 0

rng = np.random.default_rng(1)
places = lowest + rng.normal(size=(1000, 2))
for part in (0.99, 2.0):
    rises = [E_at(*(place - part * most * (H @ (place - lowest)))) > E_at(*place) for place in places]
    print(f"eta = {part:4} of the limit: of 1,000 places, the step raises E from {np.sum(rises)}")
slopes_there = (places - lowest) @ H
bends = np.einsum("ni,ij,nj->n", slopes_there, H, slopes_there)           # g.T @ H @ g at each place
assert (bends <= curvatures.max() * (slopes_there ** 2).sum(axis=1) * (1 + 1e-9)).all()
assert np.isclose(E_at(*(start - 0.1 * gradient)) - E_at(*start),
                  -0.1 * gradient @ gradient + 0.5 * 0.1 ** 2 * gradient @ H @ gradient)

# %% [markdown] slideshow={"slide_type": "notes"}
# Count the hands again: who still believes that each step lowers E? Then ask what a program could do about it. Somebody will say:
# try the step, and halve it if E has risen. That is a line search, and L-BFGS in notebook 14 uses one.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=6
# ## Must one look at all examples?
#
# $E$ is a mean over the examples, and so is its gradient. A mean can be estimated from some of them. With all examples in each step one
# speaks of **batch** gradient descent; with one at a time of **stochastic** gradient descent; with a few of **mini-batches**. Robbins
# and Monro (1951) showed when steps with noise in them still arrive.
#
# **Predict.** Take two of the four days and compute the gradient from these alone. There are six such pairs, and six different
# gradients. What is their mean?
#
# <details><summary>Answer</summary>
# Exactly the gradient of all four. Each day is in three of the six pairs, so all days count alike. A single pair may be far off.
# </details>
#
# <!-- slide
# ## Must one look at all examples?
#
# **Batch**: all examples for each step. **Mini-batch**: a few. **Stochastic**: one (Robbins and Monro, 1951).
#
# **Predict.** Two of the four days make six pairs, with six different gradients. What is their mean?
# -->

# %% [markdown] slideshow={"slide_type": "notes"}
# Ask why the mean over all pairs must be exact: count in how many of the six pairs day 1 is.

# %% slideshow={"slide_type": "subslide"} on_slide="output" tags=["checks:unbiased"] caption="The mean over all mini-batches is the gradient, whatever their size."
for m in (1, 2, 3):
    batches = [list(rows) for rows in itertools.combinations(range(4), m)]
    noisy = np.array([backprop(neuron, x[rows], y[rows])[1] for rows in batches])
    assert np.allclose(noisy.mean(axis=0), gradient)
    print(f"{len(batches)} batches of {m}: gradients for w from {noisy[:, 0].min():.2f} to {noisy[:, 0].max():.2f},",
          f"mean {noisy[:, 0].mean():.3f}")

# %% [markdown] slideshow={"slide_type": "subslide"}
# So a mini-batch is right on the average. With $E_B$ for the error on a mini-batch $B$ alone, and all mini-batches of one size:
#
# <!-- formula: unbiased -->
# $$ \text{mean over all mini-batches } B \text{ of } \; \frac{\partial E_B}{\partial \theta} \;=\; \frac{\partial E}{\partial \theta} $$
#
# How far is it off in a single case? We need more seedlings: 256 of them, each measured once on some day between 1 and 4. Their
# heights are generated: $1.15 + 0.94 \cdot \text{day}$, plus chance with a spread of 0.8 cm. The days are scaled, so the surface is a
# round bowl.
#
# **Predict.** A mini-batch of 64 costs four times as much as one of 16. By how much is its gradient closer to the true one?
#
# <details><summary>Answer</summary>
# Only twice as close. The typical miss goes with one over the square root of the number of examples: four times the work for
# half the miss, a hundred times for a tenth. That is why small batches are a bargain.
# </details>
#
# <!-- slide
# A mini-batch is right on the average:
#
# $$ \text{mean over all mini-batches } B \text{ of } \; \frac{\partial E_B}{\partial \theta} \;=\; \frac{\partial E}{\partial \theta} $$
#
# **Predict.** A mini-batch of 64 costs four times as much as one of 16. By how much is its gradient closer to the true one?
# -->

# %% tags=["checks:spread"]
rng = np.random.default_rng(0)
day = rng.uniform(1, 4, (256, 1))
many_y = 1.15 + 0.94 * day + 0.8 * rng.normal(size=(256, 1))
many_x = standardise(day)[0]
away = np.array([-1.5, 1.0])                      # a start, far from the lowest point
each = np.array([backprop(neuron.at(away), many_x[n:n+1], many_y[n:n+1])[1] for n in range(256)])
off = each - each.mean(axis=0)                    # by how much the gradient of each example misses
one = np.sqrt((off ** 2).sum(axis=1).mean())
for m in (1, 4, 16, 64):
    misses = off[rng.integers(0, 256, (4000, m))].mean(axis=1)
    miss = np.sqrt((misses ** 2).sum(axis=1).mean())
    print(f"mini-batch of {m:2d}: typical miss {miss / one:.2f} of that of one example")
    assert abs(miss / one * np.sqrt(m) - 1) < 0.05

# %% [markdown] slideshow={"slide_type": "subslide"}
# The typical miss is the root of the mean squared miss. If examples are drawn independently, their misses tend to cancel: in the
# square of a sum of $m$ misses only the $m$ squares remain on average. So the sum has a typical miss $\sqrt m$ times as large, and
# the mean, which is the sum over $m$, has
#
# <!-- formula: spread -->
# $$ \text{typical miss of a mini-batch of } m \;=\; \frac{\text{typical miss of one example}}{\sqrt{m}} $$
#
# What does that do to a descent? We make three, all with the learning rate 0.1 and with the same work: four epochs, in each of
# which every seedling is looked at once. That is four steps with all 256, 64 steps with 16 at a time, 1,024 steps with one at a time.
#
# <!-- slide
# Four times the work, half the miss:
#
# $$ \text{typical miss of a mini-batch of } m \;=\; \frac{\text{typical miss of one example}}{\sqrt{m}} $$
#
# Now descend. The same learning rate, 0.1, and the same work, four epochs:
#
# 4 steps with all 256 seedlings, 64 steps with 16 at a time, 1,024 steps with one at a time.
#
# Who gets furthest?
# -->

# %%
def by_batches(m, epochs, eta, seed=0):
    """Path of θ, and E over all examples at each place, in steps of m examples."""
    rng, net, rule = np.random.default_rng(seed), neuron.at(away.copy()), GradientDescent(eta)
    path, errors = [away.copy()], [net.error(many_x, many_y)]
    for _ in range(epochs):
        order = rng.permutation(256)              # every example once an epoch, in a new order
        for first in range(0, 256, m):
            rows = order[first:first + m]
            rule.step(net.theta, backprop(net, many_x[rows], many_y[rows])[1])
            path.append(net.theta.copy())
            errors.append(net.error(many_x, many_y))
    return np.array(path), np.array(errors)


walks = {name: by_batches(m, 4, 0.1) for name, m in (("all 256", 256), ("16 at a time", 16), ("one at a time", 1))}

# %% slideshow={"slide_type": "subslide"} caption="Noisy steps get near sooner, and then stay in a cloud."
bowl_w, bowl_b = np.linspace(-1.9, 2.1, 31), np.linspace(0.7, 4.5, 31)
bowl = np.array([[neuron.at(np.array([w, b])).error(many_x, many_y) for w in bowl_w] for b in bowl_b])
ax = draw_descents(bowl, bowl_w, bowl_b, {name: path for name, (path, _) in walks.items()}, names=in_words)
ax.set_aspect("equal")
show(ax, alt="Three descents on a round bowl from the same start. With all examples, four steps go straight towards the middle "
             "and have covered about a third of the way. With 16 at a time the path wavers a little and arrives. With one "
             "at a time it arrives soon and then wanders about in a cloud around the lowest point.")

# %% slideshow={"slide_type": "subslide"} caption="The same work for all. The noisy ones get further, down to their own noise."
best = np.linalg.lstsq(np.column_stack([many_x, np.ones(256)]), many_y[:, 0], rcond=None)[0]
floor_E = neuron.at(best).error(many_x, many_y)
curves = {name: (np.linspace(0, 4, len(run)), run - floor_E) for name, (_, run) in walks.items()}
show(draw_runs(curves, xlabel="epochs: how often each example was looked at", ylabel="$E$ above its lowest value"),
     alt="E above its lowest value against epochs, on a logarithmic scale. With all examples it falls slowly, in four steps. With "
         "16 at a time it falls more than a thousandfold within three epochs and then trembles. With one at a time it "
         "falls within a fraction of an epoch, and then jumps up and down, on the whole higher than with 16.")

# %% [markdown] slideshow={"slide_type": "subslide"}
# For the same work the noisy steps get much further, until they are close; then the noise is all there is. (On this round bowl one
# step with all 256 and $\eta = 1$ would arrive. But who knows the curvatures of a network?)
#
# **Predict.** Near the lowest point, with one example at a time and the small learning rate 0.01: what share of the steps raises $E$?
#
# <details><summary>Answer</summary>
# Close to half of them. A smaller learning rate makes the cloud smaller, but inside the cloud a step away from the middle is
# about as frequent as one towards it. So in stochastic descent a rising E is by itself no sign of a bug.
# </details>
#
# <!-- slide
# For the same work the noisy steps get much further, until they are close.
#
# **Predict.** Near the lowest point, with one example at a time and the small learning rate 0.01: what share of the steps raises $E$?
# -->

# %% slideshow={"slide_type": "subslide"} on_slide="output" caption="One at a time, about half of the steps near the lowest point raise E, with either η."
print("                            steps that raise E     E above lowest, mean")
for rate in (0.1, 0.01):
    for m, name in ((1, "one at a time"), (16, "16 at a time"), (256, "all 256")):
        late = by_batches(m, 10, rate)[1][5 * 256 // m:]      # the last five of ten epochs
        print(f"eta = {rate:4}, {name:13s} {np.mean(np.diff(late) > 0):12.0%} {np.mean(late) - floor_E:22.4f}")

# %% [markdown]
# With all examples no step raises $E$: both rates are below the limit. With 16 at a time and the small rate, the descent has not come
# near the cloud yet. The cloud stays as large as the learning rate makes it, and a rate that shrinks lets it settle. Robbins and
# Monro ask that the sum of the rates has no bound (or one might never arrive), and that the sum of their squares has one (or the
# noise would stay).

# %%
def last_epoch(eta_at, epochs=10):
    """Mean E above its lowest value in the last epoch, one example at a time; eta_at says the rate at step t."""
    rng, net, rule, seen = np.random.default_rng(0), neuron.at(away.copy()), GradientDescent(0.1), []
    for t, n in enumerate(itertools.chain(*(rng.permutation(256) for _ in range(epochs)))):
        rule.eta = eta_at(t)                                  # a rule's rates may change on the way
        rule.step(net.theta, backprop(net, many_x[n:n+1], many_y[n:n+1])[1])
        seen.append(net.theta.copy())
    ways = np.array(seen[-256:]) - best
    return 0.5 * (ways ** 2).sum(axis=1).mean()               # H is I here


print(f"eta = 0.1 throughout:      {last_epoch(lambda t: 0.1):.1e}")
print(f"eta = 0.1 / (1 + t / 256): {last_epoch(lambda t: 0.1 / (1 + t / 256)):.1e}")

# %% [markdown] slideshow={"slide_type": "notes"}
# An opinion poll is the right comparison: nobody asks the whole country before each small decision, and asking four times as many people
# only halves the error. And half of the steps going up is no reason to stop a training.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=8
# ## Can a rule remember the way?
#
# Plain descent forgets each gradient as soon as it has been used. In the valley that is a pity: across, the gradients point to and
# fro, along the floor they agree. **Momentum** keeps a **velocity** $v$, which is 0 at first. At each step a share $\alpha$ (alpha) of it
# stays, 0.9 or so, and the gradient adds its push:
#
# <!-- symbol: alpha -->
# <!-- formula: momentum -->
# $$ v \leftarrow \alpha v - \eta \frac{\partial E}{\partial \theta}, \qquad \theta \leftarrow \theta + v $$
#
# Polyak proposed it in 1964, as a heavy ball; the letter of 1986 used it to train networks. Nesterov's variant (1983) reads the
# gradient where the old velocity is about to lead, at the place in brackets:
#
# <!-- formula: nesterov -->
# $$ v \leftarrow \alpha v - \eta \frac{\partial E}{\partial \theta}(\theta + \alpha v), \qquad \theta \leftarrow \theta + v $$
#
# <!-- slide
# ## Can a rule remember the way?
#
# **Momentum** (Polyak, 1964) keeps a velocity $v$:
#
# $$ v \leftarrow \alpha v - \eta \frac{\partial E}{\partial \theta}, \qquad \theta \leftarrow \theta + v $$
#
# **Nesterov** (1983) reads the gradient where the velocity is about to lead:
#
# $$ v \leftarrow \alpha v - \eta \frac{\partial E}{\partial \theta}(\theta + \alpha v), \qquad \theta \leftarrow \theta + v $$
# -->

# %% tags=["checks:momentum", "checks:nesterov"]
eta, alpha = 0.08, 0.8
theta, v = start.copy(), np.zeros(2)              # momentum
ahead, u = start.copy(), np.zeros(2)              # Nesterov, with u for its velocity
for _ in range(60):
    v = alpha * v - eta * gradient_at(theta)
    theta = theta + v
    u = alpha * u - eta * gradient_at(ahead + alpha * u)
    ahead = ahead + u
assert np.allclose(theta, descend(Momentum(eta, alpha), 60)[0][-1], rtol=1e-12)
assert np.allclose(ahead + alpha * u, descend(Nesterov(eta, alpha), 60)[0][-1], rtol=1e-12)
print("after 60 steps, momentum:", theta.round(4), "  Nesterov:", ahead.round(4), "  lowest:", lowest.round(4))

# %% [markdown]
# The library's `Nesterov` keeps the point ahead, $\theta + \alpha v$, in place of $\theta$, so that the gradient is taken where `theta` is; the
# last `assert` says so. Where the gradient stays the same for long, the velocity grows until it loses as much as it gains: $v = -\eta g / (1 -
# \alpha)$. With $\alpha = 0.9$ that is ten plain steps in one.

# %% slideshow={"slide_type": "skip"}
rule, place = Momentum(eta=0.1, alpha=0.9), np.zeros(1)
for _ in range(200):
    rule.step(place, np.ones(1))                  # the same slope, 1, at each step
print(f"velocity on a slope of 1: {rule.v[0]:.4f}; a plain step would be {-0.1:.4f}")
assert np.isclose(rule.v[0], -0.1 / (1 - 0.9))

# %% [markdown] slideshow={"slide_type": "subslide"}
# The other idea is to give each parameter a step length of its own. **RMSProp** (Tieleman and Hinton, 2012, in a lecture) keeps a
# **running mean** $s$ of the square of each entry of the gradient: a share $\rho$ (rho), 0.9 say, of the old value, and $1 - \rho$ of the
# new one. It divides by the root of $s$. All is meant entry by entry, $g$ is the gradient, and $\varepsilon$ (epsilon, 0.00000001) guards
# against a division by 0:
#
# <!-- symbol: rho -->
# <!-- symbol: epsilon -->
# <!-- formula: rmsprop -->
# $$ s \leftarrow \rho s + (1 - \rho) g^2, \qquad \theta \leftarrow \theta - \eta \frac{g}{\sqrt{s} + \varepsilon} $$
#
# Where $g$ stays the same for long, $g / \sqrt s$ is $+1$ or $-1$: parameters with large and with small gradients then move equally fast.
#
# <!-- slide
# A step length for each parameter. **RMSProp** (Tieleman and Hinton, 2012):
#
# $$ s \leftarrow \rho s + (1 - \rho) g^2, \qquad \theta \leftarrow \theta - \eta \frac{g}{\sqrt{s} + \varepsilon} $$
#
# $s$ is a running mean of the squares.
# -->

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Adam** (Kingma and Ba, 2015) has both ideas: a running mean $m$ of the gradient, and one, $v$, of its square (its paper's letter;
# no velocity this time); $\beta_1$ is 0.9 and $\beta_2$ 0.999. Both means start at 0 and are too small at first. At step $t$ a division
# makes up for it; what comes out wears a hat:
#
# <!-- symbol: beta1 -->
# <!-- symbol: beta2 -->
# <!-- formula: adam-means -->
# $$ m \leftarrow \beta_1 m + (1 - \beta_1) g, \qquad v \leftarrow \beta_2 v + (1 - \beta_2) g^2 $$
#
# <!-- formula: adam-step -->
# $$ \theta \leftarrow \theta - \eta \frac{\hat m}{\sqrt{\hat v} + \varepsilon}, \qquad \hat m = \frac{m}{1 - \beta_1^t}, \quad \hat v = \frac{v}{1 - \beta_2^t} $$
#
# <!-- slide
# **Adam** (Kingma and Ba, 2015): both ideas, and a correction for the start at 0.
#
# $$ m \leftarrow \beta_1 m + (1 - \beta_1) g, \qquad v \leftarrow \beta_2 v + (1 - \beta_2) g^2 $$
#
# $$ \theta \leftarrow \theta - \eta \frac{\hat m}{\sqrt{\hat v} + \varepsilon}, \qquad \hat m = \frac{m}{1 - \beta_1^t}, \quad \hat v = \frac{v}{1 - \beta_2^t} $$
# -->

# %% tags=["checks:rmsprop", "checks:adam-means", "checks:adam-step"]
rho, beta1, beta2, epsilon = 0.9, 0.9, 0.999, 1e-8
theta, s = start.copy(), np.zeros(2)              # RMSProp
place, m, v = start.copy(), np.zeros(2), np.zeros(2)          # Adam
for t in range(1, 61):                            # t is 1 at the first step
    g = gradient_at(theta)
    s = rho * s + (1 - rho) * g ** 2
    theta = theta - 0.05 * g / (np.sqrt(s) + epsilon)
    g = gradient_at(place)
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g ** 2
    m_hat, v_hat = m / (1 - beta1 ** t), v / (1 - beta2 ** t)
    place = place - 0.1 * m_hat / (np.sqrt(v_hat) + epsilon)
assert np.allclose(theta, descend(RMSProp(0.05, rho, epsilon), 60)[0][-1], rtol=1e-12)
assert np.allclose(place, descend(Adam(0.1, beta1, beta2, epsilon), 60)[0][-1], rtol=1e-12)
print("after 60 steps, RMSProp:", theta.round(4), "  Adam:", place.round(4))

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** Two parameters, $\eta = 0.1$. The gradient is 1000 for the one and 0.001 for the other. How far does Adam's first step move each?
#
# <details><summary>Answer</summary>
# Both by 0.1. At the first step m̂ is the gradient and the root of v̂ its size, so their quotient is a sign: the size of the gradient
# drops out. Common sense, trained on plain descent, expects a million times as much for the one.
# </details>

# %% slideshow={"slide_type": "subslide"} on_slide="output" caption="Adam moves both by 0.1: the size of the gradient drops out."
g = np.array([1000.0, 0.001])
print("first steps, where the gradient is            1000        0.001")
for name, rule in (("gradient descent", GradientDescent(0.1)), ("Adam", Adam(0.1)),
                   ("Adam without its correction", OPTIMIZERS["Adam without correction"].function(0.1))):
    moved = np.zeros(2)
    rule.step(moved, g)
    print(f"   {name:35s} {moved[0]:10.4f} {moved[1]:12.6f}")

# %% [markdown]
# Without the correction the first step is more than three times as long as $\eta$ says. At $t = 1$ the mean $m$ holds a tenth of $g$,
# while $v$ holds a thousandth of $g^2$. The root of a thousandth is 0.0316, and the quotient is $0.1 / 0.0316 = 3.16$. The two means
# start too small by different amounts, and that is what the correction undoes. (That Adam moves the second by 0.099999 and not by
# 0.1 is the work of $\varepsilon$.)

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** All four in the valley of the seedlings. Which path shows most plainly that a rule remembers?
#
# <details><summary>Answer</summary>
# Momentum: it overshoots the floor and swings back, like a ball in a gutter, but its swings get shorter, and along the floor it gains
# speed. Nesterov looks ahead and swings less. Adam remembers too, and swings more slowly.
# </details>

# %%
rules = {"momentum": Momentum(0.08, 0.8), "Nesterov": Nesterov(0.08, 0.8), "RMSProp": RMSProp(0.05), "Adam": Adam(0.1)}
runs = {name: descend(rule, 60) for name, rule in rules.items()}
runs["gradient descent"] = descend(GradientDescent(0.9 * most), 60)
rising = {name: int((np.diff(errors) > 0).sum()) for name, (_, errors) in runs.items()}
print("steps out of 60 that raise E:", rising)

# %% slideshow={"slide_type": "subslide"} caption="Momentum overshoots and swings. All four find the floor."
show(draw_descents(heights[14:, 6:43], w_axis[6:43], b_axis[14:], {name: runs[name][0] for name in rules}, names=in_words),
     alt="Four descents on the long valley from one start. Momentum overshoots the floor of the valley and swings from side to "
         "side, less each time. Nesterov swings once. RMSProp and Adam set out aslant, because both parameters move equally "
         "fast at first, and then follow the floor, Adam in slow swings. All come close to the lowest point.")

# %% slideshow={"slide_type": "subslide"} caption="In this valley, with these η. Another surface, another order."
show(draw_runs({name: errors - bottom for name, (_, errors) in runs.items()}, ylabel="$E$ above its lowest value"),
     alt="E above its lowest value over sixty steps, on a logarithmic scale. Momentum and Nesterov fall the fastest, below one "
         "ten-thousandth; the line of momentum is jagged. RMSProp comes next, bending down; Adam and gradient descent "
         "end highest, above one thousandth.")

# %% [markdown]
# *Try: in `rules` give `Momentum` and `Nesterov` $\alpha = 0$ in place of 0.8, then 0.95.*
#
# <details><summary>What you will see</summary>
# With α = 0 both are plain descent with η = 0.08: no swings, and a slow creep. With 0.95 they keep too much: momentum
# raises E in 29 of its 60 steps, and both run past the lowest point along the floor and have to come back.
# </details>
#
# The jagged line is worth a second look: momentum raises $E$ in 18 of its 60 steps, and ends lowest. A step that raises $E$ need not
# be a bad one.
#
# So which is best? Ask the surface. Here are two valleys with curvatures 1 and 50. In the first the floor runs along a parameter, as
# when one input has larger numbers than the other; the second is the same valley, turned by 45 degrees. Each rule may choose from twelve
# learning rates, and we count steps until $E$ is down to a thousandth.

# %%
def fewest_steps(make, H, at, share=0.001, most_steps=300):
    """Over twelve learning rates: the fewest steps until E = θᵀ H θ / 2 is down to this share."""
    counts, goal = [], share * (at @ H @ at)
    for rate in 10 ** np.arange(-2.5, 0.5, 0.25):
        theta, rule, steps = at.copy(), make(rate), 0
        while goal <= theta @ H @ theta < 1e12 and steps < most_steps:
            rule.step(theta, H @ theta)
            steps += 1
        counts.append(steps if theta @ H @ theta < goal else most_steps)
    return min(counts)


# %%
turn = np.array([[1, -1], [1, 1]]) / np.sqrt(2)               # by 45 degrees
valley, origin = np.diag([1.0, 50.0]), np.array([-2.0, 0.6])
turned_valley, turned_origin = turn @ valley @ turn.T, turn @ origin
for make in (GradientDescent, Momentum, Nesterov, RMSProp, Adam):
    print(f"{make.__name__:16s} along the axes: {fewest_steps(make, valley, origin):3d} steps",
          f"  turned: {fewest_steps(make, turned_valley, turned_origin):3d} steps")

# %% [markdown] slideshow={"slide_type": "subslide"}
# Gradient descent, momentum and Nesterov each need the same number of steps on both valleys: they do not notice the turn.
# RMSProp needs the fewest on the first, and on the second more than twice as many as momentum: it gives each *parameter* a step
# length, and a valley that runs aslant is not a matter of single parameters. Adam is behind momentum on both. There is no best
# rule without a surface.
#
# > **In other books.** Nielsen writes $\mu$ for our $\alpha$, d2l $\beta$. In d2l the velocity holds no $\eta$ and points uphill: $v \leftarrow \beta v +
# > g$, and the step is $-\eta v$. With a fixed $\eta$ both go the same way; when $\eta$ changes on the way, they differ. In the letter of 1986
# > $\varepsilon$ is the learning rate, our $\eta$.
#
# <!-- slide
# Which is best? Two valleys, the second turned by 45°; steps until $E$ is down to a thousandth:
#
# | | gradient descent | momentum | Nesterov | RMSProp | Adam |
# |---|---|---|---|---|---|
# | along the axes | 81 | 20 | 14 | 5 | 34 |
# | turned | 81 | 20 | 14 | 48 | 31 |
#
# There is no best rule without a surface.
# -->

# %% slideshow={"slide_type": "skip"}
v, w_d2l = np.zeros(2), start.copy()              # d2l's convention: v = beta v + g, step -eta v
for _ in range(30):
    v = 0.8 * v + gradient_at(w_d2l)
    w_d2l = w_d2l - 0.08 * v
assert np.allclose(w_d2l, descend(Momentum(0.08, 0.8), 30)[0][-1])
print("30 steps, d2l's way and ours, end at the same point:", w_d2l.round(4))

# %% [markdown]
# **Break it.** In momentum the gradient enters the velocity with a minus, and $\theta$ takes the velocity with a plus. Somebody
# writes two pluses, `v = alpha * v + eta * gradient`. Somebody else makes $v$ a running mean:
# `v = alpha * v - (1 - alpha) * eta * gradient`.
#
# **Predict.** What does $E$ do in each case: fall as it should, fall too slowly, creep up, or explode?
#
# <details><summary>Answer</summary>
# The first explodes: the ball is pushed uphill and keeps its speed. A wrong sign is a kind mistake, because it is seen at once. The
# second is less kind: it runs and learns, with steps that are five times too short at α = 0.8, and so it falls too slowly.
# </details>

# %%
for name in ("velocity uphill", "velocity as a running mean"):
    mistake = OPTIMIZERS[name]
    wrong = descend(mistake.function(0.08, 0.8), 20)[1]
    print(f"{mistake.wrong}\n   E after 20 steps: {wrong[-1]:.3g}   right: {runs['momentum'][1][20]:.3g}")

# %% [markdown] slideshow={"slide_type": "notes"}
# Roll a marble in a gutter, or draw it: momentum is what everybody has seen. For RMSProp ask what happens if all gradients are multiplied by
# 1000. (Nothing.) People expect one of the rules to win; let the table of the two valleys answer.
# The notebook breaks momentum in two ways: a wrong sign explodes and is seen at once; a running mean falls too slowly, and is not.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=4
# ## And if E is no bowl?
#
# With a hidden layer it is a bowl no longer. A small network shows it: one input, one hidden unit (tanh) and one output (logistic).
# We leave the biases at 0, so two weights remain, $w_1$ below and $w_2$ above. The targets are what the network itself says at $w_1 =
# 1$, $w_2 = 2$, for three inputs. So $E = 0$ can be reached.
#
# **Predict.** At $w_1 = w_2 = 0$ the gradient is exactly 0. Is the network done?
#
# <details><summary>Answer</summary>
# No. E is 0.049 there, and 0 can be reached. In one direction the surface curves up, in another down: a saddle. Descent that
# starts there never moves. "The gradient is zero" says that the surface is level here, and nothing about how good this place is.
# </details>
#
# <!-- slide
# ## And if E is no bowl?
#
# One input, one hidden unit, one output; two weights $w_1$, $w_2$. The targets are what the network says at $w_1 = 1$, $w_2 = 2$.
#
# **Predict.** At $w_1 = w_2 = 0$ the gradient is exactly 0. Is the network done?
# -->

# %% slideshow={"slide_type": "subslide"} on_slide="output" caption="No: the gradient is 0, and one eigenvalue of $H$ is negative, so one way leads down."
def chain(w1, w2):
    """The network 1-1-1 without biases: θ = (w1, 0, w2, 0)."""
    return Network((1, 1, 1), [activations.tanh, activations.logistic], losses.half_squared_error,
                   np.array([w1, 0.0, w2, 0.0]))


inputs, weights, h = np.array([[0.5], [1.0], [4.0]]), [0, 2], 1e-6
targets = chain(1.0, 2.0).predict(inputs)
level, right, left, up, down = (backprop(chain(*place), inputs, targets)[1][weights]
                                for place in ((0, 0), (h, 0), (-h, 0), (0, h), (0, -h)))
bends = np.linalg.eigvalsh([(right - left) / (2 * h), (up - down) / (2 * h)])       # of the Hessian
print(f"at (0, 0): E = {chain(0, 0).error(inputs, targets):.4f}, gradient", level + 0.0)
print("eigenvalues of H there:", bends.round(4))
assert not level.any() and bends[0] < 0 < bends[1]

# %% [markdown] slideshow={"slide_type": "fragment"}
# One eigenvalue is negative, one is positive: down one way, up the other. This is what a **saddle** is. A larger network has such
# level places too. Put all weights and biases of a 2-2-1 network at 0, and let it learn XOR:
#
# <!-- slide
# Down one way, up the other: a **saddle**.
# -->

# %%
def xor_network(theta):
    return Network((2, 2, 1), [activations.tanh, activations.logistic], losses.half_squared_error, theta)


bits = xor()
still = xor_network(np.zeros(9))
for _ in range(500):
    E, slopes = backprop(still, bits.x, bits.y)
    still.theta[:] -= 0.5 * slopes
print(f"XOR from zero weights, after 500 steps: E = {E:.4f}, largest entry of the gradient {abs(slopes).max():.1f},",
      "outputs", still.predict(bits.x).ravel())

# %% [markdown] slideshow={"slide_type": "subslide"}
# Now four starts on the surface of the two weights. Two of them lie side by side.
#
# **Predict.** Will the two neighbours end at the same place?
#
# <details><summary>Answer</summary>
# No. Between them runs the watershed, which leads into the saddle: the one descent passes it on the left, the other on the right,
# and they end at two different lowest points.
# </details>

# %%
def downhill(w1, w2, steps=300, eta=2.0):
    net, path = chain(w1, w2), []
    for _ in range(steps):
        path.append(net.theta[weights])
        net.theta[weights] -= eta * backprop(net, inputs, targets)[1][weights]
    return np.array(path)


starts = {"A": (-1.3, 2.4), "B": (-1.55, 2.4), "C": (4.4, -4.6), "D": (3.2, 0.4)}
ways = {name: downhill(*place) for name, place in starts.items()}
for name, path in ways.items():
    first, soon, last = (chain(*place).error(inputs, targets) for place in path[[0, 20, -1]])
    print(f"{name}: E at the start {first:.3f}, after 20 steps {soon:.3f}, after 300 {last:.4f}, near",
          path[-1].round(1) + 0.0)
assert np.allclose(chain(-1, -2).predict(inputs), chain(1, 2).predict(inputs))

# %% slideshow={"slide_type": "subslide"} caption="A saddle in the middle, low ground in two corners, plateaus: where one ends depends on where one begins."
side = np.linspace(-5, 5, 161)
w1, w2 = np.meshgrid(side, side)
a = [1 / (1 + np.exp(-w2 * np.tanh(w1 * value))) for value in inputs[:, 0]]       # the network's answers
surface = 0.5 * np.mean([(one - target) ** 2 for one, target in zip(a, targets[:, 0], strict=True)], axis=0)
assert np.isclose(surface[20, 90], chain(side[90], side[20]).error(inputs, targets))
ax = draw_descents(surface, side, side, ways)
ax.plot(0, 0, "x", color=house_style.INK)
for place, word in (((0.25, -0.75), "saddle"), ((3.4, 4.0), "low"), ((-4.2, -4.1), "low"), ((-4.6, 4.0), "plateau"),
                    ((1.7, -4.1), "plateau")):
    ax.text(*place, word, **on_white)
show(ax, alt="The error of a network with two weights: low ground in two opposite corners, high plateaus in the other two, a saddle "
             "in the middle. Four descents. A and B start side by side; A ends in the upper right, B in the lower left. C "
             "comes down from a plateau. D comes down a slope and then follows a long bent valley.")

# %% [markdown]
# The lowest points, where A and B end, are one network, seen twice: with both signs changed it gives the same answers, because tanh
# changes its sign with $w_1$. So **minima**, as such points are called, come in pairs here that are equally good. C starts
# high up, where the output is saturated; there the slope is small, and its first steps are short (02 met such a plateau). D reaches
# low ground quickly and then follows a bent valley for long.
#
# Can descent get stuck where $E$ is poor? In small networks it does:

# %% slideshow={"slide_type": "subslide"} on_slide="output" caption="From six of twelve starts XOR is not solved: descent is stuck where the gradient is all but 0."
ends = []
for seed in range(12):
    net = xor_network(uniform((2, 2, 1), np.random.default_rng(seed), r=1.0))
    rule = Momentum(eta=0.5, alpha=0.9)
    for _ in range(600):
        E, slopes = backprop(net, bits.x, bits.y)
        rule.step(net.theta, slopes)
    ends.append((E, abs(slopes).max()))
ends = np.array(ends)
stuck = ends[:, 0] > 0.05
print(f"XOR, two hidden units, twelve starts: {np.sum(~stuck)} solve it, {np.sum(stuck)} are stuck")
print("E of those:", ends[stuck, 0].round(3))
print("the last of them says", net.predict(bits.x).ravel().round(1), "  targets", bits.y.ravel())
assert stuck[-1] and ends[~stuck, 0].max() < 0.005 and ends[stuck, 1].max() < 0.001       # arrived; nowhere to go

# %% [markdown]
# In the stuck ones the gradient is all but 0; the one shown has two answers right and says 0.5 to the other two. Is it at a **local
# minimum**, lower than all around it though not the lowest of all, or on an endless plateau? From inside the two look alike. Notebook
# 13 (to come) counts such starts by the hundred. For large networks Dauphin and others (2014) argue that poor local minima are rare,
# and that what slows a descent down are saddles and the plateaus around them. So "local minima are the main obstacle" is a thought
# from small networks.
#
# All our rules look at one gradient at a time. **L-BFGS** also looks at how the last few gradients differ, and so guesses at the
# curvature without ever writing down $H$; it wants all examples in each step, and waits for notebook 14 (to come).

# %% [markdown]
# All five rules, on this surface and on others: the start is yours.

# %% slideshow={"slide_type": "subslide"}
hills = Downhill(surface="saddle", rules=["gradient descent", "momentum"])
hills

# %% [markdown]
# **Three things to try.**
#
# 1. Where does the watershed run? Keep $w_2$ near 2.4, and move the start to the left until gradient descent ends in the other
#    corner (an arrow key moves it by 0.01; below the map stands where it is). Does momentum change sides at the same place?
# 2. Choose *two minima*. **Predict** which of the two rules gets out of the poor minimum, and whether it still does with
#    $\alpha = 0.7$.
# 3. Choose *saddle* again and go on in code: `hills.start = [0, 0]`, then look at `hills.E["gradient descent"][-1]`. What does
#    `hills.noise = 0.01`, as from a mini-batch, change?
#
# <details><summary>What you will see</summary>
#
# 1. For gradient descent between w₁ = −1.44 and −1.45, for momentum between −1.41 and −1.42. So from −1.43 the two rules
#    end in different corners: a watershed belongs to the surface, the rule and its η.
# 2. Momentum does, with α = 0.8: it comes through the poor minimum with speed enough to roll on over the saddle, and ends at
#    E = −0.209. With 0.7 it stays at 0.189, like gradient descent.
# 3. Without noise E stays at 0.049: the gradient is exactly 0, and no rule moves. With a little noise the first step leaves
#    the saddle, and the slope does the rest: E is 0.002 after 60 steps. Press *other draws*: chance decides to which of
#    the two minima it goes. So mini-batches help: with noise in its gradients, no descent rests on a saddle for long.
# </details>

# %% [markdown] slideshow={"slide_type": "notes"}
# A saddle is a mountain pass: lowest point of the ridge, highest point of the road. Ask which way a ball placed exactly on the pass
# rolls. Then say: in a million dimensions, how likely is it that all directions curve upwards? That is the intuition behind 2014, and no proof.

# %% [markdown] slideshow={"slide_type": "skip"}
# ## Recall
#
# Without scrolling up: answer, then unfold.
#
# **1.** "Backpropagation is gradient descent." What would you reply, after this notebook?
# <details><summary>Answer</summary>
# Backpropagation finds the gradient. Gradient descent, momentum, Nesterov, RMSProp, Adam, L-BFGS are ways to spend it; all five of our rules
# took it from the same function.
# </details>
#
# **2.** A paraboloid has the curvatures 10 and 0.1. Which learning rate is the limit, and how large a share of the way along the floor is
# left by a step at nine tenths of it?
# <details><summary>Answer</summary>
# The limit is 2/10 = 0.2. At 0.18 the factor along the floor is 1 − 0.18 · 0.1 = 0.982: 98.2 % is left.
# </details>
#
# **3.** Does the direction against the gradient point to the lowest point?
# <details><summary>Answer</summary>
# In general not. On a paraboloid it does so only if the curvature is the same in all directions, or if the lowest point lies
# along an eigenvector from where one stands. In the valley of the seedlings it was about 70 degrees off.
# </details>
#
# **4.** "Each step of gradient descent lowers E." Name two ways in which that fails.
# <details><summary>Answer</summary>
# A step that is too long for the curvature there, and a step along the gradient of a mini-batch, which lowers the error of that mini-batch and not
# of all examples. (And where the gradient is 0, E stays.)
# </details>
#
# **5.** "The gradient is zero, so the network has learned its task." Give a counterexample.
# <details><summary>Answer</summary>
# XOR from zero weights: the gradient is 0, and all outputs are 0.5 for ever. Saddles and plateaus are level too.
# </details>
#
# **6.** "Local minima are the main obstacle." What is known?
# <details><summary>Answer</summary>
# Small networks do get stuck from some starts, here from 6 of 12. In large ones saddles and plateaus are said to be the larger
# trouble.
# </details>
#
# **7.** A mini-batch of 25 in place of 100: how much noisier is the gradient, and what is gained?
# <details><summary>Answer</summary>
# Twice as noisy, and four times as many steps for the same work. Its mean over all mini-batches is exact in both cases.
# </details>
#
# **8.** All gradients are multiplied by 1000, from the first step on. What does plain descent do, and what does Adam?
# <details><summary>Answer</summary>
# Plain descent takes steps a thousand times as long. Adam does what it did before, up to ε: the size drops out of the quotient.
# </details>

# %% slideshow={"slide_type": "skip"}
print("question 2:", 2 / 10, "and", round(1 - 0.9 * 0.2 * 0.1, 4))
print("question 7:", np.sqrt(100 / 25), "times as noisy")
small, large = np.zeros(3), np.zeros(3)
rule_small, rule_large = Adam(0.1), Adam(0.1)
for g in np.random.default_rng(0).normal(size=(50, 3)):
    rule_small.step(small, g)
    rule_large.step(large, 1000 * g)
print("question 8: Adam's two runs agree:", bool(np.allclose(small, large, atol=1e-6)))

# %% [markdown] slideshow={"slide_type": "slide"} minutes=1
# ## The next question
#
# All this was on surfaces that we could draw. Does it train a real network, and does a low $E$ mean that the network is good? That is
# [notebook 09](09_training.ipynb).
#
# *What we built is `course_lib/optimizers.py`: read it.*
#
# **Now write it yourself.** The [exercises of 08](../exercises/08_downhill/exercises_08.ipynb)
# look at what you write, and say where it first goes wrong.
#
# <!-- slide
# ## The next question
#
# All this was on surfaces that we could draw.
#
# **Does it train a real network, and does a low $E$ mean that the network is good?**
# -->
