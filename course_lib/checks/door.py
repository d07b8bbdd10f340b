"""check and sheet: what a notebook calls.

For marks an instructor sets, in the environment of the kernel,

    COURSE_SEED      any text: the cases come from it, and no values are told
    COURSE_CASES     how many random cases
"""
import os
import sys

from course_lib import progress
from course_lib.checks import words
from course_lib.checks.judge import PUBLIC, judge
from course_lib.checks.verdict import Verdict
from course_lib.probes import find
from course_lib.probes.uses import forbidden


def check(name, *answers):
    """Say of an answer whether it is right, and if not, where it first goes wrong.

    name     of the task, "05.hidden_delta"
    answers  the functions, in the order of the task; where none is given, those with the task's names in
             the notebook are asked
    Returns a Verdict, which a notebook shows as a panel and which is true if the answer is right; under
    nbgrader's autograding the points alone, a number.
    """
    task = find(name)
    namespace = _namespace(task, answers, sys._getframe(1).f_globals)
    seed, cases = os.environ.get("COURSE_SEED") or PUBLIC, int(os.environ.get("COURSE_CASES", 0)) or None
    used = forbidden(task, namespace)
    if used:
        verdict = Verdict(task, "library", 0, words.library(used, task))
    else:
        verdict = judge(name, namespace, seed=seed, cases=cases, private=seed != PUBLIC,
                        learner=learner_of(namespace))
    if os.environ.get("NBGRADER_EXECUTION") == "autograde":
        return verdict.points
    progress.note(verdict.as_dict())
    return verdict


def _namespace(task, answers, around):
    if answers and len(answers) != len(task.names):
        raise TypeError(f"check({task.name!r}, ...) was given {len(answers)} functions, but the task asks "
                        f"for {', '.join(task.names)}: give one for each, in this order, or none.")
    return {**around, **dict(zip(task.names, answers, strict=False))}


def learner_of(namespace):
    """The name that the learner has typed, or nothing."""
    learner = namespace.get("learner", "")
    return learner if isinstance(learner, str) else ""


class Sheet(dict):
    """The numbers of one learner, by name."""

    def __repr__(self):
        width = max(map(len, self))
        return "\n".join(f"{name:>{width}} = {_written(value)}" for name, value in self.items())


def _written(value):
    return f"[{', '.join(map(_written, value))}]" if isinstance(value, list) else str(value)


def sheet(name, learner=""):
    """The numbers of a task by hand, which depend on the learner's name and on nothing else."""
    task = find(name)
    if task.sheet is None:
        raise ValueError(f"{name} has no sheet of numbers: only tasks by hand do.")
    if not isinstance(learner, str):
        raise TypeError(f"learner is {learner!r:.40}, but a name was expected, as in "
                        f'sheet({name!r}, "Ada").')
    return Sheet(task.numbers(learner, os.environ.get("COURSE_SEED") or PUBLIC))
