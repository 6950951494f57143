"""`milo panel`."""

from __future__ import annotations


def test_a_link_is_printed_once_for_a_client_that_exists(milo):
    milo.apply()
    first, second = milo.json("panel", "carla")["url"], milo.json("panel", "carla")["url"]
    assert first.startswith("https://go.soymilo.com/panel/entrar/")
    assert first != second
    assert "no such client" in milo.wrong("panel", "nadie")


def test_where_the_panel_is_reached_is_a_setting(milo):
    milo.apply()
    told = milo.good("panel", "carla", MILO_PUBLIC_URL="https://panel.example")
    assert told.startswith("https://panel.example/panel/entrar/")
