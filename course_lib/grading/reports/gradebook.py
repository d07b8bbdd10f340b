"""nbgrader's gradebook, filled through nbgrader's own API, so that formgrader and LMS exports go on working.

    fill(store.learners(), "05", "sqlite:///gradebook.db")

Any address that SQLAlchemy knows will do. What is filled is what `nbgrader autograde` would fill: the
assignment, its notebook and cells (by the ids that our notebooks carry), the students, the submission that
counts, its automatic scores, and the verdict's words as comments. A score that somebody gave by hand stays,
and is marked to be looked at again, as nbgrader does. To do it twice changes nothing.

formgrader also looks for files. Where nbgrader's course folder is named in place of an address, its
gradebook.db is filled, and the notebooks are put where formgrader expects them. What is in submitted/
already stays as it is.
"""
import json
import os
import re
import sys
import warnings
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from course_lib.grading.archives import Reader
from course_lib.grading.moments import moment
from course_lib.grading.reports import notebook_of, release_of, whole
from course_lib.grading.reports.text import clean, told, verdicts_of
from course_lib.probes import assignment_of, tasks_of

ADDRESS = "sqlite:///gradebook.db"
INSTALL = ("nbgrader is not installed here, and its gradebook is filled through its own API: pip install "
           "nbgrader (in the course: make nbgrader). grades.csv needs nothing.")
STUDENT = re.compile(r"[\w.@+-][\w.@+ -]{0,126}")     # a folder's name that leads nowhere else


def fill(learners, assignment, address=ADDRESS, *, due=None, release=None):
    """Fill the gradebook at `address`, or in nbgrader's course folder; return how many submissions it has.

    learners  record.Learner after record.Learner: what counts of each is taken
    due       the deadline, as in moments: nbgrader works out lateness from it
    """
    address, course = ready(address)
    from nbgrader.api import Assignment, Gradebook, SubmittedAssignment
    one, reader = assignment_of(assignment), Reader()
    notebook = f"exercises_{one.number}"
    with programs_beside_python(), Gradebook(address) as book, closing(reader):
        known = {"duedate": datetime.fromtimestamp(moment(due), UTC).replace(tzinfo=None)} if due else {}
        book.update_or_create_assignment(one.folder, **known)
        add_cells(book, one, notebook, release_of(assignment) if release is None else release)
        for learner in learners:
            if learner.counts.learner.strip():
                add(book, one.folder, notebook, learner.counts)
                book.db.commit()
                if course:
                    put_files(course, one.folder, notebook, learner, reader)
        count = book.db.query(SubmittedAssignment).join(Assignment).filter(
            Assignment.name == one.folder).count()
        book.engine.dispose()
    return count


def ready(address):
    """(address, nbgrader's course folder or None) of either. ValueError where it can not be filled."""
    course = Path(address)
    if "://" not in address and course.is_dir():
        address = f"sqlite:///{course.resolve() / 'gradebook.db'}"
    else:
        course = None
    if find_spec("nbgrader") is None:
        raise ValueError(INSTALL)
    from nbgrader.api import create_engine  # SQLAlchemy's
    try:
        engine = create_engine(address)
        engine.connect().close()
        engine.dispose()
    except Exception as error:                           # each kind of database has its own
        raise ValueError(f"There is no gradebook at {address} ({str(error).splitlines()[0]}): give the "
                         f"address of a database, as {ADDRESS}, or nbgrader's course folder.") from None
    return address, course


@contextmanager
def programs_beside_python():
    """nbgrader calls `alembic` when it makes a gradebook: found where nothing is activated too. What
    SQLAlchemy says of nbgrader's ways is not for us."""
    before = os.environ.get("PATH", "")
    os.environ["PATH"] = os.pathsep.join([os.path.dirname(sys.executable), before])
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Object of type <Submitted")
            yield
    finally:
        os.environ["PATH"] = before


def in_utc(time):
    """A datetime in UTC without a zone, as nbgrader keeps it, of ISO text; None of none."""
    try:
        read = datetime.fromisoformat(time)
    except (TypeError, ValueError):
        return None
    return read.astimezone(UTC).replace(tzinfo=None) if read.tzinfo else read


def add_cells(book, one, notebook, release):
    """The notebook with its cells, as `nbgrader generate_assignment` writes them; what is there stays."""
    book.update_or_create_notebook(notebook, one.folder)
    found = [(cell, cell.get("metadata", {}).get("nbgrader", {})) for cell in
             (json.loads(release)["cells"] if release else ())]
    graded = {about["grade_id"]: about["points"] for _, about in found if about.get("grade")}
    graded = graded or {name.replace(".", "_"): task.points for name, task in tasks_of(one.number).items()}
    for name, points in graded.items():
        book.update_or_create_grade_cell(name, notebook, one.folder, max_score=float(points),
                                         cell_type="code")
    for cell, about in found:
        if about.get("solution"):
            book.update_or_create_solution_cell(about["grade_id"], notebook, one.folder)
        if about.get("solution") or about.get("grade") or about.get("locked"):
            book.update_or_create_source_cell(
                about["grade_id"], notebook, one.folder, cell_type=cell["cell_type"],
                source="".join(cell["source"]), locked=bool(about.get("locked")))


def add(book, folder, notebook, result):
    """One learner: their submission, the score of each task, the words as comments."""
    book.update_or_create_student(result.learner)
    time = in_utc(result.time)
    known = {"timestamp": time} if time else {}
    submission = book.update_or_create_submission(folder, result.learner, **known)
    verdicts = {verdict["task"].replace(".", "_"): verdict for verdict in verdicts_of(result)}
    work = next(one for one in submission.notebooks if one.name == notebook)
    for grade in work.grades:
        verdict = verdicts.get(grade.name)
        grade.auto_score = float(verdict["points"]) if verdict else 0.0
        grade.needs_manual_grade = grade.manual_score is not None or result.status == "error in grader"
    for comment in work.comments:
        verdict = verdicts.get(comment.name.removesuffix("_answer"))
        comment.auto_comment = words(verdict) if verdict else f"Not judged: {clean(result.status)}."


def words(verdict):
    """A verdict as a comment: nbgrader's own word for a blank answer, else the sentences."""
    if verdict["status"] == "not attempted":
        return "No response."
    says, small = told(verdict)
    return "\n".join(map(clean, says + small))


def put_files(course, folder, notebook, learner, reader):
    """submitted/STUDENT/ASSIGNMENT/ and autograded/...: the notebook and its time, the same in both."""
    student, time = learner.counts.learner, in_utc(learner.counts.time)
    data = notebook_of(learner, reader) if learner.path else None
    if data is None or not STUDENT.fullmatch(student) or set(student) <= {"."}:
        return
    for room in ("submitted", "autograded"):
        place = course / room / student / folder
        if room == "submitted" and place.exists():
            continue
        with whole(place / f"{notebook}.ipynb") as file:
            file.write(data.decode("utf-8", "replace"))
        if time:
            with whole(place / "timestamp.txt") as file:
                file.write(f"{time:%Y-%m-%d %H:%M:%S.%f} UTC\n")
