"""Whose file is it? What the learning platforms make of a name.

    ada.ipynb                    by file name
    ada_2.ipynb, "ada (2).ipynb" her second attempt, if ada.ipynb is there too; else somebody called ada_2
    ada/anything.ipynb           by folder
    Ada Lovelace_123456_assignsubmission_file_/exercises_05.ipynb       Moodle, with or without folders
    lovelaceada_12345_67890_exercises_05-1.ipynb                        Canvas; -1: handed in again; _LATE_
    submitted/ada/05_the_delta_recursion/exercises_05.ipynb             nbgrader, with timestamp.txt
    assignment_9_export/submission_12345/exercises_05.ipynb             Gradescope, with its list

A learner is known by the name that people use; where two have the same, their platform's number is added for
both. Names come from strangers: control characters and whatever is not a character are taken out.
"""
import re
import unicodedata
from hashlib import sha256
from typing import NamedTuple

from course_lib.probes import ASSIGNMENTS

MOODLE = re.compile(r"(?P<name>.+?)_(?P<number>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<rest>.*)")
CANVAS = re.compile(r"(?P<name>[^_]+)_(?P<late>LATE_)?(?P<number>\d+)_\d+_(?P<rest>.+)")
GRADESCOPE = re.compile(r"submission_(?P<number>\d+)")
AGAIN = re.compile(r"(?P<bare>.+?)(?:[ _]?\((?P<bracket>[1-9]\d?)\)|[-_](?P<dash>[1-9]\d?))")
WRAPPERS = re.compile(r"submitted|submissions|assignment_\d+_export", re.IGNORECASE)
FOLDERS = {one.folder: one.number for one in ASSIGNMENTS.values()}
NOT_HANDED_IN = {"source", "release", "autograded", "feedback", "solutions", "exercises"}    # nbgrader's
RELEASED = re.compile(r"exercises_\d\d")
LONGEST = 80             # letters of a learner's name


class Owner(NamedTuple):
    """Whose a file is, by its name.

    name, number  the learner, and the platform's number of the learner or the submission; "" if it has none
    again         the number at the end of "exercises_05-2.ipynb"; 0 if there is none
    late          whether the platform says so
    says_late     whether it would say so: then the dates of its files mean nothing
    bare          the learner's name without that number, where it is the file that is named after the learner
    """

    name: str
    number: str = ""
    again: int = 0
    late: bool = False
    bare: str = ""
    says_late: bool = False


def owner_of(parts, assignment):
    """The Owner of a file with these parts of a path; None where it belongs to another assignment.

    parts  folders and the file's name, from the folder or the archive that was given
    Only the first folder that is not a wrapper is asked: what lies deeper was named by a learner, who might
    like to be somebody else.
    """
    *folders, name = parts
    stem = name.removesuffix(".txt").removesuffix(".json").rpartition(".")[0] or name
    while folders and (folders[0] in FOLDERS or WRAPPERS.fullmatch(folders[0])):
        if FOLDERS.get(folders[0], assignment) != assignment:
            return None
        del folders[0]
    if any(part in FOLDERS for part in folders[1:3]) and (
            folders[0] in NOT_HANDED_IN or FOLDERS.get(folders[1], assignment) != assignment):
        return None
    first = folders[0] if folders else stem
    count = again(stem)[1]
    if found := CANVAS.fullmatch(first) or MOODLE.fullmatch(first):
        late, says_late = bool(found.groupdict().get("late")), found.re is CANVAS
        return Owner(cleaned(found["name"]), found["number"], again(found["rest"] or stem)[1], late,
                     says_late=says_late)
    if folders:
        found = GRADESCOPE.fullmatch(first)
        return Owner(cleaned(first), found["number"] if found else "", count)
    return Owner(cleaned(stem), "", count, bare=cleaned(again(stem)[0]) if count else "")


def again(stem):
    """("ada", 2) of "ada_2", "ada-2" and "ada (2)"; ("ada", 0) of "ada" and of "ada_05"."""
    found = AGAIN.fullmatch(stem)
    if not found:
        return stem, 0
    return found["bare"], int(found["bracket"] or found["dash"])


def cleaned(name):
    """A name as it can be stored and shown; two names that only look alike after that get a mark."""
    plain = unicodedata.normalize("NFC", name)
    letters = "".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in plain)
    short = " ".join(letters.split())[:LONGEST].strip()
    if short == plain and short not in ("", ".", ".."):
        return short
    mark = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    changed = letters.replace(" ", "") != plain.replace(" ", "") or len(plain) > LONGEST
    return f"{short}_{mark}" if changed or short in ("", ".", "..") else short


def by_number(text):
    """{"12345": (name, time)} from Gradescope's submission_metadata.yml, line by line: its keys are always in
    this form, and no YAML is read."""
    found, number = {}, ""
    for line in text.splitlines():
        key, _, value = line.strip().removeprefix("- ").partition(": ")
        value = value.strip("'\" ")
        if start := re.match(r"submission_(\d+):", line):
            number = start[1]
            found[number] = ["", ""]
        elif number and key == ":name" and not found[number][0]:
            found[number][0] = value
        elif number and key == ":created_at" and not found[number][1]:
            found[number][1] = value
    return {number: tuple(pair) for number, pair in found.items()}
