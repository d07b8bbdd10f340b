"""`make notebooks`: sources/NN_name.py -> notebooks/NN_name.ipynb, executed, with outputs; and
sources/exercises/NN_name.py -> solutions/ and exercises/ (tools/assignments.py says how).

    python -m tools.build             all of them, two at a time
    python -m tools.build 01          those whose name begins with 01, notebook and assignment
    python -m tools.build --check     into a temporary folder, and compare with what is stored

Each notebook is made by a process of its own, on pinned numerics, in an empty folder. A process
that hangs is ended and tried once more: nbclient can wait for ever on a kernel that has died.
"""

import difflib
import os
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools import assignments, numerics, settings
from tools.places import NOTEBOOKS, ROOT, SOURCES, say, variables

ROOMS = ("notebooks", "solutions", "exercises")      # whose files are built
AT_A_TIME = 2
SLOW = 10                # seconds that a notebook should take at most
PATIENCE = 300           # seconds after which a process is taken to hang
LINES = 40               # of a difference that are shown


def sources(prefixes=(), folder=SOURCES):
    """The sources of notebooks in `folder`, in order: all, or those that begin with one of the prefixes."""
    found = sorted(folder.glob("[0-9][0-9]_*.py"))
    return [path for path in found if not prefixes or path.name.startswith(tuple(prefixes))]


def everything(prefixes=()):
    """The sources of notebooks, and those of assignments."""
    return [*sources(prefixes), *sources(prefixes, assignments.FOLDER)]


def target_of(source, root):
    """The notebook that a source becomes, in the rooms under `root`."""
    if assignments.is_assignment(source):
        return assignments.targets(source, root)[0]
    return root / NOTEBOOKS.name / f"{source.stem}.ipynb"


def make_one(source, target):
    """One notebook, in a process of its own. Returns (it worked, seconds, what it said)."""
    start = time.perf_counter()
    for attempt in (1, 2):
        code, text = run_with_patience(source, target)
        if code is not None:
            break
        again = "" if attempt == 2 else "; once more"
        say(f"   {source.stem}: no answer for {PATIENCE} s{again}")
    return code == 0, time.perf_counter() - start, text


def run_with_patience(source, target):
    """(exit code, what it said). The code is None if it had to be ended, with its kernel."""
    environment = variables(**numerics.build(), PYTHONPATH=str(ROOT))
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [sys.executable, "-m", "tools.execute", str(source), str(target), folder],
            cwd=ROOT, env=environment, text=True, encoding="utf-8", errors="replace",
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            text, _ = process.communicate(timeout=PATIENCE)
            return process.returncode, text
        except subprocess.TimeoutExpired:
            return None, ""
        finally:
            if process.poll() is None:
                end(process)


def end(process):
    """End a process and what it started."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def build(wanted, root):
    """Build these sources into the rooms under `root`, and say how each went. Returns those that failed."""
    settings.write()
    targets = [target_of(source, root) for source in wanted]
    failed = []
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        results = pool.map(make_one, wanted, targets)
        for source, (worked, seconds, text) in zip(wanted, results, strict=True):
            slow = f" (more than {SLOW} s: make it quicker)" if seconds > SLOW else ""
            name = source.relative_to(SOURCES).with_suffix("")
            say(f"   {name}: {'built' if worked else 'NOT built'} in {seconds:.1f} s{slow}")
            if text.strip():
                say(text.rstrip())
            if not worked:
                failed.append(source.stem)
    return failed


def compare(stored, made):
    """Lines that say how two folders of built files differ; none if every byte is the same."""
    for name in sorted({path for folder in (stored, made) for path in built(folder)}):
        old, new = stored / name, made / name
        if not new.exists():
            yield f"{name} is stored, and has no source."
        elif not old.exists():
            yield f"{name} has a source, and is not stored: make notebooks NAME={Path(name).parts[0][:2]}"
        elif old.read_bytes() != new.read_bytes():
            lines = list(difflib.unified_diff(
                old.read_text("utf-8").splitlines(), new.read_text("utf-8").splitlines(),
                "stored", "rebuilt", n=2, lineterm=""))
            yield f"{name}: a rebuild gives something else ({len(lines)} lines of difference)."
            yield from (f"      {line[:160]}" for line in lines[:LINES])


def built(folder):
    """The built files of a room, notebooks and pages, by their names within it."""
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        hidden = any(part.startswith(".") for part in parts)
        if path.suffix in (".ipynb", ".md") and path.name != "README.md" and not hidden:
            yield "/".join(parts)


def check():
    """Build everything into a temporary folder and compare. Returns an exit code."""
    with tempfile.TemporaryDirectory() as folder:
        failed, made = build(everything(), Path(folder)), Path(folder)
        different = [] if failed else [line for room in ROOMS for line in compare(ROOT / room, made / room)]
    for line in different:
        say(line)
    if different:
        say("If the change is wanted: make notebooks, and commit what it built.")
    elif not failed:
        say(f"   {len(everything())} sources built again: every byte is the same")
    return 1 if different or failed else 0


def main(arguments):
    if arguments == ["--check"]:
        return check()
    wanted = everything(arguments)
    if not wanted:
        say(f"No source in {SOURCES.name}/ begins with {' or '.join(arguments) or 'two digits'}.")
        return 1
    say(f"Building {len(wanted)} of {len(everything())} sources")
    return 1 if build(wanted, ROOT) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
