"""What a place tells its visitors: the messages of a configuration, read so that one of another kind or shape harms nothing.

One kind is known: `change`, what has changed because of feedback ("You said, we did")::

    {"id": "m7", "kind": "change", "date": "2026-10-05", "from": "2026-10-06", "until": "2027-01-31",
     "said": {"fi": "Aulassa oli hämärää", …}, "did": {"fi": "Valaistus on uusittu", …}}

`from` and `until` are its first and its last day on terminals, in the region's time zone; either may be left out. They came later than
the rest: a server without them sends what holds today, and a terminal without them shows what was sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import msgspec
from msgspec import Struct

CHANGE_KIND = "change"
LocalDate = date
"""In the region's time zone."""


class ChangeMessage(Struct, frozen=True, kw_only=True, tag_field="kind", tag=CHANGE_KIND, rename={"begins_on": "from", "ends_on": "until"}):
    """What people had said, and what was done about it."""

    id: str
    date: date
    """When it was done."""
    did: dict[str, str]
    """By language; only the languages that it was told in."""
    said: dict[str, str] = {}
    begins_on: LocalDate | None = None
    """Its first day on terminals; None: at once."""
    ends_on: LocalDate | None = None
    """Its last day; None: until the server sends it no more."""

    def is_shown_on(self, day: LocalDate) -> bool:
        """Whether it is told on a day."""
        return (self.begins_on is None or self.begins_on <= day) and (self.ends_on is None or day <= self.ends_on)


def parse_change_messages(messages: Iterable[Mapping[str, Any]]) -> tuple[ChangeMessage, ...]:
    """The changes among the messages, in the order they came: the place's own first, then what it inherits, each newest first."""
    found = []
    for message in messages:
        try:
            found.append(msgspec.convert(message, ChangeMessage))
        except msgspec.ValidationError:
            continue
    return tuple(found)
