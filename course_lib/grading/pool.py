"""Processes that work for us, as a concurrent.futures.Executor; one that dies takes one task along, no more.

concurrent.futures has such a pool, but there the death of one process fails everything that is under way.
Here each process has a thread of its own that hands it one task after the other over a socket: so it is
known whose task a death was, and another one is started. The processes begin fresh (nothing of ours is copied
into them), ignore Ctrl-C (the caller decides), and end when the caller is gone, even if it was killed.

What passes is pickled: both ends are ours. Nothing of a learner's but bytes goes in, and nothing comes out.
"""
import os
import pickle
import queue
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import Executor, Future
from contextlib import suppress
from multiprocessing.connection import Connection

START = "import sys; sys.path[:] = {path!r}; from course_lib.grading.pool import serve; serve({descriptor})"
PATIENCE = 900.0         # seconds for one task: far more than the sandbox's own limits leave it
GRACE = 3.0              # seconds to end in order


class WorkerDied(Exception):
    """The process ended in the middle of a task, or did not answer."""


class Processes(Executor):
    """So many processes, each with one task at a time."""

    def __init__(self, jobs, patience=PATIENCE):
        self.patience, self.tasks, self.ended = patience, queue.SimpleQueue(), False
        self.workers = [_Worker() for _ in range(jobs)]
        self.threads = [threading.Thread(target=self._look_after, args=(worker,), daemon=True)
                        for worker in self.workers]
        for thread in self.threads:
            thread.start()

    def submit(self, function, /, *arguments, **named):
        if self.ended:
            raise RuntimeError("This pool has been shut down: make a new one.")
        future = Future()
        self.tasks.put((future, pickle.dumps((function, arguments, named))))
        return future

    def shutdown(self, wait=True, *, cancel_futures=False):
        """End the processes: after what they have been given, or with cancel_futures at once."""
        self.ended = True
        if cancel_futures:
            with suppress(queue.Empty):
                while True:
                    task = self.tasks.get_nowait()
                    if task:
                        task[0].cancel()
            for worker in self.workers:
                worker.end(at_once=True)
        for _ in self.threads:
            self.tasks.put(None)
        if wait:
            for thread in self.threads:
                thread.join()

    def _look_after(self, worker):
        while task := self.tasks.get():
            future, call = task
            if not future.set_running_or_notify_cancel():
                continue
            try:
                good, value = worker.ask(call, self.patience)
            except BaseException as error:
                good, value = False, error
            (future.set_result if good else future.set_exception)(value)
        worker.end()


class _Worker:
    """One process, started when it is first asked, and again after its death."""

    def __init__(self):
        self.process = self.line = None
        self.lock, self.over = threading.Lock(), False

    def ask(self, call, patience):
        """(whether it went well, the value or the exception)."""
        with self.lock:
            if self.over:
                raise WorkerDied("The pool was ended.")
            if self.process is None:
                self._start()
        try:
            self.line.send_bytes(call)
            if self.line.poll(patience):
                return pickle.loads(self.line.recv_bytes())
            reason = f"gave no answer for {patience:g} s"
        except (OSError, EOFError):
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(GRACE)
            code = self.process.returncode
            reason = f"was ended by signal {-code}" if code and code < 0 else f"ended with code {code}"
        self._stop(at_once=True)
        raise WorkerDied(f"A grading process {reason}.")

    def _start(self):
        ours, theirs = socket.socketpair()
        with theirs:
            start = START.format(path=sys.path, descriptor=theirs.fileno())
            self.process = subprocess.Popen([sys.executable, "-c", start], stdin=subprocess.DEVNULL,
                                            pass_fds=[theirs.fileno()])
        self.line = Connection(ours.detach())

    def end(self, at_once=False):
        with self.lock:
            self.over = True
        self._stop(at_once)

    def _stop(self, at_once):
        process = self.process
        if process is None:
            return
        if at_once:
            process.terminate()
        else:
            with suppress(OSError):
                self.line.send_bytes(b"")
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if not (at_once and self.over):          # its thread may still be reading from it
            self.line.close()
        self.process = None


def serve(descriptor):
    """In the process: do what comes, until there is nobody who could ask."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    line = Connection(descriptor)
    os.set_inheritable(descriptor, False)
    threading.Thread(target=_end_without_a_caller, args=(descriptor,), daemon=True).start()
    with suppress(EOFError, OSError):
        while call := line.recv_bytes():
            line.send_bytes(_done(call))


def _done(call):
    try:
        function, arguments, named = pickle.loads(call)
        return pickle.dumps((True, function(*arguments, **named)))
    except Exception as error:
        try:
            pickle.loads(told := pickle.dumps((False, error)))
            return told
        except Exception:                        # an exception that does not survive the way
            return pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")))


def _end_without_a_caller(descriptor):
    """When the other end of the line is closed, end: in order, if the task is soon done, else at once."""
    ears = select.poll()
    ears.register(descriptor, 0)                 # tells of nothing but the end
    ears.poll()
    time.sleep(GRACE)
    os._exit(1)
