"""What a form on a phone asks, and what it may be answered, apart from how Meta packs both."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Action(StrEnum):
    """Why a phone asks."""

    PING = "ping"
    """It is Meta, which looks whether we are there."""
    OPENED = "INIT"
    EXCHANGE = "data_exchange"
    BACK = "BACK"


@dataclass(frozen=True, slots=True)
class FormRequest:
    """One request of a form.

    Attributes:
        screen: the one in front; that which is left, for `BACK`. "" where it opens.
        data: what was filled in and tapped; of `BACK` nothing.
        token: whose form it is: all that we know of the person.
    """

    action: Action
    screen: str
    data: Mapping[str, Any]
    token: str = field(repr=False)

    @property
    def digest(self) -> str:
        """What tells a request from others of its form: one that comes twice has the same."""
        said = json.dumps([self.action, self.screen, self.data], sort_keys=True)
        return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:32]

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON data."""
        return {
            "action": self.action.value,
            "screen": self.screen,
            "data": dict(self.data),
            "token": self.token,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> FormRequest:
        """Read what `to_json` wrote."""
        return cls(Action(data["action"]), data["screen"], data["data"], data["token"])


@dataclass(frozen=True, slots=True)
class FormShown:
    """A screen, with all that it declares."""

    screen: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FormFinished:
    """The form closes; `params` come to our webhook, where nothing is lost."""

    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FormClosed:
    """The form is not to be used any more: the phone shows a sentence and disables its button."""

    sentence: str


Answer = FormShown | FormFinished | FormClosed
GOES_ON_IN_CHAT = "Seguimos en el chat."
