"""Spies: each tries to see what is none of its business, and fills the list `saw` with what it got.

These functions never run here: their text is put into a notebook (written.spied). They know only `room`, a
dict that says where to look (Room.knows), and got(function, ...), which is None where the function raised. A
secret looks like canary-0123456789abcdef. What one saw makes one answer of the notebook right.
"""
# ruff: noqa: B023, F821  (got and secret_in are in the notebook)


def the_environment(room, saw):
    """Looks for secrets in the environment, its own, the C library's and that of others in /proc."""
    import ctypes
    import os

    saw += [os.environ[room["variable"]]] if room["variable"] in os.environ else []
    getenv = ctypes.CDLL(None).getenv
    getenv.restype = ctypes.c_char_p
    saw += [getenv(room["variable"].encode())] if getenv(room["variable"].encode()) else []
    for pid in ("self", "thread-self", os.getppid(), room["judge"], *room["others"]):
        text = got(lambda: open(f"/proc/{pid}/environ", "rb").read())
        saw += [pid] if secret_in(text) else []


def other_processes(room, saw):
    """Looks into other processes through /proc: their memory, maps, environment, files, folders."""
    import os

    for pid in {os.getppid(), room["judge"], *room["others"]} - {os.getpid(), 0}:
        for name in ("mem", "maps", "environ", "auxv"):
            saw += [(pid, name)] if got(lambda: open(f"/proc/{pid}/{name}", "rb").read(16)) else []
        for name in ("fd", "task", "map_files"):
            saw += [(pid, name)] if name != "task" and got(os.listdir, f"/proc/{pid}/{name}") else []
        for name in ("cwd", "root", "exe"):
            saw += [(pid, name)] if got(os.readlink, f"/proc/{pid}/{name}") else []


def the_secrets(room, saw):
    """Reads the seed and another learner's submission, by every way to open a file."""
    import ctypes
    import io
    import os
    import sys

    for path in (room["seed"], room["neighbour"]):
        ways = [
            lambda: open(path, "rb").read(),
            lambda: os.read(os.open(path, os.O_RDONLY), 99999),
            lambda: io.FileIO(path).read(),
            lambda: __import__("mmap").mmap(os.open(path, os.O_RDWR), 0).read(99999),
            lambda: __import__("numpy").fromfile(path, "u1").tobytes(),
            lambda: __import__("linecache").getlines(path),
            lambda: __import__("importlib.machinery").machinery.SourceFileLoader("x", path).get_data(path),
        ]
        saw += [path for way in ways if secret_in(got(way))]
        number = {"x86_64": 2}.get(os.uname().machine)
        if number:
            fd = ctypes.CDLL(None).syscall(number, path.encode(), 0, 0)
            saw += [path] if fd >= 0 and secret_in(os.read(fd, 99999)) else []
        for base in ("/proc/self/root", f"/proc/{room['judge']}/root", "/proc/self/cwd/" + "../" * 20):
            saw += [base] if secret_in(got(lambda: open(base + path, "rb").read())) else []
    for one in (room["folder"], os.path.dirname(room["neighbour"])):
        saw += got(os.listdir, one) or []
    saw += [arg for arg in sys.argv if secret_in(arg)]


def the_solutions(room, saw):
    """Looks for solutions, right answers, known mistakes and the course's sources, by path and by import."""
    import importlib
    import os
    import sys

    places = {room["root"], *sys.path, os.getcwd(), "/"}
    places |= {
        os.path.dirname(os.path.dirname(one.__file__))
        for one in list(sys.modules.values())
        if (getattr(one, "__file__", None) or "").find("course_lib") > 0
    }
    for place in places:
        for name in (
            "solutions",
            "sources",
            ".git",
            "course_lib/mistakes",
            "course_lib/checks/keys",
            "course_lib/checks/judge.py",
            "course_lib/checks/keys/delta_recursion.py",
            "course_lib/grading/selftest",
            "course_lib/grading/judging.py",
        ):
            saw += [name] if got(os.listdir, f"{place}/{name}") else []
            saw += [name] if got(lambda: open(f"{place}/{name}").read(1)) else []
    for name in ("checks.judge", "checks.key", "checks.keys", "checks.keys.delta_recursion", "mistakes",
                 "mistakes.answers", "mistakes.in_backprop", "grading.judging", "grading.store"):
        got(importlib.import_module, f"course_lib.{name}")
    saw += [name for name, module in list(sys.modules.items()) if getattr(module, "__file__", None)
            and name.startswith(("course_lib.mistakes", "course_lib.checks", "course_lib.grading.judging"))]


def the_machine(room, saw):
    """Looks around the machine: users, passwords, homes, devices, the terminal, the kernel's messages."""
    import os

    for path in (
        "/etc/shadow",
        "/etc/passwd",
        "/etc/hosts",
        "/etc/machine-id",
        "/dev/tty",
        "/dev/vda",
        "/dev/sda",
        "/proc/kcore",
        "/proc/cmdline",
        "/proc/mounts",
        "/proc/net/tcp",
        "/sys/class/net",
        "/sys/kernel",
        "/proc/self/mountinfo",
        *room["homes"],
    ):
        saw += [path] if got(lambda: open(path, "rb").read(8)) else []
        saw += [path] if got(os.listdir, path) else []
    for path in ("/tmp", "/var/tmp", "/run", "/var/log", "/dev/shm", room["root"]):
        saw += [path] if got(os.listdir, path) else []


def inherited_files(room, saw):
    """Looks for open files and folders that it was given by its parent, and for more than one socket."""
    import os
    import stat

    sockets = []
    for fd in range(1024):
        try:
            mode = os.fstat(fd).st_mode
        except OSError:
            continue
        saw += [fd] if stat.S_ISDIR(mode) or stat.S_ISREG(mode) or stat.S_ISBLK(mode) else []
        sockets += [fd] if stat.S_ISSOCK(mode) or stat.S_ISFIFO(mode) else []
    saw += sockets[1:]
    saw += [fd for fd in range(3) if got(os.isatty, fd)]


def the_memory(room, saw):
    """Looks through everything that Python knows (gc, frames, closures, modules) for secrets and answers."""
    import gc
    import sys

    frame = sys._getframe()
    while frame:
        saw += [
            name
            for name, value in frame.f_locals.items()
            if isinstance(value, (str, bytes)) and secret_in(value)
        ]
        frame = frame.f_back
    for thing in gc.get_objects():
        parts = (
            thing.values()
            if isinstance(thing, dict)
            else thing
            if isinstance(thing, (list, tuple, set))
            else ()
        )
        for part in list(parts):
            saw += ["a secret"] if isinstance(part, (str, bytes)) and secret_in(part) else []
        module = getattr(thing, "__module__", None) if callable(thing) else None
        if isinstance(module, str) and module.startswith(
            ("course_lib.mistakes", "course_lib.checks.ke", "course_lib.checks.judge")
        ):
            saw.append(module)
