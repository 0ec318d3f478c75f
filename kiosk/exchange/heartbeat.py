"""What the terminal tells of itself; what a device cannot know is null."""

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
    """The heartbeat of this moment, and the notes it carries (to be taken out once they are told).

    Args:
        store: read beside the writer.
        clock: the clocks.
        configuration: `etag` of the configuration in use, None where there is none.
        undervoltage: whether the supply has sagged since the last heartbeat (`hardware.undervoltage`), None where it is not known.
        fault_codes: what is wrong with the device just now (`kiosk.device.faults`); they go before what was noted.
    """
    from hardware import board_health

    health = board_health.read_health()
    with store.reading() as db:
        db.execute("BEGIN")  # one moment for all that is read
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
                refused=quarantine.report(db),
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
