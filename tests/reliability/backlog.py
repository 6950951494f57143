"""A server that finds 200,000 messages undone: when it takes a new one, and how it ends.

python -m reliability.backlog --rows 200000
"""

from __future__ import annotations

import argparse
import sys
import time

from support.databases import count
from support.house import House

from .houses import BOTH, opened
from .results import Result, note

EACH = 10
"""How many of the messages are one person's."""
TAKEN_SECONDS, END_SECONDS = 2.0, 25.0
CONTACTS = "id", "user_id", "user_phone"
ROWS = """
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {last})
INSERT INTO {table} ({columns}) SELECT {values} FROM n, (SELECT * FROM {table} LIMIT 1) one
"""
LEFT_BEHIND = "done_at IS NULL"


def fill(house: House, rows: int) -> None:
    """Write, as many times as `rows`, what somebody once wrote; by other people, undone."""
    (contact,) = house.database.rows("SELECT * FROM contacts LIMIT 1")
    own = {
        "id": "'behind' || n.i",
        "user_id": "'AR.88' || (1000000000 + n.i)",
        "user_phone": "'5492' || (700000000 + n.i)",
    }
    _copy(house, "contacts", list(contact), own, rows // EACH)
    (message,) = house.database.rows("SELECT * FROM inbox LIMIT 1")
    own = {
        "message_id": "'wamid.behind.' || n.i",
        "contact_id": f"'behind' || (n.i / {EACH})",
        "session_id": "NULL",
        "done_at": "NULL",
    }
    columns = [column for column in message if column != "id"]
    _copy(house, "inbox", columns, own, rows)


def _copy(house: House, table: str, columns: list[str], own: dict[str, str], rows: int) -> None:
    values = ", ".join(own.get(column, f"one.{column}") for column in columns)
    sql = ROWS.format(last=rows - 1, table=table, columns=", ".join(columns), values=values)
    house.database.change(sql)


def run(kind: str, rows: int) -> Result:
    """Fill, start, write, stop; return what came of it."""
    began = time.monotonic()
    with opened(kind, MILO_META_RATE="80") as house:
        house.open().terminate()  # makes the tables
        started = time.monotonic()
        server = house.open()
        empty = time.monotonic() - started
        busy, quiet, ana = house.merchant(), house.merchant(), house.person()
        ana.say(busy)
        house.wait_until_quiet()
        assert server.terminate() == 0
        fill(house, rows)

        started = time.monotonic()
        server = house.open()
        listens = time.monotonic() - started
        bea = house.person("Bea")
        change = bea.write({"type": "text", "text": quiet})
        before = time.monotonic()
        status = house.post(change)
        taken = time.monotonic() - before
        bea.next()
        answered = time.monotonic() - before

        undone = count(house.database, "inbox", LEFT_BEHIND)
        before = time.monotonic()
        ended = server.terminate(seconds=60)
        stopped = time.monotonic() - before
    fine = status == 200 and listens + taken < TAKEN_SECONDS and stopped < END_SECONDS
    return Result(
        name=f"60-backlog-{kind}",
        promise="a restart takes new messages within two seconds, a stop ends within 25",
        breaking=f"{rows:,} messages that nobody has worked, at the start and at the stop ({kind})",
        times="once",
        result=(
            f"it listens after {listens:.1f} s (with nothing undone: {empty:.1f} s), takes a "
            f"message in {taken:.2f} s more and answers it after {answered:.1f} s; "
            f"stopped with {undone:,} undone it ends in {stopped:.1f} s"
        ),
        command=f"make backlog ROWS={rows}",
        seconds=time.monotonic() - began,
        ok=bool(fine and ended == 0 and undone),
    )


def main() -> int:
    """Run on each database, keep the results, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--only", choices=BOTH, action="append")
    asked = parser.parse_args()
    results = [run(kind, asked.rows) for kind in asked.only or BOTH]
    for result in results:
        note(result)
    return 0 if all(result.ok for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
