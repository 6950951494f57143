"""What a session remembers between two turns: its `data`, as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from itertools import compress
from operator import attrgetter
from typing import Any

from ...model import Session


@dataclass(slots=True)
class Frame:
    """A flow under way: the session's own, or a sub-flow that it called.

    Attributes:
        slots: what the flow remembers, by name.
        back: the state of the caller that follows; None for the session's own flow.
        ahead: what was said before it was asked for, by slot type, as JSON of a `Wish`.
        keep: slots of the caller that take over what slots of this one hold at its end.
    """

    flow: str
    version: int
    state: str
    slots: dict[str, Any] = field(default_factory=dict)
    back: str | None = None
    ahead: dict[str, Any] = field(default_factory=dict)
    keep: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Memory:
    """The working copy of what a session remembers, for one turn.

    Lists are replaced, never changed in place: they may be the session's own.

    Attributes:
        frames: the flows under way, the session's own first, the one that asks last.
        turn: counts the turns.
        asked: the turn in which the current question was first asked.
        armed: the turn that set the timers.
        rows: option and title of each row shown; a person may type a row's number.
        tries: answers in a row that nobody understood.
        refused: answers in a row that were understood and refused.
        answered: whether a person has answered since the session was given to one.
        result: how the flow last ended.
        was: where else the current question was asked, before its flow's version changed under
            it, as [flow, version, state]: buttons that name this are the question's, too.
        restart: whether the next message starts the flow over.
        page: which page of the list is on the phone.
        narrow: the wish that the list on the phone is narrowed to, as JSON; empty for none.
        either: what is asked in place of the question: title and meaning of each button.
        offered: the values that were told in place of one that cannot be; a yes takes them.
        form: the form that was sent, as JSON of a `SentForm`; empty for none.
        unreadable, missed: when messages in a row were answered that could not be read, or were
            not understood; see `event_handler`.
        noticed: the ids of the buttons of a notice that came after the end: the person may type
            what one of them says.
        told: the exit that answered a question of the person's in the last turn, if one did.
        permission: whether the person was asked, naming the client, to be written to: what the
            text that shows `permiso` asks, they agree to by what it says.
    """

    frames: list[Frame]
    turn: int = 0
    asked: int = 0
    armed: int = 0
    rows: Sequence[list[str]] = ()
    tries: int = 0
    refused: int = 0
    answered: bool = False
    result: str | None = None
    was: Sequence[list[Any]] = ()
    restart: bool = False
    page: int = 0
    narrow: dict[str, Any] = field(default_factory=dict)
    either: Sequence[list[Any]] = ()
    offered: Sequence[str] = ()
    unreadable: Sequence[str] = ()
    missed: Sequence[str] = ()
    noticed: Sequence[str] = ()
    form: dict[str, Any] = field(default_factory=dict)
    told: str = ""
    permission: bool = False

    @property
    def top(self) -> Frame:
        """The flow that asks."""
        return self.frames[-1]

    @property
    def slots(self) -> dict[str, Any]:
        """What the flow that asks remembers."""
        return self.frames[-1].slots

    def fill(self, found: Mapping[str, Any]) -> None:
        """Remember values by slot; None forgets what a slot had."""
        for slot, value in found.items():
            if value is None:
                self.slots.pop(slot, None)
            else:
                self.slots[slot] = value

    @classmethod
    def read(cls, session: Session) -> Memory:
        """Take a working copy of a session's memory."""
        data = session.data
        slots, ahead = dict(data.get("slots", ())), dict(data.get("ahead", ()))
        frames = [Frame(session.flow, session.flow_version, session.state, slots, None, ahead)]
        if "frames" in data:
            frames += [_frame(frame) for frame in data["frames"]]
        memory = cls(frames)
        for name, kept in data.items():
            if name in _KEPT:
                setattr(memory, name, kept)
        return memory

    def to_json(self) -> dict[str, Any]:
        """Return it as a session's data, without what is empty."""
        data: dict[str, Any] = {"slots": self.frames[0].slots}
        if self.frames[0].ahead:
            data["ahead"] = self.frames[0].ahead
        if len(self.frames) > 1:
            data["frames"] = [asdict(frame) for frame in self.frames[1:]]
        kept = _kept_of(self)
        data.update(compress(zip(_KEPT, kept, strict=True), kept))
        return data


def with_notice(data: Mapping[str, Any], buttons: Sequence[str]) -> dict[str, Any]:
    """Return a session's data that remembers the ids of a notice's buttons."""
    return {**data, "noticed": list(buttons)} if buttons else dict(data)


def _frame(data: dict[str, Any]) -> Frame:
    copied = {name: dict(data.get(name, {})) for name in ("slots", "ahead")}
    return Frame(**{**data, **copied})


_KEPT = dict.fromkeys(field.name for field in fields(Memory) if field.name != "frames")
"""What a session's data has beside slots and frames, in order."""
_kept_of = attrgetter(*_KEPT)
