"""Attacks by words: what a learner could be told of the secret cases, by every way to say something.

As in answering, only their text is used. Each carries something out that looks like a secret.
"""
# ruff: noqa: B023, F821, T201, RET501  (got is in the notebook)


def raises_what_cannot_be_said(room, right, given):
    """Raises an exception whose text, name, class and frames raise when asked."""

    class Dumb(BaseException):
        def __str__(self):
            raise self

        __repr__ = __str__

        @property
        def __class__(self):
            raise self

        @property
        def __traceback__(self):
            raise self

    raise Dumb


def generator_trick(room, right, given):
    """Raises GeneratorExit, StopIteration, KeyboardInterrupt, one after the other, from its clean-up."""
    try:
        try:
            raise GeneratorExit
        finally:
            raise KeyboardInterrupt
    finally:
        raise StopIteration


def flood(room, right, given):
    """Prints 64 MB to every output there is, Python's, the system's, the terminal's."""
    import os
    import sys

    word = "leftbehind" + "flood "
    for _ in range(64):
        print(word * 65536)
        sys.__stdout__.write(word * 100) if sys.__stdout__ else None
        for fd in (1, 2):
            got(os.write, fd, (word * 100).encode())
    return None


def warns(room, right, given):
    """Raises two thousand different warnings, which carry what it was asked with."""
    import warnings

    for k in range(2_000):
        kind = type("canary" + f"-{k:016x}", (UserWarning,), {})
        warnings.warn("canary" + f"-{k:016x}" + repr(given), kind, stacklevel=1)
    return None


def tells_in_messages(room, right, given):
    """Carries its question out by the text and the name of an exception, its notes and its cause."""
    secret = "canary" + f"-{abs(hash(str(given))) & (1 << 63):016x}"
    error = type(secret, (ValueError,), {})(secret)
    error.add_note(secret)
    print(secret)
    raise error from KeyError(secret)


def tells_in_lines(room, right, given):
    """Carries its question out as the line of a program that it makes up, in a file of that name."""
    import linecache

    secret = "canary" + f"-{abs(hash(str(given))) & (1 << 63):016x}"
    code = f"raise ValueError  # {secret}"
    for file in (secret, "<cell 3>", "cell 3"):
        linecache.cache[file] = len(code), None, [code], file
    exec(compile(code, secret, "exec"), {"__name__": secret})


def tells_in_types(room, right, given):
    """Carries its question out by the name of the type that it returns."""
    return type("canary" + f"-{abs(hash(str(given))) & (1 << 63):016x}", (), {})()


def tells_in_keys(room, right, given):
    """Carries its question out by the keys of a dict."""
    secret = "canary" + f"-{abs(hash(str(given))) & (1 << 63):016x}"
    return [{secret: 1, (secret,): 2}] * 4


def tells_in_text(room, right, given):
    """Carries its question out by returning it as text, as dict and as names of columns."""
    secret = "canary" + f"-{abs(hash(str(given))) & (1 << 63):016x}"
    return secret, {secret: secret}, [secret], secret


def a_thread_that_goes_on(room, right, given):
    """Starts threads that burn time, print and write to the judge while later questions are asked."""
    import sys
    import threading
    import time

    def burn():
        end = time.monotonic() + 3
        while time.monotonic() < end:
            sys.stdout.write("canary" + "-0123456789abcdef")
            time.sleep(0.001)

    for _ in range(4):
        threading.Thread(target=burn, daemon=True).start()
    return None
