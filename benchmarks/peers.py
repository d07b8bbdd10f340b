"""The same gradient by other people's libraries.

A peer is a function of a Problem that returns Contestants, none where the library has no such
network. A library is imported only when its peer is asked for.
"""
import numpy as np

from benchmarks.workloads import ETA, Contestant, flat, parts_of


def pytorch(problem):
    from benchmarks.in_pytorch import pytorch
    return pytorch(problem)


def jax(problem):
    from benchmarks.in_jax import compiled
    return compiled(problem)


def autograd(problem):
    """HIPS autograd: NumPy's own lines, recorded as they run."""
    from autograd import numpy as anp
    from autograd import value_and_grad
    net, x, y, N = problem.net, problem.x, problem.y, len(problem.x)
    names = {"tanh": anp.tanh, "relu": lambda z: anp.maximum(z, 0), "softmax": lambda z: z,
             "logistic": lambda z: 1 / (1 + anp.exp(-z))}
    phi, theta = [names[phi.name] for phi in net.phi[1:]], parts_of(net)

    def error(theta):
        a = x
        for W, b, phi_l in zip(theta[::2], theta[1::2], phi, strict=True):
            a = phi_l(anp.dot(a, W.T) + b)
        if net.loss.output:
            from_top = a - anp.max(a, axis=1, keepdims=True)
            return anp.sum(anp.log(anp.sum(anp.exp(from_top), axis=1)) - anp.sum(y * from_top, axis=1)) / N
        return 0.5 * anp.sum((a - y) ** 2) / N
    slope = value_and_grad(error)
    return [Contestant("autograd", "value_and_grad", lambda: slope(theta), None,
                       lambda answer: (answer[0], flat(answer[1])), lambda: flat(theta))]


def sklearn(problem):
    """scikit-learn's MLPClassifier: partial_fit, and its inner _backprop without the checks around it.

    Only ReLU with softmax: it has no half squared error after a logistic, tanh or ReLU output.
    """
    net, x, y, labels = problem
    if not net.loss.output:
        return []
    from sklearn.neural_network import MLPClassifier
    model = MLPClassifier(net.sizes[1:-1], activation=net.phi[1].name, solver="sgd", alpha=0,
                          batch_size=len(x), learning_rate_init=ETA, momentum=0, shuffle=False,
                          nesterovs_momentum=False)
    model.partial_fit(x, labels, classes=np.arange(net.sizes[-1]))
    model.coefs_ = [np.ascontiguousarray(W.T) for W in net.W[1:]]
    model.intercepts_ = [b.copy() for b in net.b[1:]]
    activations, deltas, dW, db = ([None] * n for n in (net.L + 1, net.L, net.L, net.L))
    activations[0] = x

    def gradient():
        return model._backprop(x, y, None, activations, deltas, dW, db)

    def inner_step():
        gradient()
        model._optimizer.update_params(model.coefs_ + model.intercepts_, dW + db)

    def in_order(weights, biases):
        return flat(part for W, b in zip(weights, biases, strict=True) for part in (W.T, b))

    def contestant(form, gradient, step):
        return Contestant("scikit-learn", form, gradient, step,
                          lambda answer: (answer[0], in_order(*answer[1:])),
                          lambda: in_order(model.coefs_, model.intercepts_))
    return [contestant("_backprop", gradient, inner_step),
            contestant("partial_fit", None, lambda: model.partial_fit(x, labels))]


PEERS = {"PyTorch": ("torch", pytorch), "JAX": ("jax", jax), "scikit-learn": ("sklearn", sklearn),
         "autograd": ("autograd", autograd)}
