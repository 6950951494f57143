"""Golden phrases for hours: phrases/hours.yaml."""

from datetime import time
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from milo.engine.words.hours import cut_hour, read_hours

PHRASES: dict[str, Any] = YAML(typ="safe").load(
    (Path(__file__).parent / "phrases" / "hours.yaml").read_text("utf-8")
)


def times(written: str) -> tuple[time, ...]:
    return tuple(time.fromisoformat(one) for one in written.split())


@pytest.mark.parametrize(
    ("phrase", "hours"), [(said, at) for at, ways in PHRASES["hours"].items() for said in ways]
)
def test_reads_the_times_that_a_phrase_may_mean(phrase: str, hours: str) -> None:
    assert read_hours(phrase) == times(hours)


@pytest.mark.parametrize("phrase", PHRASES["nothing"])
def test_reads_no_hour_where_there_is_none(phrase: str) -> None:
    assert read_hours(phrase) == ()


@pytest.mark.parametrize(
    ("phrase", "hours", "rest"),
    [
        ("mañana a las 5", "05:00 17:00", "manana"),
        ("viernes 28 16:30", "16:30", "viernes 28"),
        ("viernes 28 17 hs", "17:00", "viernes 28"),
        ("el 5 a la una", "01:00 13:00", "el 5"),
        ("pasado al mediodía", "12:00", "pasado"),
        ("28.11", "", "28.11"),
        ("10.11", "", "10.11"),
        ("el 28", "", "el 28"),
        ("28 de noviembre de 2026", "", "28 de noviembre de 2026"),
    ],
)
def test_takes_only_a_plain_hour_out_of_a_phrase(phrase: str, hours: str, rest: str) -> None:
    assert cut_hour(phrase) == (times(hours), rest)
