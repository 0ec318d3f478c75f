"""Bodies in and out: JSON, plain or packed with gzip, within limits that hold while unpacking and not after it.

Decided here: a body that says it is gzip and cannot be unpacked to its end is `invalid_request`, since it never became JSON or not-JSON.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import suppress
from http import HTTPStatus
from typing import Any, TypeVar

import msgspec
from flask import Response, request
from werkzeug.exceptions import ClientDisconnected

from server.web.problems import ProblemError
from survey.wire import MAX_BODY_BYTES

T = TypeVar("T")

_CHUNK = 64 * 1024
_GZIP = 16 + zlib.MAX_WBITS
DRAINED_BYTES = 64 * 1024 * 1024
"""How much of a refused body is read and thrown away, so that whoever sends it gets to read the answer."""
PACKED_FROM = 1024
"""Answers shorter than this gain nothing from gzip, bytes."""


def read(decoder: msgspec.json.Decoder[T]) -> T:
    """The request's body as the decoder's type.

    Raises:
        ProblemError: `unsupported_encoding`, `body_too_large`, `invalid_json` or `invalid_request`.
    """
    content = _unpacked()
    try:
        value = decoder.decode(content)
    except msgspec.ValidationError as error:
        raise ProblemError("invalid_request", _where(error)) from None
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise ProblemError("invalid_json") from None
    if rb"\u0000" in content and _has_nul(value):
        raise ProblemError("invalid_request", "A text holds a NUL character.")
    return value


def drain() -> None:
    """Read what is left of a refused body, keeping none of it: a connection closed on unread bytes loses the answer too."""
    left = DRAINED_BYTES
    with suppress(OSError, ClientDisconnected):  # whoever stopped in the middle reads no answer
        while left > 0 and (chunk := request.stream.read(min(_CHUNK, left))):
            left -= len(chunk)


def json_answer(value: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status, content_type="application/json")


def packed(response: Response) -> Response:
    """The answer packed with gzip, where whoever asks takes that and it is worth it."""
    response.vary.add("Accept-Encoding")
    content = response.get_data()
    unchanged = response.status_code == HTTPStatus.NOT_MODIFIED
    if not request.accept_encodings["gzip"] or "Content-Encoding" in response.headers or (len(content) < PACKED_FROM and not unchanged):
        return response
    if not unchanged:
        response.set_data(gzip.compress(content, 5, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    etag, weak = response.get_etag()
    if etag is not None and not weak:  # the same content in other bytes; a 304 names it as the 200 did (RFC 9110, 15.4.5)
        response.set_etag(etag, weak=True)
    return response


def _unpacked() -> bytes:
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip", ""):
        raise ProblemError("unsupported_encoding")
    if (request.content_length or 0) > MAX_BODY_BYTES:
        raise ProblemError("body_too_large")
    chunks = _chunks() if encoding in ("identity", "") else _gunzip(_chunks())
    content = bytearray()
    for chunk in chunks:
        content += chunk
        if len(content) > MAX_BODY_BYTES:
            raise ProblemError("body_too_large")
    return bytes(content)


def _chunks() -> Iterator[bytes]:
    taken = 0
    while chunk := _next_chunk():
        taken += len(chunk)
        if taken > MAX_BODY_BYTES:
            raise ProblemError("body_too_large")
        yield chunk


def _next_chunk() -> bytes:
    try:
        return request.stream.read(_CHUNK)
    except (OSError, ClientDisconnected):  # no fault of the batch: it may come again as it is
        raise ProblemError("unavailable", "The body did not come to its end in time.") from None


def _gunzip(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Unpack in steps of a bounded size: a bomb is stopped by the limit on what comes out, long before it is all unpacked."""
    unpacker = zlib.decompressobj(_GZIP)
    try:
        for chunk in chunks:
            while chunk:
                if unpacker.eof:  # a gzip file may have several members
                    unpacker = zlib.decompressobj(_GZIP)
                yield unpacker.decompress(chunk, _CHUNK)
                chunk = unpacker.unconsumed_tail or unpacker.unused_data
    except zlib.error:
        raise ProblemError("invalid_request", "The body is not whole gzip.") from None
    if not unpacker.eof:
        raise ProblemError("invalid_request", "The body is not whole gzip.")


def _where(error: msgspec.ValidationError) -> str | None:
    """Which field does not fit. Of the message only the path is told, as the rest may repeat what came in."""
    _, found, path = str(error).rpartition(" - at `")
    return f"What does not fit is at {path.rstrip('`')}." if found else None


def _has_nul(value: object) -> bool:
    """PostgreSQL stores no NUL, and nothing in a message has use for one. Raw items are judged one by one elsewhere."""
    match value:
        case str():
            return "\0" in value
        case dict():
            return any(_has_nul(key) or _has_nul(item) for key, item in value.items())
        case list() | tuple():
            return any(map(_has_nul, value))
        case msgspec.Struct():
            return any(_has_nul(getattr(value, field)) for field in value.__struct_fields__)
    return False
