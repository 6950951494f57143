"""One post may carry many people's messages, and one of them may be beyond reading."""

from __future__ import annotations

import pytest
from support.databases import count
from support.house import APP_SECRET, House
from support.posting import post
from support.talks import walk

from milo.demo.signing import encode
from milo.demo.standin import ACCOUNT_ID
from milo.demo.webhooks import envelope

HOSTILE = {
    "nested": "[" * 5000 + "]" * 5000,
    "number": "7" * 5000,
}


def test_a_batch_of_several_people_is_answered_to_each(house: House) -> None:
    slug, people = house.merchant(), house.people(20)
    changes = [each.write({"type": "text", "text": slug}) for each in people]

    assert house.post(*changes) == 200

    for each in people:
        assert f"¡Hola, {each.owner.name.split()[0]}!" in each.next().text


def test_one_value_with_several_peoples_messages_is_answered_to_each(house: House) -> None:
    slug, people = house.merchant(), house.people(5)
    values = [each.write({"type": "text", "text": slug})["value"] for each in people]
    together = {
        **values[0],
        "contacts": [contact for value in values for contact in value["contacts"]],
        "messages": [message for value in values for message in value["messages"]],
    }

    assert house.post({"field": "messages", "value": together}) == 200

    for each in people:
        assert "¿Qué querés hacer?" in each.next().text


def test_one_persons_messages_in_a_batch_are_worked_in_their_order(house: House) -> None:
    slug, ana = house.merchant(), house.person()
    texts = (slug, "reservar", "corte", "pasado mañana", "10", "sí")

    house.post(*(ana.write({"type": "text", "text": text}) for text in texts))

    said = [each.text for each in ana.next_ones(len(texts))]
    assert "¡Hola" in said[0]
    assert "¿Qué servicio" in said[1]
    assert said[-1].startswith("✅ ¡Listo!")
    assert len(house.bookings(slug, "confirmed")) == 1


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_message_that_cannot_be_read_is_parked_and_the_rest_answered(
    house: House, kind: str
) -> None:
    slug, (ana, beto, caro) = house.merchant(), house.people(3)
    for each in (ana, beto, caro):
        walk(each, slug, "inicio")
    changes = [each.write({"type": "text", "text": "reservar"}) for each in (ana, beto, caro)]
    (bad,) = changes[1]["value"]["messages"]
    bad["text"]["body"] = "HOSTILE"
    raw = encode(envelope(ACCOUNT_ID, changes)).replace(b'"HOSTILE"', HOSTILE[kind].encode())

    assert post(house.server.address, APP_SECRET, raw) == 200

    assert "¿Qué servicio" in ana.next().text
    assert "¿Qué servicio" in caro.next().text
    house.wait_until_quiet()
    assert beto.unread() == []
    parked = "message_id = %s AND error IS NOT NULL"
    assert count(house.database, "inbox", parked, bad["id"]) == 1
    assert "¿Qué servicio" in beto.say("reservar").text


def test_a_nul_or_half_a_character_in_a_text_is_worked(house: House) -> None:
    slug, ana = house.merchant(), house.person()
    walk(ana, slug, "inicio")

    assert "tocá *Reservar*" in ana.say("zzz\0 \ud83d qqq").text


def test_a_message_for_another_number_is_kept_and_never_answered(house: House) -> None:
    slug, ana = house.merchant(), house.person()
    walk(ana, slug, "inicio")
    change = ana.write({"type": "text", "text": "reservar"})
    change["value"]["metadata"] = {"display_phone_number": "1", "phone_number_id": "999"}

    assert house.post(change) == 200

    house.wait_until_quiet()
    assert ana.unread() == []
    wamid = change["value"]["messages"][0]["id"]
    assert count(house.database, "inbox", "message_id = %s", wamid) == 1
