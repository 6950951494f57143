"""The room is a namespace package: the standard library's `http` is found first."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import milo.http.app

ROOT = Path(__file__).parents[2]


def test_there_is_no_init_file():
    assert not (ROOT / "http" / "__init__.py").exists()


def test_from_the_root_requests_still_imports():
    code = "import requests, http.client; print(http.client.__file__)"
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert str(ROOT / "http") not in found.stdout


def test_the_pages_travel_beside_the_code():
    pages = Path(milo.http.app.__file__).with_name("pages")
    found = sorted(page.name for page in pages.iterdir())
    assert found == ["booking.html", "not_here.html", "panel", "short_link.html"]
