"""Defines the problem documents (RFC 9457) and the table of their codes. A terminal acts on the code alone; the texts are for people."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

import msgspec
from flask import Response
from werkzeug.exceptions import HTTPException

from survey.wire import Problem

PROBLEMS: Mapping[str, tuple[int, str]] = MappingProxyType(
    {
        "body_too_large": (413, "The body is larger than 4 MiB once unpacked; send fewer responses at a time."),
        "code_expired": (410, "The enrolment code is no longer valid; ask for a new one."),
        "code_unknown": (404, "There is no such enrolment code; check what was typed."),
        "code_used": (409, "The enrolment code has been used; ask for a new one."),
        "forbidden": (403, "This may not be done in this way."),
        "internal_error": (500, "Something broke on the server; try again later."),
        "invalid_json": (400, "The body is not JSON."),
        "invalid_request": (422, "The body is not what this call takes."),
        "method_not_allowed": (405, "This address does not take this method."),
        "not_found": (404, "There is nothing at this address."),
        "terminal_revoked": (403, "This terminal is out of use."),
        "too_many_requests": (429, "Too many wrong codes came from this address; wait as long as Retry-After says."),
        "too_many_responses": (413, "A request takes 500 responses at most."),
        "unauthorised": (401, "No terminal that this server knows has this token."),
        "unavailable": (503, "The server cannot answer just now; try again later."),
        "unsupported_encoding": (415, "The body may be plain or packed with gzip."),
    }
)
"""The HTTP status and the text for people by code, sorted by code."""

ITEM_CODES = (
    "conflict",
    "duplicate_statement",
    "invalid_comment",
    "invalid_response",
    "invalid_time",
    "sequence_taken",
    "unknown_form",
    "unknown_statement",
    "value_out_of_range",
)
"""The codes with which a single item of a batch is refused, sorted."""

CONTENT_TYPE = "application/problem+json"
_CODE_BY_STATUS = {403: "forbidden", 404: "not_found", 405: "method_not_allowed", 413: "body_too_large", 415: "unsupported_encoding"}


class ProblemError(Exception):
    """Raised to end a request with a problem of the table."""

    def __init__(self, code: str, detail: str | None = None, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.headers = headers or {}


def problem_response(code: str, detail: str | None = None, *, headers: Mapping[str, str] | None = None) -> Response:
    """Return the problem document of a code in `TABLE`.

    `detail` replaces the text of the table. It must never repeat content of the request.

    Raises:
        KeyError: the code is not in the table.
    """
    status, words = PROBLEMS[code]
    document = Problem("about:blank", HTTPStatus(status).phrase, status, code, detail or words)
    return Response(msgspec.json.encode(document), status, dict(headers or {}), content_type=CONTENT_TYPE)


def response_for_http_error(error: HTTPException) -> Response:
    """Return the problem document for an error that Flask itself raises: an unknown address, a wrong method or an unexpected fault."""
    status = error.code or 500
    code = _CODE_BY_STATUS.get(status, "internal_error" if status >= 500 else "invalid_request")
    headers = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    return problem_response(code, headers=headers)
