"""Adds, changes and ends a region's messages to visitors."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from server.domain.messages.messages import Message, next_message_id
from server.store.engine import Engine
from server.store.messages import messages
from server.store.write_transaction import writing


def add_message(engine: Engine, region: str, message: Message, *, author: str, now: datetime) -> str:
    """Add a message to a region. A message whose id is empty receives the next free id.

    Returns:
        The message's id.

    Raises:
        MessageIdTaken: the region has a message with this id; nothing was stored.
    """
    with writing(engine) as connection:
        if not message.id:
            message = replace(message, id=next_message_id(each.id for each in messages.list_all(connection, region)))
        messages.add(connection, region, message, author=author, now=now)
    return message.id


def change_message(engine: Engine, region: str, message: Message, *, seen: int, author: str, now: datetime) -> bool:
    """Change the texts, dates or unit of a message. A message that had ended is shown on terminals again.

    `seen` is the revision that the author was shown.

    Returns:
        Whether anything changed.

    Raises:
        MessageConflict: the message has been changed or ended since that revision, or does not exist; nothing was stored.
    """
    with writing(engine) as connection:
        return messages.change(connection, region, message, seen_revision=seen, author=author, now=now)


def end_message(engine: Engine, region: str, message_id: str, *, seen: int | None = None, author: str, now: datetime) -> None:
    """End a message, so that terminals no longer show it. Do nothing if it has ended already.

    `seen` is the revision that the author was shown. None ends the message whatever its revision is.

    Raises:
        MessageConflict: the message has been changed since that revision, or does not exist; nothing was stored.
    """
    with writing(engine) as connection:
        messages.end(connection, region, message_id, seen=seen, author=author, now=now)
