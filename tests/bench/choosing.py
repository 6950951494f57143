"""What a person does with a message: pure but for the dice."""

from __future__ import annotations

from random import Random
from typing import Any

from milo.demo.options import options

OTHER_WAYS = ("Ver más", "Lo antes posible", "Avisame si se libera", "Como la última vez")
"""Rows that are no service, day or hour."""


def content(send: dict[str, Any], slug: str, dice: Random) -> dict[str, Any]:
    """Return type and content of what a person writes back.

    Of buttons the first (*Reservar*, *Confirmar*), of a list any row, so that services, days and
    hours spread; what asks nothing is answered with the merchant's slug, which starts again.
    """
    choices = options(send, {})
    if not choices:
        return {"type": "text", "text": {"body": slug}}
    if choices[0].kind == "button_reply":
        return choices[0].tapped()
    return dice.choice([choice for choice in choices if choice.title not in OTHER_WAYS]).tapped()


def is_booked(send: dict[str, Any]) -> bool:
    """Return whether a message says that a booking stands."""
    return send["type"] == "text" and send["text"]["body"].startswith("✅")
