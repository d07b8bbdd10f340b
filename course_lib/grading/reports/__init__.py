"""Reports: what learners read, what the instructor sees, what other systems take.

    write_all(store.learners(), "out", "05")

        out/class.html          the class: who needs help with what, tasks, points, what to look at
        out/grades.csv          a row for each learner, the attempt that counts
        out/attempts.csv        a row for each attempt
        out/learners/NAME.html  a page for each learner
        out/gradescope/NAME.json   the same in the form of Gradescope's results.json

    text        words from elsewhere, made safe         page        the frame: one file, light and dark
    facts       the class in numbers                    pictures    SVG, written by hand
    learner     a learner's page                        class_page  the class
    table       CSV                                     likeness    near-copies, as a hint
    gradescope  results.json                            bundle      the zip for Gradescope
    gradebook   nbgrader's, through its own API         on_gradescope   what runs there

Nothing is read but results, and, for likeness, the notebooks themselves; nothing here knows a seed. The
learners are walked through once, and each is let go: the memory that it takes does not grow with the class,
but for likeness, which says how much.
"""
import os
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path

from course_lib.grading import stage
from course_lib.probes import assignment_of

PAGE, GRADES, ATTEMPTS = "class.html", "grades.csv", "attempts.csv"
LEARNERS, GRADESCOPE = "learners", "gradescope"


def write_all(learners, out, assignment, *, in_time=False, pages=True, gradescope=True, release=None):
    """Write every report into the folder `out`; return ({what: path}, the Facts).

    learners     record.Learner after record.Learner, as from Store.learners()     assignment : "05"
    in_time      which rule was used to say what counts (record.counting); the pages name it
    pages, gradescope : whether a page and a results.json are written for each learner
    release      bytes of the blank notebook; found where the course has it, if not given
    The same results give the same files, byte for byte, and each file is there whole or not at all.
    """
    from course_lib.grading.archives import Reader
    from course_lib.grading.reports.class_page import Compared, class_page
    from course_lib.grading.reports.facts import Facts
    from course_lib.grading.reports.gradescope import as_json
    from course_lib.grading.reports.learner import learner_page
    from course_lib.grading.reports.likeness import Likeness
    from course_lib.grading.reports.table import Table
    from course_lib.grading.reports.text import file_name

    out, number = Path(out), assignment_of(assignment).number
    found, facts, reader = {name: out / name for name in (PAGE, GRADES, ATTEMPTS)}, Facts(number), Reader()
    likeness, known, absent = Likeness(release_of(number) if release is None else release), 0, 0
    with ExitStack() as open_files:
        open_files.callback(reader.close)
        tables = [Table(open_files.enter_context(whole(found[name])), number, every)
                  for name, every in ((GRADES, False), (ATTEMPTS, True))]
        for learner in learners:
            facts.add(learner)
            for table in tables:
                table.add(learner)
            name = file_name(learner.counts.learner)
            if pages:
                write(out / LEARNERS / f"{name}.html", learner_page(learner, in_time))
            if gradescope:
                write(out / GRADESCOPE / f"{name}.json", as_json(learner.counts))
            if learner.path and learner.counts.hash:
                data = notebook_of(learner, reader)
                known, absent = known + 1, absent + (data is None)
                if data is not None:
                    likeness.add(learner.counts.learner, data)
    copies = Compared(likeness.groups(), likeness.little, absent) if known else None
    write(found[PAGE], class_page(facts, copies, pages, in_time))
    for name, written in ((LEARNERS, pages), (GRADESCOPE, gradescope)):
        if written and facts.learners:
            found[name] = out / name
    return found, facts


def notebook_of(learner, reader):
    """The bytes of the notebook that counts; None where they are not there any more."""
    from course_lib.grading.contents import LARGEST
    try:
        data = reader.read(learner.path, LARGEST)
    except (OSError, ValueError):
        return None
    return data if sha256(data).hexdigest() == learner.counts.hash else None


@contextmanager
def whole(path):
    """An open file of text that has this name once it is written, whole; where that fails, none has."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name[:60]}.{os.getpid()}.partial")
    try:
        with open(partial, "w", encoding="utf-8", errors="replace", newline="") as file:
            yield file
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def write(path, text):
    with whole(path) as file:
        file.write(text)


def release_of(assignment):
    """The bytes of an assignment's blank notebook; none where the course came without its notebooks."""
    path = stage.release_of(assignment_of(assignment).number)
    return path.read_bytes() if path.exists() else b""
