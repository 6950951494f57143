"""What a session remembers of the form that was sent to its person, and when that is over.

A form is good as long as the question stands that it was sent with, as that question's buttons
are; its own exchanges take it along. A turn of the chat that asks another question ends it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any

from ...form_exchange import (
    GOES_ON_IN_CHAT,
    Answer,
    FormClosed,
    FormFinished,
    FormRequest,
    FormShown,
)
from ...model import Mode, Session

LIFE = timedelta(days=3)
"""How long a form that was sent may be used."""
_SEPARATOR = "."


@dataclass(frozen=True, slots=True)
class FormOffer:
    """A form that is published, and what it may be sent with.

    Attributes:
        id: Meta's.
        secret: makes the token; nobody can guess it, and it is never used again.
        greets: whether it may stand in the greeting, in place of the buttons there.
    """

    id: str
    secret: str = field(repr=False)
    greets: bool = False


Offers = Callable[[str, int], FormOffer | None]
"""Gives the form of a flow's version; None where none may be sent."""


def no_offer(_flow: str, _version: int) -> FormOffer | None:
    """Offer no form."""
    return None


def token_of(session_id: str, secret: str) -> str:
    """Return what a form's requests carry: whose it is, and the secret."""
    return f"{session_id}{_SEPARATOR}{secret}"


def session_of(token: str) -> str:
    """Return the session that a token names; "" where it names none."""
    return token.rpartition(_SEPARATOR)[0]


@dataclass(frozen=True, slots=True)
class SentForm:
    """A form that was sent, as a session's data keeps it.

    Attributes:
        flow, version: whose screens it has.
        asked: the turn in which the question was first asked that it was sent with, or to which
            its last exchange led.
        until: when it may not be used any more, ISO.
        step: counts its exchanges: each screen is told it, and sends it back.
        heard: the digest of the last exchange; "" before the first.
        answer: what that was answered, as JSON; before the first the screen that opens.
        over: whether the last exchange closed it.
        screens: those that lie behind one another on the phone, the one in front last.
    """

    token: str
    flow: str
    version: int
    asked: int
    until: str
    step: int = 0
    heard: str = ""
    answer: Mapping[str, Any] = field(default_factory=dict)
    over: bool = False
    screens: Sequence[str] = ()

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> SentForm | None:
        """Return the one that a session's data keeps; None where it keeps none."""
        return cls(**data["form"]) if data.get("form") else None

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON data."""
        return asdict(self)

    def behind(self, screen: str | None) -> list[str]:
        """Return the screens that lie behind one another once a screen is in front."""
        known = list(self.screens)
        if screen is None:
            return known
        return [*known[: known.index(screen)], screen] if screen in known else [*known, screen]

    def is_of(self, token: str) -> bool:
        """Return whether a token is this form's."""
        return compare_digest(self.token.encode(), token.encode("utf-8", "replace"))

    def answered(self, asked: FormRequest) -> Answer | None:
        """Return what a request was answered; None where it is not the last one that came."""
        if not self.is_of(asked.token) or self.heard != asked.digest:
            return None
        return _read(self.answer, self.token)


def takes_form(session: Session, asked: FormRequest, now: datetime) -> bool:
    """Return whether a session takes what a form asks: it is its own, not over, and not known."""
    sent, data = SentForm.of(session.data), session.data
    if sent is None or not sent.is_of(asked.token) or sent.over or sent.heard == asked.digest:
        return False
    stands = session.mode is Mode.BOT and not data.get("frames") and not data.get("restart")
    same = (sent.flow, sent.version) == (session.flow, session.flow_version)
    return stands and same and _is_asked(sent, data) and now < datetime.fromisoformat(sent.until)


def _is_asked(sent: SentForm, data: Mapping[str, Any]) -> bool:
    return bool(sent.asked == data.get("asked"))


def shown(screen: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return an answer that shows a screen, as JSON."""
    return {"screen": screen, "data": dict(data)}


FINISHED: Mapping[str, Any] = {"finished": True}
CLOSED: Mapping[str, Any] = {"closed": True}


def _read(answer: Mapping[str, Any], token: str) -> Answer:
    if answer.get("finished"):
        return FormFinished({"flow_token": token})
    return FormClosed(GOES_ON_IN_CHAT) if answer.get("closed") else FormShown(**answer)
