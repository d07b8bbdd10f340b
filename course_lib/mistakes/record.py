"""What is known of a mistake."""
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Mistake:
    """Wrong code that runs, and what to tell whoever wrote it.

    name : as the course calls it    wrong, right : the line, and what it should be
    sentence : what helps            function : stands in for the right function
    """

    name: str
    wrong: str
    right: str
    sentence: str
    function: Callable

    def __repr__(self):
        return f"Mistake({self.name!r}: {self.wrong})"


def collect(*mistakes):
    """The mistakes by name; two of one name would hide one another."""
    by_name = {mistake.name: mistake for mistake in mistakes}
    if len(by_name) < len(mistakes):
        raise ValueError("two mistakes have the same name; give each its own.")
    return by_name
