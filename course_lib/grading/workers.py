"""The judge's side of a worker: start it, get children, talk with them until a deadline, clear up.

A worker that is gone is started anew; so is one that does not answer. What a child says is read frame by
frame, each until its question's deadline; the first quarter of a second is free, then the worker is asked
to count the child's seconds on the processor (see worker.Parent.watch).
"""
import json
import os
import select
import signal
import socket
import subprocess
import time

from course_lib.grading import sandbox, stage, wire

FREE = 0.25              # seconds before a child is watched
START = 60.0             # seconds to start a worker
CLEAR = 10.0             # seconds to end a child and take its files away
TRIES = 2                # to get a child
LOG = "worker.log"       # in the stage
STRAY = 50               # frames that nobody asked for


class Ended(Exception):
    """A child is gone before it answered. why : "time", "memory", "end"."""

    def __init__(self, why):
        super().__init__(why)
        self.why = why


class Worker:
    """A parent process and its stage."""

    def __init__(self, assignment, kind, limits, variant=0, release=None):
        self.kind, self.limits, self.number = sandbox.choose(kind), limits, 0
        self.named = sandbox.named(self.kind)
        self.folder = self.process = self.control = self.ahead = self.last = None
        self.folder = stage.build(assignment, variant, release)
        try:
            self.start()
        except BaseException:
            self.close()
            raise

    def start(self):
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        about = {"control": theirs.fileno(), "plan": sandbox.plan_of(self.kind, self.folder, self.limits)}
        with open(self.folder / LOG, "wb") as said:
            self.process = subprocess.Popen(
                sandbox.command(self.kind, self.folder, about, self.limits),
                env=sandbox.environment(self.folder), pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd="/", start_new_session=True)
        theirs.close()
        try:
            self.hear(time.monotonic() + START, "ready")
        except Ended:
            raise RuntimeError(f"the worker did not start ({self.named}): {self.log()}") from None

    def log(self):
        """The end of what the worker, and children that could not lock themselves in, have complained of."""
        return (self.folder / LOG).read_text("utf-8", "replace")[-2000:]

    def hear(self, deadline, word, number=True):
        """The message of the worker's that has this word; others are of children long gone."""
        while True:
            if not ready_to_read(self.control, deadline):
                raise Ended("time")
            try:
                data = self.control.recv(4096)
            except OSError:
                data = b""
            if not data:
                raise Ended("end")
            message = json.loads(data)
            if message.get(word) == number:
                return message

    def child(self, seconds):
        """A child that gets its job now; the worker ends it after so many seconds at the latest."""
        for _ in range(TRIES):
            self.start_ahead()
            one, self.ahead = self.ahead, None
            if one is not None:
                if self.is_clear() and not one.is_gone() and self.tell(until=one.number, seconds=seconds):
                    return one
                one.close()
            self.restart()
        raise RuntimeError(f"no child could be started ({self.named}): {self.log()}")

    def start_ahead(self):
        """Have the next child started, if there is none: it locks itself in, and waits for its job."""
        try:
            self.ahead = self.ahead or self.start_child()
        except OSError:                      # the worker is gone, which will be seen when a child is needed
            pass

    def start_child(self):
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        self.number += 1
        try:
            with theirs:
                start = json.dumps({"start": self.number}).encode()
                socket.send_fds(self.control, [start], [theirs.fileno()])
        except OSError:
            ours.close()
            raise
        return Child(self, self.number, ours)

    def is_clear(self):
        """Whether the last child that was done with is gone, and its files with it."""
        try:
            return self.last is None or bool(self.hear(time.monotonic() + CLEAR, "cleared", self.last))
        except Ended:
            return False
        finally:
            self.last = None

    def tell(self, **message):
        """Whether the worker was told; if it is gone, so are its children."""
        try:
            self.control.send(json.dumps(message).encode())
            return True
        except OSError:
            return False

    def restart(self):
        self.stop()
        self.start()

    def stop(self):
        """End the process. It ends by itself once it hears nothing more of us, and so do its children."""
        if self.ahead is not None:
            self.ahead.channel.close()
        self.ahead = self.last = None
        if self.control is not None:
            self.control.close()
            self.control = None
        if self.process is not None:
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                kill_group(self.process)
            self.process = None

    def close(self):
        self.stop()
        if self.folder is not None:
            stage.remove(self.folder)
            self.folder = None


def kill_group(process):
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except OSError:
        pass
    process.wait()


def ready_to_read(sock, deadline):
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(max(0, 1000 * (deadline - time.monotonic()))))


class Child:
    """One child, as the judge sees it."""

    def __init__(self, worker, number, sock):
        self.worker, self.number = worker, number
        self.channel, self.gone, self.deadline = wire.Channel(sock.detach(), waits=True), False, None

    def tell(self, message):
        self.channel.send(message, self.deadline)

    def hand_in(self, notebook, learner):
        """Give it its job."""
        self.tell({"size": len(notebook), "learner": learner})
        self.channel.write(notebook, self.deadline)

    def converse(self, put, wall, cpu, n=None, end=None, meanwhile=()):
        """Do `put`, and hear the answer: the message with this n. Raises Ended.

        wall, cpu : seconds    end : a calling.End, if the child may call functions of ours
        meanwhile : work of ours, a piece with each step, for as long as nothing is heard
        """
        self.deadline = time.monotonic() + wall
        special = end.unpacked if end else None
        try:
            try:
                put()
                free = time.monotonic() + FREE
                for _ in meanwhile:
                    if ready_to_read(self.channel.fd, 0):
                        break
                watched = not ready_to_read(self.channel.fd, free)
                if watched:
                    self.worker.tell(watch=self.number, cpu=cpu)
                strays = 0
                while strays < STRAY:
                    said = self.channel.receive(self.deadline, special)
                    if end is not None and "call" in said and said.get("n") == n:
                        end.answer(said)
                    elif n is None or said.get("n") == n and not {"returns", "raises"} & said.keys():
                        if watched:                  # the next question begins anew
                            self.worker.tell(watch=self.number, cpu=0)
                        return said
                    else:
                        strays += 1
                raise Ended("end")
            except wire.Late:
                raise Ended("time") from None
            except wire.Unsayable:
                raise Ended("end") from None
            except wire.Closed:
                raise Ended(self.reason()) from None
        except Ended:
            self.close()
            raise

    def reason(self):
        """Why it ended, by its exit status."""
        try:
            status = self.worker.hear(time.monotonic() + 2, "ended", self.number)["exit"]
        except Ended:
            return "end"
        if status in (-signal.SIGXCPU, -signal.SIGKILL):
            return "time"
        return "memory" if status == -signal.SIGSEGV else "end"

    def close(self):
        if not self.gone:
            self.gone, self.worker.last = True, self.number
            self.worker.tell(clear=self.number)
            self.channel.close()

    def is_gone(self):
        """Whether it has ended before it was asked anything: it says nothing by itself."""
        return ready_to_read(self.channel.fd, 0)
