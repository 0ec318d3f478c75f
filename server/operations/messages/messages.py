"""Messages of a region to its visitors: adding, changing and ending one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from server.domain.messages.messages import Message, next_message_id
from server.store.engine import Engine
from server.store.messages import messages
from server.store.write_transaction import writing


def add_message(engine: Engine, region: str, message: Message, *, author: str, now: datetime) -> str:
    """Add a message to a region.

    A message with an empty id is given the next free one.

    Returns:
        The message's id.

    Raises:
        IdTaken: the region has a message of this id; nothing was stored.
    """
    with writing(engine) as connection:
        if not message.id:
            message = replace(message, id=next_message_id(each.id for each in messages.list_all(connection, region)))
        messages.add(connection, region, message, author=author, now=now)
    return message.id


def change_message(engine: Engine, region: str, message: Message, *, seen: int, author: str, now: datetime) -> bool:
    """Give a message other words, days or another place; one that was ended is on terminals again.

    `seen` is the revision that whoever changes it was shown.

    Returns:
        Whether anything changed.

    Raises:
        ChangedMeanwhile: somebody else changed or ended it since, or there is none of this id; nothing was stored.
    """
    with writing(engine) as connection:
        return messages.change(connection, region, message, seen_revision=seen, author=author, now=now)


def end_message(engine: Engine, region: str, message_id: str, *, seen: int | None = None, author: str, now: datetime) -> None:
    """Take a message off terminals; one that has ended stays as it is.

    `seen` is the revision that whoever ends it was shown; None: it is ended whatever it says now.

    Raises:
        ChangedMeanwhile: as for `change_message`.
    """
    with writing(engine) as connection:
        messages.end(connection, region, message_id, seen=seen, author=author, now=now)
