"""Measures how long a tap takes, from passing it to the runtime until its commit has returned."""

import time
from collections.abc import Iterator
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.store import configuration as configurations
from kiosk.store.store import Store
from kiosk.visit.runtime import Runtime
from survey.visit import TargetChosen
from tests.bench.enrolled_state import VISIT_TAPS


def open_runtime(folder: Path) -> tuple[Store, Runtime]:
    """Return the store in a folder and a runtime on it that is ready for a visit."""
    store = Store(folder)
    runtime = Runtime(store, SystemClock())
    runtime.use_configuration(configurations.read(folder), enrolled=True).result()
    return store, runtime


def time_taps(runtime: Runtime) -> Iterator[float]:
    """Yield the seconds of each tap of one visit after the other, without end.

    The touch that closes the thanks is no answer and is not among them.
    """
    while True:
        for name in VISIT_TAPS:
            before = runtime.view.visit
            began = time.perf_counter()
            runtime.submit(TargetChosen(name)).result()
            seconds = time.perf_counter() - began
            assert runtime.view.visit is not before, f"{name} moved nothing"
            yield seconds
        runtime.submit(TargetChosen("close")).result()
