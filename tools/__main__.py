"""The one door to the tools: `python3 -m tools COMMAND` (on Windows `py -m tools COMMAND`).

Behind this door only the standard library is used, because it makes the environment that holds
everything else. This file itself can be read by any Python 3, to say which one is needed.
"""

import sys
from functools import partial

OLDEST = (3, 11)
TOO_OLD = """The course needs Python 3.11 or newer, and this is Python {}.{} ({}).
If a newer one is installed, name it: make lab PYTHON=python3.12"""

COMMANDS = {
    "lab": "open the course in JupyterLab, in your own working copy (my/)",
    "reset NAME": "a fresh copy of one notebook or exercise; yours is kept under another name",
    "test": "run every check there is",
    "notebooks [NAME]": "execute sources/ into notebooks/ (all, or those that begin with NAME)",
    "slides [NAME]": "the notebooks as decks of slides, in slides/, to be shown offline (needs npm once)",
    "pages [NAME]": "the notebooks as pages to read, in pages/, offline, their pictures alive (npm once)",
    "environment": "only make the environment (.venv)",
    "score": "put every known right and wrong answer to the exercises' checks, and print the table",
    "grade NAME": 'grade a class, each notebook in a sandbox: NAME="05 folder" (more with NAME=--help)',
    "torch": "install PyTorch into the environment, for the tests that compare with it",
    "nbgrader": "install nbgrader into the environment, for courses that use it, and for the test of that",
    "dask": "install dask.distributed into the environment, for grading on more than one machine",
    "bubblewrap": "install bubblewrap into the environment: a second sandbox, beside the kernel's own",
    "lock": "resolve the lock files again (needs uv)",
}


def usage():
    lines = [f"  {name:<18}{text}" for name, text in COMMANDS.items()]
    return "\n".join(["python3 -m tools COMMAND, where COMMAND is one of", "", *lines])


def main(arguments):
    if sys.version_info < OLDEST:
        return TOO_OLD.format(*sys.version_info[:2], sys.executable)
    command, rest = (arguments[0], arguments[1:]) if arguments else ("help", [])
    if command in ("help", "-h", "--help"):
        print(usage())
        return 0

    from tools import check, environment, lab, packages, working_copy
    from tools.places import Stop
    actions = {
        "lab": lab.lab,
        "reset": working_copy.reset,
        "test": check.check,
        "notebooks": environment.notebooks,
        "slides": environment.slides,
        "pages": environment.pages,
        "environment": environment.ensure_for,
        "score": environment.score,
        "grade": environment.grade,
        **{name: partial(environment.on_demand, name) for name in environment.ON_DEMAND},
        "lock": packages.lock,
    }
    if command not in actions:
        return f"There is no command {command!r}.\n\n{usage()}"
    try:
        return actions[command](*rest)
    except Stop as reason:
        return f"\n{reason}"
    except KeyboardInterrupt:
        return "\nStopped."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
