"""A result in the form that Gradescope reads: results.json.

    score, execution_time, output, output_format, visibility, stdout_visibility, extra_data,
    tests: [{name, number, score, max_score, status, output, output_format, visibility, tags}]

The form is that of "Autograder Specifications", gradescope-autograders.readthedocs.io. One test is one task;
what only the instructor is to see is a test whose visibility is "hidden", and without points. All outputs are
of the format "text", so that nothing in them is ever taken for HTML or Markdown.
"""
import json

from course_lib.checks.verdict import WORDS
from course_lib.grading.options import WHEN
from course_lib.grading.record import Result
from course_lib.grading.reports.text import (
    READABLE,
    SORRY,
    clean,
    count_of,
    named,
    told,
    verdicts_of,
)
from course_lib.probes import tasks_of
from course_lib.probes.catalogue import ASSIGNMENTS


def as_gradescope(result, visibility="visible"):
    """The dict of a results.json.  visibility : when learners see it, one of WHEN"""
    if visibility not in WHEN:
        raise ValueError(f"visibility is {visibility!r}, but Gradescope knows {', '.join(WHEN)}.")
    return {
        "score": round(float(result.points), 4),
        "execution_time": max(1, round(result.seconds)),
        "output": "\n".join(map(clean, about(result))),
        "output_format": "text",
        "visibility": visibility,
        "stdout_visibility": "hidden",
        "tests": [*tests(result, visibility), for_the_instructor(result)],
        "extra_data": {"assignment": result.assignment, "attempt": result.attempt, "status": result.status,
                       "version": result.version, "sandbox": result.sandbox, "hash": result.hash},
    }


def as_json(result, visibility="visible"):
    return json.dumps(as_gradescope(result, visibility), ensure_ascii=False) + "\n"


def went_wrong(problem, visibility="visible"):
    """The text of a results.json where there is no result: the instructor is told what went wrong."""
    nothing = Result("", status="error in grader", problem=problem)
    shown = {"score": 0.0, "output": "\n".join(about(nothing)), "output_format": "text",
             "visibility": visibility, "stdout_visibility": "hidden", "tests": [for_the_instructor(nothing)],
             "extra_data": {"status": nothing.status}}
    return json.dumps(shown) + "\n"


def about(result):
    """What concerns the whole submission."""
    if result.status == "unreadable":
        yield READABLE
        yield from filter(None, [result.problem])
    elif result.status != "graded":
        yield SORRY.get(result.status, SORRY["error in grader"])
    else:
        right = sum(one["status"] == "right" for one in verdicts_of(result))
        yield f"{right} of {count_of(len(verdicts_of(result)), 'task')} right."
    if result.late:
        yield "Handed in late."
    yield from result.remarks


def tests(result, visibility):
    """A test for each task, in order; without verdicts, each with no points and no words."""
    found = {one["task"]: one for one in verdicts_of(result)}
    known = tasks_of(result.assignment) if result.assignment in ASSIGNMENTS else {}
    names = list(dict.fromkeys([*known, *found]))
    for number, name in enumerate(names, 1):
        if name in found:
            yield test(number, found[name], visibility)
        else:
            task = known[name]
            yield {"name": clean(task.title, 120), "number": str(number), "score": 0.0,
                   "max_score": float(task.points), "status": "failed", "output": "Not judged.",
                   "output_format": "text", "visibility": visibility}


def test(number, verdict, visibility):
    says, small = told(verdict)
    status = verdict["status"]
    return {"name": clean(verdict["title"], 120), "number": str(number), "score": float(verdict["points"]),
            "max_score": float(verdict["of"]), "status": "passed" if status == "right" else "failed",
            "output": "\n".join([clean(WORDS.get(status, status), 60), *map(clean, says + small)]),
            "output_format": "text", "visibility": visibility,
            "tags": [verdict["task"], *(clean(name, 80) for name in named(verdict)[:1])]}


def for_the_instructor(result):
    """A hidden test without points: what protected the machine, and what went wrong."""
    lines = [f"status: {result.status}", f"protection: {result.sandbox or 'unknown'}",
             f"graded with {result.version}, seed {result.seed or 'public'}",
             f"answers found: {', '.join(result.names) or 'none'}"]
    if result.problem:
        lines.append(f"problem: {result.problem}")
    return {"name": "For the instructor: how this was graded", "score": 0.0, "max_score": 0.0,
            "status": "passed" if result.status == "graded" else "failed",
            "output": "\n".join(map(clean, lines)), "output_format": "text", "visibility": "hidden"}
