"""What makes a notebook a lesson and a lecture: predictions, recall, slides, minutes, a speaker's notes."""

import re

from tools.cells import FOLD, PREDICT, SLIDE_WORDS, cells, slide_type
from tools.marks import FORMULA, text_of

SLIDES = ("slide", "subslide", "fragment", "notes", "skip", "-")
ON_SLIDE = ("output", "code", "both")
PREDICTIONS = 3                   # at least, with a folded answer
RECALL = range(5, 9)              # questions at the end
MINUTES = range(40, 51)           # of a lecture


def is_a_lesson(notebook):
    """A title; predictions with folded answers; recall questions, each with one; the next question."""
    texts = [cell.source for _, cell in cells(notebook, "markdown")]
    if not (texts and re.match(r"# \d\d · \S", texts[0])):
        yield "the first cell has no title like # 05 · The delta recursion"
    answered = sum(PREDICT in text and bool(FOLD.search(text)) for text in texts)
    if answered < PREDICTIONS:
        yield f"{answered} predictions have a folded answer, and {PREDICTIONS} are the least"
    recall = [text for text in texts if text.startswith("## Recall")]
    if len(recall) != 1:
        yield f"{len(recall)} cells begin with ## Recall, and there is to be one"
    for text in recall:
        asked, folded = len(re.findall(r"(?m)^\*\*\d+\.\*\*", text)), len(FOLD.findall(text))
        if asked not in RECALL or asked != folded:
            yield f"Recall has {asked} questions and {folded} folded answers: 5 to 8, one answer each"
    if not (texts and texts[-1].startswith("## The next question")):
        yield "the last text is not ## The next question"


def is_a_lecture(notebook):
    """Slides, each with its minutes, and notes for the speaker."""
    kinds, total = [], 0
    for number, cell in enumerate(notebook.cells, 1):
        kind, minutes = slide_type(cell), cell.metadata.get("minutes")
        kinds.append(kind)
        if kind not in SLIDES:
            yield f"cell {number} has the unknown slide_type {kind!r}: {', '.join(SLIDES)}"
        if kind == "slide":
            if isinstance(minutes, (int, float)) and minutes > 0:
                total += minutes
            else:
                yield f"cell {number} begins a slide and has no minutes=..."
        if kind == "notes" and cell.cell_type != "markdown":
            yield f"cell {number} holds notes for the speaker, and is not markdown"
    for needed in ("slide", "notes"):
        if needed not in kinds:
            yield f'no cell has slideshow={{"slide_type": "{needed}"}}'
    if total not in MINUTES:
        yield f"the slides take {total} minutes together, and a lecture has {MINUTES[0]} to {MINUTES[-1]}"


def slides_say_what_the_text_says(notebook):
    """A slide's own words hold no label and no fold, and no displayed formula that the text has not."""
    shown = {plain(formula) for _, cell in cells(notebook, "markdown")
             for formula in FORMULA.findall(text_of(cell))}
    for number, cell in enumerate(notebook.cells, 1):
        place = cell.metadata.get("on_slide")
        if "caption" in cell.metadata and (cell.cell_type != "code" or slide_type(cell) == "skip"):
            yield f"cell {number} has a caption, and is no code cell on a slide"
        if place is not None and (place not in ON_SLIDE or slide_type(cell) in ("skip", "notes")):
            yield f"cell {number} has on_slide={place!r}: {', '.join(ON_SLIDE)}, for a cell on a slide"
        if cell.cell_type != "markdown" or not (own := SLIDE_WORDS.findall(cell.source)):
            continue
        if len(own) > 1 or slide_type(cell) in ("skip", "notes"):
            yield f"cell {number} has words for a slide {len(own)} times, and is on {slide_type(cell)!r}"
        if "<!--" in own[0] or "<details" in own[0]:
            yield f"cell {number} has a label or a fold in its words for the slide"
        for formula in FORMULA.findall(own[0]):
            if plain(formula) not in shown:
                yield f"cell {number} shows a formula on its slide that the text does not: {formula[:60]}"


def plain(formula):
    return " ".join(formula.split())
