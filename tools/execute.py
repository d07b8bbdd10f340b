"""One source -> one executed notebook, the same bytes every time; of an assignment, the blank one too.

`python -m tools.execute SOURCE.py OUT.ipynb FOLDER` runs it in FOLDER. What would differ from run
to run or from machine to machine is left out: times, random cell ids, widgets' state and views,
versions, paths.
"""

import hashlib
import re
import sys
from pathlib import Path

import jupytext
import nbclient
import nbformat

from tools import assignments, rules
from tools.cells import SKIP, WIDGET_VIEW, cells, tags
from tools.places import Stop

SECONDS_A_CELL = 120
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python", "file_extension": ".py", "mimetype": "text/x-python",
                      "nbconvert_exporter": "python", "pygments_lexer": "ipython3",
                      "codemirror_mode": {"name": "ipython", "version": 3}},
}


def read(source):
    """The notebook that a source describes: not executed, with its final ids and metadata."""
    notebook = jupytext.reads(source.read_text(encoding="utf-8"), fmt="py:percent")
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    notebook.metadata.pop("jupytext", None)
    notebook.metadata.update(nbformat.from_dict(METADATA))
    taken = set()
    for cell in notebook.cells:
        if SKIP in tags(cell):
            cell.metadata.tags.append("nbval-skip")
        if "slideshow" not in cell.metadata:            # the text has it, the lecture has not
            cell.metadata.slideshow = nbformat.from_dict({"slide_type": "skip"})
        if cell.metadata.slideshow.slide_type == "notes":
            cell.source = f"For the speaker.\n\n{cell.source}"
            cell.metadata.jupyter = {"source_hidden": True}     # JupyterLab shows that first line
        cell.id = new_id(source.stem, cell, taken)
    return notebook


def new_id(stem, cell, taken):
    """Eight letters from the cell's text, so that ids stay when other cells come and go."""
    for number in range(len(taken) + 1):
        text = "\0".join([stem, cell.cell_type, cell.source, str(number)])
        name = hashlib.sha256(text.encode()).hexdigest()[:8]
        if name not in taken:
            break
    taken.add(name)
    return name


def execute(notebook, folder):
    """Run every cell in one fresh kernel. An error that no tag announces ends it."""
    client = nbclient.NotebookClient(
        notebook, kernel_name="python3", timeout=SECONDS_A_CELL, skip_cells_with_tag=SKIP,
        record_timing=False, store_widget_state=False,
        resources={"metadata": {"path": str(folder)}})
    try:
        client.execute()
    except nbclient.exceptions.CellExecutionError as error:
        failed = [number for number, cell in cells(notebook, "code")
                  if any(output.output_type == "error" for output in cell.outputs)]
        raise Stop(f"cell {failed[-1]} raises an error:\n{error}") from None
    except nbclient.exceptions.CellTimeoutError as error:
        raise Stop(f"a cell takes more than {SECONDS_A_CELL} s:\n{error}") from None


def tidy(notebook):
    """Leave out what no reader needs and a rebuild would change."""
    notebook.metadata.pop("widgets", None)
    notebook.metadata.update(nbformat.from_dict(METADATA))
    for _, cell in cells(notebook, "code"):
        cell.metadata.pop("execution", None)
        cell.outputs = coalesce(map(tidy_output, cell.outputs))


def tidy_output(output):
    """A widget keeps its text and its still picture, an error the reader's own line and the last:
    the library's lines between them would change with every line of the library."""
    output.get("data", {}).pop(WIDGET_VIEW, None)
    if output.output_type == "error":
        output.traceback = [frame for frame in output.traceback
                            if not re.match(r"(\x1b\[[\d;]*m)*File ", frame)]
    return output


def coalesce(found):
    """Pieces of one stream become one: where they were cut depends on the clock."""
    joined = []
    for output in found:
        last = joined[-1] if joined else None
        streams = output.output_type == "stream" and last and last.output_type == "stream"
        if streams and output.name == last.name:
            last.text += output.text
        elif output.output_type in ("stream", "error") or output.data:
            joined.append(output)
    return joined


def make(source, target, folder):
    """Read, run, tidy, refuse what must not be stored, write. Returns what else the rules ask."""
    if assignments.is_assignment(source):
        return make_assignment(source, target, folder)
    notebook = read(source)
    run(notebook, folder)
    write(notebook, target)
    return rules.problems(notebook)


def run(notebook, folder):
    execute(notebook, folder)
    tidy(notebook)
    if bad := list(rules.outputs_are_clean(notebook)):
        raise Stop("\n".join(bad))


def write(notebook, target):
    nbformat.validate(notebook)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes((nbformat.writes(notebook).rstrip("\n") + "\n").encode())


def make_assignment(source, target, folder):
    """The solved notebook, executed; the blank one; the instructor's page."""
    from course_lib.mistakes import answers
    from course_lib.probes import assignment_of, tasks_of
    number = source.name[:2]
    assignment, tasks = assignment_of(number), tasks_of(number)
    notebook = read(source)
    aims = assignments.without_instructors(notebook)
    assignments.mark(notebook, tasks)
    solved, blank, page = assignments.targets(source, target.parents[2])
    empty = assignments.blank(notebook)
    run(notebook, folder)
    write(notebook, solved)
    write(empty, blank)
    mistakes = {name: answers.of(name, assignment.module)[0] for name in tasks}
    text = assignments.page(notebook, aims, assignment, tasks, mistakes)
    page.write_text(text, encoding="utf-8", newline="\n")
    return rules.problems_of_solution(notebook) + list(assignments.problems(notebook, assignment, tasks))


if __name__ == "__main__":
    try:
        for problem in make(*map(Path, sys.argv[1:4])):
            print(f"      to do before make test passes: {problem}")
    except Stop as reason:
        sys.exit(str(reason))
