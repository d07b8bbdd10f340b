"""How a process locks itself in: what a child does before it reads a line of a learner's code.

Each lock is one-way, and inherited. One alone is enough against most; together they hold where one has a
hole.

    another user    as root: a user who owns nothing (65534), or where Python's own library is out of that
                    user's reach, the same with one privilege left, to read (Landlock says what)
    limits          memory, size of files, open files, no core dumps (setrlimit)
    Landlock        which folders may be read; no network, no signals to others      Linux 5.13 or later
    seccomp         which questions may be put to the kernel at all: a list of what NumPy and Python need.
                    Whatever is not on it (fork, exec, socket, kill, ptrace, mount, unshare, ...) fails with
                    "not permitted", so that honest code can catch it. To empty a file one has to open it for
                    writing, which Landlock looks at: before Linux 6.2 it knew of no other way to empty one

Sources: landlock(7), seccomp(2), the kernel's Documentation/userspace-api/landlock.rst.
"""
import ctypes
import errno
import mmap
import os
import resource
import struct

NOBODY = 65534
ENDS_WITH_PARENT, DUMPABLE, KEEP_CAPS, SECCOMP, NO_NEW_PRIVS = 1, 4, 8, 22, 38         # prctl's
CAP_DAC_READ_SEARCH = 2
SIGKILL = 9

# ------------------------------------------------------------------ seccomp: names, numbers, a filter

MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}       # the column below, and AUDIT_ARCH
CALLS = """
read 0 63, write 1 64, readv 19 65, writev 20 66, pread64 17 67, pwrite64 18 68, close 3 57, lseek 8 62,
creat 85 -, stat 4 -, lstat 6 -, fstat 5 80, newfstatat 262 79, statx 332 291,
statfs 137 43, fstatfs 138 44, access 21 -, faccessat 269 48, faccessat2 439 439, getdents64 217 61,
getcwd 79 17, chdir 80 49, umask 95 166, readlink 89 -, readlinkat 267 78, unlink 87 -, unlinkat 263 35,
rename 82 -, renameat 264 38, renameat2 316 276, ftruncate 77 46, fsync 74 82,
fdatasync 75 83, flock 73 32, fcntl 72 25, dup 32 23, dup2 33 -, dup3 292 24, pipe 22 -, pipe2 293 59,
select 23 -, pselect6 270 72, poll 7 -, ppoll 271 73,
mmap 9 222, mprotect 10 226, munmap 11 215, mremap 25 216, madvise 28 233, brk 12 214,
rt_sigaction 13 134, rt_sigprocmask 14 135, rt_sigreturn 15 139, rt_sigpending 127 136, rt_sigsuspend 130 133,
rt_sigtimedwait 128 137, sigaltstack 131 132, pause 34 -, alarm 37 -, getitimer 36 102, setitimer 38 103,
nanosleep 35 101, clock_nanosleep 230 115, clock_gettime 228 113, clock_getres 229 114, gettimeofday 96 169,
time 201 -, times 100 153, restart_syscall 219 128,
getpid 39 172, getppid 110 173, gettid 186 178, getuid 102 174, geteuid 107 175, getgid 104 176,
getegid 108 177, uname 63 160, sysinfo 99 179, getrusage 98 165, getrlimit 97 163, getcpu 309 168,
sched_yield 24 124, sched_getaffinity 204 123, membarrier 324 283, futex 202 98, set_robust_list 273 99,
rseq 334 293, getrandom 318 278, exit 60 93, exit_group 231 94
"""
OPENS = {"open": (2, None, 1), "openat": (257, 56, 2)}            # the last: which argument has the flags
FLAGS, EMPTY, NEITHER = 0x203, 0x200, 0x203      # O_TRUNC and the mode: O_TRUNC to read, to do neither
NOT_TERMINALS = {"ioctl": (16, 29)}              # "this is no terminal", which is the truth
NOT_THERE = {"clone3": (435, 435)}               # glibc then takes clone, which is not permitted
ALLOW, KILL, FAIL = 0x7FFF0000, 0x80000000, 0x00050000           # FAIL + errno
LOAD, EQUAL, AND, RETURN = 0x20, 0x15, 0x54, 0x06
NUMBER, MACHINE, ARGUMENTS = 0, 4, 16            # places in struct seccomp_data (low half, little-endian)


def numbers_of_calls(machine):
    """The numbers of CALLS on this machine. They differ from one kind of processor to the next."""
    column = MACHINES[machine][0]
    rows = [row.split() for row in CALLS.replace("\n", " ").split(",")]
    return [int(row[1 + column]) for row in rows if row[1 + column] != "-"]


def seccomp_filter(machine):
    """The filter, a program for the kernel's small machine: 8 bytes an instruction."""
    column, audit = MACHINES[machine]

    def step(code, value, true=0, false=0):
        return struct.pack("HBBI", code, true, false, value)

    def answer(number, says):
        return [step(EQUAL, number, 0, 1), step(RETURN, says)]
    prlimit = (302, 261)[column]
    steps = [step(LOAD, MACHINE), step(EQUAL, audit, 1, 0), step(RETURN, KILL), step(LOAD, NUMBER)]
    for number in numbers_of_calls(machine):
        steps += answer(number, ALLOW)
    for *numbers, place in OPENS.values():
        if numbers[column] is not None:
            steps += [step(EQUAL, numbers[column], 0, 6), step(LOAD, ARGUMENTS + 8 * place),
                      step(AND, FLAGS), step(EQUAL, EMPTY, 1, 0), step(EQUAL, NEITHER, 0, 1),
                      step(RETURN, FAIL + errno.EPERM), step(RETURN, ALLOW)]
    for numbers in NOT_TERMINALS.values():
        steps += answer(numbers[column], FAIL + errno.ENOTTY)
    for numbers in NOT_THERE.values():
        steps += answer(numbers[column], FAIL + errno.ENOSYS)
    steps += [step(EQUAL, prlimit, 0, 3), step(LOAD, ARGUMENTS),            # its own limits only
              step(EQUAL, 0, 0, 1), step(RETURN, ALLOW), step(RETURN, FAIL + errno.EPERM)]
    return b"".join(steps)


def use_seccomp(filter_):
    """Put a filter in place; no_new_privs must be set."""
    program = ctypes.create_string_buffer(filter_, len(filter_))
    head = struct.pack("HxxxxxxQ", len(filter_) // 8, ctypes.addressof(program))
    held = ctypes.create_string_buffer(head, len(head))
    asked(libc().prctl(SECCOMP, 2, ctypes.c_void_p(ctypes.addressof(held)), 0, 0), "seccomp")


# ------------------------------------------------------------------ Landlock

CREATE, ADD, RESTRICT = 444, 445, 446            # the same numbers on every processor
EXECUTE, WRITE, READ, READ_FOLDER = 1 << 0, 1 << 1, 1 << 2, 1 << 3
REMOVE, MAKE, TRUNCATE = 1 << 5, 1 << 8, 1 << 14
RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}            # how many rights on files an ABI knows; 16 from ABI 5 on


def landlock_abi():
    """Which edition of Landlock this kernel has; 0 for none."""
    return max(0, libc().syscall(CREATE, None, ctypes.c_size_t(0), 1))


def landlock_rules(plan):
    """The number of an open set of rules: under `readable` files may be read, the folders in `listed` may be
    listed, in `writable` files may be made, written and removed. No TCP; no signals to others."""
    abi = landlock_abi()
    known = (1 << RIGHTS.get(abi, 16)) - 1
    network, scope = (3 if abi >= 4 else 0), (3 if abi >= 6 else 0)
    attributes = struct.pack("QQQ", known, network, scope)[:8 if abi < 4 else 16 if abi < 6 else 24]
    rules = asked(libc().syscall(CREATE, attributes, ctypes.c_size_t(len(attributes)), 0), "Landlock")
    for paths, rights in ((plan["readable"], READ | READ_FOLDER), (plan["listed"], READ_FOLDER),
                          (["/dev/null"], READ | WRITE),
                          (plan["writable"], WRITE | READ | READ_FOLDER | REMOVE | MAKE | TRUNCATE)):
        for path in paths:
            _allow(rules, path, rights & known)
    return rules


def _allow(rules, path, rights):
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:                              # what is not there need not be read
        return
    try:
        on_file = READ | WRITE | TRUNCATE | EXECUTE
        rights = rights if os.path.isdir(path) else rights & on_file
        asked(libc().syscall(ADD, rules, 1, struct.pack("=Qi", rights, place), 0), f"Landlock, {path}")
    finally:
        os.close(place)


# ------------------------------------------------------------------ users, limits, all together

_LIBC = []


def libc():
    if not _LIBC:
        _LIBC.append(ctypes.CDLL(None, use_errno=True))
    return _LIBC[0]


def asked(answer, what):
    """The answer of a call to the kernel; OSError with its reason where it failed."""
    if answer < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return answer


def end_with_parent():
    """Die when the process that made this one does."""
    asked(libc().prctl(ENDS_WITH_PARENT, SIGKILL, 0, 0, 0), "prctl")


def become_nobody(out_of_reach):
    """As root: another user. out_of_reach : whether something that is read later on is, to that user."""
    if os.geteuid() != 0:
        drop_privileges()
        return
    asked(libc().prctl(KEEP_CAPS, int(out_of_reach), 0, 0, 0), "prctl")
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    drop_privileges(1 << CAP_DAC_READ_SEARCH if out_of_reach else 0)


def within_reach(path):
    """Whether anybody may walk to this path: every folder on the way lets them."""
    while path != "/":
        if not os.stat(path).st_mode & 0o1:
            return False
        path = os.path.dirname(path)
    return True


def drop_privileges(kept=0):
    """Leave no capability but these."""
    head = struct.pack("Ii", 0x20080522, 0)
    asked(libc().capset(head, struct.pack("IIIIII", kept, kept, 0, 0, 0, 0)), "capset")


def occupied():
    """How many bytes of addresses this process has. It is tried out: where there is no /proc, nobody says."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    low, high = 0, 1 << 47
    while high - low > 1 << 20:
        middle = (low + high) // 2
        resource.setrlimit(resource.RLIMIT_AS, (middle, hard))
        try:
            mmap.mmap(-1, mmap.PAGESIZE).close()
            high = middle
        except OSError:
            low = middle
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    return high


def set_limits(memory, files, occupied):
    """memory : bytes of one's own, shared ones too    files : bytes of one file; 0 for none"""
    for what, most in ((resource.RLIMIT_DATA, memory), (resource.RLIMIT_AS, memory + occupied),
                       (resource.RLIMIT_FSIZE, files), (resource.RLIMIT_NOFILE, 64),
                       (resource.RLIMIT_MEMLOCK, 0), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(what, (most, most))


def lock_in(plan, rules):
    """All of it, in the order in which it works; OSError if any of it fails.

    plan : see sandbox.plan_of    rules : Landlock's, made beforehand, because that takes a while
    """
    if plan["nobody"]:
        become_nobody(plan["out of reach"])
    end_with_parent()
    set_limits(plan["memory"], plan["files"] if plan["writable"] else 0, plan["occupied"])
    asked(libc().prctl(DUMPABLE, 0, 0, 0, 0), "prctl")
    asked(libc().prctl(NO_NEW_PRIVS, 1, 0, 0, 0), "prctl")
    if rules:
        asked(libc().syscall(RESTRICT, rules, 0), "Landlock")
        os.close(rules)
    if plan["seccomp"]:
        use_seccomp(plan["filter"])
