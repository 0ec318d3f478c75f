"""An open answer on its way to being sealed: redacted first, then closed to everybody but the region's key.

The text comes in, a sealed comment goes out; nothing of it stays here, in a log or in an exception.
"""

from __future__ import annotations

from survey.wire import SealedComment, SealingKey

MAX_CHARACTERS = 10_000
"""Longer than anybody types at a terminal, and short enough for the wire."""


def redact_and_seal(text: str, key: SealingKey, question: str) -> SealedComment | None:
    """The comment to keep; None where nothing but white space was typed."""
    text = text[:MAX_CHARACTERS].strip()
    if not text:
        return None
    from survey import redaction, sealing  # heavy, and most visits leave no text

    redacted = redaction.redact(text)
    return sealing.seal_comment(redacted.text, key, question, redacted.masked_count)


def preload() -> None:
    """Load what the first comment will need, in a quiet moment."""
    from survey import redaction, sealing

    redaction.redact("")
    assert sealing.MAX_TEXT_BYTES >= 4 * MAX_CHARACTERS
