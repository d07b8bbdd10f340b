"""A notebook in the making: an assignment as somebody hands it in, with a cell more or an answer changed."""
import json
from functools import cache
from hashlib import sha256
from pathlib import Path

from course_lib.checks.key import key_of
from course_lib.grading.record import Submission
from course_lib.probes import assignment_of, tasks_of

ROOT = Path(__file__).resolve().parents[3]
HAND_WORK = 5            # significant digits of somebody who works by hand


class Draft:
    """A notebook whose answers can be exchanged by the name of their task; bytes(draft) is handed in."""

    def __init__(self, notebook, assignment):
        self.notebook, self.assignment = notebook, assignment

    @property
    def cells(self):
        return self.notebook["cells"]

    def answer(self, task, code):
        """Put this code in place of the answer to a task ("hidden_delta")."""
        first, *others = self._answers(task)
        first["source"] = lines(code)
        for cell in others:
            self.cells.remove(cell)
        return self

    def source_of(self, task):
        """The code of the answer to a task."""
        return "\n\n".join("".join(cell["source"]) for cell in self._answers(task))

    def _answers(self, task):
        beginning = f"{self.assignment}_{task}_answer"
        found = [cell for cell in self.cells if grade_id(cell).startswith(beginning)]
        if not found:
            raise LookupError(f"assignment {self.assignment} has no answer to {task!r}.")
        return found

    def check_of(self, task):
        """The cell that checks a task."""
        return next(cell for cell in self.cells if grade_id(cell) == f"{self.assignment}_{task}")

    def before(self, code):
        """Put a cell right after the first cell of code, the one with the imports."""
        first = next(k for k, cell in enumerate(self.cells) if cell["cell_type"] == "code")
        self.cells.insert(first + 1, code_cell(code))
        return self

    def after(self, code):
        """Put a cell at the end."""
        self.cells.append(code_cell(code))
        return self

    def replaced(self, old, new):
        """Replace a piece of text that occurs in the code, wherever it does."""
        hits = 0
        for cell in self.cells:
            text = "".join(cell["source"])
            if cell["cell_type"] == "code" and old in text:
                hits, cell["source"] = hits + 1, lines(text.replace(old, new))
        if not hits:
            raise LookupError(f"no cell of assignment {self.assignment} holds {old!r}.")
        return self

    def __bytes__(self):
        return json.dumps(self.notebook, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")


def lines(code):
    """The source of a cell, as a notebook keeps it: a list of lines with their ends."""
    return code.splitlines(keepends=True)


def code_cell(code):
    return {"cell_type": "code", "id": sha256(code.encode("utf-8", "replace")).hexdigest()[:8],
            "execution_count": None, "metadata": {}, "outputs": [], "source": lines(code)}


def grade_id(cell):
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


@cache
def stored(room, assignment):
    place = ROOT / room / assignment_of(assignment).folder / f"exercises_{assignment}.ipynb"
    return place.read_text("utf-8")


def blank(assignment):
    """The notebook as it is given out."""
    return Draft(json.loads(stored("exercises", assignment)), assignment)


def solved(assignment, learner):
    """As an honest learner hands it in: the name typed, and the numbers of their own sheet worked by hand."""
    draft = Draft(json.loads(stored("solutions", assignment)), assignment)
    draft.replaced('learner = "" ', f"learner = {learner!r} ")
    task = tasks_of(assignment).get(f"{assignment}.by_hand")
    return draft.answer("by_hand", by_hand(task, learner)) if task else draft


def by_hand(task, learner):
    """The answer to a task by hand, as written by somebody who has the sheet of this learner."""
    learner = learner.encode("utf-8", "replace").decode()
    right = key_of(task.name).namespaces(task.numbers(learner))[0][task.names[0]]()
    return f"def by_hand():\n    return {rounded(right)!r}\n"


def rounded(value):
    if isinstance(value, dict):
        return {name: rounded(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)) or hasattr(value, "tolist"):
        value = value.tolist() if hasattr(value, "tolist") else value
        return [rounded(one) for one in value] if isinstance(value, (list, tuple)) else rounded(value)
    return float(f"{value:.{HAND_WORK}g}") if isinstance(value, float) else value


def submission(learner, notebook, assignment="05"):
    """The record of such bytes."""
    return Submission(learner=learner, path=f"{learner}/exercises_{assignment}.ipynb",
                      hash=sha256(notebook).hexdigest(), attempt=1, time="2026-01-01T12:00:00+00:00",
                      late=False, problem="", size=len(notebook))


def points_of(assignment):
    """{"hidden_delta": 3, ...}"""
    return {name[3:]: task.points for name, task in tasks_of(assignment).items()}
