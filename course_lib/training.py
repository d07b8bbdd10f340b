"""Training: propagate, send the deltas back, update; again and again, watching E.

    for each epoch:  shuffle the examples;  for each mini-batch:  rule.step(θ, ∂E/∂θ)

One epoch shows every example once. E is taken over all training examples after each
epoch (entry 0: before the first), so that runs with different batch sizes compare.
"""
import math
import operator
import os
from dataclasses import dataclass, field

import numpy as np

from course_lib.backprop import backprop as our_backprop
from course_lib.doors import check_batch
from course_lib.optimizers import lbfgs


@dataclass
class History:
    """What training left behind, one entry an epoch; entry 0 is before the first.

    E, validation_E : errors    accuracy, validation_accuracy : shares of examples classified
    rightly, where the targets are classes. A list with nothing to hold is empty.
    best_epoch : with early stopping, the epoch whose θ the network was given; else None.
    stopped : "finished", "early" or "interrupted".
    """

    E: list = field(default_factory=list)
    validation_E: list = field(default_factory=list)
    accuracy: list = field(default_factory=list)
    validation_accuracy: list = field(default_factory=list)
    best_epoch: int | None = None
    stopped: str = "finished"

    @property
    def epochs(self):
        """Number of epochs trained."""
        return len(self.E) - 1

    def __repr__(self):
        text = f"History({self.epochs} epochs, {self.stopped}: E {self.E[0]:.3g} -> {self.E[-1]:.3g}"
        if self.validation_E:
            text += f", validation {self.validation_E[0]:.3g} -> {self.validation_E[-1]:.3g}"
        if self.validation_accuracy:
            text += f", {self.validation_accuracy[-1]:.1%} right"
        return text + ("" if self.best_epoch is None else f"; kept epoch {self.best_epoch}") + ")"


def train(net, data, rule, epochs, *, batch=None, rng=None, validation=None, patience=None,
          backprop=our_backprop, after_epoch=None, progress=None):
    """Train net in place, by changing net.theta; return a History.

    data, validation : a Dataset, or a pair (x, y)
    rule : an optimizer; or optimizers.lbfgs itself, for which an epoch is a step of its own
    batch : examples a step, None for all; batches are drawn in an order from rng
    patience : stop after so many epochs without a lower validation error, and give net the
               θ of the best epoch
    backprop : any function (net, x, y) -> (E, gradient), for instance your own
    after_epoch(epoch, net) : called before the first epoch with 0, and after each
    progress : True or False for a progress bar; None for one where a run takes over two seconds

    Interrupting (Ctrl-C, or Jupyter's stop button) keeps what was learned so far. Raises
    FloatingPointError, naming the epoch, where E is no longer finite: net then has the θ with
    which that epoch began. Raises ValueError or TypeError on arguments that do not fit.
    """
    x, y = _pair(net, data)
    held = validation and _pair(net, validation)
    batch = _plan(len(x), rule, epochs, batch, rng, held, patience)
    gradient_of = _with_own_buffers(net) if backprop is our_backprop else _checked(net, backprop)
    run = _Run(net, (x, y), held, gradient_of, patience, after_epoch, _bar(epochs, progress))
    with np.errstate(over="ignore", invalid="ignore"):  # E says it, and where
        try:
            run.look()
            if rule is lbfgs:
                _by_lbfgs(run, epochs)
            else:
                _by_rule(run, rule, epochs, batch, rng)
        except FloatingPointError as error:
            net.theta[:] = run.last
            raise FloatingPointError(
                f"epoch {run.history.epochs + 1}: {error}. The network has the parameters with which "
                "that epoch began. Try a smaller eta; then look at x and at the initial weights."
            ) from None
        except KeyboardInterrupt:
            run.history.stopped = "interrupted"
        finally:
            run.bar.close()
    return run.end()


def accuracy(a, y):
    """Share of the rows where output and target name the same class.

    a, y : (N, n_L). With one column the classes are 0 and 1, told apart at 0.5; with more, the
    class is the column with the largest value.
    """
    if a.shape[1] == 1:
        return float(np.mean((a >= 0.5) == (y >= 0.5)))
    return float(np.mean(a.argmax(axis=1) == y.argmax(axis=1)))


class _Run:
    """One training run: what it works on, what has been seen, what was best."""

    def __init__(self, net, data, held, gradient_of, patience, after_epoch, bar):
        self.net, self.data, self.held, self.gradient_of = net, data, held, gradient_of
        self.patience, self.after_epoch, self.bar, self.history = patience, after_epoch, bar, History()
        self.last, self.best = net.theta.copy(), net.theta.copy()
        self.shows_classes = {id(pair): _are_classes(pair[1]) for pair in (data, held) if pair}

    def look(self):
        """Note how the network does now; return whether it is time to stop."""
        history = self.history
        seen = [self._measure(pair) for pair in (self.data, self.held) if pair]
        for (E, share), errors, shares in zip(seen, (history.E, history.validation_E),
                                              (history.accuracy, history.validation_accuracy),
                                              strict=False):
            errors.append(E)
            shares.extend([] if share is None else [share])
        self.last[:] = self.net.theta
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
        z, a = trace.z[self.net.L], trace.a[self.net.L]
        E = _finite(float(self.net.loss.value(z, a, y, a - y) + self.net.penalty()))
        return E, accuracy(a, y) if self.shows_classes[id(pair)] else None

    def end(self):
        if self.patience:
            self.net.theta[:] = self.best
        return self.history


def _by_rule(run, rule, epochs, batch, rng):
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


def _by_lbfgs(run, epochs):
    net = run.net

    def E_and_gradient(theta):
        E, gradient = run.gradient_of(net.at(theta), *run.data)
        return _finite(E), gradient

    def after_step(theta):
        net.theta[:] = theta
        if run.look():
            raise StopIteration
    lbfgs(E_and_gradient, net.theta.copy(), epochs, after_step)


def _finite(E):
    if not math.isfinite(E):
        raise FloatingPointError(f"E is {E}, no longer a finite number")
    return E


def _with_own_buffers(net):
    """Our backprop, with the same arrays at every call: a trace for each size of batch."""
    gradient, traces = np.empty_like(net.theta), {}

    def gradient_of(net, x, y):
        if len(x) not in traces:
            traces[len(x)] = net.blank_trace(len(x))
        return our_backprop(net, x, y, traces[len(x)], gradient)
    return gradient_of


def _checked(net, backprop):
    """Somebody else's backprop; what it returns is looked at before it is used."""
    name = getattr(backprop, "__name__", "backprop")

    def gradient_of(net, x, y):
        answer = backprop(net, x, y)
        if not (isinstance(answer, tuple) and len(answer) == 2):
            raise TypeError(f"{name} returned {type(answer).__name__}, but a pair (E, gradient) was "
                            "expected: end it with `return E, gradient`.")
        E, gradient = answer
        if np.shape(gradient) != net.theta.shape:
            raise ValueError(f"{name} returned a gradient of shape {np.shape(gradient)}, but theta has "
                             f"shape {net.theta.shape}: one entry for each parameter was expected.")
        if np.shape(E) != ():
            raise ValueError(f"{name} returned an E of shape {np.shape(E)}, but one number was expected: "
                             "the mean over the examples.")
        return E, gradient
    return gradient_of


def _pair(net, data):
    x, y = (data.x, data.y) if hasattr(data, "x") else data
    check_batch(net, x, y)
    return x, y


def _plan(N, rule, epochs, batch, rng, held, patience):
    """The batch size; or an error about the first argument that does not fit."""
    for name, number in (("epochs", epochs), ("batch", batch), ("patience", patience)):
        if number is not None and (isinstance(number, float) or operator.index(number) < 1):
            raise ValueError(f"{name} is {number}, but a whole number of 1 or more was expected.")
    if rule is not lbfgs and not hasattr(rule, "step"):
        raise TypeError(f"rule is {rule!r}, but an optimizer was expected: for example "
                        "optimizers.Momentum(eta=0.1), or optimizers.lbfgs itself.")
    if rule is lbfgs and batch not in (None, N):
        raise ValueError(f"batch is {batch}, but L-BFGS needs the same E at every step: leave batch out.")
    if batch is not None and batch < N and not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng is {rng!r}, but mini-batches are drawn in an order from a NumPy "
                        "Generator: give rng=np.random.default_rng(0).")
    if patience and not held:
        raise ValueError("patience watches the validation error, but no validation examples came: "
                         "give validation=(x, y).")
    return min(batch or N, N)


def _are_classes(y):
    """Whether the targets are classes: 0 or 1 in one column, or a single 1 in each row."""
    zero_or_one = bool(((y == 0) | (y == 1)).all())
    return zero_or_one and (y.shape[1] == 1 or bool((y.sum(axis=1) == 1).all()))


def _bar(epochs, progress):
    from tqdm.auto import tqdm
    quiet = progress is False or (progress is None and os.environ.get("COURSE_QUIET") == "1")
    return tqdm(total=epochs, unit="epoch", disable=quiet, delay=0 if progress else 2, leave=False)
