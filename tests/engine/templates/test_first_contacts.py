"""How many people a day a client may write to outside their 24 hours, where all share one limit."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from milo.engine.templates.first_contacts import may_take


def taken(*wishes: str, limit: int = 100) -> Counter[str]:
    """Return what each client gets that wishes in this order."""
    used: Counter[str] = Counter()
    for client in wishes:
        if may_take(used, client, limit):
            used[client] += 1
    return used


def test_one_alone_has_all_but_what_is_kept_for_a_newcomer() -> None:
    assert taken(*["busy"] * 500) == {"busy": 90}
    assert taken(*["busy"] * 500, *["new"] * 500) == {"busy": 90, "new": 10}


def test_one_with_many_leaves_the_others_their_share() -> None:
    used = taken(*["small"] * 5, *["busy"] * 500, *["small"] * 500)
    assert used == {"small": 34, "busy": 56}


def test_nobody_beyond_the_limit_and_each_gets_something() -> None:
    used = taken(*[f"c{number % 7}" for number in range(2_000)])
    assert sum(used.values()) <= 100
    assert max(used.values()) - min(used.values()) <= 2


@given(st.lists(st.sampled_from("abcde"), max_size=300), st.integers(1, 60))
def test_the_limit_holds_and_whoever_is_refused_has_had_a_share(
    wishes: list[str], limit: int
) -> None:
    used: Counter[str] = Counter()
    for client in wishes:
        if may_take(used, client, limit):
            used[client] += 1
        elif sum(used.values()) < limit:
            assert used[client] >= limit / (len({*used, client}) + 1)
    assert sum(used.values()) <= limit
