import pytest

from milo.engine.errors import ConflictError, NotFoundError
from milo.engine.model import ClientStatus


def test_businesses_are_added_saved_and_listed(store, given):
    rows = [given.business(f"b{n}", phone_number_id=number) for n, number in enumerate("x-x")]
    rows.append(given.business("b9"))
    for row in rows:
        store.transact(lambda tx, row=row: tx.businesses.add(row))
    assert store.read(lambda tx: tx.businesses.by_id("b0")) == rows[0]
    assert store.read(lambda tx: tx.businesses.by_id("nobody")) is None
    assert store.read(lambda tx: tx.businesses.page(after=None, limit=2)) == rows[:2]
    assert store.read(lambda tx: tx.businesses.page(after="b1", limit=9)) == rows[2:]
    assert store.read(lambda tx: tx.businesses.numbers()) == ["-", "x"]


def test_a_business_saved_keeps_when_it_was_made(store, given):
    store.transact(lambda tx: tx.businesses.add(given.business()))
    changed = given.business(name="Otra", created_at=given.at(5), updated_at=given.at(5))
    store.transact(lambda tx: tx.businesses.save(changed))
    kept = store.read(lambda tx: tx.businesses.by_id("b1"))
    assert (kept.name, kept.created_at, kept.updated_at) == ("Otra", given.now, given.at(5))


@pytest.mark.parametrize("room", ["businesses", "clients", "bookings"])
def test_saving_what_is_not_there_is_not_found(store, given, room):
    store.transact(lambda tx: tx.clients.add(given.client()))
    makers = {"businesses": given.business, "clients": given.client, "bookings": given.booking}
    with pytest.raises(NotFoundError):
        store.transact(lambda tx: getattr(tx, room).save(makers[room]("nobody")))


def test_a_client_comes_back_as_it_went_in(store, given):
    settings = {"z": 1, "a": {"lista": [1, "dos", None, True, 2.5]}, "ñ": "🍰\x00"}
    client = given.client(settings=settings, status=ClientStatus.SUSPENDED)
    store.transact(lambda tx: tx.clients.add(client))
    found = store.read(lambda tx: (tx.clients.by_id("c1"), tx.clients.by_slug("c1-slug")))
    assert found == (client, client)
    assert list(found[0].settings) == ["z", "a", "ñ"]


def test_no_alias_leads_into_the_store(store, given):
    settings = {"a": [1]}
    store.transact(lambda tx: tx.clients.add(given.client(settings=settings)))
    settings["a"].append(2)
    store.read(lambda tx: tx.clients.by_id("c1")).settings["a"].append(3)
    assert store.read(lambda tx: tx.clients.by_id("c1")).settings == {"a": [1]}


def test_a_slug_is_taken_once(store, given):
    store.transact(lambda tx: tx.clients.add(given.client("c1", slug="mon")))
    with pytest.raises(ConflictError):
        store.transact(lambda tx: tx.clients.add(given.client("c2", slug="mon")))
    assert store.read(lambda tx: tx.clients.by_id("c2")) is None


def test_a_work_that_catches_a_conflict_goes_on(store, given):
    def work(tx):
        tx.clients.add(given.client("c1", slug="mon"))
        with pytest.raises(ConflictError):
            tx.clients.add(given.client("c2", slug="mon"))
        tx.clients.add(given.client("c3"))

    store.transact(work)
    assert len(store.read(lambda tx: tx.clients.page(status=None, after=None, limit=9))) == 2


def test_clients_are_listed_by_slug_and_status(store, given):
    active, away = ClientStatus.ACTIVE, ClientStatus.INACTIVE
    slugs = [("c1", "zeta", active), ("c2", "alfa", active), ("c3", "beta", away)]
    for key, slug, status in slugs:
        client = given.client(key, slug=slug, status=status)
        store.transact(lambda tx, client=client: tx.clients.add(client))

    def page(status, after, limit):
        rows = store.read(lambda tx: tx.clients.page(status=status, after=after, limit=limit))
        return [row.slug for row in rows]

    assert page(None, None, 2) == ["alfa", "beta"]
    assert page(None, "beta", 2) == ["zeta"]
    assert page(active, None, 9) == ["alfa", "zeta"]
    assert page(away, "beta", 9) == []
    names = store.read(lambda tx: tx.clients.names())
    assert names == [("alfa", "Mon"), ("zeta", "Mon")]


def test_a_client_saved_keeps_slug_and_birth(store, given):
    store.transact(lambda tx: tx.clients.add(given.client()))
    changed = given.client(slug="otro", name="Otro", created_at=given.at(9), settings={"b": 2})
    store.transact(lambda tx: tx.clients.save(changed))
    kept = store.read(lambda tx: tx.clients.by_id("c1"))
    assert kept == given.client(name="Otro", settings={"b": 2})


def test_a_client_names_a_business_that_exists(store, given):
    with pytest.raises(NotFoundError):
        store.transact(lambda tx: tx.clients.add(given.client(business_id="nobody")))


def test_text_sorts_by_code_point(store, given):
    keys = ["B", "a-b", "aB", "a_b", "ab", "ñ"]
    for key in reversed(keys):
        store.transact(lambda tx, key=key: tx.businesses.add(given.business(key)))
    rows = store.read(lambda tx: tx.businesses.page(after=None, limit=9))
    assert [row.id for row in rows] == keys
    assert [r.id for r in store.read(lambda tx: tx.businesses.page(after="aB", limit=9))] == keys[
        3:
    ]
