"""Reads request bodies and packs response bodies: JSON, plain or compressed with gzip.

The size limit is checked while a body is decompressed, not afterwards. A body that declares gzip and cannot be decompressed to its end is
refused as `invalid_request` and not as `invalid_json`, because no content was read that could be or not be JSON.
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

from server.web.problem_documents import ProblemError
from survey.wire import MAX_BODY_BYTES

T = TypeVar("T")

_CHUNK = 64 * 1024
_GZIP = 16 + zlib.MAX_WBITS
MAX_DRAINED_BYTES = 64 * 1024 * 1024
"""The largest number of bytes that are read and discarded from a refused body, so that the client can read the answer."""
MIN_COMPRESSED_BYTES = 1024
"""The size in bytes from which an answer is compressed. Shorter answers gain nothing from gzip."""


def decode_body(decoder: msgspec.json.Decoder[T]) -> T:
    """Decode the request's body, and decompress it first if it is gzip.

    Returns:
        The value, of the decoder's type.

    Raises:
        ProblemError: `unsupported_encoding`, `body_too_large`, `invalid_json`, `invalid_request`, or `unavailable` if the body does not
            arrive completely.
    """
    content = _read_body()
    try:
        value = decoder.decode(content)
    except msgspec.ValidationError as error:
        raise ProblemError("invalid_request", _invalid_field_sentence(error)) from None
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise ProblemError("invalid_json") from None
    if rb"\u0000" in content and _has_nul(value):
        raise ProblemError("invalid_request", "A text holds a NUL character.")
    return value


def drain() -> None:
    """Read and discard the rest of a refused body.

    If a connection is closed while bytes are unread, the client may not receive the answer.
    """
    left = MAX_DRAINED_BYTES
    with suppress(OSError, ClientDisconnected):  # a client that has stopped sending reads no answer
        while left > 0 and (chunk := request.stream.read(min(_CHUNK, left))):
            left -= len(chunk)


def json_response(value: Any, status: int = 200) -> Response:
    """Return a response with a value encoded as JSON."""
    return Response(msgspec.json.encode(value), status, content_type="application/json")


def compress_response(response: Response) -> Response:
    """Compress a response with gzip, if the client accepts gzip and the body has at least `MIN_COMPRESSED_BYTES` bytes.

    A strong ETag becomes weak, also on a 304 response.
    """
    response.vary.add("Accept-Encoding")
    content = response.get_data()
    unchanged = response.status_code == HTTPStatus.NOT_MODIFIED
    if (
        not request.accept_encodings["gzip"]
        or "Content-Encoding" in response.headers
        or (len(content) < MIN_COMPRESSED_BYTES and not unchanged)
    ):
        return response
    if not unchanged:
        response.set_data(gzip.compress(content, 5, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    etag, weak = response.get_etag()
    # The same content is sent in other bytes, and a 304 response must name the same ETag as the 200 response (RFC 9110, 15.4.5).
    if etag is not None and not weak:
        response.set_etag(etag, weak=True)
    return response


def _read_body() -> bytes:
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
    except (OSError, ClientDisconnected):  # not a fault of the batch: the terminal may send it again unchanged
        raise ProblemError("unavailable", "The body did not come to its end in time.") from None


def _gunzip(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Decompress in steps of a bounded size, so that the limit on the output stops a decompression bomb early.

    Raises:
        ProblemError: `invalid_request`, because the data is not valid or not complete gzip.
    """
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


def _invalid_field_sentence(error: msgspec.ValidationError) -> str | None:
    """Return a sentence that names the path of the invalid field, or None if the message names no path.

    The rest of the message is left out, because it may repeat parts of the body.
    """
    _, found, path = str(error).rpartition(" - at `")
    return f"What does not fit is at {path.rstrip('`')}." if found else None


def _has_nul(value: object) -> bool:
    """Return whether a text in the value contains a NUL character, which PostgreSQL cannot store and no message needs.

    Raw items of a batch are not examined here. They are checked one by one when they are read.
    """
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
