"""Meta's error codes and what each allows, as data.

Source: Meta's error page, completed with what open libraries do (section 4.1 of the notes on the
Cloud API). Built on `code` and `details`; HTTP status, titles and subcodes are not relied upon.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...engine.errors import GatewayError
from ...engine.sending.retry import FailureKind
from ..text import one_line, word

KINDS: Mapping[int, FailureKind] = {
    # The token, a permission, the account: an operator has to mend it.
    **dict.fromkeys([0, 190, 3, 10, *range(200, 300), 131005], FailureKind.HALT),
    **dict.fromkeys([33, 368, 131031, 131037, 131042, 131045], FailureKind.HALT),
    **dict.fromkeys([*range(133000, 133017)], FailureKind.HALT),
    # Passing trouble of Meta's; 133015 asks for five minutes.
    **dict.fromkeys([2, 131016, 131057, 133004, 133015], FailureKind.RETRY),
    # Unknown to Meta, too: it may be this message.
    **dict.fromkeys([1, 131000], FailureKind.FEW),
    # The app, the account or the number sends too fast, or too much that people report.
    **dict.fromkeys([4, 80007, 80008, 130429, 131048], FailureKind.SLOW),
    # Too much for one person.
    131056: FailureKind.PAIR,
    # The person's 24 hours are over.
    131047: FailureKind.WINDOW,
    # Our mistake in the message.
    **dict.fromkeys(
        [100, 131008, 131009, 131021, 131051, 131052, 131053, 135000], FailureKind.FINAL
    ),
    # Not on the list of a test number, as it is written.
    131030: FailureKind.UNLISTED,
    # This person cannot be reached; 130497 is a country closed to us, never the whole number.
    **dict.fromkeys([130403, 130472, 130497, 131026, 131062], FailureKind.FINAL),
    # Withheld: marketing caps, opt-outs, a cut of the messaging limit (templates only).
    **dict.fromkeys([131049, 131050, 131064], FailureKind.FINAL),
    # Templates and forms: where a form is throttled, blocked, or not ours to send, the chat asks.
    **dict.fromkeys([*range(139000, 139005)], FailureKind.FINAL),
    **dict.fromkeys([*range(132000, 132070)], FailureKind.FINAL),
}
"""What a code allows; codes that are not here are judged by the HTTP status."""

DETAILS_LIMIT = 300
_INVALID = 100
_PROOF = -2
_ADVICE = "look at the account in Meta's Business Manager"
ADVICE: Mapping[int, str] = {
    **dict.fromkeys([0, 190], "make a new access token"),
    **dict.fromkeys([3, 10, *range(200, 300), 131005], "give the token its permissions"),
    **dict.fromkeys([33, 100], "the phone_number_id is wrong, or the token does not see it"),
    _PROOF: "the token belongs to another app: name that app's secret (app_secret_env)",
    131042: "Meta could not be paid: look at the payment method",
    131045: "register the number again",
    133010: "register the number",
    131037: "Meta has not approved the display name",
}
"""What to do about what halts a number, by Meta's code."""
_DIGITS = re.compile(r"\d{7,}")
_TOKENS = re.compile(r"\bEAA\w+|(?i:\b(?:bearer|access_token)[ =:]+\S+)")


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a message was not taken or not delivered.

    Attributes:
        code: Meta's number, None where there is none.
        text: for an operator; without tokens and without whole phone numbers.
    """

    kind: FailureKind
    code: int | None
    text: str

    def __str__(self) -> str:
        """Return it as rows keep it: kind, then Meta's code and words."""
        return f"{self.kind} {self.text}"

    def error(self) -> GatewayError:
        """Return it as an error of the gateway's."""
        return GatewayError(self.kind, self.text, self.code)


def classify_answer(status: int, body: Any) -> Failure:
    """Judge an answer of the Graph API that is no success; `body` is its JSON, if it was any."""
    error = body.get("error") if isinstance(body, dict) else None
    if not isinstance(error, dict):
        return Failure(_kind_of_bare_status(status), None, f"HTTP {status}")
    code = _code(error)
    kind = _kind(code, error) or _kind_of_unknown(status, error)
    return Failure(kind, code, _advised(kind, code, describe(error)))


def classify_status_errors(errors: Any) -> Failure:
    """Judge the `errors` of a failed status: the first that is known, all of them as text."""
    every = errors if isinstance(errors, list) else []
    listed = [each for each in every if isinstance(each, dict)]
    codes = [code for code in map(_code, listed) if code is not None]
    known = next((code for code in codes if code in KINDS), codes[0] if codes else None)
    text = "; ".join(filter(None, map(describe, listed))) or "failed, no reason given"
    told = next((each for each in listed if _code(each) == known), {})
    kind = _kind(known, told) or FailureKind.FINAL
    return Failure(kind, known, _advised(kind, known, text))


def _kind(code: int | None, error: Mapping[str, Any]) -> FailureKind | None:
    """Return what a known code allows; None for one that is not known.

    Code 100 is our mistake in the message, unless the Graph API says it of the call: the number is
    not there for this token, or a proof is missing. Then nothing goes out until that is mended.
    """
    if code == _INVALID and _is_of_the_call(error):
        return FailureKind.HALT
    return KINDS.get(code) if code is not None else None


def _is_of_the_call(error: Mapping[str, Any]) -> bool:
    """Return whether an error of code 100 speaks of the number or the token, not the message."""
    words = f"{word(error.get('message'))} {word(error.get('title'))}".lower()
    return (
        word(error.get("error_subcode")) == "33"
        or word(error.get("type")) == "GraphMethodException"
        or "appsecret_proof" in words
    )


def _advised(kind: FailureKind, code: int | None, text: str) -> str:
    """Return what Meta says, and for what halts a number, what to do about it."""
    if kind is not FailureKind.HALT:
        return text[:DETAILS_LIMIT]
    proof = "appsecret_proof" in text
    advice = ADVICE[_PROOF] if proof else ADVICE.get(code if code is not None else -1, _ADVICE)
    return f"{text[: DETAILS_LIMIT - len(advice) - 3]} · {advice}"


def describe(error: Mapping[str, Any]) -> str:
    """Return an error of Meta's as one line: code, title, details."""
    data = error.get("error_data")
    details = word(data.get("details")) if isinstance(data, dict) else word(data)
    title = word(error.get("message")) or word(error.get("title"))
    parts = (word(error.get("code")), title, "" if details == title else details)
    return scrubbed(" · ".join(filter(None, parts)))


def scrubbed(text: str) -> str:
    """Return one short line without tokens; of a long number only its last three digits."""
    hidden = _DIGITS.sub(lambda found: "…" + found[0][-3:], _TOKENS.sub("…", text[:2000]))
    return one_line(hidden, DETAILS_LIMIT)


def _kind_of_bare_status(status: int) -> FailureKind:
    """Judge an answer without Meta's words: it may come from something in between."""
    if status in {502, 504}:
        return FailureKind.UNKNOWN
    return _kind_of_unknown(status, {})


def _kind_of_unknown(status: int, error: Mapping[str, Any]) -> FailureKind:
    if status == 429:
        return FailureKind.SLOW
    if status == 401:
        return FailureKind.HALT
    if status >= 500 or 300 <= status < 400 or error.get("is_transient") is True:
        return FailureKind.RETRY
    return FailureKind.FINAL


def _code(error: Mapping[str, Any]) -> int | None:
    text = word(error.get("code"))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
