"""Defines the regular expressions that find personal data in open text.

A mistyped number is still personal data, so the patterns describe shapes and not only valid numbers. Dates, times, prices and marks are
matched first, so that they can be left alone. `survey.redaction` decides which matches are masked.
"""

from __future__ import annotations

import re

_GAP = r"[\s\u00ad\u200b-\u200d\u2060]{0,3}"
_DASH = r"\-\u2010-\u2015\u2212\ufe58\ufe63\uff0d"

_SIGN = rf"{_GAP}[+{_DASH}ABCDEFUVWXY]{_GAP}"
IDENTITY_CODE = re.compile(
    # the date as DDMMYY, the century's sign, three digits and the check character
    rf"(?:(?<!\d)\d{{6,}}+{_SIGN}\d{{3}}{_GAP}[0-9A-Z]"
    # the date written with dots, or with its century
    rf"|\d{{2}}[.\s/]?\d{{2}}[.\s/]?(?:\d{{2}})?\d{{2}}{_SIGN}\d{{3}}{_GAP}[0-9A-Z](?![^\W_])"
    # without the sign, only if day and month are valid and a letter is the check character
    rf"|(?<!\d)(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{{2}}{_GAP}\d{{3}}[A-Z](?![^\W_]))",
    re.IGNORECASE,
)
"""Matches a Finnish personal identity code (henkilötunnus), correct or mistyped."""

_LOCAL = r"[^\s@,;:<>()\[\]\"•]"
_DOMAIN = r"[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)+"
EMAIL = re.compile(
    rf"(?<!{_LOCAL})(?:{_LOCAL}++(?:@{_LOCAL}+"
    # written with spaces, or with a word for the sign
    rf"|[ \t]{{0,2}}@[ \t]{{0,2}}{_DOMAIN}(?:[ \t]?\.[ \t]?(?:fi|com|net|org|se|eu)\b)?"
    rf"|[ \t]{{0,2}}[(\[][ \t]?(?:at|ät|ätt|miukumauku|a)[ \t]?[)\]][ \t]{{0,2}}{_DOMAIN})"
    # a word without brackets counts only after a likely mailbox name and before a domain with letters, unlike in "on 5.6. at 8.30"
    rf"|(?={_LOCAL}*?[._]\w){_LOCAL}++[ \t]{{1,2}}(?:at|ät|miukumauku)[ \t]{{1,2}}(?=\S*?\.[^\W\d_]{{2}}){_DOMAIN})",
    re.IGNORECASE,
)
"""Matches an e-mail address, also one written with spaces or with a word for the @ sign."""

_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d{2}"
_HOUR, _MINUTE = r"(?:[01]?\d|2[0-4])", r"[0-5]\d"
_RANGE_DASH = rf"\s?[{_DASH}]\s?"
_DATE = (
    rf"(?:{_DAY}\.?(?:{_MONTH}\.)?{_RANGE_DASH})?{_DAY}(?:\.{_MONTH}\.(?:{_YEAR}|\d{{2}})?|/{_MONTH}/(?:{_YEAR}|\d{{2}})|-{_MONTH}-{_YEAR})"
)
_ORDINARY = "|".join(
    (
        rf"{_DATE}|{_YEAR}-{_MONTH}-{_DAY}|{_MONTH}[./]{_YEAR}",
        rf"{_HOUR}[.:]{_MINUTE}(?:[.:]{_MINUTE})?",
        rf"[01]\d{_MINUTE}{_RANGE_DASH}(?:[01]\d|2[0-4]){_MINUTE}",
        rf"{_YEAR}",
        r"116\s?117",
    )
)
"""Matches a date, a time, a year or the number of the medical helpline."""
_PHONE_SEPARATOR = rf"[\s.{_DASH}/()]"
PHONE = re.compile(
    rf"(?<![\d+])(?:"
    # matched first, so that a date or a time is skipped as a whole
    rf"(?P<ordinary>(?:{_ORDINARY})(?!\d)(?:[\s{_DASH}]{{1,3}}(?:{_ORDINARY})(?!\d))*(?!{_PHONE_SEPARATOR}{{0,2}}\d{{3}}))"
    # +358 40 …, 00358 …, 040 …, (09) …
    rf"|(?P<phone>(?:\+\s?\(?\d|\(?0)\d(?:{_PHONE_SEPARATOR}{{0,3}}\d)+)"
    # as many digits as a phone number without its leading zero
    rf"|(?P<run>\d{{9,}}))",
)
"""Matches a phone number as group `phone`, a run of nine or more digits as `run`, and what only looks like one as `ordinary`."""

PARTIAL_IDENTITY_CODE = re.compile(
    rf"(?:0[1-9]|[12]\d|3[01])[.\s/]?(?:0[1-9]|1[0-2])[.\s/]?(?:\d{{2}})?\d{{2}}{_GAP}[+{_DASH}]{_GAP}\d{{0,3}}",
    re.IGNORECASE,
)
"""Matches the beginning of a personal identity code, from the date and the century's sign up to the check character."""
PREFILTER = re.compile(r"\d|@|\b(?:at|ät|ätt|miukumauku|a)\b", re.IGNORECASE)
"""Matches in every text that may contain personal data. A text without a match need not be searched."""
SAFE_SPLIT = re.compile(r"(?<!\S)[^\W\d_]{2,} (?=[^\W\d_]{2,}\s)")
"""Matches end between two plain words, where no personal data can stand. Of any two neighbouring words of personal data, one holds a
digit, a sign or a full stop."""
