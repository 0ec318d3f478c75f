"""Who did what, beside the act and in its transaction: an act that is not written down has not happened."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert

from server.store.tables import audit_entries


def write(
    connection: Connection, who: str, what: str, *, now: datetime, subject: str | None = None, region: str | None = None, **detail: object
) -> None:
    """Args: who: e-mail address, or `command` for whoever may run the server's commands. what: a code (`terminal_added`, …)."""
    row = {"at": now, "who": who, "what": what, "region": region, "subject": subject, "detail": detail}
    connection.execute(insert(audit_entries).values(row))
