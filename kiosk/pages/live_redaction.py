"""Finds the personal data that will be masked in a text while the text is still being typed.

After each key, only the part of the text in which the result can have changed is searched again. The module keeps the typed text in
memory, as `kiosk.pages.text_input` does; `repr` does not show it, and `wipe` deletes it.
"""

from __future__ import annotations

from survey.partial_redaction import certain_spans
from survey.redaction import PersonalDataSpan, find_personal_data, last_safe_split


class LiveRedaction:
    """Finds the personal data in one text that grows and shrinks at its end."""

    __slots__ = ("_before", "_found", "_text")

    def __init__(self) -> None:
        self._before = ""
        self._found: tuple[PersonalDataSpan, ...] = ()
        self._text: tuple[str, tuple[PersonalDataSpan, ...]] = ("", ())

    def update(self, text: str) -> tuple[PersonalDataSpan, ...]:
        """Return the spans of the text that stay masked however the text continues.

        These are the spans that `survey.redaction.redact` masks, except a span at the end that may still become a date or a time
        (`survey.partial_redaction`).
        """
        if text == self._text[0]:
            return self._text[1]
        if not text.startswith(self._before):
            self.wipe()
        start = len(self._before)
        rest = text[start:]
        found = (
            *self._found,
            *(PersonalDataSpan(piece.start + start, piece.end + start, piece.kind) for piece in find_personal_data(rest)),
        )
        cut = start + last_safe_split(rest)
        self._before, self._found = text[:cut], tuple(piece for piece in found if piece.end <= cut)
        self._text = text, certain_spans(text, found)
        return self._text[1]

    def wipe(self) -> None:
        """Delete the text and what was found in it."""
        self._before, self._found, self._text = "", (), ("", ())

    def __repr__(self) -> str:
        return f"<Masking of {len(self._text[0])} characters>"
