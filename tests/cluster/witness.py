"""What Meta saw and when, and how long each person waited."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from ..bench.crowd import Crowd, Writer


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that reached Meta; times are `time.monotonic`.

    Attributes:
        waited_since: since when the person had waited, from the 200 for what they wrote; None
            for one that nobody waited for.
        mark: our id of it, `outbox.id`.
    """

    at: float
    waited_since: float | None
    to: str
    mark: str


class Witness(Crowd):
    """People who write, and everything that reached them."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.sent: list[Sent] = []
        self._stored: dict[str, float] = {}

    def taken(self, send: dict[str, Any]) -> str:
        """Take a message and remember it."""
        to, now = send["to"].lstrip("+"), time.monotonic()
        waited = None if self._writers[to].waits_since is None else self._stored.get(to, now)
        self.sent.append(Sent(now, waited, to, _mark(send)))
        return super().taken(send)

    def _acknowledged(self, writer: Writer, number: int) -> None:
        super()._acknowledged(writer, number)
        self._stored[writer.chat.person.wa_id] = time.monotonic()

    def _write(self, writer: Writer, *more: Any) -> None:
        self._stored.pop(writer.chat.person.wa_id, None)
        super()._write(writer, *more)

    def pauses(self, people: set[str], since: float, until: float) -> list[float]:
        """Return how long each of these waited for the first answer after `since`, in seconds.

        Only those who waited then, or wrote before `until`; counted from `since` or, later, from
        the 200 for what they wrote: until then it is the proxy who looks for a process.
        """
        found: dict[str, float] = {}
        for sent in self.sent:
            began = sent.waited_since
            if sent.to in people and sent.at > since and began is not None and began < until:
                found.setdefault(sent.to, sent.at - max(since, began))
        return list(found.values())


def _mark(send: dict[str, Any]) -> str:
    return str(send["biz_opaque_callback_data"]).removeprefix("outbox:")
