"""`POST /api/v1/enrolments` enrols one terminal per code, can be repeated after a lost reply, and makes clients that guess codes wait."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from werkzeug.test import TestResponse

from server.store.region import terminals
from server.store.tables import audit_entries, enrolment_codes, enrolment_failures
from server.store.tables import terminals as terminals_table
from server.store.write_transaction import writing
from survey.enrolment_code import make_token
from tests.server.installation import ApiTerminal, Installation


def outcome(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, answer.get_json()["code"]


def test_a_code_makes_a_terminal_with_its_configuration(installation: Installation) -> None:
    terminal, code = installation.add_terminal()
    answer = installation.post_enrolment(code, serial="abc", model="Pi 5", software="0.1.0")
    assert answer.status_code == 201
    body = answer.get_json()
    assert (body["terminal_id"], body["server_time"]) == (terminal, "2026-11-02T08:00:00.000Z")
    assert body["configuration"]["service_point"]["id"] == "keskusta"
    [row] = installation.rows(terminals_table)
    assert (row.serial, row.model, row.software, row.enrolled_at) == ("abc", "Pi 5", "0.1.0", installation.clock())
    assert [entry.what for entry in installation.rows(audit_entries)] == ["terminal_enrolled"]


def test_a_code_may_be_typed_in_any_case_and_grouping(installation: Installation) -> None:
    _, code = installation.add_terminal()
    assert installation.post_enrolment(code.lower().replace("-", " ")).status_code == 201


def test_a_lost_reply_costs_nothing(installation: Installation) -> None:
    _, code = installation.add_terminal()
    token = make_token()
    first, second = installation.post_enrolment(code, token), installation.post_enrolment(code, token)
    assert first.status_code == second.status_code == 201
    assert first.get_json() == second.get_json()


def test_a_used_code_is_of_no_use_to_another_token(installation: Installation) -> None:
    _, code = installation.add_terminal()
    installation.post_enrolment(code)
    assert outcome(installation.post_enrolment(code)) == (409, "code_used")


def test_a_code_is_spent_with_the_first_signed_in_call(installation: Installation) -> None:
    terminal, code = installation.add_terminal()
    token = make_token()
    installation.post_enrolment(code, token)
    assert ApiTerminal(installation, terminal, token).get("/api/v1/configuration").status_code == 200
    assert outcome(installation.post_enrolment(code, token)) == (409, "code_used")


def test_an_expired_code_says_so(installation: Installation) -> None:
    _, code = installation.add_terminal(hours=1)
    installation.clock.advance(hours=1)
    assert outcome(installation.post_enrolment(code)) == (410, "code_expired")


@pytest.mark.parametrize("code", ["ABC-DEF-GHJ", "", "?", "ABC-DEF-GH", "x" * 64])
def test_an_unknown_or_mistyped_code_is_unknown(installation: Installation, code: str) -> None:
    assert outcome(installation.post_enrolment(code)) == (404, "code_unknown")


def test_a_newer_code_ends_the_one_before(installation: Installation) -> None:
    from datetime import timedelta

    from server.store.intake import enrolments
    from survey.enrolment_code import make_code

    terminal, old = installation.add_terminal()
    new = make_code(bytes(range(16)))
    with writing(installation.engine) as connection:
        now = installation.clock()
        enrolments.add_code(connection, terminal, new, now=now, expires_at=now + timedelta(days=1))
    assert outcome(installation.post_enrolment(old)) == (410, "code_expired")
    assert installation.post_enrolment(new).status_code == 201


def test_enrolling_again_ends_the_old_token(installation: Installation, api_terminal: ApiTerminal) -> None:
    from datetime import timedelta

    from server.store.intake import enrolments
    from survey.enrolment_code import make_code

    code = make_code(bytes(range(16)))
    with writing(installation.engine) as connection:
        now = installation.clock()
        enrolments.add_code(connection, api_terminal.id, code, now=now, expires_at=now + timedelta(days=1))
    installation.clock.advance(hours=1)
    assert installation.post_enrolment(code).get_json()["terminal_id"] == api_terminal.id
    assert outcome(api_terminal.get("/api/v1/configuration")) == (401, "unauthorised")
    [row] = installation.rows(terminals_table)
    assert row.first_enrolled_at < row.enrolled_at


def test_of_twenty_that_race_for_a_code_one_wins(installation: Installation) -> None:
    _, code = installation.add_terminal()
    answers: list[tuple[int, str | None]] = []
    ready = threading.Barrier(20)

    def race() -> None:
        client = installation.app.test_client()
        ready.wait()
        answer = client.post("/api/v1/enrolments", json={"code": code, "token": make_token()})
        answers.append((answer.status_code, answer.get_json().get("code")))

    threads = [threading.Thread(target=race) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers, key=str) == [(201, None)] + [(409, "code_used")] * 19


def test_thirty_wrong_codes_from_an_address_make_it_wait(installation: Installation) -> None:
    _, code = installation.add_terminal()
    for _ in range(30):
        assert installation.post_enrolment("ABC-DEF-GHJ").status_code == 404
        installation.clock.advance(seconds=1)
    answer = installation.post_enrolment(code)
    assert outcome(answer) == (429, "too_many_requests")
    assert answer.headers["Retry-After"] == "570"
    elsewhere = installation.client.post(
        "/api/v1/enrolments", json={"code": "ABC-DEF-GHJ", "token": make_token()}, environ_base={"REMOTE_ADDR": "192.0.2.7"}
    )
    assert elsewhere.status_code == 404
    installation.clock.advance(seconds=570)
    assert installation.post_enrolment(code).status_code == 201


def test_a_network_of_ipv6_is_one_address(installation: Installation) -> None:
    """The server counts wrong codes for a whole /64 network, because a client in it could use any of its 2 to the 64 addresses."""
    answers = [
        installation.client.post(
            "/api/v1/enrolments",
            json={"code": "ABC-DEF-GHJ", "token": make_token()},
            environ_base={"REMOTE_ADDR": f"2001:db8:1:{network}::{number:x}"},
        ).status_code
        for network, number in [*((1, number) for number in range(31)), (2, 1)]
    ]
    assert answers == [404] * 30 + [429, 404]


def test_guessing_all_at_once_gains_nothing(installation: Installation) -> None:
    for _ in range(24):
        installation.post_enrolment("ABC-DEF-GHJ")
    ready, answers = threading.Barrier(16), []

    def guess() -> None:
        client = installation.app.test_client()
        ready.wait()
        answers.append(client.post("/api/v1/enrolments", json={"code": "ABC-DEF-GHJ", "token": make_token()}).status_code)

    threads = [threading.Thread(target=guess) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [404] * 6 + [429] * 10


def test_failures_older_than_the_window_are_forgotten(installation: Installation) -> None:
    installation.post_enrolment("ABC-DEF-GHJ")
    installation.clock.advance(minutes=11)
    installation.post_enrolment("ABC-DEF-GHJ")
    assert len(installation.rows(enrolment_failures)) == 1


@pytest.mark.parametrize(
    "body", [{}, {"code": "ABC-DEF-GHJ"}, {"code": 5, "token": "x" * 43}, {"code": "x", "token": "short"}, {"code": "x", "token": "=" * 43}]
)
def test_what_is_no_enrolment_is_refused(installation: Installation, body: dict[str, Any]) -> None:
    assert outcome(installation.client.post("/api/v1/enrolments", json=body)) == (422, "invalid_request")


def test_a_nul_is_refused(installation: Installation) -> None:
    _, code = installation.add_terminal()
    assert outcome(installation.post_enrolment(code, serial="a\0b")) == (422, "invalid_request")


def test_a_token_that_another_terminal_has_is_refused(installation: Installation, api_terminal: ApiTerminal) -> None:
    _, code = installation.add_terminal()
    assert outcome(installation.post_enrolment(code, api_terminal.token)) == (422, "invalid_request")


def test_neither_code_nor_token_is_kept(installation: Installation) -> None:
    _, code = installation.add_terminal()
    token = make_token()
    installation.post_enrolment(code, token)
    kept = repr(installation.rows(enrolment_codes)) + repr(installation.rows(terminals_table)) + repr(installation.rows(audit_entries))
    assert code not in kept
    assert token not in kept


def test_a_revoked_terminal_is_told_so(installation: Installation, api_terminal: ApiTerminal) -> None:
    with writing(installation.engine) as connection:
        assert terminals.revoke(connection, api_terminal.id, installation.clock())
        assert not terminals.revoke(connection, api_terminal.id, installation.clock())
    assert outcome(api_terminal.get("/api/v1/configuration")) == (403, "terminal_revoked")
    assert outcome(api_terminal.post("/api/v1/responses", json={"responses": [api_terminal.next_response()]})) == (403, "terminal_revoked")


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer x", "Basic abc", "Bearer " + "A" * 43])
def test_without_a_known_token_nothing_is_answered(installation: Installation, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    answer = installation.client.get("/api/v1/configuration", headers=headers)
    assert outcome(answer) == (401, "unauthorised")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
