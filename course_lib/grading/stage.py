"""The stage: a folder with what a child may see of the course, and nothing else.

That are the probes of one assignment, what of the library they and the answers need, and the release's own
set-up. Never there: the right answers, known mistakes, solutions, seeds, other submissions. Which files
these are is read from the imports, so that a new probe brings along what it needs.
"""
import ast
import json
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from course_lib.grading import reading
from course_lib.probes import assignment_of, tasks_of

LIBRARY = Path(__file__).parents[1]
ROOT = LIBRARY.parent
NEVER = ("checks", "mistakes", "grading.judging", "grading.stage")       # with all that is in them
ANSWERS = ("backprop", "graph", "dual", "gradcheck")       # what the assignments ask for; see below
WORKING = ("grading.worker", "probes.running", "probes.uses")
BEGINS = "course-grading-"
HOME = "home"            # the one place where a child may write


@cache
def modules(number):
    """The names of the modules ("probes.draw") that a child of this assignment may see, sorted.

    A module whose functions are answers is left out even where another one imports it, as training does,
    which takes the library's backprop if it is given none: a stand-in is there that says so (see standin).
    """
    uses = {allowed for task in tasks_of(number).values() for allowed in task.uses}
    functions = ["network"] * any(task.checker for task in tasks_of(number).values())     # see calling
    waiting = [*WORKING, *functions, f"probes.{assignment_of(number).module}", *sorted(uses)]
    found = set()
    while waiting:
        name = real(waiting.pop())
        if name in found or name in ANSWERS:
            continue
        if any(f"{name}.".startswith(f"{one}.") for one in NEVER):
            raise RuntimeError(f"the probes of {number} import course_lib.{name}, which holds answers.")
        found.add(name)
        waiting += imports(name)
        waiting += [name.rpartition(".")[0]] if "." in name else []
    return sorted(found)


def file_of(name):
    """The file of a module of course_lib, or None."""
    place = LIBRARY.joinpath(*name.split("."))
    return next((file for file in (place / "__init__.py", place.with_suffix(".py")) if file.is_file()), None)


def real(name):
    """The module that a dotted name belongs to: "activations.tanh" is in "activations"."""
    while file_of(name) is None:
        if "." not in name:
            raise RuntimeError(f"course_lib.{name} is no module.")
        name = name.rpartition(".")[0]
    return name


def imports(name):
    """The modules of course_lib that a module imports, as dotted names within it; of the grader's own, when
    it is loaded, because what its functions import later on is not for every assignment."""
    file = file_of(name)
    package = ["course_lib", *name.split(".")]
    package = package if file.name == "__init__.py" else package[:-1]
    tree = ast.parse(file.read_text("utf-8"))
    for node in tree.body if name.startswith("grading.") else ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package[:len(package) + 1 - node.level] if node.level else []
            start = ".".join([*above, *([node.module] if node.module else [])])
            names = [f"{start}.{alias.name}" for alias in node.names]
        else:
            continue
        inside = [one.removeprefix("course_lib.") for one in names if one.startswith("course_lib.")]
        yield from (one for one in inside if one.split(".")[0] not in ("checks", "__version__"))


def release_of(number):
    """The path of the notebook that is handed out."""
    return ROOT / "exercises" / assignment_of(number).folder / f"exercises_{number}.ipynb"


def names_of(number):
    """The names that an assignment asks for, in order."""
    return list(dict.fromkeys(name for task in tasks_of(number).values() for name in task.names))


def build(number, variant=0, release=None):
    """Make the stage of an assignment; return its folder. Take it away with remove().

    variant : the seed of the sheets    release : another notebook handed out than that of the course
    """
    sweep()
    folder = Path(tempfile.mkdtemp(prefix=f"{BEGINS}{os.getpid()}-"))
    folder.chmod(0o755)
    for name in modules(number):
        target = folder / "course_lib" / file_of(name).relative_to(LIBRARY)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file_of(name), target)
    shutil.copyfile(LIBRARY / "__init__.py", folder / "course_lib" / "__init__.py")
    if "datasets" in modules(number):
        shutil.copytree(LIBRARY / "data", folder / "course_lib" / "data")
    about = {"assignment": number, "names": names_of(number), "variant": variant,
             "tasks": list(tasks_of(number)), "release": released(release or release_of(number))}
    (folder / "assignment.json").write_text(json.dumps(about), "utf-8")
    (folder / HOME).mkdir(mode=0o700)
    return folder


def released(path):
    """The sources of the release's code cells."""
    try:
        return reading.cells(Path(path).read_bytes())
    except FileNotFoundError:
        raise FileNotFoundError(
            f"{path} is not there: the set-up of every submission comes from the notebook handed out. "
            "Run the grader in a copy of the course, or name the notebook with release=...") from None


def remove(folder):
    shutil.rmtree(folder, ignore_errors=True)


def sweep():
    """Take away stages whose maker was killed. Their names hold its number."""
    for folder in Path(tempfile.gettempdir()).glob(f"{BEGINS}*"):
        maker = folder.name.removeprefix(BEGINS).partition("-")[0]
        try:
            mine = folder.stat().st_uid == os.geteuid() and not folder.is_symlink()
            if mine and maker.isdigit() and not Path(f"/proc/{maker}").exists():
                remove(folder)
        except OSError:
            continue
