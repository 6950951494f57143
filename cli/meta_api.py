"""The way to Meta's Graph API for commands, with the common token."""

from __future__ import annotations

from ..engine.errors import ConfigurationError
from ..http.cloud.management import ManagementApi
from ..http.cloud.tokens import Credential, read_token
from .settings import Settings


def management_api(settings: Settings) -> ManagementApi:
    """Return it.

    Raises:
        ConfigurationError: the account or its token is not given.
    """
    missing = [
        f"MILO_{name.upper()}"
        for name in ("meta_waba_id", "meta_access_token")
        if not getattr(settings, name)
    ]
    if missing:
        raise ConfigurationError(f"{' and '.join(missing)} must be set to ask Meta.")
    token = read_token(settings.meta_access_token)
    return ManagementApi(settings.graph_url, Credential(token, settings.meta_app_secret))
