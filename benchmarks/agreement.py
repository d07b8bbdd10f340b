"""Who takes part: only those that give the reference's E, gradient and step."""
from importlib.util import find_spec

import numpy as np

from benchmarks.in_numpy import NUMPY
from benchmarks.peers import PEERS
from benchmarks.workloads import ETA, reference
from course_lib.gradcheck import relative_error

TOLERANCE = {"float64": 1e-10, "float32": 1e-4}


class Disagreement(AssertionError):
    """Somebody's E, gradient or step is not the reference's."""


def check(contestant, problem):
    """Hold a contestant to the reference, at its own θ; raise Disagreement where it differs."""
    net, x, y, _ = problem
    tolerance, epsilon = TOLERANCE[x.dtype.name], np.finfo(x.dtype).eps
    who = f"{contestant.name} ({contestant.form})"
    before = contestant.theta()
    E, expected = reference(net.at(before), x, y)
    if contestant.gradient:
        its_E, gradient = contestant.read(contestant.gradient())
        for what, error in (("E", abs(its_E - E) / abs(E)), ("gradient", relative_error(gradient, expected))):
            if not error <= tolerance:
                raise Disagreement(f"{who}: the relative error of its {what} is {error:.1e}, and "
                                   f"{tolerance:.0e} is allowed in {x.dtype}.")
    if contestant.step:
        contestant.step()
        missed = np.linalg.norm(contestant.theta() - (before - ETA * expected))
        change, rounding = ETA * np.linalg.norm(expected), epsilon * np.linalg.norm(before)
        if not missed <= tolerance * change + rounding:
            raise Disagreement(f"{who}: its step misses the point by {missed / change:.1e} of the way.")


def enter(problem, peers):
    """Everybody who takes part and agrees; and {name: why not} for the others."""
    contestants = [one for make in NUMPY for one in make(problem)]
    for one in contestants:
        if one.name != "floor":
            check(one, problem)
    left_out = {}
    for name in peers:
        module, make = PEERS[name]
        if not find_spec(module):
            left_out[name] = f"{module} is not installed"
            continue
        try:
            forms = make(problem)
            for one in forms:
                check(one, problem)
        except Disagreement as error:
            left_out[f"{name} on {len(problem.x)} x {problem.net.sizes}"] = str(error)
        else:
            contestants += forms
    return contestants, left_out
