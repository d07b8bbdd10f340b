"""All hostile notebooks. None may get an undeserved point, see anything, harm anybody or leave anything.

What each must come to is written here; that nothing was seen, harmed or left is asked of all of them alike
(Room.problems, and an honest neighbour who is graded right after).
"""
from course_lib.grading.selftest import (
    answering,
    bombs,
    breaking,
    cheating,
    checkers,
    forging,
    lying,
    patching,
    reaching,
    spying,
    telling,
)
from course_lib.grading.selftest.case import ANY, Case, without
from course_lib.grading.selftest.written import (
    TARGET,
    alone,
    answered,
    functions_of,
    name,
    patched,
    sentence,
    spied,
)

HARMLESS = (spying.the_environment, spying.the_secrets, spying.the_solutions, spying.the_machine,
            spying.other_processes, reaching.sockets, reaching.the_memory_of_others,
            reaching.namespaces_of_others, reaching.more_than_allowed, reaching.many_threads, breaking.pipes)
HELPERS = (forging.forged, forging.frames_of)
HONEST = without(TARGET)


def cases():
    """All of them, in the order in which they are run."""
    for module in (spying, reaching, breaking):
        yield from map(spy, functions_of(module))
    for module in (answering, telling, lying, forging):
        yield from (answer(one) for one in functions_of(module) if one not in HELPERS)
    for one in functions_of(patching):
        yield Case(f"patch: {name(one)}", sentence(one), patched(one), 0, 0, statuses=ANY)
    yield from cheating.cases()
    yield from bombs.cases()
    yield from checkers.cases()


def spy(function):
    """It sees nothing: with what it saw, one answer would be right."""
    return Case(f"spy: {name(function)}", sentence(function), spied(function), HONEST, HONEST,
                runs=True, alone=alone(function) if function in HARMLESS else None)


def answer(function):
    """One answer is hostile: it gets nothing, and the other tasks their points, in a new child if need be."""
    helpers = HELPERS if function.__module__ == forging.__name__ else ()
    return Case(f"answer: {name(function)}", sentence(function), answered(function, *helpers), HONEST, HONEST,
                runs=True)
