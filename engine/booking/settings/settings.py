"""A client's settings: what a merchant wrote, read, checked and completed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cached_property
from threading import Lock
from typing import Annotated, Any, Literal
from urllib.parse import quote_plus
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, ValidationError

from ...errors import SettingsError
from ...model import Booking, Client
from ...words.fold import clean
from ...zone_source import zone, zone_names
from ..hours.open_stretches import Opening
from ..hours.opening_hours import ClockTime, Closure, Hours, SpecialDays
from ..setting_types import (
    Count,
    Country,
    Currency,
    Days,
    Flag,
    Locale,
    LongMinutes,
    Minutes,
    Name,
    Notice,
    Part,
    Phone,
    Province,
    Span,
    Text,
    Tries,
    Url,
    Words,
    refuse,
)
from .clashes import DEFAULT_ZONE, clashes, new_clashes
from .countries import country_codes, country_of_zone
from .faults import fault_of, unreadable
from .messaging import NIGHT, Faq, Notify, QuietHours
from .services import Service, Staff

_MAPS = "https://www.google.com/maps/search/?api=1&query="


def _zone(name: str) -> str:
    if name not in zone_names():
        raise refuse("is not in the time zone database; write it like America/Argentina/Cordoba")
    return name


def _country(code: str) -> str:
    if code not in country_codes():
        raise refuse("is not the code of a country (ISO 3166)")
    return code


class Reception(Part):
    """Who takes over when a person asks for a person.

    Attributes:
        phone: digits, or None.
        return_after_minutes: when the bot takes the conversation back.
    """

    phone: Phone | None = None
    return_after_minutes: LongMinutes = 720


class FlowOptions(Part):
    """What a merchant changes about its flow, as far as the flow lets it.

    Attributes:
        after: how long waits are, by state and number: `{"confirmando[0]": "20m"}`.
        tries: answers that may be misunderstood in a row, by state; `defaults` for all.
    """

    after: Mapping[Text, Span] = Field(default_factory=dict, alias="timeout.after")
    tries: Mapping[Text, Tries] = Field(default_factory=dict, alias="invalid.tries")


class ClientSettings(Part):
    """All of a client's settings, each with its default; see `docs` for what they mean."""

    services: tuple[Service, ...]
    hours: Hours
    staff: tuple[Staff, ...] = ()
    timezone: Annotated[Text, AfterValidator(_zone)] = DEFAULT_ZONE
    locale: Locale = "es-AR"
    currency: Currency = "ARS"
    flow: Name = "reservas"
    address: Words = ""
    map_url: Url | None = None
    country: Annotated[Country, AfterValidator(_country)] | None = None
    province: Province | None = None
    special_days: SpecialDays = Field(default_factory=dict)
    closures: tuple[Closure, ...] = ()
    min_notice_minutes: Notice = 0
    day_before_until: ClockTime | None = None
    horizon_days: Days = 30
    max_active_per_contact: Count | None = None
    choose_staff: Flag = True
    ask_party: Flag = True
    ask_note: Flag = False
    waitlist: Flag = True
    waitlist_minutes: Minutes = 15
    no_shows_before_manual: Count | None = None
    confirmation: Literal["auto", "manual"] = "auto"
    pending_expires_minutes: LongMinutes = 720
    cancel_notice_minutes: Notice = 0
    reminders_minutes: tuple[LongMinutes, ...] = (1_440, 120)
    quiet: QuietHours | None = NIGHT
    forms: Literal["off", "on", "greeting"] = "off"
    notify: Notify = Field(default_factory=Notify)
    faq: tuple[Faq, ...] = ()
    messages: Mapping[Text, Words] = Field(default_factory=dict)
    templates: Mapping[Text, Words] = Field(default_factory=dict)
    reception: Reception = Field(default_factory=Reception)
    flow_options: FlowOptions = Field(default_factory=FlowOptions)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone."""
        return zone(self.timezone)

    @property
    def country_code(self) -> str | None:
        """The country: as given, else that of the time zone; None where it lies in none."""
        return self.country or country_of_zone(self.timezone)

    @property
    def notice(self) -> timedelta:
        """How long before its start a slot can last be booked."""
        return timedelta(minutes=self.min_notice_minutes)

    @property
    def map_link(self) -> str:
        """A link to the address on a map; the merchant's own if it gave one; "" without either."""
        if self.map_url or not self.address:
            return self.map_url or ""
        return f"{_MAPS}{quote_plus(self.address)}"

    def service(self, service_id: str) -> Service | None:
        """Return a service, or None."""
        return self._services.get(service_id)

    def member(self, staff_id: str) -> Staff | None:
        """Return a staff member, or None."""
        return self._members.get(staff_id)

    @cached_property
    def openings(self) -> dict[Any, Opening]:
        """When it is open, as far as it was worked out: hours change only with the settings."""
        return {}

    @cached_property
    def _services(self) -> Mapping[str, Service]:
        return {service.id: service for service in self.services}

    @cached_property
    def _members(self) -> Mapping[str, Staff]:
        return {member.id: member for member in self.staff}


def read_settings(data: Any, *, stored: Flag = False) -> ClientSettings:
    """Return the settings that JSON `data` says.

    Args:
        data: as a merchant wrote it.
        stored: it was taken once: rules that came later are not asked of it.

    Raises:
        SettingsError: they make no sense; every fault at once.
    """
    faults = {*unreadable(data), *clashes(data)}
    if not stored:
        faults.update(new_clashes(data))
    try:
        settings = ClientSettings.model_validate(data)
    except ValidationError as error:
        faults.update(map(fault_of, error.errors(include_url=False)))
    if faults:
        raise SettingsError(sorted(faults))
    return settings


class _Kept:
    """The settings of the clients met last, so that a turn does not parse them again."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = Lock()
        self._read: dict[tuple[str, datetime], tuple[Mapping[str, Any], ClientSettings]] = {}

    def of(self, client: Client) -> ClientSettings:
        key = (client.id, client.updated_at)
        kept = self._read.get(key)
        if kept is not None and (kept[0] is client.settings or kept[0] == client.settings):
            return kept[1]
        settings = read_settings(client.settings or _NO_SERVICES, stored=True)
        with self._lock:
            self._read.pop(key, None)
            while len(self._read) >= self._limit:
                del self._read[next(iter(self._read))]
            self._read[key] = (client.settings, settings)
        return settings


_NO_SERVICES: Mapping[str, Any] = {"services": [], "hours": {}}
_kept = _Kept(limit=1_024)


def settings_of(client: Client) -> ClientSettings:
    """Return a client's settings; those of a client that has none yet offer nothing.

    Raises:
        SettingsError: another program wrote what makes no sense.
    """
    return _kept.of(client)


_SERVICE, _STAFF = 100, 60


def service_name(settings: ClientSettings, booking: Booking) -> str:
    """Return the name of a booking's service, also of one that is offered no more."""
    service = settings.service(booking.service)
    return clean(service.name if service else booking.service_name or booking.service, _SERVICE)


def staff_name(settings: ClientSettings, booking: Booking) -> str:
    """Return the name of the booking's staff member, also of one who left; empty without one."""
    member = settings.member(booking.staff) if booking.staff else None
    return clean(member.name if member else booking.staff_name or booking.staff or "", _STAFF)
