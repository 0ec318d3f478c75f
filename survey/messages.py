"""What a place tells its visitors: the messages of a configuration, read so that one of another kind or shape harms nothing.

One kind is known: `change`, what has changed because of feedback ("You said, we did")::

    {"id": "m7", "kind": "change", "date": "2026-10-05",
     "said": {"fi": "Aulassa oli hämärää", …}, "did": {"fi": "Valaistus on uusittu", …}}
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import msgspec
from msgspec import Struct

CHANGE = "change"


class Change(Struct, frozen=True, kw_only=True, tag_field="kind", tag=CHANGE):
    """What people had said, and what was done about it."""

    id: str
    date: date
    """When it was done."""
    did: dict[str, str]
    """By language; only the languages that it was told in."""
    said: dict[str, str] = {}


def changes(messages: Iterable[Mapping[str, Any]]) -> tuple[Change, ...]:
    """The changes among the messages, in the order they came: the place's own first, then what it inherits, each newest first."""
    found = []
    for message in messages:
        try:
            found.append(msgspec.convert(message, Change))
        except msgspec.ValidationError:
            continue
    return tuple(found)
