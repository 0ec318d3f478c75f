"""Reads the messages to visitors that a configuration carries.

Messages of an unknown kind or shape are skipped. One kind is known: `change` says what has changed because of feedback ("You said, we
did")::

    {"id": "m7", "kind": "change", "date": "2026-10-05", "from": "2026-10-06", "until": "2027-01-31",
     "said": {"fi": "Aulassa oli hämärää", …}, "did": {"fi": "Valaistus on uusittu", …}}

`from` and `until` are the first and the last day on which terminals show the message, in the region's time zone. Either may be left out.
Both were added later than the other fields. A server without them sends only what is shown today, and a terminal without them shows
everything that is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import msgspec
from msgspec import Struct

CHANGE_KIND = "change"
"""Is the value of `kind` in a message about a change."""
LocalDate = date
"""Marks a date in the region's time zone."""


class ChangeMessage(Struct, frozen=True, kw_only=True, tag_field="kind", tag=CHANGE_KIND, rename={"begins_on": "from", "ends_on": "until"}):
    """Describes what people reported and what was done about it."""

    id: str
    date: date
    """Holds the day on which the change was made."""
    did: dict[str, str]
    """Maps a language to what was done. It contains only the languages in which the message exists."""
    said: dict[str, str] = {}
    """Maps a language to what people reported."""
    begins_on: LocalDate | None = None
    """Holds the first day on which terminals show the message. None means at once."""
    ends_on: LocalDate | None = None
    """Holds the last day on which terminals show the message. None means until the server stops sending it."""

    def is_shown_on(self, day: LocalDate) -> bool:
        """Return whether terminals show the message on a day."""
        return (self.begins_on is None or self.begins_on <= day) and (self.ends_on is None or day <= self.ends_on)


def parse_change_messages(messages: Iterable[Mapping[str, Any]]) -> tuple[ChangeMessage, ...]:
    """Return the changes among the messages, in the order in which they came.

    A server sends the messages of the service point first and then those that it inherits, each newest first.
    """
    changes = []
    for message in messages:
        try:
            changes.append(msgspec.convert(message, ChangeMessage))
        except msgspec.ValidationError:
            continue
    return tuple(changes)
