"""The process's settings: the one place that reads the environment.

Names and defaults are those of the contract. A wrong or missing setting is named; a secret's
value is never shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from ..engine.errors import ConfigurationError

_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?|https?://\[[0-9a-f:]+\](:[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class Variable:
    """One setting.

    Attributes:
        name: without the prefix, lower case; the attribute of `Settings`.
        default: what is taken when it is not given, as text; None where there is none.
        secret: never printed.
        needed: `milo serve` does not start without it.
        read: makes a value of the text; a ValueError says what it should be.
    """

    name: str
    help: str
    default: str | None = None
    secret: bool = False
    needed: bool = False
    read: Callable[[str], Any] = str

    @property
    def env(self) -> str:
        """Its name in the environment."""
        return f"MILO_{self.name.upper()}"


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) <= 65535:
        raise ValueError("a port: 0 to 65535")
    return int(text)


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 10_000_000:
        raise ValueError("a whole number from 1")
    return int(text)


def _rate(text: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    if not 0 < rate <= 100_000:
        raise ValueError("messages a second, above 0")
    return rate


def _digits(text: str) -> str:
    if not re.fullmatch(r"[0-9]{6,15}", text):
        raise ValueError("6 to 15 digits, no + and no spaces")
    return text


def _url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError("an address that begins with https:// or http://")
    return text.rstrip("/")


def _origins(text: str) -> tuple[str, ...]:
    """Origins as browsers send them; an exact one each, so that none is let in by mistake."""
    found = tuple(part.strip() for part in text.split(",") if part.strip())
    if not all(_ORIGIN.fullmatch(origin) for origin in found):
        raise ValueError(
            "a list of origins, each like https://panel.example or http://localhost:5173: "
            "lower case, no path, no *"
        )
    return found


_DAYS_DIGITS = 5


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _DAYS_DIGITS):
        raise ValueError("a number of days, or 0")
    return int(text)


_LEAST_TOKEN = 16


def _token(text: str) -> str:
    """A secret that nobody guesses by trying; white space at its ends is put aside."""
    if len(text.strip()) < _LEAST_TOKEN:
        raise ValueError(f"a secret of {_LEAST_TOKEN} characters or more")
    return text.strip()


def _switch(text: str) -> bool:
    if text not in ("on", "off"):
        raise ValueError("on or off")
    return text == "on"


def _proxy(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        raise ValueError("the address of one proxy, such as 127.0.0.1") from None


VARIABLES = (
    Variable("database_url", "where everything is kept", "sqlite:///milo.db"),
    Variable("host", "the address to listen on", "127.0.0.1"),
    Variable("port", "the port to listen on", "8080", read=_port),
    Variable("graph_url", "Meta's Graph API", "https://graph.facebook.com/v25.0", read=_url),
    Variable("meta_app_secret", "signs Meta's webhooks", secret=True, needed=True),
    Variable("meta_verify_token", "verifies the webhook", secret=True, needed=True),
    Variable(
        "meta_access_token",
        "sends messages; or file:/path, read again each time",
        secret=True,
        needed=True,
    ),
    Variable("meta_phone_number_id", "Meta's id of the number", needed=True),
    Variable("typing", "mark as read and show that an answer is written", "on", read=_switch),
    Variable("meta_waba_id", "Meta's id of the account: templates, forms, doctor --online"),
    Variable("forms_key", "file of the private keys for forms, the newest first; none: no forms"),
    Variable("meta_rate", "messages a second that the number may send", "80", read=_rate),
    Variable(
        "meta_first_contacts",
        "people a day whom Meta lets us write to outside their 24 hours; 0: not known",
        "0",
        read=_days,
    ),
    Variable("whatsapp_number", "the number itself, digits", needed=True, read=_digits),
    Variable(
        "admin_token",
        "opens the admin requests, 16 characters or more; none: they are closed",
        secret=True,
        read=_token,
    ),
    Variable("shortlink_base", "where short links live", "https://go.soymilo.com", read=_url),
    Variable(
        "public_url",
        "where the panel, /t/ and calendar feeds are reached; MILO_SHORTLINK_BASE unless given",
        read=_url,
    ),
    Variable("cors_origins", "front ends on other origins, comma separated", "", read=_origins),
    Variable("keep_days", "days that messages are kept; 0: for good", "365", read=_days),
    Variable("keep_payload_days", "days that Meta's raw JSON is kept", "30", read=_days),
    Variable(
        "trust_phones",
        "on only while a portfolio moves and all user ids change: a known phone is the same person",
        "off",
        read=_switch,
    ),
    Variable("trusted_proxy", "the proxy whose X-Forwarded-For is believed", read=_proxy),
    Variable("flows", "a folder of more flows"),
    Variable("vocabulary", "more functions for flows: a Registry, as module:name"),
    Variable("reader_url", "proposes what a message means where nothing is understood", read=_url),
    Variable("reader_token", "sent to it as Authorization: Bearer", secret=True),
    Variable("awake", "how many session actors may be awake at once", "10000", read=_count),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, read; one that was not given and has no default is empty."""

    database_url: str
    host: str
    port: int
    graph_url: str
    meta_app_secret: str
    meta_verify_token: str
    meta_access_token: str
    meta_phone_number_id: str
    typing: bool
    meta_waba_id: str
    forms_key: str
    meta_rate: float
    meta_first_contacts: int
    whatsapp_number: str
    admin_token: str
    shortlink_base: str
    public_url: str
    cors_origins: tuple[str, ...]
    keep_days: int
    keep_payload_days: int
    trust_phones: bool
    trusted_proxy: str
    flows: str
    vocabulary: str
    reader_url: str
    reader_token: str
    awake: int

    def __repr__(self) -> str:
        return "Settings(…)"


def read_settings(environment: Mapping[str, str], *, serving: bool = False) -> Settings:
    """Read the settings.

    Args:
        environment: names to texts.
        serving: whether what `milo serve` needs must be there.

    Raises:
        ConfigurationError: naming every setting that is missing or wrong.
    """
    values: dict[str, Any] = {}
    faults: list[str] = []
    for variable in VARIABLES:
        text = environment.get(variable.env, "") or variable.default or ""
        if not text and variable.needed and serving:
            faults.append(f"{variable.env} is missing: {variable.help}")
        try:
            values[variable.name] = variable.read(text) if text or variable.read is _origins else ""
        except ValueError as error:
            faults.append(f"{variable.env} is not {error}")
    if faults:
        raise ConfigurationError("\n".join(faults))
    values["public_url"] = values["public_url"] or values["shortlink_base"]
    return Settings(**values)


def shown(environment: Mapping[str, str], variable: Variable) -> str:
    """Return a setting as it may be printed: a secret only as there or not there."""
    text = environment.get(variable.env, "")
    if variable.secret:
        return "(set)" if text else "(not set)"
    if variable.name == "database_url":
        return _without_password(text or variable.default or "")
    return text or (f"{variable.default} (default)" if variable.default else "(not set)")


def _without_password(url: str) -> str:
    return re.sub(r"(://[^:/@]*):[^@]*@", r"\1:…@", url)
