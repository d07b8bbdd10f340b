"""Runs the cases of the self-test against graders as they are used, and says what was not as it must be."""
import atexit
import contextlib
import json
import queue
import re
import time
from dataclasses import dataclass, field

from course_lib.grading.batch import processors
from course_lib.grading.pool import Processes, WorkerDied
from course_lib.grading.sandbox import choose, named
from course_lib.grading.selftest import draft, honest, hostile
from course_lib.grading.selftest.case import Case
from course_lib.grading.selftest.room import LEARNER, NEIGHBOUR, Room

SECRET = re.compile(r"canary-[0-9a-f]{16}")
STRANGE = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")      # these control a screen
MOST_JOBS = 4
LONGEST = 100_000        # letters of a result: what a learner can put into it is capped


@dataclass
class Report:
    """What came of a self-test: problems = [(name of the case, what it tries, sentences)]."""

    sandbox: str = ""
    hostile: int = 0
    honest: int = 0
    seconds: float = 0.0
    problems: list = field(default_factory=list)

    def __bool__(self):
        return not self.problems

    def __str__(self):
        head = (f"Self-test with {self.sandbox}: {self.hostile} hostile and {self.honest} honest notebooks, "
                f"{self.seconds:.0f} seconds.")
        if not self.problems:
            return (f"{head}\nAll held: no undeserved point, nothing seen, nobody harmed, nothing left "
                    "behind; honest work got its points.")
        told = [f"  {name}: {tries}\n" + "\n".join(f"      {one}" for one in found)
                for name, tries, found in self.problems]
        return f"{head}\n{len(told)} did not come out as they must:\n" + "\n".join(told)


class Bench:
    """Graders, one an assignment, in a room; problems(case) puts a case on it."""

    def __init__(self, room, sandbox):
        self.room, self.sandbox, self.graders, self.own = room, sandbox, {}, 0

    def grader(self, assignment):
        """The grader of an assignment. It is warm, having graded the neighbour."""
        if assignment not in self.graders:
            from course_lib.grading.judging import Grader
            self.graders[assignment] = Grader(assignment, secret=self.room.canary, sandbox=self.sandbox)
            self.grade(assignment, NEIGHBOUR, self.neighbour(assignment))
            self.own = self.room.idle()
        return self.graders[assignment]

    def neighbour(self, assignment):
        """An honest learner's notebook, with a secret in it."""
        return bytes(draft.solved(assignment, NEIGHBOUR).before(f"# {self.room.canary}\n"))

    def grade(self, assignment, learner, notebook):
        return self.graders[assignment].grade(draft.submission(learner, notebook, assignment), notebook)

    def problems(self, case):
        """What was not as it must be, in sentences."""
        self.grader(case.assignment)
        notebook = case.make(self.room)
        try:
            result = self.grade(case.assignment, LEARNER, notebook)
        except Exception as error:  # the grader itself broke: that is what is to be told
            yield f"the grader raised {type(error).__name__}: {error}"
            return
        yield from case.problems(result)
        yield from problems_of(result)
        yield from self.room.problems(self.own)
        after = self.grade(case.assignment, NEIGHBOUR, self.neighbour(case.assignment))
        if (after.status, after.points) != ("graded", after.of):
            yield f"who was graded next got {after.points:g} of {after.of}, {after.status}: {after.problem}"

    def close(self):
        for grader in self.graders.values():
            grader.close()


def problems_of(result):
    """What no result may be, whoever made it do so."""
    text = json.dumps(result.as_dict(), ensure_ascii=False)
    if SECRET.search(text):
        yield f"something seen came out: ...{text[max(0, SECRET.search(text).start() - 80):][:160]}..."
    if len(text) > LONGEST:
        yield f"the result has {len(text):,} letters"
    if re.search(r"[\ud800-\udfff]", text):
        yield "the result has half letters, which no file can hold"
    strange = set(STRANGE.findall("".join(texts(result.as_dict()))))
    if strange:
        yield f"the result has characters that control a screen: {sorted(strange)!r}"
    if not 0 <= result.points <= result.of:
        yield f"{result.points} points of {result.of}"


def texts(value):
    """All texts in plain data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.items():
            yield from texts(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from texts(one)


# ------------------------------------------------------------------ all of them, in a few processes

def run(sandbox="auto", jobs=None, say=None, only=""):
    """Run all cases; return the Report. say(name, problems) is told of each one as it is done.

    jobs : so many processes, each with a room and graders of its own; a few at most, if not given
    only : the cases whose names begin so
    """
    begin, jobs, told = time.monotonic(), jobs or min(MOST_JOBS, processors()), queue.SimpleQueue()
    report, cases = Report(named(choose(sandbox))), all_cases()
    todo = iter([(_problems, sandbox, place) for place, (_, case) in enumerate(cases)
                 if case.name.startswith(only)])
    pools, asked = [Processes(1) for _ in range(jobs)], {}

    def give(pool, task):
        if task:
            future = pool.submit(*task)
            asked[future] = pool, task
            future.add_done_callback(told.put)
    try:
        for pool in pools:
            give(pool, next(todo, None))
        while asked:
            future = told.get()
            pool, task = asked.pop(future)
            ended, found = task == LEAVINGS, problems_in(future)
            kind, case = ("", END) if ended else cases[task[2]]
            report.problems += [(case.name, case.tries, found)] if found else []
            if not ended:
                setattr(report, kind, getattr(report, kind) + 1)
                if say:
                    say(case.name, found)
            give(pool, None if ended else next(todo, LEAVINGS))
    finally:
        for pool in pools:
            pool.shutdown(cancel_futures=True)
    report.seconds = time.monotonic() - begin
    return report


def all_cases():
    """[("hostile" or "honest", Case)]"""
    return [*(("hostile", case) for case in hostile.cases()), *(("honest", case) for case in honest.cases())]


def problems_in(future):
    """What a process said of a case; or that the process, a judge, is gone."""
    try:
        return future.result()
    except WorkerDied as died:
        return [f"the grader did not outlive it: {died}"]


_here = contextlib.ExitStack()           # in such a process: its room, and the bench in it, until the end
_benches = []


def _problems(sandbox, place):
    if not _benches:
        room = _here.enter_context(Room())
        _benches.append(_here.enter_context(contextlib.closing(Bench(room, sandbox))))
        atexit.register(_here.close)
    return list(_benches[0].problems(all_cases()[place][1]))


def _leavings():
    """What is left when the graders are closed."""
    if not _benches:
        return []
    bench = _benches.pop()
    bench.close()
    left = {"processes": bench.room.processes_left(0),
            "files": [path.name for path in (bench.room.folder / "tmp").iterdir()]}
    _here.close()
    return [f"{what} are left: {found}" for what, found in left.items() if found]


END, LEAVINGS = Case("the end", "The graders were closed.", None, 0, 0), (_leavings,)
