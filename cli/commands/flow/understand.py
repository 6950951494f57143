"""`milo flow understand`."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import click

from ..base import as_json, example
from . import flow

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@example(
    'milo flow understand reservas "el viernes a las 5" --state eligiendo_fecha',
    "milo flow understand reservas --state inicio --json < frases.txt",
)
@flow.command()
@click.argument("name", metavar="FLOW")
@click.argument("text", required=False)
@click.option("--state", required=True, help="Where the conversation stands.")
@click.option("--slots", "slots_json", default="{}", metavar="JSON", help="What it remembers.")
@click.option("--settings", "settings_file", type=_FILE, help="A client's settings, JSON or YAML.")
@click.option("--now", "now_text", metavar="ISO", help="The instant, with its offset; else now.")
@click.option("--flows", default="", envvar="MILO_FLOWS", help="A folder of more flows.")
@as_json
def understand(
    name: str,
    text: str | None,
    state: str,
    slots_json: str,
    settings_file: Path | None,
    now_text: str | None,
    flows: str,
    as_json: bool,
) -> None:
    """Tell what one message would do at a state of a flow.

    FLOW is a name or a file. Nothing is kept and nothing is sent. Without TEXT one message a line
    is read from standard input, and one answer a line is printed. Without --settings the client is
    the demo's hairdresser; its agenda is empty.
    """
    from ....engine.rehearsal.probe import Probe
    from ...logs import configure_logs
    from ...probing import instant_of, slots_of
    from ...rehearsing.flow_folders import named
    from ...rehearsing.setup import probed, rehearsal_setup

    configure_logs(level=logging.CRITICAL)
    path = named(name, flows)
    client = probed(path.stem, settings_file)
    remembered, now = slots_of(slots_json), instant_of(now_text)
    house = rehearsal_setup([path], flows)
    probe = Probe(house, path.stem, state, remembered, client, now)
    for line in [text] if text is not None else _lines():
        read = probe.read(line)
        if as_json:
            click.echo(json.dumps(asdict(read), ensure_ascii=False))
        else:
            slots = " ".join(f"{key}={value}" for key, value in read.slots.items())
            says = ", ".join(read.says)
            shown = f"{read.rule} · {read.exit} → {read.state}  {slots}  [{says}]"
            marks = (" asks" if read.asks else "") + (" handoff" if read.handoff else "")
            click.echo(f"{line}\n  {shown}{marks}")


def _lines() -> Iterable[str]:
    return (line.rstrip("\r\n") for line in sys.stdin)
