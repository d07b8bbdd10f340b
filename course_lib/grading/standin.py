"""What stands in, in a sandbox, for the parts of course_lib that are not there.

A submitted notebook imports what the exercise's first cell imports: `check`, `progress`, `show`. None of
that is for an answer, and check brings the right answers along, so it stays outside. Here check says
nothing (which is false, so that what hangs on a green check is passed over), sheet gives the numbers of
the learner whose submission it is, and any other missing part can be imported; its functions say, when
they are called, that they are not here. They bear the names of the real ones, so that what an answer leans
on can be named (probes.uses).
"""
import sys
from importlib.machinery import ModuleSpec
from types import ModuleType

LIBRARY = "course_lib."
QUIET = ("checks", "progress", "show", "house_style", "figures", "widgets")      # do nothing
WHOSE = {"learner": "", "seed": 0}       # the learner whose sheet is asked for, and the sheets' seed


def check(name, *answers):
    """Nothing: a submission is judged from outside."""


def sheet(name, learner=""):
    """The numbers of the learner who handed this in, whatever name is typed in the notebook."""
    from course_lib.probes import find
    task = find(name)
    if task.sheet is None:
        raise ValueError(f"{name} has no sheet of numbers: only tasks by hand do.")
    return Sheet(task.numbers(WHOSE["learner"], WHOSE["seed"]))


class Sheet(dict):
    """The numbers of one learner, by name."""


for _one in (check, sheet, Sheet):
    _one.__module__ = "course_lib.checks.door"


def missing(module, name):
    """What stands in for course_lib.module.name."""
    def absent(*arguments, **named):
        if module.removeprefix(LIBRARY).split(".")[0] not in QUIET:
            raise ImportError(f"{module}.{name} is not here: it is no part of this assignment")
    absent.__name__ = absent.__qualname__ = name
    absent.__module__ = module
    return absent


class Missing:
    """Finds every module of course_lib that is not there. The last of the finders, so that real ones win."""

    def find_spec(self, name, path=None, target=None):
        return ModuleSpec(name, self, is_package=True) if name.startswith(LIBRARY) else None

    def create_module(self, spec):
        return ModuleType(spec.name)

    def exec_module(self, module):
        def part(name):
            if name.startswith("__"):
                raise AttributeError(name)
            return missing(module.__name__, name)
        module.__getattr__ = part
        if module.__name__ in ("course_lib.checks", "course_lib.checks.door"):
            module.check, module.sheet = check, sheet


def install():
    sys.meta_path.append(Missing())
