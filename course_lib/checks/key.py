"""The key of a task: what is right, made of course_lib, and what is known to be wrong."""
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial
from importlib import import_module

from course_lib.mistakes import answers
from course_lib.mistakes.answers.edits import namespace_of
from course_lib.probes import assignment_of


@dataclass(frozen=True)
class Key:
    """What the judge knows of a task, and a learner's code never sees.

    task       what is asked
    reference  {name: function}, the right answer; of a task by hand, a function of the sheet's numbers
    also       other answers that are as right, as the other slope at a kink
    look       {label: where to look}, when nothing better is known; a label's beginning is enough
    candidates rng -> [(Mistake, right or not)], for a task whose answer is a check
    """

    task: object
    reference: dict
    also: tuple = ()
    look: dict = field(default_factory=dict)
    candidates: Callable | None = None

    def namespaces(self, numbers):
        """The right answers, as namespaces; by hand: with these numbers."""
        return [with_numbers(self.task, one, numbers) for one in (self.reference, *self.also)]

    def mistakes(self, numbers=None):
        """{name: (Mistake, its namespace)} of the known wrong answers."""
        return {name: (mistake, self._namespace(mistake.function, numbers))
                for name, mistake in self._answers()[0].items()}

    def right_answers(self, numbers=None):
        """{name: namespace} of other ways to write it."""
        return {name: self._namespace(function, numbers) for name, function in self._answers()[1].items()}

    def as_one_writes_it(self):
        """The right answer that a learner would write: its door."""
        return self._answers()[1]["as one writes it"]

    def _answers(self):
        return answers.of(self.task.name, assignment_of(self.task.name).module)

    def _namespace(self, function, numbers):
        return with_numbers(self.task, namespace_of(function, self.task.names), numbers)


def with_numbers(task, namespace, numbers):
    """By hand an answer knows its numbers; the functions here are given them."""
    if numbers is None:
        return namespace
    return {name: partial(function, **numbers) for name, function in namespace.items()}


@cache
def keys_of(number):
    """{name: Key} of one assignment."""
    module = import_module(f"course_lib.checks.keys.{assignment_of(number).module}")
    return {key.task.name: key for key in module.KEYS}


def key_of(name):
    """The key of the task of this name."""
    return keys_of(name[:2])[name]
