"""The child: locks itself in, then reads a submission, runs its definitions, answers question by question.

    judge -> child    {"size": bytes of the notebook, "learner": id}, and then these bytes
    child -> judge    {"names": [...], "problems": [...], "typed": name, "magics": n}
    judge -> child    {"n": 1, "ask": "05.hidden_delta", "case": number, "first": yes or no, "seconds": s,
                       "candidates": how many}
    child -> judge    {"n": 1, "outcome": ..., "leans_on": [...]}

From the first definition on the process belongs to whoever wrote the notebook. There is nothing to be had
in it: the questions come one by one, and what is right is known to the judge alone. It may say what it
likes.
"""
import fcntl
import os
import signal
import sys
from types import ModuleType

from course_lib.grading import calling, lock, reading, standin, wire

JOB = 3                  # the number of the child's socket
FDS = 4096               # numbers of open files that a parent may have had
FAILED = 97              # how a child ends that could not lock itself in
PROBLEMS = 20
DEFINING = 2.0           # seconds for one definition


def begin(job, plan, assignment, nothing):
    for one in (signal.SIGCHLD, signal.SIGINT):
        signal.signal(one, signal.SIG_DFL)
    rules = plan["rules"] and moved(plan["rules"])
    kept = {moved(job): JOB, moved(nothing): JOB + 1, **({rules: JOB + 2} if rules else {})}
    for number, place in kept.items():
        os.dup2(number, place)
    os.closerange(JOB + len(kept), FDS)
    os.chdir(plan["home"] if plan["writable"] else "/")
    channel = wire.Channel(JOB)
    try:
        lock.lock_in(plan, rules and JOB + 2)
    except OSError as problem:
        os.write(2, f"a child could not lock itself in: {problem}\n".encode())      # into the worker's log
        os._exit(FAILED)
    os.dup2(JOB + 1, 2)
    os.close(JOB + 1)
    answer_all(channel, assignment)


def moved(number):
    """Another number of the same open file, out of the way of the few that a child keeps."""
    return fcntl.fcntl(number, fcntl.F_DUPFD, 100)


def answer_all(channel, assignment):
    """From here on, what runs may be a stranger's."""
    job = channel.receive()
    standin.WHOSE.update(learner=job["learner"], seed=assignment["variant"])
    program = reading.Program(assignment["names"], assignment["released"], assignment["texts"])
    try:
        program.read(reading.cells(channel.take(job["size"])))
    except reading.Unreadable as problem:
        channel.send({"unreadable": str(problem)})
        return
    namespace = fresh_namespace()
    run(program, namespace)
    channel.send({"names": program.found, "problems": program.problems[:PROBLEMS],
                  "typed": program.typed[:200], "magics": program.magics})
    while True:
        try:
            question = channel.receive()
        except wire.Closed:
            return
        if "ask" not in question:            # what a function of the judge's returned, after the time was up
            continue
        answer(channel, assignment["tasks"][question["ask"]], question, namespace)


def fresh_namespace():
    """As in a kernel, with a module to live in."""
    main_ = ModuleType("__main__")
    main_.__dict__.update(__builtins__=__builtins__, get_ipython=lambda: None,
                          display=lambda *things, **how: None)
    sys.modules["__main__"] = main_
    return main_.__dict__


def run(program, namespace):
    """Run the definitions, one after the other; what stops is noted, and the next one is run.

    An answer whose definition stopped, or could not be read, is no blank one: it stops in the same way when
    it is called, so that its verdict says where.
    """
    from course_lib.probes.running import Tail
    from course_lib.probes.time_limit import TimeIsUp, time_limit
    kept, sys.stdout, sys.stderr = (sys.stdout, sys.stderr), Tail(), Tail()
    for one in program.needed():
        try:
            with time_limit(DEFINING):
                exec(one.compiled(), namespace)
        except BaseException as problem:  # whatever a stranger's code can raise
            kind = type(problem)             # its __class__ may be a stranger's, and raise
            what = f"it took longer than {DEFINING:g} seconds" if kind is TimeIsUp else kind.__name__
            program.problems.append(f"{one.cell.strip('<>')}, line {one.line}: {what}")
            if not issubclass(kind, KeyboardInterrupt):
                program.stopped |= dict.fromkeys(one.binds.intersection(program.names), problem)
    for name, problem in program.stopped.items():
        if name not in program.found or name not in namespace:
            namespace[name] = stopping(problem)
    sys.stdout, sys.stderr = kept


def stopping(problem):
    """What stands in for an answer whose definition stopped.

    Neither it nor the error (TimeIsUp) may look like the library's, on which no answer leans (probes.uses).
    """
    held = [problem]

    def stops(*arguments, **named):
        raise held[0]
    stops.__module__ = "__main__"
    return stops


def answer(channel, task, question, namespace):
    """Put one case to the answer, and send what came of it."""
    import numpy as np

    from course_lib.probes.running import run_case
    from course_lib.probes.uses import forbidden
    if task.checker:
        caller = calling.End(channel, question["n"])
        namespace = {**namespace, "candidates": caller.candidates(question["candidates"])}
    leans_on = forbidden(task, namespace) if question["first"] else []
    outcome = run_case(task, namespace, np.random.default_rng(question["case"]), question["seconds"])
    try:
        channel.send({"n": question["n"], "outcome": outcome, "leans_on": leans_on})
    except wire.Unsayable as problem:
        what = {"not_plain": str(problem), "printed": "", "letters": 0, "warned": []}
        channel.send({"n": question["n"], "outcome": what, "leans_on": leans_on})
