# %% [markdown] slideshow={"slide_type": "slide"} minutes=2
# # 01 · The chain rule
#
# In the tower of [notebook 00](00_which_brick_moves_the_tower.ipynb) effects travelled along a single line. In a network, lines
# fork and join. **How do effects combine along many paths, and what does it cost to add them up?**
#
# After this notebook you will be able to
#
# 1. predict what a small change at the beginning of a chain does at its end;
# 2. write the derivative of any calculation as a sum over paths, and have SymPy confirm it;
# 3. say what that sum computes again and again, and count what is saved by remembering.
#
# *About an hour alone, 45 minutes as a lecture.*
#
# <!-- slide
# # 01 · The chain rule
#
# In a network, lines fork and join.
#
# **How do effects combine along many paths, and what does it cost to add them up?**
# -->

# %% [markdown] slideshow={"slide_type": "notes"}
# Everything in this notebook is the chain rule. The only new thought is in the last third: the order in
# which one adds and multiplies decides whether the work doubles at each fork or not.

# %% slideshow={"slide_type": "skip"}
import matplotlib.pyplot as plt
import numpy as np
import sympy as sp
from IPython.display import Math

from course_lib import graph, house_style
from course_lib.backprop import backprop
from course_lib.example import example
from course_lib.figures import draw_chain, draw_counts, draw_graph, draw_paths
from course_lib.mistakes import GRAPH
from course_lib.show import show, show_source
from course_lib.symbolic import backward_derivatives, count_operations, count_paths, total_derivative
from course_lib.widgets import Nudge

house_style.use()

# %% [markdown] slideshow={"slide_type": "slide"} minutes=5
# ## What does a derivative tell us?
#
# How sensitive a value is. Nudge the input $x$ by a small $h$, look how far the value $f(x)$ moves, and divide by $h$. What
# the quotient tends to as $h$ shrinks is the derivative:
#
# <!-- formula: derivative -->
# $$ f'(x) = \lim_{h \to 0} \frac{f(x + h) - f(x)}{h} $$
#
# **Predict.** For $f(x) = x^2$ at $x = 3$: where does the quotient go as $h$ becomes 1, 0.1, 0.01, …?
#
# <details><summary>Answer</summary>
# To 6. The quotient is (9 + 6h + h² − 9) / h = 6 + h, and the h at its end fades.
# </details>
#
# <!-- slide
# ## What does a derivative tell us?
#
# $$ f'(x) = \lim_{h \to 0} \frac{f(x + h) - f(x)}{h} $$
#
# How sensitive a value is: nudge the input, see how far the value moves, divide.
#
# **Predict.** For $f(x) = x^2$ at $x = 3$: where does the quotient go as $h$ becomes 1, 0.1, 0.01, …?
# -->

# %% tags=["checks:derivative"]
x, h = sp.symbols("x h")
quotient = sp.expand(((x + h) ** 2 - x ** 2) / h)
print("the quotient:", quotient, "   its limit:", sp.limit(quotient, h, 0))
for step in (1, 0.1, 0.01, 0.001):
    print(f"h = {step:<6} quotient = {((3 + step) ** 2 - 3 ** 2) / step:.3f}")
assert sp.limit(quotient, h, 0) == sp.diff(x ** 2, x)

# %% slideshow={"slide_type": "subslide"}
t = np.linspace(1.8, 4.1, 100)
fig, ax = plt.subplots(figsize=(5.4, 3.2))
ax.plot(t, t ** 2, color=house_style.FORWARD)
ax.plot(t, 9 + 6 * (t - 3), color=house_style.BACKWARD, linestyle="--")
ax.plot(3, 9, "o", color=house_style.INK)
ax.text(3.05, 15.6, "the value, $x^2$", color=house_style.TEXT[house_style.FORWARD])
ax.text(3.32, 8.6, "what the slope 6 promises", color=house_style.TEXT[house_style.BACKWARD])
ax.set(xlabel="input $x$", ylabel="value $f(x)$")
show(fig, alt="The parabola x squared and its tangent at x = 3, where the slope is 6. Close to 3 the two can hardly "
              "be told apart; further away the parabola bends up and leaves the tangent.")

# %% [markdown] slideshow={"slide_type": "-"}
# The dashed line is what the derivative promises: for each unit to the right, 6 units up. Close to the point the
# promise is kept, and the rest of this course relies on that.
#
# *Try: another function, at a place where the slope is 0. What does the promise say then?*
#
# <!-- slide
# The quotient goes to 6, and 6 is a promise: a nudge of 0.01 moves the value by 0.06. Close to the point it is kept. The rest of the course relies on that.
# -->

# %% [markdown] slideshow={"slide_type": "notes"}
# Ask for the slope at x = 0 and at x = −1: a sensitivity may be 0, and it has a sign.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=7
# ## What if one thing moves the next?
#
# Let $x$ move $u$, and $u$ move $y$. If $u$ moves 3 times as far as $x$, and $y$ moves 2 times as far as $u$, then $y$ moves
# 6 times as far as $x$. Sensitivities along a chain multiply:
#
# <!-- formula: chain-rule -->
# $$ \frac{dy}{dx} = \frac{dy}{du} \cdot \frac{du}{dx} $$
#
# Is that so for curves too, where the sensitivities hold for small steps only? Write $u' = du/dx$ and $y' = dy/du$ for the two
# sensitivities. Nudge $x$ by $h$, let $u$ move by $h_u$ and $y$ by $h_y$, and let $e_1$ and $e_2$ be the errors of the two
# promises:
#
# <!-- formula: two-promises -->
# $$ h_u = (u' + e_1) \, h, \qquad h_y = (y' + e_2) \, h_u $$
#
# As $h$ vanishes, so does $e_1$: that is what "derivative" means. Then $h_u$ vanishes too, and with it $e_2$. (Where $h_u$ is 0
# already, $y$ does not move, and $e_2 = 0$ says so.) SymPy multiplies it out, and shows the two errors for $u = x^2$, $y = u^3$:
#
# <!-- slide
# ## What if one thing moves the next?
#
# $$ \frac{dy}{dx} = \frac{dy}{du} \cdot \frac{du}{dx} $$
#
# If $u$ moves 3 times as far as $x$, and $y$ moves 2 times as far as $u$, then $y$ moves 6 times as far as $x$.
#
# Sensitivities along a chain **multiply**.
# -->

# %% tags=["checks:two-promises", "checks:chain-rule"]
u_prime, y_prime, e1, e2 = sp.symbols("u' y' e_1 e_2")
quotient = (y_prime + e2) * (u_prime + e1) * h / h
print("h_y / h:             ", sp.expand(quotient))
print("as the errors vanish:", quotient.subs({e1: 0, e2: 0}))
assert sp.diff(sp.sin(x ** 2), x) == sp.cos(x ** 2) * 2 * x      # a case we can look up

h_u = sp.expand((x + h) ** 2 - x ** 2)                           # what u = x² does
errors = [sp.cancel(h_u / h - 2 * x),
          sp.cancel(((x ** 2 + h_u) ** 3 - x ** 6) / h_u - 3 * x ** 4)]
print("e_1 and e_2 for a case:", [sp.factor(e) for e in errors])
assert all(sp.limit(e, h, 0) == 0 for e in errors)

# %% [markdown]
# Three terms vanish with the errors, one stays: the product. The rule needs no formula for $u$ and $y$, only
# their sensitivities where we stand.

# %% [markdown] slideshow={"slide_type": "notes"}
# The proof is in the words, SymPy only multiplies out. Stay with the sentence about h_u = 0: many a proof divides by it there.
# Leibniz used the rule in 1676, with a sign gone wrong on the first try (Rodríguez & López Fernández, The Montana Mathematics
# Enthusiast 7, 2010).

# %% [markdown] slideshow={"slide_type": "subslide"}
# A longer chain: $u = x^2$, $v = \sin u$, $y = e^v$, at $x = 1.2$.
#
# **Predict.** The three sensitivities are 2.4, 0.13 and 2.7. If $x$ moves by 0.01, how far does $y$ move?
#
# <details><summary>Answer</summary>
# 2.4 · 0.13 · 2.7 is about 0.84, so by about 0.0084. One weak link makes the whole chain weaker.
# </details>

# %% slideshow={"slide_type": "subslide"}
def forward(x):
    u = x ** 2
    v = np.sin(u)
    return [x, u, v, np.exp(v)]


start = 1.2
values = forward(start)
slopes = [2 * values[0], np.cos(values[1]), values[3]]     # du/dx, dv/du, dy/dv
show(draw_chain(values, slopes, ["$x$", "$u$", "$v$", "$y$"], nudge=0.01),
     alt="A chain of four boxes, x, u, v, y, with the sensitivities 2.4, 0.13 and 2.7 on the arrows. For a nudge of "
         "0.01 at x they promise 0.024 at u, 0.0031 at v and 0.0084 at y.")

# %% slideshow={"slide_type": "-"} on_slide="output" caption="Along the chain the sensitivities multiply. What is measured differs a little: the curve bends within the step."
promised = np.prod(slopes) * 0.01
measured = forward(start + 0.01)[-1] - forward(start)[-1]
print(f"promised {promised:.5f}   measured {measured:.5f}   difference {measured - promised:.1e}")
dy_dx = (forward(start + 1e-6)[-1] - forward(start - 1e-6)[-1]) / 2e-6
print(f"a millionth to either side: {dy_dx:.8f}, the product: {np.prod(slopes):.8f}")
assert np.isclose(dy_dx, np.prod(slopes), rtol=1e-9, atol=1e-9)

# %% [markdown] slideshow={"slide_type": "skip"}
# Promised and measured differ because the curve bends within the step. A step of a millionth to either side leaves next to
# nothing of the bend: now eight digits agree.
#
# *Try: change `start` so that the promise is 0. Which of the three sensitivities is to blame, and what does y do there?*
#
# <details><summary>What you will see</summary>
# At x = 0 it is the first (2x), and y has its lowest value nearby, 1. At x = √(π/2), about 1.2533, it is the second (cos u), and y
# has its highest, e. The third, e to the v, is never 0.
# </details>

# %% [markdown] slideshow={"slide_type": "notes"}
# Take the weak link seriously, it comes back as the vanishing gradient: many factors below one, multiplied.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=8
# ## What if there are two ways?
#
# Now $x$ moves both $u$ and $v$, and both move $E$. We call $x$ a **fork**.
#
# **Predict.** Along one way alone, $E$ would move 10 times as far as $x$; along the other alone, −3 times. How
# far does it move if both are open: 10 times as far, 7 times, 3.5 times, or −30 times?
#
# <details><summary>Answer</summary>
# 7 times as far. Along a path sensitivities multiply; side by side they add. Why, the next cell shows.
# </details>
#
# <!-- slide
# ## What if there are two ways?
#
# **Predict.** Along one way alone, $E$ would move 10 times as far as $x$; along the other alone, −3 times. How
# far does it move if both are open: 10 times as far, 7 times, 3.5 times, or −30 times?
# -->

# %% [markdown] slideshow={"slide_type": "subslide"}
# Let $E = f(u, v)$, and move $u$ by $h_u$ first and then $v$ by $h_v$. Each move is of one variable, so each brings its own
# promise. The second starts where the first has ended; for a smooth $f$ its slope there differs from the old one by about a
# nudge, and so its promise by about a nudge times a nudge. So the two promises add. Watch it on $f = u^2 v$:
#
# <!-- slide
# 7 times. Move $u$ by $h_u$ first, then $v$ by $h_v$. Each move brings its own promise, and the promises add. For $E = u^2 v$:
# -->

# %% slideshow={"slide_type": "-"} on_slide="output"
u, v, hu, hv = sp.symbols("u v h_u h_v")
f = u ** 2 * v
change = sp.expand(f.subs({u: u + hu, v: v + hv}, simultaneous=True) - f)
first_order = sum(term for term in change.args if sp.Poly(term, hu, hv).total_degree() == 1)
print("in proportion to the nudges:", first_order)
print("smaller than that:          ", change - first_order)
assert sp.expand(first_order - (sp.diff(f, u) * hu + sp.diff(f, v) * hv)) == 0

# %% [markdown]
# The first line is all that counts for small nudges. Each argument brings its own term, its **partial derivative**
# times its nudge: the sensitivity to that argument while the other is held still. The terms add. In the second line
# every term has at least two nudges in it; it shrinks faster than the nudges do.

# %% [markdown] slideshow={"slide_type": "subslide"}
# With $h_u = \frac{du}{dx} h$ and $h_v = \frac{dv}{dx} h$ this is the chain rule for a fork:
#
# <!-- formula: fork -->
# $$ \frac{dE}{dx} = \frac{\partial E}{\partial u} \, \frac{du}{dx} + \frac{\partial E}{\partial v} \, \frac{dv}{dx} $$
#
# On an edge like $u \to E$ the round $\partial$ says "the others held still"; the straight $d$ says "by all ways together". For a
# weight both are in use: $\partial E / \partial w$ holds the *other weights* still, while all that lies between $w$ and $E$
# moves along. So it is a $d$ over all paths from $w$ to $E$.
#
# With $u = x^2$, $v = \sin x$ and $E = uv$, at $x = 0.7$:
#
# <!-- slide
# ## The chain rule for a fork
#
# $$ \frac{dE}{dx} = \frac{\partial E}{\partial u} \, \frac{du}{dx} + \frac{\partial E}{\partial v} \, \frac{dv}{dx} $$
#
# The round $\partial$: the others are held still. The straight $d$: by all ways together.
#
# Along a path multiply. Side by side **add**.
# -->

# %% tags=["checks:fork"]
def E_of(x):
    u, v = x ** 2, np.sin(x)
    return u * v                       # E = u v


at = 0.7
u_now, v_now = at ** 2, np.sin(at)
by_fork = v_now * (2 * at) + u_now * np.cos(at)          # dE/du du/dx + dE/dv dv/dx
by_nudge = (E_of(at + 1e-6) - E_of(at - 1e-6)) / 2e-6
by_sympy = sp.diff(x ** 2 * sp.sin(x), x).subs(x, at)
print(f"fork rule {by_fork:.6f}   nudge {by_nudge:.6f}   SymPy {by_sympy:.6f}")
assert np.isclose(by_fork, by_nudge) and np.isclose(by_fork, float(by_sympy))

# %% slideshow={"slide_type": "subslide"} caption="2 · 5 along one path, 3 · (−1) along the other: together 7."
show(draw_paths([["x"], ["u", "v"], ["E"]],
                {("x", "u"): 2, ("x", "v"): 3, ("u", "E"): 5, ("v", "E"): -1}, highlight=0),
     alt="Two paths lead from x to E: over u with the sensitivities 2 and 5, which makes 10, and over v with 3 and "
         "minus 1, which makes minus 3. Their sum is 7.")

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** Two strong paths lead from $x$ to $E$. Must $E$ be sensitive to $x$?
#
# <details><summary>Answer</summary>
# No. The paths may cancel, as in the next cell: each alone moves E, both together leave it where it is. The
# strength of one path tells nothing about the sum.
# </details>

# %% slideshow={"slide_type": "subslide"} on_slide="output" caption="Two strong paths cancel: E is 1, whatever x is."
u_path, v_path = sp.diff((x + 1) ** 2, x), -sp.diff(x ** 2 + 2 * x, x)      # E = u - v
print("over u:", sp.expand(u_path), "   over v:", sp.expand(v_path), "   together:", sp.expand(u_path + v_path))
print("and E is, all the time:", sp.expand((x + 1) ** 2 - (x ** 2 + 2 * x)))

# %% [markdown] slideshow={"slide_type": "notes"}
# Ask for an everyday pair of cancelling paths. A shop cuts its price: each sale earns less, but there are more sales. The
# takings may stay as they were.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=7
# ## And with many forks?
#
# Fork upon fork, the two rules are still enough: multiply along each path, add over all paths. (Use the fork rule at $x$, then
# at each node it leads to, up to $E$, and multiply out.)
#
# <!-- formula: sum-over-paths -->
# $$ \frac{dE}{dx} \;=\; \sum_{\text{paths } x \to \cdots \to E} \;\; \prod_{\text{edges } i \to k \text{ of the path}} \frac{\partial k}{\partial i} $$
#
# An **edge** $i \to k$ says that $k$ is computed from $i$; $\partial k / \partial i$ is its **local derivative**. Here $x$ forks, and so do
# $u$ and $v$:
#
# <!-- slide
# ## And with many forks?
#
# $$ \frac{dE}{dx} \;=\; \sum_{\text{paths } x \to \cdots \to E} \;\; \prod_{\text{edges } i \to k \text{ of the path}} \frac{\partial k}{\partial i} $$
#
# Multiply along each path, add over all paths.
# -->

# %%
x, u, v, p, q, E = sp.symbols("x u v p q E")
calculation = {                 # in the order in which it is computed
    u: x ** 2, v: 3 * x,
    p: u * v, q: u + v,
    E: p * q,
}
by_paths = total_derivative(calculation, E, x)
for path in sorted(map(str, by_paths.paths)):
    print(path)

# %%
Math(by_paths.latex())

# %% [markdown]
# Four paths, four products, one sum. To check, we put the lines into one another, so that $E$ is
# written in $x$ alone, and let SymPy differentiate that without any path:

# %% tags=["checks:sum-over-paths"]
def in_x(expression):
    for name in (p, q, u, v):          # from the top down
        expression = expression.subs(name, calculation[name])
    return expression


difference = sp.expand(in_x(by_paths.derivative) - sp.diff(in_x(E.subs(calculation)), x))
print("sum over paths minus SymPy's own derivative:", difference)
assert difference == 0

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Predict.** With a pencil, at $x = 2$: $u = 4$, $v = 6$, $p = 24$, $q = 10$. Along $x \to u \to p \to E$ the product is
# 4 · 6 · 10 = 240. What are the other three, and what is their sum?
#
# <details><summary>Answer</summary>
# Over u and q: 4 · 1 · 24 = 96. Over v and p: 3 · 4 · 10 = 120. Over v and q: 3 · 1 · 24 = 72. Together 528.
# </details>
#
# <!-- slide
# With a pencil, at $x = 2$: $u = x^2$, $v = 3x$, $p = uv$, $q = u + v$, $E = pq$.
#
# **Predict.** Along $x \to u \to p \to E$ the product is 4 · 6 · 10 = 240. What are the other three, and what is their sum?
# -->

# %% slideshow={"slide_type": "subslide"} caption="Multiply along each path, add over all four."
now = {x: 2.0}
for name, formula in calculation.items():
    now[name] = float(formula.subs(now))
edges = {(str(i), str(k)): float(sp.diff(calculation[k], i).subs(now))
         for k in calculation for i in sp.ordered(calculation[k].free_symbols)}
show(draw_paths([["x"], ["u", "v"], ["p", "q"], ["E"]], edges, highlight=0),
     alt="The calculation as a graph: x leads to u and v, both lead to p and q, and these to E, with the local "
         "derivatives at x = 2 on the edges. Four paths are listed with their products, 240, 96, 120 and 72; their "
         "sum is 528. One of them, over u and p, is marked.")

# %% [markdown]
# *Try: let $q$ be computed from $v$ alone. How many paths are left? Say it before you run it. (Change `n_q` in the program
# further down as well, or its `assert` will catch you.)*

# %% [markdown]
# A sum over paths is a promise, like every derivative. How well is it kept? Here is the same calculation in your hands: the orange
# numbers say by how much each value has moved.

# %% slideshow={"slide_type": "subslide"}
nudge = Nudge()
nudge

# %% [markdown]
# **Three things to try.**
#
# 1. Make the nudge 0.01, then 0.1, then 1. By how much is the promise broken each time?
# 2. Choose *two ways that cancel* and drag as far as you can. What does E do, and what do the values on the way?
# 3. Choose *a weight of the example network*. Which of the two paths is the stronger one? Then ask in code what the promise was:
#    `nudge.paths`, `nudge.derivatives["w"]`, `nudge.measured`.
#
# <details><summary>What you will see</summary>
#
# 1. Measured ÷ promised is 1.009, then 1.09, then 2.307: ten times the nudge, about ten times the excess. At 1 E moves more than
#    twice as far as promised.
# 2. E stays where it is, whatever the nudge, though u and v run away together: the paths over r and t take back exactly what the
#    path over s brings, 3 − 1 − 2 at the start, because u is v + 1 at every x.
# 3. The one over output 1, with −0.0083; the one over output 2 adds −0.0055. Their sum, −0.0138, is the entry that backprop finds
#    further down.
# </details>

# %% [markdown] slideshow={"slide_type": "notes"}
# Give each table one of the four paths, and let the tables add their numbers on the board.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=8
# ## How many paths are there?
#
# One level of forks made two paths, two levels made four.
#
# **Predict.** Twenty levels: 40 paths, 400, or more?
#
# <details><summary>Answer</summary>
# 1,048,576, which is 2 to the power of 20. Every level doubles the paths, because every path so far goes on in two
# ways.
# </details>
#
# <!-- slide
# ## How many paths are there?
#
# **Predict.** One level of forks makes two paths, two levels make four. Twenty levels: 40 paths, 400, or more?
# -->

# %% slideshow={"slide_type": "subslide"} on_slide="output" caption="Every level doubles the paths."
def levels_of_forks(depth):
    """From x a pair u, v; from each pair the next, each of the two from both; from the last pair E."""
    u, v = sp.symbols("u_1 v_1")
    lines = {u: x ** 2, v: 3 * x}
    for level in range(2, depth + 1):
        above_u, above_v = sp.symbols(f"u_{level} v_{level}")
        lines |= {above_u: u * v, above_v: u + v}
        u, v = above_u, above_v
    return lines | {E: u * v}


for depth in (1, 2, 3, 10, 20):
    print(f"{depth:2d} levels: {count_paths(levels_of_forks(depth), E, x):>9,} paths")

# %% [markdown] slideshow={"slide_type": "subslide"}
# So the sum over paths is right, and hopeless. But look at the four products above: both paths over $p$ have the factor $q$ in
# them, both paths over $q$ the factor $p$. In a deeper graph thousands of paths share such an upper part, and the sum
# multiplies it out anew for each of them.
#
# As with the tower: **remember**. Start at $E$, where $dE/dE = 1$, and go down. The sensitivity of $E$ to a node $i$ is a sum over the
# nodes $k$ computed from it; its turn comes when theirs are known:
#
# <!-- formula: backward -->
# $$ \frac{dE}{di} \;=\; \sum_{k \text{ computed from } i} \frac{dE}{dk} \cdot \frac{\partial k}{\partial i} $$
#
# <!-- slide
# ## Remember
#
# $$ \frac{dE}{di} \;=\; \sum_{k \text{ computed from } i} \frac{dE}{dk} \cdot \frac{\partial k}{\partial i} $$
#
# As with the tower: compute each $dE/dk$ once, and keep it. Start at $E$, where $dE/dE = 1$, and go down. The turn of a node $i$ comes when all nodes $k$ above it are known: each edge is used once.
# -->

# %% tags=["checks:backward"]
backward = backward_derivatives(calculation, E)
assert sp.expand(backward.derivatives[x] - by_paths.derivative) == 0
Math(backward.latex())

# %% [markdown]
# Read it from above: first the sensitivities to $q$ and $p$, then those to $v$ and $u$, each of which uses the two before; then $x$. Every
# edge is used once. And on the way $E$'s sensitivity to *everything* has come out, not to $x$ alone.

# %% [markdown]
# To compute a thing once, keep it, and use it wherever it is needed again has a name, **dynamic programming** (Bellman
# 1957). What does it save? We count the multiplications by local derivatives, those by 1 included:

# %%
depths = np.arange(1, 13)
naive = [total_derivative(levels_of_forks(d), E, x).multiplications for d in depths]
shared = [backward_derivatives(levels_of_forks(d), E).multiplications for d in depths]
for d in (1, 2, 4, 8, 12):
    print(f"{d:2d} levels: each path alone {naive[d - 1]:>6,}   backward, sharing {shared[d - 1]:>3}")

# %% slideshow={"slide_type": "subslide"}
show(draw_counts(depths, {"every path alone:": naive, "factors shared:": shared}, xlabel="levels of forks",
                 ylabel="multiplications", ratio=True),
     alt="Multiplications against the number of levels, on a logarithmic scale. For every path alone they more than "
         "double with each level and reach 49,152 at twelve; with factors shared they grow by four each time, to 46.")

# %% [markdown] slideshow={"slide_type": "-"}
# Each further level doubles the paths and makes each of them longer: the work of the first more than doubles. To the second
# it adds four multiplications. And two savings come together here. Remembering turns doubling into adding; and because the
# walk begins at $E$, one walk serves every node, as it served every brick. Notebook 05 counts the second saving.
#
# SymPy falls into the same trap if it is asked for one big formula. Its derivative of $E$ written out in $x$ is
# long, and most of it is repetition:
#
# <!-- slide
# The work of the first more than doubles with each level. To the second a level adds four multiplications.
# -->

# %%
for depth in (2, 4, 6):
    lines = levels_of_forks(depth)
    written_out = E
    for name in reversed(lines):
        written_out = written_out.subs(name, lines[name])
    raw, once = count_operations(sp.diff(written_out, x))
    print(f"{depth} levels: {raw:>4} operations as written, {once:>3} with repeated parts computed once")

# %% [markdown] slideshow={"slide_type": "notes"}
# If the room has programmed Fibonacci recursively and then with a table, say that this is the same discovery.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=4
# ## Can a program do the walk?
#
# It can watch a calculation and note what was computed from what. Then it walks back along its notes, by the rule above.
# `course_lib.graph` does that; a `Node` is a number that remembers where it came from.
#
# <!-- slide
# ## Can a program do the walk?
#
# It watches a calculation and notes what was computed from what. Then it walks back along its notes.
# -->

# %% slideshow={"slide_type": "-"}
n_x = graph.node(2.0)
n_u, n_v = graph.square(n_x), 3 * n_x
n_p, n_q = n_u * n_v, n_u + n_v
n_E = n_p * n_q
found = graph.backward(n_E)
print("dE/dx by the program:", found[n_x], "  by SymPy:", float(by_paths.derivative.subs(now)))
assert found[n_x] == by_paths.derivative.subs(now)

# %% slideshow={"slide_type": "subslide"} caption="Blue: the values, forward. Vermilion: the sensitivities of E, back."
show(draw_graph(n_E, found, names={n_x: "x", n_u: "u", n_v: "v", n_p: "p", n_q: "q", n_E: "E"}),
     alt="The calculation as the program sees it, one circle for each operation, from x on the left to E on the right. Above "
         "each stands its value in blue, below it the sensitivity of E to it in vermilion: 528 at x, 84 at u, 64 at v, 10 "
         "at p, 24 at q, 1 at E.")

# %% [markdown]
# In the circles stand the operations; "× c" multiplies by a constant. A dot marks a fork. At $x$ two shares come back and are
# added: 84 · 4 + 64 · 3 = 528. The loop that does it is short. Each node hands its parents, the nodes it was made from,
# their shares: `pull(g)` is $g$ times the local derivative. And `accumulate` **adds** them. (The case `isinstance(g, Node)` is for
# second derivatives; skip it.)

# %% slideshow={"slide_type": "skip"}
show_source(graph.pull_back)
show_source(graph.accumulate)

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Break it.** Suppose it did not add, but wrote each share over the one before (`=` where `+=` is meant).
#
# **Predict.** What does it say for $dE/dx$ then?
#
# <details><summary>Answer</summary>
# 240 in place of 528. At each fork the share written last replaces the others, and here only x → u → p → E is left: 4 · 6 · 10.
# Every single local derivative is still right.
# </details>
#
# <!-- slide
# ## Break it
#
# Suppose the program did not add, but wrote each share over the one before: `=` where `+=` is meant.
#
# **Predict.** What does it say for $dE/dx$ then?
# -->

# %% [markdown] slideshow={"slide_type": "notes"}
# Go back to the picture with the dots. Let each table compute dE/du with = in place of +=. They get 60 or 24, depending on which
# share came last; the program gets 60.

# %% slideshow={"slide_type": "subslide"} on_slide="output" caption="With = in place of += a single path is left."
overwritten = GRAPH["overwritten where it should add"].function(n_E)
print("with every share written over the last:", overwritten[n_x], "  right:", found[n_x])

# %% [markdown] slideshow={"slide_type": "notes"}
# Ask which check would find this mistake. Every local derivative is right; only a nudge of x, carried through to E, tells.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=4
# ## Where are the paths in a network?
#
# Back to the network of notebook 00. From the first weight of the hidden layer, $w^{(1)}_{11}$, the effect goes to the net input and the
# activity of hidden unit 1; there it forks, to output 1 and to output 2, and both move $E$. The path over output 1 has
# the factors $x_1$, $\varphi'(z^{(1)}_1)$, $w^{(2)}_{11}$ and $\delta^{(2)}_1$: what comes in, the slope of the activation function (the
# code calls it `slope`), the weight up, and the sensitivity of $E$ to the net input of output 1. Likewise over output 2:
#
# <!-- symbol: slope -->
#
# <!-- slide
# ## Where are the paths in a network?
#
# From $w^{(1)}_{11}$ the effect goes to hidden unit 1. There it forks, to output 1 and to output 2. Over output 1:
#
# $x_1$, $\varphi'(z^{(1)}_1)$, $w^{(2)}_{11}$, $\delta^{(2)}_1$
#
# what comes in, the slope, the weight up, the sensitivity of $E$ to the net input of output 1.
# -->

# %% slideshow={"slide_type": "-"} on_slide="output"
net, inputs, target = example()
trace = net.blank_trace(1)
E_now, gradient = backprop(net, inputs, target, trace)

to_hidden = inputs[0, 0] * trace.slope[1][0, 0]          # from the weight to the activity of hidden unit 1
over_1 = trace.delta[2][0, 0] * net.W[2][0, 0] * to_hidden
over_2 = trace.delta[2][0, 1] * net.W[2][1, 0] * to_hidden
print(f"over output 1: {over_1:+.6f}   over output 2: {over_2:+.6f}   sum: {over_1 + over_2:+.6f}")
print(f"backprop says: {trace.dW[1][0, 0]:+.6f}")
assert np.isclose(over_1 + over_2, trace.dW[1][0, 0])

# %% [markdown]
# The sum over the two paths is the entry that `backprop` had found. It found the other sixteen in the same walk, because
# their paths share upper parts.

# %% [markdown] slideshow={"slide_type": "notes"}
# Follow the path with a finger on the network of 00, one factor a station; then let the room name the four factors over output 2.
# What they find is notebook 05 in small.

# %% [markdown] slideshow={"slide_type": "skip"}
# ## Recall
#
# Without scrolling up: answer, then unfold.
#
# **1.** $y = f(g(x))$, and $g$ is at a place where its slope is 0. What is $dy/dx$, whatever $f$ may be?
# <details><summary>Answer</summary>
# 0, as long as f has a finite slope there: one factor of the product is 0. Nothing that x does gets through, for the moment.
# </details>
#
# **2.** When do sensitivities multiply, when do they add?
# <details><summary>Answer</summary>
# Along a path they multiply; over paths that run side by side they add.
# </details>
#
# **3.** What is the difference between $\partial E / \partial u$ and $dE/dx$?
# <details><summary>Answer</summary>
# The first holds all other arguments of E still. The second counts every way by which x reaches E.
# </details>
#
# **4.** $b = a + a$. What is $db/da$, and which mistake gives 1?
# <details><summary>Answer</summary>
# 2: there are two edges from a to b, and their shares add. Writing the second share over the first gives 1.
# </details>
#
# **5.** Does the chain rule need a formula for each function?
# <details><summary>Answer</summary>
# No. It needs the local derivatives at the point where we are, as numbers. The program above had no formula for E.
# </details>
#
# **6.** The sum over paths and the walk back give the same number. What is different?
# <details><summary>Answer</summary>
# The number of multiplications: the first more than doubles with each level, the second grows by four. And the walk back gives
# the sensitivity to every node on the way.
# </details>

# %% slideshow={"slide_type": "skip"}
a = graph.node(5.0)
b = a + a
print("question 4:", graph.backward(b)[a])

# %% [markdown] slideshow={"slide_type": "slide"} minutes=1
# ## The next question
#
# We know how effects travel from node to node. What is in a node of a network, and what can a single one of them learn?
# That is [notebook 02](02_one_neuron.ipynb), *One neuron*.
#
# *What we used is `course_lib/symbolic/paths.py` and `course_lib/graph.py`: read them.*
#
# **Now write it yourself.** The [exercises of 01](../exercises/01_the_chain_rule/exercises_01.ipynb)
# look at what you write, and say where it first goes wrong.
#
# <!-- slide
# ## The next question
#
# We know how effects travel from node to node.
#
# **What is in a node of a network, and what can a single one of them learn?**
# -->
