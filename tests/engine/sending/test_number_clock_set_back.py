"""A number that pauses does not pause for an hour when the clock is set back by one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from milo.engine.number import Number
from milo.engine.sending import Kind

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("kind", [Kind.SLOW, Kind.HALT])
def test_a_pause_is_over_when_the_clock_is_set_back(kind: Kind) -> None:
    number = Number(80.0, NOW)
    epoch = number.went("p1", NOW)
    number.answered("p1", epoch, kind, NOW, 0.0)
    assert number.room(NOW) == 0
    earlier = NOW - timedelta(hours=1)
    assert number.room(earlier + timedelta(seconds=1)) > 0
