"""Time zones as coming bookings were reckoned by them, as rows."""

from dataclasses import replace

from milo.engine.model import ZoneRules


def test_rules_are_kept_once_and_replaced(store, given):
    offsets = ((given.at(0), -10800), (given.at(1), -14400))
    old = ZoneRules("America/Santiago", "2025b", offsets, given.at(9))
    other = ZoneRules("America/Asuncion", "2026f", ((given.at(0), -10800),), given.at(9))
    new = replace(old, release="2026f", offsets=offsets[:1], until=given.at(10))
    for rules in (old, other, new):
        store.transact(lambda tx, rules=rules: tx.zone_rules.add(rules))
    assert store.read(lambda tx: tx.zone_rules.all()) == [other, old]
    store.transact(lambda tx: tx.zone_rules.replace(new))
    assert store.read(lambda tx: tx.zone_rules.find("America/Santiago")) == new
    assert store.read(lambda tx: tx.zone_rules.find("America/La_Paz")) is None
