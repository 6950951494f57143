"""What Meta saw and when, and how long each person waited."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from ..bench.crowd import Crowd


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that reached Meta; times are `time.monotonic`.

    Attributes:
        waited_since: since when the person had waited; None for one that nobody waited for.
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

    def taken(self, send: dict[str, Any]) -> str:
        """Take a message and remember it."""
        to, now = send["to"].lstrip("+"), time.monotonic()
        since = self._writers[to].waits_since
        waited = None if since is None else now - (time.perf_counter() - since)
        self.sent.append(Sent(now, waited, to, _mark(send)))
        return super().taken(send)

    def pauses(self, people: set[str], since: float, until: float) -> list[float]:
        """Return how long each of these waited for the first answer after `since`, in seconds.

        Only those who waited then, or wrote before `until`; counted from `since` or, later, from
        when they wrote.
        """
        found: dict[str, float] = {}
        for sent in self.sent:
            began = sent.waited_since
            if sent.to in people and sent.at > since and began is not None and began < until:
                found.setdefault(sent.to, sent.at - max(since, began))
        return list(found.values())


def _mark(send: dict[str, Any]) -> str:
    return str(send["biz_opaque_callback_data"]).removeprefix("outbox:")
