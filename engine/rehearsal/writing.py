"""Transcripts as YAML, one line for what a person does and one for what is expected."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from ..flow.paths.transcript import Expected, Step, Transcript
from .seen import Seen

_PLAIN = re.compile(r"[A-Za-zÀ-ÿ_¿¡][\wÀ-ÿ ¿?¡!.·()/+-]*(?<! )|\d{4}-\d\d-\d\d|\d{1,5}[smhd]")
_ID = re.compile(r"id-\d{8}")
_WORDS = {"true", "false", "null", "~"}
_UNITS = ((86400, "d"), (3600, "h"), (60, "m"), (1, "s"))


def written(transcripts: Iterable[Transcript]) -> str:
    """Return transcripts as a file of them."""
    return "\n".join("\n".join(_transcript(one)) + "\n" for one in transcripts)


def _transcript(transcript: Transcript) -> Iterator[str]:
    data = transcript.model_dump(exclude_defaults=True)
    yield f"- name: {_line(transcript.name)}"
    if "now" in data:
        yield f"  now: {transcript.now.isoformat(timespec='minutes')}"
    for key in ("client", "contact", "settings", "given", "actions"):
        if key in data:
            yield f"  {key}: {inline(data[key])}"
    if transcript.messages is not None:
        yield f"  messages: {transcript.messages}"
    yield "  turns:"
    for step in transcript.turns:
        yield from _step(step)


def _step(step: Step) -> Iterator[str]:
    data = step.model_dump(exclude_defaults=True)
    lead = "    - "
    for key, value in data.items():
        yield f"{lead}{key}: {_line(_tidy(key, value))}"
        lead = "      "


def _tidy(key: str, value: Any) -> Any:
    if key == "providers":
        return {name: _rows(rows) for name, rows in value.items()}
    return _expected(value) if key == "expect" else value


def _rows(rows: Iterable[Mapping[str, Any]]) -> list[Any]:
    return [
        row["value"] if row == {"value": row["value"], "title": row["value"]} else dict(row)
        for row in rows
    ]


def _expected(data: Mapping[str, Any]) -> dict[str, Any]:
    text = data.get("text")
    one = {"text": text[0]} if text is not None and len(text) == 1 else {}
    return {**data, **one}


def inline(value: Any) -> str:
    """Return a value as YAML on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {inline(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(inline, value)) + "]"
    if isinstance(value, timedelta):
        return _duration(value)
    if isinstance(value, str):
        return value if _is_plain(value) else json.dumps(value, ensure_ascii=False)
    return json.dumps(value)


def _line(value: Any) -> str:
    """Return a value that has its line for itself, where a comma means nothing."""
    plain = isinstance(value, str) and all(map(_is_plain, value.split(", ")))
    return str(value) if plain else inline(value)


def _is_plain(text: str) -> bool:
    return bool(_PLAIN.fullmatch(text)) and text not in _WORDS


def _duration(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    return next(f"{seconds // size}{unit}" for size, unit in _UNITS if seconds % size == 0)


def filled_in(
    step: Step, seen: Seen, before: Seen | None, flow: str, titles: Collection[str] = ()
) -> Step:
    """Return a step that expects what came of it.

    Keys that it had are brought up to date; a step that expected nothing gets what there is to
    see: state, texts (but for those that only name buttons of lists, `titles`), and what changed
    of slots, result and mode.
    """
    had = step.expect.model_fields_set
    said = tuple(name for name in seen.text_names if name not in titles) if seen.said else ()
    came: dict[str, Any] = {"state": seen.state, "text": said, "slots": _changed(seen, before)}
    if seen.flow != flow:
        came["flow"] = seen.flow
    if before is None or seen.mode != before.mode:
        came |= {"mode": seen.mode} if seen.mode != "bot" or before else {}
    if seen.result and (before is None or seen.result != before.result):
        came["result"] = seen.result
    if had:
        every = came | {"path": seen.path, "flow": seen.flow, "mode": seen.mode}
        every |= {"result": seen.result, "text": _kept(step.expect, said)}
        every["slots"] = {name: _lasting(seen.slots.get(name)) for name in step.expect.slots}
        came = {key: every[key] for key in every if key in had}
    return step.model_copy(update={"expect": Expected.model_validate(came)})


def _kept(expected: Expected, said: tuple[str, ...]) -> tuple[str, ...]:
    """Return the texts that were expected, where they came, or else all that came."""
    wanted = expected.text or ()
    return wanted if wanted and set(wanted) <= set(said) else said


def _changed(seen: Seen, before: Seen | None) -> dict[str, Any]:
    old = before.slots if before and before.flow == seen.flow else {}
    names = dict.fromkeys((*old, *seen.slots))
    changed = [name for name in names if seen.slots.get(name) != old.get(name)]
    return {name: _lasting(seen.slots.get(name)) for name in changed}


def _lasting(value: Any) -> Any:
    """Return a value, or true for an id: it is another one as soon as the flow changes."""
    return True if isinstance(value, str) and _ID.fullmatch(value) else value
