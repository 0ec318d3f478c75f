"""How personal data looks in open text, as patterns; which of what they find is masked is `survey.redaction`'s.

A mistyped one is still personal, so these are shapes rather than valid numbers only; what a person says of a day, an hour, a price or a
mark is told apart first.
"""

from __future__ import annotations

import re

_GAP = r"[\s\u00ad\u200b-\u200d\u2060]{0,3}"
_DASH = r"\-\u2010-\u2015\u2212\ufe58\ufe63\uff0d"

_SIGN = rf"{_GAP}[+{_DASH}ABCDEFUVWXY]{_GAP}"
IDENTITY_CODE = re.compile(
    # DDMMYY, the century's sign, three digits, the check character
    rf"(?:(?<!\d)\d{{6,}}+{_SIGN}\d{{3}}{_GAP}[0-9A-Z]"
    # the date written with dots, or with its century
    rf"|\d{{2}}[.\s/]?\d{{2}}[.\s/]?(?:\d{{2}})?\d{{2}}{_SIGN}\d{{3}}{_GAP}[0-9A-Z](?![^\W_])"
    # the sign left out: only where day and month can be true and a letter closes it
    rf"|(?<!\d)(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{{2}}{_GAP}\d{{3}}[A-Z](?![^\W_]))",
    re.IGNORECASE,
)

_LOCAL = r"[^\s@,;:<>()\[\]\"•]"
_DOMAIN = r"[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)+"
EMAIL = re.compile(
    rf"(?<!{_LOCAL})(?:{_LOCAL}++(?:@{_LOCAL}+"
    # written apart, or with a word for the sign
    rf"|[ \t]{{0,2}}@[ \t]{{0,2}}{_DOMAIN}(?:[ \t]?\.[ \t]?(?:fi|com|net|org|se|eu)\b)?"
    rf"|[ \t]{{0,2}}[(\[][ \t]?(?:at|ät|ätt|miukumauku|a)[ \t]?[)\]][ \t]{{0,2}}{_DOMAIN})"
    # a bare word only after what looks like a name for mail, and before letters after a stop: "on 5.6. at 8.30" is none
    rf"|(?={_LOCAL}*?[._]\w){_LOCAL}++[ \t]{{1,2}}(?:at|ät|miukumauku)[ \t]{{1,2}}(?=\S*?\.[^\W\d_]{{2}}){_DOMAIN})",
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
PHONE = re.compile(
    rf"(?<![\d+])(?:"
    # told apart first, so that a day or an hour is passed over whole
    rf"(?P<ordinary>(?:{_ORDINARY})(?!\d)(?:[\s{_DASH}]{{1,3}}(?:{_ORDINARY})(?!\d))*(?!{_BETWEEN}{{0,2}}\d{{3}}))"
    # +358 40 …, 00358 …, 040 …, (09) …
    rf"|(?P<phone>(?:\+\s?\(?\d|\(?0)\d(?:{_BETWEEN}{{0,3}}\d)+)"
    # a run of digits as long as a phone number with its leading zero left out
    rf"|(?P<run>\d{{9,}}))",
)

PARTIAL_IDENTITY_CODE = re.compile(
    rf"(?:0[1-9]|[12]\d|3[01])[.\s/]?(?:0[1-9]|1[0-2])[.\s/]?(?:\d{{2}})?\d{{2}}{_GAP}[+{_DASH}]{_GAP}\d{{0,3}}",
    re.IGNORECASE,
)
"""A personal identity code that is still being written: what stands before its check character, with the century's sign."""
PREFILTER = re.compile(r"\d|@|\b(?:at|ät|ätt|miukumauku|a)\b", re.IGNORECASE)
"""Without any of these there is nothing to look for."""
SAFE_SPLIT = re.compile(r"(?<!\S)[^\W\d_]{2,} (?=[^\W\d_]{2,}\s)")
"""Ends between two plain words, where no piece can stand: each holds a digit, a sign or a stop in one of any two neighbours."""
