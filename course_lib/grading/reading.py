"""A notebook's bytes as the program that is to be judged. Runs in the child: the bytes are a stranger's.

What counts is what a notebook defines, not where: an answer is the last statement that gives its name and
is no blank stub, in whatever cell. From there one asks which other names it uses, who gives those, and so
on: only these statements run. So a plot, an experiment, a training run of minutes or a broken line
elsewhere cost neither time nor points, and cells that call check() are nobody's business.

    cells      [source of each code cell], from nbformat 4 as Jupyter, VS Code and Colab write it
    statements of a cell: magics and shell lines are dropped, places of lines kept
    program    the statements that the answers need, in order: those of the release first, then the learner's
"""
import ast
import codecs
import dis
import json
import linecache
import re
from types import CodeType

MAGIC = re.compile(r"\s*(%|!|\?|[\w.]+\?{1,2}\s*$)|.*=\s*[%!]\w")
WHOLE = re.compile(r"\s*%%(?!time|timeit|capture|prun|python)")       # this cell's body is no Python
CELLS = 2_000
LOADS = {dis.opmap[name] for name in ("LOAD_NAME", "LOAD_GLOBAL", "STORE_GLOBAL")}
LOAD_GLOBAL, EXTENDED = dis.opmap["LOAD_GLOBAL"], dis.EXTENDED_ARG
DEFINES = r"^(?:[ \t]*(?:async[ \t]+)?(?i:def|class)[ \t]+{0}\b|{0}[ \t]*(?::[^=\n]*)?=(?!=))"   # it seems
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
FAULTY = (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError)   # from compiling
SENTENCES = {"empty": "The file is empty.", "not JSON": "The file is no JSON, so it is no notebook.",
             "not a notebook": "The file is JSON, but it has no cells.",
             "old format": "The notebook is in a format of before 2015: open it in JupyterLab and save it."}


class Unreadable(Exception):
    """No notebook; the message is the problem, one of SENTENCES."""


def cells(data):
    """The sources of the code cells of a notebook's bytes, magics and all; or Unreadable."""
    if not data.strip():
        raise Unreadable("empty")
    try:
        notebook = json.loads(data.removeprefix(codecs.BOM_UTF8).decode())
    except (ValueError, RecursionError):
        raise Unreadable("not JSON") from None
    if isinstance(notebook, dict) and "worksheets" in notebook:
        raise Unreadable("old format")
    found = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(found, list):
        raise Unreadable("not a notebook")
    return [source_of(cell) for cell in found[:CELLS] if isinstance(cell, dict)
            and cell.get("cell_type") == "code"]


def source_of(cell):
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    return source.replace("\r\n", "\n") if isinstance(source, str) else ""


class Statement:
    """One statement at the top of a cell.

    binds    names that it gives       changes : names of what it writes into (table[3] = ..., Node.add = ...)
    blank    whether it is a stub of an answer    code, loads : compiled, and the names that it asks for
    """

    def __init__(self, node, cell):
        self.node, self.cell, self.code, self._loads, self.future = node, cell, None, None, 0
        self.binds, self.changes = set(), set()
        self.everything = False
        if not is_test(node):
            self._look(node)
        self.blank = is_blank(node)

    @property
    def line(self):
        return self.node.lineno

    def _look(self, node):
        """Find what the statement binds and changes; what stands in a function's body binds nothing here."""
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            self.binds.add(node.name)
            return
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names = [alias.asname or alias.name.partition(".")[0] for alias in node.names]
            self.everything |= "*" in names
            self.binds.update(names)
            return
        if isinstance(node, ast.Name):
            if isinstance(node.ctx, (ast.Store, ast.Del)):
                self.binds.add(node.id)
            return
        if isinstance(node, (ast.Attribute, ast.Subscript)) and not isinstance(node.ctx, ast.Load):
            self.changes.add(root_of(node))
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):               # table.append(3)
                self.changes.add(root_of(node.func))
            elif isinstance(node.func, ast.Name) and node.func.id in ("setattr", "delattr") and node.args:
                self.changes.add(root_of(node.args[0]))
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, ast.Lambda):
                self._look(child)

    def compiled(self):
        if self.code is None:
            self.code = compile(ast.Module([self.node], []), self.cell, "exec", self.future, True)
        return self.code

    @property
    def loads(self):
        """The global names that it, or a function in it, asks for."""
        if self._loads is None:
            try:
                self._loads = asked_for(self.compiled())
            except FAULTY:                   # it will be said when it is to run
                self._loads = set()
        return self._loads


def is_test(node):
    """Whether it is about a check's verdict: a call of check, or what is done if one is green."""
    asked = node.test if isinstance(node, ast.If) else node.value if isinstance(node, ast.Expr) else None
    return asked is not None and any(isinstance(one, ast.Call) and isinstance(one.func, ast.Name)
                                     and one.func.id == "check" for one in ast.walk(asked))


def root_of(node):
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def asked_for(code):
    """Names of globals in a code object and all within it, read from its instructions."""
    names, high = set(), 0
    for place in range(0, len(code.co_code), 2):
        step, argument = code.co_code[place], code.co_code[place + 1] | high << 8
        high = argument if step == EXTENDED else 0
        if step in LOADS:
            names.add(code.co_names[argument >> 1 if step == LOAD_GLOBAL else argument])
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            names |= asked_for(inner)
    return names


def is_blank(node):
    """Whether a definition says nothing yet: its docstring, and NotImplementedError, pass or dots."""
    if isinstance(node, ast.ClassDef):
        methods = [part for part in node.body if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef))]
        rest = [part for part in node.body if part not in methods and not says_nothing(part)]
        return not rest and all(map(is_blank, methods))
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return False
    first = next((part for part in node.body if not says_nothing(part)), None)
    return first is None or isinstance(first, ast.Raise) and "NotImplementedError" in ast.dump(first)


def says_nothing(node):
    return isinstance(node, ast.Pass) or isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def statements(source, cell):
    """(Statements of a cell, how many magics were dropped); SyntaxError where it is no Python."""
    dropped = 0
    try:
        tree = ast.parse(source, cell)
    except SyntaxError:
        if WHOLE.match(source):
            return [], 1
        lines = source.splitlines()
        for place, line in enumerate(lines):
            if MAGIC.match(line):
                lines[place], dropped = line[:len(line) - len(line.lstrip())] + "pass", dropped + 1
        if not dropped:
            raise
        source = "\n".join(lines)
        tree = ast.parse(source, cell)
    linecache.cache[cell] = len(source), None, source.splitlines(keepends=True), cell
    return [Statement(node, cell) for node in tree.body], dropped


class Program:
    """What of a notebook is to be run, for answers of these names.

    released   Statements of the release: its set-up, imports and helpers, without the answers' stubs
    texts      the sources of the release's cells: a learner's cell that is as it was is not read again
    After reading: found (names of answers that are no stubs), typed (the learner's name in the notebook),
    problems ("cell 3, line 2: SyntaxError"), magics (how many lines were dropped), stopped ({name of an
    answer: the error} where the cell that seems to define it is no Python).
    """

    def __init__(self, names, released=(), texts=()):
        self.names, self.released, self.texts = names, list(released), frozenset(texts)
        self.own, self.problems, self.magics, self.typed, self.future = [], [], 0, "", 0
        self.stopped = {}

    def read(self, sources):
        for number, source in enumerate(sources, 1):
            if source.strip() in self.texts:
                continue
            try:
                found, dropped = statements(source, f"<cell {number}>")
            except FAULTY as problem:
                line = getattr(problem, "lineno", None)
                place = f"cell {number}" + (f", line {line}" if line else "")
                self.problems.append(f"{place}: {type(problem).__name__}")
                unread = problem if isinstance(problem, SyntaxError) else SyntaxError("more than can be read")
                self.stopped |= {name: unread for name in self.names
                                 if re.search(DEFINES.format(re.escape(name)), source, re.MULTILINE)}
                continue
            self.own += found
            self.magics += dropped
        for one in self.own:
            self._notice(one.node)
        for one in self.own:
            one.future = self.future
        return self

    def _notice(self, node):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and any(
                isinstance(target, ast.Name) and target.id == "learner" for target in node.targets):
            self.typed = node.value.value if isinstance(node.value.value, str) else self.typed
        if isinstance(node, ast.ImportFrom) and node.module == "__future__" and any(
                alias.name == "annotations" for alias in node.names):
            self.future = 0x1000000

    def answers(self):
        """{name: its statements}: the last that is no stub, and the one before where it builds on that."""
        chosen = {}
        for name in self.names:
            giving = [one for one in self.own if name in one.binds]
            giving = [one for one in giving if not one.blank] or giving[-1:]
            kept = giving[-1:]
            while kept and name in kept[0].loads and kept[0] is not giving[0] and not isinstance(
                    kept[0].node, SCOPES):
                kept.insert(0, giving[giving.index(kept[0]) - 1])
            chosen[name] = kept
        return chosen

    @property
    def found(self):
        return [name for name, kept in self.answers().items() if kept and not kept[-1].blank]

    def needed(self):
        """The statements to run, in order."""
        answers = self.answers()
        kept = {id(one) for some in answers.values() for one in some}
        usual = [one for one in [*self.released, *self.own] if not isinstance(one.node, ast.ImportFrom)
                 or one.node.module != "__future__"]
        usual = [one for one in usual if id(one) in kept or not one.binds.intersection(self.names)]
        imported = {name for one in usual if isinstance(one.node, (ast.Import, ast.ImportFrom))
                    for name in one.binds}
        giving = {}
        for one in usual:
            for name in one.binds | (one.changes - imported):
                giving.setdefault(name, []).append(one)
        chosen, waiting = {id(one) for one in usual if one.everything}, list(self.names)
        asked = set(waiting)
        while waiting:
            for one in giving.get(waiting.pop(), ()):
                if id(one) not in chosen:
                    chosen.add(id(one))
                    more = one.loads - asked
                    asked |= more
                    waiting += more
        return [one for one in usual if id(one) in chosen]
