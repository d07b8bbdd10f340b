"""The zip that Gradescope asks for as an autograder: setup.sh, run_autograder, what of the course is needed.

    python -m course_lib.grading 05 --bundle gradescope --seed-file grading.seed

What is needed is found by following imports from the grader, the probes, the keys and the known mistakes of
this assignment; no widget, no figure, no other assignment's answers. The secret lies in the zip (Gradescope
shows an autograder to instructors only): build one for each course, and keep it as you keep the secret.
"""
import ast
import json
import zipfile
from pathlib import Path

from course_lib.grading import stage
from course_lib.grading.options import WHO
from course_lib.probes import assignment_of

LIBRARY = Path(__file__).resolve().parents[2]
ROOT = LIBRARY.parent
WHOLE = ("grading", "probes", "checks", "mistakes")     # rooms that also import by a name in a catalogue
LEFT_OUT = "selftest"                                   # hostile notebooks have no business there
ONE_EACH = ("probes", "checks/keys", "mistakes/answers")     # rooms with modules for each assignment
SETTINGS = "bundle.json"
SECRET = "secret.txt"
DONE = """{path}
Upload it under "Configure Autograder". It holds the secret: keep it as you keep that.
Learners type their {who}, as Gradescope has it, as `learner` in their notebook, so that the tasks by hand
have their numbers."""
STAMP = (2026, 1, 1, 0, 0, 0)                                # the same files make the same zip

SETUP = """#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the image.
set -eu
place="${AUTOGRADER:-/autograder}"
python=""
for name in python3.13 python3.12 python3.11; do
    if command -v "$name" > /dev/null; then python="$name"; break; fi
done
export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install -y --no-install-recommends bubblewrap || true     # better with it; the container protects too
if [ -z "$python" ]; then
    apt-get install -y --no-install-recommends python3.11 python3.11-venv
    python=python3.11
fi
"$python" -m venv "$place/venv" || { apt-get install -y "$python-venv"; "$python" -m venv "$place/venv"; }
"$place/venv/bin/python" -m pip install --quiet "numpy>=2.0,<3" "scipy>=1.13,<2" "tqdm>=4.66,<5"
chmod 700 "$place/source"                                          # the secret is root's alone
"""

RUN = """#!/usr/bin/env bash
# Gradescope runs this for every submission. AUTOGRADER and PYTHON are there for trying it elsewhere.
set -u
place="${AUTOGRADER:-/autograder}"
python="${PYTHON:-$place/venv/bin/python}"
cd "$place/source"
chmod 700 .
export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE=1
"$python" -s -m course_lib.grading.reports.on_gradescope "$place"
mkdir -p "$place/results"                                          # should not even Python have begun
[ -s "$place/results/results.json" ] || cat > "$place/results/results.json" << 'END'
{"score": 0, "output": "Something went wrong on our side, not on yours. Please tell your instructor.",
 "stdout_visibility": "hidden"}
END
"""


def main(options):
    """`python -m course_lib.grading 05 --bundle gradescope`; options: as grading.options has them."""
    from course_lib.grading import seeds
    secret = seeds.read_or_make(options.seed_file, print)
    one = assignment_of(options.assignment)
    path = build(one.number, Path(options.out or "graded") / f"gradescope_{one.number}.zip", secret,
                 variant=options.variant, who=options.who, visibility=options.visibility)
    print(DONE.format(path=path, who=options.who))
    return 0


def build(assignment, out, secret, *, variant="", who=WHO[0], visibility="visible"):
    """Write the zip; return its path.

    secret  the course's secret, as for a class that is graded here
    variant the instructor's, which the numbers of the tasks by hand go by
    who     what of a Gradescope user is the learner's id, from which the sheets by hand come: what they are
            to type as `learner` in their notebook
    visibility  when learners see their results, as gradescope.WHEN
    """
    if not str(secret).strip():
        raise ValueError("the secret is empty, but the random cases come from it: give a line of text that "
                         "nobody can guess.")
    if who not in WHO:
        raise ValueError(f"who is {who!r}, but Gradescope tells of a user {', '.join(WHO)}.")
    one, out = assignment_of(assignment), Path(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    texts = {"setup.sh": SETUP, "run_autograder": RUN, SECRET: str(secret).strip() + "\n",
             SETTINGS: json.dumps({"assignment": one.number, "variant": variant, "who": who,
                                   "visibility": visibility}) + "\n"}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            add(archive, name, text.encode(), 0o600 if name == SECRET else 0o755)
        for path in sorted(needed(one)):
            add(archive, path.relative_to(ROOT).as_posix(), path.read_bytes(), 0o644)
    out.chmod(0o600)
    return out


def add(archive, name, data, mode):
    about = zipfile.ZipInfo(name, STAMP)
    about.external_attr, about.compress_type = mode << 16, zipfile.ZIP_DEFLATED
    archive.writestr(about, data)


def needed(one):
    """The files of the course that grading one assignment takes."""
    others = {path for room in ONE_EACH for path in (LIBRARY / room).glob("*.py") if of_another(path, one)}
    waiting = [path for room in WHOLE for path in (LIBRARY / room).rglob("*.py")
               if path not in others and LEFT_OUT not in path.parts]
    waiting += map(stage.file_of, stage.modules(one.number))     # some of which no import names
    found = set()
    while waiting:
        path = waiting.pop()
        if path in found or LEFT_OUT in path.parts:
            continue
        found.add(path)
        waiting += [door for folder in path.parents if LIBRARY in (folder, *folder.parents)
                    for door in folder.glob("__init__.py")]
        waiting += [file for name in imported(path) for file in files_of(name)]
    rooms = {path.parent for path in found if path.parent != LIBRARY} | {LIBRARY / "data"}
    found |= {file for room in rooms for file in room.glob("*") if file.suffix in (".npz", ".css", ".json")}
    release = stage.release_of(one.number)
    return found | ({release} if release.exists() else set())


def of_another(path, one):
    """Whether a module belongs to another assignment: "layers", "layers_more" and so on do, to 04."""
    from course_lib.probes import ASSIGNMENTS
    mine, words = one.module, path.stem
    fits = [other.module for other in ASSIGNMENTS.values() if words == other.module
            or words.startswith(f"{other.module}_")]
    return bool(fits) and max(fits, key=len) != mine


def imported(path):
    """The dotted names of course_lib that a file imports, wherever the import stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("course_lib"))
        elif isinstance(node, ast.ImportFrom):
            above = path.relative_to(ROOT).parts[:-node.level] if node.level else ()
            module = ".".join([*above, *filter(None, [node.module])])
            if module.startswith("course_lib"):
                yield module
                yield from (f"{module}.{alias.name}" for alias in node.names)


def files_of(name):
    """The file of a module; none where the name is something within one."""
    place = ROOT.joinpath(*name.split("."))
    return [file for file in (place.with_suffix(".py"), place / "__init__.py") if file.is_file()]
