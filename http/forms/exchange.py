"""What a form asks and what it may be answered, apart from how both are packed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

DONE = "SUCCESS"
"""The screen that Meta reserves: the form closes."""


class Action(StrEnum):
    """Why a phone asks."""

    PING = "ping"
    """It is Meta, which looks whether we are there."""
    OPENED = "INIT"
    EXCHANGE = "data_exchange"
    BACK = "BACK"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of a form.

    Attributes:
        screen: the one in front; that which is left, for `BACK`. "" where it opens.
        data: what was filled in and tapped; of `BACK` nothing.
        token: whose form it is: all that we know of the person.
    """

    action: Action
    screen: str
    data: Mapping[str, Any]
    token: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A screen, with all that it declares."""

    screen: str
    data: Mapping[str, Any]

    def to_meta(self) -> dict[str, Any]:
        """Return it as Meta reads it."""
        return {"screen": self.screen, "data": dict(self.data)}


@dataclass(frozen=True, slots=True)
class Finished:
    """The form closes; `params` come to our webhook, where nothing is lost."""

    params: Mapping[str, Any]

    def to_meta(self) -> dict[str, Any]:
        """Return it as Meta reads it."""
        message = {"params": dict(self.params)}
        return {"screen": DONE, "data": {"extension_message_response": message}}


@dataclass(frozen=True, slots=True)
class Closed:
    """The form is not to be used any more: the phone shows a sentence and disables its button."""

    sentence: str


Answer = Shown | Finished | Closed
Exchange = Callable[[Asked], Answer]
"""Answers a form; in a second at most."""
GOES_ON_IN_CHAT = "Seguimos en el chat."


def unknown_token(_asked: Asked) -> Answer:
    """Answer a form whose token nobody knows: it is over, and the chat is not."""
    return Closed(GOES_ON_IN_CHAT)


def asked(content: Mapping[str, Any]) -> Asked | None:
    """Read a request; None for one that is none that Meta knows."""
    try:
        action = Action(str(content.get("action")))
    except ValueError:
        return None
    data, token = content.get("data"), content.get("flow_token")
    return Asked(
        action,
        str(content.get("screen") or ""),
        data if isinstance(data, Mapping) else {},
        token if isinstance(token, str) else "",
    )


def notice(content: Mapping[str, Any]) -> str | None:
    """Return what a phone says is wrong with our last answer; None where it says no such thing."""
    data = content.get("data")
    if not isinstance(data, Mapping):
        return None
    fault = data.get("error_key") or data.get("error")
    return f"{fault}: {data.get('error_message', '')}" if fault else None
