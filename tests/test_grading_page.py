"""GRADING.md, the instructor's page: its commands are understood, and what it promises is in the code."""

import re
import shlex

import pytest

from course_lib.grading import contents
from course_lib.grading.__main__ import parser
from course_lib.grading.sandbox import Limits
from tools.places import ROOT

PAGE = (ROOT / "GRADING.md").read_text("utf-8")
DIRECT = re.compile(r"python -m course_lib\.grading ([^`\n]+)")
MAKE = re.compile(r"make grade NAME=(\"[^\"\n]+\"|\S+?)(?=`|\s)")


def commands(text):
    """What the grader is given, of each command in a text."""
    return [*DIRECT.findall(text), *(found.strip('"') for found in MAKE.findall(text))]


def check_commands(text):
    found = commands(text)
    assert len(found) > 5
    for arguments in found:
        if arguments != "--help":
            parser().parse_args(shlex.split(arguments))


def test_every_command_of_the_page_is_understood():
    check_commands(PAGE)


@pytest.mark.parametrize("wrong", ["python -m course_lib.grading 05 class --shards 3/8",
                                   'make grade NAME="05 class --due"'])
def test_a_command_that_is_not_understood_would_be_found(wrong):
    with pytest.raises(SystemExit):
        check_commands(f"{PAGE}\n    {wrong}\n")


def test_every_option_of_the_page_is_there():
    known = set(re.findall(r"--[a-z][a-z-]+", parser().format_help()))
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", PAGE))
    assert len(named) > 5 and named <= known, named - known


def test_the_limits_are_those_that_the_page_names():
    limits = Limits()
    assert f"{limits.cpu:g} seconds of the processor a question, {limits.wall:g} by the clock" in PAGE
    assert f"{limits.memory >> 20} MB, {limits.files >> 20} MB of temporary files" in PAGE
    assert f"more than {contents.LARGEST >> 20} MB" in PAGE
    assert limits.defining == 10 and "took longer than ten seconds" in PAGE


def test_places_within_the_page_are_there():
    heads = {re.sub(r"[^\w -]", "", head).strip().lower().replace(" ", "-")
             for head in re.findall(r"^#+ (.+)$", PAGE, re.MULTILINE)}
    for place in re.findall(r"\]\(#([^)]+)\)", PAGE):
        assert place in heads, place
