"""What may come back from an answer: plain numbers, text, lists, dicts and numeric arrays, as copies.

Nothing else could cross from one process to another without risk, and everything that is asked in this
course can be said with these.
"""
from numbers import Rational

import numpy as np

DEEP = 6                 # lists in lists
LONG = 10_000            # entries of a list, letters of a text
LARGE = 2_000_000        # entries of an array


class NotPlain(Exception):
    """An answer returned something that is no plain data; the message says what came."""


def plain(value, depth=0):
    """A copy of value in plain data. Raises NotPlain, saying what came and what was expected."""
    if depth > DEEP:
        raise NotPlain(f"lists in lists, more than {DEEP} deep, which cannot be judged")
    if value is None or type(value) in (bool, int, float, complex):
        return value
    if isinstance(value, Rational) and not isinstance(value, np.generic):
        return float(value)             # a Fraction
    if isinstance(value, np.generic):
        return _array(np.asarray(value))[()]
    if type(value) is str:
        if len(value) > LONG:
            raise NotPlain(f"a text of {len(value):,} letters, more than can be judged")
        return value
    if isinstance(value, (list, tuple)):
        if len(value) > LONG:
            raise NotPlain(f"a list of {len(value):,} entries, more than can be judged")
        return [plain(entry, depth + 1) for entry in value]
    if isinstance(value, dict):
        wrong = [key for key in value if not isinstance(key, str)]
        if wrong or len(value) > LONG:
            raise NotPlain(f"a dict with the key {wrong[0]!r:.40}, where keys are to be names" if wrong else
                           f"a dict of {len(value):,} entries, more than can be judged")
        return {str(key): plain(entry, depth + 1) for key, entry in value.items()}
    if isinstance(value, np.ndarray):
        return _array(value)
    raise NotPlain(_an(type(value).__name__))


def _array(value):
    if type(value) is not np.ndarray:
        raise NotPlain(f"{_an(type(value).__name__)}, where a plain array was expected: np.asarray(...) "
                       "makes one")
    if value.dtype.kind not in "biufc":
        raise NotPlain(f"an array of {value.dtype}, where numbers were expected")
    if value.size > LARGE:
        raise NotPlain(f"an array of shape {value.shape}, {value.size:,} numbers, more than can be judged")
    return value.copy()


def _an(word):
    return f"{'an' if word[:1].lower() in 'aeiou' else 'a'} {word}"
