"""A wrong answer is a right one in which some text is replaced.

    ANSWER = Answer(hidden_delta)
    ANSWER.wrong(("hidden slope missing", "back * slope", "back", "delta @ W is ∂E/∂a; ..."))
    ANSWER.right(("with einsum", "delta @ W", 'np.einsum("nj,ji->ni", delta, W)'))

So what is wrong, what is right there, and the function that does it come from one line. An answer of several
functions is given whole; the last one is its door, and the others are found in its __globals__.
"""
import inspect
import linecache
import textwrap
from functools import cached_property

from course_lib.mistakes.in_backprop import BACKPROP
from course_lib.mistakes.in_functions import ACTIVATIONS, CHECKS, LOSSES, START
from course_lib.mistakes.in_graph import GRAPH, ROWS
from course_lib.mistakes.in_rules import OPTIMIZERS
from course_lib.mistakes.record import Mistake, collect

KNOWN = BACKPROP | ACTIVATIONS | CHECKS | LOSSES | START | GRAPH | ROWS | OPTIMIZERS


class Answer:
    """A right answer: functions or classes, the last of which is its door."""

    def __init__(self, *parts):
        self.parts = parts

    @cached_property
    def source(self):
        return "\n\n".join(textwrap.dedent(inspect.getsource(part)) for part in self.parts)

    def edited(self, *replaced):
        """The door of this answer with each (old, new) replaced; each old text must occur just once."""
        source = self.source
        for old, new in replaced:
            self._find(source, old)
            source = source.replace(old, new)
        return compiled(source, self.parts[-1].__name__, vars(inspect.getmodule(self.parts[-1])))

    def _find(self, source, old):
        if source.count(old) != 1:
            raise ValueError(f"{old!r} occurs {source.count(old)} times in the answer "
                             f"{self.parts[-1].__name__}: give more of the line.")
        return source.index(old)

    def wrong(self, *rows):
        """{name: Mistake}. A row is (name, right text, wrong text, sentence); without the sentence it is
        that of the known mistake of this name. A Mistake may stand in a row's place."""
        return collect(*(row if isinstance(row, Mistake) else self._mistake(*row) for row in rows))

    def _mistake(self, name, right, wrong, sentence=None):
        sentence, start = sentence or KNOWN[name].sentence, self._find(self.source, right)
        edited = self.source.replace(right, wrong)
        return Mistake(name, lines_of(edited, start, len(wrong)), lines_of(self.source, start, len(right)),
                       sentence, self.edited((right, wrong)))

    def right(self, *rows):
        """{name: function}. A row is (name, old, new), (name, [(old, new), ...]), or (name, answer)
        with another function or Answer."""
        made = {"as one writes it": self.edited()}
        for name, *how in rows:
            if name in made:
                raise ValueError(f"two right answers are called {name!r}; give each its own name.")
            other = Answer(how[0]) if callable(how[0]) else how[0]
            if isinstance(other, Answer):
                made[name] = other.edited()
            else:
                made[name] = self.edited(*(other if len(how) == 1 else [tuple(how)]))
        return made


def compiled(source, door, around):
    """The door of a program given as text, in a copy of the names around it. Its lines can be quoted."""
    file = f"<answer {hash(source) & 0xffffffff:x}>"
    linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
    scope = {**around, "__name__": "answer"}
    exec(compile(source, file, "exec"), scope)
    return scope[door]


def lines_of(source, start, length):
    """The whole lines in which a piece of a program lies, on one line; no piece at all is nothing."""
    first = source.rfind("\n", 0, start) + 1
    if first == start and not source[start:start + length].strip():     # a whole line was left out
        return "(nothing)"
    end = source.find("\n", start + length)
    lines = source[first:None if end < 0 else end].splitlines()
    return "; ".join(line.strip() for line in lines if line.strip()) or "(nothing)"


def namespace_of(function, names):
    """{name: function or class} for a task that asks for these names, from an answer's door."""
    if len(names) == 1:
        return {names[0]: function}
    around = inside(function).__globals__
    return {name: around[name] for name in names}


def inside(door):
    """A function of the program that a door belongs to: the door itself, or a method of a class."""
    return door if hasattr(door, "__globals__") else next(
        part for part in vars(door).values() if hasattr(part, "__globals__"))


def source_of(door):
    """The text of the compiled program that a door belongs to, all of its functions."""
    return "".join(linecache.getlines(inside(door).__code__.co_filename))
