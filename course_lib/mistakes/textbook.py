"""Backpropagation as a textbook writes it, a line a method, so that a mistake can replace one.

Right, allocating, with plain operators. `run(net, x, y)` follows the contract of backprop.
"""
import numpy as np

from course_lib.doors import check_shapes
from course_lib.layout import windows


class Textbook:
    """One pass of backpropagation, right in every line.

    z, a, delta, W are lists by layer; dW, db are windows on the gradient.
    """

    @classmethod
    def run(cls, net, x, y):
        """Return E and ∂E/∂θ."""
        one_pass = cls(net, x, y)
        one_pass.backward()
        return one_pass.E(), one_pass.gradient

    def __init__(self, net, x, y):
        check_shapes(net, x, y)
        self.net, self.y, self.N, self.L, self.phi, self.W = net, y, len(x), net.L, net.phi, net.W
        trace = net.forward(x)
        self.trace, self.z, self.a, self.delta = trace, trace.z, trace.a, [None] * (net.L + 1)
        self.gradient = np.zeros_like(net.theta)
        self.dW, self.db = windows(self.gradient, net.sizes)

    def backward(self):
        self.delta[self.L] = self.output_delta()
        for l in range(self.L, 1, -1):
            self.delta[l-1] = self.hidden_delta(l)
        for l in range(1, self.L + 1):
            self.dW[l][...] = self.weights(l)
            self.db[l][...] = self.biases(l)
            if self.net.decay:
                self.decay(l)

    def E(self):
        return self.net.error_in(self.trace, self.y)

    def slope(self, l):
        return self.phi[l].slope(self.z[l], self.a[l])

    def difference(self):
        return (self.a[self.L] - self.y) / self.N

    def output_delta(self):
        L = self.L
        if self.net.loss.output:
            return self.difference()
        if self.phi[L].own_pull:
            return self.phi[L].pull(self.difference(), self.z[L], self.a[L])
        return self.difference() * self.slope(L)

    def hidden_delta(self, l):
        return self.delta[l] @ self.W[l] * self.slope(l - 1)

    def weights(self, l):
        return self.delta[l].T @ self.a[l-1]

    def biases(self, l):
        return self.delta[l].sum(axis=0)

    def decay(self, l):
        self.dW[l] += self.net.decay * self.W[l]
