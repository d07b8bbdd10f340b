"""Every slide of every deck, in a browser at 1280 x 720: nothing is cut off, nothing asks for a network.

Without a browser, or without reveal.js and MathJax (`make test` says how to get them), these are skipped;
with CI=true they must run.
"""

import os
import re
import shutil

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from slide_room import look, room, show

from tools import export, slides
from tools.places import SLIDES
from tools.programs import CHROMIUM, find

READY = find(CHROMIUM) and (SLIDES / "assets" / "parts.json").exists()
pytestmark = pytest.mark.skipif(not READY and os.environ.get("CI") != "true",
                                reason="no browser, or no reveal.js: make test says how to get them")
MOST_WORDS = 90                   # on one slide
FEWEST_SLIDES = 15                # in a deck


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """An empty place for decks, with the parts that they share."""
    made = tmp_path_factory.mktemp("slides")
    shutil.copytree(SLIDES / "assets", made / "assets")
    return made


@pytest.mark.parametrize("path", export.notebooks(), ids=lambda path: path.stem)
def test_every_slide_fits_and_every_question_has_an_answer_for_the_speaker(path, folder):
    slides.build([path], folder)
    with room() as page:
        seen = list(look(page, folder / f"{path.stem}.html"))
        assert page.asked == []
    assert [f"slide {slide.number}: {problem}" for slide in seen for problem in slide.problems] == []
    assert [slide.number for slide in seen if len(slide.words.split()) > MOST_WORDS] == []
    assert len(seen) >= FEWEST_SLIDES
    questions = [slide for slide in seen if slide.question]
    assert len(questions) >= 3
    assert [slide.number for slide in questions if not slide.notes] == []


def deck_of(folder, *cells):
    """A deck of one slide with these cells on it."""
    first = new_markdown_cell("# 00 · Title", metadata={"slideshow": {"slide_type": "slide"}, "minutes": 1})
    for cell in cells:
        cell.metadata.slideshow = nbformat.from_dict({"slide_type": "-"})
    path = folder / "broken.ipynb"
    nbformat.write(new_notebook(cells=[first, *cells]), path)
    slides.build([path], folder)
    return folder / "broken.html"


def printed(text):
    return new_code_cell("1", outputs=[new_output("stream", name="stdout", text=text)])


def picture(alt, data="iVBORw0KGgo="):
    return new_code_cell("1", outputs=[new_output("display_data", {"image/png": data},
                                                  metadata={"image/png": {"alt": alt}})])


@pytest.mark.parametrize("cell, said", [
    (new_markdown_cell("one line\n\n" * 15), "reaches from"),
    (new_markdown_cell("| " + "wide" * 90 + " |\n|---|"), "reaches from"),
    (printed("one line\n" * 40), "reaches from"), (new_markdown_cell(r"$$ \frac{a} $$"), "MathJax refuses"),
    (picture("a tower"), "not there"), (picture(""), "without words")])
def test_a_slide_that_is_amiss_is_noticed(cell, said, folder):
    path = deck_of(folder, cell)
    with room() as page:
        slide, = look(page, path)
    assert any(said in problem for problem in slide.problems), slide.problems


def test_a_slide_that_is_right_has_no_problems(folder):
    path = deck_of(folder, new_markdown_cell("Two words, $a + b$."), printed("1\n"))
    with room() as page:
        slide, = look(page, path)
    assert slide.problems == []


def test_the_speaker_s_view_shows_the_notes(folder):
    path, = export.notebooks(["01"])
    slides.build([path], folder)
    with room() as page:
        show(page, folder / f"{path.stem}.html")
        with page.expect_popup() as opened:
            page.keyboard.press("s")
        view = opened.value
        view.wait_for_function("document.querySelector('.speaker-controls-notes .value').textContent.trim()")
        assert "chain rule" in view.text_content(".speaker-controls-notes .value")


def test_a_deck_can_be_printed_a_slide_a_page(folder):
    path, = export.notebooks(["01"])
    slides.build([path], folder)
    deck = folder / f"{path.stem}.html"
    with room() as page:
        number = len(list(look(page, deck)))
        page.goto(f"{deck.as_uri()}?print-pdf")
        page.wait_for_selector(".pdf-page img")
        left = page.evaluate("document.querySelector('.pdf-page .words').getBoundingClientRect().left")
        pages = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True, print_background=True))
    assert left >= 60, "the padding is lost"
    assert len(pages) == number


def test_the_page_of_all_decks_lists_them(folder):
    slides.build(export.notebooks(["00", "01"]), folder)
    listed = (folder / "index.html").read_text("utf-8")
    assert 'href="00_which_brick_moves_the_tower.html">00 · Which brick moves the tower?<' in listed
