"""Determines whether a request to a terminal has been fulfilled or must be sent (again) in the answer to this heartbeat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from server.domain.intake.stream_gaps import SequenceRange, StreamReport

MAX_UNANSWERED_HANDOUTS = 3
"""Sets after how many heartbeat answers without a result a request is given up. A terminal with nothing unsent that does not answer a
`resend` by then no longer has the responses."""


def resend_result(
    requested: SequenceRange, gaps: Sequence[SequenceRange], report: StreamReport, *, kept: int, handed_out: int
) -> Literal["done", "gone"] | None:
    """Return the result of a `resend` request.

    Args:
        requested: the range of sequences that was requested.
        gaps: the current holes of the stream.
        report: what the terminal reports of the stream.
        kept: the number of acknowledged responses that the terminal still has.
        handed_out: how many heartbeat answers have carried the request.

    Returns:
        `done` if no hole is left in the range, `gone` if the terminal can no longer fill it, None if the responses may still come.
    """
    if not any(gap.first <= requested.last and requested.first <= gap.last for gap in gaps):
        return "done"
    if handed_out and not report.unsent and (kept == 0 or handed_out >= MAX_UNANSWERED_HANDOUTS):
        return "gone"
    return None


def retry_result(*, refused: int, handed_out: int) -> Literal["done"] | None:
    """Return `done` if a `retry` request needs no further heartbeat answer, otherwise None.

    That is the case if nothing is refused any more, or if the request has been sent `MAX_UNANSWERED_HANDOUTS` times, because an answer may
    be lost.

    Args:
        refused: the number of refused responses that the terminal reports.
        handed_out: how many heartbeat answers have carried the request.
    """
    return "done" if handed_out and (refused == 0 or handed_out >= MAX_UNANSWERED_HANDOUTS) else None
