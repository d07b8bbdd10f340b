"""Every notebook meets the rules of tools/rules.py, is what its source says, and has no dead link."""

import copy
import re

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from tools import rules
from tools.build import sources
from tools.execute import read
from tools.marks import CODE, links
from tools.places import NOTEBOOKS, ROOT, SOURCES
from tools.working_copy import ROOMS

BUILT = sorted(NOTEBOOKS.glob("*.ipynb"))


def name(path):
    return path.stem


def test_every_source_is_built_and_every_notebook_has_a_source():
    assert [path.stem for path in BUILT] == [path.stem for path in sources()]
    assert BUILT


@pytest.mark.parametrize("path", BUILT, ids=name)
def test_a_notebook_meets_every_rule(path):
    assert rules.problems(nbformat.read(path, as_version=4)) == []


@pytest.mark.parametrize("path", BUILT, ids=name)
def test_a_notebook_is_what_its_source_says(path):
    check_fresh(nbformat.read(path, as_version=4), read(SOURCES / f"{path.stem}.py"))


@pytest.mark.parametrize("path", BUILT, ids=name)
def test_no_link_is_dead_here_or_in_the_working_copy(path):
    check_links(nbformat.read(path, as_version=4))


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "GLOSSARY.md", "GRADING.md", "LECTURES.md",
                                  "NOTATION.md"])
def test_no_link_of_a_page_is_dead(page):
    text = CODE.sub("", (ROOT / page).read_text("utf-8"))
    for target in re.findall(r"\]\((?!\w+:)([^)#]+)", text):
        assert (ROOT / target).exists(), f"{page} links to {target}"


@pytest.mark.parametrize("number", ["00", "04", "05", "06"])
def test_the_same_example_network_goes_through_the_course(number):
    code = next(SOURCES.glob(f"{number}_*.py")).read_text("utf-8")
    assert re.search(r"^from course_lib\.example import example\b", code, re.MULTILINE)


def check_fresh(notebook, source):
    """The stored cells are the source's: text, kind, metadata, ids. If not: make notebooks."""
    def plain(cells):
        return [(cell.id, cell.cell_type, cell.source, cell.metadata) for cell in cells]
    assert plain(notebook.cells) == plain(source.cells), "the source has changed: make notebooks"
    assert notebook.metadata == source.metadata


def check_links(notebook):
    """Each target exists, and is one of the things that the working copy has too."""
    for number, target in links(notebook):
        place = (NOTEBOOKS / target).resolve()
        assert place.exists(), f"cell {number} links to {target}, which is not there"
        assert place.relative_to(ROOT).parts[0] in ROOMS, f"{target} is not in the working copy"


@pytest.mark.parametrize("number, change", [
    (1, {"source": "another text"}), (3, {"id": "other"}), (0, {"metadata": {}})])
def test_a_notebook_that_is_older_than_its_source_is_refused(number, change):
    stored = nbformat.read(BUILT[0], as_version=4)
    source = copy.deepcopy(stored)
    check_fresh(stored, source)
    stored.cells[number].update(nbformat.from_dict(change))
    with pytest.raises(AssertionError):
        check_fresh(stored, source)


@pytest.mark.parametrize("link", ["[next](99_not_yet.ipynb)", "[code](../course_lib/graph.py)",
                                  '<a href="99_not_yet.ipynb">next</a>'])
def test_a_dead_link_is_refused(link):
    check_links(new_notebook(cells=[new_markdown_cell("[a](#part) [b](https://example.org/x)")]))
    with pytest.raises(AssertionError):
        check_links(new_notebook(cells=[new_markdown_cell(link)]))
