"""Measures what the targets of a large region cost, computed from the running totals as the schedule does."""

import random
import statistics
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, insert

from server.operations.migration import migrate
from server.operations.region import load_region_file
from server.operations.rotation.renew_targets import renew_targets
from server.store.engine import connect
from server.store.read_transaction import reading
from server.store.tables import pair_totals, placements, statement_totals, terminal_totals, terminals
from server.store.write_transaction import writing
from survey.forms import CORE_STATEMENTS
from tests.bench.figures import Figure, at_most
from tests.bench.registry import measure
from tests.server.installation import sample_region_file

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
TERMINALS, ANSWERS, TIMES = 10_000, 100_000_000, 5
MONTHS = [f"{2022 + month // 12}-{month % 12 + 1:02}" for month in range(58)]


@measure("targets_seconds")
def targets_seconds(folder: Path) -> Iterator[Figure]:
    """Measure the median of five rounds for 10,000 terminals with totals of 100 million answers. Each round follows some new answers.

    It is compared with the time that reading the totals takes.
    """
    engine = connect(f"sqlite:///{folder / 'targets.db'}")
    migrate(engine)
    with writing(engine) as connection:
        _fill(connection)
    took, renewed = [], []
    for _ in range(TIMES):
        with writing(engine) as connection:
            _more_answers(connection)
        begun = time.perf_counter()
        renewed.append(renew_targets(engine, NOW))
        took.append(time.perf_counter() - begun)
    begun = time.perf_counter()
    with reading(engine) as connection:
        connection.exec_driver_sql("SELECT * FROM terminal_totals").fetchall()
    read = time.perf_counter() - begun
    more: dict[str, float | str] = {"measured_unit": "s", "renewed": statistics.median(renewed), "slowest": max(took)}
    yield Figure("targets_seconds", statistics.median(took), "s", "reading the totals alone", read, at_most(2), more)


def _fill(connection: Connection) -> None:
    rng = random.Random(1)
    load_region_file.apply_region_file(connection, sample_region_file(), author="command", now=NOW)
    names = [f"t{number:05}" for number in range(TERMINALS)]
    _insert(connection, terminals, [{"id": name, "region": "pohjola", "created_at": NOW, "enrolled_at": NOW} for name in names])
    point = {"region": "pohjola", "service_point": "keskusta", "begins_at": NOW}
    _insert(connection, placements, [{"terminal": name, **point} for name in names])
    each = ANSWERS // TERMINALS // len(CORE_STATEMENTS)
    by_terminal, by_pair = [], []
    for name in names:
        for code in CORE_STATEMENTS:
            answered = each + rng.randrange(-2, 3)
            counts = {"drawn": round(answered * 1.2), "shown": round(answered * 1.1), "answered": answered}
            by_terminal.append({"region": "pohjola", "plan": 1, "terminal": name, "statement": code, **counts})
        for two in combinations(sorted(CORE_STATEMENTS), 2):
            drawn = round(each * 0.4) + rng.randrange(-2, 3)
            by_pair.append({"region": "pohjola", "plan": 1, "terminal": name, "pair": " ".join(two), "drawn": drawn})
    _insert(connection, terminal_totals, by_terminal)
    _insert(connection, pair_totals, by_pair)
    by_place = [
        {
            "region": "pohjola",
            "service_point": "keskusta",
            "plan": 1,
            "month": month,
            "statement": code,
            "drawn": 1,
            "shown": 1,
            "answered": 1,
        }
        for month in MONTHS
        for code in CORE_STATEMENTS
    ]
    _insert(connection, statement_totals, by_place)


def _more_answers(connection: Connection) -> None:
    connection.exec_driver_sql("UPDATE terminal_totals SET answered = answered + abs(random()) % 3")


def _insert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    for start in range(0, len(rows), 20_000):
        connection.execute(insert(table), rows[start : start + 20_000])
