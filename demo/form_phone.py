"""A form as a phone shows it: fills fields in, taps, goes back, and refuses what a phone refuses.

It knows the form's published JSON and what it is answered, and nothing of who answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from .form_rules import payload_faults

Json = dict[str, Any]
Ask = Callable[[Json], tuple[int, Any]]
"""Asks the form's endpoint: what a phone says, the status and the opened answer that came."""
SUCCESS = "SUCCESS"
GOOD, OVER = 200, 427
TROUBLE = "Algo salió mal. Volvé a intentarlo."
"""What a phone shows where the endpoint does not answer, or not as it ought to."""
_WHOLE = re.compile(r"\$\{(data|form)\.(\w+)\}")


def entries(content: Json) -> set[str]:
    """Return the screens that a form may open with: no other one leads to them."""
    routes = content["routing_model"]
    return set(routes) - {there for after in routes.values() for there in after}


class FormRefused(Exception):  # noqa: N818 - what a phone does with an answer, no error of ours
    """A phone would not show an answer, or has no such thing to tap."""


@dataclass(slots=True)
class OpenForm:
    """A form that is open on a phone.

    Attributes:
        content: its Flow JSON, as published.
        screen, data: the screen in front, and what it was told.
        values: what was filled in on it.
        error: what is shown at the foot; "" for nothing.
        params: what it closed with; None while it is open, or where it was closed for good.
        closed: the sentence with which it was closed for good (427); "" while it was not.
        sent: all that it has asked, in order.
    """

    content: Json
    token: str
    screen: str
    data: Json
    ask: Ask
    values: dict[str, str] = field(default_factory=dict)
    error: str = ""
    params: Json | None = None
    closed: str = ""
    sent: list[Json] = field(default_factory=list)
    behind: list[tuple[str, Json, dict[str, str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Refuse to open on what a phone would not show."""
        if self.screen not in entries(self.content):
            raise FormRefused(f"{self.screen} is no entry")
        self._check(self.screen, self.data)

    @property
    def is_open(self) -> bool:
        """Whether it can still be used."""
        return self.params is None and not self.closed

    @property
    def children(self) -> list[Json]:
        """What stands on the screen now, hidden parts aside, with its data filled in."""
        parts = [self._told(part) for part in self._screen(self.screen)["layout"]["children"]]
        return [part for part in parts if part.get("visible", True)]

    def view(self) -> Json:
        """Return what stands on the phone, as JSON for its page."""
        shown = self._screen(self.screen)
        return {
            "title": shown["title"],
            "parts": [self._seen(part) for part in self.children],
            "error": self.error,
            "closed": self.closed,
            "done": self.params is not None,
            "back": bool(self.behind),
            "missing": self._missing(),
        }

    def _seen(self, part: Json) -> Json:
        seen = {"type": part["type"], "name": part.get("name", "")}
        seen["text"] = part.get("text") or part.get("label") or ""
        seen["value"] = self.values.get(part.get("name", ""), "")
        seen["rows"] = part.get("data-source", [])
        if part["type"] == "CalendarPicker":
            days = self.days(part["name"])
            seen |= {"from": part["min-date"], "to": part["max-date"], "days": days}
        seen["input"] = part.get("input-type", "text")
        seen["most"] = part.get("max-chars") or part.get("max-length") or 0
        return seen

    def rows(self, name: str) -> list[Json]:
        """Return the rows of a field that is shown."""
        return list(self._part(name).get("data-source", ()))

    def days(self, name: str) -> list[str]:
        """Return the days of a calendar that can be tapped."""
        part = self._part(name)
        first, last = (date.fromisoformat(part[f"{end}-date"]) for end in ("min", "max"))
        span = [first + timedelta(n) for n in range((last - first).days + 1)]
        closed, week = set(part["unavailable-dates"]), part["include-days"]
        shown = (day for day in span if day.strftime("%a") in week)
        return [day.isoformat() for day in shown if day.isoformat() not in closed]

    def choose(self, name: str, value: str) -> None:
        """Fill a field in; one that has something to say of it asks at once."""
        part = self._part(name)
        offered = [row["id"] for row in part.get("data-source", ())]
        if part["type"] == "CalendarPicker":
            offered = self.days(name)
        if offered and value not in offered:
            raise FormRefused(f"{name}: {value!r} is not offered; there are {offered[:30]}")
        self.values[name] = value
        if action := part.get("on-select-action"):
            self._exchange(action)

    def tap(self, title: str = "") -> None:
        """Tap the screen's button, or a link by its title."""
        for part in self.children:
            text = part.get("label") if part["type"] == "Footer" else part.get("text")
            if part["type"] not in ("Footer", "EmbeddedLink") or (title and text != title):
                continue
            if part["type"] == "EmbeddedLink" and not title:
                continue
            if part["type"] == "Footer" and (missing := self._missing()):
                raise FormRefused(f"{', '.join(missing)} must be filled in")
            self._exchange(part["on-click-action"])
            return
        raise FormRefused(f"there is no {title!r} to tap")

    def back(self) -> None:
        """Go back, as the arrow above the screen does; where it asks, what it is told is shown."""
        if not self.behind:
            raise FormRefused("there is nothing to go back to: it would be closed")
        if self._screen(self.screen).get("refresh_on_back"):
            self._ask({"action": "BACK", "screen": self.screen})
        else:
            self.screen, self.data, self.values = self.behind.pop()

    def again(self) -> None:
        """Ask the last thing once more, as a phone does that had no answer."""
        if not self.sent:
            raise FormRefused("nothing was asked yet")
        self._send(self.sent[-1])

    def _missing(self) -> list[str]:
        return [
            part["name"]
            for part in self.children
            if part.get("required") and not self.values.get(part["name"])
        ]

    def _part(self, name: str) -> Json:
        for part in self.children:
            if part.get("name") == name:
                return part
        raise FormRefused(f"there is no {name!r} on {self.screen}")

    def _screen(self, screen: str) -> Json:
        found = [one for one in self.content["screens"] if one["id"] == screen]
        if not found:
            raise FormRefused(f"invalid-screen: {screen}")
        return dict(found[0])

    def _told(self, part: Any) -> Any:
        """Return a part with what its references mean now."""
        if isinstance(part, Mapping):
            kept = {"on-click-action", "on-select-action"}
            return {k: v if k in kept else self._told(v) for k, v in part.items()}
        found = _WHOLE.fullmatch(part) if isinstance(part, str) else None
        if found is None:
            return part
        return (self.data if found[1] == "data" else self.values).get(found[2], "")

    def _exchange(self, action: Json) -> None:
        payload = {key: self._told(value) for key, value in action["payload"].items()}
        self._ask({"action": "data_exchange", "screen": self.screen, "data": payload})

    def _ask(self, request: Json) -> None:
        whole = {"version": "3.0", "flow_token": self.token, **request}
        self.sent.append(whole)
        self._send(whole)

    def _send(self, request: Json) -> None:
        if not self.is_open:
            raise FormRefused("the form is closed")
        status, answer = self.ask(request)
        if status == OVER:
            self.closed, self.error = str(answer["error_msg"]), ""
            return
        if status != GOOD or not isinstance(answer, dict):
            self.error = TROUBLE
            return
        screen, data = answer["screen"], dict(answer["data"])
        if screen == SUCCESS:
            self.params = dict(data["extension_message_response"]["params"])
            self.error = ""
            return
        self._shown(screen, data, request)

    def _shown(self, screen: str, data: Json, request: Json) -> None:
        self.error = str(data.pop("error_message", ""))
        if self.error and not data and screen in (self.screen, request.get("screen")):
            return  # said where it stands, also of a request that was answered before
        self._check(screen, data)
        routes = self.content["routing_model"]
        if screen != self.screen:
            if screen not in routes[self.screen] and self.screen not in routes[screen]:
                raise FormRefused(f"invalid-screen-transition: {self.screen} to {screen}")
            known = [one for one, _, _ in self.behind]
            if screen in known:
                del self.behind[known.index(screen) :]
            else:
                self.behind.append((self.screen, self.data, self.values))
            self.values = {}
        self.screen, self.data = screen, data

    def _check(self, screen: str, data: Json) -> None:
        if faults := list(payload_faults(self._screen(screen), data)):
            raise FormRefused(f"payload-schema-error: {'; '.join(faults)}")
