"""What a message may mean in a state that asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from ...fast_dataclass import dataclass
from ...understanding.decisions import Decision
from .tap_ids import Tap


@dataclass(frozen=True, slots=True)
class Take:
    """An exit: the trigger's name, and the slots that the answer fills.

    Attributes:
        outer: whether it is an escape of the flow that called this one.
    """

    trigger: str
    slots: Mapping[str, Any] = field(default_factory=dict)
    outer: bool = False


@dataclass(frozen=True, slots=True)
class Turned:
    """Another page of the list."""

    page: int


@dataclass(frozen=True, slots=True)
class Unclear:
    """An answer that fits several rows; their values."""

    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """An answer that was understood and cannot be: the text that says why."""

    text: str
    says: Mapping[str, str] = field(default_factory=dict)
    offered: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class OldButton:
    """A tap on something that is not the current question."""

    tap: Tap


@dataclass(frozen=True, slots=True)
class Chosen:
    """One of the meanings that were asked about: the exit to take, and what was said ahead."""

    trigger: str
    wishes: Mapping[str, Any]


class Unreadable:
    """A photo, a voice note."""


class NotUnderstood:
    """None of these."""


Meaning = (
    Take | Turned | Unclear | Refused | OldButton | Chosen | Decision | Unreadable | NotUnderstood
)
