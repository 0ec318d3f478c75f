"""What a response must fulfil to be taken: every rule of an item that needs no database, as problem codes.

Nothing is refused for its time, for a plan, text set, language or flag that is not known here, or for fields that this version does not
know. Terminals are other people's machines: whatever bytes come, the answer is a response or a code.
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
STATEMENT_VALUES = range(1, 6)
_LONGEST_ID = 64

_PATH = re.compile(r" - at `(\$[^`]*)`$")
_VALUE = re.compile(r"\$\.nps|\$\.statements\[[^]]*\]\.value")
_STATEMENT_CODE = re.compile(r"\$\.statements\[[^]]*\]\.code")


class InvalidItem(ValueError):
    """An item that cannot be read as a response; `code` is its problem code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _Named(Struct):
    id: str


_response = msgspec.json.Decoder(Response)
_named = msgspec.json.Decoder(_Named)


def decode_item(raw: bytes) -> Response:
    """The response in an item's bytes. Its shape is right then; `fault` judges the rest.

    Raises:
        InvalidItem: with the problem code.
    """
    try:
        raw.decode()  # also where nothing here reads it: the bytes are handed on as they came
        return _response.decode(raw)
    except msgspec.ValidationError as error:
        raise InvalidItem(_code_of(str(error))) from None
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise InvalidItem("invalid_response") from None


def readable_id(raw: bytes) -> str | None:
    """The id that an item gives itself, however faulty the rest; None where there is none, or none that could be repeated in an answer."""
    try:
        name = _named.decode(raw).id
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
    return name if 0 < len(name) <= _LONGEST_ID and name.isascii() and name.isprintable() else None


def problem_code(response: Response, forms: Mapping[str, Form]) -> str | None:
    """The problem code of the first rule that a response breaks, None where it may be taken.

    Args:
        response: as decoded.
        forms: every form that is known here, with all the statements that it may hold.
    """
    form = forms.get(response.form)
    if form is None:
        return "unknown_form"
    return (
        _statements_fault(response.statements, form)
        or (None if response.nps is None or response.nps in NPS_VALUES else "value_out_of_range")
        or _comments_fault(response.comments)
        or _time_fault(response.visited_at)
        or (None if _says_something(response) else "invalid_response")
    )


def _statements_fault(statements: tuple[StatementAnswer, ...], form: Form) -> str | None:
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


def _comments_fault(comments: tuple[SealedComment, ...]) -> str | None:
    """One comment to a question, and each as long as a sealed box is at least."""
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


def _time_fault(text: str) -> str | None:
    try:
        from_rfc3339(text)
    except ValueError:
        return "invalid_time"
    return None


def _says_something(response: Response) -> bool:
    """A visit without an answer leaves a count, not a response."""
    replied = any(answer.outcome in ("answered", "not_applicable") for answer in response.statements)
    return replied or response.nps is not None or bool(response.comments)


def _code_of(message: str) -> str:
    """The problem code for what msgspec says of the first field that does not fit.

    A name that no form or statement can have is as unknown as any other.
    """
    found = _PATH.search(message)
    path = found[1] if found else "$"
    if path.startswith("$.comments"):
        return "invalid_comment"
    if path == "$.visited_at":
        return "invalid_time"
    if message.startswith("Integer value out of range") and _VALUE.fullmatch(path):
        return "value_out_of_range"
    if "matching regex" in message and path == "$.form":
        return "unknown_form"
    if "matching regex" in message and _STATEMENT_CODE.fullmatch(path):
        return "unknown_statement"
    return "invalid_response"
