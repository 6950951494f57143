"""`milo forms`: the forms of flows at Meta, and the key with which phones seal for us."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .base import FOUND, as_json, example, main, print_json
from .of_business import of_business, settings_of

if TYPE_CHECKING:
    from ...engine.flow.forms.compiled_form import CompiledForm
    from ...engine.model import PublishedForm
    from ...engine.ports import Transaction
    from ...http.cloud.forms_api import FormAtMeta, FormsApi
    from ..environment import Settings


@example("milo forms status", "milo forms publish reservas")
@main.group()
def forms() -> None:
    """Forms of flows at Meta: publish them, follow them, give their key."""


@example("milo forms new-key forms.pem", "milo forms new-key forms.pem --rotate")
@forms.command("new-key")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--rotate", is_flag=True, help="Put a new key above the newest that is there.")
def new_key(file: Path, rotate: bool) -> None:
    """Make a private key in FILE, which only you may read; MILO_FORMS_KEY is to name it.

    With --rotate the newest key stays below the new one, since phones use it until they have heard
    of the other; older ones go. Restart `milo serve`, then `milo forms give-key`.
    """
    from ...http.forms.keys import FormKeys, new_key

    if file.exists() and not rotate:
        raise click.UsageError(f"{file} is there already; --rotate puts a new key into it")
    kept = FormKeys(file.read_bytes()).newest if file.exists() else b""
    beside = file.with_name(f".{file.name}.new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as made:
        made.write(new_key() + kept)
    beside.replace(file)
    click.echo(f"{file}: {'2 keys, the new one first' if kept else 'a key'}.")


@example("milo forms give-key", "milo forms give-key --number 106540352242922")
@forms.command("give-key")
@click.option(
    "--number", metavar="ID", help="Meta's id of the number; unless given, the common one's."
)
@of_business
def give_key(number: str | None, business: str | None) -> None:
    """Tell Meta the public half of the newest key in MILO_FORMS_KEY.

    Do it again when a number was registered once more.
    """
    from ..forms import form_keys

    settings = _settings(business)
    _needs(settings, "forms_key")
    number_id = number or settings.meta_phone_number_id
    _api(settings).give_key(number_id, form_keys(settings.forms_key).public)
    click.echo(f"Meta has the key of {number_id}.")


@example("milo forms publish reservas", "milo forms publish reservas --business norte")
@forms.command()
@click.argument("name", metavar="FLOW")
@of_business
def publish(name: str, business: str | None) -> None:
    """Publish the form of FLOW under its version; what is published already stays as it is.

    Meta asks our endpoint first, so `milo serve` has to be reached at MILO_PUBLIC_URL. 1 where Meta
    finds something wrong. From then on merchants' `forms` decides whether it is sent.
    """
    from ...engine.flow.forms.flow_json import flow_json
    from ...http.cloud.forms_api import FormRefusedError
    from ...http.webhook.endpoint import FORMS_PATH

    settings = _settings(business)
    compiled = _compiled(name, settings)
    endpoint = settings.public_url.rstrip("/") + FORMS_PATH
    try:
        form = _api(settings).publish(compiled.name, flow_json(compiled), endpoint)
    except FormRefusedError as error:
        click.echo(f"{compiled.name}: {error}", err=True)
        sys.exit(FOUND)
    _keep([form], settings.meta_waba_id if business else "")
    click.echo(f"{form.name} is {form.status} as {form.id}.")


@example("milo forms status", "milo forms status --json")
@forms.command()
@of_business
@as_json
def status(business: str | None, as_json: bool) -> None:
    """List the account's forms, and what Meta thinks of our key; 1 where something is wrong."""
    settings = _settings(business)
    api = _api(settings)
    found, key = api.all(), _key_problem(api, settings)
    _keep(found, settings.meta_waba_id if business else "")
    if as_json:
        print_json({"forms": [one.to_json() for one in found], "key": key or "ok"})
    else:
        _show(found, key)
    if key or any(one.faults or one.status in _STOPPED for one in found):
        sys.exit(FOUND)


@example("milo forms preview reservas")
@forms.command()
@click.argument("name", metavar="FLOW")
@of_business
def preview(name: str, business: str | None) -> None:
    """Print an address at which anybody may look at the form of FLOW for thirty days."""
    from ...engine.errors import NotFoundError

    settings = _settings(business)
    compiled, api = _compiled(name, settings), _api(settings)
    form = api.find(compiled.name)
    if form is None:
        raise NotFoundError(f"Meta has no {compiled.name}: milo forms publish {name}")
    click.echo(api.preview(form.id))


def _keep(found: list[FormAtMeta], account: str) -> None:
    """Let `milo serve` know which forms it may send."""
    from ...engine.model import PublishedForm
    from ..office import office

    with office(os.environ) as desk:
        now = desk.clock.now()
        rows = [PublishedForm(one.name, one.id, one.status, now, account) for one in found]
        for row in rows:
            desk.store.transact(partial(_save, row))


def _save(row: PublishedForm, tx: Transaction) -> None:
    tx.forms.save(row)


_STOPPED = ("BLOCKED", "THROTTLED")


def _show(found: list[FormAtMeta], key: str) -> None:
    from ..showing import show

    rows = [(one.name, one.status, one.id, "; ".join(one.faults)) for one in found]
    show(("name", "status", "id", "what"), rows)
    click.echo(f"key: {key or 'ok'}")


def _key_problem(api: FormsApi, settings: Settings) -> str:
    """Return what is wrong with the key that Meta has; "" where nothing is."""
    from ..forms import form_keys

    if not settings.forms_key:
        return "MILO_FORMS_KEY is not set"
    public, told = api.key_of(settings.meta_phone_number_id)
    if not public.strip():
        return "Meta has none: milo forms give-key"
    if public.split() != form_keys(settings.forms_key).public.split():
        return "Meta has another one: milo forms give-key"
    return "" if told == "VALID" else f"{told}: milo forms give-key"


def _settings(business: str | None) -> Settings:
    from ..environment import read_settings

    if business is None:
        return read_settings(os.environ)
    from ..office import office

    with office(os.environ) as desk:
        return settings_of(desk, business)


def _needs(settings: Settings, name: str) -> None:
    from ...engine.errors import ConfigurationError

    if not getattr(settings, name):
        raise ConfigurationError(f"MILO_{name.upper()} must be set.")


def _api(settings: Settings) -> FormsApi:
    from ...http.cloud.forms_api import FormsApi
    from ..meta_api import management_api

    _needs(settings, "meta_phone_number_id")
    return FormsApi(management_api(settings), settings.meta_waba_id)


def _compiled(name: str, settings: Settings) -> CompiledForm:
    from ..form_files import compiled_form

    return compiled_form(name, settings.flows)
