"""Two family trees with the same shape, the data of the 1986 experiment on concepts.

A row asks "who is Colin's aunt?": one of 24 persons and one of 12 relations are on. The
target is every right person (Jennifer and Margaret). Only what the trees hold is asked:
104 of the 24 * 12 questions have an answer. Nobody tells the network that the Italian tree
is the English one over again, or what a generation is; its hidden units find out.

The tree is written once. Everything else is derived: who is whose uncle, and the Italians.

Source: Hinton, Learning distributed representations of concepts, Proc. 8th Annual Conf. of
the Cognitive Science Society (1986); Rumelhart, Hinton & Williams, Nature 323 (1986).
"""
import numpy as np

from .doors import check_number
from .record import Dataset

RELATIONS = ("father", "mother", "husband", "wife", "son", "daughter",
             "uncle", "aunt", "brother", "sister", "nephew", "niece")

ENGLISH = ("Christopher", "Penelope", "Andrew", "Christine", "Margaret", "Arthur",
           "Victoria", "James", "Jennifer", "Charles", "Colin", "Charlotte")
ITALIAN = ("Roberto", "Maria", "Pierro", "Francesca", "Gina", "Emilio",
           "Lucia", "Marco", "Angela", "Tomaso", "Alfonso", "Sophia")
PERSONS = ENGLISH + ITALIAN

# husband, wife, children
COUPLES = (("Christopher", "Penelope", ("Arthur", "Victoria")),
           ("Andrew", "Christine", ("James", "Jennifer")),
           ("Arthur", "Margaret", ()),
           ("James", "Victoria", ("Colin", "Charlotte")),
           ("Charles", "Jennifer", ()))
MEN = {"Christopher", "Andrew", "Arthur", "James", "Charles", "Colin"}


def _spouse(person):
    return {one for *two, _ in COUPLES if person in two for one in two} - {person}

def _parents(person):
    return {one for *two, children in COUPLES if person in children for one in two}

def _children(person):
    return {child for *two, children in COUPLES if person in two for child in children}

def _siblings(person):
    return {one for *_, children in COUPLES if person in children for one in children} - {person}


def _relatives(person):
    """{relation: set of persons} of one English person; in-laws count as uncles and aunts."""
    mine = {person} | _spouse(person)
    siblings_of_parents = {s for parent in _parents(person) for s in _siblings(parent)}
    elders = siblings_of_parents | {t for s in siblings_of_parents for t in _spouse(s)}
    juniors = {child for one in mine for s in _siblings(one) for child in _children(s)}
    groups = (_parents(person), _spouse(person), _children(person),
              elders, _siblings(person), juniors)
    pairs = zip(RELATIONS[::2], RELATIONS[1::2], groups, strict=True)
    return {relation: group & MEN if relation == male else group - MEN
            for male, female, group in pairs for relation in (male, female)}


def family_triples():
    """The 104 facts, in row order: a list of (person, relation, tuple of right persons)."""
    triples = []
    for names in (ENGLISH, ITALIAN):
        called = dict(zip(ENGLISH, names, strict=True))
        for person in ENGLISH:
            relatives = _relatives(person)
            for relation in RELATIONS:
                right = tuple(called[one] for one in ENGLISH if one in relatives[relation])
                if right:
                    triples.append((called[person], relation, right))
    return triples


def family_trees(targets=(0, 1)):
    """Person and relation in, persons out.  x : (104, 24 + 12)    y : (104, 24)

    `targets` are the numbers for a wrong and a right person; Nature's authors used (0.2, 0.8).
    Rows are in the order of `family_triples()`, the English half first.
    Raises TypeError or ValueError unless targets is two numbers, the smaller one first.
    """
    try:
        low, high = targets
    except (TypeError, ValueError):
        raise ValueError(f"targets is {targets!r}: give two numbers, for a wrong and for a right "
                         "person, for example (0.2, 0.8)") from None
    check_number("targets[0]", low, 0)
    check_number("targets[1]", high, 0)
    if not low < high:
        raise ValueError(f"targets is {targets!r}: give the number for a wrong person first, "
                         "and a larger one for a right person, for example (0.2, 0.8)")
    triples = family_triples()
    inputs = PERSONS + RELATIONS
    x, y = np.zeros((len(triples), len(inputs))), np.full((len(triples), len(PERSONS)), float(low))
    for row, (person, relation, right) in enumerate(triples):
        x[row, [inputs.index(person), inputs.index(relation)]] = 1
        y[row, [PERSONS.index(one) for one in right]] = high
    return Dataset(
        x, y, "family trees",
        "Twelve English and twelve Italian persons in two family trees of the same shape. "
        "The inputs say one person and one relation; the targets say all persons who stand in "
        "that relation to that person.",
        "Hinton, Learning distributed representations of concepts, Proc. 8th Annual Conf. of the "
        "Cognitive Science Society, 1-12 (1986); Rumelhart, Hinton & Williams, Nature 323, "
        "533-536 (1986), Fig. 2; both derived here from the tree",
        inputs, PERSONS)
