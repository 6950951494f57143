"""Caddy and nginx in front of a real Milo, by the examples that we ship."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import requests
from support.house import APP_SECRET, House
from support.posting import PATH

from milo.demo.signing import sign

from .conftest import DEPLOY, free_port

MEBIBYTE = 1024 * 1024
SECONDS = 20


def caddy(house: House, run: Callable[..., int], _folder: Path) -> str:
    """Start it with the example as it is, but for the port, and without certificates."""
    port = free_port()
    upstream = house.server.address.removeprefix("http://")
    config = str(DEPLOY / "Caddyfile")
    run(
        port,
        *("caddy", "run", "--adapter", "caddyfile", "--config", config),
        MILO_SITE=f"http://127.0.0.1:{port}",
        MILO_UPSTREAM=upstream,
    )
    return f"http://127.0.0.1:{port}"


def nginx(house: House, run: Callable[..., int], folder: Path) -> str:
    """Start it with the example, whose names and certificates are replaced by a test's."""
    port = free_port()
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    names = ["-subj", "/CN=127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names],
        check=True,
        capture_output=True,
    )
    site = (DEPLOY / "nginx.conf").read_text()
    site = site.replace("127.0.0.1:8080", house.server.address.removeprefix("http://"))
    site = site.replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl")
    site = re.sub(r"ssl_certificate +\S+;", f"ssl_certificate {certificate};", site)
    site = re.sub(r"ssl_certificate_key +\S+;", f"ssl_certificate_key {key};", site)
    (folder / "nginx.conf").write_text(
        f"pid {folder}/nginx.pid; error_log stderr; daemon off; user root;\n"
        f"events {{}}\nhttp {{\naccess_log off; client_body_temp_path {folder}/body;\n{site}}}\n"
    )
    run(port, "nginx", "-c", str(folder / "nginx.conf"))
    return f"https://127.0.0.1:{port}"


@pytest.fixture(params=[caddy, nginx])
def address(request, house, run, tmp_path) -> str:
    return request.param(house, run, tmp_path)


def ask(method: str, url: str, **more: object) -> requests.Response:
    return requests.request(method, url, timeout=SECONDS, verify=False, **more)


@pytest.mark.filterwarnings("ignore:Unverified HTTPS")
def test_a_conversation_and_the_links_come_through_and_nothing_of_the_inside(house, address):
    slug = house.merchant()
    found = ask("GET", f"{address}/{slug}", allow_redirects=False)
    assert found.status_code == 301
    assert found.headers["Location"].startswith("https://wa.me/")
    assert ask("GET", f"{address}/healthz").status_code == 200
    for hidden in ("/metrics", "/readyz", "/metrics/", "/%6Detrics", "//metrics", "/x/../readyz"):
        raw = requests.Request("GET", address + hidden).prepare()
        raw.url = address + hidden  # as it is typed
        with requests.Session() as session:
            answer = session.send(raw, timeout=SECONDS, verify=False, allow_redirects=False)
        assert "milo_" not in answer.text, hidden
        assert "parts" not in answer.text, hidden
    body = b'{"object":"whatsapp_business_account", "entry": []}'
    headers = {"X-Hub-Signature-256": sign(APP_SECRET, body)}
    assert ask("POST", address + PATH, data=body, headers=headers).status_code == 200
    assert ask("POST", address + PATH, data=body + b" ", headers=headers).status_code == 401


@pytest.mark.filterwarnings("ignore:Unverified HTTPS")
def test_what_is_too_large_is_refused_each_time_by_the_proxy(house, address):
    body = b" " * (5 * MEBIBYTE)
    answers = {ask("POST", address + PATH, data=body).status_code for _ in range(10)}
    assert answers == {413}


@pytest.mark.filterwarnings("ignore:Unverified HTTPS")
def test_an_address_that_a_client_makes_up_is_not_believed(house, address):
    """All requests come from one address, whatever they say: so they are limited as one."""
    with requests.Session() as session:  # one connection: quicker than ten a second come free
        statuses = [
            session.get(
                f"{address}/nobody",
                headers={"X-Forwarded-For": f"10.0.0.{n}"},
                timeout=SECONDS,
                verify=False,  # of each: with REQUESTS_CA_BUNDLE a session's own is not heard
            ).status_code
            for n in range(256)
            for _ in range(2)
        ]
    assert 429 in statuses
