"""All files of a folder or an archive, and whose they are. Nothing but names, sizes and times is looked at.

Links are not followed, archives not unpacked, pipes and devices not opened. Hidden files and those that
Jupyter, macOS and Python leave behind are passed over.
"""
import os
from contextlib import suppress
from typing import NamedTuple

from course_lib.grading.archives import files_of, moment_of, read_file
from course_lib.grading.layouts import (
    CANVAS,
    FOLDERS,
    GRADESCOPE,
    MOODLE,
    RELEASED,
    WRAPPERS,
    Owner,
    by_number,
    cleaned,
    owner_of,
)
from course_lib.grading.moments import moment

NOTEBOOK = (".ipynb", ".ipynb.json", ".ipynb.txt")            # browsers and mail programs add the latter two
DEEPEST = 10                                                  # folders within folders
STAMP, LIST = "timestamp.txt", "submission_metadata.yml"      # what nbgrader and Gradescope add
LONGEST_LIST = 2**28


class File(NamedTuple):
    """A file that was found.

    owner     whose; None where it belongs to another assignment
    notebook  whether its name says that it is one
    handed_in whether it is somebody's even if it is no notebook: it lies in a learner's folder, or the
              platform has named it
    """

    owner: Owner | None
    path: str
    size: int
    time: float | None
    notebook: bool
    handed_in: bool


def named(parts, path, size, time, assignment):
    """The File with this path, by the parts of its name."""
    owner = owner_of(parts, assignment)
    notebook = parts[-1].lower().endswith(NOTEBOOK)
    folders = [part for part in parts[:-1] if part not in FOLDERS and not WRAPPERS.fullmatch(part)]
    return File(owner, path, size, time, notebook, bool(folders or owner and owner.number))


def in_folder(place, assignment, reader, left_out):
    """The Files of a folder, and of the archives in it. A sole archive is the platform's; of several, each
    is a learner's."""
    archives, names, others = [], {}, 0
    for folder, folders, here in os.walk(place):
        inside = os.path.relpath(folder, place)
        above = () if inside == os.curdir else tuple(inside.split(os.sep))
        links = {name for name in folders if os.path.islink(os.path.join(folder, name))}
        left_out += [(os.path.join(folder, name), "it is a link") for name in sorted(links)]
        folders[:] = sorted(name for name in folders if name not in links and not is_hidden(name))
        if len(above) >= DEEPEST and folders:
            left_out.append((folder, f"it lies {DEEPEST} folders deep, and what is deeper is not looked at"))
            folders.clear()
        here = sorted(name for name in here if not is_hidden(name))
        stamp = _stamp(os.path.join(folder, STAMP)) if STAMP in here else None
        if LIST in here and len(above) < 2:
            with suppress(OSError):
                names = by_number(_text(read_file(os.path.join(folder, LIST), LONGEST_LIST)))
        if above and not folders and not here:
            yield named((*above, ""), folder, 0, os.stat(folder).st_mtime, assignment)
        for name in here:
            path = os.path.join(folder, name)
            if name in (STAMP, LIST):
                continue
            status = os.lstat(path)
            if os.path.islink(path) or not os.path.isfile(path):
                left_out.append((path, "it is a link, or no ordinary file"))
            elif name.lower().endswith(".zip"):
                archives.append(((*above, name), path, status))
            else:
                others += name.lower().endswith(".ipynb")
                time = status.st_mtime if stamp is None else stamp
                yield by_list(named((*above, name), path, status.st_size, time, assignment), names)
    if len(archives) == 1 and not others:
        yield from in_class_archive(archives[0][1], assignment, reader, left_out)
        return
    for parts, path, status in archives:
        yield from _in_learners_archive(parts, path, status, assignment, reader, left_out)


def in_class_archive(place, assignment, reader, left_out):
    """The Files of an archive that a platform packed: the names within say whose they are."""
    try:
        listed = [(parts, info, why) for parts, info, why in files_of(place, reader, trusted=True)
                  if why or not any(map(is_hidden, parts))]
    except OSError as error:
        raise ValueError(f"{place} cannot be read: {error}.") from None
    less, names = len(wrapper_of([parts for parts, info, _ in listed if info])) > 0, {}
    for parts, info, _ in listed:
        if info and parts[-1] == LIST:
            with suppress(OSError):
                names = by_number(_text(reader.read(f"{place}!{info.filename}", LONGEST_LIST)))
    for parts, info, why in listed:
        if info is None:
            left_out.append((f"{place}!{'/'.join(parts)}", why))
        elif parts[-1] not in (STAMP, LIST):
            yield by_list(named(parts[less:], f"{place}!{info.filename}", info.file_size, moment_of(info),
                                assignment), names)


def _in_learners_archive(parts, path, status, assignment, reader, left_out):
    """The Files that a learner packed: they are theirs, whatever the names within say."""
    owner, some = owner_of(parts, assignment), False
    try:
        for inside, info, why in files_of(path, reader, trusted=False):
            if why:
                left_out.append((f"{path}!{'/'.join(inside)}", why))
            elif inside[-1].lower().endswith(".ipynb") and not any(map(is_hidden, inside)):
                some = True
                yield File(owner, f"{path}!{info.filename}", info.file_size, status.st_mtime, True, True)
    except OSError as error:
        left_out.append((path, str(error)))
    if not some:
        yield File(owner, path, status.st_size, status.st_mtime, False, True)


def wrapper_of(names):
    """The folder that everything in an archive lies in, where it is no learner's; else ""."""
    tops = {parts[0] for parts in names if len(parts) > 1}
    if len(tops) != 1 or any(len(parts) < 2 for parts in names):
        return ""
    top = tops.pop()
    patterns = (MOODLE, CANVAS, GRADESCOPE, WRAPPERS)
    known = top in FOLDERS or any(pattern.fullmatch(top) for pattern in patterns)
    alone = all(len(parts) == 2 and RELEASED.match(parts[1]) for parts in names)
    return "" if known or alone else top


def by_list(file, names):
    """With Gradescope's list the number of a submission becomes a name and a time."""
    if not names or file.owner is None or file.owner.number not in names:
        return file
    name, time = names[file.owner.number]
    with suppress(ValueError):
        file = file._replace(time=moment(time))
    return file._replace(owner=file.owner._replace(name=cleaned(name))) if name else file


def is_hidden(name):
    return name.startswith((".", "__MACOSX")) or name == "__pycache__"


def _text(data):
    return data.decode("utf-8", "replace")


def _stamp(path):
    with suppress(OSError, ValueError):
        return moment(_text(read_file(path, 100)))
    return None
