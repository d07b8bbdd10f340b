"""One text source -> an assignment: the solved notebook, the blank one, and the instructor's page.

    sources/exercises/05_the_delta_recursion.py ->
        solutions/05_the_delta_recursion/exercises_05.ipynb      executed, answers in place
        exercises/05_the_delta_recursion/exercises_05.ipynb      answers blanked, no outputs
        solutions/05_the_delta_recursion.md                      aims, times, common wrong answers

A cell with `### BEGIN SOLUTION`, `### END SOLUTION` is an answer, one that is `check("05.name")` asks for it.
Both get nbgrader's metadata, so that a course that uses nbgrader can go on using it (source_directory =
'solutions', release_directory = 'exercises'). Nothing here reads that metadata again.
"""

import copy
import re

import nbformat

from tools.cells import FOLD, cells, tags
from tools.places import SOURCES

FOLDER = SOURCES / "exercises"
BEGIN, END = "BEGIN SOLUTION", "END SOLUTION"
STUB = ("# YOUR CODE HERE", "raise NotImplementedError()")      # as nbgrader writes it
WIDTH = 100                         # of a line of code, in JupyterLab on a small screen
INSTRUCTOR = "instructor"           # the tag of a cell that only the instructor's page has
CHECK = re.compile(r'^check\("(\d\d\.\w+)"\)$', re.MULTILINE)
EFFORT = re.compile(r"^\*(\d+) minutes?\b.*?Done when ", re.MULTILINE)
WHOLE = re.compile(r"\*\*About (\d+) minutes\*\*, (\d+) points")


def is_assignment(source):
    return source.parent.name == "exercises"


def targets(source, root):
    """(solved, blank, page): the three files that a source of an assignment becomes."""
    name = f"exercises_{source.name[:2]}.ipynb"
    return (root / "solutions" / source.stem / name, root / "exercises" / source.stem / name,
            root / "solutions" / f"{source.stem}.md")


def task_of(cell):
    """The task that a cell checks, or None."""
    found = CHECK.search(cell.source) if cell.cell_type == "code" else None
    return found[1] if found else None


def is_answer(cell):
    return cell.cell_type == "code" and BEGIN in cell.source


def without_instructors(notebook):
    """Take out what only the instructor's page has; return the text of it."""
    kept = [cell for cell in notebook.cells if INSTRUCTOR not in tags(cell)]
    text = "\n\n".join(cell.source for cell in notebook.cells if INSTRUCTOR in tags(cell))
    notebook.cells = kept
    return text


def mark(notebook, tasks):
    """Write nbgrader's metadata: an answer belongs to the check that follows it."""
    waiting = []
    for cell in notebook.cells:
        cell.metadata.pop("slideshow", None)
        name = task_of(cell)
        if is_answer(cell):
            waiting.append(cell)
        elif name:
            grade_id = name.replace(".", "_")
            for number, answer in enumerate(waiting, 1):
                answer.metadata.nbgrader = metadata(
                    f"{grade_id}_answer" + (f"_{number}" if len(waiting) > 1 else ""), solution=True)
            cell.metadata.nbgrader = metadata(grade_id, points=tasks[name].points if name in tasks else 0)
            waiting = []


def metadata(grade_id, solution=False, points=None):
    more = {} if points is None else {"points": points}
    return nbformat.from_dict({"cell_type": "code", "grade": points is not None, "grade_id": grade_id,
                               "locked": points is not None, "schema_version": 3, "solution": solution,
                               "task": False, **more})


def blank(notebook):
    """The same notebook without its answers and outputs."""
    notebook = copy.deepcopy(notebook)
    for _, cell in cells(notebook, "code"):
        cell.source = "\n".join(blanked(cell.source.split("\n")))
        cell.outputs, cell.execution_count = [], None
    return notebook


def blanked(lines):
    inside = False
    for line in lines:
        if BEGIN in line:
            inside = True
            indent = line[:len(line) - len(line.lstrip())]
            yield from (indent + stub for stub in STUB)
        elif END in line:
            inside = False
        elif not inside:
            yield line


def page(notebook, aims, assignment, tasks, mistakes):
    """The instructor's page.  mistakes : {task: its known mistakes}"""
    minutes = efforts(notebook)
    rows = [f"| {name} | {task.title} | {minutes.get(name, '')} | {task.points} |"
            for name, task in tasks.items()]
    name = f"exercises_{assignment.number}.ipynb"
    lines = [f"# {assignment.number} · {assignment.title}: for instructors", "",
             f"The assignment: [{name}](../exercises/{assignment.folder}/{name}), "
             f"[solved]({assignment.folder}/{name}).",
             "", aims, "", "| task | | minutes | points |", "|---|---|---|---|", *rows,
             f"| | | **{sum(minutes.values())}** | **{sum(task.points for task in tasks.values())}** |", "",
             "## Common wrong answers", "",
             "What is wrong, the line as one writes it, and the sentence that a learner gets.", ""]
    for name, task in tasks.items():
        lines += [f"### {name} · {task.title}", "", "| mistake | the line | what is said |", "|---|---|---|",
                  *("| {} | `{}` | {} |".format(*map(in_table, (one.name, one.wrong, one.sentence)))
                    for one in mistakes[name].values()), ""]
    return "\n".join(lines + ["*This page is built from the sources: do not edit it.*", ""])


def in_table(text):
    return text.replace("|", "\\|").replace("`", "'")


def efforts(notebook):
    """{task: minutes}, from the texts before the checks."""
    found, minutes = {}, None
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and (effort := EFFORT.search(cell.source)):
            minutes = int(effort[1])
        elif task_of(cell):
            found[task_of(cell)], minutes = minutes, None
    return {name: minutes for name, minutes in found.items() if minutes}


def problems(notebook, assignment, tasks):
    """What an assignment's solved notebook must have, as sentences about what it has not."""
    texts = [cell.source for _, cell in cells(notebook, "markdown")]
    checks = [name for cell in notebook.cells if (name := task_of(cell))]
    if not (texts and texts[0].startswith(f"# Exercises {assignment.number} · {assignment.title}")):
        yield f"the first cell has no title like # Exercises {assignment.number} · {assignment.title}"
    if "**You may use**" not in (texts or [""])[0]:
        yield "the first cell does not say what one may use"
    if checks != list(tasks):
        yield f"the checks are {checks}, and the tasks of the catalogue {list(tasks)}"
    minutes = efforts(notebook)
    for name in tasks:
        if name not in minutes:
            yield f"{name} does not say *N minutes. ... Done when ...*"
    stated, points = WHOLE.search((texts or [""])[0]), sum(task.points for task in tasks.values())
    if not stated or (int(stated[1]), int(stated[2])) != (sum(minutes.values()), points):
        yield f"the first cell is to say **About {sum(minutes.values())} minutes**, {points} points"
    yield from folds(notebook)
    for number, cell in cells(notebook, "code"):
        if re.search(r"^\s*assert\b", cell.source, re.MULTILINE):
            yield f"cell {number} has an assert: the checks say what is to be said"
        if (longest := max(map(len, cell.source.split("\n")))) > WIDTH:
            yield f"cell {number} has a line of {longest} characters: {WIDTH} are seen without scrolling"
        if cell.source.count(BEGIN) != cell.source.count(END):
            yield f"cell {number} has a solution without begin or end"


def folds(notebook):
    """After each check two folded hints and a folded way on."""
    names = [task_of(cell) for cell in notebook.cells]
    for place, name in enumerate(names):
        if name:
            after = next((cell.source for cell in notebook.cells[place + 1:place + 2]), "")
            titles = [title for title, _ in FOLD.findall(after)]
            if titles != ["A hint", "Another hint", "A way on"]:
                yield f"after the check of {name} come the folds {titles}, not A hint, Another hint, A way on"
