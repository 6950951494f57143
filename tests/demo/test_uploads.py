"""Files at Meta's stand-in: what it takes, who may send them, and for how long."""

from __future__ import annotations

from typing import Any

import pytest

from milo.demo import StandIn
from milo.demo.uploads import KEPT_SECONDS, TYPES

from .conftest import ANA, NUMBER_ID, TOKEN, Api, Clock

JPEG = b"\xff\xd8\xff" + bytes(20)
PDF = b"%PDF-1.7"


def upload(api: Api, content: bytes | None = JPEG, kind: str = "image/jpeg", **more: Any) -> Any:
    fields = {"messaging_product": "whatsapp", "type": kind, **more}
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
        if value
    ]
    if content is not None:
        head = '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n'
        parts.append(f"{head}Content-Type: {kind}\r\n\r\n".encode() + content + b"\r\n")
    headers = {
        "Authorization": f"Bearer {TOKEN}",
        "Content-Type": "multipart/form-data; boundary=x",
    }
    body = b"".join([*parts, b"--x--\r\n"])
    return api.client.simulate_post(f"/v25.0/{NUMBER_ID}/media", body=body, headers=headers)


def send(api: Api, media_id: str, kind: str = "image", number: str = NUMBER_ID) -> Any:
    base = {"messaging_product": "whatsapp", "to": f"+{ANA}", "type": kind}
    return api.send({**base, kind: {"id": media_id}}, number=number)


def test_an_upload_is_sent_by_its_id_for_thirty_days(api: Api, clock: Clock) -> None:
    api.inbound()
    media_id = upload(api).json["id"]
    assert send(api, media_id).status_code == 200
    clock.forward(KEPT_SECONDS - 1)
    api.inbound()
    assert send(api, media_id).status_code == 200
    clock.forward(1)
    error = send(api, media_id).json["error"]
    assert error["code"] == 100
    assert "is not a valid whatsapp business account media" in error["error_data"]["details"]


def test_it_goes_out_as_what_it_is_also_above_buttons(api: Api) -> None:
    api.inbound()
    media_id = upload(api, PDF, "application/pdf").json["id"]
    assert send(api, media_id, "document").status_code == 200
    assert send(api, media_id, "image").json["error"]["code"] == 100
    buttons = [{"type": "reply", "reply": {"id": "a", "title": "Sí"}}]

    def above(kind: str, media_id: str) -> Any:
        shown = {"type": "button", "body": {"text": "x"}, "action": {"buttons": buttons}}
        header = {"type": kind, kind: {"id": media_id}}
        whole = {"type": "interactive", "interactive": {**shown, "header": header}}
        return api.send({"messaging_product": "whatsapp", "to": f"+{ANA}", **whole})

    assert above("document", media_id).status_code == 200
    assert above("document", "123").json["error"]["code"] == 100


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"content": None}, 131008),
        ({"content": b""}, 100),
        ({"kind": "image/webp", "content": bytes(600 * 1024)}, 100),
        ({"kind": "image/gif"}, 100),
        ({"content": JPEG + bytes(TYPES["image"][0])}, 100),
        ({"content": b"no picture"}, 100),
        ({"messaging_product": ""}, 100),
    ],
)
def test_what_is_not_taken(api: Api, given: dict[str, Any], code: int) -> None:
    answer = upload(api, **given)
    assert (answer.status_code, answer.json["error"]["code"]) == (400, code)


def test_it_is_looked_up_and_deleted(api: Api, standin: StandIn) -> None:
    api.inbound()
    media_id = upload(api).json["id"]
    headers = {"Authorization": f"Bearer {TOKEN}"}
    known = api.client.simulate_get(f"/v25.0/{media_id}", headers=headers).json
    assert (known["id"], known["mime_type"], known["file_size"]) == (media_id, "image/jpeg", 23)
    assert api.client.simulate_delete(f"/v25.0/{media_id}", headers=headers).json["success"]
    assert api.client.simulate_delete(f"/v25.0/{media_id}", headers=headers).status_code == 400
    assert send(api, media_id).status_code == 400
