"""How messages are spelled in rows: nothing is written that reading knows anyway.

The ids of a message's options begin alike, with whose question they answer: that is written once.
What older versions wrote, an object for each option, is read as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...engine.fast_dataclass import as_dict
from ...engine.messages import Incoming, Kind, Option, Outgoing

_UNSAID = {**as_dict(Incoming(Kind.TEXT)), "type": None}
_TYPES = {Kind.TEXT: "text", Kind.TAP: "interactive"}
"""Of which type most messages of a kind are."""
_TITLE = Outgoing("").open_list


def written_outgoing(message: Outgoing) -> dict[str, Any]:
    """Return a message of ours as JSON data."""
    data = message.to_json(written_options)
    if message.open_list == _TITLE:
        del data["open_list"]
    return data


def read_outgoing(data: dict[str, Any]) -> Outgoing:
    """Read what `written_outgoing`, or `Outgoing.to_json`, wrote."""
    return Outgoing.from_json(data, read_options)


def written_options(options: Sequence[Option]) -> list[Any]:
    """Return how all ids begin; and of each option the rest of it, its title and what follows."""
    if not options:
        return []
    head, bar, _ = options[0].id.rpartition("|")
    begin = head + bar
    if not all(option.id.startswith(begin) for option in options):
        begin = ""
    return [begin, *(_written_option(option, len(begin)) for option in options)]


def _written_option(option: Option, begins: int) -> tuple[str, ...]:
    if option.section:
        return option.id[begins:], option.title, option.description, option.section
    if option.description:
        return option.id[begins:], option.title, option.description
    return option.id[begins:], option.title


def read_options(data: Sequence[Any]) -> tuple[Option, ...]:
    """Read what `written_options` wrote, or an object for each option."""
    if not data or isinstance(data[0], dict):
        return tuple([Option(**option) for option in data])
    begin, *options = data
    return tuple([Option(begin + rest, *said) for rest, *said in options])


def written_incoming(message: Incoming) -> dict[str, Any]:
    """Return a person's message as JSON data, without what most do not say."""
    said = as_dict(message)
    if message.type == _TYPES.get(message.kind):
        del said["type"]
    return {name: value for name, value in said.items() if name == "kind" or value != _UNSAID[name]}


def read_incoming(data: dict[str, Any]) -> Incoming:
    """Read what `written_incoming`, or `Incoming.to_json`, wrote."""
    return Incoming.from_json({"type": _TYPES.get(data["kind"], ""), **data})
