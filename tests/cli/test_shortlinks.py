from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def merchants(milo):
    milo.apply("- name: Uno\n- name: Dos\n  status: inactive\n")


def test_they_are_listed_with_their_addresses(milo):
    assert milo.good("shortlinks").splitlines()[1].split() == ["Uno", "https://go.soymilo.com/uno"]
    (one,) = milo.json("shortlinks", "--status", "inactive")["shortlinks"]
    assert set(one) == {"slug", "name", "url", "status", "business_id", "created_at"}
    assert milo.good("shortlinks", "--status", "suspended") == "No suspended short links.\n"


def test_the_base_is_a_setting(milo):
    told = milo.good("shortlinks", MILO_SHORTLINK_BASE="https://m.example/")
    assert "https://m.example/uno\n" in told.replace(" \n", "\n")


@pytest.mark.parametrize(("name", "begins"), [("q.svg", b"<?xml"), ("q.PNG", b"\x89PNG")])
def test_a_qr_code_is_drawn(milo, name, begins):
    out = milo.folder / name
    told = milo.good("shortlinks", "qr", "uno", "--out", str(out))
    assert told == f"{out} leads to https://go.soymilo.com/uno\n"
    assert out.read_bytes().startswith(begins)


def test_a_merchant_that_is_not_active_is_warned_of(milo):
    result = milo("shortlinks", "qr", "dos", "--out", str(milo.folder / "q.svg"))
    assert result.exit_code == 0
    assert result.stderr == "It is inactive: milo clients status dos active\n"


def test_refusals(milo):
    assert "ends in .svg or .png" in milo.misused("shortlinks", "qr", "uno", "--out", "q.pdf")
    assert "Missing option" in milo.misused("shortlinks", "qr", "uno")
    nowhere = str(milo.folder / "no" / "q.svg")
    assert "cannot be written" in milo.misused("shortlinks", "qr", "uno", "--out", nowhere)
    out = milo.folder / "q.svg"
    assert milo.wrong("shortlinks", "qr", "tres", "--out", str(out)) == "There is no such client."
    assert not out.exists()


def test_meta_mints_links_for_those_that_have_none(online, standin):
    online.apply()
    assert "carla leads to https://wa.me/message/" in online.good("shortlinks", "mint")
    assert "carla" in standin.exchange.links["1060000000"].values()
    assert online.good("shortlinks", "mint") == "", "it has one"
    assert "carla leads to" in online.good("shortlinks", "mint", "carla")
    refused = online("shortlinks", "mint", "carla", MILO_META_PHONE_NUMBER_ID="999")
    assert refused.exit_code == 1 and "phone_number_id is wrong" in refused.stderr
