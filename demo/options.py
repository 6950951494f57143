"""What a person can tap on a message of ours, and what Meta then reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from . import templates
from .templates import Registry

Kind = Literal["button_reply", "list_reply", "button"]


@dataclass(frozen=True, slots=True)
class Option:
    """One reply button, list row or quick reply of a template.

    Attributes:
        kind: how Meta reports the tap; `button` is a template's.
        id: ours, or the template button's payload.
        title: what the person reads.
        description: the second line of a row.
        section: the title above a row.
    """

    kind: Kind
    id: str
    title: str
    description: str = ""
    section: str = ""

    def tapped(self) -> dict[str, Any]:
        """Return `type` and content of the message that reports the tap."""
        if self.kind == "button":
            return {"type": "button", "button": {"payload": self.id, "text": self.title}}
        reply = {"id": self.id, "title": self.title}
        if self.description:
            reply["description"] = self.description
        return {"type": "interactive", "interactive": {"type": self.kind, self.kind: reply}}


def options(content: dict[str, Any], registry: Registry) -> list[Option]:
    """Return what can be tapped on a message, in the order of its reading.

    Args:
        content: the body of the send, as accepted.
        registry: the approved templates.
    """
    if content.get("type") == "template":
        quick = templates.buttons(registry, content["template"])
        return [Option("button", payload, label) for payload, label in quick]
    if content.get("type") != "interactive":
        return []
    action = content["interactive"]["action"]
    if content["interactive"]["type"] == "button":
        replies = [button["reply"] for button in action["buttons"]]
        return [Option("button_reply", reply["id"], reply["title"]) for reply in replies]
    return [
        Option(
            "list_reply",
            row["id"],
            row["title"],
            row.get("description") or "",
            section.get("title") or "",
        )
        for section in action.get("sections", [])
        for row in section["rows"]
    ]


def find(choices: list[Option], wanted: str) -> Option | None:
    """Return the option with this id, or else with this title, whatever its case."""
    for option in choices:
        if option.id == wanted:
            return option
    for option in choices:
        if option.title.casefold() == wanted.strip().casefold():
            return option
    return None
