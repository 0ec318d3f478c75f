"""Whether a piece of personal data at the end of a text that is still being typed is one already.

`05.06.202` reads like a phone number until its last digit makes it a day. To say so and take it back with the next key would make
people doubt the rest, so such a piece waits; sent as it stands, it is masked all the same.
"""

from __future__ import annotations

from survey import personal_data_patterns
from survey.redaction import PersonalDataKind, PersonalDataSpan

_WHOLE = ("0000-0000", "01.01.2000", "01.2000", "2000-01-01", "00:00:00", "01-01-2000", "01/01/2000", "0-0000", "1.1.2000")
_ENDINGS = tuple(sorted({whole[start:] for whole in _WHOLE for start in range(1, len(whole))}, key=len))
"""What makes a day, an hour or a year of its beginning: where none of these does, nothing does."""
_JOINS = " -–"
"""What may stand between two hours, and be the last that was typed."""
_LONGEST = 60
"""Characters of days and hours one after another; what is longer is none of them."""


def certain_spans(text: str, spans: tuple[PersonalDataSpan, ...]) -> tuple[PersonalDataSpan, ...]:
    """Of the pieces found in the text those that stay masked however it goes on; all of them but the last, at least."""
    if not spans or text[spans[-1].end :].strip(_JOINS):
        return spans
    *before, last = spans
    if _may_be_ordinary(text, last):
        return tuple(before)
    return (*before, PersonalDataSpan(last.start, last.end, _likely(text, last)))


def _may_be_ordinary(text: str, last: PersonalDataSpan) -> bool:
    if last.kind in ("identity_code", "email") or last.end - last.start > _LONGEST:
        return False
    begun = text[last.start :].lstrip("( ")
    return any(_ordinary(begun + ending) for ending in _ENDINGS)


def _ordinary(text: str) -> bool:
    found = personal_data_patterns.PHONE.match(text)
    return found is not None and found["ordinary"] == text


def _likely(text: str, last: PersonalDataSpan) -> PersonalDataKind:
    """A date and a dash are the beginning of an identity code rather than a phone number."""
    partial = last.kind == "phone" and personal_data_patterns.PARTIAL_IDENTITY_CODE.fullmatch(text, last.start)
    return "identity_code" if partial else last.kind
