"""`milo flow reference`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import click

from ..base import as_json, example, print_json
from . import flow

if TYPE_CHECKING:
    from ....engine.flow.language.reference import FunctionHelp

EVERY = "*"
"""Stands for every slot of a flow."""
HEADINGS = {
    "provider": ("**Providers**, for `list.from`", ("name", "rows", "slots")),
    "parser": ("**Parsers**, for `typed.parse`", ("name", "reads", "slots", "texts")),
    "check": ("**Checks**, for `typed.check`", ("name", "lets pass", "slots", "texts")),
    "guard": ("**Guards**, for `if`", ("name", "holds when", "slots")),
    "action": ("**Actions**, for `do`", ("name", "does", "slots", "outcomes")),
    "outside": (
        "**Outside actions**, for `do`: they ask another system",
        ("name", "does", "slots", "seconds", "outcomes"),
    ),
    "show": (
        "**Shows**: what a text may say of a slot of that type",
        ("type", "`{slot}`", "suffixes"),
    ),
}
"""How each kind is headed, and the columns of its table."""


@example("milo flow reference", "milo flow reference crear_reserva", "milo flow reference --json")
@flow.command()
@click.argument("names", nargs=-1)
@click.option("--markdown", is_flag=True, help="As the tables of docs/flows.md.")
@as_json
def reference(names: tuple[str, ...], markdown: bool, as_json: bool) -> None:
    """Tell what flows may name: providers, parsers, checks, guards, actions, shows.

    What MILO_VOCABULARY adds is among them.
    """
    from ....engine.flow.language.reference import reference as told_of
    from ...vocabulary import vocabulary

    every = told_of(vocabulary())
    found = [one for one in every if not names or one.entry.name in names]
    missing = sorted(set(names) - {one.entry.name for one in found})
    if missing:
        raise click.UsageError(f"There is no {missing[0]!r}; milo flow reference lists all.")
    if as_json:
        print_json([one.to_json() for one in found])
    else:
        click.echo("\n".join(as_markdown(found) if markdown else _plain(found)))


def as_markdown(every: Iterable[FunctionHelp]) -> Iterator[str]:
    """Yield the lines of the tables."""
    by_kind: dict[str, list[FunctionHelp]] = {}
    for one in every:
        by_kind.setdefault(one.entry.kind, []).append(one)
    for kind, (heading, columns) in HEADINGS.items():
        if found := by_kind.get(kind):
            yield from (heading, "", f"| {' | '.join(columns)} |", "|---" * len(columns) + "|")
            yield from (_row(one, columns) for one in found)
            yield ""


def _row(one: FunctionHelp, columns: tuple[str, ...]) -> str:
    entry = one.entry
    cells = {
        "slots": _coded((*entry.slots, *entry.optional)),
        "texts": _coded(entry.texts),
        "outcomes": _told(one.ends),
        "suffixes": _told(one.shows),
        "seconds": f"{entry.seconds:g}",
    }
    first = (f"`{entry.name}`", one.does.rstrip("."))
    return f"| {' | '.join((*first, *(cells[name] for name in columns[2:])))} |"


def _coded(names: Iterable[str]) -> str:
    return ", ".join("all" if name == EVERY else f"`{name}`" for name in names)


def _told(sentences: Mapping[str, str]) -> str:
    return "; ".join(
        f"`{name}`: {text}" if text else f"`{name}`" for name, text in sentences.items()
    )


def _plain(every: Iterable[FunctionHelp]) -> Iterator[str]:
    for one in every:
        entry = one.entry
        limit = f" ({entry.seconds:g} s)" if entry.seconds else ""
        yield f"{entry.kind} {entry.name}{limit}"
        yield f"  {one.does}"
        for name, sentence in (*one.ends.items(), *one.shows.items()):
            slots = ", ".join(entry.fills.get(name, ()))
            yield f"  - {name}: {sentence}" + (f" (fills {slots})" if slots else "")
        for label, listed in (("needs", entry.slots), ("reads", entry.optional)):
            if listed:
                yield f"  {label} the slots: {', '.join(listed)}"
        if entry.texts:
            yield f"  says the texts: {', '.join(entry.texts)}"
        yield ""
