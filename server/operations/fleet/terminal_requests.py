"""What people ask of a terminal: to send refused responses again, and responses that are missing.

The terminal is told in the answer to its next heartbeat.
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
    """There is no terminal of this id, or none that whoever asks may see."""


def request_retry(engine: Engine, terminal: str, *, visible_region: str | None, author: str, now: datetime) -> bool:
    """Ask a terminal to send its whole quarantine once more.

    `visible_region` is the only region whose terminals the author may see; None: all of them.

    Returns:
        Whether it is asked now; False where it has been asked already and has not answered yet.

    Raises:
        TerminalNotFound: see there.
    """
    with writing(engine) as connection:
        found = _find(connection, terminal, visible_region, now)
        if any(request.kind == "retry" for request in terminal_requests.open_requests(connection, terminal)):
            return False
        terminal_requests.ask_retry(connection, terminal, ids=None, author=author, now=now)
        audit.write(connection, author, "retry_asked", now=now, subject=terminal, region=found.region)
    return True


def request_resend(engine: Engine, terminal: str, *, visible_region: str | None, author: str, now: datetime) -> int:
    """Ask a terminal for every response that is missing, also for what it had said it no longer has.

    `visible_region` is as for `request_retry`.

    Returns:
        How many spans of sequences it is asked for now; those that it has been asked for already are not counted.

    Raises:
        TerminalNotFound: see there.
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
    found = terminal_overview.get_terminal(connection, terminal, now) if "\0" not in terminal else None  # no database takes a NUL for text
    if found is None or visible_region not in (None, found.region):
        raise TerminalNotFound(terminal)
    return found
