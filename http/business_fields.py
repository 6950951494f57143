"""What a business is made of, in requests."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from . import patterns
from .fields import matching, text_schema

_OURS = frozenset(
    {"MILO_ADMIN_TOKEN", "MILO_DATABASE_URL", "MILO_META_APP_SECRET", "MILO_META_VERIFY_TOKEN"}
)
"""Secrets that open something else, and never leave for Meta as a token."""


def _not_ours(name: str) -> str:
    if name in _OURS:
        raise ValueError("names a secret that is no access token")
    return name


Id = Annotated[
    str,
    matching(patterns.ID, "must be 1 to 64 letters, digits, '.', '_' or '-', no sign first"),
    text_schema(patterns.ID),
]
NumberId = Annotated[
    str,
    matching(patterns.ID, "must be Meta's id of the number, 1 to 64 letters or digits"),
    text_schema(patterns.ID),
]
WhatsAppNumber = Annotated[
    str,
    matching(patterns.NUMBER, "must be 6 to 15 digits, no + and no spaces"),
    text_schema(patterns.NUMBER),
]
TokenEnv = Annotated[
    str,
    matching(
        patterns.VARIABLE,
        "must be the NAME of an environment variable (A-Z, 0-9, _), never the token itself",
    ),
    AfterValidator(_not_ours),
    text_schema(patterns.VARIABLE),
]
SecretEnv = Annotated[
    str,
    matching(
        patterns.VARIABLE,
        "must be the NAME of an environment variable (A-Z, 0-9, _), never the secret itself",
    ),
    AfterValidator(_not_ours),
    text_schema(patterns.VARIABLE),
]
