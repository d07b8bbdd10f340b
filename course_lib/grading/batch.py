"""Many submissions, on many processes or machines; each result is stored as it arrives.

    tally = grade_all(found, partial(Grader, "05", secret=secret), store, jobs=2)

What has a result is not graded again. Only so many notebooks as are being graded are in memory, however large
the class. A process that dies is replaced, and its notebook tried once more; if that fails too, the row says
"error in grader", and the next run tries again. Ctrl-C leaves what was graded, and so does kill -9.

Anything that is a concurrent.futures.Executor will do in place of our own processes; where it runs tasks in
threads (as dask does), each thread gets a process with a grader of its own: time limits need a main thread.
"""
import os
import pickle
import queue
import sys
import threading
import time
from atexit import register
from collections import Counter
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256

from course_lib.grading.archives import Reader
from course_lib.grading.pool import Processes
from course_lib.grading.record import Result
from course_lib.grading.store import AGAIN, is_duplicate
from course_lib.probes import tasks_of

TRIES = 2
SAYS = {"empty": "The file is empty.",
        "huge": "The file has {size:,} bytes, which is more than a notebook may have: clear its outputs "
                "(Edit, Clear Outputs of All Cells), hand it in again.",
        "not JSON": "The file is no notebook: its text is not that of one.",
        "not a notebook": "The file is no notebook, damaged, or cannot be read.",
        "old format": "The format is from before 2015: open it in Jupyter, save it, hand it in again.",
        "wrong assignment": "It is a notebook, but not one of this assignment.",
        "no notebook": "Something was handed in, but no notebook."}


class CannotGrade(Exception):
    """No grader could be made: what its maker said. It would be the same for everybody."""


@dataclass
class Tally:
    """What a run did.

    new      {status: how many} of what was graded now     already : had a result, or are duplicates
    stopped  whether it was stopped before the end          seconds : how long it took
    """

    new: Counter = field(default_factory=Counter)
    already: int = 0
    stopped: bool = False
    seconds: float = 0.0


def grade_all(submissions, make_grader, store, jobs=None, *, executor=None, in_flight=None, shard=None,
              progress=None):
    """Grade what has no result yet. Returns a Tally; after Ctrl-C too.

    submissions  of one assignment, as from submissions.find, or any iterable
    make_grader  what makes a Grader, called once in each process: a function of a module (no script), or a
                 partial of one
    store        where the results go
    jobs         processes; as many as there are processors, if not given
    executor     in their place     in_flight : how many submissions it is given at a time
    shard        (3, 8): only the third of eight parts of the learners
    progress     whether to show a bar; where somebody watches, if not given
    """
    start, tally, made, jobs = time.perf_counter(), Tally(), pickle.dumps(make_grader), jobs or processors()
    submissions = of_shard(submissions, shard)
    workers = executor or Processes(jobs)
    run = _Run(store, workers, made, tally, _bar(submissions, progress))
    try:
        run.all(submissions, in_flight or 4 * jobs)
    except KeyboardInterrupt:
        tally.stopped = True
    finally:
        run.close()
        if executor is None:
            workers.shutdown(cancel_futures=bool(run.waiting))
        for future in run.waiting:
            future.cancel()
        tally.seconds = time.perf_counter() - start
    return tally


class _Run:
    """The submissions under way, and what becomes of them."""

    def __init__(self, store, executor, made, tally, bar):
        self.store, self.executor, self.made, self.tally, self.bar = store, executor, made, tally, bar
        self.reader, self.done, self.waiting = Reader(), queue.SimpleQueue(), {}

    def all(self, submissions, in_flight):
        todo = iter(submissions)
        while True:
            while len(self.waiting) < in_flight and (submission := next(todo, None)) is not None:
                self.begin(submission)
            if not self.waiting:
                return
            self.end(self.done.get())

    def begin(self, submission):
        self.store.note(submission)
        if is_duplicate(submission) or self.store.has(submission):
            self.tally.already += 1
            if self.bar.total:
                self.bar.total -= 1
        elif submission.problem:
            status = "refused" if submission.problem == "wrong assignment" else "unreadable"
            self.keep(self.result(submission, status, SAYS[submission.problem].format(size=submission.size)))
        else:
            self.hand_in(submission, 1)

    def hand_in(self, submission, tries):
        try:
            data = self.reader.read(submission.path, submission.size)
        except OSError as error:
            data, why = b"", f"{error}"
        else:
            why = "it is not the same any more"
        if sha256(data).hexdigest() != submission.hash:
            self.keep(self.result(submission, AGAIN, f"The file was changed during the run: {why}."))
            return
        future = self.executor.submit(grade, self.made, submission, data)
        self.waiting[future] = submission, tries
        future.add_done_callback(self.done.put)

    def end(self, future):
        submission, tries = self.waiting.pop(future)
        error = future.exception()
        if error is None and (future.result().status != AGAIN or tries == TRIES):
            self.keep(future.result())
        elif isinstance(error, (CannotGrade, BrokenExecutor)):
            raise error
        elif tries < TRIES:
            self.hand_in(submission, tries + 1)
        else:
            self.keep(self.result(submission, AGAIN, f"{type(error).__name__}: {error}"[:500]))

    def keep(self, result):
        self.store.put(result)
        self.tally.new[result.status] += 1
        self.bar.update()

    def result(self, submission, status, problem):
        one, store = submission, self.store
        return Result(one.learner, one.attempt, one.hash, one.time, one.late, store.assignment, store.version,
                      store.seed, status, problem, of=points_of(store.assignment), typed=one.typed)

    def close(self):
        self.bar.close()
        self.reader.close()


# ---- where the work is done

_here, _all, _lock = threading.local(), [], threading.Lock()


def grade(made, submission, data):
    """In a worker: the Result, by the grader that this process (or this thread's process) keeps."""
    if threading.current_thread() is not threading.main_thread():
        if not hasattr(_here, "process"):
            _here.process = _remembered(Processes(1), "shutdown")
        return _here.process.submit(grade, made, submission, data).result()
    if getattr(_here, "made", None) != made:
        forget()
        try:
            _here.grader = _remembered(pickle.loads(made)(), "close")
        except Exception as error:
            raise CannotGrade(f"{type(error).__name__}: {error}") from None
        _here.made = made
    result = None
    try:
        result = _here.grader.grade(submission, data)
        return result
    finally:
        if result is None or result.status == AGAIN:
            forget()                                 # whatever state it is in: the next one is fresh


def _remembered(thing, end):
    with _lock:
        _all.append(getattr(thing, end))
    return thing


def forget(*_):
    """End the graders, and the processes with graders, that grade() has kept in this process."""
    global _here
    with _lock:
        ends, _all[:] = list(_all), []
        _here = threading.local()
    for end in ends:
        end()


register(forget)


# ---- parts of a class, and the bar

def of_shard(submissions, shard):
    """Those of the learners in this part; a learner's attempts stay together, whoever else is there."""
    if shard is None:
        return submissions
    part, parts = shard
    if not 1 <= part <= parts:
        raise ValueError(f"There is no part {part} of {parts}: they are 1/{parts} to {parts}/{parts}.")

    @lru_cache
    def wanted(learner):
        return int(sha256(learner.encode("utf-8", "replace")).hexdigest(), 16) % parts == part - 1
    if hasattr(submissions, "only"):
        return submissions.only(wanted)
    return (one for one in submissions if wanted(one.learner))


def points_of(assignment):
    return sum(task.points for task in tasks_of(assignment).values())


def processors():
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _bar(submissions, progress):
    from tqdm import tqdm
    if progress is None:
        progress = sys.stderr.isatty() and os.environ.get("COURSE_QUIET") != "1"
    total = len(submissions) if hasattr(submissions, "__len__") else None
    return tqdm(total=total, unit=" notebooks", disable=not progress, smoothing=0.05, dynamic_ncols=True)
