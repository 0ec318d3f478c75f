"""The text being typed: grown at its end, never saved, forgotten on demand.

It lives outside the visit (design, decision 2): no event, effect, journal, log or description ever holds it.
This module knows no keyboard and no screen, and it prints itself without its text.
"""

from __future__ import annotations

from typing import Literal

from survey.visit import Visit

LIMIT = 2_000
"""Characters of an open answer, at most."""
_SENTENCE_ENDS = (".", "!", "?", "\n")


class Typing:
    """What a person has typed so far. The caret stands at the end; there is no other place for it.

    `sentences` makes the first letter of each sentence a capital by itself; `capitals` makes every letter one (a code).
    """

    __slots__ = ("_letters", "_shift", "capitals", "limit", "sentences", "signs")

    def __init__(self, *, limit: int = LIMIT, sentences: bool = True, capitals: bool = False) -> None:
        self.limit = limit
        self.sentences = sentences
        self.capitals = capitals
        self.signs = False
        """The keyboard shows numbers and signs rather than letters."""
        self._letters: list[str] = []
        self._shift: bool | None = None

    @property
    def text(self) -> str:
        return "".join(self._letters)

    @property
    def empty(self) -> bool:
        """Whether nothing but white space has been typed."""
        return not any(letter.strip() for letter in self._letters)

    @property
    def full(self) -> bool:
        return len(self._letters) >= self.limit

    @property
    def shifted(self) -> bool:
        """Whether the next letter is a capital: asked for, or by itself at the start of a sentence."""
        if self.capitals:
            return True
        if self._shift is not None:
            return self._shift
        return self.sentences and self._at_sentence_start()

    def insert(self, letter: str) -> bool:
        """Put one character at the end, as a capital where `shifted`; False where there is no room left."""
        if self.full:
            return False
        self._letters.append(letter.upper() if self.shifted else letter)
        self._shift = None
        return True

    def backspace(self) -> None:
        """Take the last character away; in an empty text nothing happens."""
        if self._letters:
            self._letters.pop()
        self._shift = None

    def shift(self) -> None:
        """The next letter is a capital where it would not be one, and the other way round."""
        self._shift = not self.shifted

    def turn(self) -> None:
        """To the other layer of the keyboard and back."""
        self.signs = not self.signs

    def wipe(self) -> None:
        """Forget all of it, and how the keyboard stood."""
        self._letters[:] = [""] * len(self._letters)
        self._letters.clear()
        self._shift = None
        self.signs = False

    def _at_sentence_start(self) -> bool:
        written = "".join(self._letters[-8:])
        if not written.strip():
            return True
        return written[-1].isspace() and written.rstrip(" ").endswith(_SENTENCE_ENDS)

    def __repr__(self) -> str:
        return f"<Typing of {len(self._letters)} characters>"


Fate = Literal["keep", "wipe"]


def fate(before: Visit | None, after: Visit | None) -> Fate:
    """What becomes of typed text when one visit's state follows another.

    It is kept only while the same person still has the field open, be it under an overlay; anything else
    (sent, left, timed out, another person, no visit at all) means that it is forgotten.
    """
    if before is None or after is None or not (before.writing and after.writing):
        return "wipe"
    return "keep" if before.began_at == after.began_at and after.ended is None else "wipe"
