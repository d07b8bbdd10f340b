"""A folder or an archive as Submissions: whose, which attempt, when, and whether it can be graded at all.

    found = find("submissions/", "05", due="2026-01-15T23:59")
    len(found)                         how many there are; so far only names have been looked at
    for submission in found: ...       their bytes are looked at now, one after the other, and not kept
    found.left_out                     [(path, why)] of files that are nobody's submission

Whose a file is, its name says (layouts). A learner's files are attempts 1, 2, ... by the number in the name
where there is one, then by time. Each problem is a row: "empty", "huge", "not JSON" (contents says what is
looked at), "duplicate of attempt 1" (the same bytes by the same learner), and "no notebook" of a learner
who handed in something else. The time is that of the file, of the archive's list, or what nbgrader or
Gradescope wrote down; `unzip` and `cp -p` keep a file's time, and a browser that saves it does not.
"""
import os
from collections import defaultdict
from hashlib import sha256

from course_lib.grading.archives import Reader
from course_lib.grading.contents import LARGEST, problem_of
from course_lib.grading.listing import in_class_archive, in_folder, named
from course_lib.grading.moments import iso, moment
from course_lib.grading.record import Submission
from course_lib.probes import assignment_of

MOST_ATTEMPTS = 50       # of one learner: the newest count


def find(place, assignment, *, due=None, largest=LARGEST, names=None):
    """What was handed in, as Found. FileNotFoundError or ValueError where there is nothing to look into.

    place    a folder, an archive (.zip), or one notebook
    due      when it had to be there, as text (see moments) or in seconds; None for no deadline
    largest  bytes of a notebook
    names    {name as above: the name that this learner types in the notebook, where it is another}
    """
    place, reader, left_out = os.fspath(place), Reader(), []
    assignment = assignment_of(assignment).number
    try:
        if os.path.isdir(place):
            files = list(in_folder(place, assignment, reader, left_out))
        elif not os.path.isfile(place):
            raise FileNotFoundError(f"{place} is not there: a folder of notebooks or a .zip was expected.")
        elif place.lower().endswith(".ipynb"):
            status = os.stat(place)
            files = [named((os.path.basename(place),), place, status.st_size, status.st_mtime, assignment)]
        else:
            files = list(in_class_archive(place, assignment, reader, left_out))
    finally:
        reader.close()
    learners, typed = by_learner(files, left_out)
    due = moment(due) if isinstance(due, str) else due
    return Found(learners, left_out, assignment, due, largest, {**typed, **(names or {})})


def by_learner(files, left_out):
    """({learner: Files in the order of attempts}, {learner: the name without the number of a namesake}); what
    is nobody's is left out, with the reason."""
    numbers, learners, typed = defaultdict(set), defaultdict(list), {}
    for file in files:
        if file.owner:
            numbers[file.owner.name].add(file.owner.number)
    for file in files:
        if file.owner is None:
            left_out.append((file.path, "it belongs to another assignment"))
        elif not (file.notebook or file.handed_in):
            left_out.append((file.path, "it is no notebook"))
        else:
            learner, again = learner_of(file.owner, numbers)
            learners[learner].append((again, file.time or 0.0, file.path, file))
            if not file.owner.bare and learner != file.owner.name:
                typed[learner] = file.owner.name
    return {learner: attempts_of(learner, sorted(theirs), left_out)
            for learner, theirs in learners.items()}, typed


def learner_of(owner, numbers):
    """(the learner, the number at the end of the file's name): "ada_2" is ada's, if there is an ada."""
    if owner.bare:
        return (owner.bare, owner.again) if owner.bare in numbers else (owner.name, 0)
    several = owner.number and len(numbers[owner.name]) > 1
    return f"{owner.name} {owner.number}" if several else owner.name, owner.again


def attempts_of(learner, theirs, left_out):
    """The Files that are a learner's attempts: the notebooks, or one file to say that there is none."""
    files = [file for *_, file in theirs]
    notebooks = [file for file in files if file.notebook]
    kept = notebooks[-MOST_ATTEMPTS:] or files[:1]
    left_out += [(file.path, f"{learner} handed in more than {MOST_ATTEMPTS} files") for file in
                 notebooks[:-MOST_ATTEMPTS]]
    left_out += [(file.path, "it is no notebook") for file in files if not file.notebook and file not in kept]
    return kept


class Found:
    """All that was handed in, learner by learner. It can be walked through more than once."""

    def __init__(self, learners, left_out, assignment, due, largest, typed):
        self.learners, self.left_out, self.typed = learners, left_out, typed
        self.assignment, self.due, self.largest = assignment, due, largest

    def __len__(self):
        return sum(map(len, self.learners.values()))

    def __iter__(self):
        reader = Reader()
        try:
            for learner in sorted(self.learners):
                graded = {}                                  # hash of what can be graded: its attempt
                for attempt, file in enumerate(self.learners[learner], 1):
                    yield self._look(learner, attempt, file, reader, graded)
        finally:
            reader.close()

    def only(self, wanted):
        """The Found of the learners whom wanted(learner) picks."""
        learners = {learner: files for learner, files in self.learners.items() if wanted(learner)}
        return Found(learners, self.left_out, self.assignment, self.due, self.largest, self.typed)

    def first(self, count):
        """The Found of as many learners as have `count` submissions."""
        kept = {}
        for learner in sorted(self.learners):
            if sum(map(len, kept.values())) >= count:
                break
            kept[learner] = self.learners[learner]
        return self.only(kept.__contains__)

    def _look(self, learner, attempt, file, reader, graded):
        late = file.owner.late or bool(self.due and file.time is not None and not file.owner.says_late
                                       and file.time > self.due)
        digest, size = "", file.size
        if not file.notebook:
            problem = "no notebook"
        elif size > self.largest:
            problem = "huge"
        else:
            try:
                data = reader.read(file.path, self.largest)
                digest, size = sha256(data).hexdigest(), len(data)
                problem = (f"duplicate of attempt {graded[digest]}" if digest in graded
                           else problem_of(data, self.assignment, self.largest))
            except OSError:                                  # damaged, encrypted, not ours to read
                problem = "not a notebook"
        if problem == "huge":
            digest = ""                                      # of the beginning of a file it says nothing
        if not problem:
            graded[digest] = attempt
        typed = self.typed.get(learner, "")
        return Submission(learner, file.path, digest, attempt, iso(file.time), late, problem, size,
                          typed if typed != learner else "")
