"""Which access token answers for which of our numbers, and with which proof."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from ...engine.errors import ConfigurationError
from ...engine.ports import Clock, Store, Transaction

FILE = "file:"
"""What a token begins with that is kept in a file: `file:/run/secrets/token`."""
FRESH = timedelta(seconds=10)
"""How long it may take until a changed business is answered for with its new token."""
_PAGE = 1_000


class Credential(NamedTuple):
    """What a call to Meta shows.

    Attributes:
        app_secret: that of the app which the token belongs to; "" where it is not known.
    """

    token: str
    app_secret: str = ""

    @property
    def proof(self) -> str:
        """Meta's `appsecret_proof`: that the caller knows the secret, too; "" without one."""
        if not self.app_secret:
            return ""
        return hmac.digest(self.app_secret.encode(), self.token.encode(), "sha256").hex()

    def __repr__(self) -> str:
        return "Credential(…)"


_Places = Mapping[str, tuple[str | None, str | None]]
"""By number: the variables of its token and of its app's secret."""


@dataclass(frozen=True, slots=True)
class _Read:
    places: _Places
    rates: Mapping[str, float]
    at: datetime


class Tokens:
    """Gives the token for a `phone_number_id`, to be handed to the gateway.

    The common number has the common token; a business's number has what the environment variable
    says that its `token_env` names, or the common token where it names none. One that is kept in a
    file is read each time, so that a new one needs no restart.

    Args:
        environment: names to texts; only what a business names is looked up.
        common_number: Meta's id of the common number.
        common_token: its token.
        app_secret: that of the app which our tokens belong to, those of businesses, too, unless
            they name another's.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        environment: Mapping[str, str],
        common_number: str,
        common_token: str,
        app_secret: str = "",
    ) -> None:
        self._store = store
        self._clock = clock
        self._environment = environment
        self._common_number = common_number
        self._common_token = common_token
        self._app_secret = app_secret
        self._read: _Read | None = None

    def __call__(self, phone_number_id: str) -> Credential:
        """Return the token, and the secret of its app.

        Raises:
            ConfigurationError: there is none: the number is nobody's, or its variable is empty.
            StoreError: the businesses cannot be read now.
        """
        if phone_number_id == self._common_number:
            return Credential(read_token(self._common_token), self._app_secret)
        places = self._places()
        if phone_number_id not in places:
            places = self._look().places  # it may be new
        if phone_number_id not in places:
            raise ConfigurationError("No business has this phone_number_id.")
        token_name, secret_name = places[phone_number_id]
        token = self._named(token_name, "token_env") if token_name else self._common_token
        secret = self._named(secret_name, "app_secret_env") if secret_name else self._app_secret
        return Credential(read_token(token), secret)

    def own_secrets(self) -> Mapping[str, frozenset[str]]:
        """Return the secrets of apps that are businesses' own, each with the numbers it signs for.

        One whose variable is empty is left out.

        Raises:
            StoreError: the businesses cannot be read now.
        """
        found: dict[str, frozenset[str]] = {}
        for number, (_, name) in self._places().items():
            secret = self._environment.get(name, "") if name else ""
            if secret:
                found[secret] = found.get(secret, frozenset()) | {number}
        return found

    def _named(self, name: str, field: str) -> str:
        value = self._environment.get(name, "")
        if not value:
            raise ConfigurationError(f"The environment variable {name} ({field}) is not set.")
        return value

    def _places(self) -> _Places:
        return self._known().places

    def rates(self) -> Mapping[str, float]:
        """Return the messages a second that numbers may send which have a rate of their own.

        Raises:
            StoreError: the businesses cannot be read now.
        """
        return self._known().rates

    def _known(self) -> _Read:
        now = self._clock.now()
        read = self._read
        return read if read and read.at <= now < read.at + FRESH else self._look()

    def _look(self) -> _Read:
        read = self._read = _Read(*self._store.read(_numbers), self._clock.now())
        return read


def read_token(said: str) -> str:
    """Return the token that a setting says, or that stands in the file it names.

    Raises:
        ConfigurationError: the file cannot be read, or is empty.
    """
    if not said.startswith(FILE):
        return said
    path = said.removeprefix(FILE)
    try:
        token = Path(path).read_text("utf-8").strip()
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"No access token in {path}: {type(error).__name__}.") from None
    if not token:
        raise ConfigurationError(f"No access token in {path}: it is empty.")
    return token


def _numbers(tx: Transaction) -> tuple[_Places, Mapping[str, float]]:
    """Return every number that a business has of its own: its variables, and its rate."""
    places: dict[str, tuple[str | None, str | None]] = {}
    rates: dict[str, float] = {}
    after: str | None = None
    while rows := tx.businesses.page(after=after, limit=_PAGE):
        for row in rows:
            if row.phone_number_id:
                places[row.phone_number_id] = (row.token_env, row.app_secret_env)
                if row.rate:
                    rates[row.phone_number_id] = float(row.rate)
        after = rows[-1].id
    return places, rates
