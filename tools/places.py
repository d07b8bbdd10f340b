"""Where things are, and how the tools speak. Nothing here is outside the project's folder."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
SETTINGS = ROOT / ".jupyter"      # what Jupyter and Matplotlib would keep in the home folder
MY = ROOT / "my"                  # the learner's working copy
SOURCES = ROOT / "sources"
NOTEBOOKS = ROOT / "notebooks"
SLIDES = ROOT / "slides"          # built by `make slides`, not committed
READING = ROOT / "pages"          # built by `make pages`, not committed
PAGES = ROOT / "tools" / "pages"   # what hands a picture's words on to the reader
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
FOREIGN = ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "JUPYTER_PATH", "JUPYTER_CONFIG_PATH")


class Stop(Exception):
    """Ends a command with a sentence for the reader: what happened, and what to do."""


def say(text=""):
    print(text, flush=True)


def inside():
    """The environment variables that keep every program we start within the project's folder."""
    return {
        "JUPYTER_CONFIG_DIR": str(SETTINGS / "config"),
        "JUPYTER_DATA_DIR": str(SETTINGS / "data"),
        "JUPYTER_RUNTIME_DIR": str(SETTINGS / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(SETTINGS / "lab" / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(SETTINGS / "lab" / "workspaces"),
        "IPYTHONDIR": str(SETTINGS / "ipython"),
        "MPLCONFIGDIR": str(SETTINGS / "matplotlib"),
        "JUPYTER_PREFER_ENV_PATH": "1",   # this environment's kernel before any other of its name
        "PYTHONNOUSERSITE": "1",          # and no packages from the home folder
    }


def variables(**more):
    """This process's environment variables, turned inside, .venv first on the PATH, and `more`."""
    kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    path = os.pathsep.join([str(PYTHON.parent), os.environ.get("PATH", "")])
    return {**kept, **inside(), "PATH": path, "VIRTUAL_ENV": str(VENV), **more}


def run(*arguments, env=None, **options):
    """Run the environment's Python in the project's folder; options as in subprocess.run."""
    command = [str(PYTHON), *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, env=env or variables(), **options)


def ask(code):
    """What the environment's Python prints for a line of code."""
    return run("-c", code, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
               check=True).stdout.strip()
