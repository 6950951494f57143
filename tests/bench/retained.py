"""`milo serve` whose retention counts a minute for a day: `python -m tests.bench.retained`.

Nothing else of it is another: what it was told to keep for ten days goes after ten minutes, by the
steps, the pauses between them and the statements with which it would go in ten days; and a round
begins two and a half seconds after the last, in place of an hour.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from milo.cli.lean_imports import load_lean

if TYPE_CHECKING:
    from milo.engine.model import Expiring

SHORTER = 24 * 60
"""So many times a minute goes into a day."""


def main() -> None:
    """Serve until SIGTERM."""
    load_lean(os.environ["MILO_DATABASE_URL"])
    # Only now: they load what load_lean keeps out.
    from milo.cli import wiring  # noqa: PLC0415  (loaded when it runs, after what is above)
    from milo.cli.commands import main as milo  # noqa: PLC0415  (loaded when it runs, after what is above)
    from milo.engine.privacy import pruning  # noqa: PLC0415  (loaded when it runs, after what is above)

    class MinutesForDays(pruning.RetentionDays):
        """Ages of which a day is a minute."""

        def before(self, now: datetime) -> Mapping[Expiring, datetime]:
            """Return from before which instant each goes."""
            return {
                what: now - (now - instant) / SHORTER
                for what, instant in super().before(now).items()
            }

    wiring.RetentionDays = MinutesForDays  # type: ignore[misc]  # a class in place of another
    pruning.ROUND_SECONDS /= SHORTER
    milo(["serve"])


if __name__ == "__main__":
    main()
