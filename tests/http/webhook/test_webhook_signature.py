"""The signature, by the vectors of Meta's scheme."""

from __future__ import annotations

import pytest

from milo.http.signature import is_signed, sign

SECRET = "test_app_secret"
PLAIN = b'{"object":"whatsapp_business_account","entry":[]}'
ESCAPED = (
    rb'{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages",'
    rb'"value":{"messages":[{"text":{"body":"ma\u00f1ana \ud83d\ude00 a\/b x\u0040y.com"}}]}}]}]}'
)
VECTORS = [
    (PLAIN, "sha256=dec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756"),
    (ESCAPED, "sha256=d226d43610e2fcf39e57995b115416b2a4c64098e2a0e157eec54f2b592a8013"),
]


@pytest.mark.parametrize(("raw", "header"), VECTORS)
def test_vectors(raw, header):
    assert sign(SECRET, raw) == header
    assert is_signed(SECRET, raw, header)


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "sha256=",
        VECTORS[1][1],
        VECTORS[0][1][7:],
        VECTORS[0][1].replace("sha256=", "sha1=aa"),
        VECTORS[0][1].upper(),
        VECTORS[0][1] + "0",
        VECTORS[0][1][:-1],
        "sha256=" + "ñ" * 64,
        " " + VECTORS[0][1],
    ],
)
def test_refuses(header):
    assert not is_signed(SECRET, PLAIN, header)


def test_a_byte_makes_the_difference():
    assert not is_signed(SECRET, PLAIN + b" ", VECTORS[0][1])


def test_an_empty_secret_signs_nothing():
    assert not is_signed("", PLAIN, sign("", PLAIN))


@pytest.mark.parametrize("header", [None, "sha256=" + "0" * 64])
def test_the_webhook_refuses_with_401(world, header):
    headers = {"X-Hub-Signature-256": header} if header else {}
    answer = world.http.simulate_post("/api/whatsapp/webhook", body=PLAIN, headers=headers)
    assert answer.status_code == 401
    assert answer.json["errors"] == []
    assert "0000" not in answer.text


def test_meta_s_escapes_are_hashed_as_they_came(world):
    assert world.deliver(ESCAPED).status_code == 200
