"""What the constructors ask of their arguments, said in one place.

Each function here returns nothing when all is well, and otherwise raises an error that
names what came, what was expected and what to do.
"""
import numpy as np


def check_count(name, value, low, high=10**7):
    """Raise unless `value` is a whole number from `low` to `high`."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise TypeError(f"{name} is {value!r}: give a whole number, {low} or more")
    if not low <= value <= high:
        raise ValueError(f"{name} is {value}: give a whole number from {low} to {high}")


def check_number(name, value, low):
    """Raise unless `value` is a finite number, `low` or more."""
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
        raise TypeError(f"{name} is {value!r}: give a number, {low} or more")
    if not (np.isfinite(value) and value >= low):
        raise ValueError(f"{name} is {value}: give a finite number, {low} or more")


def check_rng(rng):
    """Raise unless `rng` is NumPy's random generator."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng is {rng!r}: give a random generator, "
                        "for example rng = np.random.default_rng(0)")


def check_table(name, table):
    """Raise unless `table` is a finite 2-D array of floats with at least one row and column."""
    if not isinstance(table, np.ndarray):
        raise TypeError(f"{name} is a {type(table).__name__}: give a NumPy array of floats, "
                        f"for example np.array({name}, dtype=float)")
    if np.issubdtype(table.dtype, np.integer) or table.dtype == bool:
        raise TypeError(f"{name} holds {table.dtype} numbers, and whole numbers cannot follow "
                        f"a gradient: give floats, {name}.astype(float)")
    if table.dtype not in (np.float64, np.float32):
        raise TypeError(f"{name} has dtype {table.dtype}: give float64 (or float32)")
    if table.ndim != 2:
        raise ValueError(f"{name} has shape {table.shape}: give two dimensions, one row for each "
                         f"example; {name}.reshape(-1, 1) makes one column of a list of numbers")
    if 0 in table.shape:
        raise ValueError(f"{name} has shape {table.shape} and so holds no numbers: "
                         "give at least one row and one column")
    if not np.isfinite(table).all():
        row, column = np.argwhere(~np.isfinite(table))[0]
        raise ValueError(f"{name}[{row}, {column}] is {table[row, column]}: "
                         "give finite numbers, or leave that row out")
