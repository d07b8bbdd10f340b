"""The tables of LECTURES.md: every section with its minutes, and where it begins in the deck.

    python -m tools.plan              write them into the page

The minutes stand in the sources, where a section's slides begin; the page only collects them.
"""

import re
from typing import NamedTuple

import nbformat

from tools.cells import slide_type
from tools.deck import HEADING, deck, slides
from tools.places import NOTEBOOKS, ROOT, say

PAGE = ROOT / "LECTURES.md"
ONE_LECTURE = {                   # what to show in ninety minutes: sections, by how their headings begin
    "00": ("How far does the top move?", "What does a network do with its numbers?"),
    "01": ("What if one thing moves the next?", "What if there are two ways?", "And with many forks?",
           "How many paths are there?"),
    "05": ("Where should one stop", "What does the error tell", "How does a delta come down",
           "And where is the", "Why the transpose?", "Is it the error that", "Why is down the cheap"),
    "07": ("Is the smallest nudge", "Which check sees", "Can one write a checker"),
}


class Section(NamedTuple):
    """A section of a lecture: its heading, its minutes, the number of its first slide."""

    heading: str
    minutes: int
    slide: int


def sections(notebook):
    """The sections of a notebook, in order; the first is its title."""
    shown = enumerate(slides(deck(notebook).cells), 1)
    return [Section(HEADING.search(first.source)[1], first.metadata.minutes, number)
            for number, (first, *_) in shown if slide_type(first) == "slide"]


def course():
    """{"00": sections, ...} of all notebooks."""
    return {path.name[:2]: sections(nbformat.read(path, as_version=4))
            for path in sorted(NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))}


def all_sections(lectures):
    """A row for each lecture: its sections with their minutes, and the sum."""
    yield "| | sections, with their minutes | sum |"
    yield "|---|---|---|"
    for number, (title, *rest) in lectures.items():
        name, total = title.heading.partition(" · ")[2], sum(s.minutes for s in (title, *rest))
        parts = " · ".join(f"{section.heading} {section.minutes}" for section in rest)
        yield f"| {number} | **{name}** {title.minutes} · {parts} | {total} |"


def one_lecture(lectures, chosen=ONE_LECTURE):
    """A row for each chosen section, and the sum."""
    yield "| deck | section | from slide | minutes |"
    yield "|---|---|---|---|"
    total = 0
    for number, starts in chosen.items():
        for start in starts:
            section, = [s for s in lectures[number] if s.heading.startswith(start)]
            total += section.minutes
            yield f"| {number} | {section.heading} | {section.slide} | {section.minutes} |"
    yield f"| | | | **{total}** |"


TABLES = {"all sections": all_sections, "one lecture": one_lecture}


def write(page, lectures):
    """The page with the tables of these lectures between their marks."""
    for name, rows in TABLES.items():
        block = re.compile(rf"(<!-- {name} -->\n\n).*?(\n\n<!-- /{name} -->)", re.DOTALL)
        assert block.search(page), f"the page has no place for the table of {name}"
        page = block.sub(lambda found, rows=rows: found[1] + "\n".join(rows(lectures)) + found[2], page)
    return page


if __name__ == "__main__":
    PAGE.write_text(write(PAGE.read_text("utf-8"), course()), encoding="utf-8")
    say(f"{PAGE.name} has the tables of {len(course())} lectures.")
