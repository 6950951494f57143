"""Commands as processes of their own, beside a real server: what they do, people notice."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.databases import SqliteFile
from support.house import House
from support.process import environment

MERCHANT = "name: Kiosco\nsettings: {services: [], hours: {}}\n"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder: Path = tmp_path_factory.mktemp("house")
    opened = House(SqliteFile(folder / "milo.db"), folder)
    try:
        opened.open()
        yield opened
    finally:
        opened.close()


def run(house: House, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "milo.cli", *arguments],
        env=environment(house.environment),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_person_is_answered_and_given_back(house):
    slug = house.merchant()
    ana = house.person()
    ana.say(slug)
    ana.say("persona")
    (waits,) = json.loads(run(house, "reply", "--client", slug, "--json").stdout)["waiting"]
    assert waits["said"] == "persona"
    answered = run(house, "reply", "--session", waits["session"], "Hola Ana, soy Carla")
    assert (answered.returncode, answered.stderr) == (0, "")
    assert ana.next().text == "*Peluquería Carla*: Hola Ana, soy Carla"
    assert run(house, "handback", waits["session"]).returncode == 0
    assert ana.next().titles
    again = run(house, "handback", waits["session"])
    assert (again.returncode, again.stdout) == (1, "")
    assert "already" in again.stderr


def test_a_merchant_set_up_by_file_is_there_at_once(house, tmp_path):
    path = tmp_path / "kiosco.yaml"
    path.write_text(MERCHANT)
    done = run(house, "clients", "apply", str(path))
    assert (done.returncode, done.stderr) == (0, "")
    assert "Kiosco" in house.person().say("kiosco").text
    path.write_text(MERCHANT + "\tx: 1")
    wrong = run(house, "clients", "apply", str(path))
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert wrong.stderr.startswith(f"{path}:")
    assert wrong.stderr.count("\n") == 1


def test_doctor_sees_the_server(house):
    found = run(house, "doctor", "--json")
    assert found.returncode == 0, found.stdout
    (server,) = [row for row in json.loads(found.stdout) if row["name"] == "server"]
    assert server["value"] == "runs"


def test_wrong_use(house):
    wrong = run(house, "clients", "apply")
    assert (wrong.returncode, wrong.stdout) == (2, "")
