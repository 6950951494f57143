"""What holds of the folders themselves: names, packages, and the one missing `__init__.py`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path

from .imports_of_source import ROOMS

MIRRORED = ("engine", "http", "store")
"""The rooms whose folders `tests/` repeats."""


def packages_on_disk(root: Path) -> set[str]:
    """Every folder of the rooms that holds Python files, as it is named once installed."""
    files = [path for room in ROOMS for path in (root / room).rglob("*.py")]
    return {".".join(("milo", *path.relative_to(root).parent.parts)) for path in files}


def packages_listed(root: Path) -> set[str]:
    """The packages that `setup.cfg` installs."""
    setup = ConfigParser()
    setup.read_string((root / "setup.cfg").read_text(encoding="utf-8"))
    return set(setup["options"]["packages"].split())


def mirrored_by_tests(root: Path) -> set[str]:
    """The packages of the mirrored rooms that have a folder of their own below `tests/`."""
    files = [path for room in MIRRORED for path in (root / "tests" / room).rglob("test_*.py")]
    return {".".join(("milo", *path.relative_to(root / "tests").parent.parts)) for path in files}


def named_like_the_standard_library(root: Path) -> Iterator[str]:
    """Modules and folders that hide one of Python's own; the room `http` is known and held."""
    for room in ROOMS:
        for path in sorted((root / room).rglob("*")):
            is_code = path.suffix == ".py" or (path.is_dir() and any(path.glob("*.py")))
            if is_code and path.stem in sys.stdlib_module_names:
                yield str(path.relative_to(root))


def http_made_a_package(root: Path) -> bool:
    """Whether somebody gave `http/` the file that breaks `import requests`."""
    return (root / "http" / "__init__.py").exists()
