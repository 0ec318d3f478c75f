"""Masks personal data in open text before the text is sealed: henkilötunnus, e-mail addresses and phone numbers.

`survey.personal_data_patterns` describes what they look like. The mask is the same in every language. A piece that may or may not be
personal data is masked. A text is searched in parts that are split between plain words, so that after typing at its end only the last part
must be searched again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from survey import personal_data_patterns

MASK = "•••"
"""Replaces each piece of personal data."""
PersonalDataKind = Literal["identity_code", "phone", "number", "email"]
"""Names what a piece of personal data looks like. A `number` is nine or more digits in a row, such as a phone number without its leading
zero or an account number."""


@dataclass(frozen=True, slots=True)
class PersonalDataSpan:
    """States where a piece of personal data stands in a text, and what it looks like."""

    start: int
    """Holds the index of the first character."""
    end: int
    """Holds the index after the last character."""
    kind: PersonalDataKind


@dataclass(frozen=True)
class RedactedText:
    """Holds a text in which `MASK` replaces each piece of personal data."""

    text: str
    masked_count: int
    """Counts the pieces that were masked."""


_MIN_PHONE_DIGITS = 7
"""Sets how many digits a phone number has at least, its area code included. A shorter number may be anything."""


def redact(text: str) -> RedactedText:
    """Return the text with its personal data masked.

    Redacting a redacted text again changes nothing. A text without digits, `@` or a word for `@` stays as it is.
    """
    spans = find_personal_data(text)
    return RedactedText(mask_spans(text, spans), len(spans))


def find_personal_data(text: str) -> tuple[PersonalDataSpan, ...]:
    """Return the spans that `redact` masks, in the order of the text. No two spans overlap.

    If the text is split at `last_safe_split`, the result is the same as the spans of the two parts together.
    """
    if not personal_data_patterns.PREFILTER.search(text):
        return ()
    return tuple(span for start, end in _split(text) for span in _spans_of_part(text[start:end], start))


def last_safe_split(text: str) -> int:
    """Return the index at which the last part of the text begins; 0 if there is only one part.

    Text appended at the end never changes the spans before this index.
    """
    return max((match.end() for match in personal_data_patterns.SAFE_SPLIT.finditer(text)), default=0)


def mask_spans(text: str, spans: tuple[PersonalDataSpan, ...]) -> str:
    """Return the text with each span replaced by `MASK`.

    Args:
        text: the text in which the spans were found.
        spans: spans in the order of the text that do not overlap.
    """
    parts, position = [], 0
    for span in spans:
        parts += [text[position : span.start], MASK]
        position = span.end
    return "".join((*parts, text[position:]))


def _split(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each part of the text."""
    start = 0
    for match in personal_data_patterns.SAFE_SPLIT.finditer(text):
        yield start, match.end()
        start = match.end()
    yield start, len(text)


def _spans_of_part(part: str, offset: int) -> Iterator[PersonalDataSpan]:
    """Return the spans of one part, moved by `offset`.

    What stands beside a masked piece may match another pattern once the piece is masked, so the search is repeated until it finds nothing
    more.
    """
    spans: tuple[PersonalDataSpan, ...] = ()
    previous_count = -1
    while previous_count < len(spans) and personal_data_patterns.PREFILTER.search(mask_spans(part, spans)):
        previous_count = len(spans)
        for search in (_identity_codes, _email_addresses, _phone_numbers, _valid_phone_numbers):
            spans = _merge(spans, search(mask_spans(part, spans)))
    return (PersonalDataSpan(span.start + offset, span.end + offset, span.kind) for span in spans)


def _merge(spans: tuple[PersonalDataSpan, ...], new_spans: list[PersonalDataSpan]) -> tuple[PersonalDataSpan, ...]:
    """Return the spans of a part together with those found in it while the former were masked. No pattern matches a mask."""
    if not new_spans:
        return spans
    moved = [
        PersonalDataSpan(_original_index(spans, span.start), _original_index(spans, span.end - 1) + 1, span.kind) for span in new_spans
    ]
    return tuple(sorted((*spans, *moved), key=lambda span: span.start))


def _original_index(spans: tuple[PersonalDataSpan, ...], index: int) -> int:
    """Return the index in the part itself of a character of the masked part."""
    for span in spans:
        if index < span.start + len(MASK):
            break
        index += span.end - span.start - len(MASK)
    return index


def _identity_codes(text: str) -> list[PersonalDataSpan]:
    return [PersonalDataSpan(*match.span(), "identity_code") for match in personal_data_patterns.IDENTITY_CODE.finditer(text)]


def _email_addresses(text: str) -> list[PersonalDataSpan]:
    return [PersonalDataSpan(*match.span(), "email") for match in personal_data_patterns.EMAIL.finditer(text)]


def _phone_numbers(text: str) -> list[PersonalDataSpan]:
    matches = [match for match in personal_data_patterns.PHONE.finditer(text) if not match["ordinary"] and _may_be_phone_number(match[0])]
    return [PersonalDataSpan(*match.span(), "number" if match["run"] else "phone") for match in matches]


def _may_be_phone_number(piece: str) -> bool:
    """Return whether a piece has enough digits and does not begin with 000. A phone number never does, but the tail of a million may."""
    return _count_digits(piece) >= _MIN_PHONE_DIGITS and not piece.startswith("000")


def _count_digits(text: str) -> int:
    return sum(character.isdecimal() for character in text)


def _valid_phone_numbers(text: str) -> list[PersonalDataSpan]:
    """Return valid Finnish or international numbers that the patterns miss.

    The library is imported when it is first needed, because its tables are large.
    """
    rest = personal_data_patterns.PHONE.sub(lambda match: "x" * len(match[0]) if match["ordinary"] else match[0], text)
    if _count_digits(rest) < _MIN_PHONE_DIGITS:
        return []
    from phonenumbers import Leniency, PhoneNumberMatcher

    return [
        PersonalDataSpan(match.start, match.end, "phone")
        for match in PhoneNumberMatcher(rest, "FI", leniency=Leniency.VALID, max_tries=1000)
    ]
