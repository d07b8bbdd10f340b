"""The record of a task."""
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

import numpy as np


@dataclass(frozen=True)
class Task:
    """What is asked, and how.

    name     "05.hidden_delta": the assignment and a name    title : what one reads above it
    names    what the learner defines
    probe    (namespace, rng) -> {label: plain data}, labels in the order in which one computes
    cases    random cases, each with a generator of its own    seconds : for one case
    rtol     of float64, relative to the largest entry; rtol32 of float32, None where that is not accepted
    atol     added to both
    parts    each label earns its share of the points
    uses     what of course_lib an answer may lean on, "network" or "activations.tanh"
    sheet    rng -> {name: number or word}: the learner's own numbers, in tasks by hand
    checker  the answer is a check: the probe is given implementations to judge, as `candidates`
    digest   (answer, rng) -> {label: plain data}, where what is compared is less than what came: promises
             that were kept, counts, words. It is the judge's own work, because beside a learner's code such
             things could be guessed and put in place of the answer. rng draws the case once more
    """

    name: str
    title: str
    points: int
    names: tuple
    probe: Callable
    cases: int = 3
    seconds: float = 2.0
    rtol: float = 1e-9
    rtol32: float | None = 1e-5
    atol: float = 1e-12
    parts: bool = False
    uses: tuple = ()
    sheet: Callable | None = None
    checker: bool = False
    digest: Callable | None = None

    def __post_init__(self):
        assignment, _, word = self.name.partition(".")
        if not (len(assignment) == 2 and assignment.isdigit() and word.isidentifier()):
            raise ValueError(f"{self.name!r} is no name of a task: it is to be like 05.hidden_delta.")
        if isinstance(self.names, str) or not self.names:
            raise ValueError(f"{self.name}: names is {self.names!r}, but a tuple of names was expected.")

    @property
    def assignment(self):
        """"05", the number of its assignment."""
        return self.name[:2]

    def numbers(self, learner="", seed=0):
        """The numbers of this learner's sheet; the same whenever the same name asks."""
        return dict(self.sheet(generator(seed, self.name, "sheet", learner.strip().casefold())))


def generator(*what):
    """A random generator that depends on nothing but these words and numbers."""
    return np.random.default_rng(number_of(*what))


def number_of(*what):
    """The number that such a generator begins with: who knows it knows this case, and no other."""
    text = "\0".join(map(str, what))
    return int.from_bytes(sha256(text.encode()).digest()[:16], "big")
