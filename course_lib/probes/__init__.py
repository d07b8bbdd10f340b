"""What is asked of an answer: the tasks, and a probe for each.

A task says what the learner is to define; its probe calls that on random cases and returns plain data:

    probe(namespace, rng) -> {"delta": array, ...}

The same probe, with the same generator, is put to a learner's answer, to the right one, to known mistakes
and to other right ways of writing it. What came back is compared elsewhere (course_lib.checks): nothing
here knows an answer, so that this room alone can stand beside a learner's code.

    task        what is asked: names, points, probe, limits
    asking      how a probe calls an answer
    plain       what may come back
    running     one case, and all that can go wrong
    time_limit  how long it may take
    draw        random cases that leave mistakes nowhere to hide; networks: random networks
    uses        which parts of the library an answer leans on
    catalogue   all assignments; chain_rule ... training: one each
"""
from course_lib.probes.catalogue import ASSIGNMENTS, assignment_of, find, tasks_of
from course_lib.probes.task import Task

__all__ = ["ASSIGNMENTS", "Task", "assignment_of", "find", "tasks_of"]
