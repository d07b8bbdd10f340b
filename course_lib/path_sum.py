"""The naive gradient: one weight at a time, summing over all paths to the error.

    ∂E/∂w_ji^(l) = a_i^(l-1) · Σ over all paths from unit j up to an output unit k
                   [ product of the slopes and weights on the way · ∂E/∂z_k^(L) ]

Nothing is remembered from one weight to the next, so the same products are formed
again and again: their number grows like a power of the width in every layer above.
Kept as the witness: whatever is quicker must agree with it (test_agreement).
"""
import numpy as np

from course_lib.doors import check_shapes
from course_lib.layout import windows


def path_sum(net, x, y):
    """Return E and ∂E/∂θ, by the same contract as backprop. For small networks only.

    x : (N, n_0)    y : (N, n_L)
    """
    check_shapes(net, x, y)
    gradient = np.zeros_like(net.theta)
    dW, db = windows(gradient, net.sizes)
    trace = net.forward(x)
    z, a, top = trace.z, trace.a, np.empty_like(trace.z[net.L])
    E = net.loss.start(net.phi[net.L], z[net.L], a[net.L], y, trace.N, np.empty_like(top), top)
    slope = [None, *(net.phi[l].slope(z[l], a[l]) for l in range(1, net.L))]

    def influence(l, j, n):
        """∂E/∂z_j^(l) of example n: one term for every unit above, each followed to the top."""
        if l == net.L:
            return top[n, j]
        return sum(slope[l][n, j] * net.W[l+1][k, j] * influence(l + 1, k, n)
                   for k in range(net.sizes[l+1]))

    for n in range(len(x)):
        for l in range(1, net.L + 1):
            for j in range(net.sizes[l]):
                for i in range(net.sizes[l-1]):
                    dW[l][j, i] += influence(l, j, n) * a[l-1][n, i]
                db[l][j] += influence(l, j, n)
    for l in range(1, net.L + 1):
        dW[l] += net.decay * net.W[l]
    return E + net.penalty(), gradient


def count_multiplications(sizes):
    """Multiplications of path_sum for one example's gradient, and of the delta recursion.

    Slopes count as known; ∂E/∂z of the last layer too.
    """
    above = [0] * len(sizes)  # for one unit's influence: two factors a path step
    for l in range(len(sizes) - 2, 0, -1):
        above[l] = sizes[l+1] * (2 + above[l+1])
    naive = sum(n_out * (n_in * (above[l] + 1) + above[l])
                for l, (n_in, n_out) in enumerate(zip(sizes, sizes[1:], strict=False), start=1))
    shared = sum(n_out * n_in for n_in, n_out in zip(sizes, sizes[1:], strict=False))
    shared += sum(n * (n_above + 1) for n, n_above in zip(sizes[1:], sizes[2:], strict=False))
    return naive, shared
