"""Attacks by values: answers that are no plain data, that lie, that have no end or are too many.

As in answering, only their text is used.
"""
# ruff: noqa: B023, F821  (got is in the notebook)


def only_the_first_time(room, right, given):
    """Answers right when first asked, and with the same numbers ever after."""
    import sys

    memory = sys.modules.setdefault("a memory", [])
    if not memory:
        memory.append(right(*given))
    return memory[0]


def agrees_with_everything(room, right, given):
    """Returns an object that says it is equal to everything, is near everything, and is an array."""
    import numpy as np

    class Yes:
        shape, dtype, ndim, size, __array_priority__ = (), np.dtype(float), 0, 1, 1e9

        def __eq__(self, other):
            return True

        def __array__(self, *_, **__):
            return np.zeros(1)

        def __array_ufunc__(self, *_, **__):
            return True

        def __array_function__(self, *_, **__):
            return True

        def __getattr__(self, name):
            return lambda *_, **__: self

        __ne__ = __lt__ = __gt__ = __le__ = __ge__ = __hash__ = __bool__ = lambda self, *_: True
        __sub__ = __rsub__ = __abs__ = __float__ = __len__ = __iter__ = __getitem__ = lambda self, *_: 0

    return Yes(), Yes(), Yes(), Yes()


def lying_arrays(room, right, given):
    """Returns subclasses of arrays, lists, dicts and numbers that lie about their entries."""
    import numpy as np

    class Array(np.ndarray):
        def __eq__(self, other):
            return np.ones(1, bool)

        __sub__ = __rsub__ = lambda self, other: np.zeros(1)

        def copy(self, *_):
            return self

    class Number(float):
        __eq__ = __lt__ = __le__ = __gt__ = __ge__ = lambda *_: True
        __hash__ = float.__hash__

    class Numbers(list):
        def __len__(self):
            return 4

        def __iter__(self):
            return iter([np.zeros((9, 9)).view(Array)] * 4)

    return Numbers([Number(1), np.zeros(3).view(Array)])


def nan_and_inf(room, right, given):
    """Returns arrays of nan, inf and objects in the right shapes."""
    import numpy as np

    W1, b1, W2, b2 = given[:4]
    return W1 * np.nan, b1 * np.inf, np.array(W2, object), b2 * np.nan


def pickled(room, right, given):
    """Returns objects that run a program when they are unpickled, bare and in arrays."""
    import numpy as np

    class Run:
        def __reduce__(self):
            return open, (f"/tmp/{room['token']}", "w")

        def __getstate__(self):
            return {}

    return np.array([Run(), Run()], object), [Run()], {"x": Run()}, Run()


def huge_answers(room, right, given):
    """Returns arrays that claim far more entries than they have, and lists that hold one another."""
    import numpy as np

    row = [0.0] * 10_000
    return np.broadcast_to(1.0, (1 << 20, 1 << 20)), [row] * 10_000, "x" * (1 << 28), 10**100_000


def endless_answers(room, right, given):
    """Returns a list and a dict that contain themselves, and iterators without end."""
    import itertools

    loop, table = [], {}
    loop.append(loop)
    table["x"] = table
    return loop, table, itertools.count(), iter(int, 1)
