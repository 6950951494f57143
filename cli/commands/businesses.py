"""`milo businesses`: companies with one merchant or several."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from ...engine.model import Business
from .base import Listing, as_json, asked, example, main, print_json

if TYPE_CHECKING:
    from ..office import Office

_NAMES = {
    "id": "--id",
    "name": "the name",
    "phone_number_id": "--phone-number-id",
    "whatsapp_number": "--whatsapp-number",
    "token_env": "--token-env",
    "app_secret_env": "--app-secret-env",
    "rate": "--rate",
    "waba_id": "--waba-id",
}


@example("milo businesses", "milo businesses --json")
@main.group(cls=Listing)
def businesses() -> None:
    """Companies: who owns merchants, and on which number they are reached."""


@example("milo businesses", "milo businesses --json")
@businesses.command("list")
@as_json
def list_(as_json: bool) -> None:
    """List businesses, by id; what `milo businesses` does by itself."""
    from ...http.api.serializers import business_json
    from ..lists import every_business
    from ..office import office
    from ..showing import masked, show

    with office(os.environ) as desk:
        found = desk.read(every_business)
    if as_json:
        print_json({"businesses": [business_json(one) for one in found], "next": None})
    elif found:
        rows = [
            (one.id, one.name, masked(one.whatsapp_number) or "the common one", one.token_env)
            for one in found
        ]
        show(("id", "name", "number", "token in"), rows)
    else:
        click.echo('No businesses. Make one: milo businesses add "Grupo Mon"')


def _number_options(command: Any) -> Any:
    limit = "Messages a second that it may send; 20 where the Business app uses it, too."
    command = click.option("--rate", type=int, metavar="N", help=limit)(command)
    for name, help_ in (
        ("--waba-id", "Meta's id of its own account, where its number belongs to one."),
        ("--app-secret-env", "The NAME of the variable that holds its own app's secret."),
        ("--token-env", "The NAME of the variable that holds its token; never the token."),
        ("--whatsapp-number", "Its number, digits."),
        ("--phone-number-id", "Meta's id of a number of its own."),
    ):
        command = click.option(name, metavar="TEXT", help=help_)(command)
    return command


@example(
    'milo businesses add "Grupo Mon" --id grupo-mon',
    'milo businesses add "Grupo Mon" --phone-number-id 1060000001 --whatsapp-number 5492610000001',
)
@businesses.command()
@click.argument("name")
@click.option("--id", "id_", metavar="TEXT", help="Made, unless given.")
@_number_options
@as_json
def add(name: str, id_: str | None, as_json: bool, **number: Any) -> None:
    """Make a business; without a number of its own it shares the common one."""
    from ...engine.office.businesses import add_business, half_a_number
    from ...http.api.businesses import NewBusiness
    from ..office import office

    given = {"name": name, "id": id_, **number}
    new = asked(NewBusiness, given, _NAMES, half_a_number(given))
    with office(os.environ) as desk:
        business = desk.act(
            lambda operator: add_business(operator, desk.common_number, new.model_dump())
        )
    _print(business, as_json, f"{business.name} is there, as {business.id}.")


@example(
    'milo businesses set grupo-mon --name "Grupo Mon SRL"',
    "milo businesses set grupo-mon --common-number",
)
@businesses.command("set")
@click.argument("business_id", metavar="ID")
@click.option("--name", metavar="TEXT", help="Its name.")
@click.option("--common-number", is_flag=True, help="Give its own number up.")
@_number_options
@as_json
def set_(
    business_id: str, name: str | None, common_number: bool, as_json: bool, **number: Any
) -> None:
    """Change a business: its name, its number, where its token is."""
    from ...engine.office.businesses import NUMBER
    from ..office import office, word

    typed_in = {"name": name, **number}
    given: dict[str, Any] = {key: text for key, text in typed_in.items() if text is not None}
    if common_number:
        if given.keys() & {*NUMBER}:
            raise click.UsageError("--common-number goes with no number of its own.")
        given |= dict.fromkeys(NUMBER)
    if not given:
        raise click.UsageError("Nothing to change: give --name, a number or --token-env.")
    with office(os.environ) as desk:
        business = _change(desk, word(business_id), given)
    _print(business, as_json, f"{business.name} ({business.id}) is changed.")


def _change(desk: Office, business_id: str, given: Mapping[str, Any]) -> Business:
    from ...engine.office.businesses import change_business, find_business, half_a_number
    from ...http.api.businesses import BusinessPatch

    before = desk.read(lambda tx: find_business(tx, business_id))
    whole = {**asdict(before), **given}
    patch = asked(BusinessPatch, given, _NAMES, half_a_number(whole))
    fields = {key: getattr(patch, key) for key in patch.model_fields_set}
    return desk.act(
        lambda operator: change_business(
            operator, desk.common_number, find_business(operator.tx, business_id), fields
        )
    )


def _print(business: Business, as_json: bool, text: str) -> None:
    from ...http.api.serializers import business_json

    if as_json:
        print_json(business_json(business))
    else:
        click.echo(text)
