"""The deck of a notebook holds what an author put on slides, in the words that were written for them."""

import copy

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools.cells import slide_type
from tools.deck import HEADING, deck, slides
from tools.places import NOTEBOOKS

PICTURE = new_output("display_data", {"image/png": "iVBORw0KGgo="}, metadata={"image/png": {"alt": "a"}})
PRINTED = new_output("stream", name="stdout", text="1\n")


def text(source, kind=None, **more):
    about = {"slideshow": {"slide_type": kind}} if kind else {}
    return new_markdown_cell(source, metadata=about | more)


def code(outputs, **more):
    return new_code_cell("x = 1", outputs=outputs, metadata={"slideshow": {"slide_type": "-"}} | more)


def of(*cells):
    return deck(new_notebook(cells=list(cells))).cells


@pytest.mark.parametrize("kind", [None, "skip"])
def test_what_is_on_no_slide_is_not_in_the_deck(kind):
    assert of(text("only to be read", kind)) == []


def test_a_slides_own_words_replace_the_text():
    cell, = of(text("Long text.\n\n<!-- slide\n## Short\n-->", "slide", minutes=1))
    assert cell.source == "## Short"


def test_without_own_words_the_text_stands_cleared():
    source = ("<!-- formula: chain -->\n$$ a = b $$\n\nSo.\n\n*Try: another number,\nor two.*\n\n"
              "<details><summary>What you will see</summary>\nIt grows.\n</details>")
    cell, notes = of(text(source, "slide", minutes=1))
    assert cell.source == "$$ a = b $$\n\nSo."
    assert slide_type(notes) == "notes" and notes.source == "**What you will see.** It grows."


def test_a_prediction_is_a_question_alone_and_its_answer_is_the_speakers():
    source = "## How?\n\nTwo.\n\n**Predict.** Which?\n\n<details><summary>Answer</summary>\nThis.\n</details>"
    before, asked, notes = of(text(source, "slide", minutes=1))
    assert (before.source, asked.source) == ("## How?\n\nTwo.", "**Predict.** Which?")
    assert slide_type(before) == "slide" and slide_type(asked) == "-" and asked.metadata.tags == ["predict"]
    assert notes.source == "**Answer.** This."
    alone = "**Predict.** Which?\n\n<details><summary>Answer</summary>This.</details>"
    asked, _ = of(text(alone, "subslide"))
    assert slide_type(asked) == "subslide"


@pytest.mark.parametrize("outputs, more, hidden, kept", [
    ([PICTURE], {}, True, 1), ([PRINTED], {}, False, 1), ([PRINTED, PICTURE], {"on_slide": "both"}, False, 2),
    ([PRINTED], {"on_slide": "output"}, True, 1), ([PRINTED], {"on_slide": "code"}, False, 0)])
def test_a_picture_stands_alone_unless_the_author_says_otherwise(outputs, more, hidden, kept):
    _, cell = of(text("## A", "slide", minutes=1), code(outputs, **more))
    assert cell.metadata.get("transient", {}).get("remove_source", False) == hidden
    assert len(cell.outputs) == kept


def test_a_caption_stands_beneath_its_picture():
    _, cell, said = of(text("## A", "slide", minutes=1), code([PICTURE], caption="What one sees."))
    assert said.source == "What one sees." and slide_type(said) == "-" and cell.cell_type == "code"


def test_links_lead_to_decks_or_nowhere():
    links = "[two](02_one.ipynb#a), [letters](../NOTATION.md), [part](#b), [web](https://a.org)"
    cell, = of(text(links, "slide", minutes=1))
    assert cell.source == "[two](02_one.html), letters, part, [web](https://a.org)"


def test_a_slide_without_a_heading_is_told_its_sections_and_its_share_of_the_minutes():
    cells = of(text("## A", "slide", minutes=3), text("one", "subslide"), text("two", "subslide"),
               text("## B", "slide", minutes=1))
    firsts = [group[0] for group in slides(cells)]
    assert [cell.metadata.get("head") for cell in firsts] == [None, "A", "A", None]
    assert [cell.metadata.slideshow.data["timing"] for cell in firsts] == [60, 60, 60, 60]


def test_the_build_s_words_over_notes_are_left_out():
    _, notes = of(text("## A", "slide", minutes=1), text("For the speaker.\n\nAsk.", "notes"))
    assert notes.source == "Ask."


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_the_notebook_itself_stays_as_it_is_and_its_deck_takes_its_minutes(path):
    notebook = nbformat.read(path, as_version=4)
    before = copy.deepcopy(notebook)
    made = deck(notebook)
    assert notebook == before
    minutes = sum(cell.metadata.get("minutes", 0) for cell in notebook.cells)
    seconds = sum(group[0].metadata.slideshow.data["timing"] for group in slides(made.cells))
    assert abs(seconds - 60 * minutes) < 30
    assert HEADING.search(made.cells[0].source)
