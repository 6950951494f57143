"""A conversation as a transcript: from the link by which it began to one of its turns."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from ..flow.forms.flow_json import STEP
from ..flow.forms.offered import OK
from ..flow.language.registry import Registry
from ..flow.paths.transcript import Expected, FormFill, ScriptedRow, Step, Transcript
from ..form_exchange import Action
from ..messages import Incoming, Kind
from ..model import Client, TurnRecord
from ..replaying.retracing import Retraced
from .explanation import commands_of, heard
from .redacted import Redaction

Played = Retraced | TurnRecord
_LEAST = timedelta(minutes=1)
"""A pause that is worth a step."""
_PRIVATE = ("reception", "templates")
"""Settings that are no test's business."""


def conversation(played: Sequence[Played], turn_id: str) -> list[Played]:
    """Return the turns from the last time that somebody came by the link to one that is named."""
    ids = [_record(one).id for one in played]
    end = ids.index(turn_id) + 1
    starts = [i for i, one in enumerate(played[:end]) if _arrived(_record(one))]
    return list(played[starts[-1] if starts else 0 : end])


def transcript(
    played: Sequence[Played],
    client: Client,
    registry: Registry,
    titles: Collection[str] = (),
    *,
    slug: str,
    own: bool,
) -> Transcript:
    """Return turns as a transcript.

    Args:
        played: turns as they were, in order.
        client: whose conversation it is.
        registry: says which outcome of an action is the usual one.
        titles: texts that only name buttons of lists, and are not expected.
        slug: the merchant that the transcript is played with.
        own: whether that merchant has the client's settings already.
    """
    first = _record(played[0])
    settings = {} if own else {k: v for k, v in client.settings.items() if k not in _PRIVATE}
    written = {
        "name": f"conversación del {first.now:%Y-%m-%d}",
        "client": slug,
        "settings": settings,
        "now": first.now.isoformat(),
        "turns": (),
    }
    turns = tuple(_untitled(step, titles) for step in _steps(played, registry, slug))
    return Transcript.model_validate(written).model_copy(update={"turns": turns})


def _steps(played: Sequence[Played], registry: Registry, slug: str) -> Iterator[Step]:
    redaction = Redaction()
    clock = _record(played[0]).now
    if not _arrived(_record(played[0])):
        yield Step(say=slug)
    for one in played:
        record = _record(one)
        passed = record.now - clock
        if record.input.get("event") == "elapsed":
            span = timedelta(seconds=max(1, math.ceil(passed.total_seconds())))
            yield _expecting(one, _pause(span), registry, redaction)
            clock += span
            continue
        if passed >= _LEAST:
            span = timedelta(seconds=int(passed.total_seconds()))
            yield _pause(span)
            clock += span
        yield _expecting(one, _act(record, redaction, slug), registry, redaction)


def _untitled(step: Step, titles: Collection[str]) -> Step:
    """Return a step that expects no texts that only name buttons of lists."""
    said = tuple(name for name in step.expect.text or () if name not in titles)
    if step.expect.text is None or said == step.expect.text:
        return step
    return step.model_copy(update={"expect": step.expect.model_copy(update={"text": said})})


def _act(record: TurnRecord, redaction: Redaction, slug: str) -> Step:
    if _arrived(record):
        return Step(say=slug)
    if form := record.input.get("form"):
        return _fill(form, record, redaction)
    message = Incoming.from_json(dict(record.input["message"]))
    rule = heard(record)
    if message.kind is Kind.OTHER or rule == "unreadable":
        return Step(send=message.type)
    if message.kind is Kind.TAP:
        return Step(tap=message.text, old=rule != "tap")
    if any(trigger == "closing" for trigger, _ in record.path):
        rule = "word"
    return Step(say=redaction.said(message.text, rule, _parser(record), commands_of(record)))


def _fill(form: Mapping[str, Any], record: TurnRecord, redaction: Redaction) -> Step:
    """Return what was filled in; what was typed is private, what was chosen the flow's own."""
    if form["action"] == Action.BACK:
        return Step(fill=FormFill(screen=form["screen"].lower(), back=True))
    typed = bool(_parser(record))
    data: dict[str, str | int] = {
        key: redaction.said(value, "typed" if typed else "row", _parser(record))
        for key, value in form["data"].items()
        if key != STEP and (key, value) != ("tap", OK)
    }
    return Step(fill=FormFill(screen=form["screen"].lower(), data=data))


def _parser(record: TurnRecord) -> str:
    calls = (str(one.get("call")) for one in record.answers)
    return next((call.removeprefix("parser:") for call in calls if call.startswith("parser:")), "")


def _expecting(one: Played, step: Step, registry: Registry, redaction: Redaction) -> Step:
    record = _record(one)
    given: dict[str, Any] = {"providers": {}, "guards": {}, "actions": {}}
    for answer in record.answers:
        kind, _, name = str(answer.get("call")).partition(":")
        value: Any = answer.get("answer")
        if kind == "provider":
            given["providers"][name] = tuple(_row(row, redaction) for row in value)
        elif kind == "guard":
            given["guards"][name] = value
        elif kind == "action" and not _is_usual(registry, name, value):
            given["actions"][name] = value["name"]
    return step.model_copy(update={**given, "expect": _expected(one)})


def _pause(span: timedelta) -> Step:
    return Step().model_copy(update={"wait": span})


def _row(row: Mapping[str, Any], redaction: Redaction) -> ScriptedRow:
    return ScriptedRow(**{**row, "value": redaction.value(str(row["value"]))})


def _is_usual(registry: Registry, name: str, outcome: Mapping[str, Any]) -> bool:
    entry = registry.actions.get(name)
    return entry is None or outcome["name"] == entry.outcomes[0]


def _expected(one: Played) -> Expected:
    if isinstance(one, TurnRecord):
        return Expected(state=one.state_after)
    frames: Sequence[Mapping[str, Any]] = one.turn.data.get("frames") or ()
    came: dict[str, Any] = {"state": frames[-1]["state"] if frames else one.turn.state}
    came["text"] = tuple(dict.fromkeys(one.texts)) if one.turn.message else ()
    if frames:
        came["flow"] = frames[-1]["flow"]
    if one.turn.mode != one.before.mode:
        came["mode"] = one.turn.mode.value
    return Expected(**came)


def _record(one: Played) -> TurnRecord:
    return one if isinstance(one, TurnRecord) else one.record


def _arrived(record: TurnRecord) -> bool:
    return record.input.get("event") == "arrived"
