"""A timer whose turn failed: one that moves comes again, one that only speaks does not."""

from __future__ import annotations

from datetime import timedelta

from support.conversations import Phone, Town


def fails(town: Town, phone: Phone) -> None:
    """Have the turn that is due now fail."""
    assert town.read(lambda tx: town.work.next_key(tx, phone.contact.id))
    town.store.transact(lambda tx: town.work.fail_next(tx, phone.contact.id, "a defect"))


def test_a_card_that_runs_out_is_taken_back_though_the_turn_failed_first() -> None:
    town = Town()
    phone = town.person()
    phone.books()
    town.sleep(minutes=30)
    fails(town, phone)  # "shall I confirm?", late by now, is gone for good
    fails(town, phone)
    assert phone.state == "confirmando"
    town.wait(minutes=10)
    assert phone.state == "eligiendo_horario"


def test_a_timer_that_only_speaks_is_not_said_later() -> None:
    town = Town()
    phone = town.person()
    phone.say("carla")
    town.sleep(minutes=31)
    fails(town, phone)
    said = len(phone.chat)
    town.wait(hours=2)
    assert len(phone.chat) == said


def test_a_timer_that_always_fails_is_dropped_after_a_week() -> None:
    town = Town()
    phone = town.person()
    phone.books()
    town.sleep(days=8)
    fails(town, phone)
    fails(town, phone)
    later = town.clock.now() + timedelta(days=30)
    assert town.read(lambda tx: tx.timers.due(later, 10)) == []
