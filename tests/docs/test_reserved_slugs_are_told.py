"""The list of reserved slugs in the API's document is the program's."""

from __future__ import annotations

import pytest

from milo.cli.libraries import load_flows
from milo.engine.office.slugs import ROUTES, is_reserved

from .documents import read, spans


def told() -> list[str]:
    """Return every slug in the document's table."""
    _, _, after = read("docs/api.md").partition("Reserved, for new slugs")
    table, _, _ = after.partition("Names of months")
    return [slug.rstrip("-") for slug in spans(table)]


@pytest.mark.parametrize("slug", told())
def test_what_is_told_is_reserved(slug: str) -> None:
    assert is_reserved(slug) or slug in load_flows().reserved_words()


def test_every_route_is_told() -> None:
    assert set(told()) >= ROUTES
