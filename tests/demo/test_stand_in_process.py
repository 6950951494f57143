"""The stand-in as its own process."""

from __future__ import annotations

import signal
import subprocess
import sys

import requests

COMMAND = [sys.executable, "-m", "milo.demo", "--webhook", "http://127.0.0.1:9/w"]
NAMES = ["--secret", "s", "--token", "t", "--phone-number-id", "111", "--rate", "0"]


def test_it_says_where_it_listens_and_ends_with_0_when_asked_to() -> None:
    with subprocess.Popen([*COMMAND, *NAMES], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        state = requests.get(f"{address}/_control", timeout=5).json()
        assert state["switches"]["number_rate"] is None
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def test_a_missing_option_is_said() -> None:
    done = subprocess.run(COMMAND, capture_output=True, text=True, check=False, timeout=10)
    assert done.returncode == 2
    assert "--secret" in done.stderr
