"""A clock that is set back by an hour neither stops the sending for an hour nor hurries it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from milo.engine.messages import Outgoing
from milo.engine.model import OutboxRow
from milo.engine.sending.number import NumberState
from milo.engine.sending.retry import UNSETTLED_SECONDS, FailureKind
from milo.engine.sending.scheduler import SendScheduler

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
EARLIER = NOW - timedelta(hours=1)


@pytest.mark.parametrize("kind", [FailureKind.SLOW, FailureKind.HALT])
def test_a_pause_is_over_when_the_clock_is_set_back(kind: FailureKind) -> None:
    number = NumberState(80.0, NOW)
    epoch = number.went("p1", NOW)
    number.answered("p1", epoch, kind, NOW, 0.0)
    assert number.room(NOW) == 0
    assert number.room(EARLIER + timedelta(seconds=1)) > 0


def test_a_message_in_doubt_waits_for_its_status_though_the_clock_was_set_back() -> None:
    traffic = SendScheduler(80.0, NOW)
    retry_at = EARLIER + timedelta(seconds=UNSETTLED_SECONDS)
    row = OutboxRow(
        *("o1", "p1", "n1", Outgoing("hola"), EARLIER), claimed_at=EARLIER, retry_at=retry_at
    )
    assert traffic.wait(row, EARLIER) == UNSETTLED_SECONDS
