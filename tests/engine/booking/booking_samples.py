"""What the tests of this folder build with."""

from datetime import UTC, datetime, timedelta

from milo.engine.booking.settings.settings import read_settings
from milo.engine.model import Booking, BookingStatus

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # a Monday, 09:00 in Buenos Aires
ALL_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def every_day(*ranges):
    return {day: [list(one) for one in ranges] for day in ALL_WEEK}


def service(minutes=60, **more):
    return {"id": "s", "name": "S", "minutes": minutes, **more}


def raw(*ranges, services=None, **more):
    return {
        "services": services or [service()],
        "hours": every_day(*(ranges or (("09:00", "13:00"),))),
        **more,
    }


def settings(*ranges, services=None, **more):
    """Settings as they stand in a row: rules for new ones are not asked of them."""
    return read_settings(raw(*ranges, services=services, **more), stored=True)


def utc(text):
    return datetime.fromisoformat(text).astimezone(UTC)


def booking(start, minutes=60, **more):
    start = utc(start) if isinstance(start, str) else start
    values = {
        "id": f"b{start:%d%H%M}",
        "client_id": "c",
        "service": "s",
        "datetime": start,
        "ends_at": start + timedelta(minutes=minutes),
        "status": BookingStatus.CONFIRMED,
        "created_at": NOW,
        "updated_at": NOW,
        **more,
    }
    return Booking(**values)


def labels(slots):
    return [slot.label for slot in slots]


CONTRACT = {
    "timezone": "America/Argentina/Buenos_Aires",
    "locale": "es-AR",
    "currency": "ARS",
    "flow": "reservas",
    "address": "San Martín 123, Mendoza",
    "services": [
        {
            "id": "corte",
            "name": "Corte",
            "description": "Con lavado",
            "minutes": 30,
            "price": "8000",
            "capacity": 1,
            "max_party": 1,
            "slot_minutes": 30,
            "buffer_before_minutes": 0,
            "buffer_after_minutes": 0,
            "max_per_day": None,
            "staff": ["carla"],
            "questions": [{"id": "alergias", "text": "¿Tenés alergias?", "required": True}],
        }
    ],
    "staff": [
        {
            "id": "carla",
            "name": "Carla",
            "hours": {"tue": [["09:00", "13:00"]]},
            "special_days": {"2026-12-23": []},
            "closures": [{"from": "2026-12-02T10:00", "to": "2026-12-02T12:00"}],
        }
    ],
    "hours": {"mon": [["09:00", "13:00"], ["16:00", "20:00"]], "sat": [["09:00", "13:00"]]},
    "special_days": {"2026-12-24": [["09:00", "12:00"]], "2026-12-25": []},
    "closures": [{"from": "2026-12-01T10:00", "to": "2026-12-01T12:00", "reason": "Feria"}],
    "min_notice_minutes": 60,
    "day_before_until": None,
    "horizon_days": 30,
    "max_active_per_contact": 2,
    "confirmation": "auto",
    "pending_expires_minutes": 720,
    "cancel_notice_minutes": 120,
    "reminders_minutes": [1440, 120],
    "choose_staff": True,
    "ask_party": True,
    "ask_note": False,
    "waitlist": True,
    "waitlist_minutes": 15,
    "no_shows_before_manual": None,
    "quiet": ["21:00", "09:00"],
    "country": "AR",
    "province": "M",
    "map_url": "https://maps.app.goo.gl/abc",
    "faq": [{"ask": ["¿Hay estacionamiento?"], "say": "Sí, al lado."}],
    "notify": {"new": True, "moved": True, "cancelled": True, "digest": "08:00"},
    "messages": {"saludo": "¡Hola! Soy Mili, de Mon Patisserie 🍰"},
    "templates": {"recordatorio": "recordatorio_turno_v2"},
    "reception": {"phone": "5492615550000", "return_after_minutes": 720},
}
"""Every setting that the contract names."""
