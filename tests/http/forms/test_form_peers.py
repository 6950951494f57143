"""pywa, which many run, opens what our client seals; our client reads what pywa answers."""

from __future__ import annotations

import json

import pytest
from cryptography.exceptions import InvalidTag
from pywa import utils

from milo.demo.form_client import sealed
from milo.http.forms.envelope import opened
from milo.http.forms.keys import FormKeys, new_key

KEY = new_key()
CONTENT = {"version": "3.0", "action": "data_exchange", "data": {"nombre": "Ñandú 🙂"}}


def test_pywa_opens_what_our_client_seals_and_our_client_reads_its_answer():
    request = sealed(CONTENT, FormKeys(KEY).public)
    body = json.loads(request.body)
    told, key, vector = utils.default_flow_request_decryptor(
        body["encrypted_flow_data"],
        body["encrypted_aes_key"],
        body["initial_vector"],
        KEY.decode(),
    )
    assert told == CONTENT
    answer = utils.default_flow_response_encryptor({"screen": "TURNO"}, key, vector)
    assert request.read(answer) == {"screen": "TURNO"}


def test_ours_and_pywas_seal_alike():
    request = sealed(CONTENT, FormKeys(KEY).public)
    envelope = opened(request.body, FormKeys(KEY))
    assert envelope.content == CONTENT
    ours = envelope.sealed({"screen": "A"})
    theirs = utils.default_flow_response_encryptor({"screen": "A"}, envelope.key, envelope.vector)
    assert ours == theirs


def test_an_answer_under_the_same_vector_is_not_read():
    request = sealed(CONTENT, FormKeys(KEY).public)
    envelope = opened(request.body, FormKeys(KEY))
    straight = type(envelope)(None, envelope.key, bytes(b ^ 0xFF for b in envelope.vector))
    with pytest.raises(InvalidTag):
        request.read(straight.sealed({"screen": "A"}))
