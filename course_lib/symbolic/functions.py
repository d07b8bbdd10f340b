"""Functions that keep their name: sigma(z) stays one short word instead of 1/(1 + e^{-z}).

Each one knows its derivative in terms of the same few names (sigma' = sigma (1 - sigma)), so that
whatever is derived stays a polynomial in them. `.rewrite(sp.exp)` opens the names, `.evalf()`
gives digits, and sp.lambdify finds `_imp_`, a NumPy form that does not overflow.
"""
import math

import numpy as np
import sympy as sp
from sympy.core.function import ArgumentIndexError


class Named(sp.Function):
    """A SymPy function with a name: say what it opens to, its derivative and its LaTeX."""

    def _eval_rewrite_as_exp(self, *args, **_):
        return self.opened(*args)

    def _eval_evalf(self, precision):
        return self.opened(*self.args)._eval_evalf(precision)

    def _latex(self, printer, exp=None):
        text = self.written(*map(printer._print, self.args))
        return text if exp is None else rf"\left({text}\right)^{{{exp}}}"


class sigma(Named):
    """The logistic function 1 / (1 + e^-z)."""

    nargs = 1

    @classmethod
    def eval(cls, z):
        return sp.Rational(1, 2) if z is sp.S.Zero else None  # z.is_zero would search long sums
    def opened(self, z): return 1 / (1 + sp.exp(-z))
    def fdiff(self, argindex=1): return self * (1 - self)
    def written(self, z): return rf"\sigma\left({z}\right)"

    @staticmethod
    def _imp_(z):
        t = np.exp(-np.abs(z))  # never above 1, so nothing overflows
        return np.where(np.greater_equal(z, 0), 1.0, t) / (1 + t)


class softplus(Named):
    """log(1 + e^z), a soft form of relu; its slope is sigma."""

    nargs = 1

    def opened(self, z): return sp.log(1 + sp.exp(z))
    def fdiff(self, argindex=1): return sigma(*self.args)
    def written(self, z): return rf"\log\left(1 + e^{{{z}}}\right)"
    _imp_ = staticmethod(lambda z: np.logaddexp(0.0, z))


class step(Named):
    """[z > 0]: 1 where z is positive, 0 elsewhere, at 0 too."""

    nargs = 1

    @classmethod
    def eval(cls, z): return sp.Integer(bool(z > 0)) if z.is_number and z.is_comparable else None
    def opened(self, z): return sp.Piecewise((1, z > 0), (0, True))
    def fdiff(self, argindex=1): return sp.S.Zero
    def written(self, z): return rf"\left[{z} > 0\right]"
    _imp_ = staticmethod(lambda z: np.heaviside(z, 0.0))


class relu(Named):
    """max(0, z). At its kink, z = 0, we take the slope 0."""

    nargs = 1

    def opened(self, z): return sp.Piecewise((z, z > 0), (0, True))
    def fdiff(self, argindex=1): return step(*self.args)
    def written(self, z): return rf"\max\left(0, {z}\right)"
    _imp_ = staticmethod(lambda z: np.maximum(z, 0.0))


class leaky_relu(Named):
    """max(z/100, z): relu with a slope of 1/100 to the left of the kink, and at it."""

    nargs = 1

    def opened(self, z): return sp.Piecewise((z, z > 0), (z / 100, True))
    def fdiff(self, argindex=1): return (1 + 99 * step(*self.args)) / 100
    def written(self, z): return rf"\max\left(\tfrac{{{z}}}{{100}}, {z}\right)"
    _imp_ = staticmethod(lambda z: np.maximum(0.01 * z, z))


class scaled_tanh(Named):
    """1.7159 tanh(2z/3), which goes through (-1, -1), (0, 0), (1, 1).  LeCun (1989; 1998)."""

    nargs = 1
    C = sp.Rational(17159, 10000)  # exact, so that comparisons are exact too

    def opened(self, z): return self.C * sp.tanh(2 * z / 3)
    def fdiff(self, argindex=1): return 2 * (self.C - self ** 2 / self.C) / 3
    def written(self, z): return rf"1.7159 \tanh\left(\tfrac{{2}}{{3}} {z}\right)"
    _imp_ = staticmethod(lambda z: 1.7159 * np.tanh(2 * z / 3))


class Phi(Named):
    """The area under the normal density to the left of z."""

    nargs = 1

    def opened(self, z): return (1 + sp.erf(z / sp.sqrt(2))) / 2
    def fdiff(self, argindex=1): return normal_density(*self.args)
    def written(self, z): return rf"\Phi\left({z}\right)"
    _imp_ = staticmethod(np.vectorize(lambda z: math.erfc(-z / math.sqrt(2)) / 2, otypes=[float]))


class normal_density(Named):
    """e^(-z^2/2) / sqrt(2 pi), the slope of Phi, written as Phi'."""

    nargs = 1

    def opened(self, z): return sp.exp(-z ** 2 / 2) / sp.sqrt(2 * sp.pi)
    def fdiff(self, argindex=1): return -self.args[0] * self
    def written(self, z): return rf"\Phi'\left({z}\right)"
    _imp_ = staticmethod(lambda z: np.exp(-0.5 * z * z) / math.sqrt(2 * math.pi))


class varphi(Named):
    """Any activation, known by nothing but its name: varphi(z), its slope varphi(z, 1), and so on.

    What is proved with it holds for every differentiable activation.
    """

    nargs = (1, 2)

    def fdiff(self, argindex=1):
        if argindex != 1:
            raise ArgumentIndexError(self, argindex)  # the order is no variable
        z, order = (*self.args, 0)[:2]
        return varphi(z, order + 1)

    def written(self, z, order="0"):
        return rf"\varphi{chr(39) * int(order)}\left({z}\right)"

    def _eval_rewrite_as_exp(self, *args, **_): return self
    def _eval_evalf(self, precision): return None
