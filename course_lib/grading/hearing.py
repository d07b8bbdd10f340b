"""What a child says, as what one can work with: every word of it may be forged.

An outcome (see probes.running) has one kind and plain parts. Whatever has another form becomes one that
says so. Nothing that was said or raised while a seeded question was answered may reach the learner,
because it could carry the question's numbers out: of an error remain its type, where Python or the
notebook knows such a name, and the line, where the notebook has it; of a description only words that the
course itself uses.
"""
import builtins
import collections
import json
import re
import types
from functools import cache
from pathlib import Path

import numpy as np

from course_lib.grading import wire
from course_lib.probes import plain, running
from course_lib.probes.plain import NotPlain

LETTERS = 300
KEYS = 20                # of a dict in an answer
WIDE = 100               # of an array without entries
GIVEN = 20               # names of arguments
DIGITS = 24              # of all sizes in a description
SIZE = re.compile(r"(?:<U|(?<![\w.]))(\d{1,3}(?:,\d{3})+|\d+)(?!\w|\.\d)")  # 3; 12,000; <U5; no 0.5, no W1
WORD = re.compile(r"[^\W\d_]\w*")
KINDS = ("answer", "not_attempted", "raised", "no_end", "changed", "not_plain", "does_not_fit")
STRANGE = "something that cannot be judged"
# What may be anything, and what is said in its place where that is more than words of the course's own.
LESS = ((re.compile("a dict with the key .*, where"), "a dict with another key, where"),
        (re.compile("an array of .*, where numbers"), "an array of something else, where numbers"),
        (re.compile(r"an? \w+, where a plain array"), "a kind of its own, where a plain array"))


class Written:
    """What is written in a notebook: `line in Written(data)`. Its bytes are parsed by nobody but the child,
    so a line is looked up as JSON writes it, with other letters than ASCII as they are, or escaped."""

    def __init__(self, data):
        self.data = data

    def __contains__(self, piece):
        ways = (json.dumps(piece, ensure_ascii=escaped)[1:-1] for escaped in (False, True))
        return any(way.encode("utf-8", "surrogatepass") in self.data for way in ways)


def heard(outcome, task, known):
    """The outcome, made safe.   known : a Written, or a text: in it lines and names are looked up"""
    if not isinstance(outcome, dict):
        return nothing_but(not_plain=STRANGE)
    kinds = [kind for kind in KINDS if kind in outcome]
    if len(kinds) != 1:
        return nothing_but(not_plain=STRANGE)
    kind, said = kinds[0], outcome[kinds[0]]
    if kind == "answer":
        try:
            answer = plain.plain(said)
        except NotPlain:
            return nothing_but(not_plain=STRANGE)
        if isinstance(answer, dict):             # these keys are the probe's labels, or the answer's own
            return nothing_but(answer={label: shown(value, known) for label, value in answer.items()})
        return nothing_but(answer=shown(answer, known))
    if kind == "not_attempted":
        return nothing_but(not_attempted=said if is_name(said, known) else task.names[0])
    if kind == "no_end":
        return nothing_but(no_end=task.seconds)
    if kind == "changed":
        return nothing_but(changed=said if is_name(said, vocabulary()) else "what it was given")
    if kind == "not_plain":
        return nothing_but(not_plain=described(said, known))
    if kind == "does_not_fit":
        return nothing_but(does_not_fit=misfit(said, task))
    return nothing_but(raised=error(said, known))


def shown(value, known):
    """A value whose form tells no numbers: it is the form that a verdict may describe."""
    if isinstance(value, list):
        return [shown(entry, known) for entry in value]
    if isinstance(value, dict):
        return {key if is_label(key, known) else "another name": shown(entry, known)
                for key, entry in list(value.items())[:KEYS]}
    if isinstance(value, np.ndarray) and not value.size and max(value.shape) > WIDE:
        return np.zeros(0)                       # without entries, its shape could be any numbers
    return value


def is_label(key, known):
    """Whether a key is a word of the notebook's, or words of the course's own."""
    return len(key) < 60 and (key in known or sum(map(str.isdigit, key)) <= 2
                              and all(word in vocabulary() for word in WORD.findall(key)))


def nothing_but(**kind):
    return {**kind, "printed": "", "letters": 0, "warned": []}


def is_name(said, known):
    return isinstance(said, str) and said.isidentifier() and len(said) < 60 and said in known


def misfit(said, task):
    """What cannot be called: names alone, of which the judge takes only such as belong together."""
    said = said if isinstance(said, dict) else {}
    given = said.get("given") if isinstance(said.get("given"), list) else []
    return {"name": said["name"] if is_name(said.get("name"), task.names) else task.names[0],
            "given": [name for name in given[:GIVEN] if is_name(name, vocabulary())],
            "callable": said.get("callable") is not False}


def error(said, known):
    """An error's type and line, where they are what they claim to be."""
    said = said if isinstance(said, dict) else {}

    def text(part):
        return said[part][:LETTERS] if isinstance(said.get(part), str) else ""

    def line(part):
        return text(part) if text(part) and text(part) in known else ""
    kind, number = text("type"), said.get("number")
    python = getattr(builtins, kind, None) if kind.isidentifier() else None
    if not (isinstance(python, type) and issubclass(python, BaseException) or kind == "LinAlgError"
            or kind.isidentifier() and f"class {kind}" in known):
        kind = "an error of its own"
    return {"type": kind, "message": text("message"), "line": line("line"), "asked": line("asked"),
            "number": number if type(number) is int and 0 < number < 10**5 and line("line") else 0}


def described(said, known=""):
    """A description of what came, if it has no words but the course's own and, at most once, the name of a
    class in the notebook, and no numbers but a few sizes."""
    if not isinstance(said, str) or len(said) > LETTERS:
        return STRANGE
    ways = [said, *(less.sub(other, said) for less, other in LESS)]
    return next((way for way in ways if is_harmless(way, known)), STRANGE)


def is_harmless(words, known):
    sizes = "".join(SIZE.findall(words)).replace(",", "")
    others = [word for word in re.findall(r"\w+", SIZE.sub(" ", words)) if word not in vocabulary()]
    return words.isascii() and len(sizes) <= DIGITS and (
        not others or len(others) == 1 and others[0].isidentifier() and f"class {others[0]}" in known)


@cache
def vocabulary():
    """The words of the probes' own sentences, and the names of Python's and NumPy's types."""
    files = [*Path(running.__file__).parent.glob("*.py"), Path(wire.__file__)]
    words = {word for file in files for word in WORD.findall(file.read_text("utf-8"))}
    known = {one.__name__ for room in (types, collections, np, np.ma) for one in vars(room).values()
             if isinstance(one, type)}
    views = {type(view).__name__ for view in ({}.keys(), {}.values(), {}.items(), iter([]), iter(()))}
    others = {"DataFrame", "Series", "Tensor", "Network", "History", "Decimal", "Figure", "Axes"}
    return words | known | views | others | {name for name in vars(builtins) if not name.startswith("_")}
