"""What a form asks and what it is answered, as Meta spells them; apart from how both are packed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ...engine.form_exchange import (
    Action,
    Answer,
    FormFinished,
    FormRequest,
    FormShown,
)
from ..text import storable

DONE = "SUCCESS"
"""The screen that Meta reserves: the form closes."""
Exchange = Callable[[FormRequest], Answer]
"""Answers a form; in a second at most."""
_SCREEN, _TOKEN, _VALUE = 80, 300, 4096


def to_meta(answer: FormShown | FormFinished) -> dict[str, Any]:
    """Return an answer as Meta reads it."""
    if isinstance(answer, FormShown):
        return {"screen": answer.screen, "data": dict(answer.data)}
    message = {"params": dict(answer.params)}
    return {"screen": DONE, "data": {"extension_message_response": message}}


def asked(content: Mapping[str, Any]) -> FormRequest | None:
    """Read a request; None for one that is none that Meta knows."""
    try:
        action = Action(str(content.get("action")))
    except ValueError:
        return None
    data, token = content.get("data"), content.get("flow_token")
    return FormRequest(
        action,
        storable(str(content.get("screen") or ""))[:_SCREEN],
        dict(_texts(data)) if isinstance(data, Mapping) else {},
        token[:_TOKEN] if isinstance(token, str) else "",
    )


def _texts(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what was filled in: texts, and nothing that no field of ours sends."""
    return [
        (storable(key)[:_SCREEN], storable(value)[:_VALUE])
        for key, value in data.items()
        if isinstance(value, str)
    ]


def notice(content: Mapping[str, Any]) -> str | None:
    """Return what a phone says is wrong with our last answer; None where it says no such thing."""
    data = content.get("data")
    if not isinstance(data, Mapping):
        return None
    fault = data.get("error_key") or data.get("error")
    return f"{fault}: {data.get('error_message', '')}" if fault else None
