"""What Meta did not sign is refused, and leaves no trace."""

from __future__ import annotations

import pytest
from support.databases import count
from support.house import APP_SECRET, House
from support.posting import post

from milo.demo.signing import HEADER, encode, sign
from milo.demo.standin import ACCOUNT_ID
from milo.demo.webhooks import envelope

WRONG = {
    "missing": None,
    "empty": "sha256=",
    "another secret": sign("another", b"{}"),
    "another body": sign(APP_SECRET, b"{}"),
    "not hex": "sha256=" + "z" * 64,
    "another algorithm": "sha1=" + "0" * 40,
    "not ascii": "sha256=ñ",
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_post_with_a_wrong_signature_is_refused(house: House, kind: str) -> None:
    slug, ana = house.merchant(), house.person()
    change = ana.write({"type": "text", "text": slug})
    raw = encode(envelope(ACCOUNT_ID, [change]))

    assert post(house.server.address, APP_SECRET, raw, {HEADER: WRONG[kind]}) == 401

    wamid = change["value"]["messages"][0]["id"]
    assert count(house.database, "inbox", "message_id = %s", wamid) == 0
    assert house.post(change) == 200
    assert "¿Qué querés hacer?" in ana.next().text


def test_the_signature_is_of_the_bytes_as_they_came(house: House) -> None:
    slug, ana = house.merchant(), house.person()
    spaced = encode(envelope(ACCOUNT_ID, [ana.write({"type": "text", "text": slug})]))
    raw = spaced.replace(b'"entry":', b' "entry" :  ')

    assert post(house.server.address, APP_SECRET, raw) == 200
    assert "¿Qué querés hacer?" in ana.next().text


def test_what_is_signed_and_no_json_is_refused(house: House) -> None:
    assert post(house.server.address, APP_SECRET, b"{half") == 400


def test_what_is_too_large_is_refused(house: House) -> None:
    raw = b'{"object":"' + b"x" * (4 * 1024 * 1024) + b'"}'
    assert post(house.server.address, APP_SECRET, raw) == 413
