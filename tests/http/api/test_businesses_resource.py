"""Businesses over HTTP: with several clients, with one, with a number of their own."""

from __future__ import annotations

import json

import pytest

from milo.http.openapi.responses import BusinessShown

from ..conftest import NOW

PATH = "/api/businesses"
NUMBER = {"phone_number_id": "1060000999", "whatsapp_number": "5492615550000"}
WHOLE = {"id": "norte", "name": "Grupo Norte", **NUMBER, "token_env": "NORTE_TOKEN"}
BARE = {"name": "Sur", "phone_number_id": None, "whatsapp_number": None, "token_env": None}


def faults(answer):
    assert answer.status_code == 422, answer.text
    return {error["path"] for error in answer.json["errors"]}


def stored(world, id):
    return world.read(lambda tx: tx.businesses.by_id(id))


def test_made_from_a_name_alone_it_shares_the_common_number(world):
    answer = world.post(PATH, {"name": " Sur "})
    assert answer.status_code == 201
    assert answer.json == {"id": answer.json["id"], **BARE}
    assert stored(world, answer.json["id"]).created_at == NOW
    (entry,) = world.read(lambda tx: tx.audit.of(f"business:{answer.json['id']}"))
    assert (entry.actor, entry.action) == ("admin", "business.create")


def test_made_with_everything(world):
    assert world.post(PATH, WHOLE).json == WHOLE
    assert world.get(PATH, admin=True).json == {"businesses": [WHOLE], "next": None}


def test_one_with_several_clients_and_a_number_of_its_own(world):
    world.post(PATH, WHOLE)
    for slug in ("centro", "plaza"):
        data = {"name": slug.title(), "business_id": "norte"}
        assert world.post("/api/shortlinks", data).json["business_id"] == "norte"
        assert "/5492615550000?" in world.get(f"/{slug}").headers["Location"]


def test_an_independent_client_is_on_the_common_number(world):
    world.post(PATH, WHOLE)
    world.post("/api/shortlinks", {"name": "Carla"})
    assert "/15550001111?" in world.get("/carla").headers["Location"]


def test_its_number_is_ours_from_now_on(world):
    raw = json.dumps(
        {
            "entry": [
                {
                    "changes": [
                        {
                            "field": "messages",
                            "value": {
                                "metadata": {"phone_number_id": NUMBER["phone_number_id"]},
                                "messages": [
                                    {
                                        "id": "wamid.1",
                                        "from": "5492611111111",
                                        "type": "text",
                                        "text": {"body": "hola"},
                                    }
                                ],
                            },
                        }
                    ]
                }
            ]
        }
    )
    world.deliver(raw)
    assert world.nudged == []
    world.post(PATH, WHOLE)
    world.deliver(raw.replace("wamid.1", "wamid.2"))
    assert len(world.nudged) == 1
    assert world.contacts()[0].phone_number_id == NUMBER["phone_number_id"]


@pytest.mark.parametrize(
    ("data", "paths"),
    [
        ({}, {"name"}),
        ({"name": ""}, {"name"}),
        ({"name": 5}, {"name"}),
        ({"name": "\u200d"}, {"name"}),
        ({"name": "x", "colour": 1}, {"colour"}),
        ({"name": "x", "id": "a/b"}, {"id"}),
        ({"name": "x", "id": ".."}, {"id"}),
        ({"name": "x", "id": "a" * 65}, {"id"}),
        ({"name": "x", "token_env": "EAAGm0PX4ZCpsBAKw"}, {"token_env"}),
        ({"name": "x", "token_env": "A B"}, {"token_env"}),
        ({"name": "x", "token_env": ""}, {"token_env"}),
        ({"name": "x", "token_env": "MILO_ADMIN_TOKEN"}, {"token_env"}),
        ({"name": "x", "token_env": "MILO_META_APP_SECRET"}, {"token_env"}),
        ({"name": "x", **NUMBER, "whatsapp_number": "+54 9 261"}, {"whatsapp_number"}),
        ({"name": "x", **NUMBER, "whatsapp_number": 5492615550000}, {"whatsapp_number"}),
        ({"name": "x", **NUMBER, "phone_number_id": ""}, {"phone_number_id"}),
        ({"name": "x", **NUMBER, "phone_number_id": "../me"}, {"phone_number_id"}),
        ({"name": "x", "phone_number_id": "106"}, {"whatsapp_number"}),
        ({"name": "x", "whatsapp_number": "5492615550000"}, {"phone_number_id"}),
        ({"name": "", "token_env": 1, "x": 1}, {"name", "token_env", "x"}),
    ],
)
def test_senseless_values(world, data, paths):
    answer = world.post(PATH, data)
    assert faults(answer) == paths
    assert "EAAG" not in answer.text
    assert world.get(PATH, admin=True).json["businesses"] == []


@pytest.mark.parametrize(
    "data",
    [
        {**WHOLE, "phone_number_id": "1", "whatsapp_number": "5492610000001"},
        {"name": "Otro", **NUMBER},
        {"name": "Otro", "phone_number_id": "1060000000", "whatsapp_number": "5492610000001"},
        {"name": "Otro", "phone_number_id": "1", "whatsapp_number": "15550001111"},
    ],
    ids=["id", "number", "common number's id", "common number"],
)
def test_what_is_somebody_s_already_is_409(world, data):
    world.post(PATH, WHOLE)
    answer = world.post(PATH, data)
    assert answer.status_code == 409
    assert len(world.get(PATH, admin=True).json["businesses"]) == 1


class TestPatch:
    @pytest.mark.parametrize(
        "data", [{"name": "Norte"}, {"token_env": None}, NUMBER, {"whatsapp_number": "549261222"}]
    )
    def test_each_change(self, world, data):
        world.post(PATH, {**WHOLE, "phone_number_id": "1060000998"})
        world.clock.time = NOW.replace(hour=13)
        before = {**WHOLE, "phone_number_id": "1060000998"}
        assert world.patch(f"{PATH}/norte", data).json == {**before, **data}
        assert stored(world, "norte").updated_at == world.clock.time
        entries = world.read(lambda tx: tx.audit.of("business:norte"))
        assert [entry.action for entry in entries] == ["business.create", "business.change"]

    def test_a_number_is_left(self, world):
        world.post(PATH, WHOLE)
        none = dict.fromkeys(NUMBER)
        assert world.patch(f"{PATH}/norte", none).json == {**WHOLE, **none}

    @pytest.mark.parametrize("data", [{}, {"name": "Grupo Norte"}, NUMBER])
    def test_what_changes_nothing_leaves_no_trace(self, world, data):
        world.post(PATH, WHOLE)
        assert world.patch(f"{PATH}/norte", data).json == WHOLE
        assert len(world.read(lambda tx: tx.audit.of("business:norte"))) == 1

    @pytest.mark.parametrize(
        ("data", "paths"),
        [
            ({"id": "sur"}, {"id"}),
            ({"created_at": None}, {"created_at"}),
            ({"name": None}, {"name"}),
            ({"phone_number_id": None}, {"phone_number_id"}),
            ({"whatsapp_number": None}, {"whatsapp_number"}),
            ({"token_env": "EAAxyz"}, {"token_env"}),
            ([], {""}),
        ],
    )
    def test_senseless_changes(self, world, data, paths):
        world.post(PATH, WHOLE)
        assert faults(world.patch(f"{PATH}/norte", data)) == paths
        assert world.get(PATH, admin=True).json["businesses"] == [WHOLE]

    def test_another_s_number_is_409(self, world):
        world.post(PATH, WHOLE)
        world.post(PATH, {"id": "sur", "name": "Sur"})
        assert world.patch(f"{PATH}/sur", NUMBER).status_code == 409
        common = {"phone_number_id": "1060000000", "whatsapp_number": "5492610000001"}
        assert world.patch(f"{PATH}/sur", common).status_code == 409

    @pytest.mark.parametrize("id", ["nadie", "a%00b", "%ED%A0%80"])
    def test_an_unknown_one_is_404(self, world, id):
        assert world.patch(f"{PATH}/{id}", {"name": "x"}).status_code == 404


def test_in_pages_by_id(world):
    for id in ("b", "a", "c"):
        world.post(PATH, {"id": id, "name": id})

    def ids(query):
        answer = world.get(PATH, admin=True, query_string=query).json
        return [each["id"] for each in answer["businesses"]], answer["next"]

    assert ids("limit=2") == (["a", "b"], "b")
    assert ids("limit=2&after=b") == (["c"], None)
    assert ids("after=") == (["a", "b", "c"], None)
    assert faults(world.get(PATH, admin=True, query_string="limit=0&colour=1")) == {
        "limit",
        "colour",
    }


def test_a_number_may_have_a_rate_of_its_own(world):
    answer = world.post("/api/businesses", {**WHOLE, "rate": 20})
    assert (answer.status_code, answer.json["rate"]) == (201, 20)
    assert world.patch("/api/businesses/norte", {"rate": 80}).json["rate"] == 80
    assert "rate" not in world.patch("/api/businesses/norte", {"rate": None}).json
    for wrong in (0, -1, 1001, 2.5, "20", True):
        answer = world.patch("/api/businesses/norte", {"rate": wrong})
        assert (answer.status_code, answer.json["errors"][0]["path"]) == (422, "rate")


def test_an_account_of_its_own_is_answered_as_the_document_says(world):
    whole = {**WHOLE, "app_secret_env": "NORTE_SECRET", "rate": 20, "waba_id": "900"}
    answer = world.post("/api/businesses", whole)
    assert (answer.status_code, answer.json["waba_id"]) == (201, "900")
    assert answer.json.keys() <= BusinessShown.model_fields.keys(), "no key that it does not name"
    assert "waba_id" not in world.patch("/api/businesses/norte", {"waba_id": None}).json
    wrong = world.patch("/api/businesses/norte", {"waba_id": "no id"})
    assert (wrong.status_code, wrong.json["errors"][0]["path"]) == (422, "waba_id")
