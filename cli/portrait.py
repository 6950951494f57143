"""A merchant on a screen, and as a file."""

from __future__ import annotations

from typing import Any

import click

from ..engine.booking.hours.posted_hours import posted_hours
from ..engine.booking.settings.services import Service
from ..engine.booking.settings.settings import ClientSettings
from ..engine.model import Client
from ..http.api.serializers import link
from ..http.text import one_line
from .showing import masked, show


def print_profile(client: Client, settings: ClientSettings, base: str) -> None:
    """Print what an operator wants to know of a merchant, the reception's phone masked."""
    click.echo(f"{one_line(client.name)} ({client.slug}), {client.status}")
    for name, value in _lines(client, settings, base):
        if value:
            click.echo(f"  {name:<13} {value}")
    if settings.services:
        click.echo()
        show(
            ("id", "service", "minutes", "capacity", "staff", "price"), map(_row, settings.services)
        )
    else:
        click.echo("  It has no services yet, and the bot says so.")


def _lines(client: Client, settings: ClientSettings, base: str) -> list[tuple[str, str]]:
    opening = posted_hours(settings.hours).replace("\n", "\n" + " " * 16)
    return [
        ("short link", link(client, base)),
        ("business", client.business_id or ""),
        ("address", one_line(settings.address)),
        ("open", opening),
        ("time zone", settings.timezone),
        ("flow", one_line(settings.flow)),
        ("confirmation", settings.confirmation),
        ("reception", masked(settings.reception.phone)),
    ]


def _row(service: Service) -> tuple[object, ...]:
    staff = ", ".join(service.staff)
    return service.id, service.name, service.minutes, service.capacity, staff, service.price


def file_of(client: Client) -> dict[str, Any]:
    """Return a merchant as `milo clients apply` reads it."""
    told: dict[str, Any] = {"name": client.name, "slug": client.slug}
    if client.business_id:
        told["business"] = client.business_id
    return {**told, "status": client.status.value, "settings": client.settings}
