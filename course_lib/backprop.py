"""Backpropagation: all of ∂E/∂θ from one forward and one backward sweep.

    delta[L]   = ∂E/∂z[L]                                 from the loss
    delta[l-1] = delta[l] @ W[l] * φ′(z[l-1])             the delta recursion
    ∂E/∂W[l]   = delta[l].T @ a[l-1]
    ∂E/∂b[l]   = 1ᵀ delta[l], its sum over the examples

Source: Rumelhart, Hinton & Williams (1986), Nature 323, equations 4-7.
"""
import numpy as np


def backprop(net, x, y, trace=None, gradient=None):
    """Return E and its gradient ∂E/∂θ for the examples in the rows of x and y.

    x : (N, n_0)    y : (N, n_L)    gradient : like net.theta

    Give `trace=net.blank_trace(N)` and `gradient=np.empty_like(net.theta)` to have
    the same arrays used again at every call. Shapes and dtypes are checked, and no
    more (ValueError, TypeError): Network and train look at the rest.
    """
    trace = net.trace_for(x, y, trace)
    gradient = trace.collect_in(np.empty_like(net.theta) if gradient is None else gradient)
    z, a, slope, delta, delta_T = trace.z, trace.a, trace.slope, trace.delta, trace.delta_T
    W, dW, db, phi, L = net.W, trace.dW, trace.db, net.phi, net.L

    net.sweep(x, trace)
    E = net.loss.start(phi[L], z[L], a[L], y, trace.N, slope[L], delta[L])
    for l in range(L, 1, -1):
        delta[l].dot(W[l], delta[l-1])                                # ∂E/∂a[l-1]
        phi[l-1].pull(delta[l-1], z[l-1], a[l-1], slope[l-1])         # ∂E/∂z[l-1]
    for l in range(1, L + 1):
        delta_T[l].dot(a[l-1], dW[l])
        trace.ones.dot(delta[l], db[l])

    if net.decay:
        E += net.penalty()
        for l in range(1, L + 1):
            dW[l] += net.decay * W[l]
    return E, gradient
