"""One case put to an answer: what came back, or which of the many things that can go wrong went wrong.

The outcome is plain data, a dict with one of

    answer     {label: value}              not_attempted  the name that is still blank or missing
    raised     {type, message, line, number, asked}    no_end    the seconds that were waited
    changed    the name of the argument that was written on        not_plain    what came instead
    does_not_fit   {name, given, callable}: what cannot be called with arguments of the names in given

and beside it `printed`, the beginning of what was printed, and `warned`, what NumPy or others warned of.
"""
import contextlib
import io
import linecache
import os
import sysconfig
import traceback
import warnings

import numpy as np

from course_lib.probes.asking import DoesNotFit, InputsChanged
from course_lib.probes.plain import NotPlain
from course_lib.probes.time_limit import TimeIsUp, time_limit

LATER = (DeprecationWarning, PendingDeprecationWarning)       # of no interest to a learner
KEPT = 2_000             # letters of what was printed
LIBRARY = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PLACES = ("stdlib", "platstdlib", "purelib", "platlib")
FOREIGN = (LIBRARY, *{os.path.normpath(sysconfig.get_path(place)) for place in PLACES})


class Tail(io.TextIOBase):
    """What is printed: its beginning, and how much there was."""

    def __init__(self):
        self.text, self.length = "", 0

    def write(self, text):
        self.text += text[:KEPT - len(self.text)]
        self.length += len(text)
        return len(text)


def run_case(task, namespace, rng, seconds=None):
    """Put one case of a task to an answer; return the outcome. The learner's stop button still stops."""
    missing = [name for name in task.names if namespace.get(name) is None]
    if missing:
        return {"not_attempted": missing[0], "printed": "", "letters": 0, "warned": []}
    tail = Tail()
    with warnings.catch_warnings(record=True) as warned, contextlib.redirect_stdout(tail), \
            contextlib.redirect_stderr(tail):
        warnings.simplefilter("always")
        outcome = _outcome(task, namespace, rng, seconds or task.seconds)
    told_of = [one for one in warned if not issubclass(one.category, LATER)]
    said = list(dict.fromkeys(f"{one.category.__name__}: {one.message}"[:160] for one in told_of))[:3]
    return {**outcome, "printed": tail.text, "letters": tail.length, "warned": said}


def _outcome(task, namespace, rng, seconds):
    try:
        with time_limit(seconds):
            return {"answer": task.probe(namespace, rng)}
    except TimeIsUp:
        return {"no_end": seconds}
    except InputsChanged as problem:
        return {"changed": str(problem)}
    except NotPlain as problem:
        return {"not_plain": str(problem)}
    except DoesNotFit as problem:
        return {"does_not_fit": misfit(problem, task, namespace)}
    except NotImplementedError as error:
        return {"raised": told(error)} if str(error) else {"not_attempted": blank_in(error, task, namespace)}
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # whatever the learner's code can raise, SystemExit among it
        return {"raised": told(error)}


def digested(task, outcome, rng):
    """The outcome with what is compared in place of the answer, for tasks in which that is not the same.

    For the judge's side: an answer may come from another process, and is plain data and nothing more.
    """
    if task.digest is None or "answer" not in outcome:
        return outcome
    beside = {part: value for part, value in outcome.items() if part != "answer"}
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            return {**beside, "answer": task.digest(outcome["answer"], rng)}
    except NotPlain as problem:
        return {**beside, "not_plain": str(problem)}
    except Exception as error:  # a form that nothing can be made of
        return {**beside, "raised": told(error)}


def blank_in(error, task, namespace):
    """The function that is still blank: one of the task's, or one that it calls."""
    name = traceback.extract_tb(error.__traceback__)[-1].name
    return name if name in namespace else task.names[0]


def misfit(problem, task, namespace):
    """What was to be called, and how: the names of the function, and of what it is given."""
    name = next((name for name in task.names if namespace[name] is problem.function), task.names[0])
    return {"name": name, "given": problem.given, "callable": callable(problem.function)}


def told(error):
    """An exception in plain words: its type, its message, the learner's own line, and what led there."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__)
              if not frame.filename.startswith(FOREIGN) and not frame.filename.startswith("<frozen")]
    if isinstance(error, SyntaxError) and error.lineno and (not frames or f"{error.filename}"[:5] == "<cell"):
        frames += [traceback.FrameSummary(error.filename, error.lineno, "", line=(error.text or "").strip())]
    first, last = (frames[0], frames[-1]) if frames else (None, None)
    try:
        message = str(error)
    except Exception:  # an exception whose own text raises
        message = ""
    return {"type": type(error).__name__, "message": " ".join(message.split())[:300],
            "line": quoted(last), "number": last.lineno if last else 0,
            "asked": quoted(first) if first is not last else ""}


def quoted(frame):
    """The line of a frame, as it is written."""
    line = (frame.line or linecache.getline(frame.filename, frame.lineno).strip()) if frame else ""
    return line[:120]

