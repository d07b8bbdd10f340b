"""From one source: the solved notebook, the blank one, the instructor's page."""

import os

import jupytext
import nbclient
import nbformat
import pytest

from course_lib.probes import ASSIGNMENTS, tasks_of
from tools import assignments, execute
from tools.assignments import BEGIN, END, STUB, blank, mark, problems, task_of
from tools.build import sources
from tools.marks import links
from tools.places import ROOT

SOURCES = sources(folder=assignments.FOLDER)
NUMBERS = list(ASSIGNMENTS)


def built(number):
    """(solved, blank, page) of one assignment."""
    source, = sources([number], assignments.FOLDER)
    return assignments.targets(source, ROOT)


def read(path):
    return nbformat.read(path, as_version=4)


def test_every_assignment_has_its_source_in_a_folder_of_its_title():
    assert [path.stem for path in SOURCES] == [one.folder for one in ASSIGNMENTS.values()]


@pytest.mark.parametrize("number", NUMBERS)
def test_an_assignment_has_what_it_must_have(number):
    solved = read(built(number)[0])
    assert list(problems(solved, ASSIGNMENTS[number], tasks_of(number))) == []
    assert execute.rules.problems_of_solution(solved) == []


@pytest.mark.parametrize("number", NUMBERS)
def test_every_answer_in_the_solutions_is_right(number):
    """Each check's stored panel is green."""
    for cell in read(built(number)[0]).cells:
        if task_of(cell):
            text = cell.outputs[0].data["text/plain"]
            assert text.startswith(f"✓ {task_of(cell)}"), text


@pytest.mark.parametrize("number", NUMBERS)
def test_the_blank_one_is_the_solved_one_without_answers(number):
    solved, empty = read(built(number)[0]), read(built(number)[1])
    assert [cell.id for cell in empty.cells] == [cell.id for cell in solved.cells]
    again = blank(solved)
    assert [cell.source for cell in empty.cells] == [cell.source for cell in again.cells]
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in empty.cells)
    text = nbformat.writes(empty)
    assert BEGIN not in text and END not in text and STUB[1] in text


@pytest.mark.parametrize("number", NUMBERS)
def test_a_blank_notebook_runs_from_top_to_bottom(number, tmp_path):
    notebook = read(built(number)[1])
    environment = {**os.environ, "COURSE_QUIET": "1", "PYTHONPATH": str(ROOT)}
    client = nbclient.NotebookClient(
        notebook, kernel_name="python3", timeout=60, skip_cells_with_tag="skip-execution",
        resources={"metadata": {"path": str(tmp_path)}})
    client.execute(env=environment)
    for cell in notebook.cells:
        if task_of(cell):
            assert cell.outputs[0].data["text/plain"].startswith(f"○ {task_of(cell)}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", NUMBERS)
def test_no_link_in_an_assignment_is_dead(number):
    solved, empty, page = built(number)
    for path in (solved, empty):
        for cell, target in links(read(path)):
            assert (path.parent / target).resolve().exists(), f"cell {cell} of {path.name} links to {target}"
    assert "## Common wrong answers" in page.read_text("utf-8")


# ------------------------------------------------------------------ the rules refuse what breaks them

TEXT = """# %% [markdown]
# # Exercises 05 · The delta recursion
#
# **About 15 minutes**, 5 points. **You may use** NumPy.

# %% [markdown] tags=["instructor"]
# **Aims.** Secret.

# %% [markdown]
# *5 minutes. Done when it is.*

# %%
def one():
    ### BEGIN SOLUTION
    return 1
    ### END SOLUTION

# %%
check("05.one")

# %% [markdown]
# <details><summary>A hint</summary>a</details>
# <details><summary>Another hint</summary>b</details>
# <details><summary>A way on</summary>c</details>

# %% [markdown]
# *10 minutes, a pencil. Done when it is.*

# %%
def helper():
    ### BEGIN SOLUTION
    return 1
    ### END SOLUTION

# %%
def two():
    ### BEGIN SOLUTION
    return 2
    ### END SOLUTION

# %%
check("05.two")

# %% [markdown]
# <details><summary>A hint</summary>a</details>
# <details><summary>Another hint</summary>b</details>
# <details><summary>A way on</summary>c</details>
"""


class Small:
    def __init__(self, name, points):
        self.name, self.title, self.points = name, f"Task {name}", points


TASKS = {"05.one": Small("05.one", 2), "05.two": Small("05.two", 3)}


def small(text=TEXT):
    notebook = jupytext.reads(text, fmt="py:percent")
    aims = assignments.without_instructors(notebook)
    mark(notebook, TASKS)
    return notebook, aims


def test_answers_and_checks_are_marked_for_nbgrader():
    notebook, aims = small()
    marked = [cell.metadata.nbgrader for cell in notebook.cells if "nbgrader" in cell.metadata]
    assert [one.grade_id for one in marked] == [
        "05_one_answer", "05_one", "05_two_answer_1", "05_two_answer_2", "05_two"]
    assert [one.get("points") for one in marked] == [None, 2, None, None, 3]
    assert all(one.solution != one.grade for one in marked)
    assert aims == "**Aims.** Secret." and "Secret" not in nbformat.writes(notebook)


def test_the_instructors_page_lists_aims_times_and_mistakes():
    from course_lib.mistakes import Mistake
    notebook, aims = small()
    page = assignments.page(notebook, aims, ASSIGNMENTS["05"], TASKS, {
        "05.one": {"m": Mistake("too few", "a | b", "b", "Count again.", None)}, "05.two": {}})
    assert "| too few | `a \\| b` | Count again. |" in page and "Secret" in page
    assert "| 05.two | Task 05.two | 10 | 3 |" in page and "**15**" in page


@pytest.mark.parametrize("old, new, says", [
    ("# Exercises 05", "# Exercise 05", "no title"),
    ("**You may use** NumPy.", "", "what one may use"),
    ("About 15 minutes", "About 20 minutes", "**About 15 minutes**, 5 points"),
    ("5 points", "6 points", "**About 15 minutes**, 5 points"),
    ("*5 minutes. Done", "*5 minutes. Ready", "05.one does not say"),
    ('check("05.one")', 'check("05.three")', "the checks are"),
    ("<summary>A way on</summary>c", "<summary>So</summary>c", "come the folds"),
    ("return 1\n    ### END SOLUTION", "return 1", "without begin or end"),
    ("return 2", "assert two", "an assert"),
    ("return 2", f"return 2{' ' * 100}# far out", "without scrolling"),
])
def test_a_rule_refuses_what_breaks_it(old, new, says):
    assert list(problems(small()[0], ASSIGNMENTS["05"], TASKS)) == []
    found = list(problems(small(TEXT.replace(old, new, 1))[0], ASSIGNMENTS["05"], TASKS))
    assert any(says in problem for problem in found), found
