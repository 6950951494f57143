"""Time zones come from one source, the tzdata package, whatever the machine has."""

import ast
import subprocess
import sys
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import tzdata

from milo.engine import zone_source

ROOT = Path(__file__).parents[2]
SOURCES = [
    path for room in ("engine", "http", "store", "cli") for path in (ROOT / room).rglob("*.py")
]


def test_the_release_is_the_packages() -> None:
    assert zone_source.release() == tzdata.IANA_VERSION


def test_a_zone_is_read_from_the_package() -> None:
    data = files("tzdata").joinpath("zoneinfo", "America", "Havana")
    with data.open("rb") as rules:
        theirs = ZoneInfo.from_file(rules)
    ours = zone_source.zone("America/Havana")
    moments = [datetime(2026, month, 15, 12, tzinfo=UTC) for month in range(1, 13)]
    assert [at.astimezone(ours).utcoffset() for at in moments] == [
        at.astimezone(theirs).utcoffset() for at in moments
    ]
    assert ours is zone_source.zone("America/Havana")
    assert str(ours) == ours.key == "America/Havana"


def test_every_name_can_be_read() -> None:
    for name in zone_source.zone_names():
        assert zone_source.zone(name).key == name


@pytest.mark.parametrize("name", ["", "Marte/Olympus", "../tzdata", "/etc/localtime", "posix/UTC"])
def test_what_the_package_lacks_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        zone_source.zone(name)


def test_a_zone_that_only_the_machine_knows_is_refused(tmp_path: Path) -> None:
    """The machine has a zone more, and Buenos Aires wrong: the package is followed."""
    own = tmp_path / "America" / "Argentina"
    own.mkdir(parents=True)
    utc = files("tzdata").joinpath("zoneinfo", "UTC").read_bytes()
    (own / "Buenos_Aires").write_bytes(utc)
    (own / "Valle_de_Uco").write_bytes(utc)
    script = """
from datetime import datetime
from zoneinfo import ZoneInfo
from milo.engine import zone_source
from milo.engine.booking.settings.settings import read_settings
from milo.engine.errors import SettingsError
noon = datetime(2026, 11, 27, 12)
print(noon.replace(tzinfo=ZoneInfo("America/Argentina/Buenos_Aires")).utcoffset())
print(noon.replace(tzinfo=zone_source.zone("America/Argentina/Buenos_Aires")).utcoffset())
try:
    read_settings({"timezone": "America/Argentina/Valle_de_Uco", "hours": {}, "services": []})
except SettingsError as error:
    print([fault.path for fault in error.faults])
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHONTZPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == ["0:00:00", "-1 day, 21:00:00", "['settings.timezone']"]


def test_nothing_reads_the_machines_zones() -> None:
    """`ZoneInfo(…)` is called nowhere; `ZoneInfo.from_file` in one place."""
    called = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("ZoneInfo", "gettz"))
    ]
    assert called == []


def test_no_sql_works_on_local_time() -> None:
    """The database's own zones, often older, are asked nothing but UTC."""
    local = ("at time zone", "timezone(", "localtime", "current_date", "date_trunc", "::date")
    texts = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in (ROOT / "store").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and any(words in node.value.lower() for words in local)
    ]
    assert texts == []


@pytest.mark.parametrize(
    ("name", "january", "july"),
    [
        ("America/Argentina/Buenos_Aires", -3, -3),
        ("America/Asuncion", -3, -3),  # no winter time since October 2024 (tzdata 2024b, 2025a)
        ("America/Coyhaique", -3, -3),  # its own zone since March 2025 (tzdata 2025b)
        ("America/Santiago", -3, -4),
        ("America/Montevideo", -3, -3),
        ("America/La_Paz", -4, -4),
        ("America/Mexico_City", -6, -6),  # no summer time since October 2022
        ("America/Ciudad_Juarez", -7, -6),
        ("America/Sao_Paulo", -3, -3),
    ],
)
def test_the_clocks_of_the_region(name: str, january: int, july: int) -> None:
    offsets = [
        datetime(2027, month, 15, 12, tzinfo=zone_source.zone(name)).utcoffset() for month in (1, 7)
    ]
    assert [offset.total_seconds() / 3600 for offset in offsets if offset is not None] == [
        january,
        july,
    ]
