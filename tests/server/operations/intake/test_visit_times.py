"""Visit times are corrected across all stored responses: boots without evidence lie between their neighbours, and later evidence corrects
earlier visits.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event

from server.store.intake import responses as store
from server.store.read_transaction import reading
from server.store.tables import responses
from tests.server.installation import START, ApiTerminal, Installation

LOST = "1970-01-01T00:01:00.000Z"


def visits(installation: Installation) -> list[Any]:
    return installation.rows(responses, responses.c.sequence)


def response_without_time(lobby: ApiTerminal) -> dict[str, Any]:
    """Return the response of a visit now, by a clock that has lost the time."""
    return lobby.next_response(visited_at=LOST, clock=lobby.clock_reading(lobby.installation.clock(), trusted=False))


def reboot(lobby: ApiTerminal) -> datetime:
    lobby.boot, lobby.booted_at = f"{lobby.boot}'", lobby.installation.clock()
    return lobby.booted_at


def test_a_dark_boot_between_two_known_ones_lies_between_them(api_terminal: ApiTerminal, installation: Installation) -> None:
    clock = installation.clock
    clock.advance(days=2)
    first = api_terminal.next_response()
    before = clock()
    clock.advance(hours=1)
    reboot(api_terminal)
    clock.advance(minutes=10)
    lost = response_without_time(api_terminal)
    truth = clock()
    clock.advance(hours=1)
    after = reboot(api_terminal)
    clock.advance(minutes=5)
    last = api_terminal.next_response()
    clock.advance(days=10)
    api_terminal.send_responses(first, lost, last)
    [_, found, _] = visits(installation)
    assert found.visited_at_quality == "estimated"
    assert before + timedelta(minutes=10) <= found.visited_at <= after
    assert abs(found.visited_at - truth) <= timedelta(milliseconds=found.uncertainty_ms)


def test_neighbours_that_come_later_bound_what_came_before(api_terminal: ApiTerminal, installation: Installation) -> None:
    clock = installation.clock
    clock.advance(days=3)
    first = api_terminal.next_response()
    clock.advance(hours=1)
    reboot(api_terminal)
    clock.advance(hours=2)
    lost = response_without_time(api_terminal)
    truth = clock()
    after = reboot(api_terminal)
    clock.advance(hours=5)
    last = api_terminal.next_response()
    clock.advance(days=4)
    api_terminal.send_responses(first, lost)
    assert visits(installation)[1].visited_at_quality == "unknown"
    api_terminal.send_responses(last)
    api_terminal.send_heartbeat()
    found = visits(installation)[1]
    assert found.visited_at_quality == "estimated"
    assert found.visited_at <= after
    assert abs(found.visited_at - truth) <= timedelta(milliseconds=found.uncertainty_ms)


def test_the_wall_clocks_word_is_kept_beside_the_corrected_time(api_terminal: ApiTerminal, installation: Installation) -> None:
    lost = response_without_time(api_terminal)
    api_terminal.send_heartbeat(clock_pairs=[api_terminal.measured_clock_pair()])
    api_terminal.send_responses(lost)
    [found] = visits(installation)
    assert (found.visited_at_reported, found.visited_at_quality) == (LOST, "exact")
    assert found.visited_at == installation.clock()


def test_a_heartbeat_that_was_long_on_its_way_makes_nothing_exact_until_the_terminal_has_measured_it(
    api_terminal: ApiTerminal, installation: Installation
) -> None:
    clock = installation.clock
    clock.advance(days=1)
    truth = clock()
    lost = response_without_time(api_terminal)
    pair = api_terminal.measured_clock_pair()
    sent = api_terminal.clock_reading(clock())
    clock.advance(seconds=8)
    api_terminal.send_heartbeat(clock=sent)
    api_terminal.send_responses(lost)
    [found] = visits(installation)
    assert found.visited_at_quality == "estimated"
    assert abs(found.visited_at - truth) <= timedelta(milliseconds=found.uncertainty_ms)

    clock.advance(minutes=5)
    api_terminal.send_heartbeat(clock_pairs=[pair])
    [found] = visits(installation)
    assert found.visited_at_quality == "exact"
    assert abs(found.visited_at - truth) < timedelta(seconds=2)


def test_a_corrected_time_moves_the_visit_to_where_the_terminal_stood_then(api_terminal: ApiTerminal, installation: Installation) -> None:
    clock = installation.clock
    visited = clock.advance(hours=1)
    lost = response_without_time(api_terminal)
    moved = clock.advance(hours=1)
    installation.move_terminal(api_terminal.id, "satama", moved)
    clock.advance(days=3)
    api_terminal.send_responses(lost)
    assert visits(installation)[0].service_point in (None, "keskusta", "satama")
    api_terminal.send_heartbeat()
    [found] = visits(installation)
    assert (found.service_point, found.service_date) == ("keskusta", visited.date())
    assert abs(found.visited_at - visited) < timedelta(seconds=20)


def test_visits_from_before_an_enrolment_that_the_server_forgot_are_believed(installation: Installation) -> None:
    """A visit before the enrolment that the server knows of keeps its exact time.

    A server restored from the night before knows the terminal, but not that it had enrolled already.
    """
    terminal, code = installation.add_terminal(hours=100)
    visited = installation.clock.advance(days=1)
    installation.clock.advance(days=1)
    token = "t" * 43
    installation.post_enrolment(code, token)
    lobby = ApiTerminal(installation, terminal, token)
    early = {**lobby.next_response(), "visited_at": visited.isoformat(), "clock": lobby.clock_reading(visited)}
    lobby.send_responses(early)
    [found] = visits(installation)
    assert (found.visited_at, found.visited_at_quality) == (visited, "exact")


def test_a_boot_is_known_by_its_own_visits_of_which_the_time_is_exact(api_terminal: ApiTerminal, installation: Installation) -> None:
    """An exact visit gives the time of later visits in the same boot.

    By then the terminal no longer trusts its clock, and it has never sent a heartbeat.
    """
    clock = installation.clock
    clock.advance(days=2)
    api_terminal.send_responses(api_terminal.next_response())
    clock.advance(hours=3)
    lost, truth = response_without_time(api_terminal), clock()
    clock.advance(days=2)
    api_terminal.send_responses(lost)
    [_, found] = visits(installation)
    assert found.visited_at_quality == "exact"
    assert abs(found.visited_at - truth) <= timedelta(milliseconds=found.uncertainty_ms)


@pytest.mark.parametrize(
    ("look", "index"),
    [
        (lambda connection: store.neighbours(connection, "a", 5, 9), "ix_responses_stream_sequence_exact"),
        (lambda connection: store.inexact_visit_times(connection, "t", since=START), "ix_responses_terminal_received_at_not_exact"),
    ],
)
def test_looking_for_evidence_does_not_go_through_all_that_is_stored(
    installation: Installation, look: Callable[[Connection], object], index: str
) -> None:
    explain = "EXPLAIN QUERY PLAN " if installation.engine.dialect.name == "sqlite" else "EXPLAIN "
    asked: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        asked.append((statement, parameters))

    with reading(installation.engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # PostgreSQL would otherwise scan so few rows without an index
        event.listen(installation.engine, "before_cursor_execute", note)
        look(connection)
        event.remove(installation.engine, "before_cursor_execute", note)
        for statement, parameters in asked:
            plan = "\n".join(str(row) for row in connection.exec_driver_sql(explain + statement, parameters))
            assert index in plan, plan
