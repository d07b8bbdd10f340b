"""What can be said on the command line of the grader, and that it does what it says."""

import argparse
from dataclasses import replace

import pytest
from fake_grader import SEED, VERSION, store_at

from course_lib.grading import options
from course_lib.grading.record import Result, Submission
from course_lib.grading.sandbox import Limits
from course_lib.grading.submissions import find
from course_lib.grading.versions import id_of


def test_a_limit_is_said_in_seconds_and_megabytes():
    given = options.parser().parse_args(["05", "class", "--limit", "cpu=0.5", "--limit", "memory=1024"])
    limits = Limits(**dict(given.limit))
    assert (limits.cpu, limits.memory) == (0.5, 1 << 30) and type(limits.memory) is int
    assert limits.wall == Limits().wall


@pytest.mark.parametrize("text", ["10", "speed=2", "cpu=", "cpu=fast", "memory=-1", "wall=0", "cpu=nan",
                                  "memory=inf"])
def test_what_is_no_limit_is_told_what_limits_there_are(text):
    with pytest.raises(argparse.ArgumentTypeError, match="cpu=2 wall=5 .*--first 10"):
        options.limit(text)


def test_with_other_limits_results_are_others():
    usual = id_of(b"secret")
    assert id_of(b"secret", limits=Limits()) == usual
    assert len({usual, id_of(b"secret", limits=Limits(cpu=3.0)), id_of(b"secret", "winter"), id_of(b"other"),
                id_of(b"secret", cases=7)}) == 5


def table(folder, text):
    path = folder / "who.csv"
    path.write_bytes(text.encode("utf-8-sig"))
    return path


def test_who_types_another_name_has_the_numbers_of_that_one_and_stays_who_they_are(tmp_path):
    (tmp_path / "class").mkdir()
    for name in ("lovelaceada_1_2_exercises_05", "turingalan_3_4_exercises_05", "bob"):
        (tmp_path / "class" / f"{name}.ipynb").write_text("")
    text = "Name, typed\r\nlovelaceada, Ada Lovelace\r\n\r\nnobody,Nobody\r\n"
    names = options.names(table(tmp_path, text))
    assert names == {"lovelaceada": "Ada Lovelace", "nobody": "Nobody"}
    found = find(tmp_path / "class", "05", names=names)
    assert [(one.learner, one.typed, one.signs) for one in found] == [
        ("bob", "", "bob"), ("lovelaceada", "Ada Lovelace", "Ada Lovelace"), ("turingalan", "", "turingalan")]


def test_namesakes_are_two_and_both_type_their_name(tmp_path):
    for number in (11, 12):
        (tmp_path / f"Sam Smith_{number}_assignsubmission_file_").mkdir()
        (tmp_path / f"Sam Smith_{number}_assignsubmission_file_" / "exercises_05.ipynb").write_text("")
    assert [(one.learner, one.typed) for one in find(tmp_path, "05")] == [
        ("Sam Smith 11", "Sam Smith"), ("Sam Smith 12", "Sam Smith")]


def test_with_another_name_a_result_is_none_and_a_notebook_is_graded_again(tmp_path):
    one = Submission("emil", hash="x")
    with store_at(tmp_path / "r.sqlite") as store:
        store.put(Result("emil", hash="x", assignment="05", version=VERSION, seed=SEED))
        assert store.has(one) and not store.has(replace(one, typed="Emil Zatopek"))
        store.put(Result("emil", hash="x", assignment="05", version=VERSION, seed=SEED, typed="Emil Zatopek"))
        assert store.has(replace(one, typed="Emil Zatopek")) and not store.has(one)


@pytest.mark.parametrize("text, says", [
    ("", "a first line `name,typed` was expected"), ("ada,Ada Lovelace\n", "there is .*'ada'"),
    ("name,typed\nada\n", "there is .*'ada'"), ("name,typed\nada,\n", "there is .*'ada'"),
    ("name,typed\nada,Ada,Lovelace\n", "'Lovelace'")])
def test_a_table_of_another_form_is_refused_and_says_which_line(text, says, tmp_path):
    with pytest.raises(argparse.ArgumentTypeError, match=says):
        options.names(table(tmp_path, text))


def test_a_table_that_is_not_there_is_said():
    with pytest.raises(argparse.ArgumentTypeError, match="cannot be read"):
        options.names("nowhere.csv")
