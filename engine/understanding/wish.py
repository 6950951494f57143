"""What somebody wants of one value: the value itself, a few, or a narrower choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from datetime import date, timedelta
from typing import Any, Literal

from ..fast_dataclass import dataclass

Pick = Literal[
    "", "first", "last", "later", "earlier", "cheapest", "dearest", "shortest", "longest", "usual"
]


@dataclass(frozen=True, slots=True)
class Wish:
    """What was said of one value. Days are ISO days, hours are `HH:MM`, anything else is an id.

    Attributes:
        values: those that may be meant, likeliest first; of an hour both halves of the day.
        since: values from this one on.
        until: values before this one.
        weekdays: only these days of the week, Monday 0; beside a value, all that was said of it.
        without: none of these values.
        off: none of these days of the week.
        gaps: none of the values from the first of a pair on, before its second.
        pick: the first, or the last, of those on offer; one later, or earlier, than what was
            chosen; of services also by price or length, or what this person had last.
        shift: so much later than what was chosen, minutes or days; 0 is the same.
        only_on: of hours, the only day on which it holds: «en media hora».
        cost: of services, those that cost this much: «8000», «USD 100».
        anything: whatever there is will do.
        problem: why what was named cannot be: `nonexistent`, `past`, `contradiction`.
        sure: False where it has to be asked.
        label: how a narrower choice is called: «a la tarde».
    """

    values: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    weekdays: tuple[int, ...] = ()
    without: tuple[str, ...] = ()
    off: tuple[int, ...] = ()
    gaps: tuple[tuple[str, str], ...] = ()
    pick: Pick = ""
    shift: int | None = None
    only_on: str = ""
    cost: str = ""
    anything: bool = False
    problem: str = ""
    sure: bool = True
    label: str = ""

    @property
    def narrows(self) -> bool:
        """Whether it names no value, but a choice among those on offer."""
        return not self.values and not self.problem

    def fits(self, value: str) -> bool:
        """Return whether a value on offer is one of those wanted.

        A row that stands for more than itself («lo antes posible») is none of a narrower choice.
        """
        if value == SHORTCUT:
            return self == NO_WISH or self.anything or value in self.values
        if self.values and value[: len(self.values[0])] not in self.values:
            return False
        if value in self.without or any(_within(value, *gap) for gap in self.gaps):
            return False
        if not _within(value, self.since, self.until):
            return False
        if not self.weekdays and not self.off:
            return True
        weekday = date.fromisoformat(value[:10]).weekday()
        return weekday not in self.off and (not self.weekdays or weekday in self.weekdays)

    @property
    def is_beside(self) -> bool:
        """Whether it is said of what was chosen before: «más tarde», «a la misma hora»."""
        return self.shift is not None or self.pick in ("later", "earlier")

    def beside(self, chosen: str) -> Wish:
        """Return what is wanted beside a day, or an hour, that was chosen before; "" for none.

        >>> Wish(shift=30).beside("16:30").values, Wish(pick="later").beside("16:30").since
        (('17:00',), '16:31')
        """
        if self.shift is not None:
            values = (_shifted(chosen, self.shift),) if chosen else ()
            return replace(self, shift=None, values=values)
        later = self.pick == "later"
        if not chosen:
            label = self.label or f"lo más {'tarde' if later else 'temprano'}"
            return replace(self, pick="last" if later else "first", label=label)
        words = ("más tarde", "más temprano") if ":" in chosen else ("más adelante", "antes")
        label = self.label or words[0 if later else 1]
        if later:
            since = max(self.since, _shifted(chosen, 1))
            return replace(self, pick="", since=since, label=label)
        until = min(filter(None, (self.until, chosen[:10])))
        return replace(self, pick="", until=until, label=label)

    def merged(self, other: Wish) -> Wish:
        """Return what holds where both were said: «a la tarde, después de las 18».

        Of «a la mañana o a la tarde» either holds.
        """
        if self.values or other.values:
            return self if self.values else other
        if _are_apart(self, other) or _are_apart(other, self):
            since, until = min(self.since, other.since), max(self.until, other.until)
            return replace(self, since=since, until=until, pick="", label="")
        return Wish(
            since=max(self.since, other.since),
            until=min(filter(None, (self.until, other.until)), default=""),
            weekdays=self.weekdays or other.weekdays,
            without=self.without + other.without,
            off=self.off + other.off,
            gaps=self.gaps + other.gaps,
            pick=self.pick or other.pick,
            shift=other.shift if self.shift is None else self.shift,
            only_on=self.only_on or other.only_on,
            cost=self.cost or other.cost,
            anything=self.anything and other.anything,
            label=self.label or other.label,
        )

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON data, without what was not said."""
        told = asdict(self)
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in told.items()
            if value != _DEFAULTS[name]
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Wish:
        """Return it from JSON data; what is unknown is passed over."""
        said: dict[str, Any] = {
            name: _frozen(value) for name, value in data.items() if name in _DEFAULTS
        }
        return cls(**said)


def _are_apart(first: Wish, last: Wish) -> bool:
    """Return whether one span ends where another begins; parts of the day share a minute."""
    bounded = first.since and first.until and last.since and last.until
    return bool(bounded) and first.until <= _shifted(last.since, 1)


def _within(value: str, since: str, until: str) -> bool:
    return since <= value and (not until or value < until)


def _shifted(chosen: str, by: int) -> str:
    """Return an hour so many minutes later, or a day so many days; an hour stays on its day."""
    if ":" not in chosen:
        return (date.fromisoformat(chosen[:10]) + timedelta(days=by)).isoformat()
    minutes = min(max(int(chosen[:2]) * 60 + int(chosen[3:5]) + by, 0), 24 * 60 - 1)
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _frozen(value: Any) -> Any:
    """Return lists of JSON as the tuples they were."""
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


SHORTCUT = "*"
"""The value of a row that stands for more than itself: *the first free day*, *anybody*. A condition
of a flow asks for it. In a form only a list can show it, and no calendar."""
_DEFAULTS: Mapping[str, Any] = {field.name: field.default for field in fields(Wish)}
NO_WISH = Wish()
"""Nothing was said."""
