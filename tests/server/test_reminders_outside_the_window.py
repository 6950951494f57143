"""A reminder reaches a person who has not written for a day, or ever: by the approved template."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from support.databases import count
from support.house import OpenHouse
from support.polling import until

from milo.cli.libraries import load_templates


@pytest.mark.parametrize(("consent", "reached"), [(True, True), (False, False)])
def test_who_agreed_is_reminded_by_the_template(
    open_house: OpenHouse, consent: bool, reached: bool
) -> None:
    with open_house("sqlite") as house:
        house.open()
        exchange = house.standin.exchange
        for template in load_templates():
            exchange.tell_of_template(
                exchange.templates.create(template.to_meta("es-AR"), "APPROVED")
            )
        approved = "status = 'APPROVED' AND name = 'recordatorio'"
        until(lambda: count(house.database, "templates", approved) == 1, "the template", 30)
        slug, ana = house.merchant(reminders_minutes=[120], timezone="UTC"), house.person()
        starts_at = datetime.now(UTC) + timedelta(minutes=120, seconds=4)
        booking = {
            "client": slug,
            "service": "corte",
            "datetime": starts_at.isoformat(),
            "user_phone": ana.owner.wa_id,
            "consent": consent,
        }
        assert house.admin("POST", "/api/bookings", booking)["told"] == "template"
        assert ana.next().sent["template"]["name"] == "turno_anotado"
        if reached:
            assert ana.next().sent["template"]["name"] == "recordatorio"
        else:
            until(lambda: not count(house.database, "timers"), "the reminder's time", 30)
            house.wait_until_quiet()
            assert ana.unread() == []
