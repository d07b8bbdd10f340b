"""How honest people write: prints, warnings, classes, helpers, letters, plots, types, imports.

Each function changes a solved notebook (a Draft), as in an honest life happens.
"""
import json

from course_lib.grading.selftest import draft


def as_handed_out(it):
    """The solutions' own notebook, whose answer by hand asks for its sheet."""
    source = draft.Draft(json.loads(draft.stored("solutions", "05")), "05").source_of("by_hand")
    it.answer("by_hand", source)


def extra_prints(it):
    """Every function prints what it is doing, at length."""
    it.replaced(
        "    return delta @ W * slope", "    print('delta', delta, 'W', W)\n    return delta @ W * slope"
    )
    it.before("for k in range(2000):\n    print('line', k)")


def many_warnings(it):
    """NumPy warns of divisions by zero, Python of old ways, and standard error is written on."""
    it.before(
        "import warnings\nimport sys\nnp.log(np.zeros(3))\nnp.array([1.0]) / 0\nwarnings.warn('old', "
        "DeprecationWarning)\nsys.stderr.write('a line on stderr\\n')"
    )
    it.replaced("    return delta @ W * slope", "    np.log(0 * delta)\n    return delta @ W * slope")


def helper_below(it):
    """An answer uses a function that is defined further down, in the last cell."""
    it.replaced("    return delta @ W * slope", "    return product(delta, W) * slope")
    it.after("def product(a, b):\n    return a @ b")


def plots(it):
    """Draws with matplotlib, pyplot and pandas, which need not be there, before and after the answers."""
    picture = "import matplotlib.pyplot as plt\nplt.figure()\nplt.plot([1, 2], [3, 4])\nplt.show()\n"
    it.before(picture)
    it.after(picture)
    it.before("import pandas as pd\nimport seaborn\npd.DataFrame({'a': [1]}).plot()")
    it.answer("hidden_delta", picture + it.source_of("hidden_delta"))


def other_letters(it):
    """Names, texts and remarks in Greek, Chinese and with emojis; a name in capitals of another width."""
    it.replaced(
        "    return delta @ W * slope",
        "    # δ rückwärts 反向传播 🎉\n    δ, 斜率, è = delta, slope, W\n    return δ @ è * 斜率",
    )
    it.before("Ω = 'ς'\nprint('→ Übung', Ω)\nμ = lambda ﬁ: ﬁ")


def split_over_cells(it):
    """An answer stands in several cells: constants, helpers, and at last the function."""
    where = it.cells.index(it._answers("hidden_delta")[0])
    it.cells.insert(where, draft.code_cell("def through(delta, W):\n    return delta @ W"))
    it.cells.insert(where, draft.code_cell("ONE = 1.0\nfactor = ONE * 1"))
    it.answer(
        "hidden_delta", "def hidden_delta(delta, W, slope):\n    return factor * through(delta, W) * slope"
    )


def a_class(it):
    """Answers are a method of a class, a partial, a lambda, a function with a decorator of one's own."""
    it.answer(
        "hidden_delta",
        "from functools import wraps, partial\n\n\nclass Layer:\n    def __init__(self, W):\n"
        "        self.W = W\n\n    def down(self, delta, slope):\n        return delta @ self.W * slope\n\n\n"
        "def counted(f):\n    @wraps(f)\n    def inner(*a, **k):\n        inner.calls += 1\n"
        "        return f(*a, **k)\n    inner.calls = 0\n    return inner\n\n\n@counted\n"
        "def hidden_delta(delta, W, slope):\n    return Layer(W).down(delta, slope)",
    )
    it.answer("output_delta", "output_delta = lambda a, y, slope: (a - y) * slope / len(a)")
    it.answer(
        "layer_gradient",
        "def general(kind, delta, a, W, decay):\n    return delta.T @ a + decay * W, "
        "delta.sum(0)\n\n\nfrom functools import partial\nlayer_gradient = partial(general, 'dense')",
    )


def globals_that_change(it):
    """An answer counts its calls in a global variable."""
    it.answer(
        "hidden_delta",
        "calls = 0\nlog = []\n\n\ndef hidden_delta(delta, W, slope):\n    global calls\n"
        "    calls += 1\n    log.append(delta.shape)\n    return delta @ W * slope",
    )


def fractions(it):
    """Answers are Fractions, lists in place of arrays, and tuples in place of lists."""
    it.answer(
        "output_delta",
        "from fractions import Fraction\n\n\ndef output_delta(a, y, slope):\n"
        "    N = Fraction(len(a))\n    return [[float(Fraction(p) - Fraction(q)) * s / N for p, q, s in "
        "zip(*rows)] for rows in zip(a, y, slope)]",
    )


def float32(it):
    """One answer works in float32."""
    it.answer(
        "hidden_delta",
        "def hidden_delta(delta, W, slope):\n    return (delta.astype(np.float32) @ "
        "W.astype(np.float32) * slope.astype(np.float32))",
    )


def own_imports(it):
    """Imports of Python's own library, in cells and in functions."""
    it.before(
        "import math\nimport itertools as it\nfrom collections import defaultdict, Counter\nimport random, "
        "time, os, json, re\nfrom typing import List\nimport numpy.linalg as la"
    )
    it.replaced(
        "    return delta @ W * slope",
        "    import functools\n    return functools.reduce(np.dot, [delta, W]) * slope",
    )


def changed_checks(it):
    """Checks were copied into the cells of the answers, and their verdicts printed."""
    for task in ("hidden_delta", "output_delta"):
        it.answer(
            task,
            it.source_of(task) + f"\n\nverdict = check('05.{task}')\nprint(verdict, bool(verdict))\n"
            f"assert check('05.{task}')",
        )


def keyword_and_position(it):
    """Parameters have other names, defaults and stars, in the same order."""
    it.answer(
        "hidden_delta", "def hidden_delta(d, weights, s=None, *, verbose=False):\n    return d @ weights * s"
    )
    it.answer(
        "output_delta",
        "def output_delta(*given):\n    a, y, slope = given\n    return (a - y) * slope / len(a)",
    )


def stateful_random(it):
    """Seeds NumPy's and Python's random numbers, changes print options and error states."""
    it.before(
        "import random\nnp.random.seed(0)\nrandom.seed(0)\nnp.set_printoptions(precision=2)\n"
        "np.seterr(all='raise')\nnp.seterr(all='warn')"
    )


def hints_of_types(it):
    """Type hints that need imports which come later, docstrings, asserts, asynchronous cells."""
    it.answer(
        "hidden_delta",
        "from __future__ import annotations\n\n\ndef hidden_delta(delta: Batch, W: Weights, "
        'slope: \'np.ndarray\') -> Batch:\n    """Down."""\n    assert delta.shape[1] == W.shape[0]\n'
        "    return delta @ W * slope",
    )
    it.after("import asyncio\nawait asyncio.sleep(0)")


def slow_but_in_time(it):
    """Two answers take 0.55 seconds of the processor for each case, which is within the limits."""
    slow = "    end = time.process_time() + 0.55\n    while time.process_time() < end:\n        pass\n"
    it.answer("hidden_delta", f"def hidden_delta(delta, W, slope):\n{slow}    return delta @ W * slope")
    it.answer("output_delta", f"def output_delta(a, y, slope):\n{slow}    return (a - y) * slope / len(a)")
    it.replaced("hidden_delta(delta[l + 1], W[l + 1], slope[l])", "delta[l + 1] @ W[l + 1] * slope[l]")
    it.before("import time")
