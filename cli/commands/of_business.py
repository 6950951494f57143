"""`--business`: a command about Meta that speaks of a business's own account."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ..environment import Settings
    from ..office import Office

of_business = click.option(
    "--business", metavar="ID", help="One whose number belongs to an account of its own."
)


def settings_of(desk: Office, business: str | None) -> Settings:
    """Return the settings, with a business's own account, number and token where one is named.

    Raises:
        NotFoundError: there is no such business.
        ConfigurationError: it has no account of its own, or a variable that it names is empty.
    """
    if business is None:
        return desk.settings
    from ...engine.office.businesses import find_business
    from ..meta_api import settings_of_business

    found = desk.read(lambda tx: find_business(tx, business))
    return settings_of_business(desk.settings, found, os.environ)
