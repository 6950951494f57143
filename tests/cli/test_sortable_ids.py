"""Ids sort as they were made, and nobody mistakes a letter of theirs."""

from __future__ import annotations

import time

from milo.cli.system_world import SortableIds

LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"


def number(text: str) -> int:
    value = 0
    for letter in text:
        value = value * 32 + LETTERS.index(letter)
    return value


def test_each_sorts_after_those_before():
    ids = SortableIds()
    made = [ids.new() for _ in range(3000)]
    assert made == sorted(set(made))
    assert {len(one) for one in made} == {26}


def test_an_id_begins_with_its_millisecond():
    before = int(time.time() * 1000)
    at = number(SortableIds().new()) >> 80
    assert before <= at <= int(time.time() * 1000)
