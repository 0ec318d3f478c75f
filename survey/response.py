"""The finished response: what a visit with at least one answer leaves, and its frozen bytes.

The bytes made here are the response: stored, sent and hashed as they are (design, decision 4).
"""

from __future__ import annotations

import hashlib

import msgspec
from msgspec import Struct

from survey.visit import Visit
from survey.wire import Clock, Input, Response, StatementAnswer


class ResponseMetadata(Struct, frozen=True, kw_only=True):
    """What the visit itself cannot know: who it is, its place in the stream, and when and how it was given."""

    response_id: str
    stream: str
    sequence: int
    visited_at: str
    """RFC 3339 wall time of the first answer."""
    clock: Clock
    """The clocks at the first answer."""
    texts: str | None
    input: Input = "touch"
    flags: tuple[str, ...] = ()


def build_response(visit: Visit, metadata: ResponseMetadata) -> Response:
    """The response that an ended visit leaves.

    Statements that were drawn but never replied to are `not_reached`.

    Raises:
        ValueError: the visit has not ended, or holds no answer (it leaves a count instead).
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
    """The response's bytes: compact UTF-8 JSON in the order of the wire struct's fields."""
    return msgspec.json.encode(response)


def digest(raw: bytes) -> bytes:
    """SHA-256 over the bytes: same id and same digest is the same response."""
    return hashlib.sha256(raw).digest()
