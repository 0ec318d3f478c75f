"""Masking of personal data in open text, before it is sealed: henkilötunnus, e-mail addresses and phone numbers.

`survey.personal_data_patterns` says what they look like. The mark is the same in every language. Where a piece could be either,
it is masked.
A text is looked at part by part, cut between plain words, so that one that grows at its end need be looked at again only there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from survey import personal_data_patterns

MARK = "•••"
Kind = Literal["identity_code", "phone", "number", "email"]
"""What a piece looks like. `number`: nine digits and more in a row, be it a phone number without its nought or an account."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Where in a text personal data stands, in characters from its start, and what it is."""

    start: int
    end: int
    kind: Kind


@dataclass(frozen=True)
class Redacted:
    """The text with each piece of personal data as `MARK`, and how many there were."""

    text: str
    masked: int


_FEWEST_DIGITS = 7
"""Of a phone number with its area code; less is a number like others."""


def redact(text: str) -> Redacted:
    """The text with its personal data masked.

    To redact once more changes nothing. Text without digits, `@` or a word for it stays as it is.
    """
    found = pieces(text)
    return Redacted(masked(text, found), len(found))


def pieces(text: str) -> tuple[Piece, ...]:
    """What `redact` masks, in order; no two of them touch the same character.

    For any cut (`last_cut`) they are those of the text before it and those of the text after it.
    """
    if not personal_data_patterns.TELLING.search(text):
        return ()
    return tuple(piece for start, end in _parts(text) for piece in _of_part(text[start:end], start))


def last_cut(text: str) -> int:
    """Where the last part of the text begins: whatever is put at its end, nothing before that place reads differently."""
    return max((found.end() for found in personal_data_patterns.CUT.finditer(text)), default=0)


def masked(text: str, found: tuple[Piece, ...]) -> str:
    """The text with the pieces as `MARK`."""
    kept, at = [], 0
    for piece in found:
        kept += [text[at : piece.start], MARK]
        at = piece.end
    return "".join((*kept, text[at:]))


def _parts(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in personal_data_patterns.CUT.finditer(text):
        yield start, found.end()
        start = found.end()
    yield start, len(text)


def _of_part(part: str, offset: int) -> Iterator[Piece]:
    """The pieces of one part. What stood beside a masked piece may read differently once it is masked, so it is looked at again."""
    found: tuple[Piece, ...] = ()
    seen = -1
    while seen < len(found) and personal_data_patterns.TELLING.search(masked(part, found)):
        seen = len(found)
        for look in (_codes, _addresses, _phones, _other_phones):
            found = _joined(found, look(masked(part, found)))
    return (Piece(piece.start + offset, piece.end + offset, piece.kind) for piece in found)


def _joined(found: tuple[Piece, ...], more: list[Piece]) -> tuple[Piece, ...]:
    """Pieces of the part, and with them those found in it while they were masked. No pattern takes in a mark."""
    if not more:
        return found
    moved = [Piece(_origin(found, piece.start), _origin(found, piece.end - 1) + 1, piece.kind) for piece in more]
    return tuple(sorted((*found, *moved), key=lambda piece: piece.start))


def _origin(found: tuple[Piece, ...], at: int) -> int:
    """Where a character of the masked part stands in the part itself."""
    for piece in found:
        if at < piece.start + len(MARK):
            break
        at += piece.end - piece.start - len(MARK)
    return at


def _codes(text: str) -> list[Piece]:
    return [Piece(*found.span(), "identity_code") for found in personal_data_patterns.PERSONAL_CODE.finditer(text)]


def _addresses(text: str) -> list[Piece]:
    return [Piece(*found.span(), "email") for found in personal_data_patterns.EMAIL.finditer(text)]


def _phones(text: str) -> list[Piece]:
    found = [each for each in personal_data_patterns.PHONE.finditer(text) if not each["ordinary"] and _long_enough(each[0])]
    return [Piece(*each.span(), "number" if each["run"] else "phone") for each in found]


def _long_enough(piece: str) -> bool:
    """No phone number begins with three noughts; a million does after its one."""
    return _digits(piece) >= _FEWEST_DIGITS and not piece.startswith("000")


def _digits(text: str) -> int:
    return sum(character.isdecimal() for character in text)


def _other_phones(text: str) -> list[Piece]:
    """Where valid Finnish or international numbers stand that the shapes miss.

    The library is imported when first needed, for its tables are large.
    """
    rest = personal_data_patterns.PHONE.sub(lambda found: "x" * len(found[0]) if found["ordinary"] else found[0], text)
    if _digits(rest) < _FEWEST_DIGITS:
        return []
    from phonenumbers import Leniency, PhoneNumberMatcher

    return [Piece(found.start, found.end, "phone") for found in PhoneNumberMatcher(rest, "FI", leniency=Leniency.VALID, max_tries=1000)]
