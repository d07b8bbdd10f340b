"""A limit on the time that a learner's code may take, from within the same process.

On Linux and macOS an alarm interrupts the main thread, even in a sleep. Elsewhere, and in other threads, an
exception is put into the thread, which meets it at its next line of Python. Both are told again and again,
because code may catch the first one. A product of huge matrices is waited for either way.
"""
import ctypes
import signal
import threading
from contextlib import contextmanager

AGAIN = 0.05             # seconds


class TimeIsUp(BaseException):
    """Raised in the middle of whatever runs when the time is up."""


@contextmanager
def time_limit(seconds):
    """Raise TimeIsUp in the body of this `with` once so many seconds have passed."""
    alarms = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    with (_by_alarm if alarms else _by_thread)(seconds):
        yield


@contextmanager
def _by_alarm(seconds):
    def ring(*_):
        raise TimeIsUp
    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _by_thread(seconds):
    here, done = threading.get_ident(), threading.Event()

    def watch():
        while not done.wait(AGAIN if watch.late else seconds):
            watch.late = True
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(here), ctypes.py_object(TimeIsUp))
    watch.late = False
    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(here), None)  # one that is still on its way
