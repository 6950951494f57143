"""What a merchant's receptions hear of what was done to a booking by hand."""

from __future__ import annotations

from ..booking.settings.messaging import Notify
from ..booking.settings.settings import settings_of
from ..model import BOOKED, Booking, BookingStatus, Client
from ..receptions.notice_timers import Word, leave_word
from ..templates.notice_outcome import Told
from .acting import Operator
from .merchants import number_id_of


def tell_receptions(
    operator: Operator, client: Client, old: Booking | None, new: Booking, told: Told
) -> tuple[str, ...]:
    """Let a merchant's receptions hear of a booking that was made or changed, `old` being None.

    The phone by which the merchant did it hears nothing. `told` is what the person hears: if that
    is nothing, receptions that have not read so yet are told so. Returns whom it writes to.
    """
    tx = operator.tx
    is_untold = told.is_missed and not operator.is_merchant
    word = word_for(settings_of(client).notify, old, new)
    if word is None and not is_untold:
        return ()
    contact = tx.contacts.by_id(new.contact_id) if new.contact_id else None
    number = number_id_of(tx, client, operator.common_id)
    if not number and contact:
        number = contact.phone_number_id
    if not number:
        return ()
    return leave_word(
        *(tx, operator.ids, operator.now, client, number),
        word or Word.UNTOLD,
        booking_id=new.moves or new.id,
        but=operator.contact_id,
        is_untold=is_untold,
    )


def word_for(notify: Notify, old: Booking | None, new: Booking) -> Word | None:
    """Return what receptions hear, as their merchant wants it; None: nothing.

    A request is told whatever the settings say; an answer to one is not, but for a booking that
    moves by it.
    """
    if old is None:
        is_request = new.status is BookingStatus.PENDING
        return Word.ASKED if is_request else Word.NEW if notify.new else None
    if new.status is BookingStatus.CANCELLED:
        is_news = notify.cancelled and old.status is not new.status and not new.moves
        return Word.CANCELLED_FOR_THEM if is_news else None
    if new.status in BOOKED and notify.moved and (old.moves or _place(old) != _place(new)):
        return Word.MOVED_FOR_THEM
    return None


def _place(booking: Booking) -> tuple[object, ...]:
    return booking.datetime, booking.staff, booking.party
