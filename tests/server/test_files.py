"""A flow's own file: uploaded once, sent by Meta's id, uploaded again when that is gone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.house import NUMBER_ID, OWN, House, OpenHouse
from support.person import Said

FLOW = """
flow: vidriera
version: 1
initial: inicio
final: [fin]

states:
  inicio:
    ask:
      text: hola
      buttons: {precios: Precios, nada: Nada más}
    go:
      precios: {to: inicio, say: lista}
      nada: {to: fin, say: adios}

  fin:
    stale: {say: adios}

attach:
  hola: {image: foto}
  adios: {document: precios}

texts:
  hola: "¡Hola! ¿Qué necesitás?"
  lista: "Ahí va."
  adios: "¡Gracias!"
  foto: "file:horno.png"
  precios: "file:precios.pdf"
"""
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
PDF = b"%PDF-1.7 lista"


@pytest.fixture
def flows(tmp_path: Path) -> Path:
    folder = tmp_path / "flows"
    (folder / "media").mkdir(parents=True)
    (folder / "vidriera.yaml").write_text(FLOW, "utf-8")
    (folder / "media" / "horno.png").write_bytes(PNG)
    (folder / "media" / "precios.pdf").write_bytes(PDF)
    return folder


@pytest.fixture
def house(open_house: OpenHouse, flows: Path) -> Iterator[House]:
    secrets = {"NORTE_TOKEN": OWN.token, "NORTE_SECRET": OWN.app_secret}
    with open_house("sqlite", MILO_FLOWS=str(flows), **secrets) as house:
        house.open()
        yield house


def file_of(said: Said) -> str:
    """Return Meta's id of the picture above a message."""
    media_id: str = said.sent["interactive"]["header"]["image"]["id"]
    assert media_id
    return media_id


def contents(house: House) -> list[bytes]:
    return [kept.content for kept in house.standin.exchange.uploads.kept.values()]


def test_it_is_uploaded_once_for_all_who_are_sent_it(house: House) -> None:
    slug = house.merchant("Horno", flow="vidriera")
    people = [house.person() for _ in range(12)]
    for person in people:
        person.send({"type": "text", "text": slug})
    ids = {file_of(person.next()) for person in people}
    assert len(ids) == 1, "all of one upload"
    assert contents(house) == [PNG]
    assert house.standin.exchange.counts["uploads"] == 1

    house.wait_until_quiet()
    house.server.terminate()
    house.open()
    assert {file_of(house.person().say(slug))} == ids, "the id outlives the process"
    assert house.standin.exchange.counts["uploads"] == 1


def test_what_meta_knows_no_more_is_uploaded_again(house: House) -> None:
    slug = house.merchant("Horno", flow="vidriera")
    first = file_of(house.person().say(slug))
    house.standin.exchange.uploads.kept.clear()
    again = file_of(house.person().say(slug))
    assert again != first
    assert file_of(house.person().say(slug)) == again
    assert house.standin.exchange.counts["uploads"] == 2


def test_a_file_that_meta_does_not_take_keeps_no_message_back(house: House, flows: Path) -> None:
    (flows / "media" / "horno.png").write_bytes(b"no picture at all")
    slug = house.merchant("Horno", flow="vidriera")
    said = house.person().say(slug)
    assert "¿Qué necesitás?" in said.text
    assert "header" not in said.sent["interactive"]
    assert contents(house) == []
    house.person().say(slug)
    assert house.standin.exchange.counts["uploads"] == 1, "it is not sent there with each message"


def test_a_file_that_is_gone_keeps_no_message_back(house: House, flows: Path) -> None:
    (flows / "media" / "horno.png").unlink()
    said = house.person().say(house.merchant("Horno", flow="vidriera"))
    assert "¿Qué necesitás?" in said.text
    assert "header" not in said.sent["interactive"]


def test_a_document_is_sent_under_its_name(house: House) -> None:
    person = house.person()
    person.say(house.merchant("Horno", flow="vidriera"))
    document = person.tap("Nada más").sent["document"]
    assert document["filename"] == "precios.pdf"
    assert document["caption"] == "¡Gracias!"
    assert house.standin.exchange.uploads.kept[document["id"]].content == PDF


def test_each_number_has_an_upload_of_its_own(house: House) -> None:
    own = {"phone_number_id": OWN.id, "whatsapp_number": OWN.display}
    variables = {"token_env": "NORTE_TOKEN", "app_secret_env": "NORTE_SECRET"}
    house.admin("POST", "/api/businesses", {"id": "norte", "name": "Norte", **own, **variables})
    norte = house.merchant("Norte", business="norte", flow="vidriera")
    common = house.merchant("Horno", flow="vidriera")
    file_of(house.person(on=OWN).say(norte))
    file_of(house.person().say(common))
    numbers = {kept.number_id for kept in house.standin.exchange.uploads.kept.values()}
    assert numbers == {OWN.id, NUMBER_ID}
