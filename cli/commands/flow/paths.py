"""`milo flow paths`."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any

import click

from ..base import FOUND, as_json, example, print_json
from . import flow

if TYPE_CHECKING:
    from ....engine.flow.paths.transcript import Rows, Step
    from ....engine.rehearsal.settling import Walked


@example(
    "milo flow paths reservas",
    "milo flow paths reservas --form",
    "milo flow paths encuesta --transcripts > encuesta.test.yaml",
)
@flow.command()
@click.argument("name", metavar="FLOW")
@click.option("--transcripts", is_flag=True, help="Print the paths as transcripts; walk none.")
@click.option("--form", is_flag=True, help="The paths through its form, filled in on screens.")
@click.option("--flows", default="", envvar="MILO_FLOWS", help="A folder of more flows.")
@as_json
def paths(name: str, transcripts: bool, form: bool, flows: str, as_json: bool) -> None:
    """Find a shortest path to every exit of a flow, time-outs included, and walk it.

    FLOW is a name or a file. Each path goes through the real webhook, router, actors, SQLite and
    gateway, and through the checks of the stand-in for Meta, on a simulated clock. What an action
    or a list does not do by itself is scripted. With --form it is filled in on the form's screens,
    and the exits are those that can be taken there.
    """
    from ....engine.rehearsal.writing import written
    from ...logs import configure_logs
    from ...rehearsing.flow_folders import named
    from ...rehearsing.setup import rehearsal_setup
    from ...rehearsing.walking import settled, walked

    configure_logs(level=logging.CRITICAL)
    path = named(name, flows)
    house = rehearsal_setup([path], flows)
    if transcripts:
        found = settled(house, path.stem, form=form)
        click.echo(written(one.transcript for one in found), nl=False)
        return
    every = []
    for one in walked(house, path.stem, form=form):
        every.append(one)
        if not as_json:
            click.echo(_line(one))
    wrong = [one for one in every if one.astray]
    if as_json:
        print_json([_json(one) for one in every])
    else:
        click.echo(f"{len(every) - len(wrong)} of {len(every)} exits reached.")
    if wrong:
        sys.exit(FOUND)


def _line(one: Walked) -> str:
    mark = "✗" if one.astray else "✓"
    steps = " → ".join(_steps(one))
    return f"{mark} {one.path.state} · {one.path.trigger}: {one.astray or steps}"


def _steps(one: Walked) -> list[str]:
    from ....engine.rehearsal.performance import did

    return [did(step).strip().removeprefix("> ") + _scripted(step) for step in one.path.steps]


def _scripted(step: Step) -> str:
    """Return what a turn has scripted, in brackets."""
    told = [f"{name}: {outcome}" for name, outcome in step.actions.items()]
    told += [f"{name}: {_named(rows)}" for name, rows in step.providers.items()]
    told += [f"{name}: {'yes' if holds else 'no'}" for name, holds in step.guards.items()]
    told += [f"{name} is gone" for name in step.gone]
    return f" ({', '.join(told)})" if told else ""


def _named(rows: Rows) -> str:
    return ", ".join(row.title for row in rows) or "nothing"


def _json(one: Walked) -> dict[str, Any]:
    return {
        "state": one.path.state,
        "trigger": one.path.trigger,
        "reached": not one.astray,
        "astray": one.astray or None,
        "steps": [
            step.model_dump(mode="json", exclude_defaults=True, exclude={"expect"})
            for step in one.path.steps
        ],
    }
