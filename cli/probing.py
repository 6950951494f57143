"""What commands are told of a conversation that is only imagined: what it remembers, when it is."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import click


def slots_of(text: str) -> dict[str, Any]:
    """Read `--slots`: a JSON object; what is null is left out."""
    try:
        slots = json.loads(text)
    except ValueError as error:
        raise click.UsageError(f"--slots is no JSON: {error}") from None
    if not isinstance(slots, dict):
        raise click.UsageError('--slots is a JSON object: {"servicio": "corte"}')
    return {key: value for key, value in slots.items() if value is not None}


def instant_of(text: str | None) -> datetime:
    """Read `--now`: an instant with its offset; the present one where nothing is said."""
    from .system_world import SystemClock

    if text is None:
        return SystemClock().now()
    try:
        now = datetime.fromisoformat(text)
    except ValueError:
        raise click.UsageError("--now is an instant: 2026-08-25T10:30-03:00") from None
    if now.tzinfo is None:
        raise click.UsageError("--now says how far it is from UTC: 2026-08-25T10:30-03:00")
    return now
