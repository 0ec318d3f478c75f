"""A response belongs to where its terminal stood at the visit, however late it arrives or its placement is corrected."""

from __future__ import annotations

from datetime import timedelta

from server.store.tables import responses, statement_totals
from tests.server.installation import START, ApiTerminal, Installation


def points(installation: Installation) -> list[str | None]:
    return [row.service_point for row in installation.rows(responses, responses.c.sequence)]


def test_a_late_response_belongs_where_the_terminal_stood_then(api_terminal: ApiTerminal, installation: Installation) -> None:
    installation.clock.advance(hours=1)
    early = api_terminal.next_response()
    installation.move_terminal(api_terminal.id, "satama", installation.clock.advance(days=1))
    installation.clock.advance(hours=1)
    api_terminal.send_responses(early, api_terminal.next_response())
    assert points(installation) == ["keskusta", "satama"]


def test_correcting_a_placement_moves_its_responses_and_their_totals(api_terminal: ApiTerminal, installation: Installation) -> None:
    sent = []
    for _ in range(4):
        installation.clock.advance(hours=1)
        sent.append(api_terminal.next_response())
    api_terminal.send_responses(*sent)
    assert installation.move_terminal(api_terminal.id, "satama", START + timedelta(hours=2, minutes=30)) == 2
    assert points(installation) == ["keskusta", "keskusta", "satama", "satama"]
    totals = {(row.service_point, row.statement): (row.drawn, row.answered) for row in installation.rows(statement_totals)}
    assert totals["keskusta", "access"] == totals["satama", "access"] == (2, 2)
    assert installation.move_terminal(api_terminal.id, "keskusta", START) == 2
    totals = {(row.service_point, row.statement): (row.drawn, row.answered) for row in installation.rows(statement_totals)}
    assert (totals["keskusta", "access"], totals["satama", "access"]) == ((4, 4), (0, 0))


def test_a_visit_before_any_placement_belongs_nowhere_until_it_is_said(api_terminal: ApiTerminal, installation: Installation) -> None:
    installation.clock.advance(days=1)
    api_terminal.send_responses(
        api_terminal.next_response(visited_at="2026-11-02T07:58:00.000Z", clock={"boot": "b", "monotonic_ms": 1, "trusted": True})
    )
    assert points(installation) == [None]
    installation.move_terminal(api_terminal.id, "satama", START - timedelta(days=1))
    assert points(installation) == ["satama"]
