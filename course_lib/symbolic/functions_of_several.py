"""Named functions of a whole layer: what is not computed unit by unit (see functions).

softmax is the slope of log_sum_exp, and softmax' is made of softmax alone: three lines in which the
categorical cross-entropy and its delta, a - y, are contained.
"""
import numpy as np
import sympy as sp
from sympy.core.function import ArgumentIndexError

from course_lib.symbolic.functions import Named


class log_sum_exp(Named):
    """log(e^z_1 + ... + e^z_n); its derivatives are the n outputs of softmax."""

    def opened(self, *z): return sp.log(sum(map(sp.exp, z)))
    def fdiff(self, argindex=1): return softmax(argindex, *self.args)
    def written(self, *z): return rf"\log\left({' + '.join(f'e^{{{z_k}}}' for z_k in z)}\right)"
    _imp_ = staticmethod(lambda *z: np.logaddexp.reduce(z))


class softmax(Named):
    """softmax(j, z_1, ..., z_n): the j-th of n probabilities, e^z_j over the sum of all e^z_k."""

    def opened(self, j, *z): return sp.exp(z[int(j) - 1]) / sum(map(sp.exp, z))
    _imp_ = staticmethod(lambda j, *z: np.exp(z[j - 1] - np.logaddexp.reduce(z)))

    def fdiff(self, argindex=2):
        """∂a_j/∂z_k = a_j ([j = k] - a_k): every output depends on every net input."""
        j, *z = self.args
        k = argindex - 1
        if k < 1:
            raise ArgumentIndexError(self, argindex)  # j is no variable
        return self * (int(j == k) - softmax(k, *z))

    def written(self, j, *z):
        return rf"\frac{{e^{{{z[int(j) - 1]}}}}}{{{' + '.join(f'e^{{{z_k}}}' for z_k in z)}}}"


class sum_of_squares(Named):
    """Σ w² over all its arguments: one short word for what weight decay adds to E."""

    def opened(self, *w): return sum(w_ji ** 2 for w_ji in w)
    def fdiff(self, argindex=1): return 2 * self.args[argindex - 1]
    def written(self, *w): return r"\sum_{l,j,i} \left(w^{(l)}_{ji}\right)^2"
    _imp_ = staticmethod(lambda *w: np.square(w).sum(axis=0))
