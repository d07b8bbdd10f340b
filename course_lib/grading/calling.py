"""Functions that live at the other end: how a learner's test calls implementations that it must not see.

"Write the test" hands a learner's function some implementations, right and wrong ones, in an order that
nobody knows. They hold answers, so they stay with the judge; the child gets proxies. A call of one is a
frame, and so is what it returns:

    {"call": name, "arguments": [...]}      {"returns": value, "changed": {place: array}}
                                            {"raises": [type, message]}

What is returned may hold functions in its turn (an operator returns its pull), and so may arguments (a
network may have an activation function of the learner's own): each end keeps its functions, and the other
one gets their names. A network travels as its numbers and the names of its parts. `changed` holds what a
call has written into its arguments, because a test may look for that.
"""
import builtins
import contextlib
import itertools
import math

import numpy as np

from course_lib.grading import wire

DEEP = 8                 # calls within calls
CALLS = 20_000           # of one question
ENTRIES = 2_000          # of all arrays and lists that are handed to a function at the judge's
PARAMETERS = 20_000      # of a network, and
WORK = 20_000_000        # examples times paths, an upper bound to what any implementation does
LAYERS = 50
TOO_LARGE = "a network, or a batch, too large to be asked about here: take a smaller one"
KEPT = 1_000             # functions of an end that the other one has been given; older ones are forgotten


class End:
    """One end. channel : a wire.Channel    n : the question's number    mine : {name: function} to be called
    deadline : when the other end must have answered    guard : what an incoming call runs within"""

    def __init__(self, channel, n, mine=None, deadline=None, guard=contextlib.nullcontext, check=None):
        self.channel, self.n, self.mine, self.deadline = channel, n, dict(mine or {}), deadline
        self.guard, self.check, self.depth, self.calls = guard, check or (lambda arguments: None), 0, 0
        self.given = itertools.count()

    def proxy(self, name):
        """A function that calls the one of this name at the other end."""
        return lambda *arguments: self.call(name, arguments)

    def candidates(self, number):
        return [self.proxy(str(k)) for k in range(number)]

    def call(self, name, arguments):
        """Ask the other end, and answer what it asks in between."""
        self.send(call=name, arguments=list(arguments))
        while True:
            message = self.channel.receive(self.deadline, self.unpacked)
            if message.get("n") != self.n:
                continue
            if "call" in message:
                self.answer(message)
            elif "raises" in message:
                raise error_named(*message["raises"])
            elif "returns" in message:
                for place, value in message.get("changed", {}).items():
                    write(arguments[int(place)], value)
                return message["returns"]
            else:
                raise wire.Unsayable("a message that is no answer to a call")

    def answer(self, message):
        """Call a function of this end, and send what came of it."""
        self.calls, self.depth = self.calls + 1, self.depth + 1
        try:
            if self.calls > CALLS or self.depth > DEEP:
                raise RuntimeError("too many calls")
            function, arguments = self.mine[message["call"]], message["arguments"]
            self.check(arguments)
            before = [content(one) for one in arguments]
            with self.guard():
                returned = function(*arguments)
            after = [content(one) for one in arguments]
            changed = {str(k): new for k, (old, new) in enumerate(zip(before, after, strict=True))
                       if differ(old, new)}
            self.send(returns=returned, changed=changed)
        except (wire.Closed, wire.Late):
            raise
        except BaseException as problem:  # an implementation may raise anything, and so may what it is given
            if isinstance(problem, KeyboardInterrupt):
                raise
            self.send(raises=[type(problem).__name__, str(problem)[:300]])
        finally:
            self.depth -= 1

    def send(self, **message):
        self.channel.send({"n": self.n, **message}, self.deadline, self.packed)

    # -------------------------------------------------------------- what is not plain

    def packed(self, value):
        """(kind, value) of a network, an activation function, or any function."""
        from course_lib.activations import ACTIVATIONS, Activation
        from course_lib.losses import LOSSES
        from course_lib.network import Network
        if isinstance(value, Network):
            if LOSSES.get(value.loss.name) is not value.loss:
                raise TypeError(f"{value.loss} is no loss of course_lib: only those can be handed over here.")
            return "network", {"sizes": list(value.sizes), "phi": value.phi[1:], "loss": value.loss.name,
                               "theta": value.theta, "decay": value.decay}
        if isinstance(value, Activation):
            if ACTIVATIONS.get(value.name) is value:
                return "activation", value.name
            return "own activation", {"name": value.name, "value": returning(value.value),
                                      "slope": returning(value.value_slope) if value.value_slope else None,
                                      "kinks": list(value.kinks)}
        if callable(value):
            return "function", self.give(value)
        return None

    def give(self, function):
        """A name by which the other end can call it."""
        number = next(self.given)
        self.mine[f"f{number}"] = function
        self.mine.pop(f"f{number - KEPT}", None)
        return f"f{number}"

    def unpacked(self, kind, value):
        from course_lib.activations import ACTIVATIONS, Activation
        from course_lib.losses import LOSSES
        from course_lib.network import Network
        if kind == "function" and isinstance(value, str):
            return self.proxy(value)
        if kind == "activation":
            return ACTIVATIONS[value]
        if kind == "own activation":
            slope = writing(value["slope"]) if value["slope"] else None
            return Activation(str(value["name"])[:40], writing(value["value"]), slope, None,
                              tuple(value["kinks"]))
        if kind == "network":
            sizes = [int(n) for n in value["sizes"]]
            check_size(sizes, 1)
            return Network(sizes, value["phi"], LOSSES[value["loss"]], value["theta"], value["decay"])
        raise wire.Unsayable(f"a thing of the kind {kind!r:.20}")


def returning(value):
    """An activation's function (..., out), as one that returns what would stand in out."""
    return lambda *arguments: value(*arguments, np.empty_like(arguments[0]))


def writing(function):
    """The other way round."""
    def value(*arguments):
        arguments[-1][...] = function(*arguments[:-1])
        return arguments[-1]
    return value


def content(value):
    """A copy of what can be written into: an array's numbers, a network's theta, those of all in a list."""
    if isinstance(value, (list, tuple)):
        return [content(one) for one in value]
    array = getattr(value, "theta", value)
    return array.copy() if isinstance(array, np.ndarray) else None


def differ(old, new):
    """Whether two contents differ."""
    if isinstance(old, list):
        return len(old) != len(new) or any(map(differ, old, new))
    return old is not None and not np.array_equal(old, new, equal_nan=True)


def write(into, value):
    """Give what was passed the content that it has at the other end."""
    if isinstance(into, (list, tuple)) and isinstance(value, list):
        for one, new in zip(into, value, strict=False):
            write(one, new)
        return
    array = getattr(into, "theta", into)
    if isinstance(array, np.ndarray) and value is not None:
        array[...] = value


def error_named(name, message):
    """An exception of this type, if Python has one."""
    kind = getattr(builtins, str(name), None)
    ordinary = isinstance(kind, type) and issubclass(kind, Exception) and not issubclass(kind, UnicodeError)
    return kind(str(message)) if ordinary else RuntimeError(f"{name}: {message}")


# ------------------------------------------------------------------ the judge's caution

def check_arguments(arguments):
    """Refuse what would keep a judge busy. The sizes of honest questions are far below."""
    things = list(all_in(arguments))
    arrays = [one.size for one in things if isinstance(one, np.ndarray)]
    if sum(arrays) + len(things) > ENTRIES:
        raise ValueError(f"arrays of more than {ENTRIES:,} numbers: take smaller ones here")
    for one in things:
        if hasattr(one, "sizes"):
            check_size(one.sizes, max([len(things), *arrays]))


def all_in(value):
    """Everything in lists and dicts, however deep, and these themselves."""
    yield value
    if isinstance(value, (list, tuple, dict)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from all_in(one)


def check_size(sizes, examples):
    if len(sizes) > LAYERS or max(sizes, default=0) > PARAMETERS:
        raise ValueError(TOO_LARGE)
    paths = examples * math.prod(max(1, n) for n in sizes)
    parameters = sum((n_in + 1) * n_out for n_in, n_out in zip(sizes, sizes[1:], strict=False))
    if paths > WORK or parameters > PARAMETERS:
        raise ValueError(TOO_LARGE)
