"""What a person hears of something that they did not ask for."""

from __future__ import annotations

from dataclasses import dataclass

SENT = "sent"
TEMPLATE = "template"
NO = "no"


@dataclass(frozen=True, slots=True)
class Told:
    """What a person hears of something.

    Attributes:
        told: `sent` (words, also while they wait), `template`, or `no`.
        why: where it is `no`: `window` (Meta's 24 hours are over and nothing may be said for this
            purpose), `no_template` (there is one, and Meta has not approved it), `no_phone`
            (nobody is known to tell), `nothing` (nothing changes for them).
        contacts: who has something to be sent now.
    """

    told: str
    why: str | None = None
    contacts: tuple[str, ...] = ()
