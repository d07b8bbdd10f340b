"""Attacks on Python itself: what compares, asks, limits and imports is replaced, without an answer.

As in spying, only their text is used: each is called in a cell of a notebook without answers
(written.patched), and no point may come of it.
"""
# ruff: noqa: F821, B010, I001, T201  (got, secret_in and linux are in the notebook)


def numpy_functions(room):
    """Replaces NumPy's comparisons, sums and constructors by what always agrees."""
    import numpy as np
    for name in ("allclose", "isclose", "array_equal", "array_equiv", "all", "any"):
        setattr(np, name, lambda *_, **__: True)
    for name in ("abs", "absolute", "linalg", "testing", "isnan", "isfinite", "shape", "asarray"):
        got(setattr, np, name, lambda *_, **__: 0)


def everything_loaded(room):
    """Replaces every function of every module of course_lib that is loaded by one that says True."""
    import sys
    for name, module in list(sys.modules.items()):
        if name.startswith("course_lib"):
            for word, value in list(vars(module).items()):
                if callable(value) and not isinstance(value, type):
                    setattr(module, word, lambda *_, **__: True)


def the_probes(room):
    """Replaces what asks, runs and judges: an outcome that is right, tasks without a tolerance or a limit."""
    import sys
    outcome = {"answer": {}, "printed": "", "letters": 0, "warned": []}
    for name, module in list(sys.modules.items()):
        if name.startswith("course_lib"):
            for word, answer in (("run_case", outcome), ("_outcome", outcome),
                                 ("forbidden", []), ("leans_on", []), ("ask", None),
                                 ("call", None), ("plain", {}), ("marks", 0), ("judge", True),
                                 ("judge_outcomes", True), ("is_right", True), ("differences", ([], [])),
                                 ("check", 19), ("encode", {"answer": {}}), ("dumps", "{}")):
                if hasattr(module, word):
                    setattr(module, word, lambda *_, answer=answer, **__: answer)
            for task in getattr(module, "TASKS", ()):
                for word, value in (("probe", lambda *_: {}), ("rtol", 1e300), ("atol", 1e300),
                                    ("points", 1000), ("seconds", 1e9), ("cases", 0), ("names", ("print",))):
                    object.__setattr__(task, word, value)


def builtins(room):
    """Replaces len, isinstance, type, abs, all, any, print and the rest of what everybody calls."""
    import builtins
    for name in ("abs", "all", "any", "max", "min", "sum", "round", "repr", "str", "print", "callable",
                 "hash", "len", "sorted", "zip", "isinstance", "issubclass", "type", "getattr",
                 "compile", "exec", "open", "__import__", "__build_class__",
                 "NotImplementedError", "BaseException",
                 "Exception"):
        setattr(builtins, name, lambda *_, **__: True)


def import_hooks(room):
    """Puts itself before every import and every call (meta_path, path_hooks, settrace, setprofile, audit)."""
    import sys
    import threading

    class Anything(type(sys)):
        def __getattr__(self, name):
            return lambda *_, **__: True

    class Finder:
        def find_spec(self, name, *_):
            import importlib.machinery
            return importlib.machinery.ModuleSpec(name, self)

        def create_module(self, spec):
            return Anything(spec.name)

        def exec_module(self, module):
            pass
    sys.meta_path.insert(0, Finder())
    sys.path_hooks.insert(0, lambda path: Finder())
    sys.path_importer_cache.clear()
    for name in [name for name in sys.modules if name.startswith(("course_lib", "json", "base64"))]:
        sys.modules[name] = Anything(name)
    sys.addaudithook(lambda *_: None)
    trace = lambda *_: trace  # noqa: E731
    threading.settrace(trace)
    sys.settrace(trace)
    sys.setprofile(trace)
    sys.displayhook = sys.excepthook = sys.unraisablehook = lambda *_: None


def ipython_hooks(room):
    """Hooks on IPython: transformers of input, events after a cell, a display that says it is right."""
    shell = get_ipython()
    shell.input_transformers_post.append(lambda lines: ["pass"])
    shell.ast_transformers.append(None)
    shell.events.register("post_run_cell", lambda *_: None)
    shell.set_custom_exc((BaseException,), lambda *_: None)
    shell.user_ns["check"] = lambda *_: 100


def json_and_pickle(room):
    """Replaces json, base64, struct, the random numbers and the functions that write to the judge."""
    import base64
    import json
    import os
    import socket
    import struct
    import numpy as np
    text = '{"outcome": {"answer": {}, "printed": "", "letters": 0, "warned": []}, "leans_on": []}'
    json.dumps = json.encoder.JSONEncoder.encode = lambda *_, **__: text
    json.loads = lambda *_, **__: {"ask": "05.by_hand", "case": 0}
    base64.b64encode, struct.pack = lambda *_: b"", lambda *_: b"\0\0\0\0"
    np.random.default_rng = lambda *_: np.random.Generator(np.random.PCG64(0))
    os.write, os.read = lambda fd, text: len(text), lambda *_: b""
    socket.socket.send = socket.socket.sendall = lambda self, text, *_: len(text)


def the_answers_names(room):
    """Puts something under each task's name that answers everything with anything: a Mock."""
    from unittest.mock import MagicMock
    for name in ("by_hand", "output_delta", "hidden_delta", "layer_gradient", "all_deltas", "repaired_step"):
        globals()[name] = MagicMock(return_value=MagicMock())


def a_namespace_of_its_own(room):
    """Makes globals a dict that answers every question with a function that returns what it is given."""
    import sys

    class Everything(dict):
        def __missing__(self, name):
            return lambda *given: given

        def get(self, name, default=None):
            return lambda *given: given
    frame = sys._getframe()
    while frame:
        for name, value in list(frame.f_locals.items()):
            if isinstance(value, dict) and "hidden_delta" in value:
                frame.f_locals[name] = Everything(value)
                names = ("by_hand", "output_delta", "hidden_delta")
                value.update(dict.fromkeys(names, lambda *given, **_: given))
        frame = frame.f_back


def constants_of_the_interpreter(room):
    """Writes into Python's own memory: True becomes False, 0 becomes 1, an empty tuple gets an entry."""
    import ctypes
    ctypes.memmove(id(False), id(True), 32)
    ctypes.memmove(id(0), id(1), 28)


def exceptions_of_all_kinds(room):
    """Has garbage collection, weak references and a hundred __del__ raise, one after the other."""
    import gc
    import weakref

    class Zombie:
        lives = 100

        def __del__(self):
            Zombie.lives -= 1
            if Zombie.lives > 0:
                globals()["zombie"] = Zombie()
            raise SystemExit
    globals()["zombie"] = Zombie()
    gc.callbacks.append(lambda *_: 1 / 0)
    weakref.finalize(globals()["zombie"], lambda: 1 / 0)
    gc.set_threshold(1)


def quits_between_the_lines(room):
    """Ends the process in a cell, before anything was asked."""
    import os
    os._exit(0)


def exits_late(room):
    """Has the process end at random moments, by a thread and by a timer."""
    import os
    import threading
    threading.Timer(0.05, os._exit, (0,)).start()


def loops_in_a_cell(room):
    """Never ends while cells are defined."""
    if room.pop("folder", None):                  # once is enough
        while True:
            pass


def output_without_end(room):
    """Prints 200 MB while cells are defined, where output may be shown, with bells and colours."""
    for _ in range(200):
        print("\x1b[31m\x07\x1b]0;title\x07<script>alert(1)</script>" * 20_000)


def words_for_the_screen(room):
    """Prints and raises what could run in a page, a terminal, a spreadsheet or a database."""
    print("<script>alert(1)</script>\x1b[2J=1+1\t\x00\ud800'); DROP TABLE results; --\u202e")
    raise type("<script>alert(1)</script>\ud800", (Exception,), {})("=HYPERLINK(1)\x1b]8;;\ud800")
