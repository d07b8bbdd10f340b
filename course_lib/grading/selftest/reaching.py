"""Reaching out: to other processes, to the network, to programs and system calls, beyond one's limits.

As in spying, only their text is used, and `saw` says what got through.
"""
# ruff: noqa: B023, F821  (got and secret_in are in the notebook)


def signals_to_others(room, saw):
    """Sends signal 0 to its parent, the judge and everybody; reads their limits, sets their priorities."""
    import ctypes
    import os
    import resource

    libc = ctypes.CDLL(None)
    for pid in (os.getppid(), room["judge"], -1):
        saw += [("kill", pid)] if pid and libc.kill(pid, 0) == 0 else []
        if pid > 0:
            saw += [("pidfd", pid)] if got(os.pidfd_open, pid) else []
            saw += [("limits", pid)] if got(resource.prlimit, pid, resource.RLIMIT_NOFILE) else []
            saw += [("nice", pid)] if got(lambda: os.setpriority(0, pid, os.getpriority(0, pid))) else []
            saw += (
                [("cpus", pid)] if got(lambda: os.sched_setaffinity(pid, os.sched_getaffinity(pid))) else []
            )
    saw += ["killpg"] if got(os.killpg, os.getpgid(0), 0) else []


def sockets(room, saw):
    """Opens sockets of every family, calls the judge's machine, and sends datagrams and names out."""
    import ctypes
    import os
    import socket

    for family in (
        socket.AF_INET,
        socket.AF_INET6,
        socket.AF_UNIX,
        16,
        17,
        38,
        40,
    ):  # netlink packet alg vsock
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW):
            saw += [(family, kind)] if got(socket.socket, family, kind) else []
    for address in (f"{room['folder']}/socket", f"\0{room['token']}"):
        saw += [address] if got(lambda: socket.socket(socket.AF_UNIX).connect(address)) else []
    saw += ["port"] if got(socket.create_connection, ("127.0.0.1", room["port"]), 0.2) else []
    number = {"x86_64": 41, "aarch64": 198}.get(os.uname().machine)
    saw += ["raw call"] if number and ctypes.CDLL(None).syscall(number, 2, 1, 0) >= 0 else []


def more_processes(room, saw):
    """Starts processes by every way there is, and once as a daemon; never more than a handful."""
    import ctypes
    import os
    import subprocess
    import sys
    import time

    def left_behind():
        if os.fork() == 0:
            time.sleep(8)
            os._exit(0)
        os._exit(0)

    def daemon():
        os.setsid()
        left_behind()

    for then in (left_behind, daemon):
        try:
            pid = os.fork()
        except OSError:
            continue
        if pid == 0:
            then()
        saw.append("fork")
    libc, machine = ctypes.CDLL(None), os.uname().machine
    saw += ["spawn"] if got(os.posix_spawn, sys.executable, [sys.executable, "-c", ""], {}) else []
    saw += ["subprocess"] if got(subprocess.run, [sys.executable, "-c", ""]) else []
    saw += ["system"] if got(lambda: os.system("true") == 0) else []
    for number, *arguments in {
        "x86_64": [(56, 17, 0, 0, 0, 0), (56, 0x10000000 | 17, 0, 0, 0, 0)],
        "aarch64": [(220, 17, 0, 0, 0, 0)],
    }.get(machine, []):
        pid = libc.syscall(number, *arguments)
        if pid == 0:
            os._exit(0)
        saw += ["clone"] if pid > 0 else []
    saw += ["setsid"] if got(os.setsid) else []


def a_fork_bomb(room, saw):
    """A fork bomb, bounded by itself: 50 forks at most, each of which sleeps ten seconds."""
    import os
    import time

    for _ in range(50):
        try:
            pid = os.fork()
        except OSError:
            break
        if pid == 0:
            time.sleep(10)
            os._exit(0)
        saw.append(pid)


def many_threads(room, saw):
    """Starts threads, 300 at most, that wait: more than a few dozen are a burden to others."""
    import threading

    done = threading.Event()
    try:
        for _ in range(300):
            threading.Thread(target=done.wait, args=(1.0,), daemon=True).start()
        saw.append("300 threads")
    finally:
        done.set()


def other_programs(room, saw):
    """Copies a program into memory (memfd) and starts it; and starts Python in its own place."""
    import os
    import sys

    fd = got(os.memfd_create, "program")
    program = got(lambda: open(sys.executable, "rb").read(30_000_000))
    if fd and program:
        got(os.write, fd, program)
        got(os.execve, fd, ["python", "-c", "import time; time.sleep(20)"], {})
    got(os.execv, sys.executable, [sys.executable, "-c", "import time; time.sleep(20)"])
    got(os.execv, "/bin/sleep", ["sleep", "20"])


def system_calls(room, saw):
    """Tries what only administrators and attackers need: ptrace, mount, unshare, bpf, io_uring, keys."""
    import ctypes
    import os

    numbers = {
        "x86_64": {
            "unshare user": (272, 0x10000000),
            "unshare mounts": (272, 0x20000),
            "chroot": (161, b"/"),
            "mount": (165, b"none", b"/tmp", b"tmpfs", 0, None),
            "umount": (166, b"/tmp", 2),
            "pivot_root": (155, b".", b"."),
            "ptrace me": (101, 0, 0, 0, 0),
            "io_uring": (425, 1, ctypes.create_string_buffer(512)),
            "bpf": (321, 0, ctypes.create_string_buffer(128), 128),
            "userfaultfd": (323, 1),
            "perf": (298, ctypes.create_string_buffer(b"\1\0\0\0\x80" + bytes(123), 128), 0, -1, -1, 0),
            "add_key": (248, b"user", b"x", b"x", 1, -2),
            "keyctl": (250, 0, -3, 0),
            "personality": (135, 0x0008),
            "shmget": (29, 0, 4096, 0o1600),
            "semget": (64, 0, 1, 0o1600),
            "msgget": (68, 0, 0o1600),
            "mq_open": (240, b"x", 0, 0, None),
            "fsopen": (430, b"tmpfs", 0),
            "open_tree": (428, -100, b"/", 1),
            "landlock": (444, None, 0, 1),
            "fanotify": (300, 0, 0),
            "sethostname": (170, b"x", 1),
            "setuid 0": (105, 0),
            "quotactl": (179, 0, 0, 0, 0),
            "kcmp": (312, os.getpid(), os.getppid(), 1, 0, 0),
            "swapoff": (168, b"/x"),
            "acct": (163, None),
            "name_to_handle": (
                303,
                -100,
                b"/",
                ctypes.create_string_buffer(b"\x80" + bytes(200), 256),
                ctypes.create_string_buffer(8),
                0,
            ),
            "memfd_secret": (447, 0),
            "mlockall": (151, 2),
        },
        "aarch64": {
            "unshare user": (97, 0x10000000),
            "chroot": (51, b"/"),
            "mount": (40, b"none", b"/tmp", b"tmpfs", 0, None),
            "ptrace me": (117, 0, 0, 0, 0),
            "io_uring": (425, 1, ctypes.create_string_buffer(512)),
            "add_key": (217, b"user", b"x", b"x", 1, -2),
            "shmget": (194, 0, 4096, 0o1600),
        },
    }
    libc = ctypes.CDLL(None, use_errno=True)
    for name, (number, *arguments) in numbers.get(os.uname().machine, {}).items():
        if name == "landlock":
            continue
        answer = libc.syscall(
            ctypes.c_long(number), *(ctypes.c_long(one) if isinstance(one, int) else one for one in arguments)
        )
        saw += [name] if answer >= 0 else []
        if name in room["undo"] and answer >= 0:  # what would outlive this process
            libc.syscall(room["undo"][name], answer, 0, 0)


def the_memory_of_others(room, saw):
    """Reads the memory of its parent and of the judge by system calls, and attaches to them."""
    import ctypes
    import os

    libc = ctypes.CDLL(None)
    read, trace = {"x86_64": (310, 101), "aarch64": (270, 117)}.get(os.uname().machine, (None, None))
    room_for = ctypes.create_string_buffer(64)
    local = (ctypes.c_void_p * 2)(ctypes.addressof(room_for), 64)
    remote = (ctypes.c_void_p * 2)(id(saw) & ~63, 64)  # the parent was forked: the same addresses
    for pid in {os.getppid(), room["judge"]} - {0} if read else ():
        saw += [("read", pid)] if libc.syscall(read, pid, local, 1, remote, 1, 0) > 0 else []
        seized = libc.syscall(trace, ctypes.c_long(0x4206), ctypes.c_long(pid), None, None) == 0
        saw += [("seized", pid)] if seized else []


def namespaces_of_others(room, saw):
    """Enters the namespaces of the judge and of its parent."""
    import ctypes
    import os

    for pid in (os.getppid(), room["judge"]):
        for kind in ("mnt", "net", "pid", "user"):
            fd = got(os.open, f"/proc/{pid}/ns/{kind}", os.O_RDONLY)
            saw += [(pid, kind)] if fd and ctypes.CDLL(None).setns(fd, 0) == 0 else []


def more_than_allowed(room, saw):
    """Raises its limits and priority, and asks to become another user."""
    import os
    import resource

    for name in ("CPU", "DATA", "FSIZE", "AS", "NOFILE", "CORE"):
        limit = getattr(resource, f"RLIMIT_{name}")
        high = resource.getrlimit(limit)[1]
        more = 1_000_000 if name in ("CPU", "NOFILE") else 1 << 40
        if high != -1:
            saw += [name] if got(resource.setrlimit, limit, (high + more, high + more)) else []
        elif name in ("DATA", "FSIZE", "AS"):
            saw.append(f"no limit of {name}")
    saw += ["core"] if resource.getrlimit(resource.RLIMIT_CORE)[0] != 0 else []
    saw += ["nice"] if got(lambda: os.nice(-5) < 0) else []
    saw += ["real time"] if got(os.sched_setscheduler, 0, os.SCHED_FIFO, os.sched_param(1)) else []
    saw += ["root"] if os.getuid() and got(os.setuid, 0) else []
    saw += ["groups"] if got(os.setgroups, [0, 42]) else []
