"""Keys of the panel: a link is good once and for a while, a session until it ends."""

from dataclasses import replace

from milo.engine.model import KeyKind, PanelKey


def key(given, digest, client="c1", minutes=15, kind=KeyKind.LINK):
    return PanelKey(digest, kind, client, "Carla", given.at(0), given.at(minutes))


def test_a_link_is_used_once(store, given):
    store.transact(lambda tx: tx.panel_keys.add(key(given, "a")))
    assert store.transact(lambda tx: tx.panel_keys.use("a", given.at(1)))
    assert not store.transact(lambda tx: tx.panel_keys.use("a", given.at(2)))
    assert store.read(lambda tx: tx.panel_keys.find("a")).used_at == given.at(1)


def test_a_key_keeps_whose_phone_asked_for_it(store, given):
    one = replace(key(given, "a"), contact_id="x1")
    store.transact(lambda tx: tx.panel_keys.add(one))
    assert store.read(lambda tx: tx.panel_keys.find("a")) == one


def test_a_link_that_ran_out_or_never_was_is_not_used(store, given):
    store.transact(lambda tx: tx.panel_keys.add(key(given, "a")))
    assert not store.transact(lambda tx: tx.panel_keys.use("a", given.at(15)))
    assert not store.transact(lambda tx: tx.panel_keys.use("b", given.at(1)))


def test_each_client_has_its_keys_and_the_operator_has_others(store, given):
    keys = [
        key(given, "a"),
        key(given, "b", "c2"),
        key(given, "c", None, kind=KeyKind.SESSION),
        key(given, "d", minutes=1),
    ]
    for one in keys:
        store.transact(lambda tx, one=one: tx.panel_keys.add(one))

    def of(client):
        return [one.digest for one in store.read(lambda tx: tx.panel_keys.of_client(client, now))]

    now = given.at(1)
    assert (of("c1"), of("c2"), of(None)) == (["a"], ["b"], ["c"])


def test_an_ended_key_and_those_that_ran_out_are_gone(store, given):
    for one in (key(given, "a"), key(given, "b", minutes=1), key(given, "c")):
        store.transact(lambda tx, one=one: tx.panel_keys.add(one))
    store.transact(lambda tx: tx.panel_keys.remove("c"))
    store.transact(lambda tx: tx.panel_keys.remove("nobody's"))
    store.transact(lambda tx: tx.panel_keys.expire(given.at(1)))
    left = store.read(lambda tx: [tx.panel_keys.find(name) for name in "abc"])
    assert [one and one.digest for one in left] == ["a", None, None]
