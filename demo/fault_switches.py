"""The switches a test or a bench can flip: how the stand-in misbehaves, and what it leaves out."""

from __future__ import annotations

import threading
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Final

from .errors import MetaError
from .people import STATES

CHOICES: Final = {
    "window": ("sync", "async", "off"),
    "form_reply": ("whole", "no_token", "no_quote", "none"),
    "form_reopens": ("as_left", "as_sent"),
}
"""What a switch may be that is a word."""


@dataclass(frozen=True, slots=True)
class FaultAnswer:
    """What to answer instead of the truth.

    Attributes:
        http: an HTTP status with a bare body, or
        code: one of Meta's error codes, in Meta's shape.
        times: for how many sends; None until cleared.
        to: only for sends to this person (wa_id or user_id).
    """

    http: int | None = None
    code: int | None = None
    times: int | None = None
    to: str | None = None

    def error(self) -> MetaError:
        """Return it as an error; a bare HTTP status as Meta's "unknown" with that status."""
        if self.code is not None:
            return MetaError(self.code, "Asked for by a switch", http=self.http)
        return MetaError(1, "Asked for by a switch", http=self.http or 500)


@dataclass(frozen=True, slots=True)
class Switches:
    """How the stand-in behaves; each name is a key of `POST /_control`.

    Attributes:
        answer: refuse sends with this.
        fail: accept sends, then report them as failed with this code.
        delay_seconds: answer each send this late.
        lose_answers: accept this many sends, then drop the connection without an answer.
        drop: drop this many connections without accepting anything.
        statuses: which statuses follow an accepted send.
        hold_statuses: keep the statuses back until this is off again.
        duplicate_webhooks: how many times each webhook is delivered.
        batch: how many updates one webhook may carry at most.
        record: keep the chats and the log of sends.
        window: the 24-hour window: refuse at once, by a failed status, or not at all.
        number_rate: messages a second from one number; None for no limit.
        pair_rate: whether the limit to one person holds.
        require_proof: whether each call must carry the `appsecret_proof`.
        unseen_numbers: numbers that the token does not see: 100 with subcode 33.
        other_account: numbers of another account, which has none of the forms.
        listed: on a test number, whom it may write to as they are written; None for everybody.
        template_review: what Meta thinks of a template that is asked for.
        form_repeats: let this many requests of forms reach the endpoint twice; the second answer
            is shown.
        form_lose_answers: lose this many answers on their way to the phone, which shows an error.
        form_delay_seconds: answer each request of a form this late; from 10 seconds on Meta waits
            no longer, and the phone shows an error.
        form_old_keys: seal this many requests with a key that nobody has; told so (421), the phone
            fetches the right one and asks again.
        form_reply: what the chat is told of a form that was finished: `whole`, `no_token`,
            `no_quote`, or nothing at all (`none`).
        form_reopens: as it was left (`as_left`), or as it was sent (`as_sent`).
    """

    answer: FaultAnswer | None = None
    fail: FaultAnswer | None = None
    delay_seconds: float = 0.0
    lose_answers: int = 0
    drop: int = 0
    statuses: tuple[str, ...] = STATES[1:]
    hold_statuses: bool = False
    duplicate_webhooks: int = 1
    batch: int = 20
    record: bool = True
    window: str = "sync"
    number_rate: float | None = 80.0
    pair_rate: bool = True
    require_proof: bool = False
    unseen_numbers: tuple[str, ...] = ()
    other_account: tuple[str, ...] = ()
    listed: tuple[str, ...] | None = None
    template_review: str = "PENDING"
    form_repeats: int = 0
    form_lose_answers: int = 0
    form_delay_seconds: float = 0.0
    form_old_keys: int = 0
    form_reply: str = "whole"
    form_reopens: str = "as_left"


class BadSwitchError(ValueError):
    """A switch that does not exist, or a value it cannot take."""


@dataclass(slots=True)
class Faults:
    """The switches as they stand now. Safe to use from any thread."""

    initial: Switches = field(default_factory=Switches)
    now: Switches = field(init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.now = self.initial

    def flip(self, changes: dict[str, Any]) -> Switches:
        """Change some switches, all or none of them.

        Args:
            changes: the JSON of `POST /_control`; `{"reset": true}` first puts all back.

        Raises:
            BadSwitchError: for an unknown name or a value that makes no sense.
        """
        changes = dict(changes)
        with self._lock:
            base = self.initial if changes.pop("reset", False) else self.now
            known = {each.name for each in fields(Switches)}
            if unknown := changes.keys() - known:
                raise BadSwitchError(f"unknown switch: {', '.join(sorted(unknown))}")
            values = {name: _read(name, value) for name, value in changes.items()}
            self.now = replace(base, **values)
            return self.now

    def take(self, name: str) -> bool:
        """Use up one of a switch that counts down; return whether there was one."""
        left = getattr(self.now, name)
        if not left:  # the usual case, without the lock
            return False
        with self._lock:
            left = getattr(self.now, name)
            if left:
                self.now = replace(self.now, **{name: left - 1})
            return bool(left)

    def take_answer(self, name: str, to: tuple[str | None, ...]) -> MetaError | None:
        """Use up one of an answer that was asked for, if it is meant for this person.

        Args:
            name: `answer` or `fail`.
            to: what the person is known by.
        """
        if getattr(self.now, name) is None:
            return None
        with self._lock:
            answer: FaultAnswer | None = getattr(self.now, name)
            if answer is None or (answer.to is not None and answer.to not in to):
                return None
            if answer.times is not None:
                left = answer.times - 1
                rest = replace(answer, times=left) if left > 0 else None
                changed: dict[str, Any] = {name: rest}
                self.now = replace(self.now, **changed)
            return answer.error()

    def to_json(self) -> dict[str, Any]:
        """Return the switches as JSON data."""
        return asdict(self.now)


def _read(name: str, value: Any) -> Any:
    if name in ("answer", "fail"):
        return _answer(name, value)
    if name == "statuses":
        return _statuses(value)
    if name in CHOICES and value not in CHOICES[name]:
        raise BadSwitchError(f"{name} is one of {', '.join(CHOICES[name])}")
    if name == "number_rate" and value is None:
        return None
    default = getattr(Switches(), name)
    if isinstance(default, bool) and not isinstance(value, bool):
        raise BadSwitchError(f"{name} is true or false")
    if isinstance(default, int | float) and not isinstance(default, bool):
        return _number(name, value)
    return value


def _number(name: str, value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise BadSwitchError(f"{name} is a number, zero or more")
    return value


def _answer(name: str, value: Any) -> FaultAnswer | None:
    if value is None:
        return None
    if not isinstance(value, dict) or not value.keys() <= {"http", "code", "times", "to"}:
        raise BadSwitchError(f"{name} is null or {{http or code, times, to}}")
    if value.get("http") is None and value.get("code") is None:
        raise BadSwitchError(f"{name} needs http or code")
    if value.get("times") == 0:
        return None
    return FaultAnswer(**value)


def _statuses(value: Any) -> tuple[str, ...]:
    if value is True:
        return STATES[1:]
    if not value:
        return ()
    if not isinstance(value, list) or not set(value) <= set(STATES[1:]):
        raise BadSwitchError(f"statuses is true, false or a list of {', '.join(STATES[1:])}")
    return tuple(value)
