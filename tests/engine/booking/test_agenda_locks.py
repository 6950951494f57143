"""Every write to an agenda locks it first."""

import pytest

from milo.engine.booking.agenda import Agenda
from milo.engine.booking.availability.slots import SlotQuery
from milo.engine.model import BookingStatus

from .booking_samples import NOW
from .shop import TUESDAY, Shop, Watched, at


@pytest.mark.parametrize(
    "call",
    [
        lambda agenda, shop, row: agenda.hold(*shop.people["me"], SlotQuery("s"), TUESDAY, "09:00"),
        lambda agenda, shop, row: agenda.confirm(row.id, "s-me"),
        lambda agenda, shop, row: agenda.release(row.id),
        lambda agenda, shop, row: agenda.cancel(row.id, "me"),
        lambda agenda, shop, row: agenda.book_by_hand(SlotQuery("s"), at("09:00")),
        lambda agenda, shop, row: agenda.change_status(row, BookingStatus.CANCELLED),
    ],
)
def test_every_write_locks_first_and_lets_what_ran_out_expire(call):
    shop, seen = Shop(), []
    row = shop.held()
    shop.store.transact(
        lambda tx: call(Agenda(Watched(tx, seen), shop.client, NOW, shop.ids), shop, row)
    )
    assert seen[:2] == ["lock", "expire"]
    assert seen[-1] in ("save", "add", "by_id")
