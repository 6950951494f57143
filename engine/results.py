"""The result of work that ends later: a value, or the error in its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, cast

from .values import dataclass

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Result(Generic[T]):
    """A value or an error, handed to a callback: `get` returns the one or raises the other.

    Example:
        `Result.of(lambda: int("7")).get()` is 7; `Result.failed(ValueError()).get()` raises.
    """

    value: T | None = None
    error: BaseException | None = None

    @classmethod
    def of(cls, run: Callable[[], T]) -> Result[T]:
        """Run a function; return its result, or the exception that it raised."""
        try:
            return cls(run())
        except Exception as error:
            return cls(error=error)

    @classmethod
    def failed(cls, error: BaseException) -> Result[Any]:
        """Return a result that raises an error."""
        return cls(error=error)

    def get(self) -> T:
        """Return the value, or raise the error."""
        if self.error is not None:
            raise self.error
        return cast(T, self.value)
