"""What is done about a message that was not taken: a pure function."""

from __future__ import annotations

from datetime import timedelta

import pytest

from milo.engine.sending.retry import (
    FEW_TRIES,
    JITTER,
    PATIENCE,
    UNSETTLED_SECONDS,
    FailureKind,
    GiveUp,
    Later,
    after_failure,
    wait_after,
)

YOUNG = timedelta(seconds=1)
OLD = PATIENCE + timedelta(seconds=1)
AGAIN = {
    FailureKind.RETRY,
    FailureKind.FEW,
    FailureKind.UNKNOWN,
    FailureKind.LOST,
    FailureKind.PAIR,
    FailureKind.SLOW,
    FailureKind.HALT,
}


@pytest.mark.parametrize("kind", FailureKind)
def test_each_kind_is_tried_again_or_given_up(kind: FailureKind) -> None:
    assert isinstance(after_failure(kind, 1, YOUNG), Later if kind in AGAIN else GiveUp)


@pytest.mark.parametrize("kind", FailureKind)
def test_only_a_halt_keeps_what_is_old(kind: FailureKind) -> None:
    assert isinstance(after_failure(kind, 1, OLD), Later if kind is FailureKind.HALT else GiveUp)


@pytest.mark.parametrize("kind", sorted(AGAIN))
def test_waits_grow_to_a_limit_and_chance_only_lengthens_them(kind: FailureKind) -> None:
    waits = [wait_after(kind, tries) for tries in range(1, 30)]
    assert waits == sorted(waits) and waits[-1] == waits[-2] <= 300
    longer = [wait_after(kind, tries, 0.999) for tries in range(1, 30)]
    assert all(a < b < a * (1 + JITTER) for a, b in zip(waits, longer, strict=True))


def test_the_pair_limit_backs_off_by_powers_of_four() -> None:
    told = [after_failure(FailureKind.PAIR, tries, YOUNG) for tries in (1, 2, 3, 4)]
    assert told == [Later(1), Later(4), Later(16), Later(64)]


def test_what_is_in_doubt_has_time_for_its_status_each_time() -> None:
    assert all(wait_after(FailureKind.UNKNOWN, tries) >= UNSETTLED_SECONDS for tries in range(1, 9))


def test_what_may_be_our_own_mistake_is_tried_a_few_times() -> None:
    assert isinstance(after_failure(FailureKind.FEW, FEW_TRIES - 1, YOUNG), Later)
    assert isinstance(after_failure(FailureKind.FEW, FEW_TRIES, YOUNG), GiveUp)
