"""Who writes, as Meta tells it: recycled numbers, new phones, changed ids, two spellings."""

import json
from itertools import count

import pytest

NUMBER = "1060000000"
P, Q = "5492611111111", "5492612222222"
numbers = count()


def value(*messages, contacts=()):
    return {"metadata": {"phone_number_id": NUMBER}, "contacts": contacts, "messages": messages}


def body(*values):
    changes = [{"field": "messages", "value": each} for each in values]
    return json.dumps({"entry": [{"changes": changes}]})


def text(user_id=None, phone=None, **fields):
    who = {"from_user_id": user_id, "from": phone}
    known = {key: value for key, value in who.items() if value}
    name = f"m{next(numbers)}"
    return {"id": name, "type": "text", "text": {"body": "mis turnos"}, **known, **fields}


def system(kind="user_changed_number", phone=None, **fields):
    sender = {"from": phone} if phone else {}
    return {
        "id": f"m{next(numbers)}",
        "type": "system",
        "system": {"type": kind, **fields},
        **sender,
    }


def write(world, *args, contacts=(), **fields):
    message = text(*args, **fields)
    world.deliver(body(value(message, contacts=contacts)))
    (row,) = (row for row in world.inbox() if row.message_id == message["id"])
    return row.contact_id


def keys(world):
    return {(contact.user_id, contact.user_phone) for contact in world.contacts()}


def test_another_user_id_on_a_known_number_is_another_person(world):
    first = write(world, "AR.1", P)
    assert write(world, "AR.2", P) != first
    assert keys(world) == {("AR.1", None), ("AR.2", P)}


@pytest.mark.parametrize("order", [0, 1])
def test_a_phone_alone_in_the_same_post_is_whose_it_has_become(world, order):
    write(world, "AR.1", P)
    both = [text("AR.2", P), text(None, P)]
    world.deliver(body(value(*both[:: -1 if order else 1])))
    owners = {row.contact_id for row in world.inbox() if row.message_id in [m["id"] for m in both]}
    assert len(owners) == 1


def test_a_new_phone_of_the_same_user_id_is_where_answers_go(world):
    assert write(world, "AR.1", P) == write(world, "AR.1", Q)
    assert keys(world) == {("AR.1", Q)}


def test_from_and_wa_id_in_two_spellings_are_one_number(world):
    contacts = [{"wa_id": P, "profile": {"name": "Ana"}}]
    first = write(world, None, "542611111111", contacts=contacts)
    (contact,) = world.contacts()
    assert (contact.user_phone, contact.name) == (P, "Ana")
    assert write(world, None, "542611111111") == first == write(world, "AR.1", P)


NEW = {"wa_id": Q, "user_id": "AR.2"}
CHANGES = {
    "both ids": system(phone=P, previous_user_id="AR.1", **NEW),
    "the old user id alone": system(previous_user_id="AR.1", **NEW),
    "the old phone alone": system(phone=P, **NEW),
    "only the phones": system(phone=P, wa_id=Q),
    "keys of old": system("customer_changed_number", customer=P, new_wa_id=Q),
    "the new user id": system("user_changed_user_id", previous_user_id="AR.1", user_id="AR.2"),
    "the sentence": system(
        "user_changed_user_id",
        user_id="AR.2",
        body="User changed from AR.9 to AR.2 changed from AR.1 to AR.2",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_number_or_id_moves_the_contact_without_an_answer(world, name):
    first = write(world, "AR.1", P)
    world.nudged.clear()
    world.deliver(body(value({**CHANGES[name], "id": f"m{next(numbers)}"})))
    (contact,) = world.contacts()
    assert contact.id == first == world.inbox()[-1].contact_id
    assert world.nudged == []
    phone = P if contact.user_phone == P else Q
    assert write(world, "AR.2", phone) == first


@pytest.mark.parametrize("name", CHANGES)
def test_it_proves_that_who_wrote_before_it_is_the_same(world, name):
    first = write(world, "AR.1", P)
    write(world, "AR.2", Q)
    world.deliver(body(value({**CHANGES[name], "id": f"m{next(numbers)}"})))
    assert {row.contact_id for row in world.inbox()} == {first}
    assert keys(world) == {("AR.2", Q)}


def test_it_comes_first_wherever_it_stands_in_its_post(world):
    first = write(world, "AR.1", P)
    world.deliver(body(value(text("AR.2", Q)), value({**CHANGES["both ids"], "id": "change"})))
    assert {row.contact_id for row in world.inbox()} == {first}


def test_a_repeat_does_not_take_the_number_from_its_next_holder(world):
    first = write(world, "AR.1", P)
    change = body(value({**CHANGES["the old phone alone"], "id": "change"}))
    world.deliver(change)
    other = write(world, None, P)
    world.deliver(change)
    assert other != first
    assert keys(world) == {("AR.2", Q), (None, P)}


def test_a_repeated_message_does_not_bring_the_number_back(world):
    old = body(value(text("AR.1", P)))
    world.deliver(old)
    write(world, "AR.2", P)
    world.deliver(old)
    assert keys(world) == {("AR.1", None), ("AR.2", P)}


def test_a_name_that_looks_like_metas_sentence_moves_nobody(world):
    first = write(world, "AR.1", P)
    body_text = "User x changed from AR.1 to AR.2 changed from AR.8 to AR.9"
    message = system("user_changed_user_id", user_id="AR.9", body=body_text)
    world.deliver(body(value(message)))
    assert [contact.id for contact in world.contacts()] == [first]
    assert keys(world) == {("AR.1", P)}


def test_of_nobody_known_it_leaves_no_contact(world):
    world.deliver(body(value({**CHANGES["both ids"], "id": "change"})))
    (row,) = world.inbox()
    assert (row.contact_id, row.error, world.contacts()) == (None, None, [])


def test_while_all_ids_change_a_known_phone_is_the_same_person(build):
    world = build(trust_phones=True)
    assert write(world, "AR.1", P) == write(world, "AR.2", P)
    assert keys(world) == {("AR.2", P)}
