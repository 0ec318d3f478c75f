"""The number of responses of a month comes from running totals, which equal a new count and are found by their key."""

from __future__ import annotations

import importlib
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, delete, event

from server.store.intake.response_totals import month_count_query
from server.store.read_transaction import reading
from server.store.tables import response_totals, responses
from server.store.write_transaction import writing
from survey.rfc3339 import to_rfc3339
from tests.server.installation import START, ApiTerminal, Installation


def reported_month(terminal: ApiTerminal) -> dict[str, Any] | None:
    """Return what the answer to a heartbeat reports of the month."""
    now = terminal.installation.clock()
    heartbeat = {
        "sent_at": to_rfc3339(now),
        "clock": terminal.clock_reading(now),
        "stream": terminal.stream,
        "next_sequence": terminal.sequence + 1,
    }
    answer = terminal.post("/api/v1/heartbeats", json=heartbeat)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] | None = answer.get_json().get("answered")
    return found


def assert_totals_match(installation: Installation) -> None:
    """Assert that the totals equal a new count of all responses."""
    again = Counter((row.region, row.service_point or "", f"{row.service_date:%Y-%m}") for row in installation.rows(responses))
    kept = {(row.region, row.service_point, row.month): row.count for row in installation.rows(response_totals)}
    assert {key: count for key, count in kept.items() if count} == again


def test_a_heartbeat_is_told_how_many_answered_this_month_where_it_stands(api_terminal: ApiTerminal, installation: Installation) -> None:
    assert reported_month(api_terminal) == {"month": "2026-11", "count": 0}
    beside, elsewhere = installation.enrol_terminal(), installation.enrol_terminal("satama")
    api_terminal.send_responses(api_terminal.next_response(), api_terminal.next_response(draw=None, statements=[]))
    beside.send_responses(beside.next_response())
    elsewhere.send_responses(elsewhere.next_response())
    assert (reported_month(api_terminal), reported_month(beside)) == ({"month": "2026-11", "count": 3},) * 2, (
        "of the point, whichever terminal took it"
    )
    assert reported_month(elsewhere) == {"month": "2026-11", "count": 1}


def test_a_duplicate_is_not_counted_twice(api_terminal: ApiTerminal) -> None:
    response = api_terminal.next_response()
    api_terminal.send_responses(response)
    assert api_terminal.send_responses(response) == [("duplicate", None)]
    assert reported_month(api_terminal) == {"month": "2026-11", "count": 1}


def test_a_month_begins_at_midnight_in_the_region(api_terminal: ApiTerminal, installation: Installation) -> None:
    installation.clock.time = datetime(2026, 11, 30, 21, 59, tzinfo=UTC)
    last = api_terminal.next_response()
    assert reported_month(api_terminal) == {"month": "2026-11", "count": 0}
    installation.clock.advance(minutes=2)
    api_terminal.send_responses(last, api_terminal.next_response())
    assert reported_month(api_terminal) == {"month": "2026-12", "count": 1}, (
        "by service date: what was given before midnight is of November"
    )


def test_a_terminal_that_stands_nowhere_is_told_nothing(api_terminal: ApiTerminal, installation: Installation) -> None:
    installation.clock.time = START - timedelta(days=1)
    api_terminal.booted_at = START - timedelta(days=2)
    assert reported_month(api_terminal) is None


def test_totals_follow_responses_that_move_and_stay_what_counting_again_gives(
    api_terminal: ApiTerminal, installation: Installation
) -> None:
    for days in (1, 1, 40):
        installation.clock.advance(days=days)
        api_terminal.send_responses(api_terminal.next_response(), api_terminal.next_response(draw=None, statements=[]))
    assert_totals_match(installation)
    installation.move_terminal(api_terminal.id, "satama", START + timedelta(days=2))
    assert_totals_match(installation)
    assert {row.service_point for row in installation.rows(response_totals) if row.count} == {"keskusta", "satama"}


def test_a_database_of_before_is_counted_when_it_is_migrated(api_terminal: ApiTerminal, installation: Installation) -> None:
    api_terminal.send_responses(api_terminal.next_response(), api_terminal.next_response())
    installation.clock.advance(days=31)
    api_terminal.send_responses(api_terminal.next_response())
    migration = importlib.import_module("server.store.migrations.versions.0004_messages_pins_and_months")
    with writing(installation.engine) as connection:
        connection.execute(delete(response_totals))
        with Operations.context(MigrationContext.configure(connection)):
            migration._count_months()
    assert_totals_match(installation)


def test_the_count_is_one_row_by_its_key(installation: Installation) -> None:
    with reading(installation.engine) as connection:
        assert "pk_response_totals" in _explained(connection)


def test_a_heartbeat_counts_no_responses(api_terminal: ApiTerminal, installation: Installation) -> None:
    executed: list[str] = []
    event.listen(installation.engine, "before_cursor_execute", lambda *said: executed.append(said[2]))
    reported_month(api_terminal)
    assert [each for each in executed if "FROM response_totals" in each]
    assert not [each for each in executed if "count(" in each.lower()]


def _explained(connection: Connection) -> str:
    query = month_count_query("pohjola", "keskusta", "2026-11").compile(connection.engine, compile_kwargs={"literal_binds": True})
    if connection.dialect.name == "sqlite":
        [row] = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}")
        whole = "SEARCH response_totals USING INDEX sqlite_autoindex_response_totals_1 (region=? AND service_point=? AND month=?)"
        assert row[3] == whole
        return "pk_response_totals"
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # PostgreSQL would otherwise read the empty table without an index
    return " ".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN {query}"))
