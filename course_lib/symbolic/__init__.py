"""The network in symbols: derive in stages, print, and hold every line to SymPy's own derivative.

    d = staged((2, 3, 2), ["tanh", "logistic"], "half squared error")
    d.z[1]   d.a[1]   d.E   d.delta[2]   d.delta[1]   d.dW[1]   d.db[1]     equations, by layer
    d.expand(d.delta[1])                              the same, written out in w, b, x, y
    identical(d.expand(d.dW[1][0].rhs), d.by_diff[0], rng)       the recursion against diff

Written out in full, the derivative of even a small network fills pages. In stages, with E, a, z and
delta kept as symbols, every line is as short as in the text; what is written out is only compared.

    letters      the symbols of the notation: w^{(l)}_{ji}, z^{(l)}_j, \\delta^{(l)}_j, ...
    functions    functions that keep their name: sigma, softplus, relu, Phi, a generic varphi
    functions_of_several     softmax, log_sum_exp: the same for a whole layer
    tables       activations and losses by name, each with its derivative
    derivation   staged: the equations, layer by layer
    writing_out  expand: put them into one another
    paths        the chain rule on any graph: a sum over paths, or backward with shared factors
    compare      identical, count_operations, to_numpy
    latex        latex_lines: aligned equations for IPython.display.Math
"""
from course_lib.symbolic import letters
from course_lib.symbolic.compare import (
    average_over_rows,
    count_operations,
    identical,
    to_numpy,
)
from course_lib.symbolic.derivation import (
    Derivation,
    flat,
    forward,
    parameter_symbols,
    staged,
)
from course_lib.symbolic.functions import (
    Phi,
    leaky_relu,
    normal_density,
    relu,
    scaled_tanh,
    sigma,
    softplus,
    step,
    varphi,
)
from course_lib.symbolic.functions_of_several import log_sum_exp, softmax, sum_of_squares
from course_lib.symbolic.latex import latex_lines
from course_lib.symbolic.paths import (
    Path,
    backward_derivatives,
    count_paths,
    local_derivatives,
    total_derivative,
)
from course_lib.symbolic.tables import ACTIVATIONS, LOSSES
from course_lib.symbolic.writing_out import expand

__all__ = [
    "ACTIVATIONS", "Derivation", "LOSSES", "Path", "Phi", "average_over_rows",
    "backward_derivatives", "count_operations", "count_paths", "expand", "flat", "forward",
    "identical", "latex_lines", "leaky_relu", "letters", "local_derivatives", "log_sum_exp",
    "normal_density", "parameter_symbols", "relu", "scaled_tanh", "sigma", "softmax", "softplus",
    "staged", "step", "sum_of_squares", "to_numpy", "total_derivative", "varphi",
]
