"""Which access token answers for which of our numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from ...engine.errors import ConfigurationError
from ...engine.ports import Clock, Store, Transaction

FILE = "file:"
"""What a token begins with that is kept in a file: `file:/run/secrets/token`."""
FRESH = timedelta(seconds=10)
"""How long it may take until a changed business is answered for with its new token."""
_PAGE = 1_000
_Places = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class _Read:
    places: _Places
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
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        environment: Mapping[str, str],
        common_number: str,
        common_token: str,
    ) -> None:
        self._store = store
        self._clock = clock
        self._environment = environment
        self._common_number = common_number
        self._common_token = common_token
        self._read: _Read | None = None

    def __call__(self, phone_number_id: str) -> str:
        """Return the token.

        Raises:
            ConfigurationError: there is none: the number is nobody's, or its variable is empty.
            StoreError: the businesses cannot be read now.
        """
        if phone_number_id == self._common_number:
            return read_token(self._common_token)
        places = self._places()
        if phone_number_id not in places:
            raise ConfigurationError("No business has this phone_number_id.")
        name = places[phone_number_id]
        token = self._environment.get(name, "") if name else self._common_token
        if not token:
            raise ConfigurationError(f"The environment variable {name} (token_env) is not set.")
        return read_token(token)

    def _places(self) -> _Places:
        now = self._clock.now()
        read = self._read
        if read is None or not read.at <= now < read.at + FRESH:
            read = self._read = _Read(self._store.read(_places), now)
        return read.places


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


def _places(tx: Transaction) -> _Places:
    """Return every number that a business has of its own, with the name of its token's variable."""
    places: dict[str, str | None] = {}
    after: str | None = None
    while rows := tx.businesses.page(after=after, limit=_PAGE):
        places |= {row.phone_number_id: row.token_env for row in rows if row.phone_number_id}
        after = rows[-1].id
    return places
