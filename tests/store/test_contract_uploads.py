"""The files that Meta has of us, by number and by what is in them."""

import pytest

from milo.engine.model import Upload


def save(store, upload):
    store.transact(lambda tx: tx.uploads.save(upload))


def found(store, number, digest="d1"):
    return store.read(lambda tx: tx.uploads.find(number, digest))


def test_a_later_upload_takes_the_place_of_an_earlier_one_of_its_number(store, given):
    first = Upload("n1", "d1", "m1", given.at(0))
    others = Upload("n2", "d1", "m2", given.at(0))
    for upload in (first, others):
        save(store, upload)
    assert found(store, "n1") == first
    again = Upload("n1", "d1", "m3", given.at(5))
    save(store, again)
    assert found(store, "n1") == again
    assert found(store, "n2") == others
    assert found(store, "n1", "d2") is None


def test_one_that_was_not_committed_is_not_known(store, given):
    def work(tx):
        tx.uploads.save(Upload("n1", "d1", "m1", given.at(0)))
        raise ValueError("on the way")

    with pytest.raises(ValueError, match="on the way"):
        store.transact(work)
    assert found(store, "n1") is None
