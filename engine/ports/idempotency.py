"""Rows of first answers to requests that carry an `Idempotency-Key`."""

from __future__ import annotations

from typing import Any, Protocol

from ..model import FirstAnswer


class FirstAnswers(Protocol):
    """What requests with a key were answered."""

    def claim(self, fresh: FirstAnswer) -> FirstAnswer | None:
        """Add a row for a request that is about to be worked.

        Where another transaction works a request with that id, this waits until it ends. A row
        that is older than `KEPT_FOR` makes room.

        Returns:
            None where the row was added; else the one that is there.
        """

    def answer(self, id: str, status: int, body: Any) -> None:
        """Complete a claimed row."""
