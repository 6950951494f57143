"""Meta, as far as people and our program can tell: phones, answers, refusals, statuses."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import requests
from urllib3.exceptions import NewConnectionError

from .machine import Clock
from .promises import LIMITS, RECIPIENT
from .town import NUMBER, Person

CODES: dict[int, tuple[int, str]] = {
    **dict.fromkeys((0, 190), (401, "halt")),
    **dict.fromkeys(
        (3, 10, 200, 219, 131005, 33, 368, 131031, 131037, 131042, 131045, 133010), (403, "halt")
    ),
    **dict.fromkeys((1, 2, 131000, 131016, 131057, 133004, 133015), (500, "passing")),
    **dict.fromkeys((4, 80007, 80008, 130429, 131048), (429, "passing")),
    131056: (429, "passing"),
    131047: (400, "final"),
    **dict.fromkeys((100, 131008, 131009, 131021, 131051, 131052, 131053, 135000), (400, "final")),
    **dict.fromkeys((130403, 130472, 130497, 131026, 131030, 131062), (400, "final")),
    **dict.fromkeys((131049, 131050, 131064, 132000, 132015, 132069), (400, "final")),
    **dict.fromkeys((429,), (429, "passing")),
    **dict.fromkeys((503,), (503, "passing")),
}
"""Meta's codes: with which HTTP status each comes, and of what sort it is. The last come bare."""
BARE = (429, 503)
LATE: dict[int, str] = {
    **dict.fromkeys((131026, 131047, 131049, 100), "final"),
    **dict.fromkeys((131042, 131031, 190), "halt"),
    **dict.fromkeys((131048, 130429), "slow"),
    **dict.fromkeys((131000, 131016, 131056), "passing"),
}
"""Codes that come as a status, too, long after a message was taken, and of what sort each is."""
WINDOW = timedelta(hours=24)
READ_SECONDS = 10.0
"""How long our program waits for an answer."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A message of ours on somebody's phone."""

    row: str
    wamid: str
    text: str
    options: tuple[tuple[str, str], ...]
    form: dict[str, Any] | None = None
    """What Meta was told of the form that it opens."""


@dataclass(slots=True)
class Plan:
    """How Meta treats one call: see `Meta._treat`."""

    kind: str
    code: int = 0
    seconds: float = 0.0


@dataclass(slots=True)
class Phone:
    """A person's phone, and when they last wrote."""

    owner: Person
    chat: list[Shown] = field(default_factory=list)
    wrote_at: datetime | None = None


@dataclass(slots=True)
class Fate:
    """What Meta has yet to tell of a message."""

    row: str
    wamid: str
    owner: Person
    stage: int = 0
    told: list[str] = field(default_factory=list)
    opens_form: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What Meta says of a message of ours: of which row, of which copy of it, and why it failed."""

    row: str
    wamid: str
    status: str
    code: int = 131026
    opens_form: bool = False


class Response:
    """An answer of Meta's."""

    def __init__(self, status: int, content: bytes) -> None:
        self.status_code = status
        self.content = content
        self.headers: dict[str, str] = {}


@dataclass
class Ears:
    """Who hears what happens at Meta's."""

    accepted: Callable[[str, str, Person, str], None]
    refused: Callable[[str, str], None]
    lost: Callable[[str], None]
    broken: Callable[[str, str], None]
    said: Callable[[str], None]
    alive: Callable[[], None]
    die: Callable[[], None]
    meanwhile: Callable[[float], None]
    tells: Callable[[Fate, str], None]


class Meta:
    """Takes our messages, in place of an adapter of `requests` that opens connections."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.ears: Ears
        self.phones: dict[str, Phone] = {}
        self.plans: deque[Plan] = deque()
        self.fates: list[Fate] = []
        self.unreachable_until = 0.0
        self._numbers = 0

    def phone(self, person: Person) -> Phone:
        """Return somebody's phone."""
        return self.phones.setdefault(person.phone, Phone(person))

    def handed_on(self, person: Person) -> None:
        """Note that somebody has a phone from now on; who had it is reached by their id alone."""
        before = self.phones[person.phone].owner
        self.phones[before.user_id] = Phone(replace(before, phone=""))
        self.phones[person.phone] = Phone(person)

    def moved(self, old: Person, new: Person) -> None:
        """Note that somebody goes by another number or id, and has their chat there."""
        before = self.phone(old)
        self.phones[old.user_id] = Phone(replace(old, phone=""), before.chat, before.wrote_at)
        self.phones[new.phone] = Phone(new, before.chat, before.wrote_at)

    def heard(self, person: Person) -> None:
        """Note that somebody writes: their 24 hours begin anew."""
        self.phone(person).wrote_at = self.clock.real()

    # -- the Graph API ----------------------------------------------------------------------------

    def send(self, request: requests.PreparedRequest, **_: Any) -> Response:
        """Take one message."""
        self.ears.alive()
        body = json.loads(request.body or b"")
        row = str(body["biz_opaque_callback_data"]).removeprefix("outbox:")
        if self.clock.elapsed < self.unreachable_until:
            raise requests.ConnectionError(NewConnectionError(None, "refused"))
        plan = self.plans.popleft() if self.plans else Plan("takes")
        return self._treat(plan, row, body)

    def close(self) -> None:
        """Nothing to let go of."""

    def _treat(self, plan: Plan, row: str, body: dict[str, Any]) -> Response:
        kind = plan.kind
        if kind == "refuses":
            return self._refuses(row, plan.code)
        if kind == "kill before":
            self.ears.die()
        if kind == "never":  # not taken, and nobody knows
            self.ears.said("Meta neither takes it nor answers")
            self.ears.meanwhile(READ_SECONDS)
            raise requests.ReadTimeout
        if kind in ("late", "late and lost"):
            self.ears.meanwhile(plan.seconds)
        fate = self._accept(row, body)
        if isinstance(fate, Response):
            return fate
        if kind == "kill after":
            self.ears.said("the process is killed before it hears that it was taken")
            self.ears.die()
        if kind == "slow":
            self.ears.said(f"Meta takes {plan.seconds:g} s to answer")
            self.ears.meanwhile(plan.seconds)
        if kind == "early":
            for told in ("sent", "delivered"):
                self.ears.tells(fate, told)
        if kind == "loses":
            self.ears.said(f"Meta's answer for {row[-5:]} is lost")
            self.ears.lost(row)
            self.ears.meanwhile(READ_SECONDS)
            raise requests.ReadTimeout
        if kind == "late and lost":
            self.ears.said(f"Meta's answer for {row[-5:]}, taken late, is lost")
            self.ears.lost(row)
            self.ears.meanwhile(READ_SECONDS - plan.seconds)
            raise requests.ReadTimeout
        if kind == "half":
            self.ears.said("half of Meta's answer is lost")
            self.ears.lost(row)
            return Response(200, b'{"messages": [{"i')
        if kind == "bad gateway":
            self.ears.said("something between us and Meta says 502")
            self.ears.lost(row)
            return Response(502, b"<html>bad gateway</html>")
        answer = {"messaging_product": "whatsapp", "messages": [{"id": fate.wamid}]}
        return Response(200, json.dumps(answer).encode())

    def _refuses(self, row: str, code: int) -> Response:
        status, sort = CODES[code]
        self.ears.refused(row, sort)
        self.ears.said(f"Meta refuses it: {code} ({sort})")
        if code in BARE:
            return Response(status, b"")
        error = {"code": code, "message": "no", "error_data": {"details": "no"}}
        return Response(status, json.dumps({"error": error}).encode())

    def _accept(self, row: str, body: dict[str, Any]) -> Fate | Response:
        owner = self._owner(body)
        for fault in faults_of(body):
            self.ears.broken(LIMITS, f"{row}: {fault}")
        phone = self.phone(owner)
        late = phone.wrote_at is not None and self.clock.real() - phone.wrote_at > WINDOW
        if late and body["type"] != "template":
            return self._refuses(row, 131047)
        self._numbers += 1
        wamid = f"wamid.{self._numbers}"
        text, options = _read(body)
        phone.chat.append(Shown(row, wamid, text, options, _form(body)))
        self.ears.accepted(row, wamid, owner, text)
        fate = Fate(row, wamid, owner, opens_form=phone.chat[-1].form is not None)
        self.fates.append(fate)
        return fate

    def _owner(self, body: dict[str, Any]) -> Person:
        to, known = str(body.get("to", "")).removeprefix("+"), body.get("recipient")
        for phone in self.phones.values():
            if phone.owner.phone == to if to else phone.owner.user_id == known:
                return phone.owner
        self.ears.broken(RECIPIENT, f"to {to or known}: nobody")
        return Person("nobody", "", to)


def _read(body: dict[str, Any]) -> tuple[str, tuple[tuple[str, str], ...]]:
    if body["type"] == "text":
        return body["text"]["body"], ()
    if body["type"] == "template":
        return _read_template(body["template"])
    shown = body["interactive"]
    action = shown["action"]
    buttons = [(one["reply"]["id"], one["reply"]["title"]) for one in action.get("buttons", ())]
    rows = [
        (row["id"], row["title"]) for part in action.get("sections", ()) for row in part["rows"]
    ]
    return shown["body"]["text"], tuple(buttons + rows)


def _form(body: dict[str, Any]) -> dict[str, Any] | None:
    """Return what opens a form; None where a message opens none."""
    shown = body.get("interactive", {})
    return shown["action"]["parameters"] if shown.get("type") == "flow" else None


def _read_template(shown: dict[str, Any]) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return a template's name with what it is filled with, and its buttons by their places."""
    parts = shown.get("components", ())
    words = [one["text"] for part in parts if part["type"] == "body" for one in part["parameters"]]
    buttons = [part for part in parts if part["type"] == "button"]
    options = [(one["parameters"][0]["payload"], f"button {one['index']}") for one in buttons]
    return " · ".join([shown["name"], *words]), tuple(options)


def _units(text: str) -> int:
    return sum(1 + (ord(sign) > 0xFFFF) for sign in text)


def faults_of(body: dict[str, Any]) -> list[str]:
    """Return what WhatsApp would not take about a message."""
    text, options = _read(body)
    action = body.get("interactive", {}).get("action", {})
    buttons = action.get("buttons", ())
    rows = [row for part in action.get("sections", ()) for row in part["rows"]]
    limit = 1024 if options else 4096
    titles = 20 if buttons else 24
    opens = _form(body) or {}
    held = {
        "the text is empty": bool(text.strip()),
        "the text is too long": _units(text) <= limit,
        "more than three buttons": len(buttons) <= 3,
        "more than ten rows": len(rows) <= 10,
        "two options with one id": len({one for one, _ in options}) == len(options),
        "an id is too long": all(0 < len(one) <= 200 for one, _ in options),
        "a title is too long": all(0 < _units(title) <= titles for _, title in options),
        "a description is too long": all(_units(row.get("description", "")) <= 72 for row in rows),
        "the form's button is too long": _units(opens.get("flow_cta", "")) <= 30,
        "the form has no token": not opens or len(opens["flow_token"]) > 20,
        "it is sent from another number": True,
    }
    return [fault for fault, fine in held.items() if not fine]


# -- webhooks -------------------------------------------------------------------------------------


def change(value: dict[str, Any]) -> dict[str, Any]:
    """Return one change about our number."""
    whole = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": NUMBER}, **value}
    return {"field": "messages", "value": whole}


def message(person: Person, shows: str, fields: dict[str, Any]) -> dict[str, Any]:
    """Return the change that tells of a person's message; `shows`: `both`, `id` or `phone`."""
    contact: dict[str, Any] = {"profile": {"name": person.name}}
    whole = dict(fields)
    if shows != "id":
        contact["wa_id"] = whole["from"] = person.phone
    if shows != "phone":
        contact["user_id"] = whole["from_user_id"] = person.user_id
    return change({"contacts": [contact], "messages": [whole]})


def changed(old: Person, new: Person, name: str) -> dict[str, Any]:
    """Return the change that tells of somebody's new number or id."""
    kind = "user_changed_number" if old.phone != new.phone else "user_changed_user_id"
    told = {"type": kind, "previous_user_id": old.user_id, "user_id": new.user_id}
    system = {"id": name, "type": "system", "system": {**told, "wa_id": new.phone}}
    return change({"messages": [{**system, "from": old.phone}]})


def status(fate: Fate, told: Told) -> dict[str, Any]:
    """Return the change that tells what became of a message of ours."""
    entry: dict[str, Any] = {
        "id": fate.wamid,
        "status": told.status,
        "recipient_id": fate.owner.phone,
        "biz_opaque_callback_data": f"outbox:{fate.row}",
    }
    if told.status == "failed":
        entry["errors"] = [{"code": told.code, "title": "undeliverable"}]
    return change({"statuses": [entry]})
