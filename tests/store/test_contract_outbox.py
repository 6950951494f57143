"""Messages of ours, as rows: claimed, sent, and what Meta tells of them."""

from datetime import timedelta

import pytest

from milo.engine.errors import ConflictError
from milo.engine.messages import Option, Outgoing
from milo.engine.model import Backlog, OutboxStatus
from milo.engine.sending.retry import PATIENCE, FailureKind, wait_after

PENDING, SENT, DELIVERED, READ, FAILED = OutboxStatus


def send(store, given, *keys, **changes):
    store.transact(given.people())
    for key in keys:
        store.transact(lambda tx, key=key: tx.outbox.add(given.outbox(key, **changes)))


def row(store, key="o1"):
    return store.read(lambda tx: tx.outbox.by_id(key))


def test_a_message_of_ours_comes_back_as_it_went_in(store, given):
    option = Option("a|1", "Corte", "$ 8.000", "Mañana")
    body = Outgoing("¿Qué?", rows=(option, Option("b", "Otro")))
    store.transact(given.people())
    told = {"session_id": "s1", "about": "s9", "user_phone": "549", "user_id": "U1"}
    sent = given.outbox(body=body, wamid="w", **told)
    store.transact(lambda tx: tx.outbox.add(sent))
    assert row(store) == sent
    assert store.read(lambda tx: tx.outbox.by_wamid("w")) == sent
    assert store.read(lambda tx: tx.outbox.by_wamid("none")) is None
    with pytest.raises(ConflictError):
        store.transact(lambda tx: tx.outbox.add(given.outbox()))


def test_heads_are_each_contacts_first_pending_in_the_order_added(store, given):
    store.transact(given.people("p1", "p2", "p3"))
    for key, contact in [("o9", "p2"), ("o3", "p1"), ("o5", "p2"), ("o1", "p1")]:
        store.transact(lambda tx, k=key, c=contact: tx.outbox.add(given.outbox(k, c)))

    def heads(*contacts):
        return [found.id for found in store.read(lambda tx: tx.outbox.heads(contacts))]

    assert heads("p1", "p2", "p3", "p1", "nobody") == ["o9", "o3"]
    assert store.read(lambda tx: tx.outbox.waiting(9)) == ["p2", "p1"]
    assert store.read(lambda tx: tx.outbox.waiting(1)) == ["p2"]
    store.transact(lambda tx: tx.outbox.sent({"o9": "w9"}))
    assert heads("p2") == ["o5"] and heads() == []
    assert store.read(lambda tx: tx.outbox.waiting(9)) == ["p1", "p2"]


def test_a_row_is_claimed_and_sent(store, given):
    send(store, given, "o1", "o2", "o3")
    store.transact(lambda tx: tx.outbox.sent({"o3": "w3"}))
    store.transact(lambda tx: tx.outbox.claim(["o1", "o3", "nobody"], given.at(1)))
    assert [row(store, key).claimed_at for key in ("o1", "o2", "o3")] == [given.at(1), None, None]
    store.transact(lambda tx: tx.outbox.sent({"o1": "w1"}))
    assert (row(store).status, row(store).wamid) == (SENT, "w1")
    store.transact(lambda tx: tx.outbox.sent({"nobody": "w"}))


def test_a_row_to_be_tried_again_is_pending_and_unclaimed(store, given):
    send(store, given, "o1")
    store.transact(lambda tx: tx.outbox.claim(["o1"], given.at(1)))
    again = {"attempts": 2, "retry_at": given.at(3), "error": "overload"}
    store.transact(lambda tx: tx.outbox.retry("o1", **again))
    assert row(store) == given.outbox(**again)
    store.transact(lambda tx: tx.outbox.sent({"o1": "w1"}))
    assert (row(store).error, row(store).attempts) == (None, 2)
    store.transact(lambda tx: tx.outbox.retry("o1", **again))
    assert row(store).status is SENT


def told(store, status, wamid="w1", error=None, row_id="o1"):
    """Apply a status of Meta's; return whose message was pending until now."""
    one = settled(store, row_id=row_id, wamid=wamid, status=status, error=error)
    return one.contact_id if one and one.frees else None


def settled(store, **status):
    return store.transact(lambda tx: tx.outbox.settle(**status))


def given_up(store, given, error="no such number"):
    send(store, given, "o1")
    assert store.transact(lambda tx: tx.outbox.fail("o1", error)) is True


FORWARD = {
    SENT: {DELIVERED, READ, FAILED},
    DELIVERED: {READ},
    READ: set(),
    FAILED: {DELIVERED, READ},
}
BETTER = {
    PENDING: {SENT, DELIVERED, READ, FAILED},
    SENT: {DELIVERED, READ},
    DELIVERED: {READ},
    READ: set(),
    FAILED: {SENT, DELIVERED, READ},
}
CASES = [(before, "w1", FORWARD) for before in FORWARD] + [(one, "w2", BETTER) for one in BETTER]


@pytest.mark.parametrize(("before", "wamid", "moves"), CASES)
def test_statuses_move_only_forward_and_the_best_copy_counts(store, given, before, wamid, moves):
    """`w1` is the copy that is known, if Meta is known to have taken one; `w2` is another."""
    known = None if before is PENDING else "w1"
    store.transact(given.people())
    for status in OutboxStatus:
        key = f"o-{status}"
        sent = given.outbox(key, status=before, wamid=known, error="old")
        store.transact(lambda tx, sent=sent: tx.outbox.add(sent))
        frees = "p1" if before is PENDING else None
        assert told(store, status, wamid, "new", row_id=key) == frees
        expected = (status, "new", wamid) if status in moves[before] else (before, "old", known)
        if (before, status) in {(PENDING, PENDING), (SENT, SENT)}:
            expected = (before, "old", wamid)  # it does not move, and stands for that copy
        assert (row(store, key).status, row(store, key).error, row(store, key).wamid) == expected


@pytest.mark.parametrize("status", [SENT, DELIVERED, READ])
def test_a_row_that_was_given_up_and_yet_arrived_did_not_fail(store, given, status):
    """Its answer was lost, and Meta refused it when it was sent again."""
    given_up(store, given)
    assert (row(store).status, row(store).error) == (FAILED, "no such number")
    assert told(store, status) is None
    assert row(store) == given.outbox(status=status, wamid="w1")
    assert store.read(lambda tx: tx.outbox.failed()) == 0
    assert store.transact(lambda tx: tx.outbox.again("o1")) is False


def test_a_row_that_was_given_up_and_then_taken_was_sent(store, given):
    """Given up by an operator, or by a process that had been frozen, while it was on its way."""
    given_up(store, given)
    store.transact(lambda tx: tx.outbox.sent({"o1": "w1"}))
    assert row(store) == given.outbox(status=SENT, wamid="w1")


def test_a_row_that_meta_failed_stays_failed_unless_it_arrived(store, given):
    send(store, given, "o1")
    assert told(store, FAILED, error="undeliverable") == "p1"
    told(store, SENT)
    store.transact(lambda tx: tx.outbox.sent({"o1": "w1"}))
    assert row(store) == given.outbox(status=FAILED, error="undeliverable", wamid="w1")
    told(store, DELIVERED)
    assert row(store) == given.outbox(status=DELIVERED, wamid="w1")


def test_a_row_that_was_given_up_and_then_failed_stays_failed(store, given):
    given_up(store, given)
    for status in (FAILED, SENT):
        told(store, status, error="undeliverable")
    assert (row(store).status, row(store).error) == (FAILED, "no such number")


def failed_late(store, given, kind, wamid="w1", minute=1):
    return settled(
        store,
        row_id="o1",
        wamid=wamid,
        status=FAILED,
        error=f"{kind}",
        kind=kind,
        now=given.at(minute),
    )


@pytest.mark.parametrize("kind", [FailureKind.RETRY, FailureKind.FEW, FailureKind.PAIR])
def test_a_message_that_failed_for_a_passing_reason_is_sent_again_once(store, given, kind):
    send(store, given, "o1")
    store.transact(lambda tx: tx.outbox.claim(["o1"], given.at(0)))
    store.transact(lambda tx: tx.outbox.sent({"o1": "w1"}))
    one = failed_late(store, given, kind)
    assert (one.moved, one.frees, one.sent_at) == (True, True, given.at(0))
    again = given.outbox(
        wamid="w1",
        error=f"{kind}",
        resends=1,
        retry_at=given.at(1) + timedelta(seconds=wait_after(kind, 1)),
    )
    assert row(store) == again
    assert failed_late(store, given, kind).moved is False, "a repeated status counts once"
    assert row(store) == again
    store.transact(lambda tx: tx.outbox.sent({"o1": "w2"}))
    assert failed_late(store, given, kind).moved is False
    assert row(store).status is SENT
    assert failed_late(store, given, kind, "w2").frees is False
    assert row(store).status is FAILED


def test_a_later_copy_stays_in_doubt_where_an_earlier_one_failed(store, given):
    """The process died twice between Meta's taking it and our noting that."""
    send(store, given, "o1")
    store.transact(lambda tx: tx.outbox.claim(["o1"], given.at(0)))
    store.transact(lambda tx: tx.outbox.claim(["o1"], given.at(1)))
    failed_late(store, given, FailureKind.RETRY, minute=1)
    assert (row(store).status, row(store).wamid) == (PENDING, "w1")
    assert row(store).claimed_at == given.at(1)


@pytest.mark.parametrize("first", [SENT, FAILED])
def test_of_two_copies_one_that_is_on_its_way_is_enough(store, given, first):
    """In either order: that one is on its way, and that the other, which we know, failed."""
    send(store, given, "o1")
    store.transact(lambda tx: tx.outbox.sent({"o1": "w2"}))
    for status in (first, FAILED if first is SENT else SENT):
        if status is SENT:
            settled(store, row_id="o1", wamid="w1", status=SENT)
        else:
            failed_late(store, given, FailureKind.HALT, "w2")
    assert (row(store).status, row(store).wamid) == (SENT, "w1")


@pytest.mark.parametrize("order", [("w1", "w2"), ("w2", "w1")])
@pytest.mark.parametrize("fails", ["w1", "w2"])
def test_of_two_copies_on_their_way_one_may_fail(store, given, order, fails):
    """Meta took it twice, says of both that they are on their way, and of one that it failed."""
    send(store, given, "o1")
    store.transact(lambda tx: tx.outbox.sent({"o1": "w2"}))
    for wamid in order:
        settled(store, row_id="o1", wamid=wamid, status=SENT)
    one = failed_late(store, given, FailureKind.SLOW, fails)
    stays = {"w1": "w2", "w2": "w1"}[fails]
    assert (row(store).status, row(store).wamid, row(store).beside) == (SENT, stays, None)
    assert (one.moved, one.frees) == (False, False)
    one = failed_late(store, given, FailureKind.SLOW, stays)
    assert (row(store).status, one.frees) == (PENDING, True), "with both gone it goes out again"


@pytest.mark.parametrize("kind", [FailureKind.HALT, FailureKind.SLOW])
def test_a_message_that_failed_for_its_number_is_sent_again_as_often_as_that_happens(
    store, given, kind
):
    send(store, given, "o1")
    for number in range(1, 4):
        store.transact(lambda tx, n=number: tx.outbox.sent({"o1": f"w{n}"}))
        one = failed_late(store, given, kind, f"w{number}", number)
        assert (one.moved, one.phone_number_id) == (True, "n1")
        assert (row(store).status, row(store).resends) == (PENDING, 0)
        assert row(store).retry_at == given.at(number)


@pytest.mark.parametrize("kind", [FailureKind.FINAL, FailureKind.WINDOW, None])
def test_a_message_that_failed_for_good_is_not_sent_again(store, given, kind):
    send(store, given, "o1")
    store.transact(lambda tx: tx.outbox.sent({"o1": "w1"}))
    assert failed_late(store, given, kind).frees is False
    assert row(store).status is FAILED


def test_a_message_that_is_to_be_sent_again_and_arrived_meanwhile_is_not(store, given):
    send(store, given, "o1")
    store.transact(lambda tx: tx.outbox.sent({"o1": "w1"}))
    failed_late(store, given, FailureKind.RETRY)
    assert told(store, DELIVERED) == "p1"
    assert (row(store).status, row(store).error) == (DELIVERED, None)
    assert store.read(lambda tx: tx.outbox.waiting(9)) == []


def test_an_old_message_is_not_sent_again_but_for_a_halt(store, given):
    old = given.at(0) - PATIENCE
    send(store, given, "o1", created_at=old)
    store.transact(lambda tx: tx.outbox.sent({"o1": "w1"}))
    failed_late(store, given, FailureKind.HALT)
    assert row(store).status is PENDING
    store.transact(lambda tx: tx.outbox.sent({"o1": "w2"}))
    failed_late(store, given, FailureKind.RETRY, "w2")
    assert row(store).status is FAILED


def test_only_a_pending_row_is_given_up(store, given):
    """Not one of which a status told while Meta refused it the second time."""
    send(store, given, "o1")
    told(store, SENT)
    assert store.transact(lambda tx: tx.outbox.fail("o1", "no such number")) is False
    assert row(store) == given.outbox(status=SENT, wamid="w1")
    assert store.transact(lambda tx: tx.outbox.fail("nobody", "")) is False


def test_what_is_told_of_a_failed_copy_does_not_keep_the_next_one_back(store, given):
    """Meta repeats what it told, in any order."""
    send(store, given, "o1")
    told(store, FAILED)
    assert store.transact(lambda tx: tx.outbox.again("o1")) is True
    for status in (FAILED, SENT):
        told(store, status)
        assert row(store).status is PENDING
    store.transact(lambda tx: tx.outbox.sent({"o1": "w2"}))
    told(store, FAILED)
    assert row(store) == given.outbox(status=SENT, wamid="w2")
    told(store, FAILED, "w2", "undeliverable")
    assert row(store) == given.outbox(status=FAILED, wamid="w2", error="undeliverable")


def test_a_status_finds_its_row_by_our_id_and_teaches_the_wamid(store, given):
    send(store, given, "o1")
    assert told(store, DELIVERED) == "p1"
    assert (row(store).wamid, row(store).status) == ("w1", DELIVERED)
    store.transact(lambda tx: tx.outbox.sent({"o1": "w1"}))
    assert row(store).status is DELIVERED
    assert told(store, READ, row_id="not-ours") is None
    assert row(store).status is READ
    assert settled(store, row_id=None, wamid="w?", status=READ) is None


def test_a_failed_row_is_tried_again_as_if_new(store, given):
    send(store, given, "o1")
    store.transact(lambda tx: tx.outbox.claim(["o1"], given.at(1)))
    tried = {"attempts": 2, "retry_at": given.at(3), "error": "overload"}
    store.transact(lambda tx: tx.outbox.retry("o1", **tried))
    assert store.transact(lambda tx: tx.outbox.again("o1")) is False
    store.transact(lambda tx: tx.outbox.fail("o1", "window"))
    assert store.transact(lambda tx: tx.outbox.again("o1")) is True
    assert row(store) == given.outbox()
    assert store.transact(lambda tx: tx.outbox.again("o1")) is False
    assert store.transact(lambda tx: tx.outbox.again("nobody")) is False
    assert store.read(lambda tx: tx.outbox.waiting(9)) == ["p1"]


def test_a_row_is_given_up_once(store, given):
    given_up(store, given, "by hand")
    assert row(store) == given.outbox(status=FAILED, error="by hand")
    assert store.transact(lambda tx: tx.outbox.fail("o1", "twice")) is False
    assert row(store).error == "by hand"
    assert store.read(lambda tx: tx.outbox.failed()) == 1
    assert store.read(lambda tx: tx.outbox.waiting(9)) == []


@pytest.mark.parametrize("status", OutboxStatus)
def test_messages_of_ours_are_listed_by_id_and_status(store, given, status):
    store.transact(given.people())
    other = SENT if status is not SENT else READ
    for key, kept in [("o5", status), ("o1", other), ("o4", status), ("o2", status)]:
        sent = given.outbox(key, status=kept)
        store.transact(lambda tx, sent=sent: tx.outbox.add(sent))

    def page(status, after, limit):
        rows = store.read(lambda tx: tx.outbox.page(status=status, after=after, limit=limit))
        return [found.id for found in rows]

    assert page(None, None, 3) == ["o1", "o2", "o4"]
    assert page(None, "o4", 3) == ["o5"]
    assert page(status, None, 2) == ["o2", "o4"]
    assert page(status, "o4", 2) == ["o5"]
    assert page(other, "o1", 9) == []


def test_who_waits_for_a_message_of_ours_is_known(store, given):
    store.transact(given.people("p1", "p2", "p3"))
    for key, contact, awaited in [
        ("o1", "p1", False),
        ("o2", "p1", True),
        ("o3", "p1", True),
        ("o4", "p2", False),
        ("o5", "p3", True),
    ]:
        sent = given.outbox(key, contact, awaited=awaited)
        store.transact(lambda tx, sent=sent: tx.outbox.add(sent))
        assert row(store, key).awaited is awaited

    def awaited(*contacts):
        return sorted(store.read(lambda tx: tx.outbox.awaited(contacts)))

    assert awaited("p1", "p2", "p3", "nobody") == ["p1", "p3"]
    assert awaited("p2") == awaited() == []
    store.transact(lambda tx: tx.outbox.sent({"o5": "w5"}))
    assert awaited("p1", "p3") == ["p1"]


def test_a_row_in_doubt_stays_claimed(store, given):
    send(store, given, "o1")
    store.transact(lambda tx: tx.outbox.claim(["o1"], given.at(1)))
    again = {"attempts": 1, "retry_at": given.at(3), "error": "no answer"}
    store.transact(lambda tx: tx.outbox.retry("o1", in_doubt=True, **again))
    assert row(store) == given.outbox(claimed_at=given.at(1), **again)


def test_what_a_contact_wrote_and_was_sent(store, given):
    store.transact(given.people("p1", "p2"))
    rows = [given.inbox(f"m{n}", received_at=given.at(n)) for n in range(3)]
    sent = [
        given.outbox("o1", created_at=given.at(0)),
        given.outbox("o2", created_at=given.at(1)),
        given.outbox("o3", "p2", created_at=given.at(1), about="s1"),
        given.outbox("o4", created_at=given.at(2)),
    ]

    def write(tx):
        for row in rows:
            tx.inbox.add(row)
        for row in sent:
            tx.outbox.add(row)

    store.transact(write)

    def wrote(minutes, limit=9):
        found = store.read(
            lambda tx: tx.inbox.of_contact("p1", until=given.at(minutes), limit=limit)
        )
        return [row.message_id for row in found]

    assert (wrote(1), wrote(9, 1), wrote(-1)) == (["m1", "m0"], ["m2"], [])
    first = store.read(lambda tx: tx.inbox.by_message_id("m0"))
    assert store.read(lambda tx: tx.inbox.by_id(first.id)) == first
    assert store.read(lambda tx: tx.inbox.by_id(first.id + 99)) is None
    span = {"since": given.at(0), "until": given.at(1)}
    got = store.read(lambda tx: tx.outbox.of_contact("p1", **span))
    assert [row.id for row in got] == ["o1", "o2"]
    assert [row.id for row in store.read(lambda tx: tx.outbox.about("s1", **span))] == ["o3"]
    assert store.read(lambda tx: tx.outbox.about("s2", **span)) == []


def test_the_backlog_is_what_is_pending(store, given):
    store.transact(given.people())
    assert store.read(lambda tx: tx.outbox.backlog()) == Backlog(0, None)
    rows = [given.outbox("o1", created_at=given.at(5)), given.outbox("o2", created_at=given.at(1))]
    store.transact(lambda tx: [tx.outbox.add(row) for row in [*rows, given.outbox("o3")]])
    store.transact(lambda tx: tx.outbox.fail("o3", "boom"))
    assert store.read(lambda tx: tx.outbox.backlog()) == Backlog(2, given.at(1))
