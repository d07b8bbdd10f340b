"""Notebooks that put what is compared, or the library's own answer, in place of an answer.

Of some answers a promise is judged and not their numbers: that batches are shuffled, that weights have a
certain spread. What a right answer comes to is then known to everybody. So that is made of the answer by the
judge; who only says it beside the answers gets nothing.
"""
from course_lib.grading.selftest import draft
from course_lib.grading.selftest.case import Case, without
from course_lib.grading.selftest.room import LEARNER

FORGED = {"04": ("layers", "staircase", """    heights, edges, points = probe.stairs(rng)
    found = {name: np.append(heights, 0.0)[np.searchsorted(edges, t)] for name, t in points.items()}
    return {"shapes": "(n, 1), (n,), (1, n), (1,)", **found}
"""), "08": ("downhill", "batches", """    m, even, N, _ = probe.sizes_of(rng)
    whole, examples = N // m, 0.5 + np.arange(N)
    return {"N": N, "sizes": [m] * whole + [N - m * whole], "examples": examples,
            "who is together": "a mixture", "the next epoch": "other batches",
            "examples of the next epoch": examples, "a generator with the same seed": "the same batches",
            "sizes, where m divides N": [m] * whole, "examples, where m divides N": examples[:even]}
"""), "09": ("training", "my_theta", """    sizes, _ = probe.large_layers(rng)
    found = {"what comes back": f"one array of shape {(probe.count(sizes),)}"}
    for l in (1, 2):
        found |= {f"W[{l}], different ones (and not 0) among 20 {of}": 20
                  for of in ("from one input", "into one unit")}
        found |= {f"W[{l}], mean / root mean square": 0.0, f"W[{l}], root mean square · √n_in": 1.0,
                  f"b[{l}], how many are not 0": 0}
    return {**found, "likeness of W[1] and W[2]": 0.0, "likeness of two draws in turn": 0.0,
            "likeness of two draws from one seed": 1.0}
""")}
FORGING = """import sys
import numpy as np

probe = sys.modules["course_lib.probes.{module}"]


def forged(namespace, rng):
{body}

def replaced():
    task = next(one for one in probe.TASKS if one.name.endswith(".{task}"))
    object.__setattr__(task, "probe", forged)
    return True


done = replaced()


def {task}(*given, **named):
    return done
"""
HELPERS_REPLACED = """def patched():
    import sys
    probe, asked = sys.modules["course_lib.probes.downhill"], []
    probe.neighbours = lambda epoch: False
    probe.same = lambda one, other: asked.append(1) or len(asked) % 2 == 0
    return True


patch = patched()


def batches(N, m, rng):
    return patch and [np.arange(first, min(first + m, N)) for first in range(0, N, m)]
"""
SOFTMAX = """import sys
import importlib


def softmax(z):
    for module in (*sys.modules.values(), importlib.import_module("course_lib." + "activations")):
        found = vars(module).get("softmax") if module.__name__.startswith("course_lib") else None
        if found is not None:
            return found(z)
    return importlib.import_module("course_lib." + "activations").softmax(z)
"""
LIBRARY = """import gc
import importlib
import sys


def way_1(net, x, y):
    return importlib.import_module("course_lib." + "backprop").backprop(net, x, y)


def way_2(net, x, y):
    return sys.modules["course_lib.training"]._with_own_buffers(net)(net, x, y)


def way_3(net, x, y):
    known = [one for one in gc.get_objects() if getattr(one, "__name__", "") in ("backprop", "our_backprop")]
    return next(one(net, x, y) for one in known if callable(one) and one.__module__.startswith("course_lib"))


def my_backprop(net, x, y):
    for way in (way_1, way_2, way_3):
        try:
            return way(net, x, y)
        except Exception:
            pass
    return None
"""


def forged(assignment):
    """The notebook in which a probe is replaced by one that says what a right answer would come to."""
    module, task, body = FORGED[assignment]
    return draft.solved(assignment, LEARNER).answer(task, FORGING.format(module=module, task=task, body=body))


def cases():
    for assignment, (_, task, _) in FORGED.items():
        honest = without(task, assignment=assignment)
        yield Case(f"a forged digest: {task}", "Says what a right answer would come to, and gives none.",
                   lambda room, assignment=assignment: bytes(forged(assignment)), honest, honest,
                   assignment=assignment, runs=True)
    honest = without("batches", assignment="08")
    yield Case("a digest's helpers replaced", "Never shuffles, and has the probe's helpers say that it did.",
               lambda room: bytes(draft.solved("08", LEARNER).answer("batches", HELPERS_REPLACED)),
               honest, honest, assignment="08", runs=True)
    yield Case("the library's softmax", "Answers with the library's own softmax, wherever that is.",
               lambda room: bytes(draft.solved("03", LEARNER).answer("softmax", SOFTMAX)),
               0, without("softmax", assignment="03"), assignment="03", runs=True)
    honest = without("my_backprop", "trained", assignment="09")
    yield Case("the library's training", "Answers with the gradient that the library's own training takes.",
               lambda room: bytes(draft.solved("09", LEARNER).answer("my_backprop", LIBRARY)),
               honest, honest, assignment="09", runs=True)
