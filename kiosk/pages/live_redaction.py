"""What will be left out of the text being typed, looked up anew with each key, but only from where it can have changed.

It holds what was typed, as `kiosk.pages.text_input` does, and like it prints itself without it; `wipe` forgets.
"""

from __future__ import annotations

from survey.partial_redaction import certain_spans
from survey.redaction import PersonalDataSpan, find_personal_data, last_safe_split


class LiveRedaction:
    """Follows one text that grows and shrinks at its end."""

    __slots__ = ("_before", "_found", "_text")

    def __init__(self) -> None:
        self._before = ""
        self._found: tuple[PersonalDataSpan, ...] = ()
        self._text: tuple[str, tuple[PersonalDataSpan, ...]] = ("", ())

    def update(self, text: str) -> tuple[PersonalDataSpan, ...]:
        """The pieces that are masked for certain: those `redact` would mask, but one at the end that may become a day or an hour."""
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
        """Forget the text."""
        self._before, self._found, self._text = "", (), ("", ())

    def __repr__(self) -> str:
        return f"<Masking of {len(self._text[0])} characters>"
