"""What a turn asks the world outside, and what it was answered.

A turn that meets an outside action has no answer yet: it ends as `Unanswered`, which undoes its
transaction. The question is put on disk, asked without any transaction, its answer kept; then the
turn is played again, and finds it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from ...errors import MiloError
from ...model import OutsideCall
from ...ports import Ids
from ..language.registry import ERROR, Call, Entry, Outcome, Outside, Request

SAME_TURN = timedelta(minutes=5)
"""How long an answer may take for the turn to be played as of when it asked."""
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class OutsideQuestion:
    """A question to the world outside, ready to be asked.

    Attributes:
        call: the question as it stands on disk.
        action: whom it asks, and how long that may take.
        request: what it is told.
    """

    call: OutsideCall
    action: Entry[Outside]
    request: Request


class Unanswered(MiloError):  # noqa: N818  (a signal)
    """No fault: a turn waits for an answer from outside, and leaves nothing behind meanwhile."""

    code = "unanswered"
    retry = True

    def __init__(self, question: OutsideQuestion) -> None:
        self.question = question
        super().__init__(f"{question.call.name!r} has no answer yet")


class KeptIds:
    """Ids that come the same when a turn is played again: those it made before come first."""

    def __init__(self, ids: Ids, kept: Sequence[str]) -> None:
        self._ids = ids
        self._kept = kept
        self.made: list[str] = []

    def new(self) -> str:
        """Return the next id."""
        number = len(self.made)
        self.made.append(self._kept[number] if number < len(self._kept) else self._ids.new())
        return self.made[-1]

    def secret(self) -> str:
        """Return a text that nobody can guess; another one when the turn is played again."""
        return self._ids.secret()


class Asked:
    """What a message or a timer has asked outside so far.

    Args:
        piece: names what is worked.
        calls: its questions, in order.
    """

    def __init__(self, piece: str, calls: Sequence[OutsideCall], ids: Ids) -> None:
        self.piece = piece
        self.calls = calls
        self.ids = KeptIds(ids, calls[-1].ids if calls else ())

    def instant(self, now: datetime) -> datetime:
        """Return the instant to play at: that of the first question, unless it is long ago."""
        asked_at = self.calls[0].asked_at if self.calls else now
        return asked_at if now - asked_at < SAME_TURN else now

    def by(self, call: Call) -> Answering:
        """Return the outside actions of a turn that is played now."""
        return Answering(self, call)


class Answering:
    """The outside actions of a turn while it is played."""

    def __init__(self, asked: Asked, call: Call) -> None:
        self._asked = asked
        self._call = call
        self._sequence = 0

    def outcome(self, action: Entry[Outside], slots: Mapping[str, Any]) -> Outcome:
        """Return how an outside action ended.

        Raises:
            Unanswered: it was not asked yet, or not answered.
        """
        number = self._sequence
        self._sequence += 1
        if number >= len(self._asked.calls):
            raise Unanswered(self._question(action, self._new(number, action, slots)))
        asked = self._asked.calls[number]
        if (asked.name, dict(asked.slots)) != (action.name, dict(slots)):
            log.warning("another question", action="outside.differs", name=action.name)
            return Outcome(ERROR)  # the world changed meanwhile: that answer is to something else
        if asked.outcome is None:
            raise Unanswered(self._question(action, asked))
        return Outcome(asked.outcome["name"], asked.outcome["slots"])

    def _new(self, number: int, action: Entry[Outside], slots: Mapping[str, Any]) -> OutsideCall:
        made = tuple(self._asked.ids.made)
        piece, now = self._asked.piece, self._call.now
        return OutsideCall(piece, number, action.name, dict(slots), made, now)

    def _question(self, action: Entry[Outside], asked: OutsideCall) -> OutsideQuestion:
        call = self._call
        request = Request(
            key=asked.key,
            client_id=call.client.id,
            client_slug=call.client.slug,
            settings=call.client.settings,
            contact_id=call.contact.id,
            contact_name=call.contact.name,
            user_phone=call.contact.user_phone,
            session_id=call.session.id,
            now=asked.asked_at,
            slots=asked.slots,
        )
        return OutsideQuestion(asked, action, request)
