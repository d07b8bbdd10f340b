"""Which known mistake gives what this answer gave.

Each known wrong answer is put to the case that failed. If it gives the same under every label, the mistake is
told; if it gives the same only where the answer first goes wrong, it is told for that place, because a second
mistake may hide behind the first.
"""
from dataclasses import replace

import numpy as np

from course_lib.checks.compare import differences, numbers


def matching(task, outcome, want, others):
    """(Mistakes that give all of this, Mistakes that give it at the first place that is wrong).

    others : [(Mistake, its outcome in the same case)]
    """
    wholly, there = [], []
    loose = replace(task, rtol=max(task.rtol, 1e-7), rtol32=max(task.rtol32 or 0, 1e-5))
    first = first_label(outcome, want, task)
    for mistake, other in others:
        if same(outcome, other, loose):
            wholly.append(mistake)
        elif first and "answer" in other and first_label(other, want, task) == first:
            mine, its = ({first: one["answer"].get(first)} for one in (outcome, other))
            if any_number(mine[first]) and not differences(mine, its, loose, nan_agrees=True)[1]:
                there.append(mistake)
    return wholly, there


def any_number(value):
    """Whether a value is more than zeros: those are what many mistakes have in common."""
    array = numbers(value)
    return bool(np.any(array)) if array is not None else value is not None


def first_label(outcome, want, task):
    """The first label that is not right, or None where no answer came."""
    if "answer" not in outcome:
        return None
    found = differences(outcome["answer"], want, task)[1]
    return found[0].label if found else None


def same(outcome, other, task):
    """Whether two outcomes are the same: as answers, or as what went wrong."""
    if "answer" in outcome and "answer" in other:
        mine, known = outcome["answer"], other["answer"]
        return set(mine) == set(known) and not differences(mine, known, task, nan_agrees=True)[1]
    if "raised" in outcome and "raised" in other:
        return all(outcome["raised"][part] == other["raised"][part] for part in ("type", "message"))
    for what in ("changed", "not_plain"):
        if what in outcome:
            return outcome[what] == other.get(what)
    return "no_end" in outcome and "no_end" in other
