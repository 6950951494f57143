"""A process of ours that works for this one: given an end of a socket, it ends with the other.

Its many threads wake for each message. Under Linux's usual policy each that wakes takes the core
from whoever runs there, which is mostly the one thread that works turns: it would be thrown out
once or twice a message, and half of what it had in its caches with it. So a child is scheduled as
*batch*: it has its fair share of the cores, and takes them when they are free or its share is due.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import suppress

from .channel import MessageChannel

END_SECONDS = 2.0


class ChildProcess:
    """The process, and our end of the socket.

    It is given no setting of ours: what it may know comes through the socket.

    Args:
        module: what it runs; its first argument is its end's file descriptor.
        more: further files that it is given.
    """

    def __init__(self, module: str, *more: socket.socket) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            files = [theirs.fileno(), *(each.fileno() for each in more)]
            self.process = subprocess.Popen(
                [sys.executable, "-m", module, *map(str, files)],
                pass_fds=files,
                stdin=subprocess.DEVNULL,
                env={name: value for name, value in os.environ.items() if name[:5] != "MILO_"},
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


def _wake_politely(pid: int) -> None:
    """Let a process that has just begun, and its threads to come, take no core by waking."""
    if hasattr(os, "SCHED_BATCH"):
        with suppress(OSError):  # it costs speed and nothing else
            os.sched_setscheduler(pid, os.SCHED_BATCH, os.sched_param(0))
