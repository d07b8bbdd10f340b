# %% [markdown]
# # Exercises 01 · The chain rule
#
# [Notebook 01](../../notebooks/01_the_chain_rule.ipynb) had two rules: along a path multiply, side by side add. Here you use them
# with a pencil, then measure what they promise, and then write the walk back from E, which finds every sensitivity at once. You
# count the paths that it saves, and at last you mend a walk that goes wrong when it is called twice.
#
# **About 75 minutes**, 20 points. Done when all six panels are green.
#
# **You may use** NumPy and Python's own library, nothing of `course_lib`.
#
# A check asks your function on random cases, and says where it first goes wrong. It never shows the right value. Ask it as often
# as you like.

# %% [markdown] tags=["instructor"]
# **Aims.** After it a learner can list the paths of a small calculation and add up their products; take each derivative of a
# chain where it belongs; measure a gradient by nudging; and write reverse mode for any graph, with its three duties: an
# order, addition, and empty gradients to begin with.
#
# Task 1 can be done on paper in class: there are two circuits, so that neighbours compare methods rather than numbers. Task 3
# measures the numbers of task 1; tasks 4 and 5 share one form of graph. Task 6 is about a program that teaches
# well; stress how rarely its mistake shows.

# %%
import itertools

import numpy as np

from course_lib import progress
from course_lib.checks import check, sheet

learner = ""                # your name: the numbers of the first task come from it

# %% [markdown]
# ## 1 · Two forks, by hand
#
# *15 minutes, a pencil and a pocket calculator. Done when you have the values, six local derivatives and three sensitivities, each
# to three significant digits.*
#
# Your sheet shows a calculation of three lines, u, v and E, and the numbers x, y and c. The number c is a constant. Draw the calculation as a
# graph first: an arrow from each letter to the line that uses it. Two letters have two arrows. They are the forks.
#
# Work out u, v and E. Then, on each arrow, its local derivative: `v_x` is how v moves if x moves and u is held still. Then how
# E moves with u, with x and with y, by all ways together.

# %%
sheet("01.by_hand", learner)

# %%
def by_hand():
    """The values u, v, E; a local derivative for each arrow; and dE/du, dE/dx, dE/dy."""
    ### BEGIN SOLUTION
    # worked with a program, so that it is right for every sheet
    numbers = sheet("01.by_hand", learner)
    x, y, c = numbers["x"], numbers["y"], numbers["c"]
    if numbers["u"] == "x * y":
        u = x * y
        v = u + c * x
        u_x, u_y, v_x, v_u = y, x, c, 1.0
    else:
        u = x + c * y
        v = x * u
        u_x, u_y, v_x, v_u = 1.0, c, u, x
    E, E_u, E_v = u * v, v, u
    dE_du = E_u + E_v * v_u
    dE_dx = dE_du * u_x + E_v * v_x
    dE_dy = dE_du * u_y
    ### END SOLUTION
    local = {"u_x": u_x, "u_y": u_y, "v_x": v_x, "v_u": v_u, "E_u": E_u, "E_v": E_v}
    return {"values": [u, v, E], "local": local, "dE_du": dE_du, "dE_dx": dE_dx, "dE_dy": dE_dy}

# %%
check("01.by_hand")

# %% [markdown]
# <details><summary>A hint</summary>
#
# Nudge x in your head, and hold u still: which lines move at once? Then hold x still and nudge u. In a product each factor moves the
# product by as much as the other factor says.
# </details>
#
# <details><summary>Another hint</summary>
#
# Begin at E and go back. Two arrows leave u, one of them by way of v. When you know how E moves with u, take that as one number,
# and do not look at what lies above it again.
# </details>
#
# <details><summary>A way on</summary>
#
# List the three paths from x to E, and multiply along each. How many multiplications does that take, and how many did you need on
# your way back?
# </details>

# %% [markdown]
# ## 2 · Along a chain
#
# *10 minutes. Done when `chain` returns a value and a derivative, for a chain of any length.*
#
# Without forks there is one path, and one product. `functions` holds the functions of a chain, the first one first; `derivatives` holds
# their derivatives, which are functions too. Go through the chain once, and bring along the value and how fast it
# moves with x.
#
# **Predict.** For $u = x^2$ and $y = u^3$ at $x = 2$: is the derivative of the second function taken at 2, at 4 or at 64?
#
# <details><summary>Answer</summary>
#
# At 4. That is where the second function stands: what comes into it is u, and u is 4.
# </details>

# %%
def chain(functions, derivatives, x):
    """The last value of a chain, and its derivative with respect to x.

    functions, derivatives : lists of functions of one argument
    x : a number, or an array, taken element by element
    returns : value, derivative, each like x
    """
    ### BEGIN SOLUTION
    value, derivative = x, 1.0
    for f, slope in zip(functions, derivatives, strict=True):
        derivative = derivative * slope(value)
        value = f(value)
    return value, derivative
    ### END SOLUTION

# %%
check("01.chain")

# %% [markdown]
# <details><summary>A hint</summary>
#
# Try it on the chain of the prediction, with a pencil. Write down what goes into each function, what comes out, and the
# factor that the function brings.
# </details>
#
# <details><summary>Another hint</summary>
#
# Two variables walk along: the value so far and the product so far. Which of the two must be brought up to date first, and what
# are they before the first function?
# </details>
#
# <details><summary>A way on</summary>
#
# Put `lambda t: t / 2` twenty times into a chain. What is left of a nudge at its end? Notebook 05 meets that again.
# </details>

# %% [markdown]
# ## 3 · Measured, one variable at a time
#
# *10 minutes. Done when `nudge` returns the gradient of any function of several variables, measured from both sides.*
#
# The rules promise; a nudge measures. Move one variable by h up and by h down, hold the others still, and divide how far the value
# moved by how far the two points are apart. Do so for each variable in its turn. It needs no formula and no graph, only a
# function that can be called. That is why it is the judge of all that follows in this course.
#
# Leave `x` as it was given to you. It may hold whole numbers.

# %%
def nudge(f, x, h=1e-5):
    """The gradient of f at x, by a difference in both directions for each variable.

    f : a function of an array (n,) that returns a number    x : (n,)    h : the step
    returns : (n,)
    """
    ### BEGIN SOLUTION
    gradient = np.zeros(len(x))
    for i in range(len(x)):
        up, down = x.astype(float), x.astype(float)
        up[i] += h
        down[i] -= h
        gradient[i] = (f(up) - f(down)) / (2 * h)
    return gradient
    ### END SOLUTION

# %%
check("01.nudge")

# %% [markdown]
# <details><summary>A hint</summary>
#
# For each i two points are needed that differ from x in place i alone. Make them afresh each time. How does one copy an array?
# </details>
#
# <details><summary>Another hint</summary>
#
# `np.array([2, 3])` holds whole numbers, and what is written into it is cut off to a whole number. `x.astype(float)` is a copy that
# holds decimals.
# </details>
#
# <details><summary>A way on</summary>
#
# Measure with h = 1e-12. Why is a shorter step not always a better one? Notebook 07 finds the best step.
# </details>

# %% [markdown]
# **Predict.** For $f(x) = x^3$ at $x = 1$ the derivative is 3. By how much is the difference from both sides off for h = 0.1, and by
# how much for a step ten times shorter?
#
# <details><summary>Answer</summary>
#
# By 0.01, and then by 0.0001. The quotient is 3 + h²: what bends the curve upward on one side bends it downward on the other, and
# only h² is left. From one side it would be 3 + 3h + h².
# </details>

# %%
if check("01.nudge"):
    for h in (0.1, 0.01, 0.001):
        measured = nudge(lambda x: x[0] ** 3, np.array([1.0]), h)[0]
        print(f"h = {h:<6} off by {measured - 3:.0e}")
else:
    print("First the task above.")

# %% [markdown]
# Now let it judge your pencil. The formulas on your sheet are Python, so `eval` can calculate them.

# %%
def circuit(point):
    """E of your sheet, as a function of x and y."""
    numbers = sheet("01.by_hand", learner)
    known = {"x": point[0], "y": point[1], "c": numbers["c"]}
    for name in ("u", "v", "E"):
        known[name] = eval(numbers[name], {}, known)
    return known["E"]


if check("01.by_hand") and check("01.nudge"):
    numbers = sheet("01.by_hand", learner)
    measured = nudge(circuit, np.array([numbers["x"], numbers["y"]]))
    for name, value in zip(("dE_dx", "dE_dy"), measured, strict=True):
        print(f"{name}: by hand {by_hand()[name]:.3g}, measured {value:.3g}")
else:
    print("First tasks 1 and 3.")

# %% [markdown]
# ## 4 · The walk back
#
# *15 minutes. Done when `walk_back` finds the sensitivity of E to every node, in any graph.*
#
# A program needs the graph as data. Here it is a list of nodes in the order in which one computes them, and E is the last. With each
# node stand its parents, those it was computed from, and on each edge the local derivative. This is the example of notebook 01,
# at x = 2, with one more line that nobody uses, w = u + 5:

# %%
example = [
    ("x", []),
    ("u", [("x", 4.0)]),                    # u = x²
    ("v", [("x", 3.0)]),                    # v = 3 x
    ("p", [("u", 6.0), ("v", 4.0)]),        # p = u v
    ("w", [("u", 1.0)]),                    # w = u + 5
    ("q", [("u", 1.0), ("v", 1.0)]),        # q = u + v
    ("E", [("p", 10.0), ("q", 24.0)]),      # E = p q
]

# %% [markdown]
# Walk from the end of the list to its beginning. Each node hands its parents their shares. A node may be used by several others, and it may
# stand twice among the parents of one, as in a · a. A node without influence on E, like w, has the sensitivity 0.

# %%
def walk_back(graph):
    """dE/d(node) for every node, where E is the last of them.

    graph : [(node, [(parent, local derivative), ...]), ...], in the order of computation
    nodes are names
    returns : {node: dE/d(node)}, with an entry for every node
    """
    ### BEGIN SOLUTION
    gradients = {name: 0.0 for name, _ in graph}
    gradients[graph[-1][0]] = 1.0
    for name, parents in reversed(graph):
        for parent, local in parents:
            gradients[parent] += gradients[name] * local
    return gradients
    ### END SOLUTION

# %%
check("01.walk_back")

# %% [markdown]
# <details><summary>A hint</summary>
#
# Give each node a box with 0 in it. Into which box can you put a number before the walk has begun, and which number?
# </details>
#
# <details><summary>Another hint</summary>
#
# A share is the gradient of the node times the local derivative on the edge to the parent. By the time a node hands on, all that
# use it have handed on to it, if you go through the list from its end. What happens to a second share in the same box?
# </details>
#
# <details><summary>A way on</summary>
#
# Draw a graph of three nodes in which `=` in place of `+=` would not be noticed, and one in which it would. Why is a chain a bad
# test for this function?
# </details>

# %%
if check("01.walk_back"):
    for node, sensitivity in walk_back(example).items():
        print(f"dE/d{node} = {sensitivity:g}")
else:
    print("First the task above.")

# %% [markdown]
# ## 5 · Too many to walk
#
# *10 minutes. Done when `count_paths` counts the paths through sixty levels of forks, to the last digit.*
#
# Your walk used each edge once. How many paths did it save? Count the paths from the first node of a graph to the last; the graph
# has the same form as before. If a node stands twice among the parents of another, there are two edges, and each makes a path of its
# own. A graph may have other nodes without parents, like a constant; their paths do not count.
#
# **Predict.** Each of sixty levels doubles the paths. A computer that walks a thousand million paths a second would be at it for a minute,
# a day, or 36 years?
#
# <details><summary>Answer</summary>
#
# 36 years: 2 to the power of 60 is about 1.15 · 10¹⁸, and a year has about 3 · 10⁷ seconds. So a count that walks path by path will
# not end, and the check waits for half a second only.
# </details>

# %%
def count_paths(graph):
    """The number of paths from the first node to the last, a whole number of Python's.

    graph : [(node, [(parent, local derivative), ...]), ...], as in walk_back
    """
    ### BEGIN SOLUTION
    ways = {graph[0][0]: 1}
    for name, parents in graph[1:]:
        ways[name] = sum(ways[parent] for parent, _ in parents)
    return ways[graph[-1][0]]
    ### END SOLUTION

# %%
check("01.count_paths")

# %% [markdown]
# <details><summary>A hint</summary>
#
# Let each node remember one number: how many paths lead to it. For the first node that number is known. A path to any other node comes
# over one of its parents.
# </details>
#
# <details><summary>Another hint</summary>
#
# Or use what you have. The sum over paths adds a product for each path. What would all the local derivatives have to be, so that every
# product is 1? (Take care that nothing in it is a float: a float keeps about sixteen digits.)
# </details>
#
# <details><summary>A way on</summary>
#
# How many multiplications did `walk_back` need for such a graph? Count the edges. Then put the two numbers side by side; their quotient is
# what remembering is worth.
# </details>

# %%
if check("01.count_paths"):
    for levels in (2, 10, 20, 60):
        forks, below = [("x", [])], ["x"]
        for level in range(levels):
            pair = [f"u{level}", f"v{level}"]
            forks += [(name, [(parent, 1.0) for parent in below]) for name in pair]
            below = pair
        forks.append(("E", [(parent, 1.0) for parent in below]))
        edges = sum(len(parents) for _, parents in forks)
        print(f"{levels:2} levels: {edges:3} edges, {count_paths(forks):,} paths")
else:
    print("First the task above.")

# %% [markdown]
# ## 6 · A published walk, repaired
#
# *15 minutes. Done when `repaired_backward` gives the same when it is called twice, and gets through a chain of 5,000 nodes.*
#
# A small engine, published in 2020 to teach what you have just written, and loved for good reasons, keeps each gradient on its node.
# Call its walk on the expression in its README: for the input a it says 138.83, which is right. Call it a second time. One may want the
# same again, or twice as much, 277.67, if gradients are meant to add up over calls. It says 1852.27. In training this never shows, because
# every step builds a new graph.
#
# The program below is ours. A node knows its `value`, its `parents`, the `local` derivatives on the edges to them, its
# `number` in the order of making, and its `gradient`. The walk has the same mistake, and a second weakness besides.

# %%
class Node:
    """A number that remembers what it was made of."""

    numbers = itertools.count()

    def __init__(self, value, parents=(), local=()):
        self.number, self.value = next(Node.numbers), value
        self.parents, self.local = parents, local
        self.gradient = 0.0

    def __add__(self, other):
        return Node(self.value + other.value, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        return Node(self.value * other.value, (self, other), (other.value, self.value))


def published_backward(output):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(output)
    output.gradient = 1.0
    for node in reversed(order):
        for parent, local in zip(node.parents, node.local, strict=True):
            parent.gradient += local * node.gradient


def the_example():
    """x = 2 and E = (u v) (u + v), with u = x² and v = 3 x."""
    x = Node(2.0)
    u, v = x * x, x + x + x
    return x, (u * v) * (u + v)


def a_long_chain(length):
    """x, and what is left of it after so many additions of one constant; E moves as far as x."""
    x = E = Node(1.0)
    little = Node(0.001)
    for _ in range(length):
        E = E + little
    return x, E


x, E = the_example()
for call in ("first", "second", "third"):
    published_backward(E)
    print(f"{call} call: dE/dx = {x.gradient:g}")
try:
    published_backward(a_long_chain(5000)[1])
except RecursionError:
    print("a chain of 5,000 nodes: RecursionError")

# %% [markdown]
# **Predict.** The second call does not give twice 528, but more. Which nodes are to blame: x, the nodes on the way, or E?
#
# <details><summary>Answer</summary>
#
# The nodes on the way. Each still holds its share of the first call, adds the second one, and hands on both. So x gets too much from
# each of them, and adds that to its own 528. E alone is set anew.
# </details>
#
# Write `repaired_backward`. After each call every node that the output depends on is to hold the derivative of this output with respect
# to it, whatever it held before. And no function may call itself once for each node; raising Python's
# limit is no repair. (`number` helps: a node is made after
# its parents.)

# %%
def repaired_backward(output):
    """Write d(output)/d(node) on node.gradient, for the output and all nodes that it depends on.

    output : a Node, with .number, .value, .parents, .local and .gradient    returns : nothing
    """
    ### BEGIN SOLUTION
    found, waiting = {output}, [output]
    while waiting:
        for parent in waiting.pop().parents:
            if parent not in found:
                found.add(parent)
                waiting.append(parent)
    order = sorted(found, key=lambda node: node.number, reverse=True)
    for node in order:
        node.gradient = 0.0
    output.gradient = 1.0
    for node in order:
        for parent, local in zip(node.parents, node.local, strict=True):
            parent.gradient += local * node.gradient
    ### END SOLUTION

# %%
check("01.repaired_backward")

# %% [markdown]
# <details><summary>A hint</summary>
#
# Three things, one after the other: find all nodes that the output depends on; put them in order; empty them, and walk. The walk
# itself is your `walk_back`.
# </details>
#
# <details><summary>Another hint</summary>
#
# To find them without recursion, keep a list of nodes that wait. Take one out, and put in those of its parents that you have
# not met; a set knows whom you have met. To order them, sort by number. Which end comes first?
# </details>
#
# <details><summary>A way on</summary>
#
# `course_lib/graph.py` writes nothing on its nodes: its gradients live in a dict that is made at each call. Which mistakes become
# impossible by that? Notebook 01 showed its loop.
# </details>

# %%
if check("01.repaired_backward"):
    x, E = the_example()
    for call in ("first", "second", "third"):
        repaired_backward(E)
        print(f"{call} call: dE/dx = {x.gradient:g}")
    x, E = a_long_chain(5000)
    repaired_backward(E)
    print(f"through a chain of 5,000 nodes: dE/dx = {x.gradient:g}")
else:
    print("First the task above.")

# %% [markdown]
# What you have solved so far, in all assignments: run this cell whenever you like.

# %%
progress.show()
