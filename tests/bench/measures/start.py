"""Measures the time from the start of the terminal to its first frame, in comparison with a Kivy program with one button."""

import statistics
from collections.abc import Iterator
from pathlib import Path

from provisioning.demo.display import VirtualDisplay
from tests.bench.enrolled_state import write_enrolled_state
from tests.bench.figures import Figure, at_most, ratio
from tests.bench.registry import measure
from tests.bench.window_programs import ONE_BUTTON, start_one_button, start_terminal

STARTS = 7


@measure("start_ratio")
def start(folder: Path) -> Iterator[Figure]:
    """Measure both programs in turn. The first start of each only fills the disk cache and is left out."""
    write_enrolled_state(folder / "state")
    own, other = [], []
    with VirtualDisplay() as display:
        for _ in range(STARTS + 1):
            with start_one_button(display, folder / "other") as running:
                other.append(running.seconds)
            with start_terminal(display, folder / "state", folder / "own") as running:
                own.append(running.seconds)
    yield ratio("start_ratio", statistics.median(own[1:]), statistics.median(other[1:]), "s", against=ONE_BUTTON, limit=at_most(2))
