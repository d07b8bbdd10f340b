"""What Gradescope runs for a submission: find the notebook, grade it, write results/results.json.

Whatever goes wrong, a results.json is written: without one Gradescope tells the learner only that the
autograder failed. What went wrong stands in a hidden test and on stdout, which instructors alone see.

Gradescope's container may allow neither namespaces nor Landlock. Then the container, which is thrown away
after each submission, is the sandbox: the secret is taken out of it before the learner's code runs, and that
runs as another user, with nothing allowed that the kernel can forbid (seccomp). Where not even that can be
had, nothing is run. The report says which protection held.
"""
import json
import os
import sys
import traceback
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from course_lib.grading.record import Result, Submission
from course_lib.grading.reports.bundle import SECRET, SETTINGS
from course_lib.grading.reports.gradescope import as_json, went_wrong
from course_lib.probes import tasks_of

CONTAINER = "Gradescope's container"
SAYS = {"no notebook": "No file that ends in .ipynb was handed in."}


def main(place="/autograder", grader=None, say=None):
    """Grade what lies in place/submission; return 0.  grader : as judging.Grader, to try it without one"""
    place, say, settings = Path(place), say or sys.stdout.write, {}
    try:
        settings = json.loads((place / "source" / SETTINGS).read_text(encoding="utf-8"))
        about = metadata(place / "submission_metadata.json")
        submission, data = handed_in(place / "submission", settings, about)
        secret = (place / "source" / SECRET).read_text(encoding="utf-8").strip()
        result = graded(settings, secret, submission, data, grader, hide=place / "source" / SECRET)
        shown = as_json(result, settings["visibility"])
        say(f"{result.status}: {result.points:g} of {result.of}. "
            f"Protection: {result.sandbox or 'none needed'}.\n")
    except Exception as error:
        say(traceback.format_exc())
        shown = went_wrong(f"{type(error).__name__}, see stdout", settings.get("visibility", "visible"))
    (place / "results").mkdir(exist_ok=True)
    (place / "results" / "results.json").write_text(shown, encoding="utf-8")
    return 0


def metadata(path):
    """What Gradescope tells of the submission; {} where it tells nothing."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def moment(text):
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (TypeError, ValueError):
        return None


def handed_in(folder, settings, about):
    """(Submission, bytes): the notebook among what was handed in, by its name, else the only one."""
    number = settings["assignment"]
    found = sorted(path for path in folder.rglob("*.ipynb") if not path.is_symlink() and path.is_file()
                   and ".ipynb_checkpoints" not in path.parts)
    fitting = [path for path in found if path.stem == f"exercises_{number}"] or found
    users = [user for user in about.get("users") or () if isinstance(user, dict)]
    learner = str((users[0].get(settings["who"]) if users else "") or "")
    time, due = moment(about.get("created_at")), moment((about.get("assignment") or {}).get("due_date"))
    known = dict(learner=learner, attempt=len(about.get("previous_submissions") or ()) + 1,
                 time=time.isoformat() if time else "", late=bool(time and due and time > due))
    if not fitting:
        return Submission(**known, problem="no notebook"), b""
    data = fitting[0].read_bytes()
    return Submission(**known, path=str(fitting[0]), hash=sha256(data).hexdigest(), size=len(data)), data


def graded(settings, secret, submission, data, grader=None, hide=None):
    """The Result, with the best protection that this container allows.

    hide  the file to take out of it where nothing else would keep the learner's code from reading it
    """
    from course_lib.grading.sandbox import Refused
    if submission.problem:
        return nothing(settings["assignment"], submission, "unreadable", SAYS[submission.problem])
    if grader is None:
        from course_lib.grading.judging import Grader as grader
    known = dict(secret=secret, **({"variant": settings["variant"]} if settings.get("variant") else {}))
    try:
        return ask(grader(settings["assignment"], sandbox="auto", **known), submission, data)
    except Refused:
        if why := why_not_the_container():
            return nothing(settings["assignment"], submission, "error in grader", why)
        if hide is not None:
            hide.unlink(missing_ok=True)
        result = ask(grader(settings["assignment"], sandbox="unsafe", **known), submission, data)
        more = result.sandbox.removeprefix("no sandbox")
        return Result.from_dict({**result.as_dict(), "sandbox": CONTAINER + more})


def why_not_the_container():
    """The reason why nothing can be run where no sandbox works; "" if the container is enough."""
    from course_lib.grading.sandbox import probe
    able, why = probe()
    if not able["seccomp"]:
        return f"There is no sandbox here, and no seccomp either ({why['seccomp']}), so nothing was run."
    if os.geteuid():
        return ("There is no sandbox here, and the autograder does not run as root, so that the learner's "
                "program would run as its own user: nothing was run.")
    return ""


def ask(opened, submission, data):
    try:
        return opened.grade(submission, data)
    finally:
        opened.close()


def nothing(assignment, submission, status, problem):
    """A Result without verdicts."""
    return Result(submission.learner, submission.attempt, submission.hash, submission.time, submission.late,
                  assignment, status=status, problem=problem,
                  of=sum(task.points for task in tasks_of(assignment).values()))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
