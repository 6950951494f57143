"""What can happen to a session."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...fast_dataclass import dataclass
from ...form_exchange import FormRequest
from ...messages import Incoming
from ...model.records import WROTE

RETURN = "return"
"""The timer that gives a session back to the bot."""
OUTER = "outer:"
"""Prefix of a trigger of the session's own flow, while that flow calls another."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """The person came by the client's slug."""


@dataclass(frozen=True, slots=True)
class Wrote:
    """The person sent something else."""

    message: Incoming


@dataclass(frozen=True, slots=True)
class Elapsed:
    """A timer's time has come; `name` is its trigger."""

    name: str


@dataclass(frozen=True, slots=True)
class Filled:
    """The person filled in a screen of the form, went back from one, or opened it."""

    asked: FormRequest


Event = Arrived | Wrote | Elapsed | Filled


def event_json(event: Event, received: Incoming | None = None) -> dict[str, Any]:
    """Return an event as JSON data, for the turn's record.

    What was `received` stands in the inbox: an event that is no more than that says no more.
    """
    match event:
        case Arrived():
            return {"event": "arrived"}
        case Elapsed(name):
            return {"event": "elapsed", "name": name}
        case Wrote(message) if message is received:
            return dict(WROTE)
        case Wrote(message):
            return {"event": "wrote", "message": message.to_json()}
        case Filled(asked):
            return {"event": "filled", "form": asked.to_json()}


def event_of(data: Mapping[str, Any]) -> Event:
    """Read what `event_json` wrote."""
    match data["event"]:
        case "arrived":
            return Arrived()
        case "elapsed":
            return Elapsed(data["name"])
        case "filled":
            return Filled(FormRequest.from_json(data["form"]))
        case _:
            return Wrote(Incoming.from_json(dict(data["message"])))
