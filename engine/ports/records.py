"""Rows of what was done, and of what has to be remembered about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from ..model import AccountNews, Answers, AuditEntry, FlowVersion, OutsideCall, TurnRecord, Walk


class Turns(Protocol):
    """What was done, and why."""

    def add(self, record: TurnRecord) -> None: ...
    def of_session(self, session_id: str) -> list[TurnRecord]:
        """Return all of a session's, in order.

        One whose `input` says no more than that somebody wrote has the message that the inbox has
        under its `inbox_id`, and an empty one where that is not kept any more.
        """

    def walks(
        self,
        flow: str,
        start: datetime,
        end: datetime,
        *,
        slug: str | None = None,
        after: int,
        limit: int,
    ) -> list[Walk]:
        """Return some of a flow's in a span, `start <= now < end`, in order, those after `after`.

        With `slug`, only those of one client's sessions. What a flow that it called did is told in
        its own path.
        """

    def sessions(self, *, since: datetime, slug: str | None, limit: int) -> list[str]:
        """Return sessions (of a client) that had a turn since then, the latest turn first."""


class AnswersKept(Protocol):
    """What people answered in flows."""

    def add(self, answers: Answers) -> None: ...
    def page(
        self, flow: str, *, client_id: str | None, after: str | None, limit: int
    ) -> list[Answers]:
        """Return some of a flow's, by id, those after `after`."""


class OutsideCalls(Protocol):
    """What the world outside is asked in the middle of a turn."""

    def of(self, piece: str) -> list[OutsideCall]:
        """Return a piece's questions, in order."""

    def ask(self, call: OutsideCall) -> None:
        """Note a question, unless that piece has one with its sequence already."""

    def answer(self, piece: str, sequence: int, outcome: Mapping[str, Any], now: datetime) -> bool:
        """Note its answer; False where it has one already."""


class Events(Protocol):
    """Webhook matter that is no message."""

    def add(self, event_id: str, kind: str, payload: bytes, now: datetime) -> None: ...
    def kinds(self) -> Mapping[str, int]:
        """Return how many there are of each kind."""


class FlowVersions(Protocol):
    """Published flows."""

    def find(self, flow: str, version: int) -> FlowVersion | None: ...
    def latest(self, flow: str) -> FlowVersion | None: ...
    def known(self) -> list[tuple[str, int]]:
        """Return flow and version of all, in that order; reads no source."""

    def add(self, version: FlowVersion) -> None: ...
    def keep(self, version: FlowVersion) -> None:
        """Keep a published version's `data` and `checked`; all else of it stays as it is."""


class Audit(Protocol):
    """Who changed what."""

    def add(self, entry: AuditEntry) -> None: ...
    def of(self, subject: str) -> list[AuditEntry]:
        """Return the entries about a subject (`client:monpatisserie`), in order."""

    def latest(self, limit: int) -> list[AuditEntry]:
        """Return the newest entries, the newest first."""


class AccountNewsKept(Protocol):
    """What Meta says of our account and our numbers: the latest on each topic."""

    def save(self, news: AccountNews) -> None: ...
    def all(self) -> list[AccountNews]:
        """Return all, by subject and topic."""
