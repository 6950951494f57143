"""The `milo` command on a database of its own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import structlog
from click.testing import CliRunner, Result

from milo.cli import main
from milo.cli.libraries import load_flows
from milo.demo.standin import ACCOUNT_ID, StandIn
from milo.store import open_store

CARLA = """\
name: Peluquería Carla
slug: carla
settings:
  services:
    - {id: corte, name: Corte, minutes: 30, price: "8000"}
    - {id: taller, name: Taller, minutes: 60, capacity: 6, max_party: 4}
  hours:
    tue: [["09:00", "13:00"]]
  reception: {phone: "5492615559999"}
"""


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """Leave logs as they were: a command that runs in this process says where its own go."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


class Milo:
    """Runs commands and keeps what they need."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.url = url
        self.env: dict[str, str | None] = {
            "MILO_DATABASE_URL": url,
            "MILO_META_PHONE_NUMBER_ID": "1060000000",
            "MILO_WHATSAPP_NUMBER": "5492610000000",
        }

    def __call__(self, *arguments: str, **env: str) -> Result:
        """Run a command; a traceback fails the test."""
        result = CliRunner(env={**self.env, **env}).invoke(main, arguments)
        if not isinstance(result.exception, SystemExit | None):
            raise result.exception
        return result

    def good(self, *arguments: str, **env: str) -> str:
        """Run a command that succeeds; return what it printed."""
        result = self(*arguments, **env)
        assert (result.exit_code, result.stderr) == (0, ""), result.output
        return result.stdout

    def json(self, *arguments: str) -> Any:
        """Run a command that succeeds, for programs."""
        return json.loads(self.good(*arguments, "--json"))

    def wrong(self, *arguments: str) -> str:
        """Run a command that finds something wrong; return what it said of it."""
        result = self(*arguments)
        assert (result.exit_code, result.stdout) == (1, ""), result.output
        return result.stderr.rstrip("\n")

    def misused(self, *arguments: str) -> str:
        """Run a command in a way that it is not used; return what it said of it."""
        result = self(*arguments)
        assert (result.exit_code, result.stdout) == (2, ""), result.output
        return result.stderr

    def file(self, text: str | bytes, name: str = "carla.yaml") -> str:
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    def apply(self, text: str = CARLA) -> str:
        return self.good("clients", "apply", self.file(text))

    def transact(self, work: Callable[[Any], Any]) -> Any:
        store = open_store(self.url)
        try:
            return store.transact(work)
        finally:
            store.close()


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database as a server leaves it that nobody has written to: the shipped flows are live."""
    path = tmp_path_factory.mktemp("served") / "milo.db"
    store = open_store(f"sqlite:///{path}")
    load_flows().publish(store, datetime.now(UTC))
    store.close()
    return path


@pytest.fixture
def milo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, published: Path) -> Milo:
    monkeypatch.delenv("COLUMNS", raising=False)
    shutil.copy(published, tmp_path / "milo.db")
    return Milo(tmp_path, f"sqlite:///{tmp_path}/milo.db")


@pytest.fixture
def unserved(milo: Milo) -> Milo:
    """The command without a database yet: no flow is live."""
    (milo.folder / "milo.db").unlink()
    return milo


@pytest.fixture
def standin() -> Iterator[StandIn]:
    standin = StandIn("http://127.0.0.1:1/", "s3cret", "EAAtoken", "1060000000", "5492610000000")
    standin.exchange.deliveries.put = lambda *_: None
    standin.url = f"{standin.start()}/v25.0"
    yield standin
    standin.stop()


@pytest.fixture
def online(milo: Milo, standin: StandIn) -> Milo:
    milo.env |= {
        "MILO_GRAPH_URL": standin.url,
        "MILO_META_WABA_ID": ACCOUNT_ID,
        "MILO_META_ACCESS_TOKEN": "EAAtoken",
        "MILO_META_APP_SECRET": "s3cret",
    }
    return milo
