"""A grader without sandbox and judge, for the tests of everything around it; and a batch that can be killed.

    python tests/fake_grader.py FOLDER RESULTS JOBS
"""
import os
import signal
import sys
import time
from functools import partial
from hashlib import sha256
from pathlib import Path

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[1])]

from course_lib.grading.batch import grade_all
from course_lib.grading.record import Result
from course_lib.grading.sandbox import Refused
from course_lib.grading.store import Store
from course_lib.grading.submissions import find

VERSION, SEED = "0-fake", "0123456789ab"
NOTEBOOK = b'{"cells": [{"source": "%s"}], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}'


class FakeGrader:
    """Points come from the bytes; words in them make it raise or die. trace: a file that gets a line for each
    notebook that is begun."""

    version, seed_id, sandbox = VERSION, SEED, "fake"

    def __init__(self, assignment="05", seconds=0.0, trace="", broken=False):
        if broken:
            raise Refused("there is no sandbox")
        self.assignment, self.seconds, self.trace, self.closed = assignment, seconds, trace, False

    def grade(self, submission, data):
        assert not self.closed
        if self.trace:
            with open(self.trace, "a") as file:
                file.write(f"{submission.learner} {os.getpid()}\n")
        time.sleep(self.seconds)
        if b"dies" in data:
            os.kill(os.getpid(), signal.SIGKILL)
        if b"dies once" in data or b"raises" in data:
            raise ZeroDivisionError("in the judge")
        one = submission
        return Result(one.learner, one.attempt, one.hash, one.time, one.late, self.assignment, VERSION, SEED,
                      "graded", points=float(sha256(data).digest()[0] % 20), of=20, seconds=self.seconds,
                      sandbox="fake")

    def close(self):
        self.closed = True


def store_at(path, assignment="05"):
    return Store(path, assignment, VERSION, SEED)


def main(folder, results, jobs, seconds=0.004):
    with store_at(results) as store:
        tally = grade_all(find(folder, "05"), partial(FakeGrader, seconds=float(seconds)), store, int(jobs))
    return 130 if tally.stopped else 0


if __name__ == "__main__":
    import fake_grader  # under its own name, so that the other processes find the class
    sys.exit(fake_grader.main(*sys.argv[1:]))
