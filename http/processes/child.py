"""A process of ours that works for this one, and its supervision.

A child is given an end of a socket, and ends when the other end does. It says once a second that it
is well (`HEARTBEAT`), by the thread that its work hangs on. One that dies, or says nothing for too
long though it lives (stopped, or with a dead thread inside), is replaced.

A child's many threads wake for each message. Under Linux's usual policy each that wakes takes the
core from the one thread that works turns: it would be thrown out once or twice a message, and half
of what it had in its caches with it. So a child is scheduled as *batch*: it has its fair share of
the cores, and takes them when they are free or its share is due.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import Any

import structlog

from .channel import MessageChannel

log = structlog.get_logger(__name__)

HEARTBEAT = "heartbeat"
"""What a child sends in place of a message, to say that it is well."""
HEARTBEAT_SECONDS = 1.0
SILENT_SECONDS = 8.0
"""A child that has not said so for this long is replaced: all in all within ten seconds."""
START_SECONDS = 30.0
"""As long may it take a child to load, before its first message."""
RESTART_SECONDS = 1.0
"""At least between two starts."""
END_SECONDS = 2.0
_LOOK_SECONDS = 0.5
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "PYTHON", "LD_", "SSL_", "VIRTUAL_ENV")
"""Beginnings of the variables that a child is given: what Python itself needs, and nothing else."""


class ChildProcess:
    """The process, and our end of the socket.

    It is given no setting of ours: what it may know comes through the socket.

    Args:
        module: what it runs; its first argument is its end's file descriptor.
        files: further sockets that it is given.
        needs: variables of the environment that it needs beyond what Python does.
    """

    def __init__(
        self, module: str, files: tuple[socket.socket, ...] = (), needs: tuple[str, ...] = ()
    ) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            given = [theirs.fileno(), *(each.fileno() for each in files)]
            self.process = subprocess.Popen(
                [sys.executable, "-m", module, *map(str, given)],
                pass_fds=given,
                stdin=subprocess.DEVNULL,
                env={
                    name: value
                    for name, value in os.environ.items()
                    if name.startswith(_ENVIRONMENT) or name in needs
                },
            )
        _wake_politely(self.process.pid)
        self.frames = MessageChannel(ours)
        self.started = time.monotonic()

    def end(self) -> None:
        """Close our end, at which the process ends; it holds nothing that would need time."""
        self.frames.close()
        try:
            self.process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class SupervisedChild:
    """A child that is read by a thread, and replaced when it dies or falls silent.

    Args:
        name: in logs (`child.died`) and of the thread.
        module: what the process runs.
        on_message: is given the process's `MessageChannel` and what it sent.
        on_restart: is called once another process stands in place of one that died, and tells it
            what it has to know first.
        on_death: is called before that: what the dead one was given is lost.
        is_well: returns whether what the process does is in order; else it is replaced.
        files, needs: see `ChildProcess`.

    All are called on the thread.
    """

    def __init__(
        self,
        name: str,
        module: str,
        on_message: Callable[[MessageChannel, Any], None],
        on_restart: Callable[[], None],
        *,
        on_death: Callable[[], None] = lambda: None,
        is_well: Callable[[], bool] = lambda: True,
        files: tuple[socket.socket, ...] = (),
        needs: tuple[str, ...] = (),
    ) -> None:
        self._name = name
        self._start: Callable[[], ChildProcess] = lambda: ChildProcess(module, files, needs)
        self._on_message = on_message
        self._on_restart = on_restart
        self._on_death = on_death
        self._is_well = is_well
        self._stopping = False
        self._child = self._start()
        self._silent_at = time.monotonic() + START_SECONDS
        self._reader = Thread(target=self._read, name=name, daemon=True)

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._child.process.pid

    def start(self) -> None:
        """Read what the process sends from now on, and supervise it."""
        self._reader.start()

    def send(self, message: Any) -> None:
        """Send the process a message; one that died is not told: see `on_restart`."""
        with suppress(OSError):
            self._child.frames.send(message)

    def stopping(self) -> None:
        """From now on replace no process that ends."""
        self._stopping = True

    def wait(self, seconds: float) -> None:
        """Wait for a process that was told to end, for so long at most."""
        with suppress(subprocess.TimeoutExpired):
            self._child.process.wait(seconds)

    def stop(self) -> None:
        """End the process and the thread."""
        self.stopping()
        self._child.end()
        if self._reader.is_alive():
            self._reader.join(END_SECONDS)
            self._child.end()  # one that was started meanwhile

    # -- on the reader's thread -------------------------------------------------------------------

    def _read(self) -> None:
        while True:
            frames = self._child.frames
            try:
                for message in frames.receive(_LOOK_SECONDS):
                    self._take(frames, message)
                if time.monotonic() > self._silent_at or not self._is_well():
                    self._child.process.kill()
            except (EOFError, OSError):
                if self._stopping:
                    return
                self._replace()

    def _take(self, frames: MessageChannel, message: Any) -> None:
        if message == HEARTBEAT:
            self._silent_at = time.monotonic() + SILENT_SECONDS
            return
        # One that works has loaded, though its first heartbeat is still to come.
        self._silent_at = min(self._silent_at, time.monotonic() + SILENT_SECONDS)
        try:
            self._on_message(frames, message)
        except Exception as error:  # a defect of ours: the next message is read all the same
            log.error("message failed", action="child.failed", process=self._name, exc_info=error)

    def _replace(self) -> None:
        log.error("child process died", action="child.died", process=self._name)
        self._child.end()
        self._on_death()
        time.sleep(max(0.0, self._child.started + RESTART_SECONDS - time.monotonic()))
        self._child = self._start()
        self._silent_at = time.monotonic() + START_SECONDS
        self._on_restart()


class Heartbeat:
    """A child's: gives `beat` once in HEARTBEAT_SECONDS, however often it is asked to."""

    def __init__(self, beat: Callable[[], None]) -> None:
        self._beat = beat
        self._due = 0.0

    def beat(self) -> None:
        """Beat, if it is time."""
        now = time.monotonic()
        if now >= self._due:
            self._due = now + HEARTBEAT_SECONDS
            self._beat()


def _wake_politely(pid: int) -> None:
    """Set SCHED_BATCH, so that wake-ups of a new process do not pre-empt the thread of turns."""
    if hasattr(os, "SCHED_BATCH"):
        with suppress(OSError):  # it costs speed and nothing else
            os.sched_setscheduler(pid, os.SCHED_BATCH, os.sched_param(0))
