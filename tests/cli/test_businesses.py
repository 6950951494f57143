from __future__ import annotations

import pytest

NUMBER = ("--phone-number-id", "1060000001", "--whatsapp-number", "5492610000001")


def test_none_says_how_to_begin(milo):
    assert milo.good("businesses").startswith("No businesses. Make one: milo businesses add")
    assert milo.json("businesses") == {"businesses": [], "next": None}


def test_one_is_made_and_listed_its_number_masked(milo):
    made = milo.json("businesses", "add", "Grupo Mon", *NUMBER, "--token-env", "MON_TOKEN")
    assert made == {
        "id": made["id"],
        "name": "Grupo Mon",
        "phone_number_id": "1060000001",
        "whatsapp_number": "5492610000001",
        "token_env": "MON_TOKEN",
    }
    assert milo.json("businesses")["businesses"] == [made]
    table = milo.good("businesses")
    assert table.splitlines()[1].split() == [made["id"], "Grupo", "Mon", "…0001", "MON_TOKEN"]
    assert "5492610000001" not in table


def test_one_may_share_the_common_number(milo):
    assert milo.good("businesses", "add", "Uno", "--id", "uno") == "Uno is there, as uno.\n"
    assert "the common one" in milo.good("businesses")


def test_one_is_changed(milo):
    milo.good("businesses", "add", "Uno", "--id", "uno")
    changed = milo.json("businesses", "set", "uno", "--name", "Dos", *NUMBER)
    assert (changed["name"], changed["phone_number_id"]) == ("Dos", "1060000001")
    freed = milo.json("businesses", "set", "uno", "--common-number")
    assert (freed["phone_number_id"], freed["whatsapp_number"]) == (None, None)
    entries = milo.transact(lambda tx: tx.audit.of("business:uno"))
    assert [one.actor for one in entries] == ["operator"] * 3


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((NUMBER[:2]), "--whatsapp-number: is needed"),
        ((NUMBER[2:]), "--phone-number-id: is needed"),
        (("--phone-number-id", "a b", *NUMBER[2:]), "--phone-number-id: must be Meta's id"),
        (("--whatsapp-number", "+549", *NUMBER[:2]), "--whatsapp-number: must be 6 to 15 digits"),
        (("--token-env", "EAAsecret"), "--token-env: must be the NAME of an environment variable"),
        (("--token-env", "MILO_ADMIN_TOKEN"), "--token-env: names a secret"),
    ],
)
def test_what_makes_no_sense_is_named_as_it_was_typed(milo, options, said):
    assert said in milo.misused("businesses", "add", "Uno", *options)
    milo.good("businesses", "add", "Uno", "--id", "uno")
    assert said in milo.misused("businesses", "set", "uno", *options)


def test_names_and_ids_follow_the_apis_rules(milo):
    assert "the name: must be one line" in milo.misused("businesses", "add", " ")
    assert "--id: must be 1 to 64" in milo.misused("businesses", "add", "Uno", "--id", "a b")
    assert "Nothing to change" in milo.misused("businesses", "set", "uno")
    assert "--common-number goes with" in milo.misused(
        *("businesses", "set", "uno", "--common-number", *NUMBER)
    )


def test_what_is_taken_is_a_conflict(milo):
    milo.good("businesses", "add", "Uno", "--id", "uno", *NUMBER)
    assert "another business's" in milo.wrong("businesses", "add", "Dos", "--id", "uno")
    assert "another's" in milo.wrong("businesses", "add", "Dos", *NUMBER)
    common = ("--phone-number-id", "1060000000", "--whatsapp-number", "5492610000009")
    assert "the common number's" in milo.wrong("businesses", "add", "Dos", *common)


@pytest.mark.parametrize("business_id", ["nobody", "", "\udcff"])
def test_an_unknown_one(milo, business_id):
    said = milo.wrong("businesses", "set", business_id, "--name", "Uno")
    assert said == "There is no such business."
