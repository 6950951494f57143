"""A client's settings, for whoever asks over HTTP."""

from __future__ import annotations

import structlog

from ..engine.booking.settings import ClientSettings, settings_of
from ..engine.errors import ConflictError, SettingsError
from ..engine.model import Client

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
