"""`milo doctor` about time zones: the release that serves, and another that bookings follow."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from milo.engine import zone_source
from milo.engine.model import ZoneRules
from milo.store import open_store

from .conftest import Milo

NOW = datetime(2026, 11, 28, tzinfo=UTC)


@pytest.mark.parametrize(("release", "bad"), [("2099a", True), ("2020a", False)])
def test_another_release_that_bookings_follow_is_told(milo: Milo, release: str, bad: bool) -> None:
    milo.good("migrate")
    store = open_store(milo.url)
    rules = ZoneRules("America/Asuncion", release, ((NOW, -10800),), NOW)
    store.transact(lambda tx: tx.zone_rules.add(rules))
    store.close()
    rows: dict[str, Any] = {row["name"]: row for row in json.loads(milo("doctor", "--json").stdout)}
    assert rows["time zones"]["value"] == zone_source.release()
    assert rows["bookings' zones"]["value"] == release
    assert ("newer" in (rows["bookings' zones"]["problem"] or "")) is bad
