"""The two records of the grader: what was handed in, and what came of it; and which attempt counts.

Everything in course_lib.grading speaks in these. Both are plain: as_dict() is ready for JSON, from_dict()
takes it back, and unknown keys (of a later version) are left out.
"""
from dataclasses import asdict, dataclass, fields
from typing import NamedTuple

PROBLEMS = ("", "empty", "huge", "not JSON", "not a notebook", "old format", "wrong assignment",
            "duplicate of attempt N", "no notebook")
STATUSES = ("graded", "unreadable", "refused", "crashed", "timed out", "error in grader")
NO_NOTEBOOK = ("unreadable", "refused")          # what was handed in is no notebook of this assignment


class Record:
    """A dataclass that becomes a dict of plain values, and comes back from one."""

    def as_dict(self):
        return asdict(self)

    @classmethod
    def from_dict(cls, values):
        known = {field.name for field in fields(cls)}
        return cls(**{name: tuple(value) if isinstance(value, list) else value
                      for name, value in values.items() if name in known})


@dataclass(frozen=True)
class Submission(Record):
    """One notebook as it was handed in.

    learner  who, as the folder, the file name or the archive says
    path     where it came from; within an archive "archive.zip!name" (see archives.Reader)
    hash     sha256 of its bytes in hex; "" where they cannot be read
    attempt  1, 2, ... by time, for this learner
    time     ISO 8601 in UTC; "" where unknown
    late     whether it came after the deadline
    problem  "" or one of PROBLEMS ("duplicate of attempt 2", with the number)
    size     in bytes
    typed    the name that they type in their notebook, where that is known to be another: the numbers of the
             tasks by hand are drawn from it
    """

    learner: str
    path: str = ""
    hash: str = ""
    attempt: int = 1
    time: str = ""
    late: bool = False
    problem: str = ""
    size: int = 0
    typed: str = ""

    @property
    def signs(self):
        """The name whose numbers the tasks by hand have."""
        return self.typed or self.learner


@dataclass(frozen=True)
class Result(Record):
    """What came of one submission.

    assignment  "05"
    version     of the course, with a hash of its probes and keys
    seed        an id of the seed (the first 12 hex digits of its sha256), never the seed
    status      one of STATUSES
    problem     a sentence for the instructor; "" if there is none
    points, of  what was reached, and what can be
    verdicts    one dict a task, as checks.verdict.Verdict.as_dict() makes it
    remarks     sentences for learner and instructor: a name that differs, a cell that stopped, ...
    seconds     how long it took
    sandbox     what protected the machine: "bubblewrap + Landlock", ...
    names       which functions of the assignment were found
    typed       as of the submission
    """

    learner: str
    attempt: int = 1
    hash: str = ""
    time: str = ""
    late: bool = False
    assignment: str = ""
    version: str = ""
    seed: str = ""
    status: str = "graded"
    problem: str = ""
    points: float = 0.0
    of: int = 0
    verdicts: tuple = ()
    remarks: tuple = ()
    seconds: float = 0.0
    sandbox: str = ""
    names: tuple = ()
    typed: str = ""

    @property
    def key(self):
        """Two results with the same key are the same result."""
        return self.learner, self.hash, self.assignment, self.version, self.seed


class Learner(NamedTuple):
    """One learner's results: the one that counts, and all of them, first to last.

    path  where the notebook that counts came from; "" where that is not known
    """

    counts: Result
    attempts: tuple
    path: str = ""


def counting(attempts, in_time=False):
    """Which of a learner's Results counts (attempts: first to last). Nothing else in the course decides it.

    The latest notebook of this assignment that is not wholly blank (a lecture notebook, or a fresh copy, that
    was handed in besides takes no points away); where there is none, the latest notebook of this assignment;
    where there is none, the latest of all. Late ones count as well, and are marked; with in_time only where
    none was in time.
    """
    may = [one for one in attempts if one.status not in NO_NOTEBOOK] or list(attempts)
    may = [one for one in may if not is_blank(one)] or may
    if in_time:
        may = [one for one in may if not one.late] or may
    return may[-1]


def is_blank(result):
    """Whether a notebook was judged and has no answer at all."""
    return bool(result.verdicts) and all(one["status"] == "not attempted" for one in result.verdicts)
