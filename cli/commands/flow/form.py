"""`milo flow form`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..base import example
from . import flow

if TYPE_CHECKING:
    from ....engine.flow.forms.compiled_form import CompiledForm, FormScreen
    from ....engine.flow.language.definition import Flow

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@example(
    "milo flow form reservas > reservas.json",
    "milo flow form reservas --format svg -o form.svg",
    """milo flow form reservas --screen turno --slots '{"servicio": "corte"}'""",
)
@flow.command()
@click.argument("name", metavar="FLOW")
@click.option("--format", "kind", type=click.Choice(["json", "svg"]), default="json")
@click.option("--screen", metavar="NAME", help="Say what this screen is told, for one client.")
@click.option("--slots", "slots_json", default="{}", metavar="JSON", help="What was chosen before.")
@click.option("--settings", "settings_file", type=_FILE, help="A client's settings, JSON or YAML.")
@click.option("--now", "now_text", metavar="ISO", help="The instant, with its offset; else now.")
@click.option(
    "--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Into a file."
)
@click.option("--flows", default="", envvar="MILO_FLOWS", help="A folder of more flows.")
def form(
    name: str,
    kind: str,
    screen: str | None,
    slots_json: str,
    settings_file: Path | None,
    now_text: str | None,
    output: Path | None,
    flows: str,
) -> None:
    """Compile a flow's `form` to what Meta publishes (Flow JSON), or draw it.

    FLOW is a name or a file. It is one form for all merchants: every text, title and row is data,
    and --screen shows what that data is. Without --settings the client is the demo's hairdresser;
    its agenda is empty.
    """
    from ....engine.flow.drawing.form_diagram import form_diagram_of
    from ....engine.flow.forms.flow_json import flow_json
    from ...drawing.form_svg import form_svg
    from ...form_files import compiled_form

    compiled = compiled_form(name, flows)
    if screen:
        shown = _screen(compiled, screen)
        told = _told(compiled.flow, shown, slots_json, settings_file, now_text, (name, flows))
        made = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    elif kind == "svg":
        made = form_svg(form_diagram_of(compiled))
    else:
        made = json.dumps(flow_json(compiled), ensure_ascii=False, indent=2) + "\n"
    if output:
        output.write_text(made, encoding="utf-8")
    else:
        click.echo(made, nl=False)


def _screen(compiled: CompiledForm, name: str) -> FormScreen:
    found = [one for one in compiled.screens if one.id == name.upper()]
    if not found:
        known = ", ".join(one.id.lower() for one in compiled.screens)
        raise click.UsageError(f"there is no screen {name!r}; there are {known}")
    return found[0]


def _told(
    flow: Flow,
    screen: FormScreen,
    slots_json: str,
    settings_file: Path | None,
    now_text: str | None,
    file: tuple[str, str],
) -> dict[str, Any]:
    """Return what a screen is told in a conversation that stands at its first open question."""
    from ....engine.rehearsal.probe import Probe
    from ...probing import instant_of, slots_of
    from ...rehearsing.flow_folders import named
    from ...rehearsing.setup import probed, rehearsal_setup

    slots, now = slots_of(slots_json), instant_of(now_text)
    keeps = {one: asking.ask.keeps for one in screen.states if (asking := flow.asking(one))}
    open_ = [state for state, slot in keeps.items() if slot not in slots]
    house = rehearsal_setup([named(*file)], file[1])
    client = probed(flow.flow, settings_file)
    state = (*open_, screen.states[-1])[0]
    return Probe(house, flow.flow, state, slots, client, now).screen(screen)
