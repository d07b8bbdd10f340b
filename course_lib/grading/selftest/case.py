"""A case of the self-test: a notebook, what it tries, and what must come of it."""
from collections.abc import Callable
from dataclasses import dataclass

from course_lib.grading.selftest import draft

ANY = ("graded", "crashed", "timed out", "refused", "unreadable")


@dataclass(frozen=True)
class Case:
    """One notebook that tries something, for evil or by honest accident.

    name        a few words    tries : what it tries, in a sentence
    make        room -> the notebook's bytes    assignment : "05"
    least, most points that must come of it; what is right in an otherwise right notebook may count
    statuses    of the Result, one of these    runs : what it tries is to be really tried
    alone       room -> what it tries as a program of its own, which prints what it saw: without a sandbox it
                sees something (a test holds that); None where it would do harm
    """

    name: str
    tries: str
    make: Callable
    least: float
    most: float
    assignment: str = "05"
    statuses: tuple = ("graded",)
    alone: Callable | None = None
    runs: bool = False

    def problems(self, result):
        """What came otherwise than it must, in sentences."""
        said = " ".join([*result.remarks, *(line for one in result.verdicts for line in one["says"])])
        if self.runs and any(word in said for word in ("NameError", "SyntaxError", "IndentationError")):
            yield f"nothing was tried, because the attack itself is broken: {said}"
        if result.status not in self.statuses:
            yield f"the status is {result.status} ({result.problem}); expected: {' or '.join(self.statuses)}"
        if not self.least <= result.points <= self.most:
            told = ", ".join(f"{one['task']} {one['points']:g} {one['status']}" for one in result.verdicts
                             if one["points"] < one["of"])
            expected = f"{self.least:g}" if self.least == self.most else f"{self.least:g} to {self.most:g}"
            yield f"{result.points:g} points, expected were {expected}; not full: {told}"


def total(assignment="05"):
    """All points of an assignment."""
    return sum(draft.points_of(assignment).values())


def without(*tasks, assignment="05"):
    """The points of an assignment but for these tasks."""
    points = draft.points_of(assignment)
    return sum(points.values()) - sum(points[task] for task in tasks)
