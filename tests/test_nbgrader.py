"""nbgrader makes the same blank notebooks, gives a solved submission all points and a blank one none."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys

import nbformat
import pytest

from course_lib.probes import ASSIGNMENTS, tasks_of
from tools.places import ROOT

pytest.importorskip("nbgrader", reason="make nbgrader")
CONFIG = """c = get_config()
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\\nraise NotImplementedError()"}
c.ExecutePreprocessor.timeout = 60
"""


def nbgrader(folder, *arguments):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COURSE_QUIET": "1",
                   "PATH": os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])}
    done = subprocess.run([sys.executable, "-m", "nbgrader", *arguments], cwd=folder, env=environment,
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course of nbgrader's with all assignments, released by nbgrader, and two learners."""
    folder = tmp_path_factory.mktemp("nbgrader")
    (folder / "nbgrader_config.py").write_text(CONFIG)
    for one in ASSIGNMENTS.values():
        shutil.copytree(ROOT / "solutions" / one.folder, folder / "solutions" / one.folder)
        for learner, room in (("solved", "solutions"), ("blank", "exercises")):
            shutil.copytree(ROOT / room / one.folder, folder / "submitted" / learner / one.folder)
        nbgrader(folder, "generate_assignment", one.folder, "--force")
    return folder


@pytest.mark.parametrize("number", ASSIGNMENTS)
def test_it_blanks_the_solutions_as_our_build_does(course, number):
    place = f"exercises/{ASSIGNMENTS[number].folder}/exercises_{number}.ipynb"
    theirs, ours = (nbformat.read(folder / place, as_version=4) for folder in (course, ROOT))
    assert [cell.source for cell in theirs.cells] == [cell.source for cell in ours.cells]
    for their, our in zip(theirs.cells, ours.cells, strict=True):
        checked = {**their.metadata.get("nbgrader", {})}
        checked.pop("checksum", None)
        assert checked == our.metadata.get("nbgrader", {})


@pytest.mark.parametrize("number", ASSIGNMENTS)
def test_a_solved_submission_gets_all_points_and_a_blank_one_none(course, number):
    nbgrader(course, "autograde", ASSIGNMENTS[number].folder, "--create", "--force")
    points = {name: task.points for name, task in tasks_of(number).items()}
    with sqlite3.connect(course / "gradebook.db") as book:
        rows = book.execute(SCORES, (ASSIGNMENTS[number].folder,)).fetchall()
    got = {(learner, cell): (score, most) for learner, cell, score, most in rows}
    expected = {(learner, name.replace(".", "_")): (most if learner == "solved" else 0, most)
                for learner in ("solved", "blank") for name, most in points.items()}
    assert got == expected, json.dumps(rows)


SCORES = """
select submitted_assignment.student_id, base_cell.name, grade.auto_score, grade_cells.max_score
from grade
join base_cell on base_cell.id = grade.cell_id
join grade_cells on grade_cells.id = base_cell.id
join submitted_notebook on submitted_notebook.id = grade.notebook_id
join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
join assignment on assignment.id = submitted_assignment.assignment_id
where assignment.name = ?
"""
