"""Measures the processor time in an idle minute, in comparison with a Kivy program with one button at Kivy's default rate."""

import time
from collections.abc import Iterator
from pathlib import Path

from provisioning.demo.display import VirtualDisplay
from tests.bench.enrolled_state import write_enrolled_state
from tests.bench.figures import Figure, at_most, ratio
from tests.bench.process import processor_seconds_during
from tests.bench.registry import measure
from tests.bench.window_programs import ONE_BUTTON, start_one_button, start_terminal

SETTLE_SECONDS = 5


@measure("idle_ratio")
def idle(folder: Path) -> Iterator[Figure]:
    """Measure a minute of each program. A few seconds before it are left out, in which the program does what it does only once."""
    write_enrolled_state(folder / "state")
    with VirtualDisplay() as display:
        with start_one_button(display, folder / "other") as running:
            time.sleep(SETTLE_SECONDS)
            other = processor_seconds_during(running.pid, 60)
        with start_terminal(display, folder / "state", folder / "own") as running:
            time.sleep(SETTLE_SECONDS)
            own = processor_seconds_during(running.pid, 60)
    yield ratio("idle_ratio", own, other, "s", against=f"{ONE_BUTTON} at Kivy's default rate", limit=at_most(0.5))
