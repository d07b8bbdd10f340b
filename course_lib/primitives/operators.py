"""What lets a carrier of values be calculated with like a number or an array.

Each operator, method and NumPy function calls its row of the table; the row
sees who carries its arguments and lets the carrier go on (`Primitive.__call__`).
"""
import numpy as np

from course_lib.primitives import arrays, elementwise
from course_lib.primitives.row import plain


class Operators:
    """Operators and array methods for a class with a `value`, a `level` and `apply`."""

    __slots__ = ()

    def __add__(self, other): return elementwise.add(self, other)
    def __radd__(self, other): return elementwise.add(other, self)
    def __sub__(self, other): return elementwise.sub(self, other)
    def __rsub__(self, other): return elementwise.sub(other, self)
    def __mul__(self, other): return elementwise.mul(self, other)
    def __rmul__(self, other): return elementwise.mul(other, self)
    def __truediv__(self, other): return elementwise.div(self, other)
    def __rtruediv__(self, other): return elementwise.div(other, self)
    def __pow__(self, other): return elementwise.power(self, other)
    def __rpow__(self, other): return elementwise.power(other, self)
    def __matmul__(self, other): return arrays.matmul(self, other)
    def __rmatmul__(self, other): return arrays.matmul(other, self)
    def __neg__(self): return elementwise.neg(self)
    def __abs__(self): return elementwise.absolute(self)
    def __getitem__(self, key): return arrays.index(self, key)

    # A comparison is true or false and carries nothing on. There is no ==: carriers are
    # told apart by identity, so that they can be the keys of a dict.
    def __gt__(self, other): return plain(self) > plain(other)
    def __ge__(self, other): return plain(self) >= plain(other)
    def __lt__(self, other): return plain(self) < plain(other)
    def __le__(self, other): return plain(self) <= plain(other)
    def __bool__(self): return bool(plain(self))
    def __float__(self): return float(plain(self))
    def __len__(self): return len(plain(self))

    shape = property(lambda self: self.value.shape)
    ndim = property(lambda self: self.value.ndim)
    size = property(lambda self: self.value.size)
    dtype = property(lambda self: self.value.dtype)
    T = property(lambda self: arrays.transpose(self))

    def sum(self, axis=None, keepdims=False): return arrays.sum(self, axis, keepdims=keepdims)
    def mean(self, axis=None, keepdims=False): return arrays.mean(self, axis, keepdims=keepdims)
    def max(self, axis=None, keepdims=False): return arrays.max(self, axis, keepdims=keepdims)
    def reshape(self, *shape): return arrays.reshape(self, _one_tuple(shape))
    def transpose(self, *axes): return arrays.transpose(self, _one_tuple(axes) or None)

    def __iter__(self):
        return (self[i] for i in range(len(self)))

    def __array__(self, *_, **__):
        raise TypeError(f"NumPy would lose the derivative of a {type(self).__name__}: take its "
                        ".value to leave the calculation, or join nodes with concatenate")

    # NumPy asks these two first when one of its functions meets a carrier.
    def __array_ufunc__(self, ufunc, method, *inputs, **settings):
        if method != "__call__" or settings:
            raise TypeError(f"np.{ufunc.__name__} cannot write a {type(self).__name__} into an "
                            "array, as += and out= would: write x = x + y instead of x += y")
        return _row_of(ufunc.__name__)(*inputs)

    def __array_function__(self, function, types, arguments, settings):
        return _row_of(function.__name__)(*arguments, **settings)


def _one_tuple(numbers):
    """(2, 3) from the arguments of reshape(2, 3) as well as of reshape((2, 3))."""
    return numbers[0] if len(numbers) == 1 and not np.isscalar(numbers[0]) else numbers


NUMPY_SAYS = {"subtract": "sub", "multiply": "mul", "divide": "div", "negative": "neg"}


def _row_of(name):
    """The row, or the function, that answers np.name."""
    for room in (elementwise, arrays):
        if name in NUMPY_SAYS or callable(getattr(room, name, None)):
            return getattr(room, NUMPY_SAYS.get(name, name))
    raise TypeError(f"np.{name} has no row in the table of primitives: write it with functions "
                    "that have one, or use .value where no derivative is wanted")
