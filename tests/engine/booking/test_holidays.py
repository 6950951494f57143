"""Holidays are proposed by the client's own calendar, in its own language."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date

import pytest

from milo.engine.booking.holidays import HolidayStanding, closing, coming_holidays
from milo.engine.booking.settings.settings import read_settings
from milo.engine.errors import ConflictError

NEW_YEAR = date(2027, 1, 1)
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EVERY_DAY = {day: [["09:00", "18:00"]] for day in WEEK}


def settings(**changes):
    services = [{"id": "corte", "name": "Corte", "minutes": 30}]
    return read_settings({"services": services, "hours": EVERY_DAY, **changes})


def names(**changes):
    return {one.day.isoformat(): one.name for one in coming_holidays(settings(**changes), NEW_YEAR)}


def standing(day, **changes):
    found = coming_holidays(settings(**changes), NEW_YEAR)
    return next(one.standing for one in found if one.day.isoformat() == day)


@pytest.mark.parametrize(
    ("zone", "country", "day", "name"),
    [
        ("America/Argentina/Mendoza", None, "2027-12-25", "Navidad"),
        ("America/Argentina/Mendoza", "CL", "2027-09-18", "Día de la Independencia"),
        ("America/Santiago", None, "2027-09-18", "Día de la Independencia"),
        ("America/Sao_Paulo", None, "2027-12-25", "Natal"),
        ("America/Montevideo", None, "2027-02-08", "Carnaval"),
        ("America/Mexico_City", None, "2027-05-01", "Día del Trabajo"),
    ],
)
def test_by_the_country_and_its_language(zone, country, day, name):
    assert names(timezone=zone, country=country)[day].startswith(name)


def test_a_province_has_days_of_its_own():
    santiago = "2027-07-25"
    assert santiago not in names()
    assert names(province="M")[santiago] == "Día del Apóstol Santiago"


IN_ANOTHER_LANGUAGE = """
from datetime import date
from milo.engine.booking.holidays import coming_holidays
from milo.engine.booking.settings.settings import read_settings
for zone in ("America/Argentina/Buenos_Aires", "America/Sao_Paulo"):
    settings = read_settings({"services": [], "hours": {}, "timezone": zone})
    print(*[one.name for one in coming_holidays(settings, date(2027, 12, 1))][:1])
"""


@pytest.mark.parametrize("language", ["en_US.UTF-8", "C.UTF-8", "es_AR.UTF-8"])
def test_the_process_s_language_says_nothing(language):
    """The library follows LANG where nobody tells it."""
    environment = {**os.environ, "LANG": language, "LC_ALL": language, "LANGUAGE": language[:5]}
    told = subprocess.run(
        [sys.executable, "-c", IN_ANOTHER_LANGUAGE],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.splitlines() == ["Inmaculada Concepción de María", "Natal"]


def test_soonest_first_within_the_days_asked_for():
    found = coming_holidays(settings(), date(2027, 12, 8), 18)
    assert [one.day.isoformat() for one in found] == ["2027-12-08", "2027-12-25"]
    assert [one.day.day for one in coming_holidays(settings(), date(2027, 12, 8), 17)] == [8]
    over = coming_holidays(settings(), date(2027, 12, 25), 8)
    assert [one.day.isoformat() for one in over] == ["2027-12-25", "2028-01-01"]


def test_what_the_settings_say_of_the_day():
    christmas = "2027-12-25"
    assert standing(christmas) is HolidayStanding.OPEN
    assert standing(christmas, hours={"mon": [["09:00", "18:00"]]}) is HolidayStanding.CLOSED
    assert standing(christmas, special_days={christmas: []}) is HolidayStanding.CLOSED
    special = {christmas: [["09:00", "12:00"]]}
    assert standing(christmas, special_days=special) is HolidayStanding.SPECIAL
    alone = [{"id": "ana", "name": "Ana", "hours": {"sat": [["09:00", "12:00"]]}}]
    weekdays = {"mon": [["09:00", "18:00"]]}
    assert standing(christmas, hours=weekdays, staff=alone) is HolidayStanding.OPEN


def test_closing_keeps_all_else():
    before = {"services": [], "special_days": {"2027-12-24": [["09:00", "12:00"]]}, "locale": "x"}
    after = closing(before, [date(2027, 12, 25), date(2027, 1, 1)])
    assert list(after["special_days"]) == ["2027-01-01", "2027-12-24", "2027-12-25"]
    assert after["special_days"]["2027-12-25"] == []
    assert {**after, "special_days": before["special_days"]} == before


def test_a_zone_that_lies_in_no_country():
    with pytest.raises(ConflictError, match="set `country`"):
        coming_holidays(settings(timezone="UTC"), NEW_YEAR)
    assert coming_holidays(settings(timezone="UTC", country="AR"), NEW_YEAR)
