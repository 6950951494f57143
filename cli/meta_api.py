"""The way to Meta's Graph API for commands: with the common token, or a business's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ..engine.errors import ConfigurationError
from ..engine.model import Business
from ..engine.ports import Transaction
from ..http.cloud.management import ManagementApi
from ..http.cloud.tokens import Credential, read_token
from .environment import Settings
from .lists import every_business


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


def with_own_account(tx: Transaction) -> Iterable[Business]:
    """Return the businesses whose numbers belong to accounts of their own, by id."""
    return [one for one in every_business(tx) if one.waba_id and one.phone_number_id]


def settings_of_business(
    settings: Settings, business: Business, environment: Mapping[str, str]
) -> Settings:
    """Return the settings with a business's own account, number, token and secret in them.

    Raises:
        ConfigurationError: it has no account of its own, or a variable that it names is empty.
    """
    if not (business.waba_id and business.phone_number_id):
        raise ConfigurationError(
            f"{business.id} has no account of its own: milo businesses set {business.id} --waba-id"
        )

    def named(name: str | None, common: str) -> str:
        if not name:
            return common
        if not environment.get(name):
            raise ConfigurationError(f"The environment variable {name} is not set.")
        return environment[name]

    return replace(
        settings,
        meta_waba_id=business.waba_id,
        meta_phone_number_id=business.phone_number_id,
        whatsapp_number=business.whatsapp_number or "",
        meta_access_token=named(business.token_env, settings.meta_access_token),
        meta_app_secret=named(business.app_secret_env, settings.meta_app_secret),
    )
