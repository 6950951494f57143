"""`milo flow`: a file for each command."""

from __future__ import annotations

from ..base import Lazy, example, main

MODULES = {
    "answers": "answers",
    "check": "check",
    "draw": "draw",
    "form": "form",
    "new": "new",
    "paths": "paths",
    "publish": "publish",
    "reference": "reference",
    "replay": "replay",
    "schema": "schema",
    "test": "test",
    "try": "trying",
    "understand": "understand",
}
"""Which file has a command."""


@example("milo flow check flows/reservas.yaml")
@main.group(cls=Lazy, package=__name__, modules=MODULES)
def flow() -> None:
    """Work on flows."""
