"""Settings as a merchant gives them: what they say, and what goes without saying."""

from datetime import date, time, timedelta

import pytest

from milo.engine.booking.settings.settings import read_settings, settings_of
from milo.engine.errors import SettingsError
from milo.engine.model import Client, ClientStatus

from ..booking_samples import CONTRACT, NOW, raw, service


def test_the_contracts_example():
    client = read_settings(CONTRACT)
    assert client.zone.key == "America/Argentina/Buenos_Aires"
    assert client.service("corte").staff == ("carla",)
    assert client.member("carla").hours["tue"] == ((540, 780),)
    assert client.service("x") is client.member("x") is None
    assert client.special_days[date(2026, 12, 25)] == ()


def test_what_is_left_out():
    client = read_settings({"services": [{"id": "a", "name": "A", "minutes": 45}], "hours": DAILY})
    one = client.service("a")
    assert (one.capacity, one.max_party, one.max_per_day, one.price) == (1, 1, None, None)
    assert (one.step, one.before, one.after) == (timedelta(minutes=45), timedelta(), timedelta())
    assert (one.staff, one.description) == ((), "")
    assert (client.timezone, client.locale) == ("America/Argentina/Buenos_Aires", "es-AR")
    assert (client.currency, client.flow, client.address) == ("ARS", "reservas", "")
    assert (client.min_notice_minutes, client.day_before_until) == (0, None)
    assert (client.horizon_days, client.max_active_per_contact) == (30, None)
    assert (client.confirmation, client.pending_expires_minutes) == ("auto", 720)
    assert (client.cancel_notice_minutes, client.reminders_minutes) == (0, (1440, 120))
    assert (client.staff, client.special_days, client.closures) == ((), {}, ())
    assert (client.messages, client.templates) == ({}, {})
    assert (client.reception.phone, client.reception.return_after_minutes) == (None, 720)
    assert (client.choose_staff, client.ask_party, client.ask_note) == (True, True, False)
    assert (client.waitlist, client.waitlist_minutes) == (True, 15)
    assert (client.no_shows_before_manual, client.map_url, client.faq) == (None, None, ())
    assert client.quiet == (time(21), time(9))
    assert client.notify.new and client.notify.moved and client.notify.cancelled
    assert (client.notify.digest, one.questions) == (None, ())


@pytest.mark.parametrize(
    ("zone", "given", "country"),
    [
        ("America/Argentina/Mendoza", None, "AR"),
        ("America/Buenos_Aires", None, "AR"),
        ("America/Asuncion", None, "PY"),
        ("America/Asuncion", "BR", "BR"),
        ("UTC", None, None),
    ],
)
def test_the_country_is_that_of_the_zone_unless_given(zone, given, country):
    assert read_settings(raw(timezone=zone, country=given)).country_code == country


@pytest.mark.parametrize(
    ("quiet", "covered"),
    [
        (["21:00", "09:00"], ["21:00", "23:59", "00:00", "08:59"]),
        (["13:00", "16:00"], ["13:00", "15:59"]),
    ],
)
def test_quiet_hours_are_half_open_and_may_pass_midnight(quiet, covered):
    hours = read_settings(raw(quiet=quiet)).quiet
    asked = ["00:00", "08:59", "09:00", "12:59", "13:00", "15:59", "16:00", "20:59", "21:00"]
    asked.append("23:59")
    found = [at for at in asked if hours.covers(time.fromisoformat(at))]
    assert sorted(found) == sorted(covered)


DAILY = {"mon": [["09:00", "13:00"]]}


def test_nothing_to_book_yet():
    client = read_settings({"services": [], "hours": {}})
    assert client.services == ()


@pytest.mark.parametrize(
    ("price", "text"),
    [
        ("desde $ 8.000", "desde $ 8.000"),
        (8000, "8000"),
        (8000.0, "8000"),
        (8000.5, "8000.5"),
        (0, "0"),
        (0.00001, "0.00001"),
        (None, None),
    ],
)
def test_a_price_is_kept_as_text(price, text):
    assert read_settings(raw(services=[service(price=price)])).services[0].price == text


def test_day_before_until_is_an_hour():
    assert read_settings(raw(day_before_until="18:30")).day_before_until == time(18, 30)


def client(stored, updated_at=NOW):
    return Client("c", "C", "c", None, stored, ClientStatus.ACTIVE, NOW, updated_at)


def test_a_clients_settings_are_read_once():
    assert settings_of(client(CONTRACT)) is settings_of(client(CONTRACT))


def test_a_change_is_seen_at_once_even_within_one_instant():
    assert settings_of(client(CONTRACT)).horizon_days == 30
    assert settings_of(client({**CONTRACT, "horizon_days": 9})).horizon_days == 9
    later = client({**CONTRACT, "horizon_days": 8}, NOW + timedelta(seconds=1))
    assert settings_of(later).horizon_days == 8


def test_a_client_without_settings_offers_nothing():
    assert settings_of(client({})).services == ()


def test_stored_settings_that_make_no_sense():
    with pytest.raises(SettingsError):
        settings_of(client({"services": 3}))
