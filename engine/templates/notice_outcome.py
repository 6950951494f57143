"""What a person hears of something that they did not ask for."""

from __future__ import annotations

from dataclasses import dataclass

SENT = "sent"
TEMPLATE = "template"
NO = "no"
LIMIT = "limit"
"""Why a person is not told yet: the day's first contacts are used up, or are others'."""
_UNKNOWN = "No tenemos su teléfono: avisale vos."
_UNTOLD = "No le pudimos avisar por WhatsApp: llamalo o escribile vos."


@dataclass(frozen=True, slots=True)
class Told:
    """What a person hears of something.

    Attributes:
        told: `sent` (words, also while they wait), `template`, or `no`.
        why: where it is `no`: `window` (Meta's 24 hours are over and nothing may be said for this
            purpose), `no_template` (there is one, and Meta has not approved it), `no_consent`
            (they never agreed to what the client sends of its own accord), `no_phone` (nobody is
            known to tell), `nothing` (nothing changes for them).
        contacts: who has something to be sent now.
    """

    told: str
    why: str | None = None
    contacts: tuple[str, ...] = ()

    @property
    def is_missed(self) -> bool:
        """Whether the person misses something that they should know."""
        return self.told == NO and self.why != "nothing"


def advice(*, is_known: bool) -> str:
    """Return what a merchant reads where a person could not be told; `is_known`: by a phone."""
    return _UNTOLD if is_known else _UNKNOWN


UNASKED = Told(NO, "nothing")
"""Nothing is to be told."""
