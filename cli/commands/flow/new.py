"""`milo flow new`."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

import click

from ....engine.errors import ConflictError
from ..base import example
from . import flow

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
SCHEMA = "flow.schema.json"


@example("milo flow new consultas")
@flow.command()
@click.argument("name")
@click.option(
    "--into",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    help="The folder to write it into.",
)
def new(name: str, into: Path) -> None:
    """Begin a flow from a commented template: NAME.yaml, which can be talked with at once.

    Beside it goes flow.schema.json, with which editors complete and check. Nothing that is there
    is written over.
    """
    if not _NAME.fullmatch(name):
        raise click.UsageError(
            f"{name!r} is no name: lower case letters, digits and underscores, a letter first"
        )
    path = into / f"{name}.yaml"
    if path.exists():
        raise ConflictError(f"{path} is there already; take another name, or move it away")
    template = files("milo.cli").joinpath("flow_template.yaml").read_text(encoding="utf-8")
    path.write_text(template.replace("NAME", name), encoding="utf-8")
    _write_schema(into / SCHEMA)
    using = f"--flows {into} --flow {name}"
    click.echo(f"{path} is written. Next:")
    click.echo(f"  see what is wrong with it  milo flow check {path}")
    click.echo(f"  talk with it here          milo chat peluqueria-carla {using}")
    click.echo(f"  talk with it on a phone    milo demo {using}")
    click.echo("  learn every key            docs/flows.md")


def _write_schema(path: Path) -> None:
    """Put the schema beside it; one that is there may be a newer Milo's, or somebody's own."""
    if path.exists():
        return
    from ....engine.flow.language.schema import flow_schema
    from ....engine.vocabulary import VOCABULARY

    told = json.dumps(flow_schema(VOCABULARY), indent=2, ensure_ascii=False)
    path.write_text(f"{told}\n", encoding="utf-8")
