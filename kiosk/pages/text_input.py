"""The text being typed: grown at its end, never saved, forgotten on demand.

It lives outside the visit (design, decision 2): no event, effect, journal, log or description ever holds it.
This module knows no keyboard and no screen, and it prints itself without its text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from survey.visit import Visit

if TYPE_CHECKING:
    from kiosk.pages.live_redaction import LiveRedaction
    from survey.redaction import PersonalDataKind, PersonalDataSpan

MAX_COMMENT_LENGTH = 2_000
"""Characters of an open answer, at most."""
_SENTENCE_ENDS = (".", "!", "?", "\n")


@dataclass(frozen=True)
class TextFieldContent:
    """What stands in a field, and which pieces of it will be left out. Prints itself without the text."""

    text: str = field(default="", repr=False)
    redacted_pieces: tuple[PersonalDataSpan, ...] = field(default=(), repr=False)


EMPTY_FIELD = TextFieldContent()


class TextInput:
    """What a person has typed so far. The caret stands at the end; there is no other place for it.

    `sentences` makes the first letter of each sentence a capital by itself; `capitals` makes every letter one (a code).
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
        """The keyboard shows numbers and signs rather than letters."""
        self._letters: list[str] = []
        self._masking: LiveRedaction | None = None
        self._shift: bool | None = None
        self._held: str | None = None
        self._held_shifted = self._held_typed = False

    @property
    def text(self) -> str:
        return "".join(self._letters)

    @property
    def redacted_pieces(self) -> tuple[PersonalDataSpan, ...]:
        """The pieces that will be left out when it is sent (`kiosk.pages.live_redaction`)."""
        if not self._letters:
            return ()
        if self._masking is None:
            from kiosk.pages.live_redaction import LiveRedaction  # its patterns are heavy, and most visits leave no text

            self._masking = LiveRedaction()
        return self._masking.update(self.text)

    @property
    def redacted_kinds(self) -> dict[PersonalDataKind, int]:
        """How many of each kind they are, in the order in which the kinds appear. Nothing of the text."""
        kinds = [piece.kind for piece in self.redacted_pieces]
        return {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)}

    @property
    def is_empty(self) -> bool:
        """Whether nothing but white space has been typed."""
        return not any(letter.strip() for letter in self._letters)

    @property
    def is_full(self) -> bool:
        return len(self._letters) >= self.limit

    @property
    def is_shifted(self) -> bool:
        """Whether the next letter is a capital: asked for, or by itself at the start of a sentence."""
        if self.all_capitals:
            return True
        if self._shift is not None:
            return self._shift
        return self.capitalise_sentences and self._at_sentence_start()

    def insert(self, letter: str) -> bool:
        """Put one character at the end, as a capital where `shifted`; False where there is no room left."""
        self.release_held_key()
        if self.is_full:
            return False
        self._put(letter, large=self.is_shifted)
        return True

    def backspace(self) -> None:
        """Take the last character away; in an empty text nothing happens."""
        self.release_held_key()
        if self._letters:
            self._letters.pop()
        self._shift = None

    def toggle_shift(self) -> None:
        """The next letter is a capital where it would not be one, and the other way round."""
        self.release_held_key()
        self._shift = not self.is_shifted

    def toggle_layer(self) -> None:
        """To the other layer of the keyboard and back."""
        self.release_held_key()
        self.show_signs = not self.show_signs

    # ── a key that is held ──

    @property
    def held_key(self) -> str | None:
        """Name of the key whose other forms are on offer."""
        return self._held

    @property
    def is_held_key_shifted(self) -> bool:
        """Whether they are capitals: as the key's own letter is, or was."""
        return self._held_shifted

    @property
    def has_room_for_variant(self) -> bool:
        """Whether there is room for one."""
        return self._held_typed or not self.is_full

    def hold_key(self, name: str) -> None:
        """A key is held: its other forms are on offer until one is chosen or something else is done."""
        self._held, self._held_shifted, self._held_typed = name, self.is_shifted, False

    def insert_held_letter(self, letter: str) -> None:
        """The held key was let go where it was pressed: its own letter counts (a slow finger loses none), its forms stay on offer."""
        name, shifted = self._held, self._held_shifted
        if self.insert(letter):
            self._held, self._held_shifted, self._held_typed = name, shifted, True

    def insert_variant(self, letter: str) -> None:
        """A form was chosen: it stands where the held key's own letter would, or does already."""
        if self._held_typed:
            self._letters.pop()
        if not self.is_full:
            self._put(letter, large=self._held_shifted)
        self.release_held_key()

    def release_held_key(self) -> None:
        """No other forms are on offer."""
        self._held, self._held_typed = None, False

    # ── the end of it ──

    def wipe(self) -> None:
        """Forget all of it, and how the keyboard stood."""
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
    """What becomes of typed text when one visit's state follows another.

    It is kept only while the same person still has the field open, be it under an overlay; anything else
    (sent, left, timed out, another person, no visit at all) means that it is forgotten.
    """
    if before is None or after is None or not (before.is_writing and after.is_writing):
        return "wipe"
    return "keep" if before.began_at == after.began_at and after.ended is None else "wipe"
