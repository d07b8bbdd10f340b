"""A first look at a file that somebody handed in, without opening it: is it a notebook, and which one?

The learner's bytes are parsed by nobody but the child in its sandbox: json.loads and ast.parse can be made to
eat memory, time and the stack. Here, on the trusted side, the bytes are walked through once, from left to
right, with a counter for the depth and nothing that grows:

    every quote finds its end; every bracket is closed; between them stand only numbers, true, false, null
    the words at depth 1 ("nbformat": 4, "cells") say whether it is a notebook and how old
    check("05.…"), sheet("05.…"), the title "Exercises 05 · …", nbgrader's "05_…" and `def hidden_delta` say
    of which assignment: it is the wrong one only where another is named and the wanted one nowhere

More is not looked at: whether it is good JSON, and what it does, the child finds out. In the same way
sources() takes the texts out of a notebook, for those who compare notebooks (reports.likeness).
"""
import json
import re
from functools import lru_cache

LARGEST = 16 * 2**20         # bytes of a notebook; more is "huge"
DEEPEST = 64                 # brackets within brackets; an honest notebook with outputs has about ten
MOST = 1_000_000             # strings and brackets in all

# Possessive (`*+`): what has matched is never tried again, so the time is linear and no memory is kept.
STRING = rb'"(?:[^"\\]++|\\.)*+"'
TOKEN = re.compile(rb'%b|[][{}]|[^][{}"]++' % STRING, re.DOTALL)
BETWEEN = re.compile(rb"[\s,:]*+(?:(?:-?\d[\d.eE+-]*+|true|false|null|NaN|-?Infinity)[\s,:]*+)*+")
VALUE = re.compile(rb"\s*+:\s*+(\d{1,3})?")
TRACES = (re.compile(rb"\b(?:check|sheet)\(\s*+\\?[\"'](\d\d)\."),
          re.compile(rb"Exercises (\d\d) (?:\xc2\xb7|\\u00b7)"),
          re.compile(rb'"grade_id"\s*+:\s*+"(\d\d)_'))
SOURCE = re.compile(rb'"source"\s*+:\s*+(%b|\[(?:\s*+%b\s*+,?)*+\s*+\])' % (STRING, STRING), re.DOTALL)
DEFINED = re.compile(rb"\bdef ++(\w{1,80})\s*+\(")


def problem_of(data, assignment, largest=LARGEST):
    """The problem with these bytes as a notebook of this assignment; "" if none is seen."""
    if len(data) > largest:
        return "huge"
    text = data.removeprefix(b"\xef\xbb\xbf").strip()
    if not text:
        return "empty"
    words, problem = top_level(text)
    if problem:
        return problem
    version = words.get(b"nbformat", b"")
    if version and int(version) < 4:
        return "old format"
    if not version or b"cells" not in words:
        return "not a notebook"
    return "wrong assignment" if is_of_another(text, assignment) else ""


def top_level(text):
    """({word at depth 1: digits that follow it}, problem) of what should be one object of JSON."""
    words, open_brackets, end, word = {}, bytearray(), 0, None
    if not (text.startswith(b"{") and text.endswith(b"}")):
        return words, "not JSON"
    for count, token in enumerate(TOKEN.finditer(text)):
        first = text[end]                                # a byte, as a number
        if token.start() != end or (end and not open_brackets):
            return words, "not JSON"                     # a quote without an end; something after the end
        end = token.end()
        if count > MOST:
            return words, "not a notebook"
        if first in b"{[":
            open_brackets.append(first)
            if len(open_brackets) > DEEPEST:
                return words, "not a notebook"
            if word is not None:
                words[word] = b""                        # "cells": [
        elif first in b"}]":
            if open_brackets.pop() + 2 != first:         # in ASCII { and }, [ and ] are two apart
                return words, "not JSON"
        elif first == 34:                                # a quote
            if len(open_brackets) == 1:
                word = token[0][1:-1] if end - token.start() < 40 else b""
                continue
        elif not BETWEEN.fullmatch(token[0]):
            return words, "not JSON"
        elif len(open_brackets) == 1 and word is not None:
            if (found := VALUE.match(token[0])) and found[1]:
                words[word] = found[1]
            elif found:
                continue                                 # "cells": and then a bracket
        word = None
    return words, "" if end == len(text) and not open_brackets else "not JSON"


def sources(data, most=LARGEST):
    """The sources of all cells, until they have `most` letters; what is no notebook has none.

    A source is a string, or an array of strings and nothing else: so much is parsed, and no more.
    """
    found, size = [], 0
    for match in SOURCE.finditer(data):
        try:
            value = json.loads(match[1], strict=False)
        except ValueError:                               # not UTF-8, or an escape that is none
            continue
        found.append(value if isinstance(value, str) else "".join(value))
        size += len(found[-1])
        if size > most:
            break
    return found


def is_of_another(text, assignment):
    """Whether another assignment is named in it, and this one nowhere."""
    named = {number for trace in TRACES for number in trace.findall(text)}
    if not named or assignment.encode() in named:
        return False
    return not {found.decode() for found in DEFINED.findall(text)} & names_of(assignment)


@lru_cache
def names_of(assignment):
    """What a learner defines in this assignment and in no other."""
    from course_lib.probes import ASSIGNMENTS, tasks_of
    names = {number: {name for task in tasks_of(number).values() for name in task.names}
             for number in ASSIGNMENTS}
    return names.pop(assignment).difference(*names.values())
