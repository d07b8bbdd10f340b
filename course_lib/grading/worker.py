"""The two processes inside: a parent that only forks, and a child for each submission.

The parent is started fresh, with an empty environment. It loads NumPy and the probes, and from then on
only does as the judge says; it never reads a submission, so that no child can find another's work in its
memory. A child is a copy of it that is ready at once. It locks itself in (see lock), and only then reads
the job:

    judge -> parent   {"start": n} and the child's socket; {"until": n, "seconds": s} when it gets its job;
                      {"watch": n, "cpu": s}; {"clear": n} when it is done with
    parent -> judge   {"ready": ...}      {"ended": n, "exit": code, or -signal}      {"cleared": n}

A child is started while the one before it still answers: locked in, it waits for its job, and that comes when
the one before is gone, and its files with it. What they say to one another then stands in child.py.
"""
import ctypes
import gc
import json
import linecache
import os
import select
import signal
import socket
import sys
import time

from course_lib.grading import child, lock, reading, standin, wire

OFTEN = 0.1              # seconds between two looks at what a child has used of the processor
MOUNT, USER, PRIVATE, QUIET = 0x00020000, 0x10000000, 0x44000, 0x6           # QUIET: no devices, no setuid
TIMES, REHEARSED = 10, 0.05       # how often the parent rehearses, and seconds for one question of that


def main(about):
    """The parent. about : {"control": number of a socket, "plan": ..., "stage": folder, ...}"""
    control = socket.socket(fileno=about["control"])
    plan = about["plan"]
    plan["writable"] = [plan["home"]] if has_home(plan) else []
    with open(os.path.join(about["stage"], "assignment.json"), encoding="utf-8") as file:
        assignment = prepared(json.load(file))
    nothing = os.open(os.devnull, os.O_RDWR)
    rehearse(assignment, nothing)
    plan["occupied"] = lock.occupied()
    plan["filter"] = lock.seccomp_filter(os.uname().machine) if plan["seccomp"] else None
    plan["rules"] = lock.landlock_rules(plan) if plan["landlock"] else None
    os.environ.pop("LC_CTYPE", None)
    for place in (0, 1):
        os.dup2(nothing, place)
    gc.collect()
    gc.freeze()          # a collection in a child would write on every page, and so copy it
    Parent(control, plan, assignment, nothing).serve()


def has_home(plan):
    """Whether there is a place for temporary files that cannot grow: its own small file system."""
    user, group = os.getuid(), os.getgid()
    libc, may_mount = lock.libc(), user == 0 or plan["kind"] == "bubblewrap"
    try:
        lock.asked(libc.unshare(MOUNT if may_mount else MOUNT | USER), "unshare")
        if not may_mount:
            for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"),
                               ("gid_map", f"{group} {group} 1")):
                with open(f"/proc/self/{name}", "w") as file:
                    file.write(text)
        lock.asked(libc.mount(None, b"/", None, PRIVATE, None), "mount")
        options = ctypes.c_char_p(b"size=%d,nr_inodes=100,mode=1777" % plan["files"])
        lock.asked(libc.mount(b"tmpfs", plan["home"].encode(), b"tmpfs", QUIET, options), "mount")
        return True
    except OSError:
        return False
    finally:
        if plan["kind"] == "bubblewrap":
            lock.drop_privileges()


def prepared(assignment):
    """Load what a child needs, and compile the release's set-up: once for all children."""
    import numpy.linalg
    import numpy.random  # noqa: F401

    from course_lib.probes import find, running, uses  # noqa: F401
    standin.install()
    tasks = {name: find(name) for name in assignment["tasks"]}
    if any(task.checker for task in tasks.values()):
        from course_lib import losses, network  # noqa: F401
    released = []
    for number, source in enumerate(assignment["release"], 1):
        try:
            found, _ = reading.statements(source, f"<release, cell {number}>")
        except SyntaxError:
            continue
        released += [one for one in found if not one.binds.intersection(assignment["names"])]
    for one in released:
        one.compiled()
        one.loads  # noqa: B018  (kept from now on)
        warm(one)
    texts = {source.strip() for source in assignment["release"]}
    for task in tasks.values():
        if task.sheet:
            task.numbers("", assignment["variant"])
    return {**assignment, "tasks": tasks, "released": released, "texts": texts}


def warm(statement):
    """Import what an import of the release's would, if it is on the stage: children find it loaded."""
    import ast
    if isinstance(statement.node, (ast.Import, ast.ImportFrom)):
        module = getattr(statement.node, "module", None) or statement.node.names[0].name
        if module.startswith("course_lib.") or module in sys.stdlib_module_names:
            try:
                exec(statement.code, {})
            except Exception:  # it will be tried again where it is needed, and said there
                return


def rehearse(assignment, nothing):
    """Do what a child does, a few times, with a notebook of ours that answers everything with zeros.

    What Python learns of its own code on the way (instructions made special, caches filled, parts of NumPy
    looked up) is then there in every child, and nothing else of it. nothing : /dev/null; the answers go there
    """
    code = [f"import numpy as np\ndef {name}(*given, **named):\n    return np.zeros((2, 3))"
            for name in assignment["names"]]
    notebook = json.dumps({"cells": [{"cell_type": "code", "source": one} for one in code]}).encode()
    questions = [{"n": 0, "ask": name, "case": case, "first": not case, "seconds": REHEARSED, "candidates": 0}
                 for name in assignment["tasks"] for case in (0, 1)]
    job = wire.frame({"size": len(notebook), "learner": ""})
    script = b"".join([job, notebook, *map(wire.frame, questions)])
    main_ = sys.modules["__main__"]
    for _ in range(TIMES):
        channel = wire.Channel(nothing)
        channel.buffer += script
        child.answer_all(channel, {**assignment, "released": []})
    sys.modules["__main__"] = main_
    for name in [name for name in linecache.cache if name.startswith("<cell")]:
        del linecache.cache[name]


class Parent:
    """Forks a child for each job, watches over its time, and says how it ended."""

    def __init__(self, control, plan, assignment, nothing):
        self.control, self.plan, self.assignment, self.nothing = control, plan, assignment, nothing
        self.children, self.until, self.most = {}, {}, {}     # by number: process, time it is killed, seconds

    def serve(self):
        reader, self.bell = os.pipe()
        os.set_blocking(reader, False)
        os.set_blocking(self.bell, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self.bell, warn_on_full_buffer=False)
        signal.signal(signal.SIGINT, signal.SIG_IGN)         # Ctrl-C is the judge's business
        self.say(ready=True, files=bool(self.plan["writable"]), rules=bool(self.plan["rules"]))
        poll = select.poll()
        poll.register(self.control, select.POLLIN)
        poll.register(reader, select.POLLIN)
        while True:
            soon = [time.monotonic() + OFTEN] if self.most else []
            left = min([*self.until.values(), *soon], default=None)
            ready = poll.poll(None if left is None else max(0, 1000 * (left - time.monotonic())))
            if any(fd == reader for fd, _ in ready):
                os.read(reader, 4096)
            self.reap()
            for number, until in list(self.until.items()):
                if time.monotonic() > until or self.spent(number):
                    self.kill(number)
            if any(fd == self.control.fileno() for fd, _ in ready) and not self.obey():
                self.stop()
                return

    def say(self, **message):
        try:
            self.control.send(json.dumps(message).encode())
        except OSError:                              # the judge is gone; the next poll says so
            pass

    def obey(self):
        """One message of the judge's; False when there is no judge any more."""
        try:
            data, fds, _, _ = socket.recv_fds(self.control, 4096, 1)
        except OSError:
            return False
        if not data:
            return False
        message = json.loads(data)
        if "start" in message:
            self.start(message["start"], fds[0])
        elif "until" in message and message["until"] in self.children:
            self.until[message["until"]] = time.monotonic() + message["seconds"]
        elif "watch" in message and message["watch"] in self.children:
            self.watch(message["watch"], message["cpu"])
        elif "clear" in message:
            self.clear(message["clear"])
        return True

    def start(self, number, job):
        process = os.fork()
        if not process:
            try:
                signal.set_wakeup_fd(-1)
                child.begin(job, self.plan, self.assignment, self.nothing)
                os._exit(0)
            except BaseException:  # nobody is left to be told but the judge
                os._exit(child.FAILED)
        os.close(job)
        self.children[number] = process

    def watch(self, number, seconds):
        """Give a child so many seconds more of the processor; 0 when its question is answered.

        They are looked up here, and not left to a limit of the kernel's: to set one for another user's
        process, or to lift it again, needs a privilege that root in a container often has not.
        """
        self.most.pop(number, None)
        try:
            if seconds:
                self.most[number] = cpu_of(self.children[number]) + seconds
        except OSError:                              # it has just ended
            pass

    def spent(self, number):
        """Whether a child has used up its seconds of the processor."""
        try:
            return number in self.most and cpu_of(self.children[number]) > self.most[number]
        except OSError:
            return False

    def kill(self, number):
        self.until.pop(number, None)
        self.most.pop(number, None)
        if number in self.children:
            try:
                os.kill(self.children[number], signal.SIGKILL)
            except OSError:
                pass

    def reap(self, awaited=None):
        """Say which children have ended. awaited : the number of one whose end is waited for."""
        for number, process in list(self.children.items()):
            done, status, used = os.wait4(process, 0 if number == awaited else os.WNOHANG)
            if done:
                del self.children[number]
                self.until.pop(number, None)
                self.most.pop(number, None)
                self.say(ended=number, exit=os.waitstatus_to_exitcode(status), rss=used.ru_maxrss)

    def clear(self, number):
        """A child is done with: when this is said to be done, it is gone, and so are its files."""
        self.kill(number)
        self.reap(number)
        for home in self.plan["writable"]:
            for name in os.listdir(home):
                os.unlink(os.path.join(home, name))
        self.say(cleared=number)

    def stop(self):
        for number in list(self.children):
            self.kill(number)
            self.reap(number)


def cpu_of(process):
    """Seconds of the processor that a process has used, by its own clock in the kernel."""
    return time.clock_gettime((~process << 3) | 2)
