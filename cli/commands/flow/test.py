"""`milo flow test`."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..base import FOUND, as_json, example, print_json
from . import flow

if TYPE_CHECKING:
    from ....engine.rehearsal.coverage import Kind
    from ....engine.rehearsal.performance import Performance
    from ...rehearsing.transcript_tests import Tested

KINDS: dict[str, Kind] = {"exits": "exit", "states": "state", "texts": "text"}


@example("milo flow test", "milo flow test flows/reservas.yaml --cover exits")
@flow.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--cover",
    type=click.Choice([*KINDS, "all"]),
    multiple=True,
    help="End with 1 unless every one of these is reached.",
)
@click.option("--update", is_flag=True, help="Write what came into the transcripts' `expect`.")
@click.option(
    "--clients",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file of merchants of one's own, whose slugs transcripts may name.",
)
@click.option("--flows", default="", envvar="MILO_FLOWS", help="A folder of more flows.")
@as_json
def test(
    paths: tuple[Path, ...],
    cover: tuple[str, ...],
    update: bool,
    clients: Path | None,
    flows: str,
    as_json: bool,
) -> None:
    """Play transcripts; tell by line what none of them reaches.

    Paths are flows, or their transcripts (NAME.test.yaml, transcripts/NAME.yaml); without any, all
    flows at hand are tested.
    """
    from ...rehearsing.transcript_tests import play_all

    tested = play_all(paths, flows, update=update, clients=clients)
    wanted = [kind for name, kind in KINDS.items() if name in cover or "all" in cover]
    if as_json:
        print_json([_json(one) for one in tested])
    else:
        for one in tested:
            for line in _lines(one, wanted):
                click.echo(line)
    if any(one.wrong or one.lacking(wanted) for one in tested):
        sys.exit(FOUND)


def _lines(one: Tested, wanted: Collection[str]) -> Iterator[str]:
    """Yield what went wrong, how much was reached, and what was not."""
    from ...rehearsing.flow_folders import shown_path

    for performance in one.wrong:
        yield from _wrong(one, performance)
    yield f"{one.path.stem}: {_played(one)}; reached {_counts(one)}"
    for item in one.coverage.missed if one.performances or wanted else ():
        line, column = one.source.position(item.path)
        yield f"  {shown_path(one.path)}:{line}:{column}: {item.kind} {item.name} is not reached"


def _wrong(one: Tested, performance: Performance) -> Iterator[str]:
    from ...rehearsing.flow_folders import shown_path

    assert performance.wrong and one.transcripts
    file, wrong = shown_path(one.transcripts), performance.wrong
    yield f"{file}:{wrong.line}: {performance.transcript.name}"
    yield from (f"  {told}" for told in wrong.told)
    yield from (f"  {line}" for line in wrong.chat)


def _played(one: Tested) -> str:
    total = len(one.performances)
    if not total:
        return "no transcripts"
    turns = sum(performance.turns for performance in one.performances)
    return f"{total - len(one.wrong)} of {total} transcripts as expected, {turns} turns"


def _counts(one: Tested) -> str:
    from ....engine.rehearsal.coverage import KINDS as COUNTED

    counted = [(one.coverage.count(kind), kind) for kind in COUNTED]
    return ", ".join(f"{reached} of {total} {kind}s" for (reached, total), kind in counted)


def _json(one: Tested) -> dict[str, Any]:
    from ...rehearsing.flow_folders import shown_path

    return {
        "flow": one.path.stem,
        "file": shown_path(one.path),
        "transcripts": [_performance_json(performance) for performance in one.performances],
        "reached": {name: one.coverage.count(kind)[0] for name, kind in KINDS.items()},
        "missed": [
            {"kind": item.kind, "name": item.name, "line": one.source.position(item.path)[0]}
            for item in one.coverage.missed
        ],
    }


def _performance_json(performance: Performance) -> dict[str, Any]:
    wrong = performance.wrong
    return {
        "name": performance.transcript.name,
        "turns": performance.turns,
        "passed": wrong is None,
        "line": wrong.line if wrong else None,
        "told": list(wrong.told) if wrong else [],
        "chat": list(wrong.chat) if wrong else [],
    }
