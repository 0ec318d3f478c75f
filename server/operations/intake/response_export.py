"""Records exports of responses that contain the text of comments."""

from __future__ import annotations

from datetime import datetime

from server.store.engine import Engine
from server.store.people import audit
from server.store.write_transaction import writing


def record_comment_export(engine: Engine, *, who: str, now: datetime) -> None:
    """Record in the audit log that somebody exports the text of comments. Call it before the first comment is read."""
    with writing(engine) as connection:
        audit.write(connection, who, "comments_exported", now=now)
