"""What is typed at a question: it lies within its bounds, and meets what conditions ask of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation

from ..compiled.exits import exits
from ..language.definition import Flow, Typed
from ..language.value_types import NUMBERS, TEXT, Bounds, Wanted
from ..play.stage import counted
from .known import ANYTHING

Marks = Mapping[str, tuple[Decimal, ...]]
"""The numbers at which a condition of the flow on a slot begins or ceases to hold."""


def marks(flow: Flow) -> Marks:
    """Return the numbers that the conditions of a flow compare each slot with."""
    found: dict[str, list[Decimal]] = {}
    for branch in (branch for one in exits(flow) if one.exit for branch in one.exit.first):
        if isinstance(branch.condition, Mapping):
            for slot, wanted in branch.condition.items():
                found.setdefault(slot, []).extend(_numbers(wanted))
    return {slot: tuple(sorted(set(numbers))) for slot, numbers in found.items() if numbers}


def typed_answers(
    typed: Typed, example: str, gives: str, asked: Iterable[Decimal]
) -> Iterator[tuple[str, str]]:
    """Yield what may be typed, each as the slot then holds it and as a person writes it.

    Args:
        typed: what the question says of it.
        example: something that its parser reads.
        gives: the type of what the parser makes.
        asked: the numbers that conditions compare the slot with.
    """
    number = _number(example) if gives in NUMBERS else None
    if number is None:
        yield ANYTHING, _of_length(example, typed) if gives == TEXT else example
        return
    low, high = Decimal(typed.min or 0), None if typed.max is None else Decimal(typed.max)
    around = {n for mark in asked for n in (mark - 1, mark, mark + 1)}
    first = max(low, number if high is None else min(number, high))
    for one in (first, *sorted(around - {first})):
        if one >= low and (high is None or one <= high):
            yield (str(one) if around else ANYTHING), str(one).replace(".", ",")


def counted_up(value: str | None, asked: tuple[Decimal, ...]) -> str:
    """Return what a slot holds once one was added; beyond all that is asked of it, it stays."""
    if not asked or value == ANYTHING:
        return ANYTHING
    return min(counted(value), str(int(asked[-1]) + 1), key=int)


def _of_length(example: str, typed: Typed) -> str:
    if typed.beyond is None:
        return example
    least = typed.min or 0
    long_enough = " ".join([example] * (least // (len(example) + 1) + 1))
    cut = long_enough[: typed.max]
    return cut if cut == cut.strip() else f"{cut.strip()}."[: typed.max]


def _numbers(wanted: Wanted) -> Iterator[Decimal]:
    if isinstance(wanted, Bounds):
        yield from (bound for bound in (wanted.min, wanted.max) if bound is not None)
    elif isinstance(wanted, tuple):
        yield from filter(None, map(_number, wanted))


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
