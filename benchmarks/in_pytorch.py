"""The gradient and the step in PyTorch, eager, in the forms in which they are quickest."""
import torch
from torch.nn import functional as F

from benchmarks.workloads import ETA, Contestant, flat, parts_of


def pytorch(problem):
    """A functional net, gradients by autograd, steps by torch.optim.SGD or foreach."""
    net, N = problem.net, len(problem.x)
    x, y, labels = map(torch.from_numpy, (problem.x, problem.y, problem.labels))
    theta = [torch.from_numpy(part).requires_grad_() for part in parts_of(net)]
    names = {"logistic": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu}
    phi = [names.get(phi.name) for phi in net.phi[1:]]      # cross_entropy has softmax in it
    layers = list(zip(theta[::2], theta[1::2], phi, strict=True))

    def error():
        a = x
        for W, b, phi in layers:
            a = F.linear(a, W, b)
            if phi:
                a = phi(a)
        if net.loss.output:
            return F.cross_entropy(a, labels)
        return F.mse_loss(a, y, reduction="sum") * (0.5 / N)

    def by_grad():
        E = error()
        return E, torch.autograd.grad(E, theta)

    def by_backward():
        for part in theta:
            part.grad = None
        E = error()
        E.backward()
        return E, [part.grad for part in theta]

    def foreach():
        _, gradient = by_grad()
        with torch.no_grad():
            torch._foreach_add_(theta, gradient, alpha=-ETA)

    def rule(**kind):
        sgd = torch.optim.SGD(theta, lr=ETA, **kind)

        def step():
            by_backward()
            sgd.step()
        return step

    def contestant(form, gradient, step):
        return Contestant("PyTorch", form, gradient, step,
                          lambda answer: (answer[0].item(), flat(answer[1])),
                          lambda: flat(part.detach() for part in theta))
    return [contestant("autograd.grad, _foreach_add_", by_grad, foreach),
            contestant("backward, SGD(foreach)", by_backward, rule(foreach=True)),
            contestant("backward, SGD(fused)", None, rule(fused=True))]
