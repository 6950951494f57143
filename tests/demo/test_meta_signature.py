"""How Meta writes and signs: the vectors of its encoder, whatever Python's would write."""

from __future__ import annotations

import json

import pytest

from milo.demo.signing import encode, sign

SECRET = "test_app_secret"
EMPTY = {"object": "whatsapp_business_account", "entry": []}
TEXT = {"body": "mañana 😀 a/b x@y.com"}
RICH = {
    "object": "whatsapp_business_account",
    "entry": [
        {"id": "1", "changes": [{"field": "messages", "value": {"messages": [{"text": TEXT}]}}]}
    ],
}


@pytest.mark.parametrize(
    ("payload", "signature"),
    [
        (EMPTY, "dec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756"),
        (RICH, "d226d43610e2fcf39e57995b115416b2a4c64098e2a0e157eec54f2b592a8013"),
    ],
)
def test_vectors(payload: object, signature: str) -> None:
    assert sign(SECRET, encode(payload)) == f"sha256={signature}"


def test_escapes_what_metas_encoder_escapes() -> None:
    assert b'"ma\\u00f1ana \\ud83d\\ude00 a\\/b x\\u0040y.com"' in encode(RICH)
    assert json.loads(encode(RICH)) == RICH


def test_written_again_it_is_signed_otherwise() -> None:
    again = json.dumps(json.loads(encode(RICH)), separators=(",", ":")).encode()
    assert sign(SECRET, again).startswith("sha256=be6e7256")
