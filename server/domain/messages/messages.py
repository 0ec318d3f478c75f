"""What a place tells its visitors: what has changed because of feedback ("You said, we did"), and which of it a terminal shows today.

A message belongs to a place: the region, a service or a service point. A point shows its own first and then those of what is above it,
the newest of each first. Pure: days are given, in the region's time zone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from i18n.catalogs import gettext_noop
from server.domain.rotation.plan_calendar import Unit
from server.domain.texts.text_validation import character_fault, mojibake_fault
from survey.messages import CHANGE_KIND

MAX_SAID_LENGTH, MAX_DID_LENGTH = 160, 200
"""Characters of what people had said and of what was done, at most: what the idle screen of the smallest terminal can show."""
MAX_MESSAGE_LENGTHS: Mapping[str, int] = {"said": MAX_SAID_LENGTH, "did": MAX_DID_LENGTH}
MAX_SHOWN_MESSAGES = 5
"""So many does a terminal get."""
_ID = re.compile(r"(?!new$)[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
"""`new` is the address of the page that makes one."""

MessageState = Literal["shown", "coming", "over", "ended"]


@dataclass(frozen=True, kw_only=True)
class Message:
    """One change. `begins_on` and `ends_on` are its first and its last day on terminals."""

    id: str
    unit: Unit
    dated: date
    """When it was done."""
    did: Mapping[str, str]
    """By language; only the languages that it is told in."""
    said: Mapping[str, str] = field(default_factory=dict)
    begins_on: date | None = None
    """None: at once."""
    ends_on: date | None = None
    """None: until somebody ends it."""


@dataclass(frozen=True, kw_only=True)
class StoredMessage(Message):
    """A message that the region has, with whose it is."""

    revision: int
    author: str
    created_at: datetime
    changed_by: str | None = None
    changed_at: datetime | None = None
    ended_by: str | None = None
    ended_at: datetime | None = None

    def state(self, today: date) -> MessageState:
        if self.ended_at is not None:
            return "ended"
        if self.begins_on is not None and self.begins_on > today:
            return "coming"
        return "over" if self.ends_on is not None and self.ends_on < today else "shown"


def shown_messages(messages: Iterable[StoredMessage], path: Sequence[Unit], today: date) -> list[StoredMessage]:
    """Every message that holds at the end of a path (`Tree.path`): its own first, then those from above, the newest of each first."""
    holding = [each for each in messages if each.unit in path and each.state(today) == "shown"]
    newest = sorted(holding, key=lambda each: (each.dated, each.id), reverse=True)
    return sorted(newest, key=lambda each: path.index(each.unit))


def wire_messages(messages: Iterable[Message]) -> tuple[dict[str, Any], ...]:
    """Of messages in force, what a terminal gets (`survey.messages`)."""
    return tuple(
        {"id": each.id, "kind": CHANGE_KIND, "date": each.dated.isoformat(), **_days(each), "said": dict(each.said), "did": dict(each.did)}
        for each in [*messages][:MAX_SHOWN_MESSAGES]
    )


def _days(message: Message) -> dict[str, str]:
    """Its days, so that a terminal that is offline by then ends it by itself.

    What is still to come is not sent all the same: older terminals know no days, and would show it at once.
    """
    return {name: day.isoformat() for name, day in (("from", message.begins_on), ("until", message.ends_on)) if day is not None}


def message_text_fault(part: str, text: str) -> tuple[str, dict[str, object]] | None:
    """What is wrong with a text, as a msgid with its values. Args: part: `said` or `did`. text: as `clean` leaves it."""
    if len(text) > MAX_MESSAGE_LENGTHS[part]:
        return gettext_noop("The text has {n} characters. The maximum is {most}."), {"n": len(text), "most": MAX_MESSAGE_LENGTHS[part]}
    fault = character_fault(text) or mojibake_fault(text)
    return (fault, {}) if fault else None


def missing_languages(message: Message, languages: Iterable[str]) -> list[str]:
    """The languages in which it is not told whole: terminals leave it out, or leave out what people had said."""
    return [tag for tag in languages if tag not in message.did or (message.said and tag not in message.said)]


def is_message_id(name: object) -> bool:
    """Whether a message may be called so."""
    return isinstance(name, str) and _ID.fullmatch(name) is not None


def next_message_id(taken: Iterable[str]) -> str:
    """An id for a message that was given none: m1, m2 …"""
    numbers = [int(name[1:]) for name in taken if re.fullmatch(r"m\d{1,9}", name)]
    return f"m{max(numbers, default=0) + 1}"
