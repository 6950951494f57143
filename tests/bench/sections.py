"""What `make bench` measures, and what each line is to reach (docs/performance.md)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from .plan import Plan
from .report import Run, middle

FULL = Plan(ramp=90.0, settle=15.0)
"""Six thousand people, each of whom may write every six seconds: a thousand messages a second."""
THREE_HUNDRED = replace(FULL, people=1800, ramp=12.0, settle=12.0)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to reach.

    Attributes:
        value: finds it in a section's runs; None where it was not measured.
        reached: whether that is enough.
    """

    what: str
    goal: str
    value: Callable[[list[Run]], float | None]
    reached: Callable[[float], bool]


@dataclass(frozen=True, slots=True)
class Section:
    """Runs of one plan, on several subjects in turn."""

    key: str
    title: str
    plan: Plan
    subjects: tuple[str, ...]
    lines: tuple[Line, ...] = field(default=())


def _answered(run: Run) -> float:
    return float(run["answered_per_second"])


def _ratio(subject: str) -> Callable[[list[Run]], float | None]:
    def value(runs: list[Run]) -> float | None:
        ours, peers = middle(runs, subject, _answered), middle(runs, "peer", _answered)
        return ours / peers if ours is not None and peers else None

    return value


def _p99(runs: list[Run]) -> float | None:
    return middle(runs, "sqlite", lambda run: run["milliseconds"]["acknowledged"]["p99"])


def _statuses(runs: list[Run]) -> float | None:
    return middle(runs, "sqlite", lambda run: run["statuses_per_second"])


def _exchanges(runs: list[Run]) -> float | None:
    return middle(runs, "sqlite", lambda run: run["exchanges_per_second"])


def _longest_exchange(runs: list[Run]) -> float | None:
    return middle(runs, "sqlite", lambda run: run["milliseconds"].get("exchange", {}).get("p99.9"))


def _exchanges_failed(runs: list[Run]) -> float | None:
    return middle(runs, "sqlite", lambda run: float(run["exchanges_failed"]))


def _pace(runs: list[Run]) -> float | None:
    return middle(runs, "sqlite", _answered)


SECTIONS = (
    Section(
        "highest",
        "As fast as it goes: 6,000 people who answer what they are asked",
        FULL,
        ("sqlite", "peer", "postgres"),
        (
            Line(
                "answered a second on SQLite, beside the peer",
                "3 times",
                _ratio("sqlite"),
                lambda x: x >= 3,
            ),
            Line(
                "answered a second on PostgreSQL, beside the peer",
                "once",
                _ratio("postgres"),
                lambda x: x >= 1,
            ),
            Line("acknowledged at the highest rate, p99, ms", "under 250", _p99, lambda x: x < 250),
        ),
    ),
    Section(
        "with statuses",
        "The same, and each answer's three statuses in posts of their own",
        replace(FULL, statuses="each"),
        ("sqlite", "peer", "postgres"),
        (
            Line(
                "answered a second with statuses, SQLite beside the peer",
                "3 times",
                _ratio("sqlite"),
                lambda x: x >= 3,
            ),
        ),
    ),
    Section(
        "at 300",
        "300 messages a second",
        THREE_HUNDRED,
        ("sqlite",),
        (
            Line("answered a second, of 300", "300", _pace, lambda x: x >= 297),
            Line(
                "acknowledged at 300 messages a second, p99, ms",
                "under 50",
                _p99,
                lambda x: x < 50,
            ),
        ),
    ),
    Section(
        "beside the panel",
        "300 messages a second beside twenty people who click through agendas",
        replace(THREE_HUNDRED, visitors=20),
        ("sqlite",),
        (
            Line("answered a second beside the panel, of 300", "300", _pace, lambda x: x >= 297),
            Line(
                "acknowledged beside the panel, p99, ms",
                "under 50",
                _p99,
                lambda x: x < 50,
            ),
        ),
    ),
    Section(
        "beside forms",
        "300 messages a second beside fifty people who book by form, an exchange a second each",
        replace(THREE_HUNDRED, fillers=50),
        ("sqlite",),
        (
            Line("answered a second beside forms, of 300", "300", _pace, lambda x: x >= 297),
            Line("exchanges of forms a second, of 50", "50", _exchanges, lambda x: x >= 45),
            Line(
                "exchanges answered beside 300 messages a second, p99.9, ms",
                "under 1,000",
                _longest_exchange,
                lambda x: x < 1000,
            ),
            Line(
                "exchanges that failed for trouble of the server's",
                "none",
                _exchanges_failed,
                lambda x: x == 0,
            ),
        ),
    ),
    Section(
        "statuses batched",
        "300 messages a second beside 3,000 statuses in posts of 20",
        replace(THREE_HUNDRED, statuses="batched", status_rate=3000),
        ("sqlite",),
        (
            Line("answered a second beside batches, of 300", "300", _pace, lambda x: x >= 297),
            Line("statuses a second in batches", "3,000", _statuses, lambda x: x >= 2950),
        ),
    ),
    Section(
        "statuses one by one",
        "300 messages a second beside 1,000 statuses in posts of their own",
        replace(THREE_HUNDRED, statuses="each", status_rate=1000),
        ("sqlite",),
        (
            Line("answered a second beside single ones, of 300", "300", _pace, lambda x: x >= 297),
            Line("statuses a second one by one", "1,000", _statuses, lambda x: x >= 980),
        ),
    ),
)
