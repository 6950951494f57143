"""Which of a client's blocked people somebody is."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ...engine.model import Blocked


def matching(
    rows: Iterable[Blocked], user_phones: Collection[str], user_id: str | None
) -> Blocked | None:
    """Return the first row of a person with one of these phones, or with that `user_id`."""
    return next(
        (
            row
            for row in rows
            if (user_id and row.user_id == user_id)
            or (row.user_phone and row.user_phone in user_phones)
        ),
        None,
    )
