"""Stores the messages of a region, which its terminals show to visitors.

A message that was ended keeps its row. If two people change a message at the same time, the second change is refused.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, insert, select, update
from sqlalchemy.exc import IntegrityError

from server.domain.messages.messages import Message, StoredMessage
from server.domain.rotation.plan_calendar import Unit
from server.store.people import audit
from server.store.tables import messages


class MessageIdTaken(ValueError):
    """Raised when the region has a message with this id already."""


class MessageConflict(ValueError):
    """Raised when the message does not exist, or when somebody else has changed or ended it since the author of the change saw it."""


def list_all(connection: Connection, region: str) -> list[StoredMessage]:
    """Return every message of a region, ended ones included, the newest first."""
    return in_regions(connection, {region})[region]


def in_regions(connection: Connection, regions: Collection[str]) -> dict[str, list[StoredMessage]]:
    """Return the same as `list_all` for several regions, in one query."""
    found: dict[str, list[StoredMessage]] = {region: [] for region in regions}
    query = select(messages).where(messages.c.region.in_(regions)).order_by(messages.c.dated.desc(), messages.c.id.desc())
    for row in connection.execute(query):
        found[row.region].append(_stored_message(row))
    return found


def get(connection: Connection, region: str, name: str) -> StoredMessage | None:
    """Return a message, ended or not, or None if the region has none of this id."""
    row = connection.execute(select(messages).where(_is(region, name))).first()
    return None if row is None else _stored_message(row)


def add(connection: Connection, region: str, message: Message, *, author: str, now: datetime) -> None:
    """Add a message.

    Raises:
        MessageIdTaken: the region has a message with this id already.
    """
    row = {"region": region, "id": message.id, "revision": 1, "author": author, "created_at": now}
    try:
        with connection.begin_nested():
            connection.execute(insert(messages).values(row | _content(message)))
    except IntegrityError:
        raise MessageIdTaken(message.id) from None
    _write_audit(connection, region, "message_added", message, author, now)


def change(connection: Connection, region: str, message: Message, *, seen_revision: int, author: str, now: datetime) -> bool:
    """Change the words, the days or the place of a message, and return whether anything changed.

    A message that has ended is shown on terminals again. `author` makes the change and has seen `seen_revision`.

    Raises:
        MessageConflict: the message has another revision or does not exist. Nothing is changed then.
    """
    present = get(connection, region, message.id)
    if present is None or present.revision != seen_revision:
        raise MessageConflict(message.id)
    if present.ended_at is None and _content(present) == _content(message):
        return False
    row = _content(message) | {"revision": seen_revision + 1, "changed_by": author, "changed_at": now, "ended_by": None, "ended_at": None}
    _set(connection, region, message.id, seen_revision, row)
    _write_audit(connection, region, "message_changed", message, author, now, before=_said(present))
    return True


def end(connection: Connection, region: str, name: str, *, seen: int | None = None, author: str, now: datetime) -> None:
    """End a message, so that terminals no longer show it. Nothing happens if it has ended already.

    `seen` is the revision that the person saw. None ends the message whatever its revision is.

    Raises:
        MessageConflict: the message has another revision or does not exist.
    """
    present = get(connection, region, name)
    if present is None or (seen is not None and present.revision != seen):
        raise MessageConflict(name)
    if present.ended_at is None:
        _set(connection, region, name, present.revision, {"revision": present.revision + 1, "ended_by": author, "ended_at": now})
        _write_audit(connection, region, "message_ended", present, author, now)


def _set(connection: Connection, region: str, name: str, seen: int, row: dict[str, Any]) -> None:
    done = connection.execute(update(messages).where(_is(region, name), messages.c.revision == seen).values(row))
    if done.rowcount == 0:  # another writer changed the message first
        raise MessageConflict(name)


def _write_audit(connection: Connection, region: str, what: str, message: Message, author: str, now: datetime, **detail: Any) -> None:
    unit = {message.unit.kind: message.unit.id} if message.unit.kind != "region" else {}
    audit.write(connection, author, what, now=now, subject=message.id, region=region, **unit, **_said(message), **detail)


def _said(message: Message) -> dict[str, Any]:
    """Return the content of a message as the audit log stores it. The content is public."""
    days = {"begins_on": message.begins_on, "ends_on": message.ends_on}
    shown = {name: day.isoformat() for name, day in days.items() if day is not None}
    return {"dated": message.dated.isoformat(), "said": dict(message.said), "did": dict(message.did), **shown}


def _content(message: Message) -> dict[str, Any]:
    unit = message.unit
    return {
        "service": unit.id if unit.kind == "service" else None,
        "service_point": unit.id if unit.kind == "service_point" else None,
        "dated": message.dated,
        "said": dict(message.said),
        "did": dict(message.did),
        "begins_on": message.begins_on,
        "ends_on": message.ends_on,
    }


def _is(region: str, name: str) -> ColumnElement[bool]:
    return and_(messages.c.region == region, messages.c.id == name)


def _stored_message(row: Row[Any]) -> StoredMessage:
    if row.service_point is not None:
        unit = Unit("service_point", row.service_point)
    else:
        unit = Unit("service", row.service) if row.service is not None else Unit("region", row.region)
    names = ("id", "dated", "did", "said", "begins_on", "ends_on", "revision", "author", "created_at")
    later = ("changed_by", "changed_at", "ended_by", "ended_at")
    return StoredMessage(unit=unit, **{name: getattr(row, name) for name in (*names, *later)})
