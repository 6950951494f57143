"""Forms on people's phones: opened from a message, filled in, closed; what each closing tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from .chats import Chats
from .errors import BAD_VALUE, MetaError
from .form_calls import ask
from .form_phone import FormRefused, Json, OpenForm, entries
from .form_rules import payload_faults
from .forms import PUBLISHED, Forms, KeptForm
from .people import Message, Person
from .webhooks import Number

BLOCKED, THROTTLED = 132068, 132069
AN_HOUR: Final = 10
"""How often a throttled form may be sent in an hour."""


class Side(Protocol):
    """Meta's side, as forms see it: the `Exchange`."""

    app_secret: str
    forms: Forms
    chats: Chats

    def receive(self, number: Number, person: Person, act: dict[str, Any]) -> Message:
        """Take what a person does with their phone."""


def refusal(exchange: Side, body: Mapping[str, Any], now: float) -> MetaError | None:
    """Return why Meta does not take a message that opens a form; None where it does.

    Where no form was ever made, every form is taken.
    """
    parameters = _parameters(body)
    if parameters is None or not exchange.forms.kept:
        return None
    form = _form(exchange, parameters)
    if form is None:
        return MetaError(BAD_VALUE, "There is no such Flow")
    if form.status == "BLOCKED":
        return MetaError(BLOCKED, "Flow is in blocked state")
    if form.status == "THROTTLED" and not _has_room(exchange, form, now):
        return MetaError(THROTTLED, "Flow is in throttled state")
    if form.status not in (PUBLISHED, "THROTTLED"):
        return MetaError(BAD_VALUE, f"The Flow is {form.status}")
    return _wrong_opening(form, parameters)


def _has_room(exchange: Side, form: KeptForm, now: float) -> bool:
    sent = exchange.forms.sent.setdefault(form.id, [])
    sent[:] = [at for at in sent if now - at < 3600]
    sent.append(now)
    return len(sent) <= AN_HOUR


def _wrong_opening(form: KeptForm, parameters: Mapping[str, Any]) -> MetaError | None:
    payload = parameters.get("flow_action_payload") or {}
    screens = {screen["id"]: screen for screen in form.content["screens"]}
    screen = payload.get("screen")
    if screen not in entries(form.content):
        return MetaError(BAD_VALUE, f"{screen} is no entry screen of the Flow")
    faults = list(payload_faults(screens[screen], dict(payload.get("data") or {})))
    return MetaError(BAD_VALUE, f"flow_action_payload: {'; '.join(faults)}") if faults else None


@dataclass(slots=True)
class PhoneForms:
    """The forms that are open, or were, by the message that opened each.

    Attributes:
        exchange: Meta's side.
        opened: by wamid; opened again, a form is as it was left.
    """

    exchange: Side
    opened: dict[str, OpenForm] = field(default_factory=dict)

    def open(self, number: Number, person: Person, wamid: str) -> OpenForm:
        """Return the form of a message, as it was left. Raises FormRefused where it has none."""
        if wamid not in self.opened:
            with self.exchange.chats.lock:
                message = self.exchange.chats.chat(number.id, person).messages.get(wamid)
            parameters = _parameters(message.content) if message else None
            form = _form(self.exchange, parameters) if parameters else None
            if form is None or parameters is None:
                raise FormRefused("the message opens no form")
            self.opened[wamid] = self._new(number, form, parameters)
        return self.opened[wamid]

    def _new(self, number: Number, form: KeptForm, parameters: Mapping[str, Any]) -> OpenForm:
        exchange = self.exchange

        def asked(content: Json) -> tuple[int, Any]:
            secret, kept = exchange.app_secret, exchange.forms.kept[form.id]
            return ask(kept.endpoint, lambda: exchange.forms.keys[number.id], secret, content)

        opens = parameters["flow_action_payload"]
        token, screen = parameters.get("flow_token", "unused"), opens["screen"]
        return OpenForm(form.content, token, screen, dict(opens["data"]), asked)

    def closed(
        self, number: Number, person: Person, wamid: str, *, token: bool = True, quote: bool = True
    ) -> None:
        """Tell the webhook that a form was finished, as phones do: with its token, or without."""
        form = self.opened[wamid]
        told = {key: value for key, value in (form.params or {}).items() if key != "flow_token"}
        if token:
            told["flow_token"] = form.token
        act: dict[str, Any] = {"type": "form", "response": told}
        self.exchange.receive(number, person, act | ({"quote": wamid} if quote else {}))


def _parameters(body: Mapping[str, Any]) -> Mapping[str, Any] | None:
    inner = body.get("interactive")
    if not isinstance(inner, Mapping) or inner.get("type") != "flow":
        return None
    found: Mapping[str, Any] = inner["action"]["parameters"]
    return found


def _form(exchange: Side, parameters: Mapping[str, Any]) -> KeptForm | None:
    form_id, name = parameters.get("flow_id"), parameters.get("flow_name")
    kept = exchange.forms.kept.values()
    return next((one for one in kept if one.id == form_id or (name and one.name == name)), None)
