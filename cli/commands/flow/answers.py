"""`milo flow answers`."""

from __future__ import annotations

import csv
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import click

from ....engine.errors import NotFoundError
from ....engine.model import Answers, Contact
from ....engine.ports import Transaction
from ..base import as_json, example, print_json
from . import flow

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would run."""


@dataclass(frozen=True, slots=True)
class _Answered:
    """What somebody answered, and who; None where they are not known any more."""

    row: Answers
    person: Contact | None

    @property
    def name(self) -> str:
        return self.person.name if self.person else ""

    @property
    def phone(self) -> str:
        return (self.person.user_phone or "") if self.person else ""


@example(
    "milo flow answers encuesta",
    "milo flow answers encuesta --client carla --csv > encuesta.csv",
    "milo flow answers encuesta --count",
)
@flow.command()
@click.argument("flow")
@click.option("--client", metavar="SLUG", help="Of this merchant alone.")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
@click.option("--after", metavar="ID", help="Those after this one.")
@click.option("--csv", "as_csv", is_flag=True, help="All of them, as a table for spreadsheets.")
@click.option("--count", is_flag=True, help="How often each answer was given, of all of them.")
@as_json
def answers(
    flow: str,
    client: str | None,
    limit: int,
    after: str | None,
    as_csv: bool,
    count: bool,
    as_json: bool,
) -> None:
    """List what people answered in a flow, oldest first, with their names and phones.

    A flow keeps it by the action guardar_respuestas.
    """
    from ....http.api.pagination import page_of
    from ...lists import every
    from ...office import office, word
    from ...showing import show

    def page(tx: Transaction, since: str | None, most: int) -> list[Answers]:
        client_id = _client_id(tx, client)
        return tx.answers.page(word(flow), client_id=client_id, after=since, limit=most)

    def found(tx: Transaction) -> list[_Answered]:
        if as_csv or count:
            rows = every(lambda since, most: page(tx, since, most), lambda row: row.id)
        else:
            rows = page(tx, word(after) if after else None, limit + 1)
        return [_Answered(row, tx.contacts.by_id(row.contact_id)) for row in rows]

    with office(os.environ) as desk:
        rows = desk.read(found)
        if not rows:
            desk.read(lambda tx: _refuse_unknown(tx, flow))
    if count:
        _tell_counts(flow, rows, as_json=as_json)
    elif as_csv:
        _write_csv(rows)
    elif as_json:
        print_json(page_of("answers", rows, limit, _json, "id"))
    elif not rows:
        click.echo(f"No answers in {flow}.")
    else:
        show(("id", "at", "name", "phone", "answers"), [_cells(row) for row in rows[:limit]])
        if len(rows) > limit:
            of = f" --client {client}" if client else ""
            last = rows[limit - 1].row.id
            click.echo(f"There are more: milo flow answers {flow}{of} --after {last}")


def _refuse_unknown(tx: Transaction, flow: str) -> None:
    """Refuse a name that no flow has had; it may be misspelt."""
    known = {name for name, _ in tx.flow_versions.known()}
    if flow not in known:
        listed = ", ".join(sorted(known))
        raise NotFoundError(f"there is no flow {flow!r}; there are {listed}")


def _client_id(tx: Transaction, slug: str | None) -> str | None:
    from ....engine.office.merchants import find_client
    from ...office import word

    return find_client(tx, word(slug), any_status=True).id if slug else None


def _cells(one: _Answered) -> tuple[str, ...]:
    said = ", ".join(f"{slot}: {value}" for slot, value in one.row.slots.items())
    return one.row.id, f"{one.row.created_at:%F %H:%M}Z", one.name, one.phone, said


def _json(one: _Answered) -> dict[str, Any]:
    row = one.row
    return {
        "id": row.id,
        "client_id": row.client_id,
        "contact_id": row.contact_id,
        "name": one.name,
        "phone": one.phone,
        "session_id": row.session_id,
        "flow": row.flow,
        "version": row.version,
        "slots": dict(row.slots),
        "created_at": row.created_at.isoformat(),
    }


def _write_csv(rows: Sequence[_Answered]) -> None:
    """Write a row for each, with a column for each slot that anybody has answered."""
    slots = list(dict.fromkeys(slot for one in rows for slot in one.row.slots))
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(["id", "at", "name", "phone", "version", *slots])
    for one in rows:
        said = [str(one.row.slots.get(slot, "")) for slot in slots]
        at = one.row.created_at.isoformat()
        cells = [one.row.id, at, one.name, one.phone, str(one.row.version), *said]
        table.writerow([_plain(cell) for cell in cells])


def _plain(cell: str) -> str:
    """Return a cell that a spreadsheet shows and does not run."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _tell_counts(flow: str, rows: Sequence[_Answered], *, as_json: bool) -> None:
    from ...showing import show

    counts = _counts(one.row.slots for one in rows)
    if as_json:
        counted = {slot: dict(found) for slot, found in counts.items()}
        print_json({"flow": flow, "answers": len(rows), "counts": counted})
    elif not rows:
        click.echo(f"No answers in {flow}.")
    else:
        show(("slot", "answer", "people"), list(_lines(counts)))
        click.echo(f"{len(rows)} answers in all.")


def _counts(answered: Iterable[Mapping[str, Any]]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for slots in answered:
        for slot, value in slots.items():
            found.setdefault(slot, Counter())[str(value)] += 1
    return found


def _lines(counts: Mapping[str, Counter[str]]) -> Iterator[tuple[str, str, int]]:
    for slot, found in counts.items():
        yield from ((slot, value, number) for value, number in found.most_common())
