"""Plain values as JSON frames: how a sandbox and its judge talk.

What comes out of a sandbox was written by somebody whom one need not trust, so the language has to be poor.
None, bool, int, float, complex, text, lists, tuples, dicts with names as keys and arrays of numbers can be
said; a class or code cannot, and there is no pickle. JSON has no word for most of these: they travel as a
dict with one key, and a real dict is wrapped so that none is taken for another.

    {"a": ["<f8", [2, 3], base64]}   an array       {"s": ["<f4", base64]}    a number of NumPy's
    {"d": {...}}    a dict     {"t": [...]}   a tuple     {"c": [re, im]}   a complex number    {"i": "2…"}
    {"x": [kind, value]}   whatever the two ends have agreed on besides (see calling)

Both ends count: bytes of a frame, depth, entries. Numbers come back bit by bit, with their dtype. A frame is
its length in four bytes, and then the JSON.
"""
import base64
import binascii
import json
import math
import os
import select
import struct
import time

import numpy as np

FRAME = 4 << 20          # bytes
DEPTH = 12               # lists in lists
COUNT = 50_000           # entries of lists and dicts, in all
TEXT = 100_000           # letters of one text, the notebook aside
DIGITS = 1_000           # of a whole number
EXACT = 2 ** 53          # whole numbers below this are written as JSON's own
LENGTH = struct.Struct("<I")
DTYPES = {dtype: np.dtype(dtype) for dtype in (
    "|b1", "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f2", "<f4", "<f8", "<c8", "<c16")}


class Unsayable(ValueError):
    """This cannot be said in frames, or a frame says nothing that can be understood."""


class Closed(Exception):
    """The other end is gone."""


class Late(Exception):
    """Nothing came until the deadline."""


# ------------------------------------------------------------------ values

def pack(value, special=None):
    """A value as JSON knows it. special : value -> (kind, value), or None, for what is not plain."""
    return _Packing(special).pack(value, 0)


class _Packing:
    def __init__(self, special):
        self.special, self.count = special, 0

    def pack(self, value, depth):
        self.count += 1
        if depth > DEPTH or self.count > COUNT:
            raise Unsayable(f"more than {COUNT:,} entries, or lists in lists, more than {DEPTH} deep")
        kind = type(value)
        if value is None or kind in (bool, float, str):
            return value
        if kind is int:
            return value if -EXACT < value < EXACT else {"i": _digits(value)}
        if kind is list:
            return [self.pack(entry, depth + 1) for entry in value]
        if kind is tuple:
            return {"t": [self.pack(entry, depth + 1) for entry in value]}
        if kind is dict:
            if not all(type(key) is str for key in value):
                raise Unsayable("a dict with keys that are no names")
            return {"d": {key: self.pack(entry, depth + 1) for key, entry in value.items()}}
        if kind is np.ndarray:
            dtype, array, shape = _travelling(value)
            return {"a": [dtype, shape, _bytes(array)]}
        if isinstance(value, np.generic):
            dtype, array, _ = _travelling(np.asarray(value))
            return {"s": [dtype, _bytes(array)]}
        if kind is complex:
            return {"c": [value.real, value.imag]}
        special = self.special and self.special(value)
        if special:
            return {"x": [special[0], self.pack(special[1], depth + 1)]}
        raise Unsayable(f"a value of the type {kind.__name__:.40}")


def _digits(value):
    if value.bit_length() > 3 * DIGITS:
        raise Unsayable(f"a whole number of more than {DIGITS} digits")
    return str(value)


def _travelling(array):
    """(name of the dtype, the array in it, its shape): in the order of bytes that travels."""
    if array.dtype.kind not in "biufc":
        raise Unsayable(f"an array of {array.dtype}")
    if array.dtype.str in ("<f16", ">f16", "<c32", ">c32"):        # long doubles are this machine's own
        array = array.astype("<f8" if array.dtype.kind == "f" else "<c16")
    dtype = array.dtype.newbyteorder("<").str
    return dtype, np.ascontiguousarray(array, dtype), list(array.shape)


def _bytes(array):
    if array.nbytes > FRAME * 3 // 4:
        raise Unsayable(f"an array of {array.size:,} numbers")
    return base64.b64encode(array.tobytes()).decode("ascii")


def unpack(said, special=None):
    """The value; or Unsayable, whatever was sent. special : (kind, value) -> value."""
    try:
        return _Unpacking(special).unpack(said, 0)
    except (TypeError, ValueError, LookupError, AttributeError, OverflowError, binascii.Error) as problem:
        raise Unsayable(f"a frame holds what is no value: {problem}") from None


class _Unpacking:
    def __init__(self, special):
        self.special, self.count = special, 0

    def unpack(self, said, depth):
        self.count += 1
        if depth > DEPTH or self.count > COUNT:
            raise Unsayable("too many entries, or too deep")
        if said is None or type(said) in (bool, int, float):
            return said
        if type(said) is str:
            if len(said) > TEXT:
                raise Unsayable(f"a text of {len(said):,} letters")
            return said
        if type(said) is list:
            return [self.unpack(entry, depth + 1) for entry in said]
        (word, of), = said.items()
        if word == "a":
            dtype, shape, text = of
            return _array(dtype, shape, text)
        if word == "s":
            return _array(of[0], [], of[1])[()]
        if word == "d":
            return {key: self.unpack(entry, depth + 1) for key, entry in of.items()}
        if word == "t":
            return tuple(self.unpack(entry, depth + 1) for entry in of)
        if word == "c":
            return complex(*map(float, of))
        if word == "i":
            return int(of) if len(of) <= DIGITS + 1 else _refuse("a whole number that is too long")
        if word == "x" and self.special and type(of[0]) is str:
            return self.special(of[0], self.unpack(of[1], depth + 1))
        return _refuse(f"the word {word!r:.20} is not known")


def _refuse(why):
    raise Unsayable(why)


def _array(dtype, shape, text):
    if type(shape) is not list or len(shape) > 32 or not all(type(n) is int and n >= 0 for n in shape):
        raise Unsayable("a shape that is none")
    data, dtype = base64.b64decode(text, validate=True), DTYPES[dtype]
    if math.prod(shape) * dtype.itemsize != len(data):
        raise Unsayable("a shape that does not fit its numbers")
    return np.frombuffer(bytearray(data), dtype).reshape(shape)     # a bytearray, so that one may write on it


# ------------------------------------------------------------------ frames

def frame(message, special=None, most=FRAME):
    """A message as it travels."""
    body = json.dumps({key: pack(value, special) for key, value in message.items()},
                      ensure_ascii=False).encode("utf-8", "surrogatepass")
    if len(body) > most:
        raise Unsayable(f"{len(body):,} bytes, more than a frame may have")
    return LENGTH.pack(len(body)) + body


class Channel:
    """Frames over a file descriptor: send(message), receive() -> message, both until a deadline.

    A message is a dict with names as keys. Only read and write are used, which is all that is left to a
    process that has locked itself in.
    """

    def __init__(self, fd, most=FRAME, waits=False):
        self.fd, self.most, self.buffer = fd, most, bytearray()
        os.set_blocking(fd, not waits)          # with waits, deadlines are kept

    def send(self, message, deadline=None, special=None):
        self.write(frame(message, special, self.most), deadline)

    def write(self, data, deadline=None):
        rest = memoryview(data)
        try:
            while rest:
                try:
                    rest = rest[os.write(self.fd, rest):]
                except BlockingIOError:
                    self._wait(select.POLLOUT, deadline)
        except (BrokenPipeError, ConnectionError):
            raise Closed from None

    def receive(self, deadline=None, special=None):
        """The next message. Raises Closed, Late, or Unsayable for what is none."""
        size, = LENGTH.unpack(self.take(LENGTH.size, deadline))
        if size > self.most:
            raise Unsayable(f"a frame of {size:,} bytes, more than {self.most:,}")
        try:
            message = json.loads(self.take(size, deadline).decode("utf-8", "surrogatepass"))
        except (ValueError, RecursionError, MemoryError) as problem:
            raise Unsayable(f"a frame that is no JSON: {str(problem)[:80]}") from None
        if type(message) is not dict:
            raise Unsayable("a frame that is no message")
        return {key: unpack(value, special) for key, value in message.items()}

    def take(self, size, deadline=None):
        """So many bytes, which need not be a frame: both ends have agreed that they come now."""
        while len(self.buffer) < size:
            try:
                more = os.read(self.fd, 1 << 16)
            except BlockingIOError:
                self._wait(select.POLLIN, deadline)
                continue
            except ConnectionError:
                more = b""
            if not more:
                raise Closed
            self.buffer += more
        taken = bytes(self.buffer[:size])
        del self.buffer[:size]
        return taken

    def _wait(self, for_what, deadline):
        poll = select.poll()
        poll.register(self.fd, for_what)
        left = None if deadline is None else max(0.0, deadline - time.monotonic())
        if not poll.poll(None if left is None else math.ceil(1000 * left)):
            raise Late

    def close(self):
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1
