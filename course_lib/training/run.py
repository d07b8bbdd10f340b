"""One training run: epochs, batches, steps, and the watch over them."""
import math

from course_lib.optimizers import lbfgs
from course_lib.training.history import History, accuracy, are_classes


class Run:
    """One training run: what it works on, what has been seen, what was best."""

    def __init__(self, net, data, held, gradient_of, patience, after_epoch, bar):
        self.net, self.data, self.held, self.gradient_of = net, data, held, gradient_of
        self.patience, self.after_epoch, self.bar, self.history = patience, after_epoch, bar, History()
        self.last, self.best = net.theta.copy(), net.theta.copy()
        self.shows_classes = {id(pair): are_classes(pair[1]) for pair in (data, held) if pair}

    def look(self):
        """Note how the network does now; return whether it is time to stop."""
        history = self.history
        self.epoch = history.epochs + 1
        seen = [self._measure(pair) for pair in (self.data, self.held) if pair]
        for (E, share), errors, shares in zip(seen, (history.E, history.validation_E),
                                              (history.accuracy, history.validation_accuracy),
                                              strict=False):
            errors.append(E)
            shares.extend([] if share is None else [share])
        self.last[:] = self.net.theta
        self.epoch += 1
        if self.after_epoch:
            self.after_epoch(history.epochs, self.net)
        if history.epochs:
            self.bar.set_postfix_str(f"E = {history.E[-1]:.4g}", refresh=False)
            self.bar.update()
        if not self.patience:
            return False
        if history.epochs == 0 or history.validation_E[-1] < history.validation_E[history.best_epoch]:
            history.best_epoch, self.best[:] = history.epochs, self.net.theta
        if history.epochs - history.best_epoch >= self.patience:
            history.stopped = "early"
        return history.stopped == "early"

    def _measure(self, pair):
        x, y = pair
        trace = self.net.forward(x)
        whose = "E" if pair is self.data else "the validation E"
        E = _finite(float(self.net.error_in(trace, y)), whose)
        return E, accuracy(trace.a[self.net.L], y) if self.shows_classes[id(pair)] else None

    def end(self):
        if self.patience:
            self.net.theta[:] = self.best
        return self.history


def by_rule(run, rule, epochs, batch, rng):
    x, y = run.data
    for _ in range(epochs):
        order = rng.permutation(len(x)) if batch < len(x) else slice(None)
        rows, targets = x[order], y[order]
        for start in range(0, len(x), batch):
            part = slice(start, start + batch)
            E, gradient = run.gradient_of(run.net, rows[part], targets[part])
            _finite(E)
            rule.step(run.net.theta, gradient)
        if run.look():
            break


def by_lbfgs(run, epochs):
    net = run.net

    def E_and_gradient(theta):
        E, gradient = run.gradient_of(net.at(theta), *run.data)
        return _finite(E), gradient

    def after_step(theta):
        net.theta[:] = theta
        if run.look():
            raise StopIteration
    lbfgs(E_and_gradient, net.theta.copy(), epochs, after_step)


class Diverged(FloatingPointError):
    """E is no longer a finite number."""


def _finite(E, whose="E"):
    if not math.isfinite(E):
        raise Diverged(f"{whose} is {E}, no longer a finite number")
    return E
