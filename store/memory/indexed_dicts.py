"""Dicts with indexes, and an undo log that takes back what a failed work did to them."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Hashable, Iterator
from typing import Any, Generic, Protocol, TypeVar

from ...engine.errors import ConflictError, NotFoundError
from .json_copies import refuse_naive

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

Undo = list[tuple["IndexedDict[Any, Any]", Any, Any]]
"""Table, key, and the value before (None: there was none), oldest first."""


class Index(Protocol):
    """Something kept in step with a table. `of` maps a value to its place, None: not in it."""

    def check(self, key: Any, value: Any) -> None:
        """Raise ConflictError where the value cannot be put."""

    def add(self, key: Any, value: Any) -> None: ...
    def remove(self, key: Any, value: Any) -> None: ...


class Unique:
    """At most one row at each place."""

    def __init__(self, name: str, of: Callable[[Any], Any]) -> None:
        self._name = name
        self._of = of
        self._keys: dict[Any, Any] = {}

    def find(self, place: Any) -> Any:
        """Return the key of the row at that place, or None."""
        return self._keys.get(place)

    def check(self, key: Any, value: Any) -> None:
        place = self._of(value)
        if place is not None and self._keys.get(place, key) != key:
            raise ConflictError(f"{self._name} {place!r} is taken.")

    def add(self, key: Any, value: Any) -> None:
        place = self._of(value)
        if place is not None:
            self._keys[place] = key

    def remove(self, key: Any, value: Any) -> None:
        self._keys.pop(self._of(value), None)


class KeyGroups:
    """The keys of the rows at each place, in the order of the keys."""

    def __init__(self, of: Callable[[Any], Any]) -> None:
        self._of = of
        self._keys: dict[Any, list[Any]] = {}

    def at(self, place: Any) -> list[Any]:
        """Return the keys at that place."""
        return list(self._keys.get(place, ()))

    def first(self, place: Any) -> Any:
        """Return the lowest key at that place, or None."""
        keys = self._keys.get(place)
        return keys[0] if keys else None

    def by_first(self) -> list[Any]:
        """Return the places, the one with the lowest key first."""
        return sorted(self._keys, key=lambda place: self._keys[place][0])

    def check(self, key: Any, value: Any) -> None:
        pass

    def add(self, key: Any, value: Any) -> None:
        place = self._of(value)
        if place is not None:
            insort(self._keys.setdefault(place, []), key)

    def remove(self, key: Any, value: Any) -> None:
        place = self._of(value)
        if place is not None:
            keys = self._keys[place]
            keys.pop(bisect_left(keys, key))
            if not keys:
                del self._keys[place]


class Ordered:
    """The keys of all rows, by place and then by key."""

    def __init__(self, of: Callable[[Any], Any]) -> None:
        self._of = of
        self._pairs: list[tuple[Any, Any]] = []

    def until(self, place: Any) -> Iterator[Any]:
        """Yield the keys of the rows at or before that place."""
        for at, key in self._pairs:
            if at > place:
                return
            yield key

    def check(self, key: Any, value: Any) -> None:
        pass

    def add(self, key: Any, value: Any) -> None:
        insort(self._pairs, (self._of(value), key))

    def remove(self, key: Any, value: Any) -> None:
        self._pairs.pop(bisect_left(self._pairs, (self._of(value), key)))


class IndexedDict(Generic[K, V]):
    """Rows by key. Every change goes through `put` and `drop`, which remember how to undo it."""

    def __init__(self, name: str, undo: Undo, *indexes: Index) -> None:
        self.name = name
        self._rows: dict[K, V] = {}
        self._undo = undo
        self._indexes = indexes

    def get(self, key: K | None) -> V | None:
        """Return the row, or None."""
        return None if key is None else self._rows.get(key)

    def __iter__(self) -> Iterator[V]:
        return iter(self._rows.values())

    def items(self) -> list[tuple[K, V]]:
        """Return all rows with their keys, as they are now."""
        return list(self._rows.items())

    def __len__(self) -> int:
        return len(self._rows)

    def require(self, key: K | None) -> None:
        """Raise NotFoundError where a row names another that is not there (None: names none)."""
        if key is not None and key not in self._rows:
            raise NotFoundError(f"No {self.name} {key!r}.")

    def add(self, key: K, value: V) -> None:
        """Put a row whose key is new."""
        if key in self._rows:
            raise ConflictError(f"{self.name} {key!r} is there already.")
        self.put(key, value)

    def put(self, key: K, value: V) -> None:
        """Put a row, over the one with that key if there is one."""
        refuse_naive(value)
        for index in self._indexes:
            index.check(key, value)
        self._undo.append((self, key, self._rows.get(key)))
        self.set(key, value)

    def drop(self, key: K) -> None:
        """Forget a row, if it is there."""
        if key in self._rows:
            self._undo.append((self, key, self._rows[key]))
            self.set(key, None)

    def set(self, key: K, value: V | None) -> None:
        """Change rows and indexes, without a trace: for `put`, `drop` and the undoing."""
        old = self._rows.pop(key, None)
        if old is not None:
            for index in self._indexes:
                index.remove(key, old)
        if value is not None:
            self._rows[key] = value
            for index in self._indexes:
                index.add(key, value)
