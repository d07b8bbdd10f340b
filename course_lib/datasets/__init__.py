"""Data to learn from: every dataset is a table x of inputs and a table y of targets.

    x[n]    the inputs of example n,  one row      x : (N, n_0)
    y[n]    its targets, the same row              y : (N, n_L)

Everything is shipped with the course or generated here; nothing is fetched. Each `Dataset`
carries its name, a description, its source and the names of its columns, and its arrays
are read-only, so that no experiment changes the next one's data by accident.

    1986     xor()  parity(bits)  symmetry(bits)  encoder(n)  family_trees()
    plane    moons(n, noise, rng)  spirals(n, noise, rng)
    images   digits(), with .train, .validation and .test
    design   gas_burner(n, rng), from gas_burner_formula(x)

`standardise` brings columns with units to mean 0 and spread 1, as training likes them.
"""
from .bits import encoder, parity, symmetry, xor
from .burner import GAS_BURNER_RANGES, gas_burner, gas_burner_formula
from .family import family_trees, family_triples
from .handwritten import digits
from .plane import moons, spirals
from .record import Dataset
from .scale import Scale, standardise

__all__ = [
    "GAS_BURNER_RANGES", "Dataset", "Scale", "digits", "encoder", "family_trees",
    "family_triples", "gas_burner", "gas_burner_formula", "moons", "parity", "spirals",
    "standardise", "symmetry", "xor",
]
