"""The class as two tables: grades.csv, a row a learner, the attempt that counts; attempts.csv, every attempt.

UTF-8 with the mark that Excel asks for. A text that a spreadsheet would take for a formula gets an
apostrophe before it.
"""
import csv

from course_lib.grading.reports.text import cell, named, verdicts_of
from course_lib.probes import tasks_of

BEFORE = ("learner", "points", "of", "percent", "status", "late", "counts", "attempt", "attempts", "time")
AFTER = ("problem", "remarks", "mistakes", "file", "version", "seed", "sandbox", "seconds")
MARK = "\ufeff"


class Table:
    """Rows of an assignment, written into an open file; every: one for each attempt."""

    def __init__(self, file, assignment, every=False):
        self.rows, self.every = csv.writer(file, lineterminator="\r\n"), every
        self.tasks = tasks_of(assignment)
        file.write(MARK)
        self.rows.writerow([*BEFORE, *self.tasks, *(f"{task} status" for task in self.tasks), *AFTER])

    def add(self, learner):
        """The row, or the rows, of a record.Learner."""
        for result in learner.attempts if self.every else [learner.counts]:
            self.rows.writerow([cell(value) for value in self.row(result, learner)])

    def row(self, result, learner):
        found = {verdict["task"]: verdict for verdict in verdicts_of(result)}
        mistakes = dict.fromkeys(name for verdict in verdicts_of(result) for name in named(verdict)[:1])
        share = round(100 * result.points / result.of, 1) if result.of else 0
        return [result.learner, result.points, result.of, share, result.status,
                "late" if result.late else "", "counts" if result == learner.counts else "",
                result.attempt, len(learner.attempts), result.time,
                *(found[task]["points"] if task in found else "" for task in self.tasks),
                *(found[task]["status"] if task in found else "" for task in self.tasks),
                result.problem, " | ".join(result.remarks),
                " | ".join(mistakes), result.hash[:12], result.version, result.seed, result.sandbox,
                round(result.seconds, 3)]
