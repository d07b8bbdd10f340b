"""A class as it might be: notebooks of assignment 05 in a folder, by people who got more or less of it right.

Of a hundred notebooks seventy are solved (ten of them with cells of the learner's own), five are blank,
and the others have one known mistake or two. No two are the same: each has its learner's numbers by hand.
"""
from random import Random

from course_lib.checks.key import keys_of
from course_lib.grading.judging import Grader
from course_lib.grading.selftest import draft
from course_lib.mistakes.answers.edits import source_of

NUMBER = "05"
OWN = """# I wanted to see how big they get
import numpy as np
noise = np.random.default_rng({seed}).normal(size=({seed} % 5 + 2, 3))
print("the largest:", abs(noise).max())
"""


def mistakes():
    """[(name of a task, source of a known wrong answer)], but for tasks by hand: they hang on numbers."""
    found = []
    for name, key in keys_of(NUMBER).items():
        if key.task.sheet is None:
            for _, namespace in key.mistakes().values():
                door = namespace[key.task.names[0]]
                try:
                    source = source_of(door)
                except (AttributeError, StopIteration):      # an object, and no text
                    continue
                if f"def {key.task.names[0]}(" in source:
                    found.append((name.partition(".")[2], source))
    return found


def notebook(learner, rng, wrong):
    """The bytes of one learner's notebook."""
    lot = rng.random()
    if lot < 0.05:
        return bytes(draft.blank(NUMBER))
    mine = draft.solved(NUMBER, learner)
    if lot < 0.15:
        mine.after(OWN.format(seed=rng.randrange(1000))).before("%matplotlib inline")
    elif lot > 0.75:
        for task, source in dict(rng.sample(wrong, rng.choice([1, 1, 2]))).items():
            mine.answer(task, source)
    return bytes(mine)


def write(folder, count, seed=0):
    """Write so many notebooks, by file name; the same ones for the same seed."""
    folder.mkdir(parents=True)
    rng, wrong = Random(seed), mistakes()
    for k in range(count):
        learner = f"learner_{k:05}"
        (folder / f"{learner}.ipynb").write_bytes(notebook(learner, rng, wrong))
    return folder


def grader(kind, tasks=None):
    """A Grader that asks about these tasks only, or about all of them."""
    one = Grader(NUMBER, secret="of the benchmark", sandbox=kind)
    one.tasks = {name: task for name, task in one.tasks.items() if not tasks or name[3:] in tasks}
    return one
