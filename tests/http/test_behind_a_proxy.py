"""Whose address a request has: the proxy's word counts only where a setting says so."""

from __future__ import annotations

import pytest
import requests
from support.process import ServerProcess

from milo.cli.environment import read_settings
from milo.engine.errors import ConfigurationError
from milo.http.api.rate_limit import BURST

SETTINGS = {
    "MILO_META_APP_SECRET": "a",
    "MILO_META_VERIFY_TOKEN": "b",
    "MILO_META_ACCESS_TOKEN": "c",
    "MILO_META_PHONE_NUMBER_ID": "1060000000",
    "MILO_WHATSAPP_NUMBER": "15550001111",
    "MILO_GRAPH_URL": "http://127.0.0.1:9/v25.0",
}

AFTERWARDS = 100
"""Requests that would take ten seconds to be allowed again, one by one."""


@pytest.fixture
def serve(tmp_path):
    """What starts a server behind a proxy at that address, and returns its own address."""
    servers = []

    def start(proxy):
        url = f"sqlite:///{tmp_path / 'milo.db'}"
        given = {**SETTINGS, "MILO_DATABASE_URL": url, "MILO_TRUSTED_PROXY": proxy}
        servers.append(ServerProcess(given, tmp_path / "log"))
        servers[-1].wait_until_ready()
        return servers[-1].address

    yield start
    for server in servers:
        server.discard()


def test_nobody_else_is_believed(serve):
    address = serve("192.0.2.1")
    assert 429 in statuses(address, "203.0.113.7", BURST * 2)
    assert 429 in statuses(address, "203.0.113.8", AFTERWARDS)


def test_the_proxy_is_believed_and_only_its_own_word(serve):
    address = serve("127.0.0.1")
    assert 429 in statuses(address, "198.51.100.1, 203.0.113.7", BURST * 2)
    assert 429 in statuses(address, "198.51.100.2, 203.0.113.7", AFTERWARDS)
    assert 429 not in statuses(address, "203.0.113.8", 1)


def statuses(address, forwarded, count):
    """Return how requests are answered that somebody sends as if for another."""
    with requests.Session() as session:
        session.headers["X-Forwarded-For"] = forwarded
        return {session.get(f"{address}/nadie", timeout=5).status_code for _ in range(count)}


@pytest.mark.parametrize("text", ["*", "proxy", "10.0.0.0/8", "127.0.0.1,10.0.0.1"])
def test_a_proxy_is_one_address(text):
    with pytest.raises(ConfigurationError, match="MILO_TRUSTED_PROXY"):
        read_settings({"MILO_TRUSTED_PROXY": text})


@pytest.mark.parametrize(
    "text",
    [
        *("*", "https://*.example.com", "panel.example", "https://Panel.example", "null"),
        *("https://panel.example/", "https://a.example,*", "https://u:p@panel.example", "ftp://x"),
    ],
)
def test_origins_are_exact(text):
    with pytest.raises(ConfigurationError, match="MILO_CORS_ORIGINS"):
        read_settings({"MILO_CORS_ORIGINS": text})


def test_origins_as_they_are_given():
    given = "https://panel.example, http://localhost:5173 ,http://[::1]:3000"
    found = read_settings({"MILO_CORS_ORIGINS": given}).cors_origins
    assert found == ("https://panel.example", "http://localhost:5173", "http://[::1]:3000")
    assert read_settings({}).cors_origins == ()
    assert read_settings({}).trusted_proxy == ""
