"""Reads the status of the terminal for `aula-kiosk status`."""

from __future__ import annotations

from msgspec import Struct

from kiosk.clock import DeviceClock, is_wall_clock_trusted
from kiosk.enrolment import identity
from kiosk.store import clock_evidence, configuration, outbox, staff_state, state_values, stream
from kiosk.store.store import Store
from kiosk.version import version
from kiosk.visit.availability import Availability


class TerminalStatus(Struct, frozen=True):
    """Contains the fields of `aula-kiosk status --json`."""

    terminal_id: str | None
    service_point: str | None
    unsent: int
    oldest_unsent: str | None
    """The wall time (RFC 3339) of the oldest visit whose response is unsent."""
    refused: int
    acknowledged_kept: int
    last_sync: str | None
    """The server's time (RFC 3339) of the last successful exchange."""
    clock_trusted: bool
    stream: str
    next_sequence: int
    software: str
    out_of_use: bool
    reason: str | None
    """The reason for which the terminal is out of use."""
    needs_code: bool
    """Whether staff must enrol the terminal, possibly again."""
    configuration: str | None
    """The `etag` of the configuration in use."""


def read(store: Store, clock: DeviceClock) -> TerminalStatus:
    """Return the current status, read in one transaction."""
    own, kept = identity.read(store.folder), configuration.read(store.folder)
    with store.reading() as db:
        db.execute("BEGIN")
        running = stream.read(db)
        standing = Availability(
            enrolled=own is not None,
            configured=kept is not None,
            server_verdict=state_values.read(db, "standing"),
            out_of_use_by_staff=staff_state.is_out_of_use(store.folder),
        )
        return TerminalStatus(
            terminal_id=own.terminal_id if own else None,
            service_point=kept.service_point.id if kept else None,
            unsent=running.unsent,
            oldest_unsent=outbox.oldest_visited_at(db),
            refused=running.refused,
            acknowledged_kept=running.acknowledged,
            last_sync=state_values.read(db, "last_sync"),
            clock_trusted=is_wall_clock_trusted(clock, clock_evidence.latest(db, clock.boot)),
            stream=running.id,
            next_sequence=running.next_sequence,
            software=version(),
            out_of_use=standing.mode == "out_of_use",
            reason=standing.reason,
            needs_code=standing.needs_code,
            configuration=kept.etag if kept else None,
        )
