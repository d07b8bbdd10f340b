"""From the first notebook to the last, no symbol is used before it has been introduced.

A notebook introduces a symbol where it says <!-- symbol: delta -->, in the cell that tells what it is.
"""

import re

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell, new_notebook
from test_notation import code, table

from tools.cells import cells
from tools.marks import labels, text_of
from tools.places import NOTEBOOKS

MATH = re.compile(r"\$\$.+?\$\$|\$[^$]+\$", re.DOTALL)
ALONE = r"(?<![A-Za-z\\]){}(?![A-Za-z])"
WRITTEN = {                       # how a symbol looks in a formula
    **{name: rf"\\{name}(?![A-Za-z])" for name in ("delta", "theta", "eta", "alpha", "rho", "lambda")},
    **{name: ALONE.format(name) for name in ("z", "a", "L", "N", "H", "D")},
    "W": ALONE.format("[wW]"), "phi": r"\\varphi", "slope": r"\\varphi'", "decay": r"\bdecay\b",
    "beta1": r"\\beta_1", "beta2": r"\\beta_2", "epsilon": r"\\varepsilon(?!_)", "eps": r"\\varepsilon_",
    "l": r"\^\{\(l(?![A-Za-z])",
}
UPRIGHT = re.compile(r"\\(?:mathrm|text|operatorname)\{(?!decay)[^}]*\}")       # words, no symbols
LATER = {"tangent", "gradients"}  # notebook 11
COURSE = [nbformat.read(path, as_version=4) for path in sorted(NOTEBOOKS.glob("*.ipynb"))]


def introduced(notebooks):
    """{symbol: (notebook, cell)} of every place that introduces one."""
    places = {}
    for number, notebook in enumerate(notebooks):
        for cell, name in labels(notebook, "symbol"):
            assert name not in places, f"notebook {number}, cell {cell} introduces {name} a second time"
            places[name] = number, cell
    return places


def used_too_early(notebooks):
    """Sentences: which symbol stands in a formula before the place that introduces it."""
    places = introduced(notebooks)
    for name, pattern in WRITTEN.items():
        for number, notebook in enumerate(notebooks):
            for cell, text in ((cell, text_of(content)) for cell, content in cells(notebook, "markdown")):
                if any(re.search(pattern, UPRIGHT.sub(" ", formula)) for formula in MATH.findall(text)):
                    if (number, cell) < places.get(name, (len(notebooks), 0)):
                        yield f"{name} stands in notebook {number}, cell {cell}, and is not introduced yet"


def test_no_symbol_is_used_before_it_is_introduced():
    assert list(used_too_early(COURSE)) == []


def test_every_symbol_of_the_notation_is_introduced_somewhere():
    wanted = {re.sub(r"^net\.|\[.*", "", name) for _, names, *_ in table(["in the text", "in the code"])
              for name in code(names)}
    assert wanted - set(introduced(COURSE)) == LATER


@pytest.mark.parametrize("text, problems", [
    ("It is $\\delta$.", 1), ("<!-- symbol: delta -->\nIt is called $\\delta$.", 0), ("`delta`, in code", 0),
    ("$N$ examples of $\\eta$", 2), ("$\\mathrm{N}$ and $\\beta$", 0)])
def test_a_symbol_too_early_is_noticed(text, problems):
    assert len(list(used_too_early([new_notebook(cells=[new_markdown_cell(text)])]))) == problems


def test_a_second_introduction_is_refused():
    twice = new_notebook(cells=[new_markdown_cell("<!-- symbol: N -->") for _ in range(2)])
    with pytest.raises(AssertionError, match="second time"):
        introduced([twice])
