"""What is said of an answer: where it first goes wrong, and which known mistake it is.

    check("05.hidden_delta")              in a notebook: asks for the function of that name
    check("05.hidden_delta", mine)        the same for a function passed in
    sheet("05.by_hand", learner)          your own numbers, in tasks by hand

A probe (course_lib.probes) asks the answer on random cases; here the same is asked of the right answer, which
is always made of course_lib, and the two are compared. Where they differ, known wrong answers
(course_lib.mistakes.answers) are asked too: if one of them gives the same, that is what is said.
The right value never is.

    key       the right answer of a task       compare    where two answers differ
    diagnose  which mistake it is              relations  a sign, a factor, a transpose away
    judge     all of it: a Verdict             verdict    what is said, as text, panel or dict
"""
from course_lib.checks.door import check, sheet
from course_lib.checks.judge import judge
from course_lib.checks.verdict import Verdict

__all__ = ["Verdict", "check", "judge", "sheet"]
