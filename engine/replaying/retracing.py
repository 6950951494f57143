"""A session's turns played again as they were, from the first one on.

A record does not keep what the session remembered before: that follows from the turns before it.
Where a turn does not come out as it did (the program has changed, somebody changed the rows), the
rest cannot be played again until a new beginning, which remembers nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from ..errors import MiloError
from ..flow.compiled.compiled_flow import CompiledFlow, Scripts
from ..flow.forms.form_turn import play
from ..flow.language.registry import Call, Registry
from ..flow.play.events import Event, event_of
from ..flow.play.form_memory import FormOffer, Offers
from ..flow.play.functions import Functions
from ..flow.play.turn import Terms, Turn
from ..flow.versions.history import History
from ..flow.versions.upgrading import MOVED, moved
from ..model import Mode, Session, TurnRecord
from .tape import RecordedCall, Tape, answering

BEGIN = "begin"


@dataclass(frozen=True, slots=True)
class Retraced:
    """A turn that came out as it did.

    Attributes:
        before: the session as the turn found it.
        turn: what came of it.
        learned: what functions were asked, with their answers.
        texts: the names of the texts that were said, in order.
    """

    record: TurnRecord
    event: Event
    before: Session
    turn: Turn
    learned: Sequence[tuple[RecordedCall, Any]]
    texts: Sequence[str]


def retrace(
    history: History, session: Session, records: Sequence[TurnRecord], terms: Terms
) -> Iterator[Retraced | TurnRecord]:
    """Yield each turn as it was; the record alone where it cannot be played again."""
    before: Session | None = None
    for record, following in zip(records, [*records[1:], None], strict=True):
        begins = history.begins(record, following, session)
        if before is None and starts_over(record):
            before = fresh(session, record)
        found = _played(history, before, record, begins, terms) if before else None
        yield found or record
        before = followed(found.before, found.turn) if found else None


def starts_over(record: TurnRecord) -> bool:
    """Return whether a turn forgot everything before it did anything else."""
    own = [trigger for trigger, _ in record.path if not trigger.startswith(MOVED)]
    return record.turn == 1 or own[:1] == [BEGIN]


def fresh(session: Session, record: TurnRecord) -> Session:
    """Return a session that stands where a record says, and remembers nothing.

    One that is to start over says so, wherever it stood.
    """
    counted = record.turn - 1
    data: dict[str, Any] = {"turn": counted, "restart": True} if counted else {}
    return _at(replace(session, data=data, mode=Mode.BOT), record)


def _at(session: Session, record: TurnRecord) -> Session:
    return replace(
        session, flow=record.flow, flow_version=record.flow_version, state=record.state_before
    )


def _played(
    history: History,
    before: Session,
    record: TurnRecord,
    begins: tuple[str, int],
    terms: Terms,
) -> Retraced | None:
    """Play a turn as it was; None where it comes out otherwise."""
    event = event_of(record.input)
    registry = history.library.registry
    tape = Tape.of(record.answers, registry)
    texts: list[str] = []
    asked = answering(registry, tape.next, lambda _, text: texts.append(text))
    scripts = _scripts(history, record, begins)
    try:
        if record.path and record.path[0][0].startswith(MOVED):
            before, _ = moved(before, history.versions_at(record.now))
        place = (before.flow, before.flow_version, before.state)
        if place != (record.flow, record.flow_version, record.state_before):
            return None
        turn = play(
            scripts,
            before,
            event,
            functions_of(asked, before, record),
            replace(terms, flow=begins[0], offers=offers_of(record)),
            record.now,
        )
    except (MiloError, LookupError, TypeError, ValueError):
        return None
    own = tuple(step for step in record.path if not step[0].startswith(MOVED))
    if (turn.path, turn.state) != (own, record.state_after) or tape.answers:
        return None
    return Retraced(record, event, before, turn, tape.learned, texts)


def offers_of(record: TurnRecord) -> Offers:
    """Return what gives the form that a recorded turn sent, whether or not one may be sent now."""
    noted = next((one["answer"] for one in record.answers if one.get("call") == "form"), None)
    offer = FormOffer(noted["id"], noted["secret"], greets=True) if noted else None
    return lambda _flow, _version: offer


def _scripts(history: History, record: TurnRecord, begins: tuple[str, int]) -> Scripts:
    """Return what finds flows as the turn found them; what it began is known from what followed."""
    at = history.scripts_at(record.now)

    def found(flow: str, version: int | None) -> CompiledFlow:
        return at(flow, begins[1] if version is None and flow == begins[0] else version)

    return found


def functions_of(registry: Registry, session: Session, record: TurnRecord) -> Functions:
    """Return functions that know nothing of the world: their registry answers by itself."""
    nothing = cast("Any", None)
    return Functions(registry, Call(nothing, nothing, nothing, session, record.now, nothing, {}))


def followed(before: Session, turn: Turn) -> Session:
    """Return the session as a turn leaves it."""
    return replace(
        before,
        flow=turn.flow,
        flow_version=turn.flow_version,
        state=turn.state,
        mode=turn.mode,
        data=turn.data,
    )
