"""LECTURES.md says what the decks take, and where its sections begin."""

import re

import nbformat
import pytest

from tools.cells import FOLD, cells
from tools.places import NOTEBOOKS
from tools.plan import ONE_LECTURE, PAGE, Section, all_sections, course, one_lecture, write

LECTURES = course()


def test_the_page_has_the_tables_of_the_notebooks_as_they_are():
    page = PAGE.read_text("utf-8")
    assert write(page, LECTURES) == page, "a notebook has changed: python -m tools.plan"


def test_another_number_of_minutes_would_be_seen():
    page = PAGE.read_text("utf-8")
    title, first, *rest = LECTURES["05"]
    changed = {**LECTURES, "05": [title, first._replace(minutes=first.minutes + 1), *rest]}
    assert write(page, changed) != page


def test_one_lecture_is_ninety_minutes_and_a_double_one_is_two():
    *_, total = one_lecture(LECTURES)
    assert 85 <= int(re.search(r"\*\*(\d+)\*\*", total)[1]) <= 90
    sums = {number: sum(section.minutes for section in lecture) for number, lecture in LECTURES.items()}
    for pair in re.findall(r"(?m)^\| \d \| (\d\d) [^,]+, (\d\d)", PAGE.read_text("utf-8")):
        assert 85 <= sum(map(sums.get, pair)) <= 95, pair


def test_a_section_that_is_gone_is_noticed():
    lectures = {number: [Section("other", 1, 1)] for number in ONE_LECTURE}
    with pytest.raises(ValueError):
        list(one_lecture(lectures))


def test_a_row_sums_its_sections():
    row = list(all_sections({"07": [Section("07 · Trust", 2, 1), Section("Why?", 5, 2)]}))[-1]
    assert row == "| 07 | **Trust** 2 · Why? 5 | 7 |"


def questions(path):
    """The texts of a notebook that ask something and fold the answer away, each in one line."""
    texts = (cell.source for _, cell in cells(nbformat.read(path, as_version=4), "markdown"))
    return " ".join(" ".join(FOLD.sub("", text).split()) for text in texts if FOLD.search(text))


ASKED = {path.name[:2]: questions(path) for path in NOTEBOOKS.glob("[0-9][0-9]_*.ipynb")}
BELIEFS = re.findall(r"(?m)^\| (\d\d) \| ((?:\"|[A-Z$]).+[.?]\"?) \|$", PAGE.read_text("utf-8"))


@pytest.mark.parametrize("number, question", BELIEFS)
def test_what_people_believe_is_met_by_a_question_in_the_notebook_named(number, question):
    assert question in ASKED[number]


def test_all_rows_are_read_and_a_question_that_is_not_asked_would_be_seen():
    assert len(BELIEFS) >= 19
    assert "Is the earth flat?" not in ASKED["05"]
