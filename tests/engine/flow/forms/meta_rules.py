"""What Meta demands of Flow JSON, written down apart from what compiles it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
_REFERENCE = re.compile(r"\$\{(data|form)\.(\w+)\}")
_NOT_NAVIGABLE = ("CalendarPicker",)
LABELS = {"RadioButtonsGroup": 30, "Dropdown": 20, "CalendarPicker": 40, "TextInput": 20}
LABELS |= {"TextArea": 20, "Footer": 35}


def faults(made: Json) -> Iterator[str]:
    """Yield everything that Meta would refuse a form for."""
    if (made["version"], made["data_api_version"]) != ("7.3", "4.0"):
        yield "versions"
    yield from _routing(made)
    for screen in made["screens"]:
        yield from (f"{screen['id']}: {fault}" for fault in _screen(screen))


def _routing(made: Json) -> Iterator[str]:
    ids = [screen["id"] for screen in made["screens"]]
    routes: dict[str, list[str]] = made["routing_model"]
    if list(routes) != ids or len(set(ids)) != len(ids):
        yield "routing: every screen is a key, once"
    if any(not re.fullmatch(r"[A-Z_]+", one) or one == "SUCCESS" for one in ids):
        yield "an id that is none"
    for here, after in routes.items():
        if len(after) > 10 or any(ids.index(there) <= ids.index(here) for there in after):
            yield f"routing: {here} leads on, to ten at most"
    entries = set(ids) - {there for after in routes.values() for there in after}
    if entries != {ids[0]}:
        yield f"routing: entries are {entries}"
    for screen in made["screens"]:
        if bool(screen.get("terminal")) != (not routes[screen["id"]]):
            yield "routing: terminal is what leads nowhere"


def _screen(screen: Json) -> Iterator[str]:
    children = screen["layout"]["children"]
    kinds = [child["type"] for child in children]
    if len(children) > 50 or kinds.count("Footer") != 1 or kinds[-1] != "Footer":
        yield "one Footer, at the end of fifty at most"
    if kinds.count("EmbeddedLink") > 2:
        yield "two links at most"
    if len(screen["title"]) > 30:
        yield "title"
    names = [child["name"] for child in children if "name" in child]
    if len(set(names)) != len(names):
        yield "a name stands twice"
    yield from _references(screen, names)
    for child in children:
        label = screen["data"].get(str(child.get("label", ""))[7:-1], {}).get("__example__", "")
        if len(label) > LABELS.get(child["type"], 99):
            yield f"{child['type']}: label"
        hidden = child.get("visible", True)
        if "required" in child and hidden is not True and child["required"] != hidden:
            yield f"{child['type']}: required while hidden"


def _references(screen: Json, names: list[str]) -> Iterator[str]:
    used = set(_REFERENCE.findall(str(screen["layout"])))
    told = {("data", key) for key in screen["data"]}
    if told != {one for one in used if one[0] == "data"}:
        yield f"declared and used differ: {told ^ {one for one in used if one[0] == 'data'}}"
    if any(name not in names for where, name in used if where == "form"):
        yield "a field that is not there"
    for key, schema in screen["data"].items():
        kind = {"string": str, "boolean": bool, "array": list}[schema["type"]]
        if not isinstance(schema.get("__example__"), kind) or schema["__example__"] in ("", []):
            yield f"{key}: no example of its type"
