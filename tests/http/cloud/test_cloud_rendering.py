"""What is sent, as Meta wants it: golden JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from milo.demo.send_limits import refusals
from milo.engine.messages import Form, Link, Media, Option, Outgoing
from milo.engine.model import OutboxRow
from milo.http.cloud.request_builder import message_payload, row_id_in

GOLDEN = Path(__file__).with_name("rendered")
PHONE = {"user_phone": "5492610000000"}
HOURS = (
    Option("slot:1", "09:00", "con Carla", "Mañana"),
    Option("slot:2", "16:30", "", "Tarde"),
    Option("slot:3", "10:00", "", "Mañana"),
    Option("more", "Ver más"),
)
ROWS = {
    "text": (Outgoing("¡Hola! 👋"), {**PHONE, "user_id": "AR.123"}),
    "text_by_user_id": (Outgoing("¡Hola!"), {"user_id": "AR.123"}),
    "buttons": (
        Outgoing("¿Lo confirmo?", buttons=(Option("si", "Confirmar"), Option("no", "Cancelar"))),
        PHONE,
    ),
    "buttons_below_an_image": (
        Outgoing(
            "¿Qué querés hacer?",
            buttons=(Option("a", "Reservar"),),
            media=Media("image", "https://example.com/foto.jpg"),
        ),
        PHONE,
    ),
    "document": (
        Outgoing("La lista de precios", media=Media("document", "https://example.com/p.pdf")),
        PHONE,
    ),
    "link_below_a_video": (
        Outgoing(
            "Así se llega.",
            media=Media("video", "https://example.com/v.mp4"),
            link=Link("Cómo llegar", "https://example.com/mapa"),
        ),
        PHONE,
    ),
    "location_request": (Outgoing("¿Adónde vamos?", request="location"), PHONE),
    "contact_request": (
        Outgoing(
            "¿A qué número te llamamos?",
            request="contact",
            link=Link("Sitio", "https://example.com/"),
            media=Media("image", "https://example.com/foto.jpg"),
        ),
        PHONE,
    ),
    "answer_to_one_message": (Outgoing("Eso ya pasó.", answers="wamid.1"), PHONE),
    "list_in_sections": (Outgoing("¿A qué hora?", rows=HOURS, open_list="Ver horarios"), PHONE),
    "list_in_one_unnamed_section": (
        Outgoing("¿Qué día?", rows=(Option("d1", "vie 27 nov"), Option("d2", "sáb 28 nov"))),
        PHONE,
    ),
    "form": (
        Outgoing(
            "¿Qué servicio?",
            rows=(Option("r1", "Corte"),),
            form=Form("f1", "s1.secret", "Reservar", "SERVICIO", {"next": "Seguir"}),
        ),
        PHONE,
    ),
    "too_long": (
        Outgoing(
            "x" * 2000,
            rows=tuple(Option(str(n), "y" * 30, "z" * 80, "s" * 30) for n in range(12)),
            open_list="w" * 30,
        ),
        PHONE,
    ),
}


def row(body: Outgoing, **more) -> OutboxRow:
    return OutboxRow("77", "p1", "1060000000", body, datetime(2026, 11, 23, tzinfo=UTC), **more)


@pytest.mark.parametrize("name", ROWS)
def test_golden(name):
    body, who = ROWS[name]
    assert message_payload(row(body, **who)) == json.loads((GOLDEN / f"{name}.json").read_text())


@pytest.mark.parametrize("name", ROWS)
def test_the_standin_which_is_as_strict_as_meta_takes_it(name):
    body, who = ROWS[name]
    assert refusals(message_payload(row(body, **who))) == []


def test_meta_s_limits_hold():
    body, who = ROWS["too_long"]
    interactive = message_payload(row(body, **who))["interactive"]
    sections = interactive["action"]["sections"]
    assert len(interactive["body"]["text"]) == 1024
    assert len(interactive["action"]["button"]) == 20
    assert sum(len(section["rows"]) for section in sections) == 10
    for section in sections:
        assert len(section["title"]) <= 24
        assert all(len(each["title"]) <= 24 for each in section["rows"])
        assert all(len(each["description"]) <= 72 for each in section["rows"])


@pytest.mark.parametrize(
    ("data", "row_id"),
    [("outbox:77", "77"), ("outbox:", None), ("77", None), (None, None), ({}, None), (5, None)],
)
def test_our_id_comes_back(data, row_id):
    assert row_id_in(data) == row_id


def test_what_is_sent_is_what_comes_back():
    sent = message_payload(row(Outgoing("hola"), **PHONE))
    assert row_id_in(sent["biz_opaque_callback_data"]) == "77"
