"""Whose address a request has: the proxy's word counts only where a setting says so."""

from __future__ import annotations

import pytest
import requests
from support.process import ServerProcess

from milo.cli.settings import read_settings
from milo.engine.errors import ConfigurationError
from milo.http.limits import BURST

SETTINGS = {
    "MILO_META_APP_SECRET": "a",
    "MILO_META_VERIFY_TOKEN": "b",
    "MILO_META_ACCESS_TOKEN": "c",
    "MILO_META_PHONE_NUMBER_ID": "1060000000",
    "MILO_WHATSAPP_NUMBER": "15550001111",
    "MILO_GRAPH_URL": "http://127.0.0.1:9/v25.0",
}


@pytest.mark.parametrize(
    ("proxy", "first", "second", "apart"),
    [
        ("", "203.0.113.7", "203.0.113.8", False),
        ("192.0.2.1", "203.0.113.7", "203.0.113.8", False),
        ("127.0.0.1", "203.0.113.7", "203.0.113.8", True),
        ("127.0.0.1", "198.51.100.1, 203.0.113.7", "198.51.100.2, 203.0.113.7", False),
    ],
    ids=["nobody", "another", "the proxy", "only its own word"],
)
def test_who_is_believed(tmp_path, proxy, first, second, apart):
    url = f"sqlite:///{tmp_path / 'milo.db'}"
    given = {**SETTINGS, "MILO_DATABASE_URL": url, "MILO_TRUSTED_PROXY": proxy}
    server = ServerProcess(given, tmp_path / "log")
    try:
        server.wait_until_ready()
        assert 429 in statuses(server.address, first, BURST * 2)
        assert (429 not in statuses(server.address, second, 1)) == apart
    finally:
        server.discard()


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
