"""A person of the demo on their phone, with the forms that they open."""

from __future__ import annotations

from itertools import count
from typing import Any

from milo.cli.demonstration import Demonstration
from milo.demo.form_phone import OpenForm
from milo.demo.people import Person
from milo.demo.phone_forms import PhoneForms
from milo.demo.views import view

from .forms import DAY, HOUR, SERVICE
from .polling import until

LILA = "estudio-lila"
"""Her greeting opens the form."""


class OnPhone:
    """A person of the demo, and the forms that they open."""

    numbers = count(1)

    def __init__(self, demo: Demonstration, wa_id: str = "") -> None:
        self.standin = demo.standin
        self.person: Person = demo.standin.person(wa_id or f"549261777{next(self.numbers):04}")

    def flips(self, **switches: Any) -> None:
        """Flip switches of the stand-in."""
        self.standin.exchange.faults.flip(switches)

    def closes(self) -> None:
        """Have the phone tell the chat that the last form is finished."""
        self.forms.closed(self.standin.number, self.person, self.opener)

    def wrote(self) -> list[dict[str, Any]]:
        """Return all that the person sent, as Meta delivers it, in order."""
        exchange = self.standin.exchange
        with exchange.chats.lock:
            chat = exchange.chats.chat(self.standin.number.id, self.person)
            return [one.content for one in chat.messages.values() if one.author == "person"]

    @property
    def forms(self) -> PhoneForms:
        return self.standin.exchange.phone_forms

    def heard(self) -> list[dict[str, Any]]:
        """Return all that Milo said, in order."""
        exchange = self.standin.exchange
        with exchange.chats.lock:
            chat = exchange.chats.chat(self.standin.number.id, self.person)
            said = [one for one in chat.messages.values() if one.author == "milo"]
            return [view(chat, one, exchange.words) for one in said]

    def says(self, text: str) -> dict[str, Any]:
        before = len(self.heard())
        self.standin.act(self.person, {"type": "text", "text": text})
        return self.hears(before)

    def hears(self, before: int) -> dict[str, Any]:
        until(lambda: len(self.heard()) > before, "an answer", 15)
        return self.heard()[-1]

    @property
    def opener(self) -> str:
        """The last message that opens a form."""
        return str(next(one["id"] for one in reversed(self.heard()) if one["form"]))

    def opens(self) -> OpenForm:
        return self.forms.open(self.standin.number, self.person, self.opener)


def fill_to_card(form: OpenForm, day: int = 0, hour: int = 0) -> OpenForm:
    """Fill a form in up to its last screen, on one of the days and hours with room."""
    form.choose(SERVICE, "semi")
    form.tap()
    form.choose(DAY, form.days(DAY)[day])
    form.choose(HOUR, form.rows(HOUR)[hour]["id"])
    form.tap()
    assert (form.screen, form.error) == ("CONFIRMAR", "")
    return form
