"""Training: propagate, send the deltas back, update; again and again, watching E.

    for each epoch:  shuffle the examples;  for each mini-batch:  rule.step(θ, ∂E/∂θ)

One epoch shows every example once. E is taken over all training examples after each
epoch (entry 0: before the first), so that runs with different batch sizes compare.
"""
import os
import sys

import numpy as np

from course_lib.backprop import backprop as our_backprop
from course_lib.optimizers import lbfgs
from course_lib.training.doors import checked, pair, plan
from course_lib.training.history import History, accuracy
from course_lib.training.run import Diverged, Run, by_lbfgs, by_rule

__all__ = ["History", "accuracy", "train"]


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
    progress : True or False for a progress bar; None for one where somebody watches a run of over two
               seconds (COURSE_QUIET=1 in the environment: never)

    Interrupting (Ctrl-C, or Jupyter's stop button) keeps what was learned so far: with patience the
    best θ, else the latest. Raises FloatingPointError, naming the epoch, where E is no longer
    finite: net then has the θ with which that epoch began, and the error the history. Raises
    ValueError or TypeError on arguments that do not fit.
    """
    x, y = pair(net, data)
    held = None if validation is None else pair(net, validation, "validation")
    if not net.theta.flags.writeable:
        raise ValueError("net.theta is read-only, and training changes it in place: make the network with "
                         "theta.copy().")
    batch = plan(len(x), rule, epochs, batch, rng, held, patience)
    gradient_of = _with_own_buffers(net) if backprop is our_backprop else checked(net, backprop)
    run = Run(net, (x, y), held, gradient_of, patience, after_epoch, _bar(epochs, progress))
    with np.errstate(over="ignore", invalid="ignore"):  # E says it, and where
        try:
            run.look()
            if rule is lbfgs:
                by_lbfgs(run, epochs)
            else:
                by_rule(run, rule, epochs, batch, rng)
        except Diverged as error:
            net.theta[:] = run.last
            remedy = "Scale x or the initial weights down." if rule is lbfgs else \
                "Try a smaller eta; then look at x and at the initial weights."
            told = FloatingPointError(f"epoch {run.epoch}: {error}. The network has the parameters with "
                                      f"which that epoch began. {remedy}")
            told.history = run.history
            raise told from None
        except KeyboardInterrupt:
            run.history.stopped = "interrupted"
        finally:
            run.bar.close()
    return run.end()


def _with_own_buffers(net):
    """Our backprop, with the same arrays at every call: a trace for each size of batch."""
    gradient, traces = np.empty_like(net.theta), {}

    def gradient_of(net, x, y):
        if len(x) not in traces:
            traces[len(x)] = net.blank_trace(len(x))
        return our_backprop(net, x, y, traces[len(x)], gradient)
    return gradient_of


def _bar(epochs, progress):
    from tqdm.auto import tqdm
    if progress is None:  # only where somebody watches, and after two seconds
        watched = sys.stderr.isatty() or "ipykernel" in sys.modules
        quiet, delay = not watched or os.environ.get("COURSE_QUIET") == "1", 2
    else:
        quiet, delay = not progress, 0
    return tqdm(total=epochs, unit="epoch", disable=quiet, delay=delay, leave=False)
