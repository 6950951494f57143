"""The pages of the rules, as they travel with the program."""

from __future__ import annotations

import re
from importlib.resources import files


def page_of(code: str) -> str | None:
    """Return a rule's page; None where there is no such rule."""
    if not re.fullmatch(r"[Ff][0-9]{3}", code):
        return None
    page = files("milo.flow_check").joinpath(f"{code.upper()}.md")
    return page.read_text(encoding="utf-8").rstrip() if page.is_file() else None
