"""The trusted side: one submission's bytes in, one Result out.

    with Grader("05", secret=open("seed").read()) as grader:
        result = grader.grade(submission, data)

For every task the judge asks the child case by case. What comes back is compared, here, with what the same
probe gives for the right answer, exactly as in a notebook (checks.judge). The cases come from

    seed = HMAC-SHA256(secret, "learner|assignment|attempt")

so nobody knows them beforehand, and they are the same when the same submission is graded again. A child is
told one case's number at a time. If it dies, the question on which it died is lost and the others go to a
new one.
"""
import hashlib
import hmac
import os
import threading
import time
from dataclasses import replace

from course_lib.checks import words
from course_lib.checks.judge import PUBLIC, judge_outcomes, questions_of, right_answers
from course_lib.checks.verdict import Verdict
from course_lib.grading import calling, hearing, reading, sandbox, stage
from course_lib.grading.record import Result
from course_lib.grading.sandbox import Limits
from course_lib.grading.versions import id_of, version_of
from course_lib.grading.workers import Ended, Worker
from course_lib.probes import assignment_of, tasks_of
from course_lib.probes.task import number_of
from course_lib.probes.time_limit import time_limit

UNREADABLE = {"empty", "huge", "not JSON", "not a notebook", "old format", "no notebook"}
PATIENCE = 1.0           # seconds for an implementation that a learner's test asks
BELL = 0.5               # seconds that a child has longer, so that its own alarm rings first, and it lives on
REMARKS = 12
OTHER_NAME = ("Your notebook says {!r}, and these values were compared with the numbers of {!r}, under whose "
              "name it was handed in.")
WHY = {"time": "No answer came in time: the whole program was stopped.",
       "memory": "It took more memory than there was, or crashed Python: the whole program was stopped.",
       "end": "It ended the whole program, so no answer came."}


class Grader:
    """Grades submissions of one assignment, one after the other, in one worker.

    secret   text or bytes, from which the cases come; None draws one, and nobody can repeat the grading
    sandbox  one of sandbox.KINDS    limits : sandbox.Limits
    cases    random cases a task, if not its own number
    variant  the seed of the sheets in tasks by hand: what is COURSE_SEED in the learners' kernels; "" without
    release  the notebook that was handed out, if it is not the course's
    Used in the main thread of a process: only there can a known wrong answer that never ends be stopped.
    """

    def __init__(self, assignment, secret=None, sandbox="auto", limits=None, variant="", cases=None,
                 release=None):
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("a Grader was made in a thread, but it stops what never ends with an alarm, "
                               "and those ring in the main thread: make it in a process of its own.")
        self.assignment = assignment_of(f"{int(assignment):02}").number
        self.tasks = tasks_of(self.assignment)
        secret = os.urandom(32) if secret is None else secret
        self._secret = secret.encode() if isinstance(secret, str) else bytes(secret)
        self.limits, self.variant, self.cases = limits or Limits(), variant or PUBLIC, cases
        self.version = version_of(self.assignment)
        self.seed_id = id_of(self._secret, self.variant, cases, self.limits)
        self._worker = Worker(self.assignment, sandbox, self.limits, self.variant, release)
        self.sandbox = self._worker.named

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """End the worker, and take its files away."""
        self._worker.close()

    def key(self, submission):
        """The key that the result of this submission has."""
        return submission.learner, submission.hash, self.assignment, self.version, self.seed_id

    def seed(self, submission):
        """The seed of this submission's cases: secret."""
        what = f"{submission.learner}|{self.assignment}|{submission.attempt}"
        return hmac.new(self._secret, what.encode("utf-8", "replace"), hashlib.sha256).hexdigest()

    def grade(self, submission, data):
        """The Result of a submission with these bytes."""
        start = time.perf_counter()
        try:
            found = self._grade(submission, data)
        except sandbox.Refused:
            raise
        except Exception as problem:  # a mistake of ours must not stop the class
            found = {"status": "error in grader",
                     "problem": f"{type(problem).__name__}: {str(problem)[:200]}"}
        verdicts = found.pop("verdicts", None) or [unseen(task) for task in self.tasks.values()]
        return Result(
            submission.learner, submission.attempt, submission.hash, submission.time, submission.late,
            self.assignment, self.version, self.seed_id,
            points=round(sum(verdict.points for verdict in verdicts), 4),
            of=sum(task.points for task in self.tasks.values()),
            typed=submission.typed,
            verdicts=tuple({**verdict.as_dict(), "mistakes": list(verdict.named)} for verdict in verdicts),
            seconds=round(time.perf_counter() - start, 4), sandbox=self.sandbox, **found)

    def _grade(self, submission, data):
        problem = submission.problem if submission.problem in UNREADABLE else ""
        if len(data) > self.limits.notebook:
            problem = "huge"
        if problem:
            return {"status": "unreadable", "problem": sentence(problem, self.limits)}
        if submission.problem == "wrong assignment":
            return {"status": "refused", "problem": f"It is no notebook of assignment {self.assignment}."}
        return Session(self, submission, data).graded()


class Session:
    """One submission, with as many children as it takes."""

    def __init__(self, grader, submission, data):
        self.grader, self.submission, self.data = grader, submission, data
        self.seed, self.child, self.asked = grader.seed(submission), None, 0
        self.known, self.ready, self.right = hearing.Written(data), None, self.right_answers()

    def graded(self):
        try:
            try:
                self.begin()
            except reading.Unreadable as problem:
                return {"status": "unreadable", "problem": sentence(str(problem), self.grader.limits)}
            except Ended as ended:
                status = "timed out" if ended.why == "time" else "crashed"
                return {"status": status, "problem": f"While the notebook was read and its definitions run: "
                        f"{WHY[ended.why]}"}
            outcomes = {name: self.outcomes(task) for name, task in self.grader.tasks.items()}
        finally:
            self.finish()
        verdicts = [one if isinstance(one, Verdict) else self.verdict(self.grader.tasks[name], one)
                    for name, one in outcomes.items()]
        return {"status": "graded", "verdicts": verdicts, "remarks": self.remarks(), "names": self.names()}

    # -------------------------------------------------------------- children

    def begin(self):
        """A new child, which has read the notebook and run its definitions."""
        limits = self.grader.limits
        self.child = self.grader._worker.child(limits.defining + self.most())
        said = self.child.converse(lambda: self.child.hand_in(self.data, self.submission.signs),
                                   limits.defining, limits.defining, meanwhile=self.right)
        if "unreadable" in said:
            raise reading.Unreadable(said["unreadable"] if said["unreadable"] in reading.SENTENCES
                                     else "not a notebook")
        self.ready = self.ready or said
        self.grader._worker.start_ahead()            # while this one answers

    def most(self):
        """Seconds after which a child has outlived all of its questions."""
        return sum(self.wall(task) * (self.grader.cases or task.cases) for task in self.grader.tasks.values())

    def wall(self, task):
        return max(self.grader.limits.wall, task.seconds + 3)

    def finish(self):
        if self.child:
            self.child.close()
            self.child = None

    # -------------------------------------------------------------- questions

    def right_answers(self):
        """The right answers in turn, each worked out when it is asked for: while a child is at work. They are
        remembered (checks.judge) until the verdict."""
        for task in self.grader.tasks.values():
            for case in range(0 if task.checker else self.grader.cases or task.cases):
                yield right_answers(task.name, self.seed_of(task), case, self.whose(task))

    def seed_of(self, task):
        """By hand the numbers are known to the learner beforehand, and so is their seed."""
        return self.grader.variant if task.sheet else self.seed

    def outcomes(self, task):
        """What the answers to one task gave; or a Verdict, where that is said at once."""
        found = []
        for case in range(self.grader.cases or task.cases):
            try:
                outcome, leans_on = self.ask(task, case)
            except Ended as ended:
                self.finish()
                return Verdict(task, "no end" if ended.why == "time" else "raised", 0, [WHY[ended.why]])
            if leans_on and "not_attempted" not in outcome:
                return Verdict(task, "library", 0, words.library(leans_on, task))
            found.append(outcome)
            if "answer" not in outcome:
                break
        return found

    def ask(self, task, case):
        """(outcome, what of course_lib it leans on) of one case."""
        if self.child is not None and self.child.is_gone():
            self.finish()                            # it ended, or speaks unasked: no fault of this question
        if self.child is None:
            self.begin()
        self.asked += 1
        seed, n, deadline = self.seed_of(task), self.asked, time.monotonic() + self.wall(task)
        question = {"n": n, "ask": task.name, "case": number_of(seed, task.name, case), "first": case == 0,
                    "seconds": task.seconds, "candidates": 0}
        end = None
        if task.checker:
            candidates = questions_of(task.name, seed)
            question["candidates"] = len(candidates)
            functions = {str(k): one.function for k, (one, _) in enumerate(candidates)}
            end = calling.End(self.child.channel, n, functions, deadline, lambda: time_limit(PATIENCE),
                              calling.check_arguments)

        cpu = max(self.grader.limits.cpu, task.seconds) + BELL
        said = self.child.converse(lambda: self.child.tell(question), self.wall(task), cpu, n, end,
                                   self.right)
        leans_on = said.get("leans_on") if isinstance(said.get("leans_on"), list) else []
        return (hearing.heard(said.get("outcome"), task, self.known),
                [name for name in leans_on[:5] if isinstance(name, str) and is_module(name)])

    def whose(self, task):
        return self.submission.signs if task.sheet else ""

    def verdict(self, task, outcomes):
        def judged(learner):
            return judge_outcomes(task, outcomes, seed=self.seed_of(task), private=True, learner=learner)
        found = judged(self.whose(task))
        if not found and task.sheet and "answer" in outcomes[0] and self.other_name():
            says = [OTHER_NAME.format(self.other_name(), self.submission.signs), *found.says]
            if judged(self.other_name()):
                says[1:] = ["For the name that was typed they are right."]
            found = replace(found, says=says)
        return found

    # -------------------------------------------------------------- beside the points

    def names(self):
        said = self.ready.get("names")
        known = stage.names_of(self.grader.assignment)
        return tuple(name for name in known if isinstance(said, list) and name in said)

    def other_name(self):
        """The name that is typed in the notebook, where it is not the one that was expected; else ""."""
        typed = self.ready.get("typed")
        typed = typed.strip()[:80].encode("utf-8", "replace").decode() if isinstance(typed, str) else ""
        return "" if typed.casefold() == self.submission.signs.strip().casefold() else typed

    def remarks(self):
        """Sentences for learner and instructor."""
        found = []
        if self.other_name() and any(task.sheet for task in self.grader.tasks.values()):
            found.append(f"In the notebook the learner is called {self.other_name()!r}; the numbers by hand "
                         f"are those of {self.submission.signs!r}.")
        magics = self.ready.get("magics")
        if type(magics) is int and magics > 0:
            found.append(f"{min(magics, 999)} line{'s' * (magics > 1)} for Jupyter alone (% or !) left out.")
        problems = self.ready.get("problems")
        for one in (problems if isinstance(problems, list) else [])[:REMARKS]:
            if isinstance(one, str) and one.isprintable():
                found.append(f"Stopped while it was defined: {one[:100]}.")
        return tuple(found)


# ------------------------------------------------------------------ small things

def unseen(task):
    """The verdict on a task that nobody could ask about."""
    return Verdict(task, "not attempted", 0, ["It could not be asked about."])


def sentence(problem, limits):
    own = {"huge": f"The file has more than {limits.notebook >> 20} MB: clear its outputs, hand it in again.",
           "no notebook": "There is no notebook."}
    return own.get(problem) or reading.SENTENCES.get(problem, problem)


def is_module(name):
    return len(name) < 100 and all(part.isidentifier() for part in name.split("."))
