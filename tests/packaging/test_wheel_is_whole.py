"""What is installed from a wheel is the whole program: flows, pages, the phone, migrations."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
import requests

ROOT = Path(__file__).parents[2]
ROOMS = ("engine", "http", "store", "flows", "demo", "cli")
INSTALLED = """
from pathlib import Path
from milo.cli.flow_files import shipped_flows
from milo.cli.libraries import load_flows
import milo.cli, milo.demo.phone_api, milo.engine, milo.flows, milo.http.app, milo.store.factory
here = Path({target!r})
for module in (milo.cli, milo.demo, milo.http.app, milo.store, milo.engine, milo.flows):
    assert Path(module.__file__).is_relative_to(here), module.__file__
assert all(path.is_relative_to(here) for path in shipped_flows())
assert "reservas" in load_flows()
store = milo.store.factory.open_store("sqlite:///" + str(here / "milo.db"))
assert store.ready()
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory) -> Path:
    """A copy of what a wheel is made of: nothing is left behind in the repository."""
    copy = tmp_path_factory.mktemp("source")
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    for room in ROOMS:
        leftovers = shutil.ignore_patterns("__pycache__", "*.egg-info")
        shutil.copytree(ROOT / room, copy / room, ignore=leftovers)
    shutil.copytree(ROOT / "docs" / "flow-check", copy / "docs" / "flow-check")
    return copy


@pytest.fixture(scope="module")
def wheel(source, tmp_path_factory) -> Path:
    into = tmp_path_factory.mktemp("wheel")
    _pip("wheel", "--no-deps", "--wheel-dir", str(into), str(source))
    return next(into.glob("milo-*.whl"))


@pytest.mark.parametrize("room", ROOMS)
def test_every_file_of_a_room_travels(source, wheel, room):
    paths = [path for path in (source / room).rglob("*") if path.is_file()]
    meant = {f"milo/{path.relative_to(source).as_posix()}" for path in paths}
    assert meant - set(ZipFile(wheel).namelist()) == set()


def test_what_is_no_code_was_meant(wheel):
    everything = ZipFile(wheel).namelist()
    pages = ("http/pages/not_here.html", "demo/phone/index.html", "flow_check/F101.md")
    for kind in ("flows/reservas.yaml", *pages):
        assert f"milo/{kind}" in everything
    assert "milo/engine/py.typed" in everything
    assert any(name.startswith("milo/store/migrations/0001") for name in everything)


def test_the_tests_stay_at_home(wheel):
    roots = {name.split("/")[0] for name in ZipFile(wheel).namelist()}
    assert {root for root in roots if not root.endswith(".dist-info")} == {"milo"}


def test_it_carries_its_licence_and_its_command(wheel):
    files = ZipFile(wheel)
    names = {name.split("/", 1)[-1]: name for name in files.namelist() if ".dist-info/" in name}
    assert "licenses/LICENSE" in names
    assert "milo = milo.cli:main" in files.read(names["entry_points.txt"]).decode()


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("installed") / "site"
    _pip("install", "--no-deps", "--target", str(target), str(wheel))
    return target


def test_installed_plain_it_finds_its_flows_and_migrations(installed, tmp_path):
    _python(installed, INSTALLED.format(target=str(installed)), tmp_path)


def test_installed_plain_it_runs_the_demo_by_itself(installed, tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-m", "milo.cli", "demo", "--port", "0"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout
        said = iter(process.stdout.readline, "")
        page = next(found[0] for line in said if (found := re.findall(r"http://\S+/phone", line)))
        phone = requests.get(page, timeout=20)
        assert (phone.status_code, "<html" in phone.text) == (200, True)
        address = page.removesuffix("/phone")
        carla = requests.get(f"{address}/api/clients/peluqueria-carla", timeout=20).json()
        assert carla["services"]
    finally:
        process.terminate()
        assert process.wait(30) == 0


def _pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stderr


def _python(first: Path, code: str, cwd: Path) -> None:
    """Run code that looks for modules in `first` before the editable install."""
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(first)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
