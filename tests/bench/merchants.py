"""Merchants with room for all, made as an admin makes them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import requests

from milo.cli.libraries import load_flows
from milo.engine.flow.forms.compiled_form import form_name
from milo.engine.model import PublishedForm
from milo.store import open_store

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


def make_merchants(
    address: str, count: int, slug: Callable[[int], str] = slug_of, **more: Any
) -> None:
    """Make so many; `more` are settings of all of them."""
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {ADMIN_TOKEN}"
        for number in range(count):
            client = {
                "name": f"Comercio {number}",
                "slug": slug(number),
                "settings": {**settings(), **more},
            }
            answer = session.post(f"{address}/api/shortlinks", json=client, timeout=10)
            answer.raise_for_status()


def publish_form(database_url: str) -> None:
    """Note that Meta has published the form of bookings, as `milo forms publish` does."""
    library = load_flows()
    flow = library.newest("reservas").flow
    form = PublishedForm(form_name(flow.flow, flow.version), "1", "PUBLISHED", datetime.now(UTC))
    with closing(open_store(database_url)) as store:
        store.transact(lambda tx: tx.forms.save(form))
