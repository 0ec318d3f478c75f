"""Redacts an open answer and seals it to the region's public key.

The module does not keep the text, log it or put it into an exception.
"""

from __future__ import annotations

from survey.wire import SealedComment, SealingKey

MAX_CHARACTERS = 10_000
"""Sets the length to which an answer is cut. It is more than a person types at a terminal, and short enough for the wire."""


def redact_and_seal(text: str, key: SealingKey, question: str) -> SealedComment | None:
    """Return the redacted and sealed comment, or None if only white space was typed.

    Args:
        text: what was typed. Text after `MAX_CHARACTERS` characters is discarded.
        key: the public key to seal to.
        question: the code of the open question.
    """
    text = text[:MAX_CHARACTERS].strip()
    if not text:
        return None
    from survey import redaction, sealing  # slow to load, and most visits leave no text

    redacted = redaction.redact(text)
    return sealing.seal_comment(redacted.text, key, question, redacted.masked_count)


def preload() -> None:
    """Import and warm up what `redact_and_seal` needs, so that the first comment does not wait for it. Call it while nobody waits."""
    from survey import redaction, sealing

    redaction.redact("")
    assert sealing.MAX_TEXT_BYTES >= 4 * MAX_CHARACTERS
