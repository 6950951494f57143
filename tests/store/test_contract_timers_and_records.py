from dataclasses import replace

import pytest

from milo.engine.errors import ConflictError
from milo.engine.messages import Incoming, Kind
from milo.engine.model import NEWS, AuditEntry, Expiring, FlowVersion


def test_timers_are_replaced_as_a_whole(store, given):
    store.transact(given.people("p1", "p2"))
    other = given.timer("t9", 1, contact_id="p2", session_id="s2")
    store.transact(lambda tx: tx.timers.replace("p2", "s2", [other]))
    store.transact(
        lambda tx: tx.timers.replace("p1", "s1", [given.timer("t1"), given.timer("t2", 5)])
    )
    assert store.read(lambda tx: tx.timers.head("p1", given.at(99))) == given.timer("t2", 5)
    store.transact(lambda tx: tx.timers.replace("p1", "s1", [given.timer("t1", 7)]))
    assert store.read(lambda tx: tx.timers.head("p1", given.at(99))) == given.timer("t1", 7)
    store.transact(lambda tx: tx.timers.replace("p1", "s1", []))
    assert store.read(lambda tx: tx.timers.due(given.at(99), 9)) == ["p2"]


def test_a_timer_is_due_from_its_instant_on(store, given):
    store.transact(given.people())
    timer = given.timer(minutes=10)
    store.transact(lambda tx: tx.timers.replace("p1", "s1", [timer]))
    assert store.read(lambda tx: tx.timers.head("p1", given.at(9.99))) is None
    assert store.read(lambda tx: tx.timers.due(given.at(9.99), 9)) == []
    assert store.read(lambda tx: tx.timers.head("p1", given.at(10))) == timer
    store.transact(lambda tx: tx.timers.drop(given.timer("t1")))
    store.transact(lambda tx: tx.timers.drop(given.timer("t1")))
    assert store.read(lambda tx: tx.timers.head("p1", given.at(10))) is None


def test_a_timer_that_is_postponed_comes_later(store, given):
    store.transact(given.people())
    store.transact(lambda tx: tx.timers.replace("p1", "s1", [given.timer("t1", 5)]))
    store.transact(lambda tx: tx.timers.postpone(given.timer("t1"), given.at(9)))
    store.transact(lambda tx: tx.timers.postpone(given.timer("gone"), given.at(1)))
    assert store.read(lambda tx: tx.timers.due(given.at(8), 9)) == []
    assert store.read(lambda tx: tx.timers.head("p1", given.at(9))) == given.timer("t1", 9)


def test_contacts_with_due_timers_come_longest_due_first(store, given):
    store.transact(given.people("p1", "p2", "p3"))
    for n, minutes in ((1, (8, 3)), (2, (2, 9)), (3, (5,))):
        timers = [
            given.timer(f"t{n}{m}", m, contact_id=f"p{n}", session_id=f"s{n}") for m in minutes
        ]
        store.transact(lambda tx, n=n, timers=timers: tx.timers.replace(f"p{n}", f"s{n}", timers))
    assert store.read(lambda tx: tx.timers.due(given.at(9), 9)) == ["p2", "p1", "p3"]
    assert store.read(lambda tx: tx.timers.due(given.at(9), 1)) == ["p2"]
    assert store.read(lambda tx: tx.timers.due(given.at(4), 9)) == ["p2", "p1"]


def test_turns_come_back_in_order(store, given):
    store.transact(given.people("p1", "p2"))
    turns = [given.turn(f"r{9 - n}", turn=n, timer_id="t1", outbox_id="o1") for n in range(3)]
    for turn in turns:
        store.transact(lambda tx, turn=turn: tx.turns.add(turn))
    found = store.read(lambda tx: tx.turns.of_session("s1"))
    assert [replace(row, id=turn.id) for row, turn in zip(found, turns, strict=True)] == turns
    assert len({row.id for row in found}) == 3
    assert store.read(lambda tx: tx.turns.of_session("s2")) == []


def test_what_was_written_stands_in_the_inbox_and_is_read_with_the_turn(store, given):
    """Once is enough; a turn that outlives its message says that somebody wrote."""
    heard = Incoming(Kind.TAP, "interactive", "Sí", "s1|reservas|3|dia|1|si", "wamid.1", 17.5)
    store.transact(given.people())
    store.transact(lambda tx: tx.inbox.add(given.inbox(message=heard)))
    row = store.read(lambda tx: tx.inbox.by_message_id("m1"))
    store.transact(lambda tx: tx.turns.add(given.turn(input={"event": "wrote"}, inbox_id=row.id)))
    other = {"event": "wrote", "message": Incoming(Kind.TEXT, text="café").to_json()}
    store.transact(lambda tx: tx.turns.add(given.turn(input=other, inbox_id=row.id)))

    def inputs():
        return [turn.input for turn in store.read(lambda tx: tx.turns.of_session("s1"))]

    assert inputs() == [{"event": "wrote", "message": heard.to_json()}, other]
    store.transact(lambda tx: tx.inbox.done(row.id, "s1", given.now))
    blanked = (Expiring.MESSAGE_TEXTS, [str(row.id)], given.at(1))
    store.transact(lambda tx: tx.retention.prune(*blanked))
    assert inputs() == [{"event": "wrote", "message": Incoming(Kind.TEXT).to_json()}, other]


def test_sessions_with_turns_come_latest_first(store, given):
    store.transact(given.people("p1", "p2", "p3"))
    for n, (session_id, minutes) in enumerate([("s1", 1), ("s2", 2), ("s3", 3), ("s1", 4)]):
        turn = given.turn(f"r{n}", session_id=session_id, now=given.at(minutes))
        store.transact(lambda tx, turn=turn: tx.turns.add(turn))

    def latest(minutes, slug=None, limit=9):
        return store.read(
            lambda tx: tx.turns.sessions(since=given.at(minutes), slug=slug, limit=limit)
        )

    assert latest(0) == latest(0, "c1-slug") == ["s1", "s3", "s2"]
    assert (latest(3), latest(0, limit=1), latest(5)) == (["s1", "s3"], ["s1"], [])
    assert latest(0, "another") == []


def test_events_are_counted_by_kind(store, given):
    for n, kind in enumerate(["template", "account", "template"]):
        store.transact(lambda tx, n=n, k=kind: tx.events.add(f"e{n}", k, b"\x00{}", given.now))
    assert dict(store.read(lambda tx: tx.events.kinds())) == {"template": 2, "account": 1}


def test_flow_versions_are_published_once(store, given):
    versions = [FlowVersion("f", n, f"d{n}", "estados: 🍰", given.now) for n in (2, 10, 1)]
    for version in versions:
        store.transact(lambda tx, v=version: tx.flow_versions.add(v))
    assert store.read(lambda tx: tx.flow_versions.find("f", 2)) == versions[0]
    assert store.read(lambda tx: tx.flow_versions.find("f", 3)) is None
    assert store.read(lambda tx: tx.flow_versions.latest("f")) == versions[1]
    assert store.read(lambda tx: tx.flow_versions.latest("g")) is None
    assert store.read(lambda tx: tx.flow_versions.known()) == [("f", 1), ("f", 2), ("f", 10)]
    with pytest.raises(ConflictError):
        store.transact(lambda tx: tx.flow_versions.add(versions[0]))


def test_what_was_found_out_of_a_published_flow_is_kept_and_nothing_else_of_it_changes(
    store, given
):
    published = FlowVersion("f", 1, "d", "estados: 🍰", given.now)
    store.transact(lambda tx: tx.flow_versions.add(published))
    known = replace(published, data={"estados": ["🍰", 1, None, "\ud83c"]}, checked="c")
    other = replace(known, digest="x", source="y", published_at=given.at(1))
    store.transact(lambda tx: tx.flow_versions.keep(other))
    store.transact(lambda tx: tx.flow_versions.keep(replace(other, version=2)))
    assert store.read(lambda tx: tx.flow_versions.latest("f")) == known
    assert store.read(lambda tx: tx.flow_versions.known()) == [("f", 1)]


def test_the_audit_is_in_order(store, given):
    entries = [
        AuditEntry(f"a{9 - n}", given.now, "admin", "save", "client:c1", {"name": ["a", n]})
        for n in range(3)
    ]
    for entry in entries:
        store.transact(lambda tx, entry=entry: tx.audit.add(entry))
    assert store.read(lambda tx: tx.audit.of("client:c1")) == entries
    assert store.read(lambda tx: tx.audit.of("client:c2")) == []
    assert store.read(lambda tx: tx.audit.latest(2)) == entries[:0:-1]


def test_the_walks_of_a_flow_come_in_order_a_page_at_a_time_within_a_span(store, given):
    store.transact(given.people("p1", "p2"))
    turns = [given.turn(f"r{n}", turn=n, now=given.at(n)) for n in range(5)]
    turns.append(given.turn("r9", turn=9, now=given.at(2), flow="otro"))
    for turn in turns:
        store.transact(lambda tx, turn=turn: tx.turns.add(turn))

    def page(after: int, limit: int):
        span = (given.at(1), given.at(4))
        return store.read(lambda tx: tx.turns.walks("reservas", *span, after=after, limit=limit))

    first = page(0, 2)
    rest = page(first[-1].seq, 9)
    assert [len(first), len(rest)] == [2, 1]
    assert [(w.session_id, w.state_before, w.state_after, w.path) for w in (*first, *rest)] == [
        (t.session_id, t.state_before, t.state_after, t.path) for t in turns[1:4]
    ]

    def of_client(slug: str):
        span = (given.at(0), given.at(9))
        return store.read(lambda tx: tx.turns.walks("reservas", *span, slug=slug, after=0, limit=9))

    session = store.read(lambda tx: tx.sessions.by_id(turns[0].session_id))
    assert len(of_client(session.client_slug)) == 5
    assert of_client("another") == []


def test_a_booking_s_timers_outlive_the_session_s_turns(store, given):
    store.transact(given.people())
    reminder = given.timer("t8", 3, booking_id="k1")
    other = given.timer("t9", 4, booking_id="k2")
    store.transact(lambda tx: tx.timers.replace("p1", "s1", [given.timer("t1", 1)]))
    store.transact(lambda tx: tx.timers.replace_of_booking("p1", "k1", [reminder]))
    store.transact(lambda tx: tx.timers.replace_of_booking("p1", "k2", [other]))
    store.transact(lambda tx: tx.timers.replace("p1", "s1", []))
    assert store.read(lambda tx: tx.timers.head("p1", given.at(99))) == reminder
    store.transact(lambda tx: tx.timers.replace_of_booking("p1", "k1", []))
    assert store.read(lambda tx: tx.timers.head("p1", given.at(99))) == other


def test_news_of_a_booking_outlives_turns_and_new_reminders(store, given):
    store.transact(given.people())
    news = replace(given.timer("t1", 1, booking_id="k1"), name=f"{NEWS}turno_movido")
    store.transact(lambda tx: tx.timers.add(news))
    store.transact(lambda tx: tx.timers.replace("p1", "s1", []))
    store.transact(lambda tx: tx.timers.replace_of_booking("p1", "k1", []))
    assert store.read(lambda tx: tx.timers.head("p1", given.at(2))) == news
