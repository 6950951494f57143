"""`milo` by a clock that is moved from outside: `python -m support.moved FILE COMMAND …`.

The program is the product as it is, servers and single commands alike; only what tells the time is
another: the machine's clock and so many seconds more, which stand in FILE and may change meanwhile.
"""

from __future__ import annotations

import mmap
import struct
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

_FORM = "d"


class MovedClock:
    """The machine's clock, and some seconds more or less.

    Args:
        file: where the seconds stand; made if it is not there.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        if not file.exists():
            file.write_bytes(struct.pack(_FORM, 0.0))
        with file.open("r+b") as stream:
            self._seconds = mmap.mmap(stream.fileno(), struct.calcsize(_FORM))

    def move(self, seconds: float) -> None:
        """Move it on, or back, for all who read the file."""
        (before,) = struct.unpack(_FORM, self._seconds[:])
        self._seconds[:] = struct.pack(_FORM, before + seconds)

    def time(self) -> float:
        """Return unix seconds."""
        (more,) = struct.unpack(_FORM, self._seconds[:])
        return time.time() + float(more)

    def now(self) -> datetime:
        """Return the present instant, in UTC."""
        return datetime.fromtimestamp(self.time(), UTC)


def command(file: Path, *words: str) -> tuple[str, ...]:
    """Return the module and its arguments that run a command of `milo` by the clock in a file."""
    return "support.moved", str(file), *words


def main(file: Path, words: list[str]) -> None:
    """Run a command of `milo`."""
    from milo.cli.commands import main as milo  # noqa: PLC0415  (loaded when it runs, after what is above)
    from milo.cli.system_world import SystemClock  # noqa: PLC0415  (loaded when it runs, after what is above)

    clock = MovedClock(file)
    SystemClock.now = lambda _: clock.now()  # type: ignore[method-assign]  # the clock is what is moved
    milo(words)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
