"""What people mean by what they write, as the story has it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Meant:
    """What a message of somebody's means.

    Attributes:
        kind: `slug`, `tap`, `quote`, `reception`, `text`, `request` (about oneself), `other`,
            `form` (what a form asks), `closing` (what a phone tells as a form closes) or `silent`.
        row, wamid: the message of ours that it answers.
        text: what a `text` says.
    """

    kind: str
    slug: str = ""
    row: str = ""
    wamid: str = ""
    text: str = ""
