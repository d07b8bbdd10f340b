"""A notebook's deck: the same cells in the dress of a lecture.

deck(notebook) returns a notebook that holds only what is on a slide or for the speaker. The deck is
not the notebook cut up:

    no mark, or "skip"            in the text, not in the deck
    <!-- slide ... -->            the slide's own words, in place of the cell's text
    <details> folds               taken out; their answers go to the speaker's notes
    *Try: ...*                    taken out: that is for the reader at the keyboard
    a code cell                   its picture, if it makes one; otherwise code and output
                                  (on_slide="output", "code" or "both" says it otherwise),
                                  and beneath it the sentence that its caption="..." gives
    links                         to another notebook: to its deck; to a file: its words only

A slide without a heading of its own is told its section's, and every slide its share of the minutes.
"""

import copy
import re

from nbformat.v4 import new_markdown_cell

from tools.cells import FOLD, PREDICT, SLIDE_WORDS, slide_type

STARTS = ("slide", "subslide")
COMMENT = re.compile(r"[ \t]*<!--.*?-->\n?", re.DOTALL)
TRY = re.compile(r"^\*Try: .*?\*(?=\s*(?:\n\n|\Z))", re.DOTALL | re.MULTILINE)
HEADING = re.compile(r"^#{1,2} (.+)$", re.MULTILINE)
LOCAL_LINK = re.compile(r"\[([^\]]+)\]\((?![a-z]+:)(?:([\w-]+)\.ipynb|[^)#]*)(?:#[^)]*)?\)")
FOR_THE_SPEAKER = "For the speaker.\n\n"          # what the build writes over the notes


def deck(notebook):
    """The notebook of the deck: new cells, the notebook given stays as it is."""
    cells = []
    for original in notebook.cells:
        if slide_type(original) == "skip":
            continue
        cell = copy.deepcopy(original)
        cells += code_on_slide(cell) if cell.cell_type == "code" else words_on_slide(cell)
        if said := "\n\n".join(answers(original)):
            cells.append(new_markdown_cell(said, metadata={"slideshow": {"slide_type": "notes"}}))
    tell_heads(cells)
    tell_times(cells)
    return type(notebook)({**notebook, "cells": cells})


def words_on_slide(cell):
    """A markdown cell: its own words for the slide if it has some, or else its text, cleared. A
    prediction becomes a cell of its own: a question to the room."""
    own = SLIDE_WORDS.search(cell.source)
    text = own[1] if own else TRY.sub("", FOLD.sub("", COMMENT.sub("", cell.source)))
    text = LOCAL_LINK.sub(lambda link: f"[{link[1]}]({link[2]}.html)" if link[2] else link[1], text)
    if slide_type(cell) == "notes":
        text = text.removeprefix(FOR_THE_SPEAKER)
    before, predict, question = text.partition(PREDICT)
    cell.source = before.strip()
    if not predict:
        return [cell]
    asked = new_markdown_cell((predict + question).strip(), metadata={
        **cell.metadata, "tags": ["predict"],
        "slideshow": {"slide_type": "-"} if cell.source else cell.metadata.slideshow})
    return [cell, asked] if cell.source else [asked]


def code_on_slide(cell):
    """A code cell: picture alone, or code and output, or as on_slide says."""
    pictured = any(kind.startswith("image/") for output in cell.outputs for kind in output.get("data", {}))
    shown = cell.metadata.get("on_slide", "output" if pictured else "both")
    if shown == "output":
        cell.metadata.transient = {"remove_source": True}     # nbconvert's own way to leave it out
    if shown == "code":
        cell.outputs = []
    if "caption" not in cell.metadata:
        return [cell]
    said = {"slideshow": {"slide_type": "-"}}
    return [cell, new_markdown_cell(cell.metadata.caption, metadata=said)]


def answers(cell):
    """What the folds of a cell hide, for the speaker."""
    if cell.cell_type == "markdown" and slide_type(cell) != "notes":
        for summary, text in FOLD.findall(SLIDE_WORDS.sub("", cell.source)):
            yield f"**{summary}.** {text.strip()}"


def tell_heads(cells):
    """cell.metadata.head: the section's heading, on slides that have none of their own."""
    section = ""
    for group in slides(cells):
        own = [found[1] for cell in group if cell.cell_type == "markdown" and slide_type(cell) != "notes"
               for found in [HEADING.search(cell.source)] if found]
        if own:
            section = own[0]
        else:
            group[0].metadata.head = section


def tell_times(cells):
    """data-timing, in seconds, for the speaker's clock: a section's minutes over its slides."""
    section = []
    for group in [*slides(cells), None]:
        if section and (group is None or slide_type(group[0]) == "slide"):
            seconds = round(60 * section[0][0].metadata.get("minutes", 0) / len(section))
            for first, *_ in section:
                first.metadata.slideshow["data"] = {"timing": seconds}
            section = []
        section.append(group)


def slides(cells):
    """The cells of each slide, as lists."""
    groups = []
    for cell in cells:
        if slide_type(cell) in STARTS or not groups:
            groups.append([])
        groups[-1].append(cell)
    return groups
