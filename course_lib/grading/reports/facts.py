"""What a class did: numbers that the pictures, the tables and the lists are made of.

    facts = Facts("05")
    for learner in store.learners(): facts.add(learner)

One learner after the other is looked at and let go: a class of 100,000 takes as little memory as one of a
hundred. Of numbers there are sums and counts; of names the first few, by name, and how many there are.

The attempt that counts is counted (record.counting). A learner whose notebook could not be judged has points
(none), and stays out of what is said of the tasks: nothing is known of their answers.
"""
from bisect import insort
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from math import sqrt

from course_lib.checks.key import key_of
from course_lib.checks.verdict import WORDS
from course_lib.grading.reports.text import named, verdicts_of
from course_lib.probes import tasks_of

KINDS = ("right", "partly right", "wrong", "stopped", "not attempted")
PLAIN = {kind: kind for kind in KINDS}            # any other status is one of "stopped"
ENDED = "whole program"  # so a verdict says it of an answer that ended Python (grading.judging)
ENOUGH = 10              # learners, before one speaks of a correlation
LISTED = 40              # names of a kind, before one only counts
EVERYBODY = 2_000        # learners in the table of all

HEADS = {
    "error in grader": "The grader itself failed: grade these again, their points are not theirs",
    "refused": "Notebooks, but none of this assignment",
    "unreadable": "Files that are no notebook",
    "crashed": "Python ended or ran out of memory",
    "timed out": "No end in sight",
    "no end": "Tasks without an answer in time",
    "library": "Answers that lean on what was to be written",
    "fell": "The attempt that counts has fewer points than an earlier one",
    "late": "Handed in late",
    "blank": "Nothing attempted",
    "remark": "Remarks",
}


def kind_of(status):
    """One of KINDS: an exception, no end, written inputs, something else returned are all "stopped"."""
    return PLAIN.get(status, "stopped")


@dataclass
class Some:
    """The first LISTED of many things, and how many there are."""

    first: list = field(default_factory=list)
    count: int = 0

    def add(self, thing, most=LISTED):
        self.count += 1
        if len(self.first) < most:
            self.first.append(thing)

    @property
    def more(self):
        return self.count - len(self.first)


@dataclass
class TaskFacts:
    """Of one task: how many answers of each kind, and the sums from which the share of its points that was
    reached comes, and how well it goes with the points of the other tasks."""

    name: str
    title: str
    of: float
    counts: Counter = field(default_factory=Counter)
    sums: list = field(default_factory=lambda: [0, 0.0, 0.0, 0.0, 0.0, 0.0])

    def add(self, kind, points, others):
        self.counts[kind] += 1
        terms = (1, points, others, points * points, others * others, points * others)
        self.sums = [one + term for one, term in zip(self.sums, terms, strict=True)]

    @property
    def share(self):
        return self.sums[1] / (self.sums[0] * self.of) if self.sums[0] else 0.0

    @property
    def rest(self):
        return correlation(*self.sums)


def correlation(n, x, y, xx, yy, xy):
    """Of two numbers, from their sums; None where there are too few, or one of them is always the same."""
    spread_x, spread_y = n * xx - x * x, n * yy - y * y
    if n < ENOUGH or spread_x <= 1e-9 * n * xx or spread_y <= 1e-9 * n * yy:
        return None
    return (n * xy - x * y) / sqrt(spread_x * spread_y)


@dataclass
class MistakeFacts:
    """A known mistake: its name, the sentence that helps, who made it, and how many in which task."""

    name: str
    sentence: str
    who: Some = field(default_factory=Some)
    tasks: Counter = field(default_factory=Counter)

    @property
    def count(self):
        return self.who.count


@dataclass(frozen=True)
class Trouble:
    """Something for the instructor to look at: what kind, whose, and a sentence."""

    kind: str
    learner: str
    attempt: int
    says: str


@dataclass(frozen=True, order=True)
class Wanting:
    """Somebody with few points: the first task that is not right, by number and title, and what was said."""

    points: float
    place: int
    learner: str = field(compare=False)
    number: int = field(compare=False)
    title: str = field(compare=False)
    says: str = field(compare=False)


class Facts:
    """All of it, of one assignment.

    statuses, points  {status, points: how many learners}
    attempts, late    how many      judged : learners      needing : ... with less than half of the points
    tasks             [TaskFacts], as in the notebook
    mistakes          [MistakeFacts], the most frequent first
    troubles          {kind, of HEADS: Some Trouble}
    wanting           [Wanting], the fewest points first
    everybody         Some (name, points, {task: kind}, late, status)
    """

    def __init__(self, assignment):
        self.assignment, self.known = assignment, tasks_of(assignment)
        self.of = float(sum(task.points for task in self.known.values()))
        self.statuses, self.points, self.sandboxes = Counter(), Counter(), Counter()
        self.attempts = self.late = self.judged = self.needing = 0
        self.versions, self.made, self.wanting, self.everybody = set(), {}, [], Some()
        self.found = {kind: Some() for kind in HEADS}
        self.tasks = [TaskFacts(name, task.title, task.points) for name, task in self.known.items()]

    def add(self, learner):
        """Count one learner, a record.Learner."""
        result, verdicts = learner.counts, verdicts_of(learner.counts)
        self.statuses[result.status] += 1
        self.points[float(result.points)] += 1
        self.sandboxes.update(filter(None, [result.sandbox]))
        self.attempts += len(learner.attempts)
        self.late += result.late
        self.versions.update(filter(None, [result.version]))
        for trouble in troubles(learner):
            self.found[trouble.kind].add(trouble)
        kinds = {verdict["task"]: kind_of(verdict["status"]) for verdict in verdicts}
        self.everybody.add((result.learner, result.points, kinds, result.late, result.status), EVERYBODY)
        if verdicts:
            self.judged += 1
            self.add_tasks({verdict["task"]: verdict for verdict in verdicts})
            self.add_mistakes(result.learner, verdicts)
            self.add_wanting(result, verdicts)

    def add_tasks(self, verdicts):
        reached = {name: float(verdicts[name]["points"]) if name in verdicts else 0.0 for name in self.known}
        total = sum(reached.values())
        for task in self.tasks:
            status = verdicts[task.name]["status"] if task.name in verdicts else "not attempted"
            task.add(kind_of(status), reached[task.name], total - reached[task.name])

    def add_mistakes(self, learner, verdicts):
        """In each verdict the mistake that was told counts; who made it in two tasks is one learner."""
        mine = {}
        for verdict in verdicts:
            if named(verdict) and verdict["task"] in self.known and verdict["status"] != "right":
                name = named(verdict)[0]
                key = name.removesuffix(" (square)"), sentence_of(verdict["task"], name)
                mine.setdefault(key, set()).add(verdict["task"])
        for key, tasks in mine.items():
            one = self.made.setdefault(key, MistakeFacts(*key))
            one.who.add(learner)
            one.tasks.update(tasks)

    def add_wanting(self, result, verdicts):
        """Those with less than half of the points."""
        wrong = [(number, one) for number, one in enumerate(verdicts, 1) if one["status"] != "right"]
        if not wrong or 2 * result.points >= self.of:
            return
        self.needing += 1
        number, first = wrong[0]
        says = (*named(first), WORDS.get(first["status"], first["status"]))[0]
        insort(self.wanting,
               Wanting(result.points, self.needing, result.learner, number, first["title"], says))
        del self.wanting[LISTED:]

    @property
    def learners(self):
        return sum(self.points.values())

    @property
    def mistakes(self):
        return sorted(self.made.values(), key=lambda one: (-one.count, one.name))

    @property
    def troubles(self):
        return {kind: some for kind, some in self.found.items() if some.count}

    @property
    def mean(self):
        return sum(points * count for points, count in self.points.items()) / max(self.learners, 1)

    def quantile(self, share):
        """The points below which this share of the learners is; between two of them, in proportion."""
        if not self.points:
            return 0.0
        values = sorted(self.points)
        ends = list(accumulate(self.points[value] for value in values))
        place = share * (self.learners - 1)
        low, high = (next(value for value, end in zip(values, ends, strict=True) if end > at)
                     for at in (int(place), min(int(place) + 1, self.learners - 1)))
        return low + (place - int(place)) * (high - low)

    @property
    def median(self):
        return self.quantile(0.5)


def facts_of(learners, assignment):
    """The Facts of a class."""
    facts = Facts(assignment)
    for learner in learners:
        facts.add(learner)
    return facts


@cache
def sentence_of(task, name):
    """What helps with a known mistake of a task; "" of one that is not known (any more)."""
    known = key_of(task).mistakes()
    return known[name][0].sentence if name in known else ""


def troubles(learner):
    """The Troubles of one learner."""
    result, verdicts = learner.counts, verdicts_of(learner.counts)

    def trouble(kind, says):
        return Trouble(kind, result.learner, result.attempt, says)
    if result.status != "graded":
        kind = result.status if result.status in HEADS else "error in grader"
        yield trouble(kind, result.problem or result.status)
    elif result.problem:
        yield trouble("remark", result.problem)
    late = [verdict["title"] for verdict in verdicts if verdict["status"] == "no end"]
    if late:
        yield trouble("no end", ", ".join(late))
    borrowed = [verdict["title"] for verdict in verdicts if verdict["status"] == "library"]
    if borrowed:
        yield trouble("library", ", ".join(borrowed))
    ended = [verdict for verdict in verdicts if verdict["status"] == "raised" and ENDED in verdict["says"][0]]
    if ended:
        yield trouble("crashed", "; ".join(f"{verdict['title']}: {verdict['says'][0]}" for verdict in ended))
    if result.late:
        yield trouble("late", in_time(learner))
    best = max(learner.attempts, key=lambda one: one.points)
    if best.points > result.points:
        yield trouble("fell", f"{result.points:g} points; attempt {best.attempt} had {best.points:g}"
                      + (", late" if best.late else ""))
    if verdicts and all(one["status"] == "not attempted" for one in verdicts):
        yield trouble("blank", "every answer is still blank")
    for remark in result.remarks:
        yield trouble("remark", remark)


def in_time(learner):
    """What a late learner has that was not late."""
    before = [one for one in learner.attempts if not one.late and verdicts_of(one)]
    if before:
        return (f"attempt {before[-1].attempt} was in time, with {before[-1].points:g} points; "
                f"this one has {learner.counts.points:g}")
    return f"nothing was in time; {learner.counts.points:g} points"
