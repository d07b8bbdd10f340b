"""Notebooks that are near-copies of each other: a hint where to look, and never a verdict.

    likeness = Likeness(release)
    for learner in ...: likeness.add(name, bytes of the notebook)
    likeness.groups()

The text of a notebook, without the cells of the release, is seen twice: to the letter, names and comments
included, which copies have in common and honest work does not; and evened out, without names, comments,
strings and white space, which is what is left in common where a copyist has renamed things. Every SHINGLE
tokens in a row are a shingle, a 64-bit number. What stands in the release, or in the work of many, says
nothing and is left out: small right functions look alike. Of the rest two notebooks share some part (Jaccard:
shared / all).

To compare everybody with everybody would take n² comparisons. MinHash (Broder 1997) writes a set as ROWS x
BANDS numbers, the least of as many random orders; two sets agree in one of them with the probability of their
Jaccard share. Only those that agree in all ROWS of a band are compared at all (locality-sensitive hashing).

No more than MOST shingles are kept, 48 MB (and for a moment three times as much, when all are compared).
Where a class has more, as 4,000 notebooks may, of all shingles only the even ones are kept, then every fourth
number, and so on: the same of every notebook, so the shares stay what they are, a little less exactly.
"""
import builtins
import keyword
import re
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from course_lib.grading.contents import sources

TOKEN = re.compile(r"""
    (?P<comment>\#[^\n]*)
  | (?P<text>[rbfuRBFU]{0,2}(?:\"{3}.*?(?:\"{3}|\Z)|'{3}.*?(?:'{3}|\Z)
                             |"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?))
  | (?P<name>[^\W\d]\w*)
  | (?P<number>\d[\w.]*)
  | (?P<sign>\*\*|//|->|[-+*/@%&|^<>=!]=|<<|>>|[^\s\w])""", re.X | re.S)
LETTERS = re.compile(r"\w+|[^\s\w]")
KEPT = {*keyword.kwlist, *dir(builtins), "np", "numpy"}
SHINGLE = 7              # tokens in a row
COMMON = 6               # so many notebooks may share a shingle, before it says nothing
SHARE = 0.04             # ... or this share of the class, if that is more
LITTLE = 25              # shingles of one's own, below which nothing is said
LEAST = 12               # ... of those that are kept
ALIKE = 0.75             # the share of shingles that makes a near-copy
BANDS, ROWS = 20, 4      # agree in a band with probability 1 - (1 - s^4)^20: 0.999 for s = 0.75
LARGEST = 400_000        # letters of a notebook; of more only the beginning is compared
MOST = 6_000_000         # shingles of a class that are kept
MIX = np.random.default_rng(1997).integers(1, 2**63, (2, BANDS * ROWS), dtype=np.uint64)
MIX[0] |= np.uint64(1)


@dataclass(frozen=True)
class Group:
    """Learners whose notebooks are near-copies, and the least share of any two that were compared."""

    learners: tuple
    share: float
    same_file: bool = False


class Likeness:
    """The notebooks of a class, as sets of shingles.

    release  bytes of the blank notebook     alike : the share that makes a near-copy
    little   how many had too little of their own to compare; known after groups()
    """

    def __init__(self, release=b"", alike=ALIKE):
        given = sources(release)
        self.blank = {evened(source) for source in given}
        self.base = [all_shingles(given, view) for view in VIEWS]
        self.alike, self.kept, self.each, self.little = alike, 0, 1, 0
        self.names, self.hashes, self.views = [], [], [[] for _ in VIEWS]

    def add(self, learner, raw):
        """Keep what the notebook of a learner has of its own."""
        own = [source for source in sources(raw, LARGEST) if evened(source) not in self.blank]
        self.names.append(learner)
        self.hashes.append(blake2b(raw, digest_size=16).digest())
        for sets, view, known in zip(self.views, VIEWS, self.base, strict=True):
            found = all_shingles(own, view)
            sets.append(self.thinned(found[~np.isin(found, known, assume_unique=True)]))
            self.kept += len(sets[-1])
        while self.kept > MOST:
            self.each *= 2
            self.views = [[self.thinned(one) for one in sets] for sets in self.views]
            self.kept = sum(len(one) for sets in self.views for one in sets)

    def thinned(self, one):
        return one[one % np.uint64(self.each) == 0] if self.each > 1 else one

    def groups(self):
        """[Group]: those that are alike, the most alike first."""
        pairs, judged, least = {}, set(), max(LEAST, LITTLE // self.each) if self.each > 1 else LITTLE
        for sets in self.views:
            rare = without_common(sets)
            said = [k for k, one in enumerate(rare) if len(one) >= least]
            judged.update(said)
            for one, other in candidates(rare, said):
                share = share_of(rare[one], rare[other])
                if share >= self.alike and self.names[one] != self.names[other]:
                    pairs[one, other] = max(share, pairs.get((one, other), 0))
        self.little = len(self.names) - len(judged)
        return groups(self.names, pairs, self.hashes)


def all_shingles(texts, view):
    """The shingles of some cells, each once, sorted."""
    found = [shingles(view(text)) for text in texts]
    return np.unique(np.concatenate(found)) if found else np.zeros(0, np.uint64)


def evened(source):
    return "".join(source.split())


def as_meant(source):
    """The tokens of a source, with what a copyist changes first evened out. It need not be Python."""
    found, after_dot = [], False
    for match in TOKEN.finditer(source):
        kind, word = match.lastgroup, match.group()
        if kind == "name":
            found.append(word if after_dot or word in KEPT else "name")
        elif kind == "number":
            found.append(word.strip("0.") or "0")
        elif kind == "sign":
            found.append(word)
        after_dot = kind == "sign" and word == "."
    return found


def as_written(source):
    """The words and signs of a source to the letter, those in comments and strings among them."""
    return LETTERS.findall(source)


VIEWS = (as_meant, as_written)
WORDS = {}


def number_of(word):
    """64 bits for a token, the same on every machine."""
    if word not in WORDS:
        if len(WORDS) > 100_000:
            WORDS.clear()
        WORDS[word] = int.from_bytes(blake2b(word.encode("utf-8", "replace"), digest_size=8).digest(), "big")
    return WORDS[word]


def shingles(words):
    """A number for each SHINGLE tokens in a row: a polynomial in the tokens' numbers, modulo 2^64."""
    numbers = np.fromiter(map(number_of, words), np.uint64, len(words))
    if len(numbers) < SHINGLE:
        return np.zeros(0, np.uint64)
    total = np.zeros(len(numbers) - SHINGLE + 1, np.uint64)
    for k in range(SHINGLE):
        total = total * np.uint64(0x9E3779B97F4A7C15) + numbers[k:k + len(total)]
        total ^= total >> np.uint64(29)
    return total


def without_common(sets):
    """The sets without the shingles that many of them have."""
    if not sets:
        return []
    values, counts = np.unique(np.concatenate(sets), return_counts=True)
    common = values[counts > max(COMMON, SHARE * len(sets))]
    return [one[~np.isin(one, common, assume_unique=True)] for one in sets]


def least_of(one, band):
    """The least of the set in each of the ROWS orders of a band."""
    rows = slice(band * ROWS, (band + 1) * ROWS)
    mixed = MIX[0][rows, None] * one[None, :] + MIX[1][rows, None]
    return (mixed ^ (mixed >> np.uint64(31))).min(axis=1).tobytes()


def candidates(rare, said):
    """Pairs that agree in a band. In a crowd of n that agree, each is paired with the first and the next."""
    pairs = set()
    for band in range(BANDS):                    # one after the other: then one alone is in memory
        crowds = {}
        for k in said:
            crowds.setdefault(least_of(rare[k], band), []).append(k)
        for crowd in crowds.values():
            pairs.update(zip(crowd, crowd[1:], strict=False))
            pairs.update((crowd[0], k) for k in crowd[1:])
    return pairs


def share_of(one, other):
    both = len(np.intersect1d(one, other, assume_unique=True))
    return both / (len(one) + len(other) - both)


def groups(names, pairs, hashes):
    """Near-copies joined: whoever is like one of a group belongs to it.  pairs : {(one, other): share}"""
    root = {k: k for pair in pairs for k in pair}

    def top(k):
        while root[k] != k:
            root[k] = root[root[k]]
            k = root[k]
        return k

    for one, other in sorted(pairs):
        root[top(one)] = top(other)
    members, least = {}, {}
    for k in root:
        members.setdefault(top(k), []).append(k)
    for (one, _), share in pairs.items():
        least[top(one)] = min(share, least.get(top(one), 1.0))
    found = [Group(tuple(sorted({names[k] for k in crowd}, key=str.casefold)), least[one],
                   len({hashes[k] for k in crowd}) == 1) for one, crowd in members.items()]
    return sorted(found, key=lambda group: (-group.share, -len(group.learners), group.learners))
