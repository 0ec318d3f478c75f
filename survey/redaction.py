"""Masking of personal data in open text, before it is sealed: henkilötunnus, e-mail addresses and phone numbers.

A mistyped one is still personal, so shapes are masked rather than valid numbers only; what a person says of a day, an hour, a price or a
mark stays. The mark is the same in every language. Where a piece could be either, it is masked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MARK = "•••"


@dataclass(frozen=True)
class Redacted:
    """The text with each piece of personal data as `MARK`, and how many there were."""

    text: str
    masked: int


_GAP = r"[\s\u00ad\u200b-\u200d\u2060]{0,3}"
_DASH = r"\-\u2010-\u2015\u2212\ufe58\ufe63\uff0d"

_SIGN = rf"{_GAP}[+{_DASH}ABCDEFUVWXY]{_GAP}"
_PERSONAL_CODE = re.compile(
    # DDMMYY, the century's sign, three digits, the check character
    rf"(?:\d{{6,}}{_SIGN}\d{{3}}{_GAP}[0-9A-Z]"
    # the date written with dots, or with its century
    rf"|\d{{2}}[.\s/]?\d{{2}}[.\s/]?(?:\d{{2}})?\d{{2}}{_SIGN}\d{{3}}{_GAP}[0-9A-Z](?![^\W_])"
    # the sign left out: only where day and month can be true and a letter closes it
    rf"|(?<!\d)(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{{2}}{_GAP}\d{{3}}[A-Z](?![^\W_]))",
    re.IGNORECASE,
)

_LOCAL = r"[^\s@,;:<>()\[\]\"•]"
_DOMAIN = r"[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)+"
_EMAIL = re.compile(
    rf"(?<!{_LOCAL})(?:{_LOCAL}++(?:@{_LOCAL}+"
    # written apart, or with a word for the sign
    rf"|[ \t]{{0,2}}@[ \t]{{0,2}}{_DOMAIN}(?:[ \t]?\.[ \t]?(?:fi|com|net|org|se|eu)\b)?"
    rf"|[ \t]{{0,2}}[(\[][ \t]?(?:at|ät|ätt|miukumauku|a)[ \t]?[)\]][ \t]{{0,2}}{_DOMAIN})"
    # a bare word only after what looks like a name for mail
    rf"|(?={_LOCAL}*?[._]\w){_LOCAL}++[ \t]{{1,2}}(?:at|ät|miukumauku)[ \t]{{1,2}}{_DOMAIN})",
    re.IGNORECASE,
)

_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d{2}"
_HOUR, _MINUTE = r"(?:[01]?\d|2[0-4])", r"[0-5]\d"
_TO = rf"\s?[{_DASH}]\s?"
_DATE = rf"(?:{_DAY}\.?(?:{_MONTH}\.)?{_TO})?{_DAY}(?:\.{_MONTH}\.(?:{_YEAR}|\d{{2}})?|/{_MONTH}/(?:{_YEAR}|\d{{2}})|-{_MONTH}-{_YEAR})"
_ORDINARY = "|".join(
    (
        rf"{_DATE}|{_YEAR}-{_MONTH}-{_DAY}|{_MONTH}[./]{_YEAR}",
        rf"{_HOUR}[.:]{_MINUTE}(?:[.:]{_MINUTE})?",
        rf"[01]\d{_MINUTE}{_TO}(?:[01]\d|2[0-4]){_MINUTE}",
        rf"{_YEAR}",
        r"116\s?117",
    )
)
"""Days, hours, years and the emergency clinics' number, one or several after another."""
_BETWEEN = rf"[\s.{_DASH}/()]"
_PHONE = re.compile(
    rf"(?<![\d+])(?:"
    # told apart first, so that a day or an hour is passed over whole
    rf"(?P<ordinary>(?:{_ORDINARY})(?!\d)(?:[\s{_DASH}]{{1,3}}(?:{_ORDINARY})(?!\d))*(?!{_BETWEEN}{{0,2}}\d{{3}}))"
    # +358 40 …, 00358 …, 040 …, (09) …
    rf"|(?P<phone>(?:\+\s?\(?\d|\(?0)\d(?:{_BETWEEN}{{0,3}}\d)+)"
    # a run of digits as long as a phone number with its leading zero left out
    rf"|(?P<run>\d{{9,}}))",
)
_FEWEST_DIGITS = 7
"""Of a phone number with its area code; less is a number like others."""
_TELLING = re.compile(r"\d|@|\b(?:at|ät|ätt|miukumauku|a)\b", re.IGNORECASE)


def redact(text: str) -> Redacted:
    """The text with its personal data masked.

    To redact once more changes nothing. Text without digits, `@` or a word for it stays as it is.
    """
    masked = 0
    while _TELLING.search(text):
        text, more = _pass(text)
        masked += more
        if not more:
            break
    return Redacted(text, masked)


def _pass(text: str) -> tuple[str, int]:
    """One pass of all; what stood beside a masked piece may read differently in the next."""
    text, codes = _PERSONAL_CODE.subn(MARK, text)
    text, addresses = _EMAIL.subn(MARK, text)
    text, phones = _mask_phones(text)
    return text, codes + addresses + phones


def _mask_phones(text: str) -> tuple[str, int]:
    pieces = [found.span() for found in _PHONE.finditer(text) if not found["ordinary"] and _long_enough(found[0])]
    text = _masked(text, pieces)
    others = _other_phones(text)
    return _masked(text, others), len(pieces) + len(others)


def _masked(text: str, pieces: list[tuple[int, int]]) -> str:
    for start, end in reversed(pieces):
        text = text[:start] + MARK + text[end:]
    return text


def _long_enough(piece: str) -> bool:
    """No phone number begins with three noughts; a million does after its one."""
    return _digits(piece) >= _FEWEST_DIGITS and not piece.startswith("000")


def _digits(text: str) -> int:
    return sum(character.isdecimal() for character in text)


def _other_phones(text: str) -> list[tuple[int, int]]:
    """Where valid Finnish or international numbers stand that the shapes above miss.

    The library is imported when first needed, for its tables are large.
    """
    rest = _PHONE.sub(lambda found: "x" * len(found[0]) if found["ordinary"] else found[0], text)
    if _digits(rest) < _FEWEST_DIGITS:
        return []
    from phonenumbers import Leniency, PhoneNumberMatcher

    return [(found.start, found.end) for found in PhoneNumberMatcher(rest, "FI", leniency=Leniency.VALID, max_tries=1000)]
