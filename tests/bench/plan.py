"""What a run is: read from the command line, and handed to the process of people and Meta."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, dataclass

DATABASES = ("sqlite", "postgres")
STATUSES = ("each", "batched", "none")


@dataclass(frozen=True, slots=True)
class Plan:
    """One run.

    Attributes:
        seconds: how long is measured.
        warm_up: how long people write before that.
        people: who write; each writes again once answered.
        rate: messages a second that they write at most, all together; 0: as fast as they can.
        statuses: `each` in a post of its own, `batched` in posts of up to 20, or `none`.
        connections: kept open to the webhook.
        merchants: how many there are to book with.
        drain: how long the last answers may take.
        seed: of what people choose.
    """

    seconds: float = 15.0
    warm_up: float = 3.0
    people: int = 600
    rate: float = 0.0
    statuses: str = "each"
    connections: int = 16
    merchants: int = 30
    drain: float = 30.0
    seed: int = 1

    def to_json(self) -> str:
        """Return it for another process."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Plan:
        """Read what `to_json` wrote."""
        return cls(**json.loads(text))


@dataclass(frozen=True, slots=True)
class Bench:
    """All runs: each database in turn, `rounds` times."""

    plan: Plan
    databases: tuple[str, ...]
    rounds: int


def read_arguments(arguments: list[str] | None = None) -> Bench:
    """Read the command line."""
    options = vars(_parser().parse_args(arguments))
    database, rounds = options.pop("database"), options.pop("rounds")
    databases = DATABASES if database == "both" else (database,)
    return Bench(Plan(**options), databases, rounds)


def _parser() -> argparse.ArgumentParser:
    plan = Plan()
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description="Measure a real server: messages a second, acknowledgements, CPU, memory.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--database", choices=(*DATABASES, "both"), default="both")
    parser.add_argument("--rounds", type=int, default=1, help="runs on each, in alternation")
    parser.add_argument("--seconds", type=float, default=plan.seconds, help="measured")
    parser.add_argument("--warm-up", type=float, default=plan.warm_up, metavar="SECONDS")
    parser.add_argument("--people", type=int, default=plan.people, help="who write at once")
    parser.add_argument(
        "--rate", type=float, default=plan.rate, help="messages a second at most; 0: no limit"
    )
    parser.add_argument(
        "--statuses", choices=STATUSES, default=plan.statuses, help="how statuses are posted"
    )
    parser.add_argument("--connections", type=int, default=plan.connections, help="to the webhook")
    parser.add_argument("--merchants", type=int, default=plan.merchants)
    parser.add_argument("--drain", type=float, default=plan.drain, metavar="SECONDS")
    parser.add_argument("--seed", type=int, default=plan.seed)
    return parser
