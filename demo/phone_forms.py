"""Forms on people's phones: opened from a message, filled in, closed; what each closing tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, Protocol

from .chats import Chats
from .errors import BAD_VALUE, MetaError
from .fault_switches import Faults
from .form_calls import FormLine
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
    faults: Faults

    def receive(self, number: Number, person: Person, act: dict[str, Any]) -> Message:
        """Take what a person does with their phone."""


def refusal(
    exchange: Side, number: Number, body: Mapping[str, Any], now: float
) -> MetaError | None:
    """Return why Meta does not take a message that opens a form; None where it does.

    Where no form was ever made, every form is taken.
    """
    parameters = _parameters(body)
    if parameters is None or not exchange.forms.kept:
        return None
    form = _form(exchange, parameters)
    away = number.id in exchange.faults.now.other_account
    if form is None or away or form.account != number.account:
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
        opened: by wamid.
        line: the way to endpoints.
    """

    exchange: Side
    opened: dict[str, OpenForm] = field(default_factory=dict)
    line: FormLine = field(init=False)

    def __post_init__(self) -> None:
        """Have what phones ask go the way that the switches say."""
        self.line = FormLine(self.exchange.faults)

    def open(self, number: Number, person: Person, wamid: str) -> OpenForm:
        """Return the form of a message. Raises FormRefused where it has none.

        One that was closed is as it was left, or as it was sent where the switch says so; but not
        one that is over.
        """
        known = self.opened.get(wamid)
        if known and (not known.is_open or self.exchange.faults.now.form_reopens == "as_left"):
            return known
        with self.exchange.chats.lock:
            message = self.exchange.chats.chat(number.id, person).messages.get(wamid)
        parameters = _parameters(message.content) if message else None
        form = _form(self.exchange, parameters) if parameters else None
        if form is None or parameters is None:
            raise FormRefused("the message opens no form")
        self.opened[wamid] = self._new(number, form, parameters)
        return self.opened[wamid]

    def current(self, number: Number, person: Person, wamid: str) -> OpenForm:
        """Return the form of a message that is open on the phone; opened where it is not."""
        return self.opened.get(wamid) or self.open(number, person, wamid)

    def _new(self, number: Number, form: KeptForm, parameters: Mapping[str, Any]) -> OpenForm:
        exchange = self.exchange

        def asked(content: Json) -> tuple[int, Any]:
            secret = number.app_secret or exchange.app_secret
            kept = exchange.forms.kept[form.id]
            key_of = partial(exchange.forms.keys.__getitem__, number.id)
            return self.line.ask(kept.endpoint, key_of, secret, content)

        opens = parameters["flow_action_payload"]
        token, screen = parameters.get("flow_token", "unused"), opens["screen"]
        return OpenForm(form.content, token, screen, dict(opens["data"]), asked)

    def closed(self, number: Number, person: Person, wamid: str) -> None:
        """Tell the webhook that a form was finished, as phones do: as the switch says."""
        form, how = self.opened[wamid], self.exchange.faults.now.form_reply
        if how == "none":
            return
        told = {key: value for key, value in (form.params or {}).items() if key != "flow_token"}
        if how != "no_token":
            told["flow_token"] = form.token
        act: dict[str, Any] = {"type": "form", "response": told}
        quote = {"quote": wamid} if how != "no_quote" else {}
        self.exchange.receive(number, person, act | quote)


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
