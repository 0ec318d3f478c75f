"""Scheduled jobs run on one node at a time and once per turn, and their failures are recorded."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import SQLAlchemyError

from server.operations.job_locks import acquire_job_lock
from server.schedule import JOBS, Node, ScheduledJob, run_if_due, start_schedule
from server.settings import ServerSettings
from server.store.engine import Engine
from server.store.fleet import terminal_requests
from server.store.people import sign_in_failures
from server.store.tables import clock_pairs, heartbeat_history, job_locks
from server.store.tables import sign_in_failures as failures_table
from server.store.tables import terminal_requests as requests_table
from server.store.write_transaction import writing
from tests.server.installation import Installation

SECRET = "a-secret-for-tests-alone-0123456789-0123456789"


@pytest.fixture
def node(installation: Installation, database_url: str, tmp_path: Path) -> Node:
    settings = ServerSettings(server_state=tmp_path, database_url=database_url, secret_key=SECRET)
    return Node(installation.engine, settings, installation.clock, "node")


def _counting(ran: list[datetime]) -> ScheduledJob:
    def act(_: Engine, __: ServerSettings, now: datetime) -> str:
        ran.append(now)
        return "done"

    return ScheduledJob("count", timedelta(hours=6), act)


def test_of_many_nodes_one_runs_the_job(node: Node) -> None:
    ran: list[datetime] = []
    with ThreadPoolExecutor(8) as nodes:
        list(nodes.map(lambda number: run_if_due(replace(node, name=f"node-{number}"), _counting(ran)), range(8)))
    assert len(ran) == 1


def test_the_job_runs_again_at_its_next_turn_and_not_before(node: Node, installation: Installation) -> None:
    ran: list[datetime] = []
    for hours in (0, 3, 3, 1):
        installation.clock.advance(hours=hours)
        run_if_due(node, _counting(ran))
    assert len(ran) == 2


def test_a_node_that_died_with_the_lock_holds_nobody_up_for_ever(node: Node, installation: Installation) -> None:
    now = node.now()
    assert acquire_job_lock(node.engine, "count", "dead", now=now, until=now + timedelta(minutes=30), not_since=now)
    ran: list[datetime] = []
    installation.clock.advance(minutes=20)
    assert run_if_due(node, _counting(ran)) is None
    installation.clock.advance(hours=6)
    assert run_if_due(node, _counting(ran)) == "done"


def test_a_job_that_fails_is_written_down_and_gives_its_lock_back(node: Node, installation: Installation) -> None:
    def broken(*_: object) -> str:
        raise SQLAlchemyError("broken")

    with pytest.raises(SQLAlchemyError):
        run_if_due(node, ScheduledJob("broken", timedelta(hours=1), broken))
    row = installation.rows(job_locks)[0]
    assert row.last_result == "failed"
    assert row.expires_at <= node.now()


def test_what_has_had_its_time_is_forgotten_and_the_rest_is_kept(node: Node, installation: Installation) -> None:
    terminal = installation.enrol_terminal()
    terminal.send_heartbeat()
    with writing(node.engine) as connection:
        for result in ("done", "gone"):
            request = terminal_requests.ask_retry(connection, terminal.id, ids=None, author="command", now=node.now())
            terminal_requests.settle(connection, request, result, node.now())
        sign_in_failures.add(connection, ["address:1"], node.now())
    installation.clock.advance(days=2)
    terminal.send_heartbeat()
    said = run_if_due(node, JOBS[0])
    assert said is not None
    assert "1 failures" in said
    assert installation.rows(failures_table) == []
    assert len(installation.rows(heartbeat_history)) == 2, "heartbeats are the evidence for visit times: they are kept long"
    installation.clock.advance(days=399)
    run_if_due(node, JOBS[0])
    assert len(installation.rows(heartbeat_history)) == 1
    assert [row.result for row in installation.rows(requests_table)] == ["gone"], "it would be asked for again"
    assert len(installation.rows(clock_pairs)) == 1, "what a forgotten heartbeat told of a clock is forgotten with it"


def test_the_schedule_drops_no_job_that_is_late(node: Node) -> None:
    scheduler = start_schedule(node)
    try:
        for job in scheduler.get_jobs():
            assert job.misfire_grace_time is None, "APScheduler drops jobs a second late unless this is None"
            assert job.coalesce
            assert job.max_instances == 1
    finally:
        scheduler.shutdown()
