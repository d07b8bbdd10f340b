"""Backpropagation derived in stages: each equation keeps the names of the ones before it.

    z^(l)_j     = sum_i w^(l)_ji a^(l-1)_i + b^(l)_j           a^(l)_j = phi(z^(l)_j)          E
    delta^(L)_j = dE/dz^(L)_j                                  from the loss
    delta^(l)_i = (sum_j w^(l+1)_ji delta^(l+1)_j) phi'(z^(l)_i)        the delta recursion
    dE/dw^(l)_ji = delta^(l)_j a^(l-1)_i                       dE/db^(l)_j = delta^(l)_j

The equations are for one example; weight decay adds decay w^(l)_ji to the derivative of a weight.
Source: Rumelhart, Hinton & Williams (1986), equations 4-7.
"""
from dataclasses import dataclass, field
from functools import cached_property

import sympy as sp

from course_lib.symbolic import letters
from course_lib.symbolic.doors import check_length, checked_loss, checked_phi, checked_sizes
from course_lib.symbolic.functions_of_several import sum_of_squares
from course_lib.symbolic.tables import ACTIVATIONS, LOSSES
from course_lib.symbolic.writing_out import replace, write_out


def parameter_symbols(sizes):
    """W, b as lists of SymPy matrices, indexed by layer number like the arrays."""
    sizes, W, b = checked_sizes(sizes), [None], [None]
    for l, (n_in, n_out) in enumerate(zip(sizes, sizes[1:], strict=False), start=1):
        W.append(sp.Matrix(n_out, n_in, lambda j, i, l=l: letters.w(l, j + 1, i + 1)))
        b.append(letters.column(letters.b, n_out, l))
    return W, b


def flat(W, b):
    """The parameters in the order of theta."""
    return [s for l in range(1, len(W)) for s in [*W[l], *b[l]]]


def forward(W, b, x, phi):
    """Net inputs z and activities a of every layer, as matrices of full expressions."""
    phi, z, a = checked_phi(phi, len(W) - 1), [None], [sp.Matrix(x)]
    for l in range(1, len(W)):
        z.append(W[l] * a[l-1] + b[l])
        a.append(sp.Matrix(ACTIVATIONS[phi[l]](list(z[l]))))
    return z, a


@dataclass(frozen=True, eq=False, repr=False)
class Derivation:
    """The staged equations of one network, as lists by layer number; see `staged`."""

    sizes: tuple
    phi: list           # names
    loss: str
    x: sp.Matrix        # symbols from here …
    y: sp.Matrix
    W: list
    b: list             # … to here
    z: list             # equations from here on: z[l][j] is z^{(l)}_{j+1} = …
    a: list
    E: sp.Equality
    delta: list
    dW: list            # dW[l] row by row, in the order of theta
    db: list
    decay: sp.Expr = field(default=sp.S.Zero)

    @property
    def theta(self):
        """The symbols of all weights and biases, in the order of theta."""
        return flat(self.W, self.b)

    @property
    def gradient(self):
        """The equations of dE/dw and dE/db, in the order of theta."""
        return [e for l in range(1, len(self.sizes)) for e in [*self.dW[l], *self.db[l]]]

    @property
    def graph(self):
        """The forward pass as {symbol: expression in earlier symbols}; its last symbol is E."""
        forward = [e for l in range(1, len(self.sizes)) for e in [*self.z[l], *self.a[l]]]
        return {e.lhs: e.rhs for e in [*forward, self.E]}

    @cached_property
    def _written_out(self):
        check_length(self.sizes)
        backward = [e for l in range(len(self.sizes) - 1, 0, -1) for e in self.delta[l]]
        return write_out(self.graph | {e.lhs: e.rhs for e in backward + self.gradient})

    def expand(self, expression):
        """The expression (or equation, or list of them) written out in w, b, x, y alone."""
        return replace(expression, self._written_out)

    @cached_property
    def by_diff(self):
        """dE/dtheta as SymPy's diff finds it in E written out in full: the witness."""
        E = self.expand(letters.E)
        return [sp.diff(E, parameter) for parameter in self.theta]

    def __repr__(self):
        layers = [f"{n} {phi}" for n, phi in zip(self.sizes[1:], self.phi[1:], strict=True)]
        return f"Derivation({self.sizes[0]} inputs, {', '.join(layers)}; {self.loss})"


def staged(sizes, phi, loss, decay=0):
    """Derive backpropagation for one example, stage by stage; return a Derivation.

    sizes : (n_0, …, n_L)    phi : an activation for each of the layers 1 … L    loss : a loss
    decay : a number or a symbol; adds decay/2 · Σ w² (biases excluded) to E

    Activations and losses are given by name ("generic" is a phi of which nothing is known) or as
    the objects of course_lib. Raises ValueError where these do not fit together.
    """
    sizes = checked_sizes(sizes)
    L = len(sizes) - 1
    phi = checked_phi(phi, L)
    loss, decay = checked_loss(loss, phi[L]), sp.nsimplify(decay, rational=True)
    act = [None, *(ACTIVATIONS[name] for name in phi[1:])]
    layers = range(1, L + 1)

    W, b = parameter_symbols(sizes)
    x, y = letters.column(letters.x, sizes[0]), letters.column(letters.y, sizes[L])
    a = [x, *(letters.column(letters.a, sizes[l], l) for l in layers)]
    z, delta = ([None, *(letters.column(s, sizes[l], l) for l in layers)]
                for s in (letters.z, letters.delta))

    E = LOSSES[loss].value(z[L], a[L], y)
    E += decay / 2 * sum_of_squares(*(w for l in layers for w in W[l]))

    pulled = [None] * L + [LOSSES[loss].delta(act[L], z[L], a[L], y)]
    for l in range(L - 1, 0, -1):
        pulled[l] = act[l].pull(W[l+1].T * delta[l+1], z[l], a[l])

    dW = [None, *(delta[l] * a[l-1].T + decay * W[l] for l in layers)]
    return Derivation(
        sizes, phi, loss, x, y, W, b, decay=decay,
        z=[None, *(_equations(z[l], W[l] * a[l-1] + b[l]) for l in layers)],
        a=[None, *(_equations(a[l], act[l](z[l])) for l in layers)],
        E=sp.Eq(letters.E, E, evaluate=False),
        delta=[None, *(_equations(delta[l], pulled[l]) for l in layers)],
        dW=[None, *(_equations(map(_dE, W[l]), dW[l]) for l in layers)],
        db=[None, *(_equations(map(_dE, b[l]), delta[l]) for l in layers)])


def _dE(parameter):
    return letters.partial(letters.E, parameter)


def _equations(names, meanings):
    return [sp.Eq(s, e, evaluate=False) for s, e in zip(names, meanings, strict=True)]
