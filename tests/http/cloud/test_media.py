"""What is known of files that were uploaded, for how long, and what becomes of their messages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from milo.engine.errors import GatewayError
from milo.engine.messages import Media, Outgoing
from milo.engine.model import OutboxRow
from milo.engine.sending.retry import FailureKind
from milo.http.cloud.media import KEPT, FileRef, MediaFiles, Uploaded
from milo.http.cloud.poster import MediaPoster
from milo.http.cloud.request_builder import CloudRequest, RequestBuilder
from milo.store.memory import MemoryStore

NOW = datetime(2026, 11, 23, tzinfo=UTC)
UNKNOWN = GatewayError(FailureKind.FINAL, "no such media", 100)


class Clock:
    instant = NOW

    def now(self) -> datetime:
        return self.instant


def row(url: str = "file:horno.png", kind: str = "image") -> OutboxRow:
    body = Outgoing("hola", media=Media(kind, url))
    return OutboxRow("77", "p1", "106", body, NOW, user_phone="5492610000000")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "horno.png").write_bytes(b"a picture")
    return tmp_path


def ref(builder: RequestBuilder, **of: str) -> FileRef:
    file = builder.order(row(**of)).file
    assert file
    return file


def test_an_id_is_good_for_29_days_also_after_a_restart(folder: Path) -> None:
    store, clock = MemoryStore(), Clock()
    media = MediaFiles([folder], store, clock)
    builder = RequestBuilder("http://graph", "t", media)
    file = ref(builder)
    assert (file.known, file.url, file.place) == ("", "http://graph/106/media", ("image",))
    media.learn(Uploaded("106", file.digest, "m1"))
    after = RequestBuilder("http://graph", "t", MediaFiles([folder], store, clock))
    assert ref(builder).known == ref(after).known == "m1"
    clock.instant = NOW + KEPT - timedelta(seconds=1)
    assert ref(builder).known == ref(after).known == "m1"
    clock.instant = NOW + KEPT
    assert ref(builder).known == ref(after).known == ""


def test_another_content_is_another_file_and_another_number_s_is_unknown(folder: Path) -> None:
    media = MediaFiles([folder], MemoryStore(), Clock())
    builder = RequestBuilder("http://graph", "t", media)
    first = ref(builder)
    media.learn(Uploaded("107", first.digest, "m7"))
    assert ref(builder).known == ""
    media.learn(Uploaded("106", first.digest, "m1"))
    (folder / "horno.png").write_bytes(b"another picture")
    assert ref(builder).known == ""


def test_what_is_no_file_of_ours_goes_out_without(folder: Path) -> None:
    (folder / "horno.txt").write_text("no picture")
    builder = RequestBuilder("http://graph", "t", MediaFiles([folder], MemoryStore(), Clock()))
    for name in ("file:weg.png", "file:horno.txt"):
        order = builder.order(row(name))
        assert order.file is None
        assert b'"type":"text"' in order.body


class Line:
    """Meta's side: answers each post and each upload with what comes next."""

    def __init__(self, *answers: str | GatewayError, uploads: tuple[str | Exception, ...] = ()):
        self.answers, self.uploads = list(answers), list(uploads)
        self.posted: list[bytes] = []

    def post(self, url: str, token: str, body: bytes) -> str:
        self.posted.append(body)
        return self._next(self.answers)

    def upload(self, *_: str) -> str:
        return self._next(self.uploads)

    @staticmethod
    def _next(answers: list[Any]) -> str:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return str(answer)


def request(known: str = "") -> CloudRequest:
    file = FileRef("106", "d", "u", "/p", "image/png", known, ("image",), b'{"type":"text"}')
    return CloudRequest("m", "t", b'{"image":{}}', file)


def poster(line: Line) -> MediaPoster:
    return MediaPoster(cast("Any", line))


def test_an_id_that_meta_does_not_know_is_made_again_and_the_message_goes_with_it() -> None:
    line = Line(UNKNOWN, "wamid.1", uploads=("m2",))
    posted = poster(line).post(request("m1"))
    assert posted.wamid == "wamid.1"
    assert posted.uploaded == Uploaded("106", "d", "m2")
    assert line.posted == [b'{"image":{"id":"m1"}}', b'{"image":{"id":"m2"}}']


def test_a_refusal_that_is_not_about_the_file_stands() -> None:
    refused = GatewayError(FailureKind.FINAL, "not on WhatsApp", 131026)
    with pytest.raises(GatewayError) as caught:
        poster(Line(refused)).post(request("m1"))
    assert caught.value.meta_code == 131026


def test_a_file_with_which_no_message_is_taken_is_left_out_from_then_on() -> None:
    line = Line(UNKNOWN, "wamid.1", "wamid.2", uploads=("m1",))
    posting = poster(line)
    first = posting.post(request())
    assert (first.wamid, first.uploaded and first.uploaded.media_id) == ("wamid.1", "")
    assert posting.post(request()).wamid == "wamid.2"
    assert line.posted[1:] == [b'{"type":"text"}', b'{"type":"text"}']


@pytest.mark.parametrize("kind", [FailureKind.UNKNOWN, FailureKind.LOST, FailureKind.RETRY])
def test_of_a_message_whose_upload_broke_it_is_known_that_it_was_not_sent(kind: str) -> None:
    line = Line(uploads=(GatewayError(FailureKind(kind), "broken"),))
    with pytest.raises(GatewayError) as caught:
        poster(line).post(request())
    assert caught.value.kind == FailureKind.RETRY
    assert line.posted == []


def test_what_must_not_go_any_more_stays_after_an_upload() -> None:
    line = Line(uploads=("m1",))

    def lapsed() -> None:
        raise GatewayError(FailureKind.RETRY, "lapsed")

    with pytest.raises(GatewayError):
        poster(line).post(request(), lapsed)
    assert line.posted == []
