"""Honest notebooks: full points, whatever happened to them (mishaps), however they are written (manners)."""
from course_lib.grading.selftest import draft, manners, mishaps
from course_lib.grading.selftest.case import Case, total
from course_lib.grading.selftest.room import LEARNER
from course_lib.grading.selftest.written import functions_of, name, sentence


def edited(change):
    """room -> the solved notebook after change(draft)."""
    def make(room):
        mine = draft.solved("05", LEARNER)
        change(mine)
        return bytes(mine)
    return make


def cases():
    """Every accident on assignment 05, and every other assignment as it is."""
    for module in (mishaps, manners):
        for change in functions_of(module):
            yield Case(name(change), sentence(change), edited(change), total(), total())
    for number in ("01", "02", "03", "04", "06", "07", "08", "09"):
        yield Case(f"assignment {number}", "A solved assignment as it is.",
                   lambda _, number=number: bytes(draft.solved(number, LEARNER)), total(number),
                   total(number), assignment=number)
