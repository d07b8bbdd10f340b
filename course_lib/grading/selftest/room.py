"""The room in which a self-test happens: secrets lie about in it, doors stand open, and somebody watches.

Everything that a hostile notebook could read, write, call or kill is planted here, with permissions for
everybody: only the sandbox stands between. After each case `Room.problems()` says what has changed.
"""
import ctypes
import os
import pwd
import secrets
import shutil
import socket
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from course_lib.grading.selftest import draft

LEARNER, NEIGHBOUR = "Wanda", "Noor Neighbour"
SUBREAPER = 36           # prctl: orphans of ours become children of ours, and can be counted
VARIABLE = "COURSE_SELFTEST_SECRET"
PATIENCE = 3.0           # seconds for processes that are on their way out


def homes():
    """The homes of root and of whoever grades, and where those of others are."""
    own = {Path.home(), Path(pwd.getpwuid(0).pw_dir)}
    return sorted(map(str, {*own, *(home.parent for home in own)} - {Path("/")}))


class Room:
    """As a context: makes the room, and takes it down with all that was left in it.

    canary  a secret; it stands in files, in the environment, in the grader's own secret, in the neighbour's
            notebook. Notebooks do not know it, only what it looks like
    token   a word that hostile notebooks write into whatever they leave behind
    """

    def __init__(self):
        self.canary, self.token = f"canary-{secrets.token_hex(8)}", f"leftbehind{secrets.token_hex(4)}"

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="selftest-")).resolve()
        self.folder.chmod(0o777)
        self.before = os.environ.get("TMPDIR"), tempfile.tempdir
        (self.folder / "tmp").mkdir(mode=0o777)
        os.environ["TMPDIR"] = tempfile.tempdir = str(self.folder / "tmp")
        os.environ[VARIABLE] = self.canary
        self._plant()
        self._listen()
        _prctl(SUBREAPER, 1)
        self.photographs = {path: photograph(path) for path in self.planted}
        self.tree = set(self.folder.rglob("*"))
        self.processes = descendants(os.getpid())
        return self

    def __exit__(self, *_):
        _prctl(SUBREAPER, 0)
        for path in [path for path in self._where_it_could_be() if self.token in path]:
            shutil.rmtree(path) if os.path.isdir(path) and not os.path.islink(path) else os.unlink(path)
        for one in self.doors:
            one.close()
        os.environ.pop(VARIABLE, None)
        os.environ.pop("TMPDIR", None)
        if self.before[0] is not None:
            os.environ["TMPDIR"] = self.before[0]
        tempfile.tempdir = self.before[1]
        shutil.rmtree(self.folder, ignore_errors=True)

    def _plant(self):
        """A seed, another submission, a place to write; all open to everybody."""
        work = self.folder / "submissions"
        work.mkdir(mode=0o777)
        work.chmod(0o777)
        neighbour = draft.solved("05", NEIGHBOUR).before(f"# {self.canary}\n")
        (self.folder / "seed.txt").write_text(self.canary)
        (work / "neighbour.ipynb").write_bytes(bytes(neighbour))
        self.planted = [self.folder / "seed.txt", work / "neighbour.ipynb"]
        for path in self.planted:
            path.chmod(0o666)
        self.neighbour = bytes(neighbour)

    def _listen(self):
        """Three open doors: a port, a socket in the folder, and one without a file."""
        inet, file = socket.socket(), socket.socket(socket.AF_UNIX)
        inet.bind(("127.0.0.1", 0))
        file.bind(str(self.folder / "socket"))
        (self.folder / "socket").chmod(0o777)
        self.doors = [inet, file]
        if sys.platform == "linux":
            self.doors.append(socket.socket(socket.AF_UNIX))
            self.doors[-1].bind(f"\0{self.token}")
        for one in self.doors:
            one.listen(64)
            one.setblocking(False)

    def knows(self):
        """What a hostile notebook is told: where to look and what to look for, and no secret."""
        return {"token": self.token, "folder": str(self.folder), "seed": str(self.planted[0]),
                "neighbour": str(self.planted[1]), "judge": os.getpid(), "variable": VARIABLE,
                "port": self.doors[0].getsockname()[1], "root": str(draft.ROOT),
                "numpy": str(Path(np.__file__).parent), "homes": homes(), "others": list(range(1, 40)),
                "undo": {"x86_64": {"shmget": 31, "semget": 66, "msgget": 71}}.get(os.uname().machine, {})}

    def problems(self, allowed):
        """What has been left behind or touched, in sentences; so many processes are the grader's own."""
        for path, before in self.photographs.items():
            if photograph(path) != before:
                yield f"{path.name} was changed: {before[:-1]} became {photograph(path)[:-1]}"
                self._mend()
        for one in self.doors:
            try:
                one.accept()[0].close()
                yield f"somebody has connected to {one.getsockname()!r}"
            except BlockingIOError:
                pass
        if os.environ.get(VARIABLE) != self.canary:
            yield "the environment of the judge was changed"
        left = [path for path in self._where_it_could_be() if self.token in path]
        if left:
            yield f"files were left behind: {left}"
        new = [path for path in set(self.folder.rglob("*")) - self.tree
               if self.folder / "tmp" not in path.parents]
        if new:
            yield f"files were left behind in the room: {new}"
        extra = self.processes_left(allowed)
        if extra:
            yield f"{len(extra)} processes were left: {extra}"

    def processes_left(self, allowed, patience=PATIENCE):
        """Descendants beyond those allowed, once they had time to end."""
        until = time.monotonic() + patience
        while True:
            now = {pid: name for pid, name in descendants(os.getpid()).items() if pid not in self.processes}
            if len(now) <= allowed or time.monotonic() > until:
                return {} if len(now) <= allowed else now
            time.sleep(0.02)

    def idle(self, patience=0.1):
        """How many processes the graders are when they have nothing to do: none has come or gone for a while.
        (A child that waits for the next notebook is one of them.)"""
        seen, since = None, 0.0
        while seen is None or time.monotonic() - since < patience:
            now = set(descendants(os.getpid())) - set(self.processes)
            if now != seen:
                seen, since = now, time.monotonic()
            time.sleep(0.02)
        return len(seen)

    def _where_it_could_be(self):
        known = self.knows()
        places = ["/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run", "/", os.getcwd(), known["root"],
                  f"{known['root']}/course_lib", known["numpy"], os.path.expanduser("~"), sys.prefix,
                  known["folder"], f"{known['folder']}/submissions"]
        for place in places:
            try:
                yield from (os.path.join(place, name) for name in os.listdir(place))
            except OSError:
                pass

    def _mend(self):
        """After one case has broken something the next one is to have a fair start."""
        self.planted[0].write_text(self.canary)
        self.planted[1].write_bytes(self.neighbour)
        for path in self.planted:
            path.chmod(0o666)
        self.photographs = {path: photograph(path) for path in self.planted}


def photograph(path):
    """Everything of a file that somebody could change."""
    try:
        seen = os.lstat(path)
        marks = os.listxattr(path) if hasattr(os, "listxattr") else []
        return oct(seen.st_mode), seen.st_mtime_ns, seen.st_nlink, seen.st_uid, marks, path.read_bytes()
    except OSError as error:
        return (type(error).__name__, b"")


def descendants(ancestor):
    """{pid: name} of the processes below one that are not dead already; {} where nobody can tell."""
    parents, names = {}, {}
    for entry in os.listdir("/proc") if os.path.isdir("/proc") else ():
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/stat", "rb") as file:
                    before, _, after = file.read().rpartition(b")")
                state, parent = after.split()[:2]
            except OSError:
                continue
            if state not in b"ZX":
                parents[int(entry)] = int(parent)
            names[int(entry)] = before.partition(b"(")[2].decode("utf-8", "replace")
    found, layer = {}, {ancestor}
    while layer:
        layer = {pid for pid, parent in parents.items() if parent in layer and pid not in found}
        found |= {pid: names[pid] for pid in layer}
    return found


def _prctl(option, value):
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)
