"""How the process begins and ends: what it refuses, and what it finishes first."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
import requests
from support.databases import count
from support.house import House, OpenHouse
from support.process import SERVE, environment
from support.talks import walk

SOON_SECONDS = 10.0
"""How long a server with little to do may take to end."""


def serve_in_vain(settings: Mapping[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a server that should not start."""
    command = [sys.executable, "-m", *SERVE]
    given = environment({**settings, "MILO_PORT": "0"})
    return subprocess.run(
        command, env=given, cwd=folder, capture_output=True, text=True, timeout=30, check=False
    )


def test_it_names_every_secret_that_it_misses(tmp_path: Path) -> None:
    ended = serve_in_vain({}, tmp_path)

    assert ended.returncode == 1
    for name in ("APP_SECRET", "VERIFY_TOKEN", "ACCESS_TOKEN", "PHONE_NUMBER_ID"):
        assert f"MILO_META_{name} is missing" in ended.stderr
    assert "MILO_WHATSAPP_NUMBER is missing" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_it_names_a_wrong_setting_and_shows_no_secret(tmp_path: Path) -> None:
    wrong = {"MILO_PORT": "0", "MILO_AWAKE": "many", "MILO_META_APP_SECRET": "hush-hush"}
    ended = serve_in_vain(wrong, tmp_path)

    assert ended.returncode == 1
    assert "MILO_AWAKE is not a whole number" in ended.stderr
    assert "hush-hush" not in ended.stderr


def test_a_second_server_on_one_file_does_not_start(open_house: OpenHouse, tmp_path: Path) -> None:
    with open_house("sqlite") as house:
        house.open()
        ended = serve_in_vain(house.environment, tmp_path)

        assert ended.returncode == 1
        (line,) = ended.stderr.strip().splitlines()
        assert line.startswith("Another process works ")
        assert "¿Qué querés hacer?" in house.person().say(house.merchant()).text


def test_it_ends_soon_with_everything_answered(own_house: House) -> None:
    house = own_house
    server = house.open()
    slug, people = house.merchant(), house.people(100)
    changes = [each.write({"type": "text", "text": slug}) for each in people]
    assert house.post(*changes) == 200
    began = time.monotonic()

    assert server.terminate() == 0

    assert time.monotonic() - began < SOON_SECONDS
    assert [len(each.unread()) for each in people] == [1] * 100
    assert count(house.database, "inbox", "done_at IS NULL") == 0
    assert '"drained": true' in server.written()
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{server.address}/healthz", timeout=5)


def test_it_ends_though_whoever_started_it_had_blocked_the_signal(open_house: OpenHouse) -> None:
    """A process inherits what is blocked, and a supervisor's library may have blocked it."""
    with open_house("sqlite") as house:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
        try:
            server = house.open()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
        assert server.terminate() == 0


def test_a_killed_one_is_followed_at_once_on_its_port(own_house: House) -> None:
    house = own_house
    killed = house.open()
    port = killed.address.rpartition(":")[2]
    slug, ana = house.merchant(), house.person()
    walk(ana, slug, "confirmando")
    house.set(MILO_PORT=port)
    killed.process.kill()
    killed.wait()

    house.open()

    assert house.server.address == killed.address
    assert ana.say("Confirmar").text.startswith("✅ ¡Listo!")


def test_a_conversation_goes_on_after_a_restart(own_house: House) -> None:
    house = own_house
    server = house.open()
    slug, ana = house.merchant(), house.person()
    walk(ana, slug, "confirmando")
    assert server.terminate() == 0
    ana.send({"type": "tap", "option": "Confirmar"})

    house.open()

    assert ana.next().text.startswith("✅ ¡Listo!")
    house.wait_until_quiet()
    assert ana.unread() == []
    assert len(house.bookings(slug, "confirmed")) == 1
