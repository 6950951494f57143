"""A booking by a form on the demo's phone, sealed and opened by both sides as Meta describes it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
import requests
from support.polling import until

from milo.cli.demonstration import Demonstration, demonstrating
from milo.demo.form_phone import OpenForm
from milo.demo.people import Person
from milo.demo.phone_forms import PhoneForms
from milo.demo.views import view
from milo.http.forms.keys import FormKeys, new_key

SERVICE, DAY, HOUR = "eligiendo_servicio", "eligiendo_fecha", "eligiendo_horario"
LILA = "estudio-lila"


@pytest.fixture(scope="module")
def demo() -> Iterator[Demonstration]:
    with demonstrating("127.0.0.1", 0) as running:
        yield running


class OnPhone:
    """A person of the demo, and the forms that they open."""

    numbers = count(1)

    def __init__(self, demo: Demonstration, wa_id: str = "") -> None:
        self.standin = demo.standin
        self.person: Person = demo.standin.person(wa_id or f"549261777{next(self.numbers):04}")

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


def to_card(form: OpenForm, day: int = 0, hour: int = 0) -> OpenForm:
    form.choose(SERVICE, "semi")
    form.tap()
    form.choose(DAY, form.days(DAY)[day])
    form.choose(HOUR, form.rows(HOUR)[hour]["id"])
    form.tap()
    assert (form.screen, form.error) == ("CONFIRMAR", "")
    return form


def test_a_booking_by_form_takes_two_messages_of_ours(demo: Demonstration) -> None:
    """By the API of the phone's page."""
    ana, api = OnPhone(demo, "5492615550101"), f"{demo.address}/phone/api"
    assert ana.says(LILA)["form"] == {"title": "Reservar"}

    def does(**act: Any) -> requests.Response:
        body = {"person": "ana", "message": ana.opener, **act}
        return requests.post(f"{api}/form", json=body, timeout=15)

    assert does(do="open").json()["title"] == "Servicio"
    assert does(do="choose", name=SERVICE, value="nada").status_code == 400
    form = to_card(ana.opens())
    assert does(do="tap").json()["done"] is True
    assert ana.hears(1)["text"].startswith("✅ ¡Listo! *Semipermanente*")
    assert len(ana.heard()) == 2
    assert form.params == {"flow_token": form.token}
    assert does(do="tap").status_code == 400


@pytest.mark.parametrize("how", ["no token", "no quote", "never"])
def test_what_the_phone_tells_as_it_closes_changes_nothing(demo: Demonstration, how: str) -> None:
    ana = OnPhone(demo)
    ana.says(LILA)
    form = to_card(ana.opens(), day=1 + ["no token", "no quote", "never"].index(how))
    form.tap("Confirmar")
    ana.hears(1)
    told = {"token": how != "no token", "quote": how != "no quote"}
    if how != "never":
        ana.forms.closed(demo.standin.number, ana.person, ana.opener, **told)
    assert "¡De nada" in ana.says("gracias")["text"]
    assert len(ana.heard()) == 3


def test_one_that_is_reopened_is_as_it_was_left(demo: Demonstration) -> None:
    ana = OnPhone(demo)
    ana.says(LILA)
    form = ana.opens()
    form.choose(SERVICE, "cejas")
    form.tap()
    assert ana.opens() is form
    assert "falta el día" in ana.says(LILA)["text"]
    form.choose(DAY, form.days(DAY)[0])
    assert form.rows(HOUR)


def test_a_phone_with_a_key_that_we_have_not_fetches_the_new_one(demo: Demonstration) -> None:
    ana = OnPhone(demo)
    ana.says(LILA)
    form, keys = ana.opens(), demo.standin.exchange.forms.keys
    number = demo.standin.number.id
    right, wrong = keys[number], FormKeys(new_key()).public

    class Cached(dict[str, str]):
        """What a phone has: an old key first, then what Meta has now."""

        asked = 0

        def __getitem__(self, key: str) -> str:
            self.asked += 1
            return wrong if self.asked == 1 else right

    demo.standin.exchange.forms.keys = Cached()
    try:
        form.choose(SERVICE, "semi")
        form.tap()
    finally:
        demo.standin.exchange.forms.keys = keys
    assert (form.screen, form.error) == ("TURNO", "")


@pytest.mark.parametrize("status", ["THROTTLED", "BLOCKED"])
def test_where_meta_stops_the_form_the_chat_asks(demo: Demonstration, status: str) -> None:
    """The first who meets it is refused by Meta; once Meta has told us, none is tried."""
    ana, standin = OnPhone(demo), demo.standin
    (form,) = standin.exchange.forms.kept.values()
    forms = standin.exchange.forms
    forms.kept[form.id] = forms.change(form.name, status)[1]
    standin.exchange.forms.sent[form.id] = [standin.clock()] * 10
    try:
        said = ana.says(LILA)
        assert said["form"] is None
        assert said["buttons"][0]["title"] == "Reservar"
        standin.exchange.change_form(form.name, status)
        until(lambda: not _offers(demo), "word of Meta's", 10)
    finally:
        standin.exchange.change_form(form.name, "PUBLISHED")
        until(lambda: _offers(demo), "word of Meta's", 10)


def _offers(demo: Demonstration) -> bool:
    """Return whether a new conversation is offered the form."""
    return OnPhone(demo).says(LILA)["form"] is not None
