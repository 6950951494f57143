"""Stories that the seeds meet once in thousands, and which broke a promise when they did."""

from __future__ import annotations

import pytest

from milo.store.memory import outbox

from . import promises
from .meta import CODES
from .planted import planted
from .playing import play
from .story import Event, Story
from .town import DESK

CARLA, MONA, PEPE = 0, 1, 6
LOSES, NEVER, TAKES_IT, ONCE = 0, 4, 0, 0
"""An answer that is lost, or never comes; the very next one; a refusal that comes once."""
STOP, ELEVEN_MINUTES = 1, 4
FILLS_IN = 3
"""A luck: what somebody does with a form."""
MINUTE, BACK_TWO_MINUTES = 2, 1
BY_ID, BY_PHONE, BY_BOTH = 0, 1, 2
FIRST = 0
"""Lucks: what a message shows of its sender."""


def event(kind: str, pick: int = 0, luck: int = 0, *, rest: int = -1, who: int = 0) -> Event:
    return Event(kind, who, pick, luck, rest)


def story(database: str, *events: Event, forms: str = "off") -> Story:
    return Story(0, database, 50, ("hasty", "hasty"), events, forms)


REFUSED = list(CODES).index(131047)
ARRIVED = (
    event("loses", LOSES, TAKES_IT),
    event("refuses", REFUSED, ONCE),
    event("link", CARLA),
    event("waits", MINUTE),
    event("status", luck=1),
)


@pytest.mark.parametrize("database", ["memory", "sqlite"])
def test_what_arrived_is_not_shown_as_failed(database: str) -> None:
    """Its answer was lost, and when it was sent again, Meta refused it for good."""
    found = play(story(database, *ARRIVED))
    assert found.broken is None
    assert "Meta tells: sent" in "\n".join(found.trace)


def test_the_model_sees_what_is_shown_as_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    right = outbox.moves
    monkeypatch.setattr(
        outbox, "moves", lambda before, *told: before != "failed" and right(before, *told)
    )
    broken = play(story("memory", *ARRIVED)).broken
    assert broken and broken[0] == promises.STATUS


@pytest.mark.parametrize("database", ["memory", "sqlite"])
def test_whose_words_stand_last_is_known_though_the_clock_was_set_back(database: str) -> None:
    """Ana is two contacts, and writes to Pepe last; then it shows that she is one person."""
    events = (
        event("link", CARLA, BY_ID),
        event("clock", BACK_TWO_MINUTES),
        event("link", PEPE, BY_PHONE),
        event("shows both"),
    )
    assert play(story(database, *events)).broken is None


def test_a_form_that_asked_last_is_known_after_two_contacts_became_one() -> None:
    """Mona's greeting never arrives, so the form that is filled in is Carla's: her words stand."""
    events = (
        event("link", PEPE, BY_PHONE),
        event("link", CARLA, BY_ID),
        event("loses", NEVER, TAKES_IT),
        event("link", MONA, BY_PHONE),
        event("taps", FIRST),
        event("shows both"),
    )
    found = play(story("sqlite", *events, forms="greeting"))
    assert found.broken is None
    assert any("fills in SERVICIO" in line for line in found.trace)


def test_what_is_asked_about_oneself_leaves_in_front_whose_form_asked_last() -> None:
    """Ana has Mona's form as far as its card, writes *stop*, and the card's time-out speaks."""
    events = (
        event("link", MONA),
        event("loses", NEVER, TAKES_IT),
        event("link", CARLA),
        event("taps", FIRST),
        event("taps", FIRST, FILLS_IN),
        event("asks about themselves", STOP),
        event("waits", ELEVEN_MINUTES),
    )
    found = play(story("memory", *events, forms="greeting"))
    assert found.broken is None
    assert any("Te guardo las" in line for line in found.trace)


def test_two_contacts_may_be_worked_in_the_commit_in_which_they_become_one() -> None:
    """Each has a message, both are worked, and in the same commit one arrives that shows both."""
    events = (
        event("shows both", who=1, luck=649522334),
        event("link", PEPE - 2, 89411364, rest=0),
        event("taps", 2, 236376295, rest=5),
        event("taps", 4, 233280608, rest=4),
    )
    assert play(story("sqlite", *events)).broken is None


ASKS_MONA = (
    event("link", MONA),
    event("taps", FIRST),
    event("taps", FIRST),
    event("taps", FIRST),
    event("taps", FIRST),
    event("taps", FIRST),
)
"""Ana asks Mona for a place, who confirms each herself."""


@pytest.mark.parametrize("database", ["memory", "sqlite"])
def test_a_merchant_who_never_wrote_is_told_nothing_and_no_promise_is_broken(
    database: str,
) -> None:
    found = play(story(database, *ASKS_MONA))
    assert found.broken is None
    told = "\n".join(found.trace)
    assert "Anotado" in told and f"→ {DESK.name}" not in told


@pytest.mark.parametrize("database", ["memory", "sqlite"])
def test_a_merchant_who_wrote_is_told_of_what_is_asked(database: str) -> None:
    found = play(story(database, event("desk"), *ASKS_MONA))
    assert found.broken is None
    assert any(f"→ {DESK.name}: 'Nuevo pedido: *Ana*" in line for line in found.trace)


BAJA, HALF_AN_HOUR, SAYS_1 = 0, 1, 0
BY_MONA = 1
ASKED = (event("link", CARLA, BY_BOTH), event("taps", FIRST), event("waits a while"))
"""Ana is in a chat with Carla, who asks something, and has been quiet for eleven minutes."""
BELOW = {
    "a time-out below a request's question": (
        "takes a number for a request's answer though others have spoken",
        promises.MERCHANT,
        (
            *ASKED[:2],
            event("asks about themselves", BAJA),
            event("waits a while", HALF_AN_HOUR),
            event("answers which", SAYS_1),
        ),
    ),
    "news below a request's question": (
        "tells news below a question of no merchant's",
        promises.SPEAKS,
        (*ASKED, event("asks about themselves", BAJA), event("is booked for", BY_MONA)),
    ),
    "news below the lobby's question": (
        "tells news below a question of no merchant's",
        promises.SPEAKS,
        (*ASKED, event("asks for who is closed"), event("is booked for", BY_MONA)),
    ),
}


@pytest.mark.parametrize("what", BELOW)
@pytest.mark.parametrize("database", ["memory", "sqlite"])
def test_the_model_sees_what_came_below_a_question_of_no_merchants(
    database: str, what: str
) -> None:
    fault, promise, events = BELOW[what]
    assert play(story(database, *events)).broken is None
    with planted(fault):
        broken = play(story(database, *events)).broken
    assert broken and broken[0] == promise
