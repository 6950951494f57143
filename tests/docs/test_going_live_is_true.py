"""docs/going-live.md: its commands, walked against Meta's stand-in until a person is answered."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.databases import SqliteFile
from support.house import House

from milo.demo.standin import ACCOUNT_ID

from .documents import ROOT, blocks

PAGE = (ROOT / "docs" / "going-live.md").read_text("utf-8")
SET_BY_THE_TEST = {"MILO_SHORTLINK_BASE": "https://go.example", "MILO_META_WABA_ID": ACCOUNT_ID}


def commands() -> list[str]:
    lines = [line for block in blocks(PAGE, "sh") for line in block.text.splitlines()]
    return [line.partition("   #")[0].strip() for line in lines if line.startswith("milo ")]


def settings_named() -> set[str]:
    lines = [line for block in blocks(PAGE, "sh") for line in block.text.splitlines()]
    return {line.split()[1].partition("=")[0] for line in lines if line.startswith("export ")}


@pytest.mark.slow
def test_the_page_leads_to_an_answer(tmp_path: Path) -> None:
    database = SqliteFile(tmp_path / "milo.db")
    house = House(database, tmp_path, **SET_BY_THE_TEST)
    try:
        environment = {**os.environ, **house.environment}
        assert settings_named() <= environment.keys()
        for command in commands():
            if command == "milo serve &":
                house.open()
                continue
            words = command.replace("milo ", f"{sys.executable} -m milo.cli ", 1)
            done = subprocess.run(
                words,
                check=False,
                shell=True,
                cwd=tmp_path,
                env=environment,
                capture_output=True,
                text=True,
            )
            assert done.returncode == 0, (command, done.stdout, done.stderr)
        slug = house.admin("GET", "/api/shortlinks")["shortlinks"][0]["slug"]
        person = house.person()
        person.send({"type": "text", "text": slug})
        assert "¿Qué querés hacer?" in person.next().text
    finally:
        house.close()
