"""Whether the message that asks opens the form, or the chat asks."""

from __future__ import annotations

import pytest
from support.conversations import CARLA, Phone, Town
from support.forms import (
    asked_for_service,
    publish,
    town_with,
)

from milo.engine.conversation.refused_forms import note_refusal
from milo.engine.messages import Form, Outgoing
from milo.engine.model import OutboxRow

OPENS = Form("f1", "s1.secret", "Reservar", "SERVICIO", {})


@pytest.mark.parametrize("status", ["THROTTLED", "BLOCKED", "DEPRECATED", "DRAFT"])
def test_one_that_meta_stopped_is_not_sent_and_the_chat_asks(status: str) -> None:
    town = town_with()
    publish(town, status)
    ana = asked_for_service(town)
    assert ana.chat[-1].body.form is None
    assert ana.titles == ["Corte", "Color"]


def test_none_is_sent_where_the_merchant_wants_none_or_none_is_published() -> None:
    town = town_with("off")
    assert asked_for_service(town).chat[-1].body.form is None
    unpublished = Town(carla={**CARLA, "forms": "on"})
    assert asked_for_service(unpublished).chat[-1].body.form is None


def test_what_does_not_fit_a_screen_is_asked_in_the_chat() -> None:
    services = [{"id": f"s{n}", "name": f"Servicio {n}", "minutes": 30} for n in range(201)]
    town = town_with(services=services)
    ana = asked_for_service(town)
    assert ana.chat[-1].body.form is None
    assert len(ana.titles) == 10


def test_asked_again_in_the_chat_it_is_a_list() -> None:
    ana = asked_for_service(town_with())
    assert ana.chat[-1].body.form
    ana.say("qsdf")
    assert ana.chat[-1].body.form is None
    assert "Corte" in ana.titles


def test_a_number_from_which_meta_took_none_asks_in_the_chat_and_tries_again_next_day() -> None:
    """It is in an account where the form is not published; the others send it."""
    town = town_with()
    own = town.person("Bea", number="own")
    row = OutboxRow.to(own.contact, "o1", Outgoing("x", form=OPENS), town.clock.now())
    town.store.transact(lambda tx: note_refusal(tx, row, 131009, town.clock.now()))

    def asked_by(phone: Phone) -> bool:
        phone.say("carla")
        if "Reservar" in phone.titles:
            phone.tap("Reservar")
        return phone.chat[-1].body.form is not None

    assert not asked_by(own)
    assert own.titles == ["Corte", "Color"]
    assert asked_by(town.person("Ana"))
    assert not asked_by(town.person("Caro", number="own"))
    town.sleep(days=1)
    assert asked_by(town.person("Dani", number="own"))
