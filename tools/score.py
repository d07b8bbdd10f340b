"""`make score`: the grader is graded. Every known wrong answer, every right one, and every small edit of one.

    python -m tools.score            the table, to the screen
    python -m tools.score 05         of one assignment, with what is not as it should be
    python -m tools.score --write    the table, into exercises/README.md

To hold: every wrong answer rejected, nine in ten of them told by their own name, every right answer accepted,
every edit rejected or listed (sources/exercises/NN_equivalent.toml) with the reason why it does the same.
"""

import ast
import re
import sys
import tomllib
from dataclasses import dataclass, field

from course_lib.checks.judge import is_right, judge
from course_lib.checks.key import keys_of, with_numbers
from course_lib.mistakes.answers.edits import compiled, inside, namespace_of, source_of
from course_lib.probes import ASSIGNMENTS
from tools.assignments import FOLDER
from tools.mutants import mutants
from tools.places import ROOT, say

PAGE = ROOT / "exercises" / "README.md"
TABLE = re.compile(r"(<!-- score -->\n\n).*?(\n\n<!-- /score -->)", re.DOTALL)
SEEDS = (0, "another")               # the public one, and one that an instructor might choose
LEARNERS = ("", "Ada")               # whose sheets, in tasks by hand
NAMES = ("", "Ada", "Boole", "Curie", "Dirac", "Erdős")    # and for small edits of those
SECONDS = 0.5                        # for an edit: some never end


@dataclass
class Score:
    """What came of the answers to one task, or of several tasks together."""

    rejected: int = 0
    named: int = 0
    bad: int = 0
    accepted: int = 0
    good: int = 0
    stopped: int = 0
    edits: int = 0
    listed: int = 0
    problems: list = field(default_factory=list)

    def __add__(self, other):
        return Score(*(getattr(self, name) + getattr(other, name) for name in vars(self)))


def score(key, with_edits=True):
    """The Score of one task."""
    found = answers(key)
    return found + edits(key) if with_edits else found


def answers(key):
    """Known wrong and right answers, with both seeds."""
    task, found = key.task, Score()
    for mistake in key.mistakes(task.sheet and task.numbers()):
        verdicts = [verdict_on(key, "mistakes", mistake, seed) for seed in SEEDS]
        found.bad += 1
        found.rejected += not any(verdicts)
        found.named += all(mistake in verdict.named for verdict in verdicts)
        found.problems += [f"{task.name}: accepts {mistake!r}"] if any(verdicts) else []
        found.problems += [f"{task.name}: does not tell {mistake!r}, but says {'; '.join(verdict.says)}"
                           for verdict in verdicts if mistake not in verdict.named][:1]
    for name in key.right_answers(task.sheet and task.numbers()):
        verdicts = [verdict_on(key, "right_answers", name, seed) for seed in SEEDS]
        found.good += 1
        found.accepted += all(verdicts)
        found.problems += [f"{task.name}: rejects the right answer {name!r}\n{verdict!r}"
                           for verdict in verdicts if not verdict][:1]
    return found


def verdict_on(key, kind, name, seed):
    """The verdict on one known answer, with the numbers of the learner who goes with this seed."""
    learner = LEARNERS[SEEDS.index(seed)]
    one = getattr(key, kind)(key.task.sheet and key.task.numbers(learner, seed))[name]
    return judge(key.task.name, one[1] if kind == "mistakes" else one, seed=seed, learner=learner)


def edits(key):
    """Every small edit of the right answer as one writes it."""
    task, found = key.task, Score()
    door = key.as_one_writes_it()
    listed, used = equivalent(task), set()
    for line, source in mutants(source_of(door)):
        found.edits += 1
        if passes(task, door, source):
            if line in listed:
                found.listed += 1
                used.add(line)
            else:
                found.problems.append(f"{task.name}: an edit passes: {line}")
        else:
            found.stopped += 1
    found.problems += [f"{task.name}: listed, and no edit that passes: {line}"
                       for line in sorted(set(listed) - used)]
    return found


def passes(task, door, source):
    """Whether an edited answer is taken for right."""
    around = inside(door).__globals__
    try:
        known = {name for node in ast.parse(source).body if (name := getattr(node, "name", None))}
        edited = compiled(source, door.__name__, {k: v for k, v in around.items() if k not in known})
        namespace = namespace_of(edited, task.names)
    except Exception:                                      # it does not even come to be
        return False
    for learner in NAMES if task.sheet else ("",):
        mine = with_numbers(task, namespace, task.sheet and task.numbers(learner))
        if not is_right(task.name, mine, learner=learner, seconds=SECONDS):
            return False
    return True


def equivalent(task):
    """{line as an edit left it: why it does the same} of one task."""
    path = FOLDER / f"{task.assignment}_equivalent.toml"
    known = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    return known.get(task.name.partition(".")[2], {})


def table(scores):
    """Rows in Markdown: one for each assignment, and the sum."""
    yield ("| assignment | tasks | wrong answers rejected | told by name | right answers accepted | "
           "small edits rejected, or listed |")
    yield "|---|---|---|---|---|---|"
    whole, tasks = Score(), 0
    for number, found in scores.items():
        one = sum(found.values(), Score())
        whole, tasks = whole + one, tasks + len(found)
        yield row(f"{number} {ASSIGNMENTS[number].title}", len(found), one)
    yield row("**all**", tasks, whole)


def row(title, tasks, one):
    return (f"| {title} | {tasks} | {one.rejected} of {one.bad} | {one.named} of {one.bad} | "
            f"{one.accepted} of {one.good} | {one.stopped} + {one.listed} of {one.edits} |")


def course(numbers=tuple(ASSIGNMENTS), with_edits=True):
    """{assignment: {task: Score}}."""
    return {number: {name: score(key, with_edits) for name, key in keys_of(number).items()}
            for number in numbers}


def main(arguments):
    chosen = [one for one in arguments if one in ASSIGNMENTS] or list(ASSIGNMENTS)
    scores = course(chosen)
    lines = list(table(scores))
    say("\n".join(lines))
    problems = [line for found in scores.values() for one in found.values() for line in one.problems]
    say("\n".join(problems))
    if "--write" in arguments:
        text = PAGE.read_text("utf-8")
        text = TABLE.sub(lambda found: found[1] + "\n".join(lines) + found[2], text)
        PAGE.write_text(text, encoding="utf-8")
    return 1 if any("accepts" in line or "rejects" in line or "edit" in line for line in problems) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
