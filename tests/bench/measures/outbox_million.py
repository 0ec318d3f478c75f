"""Measures that a tap and a start take no longer with a million unsent responses, as after weeks offline, than with none."""

import statistics
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from kiosk.store.store import Store
from provisioning.demo.display import VirtualDisplay
from tests.bench.enrolled_state import fill_outbox, write_enrolled_state
from tests.bench.figures import Figure, at_most, ratio
from tests.bench.registry import measure
from tests.bench.tap_timing import open_runtime, time_taps
from tests.bench.window_programs import start_terminal

MILLION = 1_000_000
EMPTY = "an empty outbox"
TAPS, STARTS = 500, 5


def _states(folder: Path) -> tuple[Path, Path]:
    """Return the states of two terminals: one with a million unsent responses, and one with none."""
    full, empty = folder / "full", folder / "empty"
    write_enrolled_state(full)
    write_enrolled_state(empty)
    store = Store(full)
    fill_outbox(store, MILLION)
    store.close()
    return full, empty


@measure("outbox_million_tap_ratio", "outbox_million_start_ratio")
def outbox_million(folder: Path) -> Iterator[Figure]:
    """Measure taps and starts, alternating between the two terminals."""
    full, empty = _states(folder)
    yield _tap(full, empty)
    yield _start(full, empty, folder)


def _tap(full: Path, empty: Path) -> Figure:
    (full_store, full_runtime), (empty_store, empty_runtime) = open_runtime(full), open_runtime(empty)
    pairs = list(islice(zip(time_taps(full_runtime), time_taps(empty_runtime), strict=True), TAPS))
    full_store.close()
    empty_store.close()
    own, other = (statistics.median(side) * 1000 for side in zip(*pairs, strict=True))
    return ratio("outbox_million_tap_ratio", own, other, "ms", against=EMPTY, limit=at_most(1.5))


def _start(full: Path, empty: Path, folder: Path) -> Figure:
    seconds: dict[Path, list[float]] = {full: [], empty: []}
    with VirtualDisplay() as display:
        for _ in range(STARTS + 1):
            for state, taken in seconds.items():
                with start_terminal(display, state, folder / "program") as running:
                    taken.append(running.seconds)
    own, other = (statistics.median(taken[1:]) for taken in seconds.values())
    return ratio("outbox_million_start_ratio", own, other, "s", against=EMPTY, limit=at_most(1.5))
