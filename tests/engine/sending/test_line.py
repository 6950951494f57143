"""The line before a number: who goes first, that clients take turns, that nobody stays for ever."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from milo.engine.sending.queue_by_place import PRECEDENCE, QueuePlace, SendQueue

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PEOPLE = st.sampled_from("abcdef")
STEPS = st.one_of(
    st.tuples(st.just("put"), PEOPLE, st.integers(0, 9)),
    st.tuples(st.just("leave"), PEOPLE, st.just(0)),
    st.tuples(st.just("first"), st.just(""), st.integers(0, 3)),
)
WAITING = st.dictionaries(
    st.integers(0, 30).map(str),
    st.tuples(st.integers(0, 90), st.sampled_from(["carla", "cafe", ""]), st.booleans()),
)


def place(seconds: float = 0, client: str = "carla", *, awaited: bool = True) -> QueuePlace:
    return QueuePlace.of(NOW + timedelta(seconds=seconds), client, awaited=awaited)


@given(st.lists(STEPS, max_size=60))
def test_one_clients_line_is_what_a_sorted_list_would_be(
    steps: list[tuple[str, str, int]],
) -> None:
    line, plain = SendQueue(), dict[str, QueuePlace]()
    for what, person, number in steps:
        if what == "put":
            plain[person] = place(number)
            line.put(person, plain[person])
        elif what == "leave":
            plain.pop(person, None)
            line.leave(person)
        else:
            expected = sorted(plain, key=lambda one: (plain[one], one))[:number]
            assert line.first(number) == expected
            for one in expected:
                del plain[one]
        assert len(line) == len(plain)


@given(WAITING)
def test_everybody_goes_once_and_of_one_client_and_urgency_the_earliest_first(
    waiting: dict[str, tuple[int, str, bool]],
) -> None:
    line = SendQueue()
    for person, (seconds, client, awaited) in waiting.items():
        line.put(person, place(seconds, client, awaited=awaited))
    went = line.first(1000)
    assert sorted(went) == sorted(waiting)
    for key in {one[1:] for one in waiting.values()}:
        of_one = [waiting[person][0] for person in went if waiting[person][1:] == key]
        assert of_one == sorted(of_one)


@given(st.integers(1, 400), st.integers(1, 9))
def test_a_client_waits_for_one_turn_of_each_other(many: int, others: int) -> None:
    line = SendQueue()
    for number in range(many):
        line.put(f"rush{number}", place(number / 100, "rush"))
    line.first(1)
    for number in range(others):
        line.put(f"other{number}", place(60, f"client{number}"))
    assert sum(one.startswith("other") for one in line.first(others + 1)) >= others


def test_an_answer_goes_before_what_was_written_less_than_that_before_it() -> None:
    line = SendQueue()
    line.put("notice", place(0, "cafe", awaited=False))
    for number in range(9):
        line.put(f"answer{number}", place(PRECEDENCE.total_seconds() - 1))
    assert line.first(10)[-1] == "notice"


def test_notices_that_have_stood_back_and_answers_go_in_turn() -> None:
    """So a thousand reminders of one merchant delay another's answer by one message."""
    line = SendQueue()
    for number in range(20):
        line.put(f"n{number:02}", place(0, "cafe", awaited=False))
        line.put(f"a{number:02}", place(PRECEDENCE.total_seconds() + 1))
    kinds = Counter(one[0] for one in line.first(10))
    assert kinds == {"a": 5, "n": 5}
