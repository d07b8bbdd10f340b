"""The rows that move numbers about: sums, shapes, indices, matrix products, the maximum.

Nearly all of them are linear, and a linear map needs no formula: its push is
the map itself, its pull is the map's transpose. They come in pairs, each the
other's pull:

    sum     <->  broadcast_to          index      <->  scatter
    reshape <->  reshape back          transpose  <->  the inverse transpose

matmul is linear in each side by itself. max picks, so it is linear as long as
the same element wins; elements that tie share equally (see `elementwise`).
"""
import operator

import numpy as np

from course_lib.primitives.row import BROADCAST, Primitive, plain, text_to_function


def linear(name, function, letters, pull):
    """The row of a function that is linear in its first argument; the rest are settings.

    pull is text, in `letters` and g, the gradient of the answer: the transposed map of g.
    """
    transposed = text_to_function(pull, "g, " + letters, globals())

    def push(tangents, ans, x, *rest, **settings):
        return row(tangents[0], *rest, **settings)

    def share(i, g, ans, *arguments, **settings):
        return transposed(g, *arguments, **settings)

    formula = f"{name}({letters.partition('=')[0]})"  # without defaults, to read
    row = Primitive(name, function, push, share, formula, (pull,))
    return row


def unbroadcast(g, shape):
    """Sum g over the axes along which broadcasting had stretched an array of `shape`.

    A number that is used in many places gets a share from each, and shares add.
    """
    if g.shape == shape:
        return g
    new = g.ndim - len(shape)
    stretched = [new + axis for axis, n in enumerate(shape) if n == 1]
    return reshape(sum(g, axis=(*range(new), *stretched)), shape)


def stretch(g, x, axis):
    """g, one number for each group along `axis` of x, repeated for all members of the group."""
    axes = range(x.ndim) if axis is None else np.atleast_1d(axis) % x.ndim
    kept = tuple(1 if k in axes else n for k, n in enumerate(x.shape))
    return broadcast_to(reshape(g, kept), x.shape)


def inverse(axes):
    """The order of axes that undoes `axes`."""
    return None if axes is None else tuple(np.argsort(np.remainder(axes, len(axes))))


def _scatter(x, key, shape):
    """Zeros of `shape` with x added in at `key`: a place named twice gets both."""
    answer = np.zeros(shape, x.dtype)
    parts = key if isinstance(key, tuple) else (key,)
    if any(isinstance(part, list | tuple | np.ndarray) for part in parts):
        np.add.at(answer, key, x)  # `answer[key] += x` would add only once
    else:
        answer[key] = x
    return answer


sum = linear("sum", np.sum, "x, axis=None, keepdims=False", "stretch(g, x, axis)")
mean = linear("mean", np.mean, "x, axis=None, keepdims=False",
              "stretch(g, x, axis) * (g.size / x.size)")
broadcast_to = linear("broadcast_to", np.broadcast_to, "x, shape", "unbroadcast(g, x.shape)")
reshape = linear("reshape", np.reshape, "x, shape", "reshape(g, x.shape)")
transpose = linear("transpose", np.transpose, "x, axes=None", "transpose(g, inverse(axes))")
index = linear("index", operator.getitem, "x, key", "scatter(g, key, x.shape)")
scatter = linear("scatter", _scatter, "x, key, shape", "index(g, key)")


# --- linear in several arrays together --------------------------------------------------

def _concatenate_push(tangents, ans, *arrays, axis):
    filled = [np.zeros_like(plain(x)) if t is None else t
              for t, x in zip(tangents, arrays, strict=True)]
    return _concatenate(*filled, axis=axis)


def _concatenate_pull(i, g, ans, *arrays, axis):
    stops = np.cumsum([x.shape[axis] for x in arrays])
    section = slice(stops[i] - arrays[i].shape[axis], stops[i])
    return index(g, (slice(None),) * (axis % g.ndim) + (section,))


_concatenate = Primitive(
    "concatenate", lambda *arrays, axis: np.concatenate(arrays, axis),
    _concatenate_push, _concatenate_pull, "concatenate(arrays, axis)", ("its section of g",))


def concatenate(arrays, axis=0):
    """The arrays one after the other along `axis`."""
    arrays = [x if hasattr(x, "shape") else np.asarray(x) for x in arrays]
    return _concatenate(*arrays, axis=axis)


def _where_push(tangents, ans, x, y, condition):
    return where(condition, *(0 if t is None else t for t in tangents))


def _where_pull(i, g, ans, *xy, condition):
    share = where(condition, g, 0) if i == 0 else where(condition, 0, g)
    return unbroadcast(share, xy[i].shape)


_where = Primitive(
    "where", lambda x, y, condition: np.where(condition, x, y), _where_push, _where_pull,
    "where(condition, x, y)", ("where(condition, g, 0)", "where(condition, 0, g)"), BROADCAST)


def where(condition, x, y):
    """x where condition holds, y elsewhere. The condition is a constant: it gets no gradient."""
    return _where(x, y, condition=plain(condition))


# --- the matrix product -----------------------------------------------------------------

def _matmul_push(tangents, ans, x, y):
    """The product rule."""
    dx, dy = tangents
    if dx is None:
        return x @ dy
    return dx @ y if dy is None else dx @ y + x @ dy


def _matmul_pull(i, g, ans, x, y):
    """G Yᵀ or Xᵀ G, with a vector taken as one row on the left and one column on the right."""
    X = reshape(x, (1, -1)) if x.ndim == 1 else x
    Y = reshape(y, (-1, 1)) if y.ndim == 1 else y
    batch = ans.shape[:ans.ndim - (x.ndim > 1) - (y.ndim > 1)]
    G = reshape(g, (*batch, X.shape[-2], Y.shape[-1]))
    if i == 0:
        return reshape(unbroadcast(G @ _swap(Y), X.shape), x.shape)
    return reshape(unbroadcast(_swap(X) @ G, Y.shape), y.shape)


def _swap(x):
    """Transpose the last two axes."""
    return transpose(x, (*range(x.ndim - 2), x.ndim - 1, x.ndim - 2))


matmul = Primitive(
    "matmul", operator.matmul, _matmul_push, _matmul_pull, "x @ y", ("g @ y.T", "x.T @ g"),
    needs="the last axis of the first must be as long as the last but one (or only one) of the "
          "second, and the axes before these equal, or 1; is a transpose missing?")


# --- the maximum ------------------------------------------------------------------------

def winners(ans, x, axis):
    """Each element's part in the maximum: 1 for the winner, 1/n for each of n that tie."""
    x = plain(x)
    wins = (x == stretch(plain(ans), x, axis)).astype(x.dtype)
    return wins / wins.sum(axis, keepdims=True)


def _max_push(tangents, ans, x, axis=None, keepdims=False):
    return sum(tangents[0] * winners(ans, x, axis), axis, keepdims=keepdims)


def _max_pull(i, g, ans, x, axis=None, keepdims=False):
    return stretch(g, x, axis) * winners(ans, x, axis)


max = Primitive("max", np.max, _max_push, _max_pull,
                "max(x, axis)", ("stretch(g, x, axis) * winners(ans, x, axis)",))
