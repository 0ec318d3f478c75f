"""Decides whether a response is valid, and names the problem code if it is not.

The module contains every rule for an item that needs no database. A response is never refused for its time, for an unknown plan, text set,
language or flag, or for a field that this version does not know. Items come from machines outside the server's control, so any bytes lead
to a response or a problem code.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Mapping

import msgspec
from msgspec import Struct

from survey.forms import Form
from survey.rfc3339 import from_rfc3339
from survey.sealing import SEAL_OVERHEAD_BYTES
from survey.wire import Response, SealedComment, StatementAnswer

NPS_VALUES = range(11)
"""Contains the valid answers to the NPS question, 0 to 10."""
STATEMENT_VALUES = range(1, 6)
"""Contains the valid answers to a statement, 1 to 5."""
_MAX_ID_LENGTH = 64

_FIELD_PATH = re.compile(r" - at `(\$[^`]*)`$")
_VALUE_PATH = re.compile(r"\$\.nps|\$\.statements\[[^]]*\]\.value")
_STATEMENT_CODE_PATH = re.compile(r"\$\.statements\[[^]]*\]\.code")


class InvalidItem(ValueError):
    """Signals that an item cannot be read as a response; `code` is its problem code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _ItemWithId(Struct):
    id: str


_response_decoder = msgspec.json.Decoder(Response)
_id_decoder = msgspec.json.Decoder(_ItemWithId)


def decode_item(raw: bytes) -> Response:
    """Return the response that the bytes of an item contain.

    Only its shape is checked here. `problem_code` checks the other rules.

    Raises:
        InvalidItem: the bytes are no response; the error carries the problem code.
    """
    try:
        raw.decode()  # msgspec checks only the fields it reads, but the bytes are passed on whole
        return _response_decoder.decode(raw)
    except msgspec.ValidationError as error:
        raise InvalidItem(_code_of_error(str(error))) from None
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise InvalidItem("invalid_response") from None


def readable_id(raw: bytes) -> str | None:
    """Return the id in an item, even if the rest of the item is invalid.

    None means that there is no id, or none that an answer could repeat: longer than 64 characters or not printable ASCII.
    """
    try:
        item_id = _id_decoder.decode(raw).id
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
    return item_id if 0 < len(item_id) <= _MAX_ID_LENGTH and item_id.isascii() and item_id.isprintable() else None


def problem_code(response: Response, forms: Mapping[str, Form]) -> str | None:
    """Return the problem code of the first rule that a response breaks, or None for a valid response.

    Args:
        response: the response as `decode_item` returned it.
        forms: every form known here by its id, with all statements that the form may contain.
    """
    form = forms.get(response.form)
    if form is None:
        return "unknown_form"
    return (
        _statements_problem(response.statements, form)
        or (None if response.nps is None or response.nps in NPS_VALUES else "value_out_of_range")
        or _comments_problem(response.comments)
        or _time_problem(response.visited_at)
        or (None if _has_answer(response) else "invalid_response")
    )


def _statements_problem(statements: tuple[StatementAnswer, ...], form: Form) -> str | None:
    codes, positions = set(), set()
    for answer in statements:
        if answer.code not in form.statements:
            return "unknown_statement"
        if answer.code in codes:
            return "duplicate_statement"
        if answer.position in positions or (answer.outcome == "answered") != (answer.value is not None):
            return "invalid_response"
        if answer.value is not None and answer.value not in STATEMENT_VALUES:
            return "value_out_of_range"
        codes.add(answer.code)
        positions.add(answer.position)
    return None


def _comments_problem(comments: tuple[SealedComment, ...]) -> str | None:
    """Return the problem code of the comments. A question has at most one comment, and a comment is at least as long as a sealed box."""
    if len({comment.question for comment in comments}) < len(comments):
        return "invalid_comment"
    for comment in comments:
        try:
            sealed = binascii.a2b_base64(comment.sealed, strict_mode=True)
        except ValueError:
            return "invalid_comment"
        if len(sealed) < SEAL_OVERHEAD_BYTES:
            return "invalid_comment"
    return None


def _time_problem(text: str) -> str | None:
    try:
        from_rfc3339(text)
    except ValueError:
        return "invalid_time"
    return None


def _has_answer(response: Response) -> bool:
    """Return whether the response contains an answer. A visit without one leaves a count, not a response."""
    replied = any(answer.outcome in ("answered", "not_applicable") for answer in response.statements)
    return replied or response.nps is not None or bool(response.comments)


def _code_of_error(message: str) -> str:
    """Return the problem code for the message of msgspec about the first field that does not fit.

    A code that no form or statement can have is reported as unknown, like any other unknown code.
    """
    match = _FIELD_PATH.search(message)
    path = match[1] if match else "$"
    if path.startswith("$.comments"):
        return "invalid_comment"
    if path == "$.visited_at":
        return "invalid_time"
    if message.startswith("Integer value out of range") and _VALUE_PATH.fullmatch(path):
        return "value_out_of_range"
    if "matching regex" in message and path == "$.form":
        return "unknown_form"
    if "matching regex" in message and _STATEMENT_CODE_PATH.fullmatch(path):
        return "unknown_statement"
    return "invalid_response"
