"""The record that holds a dataset: a row of x and the same row of y are one example.

    x : (N, n_0)    y : (N, n_L)

A Dataset cannot be changed: its fields are frozen and its arrays are read-only copies.
To change numbers, take a copy: `x = data.x.copy()`.
"""
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from .doors import check_table

PARTS = ("train", "validation", "test")


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """Inputs x and targets y, with names, a description and the source.

    x : (N, n_0)    y : (N, n_L)    float64 (or both float32)

    `input_names` and `output_names` name the columns, with their units where there are any.
    `parts` is a stated split, {"train": row numbers, "validation": …, "test": …}, or empty;
    its parts are Datasets too: `data.train`, `data.validation`, `data.test`.
    Raises TypeError or ValueError where x, y, the names or the parts do not fit together.
    """

    x: np.ndarray
    y: np.ndarray
    name: str
    description: str
    source: str
    input_names: tuple
    output_names: tuple
    parts: dict = field(default_factory=dict)

    def __post_init__(self):
        check_table("x", self.x)
        check_table("y", self.y)
        if len(self.x) != len(self.y):
            raise ValueError(f"x has {len(self.x)} rows, but y has {len(self.y)}: "
                             "give one row of y for each row of x")
        if self.x.dtype != self.y.dtype:
            raise TypeError(f"x is {self.x.dtype}, but y is {self.y.dtype}: "
                            "give both the same dtype, y = y.astype(x.dtype)")
        for which in ("name", "description", "source"):
            text = getattr(self, which)
            if not (isinstance(text, str) and text.strip()):
                raise ValueError(f"{which} is {text!r}: say in words what the data are")
        keep = object.__setattr__  # a frozen record may still be filled while it is made
        keep(self, "x", _read_only(self.x))
        keep(self, "y", _read_only(self.y))
        keep(self, "input_names", _checked_names("input_names", self.input_names, "x", self.x))
        keep(self, "output_names", _checked_names("output_names", self.output_names, "y", self.y))
        keep(self, "parts", _checked_parts(self.parts, len(self.x)))

    def __len__(self):
        return len(self.x)

    def __repr__(self):
        parts = "".join(f", {part} {len(rows)}" for part, rows in self.parts.items())
        return f"Dataset({self.name!r}, x {self.x.shape}, y {self.y.shape}{parts})"

    def rows(self, index, name=None):
        """The Dataset of these rows only; `index` is a slice, a list, row numbers or a mask."""
        try:
            index = np.atleast_1d(np.arange(len(self))[index])
        except IndexError as problem:
            raise IndexError(f"{self.name!r} has {len(self)} rows: give row numbers from 0 to "
                             f"{len(self) - 1}, a slice, or a mask of {len(self)} True or False "
                             f"({problem})") from None
        return replace(self, x=self.x[index], y=self.y[index], name=name or self.name, parts={})

    @cached_property
    def train(self):
        """The examples to learn from."""
        return self._part("train")

    @cached_property
    def validation(self):
        """The examples to choose by: sizes, rates, when to stop."""
        return self._part("validation")

    @cached_property
    def test(self):
        """The examples to look at once, at the end."""
        return self._part("test")

    def _part(self, part):
        if part not in self.parts:
            raise AttributeError(f"{self.name!r} has no stated {part} part: "
                                 "choose rows of your own with data.rows(index)")
        return self.rows(self.parts[part], name=f"{self.name}, {part}")

    @property
    def labels(self):
        """The class of each row, whole numbers (N,): from one-hot rows, or one column of 0 / 1."""
        zero_or_one = ((self.y == 0) | (self.y == 1)).all()
        if zero_or_one and self.y.shape[1] == 1:
            return self.y[:, 0].astype(int)
        if zero_or_one and (self.y.sum(axis=1) == 1).all():
            return self.y.argmax(axis=1)
        raise ValueError(f"the targets of {self.name!r} are no classes: labels need one 1 "
                         "and otherwise 0 in each row of y, or one column of 0 and 1")


def _read_only(array):
    copy = np.array(array, order="C")
    copy.flags.writeable = False
    return copy


def _checked_names(which, names, table_name, table):
    words = isinstance(names, list | tuple) and all(isinstance(one, str) and one for one in names)
    if not words:
        raise TypeError(f"{which} is {names!r}: give a list of words, one for each column")
    if len(names) != table.shape[1]:
        raise ValueError(f"{table_name} has {table.shape[1]} columns, but {which} has "
                         f"{len(names)} names: give one name for each column")
    return tuple(names)


def _checked_parts(parts, N):
    if unknown := set(parts) - set(PARTS):
        raise ValueError(f"parts has {sorted(unknown)}: the parts are called {', '.join(PARTS)}")
    taken = np.zeros(N, dtype=int)
    for part, rows in parts.items():
        rows = np.asarray(rows)
        if rows.ndim != 1 or not np.issubdtype(rows.dtype, np.integer):
            raise TypeError(f"parts[{part!r}] has shape {rows.shape} and dtype {rows.dtype}: "
                            "give a list of row numbers")
        if not ((rows >= 0) & (rows < N)).all():
            raise ValueError(f"parts[{part!r}] names rows from {rows.min()} to {rows.max()}: "
                             f"with {N} rows, give numbers from 0 to {N - 1}")
        np.add.at(taken, rows, 1)
    if taken.max() > 1:
        raise ValueError(f"parts names row {taken.argmax()} twice: what is tested must not be "
                         "trained on, so give each row to one part only")
    return {part: _read_only(rows) for part, rows in parts.items()}
