"""Meta brings a webhook more than once: each message is answered once."""

from __future__ import annotations

from support.databases import count
from support.house import House
from support.talks import walk


def test_a_message_repeated_across_posts_is_answered_once(house: House) -> None:
    slug, ana = house.merchant(), house.person()
    walk(ana, slug, "inicio")
    change = ana.write({"type": "text", "text": "reservar"})

    assert [house.post(change) for _ in range(3)] == [200, 200, 200]

    assert "¿Qué servicio" in ana.next().text
    house.wait_until_quiet()
    assert ana.unread() == []


def test_a_message_repeated_inside_one_post_is_answered_once(house: House) -> None:
    slug, ana = house.merchant(), house.person()
    walk(ana, slug, "inicio")
    change = ana.write({"type": "text", "text": "reservar"})
    (message,) = change["value"]["messages"]
    twice = {**change, "value": {**change["value"], "messages": [message, message]}}

    assert house.post(twice, change) == 200

    assert "¿Qué servicio" in ana.next().text
    house.wait_until_quiet()
    assert ana.unread() == []
    assert count(house.database, "inbox", "message_id = %s", message["id"]) == 1


def test_a_confirmation_repeated_at_one_moment_books_once(house: House) -> None:
    slug, ana = house.merchant(), house.person()
    walk(ana, slug, "confirmando")
    change = ana.write({"type": "tap", "option": "Confirmar"})

    assert house.post_together([[change]] * 10) == [200] * 10

    assert ana.next().text.startswith("✅ ¡Listo!")
    house.wait_until_quiet()
    assert ana.unread() == []
    assert len(house.bookings(slug, "confirmed")) == 1


def test_statuses_repeated_and_out_of_order_move_a_message_forward_only(house: House) -> None:
    house.standin.exchange.faults.flip({"duplicate_webhooks": 3, "statuses": ["read"]})
    try:
        slug, ana = house.merchant(), house.person()
        hello = walk(ana, slug, "inicio")
        house.wait_until_quiet()
    finally:
        house.standin.exchange.faults.flip({"reset": True})
    late = {"id": hello.wamid, "status": "sent", "timestamp": "1700000000"}
    late["recipient_id"] = str(ana.owner.wa_id)
    metadata = house.standin.number.metadata
    value = {"messaging_product": "whatsapp", "metadata": metadata, "statuses": [late]}

    assert house.post({"field": "messages", "value": value}) == 200

    (row,) = house.database.rows("SELECT status FROM outbox WHERE wamid = %s", hello.wamid)
    assert row["status"] == "read"
