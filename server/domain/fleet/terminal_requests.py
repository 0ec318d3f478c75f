"""Which requests to a terminal are settled by what it says and what came, and which go out (again) with this heartbeat's answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from server.domain.intake.stream_gaps import SequenceRange, StreamReport

MAX_UNANSWERED_HANDOUTS = 3
"""Heartbeats with nothing unsent that a `resend` may stay without an answer before the terminal is taken to have the responses no more."""


def resend_result(
    requested: SequenceRange, gaps: Sequence[SequenceRange], report: StreamReport, *, kept: int, handed_out: int
) -> Literal["done", "gone"] | None:
    """How a `resend` stands: every hole filled, or the terminal cannot fill it; None while it may still come.

    Args:
        requested: what was asked for.
        gaps: the stream's holes now.
        report: what the terminal says of the stream.
        kept: acknowledged responses that the terminal still has.
        handed_out: how many answers have carried the request.
    """
    if not any(gap.first <= requested.last and requested.first <= gap.last for gap in gaps):
        return "done"
    if handed_out and not report.unsent and (kept == 0 or handed_out >= MAX_UNANSWERED_HANDOUTS):
        return "gone"
    return None


def retry_result(*, refused: int, handed_out: int) -> Literal["done"] | None:
    """A `retry` is done when nothing is refused any more, or when it went out often enough: an answer may be lost."""
    return "done" if handed_out and (refused == 0 or handed_out >= MAX_UNANSWERED_HANDOUTS) else None
