"""The rates: what a number learns, and what one person may take."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from milo.engine.sending.rate_limit import KEPT, PAIR_BURST, PAIR_SECONDS, AdaptiveRate, Buckets

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_a_refusal_halves_the_rate_and_half_a_minute_gives_it_back() -> None:
    pace = AdaptiveRate(80.0, NOW)
    pace.halve(NOW)
    assert pace.rate(NOW) == 40.0
    assert pace.rate(later(20)) == pytest.approx(40 * 1.02**20)
    assert pace.rate(later(40)) == 80.0
    assert pace.rate(later(9999)) == 80.0


def test_a_rate_never_falls_so_low_that_nothing_goes() -> None:
    for top, least in ((80.0, 1.0), (0.5, 0.5)):
        pace = AdaptiveRate(top, NOW)
        for _ in range(20):
            pace.halve(NOW)
        assert pace.rate(NOW) == least
        assert pace.wait(NOW) == 0.0


@pytest.mark.parametrize("rate", [1.0, 20.0, 80.0, 1000.0])
def test_in_no_second_more_than_the_rate(rate: float) -> None:
    pace, went = AdaptiveRate(rate, NOW), []
    for tick in range(300):
        now = later(tick / 100)
        for _ in range(pace.room(now)):
            pace.take(now)
            went.append(tick)
    assert all(sum(begin <= at < begin + 100 for at in went) <= max(2, rate) for begin in went)
    assert len(went) >= 0.85 * rate * 3


def test_a_clock_that_jumps_back_or_by_years_breaks_no_pace() -> None:
    pace = AdaptiveRate(80.0, NOW)
    pace.halve(NOW)
    assert pace.rate(later(-3600)) == 40.0
    assert pace.rate(later(10**9)) == 80.0


def test_who_shares_a_rate_sends_its_part_and_keeps_what_was_learned() -> None:
    pace = AdaptiveRate(80.0, NOW)
    pace.halve(NOW)
    pace.allow(20.0, NOW)
    assert pace.rate(NOW) == pytest.approx(10.0)
    assert pace.rate(later(3600)) == 20.0
    pace.allow(80.0, later(3600))
    assert pace.rate(later(3600)) == 80.0


def test_one_person_has_a_burst_and_then_one_in_six_seconds() -> None:
    pairs = Buckets()
    for _ in range(PAIR_BURST):
        assert pairs.wait("ana", NOW) == 0
        pairs.take("ana", NOW)
    assert pairs.wait("ana", NOW) == pytest.approx(PAIR_SECONDS)
    assert pairs.wait("bea", NOW) == 0
    assert pairs.wait("ana", later(PAIR_SECONDS)) == 0


def test_one_who_is_held_has_one_token_afterwards() -> None:
    pairs = Buckets()
    pairs.hold("ana", 16.0, NOW)
    assert pairs.wait("ana", NOW) == pytest.approx(16.0)
    pairs.take("ana", later(16))
    assert pairs.wait("ana", later(16)) == pytest.approx(PAIR_SECONDS)


def test_those_who_may_write_freely_are_forgotten() -> None:
    pairs = Buckets()
    for number in range(KEPT):
        pairs.take(f"old{number}", NOW)
    pairs.take("new", later(7 * PAIR_SECONDS))
    assert len(pairs) == 1
