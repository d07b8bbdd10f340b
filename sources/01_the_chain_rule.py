# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

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
# *About 45 minutes.*

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
from course_lib.show import show, show_source
from course_lib.symbolic import backward_derivatives, count_operations, count_paths, total_derivative

house_style.use()

# %% [markdown] slideshow={"slide_type": "slide"} minutes=5
# ## What does a derivative tell?
#
# How sensitive a value is. Nudge the input $x$ by a small $h$, look how far the value $f(x)$ moves, and divide by $h$. What
# the quotient comes to as $h$ shrinks is the derivative:
#
# <!-- formula: derivative -->
# $$ f'(x) = \lim_{h \to 0} \frac{f(x + h) - f(x)}{h} $$
#
# **Predict.** For $f(x) = x^2$ at $x = 3$: where does the quotient go as $h$ becomes 1, 0.1, 0.01, …?
#
# <details><summary>Answer</summary>
# To 6. The quotient is (9 + 6h + h² − 9) / h = 6 + h, and the h at its end fades.
# </details>

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
ax.annotate("the value, $x^2$", (4.0, 16.0), (3.05, 15.6), color=house_style.FORWARD)
ax.annotate("what the slope 6 promises", (3.7, 13.2), (3.32, 8.6), color=house_style.BACKWARD)
ax.set(xlabel="input $x$", ylabel="value $f(x)$")
show(fig, alt="The parabola x squared and its tangent at x = 3, where the slope is 6. Close to 3 the two can hardly "
              "be told apart; further away the parabola bends up and leaves the tangent.")

# %% [markdown]
# The dashed line is what the derivative promises: for each unit to the right, 6 units up. Close to the point the
# promise is kept, and all of this course lives close to the point.
#
# *Try: another function, at a place where the slope is 0. What does the promise say then?*

# %% [markdown] slideshow={"slide_type": "slide"} minutes=7
# ## What if one thing moves the next?
#
# Let $x$ move $u$, and $u$ move $y$. If $u$ moves 3 times as far as $x$, and $y$ moves 2 times as far as $u$, then $y$ moves
# 6 times as far as $x$. Sensitivities along a chain multiply:
#
# <!-- formula: chain-rule -->
# $$ \frac{dy}{dx} = \frac{dy}{du} \cdot \frac{du}{dx} $$
#
# Is that so for curves too, where the sensitivities hold for small steps only? We let SymPy prove it. For a
# nudge $h$ of $x$, write $k$ for what $u$ does, and let the errors of the two promises be $e_1$ and $e_2$:
#
# <!-- formula: two-promises -->
# $$ k = (u' + e_1) \, h, \qquad \text{change of } y = (y' + e_2) \, k $$
#
# The errors vanish as $h$ does; that is what "derivative" means. So:

# %% tags=["checks:two-promises", "checks:chain-rule"]
du, dy, e1, e2 = sp.symbols("u' y' e_1 e_2")      # the two derivatives, the two errors
k = (du + e1) * h
change = (dy + e2) * k
print("change of y, over h: ", sp.expand(change / h))
print("without the errors:  ", (change / h).subs({e1: 0, e2: 0}))
assert (change / h).subs({e1: 0, e2: 0}) == dy * du
assert sp.diff(sp.sin(x ** 2), x) == sp.cos(x ** 2) * 2 * x      # and on a case we can look up

# %% [markdown]
# Three terms vanish with the errors, one stays: the product. The rule needs no formula for $u$ and $y$, only
# their sensitivities where we stand. (Leibniz used it in 1676, with a sign gone wrong on the first try;
# Rodríguez & López Fernández, *The Montana Mathematics Enthusiast* 7, 2010.)

# %% [markdown] slideshow={"slide_type": "subslide"}
# A longer chain: $u = x^2$, $v = \sin u$, $y = e^v$, at $x = 1.2$.
#
# **Predict.** The three sensitivities are 2.4, 0.13 and 2.7. If $x$ moves by 0.01, how far does $y$ move?
#
# <details><summary>Answer</summary>
# 2.4 · 0.13 · 2.7 is about 0.84, so by about 0.0084. One weak link makes the whole chain weak.
# </details>

# %%
def forward(x):
    u = x ** 2
    v = np.sin(u)
    return [x, u, v, np.exp(v)]


values = forward(1.2)
slopes = [2 * values[0], np.cos(values[1]), values[3]]     # du/dx, dv/du, dy/dv
show(draw_chain(values, slopes, ["$x$", "$u$", "$v$", "$y$"], nudge=0.01),
     alt="A chain of four boxes, x, u, v, y, with the sensitivities 2.4, 0.13 and 2.7 on the arrows. A nudge of 0.01 "
         "at x becomes 0.024 at u, 0.0031 at v and 0.0084 at y.")

# %%
promised = np.prod(slopes) * 0.01
measured = forward(1.21)[-1] - forward(1.2)[-1]
print(f"promised {promised:.5f}   measured {measured:.5f}   difference {measured - promised:.1e}")
dy_dx = (forward(1.2 + 1e-6)[-1] - forward(1.2 - 1e-6)[-1]) / 2e-6
assert np.isclose(dy_dx, np.prod(slopes))

# %% [markdown]
# Promised and measured differ by the bend of the curve within the step. With a step of a millionth they agree to
# nine digits, which is what the last line asks.
#
# *Try: find an x where the nudge does nothing at all to y. Which of the three sensitivities is to blame?*

# %% [markdown] slideshow={"slide_type": "notes"}
# Take the weak link seriously, it comes back as the vanishing gradient: many factors below one, multiplied.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=8
# ## What if there are two ways?
#
# Now $x$ moves both $u$ and $v$, and both move $E$. Such a place is a **fork**.
#
# **Predict.** Along one way alone, $E$ would move 10 times as far as $x$; along the other alone, −3 times. How
# far does it move if both are open: by 10, by 7, by 3.5, or by −30 times?
#
# <details><summary>Answer</summary>
# By 7. Along a path sensitivities multiply; side by side they add. Why, the next cell shows.
# </details>

# %% [markdown] slideshow={"slide_type": "subslide"}
# Let $E = f(u, v)$, and let both arguments move, $u$ by $h_u$ and $v$ by $h_v$. Take any $f$, for example $f = u^2 v$, and write
# out the change:

# %%
u, v, hu, hv = sp.symbols("u v h_u h_v")
f = u ** 2 * v
change = sp.expand(f.subs({u: u + hu, v: v + hv}, simultaneous=True) - f)
first_order = sum(term for term in change.args if sp.Poly(term, hu, hv).total_degree() == 1)
print("in proportion to the nudges:", first_order)
print("smaller than that:          ", change - first_order)
assert sp.expand(first_order - (sp.diff(f, u) * hu + sp.diff(f, v) * hv)) == 0

# %% [markdown]
# The first line is all that counts for small nudges. Each argument brings its own term, its **partial derivative**
# times its nudge: the sensitivity to that argument while the other is held still. The terms add. The second line
# has two nudges multiplied in every term; it shrinks faster than the nudges do.

# %% [markdown] slideshow={"slide_type": "subslide"}
# With $h_u = \frac{du}{dx} h$ and $h_v = \frac{dv}{dx} h$ this is the chain rule for a fork:
#
# <!-- formula: fork -->
# $$ \frac{dE}{dx} = \frac{\partial E}{\partial u} \, \frac{du}{dx} + \frac{\partial E}{\partial v} \, \frac{dv}{dx} $$
#
# The round $\partial$ says "the others held still", the straight $d$ says "by all ways together".

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

# %% slideshow={"slide_type": "subslide"}
show(draw_paths([["x"], ["u", "v"], ["E"]],
                {("x", "u"): 2, ("x", "v"): 3, ("u", "E"): 5, ("v", "E"): -1}, highlight=0),
     alt="Two paths lead from x to E: over u with the sensitivities 2 and 5, which makes 10, and over v with 3 and "
         "minus 1, which makes minus 3. Their sum is 7.")

# %% [markdown]
# **Predict.** Two strong paths lead from $x$ to $E$. Must $E$ be sensitive to $x$?
#
# <details><summary>Answer</summary>
# No. The paths may cancel, as in the next cell: each alone moves E, both together leave it where it is. The
# strength of one path tells nothing about the sum.
# </details>

# %%
u_path, v_path = sp.diff((x + 1) ** 2, x), -sp.diff(x ** 2 + 2 * x, x)      # E = u - v
print("over u:", sp.expand(u_path), "   over v:", sp.expand(v_path), "   together:", sp.expand(u_path + v_path))
print("and E is, all the time:", sp.expand((x + 1) ** 2 - (x ** 2 + 2 * x)))

# %% [markdown] slideshow={"slide_type": "notes"}
# Ask for an everyday pair of cancelling paths: more traffic lights slow each car, and spread the cars.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=7
# ## And with many forks?
#
# Fork upon fork, the two rules are still enough: multiply along each path, add over all paths.
#
# <!-- formula: sum-over-paths -->
# $$ \frac{dE}{dx} \;=\; \sum_{\text{paths } x \to \cdots \to E} \;\; \prod_{\text{edges } i \to k \text{ of the path}} \frac{\partial k}{\partial i} $$
#
# An **edge** $i \to k$ says that $k$ is computed from $i$; $\partial k / \partial i$ is its **local derivative**. Here are two forks in a row:

# %%
x, u, v, p, q, E = sp.symbols("x u v p q E")
calculation = {                 # in the order in which it is computed
    u: x ** 2, v: sp.sin(x),
    p: u * v, q: u + 3 * v,
    E: p * q,
}
by_paths = total_derivative(calculation, E, x)
for path in by_paths.paths:
    print(path)

# %% slideshow={"slide_type": "subslide"}
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

# %% slideshow={"slide_type": "subslide"}
now = {x: 0.7, u: 0.7 ** 2, v: np.sin(0.7)}
now |= {p: now[u] * now[v], q: now[u] + 3 * now[v]}
edges = {(str(i), str(k)): float(sp.diff(calculation[k], i).subs(now))
         for k in calculation for i in sp.ordered(calculation[k].free_symbols)}
show(draw_paths([["x"], ["u", "v"], ["p", "q"], ["E"]], edges, highlight=1),
     alt="The calculation as a graph: x leads to u and v, both lead to p and q, and these to E, with the local "
         "derivatives at x = 0.7 on the edges. Four paths are listed with their products, and their sum.")

# %% [markdown]
# *Try: let $q$ be computed from $v$ alone. How many paths are left? Say it before you run it.*

# %% [markdown] slideshow={"slide_type": "slide"} minutes=8
# ## How many paths are there?
#
# One fork made two paths, two forks in a row made four.
#
# **Predict.** Twenty forks in a row: 40 paths, 400, or more?
#
# <details><summary>Answer</summary>
# 1,048,576, which is 2 to the power of 20. Every fork doubles the paths, because every path so far goes on in two
# ways.
# </details>

# %%
def forks_in_a_row(depth):
    """The same pair of lines again and again: u and v from the last u and v, then E."""
    u, v, lines = x, x, {}
    for level in range(1, depth + 1):
        new_u, new_v = sp.symbols(f"u_{level} v_{level}")
        lines |= {new_u: u * v, new_v: u + v} if level > 1 else {new_u: x ** 2, new_v: 3 * x}
        u, v = new_u, new_v
    return lines | {E: u * v}


for depth in (1, 2, 3, 10, 20):
    print(f"{depth:2d} forks: {count_paths(forks_in_a_row(depth), E, x):>9,} paths")

# %% [markdown] slideshow={"slide_type": "subslide"}
# So the sum over paths is right, and hopeless. But look at the four products above: two of them end with the same
# factor, and so do the other two. In a deeper graph thousands of paths share their upper part, and the sum
# multiplies it out for each one anew.
#
# As with the tower: **remember**. Start at $E$. Whoever is asked for the sensitivity of $E$ to a node $i$ adds up over the nodes $k$
# that are computed from it, and *their* sensitivities are known already:
#
# <!-- formula: backward -->
# $$ \frac{dE}{di} \;=\; \sum_{k \text{ computed from } i} \frac{dE}{dk} \cdot \frac{\partial k}{\partial i} $$

# %% tags=["checks:backward"]
backward = backward_derivatives(calculation, E)
assert sp.expand(backward.derivatives[x] - by_paths.derivative) == 0
Math(backward.latex())

# %% [markdown]
# Read it from above: first the sensitivities to $q$ and $p$, then those to $v$ and $u$, each of which uses the two before; then $x$. Every
# edge is used once. And on the way $E$'s sensitivity to *everything* has come out, not to $x$ alone.

# %% [markdown] slideshow={"slide_type": "subslide"}
# To compute a thing once, keep it, and use it wherever it is needed again has a name, **dynamic programming** (Bellman
# 1957). What does it save? We count the multiplications:

# %%
depths = np.arange(1, 13)
naive = [total_derivative(forks_in_a_row(d), E, x).multiplications for d in depths]
shared = [backward_derivatives(forks_in_a_row(d), E).multiplications for d in depths]
for d in (1, 2, 4, 8, 12):
    print(f"{d:2d} forks: each path alone {naive[d - 1]:>6,}   backward, sharing {shared[d - 1]:>3}")

# %% slideshow={"slide_type": "subslide"}
show(draw_counts(depths, {"every path alone:": naive, "factors shared:": shared}, xlabel="forks in a row",
                 ylabel="multiplications", ratio=True),
     alt="Multiplications against the number of forks, on a logarithmic scale. For every path alone they double "
         "with each fork and reach 49,152 at twelve; with factors shared they grow by four with each fork, to 46.")

# %% [markdown]
# Each fork doubles the work of the one and adds four multiplications to the other. That difference is the reason why
# networks can be trained at all, and nothing more mysterious than this picture is behind it.
#
# SymPy falls into the same trap if it is asked for one big formula. Its derivative of $E$ written out in $x$ is
# long, and most of it is repetition:

# %%
for depth in (2, 4, 6):
    lines = forks_in_a_row(depth)
    written_out = E
    for name in reversed(lines):
        written_out = written_out.subs(name, lines[name])
    raw, once = count_operations(sp.diff(written_out, x))
    print(f"{depth} forks: {raw:>4} operations as written, {once:>3} with repeated parts computed once")

# %% [markdown] slideshow={"slide_type": "notes"}
# If the room has programmed Fibonacci recursively and then with a table, say that this is the same discovery.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=4
# ## Can a program do the walk?
#
# It can watch a calculation and note what was computed from what. Then it walks back along its notes, by the rule above.
# `course_lib.graph` does that; a `Node` is a number that remembers where it came from.

# %%
nx = graph.node(0.7)
nu, nv = nx ** 2, graph.sin(nx)
np_, nq = nu * nv, nu + 3 * nv
nE = np_ * nq
found = graph.backward(nE)
expected = float(by_paths.derivative.subs(now))
print(f"dE/dx by the program: {found[nx]:.6f}   by SymPy: {expected:.6f}")
assert np.isclose(found[nx], expected)

# %% slideshow={"slide_type": "subslide"}
show(draw_graph(nE, found, names={nx: "x", nu: "u", nv: "v", np_: "p", nq: "q", nE: "E"}),
     alt="The calculation as the program sees it, one circle for each operation, from x on the left to E on the right. Above "
         "each stands its value in blue, below it the sensitivity of E to it in vermilion.")

# %% [markdown]
# Where $x$ forks, two shares come back and are added. How such a program is written is the subject of notebook 11; you have
# just seen the idea of it.

# %% [markdown] slideshow={"slide_type": "slide"} minutes=4
# ## Where are the paths in a network?
#
# Back to the network of notebook 00. From the first weight of the hidden layer, $w^{(1)}_{11}$, the effect goes to the net input and the
# activity of hidden unit 1; there it forks, to output 1 and to output 2, and both move $E$. Two paths:

# %%
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
# all of them share their upper parts. The rule that adds up each node once is this short:

# %%
show_source(graph.backward)

# %% [markdown]
# ## Recall
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
# The number of multiplications: the first doubles with each fork, the second grows by the same few. And the walk back gives the
# sensitivity to every node on the way.
# </details>

# %%
a = graph.node(5.0)
b = a + a
print("question 4:", graph.backward(b)[a])

# %% [markdown] slideshow={"slide_type": "slide"} minutes=1
# ## The next question
#
# We know how effects travel from node to node. What is in a node of a network, and what can a single one of them learn?
# That is notebook 02, *One neuron (to come)*.
#
# *What we used is `course_lib/symbolic/paths.py` and `course_lib/graph.py`: read them.*
