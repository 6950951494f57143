"""`milo flow form`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ..base import example
from . import flow


@example(
    "milo flow form reservas > reservas.json",
    "milo flow form reservas --format svg -o form.svg",
)
@flow.command()
@click.argument("name", metavar="FLOW")
@click.option("--format", "kind", type=click.Choice(["json", "svg"]), default="json")
@click.option(
    "--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Into a file."
)
@click.option("--flows", default="", envvar="MILO_FLOWS", help="A folder of more flows.")
def form(name: str, kind: str, output: Path | None, flows: str) -> None:
    """Compile a flow's `form` to what Meta publishes (Flow JSON), or draw it.

    FLOW is a name or a file. It is one form for all merchants: every text, title and row is data.
    """
    from ....engine.errors import NotFoundError
    from ....engine.flow.drawing.form_diagram import form_diagram_of
    from ....engine.flow.forms.compiled_form import compile_form
    from ....engine.flow.forms.flow_json import flow_json
    from ...drawing.form_svg import form_svg
    from ...rehearsing.files import named
    from ...rehearsing.setup import rehearsal_setup
    from ...vocabulary import vocabulary

    path = named(name, flows)
    script = rehearsal_setup([path], flows).library.newest(path.stem)
    compiled = compile_form(script.flow, vocabulary())
    if compiled is None:
        raise NotFoundError(f"the flow {path.stem!r} has no `form`")
    if kind == "svg":
        made = form_svg(form_diagram_of(compiled))
    else:
        made = json.dumps(flow_json(compiled), ensure_ascii=False, indent=2) + "\n"
    if output:
        output.write_text(made, encoding="utf-8")
    else:
        click.echo(made, nl=False)
