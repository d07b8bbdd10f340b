"""The learner's working copy: my/ mirrors notebooks/ and exercises/, and git ignores it.

What a learner wrote is never overwritten. A file counts as changed when its text differs from the
version that was handed out; a notebook's text is its cells, so one that was only run counts as
unchanged. When the course has a new version, a file is

    unchanged           -> replaced by it
    changed             -> left alone, and the new version put beside it, as NAME.new-1.ipynb
    removed or renamed  -> handed out again

my/.handed-out.json remembers the fingerprint of the version that was handed out last.
"""

import hashlib
import json
import shutil

from tools.places import MY, ROOT, Stop, run, say

ROOMS = ("notebooks", "exercises", "GLOSSARY.md", "NOTATION.md")    # folders, and pages that are linked
RECORD = ".handed-out.json"
SENTENCES = {
    "new": "new:",
    "again": "it was gone, here it is again:",
    "updated": "you had not changed it, and it is now the new version:",
    "beside": "you changed yours, so it stays; the new version is beside it:",
}


def fingerprint(path):
    """A hash of what a person wrote: of a notebook its cells, of any other file every byte."""
    content = path.read_bytes()
    if path.suffix == ".ipynb":
        try:
            text = [[cell["cell_type"], "".join(cell["source"]), cell.get("attachments", {})]
                    for cell in json.loads(content)["cells"]]
            content = json.dumps(text, sort_keys=True).encode()
        except (ValueError, KeyError, TypeError):
            pass                                      # no notebook after all
    return hashlib.sha256(content).hexdigest()


def course_files(root):
    """Every file that is handed out, relative to the project's folder, in order."""
    for room in ROOMS:
        place = root / room
        for path in [place] if place.is_file() else sorted(place.rglob("*")):
            relative = path.relative_to(root)
            hidden = any(part.startswith((".", "__")) for part in relative.parts)
            if path.is_file() and not hidden and relative.parts[1:] != ("README.md",):
                yield relative


def beside(path, word):
    """NAME.word-1.ipynb, NAME.word-2.ipynb, ...: names for another version of this file."""
    number = 0
    while True:
        number += 1
        yield path.with_name(f"{path.stem}.{word}-{number}{path.suffix}")


def news(relative, version, my, record):
    """(what happens, where the new version goes), or None where there is nothing to do."""
    name = relative.as_posix()
    if not (my / relative).exists():
        return ("again" if name in record else "new"), relative
    mine = fingerprint(my / relative)
    if version in (record.get(name), mine):
        return None
    if mine == record.get(name):
        return "updated", relative
    return "beside", next(path for path in beside(relative, "new") if not (my / path).exists()
                          or fingerprint(my / path) == record.get(path.as_posix()))


def hand_out(root=ROOT, my=MY):
    """Bring the working copy up to date, silently. Returns [(what happened, path in my/)]."""
    my.mkdir(exist_ok=True)
    record, happened = read_record(my), []
    for relative in course_files(root):
        version = fingerprint(root / relative)
        change = news(relative, version, my, record)
        if change:
            happened.append(change)
            copy(root / relative, my / change[1])
            record[change[1].as_posix()] = version
        record[relative.as_posix()] = version
    write_record(my, record)
    return happened


def copy(source, target):
    """Copy whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".partial")
    shutil.copyfile(source, partial)
    partial.replace(target)


def read_record(my):
    try:
        return json.loads((my / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def write_record(my, record):
    text = json.dumps(record, indent=1, sort_keys=True) + "\n"
    (my / RECORD).write_text(text, encoding="utf-8")


def bring_up_to_date():
    """hand_out, told to the reader."""
    first = not MY.exists()
    happened = hand_out()
    if first:
        say(f"Made your working copy {MY.name}/ ({len(happened)} files). "
            "Write in it what you like: an update never overwrites what you wrote.")
    for what, path in [] if first else happened:
        say(f"   {SENTENCES[what]} {MY.name}/{path.as_posix()}")
    trust(MY / path for _, path in happened)


def trust(paths):
    """Sign notebooks, so that JupyterLab shows their stored tables and drawings at once."""
    found = [path for path in paths if path.suffix == ".ipynb"]
    if found:
        run("-m", "nbformat.sign", *found, capture_output=True)


def reset(*names):
    """A fresh copy of one file; the learner's is kept as NAME.kept-1.ipynb."""
    if len(names) != 1 or not names[0]:
        raise Stop("Say which one: make reset NAME=01 (the beginning of a name is enough).")
    relative = find(names[0], list(course_files(ROOT)))
    mine = MY / relative
    if mine.exists():
        kept = next(path for path in beside(mine, "kept") if not path.exists())
        mine.rename(kept)
        say(f"Yours is kept as   {kept.relative_to(ROOT).as_posix()}")
    copy(ROOT / relative, mine)
    write_record(MY, {**read_record(MY), relative.as_posix(): fingerprint(mine)})
    trust([mine])
    say(f"A fresh copy is    {mine.relative_to(ROOT).as_posix()}")
    return 0


def find(name, paths):
    """The one path that is meant: its file's name begins with `name`, or else contains it."""
    hits = ([path for path in paths if path.name.startswith(name)]
            or [path for path in paths if name in path.as_posix()])
    if len(hits) == 1:
        return hits[0]
    problem = f"More than one fits {name!r}:" if hits else f"Nothing fits {name!r}. There are:"
    raise Stop("\n   ".join([problem, *(path.as_posix() for path in hits or paths)]))
