"""Wall times as text: RFC 3339, always with an offset. Whether a time can be true is judged elsewhere."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

_RFC3339 = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:(?P<second>\d{2})(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})",
    re.ASCII,
)
_FIRST_YEAR, _LAST_YEAR = 2, 9998
"""A day to spare at both ends of `datetime`, so that no offset or correction runs out of it."""


def to_rfc3339(moment: datetime) -> str:
    """The time as text, to the millisecond, in its own offset.

    Raises:
        ValueError: the time has no offset.
    """
    if moment.utcoffset() is None:
        raise ValueError("a time without an offset is no moment; give it a time zone")
    text = moment.isoformat(timespec="milliseconds")
    return f"{text[:-6]}Z" if text.endswith("+00:00") else text


@lru_cache(maxsize=1024)  # a time is read when it is judged and once more when it is used
def from_rfc3339(text: str) -> datetime:
    """The aware time that the text names; a leap second is the last microsecond before it.

    Raises:
        ValueError: no RFC 3339, no offset, or a year outside 2 to 9998.
    """
    form = _RFC3339.fullmatch(text)
    if form is None:
        raise ValueError("no RFC 3339 time with an offset")
    if form["second"] == "60":
        return from_rfc3339(f"{text[:17]}59.999999{text[19:].lstrip('.0123456789')}")
    moment = datetime.fromisoformat(text.upper())
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError(f"a year outside {_FIRST_YEAR} to {_LAST_YEAR}")
    return moment
