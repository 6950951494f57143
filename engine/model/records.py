"""What was done: turns, answers, questions to the world outside, versions of flows, changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..fast_dataclass import dataclass, replace
from ..messages import Incoming, Kind

WROTE: Mapping[str, Any] = {"event": "wrote"}
"""The input of a turn whose message stands in the inbox alone; who reads a turn gets both."""


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """What one turn did and all that it was told: enough to explain it and to play it again.

    Attributes:
        id: which the store gives it; "" before.
        input: the event, as JSON (`{"event": "wrote", "message": {…}}`); written without the
            message where that is the whole of what the inbox has, and read with it.
        answers: what every provider, parser, check and action answered, in order.
        path: the triggers fired, in order, each with the state it led to.
    """

    id: str
    session_id: str
    turn: int
    now: datetime
    flow: str
    flow_version: int
    state_before: str
    state_after: str
    input: Mapping[str, Any]
    answers: tuple[Mapping[str, Any], ...]
    path: tuple[tuple[str, str], ...]
    inbox_id: int | None = None
    timer_id: str | None = None
    outbox_id: str | None = None

    def with_heard(self, message: Incoming | None) -> TurnRecord:
        """Return it with the inbox's message, where it says no more than that one was written."""
        if self.input != WROTE:
            return self
        heard = message or Incoming(Kind.TEXT)
        return replace(self, input={**WROTE, "message": heard.to_json()})


@dataclass(frozen=True, slots=True)
class Answers:
    """What one person answered in a flow, kept for the merchant: `slots` by name."""

    id: str
    client_id: str
    contact_id: str
    session_id: str
    flow: str
    version: int
    slots: Mapping[str, Any]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class OutsideCall:
    """A question to the world outside, on disk before it is asked, and its answer.

    Attributes:
        piece: names the message (by Meta's id) or the timer that is worked.
        sequence: counts the questions of that piece, from 0.
        name: the action's.
        slots: what the conversation remembered when it was asked.
        ids: those that the turn had made until then; played again, it makes the same.
        asked_at: the turn's instant.
        outcome: `name` and `slots`; None while there is no answer.
    """

    piece: str
    sequence: int
    name: str
    slots: Mapping[str, Any]
    ids: tuple[str, ...]
    asked_at: datetime
    outcome: Mapping[str, Any] | None = None
    answered_at: datetime | None = None

    @property
    def key(self) -> str:
        """The same however often it is asked, and no other question's."""
        return f"{self.piece}:{self.sequence}"


@dataclass(frozen=True, slots=True)
class Walk:
    """The way that one turn took through its flow: what drawings count.

    Attributes:
        seq: grows with each turn that is written.
    """

    seq: int
    session_id: str
    state_before: str
    state_after: str
    path: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FlowVersion:
    """A published version of a flow: sessions stay on theirs.

    Attributes:
        data: what the source says, as JSON, so that a start need not read YAML; None: nobody kept
            it.
        checked: the digest of the functions against which it was last checked and found without
            errors; "": nobody kept it.
    """

    flow: str
    version: int
    digest: str
    source: str
    published_at: datetime
    data: Mapping[str, Any] | None = None
    checked: str = ""


@dataclass(frozen=True, slots=True)
class AccountNews:
    """The latest that Meta says of our account, a number or a form of ours, on one topic.

    Attributes:
        subject: `account ID`, `number` with the number or its id, or `form` with its id.
        topic: the webhook's field, as Meta calls it; of a form with the event (`flows.…`).
        alarming: whether somebody has to look.
    """

    subject: str
    topic: str
    said: str
    alarming: bool
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who changed what: `actor` did `action` to `subject`; `changes` maps field to [old, new]."""

    id: str
    at: datetime
    actor: str
    action: str
    subject: str
    changes: Mapping[str, Any]
