"""The endpoint of forms, wired: only where `MILO_FORMS_KEY` names a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from ..engine.errors import ConfigurationError
from ..engine.ports import Meter
from .environment import Settings

if TYPE_CHECKING:
    from ..http.edge import FormsResource
    from ..http.forms.keys import FormKeys
    from ..http.forms.meta_json import Exchange


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
    settings: Settings,
    meter: Meter,
    exchange: Exchange,
    own_secrets: Callable[[], Iterable[str]] = tuple,
) -> FormsResource | None:
    """Return what answers forms; None where there is no key. Raises as `form_keys` does."""
    if not settings.forms_key:
        return None
    from ..http.forms.endpoint import FormEndpoint

    keys = form_keys(settings.forms_key)
    return FormEndpoint(settings.meta_app_secret, keys, exchange, meter, own_secrets)
