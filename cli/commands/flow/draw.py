"""`milo flow draw`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..base import example
from . import flow

if TYPE_CHECKING:
    from ....engine.flow.compiled.compiled_flow import CompiledFlow
    from ....engine.flow.drawing.counts import Counts

EVER = datetime(2000, 1, 1, tzinfo=UTC)


def _instant(_ctx: click.Context, _option: click.Parameter, said: str | None) -> datetime | None:
    """Read a day or an instant; without an offset, in UTC."""
    if said is None:
        return None
    try:
        read = datetime.fromisoformat(said)
    except ValueError:
        raise click.BadParameter(f"{said!r} is no day (2026-11-01) nor an instant") from None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


@example(
    "milo flow draw reservas > reservas.svg",
    "milo flow draw reservas --format mermaid",
    "milo flow draw reservas --database sqlite:///milo.db --since 2026-11-01 -o november.svg",
)
@flow.command()
@click.argument("name", metavar="FLOW")
@click.option("--format", "kind", type=click.Choice(["svg", "mermaid"]), default="svg")
@click.option(
    "--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Into a file."
)
@click.option("--database", metavar="URL", help="Say how many people went which way, and stopped.")
@click.option("--since", callback=_instant, metavar="WHEN", help="Their turns since then.")
@click.option("--until", callback=_instant, metavar="WHEN", help="Their turns before then.")
@click.option("--flows", default="", envvar="MILO_FLOWS", help="A folder of more flows.")
def draw(
    name: str,
    kind: str,
    output: Path | None,
    database: str | None,
    since: datetime | None,
    until: datetime | None,
    flows: str,
) -> None:
    """Draw a flow as it is compiled: its states in order, and the ways between them.

    FLOW is a name or a file. With a database each way is shown with how many people took it, each
    counted once, and each state with how many stopped there.
    """
    from ....engine.flow.drawing.diagram import diagram_of
    from ....engine.flow.drawing.mermaid import mermaid
    from ...drawing.svg import svg
    from ...rehearsing.flow_folders import named
    from ...rehearsing.setup import rehearsal_setup

    if (since or until) and not database:
        raise click.UsageError("--since and --until need a --database")
    path = named(name, flows)
    script = rehearsal_setup([path], flows).library.newest(path.stem)
    counts = _counted(script, database, since or EVER, until) if database else None
    diagram = diagram_of(script.flow)
    told = _span(since, until)
    drawn = svg(diagram, counts, told) if kind == "svg" else mermaid(diagram, counts)
    if output:
        output.write_text(drawn, encoding="utf-8")
    else:
        click.echo(drawn, nl=False)


def _counted(
    script: CompiledFlow, database: str, since: datetime, until: datetime | None
) -> Counts:
    from ....engine.errors import NotFoundError
    from ....engine.flow.drawing.counts import count
    from ....engine.flow.drawing.walks import walks
    from ....store import open_store
    from ...system_world import SystemClock

    file = Path(database.removeprefix("sqlite:///"))
    if database.startswith("sqlite:") and not file.is_file():
        raise NotFoundError(f"there is no database {database!r}")
    store = open_store(database)
    try:
        end = until or SystemClock().now()
        return count(script, walks(store, script.flow.flow, since, end))
    finally:
        store.close()


def _span(since: datetime | None, until: datetime | None) -> str:
    told = [f"since {since:%d %b %Y}"] if since else []
    return " ".join([*told, *([f"until {until:%d %b %Y}"] if until else [])])
