"""The page's files: served with a strict policy, and fit for it."""

from __future__ import annotations

import re
from pathlib import Path

import falcon
import pytest
from falcon import testing

from milo.demo import StandIn, phone_routes
from milo.demo.phone_page import FOLDER

FILES = sorted(FOLDER.iterdir())


@pytest.fixture
def page(standin: StandIn) -> testing.TestClient:
    app = falcon.App()
    for path, resource in phone_routes(standin, lambda: []):
        app.add_route(path, resource)
    return testing.TestClient(app)


def test_the_page_comes_with_its_policy(page: testing.TestClient) -> None:
    result = page.simulate_get("/phone")
    assert result.status_code == 200
    assert result.headers["content-type"] == "text/html; charset=utf-8"
    policy = result.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert result.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_file_is_served(page: testing.TestClient, path: Path) -> None:
    result = page.simulate_get(f"/phone/{path.name}")
    assert result.status_code == 200
    assert result.content == path.read_bytes()


@pytest.mark.parametrize("name", ["nothing.js", "..%2Fpages.py", "__init__.py", "%00"])
def test_nothing_else_is_served(page: testing.TestClient, name: str) -> None:
    assert page.simulate_get(f"/phone/{name}").status_code == 404


def test_what_the_page_asks_for_is_there() -> None:
    names = {path.name for path in FILES}
    for path in FILES:
        text = path.read_text()
        for name in re.findall(r'/phone/([\w.]+)["\')]', text) + re.findall(
            r'from "\./(.+?)"', text
        ):
            assert name in names, f"{path.name} asks for {name}"


def test_no_inline_code_or_style_and_nothing_from_elsewhere() -> None:
    html = (FOLDER / "index.html").read_text()
    assert not re.search(r"\son\w+=|\sstyle=|<style|<script(?![^>]*src=)", html)
    for path in FILES:
        text = path.read_text().replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"""(src|href|url\(|import|from)\s*[=("']+\s*(https?:)?//""", text)


@pytest.mark.parametrize(
    "path", [path for path in FILES if path.suffix == ".js"], ids=lambda path: path.name
)
def test_what_people_write_can_never_become_markup(path: Path) -> None:
    code = path.read_text()
    for danger in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert danger not in code


@pytest.mark.parametrize(
    "name",
    [
        "merchant-$",
        "composer",
        "send",
        "message",
        "reply-button",
        "open-list",
        "list-row",
        "list-send",
        "person-$",
        "new-person",
        "add-phone",
        "qr-$",
        "poster",
        "unread-$",
        "quote",
        "home",
        "data-direction",
    ],
)
def test_what_browser_tests_look_for(name: str) -> None:
    everything = "".join(path.read_text() for path in FILES)
    assert re.search(rf'["`=]{re.escape(name)}', everything)
