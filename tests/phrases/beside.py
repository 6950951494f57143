"""Days and hours of the lists, read by other libraries: right, silent or wrong.

In an environment of its own, with the lists of this folder:

    pip install dateparser recognizers-text-suite pyduckling-native-phihos
    python tests/phrases/beside.py
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import dateparser
import duckling
import emoji

emoji.UNICODE_EMOJI = {"en": {}}  # recognizers asks for what emoji 2 no longer has
from recognizers_date_time import recognize_datetime  # noqa: E402  (after that)

NOW = datetime(2026, 8, 25, 10, 30)  # noqa: DTZ001 - the libraries want it local
Moment = tuple[str | None, str | None]
"""A day and an hour, each None where the text names none."""


def phrases() -> list[dict[str, Any]]:
    """Return the messages about a day or an hour, in Spanish."""
    rows = [
        json.loads(line)
        for path in sorted(Path(__file__).parent.glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    return [
        row
        for row in rows
        if row.get("kind") in ("day", "hour")
        and row.get("tag") not in ("pt", "en")
        and "expect" not in row
    ]


def verdict(row: dict[str, Any], found: Moment) -> str:
    """Return whether a reading is right; asking back is silence where a value was meant."""
    kept = row.get("also", [])
    if row["kind"] == "day":
        wanted, got = {row.get("fecha"), *(one for one in kept if "-" in one)}, found[0]
    else:
        wanted, got = {row.get("hora"), *(one for one in kept if ":" in one)}, found[1]
        if row.get("half"):
            wanted |= {f"{(int(at[:2]) + 12) % 24:02}{at[2:]}" for at in wanted if at}
    wanted -= {None}
    if got is None:
        return "silent" if wanted and not (row.get("ask") and not row.get("fecha")) else "right"
    return "right" if got in wanted else "wrong"


def by_dateparser(text: str) -> Moment:
    """Read by dateparser."""
    settings = {"RELATIVE_BASE": NOW, "PREFER_DATES_FROM": "future", "DATE_ORDER": "DMY"}
    found = dateparser.parse(text, languages=["es"], settings=settings)
    return (found.date().isoformat(), f"{found:%H:%M}") if found else (None, None)


def by_recognizers(text: str) -> Moment:
    """Read by recognizers: the last of its candidates, which is the one to come."""
    day = hour = None
    for one in recognize_datetime(text, "es-es", reference=NOW):
        values = [each for each in (one.resolution or {"values": []})["values"] if "value" in each]
        for value in values[-1:]:
            if value["type"] in ("date", "datetime"):
                day = day or value["value"][:10]
            if value["type"] in ("time", "datetime"):
                hour = hour or value["value"][-8:-3]
    return day, hour


def by_duckling() -> Callable[[str], Moment]:
    """Return what reads by duckling."""
    zones = duckling.load_time_zones("/usr/share/zoneinfo")
    instant = int(NOW.replace(tzinfo=timezone(timedelta(hours=-3))).timestamp())
    at = duckling.parse_ref_time(zones, "America/Argentina/Buenos_Aires", instant)
    spanish = duckling.default_locale_lang(duckling.parse_lang("ES"))
    context = duckling.Context(at, duckling.parse_locale("ES_AR", spanish))
    times = duckling.parse_dimensions(["time"])

    def read(text: str) -> Moment:
        day = hour = None
        for one in duckling.parse(text, context, times, False):
            value = one["value"]
            if value.get("type") == "value" and value["grain"] in ("day", "hour", "minute"):
                day = day or value["value"][:10]
                if value["grain"] != "day":
                    hour = hour or value["value"][11:16]
        return day, hour

    return read


if __name__ == "__main__":
    readers = {
        "dateparser": by_dateparser,
        "recognizers": by_recognizers,
        "duckling": by_duckling(),
    }
    for name, read in readers.items():
        print(name, dict(Counter(verdict(row, read(row["text"])) for row in phrases())))
