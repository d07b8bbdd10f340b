"""The table of local derivatives: what each primitive computes, how it pushes and pulls.

All that is ever calculated is built of a few primitives, and backpropagation
through any calculation is nothing but the chain rule from one to the next. One
table serves both directions: `dual` pushes tangents forward through it, `graph`
pulls gradients back through it; SymPy checks its formulas; `print(table())`.

    row          what a row is
    elementwise  exp, tanh, *, ...: a formula for each partial
    arrays       sum, matmul, index, ...: linear maps and their transposes
    operators    +, *, @, x[...], np.exp(x): how a row gets called

Every row takes plain arrays too, so one text serves numbers (the complex step
included), Duals and Nodes:

    def E(theta): return (tanh(theta) ** 2).sum()
"""
from course_lib.primitives import arrays, elementwise
from course_lib.primitives.arrays import (
    broadcast_to,
    concatenate,
    index,
    linear,
    matmul,
    max,
    mean,
    reshape,
    scatter,
    sum,
    transpose,
    unbroadcast,
    where,
)
from course_lib.primitives.elementwise import (
    absolute,
    add,
    cos,
    div,
    exp,
    in_sympy,
    log,
    logistic,
    maximum,
    mul,
    neg,
    power,
    relu,
    sin,
    softplus,
    sqrt,
    square,
    sub,
    tanh,
)
from course_lib.primitives.operators import Operators
from course_lib.primitives.row import Primitive, floats, plain

ELEMENTWISE = {row.name: row for row in vars(elementwise).values() if isinstance(row, Primitive)}
ARRAYS = {row.name: row for row in vars(arrays).values() if isinstance(row, Primitive)}
TABLE = ELEMENTWISE | ARRAYS

__all__ = [*TABLE]  # what `import *` brings: graph.exp and dual.exp are these


def table():
    """The whole table as text: each row's name, its answer, its partials or its pulls of g."""
    return "\n".join(map(str, TABLE.values()))
