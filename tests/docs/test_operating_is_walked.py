"""docs/operating.md, walked: each of its commands, paths and queries, beside a real server."""

from __future__ import annotations

import re
import shlex
import shutil
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner
from support.databases import SqliteFile
from support.house import House

from milo.cli import main

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
ROOMS = [ROOT / name for name in ("engine", "http", "cli", "store")]
PAGE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", PAGE, re.M | re.S)
INLINE = [" ".join(one.split()) for one in re.findall(r"`(milo [^`]+)`", PAGE)]
FENCED = [
    line.partition("  #")[0].strip()
    for kind, block in BLOCKS
    if kind == "sh"
    for line in block.splitlines()
]
COMMANDS = list(dict.fromkeys([*INLINE, *FENCED]))
QUERIES = [
    query
    for kind, block in BLOCKS
    if kind == "sql"
    for query in re.sub(r"--.*", "", block).split(";")
    if query.strip()
]
FAILED = "UPDATE outbox SET status = 'failed', error = '131000: an incident of Meta''s'"
NOTHING_THERE = {
    "milo outbox drop --all --older 1d": "There is no such pending message.",
    "milo outbox drop": "There is no pending message with that id.",
    "milo templates status": "MILO_META_WABA_ID must be set to ask Meta.",
    "milo forms status": "MILO_META_WABA_ID must be set to ask Meta.",
    "milo templates submit": "MILO_META_WABA_ID must be set to ask Meta.",
}
"""Nothing waits any more, or no account is known here: it ends with 1 and says so."""
RUNS_ALREADY = {"milo serve"}
NEEDS_MORE = {
    "milo clients apply": "clients apply {merchant}",
    "milo flow test": "flow test {reservas}",
    "milo backup": "backup {folder}/another.db",
    "milo inbox drop ID": "inbox drop {parked}",
    "milo outbox again": "outbox again {failed}",
    "milo outbox drop": "outbox drop {failed}",
}
"""Commands that the page only names, with what they are given elsewhere in the docs."""


@dataclass(frozen=True)
class Operated:
    """A server that has talked with somebody, and what its operator may name."""

    house: House
    names: dict[str, str]

    def command(self, written: str) -> list[str]:
        """Return the words of one of the page's commands, with names of what is here."""
        given = NEEDS_MORE.get(written, written.removeprefix("milo "))
        for placeholder, name in (
            ("FILE", "{folder}/copy.db"),
            ("CLIENT", "{client}"),
            ("wamid.HBgN…", "{wamid}"),
            ("5492615551234", "{phone}"),
            ("2026-11-23T10:05-03:00", "2999-01-01T00:00-03:00"),
            ("01kar5…", "{session}"),
            ("flows/reservas.yaml", "{reservas}"),
        ):
            given = given.replace(placeholder, name)
        return shlex.split(given.format(**self.names))


@pytest.fixture(scope="module")
def operated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operated]:
    folder = tmp_path_factory.mktemp("operated")
    house = House(SqliteFile(folder / "milo.db"), folder)
    house.open()
    slug, ana = house.merchant(), house.person()
    wamid = ana.send({"type": "text", "text": slug})
    ana.next()
    ana.say("reservar")
    house.wait_until_quiet()
    settle = house.database.change
    for text in ("wamid.parked", "wamid.dropped"):
        settle(
            "INSERT INTO inbox (message_id, phone_number_id, contact_id, message, payload, "
            "received_at, done_at, error) SELECT %s, phone_number_id, contact_id, message, "
            "payload, received_at, received_at, 'a fault' FROM inbox LIMIT 1",
            text,
        )
    settle(FAILED)
    merchant = folder / "carla.yaml"
    merchant.write_text(
        "slug: carla\nname: Carla\nsettings: {services: [], hours: {}}\n", encoding="utf-8"
    )
    flows = folder / "flows"
    (flows / "transcripts").mkdir(parents=True)
    for part in ("reservas.yaml", "transcripts/reservas.yaml"):
        shutil.copy(ROOT / "flows" / part, flows / part)
    (session,) = house.database.rows("SELECT id FROM sessions")
    (failed, *_) = house.database.rows("SELECT id FROM outbox WHERE status = 'failed'")
    parked = house.database.rows("SELECT id FROM inbox WHERE error IS NOT NULL")
    names = {
        "folder": str(folder),
        "client": slug,
        "wamid": wamid,
        "phone": str(ana.owner.wa_id),
        "session": str(session["id"]),
        "failed": str(failed["id"]),
        "parked": str(parked[-1]["id"]),
        "merchant": str(merchant),
        "reservas": str(flows / "reservas.yaml"),
    }
    yield Operated(house, names)
    house.close()


@pytest.mark.parametrize("written", COMMANDS)
def test_each_command_does_what_it_is_for(operated: Operated, written: str) -> None:
    if written in RUNS_ALREADY:
        assert requests.get(f"{operated.house.server.address}/healthz", timeout=10).ok
        return
    operated.house.database.change(FAILED)
    arguments = operated.command(written)
    result = CliRunner(env=operated.house.environment).invoke(main, arguments)
    assert isinstance(result.exception, SystemExit | None), result.exception
    assert "Traceback" not in result.output
    if written in NOTHING_THERE:
        assert (result.exit_code, result.output.strip()) == (1, NOTHING_THERE[written])
        return
    # The doctor ends with 1 as long as a message is parked; others may have dropped it by now.
    assert result.exit_code in ((0, 1) if arguments[0] == "doctor" else (0,)), result.output
    assert result.output.strip()


@pytest.mark.parametrize("query", QUERIES)
def test_each_query_runs_on_the_tables_as_they_are(operated: Operated, query: str) -> None:
    operated.house.database.rows(query.replace("%", "%%"))


def test_each_metric_is_measured(operated: Operated) -> None:
    table = PAGE.partition("## Metrics")[2].partition("\n## ")[0]
    told = set(re.findall(r"^\| `(milo_\w+)` \| (\w+) \|", table, re.M))
    text = requests.get(f"{operated.house.server.address}/metrics", timeout=10).text
    measured = set(re.findall(r"^# TYPE (milo_\w+) (\w+)$", text, re.M))
    assert len(measured) > 10
    assert {
        (name, kind) for name, kind in measured - told if not name.endswith("_created")
    } == set()
    sources = [path.read_text(encoding="utf-8") for room in ROOMS for path in room.rglob("*.py")]
    names = {name.removeprefix("milo_").removesuffix("_total") for name, _ in told}
    assert {name for name in names if not any(name in text for text in sources)} == set()


def test_a_copy_is_restored_as_the_page_says(operated: Operated, tmp_path: Path) -> None:
    """Stop, put it in place of `milo.db`, remove `-wal` and `-shm`, start."""
    house, copy = operated.house, tmp_path / "copy.db"
    done = CliRunner(env=house.environment).invoke(main, ["backup", str(copy)])
    assert done.exit_code == 0, done.output
    path = Path(operated.names["folder"]) / "milo.db"
    house.server.process.send_signal(signal.SIGTERM)
    assert house.server.wait() == 0
    shutil.copy(copy, path)
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    house.open()
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as restored:
        assert restored.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert "¿Qué querés hacer?" in house.person().say(operated.names["client"]).text
