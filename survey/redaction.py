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

MASK = "•••"
PersonalDataKind = Literal["identity_code", "phone", "number", "email"]
"""What a piece looks like. `number`: nine digits and more in a row, be it a phone number without its nought or an account."""


@dataclass(frozen=True, slots=True)
class PersonalDataSpan:
    """Where in a text personal data stands, in characters from its start, and what it is."""

    start: int
    end: int
    kind: PersonalDataKind


@dataclass(frozen=True)
class RedactedText:
    """The text with each piece of personal data as `MARK`, and how many there were."""

    text: str
    masked_count: int


_FEWEST_DIGITS = 7
"""Of a phone number with its area code; less is a number like others."""


def redact(text: str) -> RedactedText:
    """The text with its personal data masked.

    To redact once more changes nothing. Text without digits, `@` or a word for it stays as it is.
    """
    found = find_personal_data(text)
    return RedactedText(mask_spans(text, found), len(found))


def find_personal_data(text: str) -> tuple[PersonalDataSpan, ...]:
    """What `redact` masks, in order; no two of them touch the same character.

    For any cut (`last_cut`) they are those of the text before it and those of the text after it.
    """
    if not personal_data_patterns.PREFILTER.search(text):
        return ()
    return tuple(piece for start, end in _parts(text) for piece in _of_part(text[start:end], start))


def last_safe_split(text: str) -> int:
    """Where the last part of the text begins: whatever is put at its end, nothing before that place reads differently."""
    return max((found.end() for found in personal_data_patterns.SAFE_SPLIT.finditer(text)), default=0)


def mask_spans(text: str, spans: tuple[PersonalDataSpan, ...]) -> str:
    """The text with the pieces as `MARK`."""
    kept, at = [], 0
    for piece in spans:
        kept += [text[at : piece.start], MASK]
        at = piece.end
    return "".join((*kept, text[at:]))


def _parts(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in personal_data_patterns.SAFE_SPLIT.finditer(text):
        yield start, found.end()
        start = found.end()
    yield start, len(text)


def _of_part(part: str, offset: int) -> Iterator[PersonalDataSpan]:
    """The pieces of one part. What stood beside a masked piece may read differently once it is masked, so it is looked at again."""
    found: tuple[PersonalDataSpan, ...] = ()
    seen = -1
    while seen < len(found) and personal_data_patterns.PREFILTER.search(mask_spans(part, found)):
        seen = len(found)
        for look in (_codes, _addresses, _phones, _other_phones):
            found = _joined(found, look(mask_spans(part, found)))
    return (PersonalDataSpan(piece.start + offset, piece.end + offset, piece.kind) for piece in found)


def _joined(found: tuple[PersonalDataSpan, ...], more: list[PersonalDataSpan]) -> tuple[PersonalDataSpan, ...]:
    """Pieces of the part, and with them those found in it while they were masked. No pattern takes in a mark."""
    if not more:
        return found
    moved = [PersonalDataSpan(_origin(found, piece.start), _origin(found, piece.end - 1) + 1, piece.kind) for piece in more]
    return tuple(sorted((*found, *moved), key=lambda piece: piece.start))


def _origin(found: tuple[PersonalDataSpan, ...], at: int) -> int:
    """Where a character of the masked part stands in the part itself."""
    for piece in found:
        if at < piece.start + len(MASK):
            break
        at += piece.end - piece.start - len(MASK)
    return at


def _codes(text: str) -> list[PersonalDataSpan]:
    return [PersonalDataSpan(*found.span(), "identity_code") for found in personal_data_patterns.IDENTITY_CODE.finditer(text)]


def _addresses(text: str) -> list[PersonalDataSpan]:
    return [PersonalDataSpan(*found.span(), "email") for found in personal_data_patterns.EMAIL.finditer(text)]


def _phones(text: str) -> list[PersonalDataSpan]:
    found = [each for each in personal_data_patterns.PHONE.finditer(text) if not each["ordinary"] and _long_enough(each[0])]
    return [PersonalDataSpan(*each.span(), "number" if each["run"] else "phone") for each in found]


def _long_enough(piece: str) -> bool:
    """No phone number begins with three noughts; a million does after its one."""
    return _digits(piece) >= _FEWEST_DIGITS and not piece.startswith("000")


def _digits(text: str) -> int:
    return sum(character.isdecimal() for character in text)


def _other_phones(text: str) -> list[PersonalDataSpan]:
    """Where valid Finnish or international numbers stand that the shapes miss.

    The library is imported when first needed, for its tables are large.
    """
    rest = personal_data_patterns.PHONE.sub(lambda found: "x" * len(found[0]) if found["ordinary"] else found[0], text)
    if _digits(rest) < _FEWEST_DIGITS:
        return []
    from phonenumbers import Leniency, PhoneNumberMatcher

    return [
        PersonalDataSpan(found.start, found.end, "phone")
        for found in PhoneNumberMatcher(rest, "FI", leniency=Leniency.VALID, max_tries=1000)
    ]
