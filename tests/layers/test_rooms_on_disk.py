from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from .rooms_on_disk import (
    http_made_a_package,
    mirrored_by_tests,
    named_like_the_standard_library,
    packages_listed,
    packages_on_disk,
)

ROOT = Path(__file__).parents[2]
PAGES = {"milo.flow_check"}
"""Documents that travel with the program; they are no room."""
STARTED_AT_THE_ROOT = """
import http.client, requests, milo.http.app
assert "python" in http.client.__file__, http.client.__file__
print(milo.http.__path__)
"""


def test_every_package_is_installed():
    assert packages_on_disk(ROOT) == packages_listed(ROOT) - PAGES


def test_folders_of_tests_are_named_as_what_they_test():
    assert mirrored_by_tests(ROOT) <= packages_on_disk(ROOT)


def test_no_module_is_named_like_one_of_pythons():
    assert list(named_like_the_standard_library(ROOT)) == []


def test_http_is_no_package():
    assert not http_made_a_package(ROOT)


def test_pythons_own_http_wins_at_the_root():
    ran = _started_at(ROOT, STARTED_AT_THE_ROOT)
    assert ran.returncode == 0, ran.stderr


# The checks themselves, on planted trees.


@pytest.fixture
def tree(tmp_path) -> Path:
    for place in ("engine/flow/turn.py", "http/app.py", "engine/__init__.py"):
        _plant(tmp_path, place)
    listed = "[options]\npackages =\n    milo.engine\n    milo.engine.flow\n    milo.http\n"
    (tmp_path / "setup.cfg").write_text(listed)
    return tmp_path


def test_a_planted_folder_of_tests_is_seen_that_tests_no_package(tree):
    _plant(tree, "tests/engine/flow/test_turns.py")
    assert mirrored_by_tests(tree) <= packages_on_disk(tree)
    _plant(tree, "tests/engine/flows/test_turns.py")
    assert mirrored_by_tests(tree) - packages_on_disk(tree) == {"milo.engine.flows"}


def test_a_planted_package_is_missed_in_the_list(tree):
    assert packages_on_disk(tree) == packages_listed(tree)
    _plant(tree, "engine/words/days.py")
    assert packages_on_disk(tree) - packages_listed(tree) == {"milo.engine.words"}


@pytest.mark.parametrize("place", ["engine/types.py", "engine/flow/queue.py", "http/json/x.py"])
def test_a_planted_name_of_pythons_is_found(tree, place):
    assert list(named_like_the_standard_library(tree)) == []
    _plant(tree, place)
    assert len(list(named_like_the_standard_library(tree))) == 1


def test_a_planted_package_file_is_found_and_does_the_harm(tree):
    assert not http_made_a_package(tree)
    assert _started_at(tree, "import http.client").returncode == 0
    _plant(tree, "http/__init__.py")
    assert http_made_a_package(tree)
    assert _started_at(tree, "import http.client").returncode != 0


def _plant(root: Path, place: str) -> None:
    path = root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")


def _started_at(root: Path, code: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code]
    return subprocess.run(
        command, cwd=root, capture_output=True, text=True, timeout=60, check=False
    )
