"""SIGKILL at every point of a message's way, then a restart on the same database.

Each story kills a server twice, at an ordinary turn and at the turn of *Confirmar*. The
conversation goes on; nothing is answered twice but where Meta's answer was lost and no status told
of it; one booking stands. The stories of a database follow one another, so that the server that
is started after a death is the one that the next death ends. Servers are forked from a process that
has all loaded.
"""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

import pytest
from support.databases import PAST, count
from support.forked import Zygote
from support.house import House, OpenHouse
from support.person import Person, Said
from support.polling import until
from support.talks import walk

KINDS = ("sqlite", "postgres")


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
    for kind in KINDS
    for point in ("stored", "routed", "turn", "committed", "claimed", "sent")
]
CASES += [Case(kind, "sent", told=False) for kind in KINDS]


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


def play(house: House, zygote: Zygote, case: Case) -> Story:
    """Play one story from the link to the booking, through two deaths."""
    story, before = Story(), Sofar.of(house)
    slug, ana = house.merchant(), house.person()
    walk(ana, slug, "inicio")
    story.ordinary = die(house, zygote, case, ana, "Reservar")
    ana.tap("Corte")
    ana.say("pasado mañana")
    ana.tap("10:00")
    story.confirmed = die(house, zygote, case, ana, "Confirmar")
    story.again = [ana.tap("Confirmar"), ana.say("gracias")]
    house.wait_until_quiet()
    note_rows(story, house, slug, before)
    return story


def die(house: House, zygote: Zygote, case: Case, ana: Person, title: str) -> list[Said]:
    """Tap, be killed by it, restart; return the answers that came in the end."""
    faults = house.standin.exchange.faults
    house.wait_until_quiet()
    faults.flip({"hold_statuses": True})
    zygote.kill_at(case.point)
    ana.send({"type": "tap", "option": title})
    assert house.server.wait() == -signal.SIGKILL
    zygote.flag.unlink()
    be_down_for_long(house)
    house.serve_with(zygote.fork(house.environment))
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


class Sofar(NamedTuple):
    """What stood when a story began."""

    turns: int
    sends: int

    @classmethod
    def of(cls, house: House) -> Sofar:
        """Count it."""
        with house.standin.exchange.chats.lock:
            return cls(count(house.database, "turns"), len(house.standin.exchange.chats.sent))


def note_rows(story: Story, house: House, slug: str, before: Sofar) -> None:
    """Note what stands in the tables, and what Meta got."""
    story.bookings = len(house.bookings(slug, "confirmed"))
    story.holds = len(house.bookings(slug, "held"))
    story.undone = count(house.database, "inbox", "done_at IS NULL OR error IS NOT NULL")
    story.turns = count(house.database, "turns") - before.turns
    with house.standin.exchange.chats.lock:
        for sent in list(house.standin.exchange.chats.sent)[before.sends :]:
            outbox_id = json.dumps(sent["body"]["biz_opaque_callback_data"])
            story.sends[outbox_id] = story.sends.get(outbox_id, 0) + 1


@pytest.fixture(scope="module")
def served(
    open_house: OpenHouse, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], tuple[House, Zygote]]]:
    """A house of each kind of database, and what forks its servers; opened when first asked for."""
    with ExitStack() as opened:

        @cache
        def open_one(kind: str) -> tuple[House, Zygote]:
            zygote = Zygote(tmp_path_factory.mktemp(kind), scripted=False)
            opened.callback(zygote.close)
            house = opened.enter_context(open_house(kind))
            house.serve_with(zygote.fork(house.environment))
            return house, zygote

        yield open_one


@pytest.mark.parametrize("case", CASES, ids=str)
def test_two_deaths_leave_one_booking_and_no_answer_twice(
    served: Callable[[str], tuple[House, Zygote]], case: Case
) -> None:
    story = play(*served(case.kind), case)

    assert "¿Qué servicio" in story.ordinary[0].text
    assert story.confirmed[0].text.startswith("✅ ¡Listo! *Corte*")
    already, thanks = story.again
    assert "Ya está reservado" in already.text
    assert "¡De nada" in thanks.text

    copies = 1 if case.told else 2  # what nobody told of is sent again
    assert [each.text for each in story.ordinary] == [story.ordinary[0].text] * copies
    assert [each.text for each in story.confirmed] == [story.confirmed[0].text] * copies
    assert sorted(story.sends.values()) == sorted([1] * 6 + [copies] * 2)

    assert (story.bookings, story.holds) == (1, 0)
    assert (story.undone, story.turns) == (0, 8)
