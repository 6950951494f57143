"""`engine/fast_dataclass.py`: as `dataclasses`, but nothing refuses an assignment."""

from __future__ import annotations

import copy
import dataclasses
import pickle

import pytest

from milo.engine.fast_dataclass import dataclass, replace


@dataclass(frozen=True, slots=True)
class Pair:
    left: int
    right: str = "r"

    def __post_init__(self) -> None:
        if self.left < 0:
            raise ValueError("left is negative")


@dataclass(frozen=True, slots=True)
class Single:
    only: int


@dataclass(slots=True)
class Working:
    count: int


def test_values_compare_and_hash_by_their_fields() -> None:
    assert Pair(1) == Pair(1, "r") != Pair(2)
    assert len({Pair(1), Pair(1), Pair(2)}) == 2
    assert Pair(1) != Single(1)


def test_a_working_copy_has_no_hash() -> None:
    with pytest.raises(TypeError):
        hash(Working(1))


@pytest.mark.parametrize(
    ("value", "changes"), [(Pair(1, "a"), {"right": "b"}), (Pair(1), {}), (Single(1), {"only": 2})]
)
def test_replace_is_that_of_dataclasses(value: object, changes: dict[str, object]) -> None:
    assert replace(value, **changes) == dataclasses.replace(value, **changes)


def test_replace_looks_at_the_copy_and_leaves_the_value_as_it_was() -> None:
    value = Pair(1)
    with pytest.raises(ValueError, match="left is negative"):
        replace(value, left=-1)
    with pytest.raises(TypeError):
        replace(value, middle=1)
    assert value == Pair(1)


def test_a_value_has_slots_alone_and_crosses_to_another_process() -> None:
    value = Pair(3, "c")
    assert not hasattr(value, "__dict__")
    assert pickle.loads(pickle.dumps(value)) == copy.deepcopy(value) == value
