"""The errors that Meta's Cloud API answers with, in Meta's shape.

Codes and titles are those of Meta's error page; the shape is that of a Graph API error:
`{"error": {"message", "type", "code", "error_data": {"messaging_product", "details"}, …}}`.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any, Final

MISSING: Final = 131008
"""A required parameter is missing."""
BAD_VALUE: Final = 131009
"""A parameter is there, and its value is not one Meta takes."""
INVALID: Final = 100
"""The request as a whole, or one of its top-level parameters, is not valid."""
BAD_TOKEN: Final = 190
NUMBER_RATE: Final = 130429
PAIR_RATE: Final = 131056
OUTSIDE_WINDOW: Final = 131047
UNDELIVERABLE: Final = 131026
SAME_NUMBER: Final = 131021
UNLISTED: Final = 131030

HREF = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"

TITLES: Final[dict[int, tuple[str, int]]] = {
    1: ("API Unknown", 400),
    2: ("API Service", 503),
    4: ("API Too Many Calls", 400),
    10: ("Permission Denied", 403),
    33: ("Parameter value is not valid", 400),
    INVALID: ("Invalid parameter", 400),
    BAD_TOKEN: ("Invalid OAuth access token", 401),
    200: ("API Permission", 403),
    368: ("Temporarily blocked for policies violations", 403),
    80007: ("Rate limit issues", 400),
    NUMBER_RATE: ("Rate limit hit", 400),
    130472: ("User's number is part of an experiment", 400),
    131000: ("Something went wrong", 500),
    131005: ("Access denied", 403),
    MISSING: ("Required parameter is missing", 400),
    BAD_VALUE: ("Parameter value is not valid", 400),
    131016: ("Service unavailable", 503),
    SAME_NUMBER: ("Recipient cannot be sender", 400),
    UNDELIVERABLE: ("Message undeliverable", 400),
    131030: ("Recipient phone number not in allowed list", 400),
    131031: ("Account has been locked", 403),
    131042: ("Business eligibility payment issue", 400),
    OUTSIDE_WINDOW: ("Re-engagement message", 400),
    131048: ("Spam rate limit hit", 400),
    131049: ("Message withheld to keep the ecosystem healthy", 400),
    131050: ("User has stopped marketing messages", 400),
    131051: ("Unsupported message type", 400),
    131053: ("Media upload error", 400),
    PAIR_RATE: ("(Business Account, Consumer Account) pair rate limit hit", 400),
    131057: ("Account in maintenance mode", 500),
    132000: ("Number of parameters does not match the expected number of params", 400),
    132001: ("Template name does not exist in the translation", 404),
    132012: ("Parameter format does not match format in the created template", 400),
    132015: ("Template is paused", 400),
    803: ("Some of the aliases you requested do not exist", 404),
    132016: ("Template is disabled", 400),
    133010: ("Phone number not registered", 400),
}


@dataclass(frozen=True, slots=True)
class MetaError:
    """One error of Meta's.

    Attributes:
        code: Meta's number for it.
        details: what exactly is wrong, for the person who reads the log.
        subcode: only where Meta still sends one.
        http: the HTTP status, where it is not the code's own.
        type: Graph's word for the kind: `GraphMethodException` for what the call may not do.
    """

    code: int
    details: str = ""
    subcode: int | None = None
    http: int | None = None
    type: str = "OAuthException"

    @property
    def title(self) -> str:
        """Return Meta's title for the code."""
        return TITLES.get(self.code, ("Unknown error", 400))[0]

    @property
    def status(self) -> int:
        """Return the HTTP status that goes with it."""
        return self.http or TITLES.get(self.code, ("", 400))[1]

    def answer(self) -> dict[str, Any]:
        """Return the JSON that a refused request is answered with."""
        error: dict[str, Any] = {
            "message": f"(#{self.code}) {self.title}",
            "type": self.type,
            "code": self.code,
        }
        if self.details:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        error["fbtrace_id"] = "A" + secrets.token_urlsafe(15)
        return {"error": error}

    def in_webhook(self) -> dict[str, Any]:
        """Return the JSON of the same error as a status webhook carries it."""
        return {
            "code": self.code,
            "title": self.title,
            "message": self.title,
            "error_data": {"details": self.details or self.title},
            "href": HREF,
        }


def unknown_object(object_id: str) -> MetaError:
    """Return the error for a phone number id that is not ours to use."""
    return MetaError(
        INVALID,
        f"Unsupported post request. Object with ID '{object_id}' does not exist, cannot be loaded "
        "due to missing permissions, or does not support this operation.",
        subcode=33,
        type="GraphMethodException",
    )
