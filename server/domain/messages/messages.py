"""Defines the messages that a unit shows its visitors, and which of them a terminal shows today.

A message reports what has changed because of feedback ("You said, we did"). It belongs to a unit: the region, a service or a service point.
A service point shows its own messages first and then those of the units above it, the newest of each unit first. The module uses no clock.
Days are passed in and are days in the region's time zone.
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
"""Limit the number of characters of what people had said and of what was done, to what the idle screen of the smallest terminal can
show."""
MAX_MESSAGE_LENGTHS: Mapping[str, int] = {"said": MAX_SAID_LENGTH, "did": MAX_DID_LENGTH}
MAX_SHOWN_MESSAGES = 5
"""Limits how many messages a terminal gets."""
_ID = re.compile(r"(?!new$)[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
"""Matches the id of a message. `new` is not allowed, because it is part of the address of the page that creates a message."""

MessageState = Literal["shown", "coming", "over", "ended"]


@dataclass(frozen=True, kw_only=True)
class Message:
    """Describes one change that was made because of feedback."""

    id: str
    unit: Unit
    dated: date
    """Holds the day on which the change was made."""
    did: Mapping[str, str]
    """Maps languages to what was done. It contains only the languages in which the message is shown."""
    said: Mapping[str, str] = field(default_factory=dict)
    """Maps languages to what people had said."""
    begins_on: date | None = None
    """Holds the first day on which terminals show the message. None means that they show it at once."""
    ends_on: date | None = None
    """Holds the last day on which terminals show the message. None means until a person ends it."""


@dataclass(frozen=True, kw_only=True)
class StoredMessage(Message):
    """Describes a stored message with its revision and with who created, changed and ended it."""

    revision: int
    author: str
    created_at: datetime
    changed_by: str | None = None
    changed_at: datetime | None = None
    ended_by: str | None = None
    ended_at: datetime | None = None

    def state(self, today: date) -> MessageState:
        """Return the state of the message on that day."""
        if self.ended_at is not None:
            return "ended"
        if self.begins_on is not None and self.begins_on > today:
            return "coming"
        return "over" if self.ends_on is not None and self.ends_on < today else "shown"


def shown_messages(messages: Iterable[StoredMessage], path: Sequence[Unit], today: date) -> list[StoredMessage]:
    """Return every message that is shown at the first unit of a path.

    The unit's own messages come first, then those of the units above it, the newest of each unit first.

    Args:
        messages: the messages of the region.
        path: a unit and those above it, as `UnitTree.path` returns them.
        today: the day in the region's time zone.
    """
    holding = [each for each in messages if each.unit in path and each.state(today) == "shown"]
    newest = sorted(holding, key=lambda each: (each.dated, each.id), reverse=True)
    return sorted(newest, key=lambda each: path.index(each.unit))


def wire_messages(messages: Iterable[Message]) -> tuple[dict[str, Any], ...]:
    """Return the first `MAX_SHOWN_MESSAGES` messages in the form in which a terminal gets them (`survey.messages`)."""
    return tuple(
        {"id": each.id, "kind": CHANGE_KIND, "date": each.dated.isoformat(), **_days(each), "said": dict(each.said), "did": dict(each.did)}
        for each in [*messages][:MAX_SHOWN_MESSAGES]
    )


def _days(message: Message) -> dict[str, str]:
    """Return the first and the last day of a message, so that a terminal which is offline by then ends the message by itself.

    A message that has yet to begin is not sent nevertheless. Older terminals ignore these days and would show it at once.
    """
    return {name: day.isoformat() for name, day in (("from", message.begins_on), ("until", message.ends_on)) if day is not None}


def message_text_fault(part: str, text: str) -> tuple[str, dict[str, object]] | None:
    """Return what is wrong with a text, as a msgid and its values, or None.

    Args:
        part: the part of the message, `said` or `did`.
        text: the text as `clean_text` returns it.
    """
    if len(text) > MAX_MESSAGE_LENGTHS[part]:
        return gettext_noop("The text has {n} characters. The maximum is {most}."), {"n": len(text), "most": MAX_MESSAGE_LENGTHS[part]}
    fault = character_fault(text) or mojibake_fault(text)
    return (fault, {}) if fault else None


def missing_languages(message: Message, languages: Iterable[str]) -> list[str]:
    """Return the languages in which a message is not complete.

    Terminals leave the message out in these languages, or leave out what people had said.
    """
    return [tag for tag in languages if tag not in message.did or (message.said and tag not in message.said)]


def is_message_id(name: object) -> bool:
    """Return whether a value is a valid id of a message."""
    return isinstance(name, str) and _ID.fullmatch(name) is not None


def next_message_id(taken: Iterable[str]) -> str:
    """Return an id for a message that was given none: `m1`, `m2` and so on, one higher than the highest taken id of this form."""
    numbers = [int(name[1:]) for name in taken if re.fullmatch(r"m\d{1,9}", name)]
    return f"m{max(numbers, default=0) + 1}"
