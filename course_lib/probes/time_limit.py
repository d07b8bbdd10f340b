"""A limit on the time that a learner's code may take, from within the same process.

On Linux and macOS an alarm interrupts the main thread, even in a sleep. On Windows, which has none, a second
thread does what the stop button does. Both ring again after a while, because code may catch the first one.
A product of huge matrices is waited for, and so is a sleep on Windows. In other threads than the main one
there is no limit: an exception can be put into them, but with CPython 3.11 that may hang the others.
"""
import _thread
import signal
import threading
from contextlib import contextmanager

AGAIN = 0.5              # seconds: long beside the time it takes to leave the `with`


class TimeIsUp(BaseException):
    """Raised in the middle of whatever runs when the time is up."""


@contextmanager
def time_limit(seconds):
    """Raise TimeIsUp in the body of this `with` once so many seconds have passed."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    with (by_alarm if hasattr(signal, "setitimer") else by_watcher)(seconds):
        yield


@contextmanager
def by_alarm(seconds):
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
def by_watcher(seconds):
    done, late = threading.Event(), threading.Event()

    def watch():
        while not done.wait(AGAIN if late.is_set() else seconds):
            late.set()
            _thread.interrupt_main()

    def ring(*_):
        if late.is_set():
            raise TimeIsUp
        raise KeyboardInterrupt         # it was the learner's stop button
    before = signal.signal(signal.SIGINT, ring)
    threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        done.set()
        signal.signal(signal.SIGINT, before)
