"""Files that are wrong: every fault at once, with file, line, column and path; nothing is done."""

from __future__ import annotations

import json

import pytest

from .conftest import CARLA


def faults(milo, text, name="carla.yaml"):
    """What is said of a file, without its folder."""
    said = milo.wrong("clients", "apply", milo.file(text, name))
    assert milo.json("clients") == {"clients": [], "next": None}
    return [line.removeprefix(f"{milo.folder}/") for line in said.split("\n")]


def test_every_fault_stands_at_its_line(milo):
    text = """\
name: ""
slug: Carla
nombre: Carla
status: open
business: nobody
settings:
  services:
    - id: corte
      name: Corte
      minutes: cero
    - {id: corte, name: Otro, minutes: 30, staff: [sol]}
  hours: {lun: [["09:00", "13:00"]], mon: [["9", "13:00"]]}
  flow: otro
"""
    said = faults(milo, text)
    assert [tuple(line.split(": ")[:2]) for line in said] == [
        ("carla.yaml:1:1", "name"),
        ("carla.yaml:2:1", "slug"),
        ("carla.yaml:3:1", "nombre"),
        ("carla.yaml:4:1", "status"),
        ("carla.yaml:5:1", "business"),
        ("carla.yaml:10:7", "settings.services[0].minutes"),
        ("carla.yaml:11:8", "settings.services[1].id"),
        ("carla.yaml:11:52", "settings.services[1].staff[0]"),
        ("carla.yaml:12:11", "settings.hours.lun"),
        ("carla.yaml:12:45", "settings.hours.mon[0][0]"),
    ]


def test_what_only_flows_know_is_checked(milo):
    bad = CARLA + "  flow: otro\n"
    told = "there is no flow 'otro'; MILO_FLOWS names the folder of those that do not ship"
    assert faults(milo, bad) == [f"carla.yaml:10:3: settings.flow: {told}"]
    bad = CARLA + "  messages: {saludito: hola}\n"
    (said,) = faults(milo, bad)
    assert said.startswith("carla.yaml:10:14: settings.messages.saludito: ")


def test_own_words_with_names_that_nobody_knows_are_refused_where_they_stand(milo):
    bad = CARLA + '  messages: {adios: "Chau {nombre}", saludo: "[Hola {contacto}"}\n'
    first, second = faults(milo, bad)
    assert first.startswith("carla.yaml:10:14: settings.messages.adios: uses 'nombre', which is")
    assert second.startswith("carla.yaml:10:38: settings.messages.saludo: '[' has no other half")


def test_own_words_that_stood_before_do_not_keep_a_file_from_being_applied(milo):
    told = CARLA + '  messages: {adios: "¡Chau, {contacto}!"}\n'
    milo("clients", "apply", milo.file(told))
    milo("clients", "apply", milo.file(told.replace("Corte", "Corte corto")))


def test_a_key_that_is_missing_stands_where_it_should(milo):
    said = faults(milo, "slug: carla\nsettings:\n  services: []\n")
    assert said == [
        "carla.yaml:1:1: name: is required",
        "carla.yaml:2:1: settings.hours: is required",
    ]


def test_faults_of_several_merchants_say_which(milo):
    said = faults(milo, "- name: Uno\n- name: Dos\n  slug: menu\n- name: Tres\n  settings: 3\n")
    assert said == [
        "carla.yaml:3:3: [1].slug: is a word that the bot or the site needs itself",
        "carla.yaml:5:3: [2].settings: must be an object",
    ]


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("api", "is a word that the bot or the site needs itself"),
        ("menu", "is a word that the bot or the site needs itself"),
        ("Carla", "must be 2 to 63"),
        ("c", "must be 2 to 63"),
        ("a--b", "must be 2 to 63"),
        ("12", None),
    ],
)
def test_slugs_follow_the_apis_rules(milo, slug, words):
    if words is None:
        (said,) = faults(milo, f"name: Carla\nslug: {slug}\n")
        assert said == "carla.yaml:2:1: slug: must be text"
    else:
        (said,) = faults(milo, f"name: Carla\nslug: {slug}\n")
        assert said.startswith(f"carla.yaml:2:1: slug: {words}")


@pytest.mark.parametrize("name", ["🙂", "API", "Menú"])
def test_a_name_that_gives_no_slug_asks_for_one(milo, name):
    assert faults(milo, f"name: {name}\n") == [
        "carla.yaml:1:1: name: gives no slug that could be used: please give one"
    ]


def test_the_same_merchant_twice_in_a_file(milo):
    said = faults(milo, "- {name: Uno}\n- {name: Uno}\n- {name: Otro, slug: uno}\n")
    assert said == [
        "carla.yaml:2:4: [1].name: uno is another merchant of this file",
        "carla.yaml:3:16: [2].slug: uno is another merchant of this file",
    ]


@pytest.mark.parametrize("text", ["", "3", "hola", "[]", "- 3", "null", "[[]]", "# nada\n"])
def test_what_is_no_merchant(milo, text):
    assert len(faults(milo, text)) == 1


# Hostile files

DEEP = 100_000
HOSTILE = {
    "duplicate keys": ("name: Uno\nname: Dos\n", "carla.yaml:2:1: name: stands twice"),
    "a tab": ("name: Uno\nsettings:\n\tservices: []\n", "carla.yaml:3:1: "),
    "an anchor": ("name: &a Uno\nslug: *a\n", "carla.yaml:1:7: anchors"),
    "a tag": ("name: !!python/object:os.system x\n", "carla.yaml:1:7: tags"),
    "a huge number": (
        CARLA.replace("minutes: 30", "minutes: 1e999"),
        "carla.yaml:5:32: settings.services[0].minutes: must be a whole number",
    ),
    "deep nesting": ("name: " + "[" * DEEP + "]" * DEEP, "carla.yaml:1:70: nested too deep"),
    "deep mappings": ("name: " + "{a: " * DEEP + "}" * DEEP, "carla.yaml:1:259: nested too deep"),
    "deep lists": ("- " * 50_000, "carla.yaml:1:129: nested too deep"),
    "binary": (b"\x89PNG\r\n\x1a\n\0\0", "carla.yaml:1:1: is not text in UTF-8"),
    "binary on line 2": (b"name: x\n\xff", "carla.yaml:2:1: is not text in UTF-8"),
    "an escape": (b"name: \x1b[31m\n", "carla.yaml:1:1: unacceptable character"),
    "NUL": ('name: "a\\0b"\n', "carla.yaml:1:1: name: holds characters that are no text"),
    "half a character": ('name: "\\ud83d"\n', "carla.yaml:1:1: name: holds characters"),
    "bidi": ('name: "a\\u202eb"\n', "carla.yaml:1:1: name: must be one line"),
    "two documents": ("name: a\n---\nname: b\n", "carla.yaml:2:1: "),
    "a key that is a list": ("[a]: b\n", "carla.yaml:1:1: a key is a word"),
    "a long name": (f"name: {'x' * 101}\n", "carla.yaml:1:1: name: must be one line of 1 to 100"),
    "too large": (b"#" * (1024 * 1024 + 1), "carla.yaml: is larger than"),
}


@pytest.mark.parametrize("text, begins", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_told_in_a_line(milo, text, begins):
    said = faults(milo, text)
    assert said[0].startswith(begins)


HOSTILE_JSON = {
    "not JSON": ('{"name": }', "carla.json:1:10: is not JSON: "),
    "duplicate keys": ('{"name": "a", "name": "b"}', "carla.json: the key 'name' stands twice"),
    "NaN": ('{"name": NaN}', "carla.json: NaN is no number of JSON"),
    "deep nesting": ("[" * 100_000, "carla.json: nested too deep"),
    "half a character": ('{"name": "\\ud83d"}', "carla.json:1:2: name: holds characters"),
    "an endless number": ("[" + "9" * 5000 + "]", "carla.json: "),
    "no merchant": ("[3]", "carla.json:1:2: [0]: must be an object"),
}


@pytest.mark.parametrize("text, begins", HOSTILE_JSON.values(), ids=HOSTILE_JSON)
def test_a_hostile_json_file_is_told_in_a_line(milo, text, begins):
    said = faults(milo, text, "carla.json")
    assert said[0].startswith(begins)


@pytest.mark.parametrize("price", ["1e999", "-1", "1e13"])
def test_numbers_out_of_range_in_json(milo, price):
    service = f'{{"id": "c", "name": "C", "minutes": 1, "price": {price}}}'
    settings = f'{{"hours": {{"mon": [["09:00", "10:00"]]}}, "services": [{service}]}}'
    text = f'{{\n\t"name": "Carla",\n\t"settings": {settings}\n}}'
    (said,) = faults(milo, text, "carla.json")
    assert said.startswith("carla.json:3:107: settings.services[0].price: must be between")


def test_a_missing_file_is_wrong_use(milo):
    assert "does not exist" in milo.misused("clients", "apply", str(milo.folder / "nada.yaml"))
    assert "is a directory" in milo.misused("clients", "apply", str(milo.folder))


def test_a_file_that_may_not_be_read(milo, monkeypatch):
    monkeypatch.setattr("pathlib.Path.read_bytes", _refused)
    assert milo.wrong("clients", "apply", milo.file(CARLA)).endswith("cannot be read: No")


def _refused(_path):
    raise PermissionError(13, "No")


def test_nothing_is_done_where_one_of_several_is_wrong(milo):
    text = json.dumps([{"name": "Uno"}, {"name": "Dos", "slug": "api"}])
    (said,) = faults(milo, text, "dos.json")
    assert said.startswith("dos.json:1:35: [1].slug: ")


def test_what_the_flow_does_not_let_a_merchant_change_stands_at_its_line(milo):
    text = (
        CARLA
        + """\
  flow_options:
    timeout.after: {"confirmando[1]": 20m, "confirmando[7]": 20m, nada: 20m}
    invalid.tries: {inicio: 4, finalizado: 2}
"""
    )
    said = faults(milo, text)
    assert [line.split(": ")[1] for line in said] == [
        "settings.flow_options.timeout.after.confirmando[7]",
        "settings.flow_options.timeout.after.nada",
        "settings.flow_options.invalid.tries.finalizado",
    ]


def test_waits_and_tries_that_are_none_stand_at_their_line(milo):
    text = (
        CARLA
        + """\
  flow_options:
    timeout.after: {"confirmando[1]": soon}
    invalid.tries: {inicio: 12}
"""
    )
    said = faults(milo, text)
    assert [line.split(": ")[1] for line in said] == [
        "settings.flow_options.timeout.after.confirmando[1]",
        "settings.flow_options.invalid.tries.inicio",
    ]
