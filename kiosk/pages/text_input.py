"""Holds the text that is being typed. The text grows and shrinks at its end, is never stored, and can be wiped at any time.

The text is kept outside the visit (design, decision 2): no event, effect, journal, log or screen description ever contains it. Objects of
this module do not show it in their `repr`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from survey.visit import Visit

if TYPE_CHECKING:
    from kiosk.pages.live_redaction import LiveRedaction
    from survey.redaction import PersonalDataKind, PersonalDataSpan

MAX_COMMENT_LENGTH = 2_000
"""Sets the largest number of characters in an open answer."""
_SENTENCE_ENDS = (".", "!", "?", "\n")


@dataclass(frozen=True)
class TextFieldContent:
    """Holds the text in a field and the spans of it that will be masked. Neither appears in `repr`."""

    text: str = field(default="", repr=False)
    redacted_pieces: tuple[PersonalDataSpan, ...] = field(default=(), repr=False)


EMPTY_FIELD = TextFieldContent()


class TextInput:
    """Holds what a person has typed so far, and the state of the keyboard. The caret is always at the end of the text.

    Args:
        limit: the largest number of characters.
        capitalise_sentences: whether the first letter of each sentence becomes a capital automatically.
        all_capitals: whether every letter becomes a capital, as in a code.
    """

    __slots__ = (
        "_held",
        "_held_shifted",
        "_held_typed",
        "_letters",
        "_masking",
        "_shift",
        "all_capitals",
        "capitalise_sentences",
        "limit",
        "show_signs",
    )

    def __init__(self, *, limit: int = MAX_COMMENT_LENGTH, capitalise_sentences: bool = True, all_capitals: bool = False) -> None:
        self.limit = limit
        self.capitalise_sentences = capitalise_sentences
        self.all_capitals = all_capitals
        self.show_signs = False
        """States whether the keyboard shows numbers and signs rather than letters."""
        self._letters: list[str] = []
        self._masking: LiveRedaction | None = None
        self._shift: bool | None = None
        self._held: str | None = None
        self._held_shifted = self._held_typed = False

    @property
    def text(self) -> str:
        """Return the typed text."""
        return "".join(self._letters)

    @property
    def redacted_spans(self) -> tuple[PersonalDataSpan, ...]:
        """Return the spans that will be masked when the text is sent (`kiosk.pages.live_redaction`)."""
        if not self._letters:
            return ()
        if self._masking is None:
            from kiosk.pages.live_redaction import LiveRedaction  # compiling its patterns is slow, and most visits leave no text

            self._masking = LiveRedaction()
        return self._masking.update(self.text)

    @property
    def redacted_kinds(self) -> dict[PersonalDataKind, int]:
        """Return the number of masked spans of each kind, in the order in which the kinds first appear in the text."""
        kinds = [piece.kind for piece in self.redacted_spans]
        return {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)}

    @property
    def is_empty(self) -> bool:
        """Return whether nothing but white space has been typed."""
        return not any(letter.strip() for letter in self._letters)

    @property
    def is_full(self) -> bool:
        """Return whether the text has reached the limit."""
        return len(self._letters) >= self.limit

    @property
    def is_shifted(self) -> bool:
        """Return whether the next letter becomes a capital, by the shift key or automatically."""
        if self.all_capitals:
            return True
        if self._shift is not None:
            return self._shift
        return self.capitalise_sentences and self._at_sentence_start()

    def insert(self, letter: str) -> bool:
        """Append one character, as a capital if `is_shifted`. Return False, and append nothing, if the text is full."""
        self.release_held_key()
        if self.is_full:
            return False
        self._put(letter, large=self.is_shifted)
        return True

    def backspace(self) -> None:
        """Delete the last character, if there is one."""
        self.release_held_key()
        if self._letters:
            self._letters.pop()
        self._shift = None

    def toggle_shift(self) -> None:
        """Invert whether the next letter becomes a capital."""
        self.release_held_key()
        self._shift = not self.is_shifted

    def toggle_layer(self) -> None:
        """Switch between the keyboard's letters and its numbers and signs."""
        self.release_held_key()
        self.show_signs = not self.show_signs

    # ── holding a key to choose a variant of its letter ──

    @property
    def held_key(self) -> str | None:
        """Return the name of the key whose variants are offered, or None if none are."""
        return self._held

    @property
    def is_held_key_shifted(self) -> bool:
        """Return whether the variants are capitals, as the key's own letter was when the key was held down."""
        return self._held_shifted

    @property
    def has_room_for_variant(self) -> bool:
        """Return whether a variant can be inserted: there is room, or it would replace the key's own letter."""
        return self._held_typed or not self.is_full

    def hold_key(self, name: str) -> None:
        """Offer the variants of a key that is held down, until one is chosen or another method changes the text."""
        self._held, self._held_shifted, self._held_typed = name, self.is_shifted, False

    def insert_held_letter(self, letter: str) -> None:
        """Insert the held key's own letter, because the key was released where it was pressed, and keep its variants on offer.

        A person who presses slowly thus loses no letter.
        """
        name, shifted = self._held, self._held_shifted
        if self.insert(letter):
            self._held, self._held_shifted, self._held_typed = name, shifted, True

    def insert_variant(self, letter: str) -> None:
        """Insert the variant that was chosen. It replaces the held key's own letter if that has been inserted."""
        if self._held_typed:
            self._letters.pop()
        if not self.is_full:
            self._put(letter, large=self._held_shifted)
        self.release_held_key()

    def release_held_key(self) -> None:
        """Stop offering variants."""
        self._held, self._held_typed = None, False

    # ── wiping ──

    def wipe(self) -> None:
        """Delete the text and reset the state of the keyboard."""
        self.release_held_key()
        self._letters[:] = [""] * len(self._letters)
        self._letters.clear()
        self._masking = None
        self._shift = None
        self.show_signs = False

    def _put(self, letter: str, *, large: bool) -> None:
        self._letters.append(letter.upper() if large else letter)
        self._shift = None

    def _at_sentence_start(self) -> bool:
        written = "".join(self._letters[-8:])
        if not written.strip():
            return True
        return written[-1].isspace() and written.rstrip(" ").endswith(_SENTENCE_ENDS)

    def __repr__(self) -> str:
        return f"<Typing of {len(self._letters)} characters>"


Retention = Literal["keep", "wipe"]


def keep_or_wipe(before: Visit | None, after: Visit | None) -> Retention:
    """Return whether typed text is kept or wiped when the state of the visit changes.

    The text is kept only while the same person has the field open, also under an overlay. It is wiped when it has been sent, when the
    person has left the field or timed out, when another visit has begun, and when there is no visit.

    Args:
        before: the state before the change; None means no visit.
        after: the state after the change; None means no visit.
    """
    if before is None or after is None or not (before.is_writing and after.is_writing):
        return "wipe"
    return "keep" if before.began_at == after.began_at and after.ended is None else "wipe"
