"""Results in one SQLite file, each once, safe to be killed at any moment.

    with Store("results.sqlite", "05", version, seed) as store:
        store.note(submission)          it was handed in
        store.has(submission)           it need not be graded (again)
        store.put(result)               written when this returns
        for learner in store.learners(): ...    learner.counts, learner.attempts

A result's key is (learner, hash of the notebook, assignment, version, seed): whoever computes it again
writes the same row again. Every row is a transaction of its own in a write-ahead log, so that a process
that is killed, at whatever moment, leaves all rows that were written, whole, and none twice. What the
grader itself could not do ("error in grader") is a row and is tried again by the next run.

All attempts are kept, and results of other versions and seeds. What counts for a learner, record.counting
decides. Only what was graded has verdicts and points: a notebook that could not be judged has none here.
"""
import json
import os
import sqlite3
from dataclasses import replace
from itertools import groupby

from course_lib.grading.record import Learner, Result, Submission, counting

SCHEMA = """
create table if not exists submissions (
    assignment text, learner text, attempt integer, hash text, run integer, path text, time text,
    late integer, problem text, size integer,
    primary key (assignment, learner, attempt, hash)) without rowid;
create table if not exists results (
    learner text, hash text, assignment text, version text, seed text, attempt integer, time text,
    late integer, status text, points real, record text,
    primary key (learner, hash, assignment, version, seed));
"""
SUBMISSIONS = "insert or replace into submissions values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
RESULTS = "insert or replace into results values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
ONE = """
from results where learner = ? and hash = ? and assignment = ? and version = ? and seed = ?
"""
LATEST = """
from submissions s where s.assignment = ? and s.run = (
    select max(run) from submissions o where o.assignment = s.assignment and o.learner = s.learner)
"""
SEEN = f"""
select s.learner, s.path, s.hash, s.attempt, s.time, s.late, s.problem, s.size {LATEST}
order by folded(s.learner), s.learner, s.attempt
"""
AGAIN = "error in grader"
NOT_YET = "It has not been graded yet: the same command goes on with it."
TOO_OLD = """{path} is no file of results that this course can read: {error}.
If results were to be continued there, name another folder (--out), or delete it, and everything is graded
again."""
OTHERS = """{path} holds results of assignment {found}, and this is {assignment}: its reports would take the
place of those. Name another folder (--out)."""


class Store:
    """The results of one assignment, version of the course, and seed, in a file that may hold others.

    path        where the file is or will be
    assignment  "05"     version : of the course, its probes and keys     seed : the id of the seed
    """

    def __init__(self, path, assignment, version="", seed=""):
        self.path, self.assignment, self.version, self.seed = os.fspath(path), assignment, version, seed
        self.connection = sqlite3.connect(self.path, timeout=60, isolation_level=None)
        try:
            self.connection.execute("pragma journal_mode = wal")
            self.connection.execute("pragma synchronous = normal")
            self.connection.executescript(SCHEMA)
            self.connection.create_function("folded", 1, str.casefold, deterministic=True)
            newest, = self.connection.execute("select max(run) from submissions").fetchone()
            found = {one for one, in self.connection.execute("select distinct assignment from submissions")}
        except sqlite3.DatabaseError as error:
            self.connection.close()
            raise ValueError(TOO_OLD.format(path=path, error=error)) from None
        if found and assignment not in found:
            self.connection.close()
            raise ValueError(OTHERS.format(path=path, found=", ".join(sorted(found)), assignment=assignment))
        self.run = (newest or 0) + 1

    def note(self, submission):
        """Keep what was handed in. Of a learner only what the latest run has seen counts."""
        one = submission
        self.connection.execute(SUBMISSIONS, (
            self.assignment, one.learner, one.attempt, one.hash, self.run, storable(one.path), one.time,
            one.late, one.problem, one.size))

    def has(self, submission):
        """Whether there is a result for it already: not an error in the grader, and not one with the numbers
        of another name."""
        key = submission.learner, hash_or_attempt(submission), self.assignment, self.version, self.seed
        found = self.connection.execute(f"select record {ONE} and status != ?", (*key, AGAIN)).fetchone()
        return found is not None and json.loads(found[0]).get("typed", "") == submission.typed

    def put(self, result):
        """Keep a result. It is in the file when this returns, and a row with the same key is replaced."""
        one = result if result.status == "graded" else replace(result, verdicts=(), points=0.0)
        if (one.assignment, one.version, one.seed) != (self.assignment, self.version, self.seed):
            raise ValueError(f"This result is of {one.assignment}, {one.version}, seed {one.seed}, but here "
                             f"are those of {self.assignment}, {self.version}, seed {self.seed}.")
        self.connection.execute(RESULTS, (
            one.learner, hash_or_attempt(one), one.assignment, one.version, one.seed, one.attempt, one.time,
            one.late, one.status, one.points, json.dumps(one.as_dict())))

    def learners(self, in_time=False):
        """A Learner for each, by name; in_time: see record.counting. It can be walked through again."""
        return View(self, in_time, lambda learner: [learner])

    def counted(self, in_time=False):
        """The Result that counts of each learner."""
        return View(self, in_time, lambda learner: [learner.counts])

    def every(self):
        """A Result for each attempt of each learner."""
        return View(self, False, lambda learner: learner.attempts)

    def submissions(self):
        """The Submissions that the latest run of each learner has seen, as an iterator."""
        for row in self.connection.execute(SEEN, (self.assignment,)):
            yield Submission(*row[:5], bool(row[5]), *row[6:])

    def result_of(self, submission):
        """Its Result; where there is none yet, one that says so."""
        key = submission.learner, hash_or_attempt(submission), self.assignment, self.version, self.seed
        found = self.connection.execute(f"select record {ONE}", key).fetchone()
        if found is None:
            return Result(submission.learner, hash=submission.hash, assignment=self.assignment,
                          version=self.version, seed=self.seed, status=AGAIN, problem=NOT_YET)
        return Result.from_dict(json.loads(found[0]))

    def absorb(self, path):
        """Take over what another file has, as those of the shards of a class. Of a learner whom two files
        know, only what the later one has seen counts."""
        if not os.path.isfile(path):
            raise FileNotFoundError(f"{path} is not there: a file of results was expected.")
        with Store(path, self.assignment) as other:       # knows whether it is one
            given = other.connection.execute(f"select s.* {LATEST}", (self.assignment,))
            taken = other.connection.execute("select * from results where assignment = ?",
                                             (self.assignment,))
            self.run += 1
            self.connection.execute("begin immediate")
            self.connection.executemany(SUBMISSIONS, ((*row[:4], self.run, *row[5:]) for row in given))
            self.connection.executemany(RESULTS, taken)
            self.connection.execute("commit")

    def kinds(self):
        """[(version, seed)] of the results there are."""
        return self.connection.execute("select distinct version, seed from results where assignment = ?",
                                       (self.assignment,)).fetchall()

    def close(self):
        self.connection.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class View:
    """Learners, or what is picked of them, read anew each time: a class of 100,000 takes no memory."""

    def __init__(self, store, in_time, pick):
        self.store, self.in_time, self.pick = store, in_time, pick

    def __iter__(self):
        for _, theirs in groupby(self.store.submissions(), key=lambda one: one.learner):
            theirs = list(timed(theirs))
            attempts = [in_step(one, self.store.result_of(one)) for one in theirs]
            counts = counting(attempts, self.in_time)
            yield from self.pick(Learner(counts, tuple(attempts), theirs[attempts.index(counts)].path))

    def __len__(self):
        return sum(1 for _ in self)


def timed(submissions):
    """A learner's, where handing in the same bytes once more does not make late what was in time."""
    before = None
    for one in submissions:
        if is_duplicate(one) and before and one.hash == before.hash:
            one = replace(one, late=before.late)
        if one.hash:
            before = one
        yield one


def in_step(submission, result):
    """The result with what is known of the submission now: the deadline may have been moved."""
    remarks = result.remarks
    if is_duplicate(submission):
        remarks = (*remarks, f"Attempt {submission.attempt} has the same bytes as an earlier one: it is a "
                             f"{submission.problem}.")
    return replace(result, attempt=submission.attempt, time=submission.time, late=submission.late,
                   remarks=remarks)


def is_duplicate(submission):
    return submission.problem.startswith("duplicate")


def hash_or_attempt(one):
    """What cannot be read has no hash: then the attempt tells one from another."""
    return one.hash or f"attempt {one.attempt}"


def storable(path):
    """Names of files that are no text cannot be stored as they are."""
    return path.encode("utf-8", "backslashreplace").decode()
