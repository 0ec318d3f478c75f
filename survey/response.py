"""Builds the response that a visit with at least one answer leaves, and its frozen bytes.

The bytes made here are the response. They are stored, sent and hashed as they are (design, decision 4).
"""

from __future__ import annotations

import hashlib

import msgspec
from msgspec import Struct

from survey.visit import Visit
from survey.wire import Clock, Input, Response, StatementAnswer


class ResponseMetadata(Struct, frozen=True, kw_only=True):
    """Holds what a response needs beyond its visit: its id, its place in the stream, and when and how it was given."""

    response_id: str
    stream: str
    sequence: int
    """Holds the number of the response in its stream, from 1 and without gaps."""
    visited_at: str
    """Holds the terminal's wall time of the first answer as RFC 3339 text."""
    clock: Clock
    """Holds the readings of the terminal's clocks at the first answer."""
    texts: str | None
    """Names the text set that the visitor read. None means that it is unknown."""
    input: Input = "touch"
    flags: tuple[str, ...] = ()
    """Lists the signs of misuse (`survey.misuse_detection`)."""


def build_response(visit: Visit, metadata: ResponseMetadata) -> Response:
    """Return the response that an ended visit leaves.

    Statements that were drawn but never replied to get the outcome `not_reached`.

    Raises:
        ValueError: the visit has not ended, or it has no answer and leaves only a count.
    """
    if visit.ended is None or not visit.has_answer or visit.began_at is None:
        raise ValueError("only an ended visit with an answer leaves a response")
    codes = visit.drawn.codes if visit.drawn else ()
    statements = tuple(
        StatementAnswer(code, position, reply.outcome, reply.value)
        if (reply := visit.replies.get(code))
        else StatementAnswer(code, position, "not_reached")
        for position, code in enumerate(codes, start=1)
    )
    return Response(
        id=metadata.response_id,
        stream=metadata.stream,
        sequence=metadata.sequence,
        visited_at=metadata.visited_at,
        clock=metadata.clock,
        form=visit.script.form,
        texts=metadata.texts,
        language=visit.language,
        input=metadata.input,
        ended=visit.ended,
        duration_ms=max(0, visit.touched_at - visit.began_at),
        nps=visit.nps,
        draw=visit.drawn.ref if visit.drawn else None,
        statements=statements,
        comments=(visit.comment,) if visit.comment else (),
        flags=metadata.flags,
    )


def freeze_response(response: Response) -> bytes:
    """Return the bytes of a response: compact UTF-8 JSON in the order of the fields of `survey.wire.Response`."""
    return msgspec.json.encode(response)


def digest(raw: bytes) -> bytes:
    """Return the SHA-256 hash of a response's bytes.

    Responses with the same id and the same digest are the same response.
    """
    return hashlib.sha256(raw).digest()
