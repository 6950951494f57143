"""A start loads what it needs, and leaves to later what only some need."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.house import House, OpenHouse


def modules_of_a_start(house: House, folder: Path) -> set[str]:
    """Start a server, let it end, and return what it had loaded when it began to serve."""
    file = folder / "modules.json"
    file.unlink(missing_ok=True)
    house.open(("support.loaded", str(file)))
    assert house.server.terminate() == 0
    return set(json.loads(file.read_text()))


@pytest.mark.parametrize(
    "needless",
    [
        pytest.param("rich", id="colours for a terminal"),
        pytest.param("psycopg", id="the driver of another database"),
        pytest.param("milo.engine.flow.checks", id="checks that the flows have passed already"),
        pytest.param("yaml", id="YAML that was read already"),
        pytest.param("requests", id="what only the sending child posts with"),
        pytest.param("jinja2", id="pages that nobody has asked for"),
        pytest.param("segno", id="QR codes that nobody has asked for"),
        pytest.param("phonenumbers", id="phones of all countries"),
        pytest.param("email_validator", id="addresses that few flows ask for"),
        pytest.param("stdnum", id="papers that few flows ask for"),
        pytest.param("milo.http.openapi.document", id="the document that few ask for"),
        pytest.param("cryptography", id="what opens forms, where there is no key"),
    ],
)
def test_a_start_on_sqlite_does_without(needless: str, loaded_on_sqlite: set[str]) -> None:
    assert "milo.http.app" in loaded_on_sqlite
    assert needless not in loaded_on_sqlite


def test_a_start_on_postgresql_has_its_driver(open_house: OpenHouse, tmp_path: Path) -> None:
    with open_house("postgres") as house:
        loaded = modules_of_a_start(house, tmp_path)

    assert "psycopg" in loaded
    assert "rich" not in loaded


@pytest.fixture(scope="module")
def loaded_on_sqlite(open_house: OpenHouse, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Return the modules of a start on a SQLite file on which Milo was before."""
    folder = tmp_path_factory.mktemp("loaded")
    with open_house("sqlite") as house:
        modules_of_a_start(house, folder)
        return modules_of_a_start(house, folder)
