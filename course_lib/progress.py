"""What a learner has solved: a small file in their own folder, which is never sent anywhere.

    progress.show()          a map of the course: a tower for each assignment, a brick for each task

The file is progress.json in the working copy my/, or beside the notebook where there is no working copy;
COURSE_PROGRESS names another place. With COURSE_QUIET=1 (the build, the tests) nothing is written or read:
then what was solved is known until the kernel ends.
"""
import json
import os
from html import escape
from pathlib import Path

from course_lib.probes import ASSIGNMENTS, tasks_of

FILE = "progress.json"
BEST = "best"
BRICK, GAP, TOWER = 26, 4, 92        # pixels: a brick's height, the gap, a tower's width
FILLED, PART, OPEN, EDGE = "#0072B2", "#56B4E9", "none", "#8A8A8A"


KEPT_HERE = {}            # with COURSE_QUIET=1


def quiet():
    return os.environ.get("COURSE_QUIET") == "1" and not os.environ.get("COURSE_PROGRESS")


def place():
    """Where the file is, or is to be."""
    if os.environ.get("COURSE_PROGRESS"):
        return Path(os.environ["COURSE_PROGRESS"])
    here = Path.cwd()
    homes = [folder for folder in (here, *here.parents) if (folder / ".handed-out.json").exists()]
    return (homes[0] if homes else here) / FILE


def read():
    """{task: {"points", "of"}} of the best verdict on each task; {} without a file, or with a broken one."""
    if quiet():
        return dict(KEPT_HERE)
    try:
        found = json.loads(place().read_text(encoding="utf-8"))[BEST]
        return {name: {part: float(one[part]) for part in ("points", "of")} for name, one in found.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def note(verdict):
    """Keep a verdict (a dict with task, points, of) if it is the best one yet on its task."""
    best = read()
    if verdict["points"] > best.get(verdict["task"], {}).get("points", 0):
        best[verdict["task"]] = {"points": verdict["points"], "of": verdict["of"]}
        _write(best)


def _write(best):
    """Whole or not at all; a file that cannot be written, or read, is no reason to stop a lesson."""
    if quiet():
        KEPT_HERE.update(best)
        return
    path = place()
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    try:
        if path.exists() and not read():
            path.replace(path.with_name(f"{path.name}.unreadable"))
        partial.write_text(json.dumps({BEST: dict(sorted(best.items()))}, indent=1) + "\n", encoding="utf-8")
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)


class Map:
    """The course as towers: one for each assignment, a brick for each task, filled when it is solved."""

    def __init__(self, best):
        self.towers = {number: [(task, best.get(name, {}).get("points", 0))
                                for name, task in tasks_of(number).items()] for number in ASSIGNMENTS}

    def total(self, number=None):
        """(points, of) of one assignment, or of all."""
        bricks = [brick for key, tower in self.towers.items() if number in (None, key) for brick in tower]
        return sum(points for _, points in bricks), sum(task.points for task, _ in bricks)

    def __repr__(self):
        lines = [f"{number} {ASSIGNMENTS[number].title:22} {''.join(sign(*brick) for brick in tower):8} "
                 + "{:g} of {:g}".format(*self.total(number)) for number, tower in self.towers.items()]
        return "\n".join([*lines, "{:g} of {:g} points. ".format(*self.total()) + self.next()])

    def next(self):
        """The first task that is not solved."""
        for tower in self.towers.values():
            for task, points in tower:
                if points < task.points:
                    return f"Next: {task.name}, {task.title}."
        return "All solved."

    def _repr_html_(self):
        highest = max(map(len, self.towers.values()))
        height = (BRICK + GAP) * highest + 62
        width = TOWER * len(self.towers)
        parts = [part for k, number in enumerate(self.towers) for part in self._tower(k, number, height)]
        words = "{:g} of {:g} points".format(*self.total())
        return (f"<svg viewBox='0 0 {width} {height}' width='{width}' style='max-width:100%' role='img' "
                f"aria-label='{escape(self.alt(), quote=True)}' font-family='system-ui, sans-serif' "
                "fill='currentColor'>" + "".join(parts) + "</svg>"
                f"<p>{words}. {escape(self.next())}</p>")

    def _tower(self, k, number, height):
        left, ground = k * TOWER + 6, height - 44
        yield (f"<text x='{left + 38}' y='{height - 26}' text-anchor='middle' font-size='13'>{number}</text>"
               f"<text x='{left + 38}' y='{height - 10}' text-anchor='middle' font-size='11'>"
               "{:g}/{:g}</text>".format(*self.total(number)))
        for level, (task, points) in enumerate(self.towers[number]):
            top = ground - (level + 1) * (BRICK + GAP)
            share = points / task.points
            colour = FILLED if share >= 1 else PART if share else OPEN
            title = escape(f"{task.name} · {task.title}: {points:g} of {task.points}")
            yield (f"<g><title>{title}</title>"
                   f"<rect x='{left}' y='{top}' width='76' height='{BRICK}' rx='3' fill='{colour}' "
                   f"stroke='{EDGE}' pointer-events='all'/>"
                   f"<text x='{left + 38}' y='{top + 18}' text-anchor='middle' font-size='13' "
                   f"fill='{'#fff' if share >= 1 else '#1A1A1A' if share else 'currentColor'}'>"
                   f"{sign(task, points)}</text></g>")

    def alt(self):
        """What one sees, for those who do not."""
        towers = ["{}: {:g} of {:g} points".format(number, *self.total(number)) for number in self.towers]
        return "A tower for each assignment, a brick for each task. " + "; ".join(towers) + "."


def sign(task, points):
    """Colour is not alone: solved, in part, open."""
    return "✓" if points >= task.points else "◐" if points else "·"


def show():
    """The map of what is solved; a notebook draws it."""
    return Map(read())
