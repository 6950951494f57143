"""What each of Meta's errors allows."""

from __future__ import annotations

import pytest

from milo.engine.sending.retry import FailureKind
from milo.http.cloud.errors import classify_answer, classify_status_errors, scrubbed

TABLE = {
    FailureKind.HALT: (
        "0 190 200 250 299 3 10 131005 33 368 131031 131042 131045 131037 133010 133000 133005 "
        "133016"
    ),
    FailureKind.RETRY: "2 131016 131057 133004 133015",
    FailureKind.FEW: "1 131000",
    FailureKind.SLOW: "4 80007 80008 130429 131048",
    FailureKind.PAIR: "131056",
    FailureKind.WINDOW: "131047",
    FailureKind.UNLISTED: "131030",
    FailureKind.FINAL: (
        "100 131008 131009 131021 131026 131049 131050 130403 130472 130497 131051 131052 "
        "131053 131062 131064 132000 132001 132005 132007 132012 132015 132016 132018 132068 "
        "132069 135000 139000 139004"
    ),
}


@pytest.mark.parametrize(
    ("code", "kind"), [(int(code), kind) for kind, codes in TABLE.items() for code in codes.split()]
)
@pytest.mark.parametrize("status", [400, 500])
def test_a_known_code_decides_whatever_the_status(code, kind, status):
    failure = classify_answer(status, {"error": {"message": "m", "code": code}})
    assert (failure.kind, failure.code) == (kind, code)


UNSEEN = {
    "message": "Unsupported post request. Object with ID '106' does not exist",
    "type": "GraphMethodException",
    "code": 100,
    "error_subcode": 33,
}
NO_PROOF = {
    "message": "API calls from the server require an appsecret_proof argument",
    "type": "GraphMethodException",
    "code": 100,
}


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (UNSEEN, "the phone_number_id is wrong"),
        ({**UNSEEN, "type": "OAuthException"}, "the phone_number_id is wrong"),
        ({**UNSEEN, "error_subcode": None}, "the phone_number_id is wrong"),
        (NO_PROOF, "app_secret_env"),
        (
            {**NO_PROOF, "message": "Invalid appsecret_proof provided", "type": "X"},
            "app_secret_env",
        ),
    ],
)
def test_code_100_about_the_call_halts_the_number_and_says_what_to_do(error, advice):
    failure = classify_answer(400, {"error": error})
    assert (failure.kind, failure.code) == (FailureKind.HALT, 100)
    assert advice in failure.text and len(failure.text) <= 300


def test_code_100_about_the_message_is_our_mistake_in_it():
    error = {"message": "(#100) Invalid parameter", "type": "OAuthException", "code": 100}
    assert classify_answer(400, {"error": error}).kind is FailureKind.FINAL


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, {"error": {"code": 999999}}, FailureKind.FINAL),
        (404, {"error": {"message": "no code"}}, FailureKind.FINAL),
        (400, {"error": {"code": 999999, "is_transient": True}}, FailureKind.RETRY),
        (401, {"error": {"code": 999999}}, FailureKind.HALT),
        (429, {"error": {"code": 999999}}, FailureKind.SLOW),
        (500, {"error": {"code": 999999}}, FailureKind.RETRY),
        (503, {"error": {"code": 999999}}, FailureKind.RETRY),
        (400, {"error": {"code": "131047"}}, FailureKind.WINDOW),
        (400, {"error": {"code": True}}, FailureKind.FINAL),
        (400, {"error": {"code": {"a": 1}}}, FailureKind.FINAL),
        (400, {"error": {"code": "9" * 5000}}, FailureKind.FINAL),
        (400, {"error": "text"}, FailureKind.FINAL),
        (400, None, FailureKind.FINAL),
        (404, [], FailureKind.FINAL),
        (401, None, FailureKind.HALT),
        (429, None, FailureKind.SLOW),
        (500, None, FailureKind.RETRY),
        (503, "busy", FailureKind.RETRY),
        (502, None, FailureKind.UNKNOWN),
        (504, None, FailureKind.UNKNOWN),
        (302, None, FailureKind.RETRY),
    ],
)
def test_an_unknown_one_is_judged_by_the_status(status, body, kind):
    assert classify_answer(status, body).kind is kind


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (
            {"code": 131009, "message": "(#131009) Bad", "error_data": {"details": "Parameter"}},
            "131009 · (#131009) Bad · Parameter",
        ),
        ({"code": 5, "title": "T", "error_data": "as text"}, "5 · T · as text"),
        ({"code": 5, "message": "same", "error_data": {"details": "same"}}, "5 · same"),
        ({"message": "to +5492610000000 failed"}, "to +…000 failed"),
        ({"message": "Bearer abc.def is wrong"}, "… is wrong"),
        ({"message": "a\nb\x00c"}, "a b\ufffdc"),
        ({}, ""),
        ({"message": ["x"], "error_data": ["x"]}, ""),
    ],
)
def test_the_text_for_the_operator(error, text):
    assert classify_answer(400, {"error": error}).text == text


def test_a_token_never_shows():
    token = "EAAG" + "x1Y" * 40
    assert token not in scrubbed(f"Malformed access token {token} given")
    assert "secret" not in scrubbed("?access_token=secret&x")


def test_texts_are_short():
    assert len(scrubbed("x " * 10_000)) <= 300


@pytest.mark.parametrize(
    ("errors", "kind", "code", "text"),
    [
        (
            [{"code": 131047, "title": "Re-engagement"}],
            FailureKind.WINDOW,
            131047,
            "131047 · Re-engagement",
        ),
        ([{"code": 7}, {"code": 131026, "title": "U"}], FailureKind.FINAL, 131026, "7; 131026 · U"),
        ([{"code": 7}], FailureKind.FINAL, 7, "7"),
        ([{"code": 0, "title": "Auth"}], FailureKind.HALT, 0, "0 · Auth · make a new access token"),
        ([], FailureKind.FINAL, None, "failed, no reason given"),
        (None, FailureKind.FINAL, None, "failed, no reason given"),
        ("text", FailureKind.FINAL, None, "failed, no reason given"),
        ([5, None, {}], FailureKind.FINAL, None, "failed, no reason given"),
    ],
)
def test_errors_of_a_failed_status(errors, kind, code, text):
    failure = classify_status_errors(errors)
    assert (failure.kind, failure.code, failure.text) == (kind, code, text)
