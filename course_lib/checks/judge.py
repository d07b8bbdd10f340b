"""The judge: the same probe for the learner's answer and for the right one, and what is to be said of it.

What the judge knows (references, mistakes) stays here; what it hears of an answer are outcomes, plain
data that may come from this process or from another one.
"""
from functools import lru_cache

from course_lib.checks import words
from course_lib.checks.compare import differences, kind_of
from course_lib.checks.diagnose import matching
from course_lib.checks.key import key_of
from course_lib.checks.relations import relation
from course_lib.checks.verdict import Verdict
from course_lib.probes import find
from course_lib.probes.running import run_case
from course_lib.probes.task import generator

PUBLIC = 0               # the seed for study: everybody's cases are the same
PATIENCE = 1.0           # seconds for a known wrong answer


def judge(name, namespace, *, seed=PUBLIC, cases=None, private=False, learner="", seconds=None):
    """The Verdict on what a namespace answers to the task of this name.

    seed     the random cases come from it; the public one is 0
    cases    how many; as many as the task says where not given
    private  the seed is secret: no values, inputs or messages are told
    learner  whose numbers are on the sheet, in tasks by hand
    """
    task, outcomes = find(name), []
    namespace = with_candidates(task, namespace, seed)
    for case in range(cases or task.cases):
        outcomes.append(run_case(task, namespace, generator(seed, name, case), seconds))
        if "answer" not in outcomes[-1]:
            break
    return judge_outcomes(task, outcomes, seed=seed, private=private, learner=learner)


def is_right(name, namespace, *, seed=PUBLIC, learner="", seconds=None):
    """Whether an answer is right, and no word about it."""
    task = find(name)
    namespace = with_candidates(task, namespace, seed)
    for case in range(task.cases):
        outcome = run_case(task, namespace, generator(seed, name, case), seconds)
        if look(task, outcome, right_answers(name, seed, case, learner))[1] != []:
            return False
    return True


def judge_outcomes(task, outcomes, *, seed=PUBLIC, private=False, learner=""):
    """The Verdict on outcomes, in the order of the cases, wherever they were made."""
    key = key_of(task.name)
    if "not_attempted" in outcomes[0]:
        return Verdict(task, "not attempted", 0, words.not_attempted(task, outcomes[0]["not_attempted"]))
    wants = [right_answers(task.name, seed, case, learner) for case in range(len(outcomes))]
    outcomes = [in_labels(outcome, want[0]) for outcome, want in zip(outcomes, wants, strict=True)]
    looked = [look(task, outcome, want) for outcome, want in zip(outcomes, wants, strict=True)]
    notes = words.notes(outcomes, private)
    failed = next((k for k, (_, found, _) in enumerate(looked) if found is None or found), None)
    if failed is None:
        return Verdict(task, "right", task.points, words.right(task, wants), notes=notes)
    candidates = candidates_of(task.name, seed) if task.checker else None
    outcome, (agreed, found, want) = outcomes[failed], looked[failed]
    if task.checker and "answer" in outcome:
        wholly, there = checks_like(key, outcome, candidates, seed), []
    else:
        wholly, there = matching(task, outcome, want, wrong_answers(task.name, seed, failed, learner))
    points, status = share(task, looked, outcome, candidates), status_of(outcome)
    if status == "wrong":
        near = None if task.checker else relation(found[0].got, found[0].want, task, want.get("N"))
        says = words.wrong(key, found[0], wholly, there, near, private)
        if task.checker:
            says = words.of_a_check(says, bool(wholly), outcome["answer"], candidates)
        elif task.parts:
            says = words.parts(agreed, found) + says
        status = "partly right" if points else "wrong"
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
        return points_of_checker(task, outcome["answer"].get("accepts"), candidates)
    if not task.parts:
        return 0
    right, wrong = (sum(len(one[part]) for one in looked) for part in (0, 1))
    return int(10 * task.points * right / (right + wrong)) / 10


def points_of_checker(task, accepts, candidates):
    """All for a check that rejects every wrong one and accepts every right one; nothing for one that says the
    same of all; else the share of wrong ones rejected, halved where a right one is rejected."""
    right = [is_right for _, is_right in candidates]
    if not words.are_verdicts(accepts, candidates) or len(set(map(bool, accepts))) == 1:
        return 0
    rejected = [not one for one, is_right in zip(accepts, right, strict=True) if not is_right]
    all_right = all(one for one, is_right in zip(accepts, right, strict=True) if is_right)
    return int(10 * task.points * sum(rejected) / len(rejected) * (1 if all_right else 0.5)) / 10


def status_of(outcome):
    kinds = {"answer": "wrong", "raised": "raised", "no_end": "no end", "changed": "changed its inputs",
             "not_plain": "returned something else", "not_attempted": "not attempted"}
    return next(status for kind, status in kinds.items() if kind in outcome)


@lru_cache(maxsize=512)
def right_answers(name, seed, case, learner):
    """The right answers to one case, by each namespace of the key. Do not write on them."""
    task, key = find(name), key_of(name)
    if task.checker:
        return ({"accepts": [is_right for _, is_right in candidates_of(name, seed)]},)
    numbers = task.numbers(learner, seed) if task.sheet else None
    outcomes = [run_case(task, namespace, generator(seed, name, case), 60)
                for namespace in key.namespaces(numbers)]
    broken = [outcome for outcome in outcomes if "answer" not in outcome]
    if broken:
        raise RuntimeError(f"the right answer to {name} gives {broken[0]}, seed {seed}, case {case}.")
    return tuple(outcome["answer"] for outcome in outcomes)


def checks_like(key, outcome, candidates, seed):
    """The known wrong checks that say the same of every candidate. Most are done with after a few."""
    task, anonymous = key.task, proxies(candidates)
    said = outcome["answer"].get("accepts")
    if not words.are_verdicts(said, candidates):
        return []

    def one_says(namespace, candidate):
        alone = {**namespace, "candidates": [candidate]}
        asked = run_case(task, alone, generator(seed, task.name, 0), PATIENCE)
        return asked.get("answer", {}).get("accepts")
    return [mistake for mistake, namespace in key.mistakes().values()
            if all(one_says(namespace, candidate) == [says]
                   for candidate, says in zip(anonymous, said, strict=True))]


@lru_cache(maxsize=512)
def wrong_answers(name, seed, case, learner):
    """[(Mistake, its outcome)] of the known wrong answers to one case."""
    task = find(name)
    numbers = task.numbers(learner, seed) if task.sheet else None
    return [(mistake, run_case(task, with_candidates(task, namespace, seed), generator(seed, name, case),
                               min(task.seconds, PATIENCE)))
            for mistake, namespace in key_of(name).mistakes(numbers).values()]


@lru_cache(maxsize=64)
def candidates_of(name, seed):
    """[(Mistake, right or not)] for a task whose answer is a check, in an order that the seed draws."""
    return tuple(key_of(name).candidates(generator(seed, name, "candidates")))


def with_candidates(task, namespace, seed):
    return {**namespace, "candidates": proxies(candidates_of(task.name, seed))} if task.checker else namespace


def proxies(candidates):
    """The implementations without their names."""
    def anonymous(function):
        return lambda *arguments: function(*arguments)
    return [anonymous(mistake.function) for mistake, _ in candidates]
