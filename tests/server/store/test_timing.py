"""Visit times over all that is stored: dark boots lie between their neighbours, and later evidence corrects what came before."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from server.store.tables import responses
from tests.server.installation import ApiTerminal, Installation

LOST = "1970-01-01T00:01:00.000Z"


def visits(installation: Installation) -> list[Any]:
    return installation.rows(responses, responses.c.sequence)


def dark(lobby: ApiTerminal) -> dict[str, Any]:
    """A visit now, by a clock that has lost the time."""
    return lobby.response(visited_at=LOST, clock=lobby.reading(lobby.installation.clock(), trusted=False))


def reboot(lobby: ApiTerminal) -> datetime:
    lobby.boot, lobby.booted_at = f"{lobby.boot}'", lobby.installation.clock()
    return lobby.booted_at


def test_a_dark_boot_between_two_known_ones_lies_between_them(lobby: ApiTerminal, installation: Installation) -> None:
    clock = installation.clock
    clock.pass_time(days=2)
    first = lobby.response()
    before = clock()
    clock.pass_time(hours=1)
    reboot(lobby)
    clock.pass_time(minutes=10)
    lost = dark(lobby)
    truth = clock()
    clock.pass_time(hours=1)
    after = reboot(lobby)
    clock.pass_time(minutes=5)
    last = lobby.response()
    clock.pass_time(days=10)
    lobby.send(first, lost, last)
    [_, found, _] = visits(installation)
    assert found.visited_at_quality == "estimated"
    assert before + timedelta(minutes=10) <= found.visited_at <= after
    assert abs(found.visited_at - truth) <= timedelta(milliseconds=found.uncertainty_ms)


def test_neighbours_that_come_later_bound_what_came_before(lobby: ApiTerminal, installation: Installation) -> None:
    clock = installation.clock
    clock.pass_time(days=3)
    first = lobby.response()
    clock.pass_time(hours=1)
    reboot(lobby)
    clock.pass_time(hours=2)
    lost = dark(lobby)
    truth = clock()
    after = reboot(lobby)
    clock.pass_time(hours=5)
    last = lobby.response()
    clock.pass_time(days=4)
    lobby.send(first, lost)
    assert visits(installation)[1].visited_at_quality == "unknown"
    lobby.send(last)
    lobby.heartbeat()
    found = visits(installation)[1]
    assert found.visited_at_quality == "estimated"
    assert found.visited_at <= after
    assert abs(found.visited_at - truth) <= timedelta(milliseconds=found.uncertainty_ms)


def test_the_wall_clocks_word_is_kept_beside_the_corrected_time(lobby: ApiTerminal, installation: Installation) -> None:
    lost = dark(lobby)
    lobby.heartbeat()
    lobby.send(lost)
    [found] = visits(installation)
    assert (found.visited_at_reported, found.visited_at_quality) == (LOST, "exact")
    assert found.visited_at == installation.clock()


def test_a_corrected_time_moves_the_visit_to_where_the_terminal_stood_then(lobby: ApiTerminal, installation: Installation) -> None:
    clock = installation.clock
    visited = clock.pass_time(hours=1)
    lost = dark(lobby)
    moved = clock.pass_time(hours=1)
    installation.move(lobby.id, "satama", moved)
    clock.pass_time(days=3)
    lobby.send(lost)
    assert visits(installation)[0].service_point in (None, "keskusta", "satama")
    lobby.heartbeat()
    [found] = visits(installation)
    assert (found.service_point, found.service_date) == ("keskusta", visited.date())
    assert abs(found.visited_at - visited) < timedelta(seconds=20)


def test_visits_from_before_an_enrolment_that_the_server_forgot_are_believed(installation: Installation) -> None:
    """A server restored from the night before knows the terminal, but not yet that it had enrolled."""
    terminal, code = installation.add_terminal(hours=100)
    visited = installation.clock.pass_time(days=1)
    installation.clock.pass_time(days=1)
    token = "t" * 43
    installation.enrol(code, token)
    lobby = ApiTerminal(installation, terminal, token)
    early = {**lobby.response(), "visited_at": visited.isoformat(), "clock": lobby.reading(visited)}
    lobby.send(early)
    [found] = visits(installation)
    assert (found.visited_at, found.visited_at_quality) == (visited, "exact")
