"""JSON inside values, as a database would give it back: no aliases, no tuples, text keys."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from ...engine.model import (
    Answers,
    AuditEntry,
    Client,
    Contact,
    OutsideCall,
    Session,
    TurnRecord,
)

V = TypeVar("V", Client, Contact, Session, AuditEntry, Answers)

_INSTANTS: dict[type, tuple[str, ...]] = {}
_FIELD = {
    Client: "settings",
    Contact: "data",
    Session: "data",
    AuditEntry: "changes",
    Answers: "slots",
}


def copied(value: V) -> V:
    """Return the value with a copy of its JSON; raises TypeError for what JSON cannot say."""
    name = _FIELD[type(value)]
    return replace(value, **{name: _copy(getattr(value, name))})


def copied_turn(record: TurnRecord) -> TurnRecord:
    """Return the record with copies of its three pieces of JSON."""
    return replace(
        record,
        input=_copy(record.input),
        answers=tuple(_copy(list(record.answers))),
        path=tuple((trigger, state) for trigger, state in record.path),
    )


def copied_call(call: OutsideCall) -> OutsideCall:
    """Return the call with copies of its three pieces of JSON."""
    return replace(call, slots=_copy(call.slots), ids=tuple(call.ids), outcome=_copy(call.outcome))


def refuse_naive(value: Any) -> None:
    """Raise ValueError where an instant does not carry its offset."""
    for name in _instants(type(value)):
        instant = getattr(value, name)
        if instant is not None and instant.tzinfo is None:
            raise ValueError(f"naive datetime {instant!r}: an instant carries its offset")


def _instants(kind: type) -> tuple[str, ...]:
    """Return a dataclass's fields that are annotated as instants."""
    known = _INSTANTS.get(kind)
    if known is None:
        said = ("datetime", "Instant")
        shape = fields(kind) if is_dataclass(kind) else ()
        known = tuple(field.name for field in shape if str(field.type).startswith(said))
        _INSTANTS[kind] = known
    return known


def _copy(data: Any) -> Any:
    return json.loads(json.dumps(data))
