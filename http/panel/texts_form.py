"""A client's own words as a form: pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...engine.booking.settings.own_texts import OwnText

FIELD = "text-"
"""Begins the name of a text's field; the text's name follows."""


def has_texts(form: Mapping[str, str]) -> bool:
    """Return whether a form is that of the texts."""
    return any(name.startswith(FIELD) for name in form)


def with_texts(
    form: Mapping[str, str], before: Mapping[str, Any], texts: Iterable[OwnText]
) -> dict[str, Any]:
    """Return settings as JSON: those of before, with the words of the form.

    What is said as the flow says it, or not at all, is none of the merchant's own; what the form
    does not show stays as it was.
    """
    words = dict(before.get("messages", {}))
    for text in texts:
        said = form.get(FIELD + text.name)
        if said is None:
            continue
        said = said.replace("\r\n", "\n").strip()
        if said and said != text.wording.strip():
            words[text.name] = said
        else:
            words.pop(text.name, None)
    after = dict(before)
    if words or "messages" in before:
        after["messages"] = words
    return after
