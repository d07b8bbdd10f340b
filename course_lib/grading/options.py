"""What can be said on the command line, and what of it is no such thing."""
import argparse
import csv
from dataclasses import fields
from pathlib import Path

from course_lib.grading.layouts import cleaned
from course_lib.grading.sandbox import KINDS, Limits
from course_lib.probes import ASSIGNMENTS

SEED, OUT = "grading.seed", "graded"
LIMITS = {"cpu": 1, "wall": 1, "defining": 1, "memory": 1 << 20, "files": 1 << 20}       # seconds, megabytes
WHO = ("name", "email", "id")
WHEN = ("visible", "after_due_date", "after_published", "hidden")


def parser(examples=""):
    """The parser. examples : lines that the help begins with"""
    made = argparse.ArgumentParser(
        prog="python -m course_lib.grading", formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="%(prog)s ASSIGNMENT FOLDER [options]",
        description="Grade a class: each notebook in a sandbox, judged from outside." + examples)
    add = made.add_argument
    add("assignment", nargs="?", metavar="ASSIGNMENT", help=f"one of {', '.join(ASSIGNMENTS)}")
    add("folder", nargs="?", metavar="FOLDER", help="notebooks by file name or by folder, or an archive "
        "(.zip) of Moodle, Canvas, nbgrader or Gradescope")
    add("--seed-file", metavar="FILE", default=SEED, help="the secret that the random cases come from; it is "
        f"made if it is not there ({SEED})")
    add("--out", metavar="DIR", help=f"where results and reports go ({OUT}/05_the_delta_recursion)")
    add("--due", metavar="TIME", help="when it had to be handed in, as 2026-01-15T23:59; a day means its end")
    add("--in-time", action="store_true", help="a late attempt counts only where none was in time (else the "
        "latest counts, late or not)")
    add("--names", type=names, metavar="FILE", help="a table with two columns, name and typed: people that "
        "the platform knows by a name which is not the one that they type in their notebook")
    add("--variant", default="", metavar="TEXT", help="the instructor's variant: the numbers of the tasks by "
        "hand change with it; give learners the same, as COURSE_SEED")
    add("--jobs", type=positive, metavar="N", help="processes (as many as there are processors)")
    add("--first", type=positive, metavar="N", help="only the first N notebooks, to try")
    add("--limit", type=limit, action="append", metavar="NAME=NUMBER", default=[],
        help="what a notebook may use: cpu, wall (seconds a question), defining (seconds), memory, files "
        f"({limits_in_words(Limits())}); may be given more than once")
    add("--sandbox", choices=[kind for kind in KINDS if kind != "unsafe"], default="auto",
        help="which protection; auto: the best there is")
    add("--unsafe", action="store_true", help="no protection at all: for notebooks that you have read")
    add("--gradebook", metavar="ADDRESS", help="fill nbgrader's gradebook too: sqlite:///gradebook.db, or "
        "nbgrader's course folder")
    more = made.add_argument_group("more machines")
    more.add_argument("--shard", type=shard, metavar="I/N", help="only the I-th of N parts of the class, in "
                      "a results file of its own")
    more.add_argument("--collect", nargs="+", metavar="FILE", help="bring the results of all parts together")
    more.add_argument("--cluster", metavar="ADDRESS", help="grade on a cluster of dask.distributed")
    other = made.add_argument_group("instead of grading")
    other.add_argument("--self-test", action="store_true", help="hostile and honest notebooks, here")
    other.add_argument("--bundle", choices=["gradescope"], help="write the zip that Gradescope wants")
    other.add_argument("--who", choices=WHO, default=WHO[0], help="for the bundle: what learners type as "
                       "their name (name)")
    other.add_argument("--visibility", choices=WHEN, default=WHEN[0], help="for the bundle: when learners "
                       "see their results")
    return made


def positive(text):
    if not (text.isdigit() and int(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 on")
    return int(text)


def shard(text):
    part, _, parts = text.partition("/")
    if not (part.isdigit() and parts.isdigit() and 1 <= int(part) <= int(parts)):
        raise argparse.ArgumentTypeError(f"{text!r} is no part of a class: they are 1/8, 2/8, ... 8/8")
    return int(part), int(parts)


def limit(text):
    """("memory", bytes) of "memory=1024"."""
    name, _, number = text.partition("=")
    try:
        value = float(number)
    except ValueError:
        value = 0
    if name not in LIMITS or not 0 < value < 1e6:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no limit: they are {limits_in_words(Limits())}. To grade the first ten: --first 10")
    kind = next(field.type for field in fields(Limits) if field.name == name)
    return name, kind(value * LIMITS[name])


def limits_in_words(limits):
    """"cpu=2 wall=5 ...", as they are given."""
    return " ".join(f"{name}={getattr(limits, name) / unit:g}" for name, unit in LIMITS.items())


def names(path):
    """{the name that the platform has: the name that is typed} of a table."""
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            rows = [row for row in csv.reader(file) if any(map(str.strip, row))]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise argparse.ArgumentTypeError(f"{path} cannot be read: {error}") from None
    wrong = next((row for row in rows if len(row) != 2 or not all(map(str.strip, row))), None)
    if wrong is not None or not rows or [cell.strip().lower() for cell in rows[0]] != ["name", "typed"]:
        raise argparse.ArgumentTypeError(
            f"{path}: a first line `name,typed` was expected, then a line for each learner, with the name "
            f"that the platform has and the one in the notebook; but there is {wrong or rows[:1]}")
    return {cleaned(name.strip()): cleaned(typed.strip()) for name, typed in rows[1:]}
