"""Measures the responses per second over HTTP, in comparison with the bare driver that writes the same rows into the same database.

One server process receives batches of 500 as a terminal sends them. After the server has ended, its rows are read and deleted, and the
driver's own `executemany` writes them again on one connection, with 500 responses per commit.
"""

import gzip
import json
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import requests
from msgspec.structs import replace
from psycopg.types.json import Json

from provisioning.demo import EXAMPLE_REGION_FILE
from survey.response import freeze_response
from survey.wire import MAX_RESPONSES
from tests.bench.enrolled_state import sample_response
from tests.bench.figures import Figure, at_least, ratio
from tests.bench.registry import measure
from tests.fixtures.postgresql import PostgresCluster
from tests.fixtures.server import ServerProcess

BATCHES, WARM_UP_BATCHES = 40, 2
TABLES = {"responses": "id", "statement_answers": "response"}
"""Maps the tables that contain a response's rows to the column with the id of the response."""
AGAINST = "the bare driver writing the same rows"
Rows = dict[str, list[list[tuple[Any, ...]]]]
"""Maps each table to the rows of each batch."""


@measure("ingest_ratio_sqlite")
def ingest_sqlite(folder: Path) -> Iterator[Figure]:
    server = ServerProcess(folder)
    ours = _ingest(server)
    with sqlite3.connect(server.state / "aula.db", isolation_level=None) as database:
        for name, value in (("journal_mode", "WAL"), ("synchronous", "FULL"), ("foreign_keys", "ON")):
            database.execute(f"PRAGMA {name}={value}")
        rows = _read(database.execute)
        for table in reversed(TABLES):
            database.execute(f"DELETE FROM {table}")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

        def write(table: str, batch: Sequence[tuple[Any, ...]]) -> None:
            database.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(batch[0]))})", batch)

        theirs = _driver_rate(rows, lambda: database.execute("BEGIN IMMEDIATE"), write, lambda: database.execute("COMMIT"))
    yield ratio("ingest_ratio_sqlite", ours, theirs, "responses/s", against=AGAINST, limit=at_least(0.2))


@measure("ingest_ratio_postgresql")
def ingest_postgresql(folder: Path) -> Iterator[Figure]:
    with PostgresCluster(durable=True) as cluster:
        url = cluster.empty_database()
        ours = _ingest(ServerProcess(folder, database_url=url))
        with psycopg.connect(url.replace("+psycopg", "")) as database:
            rows = _read(database.execute)
            for table in reversed(TABLES):
                database.execute(f"DELETE FROM {table}")
            database.commit()
            database.autocommit = True
            for table in TABLES:
                database.execute(f"VACUUM {table}")
            database.autocommit = False

            def write(table: str, batch: Sequence[tuple[Any, ...]]) -> None:
                with database.cursor() as cursor:
                    cursor.executemany(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(batch[0]))})", batch)

            theirs = _driver_rate(rows, lambda: None, write, database.commit)
    yield ratio("ingest_ratio_postgresql", ours, theirs, "responses/s", against=AGAINST, limit=at_least(0.2))


def _ingest(server: ServerProcess) -> float:
    """Return how many responses of one terminal are acknowledged per second."""
    server.init()
    server.run_command("load", str(EXAMPLE_REGION_FILE))
    added = server.run_json("add-terminal", "--service-point", "keskusta-health-centre")
    server.start()
    try:
        with requests.Session() as session:
            token = "t" * 43
            enrolled = session.post(f"{server.url}/api/v1/enrolments", json={"code": added["enrolment_code"], "token": token}, timeout=60)
            enrolled.raise_for_status()
            session.headers.update({"Authorization": f"Bearer {token}", "Content-Encoding": "gzip", "Content-Type": "application/json"})
            bodies = [_body(number) for number in range(BATCHES)]
            for body in bodies[:WARM_UP_BATCHES]:
                _send(session, server.url, body)
            began = time.perf_counter()
            for body in bodies[WARM_UP_BATCHES:]:
                _send(session, server.url, body)
            seconds = time.perf_counter() - began
    finally:
        server.stop()
    return (BATCHES - WARM_UP_BATCHES) * MAX_RESPONSES / seconds


def _body(batch: int) -> bytes:
    whole = sample_response()
    first = batch * MAX_RESPONSES + 1
    frozen = [freeze_response(replace(whole, id=str(uuid.uuid4()), sequence=first + n)) for n in range(MAX_RESPONSES)]
    return gzip.compress(b'{"responses":[' + b",".join(frozen) + b"]}", 6)


def _send(session: requests.Session, url: str, body: bytes) -> None:
    answer = session.post(f"{url}/api/v1/responses", data=body, timeout=120)
    outcomes = [result["outcome"] for result in msgspec.json.decode(answer.content)["results"]]
    if outcomes != ["stored"] * MAX_RESPONSES:
        raise RuntimeError(f"not all were stored: {json.dumps(sorted(set(outcomes)))}")


def _read(select: Callable[[str], Any]) -> Rows:
    """Return every row of the responses in the order in which the responses were received, in batches of 500 responses."""
    rank: dict[str, int] = {}
    found: Rows = {}
    for table, owner in TABLES.items():
        cursor = select(f"SELECT * FROM {table}")
        column = [each[0] for each in cursor.description].index(owner)
        batches: list[list[tuple[Any, ...]]] = [[] for _ in range(BATCHES)]
        for row in cursor.fetchall():
            place = rank.setdefault(row[column], len(rank))
            plain = tuple(Json(value) if isinstance(value, list | dict) else value for value in row)
            batches[place // MAX_RESPONSES].append(plain)
        found[table] = batches
    return found


def _driver_rate(
    rows: Rows, begin: Callable[[], Any], write: Callable[[str, Sequence[tuple[Any, ...]]], None], commit: Callable[[], Any]
) -> float:
    """Return how many responses per second the driver writes."""
    began = time.perf_counter()
    for batch in range(BATCHES):
        begin()
        for table, batches in rows.items():
            write(table, batches[batch])
        commit()
    return BATCHES * MAX_RESPONSES / (time.perf_counter() - began)
