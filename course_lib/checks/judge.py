"""The judge: the same probe for the learner's answer and for the right one, and what is to be said of it.

What the judge knows (references, mistakes) stays here; what it hears of an answer are outcomes, plain
data that may come from this process or from another one.
"""
from functools import lru_cache

import numpy as np

from course_lib.checks import words
from course_lib.checks.compare import differences, kind_of
from course_lib.checks.diagnose import matching
from course_lib.checks.key import key_of
from course_lib.checks.relations import relation
from course_lib.checks.verdict import Verdict
from course_lib.probes import find
from course_lib.probes.asking import put
from course_lib.probes.running import digested, run_case
from course_lib.probes.task import generator

PUBLIC = 0               # the seed for study: everybody's cases are the same
PATIENCE = 1.0           # seconds for a known wrong answer
TIMES = 3                # that a check is asked about each implementation


def judge(name, namespace, *, seed=PUBLIC, cases=None, private=False, learner="", seconds=None):
    """The Verdict on what a namespace answers to the task of this name.

    seed     the random cases come from it; the public one is 0
    cases    how many; as many as the task says where not given
    private  the seed is secret: no values, inputs or messages are told
    learner  whose numbers are on the sheet, in tasks by hand
    """
    task, outcomes = find(name), []
    for case in range(cases or task.cases):
        outcomes.append(asked(task, namespace, seed, case, seconds))
        if "answer" not in outcomes[-1]:
            break
    return judge_outcomes(task, outcomes, seed=seed, private=private, learner=learner)


def is_right(name, namespace, *, seed=PUBLIC, learner="", seconds=None):
    """Whether an answer is right, and no word about it."""
    task = find(name)
    for case in range(task.cases):
        outcome = understood(task, asked(task, namespace, seed, case, seconds), seed, case)
        if look(task, outcome, right_answers(name, seed, case, learner))[1] != []:
            return False
    return True


def asked(task, namespace, seed, case, seconds=None):
    """The outcome of one case, as it came."""
    if task.checker:
        namespace = {**namespace, "candidates": proxies(questions_of(task.name, seed))}
    return run_case(task, namespace, generator(seed, task.name, case), seconds)


def understood(task, outcome, seed, case):
    """The outcome as what is compared."""
    if task.digest is None:                 # nor are any numbers drawn then
        return outcome
    return digested(task, outcome, generator(seed, task.name, case))


def judge_outcomes(task, outcomes, *, seed=PUBLIC, private=False, learner=""):
    """The Verdict on outcomes as they came, in the order of the cases, wherever they were made."""
    key, notes = key_of(task.name), words.notes(outcomes, private)
    if "not_attempted" in outcomes[0]:
        return Verdict(task, "not attempted", 0, words.not_attempted(task, outcomes[0]["not_attempted"]))
    wants = [right_answers(task.name, seed, case, learner) for case in range(len(outcomes))]
    outcomes = [in_labels(understood(task, outcome, seed, case), wants[case][0])
                for case, outcome in enumerate(outcomes)]
    looked = [look(task, outcome, want) for outcome, want in zip(outcomes, wants, strict=True)]
    failed = next((k for k, (_, found, _) in enumerate(looked) if found is None or found), None)
    candidates = candidates_of(task.name, seed) if task.checker else None
    if failed is None:
        return Verdict(task, "right", task.points, words.right(task, wants, candidates, private), notes=notes)
    outcome, (agreed, found, want) = outcomes[failed], looked[failed]
    if task.checker and "answer" in outcome:
        outcome = whenever_asked(task, outcome, seed)
        wholly, there = checks_like(key, outcome, candidates, seed), []
    else:
        wholly, there = matching(task, outcome, want, wrong_answers(task.name, seed, failed, learner))
    points, status = share(task, looked, outcome, candidates), status_of(outcome)
    if status == "wrong":
        near = None if task.checker else relation(
            found[0].got, found[0].want, task, want.get("N"), private)
        says = words.wrong(key, found[0], wholly, there, near, private)
        if task.checker:
            says = words.of_a_check(says, bool(wholly), outcome, candidates)
        elif task.parts:
            says = words.parts(agreed, found) + says
        status = "partly right" if points else "wrong"
    elif "does_not_fit" in outcome:
        says = words.does_not_fit(outcome["does_not_fit"], ways_to_call(task.name))
    else:
        says = words.gone_wrong(status, outcome, wholly, private, key.look)
    seen = status in ("wrong", "partly right") and not (task.parts or task.checker)
    where = words.where(failed, want, agreed, private) if seen else words.whose(task, learner)
    return Verdict(task, status, points, says, where, notes, tuple(m.name for m in wholly + there))


def in_labels(outcome, want):
    """The outcome; or, where a task by hand was answered without labels, one that says so."""
    if isinstance(outcome.get("answer", want), dict):
        return outcome
    kept = {part: value for part, value in outcome.items() if part != "answer"}
    return {**kept, "not_plain": f"{kind_of(outcome['answer'])}; {kind_of(want)} was expected"}


def look(task, outcome, wants):
    """(labels that agree, differences, the right answer); no differences but None where no answer came. Of
    several right answers the one that is nearest counts."""
    if "answer" not in outcome:
        return [], None, wants[0]
    looked = [(*differences(outcome["answer"], want, task), want) for want in wants]
    return min(looked, key=lambda one: len(one[1]))


def share(task, looked, outcome, candidates):
    """The points for an answer that is not right everywhere."""
    if "answer" not in outcome:
        return 0
    if task.checker:
        said = outcome["answer"]["accepts"] if "wavering" in outcome else None
        return points_of_checker(task, said, candidates) if said else 0
    if not task.parts:
        return 0
    right, wrong = (sum(len(one[part]) for one in looked) for part in (0, 1))
    return int(10 * task.points * right / (right + wrong)) / 10


def points_of_checker(task, accepts, candidates):
    """The share of wrong ones rejected, less the share of right ones rejected, so that nothing is paid for
    chance: who says the same of all, or tosses coins, rejects as many of either. Halved where a right one is
    rejected."""
    wrong, right = (np.mean([not says for says, (_, is_right) in zip(accepts, candidates, strict=True)
                             if is_right == kind]) for kind in (False, True))
    return int(10 * task.points * max(0, wrong - right) * (0.5 if right else 1) + 1e-9) / 10


def whenever_asked(task, outcome, seed):
    """The outcome of a check with one word on each program, and of how many it said now this, now that.

    Right about a program is who is right about it each time: so coins are no check, not even lucky ones.
    """
    candidates, accepts = candidates_of(task.name, seed), outcome.get("answer", {}).get("accepts")
    if not words.are_verdicts(accepts, order_of(task.name, seed)):
        return outcome
    said = [set() for _ in candidates]
    for place, one in zip(order_of(task.name, seed), accepts, strict=True):
        said[place].add(bool(one))
    accepts = [all(some) if is_right else any(some)
               for some, (_, is_right) in zip(said, candidates, strict=True)]
    return {**outcome, "answer": {"accepts": accepts}, "wavering": sum(len(some) > 1 for some in said)}


def status_of(outcome):
    kinds = {"answer": "wrong", "raised": "raised", "no_end": "no end", "changed": "changed its inputs",
             "not_plain": "returned something else", "not_attempted": "not attempted",
             "does_not_fit": "raised"}
    return next(status for kind, status in kinds.items() if kind in outcome)


@lru_cache(maxsize=512)
def right_answers(name, seed, case, learner):
    """The right answers to one case, by each namespace of the key. Do not write on them."""
    task, key = find(name), key_of(name)
    if task.checker:
        return ({"accepts": [is_right for _, is_right in questions_of(name, seed)]},)
    numbers = task.numbers(learner, seed) if task.sheet else None
    outcomes = [understood(task, asked(task, namespace, seed, case, 60), seed, case)
                for namespace in key.namespaces(numbers)]
    broken = [outcome for outcome in outcomes if "answer" not in outcome]
    if broken:
        raise RuntimeError(f"the right answer to {name} gives {broken[0]}, seed {seed}, case {case}.")
    return tuple(outcome["answer"] for outcome in outcomes)


@lru_cache(maxsize=64)
def ways_to_call(name):
    """[(name of a function, names of what it is given)]: how a task's probe calls an answer, as it is seen by
    the right one. So it can be said of a stranger's answer without a word of the stranger's."""
    task, found = find(name), []

    def noted(word, function):
        def noting(*arguments, **given):
            if not arguments and (word, list(given)) not in found:
                found.append((word, list(given)))
            return put(function, given) if given else function(*arguments)
        return noting
    right = key_of(name).namespaces(task.numbers() if task.sheet else None)[0]
    functions = {word: noted(word, right.get(word, lambda *_, **__: True)) for word in task.names}
    asked(task, {**right, **functions}, PUBLIC, 0, 60)
    return found


def checks_like(key, outcome, candidates, seed):
    """The known wrong checks that say the same of every candidate. Most are done with after a few."""
    task, anonymous = key.task, proxies(candidates)
    said = outcome["answer"].get("accepts")
    if "wavering" not in outcome:           # it is no check at all
        return []

    def one_says(namespace, candidate):
        alone = {**namespace, "candidates": [candidate]}
        came = run_case(task, alone, generator(seed, task.name, 0), PATIENCE)
        return came.get("answer", {}).get("accepts")
    return [mistake for mistake, namespace in key.mistakes().values()
            if all(one_says(namespace, candidate) == [says]
                   for candidate, says in zip(anonymous, said, strict=True))]


@lru_cache(maxsize=512)
def wrong_answers(name, seed, case, learner):
    """[(Mistake, its outcome)] of the known wrong answers to one case."""
    task = find(name)
    numbers = task.numbers(learner, seed) if task.sheet else None
    seconds = min(task.seconds, PATIENCE)
    return [(mistake, understood(task, asked(task, namespace, seed, case, seconds), seed, case))
            for mistake, namespace in key_of(name).mistakes(numbers).values()]


@lru_cache(maxsize=64)
def candidates_of(name, seed):
    """[(Mistake, right or not)] for a task whose answer is a check, in an order that the seed draws."""
    return tuple(key_of(name).candidates(generator(seed, name, "candidates")))


@lru_cache(maxsize=64)
def order_of(name, seed):
    """The places of the candidates in the order in which a check is asked: each comes several times."""
    number = len(candidates_of(name, seed))
    return (generator(seed, name, "order").permutation(TIMES * number) % number).tolist()


def questions_of(name, seed):
    """The candidates as a check is asked about them."""
    return [candidates_of(name, seed)[place] for place in order_of(name, seed)]


def proxies(candidates):
    """The implementations without their names."""
    def anonymous(function):
        return lambda *arguments: function(*arguments)
    return [anonymous(mistake.function) for mistake, _ in candidates]
