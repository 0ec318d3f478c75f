"""How long a tap takes, from being handed to the runtime until its commit returned."""

import time
from collections.abc import Iterator
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.store import configuration as configurations
from kiosk.store.store import Store
from kiosk.visit.runtime import Runtime
from survey.visit import TargetChosen
from tests.bench.enrolled import VISIT_TAPS


def open_runtime(folder: Path) -> tuple[Store, Runtime]:
    """The store in `folder` and a runtime on it, ready for a person."""
    store = Store(folder)
    runtime = Runtime(store, SystemClock())
    runtime.use_configuration(configurations.read(folder), enrolled=True).result()
    return store, runtime


def time_taps(runtime: Runtime) -> Iterator[float]:
    """Seconds of each tap, of one visit after the other, for ever. The touch that closes the thanks is no answer and not among them."""
    while True:
        for name in VISIT_TAPS:
            before = runtime.view.visit
            began = time.perf_counter()
            runtime.submit(TargetChosen(name)).result()
            seconds = time.perf_counter() - began
            assert runtime.view.visit is not before, f"{name} moved nothing"
            yield seconds
        runtime.submit(TargetChosen("close")).result()
