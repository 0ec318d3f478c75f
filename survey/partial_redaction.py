"""Decides whether personal data at the end of a text is already certain while the text is still being typed.

`05.06.202` looks like a phone number until its last digit turns it into a date. A notice that appears and disappears again with the next
key would make people doubt the other notices. Such a piece is therefore not reported yet. If the text is sent as it stands, the piece is
masked all the same.
"""

from __future__ import annotations

from survey import personal_data_patterns
from survey.redaction import PersonalDataKind, PersonalDataSpan

_COMPLETE_PATTERNS = ("0000-0000", "01.01.2000", "01.2000", "2000-01-01", "00:00:00", "01-01-2000", "01/01/2000", "0-0000", "1.1.2000")
_ENDINGS = tuple(sorted({whole[start:] for whole in _COMPLETE_PATTERNS for start in range(1, len(whole))}, key=len))
"""Lists what can complete the beginning of a date, a time or a year. If none of these completes it, nothing does."""
_RANGE_CHARACTERS = " -–"
"""Lists what may stand between two times and may be the last character typed."""
_MAX_ORDINARY_LENGTH = 60
"""Limits the characters of a series of dates and times. A longer piece is none."""


def certain_spans(text: str, spans: tuple[PersonalDataSpan, ...]) -> tuple[PersonalDataSpan, ...]:
    """Return those spans that stay masked however the text continues.

    All spans but the last are always certain.

    Args:
        text: the text typed so far.
        spans: all spans that `survey.redaction.find_personal_data` finds in the text.
    """
    if not spans or text[spans[-1].end :].strip(_RANGE_CHARACTERS):
        return spans
    *before, last = spans
    if _may_become_ordinary(text, last):
        return tuple(before)
    return (*before, PersonalDataSpan(last.start, last.end, _likely_kind(text, last)))


def _may_become_ordinary(text: str, last: PersonalDataSpan) -> bool:
    """Return whether the last span may still become a date, a time or a year."""
    if last.kind in ("identity_code", "email") or last.end - last.start > _MAX_ORDINARY_LENGTH:
        return False
    beginning = text[last.start :].lstrip("( ")
    return any(_is_ordinary(beginning + ending) for ending in _ENDINGS)


def _is_ordinary(text: str) -> bool:
    """Return whether the whole text is a series of dates, times and years."""
    match = personal_data_patterns.PHONE.match(text)
    return match is not None and match["ordinary"] == text


def _likely_kind(text: str, last: PersonalDataSpan) -> PersonalDataKind:
    """Return the kind of the last span. A date and a dash begin an identity code rather than a phone number."""
    partial = last.kind == "phone" and personal_data_patterns.PARTIAL_IDENTITY_CODE.fullmatch(text, last.start)
    return "identity_code" if partial else last.kind
