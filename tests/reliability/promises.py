"""Whether the promises held, read from the rows and from the phones; shares nothing with Milo."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from support.house import House

from milo.demo.views import words

from .crowd import PATIENCE_SECONDS, Seen


@dataclass(slots=True)
class Findings:
    """What was counted, and what is wrong; `wrong` is empty where all promises held.

    An answer that was late is no broken promise: in the end each has to be at Meta.
    """

    messages: int = 0
    answers: int = 0
    repeated: int = 0
    bookings: int = 0
    late: int = 0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        told = (
            f"{self.messages} messages worked once each, {self.answers} answers, "
            f"{self.repeated} of them twice, {self.bookings} bookings"
            + (
                f"; {self.late} answers took more than {PATIENCE_SECONDS:.0f} s"
                if self.late
                else ""
            )
        )
        return f"{told}; WRONG: {'; '.join(self.wrong[:5])}" if self.wrong else told


@dataclass(frozen=True, slots=True)
class Since:
    """From where on things are looked at: rows and sends before it were looked at, or are gone.

    Attributes:
        sent: how many messages had gone out.
    """

    inbox: int = 0
    outbox: int = 0
    booking: str = ""
    sent: int = 0

    @classmethod
    def now(cls, house: House) -> Since:
        """Return the present end of everything."""
        (row,) = house.database.rows(
            "SELECT coalesce((SELECT max(id) FROM inbox), 0) AS inbox, "
            "coalesce((SELECT max(seq) FROM outbox), 0) AS outbox, "
            "coalesce((SELECT max(id) FROM bookings), '') AS booking"
        )
        return cls(**row, sent=len(_taken(house)))


ALL = Since()
BOOKED = "✅ ¡Listo!"
CANCELLED = "Listo, cancelé"
"""What the messages begin with that say that a booking stands, or does so no longer."""


def look(
    house: House, seen: Seen, deaths: list[tuple[float, float]] | None, since: Since = ALL
) -> Findings:
    """Hold what stands against what people did.

    Args:
        seen: what the crowd did and got.
        deaths: when a server was killed, and when the next one was there, unix seconds: a message
            may come twice around these; None: at any time, for answers of Meta's were lost.
        since: from where on it is looked.
    """
    found = Findings()
    _worked_once(house, seen, found, since)
    _in_order(house, found)
    _sent_once(house, found, deaths, since)
    _never_oversold(house, found, since)
    _as_told(house, found, since)
    return found


def _worked_once(house: House, seen: Seen, found: Findings, since: Since) -> None:
    inbox = house.database.rows("SELECT * FROM inbox WHERE id > %s", since.inbox)
    rows = {row["message_id"]: row for row in inbox}
    found.messages = len(rows)
    _claim(found, not seen.wrote.keys() - rows.keys(), "messages that never came to the inbox")
    left = [row for row in rows.values() if row["done_at"] is None]
    _claim(found, not left, f"{len(left)} messages not worked")
    parked = [row["error"] for row in rows.values() if row["error"] is not None]
    _claim(found, not parked, f"{len(parked)} parked: {parked[:2]}")
    turns = house.database.rows("SELECT inbox_id FROM turns WHERE inbox_id IS NOT NULL")
    often = [one for one, times in Counter(row["inbox_id"] for row in turns).items() if times > 1]
    _claim(found, not often, f"{len(often)} messages worked twice")
    found.late = len(seen.unanswered)


def _in_order(house: House, found: Findings) -> None:
    turns = house.database.rows(
        "SELECT s.contact_id, t.inbox_id FROM turns t JOIN sessions s ON s.id = t.session_id "
        "WHERE t.inbox_id IS NOT NULL ORDER BY t.seq"
    )
    last: dict[str, int] = {}
    for turn in turns:
        before = last.get(turn["contact_id"], 0)
        _claim(found, before < turn["inbox_id"], f"turn of {turn['inbox_id']} after {before}")
        last[turn["contact_id"]] = turn["inbox_id"]


def _sent_once(
    house: House, found: Findings, deaths: list[tuple[float, float]] | None, since: Since
) -> None:
    """Each answer came, in order; twice only where a death lay between the two."""
    rows = house.database.rows(
        "SELECT id, seq, contact_id, status, error FROM outbox WHERE seq > %s ORDER BY seq",
        since.outbox,
    )
    seqs = {row["id"]: row["seq"] for row in rows}
    found.answers = len(rows)
    unsent = [row for row in rows if row["status"] in ("pending", "failed")]
    _claim(found, not unsent, f"{len(unsent)} answers unsent: {[u['error'] for u in unsent[:2]]}")
    times: dict[str, list[float]] = {}
    latest: dict[str, int] = {}
    for sent in _taken(house)[since.sent :]:
        name, person = our_id(sent["body"]), sent["person"]
        if name not in times:
            _claim(found, latest.get(person, 0) < seqs[name], f"{name} overtook another")
            latest[person] = seqs[name]
        times.setdefault(name, []).append(float(sent["at"]))
    _claim(found, seqs.keys() <= times.keys(), "answers that Meta never got")
    for name, instants in times.items():
        for first, second in pairwise(instants):
            found.repeated += 1
            between = deaths is None or any(first - 1 <= died <= second + 1 for died, _ in deaths)
            _claim(found, between, f"{name} came twice, and nobody had died")


def our_id(body: dict[str, Any]) -> str:
    """Return the id of the outbox row that a send carries."""
    return str(body["biz_opaque_callback_data"]).removeprefix("outbox:")


def _taken(house: House) -> list[dict[str, Any]]:
    with house.standin.exchange.chats.lock:
        return list(house.standin.exchange.chats.sent)


def _never_oversold(house: House, found: Findings, since: Since) -> None:
    rows = house.database.rows(
        "SELECT id, client_id, service, datetime, ends_at FROM bookings WHERE status = 'confirmed'"
    )
    found.bookings = sum(row["id"] > since.booking for row in rows)
    for one in rows:
        at_once = sum(
            (other["client_id"], other["service"]) == (one["client_id"], one["service"])
            and str(other["datetime"]) <= str(one["datetime"]) < str(other["ends_at"])
            for other in rows
        )
        _claim(found, at_once <= 1, f"{at_once} bookings at {one['datetime']}")


def _as_told(house: House, found: Findings, since: Since) -> None:
    """Everybody who was told that a booking stands has it, and everybody who has one was told."""
    rows = house.database.rows(
        "SELECT c.user_id, count(*) AS booked FROM bookings b "
        "JOIN contacts c ON c.id = b.contact_id WHERE b.status = 'confirmed' AND b.id > %s "
        "GROUP BY c.user_id",
        since.booking,
    )
    people = {person.key: person.user_id for person in _people(house)}
    told: Counter[str] = Counter()
    texts = {our_id(sent["body"]): sent for sent in _taken(house)[since.sent :]}
    for sent in texts.values():
        text, user = words(sent["body"], {}), people[sent["person"]]
        told[user] += text.startswith(BOOKED) - text.startswith(CANCELLED)
    booked = {row["user_id"]: row["booked"] for row in rows}
    wrong = [user for user in told if booked.get(user, 0) != told[user]]
    _claim(found, not wrong, f"{len(wrong)} people were told of other bookings than stand")


def _people(house: House) -> list[Any]:
    with house.standin.exchange.chats.lock:
        return [chat.person for chat in house.standin.exchange.chats.all()]


def _claim(found: Findings, holds: bool, wrong: str) -> None:
    if not holds:
        found.wrong.append(wrong)
