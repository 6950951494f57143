"""Let each reader read our feed, and put what it read into `docs/facts/calendars.md`.

`make calendars` does it: the readers are installed into a temporary folder, so it needs the
registries, and CI does not run it. What CI checks is in `test_facts_are_true.py`.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from ..outside_readers import Reader, put_rows
from . import feed

HERE = Path(__file__).resolve().parent
PAGE = HERE.parents[2] / "docs" / "facts" / "calendars.md"
ICALENDAR = Reader("icalendar", HERE / "read_icalendar.py", ("icalendar==7.3.2", "tzdata==2026.6"))
READERS = (
    ICALENDAR,
    Reader("ical.js", HERE / "read_ical_js.cjs", ("ical.js@2.2.1",)),
    Reader("node-ical", HERE / "read_node_ical.cjs", ("node-ical@0.26.1",)),
    Reader("vobject", HERE / "read_vobject.py", ("vobject==0.9.9", "tzdata==2026.6")),
    Reader("khal", HERE / "read_khal.py", ("khal==0.14.1", "tzdata==2026.6")),
)


def main() -> None:
    """Write the table again."""
    with tempfile.TemporaryDirectory() as folder:
        read = [heard(reader, reader.install(Path(folder))) for reader in READERS]
    rows = [
        [name, *(cell(found.get(name), said) for found in read)] for name, said in feed.SAID.items()
    ]
    put_rows(PAGE, ("property", *(reader.name for reader in READERS)), rows)


def heard(reader: Reader, environment: dict[str, str]) -> dict[str, str | None]:
    """Return what a reader that is installed reads of each property."""
    return reader.read(feed.written(), environment)


def cell(read: str | None, said: str) -> str:
    """Return what the table says of one property and one reader."""
    return "as said" if read == said else "—" if read is None else f"`{read}`"


if __name__ == "__main__":
    main()
