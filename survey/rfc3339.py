"""Converts between times and RFC 3339 text, always with an offset.

Whether a time is plausible is not decided here.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

_RFC3339 = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:(?P<second>\d{2})(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})",
    re.ASCII,
)
_FIRST_YEAR, _LAST_YEAR = 2, 9998
"""Leave a day to spare at both ends of `datetime`, so that no offset or correction overflows."""


def to_rfc3339(moment: datetime) -> str:
    """Return a time as text with milliseconds, in its own offset.

    Raises:
        ValueError: the time has no offset.
    """
    if moment.utcoffset() is None:
        raise ValueError("a time without an offset is no moment; give it a time zone")
    text = moment.isoformat(timespec="milliseconds")
    return f"{text[:-6]}Z" if text.endswith("+00:00") else text


@lru_cache(maxsize=1024)  # a time is read when it is validated and again when it is used
def from_rfc3339(text: str) -> datetime:
    """Return the aware time that a text names.

    A leap second becomes the last microsecond before it.

    Raises:
        ValueError: the text is no RFC 3339 time, has no offset, or its year is outside 2 to 9998.
    """
    match = _RFC3339.fullmatch(text)
    if match is None:
        raise ValueError("no RFC 3339 time with an offset")
    if match["second"] == "60":
        return from_rfc3339(f"{text[:17]}59.999999{text[19:].lstrip('.0123456789')}")
    moment = datetime.fromisoformat(text.upper())
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError(f"a year outside {_FIRST_YEAR} to {_LAST_YEAR}")
    return moment
