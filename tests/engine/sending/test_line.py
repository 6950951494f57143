"""The line before a number: who goes first, and that nobody stays for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from milo.engine.sending.queue_by_place import PRECEDENCE, SendQueue, place

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PEOPLE = st.sampled_from("abcdef")
STEPS = st.one_of(
    st.tuples(st.just("put"), PEOPLE, st.integers(0, 9)),
    st.tuples(st.just("leave"), PEOPLE, st.just(0)),
    st.tuples(st.just("first"), st.just(""), st.integers(0, 3)),
)


@given(st.lists(STEPS, max_size=60))
def test_a_line_is_what_a_sorted_list_would_be(steps: list[tuple[str, str, int]]) -> None:
    line, plain = SendQueue(), dict[str, datetime]()
    for what, person, number in steps:
        if what == "put":
            plain[person] = NOW + timedelta(seconds=number)
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


def test_an_answer_passes_what_was_written_less_than_that_before_it() -> None:
    quiet = place(NOW, awaited=False)
    assert place(NOW + PRECEDENCE * 0.9, awaited=True) < quiet
    assert place(NOW + PRECEDENCE * 1.1, awaited=True) > quiet
