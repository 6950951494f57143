"""Rows as the API shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from ...engine.booking.settings.settings import ClientSettings, settings_of
from ...engine.errors import ConflictError, SettingsError
from ...engine.model import AuditEntry, Booking, Business, Client
from ...engine.ports import Transaction


def shortlink_json(client: Client, base: str) -> dict[str, Any]:
    """Return a client as a short link."""
    return {
        "slug": client.slug,
        "name": client.name,
        "url": link(client, base),
        "status": client.status.value,
        "business_id": client.business_id,
        "created_at": client.created_at.isoformat(),
    }


def client_json(client: Client, settings: ClientSettings, base: str) -> dict[str, Any]:
    """Return what anybody may know of a client."""
    raw: Mapping[str, Any] = client.settings
    return {
        "slug": client.slug,
        "name": client.name,
        "timezone": settings.timezone,
        "currency": settings.currency,
        "address": settings.address,
        "hours": raw.get("hours", {}),
        "special_days": raw.get("special_days", {}),
        "services": [
            service.model_dump(include={"id", "name", "description", "minutes", "price"})
            for service in settings.services
        ],
        "staff": [{"id": member.id, "name": member.name} for member in settings.staff],
        "url": link(client, base),
    }


def admin_client_json(client: Client, settings: ClientSettings, base: str) -> dict[str, Any]:
    """Return what the admin may know of a client."""
    return {
        **client_json(client, settings, base),
        "status": client.status.value,
        "business_id": client.business_id,
        "settings": client.settings,
    }


def business_json(business: Business) -> dict[str, Any]:
    """Return a business; its app's secret's variable, rate and account only where it has them."""
    own = {
        "app_secret_env": business.app_secret_env,
        "rate": business.rate,
        "waba_id": business.waba_id,
    }
    return {
        "id": business.id,
        "name": business.name,
        "phone_number_id": business.phone_number_id,
        "whatsapp_number": business.whatsapp_number,
        "token_env": business.token_env,
        **{key: value for key, value in own.items() if value is not None},
    }


def bookings_json(
    tx: Transaction, bookings: Sequence[Booking], client: Client
) -> list[dict[str, Any]]:
    """Return a client's bookings, their times by its clock, with their offset."""
    zone = known_settings(client).zone
    people = {row.contact_id for row in bookings if row.contact_id}
    no_shows = tx.bookings.no_shows(client.id, people)
    return [
        booking_json(row, client.slug, zone, no_shows.get(row.contact_id or "", 0))
        for row in bookings
    ]


def booking_json(booking: Booking, slug: str, zone: ZoneInfo, no_shows: int) -> dict[str, Any]:
    """Return a booking; `no_shows`: how often its person did not come."""
    return {
        "id": booking.id,
        "client": slug,
        "service": booking.service,
        "staff": booking.staff,
        "party": booking.party,
        "name": booking.name,
        "user_phone": booking.user_phone,
        "user_id": booking.user_id,
        "datetime": _local(booking.datetime, zone),
        "ends_at": _local(booking.ends_at, zone),
        "status": booking.status.value,
        "notes": booking.notes,
        "price": booking.price,
        "currency": booking.currency,
        "cancel_notice_minutes": booking.cancel_notice_minutes,
        "moves": booking.moves,
        "attendance": booking.attendance.value if booking.attendance else None,
        "no_shows": no_shows,
    }


def history_json(entry: AuditEntry) -> dict[str, Any]:
    """Return what somebody did to a booking."""
    return {
        "at": entry.at.isoformat(),
        "actor": entry.actor,
        "action": entry.action,
        "changes": dict(entry.changes),
    }


def link(client: Client, base: str) -> str:
    """Return a client's short link."""
    return f"{base.rstrip('/')}/{client.slug}"


def _local(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat()


log = structlog.get_logger(__name__)


def known_settings(client: Client) -> ClientSettings:
    """Return a client's settings.

    Raises:
        ConflictError: another program wrote what makes no sense.
    """
    try:
        return settings_of(client)
    except SettingsError as error:
        log.warning("settings unreadable", action="http.settings", client=client.slug)
        raise ConflictError("This client's settings make no sense; replace them.") from error
