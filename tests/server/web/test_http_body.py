"""Bodies that are not JSON, too large, badly compressed or decompression bombs are refused with their codes, and little of them is read."""

from __future__ import annotations

import gzip
import io
import tracemalloc
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from server.web import http_body
from survey.wire import MAX_BODY_BYTES
from tests.server.installation import ApiTerminal, Installation, batch_body


@pytest.fixture
def lobby(sqlite_url: str) -> Iterator[ApiTerminal]:
    installation = Installation(sqlite_url)
    yield installation.enrol_terminal()
    installation.engine.dispose()


def refusal(lobby: ApiTerminal, data: bytes, **headers: str) -> tuple[int, str]:
    answer = lobby.post("/api/v1/responses", data=data, headers=headers)
    assert answer.content_type == "application/problem+json"
    return answer.status_code, answer.get_json()["code"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"nonsense",
        b"\xff\xfe",
        b'{"responses": []} more',
        b'{"responses": [' + b"[" * 100_000,
        b'{"responses": [NaN]}',
        b"<html></html>",
    ],
)
def test_what_is_no_json_is_invalid_json(lobby: ApiTerminal, data: bytes) -> None:
    assert refusal(lobby, data) == (400, "invalid_json")


@pytest.mark.parametrize("data", [b"[]", b"5", b"null", b"{}", b'{"responses": {}}', b'{"responses": "x"}', b'{"responses": null}'])
def test_json_of_another_shape_is_an_invalid_request(lobby: ApiTerminal, data: bytes) -> None:
    assert refusal(lobby, data) == (422, "invalid_request")


def test_a_packed_batch_is_taken(lobby: ApiTerminal) -> None:
    answer = lobby.post("/api/v1/responses", data=gzip.compress(batch_body(lobby.next_response())), headers={"Content-Encoding": "gzip"})
    assert answer.get_json()["results"][0]["outcome"] == "stored"


def test_gzip_in_several_members_is_taken(lobby: ApiTerminal) -> None:
    whole = batch_body(lobby.next_response())
    data = gzip.compress(whole[:100], mtime=0) + gzip.compress(whole[100:])
    assert lobby.post("/api/v1/responses", data=data, headers={"Content-Encoding": "gzip"}).status_code == 200


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not gzip at all",
        gzip.compress(b'{"responses": []}', mtime=0)[:-3],
        gzip.compress(b'{"responses": []}', mtime=0)[:-8] + b"\0" * 8,
        gzip.compress(b'{"responses": []}', mtime=0) + b"rest",
        zlib.compress(b'{"responses": []}'),
    ],
)
def test_damaged_gzip_is_an_invalid_request(lobby: ApiTerminal, data: bytes) -> None:
    assert refusal(lobby, data, **{"Content-Encoding": "gzip"}) == (422, "invalid_request")


@pytest.mark.parametrize("encoding", ["br", "deflate", "zstd", "gzip, gzip"])
def test_another_packing_is_unsupported(lobby: ApiTerminal, encoding: str) -> None:
    assert refusal(lobby, b"{}", **{"Content-Encoding": encoding}) == (415, "unsupported_encoding")


def test_a_body_of_50_mb_is_too_large(lobby: ApiTerminal) -> None:
    assert refusal(lobby, b" " * 50_000_000) == (413, "body_too_large")


def test_a_body_without_a_length_is_limited_too(lobby: ApiTerminal) -> None:
    answer = lobby.installation.client.post(
        "/api/v1/responses",
        input_stream=io.BytesIO(b" " * (MAX_BODY_BYTES + 1)),
        headers=lobby.headers,
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert (answer.status_code, answer.get_json()["code"]) == (413, "body_too_large")


def test_a_body_as_large_as_may_be_is_read(lobby: ApiTerminal) -> None:
    data = batch_body(lobby.next_response())
    assert lobby.post("/api/v1/responses", data=data + b" " * (MAX_BODY_BYTES - len(data))).status_code == 200


def test_a_bomb_is_refused_without_being_unpacked(lobby: ApiTerminal) -> None:
    bomb = gzip.compress(b" " * 500_000_000, 9, mtime=0)
    tracemalloc.start()
    try:
        assert refusal(lobby, bomb, **{"Content-Encoding": "gzip"}) == (413, "body_too_large")
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_what_came_in_is_not_repeated(lobby: ApiTerminal) -> None:
    answer = lobby.post("/api/v1/enrolments", json={"code": "secret-code", "token": "secret-token"})
    assert "secret" not in answer.text


def test_short_answers_are_not_packed(lobby: ApiTerminal) -> None:
    answer = lobby.post("/api/v1/responses", data=batch_body(lobby.next_response()), headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers
    assert len(answer.data) < http_body.MIN_COMPRESSED_BYTES


def test_nothing_is_stored_by_a_refused_request(lobby: ApiTerminal, tmp_path: Path) -> None:
    from server.store.tables import responses

    data = batch_body(lobby.next_response())
    refusal(lobby, data[:-1])
    refusal(lobby, gzip.compress(data, mtime=0)[:-1], **{"Content-Encoding": "gzip"})
    assert lobby.installation.rows(responses) == []


class Stalled(io.RawIOBase):
    """Stands for a client that sends half of a body and then nothing more."""

    def __init__(self, half: bytes) -> None:
        self._half = io.BytesIO(half)

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        if found := self._half.readinto(into):
            return found
        raise BlockingIOError("nothing came")


def test_a_body_that_stops_in_the_middle_may_come_again_as_it_is(lobby: ApiTerminal) -> None:
    whole = batch_body(lobby.next_response())
    cut = {"wsgi.input": Stalled(whole[:100]), "CONTENT_LENGTH": str(len(whole))}
    answer = lobby.post("/api/v1/responses", environ_overrides=cut)
    assert (answer.status_code, answer.get_json()["code"]) == (503, "unavailable")
    assert lobby.post("/api/v1/responses", data=whole).get_json()["results"][0]["outcome"] == "stored"
