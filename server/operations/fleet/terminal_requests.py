"""Asks terminals to send refused or missing responses again.

A terminal receives the requests in the answer to its next heartbeat.
"""

from __future__ import annotations

from datetime import datetime

from server.store.engine import Connection, Engine
from server.store.fleet import terminal_overview, terminal_requests
from server.store.fleet.terminal_overview import TerminalRow
from server.store.intake import streams
from server.store.people import audit
from server.store.write_transaction import writing


class TerminalNotFound(LookupError):
    """Raised when no terminal has the id, or when the author may not see the terminal."""


def request_retry(engine: Engine, terminal: str, *, visible_region: str | None, author: str, now: datetime) -> bool:
    """Request that a terminal send all responses in its quarantine once more.

    `visible_region` is the only region whose terminals the author may see. None means that the author may see all terminals.

    Returns:
        True if the request is new, False if an earlier one is still open.

    Raises:
        TerminalNotFound: no terminal has the id, or the author may not see it.
    """
    with writing(engine) as connection:
        found = _find(connection, terminal, visible_region, now)
        if any(request.kind == "retry" for request in terminal_requests.open_requests(connection, terminal)):
            return False
        terminal_requests.ask_retry(connection, terminal, ids=None, author=author, now=now)
        audit.write(connection, author, "retry_asked", now=now, subject=terminal, region=found.region)
    return True


def request_resend(engine: Engine, terminal: str, *, visible_region: str | None, author: str, now: datetime) -> int:
    """Request every missing response from a terminal, including those that it has reported as no longer available.

    `visible_region` has the same meaning as in `request_retry`.

    Returns:
        The number of sequence ranges that are newly requested. Ranges with an open request are not counted.

    Raises:
        TerminalNotFound: no terminal has the id, or the author may not see it.
    """
    with writing(engine) as connection:
        found = _find(connection, terminal, visible_region, now)
        waiting = {(request.stream, request.sequence_range) for request in terminal_requests.open_requests(connection, terminal)}
        count = 0
        for stream, spans in streams.gaps_of_terminal(connection, found).items():
            fresh = [span for span in spans if (stream, span) not in waiting]
            terminal_requests.request_resend(connection, terminal, stream, fresh, now)
            count += len(fresh)
        if count:
            audit.write(connection, author, "resend_asked", now=now, subject=terminal, region=found.region, spans=count)
    return count


def _find(connection: Connection, terminal: str, visible_region: str | None, now: datetime) -> TerminalRow:
    # PostgreSQL cannot store a NUL in a text
    found = terminal_overview.get_terminal(connection, terminal, now) if "\0" not in terminal else None
    if found is None or visible_region not in (None, found.region):
        raise TerminalNotFound(terminal)
    return found
