"""Whether agendas, their history and what people were told agree, by arithmetic of our own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from .meta import Shown
from .town import Person

if TYPE_CHECKING:
    from .quarter import Quarter

LOCAL = timezone(timedelta(hours=-3))
LATE = timedelta(minutes=45)
"""How late a reminder may be: the machine may be off, or the person in another chat."""
WAITLIST_MINUTES = 45
_STOOD = ("pending", "confirmed", "completed", "no_show")
_BOOKED = ("✅ ¡Listo!", "Anotado:")
_TOO_LATE = ("Uy", "Se ocupó", "Ya tenés", "Ese lugar")
_GIVEN_UP = {"rejected": "no puede darte", "expired": "no llegó a confirmar"}
_NIGHT = (21, 9)


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody was told, and when."""

    at: datetime
    owner: Person
    shown: Shown


@dataclass(frozen=True, slots=True)
class Stand:
    """From when a booking stood so, until what; by its history."""

    since: datetime
    until: datetime
    status: str
    start: datetime


def is_reminder(text: str) -> bool:
    """Return whether a message reminds of a booking, in words or by the template."""
    return "Te recordamos tu turno" in text or text.startswith("recordatorio · ")


def is_offer(text: str) -> bool:
    """Return whether a message offers a place that became free, in words or by the template."""
    return text.startswith(("¡Se liberó un lugar", "lugar_libre · "))


def disagreements(world: Quarter, merchants: dict[str, dict[str, Any]]) -> list[str]:
    """Return all that does not agree; counts what stands for the report."""
    chats: dict[str, list[Heard]] = {}
    for heard in world.heard:
        chats.setdefault(heard.owner.user_id, []).append(heard)
    wrong: list[str] = []
    confirmed: Counter[str] = Counter()
    offers = [heard for heard in world.heard if is_offer(heard.shown.text)]
    for slug, settings in merchants.items():
        rows = [row for row in world.bookings(slug) if row["moves"] is None]
        wrong += _oversold(rows, settings)
        wrong += _no_shows(rows)
        told = {row["id"]: world.history(row["id"]) for row in rows}
        wrong += _of_offers(world, settings, rows, told, offers)
        for row in rows:
            history = told[row["id"]]
            if not history:  # a place that was kept or offered, and that nobody booked
                world.counts[f"{slug}: not booked"] += 1
                continue
            world.counts[f"{slug}: {row['status']}"] += 1
            confirmed[row["user_id"]] += history[0]["actor"].startswith("contact:")
            wrong += _of_history(row, history)
            stands = list(_stands(history, world.clock.now()))
            world.counts["moves"] += sum(one.start != two.start for one, two in pairwise(stands))
            chat = chats.get(row["user_id"], [])
            wrong += _of_words(row, chat)
            wrong += _of_reminders(row, stands, chat, settings["reminders_minutes"])
    wrong += _of_lines(world, chats)
    for user_id, chat in chats.items():
        told = sum(heard.shown.text.startswith(_BOOKED) for heard in chat)
        if told != confirmed[user_id]:
            wrong.append(f"{user_id} was told of {told} bookings and made {confirmed[user_id]}")
    return wrong + _left(world)


def _of_lines(world: Quarter, chats: dict[str, list[Heard]]) -> Iterator[str]:
    """Each offer goes to somebody who stands in line; who says yes in time has it."""
    for user_id, chat in chats.items():
        lines = sum("te escribo por acá y te lo guardo" in heard.shown.text for heard in chat)
        offers = [heard for heard in chat if is_offer(heard.shown.text)]
        world.counts["in line"] += lines
        if len(offers) > lines:
            yield f"{user_id} stood in line {lines} times, and was offered {len(offers)} places"
    for heard in world.taken:
        later = [one.shown.text for one in chats[heard.owner.user_id] if one.at > heard.at]
        answer = next((text for text in later if text.startswith((*_BOOKED, *_TOO_LATE))), "")
        if not answer.startswith(_BOOKED):
            world.counts["offers taken too late"] += 1
        if not answer:
            yield f"{heard.owner.user_id} wanted what was offered at {heard.at}: nobody answered"


def _of_offers(
    world: Quarter,
    settings: dict[str, Any],
    rows: list[dict[str, Any]],
    told: dict[str, list[dict[str, Any]]],
    offers: list[Heard],
) -> Iterator[str]:
    """Nothing is offered that somebody has, nor to two people at once."""
    end = world.clock.now()
    stands = {row["id"]: list(_stands(told[row["id"]], end)) for row in rows if told[row["id"]]}
    places = {row["id"]: row for row in rows}
    ours = [(heard, _offered(heard, places)) for heard in offers]
    given = [(heard, places[key], _lapses(world, heard)) for heard, key in ours if key in places]
    for heard, place, until in given:
        there = [
            row
            for row in rows
            if row["id"] != place["id"]
            and _meet(row, place)
            and any(
                one.since <= heard.at < one.until and one.status in ("pending", "confirmed")
                for one in stands.get(row["id"], ())
                if one.start == _instant(row["datetime"])
            )
        ]
        there += [
            other
            for also, other, then in given
            if other["id"] != place["id"]
            and _meet(other, place)
            and also.at <= heard.at < min(then, until)
            and also is not heard
        ]
        if _at_most(there, place) + place["party"] > _capacity(settings, place):
            at = heard.at.astimezone(LOCAL)
            yield f"{place['id']} was offered at {at:%d/%m %H:%M}: {[row['id'] for row in there]}"


def _at_most(rows: list[dict[str, Any]], place: dict[str, Any]) -> int:
    """Return how many people rows bring at once, at any instant of a place."""
    begins = _instant(place["datetime"])
    instants = {begins, *(max(begins, _instant(row["datetime"])) for row in rows)}
    return max(
        sum(
            row["party"]
            for row in rows
            if _instant(row["datetime"]) <= at < _instant(row["ends_at"])
        )
        for at in instants
    )


def _offered(heard: Heard, places: dict[str, Any]) -> str:
    """Return the id of the place that a message offers."""
    told = " ".join(option for option, _ in heard.shown.options)
    return next((key for key in places if key in told), "")


def _lapses(world: Quarter, heard: Heard) -> datetime:
    """Return until when an offer surely stands: its minutes, or its person's next word."""
    until = heard.at + timedelta(minutes=WAITLIST_MINUTES)
    spoke = [at for at, who in world.spoke if who is heard.owner and heard.at < at < until]
    return min([until, *spoke])


def _meet(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Return whether two rows want the same thing at the same time."""
    same = (one["staff"], one["service"]) == (other["staff"], other["service"])
    if one["staff"] or other["staff"]:
        same = one["staff"] == other["staff"]
    return (
        same
        and _instant(one["datetime"]) < _instant(other["ends_at"])
        and _instant(other["datetime"]) < _instant(one["ends_at"])
    )


def _capacity(settings: dict[str, Any], row: dict[str, Any]) -> int:
    services = {one["id"]: one for one in settings["services"]}
    capacity: int = services[row["service"]].get("capacity", 1)
    return capacity


def _left(world: Quarter) -> list[str]:
    """Return what was not done in the end."""
    rows = world.onlooker.look()
    return [
        *(f"{row.message_id} was not worked" for row in rows.inbox if not row.done or row.error),
        *(
            f"{row.id} is {row.status}"
            for row in rows.outbox
            if row.status in ("pending", "failed")
        ),
    ]


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _of_history(row: dict[str, Any], history: list[dict[str, Any]]) -> Iterator[str]:
    """Each change begins where the one before ended, and the last is what stands."""
    known: dict[str, Any] = {}
    for entry in history:
        for field, (old, new) in entry["changes"].items():
            if known.get(field) != old:
                yield f"{row['id']}: {field} was {known.get(field)}, and its history says {old}"
            known[field] = new
    if known.get("status") != row["status"]:
        yield f"{row['id']} is {row['status']}, and its history ends {known.get('status')}"
    if _instant(known["datetime"]) != _instant(row["datetime"]):
        yield f"{row['id']} is at {row['datetime']}, and its history ends at {known['datetime']}"


def _stands(history: list[dict[str, Any]], end: datetime) -> Iterator[Stand]:
    known: dict[str, Any] = {}
    for entry, then in zip(history, [*history[1:], None], strict=True):
        known.update({field: new for field, (_, new) in entry["changes"].items()})
        until = _instant(then["at"]) if then else end
        yield Stand(_instant(entry["at"]), until, known["status"], _instant(known["datetime"]))


def _of_words(row: dict[str, Any], chat: list[Heard]) -> Iterator[str]:
    """Somebody was told what stands: the day and the hour, or that it does not."""
    at = _instant(row["datetime"]).astimezone(LOCAL)
    told = [heard.shown.text for heard in chat if f"{at:%H:%M}" in heard.shown.text]
    told = [text for text in told if f"{at.day}" in text]
    given_up = _GIVEN_UP.get(row["status"])
    if not told:
        yield f"{row['id']} is {row['status']} at {at:%d %H:%M}: nobody was told of that hour"
    elif given_up and not any(given_up in text or "turno_" in text for text in told):
        yield f"{row['id']} is {row['status']}: nobody was told"
    elif row["status"] == "cancelled" and not any("cancel" in text.lower() for text in told):
        yield f"{row['id']} is cancelled at {at:%d %H:%M}: nobody was told"


def _of_reminders(
    row: dict[str, Any], stands: list[Stand], chat: list[Heard], offsets: list[int]
) -> Iterator[str]:
    """Each reminder comes once while a booking stands confirmed, and none otherwise."""
    came = [
        heard.at
        for heard in chat
        if is_reminder(heard.shown.text)
        and any(row["id"] in option for option, _ in heard.shown.options)
    ]
    allowed: list[tuple[datetime, datetime]] = []
    for stand in _confirmed(stands):
        for due in {_before_night(stand.start - timedelta(minutes=one)) for one in offsets}:
            if stand.since < due < stand.until:
                latest = _latest(due)
                allowed.append((due, latest))
                if latest < min(stand.until, stand.start) and not any(
                    due <= at <= latest for at in came
                ):
                    yield f"{row['id']}: no reminder at {due.astimezone(LOCAL):%d/%m %H:%M}"
    for at in came:
        if not any(begins <= at <= ends for begins, ends in allowed):
            yield f"{row['id']}: a reminder at {at.astimezone(LOCAL):%d/%m %H:%M}, due {allowed}"
    if len(came) > len(allowed):
        yield f"{row['id']}: {len(came)} reminders, of {len(allowed)}"


def _confirmed(stands: list[Stand]) -> list[Stand]:
    """Return when a booking stood confirmed at one time, whatever else of it changed."""
    joined: list[Stand] = []
    for one in (one for one in stands if one.status == "confirmed"):
        last = joined[-1] if joined else None
        if last and last.until == one.since and last.start == one.start:
            joined[-1] = Stand(last.since, one.until, one.status, one.start)
        else:
            joined.append(one)
    return joined


def _before_night(moment: datetime) -> datetime:
    """Return an instant, or five minutes before the night that it lies in."""
    local = moment.astimezone(LOCAL)
    begins, ends = _NIGHT
    if ends <= local.hour < begins:
        return moment
    day = local if local.hour >= begins else local - timedelta(days=1)
    return day.replace(hour=begins - 1, minute=55, second=0, microsecond=0)


def _latest(due: datetime) -> datetime:
    """Return how late a reminder may be: the next morning, where a chat lasted into the night."""
    latest = (due + LATE).astimezone(LOCAL)
    if latest.hour < _NIGHT[0]:
        return latest
    return latest.replace(hour=_NIGHT[1], minute=0, second=0) + timedelta(days=1) + LATE


def _oversold(rows: list[dict[str, Any]], settings: dict[str, Any]) -> Iterator[str]:
    """No minute has more than there is room for, whatever became of who came."""
    services = {one["id"]: one for one in settings["services"]}
    taken: dict[tuple[str, datetime], list[dict[str, Any]]] = {}
    for row in rows:
        if row["status"] in _STOOD:
            minute = _instant(row["datetime"])
            while minute < _instant(row["ends_at"]):
                taken.setdefault((row["staff"] or row["service"], minute), []).append(row)
                minute += timedelta(minutes=15)
    for (whose, minute), there in taken.items():
        capacity = services[there[0]["service"]].get("capacity", 1)
        if sum(one["party"] for one in there) > capacity:
            yield f"{whose} at {minute:%d %H:%M}: {[one['id'] for one in there]}"


def _no_shows(rows: list[dict[str, Any]]) -> Iterator[str]:
    """Each person's no-shows are as many as the agenda has."""
    missed = Counter(row["user_id"] for row in rows if row["status"] == "no_show")
    for row in rows:
        if row["no_shows"] != missed[row["user_id"]]:
            yield f"{row['id']} says {row['no_shows']} no-shows, of {missed[row['user_id']]}"
