"""A phone's line to the stand-in: who there is, what is new in a chat, what a person does."""

from __future__ import annotations

import threading
from typing import Any, Final, Protocol

import requests

from .inbound import BadAct
from .people import Person
from .standin import StandIn
from .views import view

TYPING_PATIENCE_SECONDS: Final = 8.0
"""How long "escribiendo…" shows while an answer is awaited, when nobody said so."""

_NAMES: Final = (
    *("Ana", "Bruno", "Carla", "Dani", "Eli", "Fede", "Gabi", "Hugo", "Iris", "Juli", "Karen"),
    *("Lucas", "Mora", "Nico", "Olga", "Pau", "Renata", "Santi", "Tati", "Uma", "Vale", "Zoe"),
)
_AT_FIRST: Final = 3


class UnknownPerson(LookupError):  # noqa: N818 - it reads as what it is
    """Nobody of this id has a phone here."""


class Line(Protocol):
    """What a phone needs, however it gets there."""

    def chat(self, person: str, after: int = 0) -> dict[str, Any]:
        """Return `{epoch, after, typing, messages}`: what changed since `after`."""

    def act(self, person: str, act: dict[str, Any]) -> dict[str, Any]:
        """Let a person do something (see `inbound`); return their message as a view."""


class LocalLine:
    """The line to a stand-in in the same process.

    Args:
        standin: the stand-in.
    """

    def __init__(self, standin: StandIn) -> None:
        self._standin = standin
        self._people: dict[str, Person] = {}
        self._desks: dict[str, Person] = {}
        self._lock = threading.Lock()
        for _ in range(_AT_FIRST):
            self.add()

    def people(self) -> list[dict[str, Any]]:
        """Return who has a phone: `[{id, name, number, reception}]`, merchants' phones last.

        `number` is false for who shows none; `reception` is true for a merchant's phone.
        """
        with self._lock:
            people = [_entry(identity, person) for identity, person in self._people.items()]
            return people + [_entry(*desk, reception=True) for desk in self._desks.items()]

    def add(self, *, number: bool = True) -> dict[str, Any]:
        """Give one more person a phone.

        Args:
            number: whether they show a phone number, or Meta's id alone.
        """
        with self._lock:
            index = len(self._people)
            name = _NAMES[index] if index < len(_NAMES) else f"Persona {index + 1}"
            identity = name.casefold().replace(" ", "-")
            if number:
                person = self._standin.person(f"54926155501{index + 1:02d}", name=name)
            else:
                person = self._standin.person(None, f"AR.9000000000000{index + 1:03d}", name)
            self._people[identity] = person
            return _entry(identity, person)

    def add_reception(self, slug: str, name: str, phone: str) -> None:
        """Give a merchant's own phone a place here.

        It hears of nothing until it has written, as a phone of a real merchant: WhatsApp lets
        nobody be written to who has not.

        Args:
            slug: the merchant's; the phone is then `recepcion-<slug>`.
            name: the merchant's.
            phone: digits. Merchants may share one, and a person's own phone stays theirs.
        """
        identity = f"recepcion-{slug}"
        with self._lock:
            others = [each for key, each in self._desks.items() if key != identity]
            if any(each.wa_id == phone for each in (*self._people.values(), *others)):
                return
            desk = self._standin.person(phone, name=name)
            self._desks[identity] = desk

    def chat(self, person: str, after: int = 0) -> dict[str, Any]:
        """Return what changed in a person's chat (see `Line`).

        Raises:
            UnknownPerson: when nobody has this id.
        """
        who = self._person(person)
        exchange, now = self._standin.exchange, self._standin.clock()
        with exchange.chats.lock:
            chat = exchange.chats.chat(self._standin.number.id, who)
            changed = chat.changed(after)
            # A merchant who answers a person gets no answer.
            awaited = person not in self._desks and chat.waiting(now, TYPING_PATIENCE_SECONDS)
            return {
                "epoch": self._standin.epoch,
                "after": chat.revision,
                "typing": chat.typing_until > now or awaited,
                "messages": [view(chat, each, exchange.words) for each in changed],
            }

    def act(self, person: str, act: dict[str, Any]) -> dict[str, Any]:
        """Let a person do something (see `Line`); with a `token`, once only for each.

        Raises:
            UnknownPerson: when nobody has this id.
            BadAct: for an act that makes no sense.
        """
        who = self._person(person)
        exchange = self._standin.exchange
        token = act.get("token")
        with exchange.chats.lock:
            chat = exchange.chats.chat(self._standin.number.id, who)
            wamid = chat.tokens.get(token) if isinstance(token, str) else None
            message = chat.messages.get(wamid or "")
            if message is None:
                message = self._standin.act(who, act)
                if isinstance(token, str):
                    chat.tokens[token] = message.wamid
            return view(chat, message, exchange.words)

    def form(self, person: str, wamid: str, act: dict[str, Any]) -> dict[str, Any]:
        """Do something with the form of a message; return what its screen shows then.

        Args:
            person: whose phone it is.
            wamid: the message that opens it.
            act: `{"do": "open" | "choose" | "tap" | "back" | "again", "name", "value", "title"}`;
                `again` asks once more what had no answer.

        Raises:
            UnknownPerson: when nobody has this id.
            FormRefused: the message opens no form, or there is no such thing on the screen.
        """
        who, forms = self._person(person), self._standin.exchange.phone_forms
        opens = forms.open if act.get("do") == "open" else forms.current
        form = opens(self._standin.number, who, wamid)
        was_open = form.is_open
        match act.get("do"):
            case "choose":
                form.choose(str(act.get("name")), str(act.get("value")))
            case "tap":
                form.tap(str(act.get("title") or ""))
            case "back":
                form.back()
            case "again":
                form.again()
        if was_open and form.params is not None:
            forms.closed(self._standin.number, who, wamid)
        return form.view()

    def _person(self, identity: str) -> Person:
        person = self._people.get(identity) or self._desks.get(identity)
        if person is None:
            raise UnknownPerson(identity)
        return person


class HttpLine:
    """The line to a demo that runs somewhere else, through its page's API.

    Args:
        url: where Milo listens, such as `http://127.0.0.1:8080`.
        timeout_seconds: for each request.
    """

    def __init__(self, url: str, timeout_seconds: float = 10.0) -> None:
        self._url = url.rstrip("/") + "/phone/api"
        self._timeout = timeout_seconds
        self._session = requests.Session()

    def chat(self, person: str, after: int = 0) -> dict[str, Any]:
        """Return what changed in a person's chat (see `Line`)."""
        query: dict[str, str | int] = {"person": person, "after": after}
        answer = self._session.get(f"{self._url}/chat", params=query, timeout=self._timeout)
        return _checked(answer)

    def act(self, person: str, act: dict[str, Any]) -> dict[str, Any]:
        """Let a person do something (see `Line`)."""
        body = {**act, "person": person}
        answer = self._session.post(f"{self._url}/send", json=body, timeout=self._timeout)
        message: dict[str, Any] = _checked(answer)["message"]
        return message


def _entry(identity: str, person: Person, *, reception: bool = False) -> dict[str, Any]:
    number = person.wa_id is not None
    return {"id": identity, "name": person.name, "number": number, "reception": reception}


def _checked(answer: requests.Response) -> dict[str, Any]:
    if answer.status_code == 404:
        raise UnknownPerson(answer.text)
    if answer.status_code == 400:
        raise BadAct(answer.text)
    answer.raise_for_status()
    data: dict[str, Any] = answer.json()
    return data
