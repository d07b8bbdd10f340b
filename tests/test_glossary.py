"""GLOSSARY.md sends a reader to the notebook that introduces a word, in bold."""

import re

import nbformat
import pytest

from tools.cells import cells
from tools.marks import text_of
from tools.places import NOTEBOOKS, ROOT

PAGE = (ROOT / "GLOSSARY.md").read_text("utf-8")
ROWS = re.findall(r"(?m)^\| \*\*(.+?)\*\* \| (.+?) \| \[(\d\d)\]\(notebooks/(\d\d)_\w+\.ipynb\) \|$", PAGE)


def bold_words(path):
    texts = (text_of(cell) for _, cell in cells(nbformat.read(path, as_version=4), "markdown"))
    return {word.strip(" .").lower() for text in texts for word in re.findall(r"\*\*([^*]+)\*\*", text)}


BOLD = {path.name[:2]: bold_words(path) for path in sorted(NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))}


def introduced(word, bold=BOLD):
    """The first notebook that has this word in bold, or None."""
    return next((number for number, words in bold.items() if word.lower() in words), None)


def test_every_row_is_read_and_the_words_are_in_order():
    assert len(ROWS) == PAGE.count("\n| **") and len(ROWS) > 50
    words = [word.lower() for word, *_ in ROWS]
    assert words == sorted(set(words))


@pytest.mark.parametrize("word, meaning, number, linked", ROWS, ids=[row[0] for row in ROWS])
def test_the_notebook_named_is_the_first_with_the_word_in_bold(word, meaning, number, linked):
    assert introduced(word) == number == linked
    assert meaning[0].islower() or meaning[0].isdigit() or meaning.startswith("E ")


def test_a_wrong_notebook_would_be_seen():
    assert introduced("delta", {"00": {"weight"}, "01": {"delta"}}) == "01"
    assert introduced("delta", {"00": {"weight"}}) is None
