"""How a probe calls an answer: with copies, by name where names fit, and with a look at them afterwards."""
import inspect
import sys

import numpy as np

from course_lib.probes.plain import NotPlain, plain

KINDS = {np.ndarray: "array", str: "text", dict: "dict", bool: "True or False"}


class InputsChanged(Exception):
    """An answer wrote on what it was given; the message is the name of the argument."""


class DoesNotFit(TypeError):
    """An answer cannot be called as it is to be.   function, given : what was to be called, and the names of
    what it is given"""

    def __init__(self, function, given):
        super().__init__(f"it is called with ({', '.join(given)}), and its parameters do not fit that")
        self.function, self.given = function, list(given)


def ask(namespace, name, **arguments):
    """Call namespace[name] with these arguments; return its answer as plain data.

    The answer gets copies, by keyword where its parameters have these names, else in this order. Raises
    InputsChanged where one of them is another afterwards, NotPlain where something else came back, and
    whatever the answer raises.
    """
    return plain(call(namespace[name], **arguments))


def several(answer, *names):
    """{name: part} of an answer of several parts; NotPlain where it has not that many."""
    if isinstance(answer, np.ndarray) and answer.ndim and len(answer) == len(names):
        answer = list(answer)
    if not isinstance(answer, list) or len(answer) != len(names):
        came = (f"{len(answer)} things" if isinstance(answer, list) else "nothing" if answer is None
                else f"one {KINDS.get(type(answer), 'number')}")
        raise NotPlain(f"{came}, where {', '.join(names)} were expected, in this order")
    return dict(zip(names, answer, strict=True))


def call(function, **arguments):
    """As ask, for a function itself; the answer as it is."""
    given = {name: copied(value) for name, value in arguments.items()}
    before = {name: marks(value) for name, value in given.items()}
    answer = put(function, given)
    for name, value in given.items():
        if marks(value) != before[name]:
            raise InputsChanged(name)
    return answer


def put(function, given):
    """Call a function: by keyword where its parameters have these names, else in this order."""
    if takes(function, given):
        return function(**given)
    if not fits(function, len(given)):
        raise DoesNotFit(function, given)
    return function(*given.values())


def fits(function, number):
    """Whether a function takes so many arguments by position; where nobody can tell, it may."""
    try:
        inspect.signature(function).bind(*range(number))
    except TypeError:
        return False
    except ValueError:                  # a function written in C
        pass
    return True


def takes(function, names):
    """Whether the function has parameters of these names."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return False
    known = {p.name for p in parameters if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)}
    needed = {p.name for p in parameters if p.default is p.empty and p.kind.name[:3] != "VAR"}
    anything = any(p.kind is p.VAR_KEYWORD for p in parameters)
    return (anything or known.issuperset(names)) and needed.issubset(names)


def copied(value):
    """A copy, so that cases do not meet; functions, generators and their like are handed on as they are."""
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, (list, tuple)):
        return type(value)([copied(entry) for entry in value])
    if isinstance(value, dict):
        return {key: copied(entry) for key, entry in value.items()}
    return value.at(value.theta.copy()) if is_network(value) else value


def marks(value):
    """What two values share if and only if they are the same, bit by bit."""
    if isinstance(value, np.ndarray):
        return value.shape, value.dtype.str, value.tobytes()
    if isinstance(value, (list, tuple)):
        return [marks(entry) for entry in value]
    if isinstance(value, dict):
        return [(key, marks(entry)) for key, entry in value.items()]
    if is_network(value):
        return marks(value.theta)
    return value if isinstance(value, (bool, int, float, complex, str)) else None


def is_network(value):
    """Whether it is a Network of course_lib. Not everywhere is there such a thing (see grading.stage)."""
    kind = getattr(sys.modules.get("course_lib.network"), "Network", None)
    return isinstance(kind, type) and isinstance(value, kind)
