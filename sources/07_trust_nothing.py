# %% [markdown] slideshow={"slide_type": "slide"} minutes=2
# # 07 · Trust nothing
#
# In [notebook 06](06_by_hand_to_code.ipynb) a wrong number stood in print for years, and training went on all the same. We found it
# because we had a right program beside it; whoever writes the first one has none. **How does one notice that a gradient is wrong?**
#
# After this notebook you will be able to
#
# 1. choose the nudge $h$ of a difference, and say how many digits it can give;
# 2. check a gradient so that each of the 26 known mistakes gives an alarm, and the right programs give none;
# 3. name checks that see little or nothing, among them "it trains", and count what training with differences would cost.
#
# *About an hour and a quarter alone, 45 minutes as a lecture.*
#
# <!-- slide
# # 07 · Trust nothing
#
# A wrong number stood in print for years, and training went on all the same.
#
# **How does one notice that a gradient is wrong?**
# -->

# %% [markdown] slideshow={"slide_type": "notes"}
# Begin with a vote, by hands: "My program's E falls, and it reads nine of ten examples correctly. Is its gradient right?" Note the
# numbers on the board and vote again at the end. The lecture has three parts: a good witness (the first two sections), how to
# question it (the next five), and the line-up of all known mistakes.

# %% slideshow={"slide_type": "skip"}
import json
import textwrap
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import sympy as sp

import course_lib
from course_lib import activations, datasets, house_style, initial_weights, losses, primitives
from course_lib.backprop import backprop
from course_lib.figures import draw_switchboard
from course_lib.gradcheck import (
    along,
    central_difference,
    central_tolerance,
    complex_step,
    one_sided_difference,
    random_direction,
    relative_error,
)
from course_lib.layout import count, windows
from course_lib.mistakes import BACKPROP, LOSSES, ROWS, VARIANTS
from course_lib.network import Network
from course_lib.path_sum import count_multiplications, path_sum
from course_lib.show import show
from course_lib.widgets import HExplorer, Switchboard

house_style.use()

# %% [markdown] slideshow={"slide_type": "slide"} minutes=7
# ## Is the smallest nudge the best?
#
# Since notebook 00 we have held our gradients to nudges: raise one parameter by a small $h$, look how far $E$ moves, divide. That is
# a good witness, because it knows nothing of deltas. Such a quotient is called a **difference**, and this kind one-sided:
#
# <!-- symbol: h -->
# <!-- formula: one-sided -->
# $$ f'(x) \approx \frac{f(x + h) - f(x)}{h} $$
#
# But how good is it? We ask it about a function whose derivative SymPy knows, $f(x) = e^{\sin x}$ at $x = 1$.
#
# **Predict.** The derivative is what the quotient tends to as $h$ goes to 0. Which $h$ gives the smallest error on a computer: 1e-2,
# 1e-5, 1e-8, 1e-12 or 1e-16?
#
# <details><summary>Answer</summary>
# 1e-8. Common sense says "the smaller, the better", and so does the definition. But 1e-12 is worse than 1e-5, and 1e-16, the smallest,
# is the worst of the five: no digit of its answer is right. The next cell measures it.
# </details>
#
# <!-- slide
# ## Is the smallest nudge the best?
#
# $$ f'(x) \approx \frac{f(x + h) - f(x)}{h} $$
#
# **Predict.** On a computer, which $h$ is best: 1e-2, 1e-5, 1e-8, 1e-12 or 1e-16?
# -->

# %% slideshow={"slide_type": "subslide"} on_slide="output" tags=["checks:one-sided"] caption="The best is near 1e-8. The smallest is the worst."
x, h = sp.symbols("x h")
expression, at = sp.exp(sp.sin(x)), 1.0
f, exact = sp.lambdify(x, expression), float(sp.diff(expression, x).subs(x, at))

def one_sided(h):
    return (f(at + h) - f(at)) / h

print(f"the derivative is {exact:.4f}")
for step in (1e-2, 1e-5, 1e-8, 1e-12, 1e-16):
    error = np.median(abs(one_sided(step * np.logspace(-0.5, 0.5, 41)) - exact))    # of 41 steps near it
    print(f"h = {step:.0e}   error about 1e{round(np.log10(error)):+03d}")
assert abs(one_sided(1e-4) - exact) < 1e-3

# %% [markdown]
# Down to 1e-8 a smaller $h$ helps: a thousandth of the nudge, a thousandth of the error. Below that it hurts, and at 1e-16 the error
# is about as large as the derivative itself. Two different things go wrong, one on either side.

# %% [markdown] slideshow={"slide_type": "subslide"}
# The first is **truncation**. For a smooth function $f(x + h) = f + h f' + \frac{h^2}{2} f'' + \frac{h^3}{6} f''' + \cdots$, with $f$ and
# its derivatives on the right taken at $x$: that is Taylor's series, in which each term sets one more derivative right. Take away
# $f$, divide by $h$, and what is left besides $f'$ is what we have cut off:
#
# <!-- formula: truncation -->
# $$ \frac{f(x + h) - f(x)}{h} - f'(x) = \frac{h}{2} f''(x) + \cdots $$
#
# <!-- slide
# **Truncation**: what the quotient cuts off. It grows with $h$.
#
# $$ \frac{f(x + h) - f(x)}{h} - f'(x) = \frac{h}{2} f''(x) + \cdots $$
# -->

# %% tags=["checks:truncation"]
f0, f1, f2, f3 = sp.symbols("f f' f'' f'''")

def taylor(step):
    return f0 + f1 * step + f2 * step**2 / 2 + f3 * step**3 / 6

print("left over:", sp.expand((taylor(h) - taylor(0)) / h - f1))
f2_now, f3_now = (float(sp.diff(expression, x, k).subs(x, at)) for k in (2, 3))      # f'' and f''' of our function
rest = f(at + 0.01) - (f(at) + 0.01 * exact + 0.01**2 / 2 * f2_now)
assert np.isclose(rest, 0.01**3 / 6 * f3_now, rtol=0.05)                              # what the next term promises
print("measured ÷ promised, h = 1e-4:", round((one_sided(1e-4) - exact) / (1e-4 / 2 * f2_now), 3))

# %% [markdown] slideshow={"slide_type": "fragment"}
# The second is **round-off**. A number of the usual kind, float64, holds 53 binary digits, about sixteen decimal ones. The distance
# from 1 to the next number is the **machine's epsilon** $\varepsilon_{\mathrm{m}}$, about 2.2e-16, and whatever is stored is off by up to
# half of that times its own size. So is each of the two values of $f$. Their difference is then off by up to about
# $\varepsilon_{\mathrm{m}} |f|$, and that is divided by $h$ (the sign $\lesssim$ says "about that, at most"):
#
# <!-- symbol: eps -->
# <!-- formula: round-off -->
# $$ \text{round-off} \lesssim \frac{\varepsilon_{\mathrm{m}} \, |f(x)|}{h} $$
#
# <!-- slide
# **Round-off**: the last digit of $f$, divided by $h$. It grows as $h$ shrinks.
#
# $$ \text{round-off} \lesssim \frac{\varepsilon_{\mathrm{m}} \, |f(x)|}{h} $$
# -->

# %% tags=["checks:round-off"]
eps = np.finfo(float).eps
print(f"eps = {eps:.2e}   1 + eps > 1: {1 + eps > 1}   1 + eps/2 > 1: {1 + eps / 2 > 1}")
steps = 2.0 ** -np.arange(30, 50)            # so small that there is next to no truncation; at + h is exact
share = abs(one_sided(steps) - exact) / (eps * f(at) / steps)
print("round-off ÷ formula, the largest of 20, lies between 0.1 and 1:", 0.1 < share.max() < 1)
assert 0.1 < share.max() < 1.5

# %% [markdown] slideshow={"slide_type": "subslide"}
# The one grows with $h$, the other shrinks. The best $h$ is where their sum is smallest: where its derivative with respect to $h$ is 0.
#
# <!-- formula: best-h -->
# $$ \text{error}(h) = \frac{h}{2} |f''| + \frac{\varepsilon_{\mathrm{m}} |f|}{h}, \qquad h_{\text{best}} = \sqrt{\frac{2 \, \varepsilon_{\mathrm{m}} |f|}{|f''|}} $$
#
# <!-- slide
# The best $h$ is where the sum of the two is smallest:
#
# $$ \text{error}(h) = \frac{h}{2} |f''| + \frac{\varepsilon_{\mathrm{m}} |f|}{h}, \qquad h_{\text{best}} = \sqrt{\frac{2 \, \varepsilon_{\mathrm{m}} |f|}{|f''|}} $$
#
# About $\sqrt{\varepsilon_{\mathrm{m}}}$: half of the digits are lost, whatever $h$ one takes.
# -->

# %% tags=["checks:best-h"]
step, e, size, bend = sp.symbols("h eps |f| |f''|", positive=True)
error = step / 2 * bend + e * size / step
(best,) = sp.solve(sp.diff(error, step), step)
print("best h:        ", best)
print("the error there:", sp.simplify(error.subs(step, best)))
numbers = {e: eps, size: f(at), bend: abs(f2_now)}
print(f"for our f:  h = {float(best.subs(numbers)):.1e}, error at most {float(error.subs(step, best).subs(numbers)):.1e}")
assert sp.simplify(best - sp.sqrt(2 * e * size / bend)) == 0

# %% [markdown] slideshow={"slide_type": "notes"}
# Draw the V on the board before the picture: two straight lines that cross. Ask which line a faster computer would move (none), and
# which one more digits would move (the left one).

# %% slideshow={"slide_type": "subslide"}
hs = np.logspace(-16, 0, 300)
fig, ax = plt.subplots(figsize=(5.8, 3.4))
ax.loglog(hs, abs(one_sided(hs) - exact), ".", color=house_style.INK, markersize=3)
ax.loglog(hs, hs / 2 * abs(f2_now), "--", color=house_style.STEP)
ax.loglog(hs, eps * f(at) / hs, ":", color=house_style.QUIET)
ax.text(1e-5, 4e-8, "truncation", color=house_style.TEXT[house_style.STEP], ha="left", va="top")
ax.text(4e-12, 4e-3, "round-off", color=house_style.QUIET, ha="left", va="bottom")
ax.set(xlabel="nudge $h$", ylabel="error of the one-sided difference", ylim=(1e-10, 10))
show(fig, alt="The error of the one-sided difference against the nudge h, both on logarithmic scales: a V. On the right it falls "
              "in a straight line as h shrinks, along the dashed line of truncation; on the left it rises again, as a cloud of "
              "points under the dotted line of round-off. The lowest points lie near h = 1e-8.")

# %% [markdown] slideshow={"slide_type": "-"}
# A V. Where $f$ and $f''$ are of a like size, the best $h$ is about $\sqrt{\varepsilon_{\mathrm{m}}}$, and there the error is about that
# large too: of sixteen digits eight are left. (The formula takes each rounding at its worst, so the points do a little better.)
#
# *Try: let `expression` be `1000000 + sp.exp(sp.sin(x))`. Which arm of the V moves, and what becomes of the best h?*
#
# <details><summary>What you will see</summary>
# The right arm stays: a constant has no derivatives. The left one moves up by a factor of about 400,000, because each value of f
# is now that much larger and its last digit with it. The best h becomes 1.9e-05. So it matters how large E is, not only how fast
# it changes. (The picture's upper limit, `ylim`, then needs to be higher.)
# </details>
#
# <!-- slide
# Of sixteen digits, eight are left.
# -->

# %% [markdown] slideshow={"slide_type": "notes"}
# People believe in "smaller is better" because that is how the derivative
# is defined; the definition knows no rounding.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=6
# ## Can a nudge do better?
#
# Nudge both ways, and take the difference of the two. In Taylor's series all terms with an even power of $h$ are the same for $h$ and
# $-h$, so they cancel, and with them the truncation that bothered us:
#
# <!-- formula: central -->
# $$ \frac{f(x + h) - f(x - h)}{2h} = f'(x) + \frac{h^2}{6} f'''(x) + \cdots $$
#
# **Predict.** We make the nudge ten times smaller, on the right arm of the V. The error of the one-sided difference becomes ten times
# smaller. And that of this **central difference**?
#
# <details><summary>Answer</summary>
# A hundred times smaller: it goes with h². The price is a second run of f for each parameter.
# </details>
#
# <!-- slide
# ## Can a nudge do better?
#
# Nudge both ways:
#
# $$ \frac{f(x + h) - f(x - h)}{2h} = f'(x) + \frac{h^2}{6} f'''(x) + \cdots $$
#
# **Predict.** $h$ becomes ten times smaller. How much smaller does the error of this **central difference** become?
# -->

# %% tags=["checks:central"]
def central(h):
    return (f(at + h) - f(at - h)) / (2 * h)

print("by Taylor's series:", sp.expand((taylor(h) - taylor(-h)) / (2 * h)))
errors = [central(step) - exact for step in (1e-2, 1e-3, 1e-4)]
print("each error ÷ the next:", np.round([errors[0] / errors[1], errors[1] / errors[2]]))
print(f"eps^(1/3) = {eps ** (1 / 3):.0e}   eps^(2/3) = {eps ** (2 / 3):.0e}")
assert np.isclose(errors[0], 1e-4 / 6 * f3_now, rtol=0.01)

# %% [markdown] slideshow={"slide_type": "subslide"}
# The round-off is as before, so a balance of $h^2$ against $\varepsilon_{\mathrm{m}} / h$ puts the best $h$ at about
# $\varepsilon_{\mathrm{m}}^{1/3}$, or 6e-6, and the error there at about $\varepsilon_{\mathrm{m}}^{2/3}$, or 4e-11. Can one get rid of
# round-off as well? It comes from subtracting two numbers that are nearly the same. There is a way without: nudge in another
# direction, that of the imaginary numbers. All we need to know of $i$ is that $i^2 = -1$. Put $ih$ for $h$ into Taylor's series:
#
# <!-- formula: complex-step -->
# $$ f(x + ih) = \Big( f - \frac{h^2}{2} f'' \Big) + i \, \Big( h f' - \frac{h^3}{6} f''' \Big) + \cdots $$
#
# The value stays in one half of the number, the real part. What we are after comes out alone in the other, the imaginary part, called
# $\operatorname{Im}$; divide it by $h$:
#
# <!-- formula: imaginary-part -->
# $$ f'(x) \approx \frac{\operatorname{Im} f(x + ih)}{h} $$
#
# **Predict.** $h$ = 1e-20. For the computer $1 + h$ is 1. Does this **complex step** give anything?
#
# <details><summary>Answer</summary>
# All digits. The two parts of a complex number are stored apart, each with 53 binary digits of its own: h is never added to x, and
# no two values are subtracted. And h² is so small that no truncation is left.
# </details>
#
# <!-- slide
# A hundred times smaller. Better still, a step in the direction of $i$, where $i^2 = -1$:
#
# $$ f(x + ih) = \Big( f - \frac{h^2}{2} f'' \Big) + i \, \Big( h f' - \frac{h^3}{6} f''' \Big) + \cdots $$
#
# $$ f'(x) \approx \frac{\operatorname{Im} f(x + ih)}{h} $$
#
# **Predict.** $h$ = 1e-20. For the computer $1 + h$ is 1. Does this **complex step** give anything?
# -->

# %% slideshow={"slide_type": "subslide"} on_slide="output" tags=["checks:complex-step", "checks:imaginary-part"] caption="`f(x + 1j * h).imag / h`: no two values are subtracted, so no digits are lost. All are right."
def by_complex_step(h):
    return f(at + 1j * h).imag / h                 # Python writes i as 1j

print("by Taylor's series:", sp.expand(taylor(sp.I * h)))
print("1 + 1e-20 is 1:               ", 1 + 1e-20 == 1)
print("one-sided with 1e-20 gives:   ", one_sided(1e-20))
print("complex step, all digits right:", abs(by_complex_step(1e-20) - exact) < 4 * eps)
assert abs(by_complex_step(1e-20) - exact) < 4 * eps

# %% slideshow={"slide_type": "subslide"} caption="Right digits at best: one-sided half of them, central two thirds, complex step all."
def typical_error(way):                          # a median over neighbouring steps, so that one sees the trend
    error = np.maximum(abs(way(hs) - exact), eps)
    return [np.median(error[max(0, k - 6):k + 7]) for k in range(len(hs))]

fig, ax = plt.subplots(figsize=(5.8, 3.4))
for way, colour, dash, name, place in (
        (one_sided, house_style.INK, "-", "one-sided", (1e-7, 1e-3)),
        (central, house_style.OTHER, "--", "central", (3e-4, 5e-10)),
        (by_complex_step, house_style.STEP, "-.", "complex step", (1e-15, 4e-15))):
    ax.loglog(hs, typical_error(way), dash, color=colour)
    ax.text(*place, name, color=house_style.TEXT[colour], ha="left", va="center")
ax.set(xlabel="nudge $h$", ylabel="error (drawn from 2e-16 up)")
show(fig, alt="Error against the nudge h for three ways. One-sided and central differences make a V each; the lowest point of the "
              "central one is lower and further right, near h = 1e-5 with an error below 1e-10. The complex step has the right "
              "arm of the central one and no left arm: from h = 1e-8 down its error stays at the last digit.")

# %% [markdown]
# Half of the digits, two thirds, all. `course_lib.gradcheck` has all three, for a function of a whole vector of parameters, and takes
# these $h$ by itself. The complex step needs a program that lets complex numbers through: no `abs`, no `float`, no `.real` on
# the way. Where $f$ is given only as numbers from elsewhere, central differences it is. (Lyness & Moler 1967 found derivatives
# with complex numbers, Squire & Trapp 1998 made this short rule known.)

# %% [markdown]
# Now $h$ is in your hand. The picture writes the quotient out digit by digit: you see digits cancel, and how many of the answer are
# right.

# %% slideshow={"slide_type": "subslide"}
explorer = HExplorer()
explorer

# %% [markdown]
# **Three things to try.**
#
# 1. Press *h ÷ 10* again and again, from 0.01 to 1e-16. First predict: how many more digits of $f$ cancel with each press, and at
#    which $h$ are most digits of the answer right?
# 2. Choose *1,000,000 + exp(sin x)* and press *the best h*. Predict how many digits are right there. Does the million hurt the
#    complex step too?
# 3. Choose *exp(sin x)*, *central* and *float32*: numbers of half the length, about seven digits. Find the best $h$ by hand, then ask
#    in code: `explorer.best_h`, `explorer.right_digits`, and `explorer.errors(np.logspace(-8, 0, 200)).min()`.
#
# <details><summary>What you will see</summary>
#
# 1. One more with each press: at 1e-8 eight have cancelled, at 1e-15 fifteen, and at 1e-16 all of them, because x + h is stored as
#    x. The right digits come in leaps, from 2 to 8, since a digit or two agree by luck. They are most, eight, at 1e-7 and 1e-8; of
#    these two the error is smaller at 1e-8. From there on each press costs one.
# 2. About five instead of eight. Each value of f spends six more digits on the million, so round-off is larger, the best h is
#    1.9e-5, and the error there about 1e-5. The complex step, below its own best h, keeps all sixteen: the million stays in the real
#    part.
# 3. The formula says 0.0059, about a thousand times the 7.3e-6 of float64, and there about five of seven digits are right. Single
#    points near it do better by luck: where the cloud of round-off happens to pass through 0, the error is below 1e-5.
# </details>

# %% [markdown] slideshow={"slide_type": "notes"}
# Do the two lines of i on the board: i h, then (i h)² = −h². Nobody needs complex analysis for that. If somebody asks why one does not
# always use it: E must be built of functions that take complex numbers. Ours are; a call to somebody else's program often is not.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=5
# ## When do two gradients agree?
#
# Now to networks. To have something to check on, `problem` makes a random network with random examples. It has four settings that
# will matter: the widths of the layers, the number of examples, whether there are biases, and `decay`. That last one is the
# factor of a further term in $E$, half of `decay` times the sum of all squared weights, biases left out; its gradient is `decay`
# times the weight. Notebook 09 says what it is good for; here it is one more thing that can be coded wrongly.
#
# <!-- slide
# ## When do two gradients agree?
#
# A right gradient and its witness do not agree in all digits. How far apart is too far?
# -->

# %%
SQUARED, CROSS = losses.half_squared_error, losses.categorical_cross_entropy
KINDS = {"logistic": (activations.logistic, activations.logistic, SQUARED),     # hidden, output, error
         "ReLU": (activations.relu, activations.logistic, SQUARED),
         "softmax": (activations.logistic, activations.softmax, SQUARED),
         "cross-entropy": (activations.logistic, activations.softmax, CROSS)}
print(len(KINDS), "kinds of network:", ", ".join(KINDS))

# %%
def problem(kind="logistic", sizes=(3, 5, 4, 2), N=7, decay=0.1, biases=True, seed=0):
    """A random network of this kind, and random examples."""
    rng = np.random.default_rng(seed)
    hidden, output, loss = KINDS[kind]
    phi, theta = [hidden] * (len(sizes) - 2) + [output], rng.normal(0, 0.7, count(sizes))
    net = Network(sizes, phi, loss, theta, decay)
    for b in net.b[1:]:
        b *= biases                                # False counts as 0
    x, y = rng.normal(size=(N, sizes[0])), rng.random((N, sizes[-1]))
    return net, x, y / y.sum(axis=1, keepdims=True)          # cross-entropy wants rows that sum to 1

# %%
def error_at(net, x, y):
    """E as a function of one vector of parameters: all that a witness needs to know."""
    return lambda theta: net.at(theta).error(x, y)

net, x, y = problem()
print(net)
print("parameters:", net.theta.size)

# %% [markdown] slideshow={"slide_type": "-"}
# How far apart are two gradients $g$ and $r$? We measure the distance in units of their mean size, where $\lVert g \rVert$ is
# the length of a vector, the root of the sum of its squared entries:
#
# <!-- formula: relative-error -->
# $$ \text{relative error} = \frac{\lVert g - r \rVert}{\frac12 \left( \lVert g \rVert + \lVert r \rVert \right)} $$
#
# <!-- slide
# $$ \text{relative error} = \frac{\lVert g - r \rVert}{\frac12 \left( \lVert g \rVert + \lVert r \rVert \right)} $$
#
# 0: the same. 2: opposite. 2/3: one is twice the other.
# -->

# %% slideshow={"slide_type": "subslide"} on_slide="output" tags=["checks:relative-error"] caption="0 is the same, 2 the opposite. Below: how near the three witnesses come."
g = backprop(net, x, y)[1]
length = np.linalg.norm
for name, r in (("itself", g), ("twice", 2 * g), ("opposite", -g)):
    print(f"{name:12}  {relative_error(g, r):.3f}")
    assert np.isclose(relative_error(g, r), length(g - r) / ((length(g) + length(r)) / 2))
for way in (one_sided_difference, central_difference, complex_step):
    error = relative_error(g, way(error_at(net, x, y), net.theta))
    print(f"{way.__name__:22}  about 1e{round(np.log10(error)):+03d}")

# %% [markdown]
# The library's gradient agrees with each witness as far as that witness can see. And a wrong gradient? Here are the known mistakes
# that run on this network and matter there:

# %%
reference = central_difference(error_at(net, x, y), net.theta)
elsewhere = ("(square)", "softmax", "cross-entropy", "ReLU")         # they need another network
errors = [relative_error(mistake.function(net, x, y)[1], reference)
          for name, mistake in BACKPROP.items() if not any(word in name for word in elsewhere)]
print(f"{len(errors)} mistakes, relative errors from {min(errors):.3f} to {max(errors):.1f}")

# %% [markdown]
# The smallest is about ten million times what the right gradient showed. Between the two there is room for a bound.

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** A network is nearly trained, its outputs are a millionth off their targets. Somebody's gradient is twice the right one.
# The test says: "right, if no two entries differ by more than 1e-4". Does the mistake show?
#
# <details><summary>Answer</summary>
# No. Where the outputs are right to a millionth, the gradient itself is far below 1e-4, and so is any error in it: even a
# gradient of all zeros would pass. The relative error is 2/3, whatever the size.
# </details>

# %% slideshow={"slide_type": "subslide"} on_slide="output" caption="By an absolute bound twice the gradient passes, and so do zeros. The relative error shows it."
net, x, _ = problem(decay=0)
y = net.predict(x) + 1e-6 * np.random.default_rng(1).normal(size=(7, 2))
r = complex_step(error_at(net, x, y), net.theta)
doubled = BACKPROP["factor two"].function(net, x, y)[1]
print("no two entries differ by 1e-4:", abs(doubled - r).max() < 1e-4)
print("and zeros would pass as well: ", abs(0 * r - r).max() < 1e-4)
print(f"relative error:                {relative_error(doubled, r):.3f}")

# %% [markdown]
# The opposite happens too: a right gradient that fails. In **float32**, numbers of half the length, $\varepsilon_{\mathrm{m}}$ is
# 1.2e-7, and with the $h$ that is good for float64 the difference drowns in round-off:

# %%
net, x, y = problem(decay=0)
net = Network(net.sizes, net.phi[1:], net.loss, net.theta.astype("f4"))
x, y = x.astype("f4"), y.astype("f4")
g, eps_32 = backprop(net, x, y)[1], float(np.finfo("f4").eps)
print(f"eps of float32 = {eps_32:.1e}")
for h_now in (1e-6, eps_32 ** (1 / 3)):
    error = relative_error(g, central_difference(error_at(net, x, y), net.theta, h_now))
    print(f"float32, h = {h_now:.0e}: relative error {'above' if error > 0.01 else 'below'} a hundredth")

# %% [markdown] slideshow={"slide_type": "fragment"}
# So what is "small enough"? It depends on $\varepsilon_{\mathrm{m}}$, on $h$, on how large $E$ is and on how small the gradient. The
# library's `central_tolerance` computes it: the rounding of $E$ divided by $h$, over the length of the reference; but at least
# $100 h^2$, as room for truncation. Check in float64, and compare with that.
#
# > **In other books.** CS231n compares entry by entry, divides $|g - r|$ by the larger of $|g|$ and $|r|$, and says: above 1e-2 probably
# > wrong, below 1e-4 usually fine where there are kinks, 1e-7 and less "you should be happy". It asks for float64 and central differences.
#
# <!-- slide
# What is "small enough"? That depends on $\varepsilon_{\mathrm{m}}$, on $h$, on $E$ and on the gradient: `central_tolerance` computes it.
# -->

# %% [markdown] slideshow={"slide_type": "notes"}
# Two wrong verdicts in one section: an absolute bound lets a mistake through, a float32 check refuses right code. Ask which is worse.
# The second one teaches people to loosen the bound until the alarm stops, and then the first one follows.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=3
# ## What does a kink do to a check?
#
# ReLU has a kink at 0: its slope is 0 on the left and 1 on the right. A net input of 0.000001 lies right of the kink, so the slope is 1.
#
# **Predict.** What does a central difference with $h$ = 0.000006 say there?
#
# <details><summary>Answer</summary>
# 0.58. The upper point lies at z = 7 millionths, the lower one on the flat side, where ReLU is 0: 7 / 12. That is neither slope.
# </details>

# %% slideshow={"slide_type": "subslide"} caption="7/12, about 0.58: neither slope. The nudge reaches across the kink."
z = np.array([-5e-6, 1e-6, 7e-6])                        # z - h, z, z + h
low, here, high = activations.relu(z)
slope = (high - low) / (z[2] - z[0])
fig, ax = plt.subplots(figsize=(5.2, 2.8))
ax.plot([-9, 0, 9], [0, 0, 9], color=house_style.FORWARD)
ax.plot(1e6 * z[[0, 2]], 1e6 * np.array([low, high]), "o--", color=house_style.BACKWARD)
ax.plot(1e6 * z[1], 1e6 * here, "o", color=house_style.INK)
ax.text(-8.5, 4.2, f"slope of the dashed line: {slope:.2f}", color=house_style.TEXT[house_style.BACKWARD])
ax.text(7.4, 5.6, "ReLU", color=house_style.TEXT[house_style.FORWARD])
ax.set(xlabel="net input $z$, in millionths", ylabel="activity, in millionths", xticks=[-5, 0, 1, 7], yticks=[0, 1, 7])
show(fig, alt="ReLU near its kink at 0. The point asked about lies one millionth to the right of it, where the slope is 1. The two "
              f"points of the central difference lie on either side of the kink, and the line through them has slope {slope:.2f}.")

# %% [markdown]
# A **false alarm**: the code is right and the witness is wrong. In a network it needs one net input of one example within reach of
# $h$. Here we push one there:

# %%
net, x, y = problem("ReLU", sizes=(3, 5, 2), decay=0)
net.b[1][0] += 1e-6 - net.forward(x).z[1][0, 0]
g, E_at = backprop(net, x, y)[1], error_at(net, x, y)
for h_now in (6e-6, 1e-7):
    r = central_difference(E_at, net.theta, h_now)
    allowed = central_tolerance(E_at, net.theta, r, h_now)
    print(f"h = {h_now:.0e}   relative error allowed: {allowed:.0e}   the check fails: {relative_error(g, r) > allowed}")

a = activations.relu(np.array([-1e-6, 0, 1e-6]))          # and exactly at the kink?
print("at the kink: slope from the left", (a[1] - a[0]) / 1e-6, "  from the right", (a[2] - a[1]) / 1e-6,
      "  central difference", (a[2] - a[0]) / 2e-6)

# %% [markdown] slideshow={"slide_type": "fragment"}
# When a check of a network with ReLU fails, look at the smallest $|z|$ first; then take a smaller $h$, or another point. Exactly at the
# kink both slopes are legitimate, and both are in use: code that says 1 there is as right as code that says 0. A fair check asks
# somewhere else.
#
# <!-- slide
# A **false alarm**. Look at the smallest $|z|$, take a smaller $h$ or another point.
# -->

# %% [markdown] slideshow={"slide_type": "notes"}
# Ask what the two one-sided slopes are at exactly 0, and what the central difference gives there (0.5). Then: which of the three may
# a program use? 0 or 1, and the check has to accept either.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=4
# ## Why not train with differences?
#
# If a difference gives the gradient to ten digits with no derivation at all, why do we need backpropagation?
# Notebooks 04 and 05 counted for a few networks; how does the price grow?
#
# **Predict.** A network gets twice as wide in every layer, so it has about four times as many weights. How much more work is its
# gradient by central differences? And by backpropagation?
#
# <details><summary>Answer</summary>
# About 16 times, against 4 times. Each of four times as many parameters needs two runs, and each run has four times as much to
# do. Backpropagation has one run forward and one back, whatever the number of parameters.
# </details>
#
# <!-- slide
# ## Why not train with differences?
#
# Ten digits, and nothing to derive.
#
# **Predict.** A network gets twice as wide: four times as many weights. How much more work is its gradient by differences? And by
# backpropagation?
# -->

# %%
def costs(sizes):
    """Multiplications for one example's gradient: by central differences, by backpropagation."""
    forward = sum(n_in * n_out for n_in, n_out in zip(sizes, sizes[1:], strict=False))     # one a weight
    back = count_multiplications(sizes)[1]                                                 # deltas and gradient
    return 2 * count(sizes) * forward, forward + back

for sizes in ((2, 3, 2), (64, 32, 10), (784, 30, 10), (784, 512, 512, 10)):
    differences, both_ways = costs(sizes)
    print(f"{'-'.join(map(str, sizes)):>14}  {count(sizes):>7,} parameters   differences ÷ backpropagation:"
          f" {differences / both_ways:>9,.0f}")

# %% slideshow={"slide_type": "subslide"}
nets = [(n, n, n) for n in (2, 4, 8, 16, 32, 64, 128, 256, 512)]
P, counted = [count(sizes) for sizes in nets], np.array([costs(sizes) for sizes in nets])
ratio = counted[-1, 0] / counted[-1, 1]
fig, ax = plt.subplots(figsize=(5.8, 3.4))
ax.loglog(P, counted[:, 0], "o-", color=house_style.INK)
ax.loglog(P, counted[:, 1], "s--", color=house_style.OTHER)
ax.text(3e3, 1e9, "central differences", ha="right", color=house_style.INK)
ax.text(1e4, 3e3, "backpropagation", ha="left", color=house_style.TEXT[house_style.OTHER])
ax.text(P[-1], 3e8, f"{ratio:,.0f} times\nas many", ha="right", va="center", color=house_style.QUIET)
ax.set(xlabel="parameters", ylabel="multiplications for one gradient")
show(fig, alt="Multiplications for one gradient against the number of parameters, both on logarithmic scales. The line of central "
             "differences is twice as steep as that of backpropagation; at the widest network, with "
             f"{P[-1]:,} parameters, it is {ratio:,.0f} times as high.")

# %%
by_differences, by_backprop = counted[-1] / counted[-2]
print(f"256 to 512 units a layer: differences {by_differences:.1f} times the work, backpropagation {by_backprop:.1f} times")

# %% [markdown] slideshow={"slide_type": "-"}
# 16 times against 4 times. The one grows with the square of the number of parameters, the other in proportion to it. What does that
# mean in hours? This course has measured its own gradient ([notebook 06](06_by_hand_to_code.ipynb) reads the program), and the
# figures are kept in `benchmarks/gradient.json`. Times belong to one machine, so it is named. The last column is an estimate: the
# measured time, multiplied by the ratio of the two counts.
#
# <!-- slide
# One grows with the square of the number of parameters, the other in proportion to it.
# -->

# %% slideshow={"slide_type": "subslide"} on_slide="output" caption="Backpropagation is measured; the differences are estimated from it. Hours, for one gradient."
stored = json.loads((Path(course_lib.__file__).parents[1] / "benchmarks/gradient.json").read_text("utf-8"))
took = {row["workload"]: row["microseconds"] / 1e6 for row in stored["rows"]
        if (row["section"], row["dtype"], row["who"], row["what"]) == ("1 thread", "float64", "ours", "gradient")}
print(f"{stored['machine']}, measured {stored['date']}")
print("one gradient                backprop.    differences (estimated)")
for name, sizes, N in (("c", (784, 30, 10), 10), ("d128", (784, 128, 10), 128), ("e", (784, 512, 512, 10), 256)):
    differences, both_ways = costs(sizes)
    seconds = took[name] * differences / both_ways
    print(f"{'-'.join(map(str, sizes)):14} {N:3} examples   {1000 * took[name]:6.2f} ms   {seconds:8,.0f} s")
print(f"the last one is {seconds / 3600:.1f} hours, for one gradient")

# %% [markdown]
# For the largest, milliseconds against hours, and that for one step. So differences are for checking, on small networks. "Automatic
# differentiation", the name under which libraries offer the walk back for any program, is not differences: it multiplies and adds
# exact local derivatives, and has no $h$.
#
# > **In other books.** Nielsen's chapter 2 makes the same count with a small $\epsilon$ for our $h$: a million weights, a million and one runs.

# %% [markdown]
# Time it yourself, in a cell of your own: your machine, your numbers.
#
# ```python
# net, x, y = problem(sizes=(64, 32, 10), decay=0)
# %timeit backprop(net, x, y)
# %timeit central_difference(error_at(net, x, y), net.theta)
# ```

# %% [markdown] slideshow={"slide_type": "notes"}
# The misconception to catch: "frameworks compute the gradient by wiggling the weights". Ask what h they would use, and for how many
# digits they would have to apologise. On very small networks the times do not follow the counts, because there every call costs
# more than its arithmetic.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=4
# ## Can two runs check a million parameters?
#
# For a large network even the check is too dear, if it asks one parameter at a time. So nudge all of them at once: choose a direction $v$
# at random, a vector of length 1 with an entry for each parameter, and go a little way along it. By the chain rule of notebook 01, $E$ must
# respond with the sum over all parameters of gradient times nudge:
#
# <!-- formula: direction -->
# $$ \sum_i \frac{\partial E}{\partial \theta_i} \, v_i \approx \frac{E(\theta + h v) - E(\theta - h v)}{2h} $$
#
# **Predict.** A network with 969,510 parameters. In its gradient a single entry is wrong, twice what it should be. Do two runs of the
# network notice?
#
# <details><summary>Answer</summary>
# Yes, if the entry is an ordinary one. It sounds like a needle in a haystack. But if the gradient is right, the two numbers agree to
# six digits and more; and of a million entries of like size each is a thousandth of the gradient's length, because the squares add up.
# </details>
#
# <!-- slide
# ## Can two runs check a million parameters?
#
# $$ \sum_i \frac{\partial E}{\partial \theta_i} \, v_i \approx \frac{E(\theta + h v) - E(\theta - h v)}{2h} $$
#
# **Predict.** 969,510 parameters; one entry of the gradient is twice what it should be. Do two runs notice?
# -->

# %% [markdown] slideshow={"slide_type": "notes"}
# Let the room guess first; nearly all say no.

# %% slideshow={"slide_type": "skip"} tags=["checks:direction"]
sizes = (64, 900, 1000, 10)
first = datasets.digits().train.rows(slice(0, 32))
net = Network(sizes, [activations.tanh, activations.tanh, activations.softmax], CROSS,
              initial_weights.lecun(sizes, np.random.default_rng(0)))
gradient, E_at = backprop(net, first.x, first.y)[1], error_at(net, first.x, first.y)
directions = [random_direction(net.theta, np.random.default_rng(seed)) for seed in range(5)]
measured = [along(E_at, net.theta, v) for v in directions]

def disagreement(gradient):
    """Relative error of gradient · v against two runs, for each of the directions."""
    return np.array([relative_error(gradient @ v, m) for v, m in zip(directions, measured, strict=True)])

assert disagreement(gradient).max() < 1e-6

# %% slideshow={"slide_type": "subslide"} on_slide="output"
print(f"{net.theta.size:,} parameters, five directions")
print("the right gradient, worst of five:    below 1e-6:", disagreement(gradient).max() < 1e-6)
for l, j, i, place in ((3, 3, 500, "to an output"), (2, 500, 300, "in the middle"), (1, 200, 0, "from a blank pixel")):
    wrong = gradient.copy()
    windows(wrong, sizes)[0][l][j, i] *= 2                # one entry doubled
    seen = (disagreement(wrong) > 1e-6).sum()
    print(f"one weight {place:18} doubled:  above 1e-6 in {seen} of 5 directions")

# %% [markdown] slideshow={"slide_type": "-"}
# One direction, two runs, and a single wrong entry among 969,510 is seen. What is missed? An entry that hardly counts: pixel 1 is blank in
# these images, the entries of its weights are 0, and twice 0 is 0. A direction that happens to be almost at right angles to the
# mistake; so take several. And with a careless bound, say a hundredth, much more:
#
# <!-- slide
# Two runs see a single wrong entry among 969,510, as long as the bound is tight.
# -->

# %% tags=["checks:direction"]
wrong = gradient.copy()
windows(wrong, sizes)[0][2][500, 300] *= 2
for bound in (1e-2, 1e-4, 1e-6):
    print(f"bound {bound:.0e}: the weight in the middle is seen in {(disagreement(wrong) > bound).sum()} of 5 directions")

# %% [markdown] slideshow={"slide_type": "notes"}
# The reason it works: with a right gradient the two numbers agree to seven digits or so,
# and a single entry of average size is about a thousandth of the gradient's length. Precision does what counting cannot.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=4
# ## Where does a wrong gradient look right?
#
# A check asks at one point. Some points are so special that mistakes vanish there.
#
# **Predict.** All weights and biases are 0. How many of the 26 known mistakes in backpropagation give the right gradient there: 0, 3
# or 10?
#
# <details><summary>Answer</summary>
# 10. Through weights of 0 no delta comes down, so whatever is wrong further down is multiplied by 0. All activities are 0.5, so that one
# layer's cannot be told from another's. And parameters of 0 have no decay.
# </details>

# %%
WITNESSES = {}          # a witness is the same for all programs that are asked at one point: it is computed once and kept

def witness(net, x, y):
    """Central differences, and how far from them a right gradient may be."""
    question = str(net), net.decay, net.theta.tobytes(), x.tobytes(), y.tobytes()
    if question not in WITNESSES:
        E_at = error_at(net, x, y)
        r = central_difference(E_at, net.theta)
        WITNESSES[question] = r, central_tolerance(E_at, net.theta, r)
    return WITNESSES[question]

# %%
def alarm(function, net, x, y):
    """Whether a check against central differences sees something wrong with this backprop."""
    try:
        gradient = function(net, x, y)[1]
    except ValueError:                                   # it does not even run
        return True
    r, tolerance = witness(net, x, y)
    return not relative_error(gradient, r) <= tolerance        # "not a number" is an alarm too

# %% slideshow={"slide_type": "subslide"} on_slide="output" caption="Where all weights are 0, ten of 26 mistakes look right."
HOME = {"ReLU's mask asked of the activity": "ReLU", "softmax's Jacobian as a diagonal": "softmax",
        "slope after cross-entropy": "cross-entropy", "slope 1 at the kink": "ReLU"}
unseen = []
for name, mistake in BACKPROP.items():
    net, x, y = problem(HOME.get(name, "logistic"), sizes=(5, 5, 5))
    net.theta[:] = 0
    unseen += [] if alarm(mistake.function, net, x, y) else [name]
print(f"no alarm with all weights 0: {len(unseen)} of {len(BACKPROP)}")
print(textwrap.fill("; ".join(unseen), 70))

# %% [markdown]
# (Each mistake is asked on a network where its line matters: `HOME` says where that is not the logistic one.) Ones are special, too.
# A bias is a weight on an input of 1; so if the only input *is* 1, a program may take the gradient of the weight for that of the bias
# and be right. And in a graph, as in notebook 01, a node's pull gets $g$ from above and must multiply by it; a pull for $x^2$ that
# forgets to is right as long as $g$ is 1:

# %%
net, x, y = problem(sizes=(1, 2), decay=0)
from_weights = BACKPROP["bias gradient from the weights'"].function
print("bias gradient from the weights':  alarm", alarm(from_weights, net, x, y),
      "  with inputs of 1", alarm(from_weights, net, np.ones_like(x), y))
forgets, keeps = ROWS["upstream gradient ignored"].function, primitives.TABLE["square"]
for g in (1.0, 2.0):
    x_now = np.array([3.0])
    pulls = [row.pull(0, g, x_now ** 2, x_now)[0] for row in (forgets, keeps)]       # parent 0; g; value; parent's value
    print(f"g = {g}:  the forgetful pull gives {pulls[0]}, the right one {pulls[1]}")

# %% [markdown] slideshow={"slide_type": "subslide"}
# And there is something that no gradient check can see. It compares the gradient with $E$ as the program computes it. If that $E$ is
# wrong, a gradient that fits it is wrong in the same way, and the two agree.
#
# **Predict.** Somebody's targets have the shape `(N,)` and the outputs `(N, 1)`, so that NumPy stretches `a - y` to a whole table of
# `(N, N)`, as in notebook 04.
# The gradient is that of this $E$. What does the check say, and what does training do?
#
# <details><summary>Answer</summary>
# The check says "right". Training lowers that E as far as it goes, which is not to 0: every output is held against every target,
# so the best that each can do is the mean of all targets.
# </details>
#
# <!-- slide
# A check compares the gradient with $E$ as the program computes it.
#
# **Predict.** Targets of shape `(N,)`, outputs of shape `(N, 1)`: NumPy stretches `a - y` to a table of `(N, N)`. The gradient fits this
# $E$. What does the check say, and what does training do?
# -->

# %%
rng = np.random.default_rng(0)
x = rng.normal(size=(6, 2))
y = x @ [[2.0], [-1.0]] + 0.5                            # one linear neuron can meet these exactly

def outputs(theta):
    return x @ theta[:2, None] + theta[2]                # two weights and a bias

def stretched_E(theta):
    return LOSSES["targets stretched"].function(None, outputs(theta), y)

def its_gradient(theta):
    delta = (outputs(theta) - y[:, 0]).sum(axis=1) / len(y)           # y[:, 0] has the shape (6,)
    return np.append(delta @ x, delta.sum())

# %% slideshow={"slide_type": "subslide"} on_slide="output" caption="The check passes. And all six outputs have become the mean of the targets."
theta = rng.normal(size=3)
print("gradient check passes:", relative_error(its_gradient(theta), central_difference(stretched_E, theta)) < 1e-8)
for _ in range(500):
    theta -= 0.05 * its_gradient(theta)
print("the stretched E after training:", round(stretched_E(theta), 3))
print("targets:", y.ravel().round(2), "  their mean:", y.mean().round(2))
print("outputs:", outputs(theta).ravel().round(2))

# %% [markdown] slideshow={"slide_type": "fragment"}
# A gradient check answers one question: is this the gradient of this $E$? Whether it is the $E$ that you meant needs another witness, one
# that does not share the code: numbers worked out by hand, as in notebook 06, or a second program.
#
# <!-- slide
# It answers one question: is this the gradient of **this** $E$? Whether it is the $E$ you meant, it cannot say.
# -->

# %% [markdown] slideshow={"slide_type": "notes"}
# Draw the triangle on the board: what I mean, the E that I coded, the gradient that I coded. A gradient check tests one side of it only.
# Have the room name points that are special: zero weights, one example, equal widths, inputs of one.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=6
# ## Which check sees which mistake?
#
# Now the line-up: all 26 mistakes of `course_lib.mistakes.BACKPROP`, each wrong in one line, against seven checks. (What the line is,
# `BACKPROP[name].wrong` says, as in notebook 06.) Four right programs stand in the line-up as well, two of which look odd; on those
# a good check gives no alarm.
#
# 1. **shape fits**: the program runs, and the gradient is as long as $\theta$;
# 2. **E falls** in training; and 3. **85 % right**: after training, at least so many of the examples are read correctly;
# 4. **check, N = 1**: central differences with one example, on a fresh network: random weights, biases 0, no decay, equal widths;
# 5. **check, N = 7**: the same with seven examples;
# 6. **full check**: seven examples, random biases, decay, and layers of unequal widths;
# 7. **two runs**: the settings of the full check, but one random direction in place of all parameters.
#
# To train we need a task. It shall be one where square networks work, five inputs, five hidden units, five outputs, so that shapes give
# nothing away: a pinwheel of five bent arms, each arm a class. The inputs say how far a point lies along each of five directions.
# Every program trains from three random starts, and the median counts.
#
# <!-- slide
# ## Which check sees which mistake?
#
# 26 mistakes, each wrong in one line. Four pieces of right code. Seven checks:
#
# 1. the shape fits
# 2. $E$ falls
# 3. 85 % of the examples are right
# 4. a gradient check with one example
# 5. the same with seven
# 6. all traps set: biases, decay, unequal widths
# 7. the same in one random direction: two runs
# -->

# %%
rng = np.random.default_rng(0)
kind, radius = np.arange(100) % 5, rng.uniform(0.2, 1, 100)
angle = 2 * np.pi * kind / 5 + 1.7 * radius + rng.normal(0, 0.1, 100)      # each arm bends by up to 1.7
x_wheel = 1.6 * radius[:, None] * np.cos(angle[:, None] - 2 * np.pi * np.arange(5) / 5)
y_wheel = np.eye(5)[kind]
print("x:", x_wheel.shape, "  y:", y_wheel.shape)

# %%
fig, ax = plt.subplots(figsize=(3.6, 3.4))
for k, (mark, colour) in enumerate(zip("os^Dv", (house_style.INK, house_style.OTHER, house_style.STEP,
                                                 house_style.TARGET, house_style.VALIDATION), strict=True)):
    mine = kind == k
    ax.plot(radius[mine] * np.cos(angle[mine]), radius[mine] * np.sin(angle[mine]), mark, color=colour, markersize=5)
ax.set_aspect("equal")
ax.set_axis_off()
show(fig, alt="A hundred points in a plane, in five bent arms around a centre like a pinwheel. Each arm is a class, told by its mark "
              "and its colour.")

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** All 26 train for 60 epochs. How many do not lower $E$? And how many end below 85 %, where the right code ends at 93 %?
#
# <details><summary>Answer</summary>
# Four do not lower E, and eight end below 85 %. So 22 wrong programs pass as "it learns", and 18 of them as "it learns well".
# </details>

# %% [markdown] slideshow={"slide_type": "notes"}
# Give each column to a group before showing the picture: "you only look at E; raise a hand when you would have noticed". Then go
# through the three pictures row by row.

# %% [markdown]
# Four cells build the line-up: how a program is trained, the two-run check, one row, all rows. The counts below the last are
# what we are after.

# %%
def trained(function, kind, seed):
    """E before and after training by this backprop, and the share of examples read correctly then."""
    rng = np.random.default_rng(seed)
    hidden, output, loss = KINDS[kind]
    net = Network((5, 5, 5), [hidden, output], loss, initial_weights.lecun((5, 5, 5), rng), decay=1e-4)
    before = net.error(x_wheel, y_wheel)
    batches = np.concatenate([rng.permutation(100).reshape(5, 20) for _ in range(60)])    # 60 epochs, 20 at a time
    with np.errstate(over="ignore", invalid="ignore"):                                    # some will blow up
        for rows in batches:
            net.theta -= 6 * function(net, x_wheel[rows], y_wheel[rows])[1]               # eta = 6
        trace = net.forward(x_wheel)
        right = trace.a[2].argmax(axis=1) == y_wheel.argmax(axis=1)
        return before, net.error_in(trace, y_wheel), right.mean()

# %%
SQUARE = dict(sizes=(5, 5, 5), decay=0, biases=False)
CHECKS = ["shape\nfits", "$E$\nfalls", "85 %\nright", "check,\nN = 1", "check,\nN = 7", "full\ncheck", "two\nruns"]

def two_runs_alarm(function, net, x, y):
    """Whether two runs in one random direction see something wrong with this backprop."""
    v = random_direction(net.theta, np.random.default_rng(0))
    try:
        found = function(net, x, y)[1] @ v
    except ValueError:
        return True
    return not relative_error(found, along(error_at(net, x, y), net.theta, v)) <= 1e-7

# %%
def line_up(name, function):
    """The alarms of the seven checks, and the share of examples read correctly, a median of three."""
    home = HOME.get(name, "logistic")
    net, x, y = problem(home, **SQUARE)
    before, after, share = np.median([trained(function, home, seed) for seed in range(3)], axis=0)
    return [function(net, x, y)[1].shape != net.theta.shape, not after < before, not share >= 0.85,
            alarm(function, *problem(home, N=1, **SQUARE)), alarm(function, net, x, y),
            alarm(function, *problem(home)), two_runs_alarm(function, *problem(home))], share

# %% slideshow={"slide_type": "skip"}
RIGHT = {"course_lib.backprop": backprop} | {name: variant.function for name, variant in VARIANTS.items()}
WRONG = {name: mistake.function for name, mistake in BACKPROP.items()}
verdicts, shares = {}, {}
for name, function in (WRONG | RIGHT).items():
    verdicts[name], shares[name] = line_up(name, function)
alarms = np.array([verdicts[name] for name in WRONG])
print("mistakes, of", len(WRONG), "seen by:")
for check, seen in zip(CHECKS, alarms.sum(axis=0), strict=True):
    print(f"   {' '.join(check.replace('$', '').split()):22} {seen:2}")
print(f"   the first three        {alarms[:, :3].any(axis=1).sum():2}")
print("alarms on right code:", int(np.sum([verdicts[name] for name in RIGHT])))

# %% [markdown]
# First those that one notices in training, and that all gradient checks see too, even the lazy one with a single example. A filled disc
# is an alarm; yellow says that the check has been fooled.

# %% slideshow={"slide_type": "subslide"} caption="Seven mistakes that spoil the training. Yellow: the check has been fooled."
lazy = CHECKS.index("check,\nN = 1")
caught = {name: verdicts[name] for name in WRONG if verdicts[name][lazy]}
noticed = {name: row for name, row in caught.items() if any(row[:3])}
show(draw_switchboard(noticed, CHECKS),
     alt=f"A table of {len(noticed)} mistakes against seven checks. The shapes fit for all of them. {sum(r[1] for r in noticed.values())} do "
         f"not lower E, and all {sum(r[2] for r in noticed.values())} end below 85 %. The four gradient checks give an alarm on every one.")

# %% [markdown]
# Whoever makes one of these has at least a hint that something is wrong. The next ones train, and train well:

# %% slideshow={"slide_type": "subslide"} caption="Ten mistakes that train as if nothing were wrong."
quiet = {name: row for name, row in caught.items() if name not in noticed}
show(draw_switchboard(quiet, CHECKS),
     alt=f"Another {len(quiet)} mistakes against the seven checks. The shapes fit, E falls and more than 85 % end right for every one "
         "of them: the three columns on the left give no alarm at all. The four gradient checks on the right see all of them.")

# %% [markdown]
# The three columns on the left, what one sees without checking a gradient, give no alarm here. Twice the gradient is little more than
# twice the learning rate. Even a delta that was sent through the weights the wrong way round ("weights not transposed") trains this
# network. A gradient check with one example would have told. But there are some that it does not see either:

# %% slideshow={"slide_type": "subslide"}
escaped = {name: verdicts[name] for name in WRONG if not verdicts[name][lazy]}
show(draw_switchboard(escaped | {name: verdicts[name] for name in RIGHT}, CHECKS, right=RIGHT),
     alt=f"The other {len(escaped)} mistakes, which pass the check with one example, and below them four right programs. The "
         f"check with seven examples sees {sum(v[4] for v in escaped.values())} of them, those about N and the biases; those "
         "about decay are seen by the full check and by the two runs only. On the right programs no check gives an alarm.")

# %% [markdown] slideshow={"slide_type": "-"}
# With one example, dividing by $N$ cannot be told from not dividing. Without decay, decay cannot be wrong. The full check sees all, and so do
# two runs in one random direction with the same settings. It is not the amount of work that makes a check good, it is the point at
# which it asks.
#
# <!-- slide
# It is not the work that makes a check good, it is the point at which it asks.
# -->

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** Which of the wrong programs end with a *higher* share of right answers than the right one?
#
# <details><summary>Answer</summary>
# Six, by a little or by more. The best is "output slope missing", which ends with all examples right. It looks as if the mistake were an
# improvement, and in a way it is: a - y is the delta of cross-entropy, so this program minimises another error than it says.
# Notebook 03 tells why that one learns faster. A wrong gradient may well be the right one of another question.
# </details>

# %% slideshow={"slide_type": "subslide"} on_slide="output" caption="Six wrong programs end with more right answers than the right one."
print(f"{shares['course_lib.backprop']:5.0%}  read correctly by the right program")
rivals = [name for name in WRONG if name not in HOME]            # those that trained the same, logistic network
better = [name for name in rivals if shares[name] > shares["course_lib.backprop"]]
for name in sorted(better, key=shares.get, reverse=True):
    print(f"{shares[name]:5.0%}  {name}")

# %% [markdown] slideshow={"slide_type": "notes"}
# Stay with "output slope missing": it is the row that ends the discussion about "but it works".

# %% [markdown]
# Here is the whole line-up once more, live: the same programs, networks, examples and bounds as in the three pictures. With the
# sliders you move the point at which the witnesses ask, and so find out *when* each of them is blind.

# %% slideshow={"slide_type": "subslide"}
board = Switchboard()
board

# %% [markdown]
# **Three things to try.**
#
# 1. Which of the four gradient checks does "1/N missing" fool? Predict, then switch it on. What is the smallest `N` at which the other
#    three still notice? Then set `η` to 0.3: what becomes of the training?
# 2. Switch nothing on, so that the program is right, and raise `nudge h`. Which witness is the first to give a false alarm? Go on to
#    h = 0.1 and let all verdicts be shown: what has become of the full check?
# 3. "As in the text", then draw `weights ×` down to 0. How many mistakes does the check with seven examples let through, and how many
#    the full check? Can you set the sliders so that the full check lets ten through? Count in code:
#
# ```python
# found = board.line_up()
# missed = [name for name in BACKPROP if not found[name]["full check"]]
# print(len(missed), "; ".join(missed))
# ```
#
# <details><summary>What you will see</summary>
#
# 1. Only the check with one example: its relative error is 1e-10, like that of the right program. The other three notice from N = 2 on,
#    with relative errors of 0.67, 0.23 and 0.09; at N = 1 they are fooled as well. With η = 6 this program ends at E = 0.51 and 20 %
#    right, so here training tells. Its gradient is 20 times too large (a batch has 20 examples), and with η = 0.3, a twentieth, it
#    ends at 0.08 and 94 %: the mistake has become a matter of taste. (The right program needs its η = 6 for 0.09 and 93 %.)
# 2. The two runs, from h = 0.008 or so: their relative error grows with h² and their bound of 1e-7 stays. The other checks allow
#    100 h², so they give no false alarm, but at h = 0.1 they allow a relative error of 1, and 16 of the 26 mistakes pass the full check.
# 3. With weights of 0 the check with seven examples lets ten through, those of "Where does a wrong gradient look right?"; the full check
#    seven (layers of unequal widths save it from three). The two runs give a false alarm, too, on "slope 1 at the kink": with
#    weights of 0 the net inputs of ReLU lie exactly on it. With N = 1 besides, the full check lets ten through.
# </details>

# %% [markdown] slideshow={"slide_type": "slide"} minutes=3
# ## Can one write a checker that lets none through?
#
# Put the lessons together: every kind of network that we use, seven examples, random biases, decay, unequal widths, a relative error with a
# tolerance that knows rounding; away from kinks. `alarm` above compares the gradients; here $E$ itself is compared, too.
#
# <!-- slide
# ## Can one write a checker that lets none through?
#
# - every kind of network that we use
# - seven examples, random biases, decay, unequal widths
# - a relative error, a tolerance that knows rounding
# - away from kinks
# - $E$ itself, too
# -->

# %% slideshow={"slide_type": "subslide"} on_slide="code"
def verdict(function, kinds=KINDS, **settings):
    """Say "accepted", or what is wrong with this function (net, x, y) -> (E, gradient)."""
    for kind in kinds:
        net, x, y = problem(kind, **settings)
        if alarm(function, net, x, y):
            return f"{kind}: another gradient"
        if not np.isclose(function(net, x, y)[0], net.error(x, y), rtol=1e-12, atol=0):
            return f"{kind}: another E"
    return "accepted"

# %%
print("course_lib.backprop:  ", verdict(backprop))
print("output slope missing: ", verdict(WRONG["output slope missing"]))

# %% slideshow={"slide_type": "fragment"} on_slide="output" caption="It lets none through, and refuses no right one."
def by_complex_steps(net, x, y):                       # right, and slow
    return net.error(x, y), complex_step(error_at(net, x, y), net.theta)

MORE_RIGHT = RIGHT | {"path_sum": path_sum, "complex step": by_complex_steps}
MORE_WRONG = WRONG | {"all zeros": lambda net, x, y: (net.error(x, y), 0 * net.theta),
                      "E doubled": lambda net, x, y: (2 * net.error(x, y), backprop(net, x, y)[1]),
                      "not a number": lambda net, x, y: (net.error(x, y), np.nan * net.theta)}
rejected = [verdict(function) != "accepted" for function in MORE_WRONG.values()]
accepted = [verdict(function) == "accepted" for function in MORE_RIGHT.values()]
print(f"wrong programs rejected: {sum(rejected)} of {len(rejected)}")
print(f"right programs accepted: {sum(accepted)} of {len(accepted)}")
assert all(rejected) and all(accepted)

# %% [markdown]
# Two small things that make it safe. `alarm` says `not … <= tolerance` and not `… > tolerance`: a comparison with "not a number" is false,
# so the second form would let a gradient of NaN through. And the network with ReLU stays away from its kinks:

# %%
net, x, y = problem("ReLU")
nearest = min(abs(z).min() for z in net.forward(x).z[1:net.L])
print("every net input of ReLU is further than 1e-3 from the kink:", nearest > 1e-3)

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Break it.** We take away one trap at a time.
#
# **Predict.** Which of these lets the most mistakes through: a single example, no decay, biases 0, equal widths, one kind of network, no
# hidden layer?
#
# <details><summary>Answer</summary>
# No hidden layer lets six through, all of them mistakes in the recursion, of which there is none then. A single example and no decay
# let five through each. Equal widths let none through: they only save wrong programs from crashing, and the numbers still tell.
# </details>

# %% slideshow={"slide_type": "subslide"} on_slide="output" caption="How many get through if one trap is missing. No hidden layer: no recursion, and six mistakes in it look right."
WEAKER = {"one example": dict(N=1), "no decay": dict(decay=0), "biases 0": dict(biases=False),
          "equal widths": dict(sizes=(5, 5, 5, 5)), "logistic only": dict(kinds=["logistic"]),
          "no hidden layer": dict(sizes=(3, 2))}
through = {}
print("mistakes that get through:")
for what, settings in WEAKER.items():
    through[what] = [name for name, function in WRONG.items() if verdict(function, **settings) == "accepted"]
    print(f"{what:16} {len(through[what])}   {through[what][0] if through[what] else ''}{', …' if len(through[what]) > 1 else ''}")

# %%
for what, names in through.items():
    print(f"{what}: {'; '.join(names) or 'none'}")

# %% [markdown]
# *Try: give `verdict` the `my_backprop` that you wrote in notebook 06. It knows the half squared error and no decay, so ask for
# `kinds=["logistic", "ReLU"], decay=0`.*
#
# <details><summary>What you will see</summary>
# "accepted". With the default settings it is "logistic: another gradient", because the network has decay and your program leaves it
# out: a true alarm, about a program that does less than it is asked for.
# </details>

# %% [markdown] slideshow={"slide_type": "notes"}
# Vote again on the question of the beginning. Then ask for the one line in verdict that each person would have left out. The course's own
# tests use settings like these; whoever writes a layer of their own should too.

# %% [markdown] slideshow={"slide_type": "skip"}
# ## Recall
#
# Without scrolling up: answer, then unfold.
#
# **1.** Why is the smallest $h$ not the best?
# <details><summary>Answer</summary>
# Truncation shrinks with h, but round-off grows: the last digit of f is divided by h. The best is where the two balance, near 1e-8 for
# a one-sided and near 1e-5 for a central difference.
# </details>
#
# **2.** Why may the complex step use $h$ = 1e-20?
# <details><summary>Answer</summary>
# It subtracts nothing. The derivative comes out alone in the imaginary part, which has its own digits, so there is no round-off to
# divide by h.
# </details>
#
# **3.** "Automatic differentiation means that the computer takes finite differences." What is wrong with that?
# <details><summary>Answer</summary>
# There is no h in it. It multiplies and adds exact local derivatives, as backpropagation does, in one run forward and one back.
# Differences cost two runs for each parameter and lose digits; they are for checking.
# </details>
#
# **4.** "If it trains, it is right." What do you say?
# <details><summary>Answer</summary>
# Of the 26 known mistakes, 22 lower E and 18 reach 85 %. Some end with more examples right than the right program.
# </details>
#
# **5.** A gradient passes a check with one example. What may still be wrong?
# <details><summary>Answer</summary>
# Everything about N: 1/N missing, 1/N at every layer, the bias gradient averaged or taken from the last example. And what else the
# check left out, such as decay.
# </details>
#
# **6.** A right program with ReLU fails a check. How can that be?
# <details><summary>Answer</summary>
# A net input lies so near the kink that the two points of the difference lie on either side of it. Look at the smallest |z|; take a
# smaller h or another point. Or the check was made in float32 with an h for float64.
# </details>
#
# **7.** What can no gradient check find, however good it is?
# <details><summary>Answer</summary>
# A wrong E. It compares the gradient with E as the program computes it, and a gradient may fit the wrong E perfectly.
# </details>

# %% slideshow={"slide_type": "skip"}
print("1: ", f"{eps ** (1 / 2):.0e} and {eps ** (1 / 3):.0e}")
print("4: ", sum(not v for v in alarms[:, 1]), "lower E,", sum(not v for v in alarms[:, 2]), "reach 85 %")
print("5: ", "; ".join(name for name in escaped if "decay" not in name))

# %% [markdown] slideshow={"slide_type": "slide"} minutes=1
# ## The next question
#
# We can trust the gradient now: it says, for every parameter, how fast $E$ changes. It does not say how far that holds. **How far does one
# go against the gradient?** That is [notebook 08](08_downhill.ipynb).
#
# *What we used is `course_lib/gradcheck.py`, and the line-up lives in `course_lib/mistakes/in_backprop.py`: read them.*
#
# **Now write it yourself.** The [exercises of 07](../exercises/07_trust_nothing/exercises_07.ipynb)
# look at what you write, and say where it first goes wrong.
#
# <!-- slide
# ## The next question
#
# We can trust the gradient: it says, for every parameter, how fast $E$ changes.
#
# **How far does one go against it?**
# -->
