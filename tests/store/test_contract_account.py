"""What Meta says of the account, and visits of short links, as rows."""

from datetime import date

from milo.engine.model import AccountNews, OutboxStatus


def test_the_latest_word_of_metas_takes_the_place_of_the_one_before(store, given):
    first = AccountNews("number 1", "phone_number_quality_update", "FLAGGED", True, given.at(0))
    other = AccountNews("account 9", "account_update", "VERIFIED", False, given.at(0))
    now = AccountNews("number 1", "phone_number_quality_update", "UNFLAGGED", False, given.at(1))
    for news in (first, other, now):
        store.transact(lambda tx, news=news: tx.account_news.save(news))
    assert store.read(lambda tx: tx.account_news.all()) == [other, now]


def test_visits_are_counted_for_each_client_and_day(store, given):
    store.transact(given.people())
    client = store.read(lambda tx: tx.clients.page(status=None, after=None, limit=1))[0]
    for day in (1, 2, 2, 2):
        store.transact(lambda tx, day=day: tx.visits.add(client.id, date(2026, 11, day)))
    assert store.read(lambda tx: tx.visits.since(date(2026, 11, 1))) == {client.id: 4}
    assert store.read(lambda tx: tx.visits.since(date(2026, 11, 2))) == {client.id: 3}
    assert store.read(lambda tx: tx.visits.since(date(2026, 11, 3))) == {}


def test_a_minted_link_is_kept_with_its_client(store, given):
    store.transact(given.people())
    client = store.read(lambda tx: tx.clients.page(status=None, after=None, limit=1))[0]
    minted = client.__class__(
        **{name: getattr(client, name) for name in client.__slots__}
        | {"deep_link": "549 https://wa.me/message/X"}
    )
    store.transact(lambda tx: tx.clients.save(minted))
    assert store.read(lambda tx: tx.clients.by_id(client.id)).deep_link == minted.deep_link


def test_messages_that_arrived_are_counted_once_by_what_meta_bills(store, given):
    store.transact(given.people())
    for key in ("o1", "o2", "o3"):
        row = given.outbox(key, status=OutboxStatus.SENT, wamid=f"w-{key}")
        store.transact(lambda tx, row=row: tx.outbox.add(row))

    def told(key, status, category=None):
        said = {"row_id": key, "wamid": f"w-{key}", "status": status, "category": category}
        return store.transact(lambda tx: tx.outbox.settle(**said)).arrived

    assert told("o1", OutboxStatus.DELIVERED, "utility") is True
    assert told("o1", OutboxStatus.READ) is False
    assert told("o2", OutboxStatus.READ) is True, "read at once: delivered is skipped"
    assert told("o3", OutboxStatus.FAILED) is False
    billed = store.read(lambda tx: tx.outbox.billed(given.at(0)))
    assert billed == {("n1", "utility"): 1, ("n1", "service"): 1}
    assert store.read(lambda tx: tx.outbox.billed(given.at(60))) == {}
