"""Where two answers to one case differ, and how: type, length, shape, dtype, numbers.

Shapes must be the same; numbers agree within the task's tolerance, relative to the largest entry of an array,
with more room for float32 where the task accepts it. NaN agrees with nothing.
"""
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Difference:
    """The first place where an answer is not the right one.

    label, place : "delta[1]" and "[2, 0]"    kind : missing, type, length, shape, dtype, nan, values
    got, want    : what stands under the label, in part, and what should
    says         : in words; what is right is not among them
    """

    label: str
    place: str
    kind: str
    got: object
    want: object
    says: str


def differences(got, want, task, nan_agrees=False):
    """(labels that agree, Differences in the order of the labels) of two answers {label: plain data}."""
    agreed, found = [], []
    for label, value in want.items():
        if label not in got:
            found.append(Difference(label, "", "missing", None, value, f"`{label}` is missing."))
            continue
        difference = _differ(label, "", got[label], value, task, nan_agrees)
        agreed.append(label) if difference is None else found.append(difference)
    return agreed, found


def _differ(label, place, got, want, task, nan_agrees):
    name = f"{label}{place}"
    if isinstance(want, dict):
        if not isinstance(got, dict) or set(got) != set(want):
            return Difference(label, place, "type", got, want, f"`{name}` is {kind_of(got)}; "
                              f"{kind_of(want)} was expected.")
        pairs = [(f"[{key!r}]", got[key], value) for key, value in want.items()]
    elif isinstance(want, list):
        if isinstance(got, np.ndarray) and got.ndim:
            got = list(got)
        if not isinstance(got, list) or len(got) != len(want):
            came = f"has {len(got)} entries" if isinstance(got, list) else f"is {kind_of(got)}"
            return Difference(label, place, "length", got, want,
                              f"`{name}` {came}; a list of {len(want)} was expected.")
        pairs = [(f"[{i}]", got[i], value) for i, value in enumerate(want)]
    else:
        return _leaf(label, place, got, want, task, nan_agrees)
    for key, mine, value in pairs:
        difference = _differ(label, f"{place}{key}", mine, value, task, nan_agrees)
        if difference is not None:
            return difference
    return None


def _leaf(label, place, got, want, task, nan_agrees):
    name = f"{label}{place}"

    def differ(kind, says, at=""):
        return Difference(label, f"{place}{at}", kind, got, want, says)
    if want is None or isinstance(want, (str, bool, np.bool_)):
        same = (got is None) if want is None else isinstance(got, type(want) if isinstance(want, str) else
                                                             (bool, np.bool_)) and got == want
        if same:
            return None
        alike = any(isinstance(got, kind) and isinstance(want, kind) for kind in (str, (bool, np.bool_)))
        return differ("values" if alike else "type",
                      f"`{name}` is {got!r:.40}, and that is not it." if alike else
                      f"`{name}` is {kind_of(got)}; {kind_of(want, shape=False)} was expected.")
    came, got, want = got, numbers(got), np.asarray(want)
    if got is None or got.dtype.kind == "b":
        return Difference(label, place, "type", came, want,
                          f"`{name}` is {kind_of(came)}; {kind_of(want)} was expected.")
    if got.shape != want.shape:
        expected = want.shape or "one number"
        came = got.shape or "(), one number"
        return differ("shape", f"`{name}` has shape {came}; {expected} was expected.")
    if got.dtype.kind == "c" and want.dtype.kind != "c":
        return differ("dtype", f"`{name}` holds complex numbers; real ones were expected.")
    narrow = got.dtype.kind == "f" and got.dtype.itemsize < 8
    if narrow and task.rtol32 is None:
        return differ("dtype", f"`{name}` holds {got.dtype}; this task needs float64.")
    rtol = max(task.rtol32, task.rtol) if narrow else task.rtol
    off = far(got, want, rtol, task.atol, nan_agrees)
    if not off.any():
        return None
    at = tuple(int(i) for i in np.argwhere(off)[0])
    at_text = str(list(at)) if at else ""
    value = got[at]
    nan = bool(np.isnan(value))
    return differ("nan" if nan else "values", _where(name, at_text, value, off), at_text)


def far(got, want, rtol, atol, nan_agrees=False):
    """Which numbers differ by more than the tolerance: an array of booleans."""
    with np.errstate(all="ignore"):
        finite = np.abs(want[np.isfinite(want)])
        room = rtol * float(finite.max(initial=0.0)) + atol
        near = (np.abs(np.asarray(got, complex) - want) <= room) | (got == want)
    if nan_agrees:
        near |= np.isnan(got) & np.isnan(want)
    return ~near


def _where(name, at, value, off):
    """The first number that differs, and how the others lie."""
    text = f"`{name}{at}` came out as {number(value)}, and that is not it."
    if off.size == 1:
        return text
    total = int(off.sum())
    if total == off.size:
        return f"{text} None of its {off.size} numbers agrees."
    where = ""
    if off.ndim == 2:
        rows, columns = np.flatnonzero(off.any(axis=1)), np.flatnonzero(off.any(axis=0))
        where = (f", all in column {columns[0]}" if len(columns) == 1 < off.shape[1] else
                 f", all in row {rows[0]}" if len(rows) == 1 < off.shape[0] else "")
    return f"{text} {total} of its {off.size} numbers differ{'s' * (total == 1)}{where}; the others agree."


def number(value):
    """A number in four digits, as one reads it."""
    if isinstance(value, (bool, np.bool_)) or np.asarray(value).dtype.kind in "iu":
        return str(value)
    return f"{value:.4g}"


def numbers(value):
    """A value as a numeric array, or None where it is none. Lists of numbers of one length will do."""
    if isinstance(value, (np.ndarray, np.generic)):
        return np.asarray(value)
    if value is None or isinstance(value, (str, dict)):
        return None
    try:
        array = np.asarray(value)
    except ValueError:
        return None
    return array if array.dtype.kind in "biufc" else None


def kind_of(value, shape=True):
    """What a value is, in words: "nothing (None)", "an array of shape (3, 2)", "a list of 4"."""
    if value is None:
        return "nothing (None)"
    if isinstance(value, (bool, np.bool_)):
        return "True or False"
    if isinstance(value, np.ndarray) and value.ndim:
        return f"an array of shape {value.shape}" if shape else "an array"
    if isinstance(value, (int, float, complex, np.generic, np.ndarray)):
        return "a number"
    if isinstance(value, list):
        return f"a list of {len(value)}{' texts' * (bool(value) and isinstance(value[0], str))}"
    if isinstance(value, dict):
        return f"a dict with {', '.join(map(repr, value)) or 'nothing'}"
    return "a text" if isinstance(value, str) else f"a {type(value).__name__}"
