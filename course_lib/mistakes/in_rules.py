"""Mistakes in optimizers: each is a class that stands in for the right rule.

Compare one with the right rule over several steps on changing gradients: most
agree at the first step, or in direction, or as long as the gradient stays the same.
"""
import numpy as np

from course_lib.mistakes.record import Mistake, collect
from course_lib.optimizers import Adam, GradientDescent, Momentum, Nesterov, RMSProp


class Ascent(GradientDescent):
    def step(self, theta, gradient):
        theta += self.eta * gradient


class RebindsTheta(GradientDescent):
    def step(self, theta, gradient):
        theta = theta - self.eta * gradient


class MomentumWrongSign(Momentum):
    def step(self, theta, gradient):
        self.v = self.alpha * (0 if self.v is None else self.v) + self.eta * gradient
        theta += self.v


class MomentumOfMean(Momentum):
    def step(self, theta, gradient):
        self.v = self.alpha * (0 if self.v is None else self.v) - (1 - self.alpha) * self.eta * gradient
        theta += self.v


class NesterovPlain(Nesterov):
    def step(self, theta, gradient):
        Momentum.step(self, theta, gradient)


class RMSPropInsideRoot(RMSProp):
    def step(self, theta, gradient):
        self.s = self.rho * (0 if self.s is None else self.s) + (1 - self.rho) * gradient ** 2
        theta -= self.eta * gradient / np.sqrt(self.s + self.epsilon)


class AdamUncorrected(Adam):
    def step(self, theta, gradient):
        self.m = self.beta1 * (0 if self.m is None else self.m) + (1 - self.beta1) * gradient
        self.v = self.beta2 * (0 if self.v is None else self.v) + (1 - self.beta2) * gradient ** 2
        theta -= self.eta * self.m / (np.sqrt(self.v) + self.epsilon)


class AdamLate(Adam):
    def step(self, theta, gradient):
        self.t += 1  # the step below counts once more
        super().step(theta, gradient)
        self.t -= 1


class AdamInsideRoot(Adam):
    def step(self, theta, gradient):
        before = theta.copy()
        super().step(theta, gradient)
        m_hat = self.m / (1 - self.beta1 ** self.t)
        v_hat = self.v / (1 - self.beta2 ** self.t)
        theta[:] = before - self.eta * m_hat / np.sqrt(v_hat + self.epsilon)


OPTIMIZERS = collect(
    Mistake("climbing", "theta += eta * gradient", "theta -= eta * gradient",
            "The gradient points uphill, so the step goes against it.", Ascent),
    Mistake("theta bound to a new array", "theta = theta - eta * gradient", "theta -= eta * gradient",
            "This makes a new array and leaves the network's own as it was.", RebindsTheta),
    Mistake("velocity uphill", "v = alpha * v + eta * gradient; theta += v",
            "v = alpha * v - eta * gradient; theta += v",
            "The velocity is a step, so the slope enters it with a minus.", MomentumWrongSign),
    Mistake("velocity as a running mean", "v = alpha * v - (1 - alpha) * eta * gradient",
            "v = alpha * v - eta * gradient",
            "With 1 - α the step is ten times shorter at α = 0.9: another convention for η.",
            MomentumOfMean),
    Mistake("Nesterov without looking ahead", "theta += v", "theta += alpha * v - eta * gradient",
            "Without the second look this is plain momentum.", NesterovPlain),
    Mistake("RMSProp's ε inside the root", "eta * g / sqrt(s + epsilon)", "eta * g / (sqrt(s) + epsilon)",
            "Inside the root ε counts as its own root: 1e-8 acts like 1e-4.", RMSPropInsideRoot),
    Mistake("Adam without correction", "m / (sqrt(v) + epsilon)", "m_hat / (sqrt(v_hat) + epsilon)",
            "Both running means start at 0 and are too small at first: divide by 1 - β^t.",
            AdamUncorrected),
    Mistake("Adam counting from two", "t = 1 before the first t += 1", "t = 0 before the first t += 1",
            "At the first step t is 1, and the correction undoes the start exactly.", AdamLate),
    Mistake("Adam's ε inside the root", "m_hat / sqrt(v_hat + epsilon)", "m_hat / (sqrt(v_hat) + epsilon)",
            "Inside the root ε counts as its own root: 1e-8 acts like 1e-4.", AdamInsideRoot),
)
