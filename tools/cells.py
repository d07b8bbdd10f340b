"""Words for the parts of a notebook, shared by the build, the rules and the slides."""

import re

SKIP = "skip-execution"           # a "time it yourself" cell: kept, never run
RAISES = "raises-exception"       # a cell that is meant to fail
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
SLIDE_WORDS = re.compile(r"<!-- slide\s(.*?)-->", re.DOTALL)       # a slide's own words, in its cell
FOLD = re.compile(r"<details>\s*<summary>(.*?)</summary>(.*?)</details>", re.DOTALL)
PREDICT = "**Predict.**"


def slide_type(cell):
    """"slide", "subslide", "fragment", "-", "notes"; "skip" for a cell without a mark."""
    return cell.metadata.get("slideshow", {}).get("slide_type") or "skip"


def tags(cell):
    return cell.metadata.get("tags", [])


def cells(notebook, kind):
    """(number, cell) of one kind of cell, counted from 1 as a reader counts."""
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type == kind:
            yield number, cell


def outputs(notebook):
    """(number of the cell, output) of every output."""
    for number, cell in cells(notebook, "code"):
        for output in cell.outputs:
            yield number, output
