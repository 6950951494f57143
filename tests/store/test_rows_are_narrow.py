"""What a message costs on disk: each thing once, and nothing that reading knows anyway."""

import json

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from milo.engine.json_text import from_json, json_text
from milo.engine.messages import Incoming, Kind, Option, Outgoing
from milo.store.sql.packing import (
    packed,
    read_incoming,
    read_outgoing,
    unpacked,
    written_incoming,
    written_outgoing,
)

words = st.text(max_size=12)
options = st.builds(
    Option,
    st.sampled_from(["s|f|1|", "s|f|2|", ""]).flatmap(
        lambda begin: words.map(lambda rest: begin + rest)
    ),
    words,
    words,
    words,
)
several = st.lists(options, max_size=4).map(tuple)


@examples(st.binary(max_size=6000))
def test_what_is_packed_comes_back(raw):
    assert unpacked(packed(raw)) == raw


@pytest.mark.parametrize("raw", [b"", b"{}", b'{"object": "x"}', b"[1]", "ñ".encode()])
def test_what_was_never_packed_is_as_it_came(raw):
    assert unpacked(raw) == raw


def test_a_row_that_was_packed_by_an_older_version_can_be_read_for_good():
    """A dictionary is never changed: rows were written with it."""
    kept = bytes.fromhex("0143cd72387215527e88ad0500")
    assert json.loads(unpacked(kept)) == {"metadata": {"phone_number_id": "1"}, "messages": []}


@examples(
    st.builds(
        Outgoing, words.filter(bool), several, several, st.sampled_from(["Ver opciones", "Ver más"])
    )
)
def test_a_message_of_ours_is_read_as_it_was_written(message):
    assert read_outgoing(from_json(json_text(written_outgoing(message)))) == message


@examples(st.builds(Incoming, st.sampled_from(Kind), words, words, words, st.none() | words))
def test_a_persons_message_is_read_as_it_was_written(message):
    assert read_incoming(from_json(json_text(written_incoming(message)))) == message


def test_whose_question_options_answer_is_written_once():
    rows = tuple(Option(f"session|flow|1|day|4|={n}", f"{n}") for n in range(10))
    text = json_text(written_outgoing(Outgoing("¿Qué día?", rows=rows)))
    assert text.count("session") == 1
    assert len(text) < 200
