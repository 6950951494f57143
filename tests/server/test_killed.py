"""SIGKILL at every point of a message's way, then a restart on the same database.

Each story kills a server twice, at an ordinary turn and at the turn of *Confirmar*. The
conversation goes on; nothing is answered twice but where Meta's answer was lost and no status told
of it; one booking stands. Stories run side by side, for some of them wait ten seconds.
"""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pytest
from support.databases import PAST, count
from support.house import House, OpenHouse
from support.person import Person, Said
from support.polling import until
from support.talks import walk

AT_ONCE = 3
"""Stories that are played at the same time."""


class Case(NamedTuple):
    """Where it is killed, on which database.

    Attributes:
        told: whether the status of a message reaches the restarted server, where it was sent.
    """

    kind: str
    point: str
    told: bool = True

    def __str__(self) -> str:
        return f"{self.kind}-{self.point}{'' if self.told else '-untold'}"


CASES = [
    Case(kind, point)
    for kind in ("sqlite", "postgres")
    for point in ("stored", "routed", "turn", "committed", "claimed", "sent")
]
CASES += [Case(kind, "sent", told=False) for kind in ("sqlite", "postgres")]


@dataclass(slots=True)
class Story:
    """What was seen.

    Attributes:
        ordinary: the answers to *Reservar*, at whose turn the first server was killed.
        confirmed: the answers to *Confirmar*, at whose turn the second was.
        again: the answer to a second press of *Confirmar*, and to a thank-you.
        sends: of each message, by our id of it, how often Meta took it.
    """

    ordinary: list[Said] = field(default_factory=list)
    confirmed: list[Said] = field(default_factory=list)
    again: list[Said] = field(default_factory=list)
    sends: dict[str, int] = field(default_factory=dict)
    bookings: int = 0
    holds: int = 0
    undone: int = 0
    turns: int = 0


def play(house: House, case: Case) -> Story:
    """Play one story from the link to the booking, through two deaths."""
    story, flag = Story(), house.log.with_name("kill-now")
    server = ("support.killable", case.point, str(flag))
    house.open(server)
    slug, ana = house.merchant(), house.person()
    walk(ana, slug, "inicio")
    story.ordinary = die(house, flag, case, ana, "Reservar", lambda: house.open(server))
    ana.tap("Corte")
    ana.say("pasado mañana")
    ana.tap("10:00")
    story.confirmed = die(house, flag, case, ana, "Confirmar", house.open)
    story.again = [ana.tap("Confirmar"), ana.say("gracias")]
    house.wait_until_quiet()
    note_rows(story, house, slug)
    return story


def die(
    house: House, flag: Path, case: Case, ana: Person, title: str, restart: Callable[[], object]
) -> list[Said]:
    """Tap, be killed by it, restart; return the answers that came in the end."""
    faults = house.standin.exchange.faults
    house.wait_until_quiet()
    faults.flip({"hold_statuses": True})
    flag.touch()
    ana.send({"type": "tap", "option": title})
    assert house.server.wait() == -signal.SIGKILL
    flag.unlink()
    be_down_for_long(house)
    restart()
    if not case.told:
        until(lambda: len(ana.unread()) == 2, "the message to be sent again")
    faults.flip({"hold_statuses": False})
    house.standin.exchange.release()
    house.wait_until_quiet()
    return ana.next_ones(len(ana.unread()))


def be_down_for_long(house: House) -> None:
    """Make it look as if the server had died long before it was started again."""
    house.database.change(
        "UPDATE outbox SET claimed_at = %s WHERE status = 'pending' AND claimed_at IS NOT NULL",
        PAST,
    )


def note_rows(story: Story, house: House, slug: str) -> None:
    """Note what stands in the tables, and what Meta got."""
    story.bookings = len(house.bookings(slug, "confirmed"))
    story.holds = len(house.bookings(slug, "held"))
    story.undone = count(house.database, "inbox", "done_at IS NULL OR error IS NOT NULL")
    story.turns = count(house.database, "turns")
    with house.standin.exchange.chats.lock:
        for sent in house.standin.exchange.chats.sent:
            outbox_id = json.dumps(sent["body"]["biz_opaque_callback_data"])
            story.sends[outbox_id] = story.sends.get(outbox_id, 0) + 1


@pytest.fixture(scope="module")
def stories(
    request: pytest.FixtureRequest, open_house: OpenHouse
) -> Iterator[dict[Case, Future[Story]]]:
    """Every story that a test of this run asks for, on its way; the slow ones first."""

    def tell(case: Case) -> Story:
        with open_house(case.kind) as house:
            return play(house, case)

    wanted = {
        item.callspec.params["case"]
        for item in request.session.items
        if isinstance(item, pytest.Function) and item.path == request.path
    }
    request.getfixturevalue("postgres_url")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        slow_first = sorted(wanted, key=lambda case: (case.told, case.point != "claimed"))
        yield {case: pool.submit(tell, case) for case in slow_first}


@pytest.fixture
def story(stories: dict[Case, Future[Story]], case: Case) -> Story:
    """The story of one case, to its end."""
    return stories[case].result()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_conversation_goes_on(story: Story, case: Case) -> None:
    assert "¿Qué servicio" in story.ordinary[0].text
    assert story.confirmed[0].text.startswith("✅ ¡Listo! *Corte*")
    already, thanks = story.again
    assert "Ya está reservado" in already.text
    assert "¡De nada" in thanks.text


@pytest.mark.parametrize("case", CASES, ids=str)
def test_nothing_is_answered_twice_but_what_nobody_told_of(story: Story, case: Case) -> None:
    copies = 1 if case.told else 2
    assert [each.text for each in story.ordinary] == [story.ordinary[0].text] * copies
    assert [each.text for each in story.confirmed] == [story.confirmed[0].text] * copies
    assert sorted(story.sends.values()) == sorted([1] * 6 + [copies] * 2)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_no_booking_is_lost_or_doubled(story: Story, case: Case) -> None:
    assert (story.bookings, story.holds) == (1, 0)
    assert (story.undone, story.turns) == (0, 8)
