"""A notation is a language; this reads the dictionary that NOTATION.md is.

    converter("Nielsen")        each quantity, our letter, Nielsen's: Markdown again

The page is the one source: a column that is written there is a book that is known here.
"""
import re
from pathlib import Path

PAGE = Path(__file__).parents[1] / "NOTATION.md"


def tables(page):
    """The tables of a Markdown text: each a list of rows, each a list of cells; headings first."""
    for block in re.findall(r"(?:^\|.*\|[ ]*\n?)+", page, re.MULTILINE):
        rows = [[cell.strip() for cell in line.strip()[1:-1].split("|")]
                for line in block.splitlines()]
        yield [rows[0], *rows[2:]]


def converter(*books, page=None):
    """Our letters beside those of these books (of all, if none is named), in Markdown.

    page : the text of a NOTATION.md, where it is not to be the course's own
    Raises ValueError for a book without a column on the page.
    """
    if page is None:
        if not PAGE.exists():
            raise FileNotFoundError("NOTATION.md stands beside course_lib in the course's folder, and this "
                                    "course_lib was installed without it: give its text as page=...")
        page = PAGE.read_text(encoding="utf-8")
    columns, notes = {}, dict(re.findall(r"^- \*\*(.+?)\*\*: (.+)$", page, re.MULTILINE))
    for heading, *rows in tables(page):
        if heading[:2] == ["quantity", "here"]:
            for place, name in enumerate(heading):
                columns.setdefault(name, {row[0]: row[place] for row in rows})
    known = [name for name in columns if name not in ("quantity", "here")]
    for book in books:
        if book not in known:
            raise ValueError(f"{book!r} has no column on this page: choose from "
                             f"{', '.join(known)}, or write a column for it.")
    shown = ["quantity", "here", *(books or known)]
    rows = [shown, ["---"] * len(shown)]
    rows += [[columns[name].get(asked, "") for name in shown] for asked in columns["quantity"]]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    lines += ["", *(f"- **{book}**: {notes[book]}" for book in shown if book in notes)]
    return "\n".join(lines) + "\n"
