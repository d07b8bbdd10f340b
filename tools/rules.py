"""What a built notebook must be. A rule takes a notebook and yields what is wrong, and where.

tests/test_notebooks.py holds every notebook to the rules, and each rule to notebooks that it must
refuse. The rules about what an author marks are in tools/marks.py, those about lessons and slides in
tools/lessons.py.
"""

import ast
import re

from tools.cells import RAISES, SKIP, WIDGET_VIEW, cells, outputs, tags
from tools.lessons import is_a_lecture, is_a_lesson, slides_say_what_the_text_says
from tools.marks import formulas_are_checked, symbols_are_used
from tools.places import ROOT

NEVER_STORED = {                  # what differs from machine to machine, or from run to run
    "a path of a machine": re.compile(
        rf"{re.escape(str(ROOT))}|(?<![\w.:/])(?:/(?:home|Users|root|tmp|opt|usr|var|mnt)/|[A-Z]:\\\w)"),
    "an address in memory": re.compile(r"\bat 0x[0-9a-fA-F]{6,}"),
    "a progress bar": re.compile(r"\d%\|.*\||\d+/\d+ \[\d\d:\d\d"),
}


def is_executed(notebook):
    """Stripped and half-run notebooks are refused: counts run 1 to n, what is shown is there."""
    run = [(number, cell) for number, cell in cells(notebook, "code") if SKIP not in tags(cell)]
    for number, cell in run:
        if not cell.source.strip():
            yield f"cell {number} is empty: remove it"
        if shows(cell.source) and not cell.outputs:
            yield f"cell {number} shows something, but no output of it is stored"
    counts = [cell.execution_count for _, cell in run]
    if counts != list(range(1, len(run) + 1)):
        yield f"the execution counts are {counts}, not 1 to {len(run)} in order: run it whole"
    if not any(outputs(notebook)):
        yield "no cell has an output: the notebook is stripped"


def shows(source):
    """Whether a cell surely has an output: it prints, or ends in an expression that is no call."""
    try:
        body = ast.parse(re.sub(r"(?m)^[%!].*$", "", source)).body
    except SyntaxError:
        return False
    values = [statement.value for statement in body if isinstance(statement, ast.Expr)]
    if any(isinstance(value, ast.Call) and getattr(value.func, "id", "") in ("print", "display")
           for value in values):
        return True
    ends_in_value = bool(body) and isinstance(body[-1], ast.Expr)
    return ends_in_value and not isinstance(values[-1], (ast.Call, ast.Constant))


def outputs_are_clean(notebook):
    """No error but an announced one, no warning, nothing that belongs to one machine or one run."""
    for number, cell in cells(notebook, "code"):
        failed = any(output.output_type == "error" for output in cell.outputs)
        if failed and RAISES not in tags(cell):
            yield f"cell {number} raises an error, and has no tag {RAISES}"
        if not failed and RAISES in tags(cell) and SKIP not in tags(cell):
            yield f"cell {number} has the tag {RAISES}, and raises nothing"
    for number, output in outputs(notebook):
        text = text_of(output)
        if output.get("name") == "stderr":
            yield f"cell {number} writes to stderr: {text.strip()[:200]}"
        if WIDGET_VIEW in output.get("data", {}):
            yield f"cell {number} stores a widget's view: its id is random"
        for what, pattern in NEVER_STORED.items():
            if hit := pattern.search(text):
                yield f"cell {number} stores {what}: {hit.group()}"


def text_of(output):
    """All text of an output, pictures aside."""
    texts = [value for kind, value in output.get("data", {}).items()
             if isinstance(value, str) and not kind.startswith("image/")]
    return "\n".join([output.get("text", ""), *output.get("traceback", ()), *texts])


def pictures_have_text(notebook):
    """Each picture says what one sees: {kind: {"alt": ...}} in an output's metadata, ![text](...)
    or <img alt="..."> in markdown."""
    for number, output in outputs(notebook):
        for kind in output.get("data", {}):
            about = output.get("metadata", {}).get(kind) or {}
            if kind.startswith("image/") and not str(about.get("alt") or "").strip():
                yield f"cell {number} has a picture without alternative text: show(figure, alt=...)"
    for number, cell in cells(notebook, "markdown"):
        for picture in re.findall(r"!\[\s*\]\(|<img\b[^>]*>", cell.source):
            if not re.search(r"""\balt=["']\s*[^\s"']""", picture):
                yield f"cell {number} has a picture without alternative text: {picture}"


RULES_OF_ALL = (is_executed, outputs_are_clean, pictures_have_text, formulas_are_checked, symbols_are_used)
RULES = (*RULES_OF_ALL, is_a_lesson, is_a_lecture, slides_say_what_the_text_says)


def problems(notebook):
    """All rules at once."""
    return [problem for rule in RULES for problem in rule(notebook)]


def problems_of_solution(notebook):
    """The rules that hold for the solved notebook of an assignment too; tools/assignments.py has its own."""
    return [problem for rule in RULES_OF_ALL for problem in rule(notebook)]
