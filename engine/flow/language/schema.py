"""The format as JSON Schema, so that editors complete and check while somebody types.

It is made of the definition; the names of registered functions are those that may be typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from ...understanding.intents import EXAMPLES
from . import attachment, definition, form_definition
from .definition import Flow
from .key_help import KEYS
from .registry import Entry, Registry
from .value_types import NAME, Part

ADDRESS = "https://json-schema.org/draft/2020-12/schema"
_NAME = {"type": "string", "pattern": NAME}
_STATE = {
    "if": {"required": ["ask"]},
    "then": {"$ref": "#/$defs/AskingState"},
    "else": {"$ref": "#/$defs/FinalState"},
}
"""So that what is wrong is underlined within a state, and not the state as a whole."""
_INTENT = {
    "anyOf": [
        {"const": name, "description": f"What is said so: «{example}»."}
        for name, example in sorted(EXAMPLES.items())
    ]
}
_SHORT: dict[str, list[dict[str, Any]]] = {
    "Exit.means": [{"type": "array", "items": _INTENT}, _INTENT],
    "Invalid.say": [{"type": "array", "items": _NAME}, _NAME],
    "AskingState.stale": [{"$ref": "#/$defs/Stale"}, {"enum": ["jump", "reprompt", "ignore"]}],
    "Defaults.stale": [{"$ref": "#/$defs/Stale"}, {"enum": ["jump", "reprompt", "ignore"]}],
}
"""Keys that may be written shortly, with both ways."""


def flow_schema(registry: Registry) -> dict[str, Any]:
    """Return the schema of a flow file."""
    made = Flow.model_json_schema()
    parts = {**made.pop("$defs"), "Flow": made}
    for name, part in parts.items():
        _finish(name, part, _functions(registry))
    top = parts.pop("Flow")
    top["properties"]["states"]["patternProperties"] = {NAME: _STATE}
    return {
        "$schema": ADDRESS,
        "title": "A flow of Milo",
        "description": "A conversation: what the bot asks, what it accepts, where each leads.",
        **{key: value for key, value in top.items() if key not in ("title", "description")},
        "$defs": dict(sorted(parts.items())),
    }


def _functions(registry: Registry) -> Mapping[str, Mapping[str, Entry[Any]]]:
    return {
        "Exit.do": registry.actions,
        "Slot.type": registry.shows,
        "Choice.from": registry.providers,
        "Typed.parse": registry.parsers,
        "Typed.check": registry.checks,
    }


def _finish(name: str, part: dict[str, Any], tables: Mapping[str, Mapping[str, Any]]) -> None:
    """Say of each key what it is for, which names it may have, and that there are no others."""
    for key, value in part["properties"].items():
        owner = f"{_owner(name, key)}.{key}"
        kind = _closed(_SHORT.get(owner) or value)
        if owner in tables:
            kind = _named(kind, tables[owner])
        if owner == "Choice.from":
            kind["anyOf"].append({**_NAME, "description": "A list of the flow's own (`options`)."})
        value.clear()
        value |= {"description": KEYS[owner], **kind}
    part.pop("title", None)


def _owner(name: str, key: str) -> str:
    """Return the class that a key comes from."""
    there = next(one for one in (attachment, form_definition, definition) if hasattr(one, name))
    kind: type[Part] = getattr(there, name)
    kinds = [one for one in kind.__mro__ if issubclass(one, Part)]
    having = [one for one in kinds if key in _keys(one)]
    return having[-1].__name__


def _keys(kind: type[BaseModel]) -> set[str]:
    return {field.alias or name for name, field in kind.model_fields.items()}


def _closed(value: Any) -> dict[str, Any]:
    """Return a kind of value without what pydantic adds for nobody; empty values are as none."""
    if isinstance(value, list):
        return {"anyOf": value}
    kept: dict[str, Any] = {k: one for k, one in value.items() if k not in ("title", "default")}
    if "patternProperties" in kept:
        kept["additionalProperties"] = False
    options = [one for one in kept.pop("anyOf", ()) if one != {"type": "null"}]
    if len(options) == 1:
        return {**kept, **_closed(options[0])}
    return {**kept, "anyOf": options} if options else kept


def _named(kind: dict[str, Any], table: Mapping[str, Entry[Any]]) -> dict[str, Any]:
    """Return a kind of value that is one of the registered names, each with what it is for."""
    names = [
        {"const": name, "description": (entry.run.__doc__ or "").strip().partition("\n")[0]}
        for name, entry in sorted(table.items())
    ]
    return {**kind, "items": {"anyOf": names}} if "items" in kind else {"anyOf": names}
