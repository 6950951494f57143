"""A message as plain text, for a terminal."""

from __future__ import annotations

from typing import Any

from .views import NAMES, View


def choices(shown: View) -> list[dict[str, str]]:
    """Return what can be tapped on a message, in the order of its numbers: `[{id, title}]`."""
    if shown["list"]:
        return [row for section in shown["list"]["sections"] for row in section["rows"]]
    return list(shown["buttons"])


def render(shown: View) -> str:
    """Return a message as lines of text; what can be tapped carries a number.

    Buttons stand in one line, as `1 [Reservar]  2 [Mis turnos]`; the rows of a list each in
    their own, as `1) Corte — 30 min`.
    """
    parts = [shown["header"] and f"*{shown['header']}*"]
    if shown["media"]:
        parts.append(NAMES.get(shown["media"], ""))
    if shown["kind"] in ("location", "contact"):
        parts.append(NAMES["contacts" if shown["kind"] == "contact" else "location"])
    parts.append(shown["text"])
    parts.append(shown["footer"] and f"_{shown['footer']}_")
    if shown["link"]:
        parts.append(f"[{shown['link']['title']}] {shown['link']['url']}")
    if shown["buttons"]:
        numbered = enumerate(shown["buttons"], 1)
        parts.append("  ".join(f"{number} [{button['title']}]" for number, button in numbered))
    if shown["list"]:
        parts.extend(_rows(shown["list"]))
    return "\n".join(part for part in parts if part)


def _rows(menu: dict[str, Any]) -> list[str]:
    lines: list[str] = []
    number = 0
    for section in menu["sections"]:
        if section["title"]:
            lines.append(f"— {section['title']}")
        for row in section["rows"]:
            number += 1
            description = f" — {row['description']}" if row["description"] else ""
            lines.append(f"{number}) {row['title']}{description}")
    return lines
