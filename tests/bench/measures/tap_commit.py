"""Measures a tap from passing it to the runtime until its commit has returned, in comparison with a bare commit of one small row."""

import sqlite3
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.enrolled_state import write_enrolled_state
from tests.bench.figures import Figure, at_most, ratio
from tests.bench.registry import measure
from tests.bench.tap_timing import open_runtime, time_taps

TAPS = 1000


@measure("tap_commit_ratio")
def tap_commit(folder: Path) -> Iterator[Figure]:
    """Measure taps and bare commits in turn, so that changes in the speed of the disk affect both alike."""
    write_enrolled_state(folder / "terminal")
    store, runtime = open_runtime(folder / "terminal")
    bare = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)
    bare.execute("PRAGMA journal_mode=WAL")
    bare.execute("PRAGMA synchronous=FULL")
    bare.execute("CREATE TABLE row (number INTEGER PRIMARY KEY, word TEXT)")
    own, other = [], []
    flow = time_taps(runtime)
    for number in range(TAPS):
        own.append(next(flow))
        began = time.perf_counter()
        bare.execute("INSERT INTO row VALUES (?, 'a small row')", (number,))
        other.append(time.perf_counter() - began)
    store.close()
    bare.close()
    yield ratio(
        "tap_commit_ratio",
        statistics.median(own) * 1000,
        statistics.median(other) * 1000,
        "ms",
        against="a bare commit of one small row",
        limit=at_most(3),
        p99_ms=statistics.quantiles(own, n=100)[98] * 1000,
        p99_against_ms=statistics.quantiles(other, n=100)[98] * 1000,
    )
