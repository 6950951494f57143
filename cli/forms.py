"""The endpoint of forms, wired: only where `MILO_FORMS_KEY` names a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..engine.errors import ConfigurationError
from ..engine.ports import Meter
from .settings import Settings

if TYPE_CHECKING:
    from ..http.edge import FormsResource
    from ..http.forms.exchange import Exchange
    from ..http.forms.keys import FormKeys


def form_keys(path: str) -> FormKeys:
    """Read the keys of a file.

    Raises:
        ConfigurationError: it cannot be read, or holds no key that Meta takes.
    """
    from ..http.forms.keys import FormKeys

    try:
        return FormKeys(Path(path).read_bytes())
    except OSError as error:
        raise ConfigurationError(f"MILO_FORMS_KEY: {path}: {error.strerror}") from None
    except ConfigurationError as error:
        raise ConfigurationError(f"MILO_FORMS_KEY: {path}: {error}") from None


def forms_resource(
    settings: Settings, meter: Meter, exchange: Exchange | None = None
) -> FormsResource | None:
    """Return what answers forms; None where there is no key. Raises as `form_keys` does.

    Without an `exchange` no token is known.
    """
    if not settings.forms_key:
        return None
    from ..http.forms.endpoint import FormEndpoint
    from ..http.forms.exchange import unknown_token

    keys = form_keys(settings.forms_key)
    return FormEndpoint(settings.meta_app_secret, keys, exchange or unknown_token, meter)
