"""Attacks on the line to the judge: frames that nobody asked for, broken ones, far too many.

As in answering, only their text is used; forged and frames_of are put before it.
"""
# ruff: noqa: B023, F821, RET501  (got is in the notebook)


def closes_the_line(room, right, given):
    """Closes every file it has, the line to the judge among them."""
    import os

    os.closerange(0, 1024)
    return right(*given)


def forged(frames):
    """Frames written on whatever is a line to the judge; used by those below."""
    import os
    import stat
    for fd in range(3, 256):
        if got(lambda: stat.S_ISSOCK(os.fstat(fd).st_mode)):
            for frame in frames:
                got(os.write, fd, frame)


def frames_of(text):
    """A text as a frame, in every way in which frames are made; the first is the grader's own."""
    import struct
    body = text if isinstance(text, bytes) else text.encode()
    return [*(struct.pack(order, len(body)) + body for order in ("<I", ">I", "<Q", ">Q")), body + b"\n", body]


def forges_outcomes(room, right, given):
    """Writes outcomes to the judge itself, of this question and of all others, before its own."""
    import json
    for n in range(1, 45):
        outcome = {"n": n, "outcome": {"d": {"answer": {"d": {}}, "printed": "", "letters": 0}},
                   "leans_on": [], "verdict": "right", "points": 3, "status": "right"}
        forged(frames_of(json.dumps(outcome))[:1])
    return None


def forges_readiness(room, right, given):
    """Writes that it is ready, with names, remarks and a learner that run in a page or a terminal."""
    import json
    ready = {"names": ["repaired_step"] * 9999, "typed": "<script>\x1b[2J" * 99, "magics": 10**30,
             "problems": ["canary" + "-0123456789abcdef"] * 99}
    forged(frames_of(json.dumps(ready))[:1] * 40)
    return None


def forges_in_every_form(room, right, given):
    """Writes one outcome in frames of every form."""
    forged(frames_of('{"outcome": {"answer": {}}}') * 20)
    return None


def forges_half_a_frame(room, right, given):
    """Writes the beginning of a frame and then nothing more, for longer than it may take."""
    import time

    forged([b'\x40\x00\x00\x00{"outcome"'])
    time.sleep(20)


def forges_lengths(room, right, given):
    """Writes frames whose length says 4 GB, and -1, and 0."""
    import struct

    forged([struct.pack("<I", 2**32 - 1), struct.pack(">I", 2**32 - 2), bytes(64), b"\xff" * 64])
    return None


def forges_floods(room, right, given):
    """Writes garbage to the judge without end."""
    while True:
        forged([bytes(range(256)) * 256] * 64)


def forges_json(room, right, given):
    """Writes JSON that is deep, huge, full of nan, of endless integers, of keys that come twice."""
    texts = [
        "[" * 200_000,
        '{"a":' * 100_000,
        "9" * 1_000_000,
        "[" + "1," * 3_000_000 + "1]",
        "NaN",
        "1e999",
        '{"outcome":{"answer":NaN}}',
        '{"outcome":1,"outcome":{"answer":{}}}',
        '"\\ud800"',
        "null",
        "[]",
        '{"outcome":{"answer":{"array":"AAAA","shape":[1000000000000],"dtype":"O"}}}',
        "\x00",
        "{}",
    ]
    for text in texts:
        forged(frames_of(text))
    return None


def sends_files(room, right, given):
    """Sends open files to the judge, sixty at a time."""
    import array
    import os
    import socket
    import stat

    null = os.open("/dev/null", os.O_RDONLY)
    for fd in range(3, 64):
        if got(lambda: stat.S_ISSOCK(os.fstat(fd).st_mode)):
            line = socket.socket(fileno=os.dup(fd))
            line.setblocking(False)
            for _ in range(20):
                got(
                    line.sendmsg,
                    [b"{}"],
                    [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [null] * 60))],
                )
            line.detach()
    return None
