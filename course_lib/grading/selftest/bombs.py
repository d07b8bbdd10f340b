"""Notebooks that are bombs before a line of them runs: for parsers, for the compiler, for readers."""
import json

from course_lib.grading.selftest import draft
from course_lib.grading.selftest.case import ANY, Case, total
from course_lib.grading.selftest.room import LEARNER
from course_lib.grading.selftest.written import in_solved

CELLS = (                # of a cell: its code, and what that is
    ("(" * 100_000, "a deep nest of parentheses"),
    ("[" * 3000 + "]" * 3000, "a deep nest of lists"),
    ("x = " + "-" * 200_000 + "1", "200,000 signs before a number"),
    ("x = " + "not " * 100_000 + "1", "100,000 negations"),
    ("x = " + "9" * 2_000_000, "an integer of two million digits"),
    ("x = 9**9**9", "a power that the compiler might work out"),
    ("x = (1 << 10**10) + len('x' * 10**11)", "constants of 10 GB"),
    ("x = a" + ".a" * 100_000, "a chain of 100,000 names"),
    ("x = " + "+".join(["1"] * 200_000), "a sum of 200,000 terms"),
    ("x = " + "f'{" * 40 + "1" + "}'" * 40, "forty texts in texts"),
    ("x = 0\nif 1:\n pass\n" + "elif 1:\n pass\n" * 20_000, "20,000 branches"),
    ("def x():\n" + "".join(" " * k + "if 1:\n" for k in range(1, 400)) + " " * 400 + "1", "400 indents"),
    ("def x(" + ",".join(f"a{k}" for k in range(60_000)) + "): pass", "60,000 parameters"),
    ("x = " + "lambda: " * 20_000 + "1", "20,000 functions in functions"),
    ("match 1:\n case " + "[" * 500 + "]" * 500 + ": x = 1", "a deep pattern"),
    ("\x00", "a zero byte"),
    ("x = '\ud800'", "half a letter"),
    ("# -*- coding: utf-7 -*-\n+AG8-", "a coding line"),
    ("\f\x1a\x0c", "control characters"),
    ("\\\n" * 200_000, "200,000 continued lines"),
    ("%" * 100_000 + "\n!" * 1000, "100,000 percent signs"),
)
ODD = b"""{"nbformat": 4, "metadata": 3, "cells": [null, 1, "x", [], {}, {"cell_type": 1}, {"cell_type": [1],
"source": "x"}, {"cell_type": "code", "source": {"a": [1]}}, {"cell_type": "code", "source": [[1], null, 2]},
{"cell_type": "code", "source": null, "metadata": []}]}"""
FILES = (
    ("deep JSON", b'{"cells": ' + b"[" * 500_000),
    ("deep JSON that is closed", b'{"nbformat": 4, "cells": [], "x": ' + b'{"a":' * 900 + b"1" + b"}" * 901),
    ("a number of a million digits", b'{"nbformat": ' + b"9" * 1_000_000 + b', "cells": []}'),
    ("nan as its format", b'{"nbformat": NaN, "cells": []}'),
    ("not UTF-8", b'{"nbformat": 4, "cells": "\xff\xfe"}'),
    ("a BOM and nothing", b"\xef\xbb\xbf"),
    ("zeros", bytes(100_000)),
    ("nothing", b""),
    ("a list", b"[]"),
    ("a million lists", b'{"nbformat": 4, "cells": [' + b"[]," * 1_000_000 + b"[]]}"),
    ("a pickle", b"cposix\nsystem\n(S'touch /tmp/leftbehind'\ntR."),
    ("an empty zip", b"PK\x05\x06" + bytes(18)),
    ("cells that are no list", b'{"nbformat": 4, "metadata": {}, "cells": {"a": 1}}'),
    ("cells of every kind", ODD),
    ("keys that come twice", b'{"nbformat": 4, "cells": [], "nbformat": 3, "cells": null, "cells": [[]]}'),
)


def huge(room):
    """A right notebook with 20 MB of output."""
    mine = draft.solved("05", LEARNER)
    mine.cells[-1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x" * (20 << 20)}]
    return bytes(mine)


def many_cells(room):
    """A blank notebook with 150,000 cells."""
    mine = draft.blank("05")
    mine.cells.extend([{"cell_type": "code", "metadata": {}, "source": "", "outputs": []}] * 150_000)
    return json.dumps(mine.notebook).encode()


def cases():
    full = total()
    for code, what in CELLS:
        yield Case(f"bomb: {what}", f"Has a cell with {what}.", in_solved(code), 0, full, statuses=ANY)
    for what, data in FILES:
        yield Case(f"file: {what}", f"Is no good notebook but {what}.", lambda _, data=data: data, 0, 0,
                   statuses=ANY)
    yield Case("file: 20 MB of output", "Hands in a right notebook with 20 MB of output.", huge, 0, full,
               statuses=ANY)
    yield Case("file: 150,000 cells", "Hands in a notebook of 150,000 cells.", many_cells, 0, 0, statuses=ANY)
