"""Small logical tasks on strings of bits, the ones backpropagation was shown on in 1986.

    xor         1 when the two bits differ
    parity      1 when the number of ones is odd
    symmetry    1 when the string reads the same backward
    encoder     say again which of n units is on, through fewer than n hidden ones

Every possible string is one row, in counting order, the first bit the most significant.
No unit without a hidden layer can do the first three, because no single bit tells anything.
"""
import numpy as np

from .doors import check_count
from .record import Dataset

PDP = ("Rumelhart, Hinton & Williams, Learning internal representations by error propagation, "
       "in Parallel Distributed Processing, vol. 1, ch. 8 (1986)")
PERCEPTRONS = "Minsky & Papert, Perceptrons (1969)"


def _all_strings(bits):
    """Every string of 0 and 1 with this many bits, (2**bits, bits)."""
    number = np.arange(2**bits)[:, None]
    return (number >> np.arange(bits)[::-1] & 1).astype(float)


def _bit_names(bits):
    return [f"bit {i}" for i in range(1, bits + 1)]


def xor():
    """Exclusive or: 4 rows, two bits in, one out.  x : (4, 2)    y : (4, 1)

    Source: Minsky & Papert (1969); Rumelhart, Hinton & Williams (1986), ch. 8.
    """
    x = _all_strings(2)
    return Dataset(
        x, (x[:, :1] != x[:, 1:]).astype(float), "xor",
        "Two bits; the target is 1 when they differ. No straight line separates the ones "
        "from the zeros, so a hidden layer is needed.",
        f"{PERCEPTRONS}; {PDP}", _bit_names(2), ["bits differ"])


def parity(bits=4):
    """Is the number of ones odd?  x : (2**bits, bits)    y : (2**bits, 1)

    Source: Minsky & Papert (1969); Rumelhart, Hinton & Williams (1986), ch. 8.
    Raises TypeError or ValueError unless bits is a whole number from 2 to 16.
    """
    check_count("bits", bits, 2, 16)
    x = _all_strings(bits)
    return Dataset(
        x, x.sum(axis=1, keepdims=True) % 2, "parity",
        f"All strings of {bits} bits; the target is 1 when the number of ones is odd. Changing "
        "any one bit changes the answer, so the most similar strings have opposite targets.",
        f"{PERCEPTRONS}; {PDP}", _bit_names(bits), ["number of ones is odd"])


def symmetry(bits=6):
    """Is the string its own mirror image?  x : (2**bits, bits)    y : (2**bits, 1)

    Source: Rumelhart, Hinton & Williams, Nature 323, 533-536 (1986), Fig. 1.
    Raises TypeError or ValueError unless bits is a whole number from 2 to 16.
    """
    check_count("bits", bits, 2, 16)
    x = _all_strings(bits)
    mirrored = (x == x[:, ::-1]).all(axis=1)
    return Dataset(
        x, mirrored[:, None].astype(float), "symmetry",
        f"All strings of {bits} bits; the target is 1 when the string is its own mirror image, "
        f"as {mirrored.sum()} of the {len(x)} are. No bit alone is evidence for or against.",
        "Rumelhart, Hinton & Williams, Learning representations by back-propagating errors, "
        "Nature 323, 533-536 (1986), Fig. 1", _bit_names(bits), ["mirror image of itself"])


def encoder(n=8):
    """One of n units is on, in and out.  x : (n, n)    y : (n, n), both the identity

    Source: Ackley, Hinton & Sejnowski (1985); Rumelhart, Hinton & Williams (1986), ch. 8.
    Raises TypeError or ValueError unless n is a whole number from 2 to 1024.
    """
    check_count("n", n, 2, 1024)
    return Dataset(
        np.eye(n), np.eye(n), "encoder",
        f"{n} patterns, each with one of {n} units on; the target is the pattern itself. "
        "With fewer hidden units than patterns the network has to invent a code.",
        "Ackley, Hinton & Sejnowski, A learning algorithm for Boltzmann machines, "
        f"Cognitive Science 9, 147-169 (1985); {PDP}",
        [f"unit {i} on" for i in range(1, n + 1)], [f"unit {i} on" for i in range(1, n + 1)])
