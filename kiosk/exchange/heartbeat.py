"""Builds the heartbeat, in which the terminal reports its state to the server. Values that the device cannot know are null."""

from __future__ import annotations

import shutil

from kiosk.clock import DeviceClock, is_wall_clock_trusted
from kiosk.store import clock_evidence, device_notes, outbox, quarantine, staff_state, stream
from kiosk.store.store import Store
from kiosk.version import version
from survey import rfc3339, wire
from survey.wire import Heartbeat


def build(
    store: Store, clock: DeviceClock, configuration: str | None, *, undervoltage: bool | None = None, fault_codes: tuple[str, ...] = ()
) -> tuple[Heartbeat, tuple[tuple[str, int], ...]]:
    """Return the heartbeat of this moment, and the stored notes that it contains.

    Once the server has received the heartbeat, the caller deletes these notes with `device_notes.acknowledge`.

    Args:
        store: the terminal's store, which is only read.
        clock: the terminal's clocks.
        configuration: the `etag` of the configuration in use, or None if there is none.
        undervoltage: whether the supply voltage has been too low since the last heartbeat (`hardware.undervoltage`), or None if the board
            cannot measure it.
        fault_codes: the codes of the device's present faults (`kiosk.device.faults`). They are placed before the stored notes, of which
            fewer are then reported.

    Raises:
        sqlite3.Error, OSError: the store cannot be read.
    """
    from hardware import board_health

    health = board_health.read_health()
    with store.reading() as db:
        db.execute("BEGIN")  # everything is read from one snapshot
        own, noted = stream.read(db), device_notes.read(db)[: device_notes.MAX_REPORTED - len(fault_codes)]
        aside = staff_state.is_out_of_use(store.folder)
        believed = is_wall_clock_trusted(clock, clock_evidence.latest(db, clock.boot))
        return (
            Heartbeat(
                sent_at=rfc3339.to_rfc3339(clock.wall_time()),
                clock=wire.Clock(clock.boot, clock.steady_ms(), believed),
                stream=own.id,
                next_sequence=own.next_sequence,
                unsent=own.unsent,
                oldest_unsent_at=outbox.oldest_visited_at(db),
                refused=quarantine.build_report(db),
                acknowledged_kept=own.acknowledged,
                configuration=configuration,
                software=version(),
                disk_free_mb=shutil.disk_usage(store.folder).free // 1_000_000,
                temperature_c=health.temperature_c,
                undervoltage=undervoltage,
                touches=own.touches,
                visits_without_answer=own.visits_without_answer,
                last_touch_at=own.last_touch_at,
                clock_pairs=clock_evidence.pairs(db),
                notes=(*fault_codes, *(code for code, _ in noted if code not in fault_codes), *(("out_of_use",) if aside else ())),
            ),
            noted,
        )
