"""Words that came from elsewhere, made safe to show: names, sentences, points, times, file names.

A learner's name, a line of their code and a remark about it are untrusted. In HTML everything is escaped
and a name stands in <bdi>, so that letters which turn the direction of reading turn nothing else; in a
spreadsheet nothing may begin like a formula; in a folder nothing may lead out of it.
"""
import re
import unicodedata
from datetime import UTC, datetime
from hashlib import sha256
from html import escape

from course_lib.checks.verdict import marked

LONGEST = 600            # letters of a sentence that are shown
NAME = 120               # letters of a name
FILE = 80                # letters of a file's name
FORMULA = ("=", "+", "-", "@", "\t", "\r")
TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C])
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{k}" for port in ("com", "lpt") for k in range(1, 10))}

# What a learner is told where nothing could be judged; the problem itself is for the instructor.
SORRY = {
    "refused": "What you handed in is a notebook, but none of this assignment. Look whether you took the "
               "wrong file, and hand in the right one.",
    "crashed": "Python ended while your notebook was read or run: it may have called for its own end, or for "
               "more memory than there is. Restart the kernel, run all cells, and hand it in again.",
    "timed out": "Your notebook did not come to an end: a cell that defines your answers, or one of its "
                 "loops, runs on. Restart the kernel and run all cells; the one that never ends is the one "
                 "to mend.",
    "error in grader": "Something went wrong on our side, not on yours. Your instructor has been told, and "
                       "your work will be judged again.",
}
READABLE = "What you handed in could not be read as a notebook of this assignment. Open it once " \
           "more in JupyterLab, save it (the file ends in .ipynb), and hand in that file."

# Which attempt counts (record.counting), in words.
RULES = {False: "The latest attempt that is a notebook of this assignment with an answer in it counts; a "
                "late one too, and it is marked as late.",
         True: "The latest attempt in time that is a notebook of this assignment with an answer in it "
               "counts; where none was in time, the latest, and it is marked as late."}


def clean(words, longest=LONGEST):
    """One line without control characters and turning marks, not longer than so many letters."""
    text = " ".join(str(words)[:4 * longest].translate(TURNING).split())
    if not text.isprintable():
        text = "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(letter) in ("Cc", "Cs") else letter
                       for letter in text)
    return text if len(text) <= longest else text[:longest - 1] + "…"


def html(words, longest=LONGEST):
    return escape(clean(words, longest), quote=True)


def sentence(words):
    """A sentence in HTML: what stands between backticks is code."""
    return marked(clean(words))


def name_in_html(learner):
    """A name, isolated from the letters around it."""
    return f"<bdi>{html(learner, NAME) or '(no name)'}</bdi>"


def points(value):
    """14.5, 14, 0: at most two decimals."""
    return f"{round(float(value), 2):g}"


def percent(share):
    return f"{round(100 * float(share))} %"


def count_of(number, one, many=None):
    """"1 learner", "30 learners"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def when(time):
    """"27 Nov 2026, 04:12 UTC" of an ISO time; as it came where it is none, "" where there is none."""
    try:
        read = datetime.fromisoformat(str(time))
    except ValueError:
        return clean(time, 40)
    if read.tzinfo is None:
        read = read.replace(tzinfo=UTC)
    return f"{read.astimezone(UTC):%-d %b %Y, %H:%M} UTC" if time else ""


def file_name(learner):
    """A file's name for a learner: theirs where that is harmless, else what is harmless of it and a mark.

    Names that differ only in what was taken away, or in upper and lower case, do not meet.
    """
    text = unicodedata.normalize("NFC", str(learner))
    kept = re.sub(r"[^\w.@+-]+", "_", text)[:FILE].strip("._-")
    while len(kept.encode()) > 200:
        kept = kept[:-1]
    plain = kept == learner == learner.casefold() and kept.partition(".")[0] not in RESERVED
    mark = sha256(str(learner).encode("utf-8", "backslashreplace")).hexdigest()[:8]
    return kept if plain and kept else f"{kept or 'nameless'}-{mark}"


def cell(value):
    """A value for a spreadsheet, which must not take it for a formula."""
    if isinstance(value, (int, float)):
        return int(value) if value == int(value) else value
    text = clean(value)
    return f"'{text}" if str(value).startswith(FORMULA) or text.startswith(FORMULA) else text


def verdicts_of(result):
    """The verdicts of a result; none where nothing could be judged, whatever stands in their place."""
    return tuple(result.verdicts) if result.status == "graded" else ()


def named(verdict):
    """The names of the known mistakes in a verdict; the first is the one that was told."""
    return tuple(verdict.get("named") or verdict.get("mistakes") or ())


def told(verdict):
    """(what is said, what is said in small letters) of a verdict; of a blank answer without the second
    sentence, which is of cells and how to run them."""
    says, small = list(verdict.get("says", ())), [*verdict.get("where", ()), *verdict.get("notes", ())]
    return says[:1] if verdict["status"] == "not attempted" else says, small
