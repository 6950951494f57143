"""Every shape of message, as files: what a session gets to see, and who wrote it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from milo.engine.messages import Incoming, Kind

from ..conftest import PAYLOADS

OUT = "wamid.OUT"


def other(kind: str, quoted: str | None = None) -> Incoming:
    return Incoming(Kind.OTHER, kind, quoted=quoted)


def silent(kind: str) -> Incoming:
    return Incoming(Kind.SILENT, kind)


SEEN = {
    "text": Incoming(Kind.TEXT, text="hola"),
    "text_quoting": Incoming(Kind.TEXT, text="ese", quoted=OUT),
    "text_forwarded": Incoming(Kind.TEXT, text="mirá"),
    "text_from_ad": Incoming(Kind.TEXT, text="info"),
    "text_about_product": Incoming(Kind.TEXT, text="precio?"),
    "text_with_nul": Incoming(Kind.TEXT, text="a\ufffdb"),
    "text_with_lone_surrogate": Incoming(Kind.TEXT, text="x\ufffdy"),
    "text_with_emoji": Incoming(Kind.TEXT, text="mañana 😀 a/b x@y.com"),
    "text_without_body": other("text"),
    "text_body_is_number": other("text"),
    "template_button": Incoming(Kind.TAP, "button", "Cancelar", "CANCEL:42", "wamid.TPL"),
    "template_button_without_context": Incoming(Kind.TAP, "button", "Confirmo", "Confirmo"),
    "template_button_without_payload": Incoming(Kind.TAP, "button", "Confirmo", "Confirmo"),
    "button_reply": Incoming(Kind.TAP, "interactive", "Confirmar", "confirm:42", OUT),
    "list_reply": Incoming(Kind.TAP, "interactive", "10:00", "slot:2026-10-09T10:00", OUT),
    "list_reply_without_description": Incoming(Kind.TAP, "interactive", "10:00", "s:1", OUT),
    "flow_reply": other("interactive", "wamid.FLOW"),
    "flow_reply_non_object": other("nfm_reply"),
    "call_permission_reply": other("interactive"),
    "interactive_without_object": other("interactive", OUT),
    "image": Incoming(Kind.TEXT, "image", "x"),
    "image_without_caption": other("image"),
    "image_with_blank_caption": other("image", OUT),
    "voice_note": other("audio"),
    "video": other("video"),
    "video_with_caption": Incoming(Kind.TEXT, "video", "así lo quiero", quoted=OUT),
    "document": other("document"),
    "document_with_caption": Incoming(Kind.TEXT, "document", "el viernes\na las 10"),
    "sticker_with_caption": other("sticker"),
    "sticker": other("sticker"),
    "location": Incoming(Kind.OTHER, "location", "-32.880000,-68.840000 Plaza"),
    "location_with_name": Incoming(
        Kind.OTHER, "location", "-32.889500,-68.845800 Plaza · San Martín 123", quoted=OUT
    ),
    "location_out_of_this_world": other("location"),
    "location_is_a_list": other("location"),
    "contacts": Incoming(Kind.OTHER, "contacts", "+5492610000000"),
    "contact_shared_by_request": Incoming(Kind.OTHER, "contacts", "+5492615550101", quoted=OUT),
    "contacts_without_phones": other("contacts"),
    "order": other("order"),
    "unsupported": other("unsupported"),
    "unsupported_without_object": other("unsupported"),
    "request_welcome": other("request_welcome"),
    "type_from_the_future": other("hologram"),
    "type_missing": other("unknown"),
    "reaction": silent("reaction"),
    "reaction_removed": silent("reaction"),
    "reaction_emptied": silent("reaction"),
    "edit": silent("edit"),
    "revoke": silent("revoke"),
    "group_text": silent("text"),
    "system_number_changed": silent("system"),
    "system_user_id_changed": silent("system"),
    "system_identity_changed": silent("system"),
}


@pytest.mark.parametrize("name", SEEN)
def test_what_a_session_sees(world, name):
    assert world.deliver_file(name).status_code == 200
    (row,) = world.inbox()
    assert row.message and replace(row.message, at=None) == SEEN[name]
    assert row.error is None
    assert row.phone_number_id == "1060000000"


@pytest.mark.parametrize("name", SEEN)
def test_who_waits_is_nudged_and_who_does_not_is_done(world, name):
    world.deliver_file(name)
    (row,) = world.inbox()
    waits = SEEN[name].kind is not Kind.SILENT
    assert (row.done_at is None) is waits
    assert world.nudged == ([row.contact_id] if waits else [])
    assert row.received_at == world.clock.now()


@pytest.mark.parametrize("name", SEEN)
def test_payload_is_the_message_with_its_contact_and_metadata(world, name):
    world.deliver_file(name)
    (row,) = world.inbox()
    payload = json.loads(row.payload)
    assert payload["metadata"]["phone_number_id"] == "1060000000"
    assert [message["id"] for message in payload["messages"]] == [row.message_id]
    assert len(payload["contacts"]) <= 1


PEOPLE = {
    "who_phone_only": (None, "5492610000001", "Eva"),
    "who_user_id_only": ("AR.777", None, "@eva"),
    "who_user_id_inside_from": ("AR.778", None, "Eva"),
    "who_in_contact_alone": ("AR.779", "5492610000002", "Eva"),
    "who_contacts_missing": ("AR.123", "5492610000000", ""),
    "who_profile_missing": ("AR.123", "5492610000000", ""),
    "who_name_with_controls": ("AR.123", "5492610000000", "Ana María"),
    "who_contact_of_somebody_else": (None, "5492610000001", ""),
    "text": ("AR.123", "5492610000000", "Ana"),
}


@pytest.mark.parametrize("name", PEOPLE)
def test_who_wrote(world, name):
    world.deliver_file(name)
    (contact,) = world.contacts()
    assert (contact.user_id, contact.user_phone, contact.name) == PEOPLE[name]
    assert [row.contact_id for row in world.inbox()] == [contact.id]


@pytest.mark.parametrize("name", ["who_nobody", "who_empty_strings"])
def test_a_message_of_nobody_is_parked(world, name):
    world.deliver_file(name)
    (row,) = world.inbox()
    assert row.error == "the message does not say who sent it"
    assert row.message is None
    assert row.done_at is not None
    assert row.contact_id is None
    assert world.nudged == []


def test_several_contacts_are_matched_by_their_ids(world):
    world.deliver_file("who_contacts_in_other_order")
    people = {row.message_id: row.contact_id for row in world.inbox()}
    named = {contact.id: (contact.name, contact.user_id) for contact in world.contacts()}
    assert named[people["wamid.WH11"]] == ("Eva", "AR.555")
    assert named[people["wamid.WH12"]] == ("Ana", "AR.123")


def test_a_contact_alone_is_not_taken_for_two_people(world):
    messages = [
        {"from": f"54926100000{n}", "id": f"m{n}", "type": "text", "text": {"body": "x"}}
        for n in (10, 11)
    ]
    value = {
        "metadata": {"phone_number_id": "1060000000"},
        "contacts": [{"user_id": "AR.1", "profile": {"name": "Ana"}}],
        "messages": messages,
    }
    world.deliver(json.dumps({"entry": [{"changes": [{"field": "messages", "value": value}]}]}))
    assert [(c.user_id, c.name) for c in world.contacts()] == [(None, ""), (None, "")]


@pytest.mark.parametrize("kind", ["edit", "reaction", "pin", "keep_in_chat", "poll_update"])
@pytest.mark.parametrize("wrapped", [True, False])
def test_what_asks_for_no_answer_gets_none_supported_or_not(world, kind, wrapped):
    data = json.loads((PAYLOADS / "unsupported.json").read_text())
    (message,) = data["entry"][0]["changes"][0]["value"]["messages"]
    if wrapped:
        message["unsupported"]["type"] = kind
    else:
        message["type"] = kind
    assert world.deliver(json.dumps(data)).status_code == 200
    (row,) = world.inbox()
    assert row.message.kind is Kind.SILENT
    assert (row.done_at is not None, world.nudged) == (True, [])
