"""`milo templates`: what may be said outside Meta's 24 hours, and what Meta says of it."""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import TYPE_CHECKING

import click

from .base import FOUND, Listing, as_json, example, main, print_json
from .of_business import of_business, settings_of

if TYPE_CHECKING:
    from ...engine.model import TemplateState
    from ...engine.ports import Transaction
    from ...engine.templates.standing import TemplateStanding
    from ...http.cloud.management import ManagementApi
    from ..office import Office


@example("milo templates", "milo templates submit", "milo templates status")
@main.group(cls=Listing)
def templates() -> None:
    """Templates: which there are, what Meta says of each; submit them for approval."""


@example("milo templates", "milo templates --json")
@templates.command("list")
@of_business
@as_json
def list_(business: str | None, as_json: bool) -> None:
    """List templates by name and language; what `milo templates` does by itself."""
    from ..office import office

    with office(os.environ) as desk:
        account = settings_of(desk, business).meta_waba_id if business else ""
        _print(_standings(desk, account), as_json)


@example("milo templates submit recordatorio", "milo templates submit --business norte")
@templates.command()
@click.argument("names", nargs=-1)
@of_business
@as_json
def submit(names: tuple[str, ...], business: str | None, as_json: bool) -> None:
    """Ask Meta to approve those it does not know, or those NAMES; 1 where it refuses one."""
    from ...engine.errors import GatewayError
    from ...engine.model import TemplateState
    from ..office import office

    refused = False
    with office(os.environ) as desk:
        api, account = _api(desk, business)
        kept_as = account if business else ""
        for one in _wanted(_standings(desk, kept_as), names):
            try:
                answer = api.post(f"{account}/message_templates", one.template.to_meta(one.locale))
            except GatewayError as error:
                refused = True
                click.echo(f"{one.template.name} {one.language}: {error.details}", err=True)
                continue
            state = TemplateState(
                name=one.template.name,
                language=one.language,
                status=str(answer.get("status") or "PENDING"),
                updated_at=desk.clock.now(),
                category=str(answer.get("category") or one.template.category).lower(),
                account=kept_as,
            )
            desk.store.transact(partial(_save, [state]))
        _print(_standings(desk, kept_as), as_json)
    if refused:
        sys.exit(FOUND)


@example("milo templates status", "milo templates status --json")
@templates.command()
@of_business
@as_json
def status(business: str | None, as_json: bool) -> None:
    """Ask Meta what became of them; 1 where one is not sent that ought to be."""
    from ..office import office
    from ..template_watch import learn_templates

    with office(os.environ) as desk:
        api, account = _api(desk, business)
        kept_as = account if business else ""
        learn_templates(desk.store, api, account, desk.clock, kept_as)
        standings = _standings(desk, kept_as)
        _print(standings, as_json)
    if any(one.problem for one in standings):
        sys.exit(FOUND)


def _save(states: list[TemplateState], tx: Transaction) -> None:
    for state in states:
        tx.templates.save(state)


def _standings(desk: Office, account: str) -> list[TemplateStanding]:
    from ...engine.templates.standing import standings
    from ..libraries import load_templates

    library = load_templates(desk.settings.flows)
    return desk.read(lambda tx: standings(tx, library, account))


def _wanted(found: list[TemplateStanding], names: tuple[str, ...]) -> list[TemplateStanding]:
    """Return those that are named, or those that Meta does not know yet."""
    unknown = set(names) - {one.template.name for one in found}
    if unknown:
        raise click.BadParameter(f"there is no template {', '.join(sorted(unknown))}")
    if names:
        return [one for one in found if one.template.name in names]
    return [one for one in found if one.state is None]


def _api(desk: Office, business: str | None) -> tuple[ManagementApi, str]:
    """Return the way to Meta, and the account's id."""
    from ..meta_api import management_api

    settings = settings_of(desk, business)
    return management_api(settings), settings.meta_waba_id


def _print(found: list[TemplateStanding], as_json: bool) -> None:
    if as_json:
        print_json({"templates": [one.to_json() for one in found]})
        return
    from ..showing import show

    rows = [
        (one.template.name, one.language, one.status, one.to_json()["category"], one.problem)
        for one in found
    ]
    show(("name", "language", "status", "category", "what"), rows)
