"""Merchants with room for all, made as an admin makes them."""

from __future__ import annotations

from typing import Any

import requests

from .names import ADMIN_TOKEN, slug_of

CAPACITY = 50
SERVICES = (("corte", "Corte", 30), ("color", "Color", 90), ("peinado", "Peinado", 60))


def settings() -> dict[str, Any]:
    """Return one merchant's settings: three services, every day from eight to eight."""
    return {
        "address": "San Martín 123, Mendoza",
        "services": [
            {"id": each, "name": name, "minutes": minutes, "price": "8000", "capacity": CAPACITY}
            for each, name, minutes in SERVICES
        ],
        "hours": {
            day: [["08:00", "13:00"], ["15:00", "20:00"]]
            for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
        },
        "min_notice_minutes": 60,
    }


def make_merchants(address: str, count: int) -> None:
    """Make so many."""
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {ADMIN_TOKEN}"
        for number in range(count):
            client = {
                "name": f"Comercio {number}",
                "slug": slug_of(number),
                "settings": settings(),
            }
            answer = session.post(f"{address}/api/shortlinks", json=client, timeout=10)
            answer.raise_for_status()
