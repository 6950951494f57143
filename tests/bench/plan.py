"""What a run is: read from the command line, and handed to the process of people and Meta."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

SUBJECTS = ("sqlite", "postgres", "peer")
STATUSES = ("each", "batched", "none")


@dataclass(frozen=True, slots=True)
class Plan:
    """One run.

    Attributes:
        seconds: how long is measured.
        ramp: over how long people come, one after the other, before that: so slowly that the
            steps which they are at mix.
        settle: how long all of them then write before it is measured.
        people: who write; each writes again once answered.
        pause: seconds between two messages of one person at least: Meta's pair rate.
        stay: after so many seconds, and a booking, somebody leaves and another comes; 0: nobody.
        statuses: `each` in a post of its own, `batched` in posts of up to 20, or `none`.
        status_rate: statuses a second in all; what the answers' own three do not make up is
            repeats of them, as Meta repeats. 0: no repeats.
        connections: kept open to the webhook.
        merchants: how many there are to book with.
        fillers: who book by form meanwhile, an exchange a second each.
        key: what their phones seal with, in PEM.
        visitors: who click through agendas on the panel meanwhile.
        kept_days: that messages are kept, a minute for a day (`retained.py`); 0: real days, a year.
        drain: how long the last answers may take.
        seed: of what people choose.
    """

    seconds: float = 15.0
    ramp: float = 30.0
    settle: float = 0.0
    people: int = 6000
    pause: float = 6.0
    stay: float = 0.0
    statuses: str = "none"
    status_rate: float = 0.0
    connections: int = 32
    merchants: int = 30
    visitors: int = 0
    fillers: int = 0
    key: str = ""
    kept_days: int = 0
    drain: float = 60.0
    seed: int = 1

    def to_json(self) -> str:
        """Return it for another process."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Plan:
        """Read what `to_json` wrote."""
        return cls(**json.loads(text))
