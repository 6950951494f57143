"""The phone without a screen: a chat in a terminal."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from .line import Line
from .plain import choices, render
from .views import View


class TerminalChat:
    """One person's chat, in text.

    Args:
        line: to the stand-in: a `LocalLine` or an `HttpLine`.
        person: whose phone it is (`ana`, `bruno`, …).
        sleep: waits between two looks, in seconds.
        clock: seconds that only grow.
    """

    LOOK_SECONDS = 0.1

    def __init__(
        self,
        line: Line,
        person: str = "ana",
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._line = line
        self._person = person
        self._sleep = sleep
        self._clock = clock
        self._after = 0
        self._seen: set[str] = set()
        self._last: View | None = None

    def type(self, typed: str) -> None:
        """Do what a typed line means: the number of a choice taps it, anything else is sent."""
        offered = choices(self._last) if self._last is not None else []
        typed = typed.strip()
        number = int(typed) if typed.isascii() and typed.isdecimal() else 0
        if self._last is not None and 1 <= number <= len(offered):
            self.tap(offered[number - 1]["id"], self._last["id"])
        elif typed:
            self.send(typed)

    def send(self, text: str) -> None:
        """Send a text."""
        self._line.act(self._person, {"type": "text", "text": text})

    def tap(self, option: str, message: str | None = None) -> None:
        """Tap an option.

        Args:
            option: its id or its title.
            message: the id of the message it is on; the last one that has it, unless given.

        Raises:
            BadActError: when there is no such option.
        """
        act = {"type": "tap", "option": option, "message": message}
        self._line.act(self._person, act)

    def new(self) -> Iterator[str]:
        """Yield what Milo wrote since the last look, each message as plain text."""
        answer = self._line.chat(self._person, self._after)
        self._after = answer["after"]
        for shown in answer["messages"]:
            if shown["author"] == "milo" and shown["id"] not in self._seen:
                self._seen.add(shown["id"])
                if shown["state"] != "failed":
                    self._last = shown
                    yield render(shown)

    def wait(self, seconds: float = 10.0) -> Iterator[str]:
        """Yield what Milo writes, until something came and nothing more does, or time is up.

        Args:
            seconds: how long to wait for the first message.
        """
        until = self._clock() + seconds
        came = False
        while True:
            fresh = list(self.new())
            yield from fresh
            if came and not fresh:
                return
            came = came or bool(fresh)
            if not came and self._clock() >= until:
                return
            self._sleep(self.LOOK_SECONDS)
