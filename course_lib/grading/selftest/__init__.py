"""The self-test: hostile and honest notebooks, graded on this very machine.

    python -m course_lib.grading --self-test

A sandbox holds only where the kernel plays along, so it is not enough that it held elsewhere. Every case is a
notebook made from an assignment (draft): by the text of an attack (spying, reaching, breaking, answering,
telling, lying, forging, patching, cheating, digests, bombs, checkers), or by an accident (mishaps, manners).
After each one four things are asked:

    points      it got those that it deserves, no more and no fewer (case)
    sight       it saw nothing: what a spy sees would make one of its answers right, and nothing that looks
                like a secret stands in its result
    harm        whoever is graded right after it is graded right, and files, sockets and the environment of
                the judge are as they were (room)
    leavings    no process and no file are left

    run(sandbox) -> Report       all of it, in less than a minute, in a few processes
"""
from course_lib.grading.selftest.running import Report, run

__all__ = ["Report", "run"]
