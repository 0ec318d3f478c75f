"""`POST /api/v1/heartbeats`: gaps show and are asked for, the quarantine is called back, and clocks are corrected."""

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


def test_the_last_heartbeat_and_a_week_of_them_are_kept(lobby: ApiTerminal, installation: Installation) -> None:
    for unsent in (3, 2, 1):
        lobby.heartbeat(unsent=unsent, temperature_c=41.5, notes=["outbox_set_aside"])
        installation.clock.pass_time(days=4)
    [last] = installation.rows(last_heartbeats)
    assert (last.unsent, last.temperature_c, last.notes) == (1, 41.5, ["outbox_set_aside"])
    assert [row.unsent for row in installation.rows(heartbeat_history, heartbeat_history.c.received_at)] == [2, 1]


def test_a_stream_without_holes_misses_nothing(lobby: ApiTerminal, installation: Installation) -> None:
    lobby.send(*[lobby.response() for _ in range(5)])
    assert lobby.heartbeat(acknowledged_kept=5) == []
    assert missing(installation, lobby) == 0


def test_a_hole_is_asked_for_until_it_is_filled(lobby: ApiTerminal, installation: Installation) -> None:
    sent = [lobby.response() for _ in range(6)]
    lobby.send(*sent[:2], sent[4])
    [request] = lobby.heartbeat(unsent=1, acknowledged_kept=5)
    assert (request["kind"], request["stream"], request["from"], request["to"]) == ("resend", lobby.stream, 3, 4)
    assert missing(installation, lobby) == 2
    assert [again["id"] for again in lobby.heartbeat(unsent=1, acknowledged_kept=5)] == [request["id"]]
    lobby.send(*sent)
    assert lobby.heartbeat(acknowledged_kept=6) == []
    assert missing(installation, lobby) == 0


def test_what_a_terminal_no_longer_has_stays_missing_and_is_asked_for_no_more(lobby: ApiTerminal, installation: Installation) -> None:
    sent = [lobby.response() for _ in range(3)]
    lobby.send(sent[0], sent[2])
    asked = [lobby.heartbeat(acknowledged_kept=2) for _ in range(5)]
    assert [len(requests) for requests in asked] == [1, 1, 1, 0, 0]
    assert missing(installation, lobby) == 1


def test_a_terminal_that_keeps_nothing_is_asked_for_nothing(lobby: ApiTerminal, installation: Installation) -> None:
    sent = [lobby.response() for _ in range(3)]
    lobby.send(sent[2])
    assert lobby.heartbeat(acknowledged_kept=0) == []
    assert missing(installation, lobby) == 2


def test_refused_responses_are_not_missing(lobby: ApiTerminal, installation: Installation) -> None:
    good, bad = lobby.response(), lobby.response(nps=11)
    lobby.send(good, bad)
    refused = {"count": 1, "items": [{"id": bad["id"], "code": "value_out_of_range"}]}
    assert lobby.heartbeat(refused=refused, acknowledged_kept=1) == []
    assert missing(installation, lobby) == 0
    assert installation.rows(last_heartbeats)[0].refused_items == refused["items"]


def test_retired_responses_leave_no_hole_and_are_not_stored_again(lobby: ApiTerminal, installation: Installation) -> None:
    sent = [lobby.response() for _ in range(3)]
    lobby.send(*sent)
    with writing(installation.engine) as connection:
        connection.execute(delete(responses).where(responses.c.id == sent[1]["id"]))
        row = {"id": sent[1]["id"], "stream": lobby.stream, "sequence": 2, "retired_at": installation.clock()}
        connection.execute(retired_responses.insert().values(row))
    assert lobby.heartbeat(acknowledged_kept=3) == []
    assert lobby.send(sent[1]) == [("duplicate", None)]
    assert len(installation.rows(responses)) == 2


def test_the_quarantine_is_called_back_until_it_is_empty(lobby: ApiTerminal, installation: Installation) -> None:
    with writing(installation.engine) as connection:
        terminal_requests.ask_retry(connection, lobby.id, ids=None, author="ada@example.fi", now=installation.clock())
    refused = {"count": 1, "items": []}
    [request] = lobby.heartbeat(refused=refused)
    assert (request["kind"], "ids" in request) == ("retry", False)
    assert len(lobby.heartbeat(refused=refused)) == 1  # the first answer may have been lost
    assert lobby.heartbeat() == []


def test_a_retry_names_the_ids_it_is_about(lobby: ApiTerminal, installation: Installation) -> None:
    with writing(installation.engine) as connection:
        terminal_requests.ask_retry(connection, lobby.id, ids=["a", "b"], author="ada@example.fi", now=installation.clock())
    [request] = lobby.heartbeat()
    assert request["ids"] == ["a", "b"]


def test_a_heartbeat_corrects_the_boot_it_speaks_of(lobby: ApiTerminal, installation: Installation) -> None:
    """The terminal's wall clock says 1970; its monotonic clock and the heartbeat say when the visit was."""
    visited = installation.clock.pass_time(hours=1)
    sent = lobby.response(visited_at="1970-01-01T00:00:05.000Z", clock=lobby.reading(visited, trusted=False))
    installation.clock.pass_time(days=2)
    lobby.send(sent)
    [before] = installation.rows(responses)
    assert (before.visited_at_quality, before.uncertainty_ms) == ("unknown", None)
    lobby.heartbeat()
    [after] = installation.rows(responses)
    assert after.visited_at_reported == "1970-01-01T00:00:05.000Z"
    assert after.visited_at_quality == "estimated"  # two days of drift
    assert abs(after.visited_at - visited) < timedelta(milliseconds=after.uncertainty_ms)
    assert after.raw == before.raw


def test_the_terminals_own_pairs_survive_what_the_server_forgot(lobby: ApiTerminal, installation: Installation) -> None:
    visited = installation.clock.pass_time(hours=1)
    sent = lobby.response(visited_at="2100-01-01T00:00:00.000Z", clock=lobby.reading(visited, trusted=True))
    pair = {"boot": "boot-1", "monotonic_ms": 3_600_500, "server_time": to_rfc3339(START + timedelta(milliseconds=3_600_500))}
    installation.clock.pass_time(days=3)
    lobby.boot = "boot-2"
    lobby.send(sent)
    lobby.heartbeat(clock_pairs=[{**pair, "uncertainty_ms": 40}, {**pair, "server_time": "nonsense", "uncertainty_ms": 0}])
    [row] = installation.rows(responses)
    assert (row.visited_at, row.visited_at_quality, row.uncertainty_ms) == (visited, "exact", 41)


def test_only_pairs_that_say_something_new_are_kept(lobby: ApiTerminal, installation: Installation) -> None:
    for _ in range(48):
        installation.clock.pass_time(minutes=30)
        lobby.heartbeat()
    assert len(installation.rows(clock_pairs)) < 12


def test_a_heartbeat_with_nothing_but_the_least_is_taken(lobby: ApiTerminal) -> None:
    assert lobby.heartbeat() == []


def test_a_heartbeat_with_words_too_long_is_refused_whole(lobby: ApiTerminal, installation: Installation) -> None:
    body = {"sent_at": "x" * 500, "clock": lobby.reading(START), "stream": lobby.stream, "next_sequence": 1}
    answer = lobby.post("/api/v1/heartbeats", json=body)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "invalid_request")
    assert "xxx" not in answer.text
    assert installation.rows(last_heartbeats) == []
