"""A verdict: points, and what is said. A panel in a notebook, plain text elsewhere, a dict for machines."""
import re
from dataclasses import dataclass, field
from html import escape

SIGNS = {"right": "✓", "partly right": "◐", "not attempted": "○"}        # and ✗ for all else
COLOURS = {"right": "#009E73", "partly right": "#E69F00", "not attempted": "#8A8A8A"}   # and vermilion
WORDS = {"no end": "no answer in time", "library": "not your own", "raised": "stopped by an error"}


@dataclass(frozen=True)
class Verdict:
    """What is said of an answer.

    status : right, partly right, wrong, not attempted, raised, no end, changed its inputs, returned something
             else, library      points : of task.points
    says   : sentences, the most important first    where : in which case it was seen
    notes  : what else was noticed
    named  : names of the known mistakes that give the same
    Its truth is whether the answer is right.
    """

    task: object
    status: str
    points: float
    says: list
    where: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    named: tuple = ()

    def __bool__(self):
        return self.status == "right"

    @property
    def heading(self):
        word = "" if self.status in ("right", "wrong") else f" ({WORDS.get(self.status, self.status)})"
        return (f"{SIGNS.get(self.status, '✗')} {self.task.name} · {self.task.title}: "
                f"{self.points:g} of {self.task.points} points{word}")

    def __repr__(self):
        return "\n".join([self.heading, *(f"  {line}" for line in [*self.says, *self.where, *self.notes])])

    def _repr_html_(self):
        colour = COLOURS.get(self.status, "#D55E00")
        first, *rest = self.says
        small = "".join(f"<p style='margin:.25em 0 0;font-size:.9em;opacity:.75'>{marked(line)}</p>"
                        for line in [*self.where, *self.notes])
        return (
            f"<div role='status' style='border-left:.4em solid {colour};padding:.4em .9em;margin:.3em 0;"
            "max-width:46em;line-height:1.45'>"
            f"<p style='margin:0'><strong>{escape(self.heading)}</strong></p>"
            f"<p style='margin:.25em 0 0'>{marked(first)}</p>"
            + "".join(f"<p style='margin:.25em 0 0'>{marked(line)}</p>" for line in rest) + small + "</div>")

    def as_dict(self):
        """For machines: plain data, without anything that belongs to a notebook."""
        return {"task": self.task.name, "title": self.task.title, "status": self.status,
                "points": self.points, "of": self.task.points, "says": list(self.says),
                "where": list(self.where), "notes": list(self.notes), "named": list(self.named)}


def marked(line):
    """A sentence in HTML; what stands between backticks is code, and the name of a mistake is strong."""
    text = re.sub(r"`([^`]*)`", r"<code>\1</code>", escape(line))
    return re.sub(r"^((?:Not yet|Or|It looks like this): )([^.]*)", r"\1<strong>\2</strong>", text)
