"""`POST /api/v1/heartbeats` requests missing and refused responses, and corrects the times of visits."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete

from server.store.fleet import terminal_requests
from server.store.tables import clock_pairs, heartbeat_history, last_heartbeats, responses, retired_responses, streams
from server.store.write_transaction import writing
from survey.rfc3339 import to_rfc3339
from tests.server.installation import START, ApiTerminal, Installation


def missing(installation: Installation, terminal: ApiTerminal) -> int:
    return int({row.id: row.missing for row in installation.rows(streams)}[terminal.stream])


def test_the_last_heartbeat_and_a_week_of_them_are_kept(api_terminal: ApiTerminal, installation: Installation) -> None:
    for unsent in (3, 2, 1):
        api_terminal.send_heartbeat(unsent=unsent, temperature_c=41.5, notes=["outbox_set_aside"])
        installation.clock.advance(days=4)
    [last] = installation.rows(last_heartbeats)
    assert (last.unsent, last.temperature_c, last.notes) == (1, 41.5, ["outbox_set_aside"])
    assert [row.unsent for row in installation.rows(heartbeat_history, heartbeat_history.c.received_at)] == [2, 1]


def test_a_stream_without_holes_misses_nothing(api_terminal: ApiTerminal, installation: Installation) -> None:
    api_terminal.send_responses(*[api_terminal.next_response() for _ in range(5)])
    assert api_terminal.send_heartbeat(acknowledged_kept=5) == []
    assert missing(installation, api_terminal) == 0


def test_a_hole_is_asked_for_until_it_is_filled(api_terminal: ApiTerminal, installation: Installation) -> None:
    sent = [api_terminal.next_response() for _ in range(6)]
    api_terminal.send_responses(*sent[:2], sent[4])
    [request] = api_terminal.send_heartbeat(unsent=1, acknowledged_kept=5)
    assert (request["kind"], request["stream"], request["from"], request["to"]) == ("resend", api_terminal.stream, 3, 4)
    assert missing(installation, api_terminal) == 2
    assert [again["id"] for again in api_terminal.send_heartbeat(unsent=1, acknowledged_kept=5)] == [request["id"]]
    api_terminal.send_responses(*sent)
    assert api_terminal.send_heartbeat(acknowledged_kept=6) == []
    assert missing(installation, api_terminal) == 0


def test_what_a_terminal_no_longer_has_stays_missing_and_is_asked_for_no_more(
    api_terminal: ApiTerminal, installation: Installation
) -> None:
    sent = [api_terminal.next_response() for _ in range(3)]
    api_terminal.send_responses(sent[0], sent[2])
    asked = [api_terminal.send_heartbeat(acknowledged_kept=2) for _ in range(5)]
    assert [len(requests) for requests in asked] == [1, 1, 1, 0, 0]
    assert missing(installation, api_terminal) == 1


def test_a_terminal_that_keeps_nothing_is_asked_for_nothing(api_terminal: ApiTerminal, installation: Installation) -> None:
    sent = [api_terminal.next_response() for _ in range(3)]
    api_terminal.send_responses(sent[2])
    assert api_terminal.send_heartbeat(acknowledged_kept=0) == []
    assert missing(installation, api_terminal) == 2


def test_refused_responses_are_not_missing(api_terminal: ApiTerminal, installation: Installation) -> None:
    good, bad = api_terminal.next_response(), api_terminal.next_response(nps=11)
    api_terminal.send_responses(good, bad)
    refused = {"count": 1, "items": [{"id": bad["id"], "code": "value_out_of_range"}]}
    assert api_terminal.send_heartbeat(refused=refused, acknowledged_kept=1) == []
    assert missing(installation, api_terminal) == 0
    assert installation.rows(last_heartbeats)[0].refused_items == refused["items"]


def test_retired_responses_leave_no_hole_and_are_not_stored_again(api_terminal: ApiTerminal, installation: Installation) -> None:
    sent = [api_terminal.next_response() for _ in range(3)]
    api_terminal.send_responses(*sent)
    with writing(installation.engine) as connection:
        connection.execute(delete(responses).where(responses.c.id == sent[1]["id"]))
        row = {"id": sent[1]["id"], "stream": api_terminal.stream, "sequence": 2, "retired_at": installation.clock()}
        connection.execute(retired_responses.insert().values(row))
    assert api_terminal.send_heartbeat(acknowledged_kept=3) == []
    assert api_terminal.send_responses(sent[1]) == [("duplicate", None)]
    assert len(installation.rows(responses)) == 2


def test_the_quarantine_is_called_back_until_it_is_empty(api_terminal: ApiTerminal, installation: Installation) -> None:
    with writing(installation.engine) as connection:
        terminal_requests.ask_retry(connection, api_terminal.id, ids=None, author="ada@example.fi", now=installation.clock())
    refused = {"count": 1, "items": []}
    [request] = api_terminal.send_heartbeat(refused=refused)
    assert (request["kind"], "ids" in request) == ("retry", False)
    assert len(api_terminal.send_heartbeat(refused=refused)) == 1  # requested again, because the first answer may have been lost
    assert api_terminal.send_heartbeat() == []


def test_a_retry_names_the_ids_it_is_about(api_terminal: ApiTerminal, installation: Installation) -> None:
    with writing(installation.engine) as connection:
        terminal_requests.ask_retry(connection, api_terminal.id, ids=["a", "b"], author="ada@example.fi", now=installation.clock())
    [request] = api_terminal.send_heartbeat()
    assert request["ids"] == ["a", "b"]


def test_a_heartbeat_corrects_the_boot_it_speaks_of(api_terminal: ApiTerminal, installation: Installation) -> None:
    """The server computes the time of a visit from the monotonic clock and the heartbeat, although the wall clock says 1970."""
    visited = installation.clock.advance(hours=1)
    sent = api_terminal.next_response(visited_at="1970-01-01T00:00:05.000Z", clock=api_terminal.clock_reading(visited, trusted=False))
    installation.clock.advance(days=2)
    api_terminal.send_responses(sent)
    [before] = installation.rows(responses)
    assert (before.visited_at_quality, before.uncertainty_ms) == ("unknown", None)
    api_terminal.send_heartbeat()
    [after] = installation.rows(responses)
    assert after.visited_at_reported == "1970-01-01T00:00:05.000Z"
    assert after.visited_at_quality == "estimated"  # two days of drift
    assert abs(after.visited_at - visited) < timedelta(milliseconds=after.uncertainty_ms)
    assert after.raw == before.raw


def test_the_terminals_own_pairs_survive_what_the_server_forgot(api_terminal: ApiTerminal, installation: Installation) -> None:
    visited = installation.clock.advance(hours=1)
    sent = api_terminal.next_response(visited_at="2100-01-01T00:00:00.000Z", clock=api_terminal.clock_reading(visited, trusted=True))
    pair = {"boot": "boot-1", "monotonic_ms": 3_600_500, "server_time": to_rfc3339(START + timedelta(milliseconds=3_600_500))}
    installation.clock.advance(days=3)
    api_terminal.boot = "boot-2"
    api_terminal.send_responses(sent)
    api_terminal.send_heartbeat(clock_pairs=[{**pair, "uncertainty_ms": 40}, {**pair, "server_time": "nonsense", "uncertainty_ms": 0}])
    [row] = installation.rows(responses)
    assert (row.visited_at, row.visited_at_quality, row.uncertainty_ms) == (visited, "exact", 41)


def test_only_pairs_that_say_something_new_are_kept(api_terminal: ApiTerminal, installation: Installation) -> None:
    for _ in range(48):
        installation.clock.advance(minutes=30)
        api_terminal.send_heartbeat()
    assert len(installation.rows(clock_pairs)) < 12


def test_a_heartbeat_with_nothing_but_the_least_is_taken(api_terminal: ApiTerminal) -> None:
    assert api_terminal.send_heartbeat() == []


def test_a_heartbeat_with_words_too_long_is_refused_whole(api_terminal: ApiTerminal, installation: Installation) -> None:
    body = {"sent_at": "x" * 500, "clock": api_terminal.clock_reading(START), "stream": api_terminal.stream, "next_sequence": 1}
    answer = api_terminal.post("/api/v1/heartbeats", json=body)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "invalid_request")
    assert "xxx" not in answer.text
    assert installation.rows(last_heartbeats) == []
