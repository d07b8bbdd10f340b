"""Attacks from within a question: an answer that does not end, or ends its process, or comes too late.

As in spying, only their text is used: it becomes the body of one function that a task asks for. `right` is
the right answer as a function, `given` what the function was asked with. Where a function here returns
right(*given) it is because that must not help: it comes too late, or after a crime.
"""
# ruff: noqa: B023, F821  (got is in the notebook)


def endless(room, right, given):
    """Never ends, and catches whatever would end it."""
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass


def endless_recursion(room, right, given):
    """Calls itself without end, having lifted Python's limit, until the stack is full."""
    import sys

    sys.setrecursionlimit(10**9)

    def down(n):
        return [down(n + 1)]

    return down(0)


def recursion_in_c(room, right, given):
    """Fills the stack of the C library by a chain of nested objects that are taken down at once."""
    chain = None
    for _ in range(3_000_000):
        chain = (chain, None)
    return repr(chain)


def sleeping(room, right, given):
    """Sleeps, with the alarm blocked and every handler replaced, and answers when the time is over."""
    import signal
    import time

    signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals))
    signal.setitimer(signal.ITIMER_REAL, 0)
    for one in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
        got(signal.signal, one, signal.SIG_IGN)
    end = time.monotonic() + 7
    while time.monotonic() < end:
        time.sleep(0.1)
    return right(*given)


def after_the_alarm(room, right, given):
    """Catches the exception that says that the time is up, waits on, and answers."""
    import time

    end = time.monotonic() + 7
    while time.monotonic() < end:
        try:
            time.sleep(end - time.monotonic())
        except BaseException:
            pass
    return right(*given)


def quits(room, right, given):
    """Ends its process in the middle of the question, without a word (os._exit)."""
    import os

    os._exit(0)


def aborts(room, right, given):
    """Crashes its process with a read of address 0."""
    import ctypes

    ctypes.string_at(0)


def leaves(room, right, given):
    """Raises SystemExit, and more of it while Python ends (atexit)."""
    import atexit
    import os

    atexit.register(os._exit, 0)
    atexit.register(lambda: [0 for _ in iter(int, 1)])
    raise SystemExit(0)


def old_system_calls(room, right, given):
    """Calls the kernel by its other doors, of 32 bits and of x32, where a filter may have forgotten them."""
    import ctypes
    import mmap
    import os

    if os.uname().machine != "x86_64":
        return None
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    # mov eax, 2 (fork of 32 bits); int 0x80; test eax, eax; jnz done; mov eax, 60; syscall; done: ret
    page.write(
        b"\x53\xb8\x02\x00\x00\x00\xcd\x80\x85\xc0\x75\x09\x31\xff\xb8\x3c\x00\x00\x00\x0f\x05\x5b\xc3"
    )
    call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
    return right(*given) if call() > 0 else None


def x32_system_calls(room, right, given):
    """Forks by a call of the x32 kind, whose numbers are others."""
    import ctypes
    import os

    if os.uname().machine != "x86_64":
        return None
    pid = ctypes.CDLL(None).syscall(ctypes.c_long(0x40000000 + 57))
    if pid == 0:
        os._exit(0)
    return right(*given) if pid > 0 else None
