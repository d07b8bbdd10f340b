"""A limit on the time that a learner's code may take, from within the same process.

On Linux and macOS an alarm interrupts the main thread, even in a sleep. On Windows, which has none, a second
thread does what the stop button does. Both ring again after a while, because code may catch the first one,
and they count work: code that sleeps, or has to wait because the machine is busy, is given longer.
A product of huge matrices is waited for, and so is a sleep on Windows. In other threads than the main one
there is no limit: an exception can be put into them, but with CPython 3.11 that may hang the others.
"""
import _thread
import contextlib
import signal
import sys
import threading
import time

AGAIN = 0.5              # seconds until it rings once more
LONGER = 2.5             # times the limit, for code that does not work all the time


class TimeIsUp(BaseException):
    """Raised in the middle of whatever runs when the time is up."""


def time_limit(seconds):
    """Raise TimeIsUp in the body of this `with` once so many seconds have passed."""
    if threading.current_thread() is not threading.main_thread():
        return contextlib.nullcontext()
    return (ByAlarm if hasattr(signal, "setitimer") else ByWatcher)(seconds)


class Limit:
    """What both kinds share: whether it is time, and whether the body of the `with` is what would be hit.

    A bell may ring late, when the body has ended and the limit is being taken off. Raised there, TimeIsUp
    would leave the limit on for ever, and be raised again and again in whatever comes afterwards.
    """

    def __init__(self, seconds):
        self.seconds, self.body = seconds, None

    def __enter__(self):
        self.body, self.start, self.worked = sys._getframe(1), time.monotonic(), time.thread_time()
        self.on()

    def __exit__(self, *_):
        self.off()
        self.body = None

    def is_due(self, frame):
        """Whether to raise TimeIsUp in what runs now, the frame."""
        ours = Limit.__enter__.__code__, Limit.__exit__.__code__
        while frame is not None and frame is not self.body:
            if frame.f_code in ours:
                return False
            frame = frame.f_back
        return frame is not None and (time.thread_time() - self.worked >= 0.9 * self.seconds
                                      or time.monotonic() - self.start >= LONGER * self.seconds)


class ByAlarm(Limit):
    def on(self):
        self.before = signal.signal(signal.SIGALRM, self.ring)
        self.outer = signal.setitimer(signal.ITIMER_REAL, self.seconds, AGAIN)

    def off(self):
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, self.before)
        left, again = self.outer                # of a limit around this one
        if left:
            signal.setitimer(signal.ITIMER_REAL, max(left - (time.monotonic() - self.start), 1e-3), again)

    def ring(self, _, frame):
        if self.is_due(frame):
            raise TimeIsUp


class ByWatcher(Limit):
    def on(self):
        self.done, self.late = threading.Event(), threading.Event()
        self.before = signal.signal(signal.SIGINT, self.ring)
        self.watcher = threading.Thread(target=self.watch, daemon=True)
        self.watcher.start()

    def off(self):
        self.done.set()
        self.watcher.join()                 # its last ring is to be heard here, and by nobody else
        signal.signal(signal.SIGINT, self.before)

    def watch(self):
        while not self.done.wait(AGAIN if self.late.is_set() else self.seconds):
            self.late.set()
            _thread.interrupt_main()

    def ring(self, _, frame):
        if not self.late.is_set():
            raise KeyboardInterrupt         # it was the learner's stop button
        if self.is_due(frame):
            raise TimeIsUp
