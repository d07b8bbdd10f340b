"""Mistakes in backpropagation: each replaces one line of the textbook.

Those marked "square" raise ValueError where two layers above 1 unit differ in width, and run where they
are equal: there the shapes do not tell.
"""
import numpy as np

from course_lib.mistakes.record import Mistake, collect
from course_lib.mistakes.textbook import Textbook


class SlopeAtActivity(Textbook):
    def slope(self, l):
        return self.phi[l].slope(self.a[l], self.phi[l](self.a[l]))


class SlopeOfNetInput(Textbook):
    def slope(self, l):
        return self.phi[l].slope(self.z[l], self.z[l])


class NoOutputSlope(Textbook):
    def output_delta(self):
        return self.difference()


class NoHiddenSlope(Textbook):
    def hidden_delta(self, l):
        return self.delta[l] @ self.W[l]


class SignFlipped(Textbook):
    def difference(self):
        return (self.y - self.a[self.L]) / self.N


class FactorTwo(Textbook):
    def difference(self):
        return 2 * (self.a[self.L] - self.y) / self.N


class NoMean(Textbook):
    def difference(self):
        return self.a[self.L] - self.y


class MeanAtEveryLayer(Textbook):
    def hidden_delta(self, l):
        return super().hidden_delta(l) / self.N


class BiasMean(Textbook):
    def biases(self, l):
        return self.delta[l].mean(axis=0)


class BiasLastExample(Textbook):
    def biases(self, l):
        return self.delta[l][-1]


class BiasForgotten(Textbook):
    def biases(self, l):
        return 0.0


class BiasFromWeights(Textbook):
    def biases(self, l):
        return self.dW[l].sum(axis=1)


class UpdateBeforePropagate(Textbook):
    eta = 0.5

    def hidden_delta(self, l):
        updated = self.W[l] - self.eta * self.weights(l)
        return self.delta[l] @ updated * self.slope(l - 1)


class SlopeAfterCrossEntropy(Textbook):  # and softmax's Jacobian as a diagonal
    def output_delta(self):
        a = self.a[self.L]
        return self.difference() * a * (1 - a)


class MaskOfOutput(Textbook):
    def slope(self, l):
        return np.where(self.a[l] >= 0, 1.0, super().slope(l))


class NoDownwardWeights(Textbook):
    def hidden_delta(self, l):
        if self.delta[l].shape[1] not in (1, self.a[l-1].shape[1]):
            raise ValueError("the error of one layer has another width than the layer below")
        return self.delta[l] * self.slope(l - 1)


class DecaySign(Textbook):
    def decay(self, l):
        self.dW[l] -= self.net.decay * self.W[l]


class DecayForgotten(Textbook):
    def decay(self, l):
        pass


class DecayTwice(Textbook):
    def decay(self, l):
        self.dW[l] += 2 * self.net.decay * self.W[l]


class DecayOverN(Textbook):
    def decay(self, l):
        self.dW[l] += self.net.decay * self.W[l] / self.N


class DecayOnBiases(Textbook):
    def decay(self, l):
        super().decay(l)
        self.db[l] += self.net.decay * self.net.b[l]


class WeightsNotTransposed(Textbook):
    def hidden_delta(self, l):
        return self.delta[l] @ self.W[l].T * self.slope(l - 1)


class GradientTransposed(Textbook):
    def weights(self, l):
        product = self.a[l-1].T @ self.delta[l]
        if product.shape != self.dW[l].shape:
            raise ValueError(f"a gradient of shape {product.shape} for weights of {self.dW[l].shape}")
        return product


class OwnActivity(Textbook):
    def weights(self, l):
        product = self.delta[l].T @ self.a[l]
        if product.shape != self.dW[l].shape:
            raise ValueError(f"a gradient of shape {product.shape} for weights of {self.dW[l].shape}")
        return product


class SlopeOfLayerAbove(Textbook):
    def hidden_delta(self, l):
        back, slope = self.delta[l] @ self.W[l], self.phi[l-1].slope(self.z[l], self.a[l])
        if back.shape != slope.shape:
            raise ValueError(f"a slope of shape {slope.shape} for deltas of {back.shape}")
        return back * slope


class KinkFromTheRight(Textbook):
    """ReLU′(0) = 1: at a kink both one-sided slopes are legitimate."""

    def slope(self, l):
        slope = super().slope(l)
        return np.where(np.isin(self.z[l], self.phi[l].kinks), 1.0, slope) if self.phi[l].kinks else slope


class DoubleSign(SignFlipped):
    """(y - a) all the way down, and one minus at the end."""

    def weights(self, l):
        return -super().weights(l)

    def biases(self, l):
        return -super().biases(l)


BACKPROP = collect(
    Mistake("slope taken at the activity",
            "slope = phi'(a)", "slope = phi'(z)",
            "φ′ is asked at the net input z; a(1 - a) is that slope already, in terms of a.",
            SlopeAtActivity.run),
    Mistake("activity's formula fed with the net input",
            "slope = z * (1 - z)", "slope = a * (1 - a)",
            "a(1 - a) is the logistic's slope only if a is the activity, not the net input.",
            SlopeOfNetInput.run),
    Mistake("output slope missing",
            "delta[L] = (a[L] - y) / N", "delta[L] = (a[L] - y) / N * slope[L]",
            "With squared error the delta of the last layer has the slope in it; a - y alone is the "
            "delta of cross-entropy.", NoOutputSlope.run),
    Mistake("hidden slope missing",
            "delta[l-1] = delta[l] @ W[l]", "delta[l-1] = delta[l] @ W[l] * slope[l-1]",
            "delta @ W is ∂E/∂a of the layer below; its delta is ∂E/∂z, so the slope is still to come.",
            NoHiddenSlope.run),
    Mistake("sign flipped",
            "delta[L] = (y - a[L]) / N * slope[L]", "delta[L] = (a[L] - y) / N * slope[L]",
            "This points downhill already; a rule that subtracts the gradient would climb.",
            SignFlipped.run),
    Mistake("factor two",
            "delta[L] = 2 * (a[L] - y) / N * slope[L]", "delta[L] = (a[L] - y) / N * slope[L]",
            "The half in ½(a - y)² is there to cancel the 2.", FactorTwo.run),
    Mistake("1/N missing",
            "delta[L] = (a[L] - y) * slope[L]", "delta[L] = (a[L] - y) / N * slope[L]",
            "E is the mean over the N examples; this is the gradient of their sum.", NoMean.run),
    Mistake("1/N at every layer",
            "delta[l-1] = delta[l] @ W[l] * slope[l-1] / N", "delta[l-1] = delta[l] @ W[l] * slope[l-1]",
            "1/N enters once, at the top; the recursion carries it down.", MeanAtEveryLayer.run),
    Mistake("bias gradient averaged",
            "db[l] = delta[l].mean(axis=0)", "db[l] = delta[l].sum(axis=0)",
            "The deltas contain 1/N already, so the examples are summed.", BiasMean.run),
    Mistake("bias gradient of the last example",
            "db[l] = delta[l][-1]", "db[l] = delta[l].sum(axis=0)",
            "Every example pulls at the bias: sum over the rows.", BiasLastExample.run),
    Mistake("bias gradient zero",
            "db[l] = 0", "db[l] = delta[l].sum(axis=0)",
            "A bias is a weight on an input that is always 1, so its gradient is the sum of the deltas.",
            BiasForgotten.run),
    Mistake("bias gradient from the weights'",
            "db[l] = dW[l].sum(axis=1)", "db[l] = delta[l].sum(axis=0)",
            "Summing dW brings in the inputs; it is right only where they sum to 1.",
            BiasFromWeights.run),
    Mistake("update before propagating",
            "W[l] -= eta * dW[l]; delta[l-1] = delta[l] @ W[l] * slope[l-1]",
            "delta[l-1] = delta[l] @ W[l] * slope[l-1]; W[l] -= eta * dW[l]",
            "All of the gradient belongs to one θ: first every delta, then the update.",
            UpdateBeforePropagate.run),
    Mistake("slope after cross-entropy",
            "delta[L] = (a[L] - y) / N * a[L] * (1 - a[L])", "delta[L] = (a[L] - y) / N",
            "In a - y the slope has cancelled against the derivative of the logarithm.",
            SlopeAfterCrossEntropy.run),
    Mistake("softmax's Jacobian as a diagonal",
            "delta[L] = dE_da * a[L] * (1 - a[L])",
            "delta[L] = a[L] * (dE_da - (a[L] * dE_da).sum(axis=1, keepdims=True))",
            "Every output of softmax depends on every net input: the Jacobian has entries off the "
            "diagonal.", SlopeAfterCrossEntropy.run),
    Mistake("ReLU's mask asked of the activity",
            "slope = a >= 0", "slope = z > 0",
            "After a ReLU every activity is 0 or more, so this mask lets everything through.",
            MaskOfOutput.run),
    Mistake("error not sent through the weights (square)",
            "delta[l-1] = delta[l] * slope[l-1]", "delta[l-1] = delta[l] @ W[l] * slope[l-1]",
            "A hidden unit answers for each unit above in the measure of the weight between them.",
            NoDownwardWeights.run),
    Mistake("decay with the wrong sign",
            "dW[l] -= decay * W[l]", "dW[l] += decay * W[l]",
            "decay/2 · w² grows with |w|, so its gradient points away from 0.", DecaySign.run),
    Mistake("decay missing in the gradient",
            "dW[l] = delta[l].T @ a[l-1]", "dW[l] = delta[l].T @ a[l-1] + decay * W[l]",
            "E has the term decay/2 · w², so the gradient has decay · w.", DecayForgotten.run),
    Mistake("decay doubled",
            "dW[l] += 2 * decay * W[l]", "dW[l] += decay * W[l]",
            "The half in decay/2 · w² is there to cancel the 2.", DecayTwice.run),
    Mistake("decay divided by N",
            "dW[l] += decay * W[l] / N", "dW[l] += decay * W[l]",
            "The decay in E is not a mean over examples; neither is its gradient.", DecayOverN.run),
    Mistake("decay on the biases",
            "db[l] += decay * b[l]", "(nothing)",
            "The decay in E leaves biases out, so their gradient has no such term.", DecayOnBiases.run),
    Mistake("weights not transposed (square)",
            "delta[l-1] = delta[l] @ W[l].T * slope[l-1]", "delta[l-1] = delta[l] @ W[l] * slope[l-1]",
            "With examples as rows, the way up is a @ W.T, so the way down is delta @ W.",
            WeightsNotTransposed.run),
    Mistake("gradient transposed (square)",
            "dW[l] = a[l-1].T @ delta[l]", "dW[l] = delta[l].T @ a[l-1]",
            "W[l][j, i] leads to j from i, so row j of dW[l] holds the delta of unit j.",
            GradientTransposed.run),
    Mistake("own activity in the gradient (square)",
            "dW[l] = delta[l].T @ a[l]", "dW[l] = delta[l].T @ a[l-1]",
            "A weight is multiplied by what comes in from below: a[l-1].", OwnActivity.run),
    Mistake("slope of the layer above (square)",
            "delta[l-1] = delta[l] @ W[l] * slope[l]", "delta[l-1] = delta[l] @ W[l] * slope[l-1]",
            "The delta of a layer has the slope of that same layer.", SlopeOfLayerAbove.run),
)

VARIANTS = collect(
    Mistake("slope 1 at the kink", "slope = z >= 0", "slope = z > 0",
            "Both are one-sided slopes of ReLU at 0, and both are right.", KinkFromTheRight.run),
    Mistake("double sign", "delta[L] = (y - a[L]) / N * slope[L]; dW[l] = -delta[l].T @ a[l-1]",
            "delta[L] = (a[L] - y) / N * slope[L]; dW[l] = delta[l].T @ a[l-1]",
            "Two minus signs make the same gradient.", DoubleSign.run),
    Mistake("textbook, without buffers", "delta[l-1] = delta[l] @ W[l] * slope[l-1]",
            "delta[l].dot(W[l], delta[l-1])", "The same line, written plainly.", Textbook.run),
)
