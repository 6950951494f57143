"""Dataclasses that are made for each message, at the price of an assignment a field.

    from ..values import dataclass, replace

The names are those of `dataclasses`, and a type checker takes them for these: who assigns to a
field of a frozen value is refused by it. While running, nobody is asked: a frozen dataclass of the
library sets each of its fields through `object.__setattr__`, and that was an eighth of all that a
message costs.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

T = TypeVar("T")

if TYPE_CHECKING:
    from dataclasses import dataclass, replace
else:

    def dataclass(*, slots: bool, frozen: bool = False) -> Callable[[type[T]], type[T]]:
        """Return what makes a dataclass; one that is frozen hashes by its fields."""
        return dataclasses.dataclass(slots=slots, unsafe_hash=frozen)

    def replace(value: T, /, **changes: object) -> T:
        """Return a copy with other values in the named fields."""
        return type(value)(**(as_dict(value) | changes))


def as_dict(value: Any) -> dict[str, Any]:
    """Return a dataclass's fields by name, as they are; `asdict` of the library copies each."""
    kind: Any = type(value)
    names, read = _fields_of(kind)
    return dict(zip(names, read(value), strict=True))


@cache
def _fields_of(kind: type) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """Return the names of a dataclass's fields, and what reads them all."""
    names = tuple(field.name for field in dataclasses.fields(kind))
    if len(names) == 1:
        return names, lambda value: (getattr(value, names[0]),)
    return names, attrgetter(*names)


__all__ = ["as_dict", "dataclass", "replace"]
