"""`POST /api/v1/responses` returns an outcome for each item, and compares items byte by byte."""

from __future__ import annotations

import json
import threading
import uuid
from typing import Any

import pytest

from server.store.tables import comments, responses, statement_answers, statement_totals
from tests.server.installation import ApiTerminal, Installation, batch_body, to_raw


def test_a_batch_is_stored_as_it_came(api_terminal: ApiTerminal, installation: Installation) -> None:
    sent = [api_terminal.next_response() for _ in range(3)]
    assert api_terminal.send_responses(*sent) == [("stored", None)] * 3
    rows = installation.rows(responses, responses.c.sequence)
    assert [json.loads(row.raw) for row in rows] == sent
    first = rows[0]
    assert (first.terminal, first.service_point, first.nps, first.plan, first.draw_index) == (api_terminal.id, "keskusta", 9, 1, 0)
    assert (first.visited_at, first.visited_at_quality, str(first.service_date)) == (installation.clock(), "exact", "2026-11-02")
    answers = installation.rows(statement_answers, statement_answers.c.response, statement_answers.c.position)
    assert len(answers) == 9
    assert {(row.code, row.outcome, row.value) for row in answers} == {
        ("access", "answered", 5),
        ("clarity", "not_applicable", None),
        ("benefit", "not_reached", None),
    }


def test_the_same_bytes_again_are_a_duplicate(api_terminal: ApiTerminal, installation: Installation) -> None:
    sent = [api_terminal.next_response() for _ in range(3)]
    api_terminal.send_responses(*sent[:2])
    assert api_terminal.send_responses(*sent) == [("duplicate", None), ("duplicate", None), ("stored", None)]
    assert len(installation.rows(responses)) == 3


def test_the_same_id_with_other_bytes_is_a_conflict(api_terminal: ApiTerminal, installation: Installation) -> None:
    sent = api_terminal.next_response()
    api_terminal.send_responses(sent)
    assert api_terminal.send_responses({**sent, "nps": 0}) == [("refused", "conflict")]
    assert [row.nps for row in installation.rows(responses)] == [9]


def test_a_place_in_a_stream_is_taken_once(api_terminal: ApiTerminal) -> None:
    sent = api_terminal.next_response()
    api_terminal.send_responses(sent)
    assert api_terminal.send_responses({**sent, "id": str(uuid.uuid4())}) == [("refused", "sequence_taken")]


def test_items_of_one_batch_meet_each_other(api_terminal: ApiTerminal) -> None:
    sent = api_terminal.next_response()
    other = {**sent, "id": str(uuid.uuid4())}
    assert api_terminal.send_responses(sent, sent, {**sent, "nps": 1}, other) == [
        ("stored", None),
        ("duplicate", None),
        ("refused", "conflict"),
        ("refused", "sequence_taken"),
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"nps": 11}, "value_out_of_range"),
        ({"form": "general-9"}, "unknown_form"),
        ({"statements": [{"code": "weather", "position": 1, "outcome": "skipped"}]}, "unknown_statement"),
        ({"visited_at": "yesterday"}, "invalid_time"),
        ({"sequence": "one"}, "invalid_response"),
        ({"comments": [{"question": "reason", "key": "k1", "sealed": "not base64", "redactions": 0}]}, "invalid_comment"),
        ({"texts": "fi\0"}, "invalid_response"),
    ],
)
def test_one_bad_item_stops_none_of_the_good_ones(
    api_terminal: ApiTerminal, installation: Installation, change: dict[str, Any], code: str
) -> None:
    good, bad, better = api_terminal.next_response(), api_terminal.next_response(**change), api_terminal.next_response()
    assert api_terminal.send_responses(good, bad, better) == [("stored", None), ("refused", code), ("stored", None)]
    assert len(installation.rows(responses)) == 2


def test_an_item_without_a_readable_id_is_answered_with_null(api_terminal: ApiTerminal) -> None:
    answer = api_terminal.post("/api/v1/responses", json={"responses": [5, {}, None, "x", {"id": 7}]})
    assert answer.get_json()["results"] == [{"id": None, "outcome": "refused", "code": "invalid_response"}] * 5


def test_what_the_server_does_not_know_yet_is_stored_as_it_came(api_terminal: ApiTerminal, installation: Installation) -> None:
    draw = {"plan": 4711, "targets": 99, "index": 3}
    assert api_terminal.send_responses(
        api_terminal.next_response(draw=draw, texts="se-2031-1", language="se-FI", flags=["new_word"], later={"a": 1})
    ) == [("stored", None)]
    [row] = installation.rows(responses)
    assert (row.plan, row.targets, row.texts, row.language, row.flags) == (4711, 99, "se-2031-1", "se-FI", ["new_word"])


def test_comments_stay_sealed(api_terminal: ApiTerminal, installation: Installation) -> None:
    sealed = "AAAA" * 20
    api_terminal.send_responses(
        api_terminal.next_response(comments=[{"question": "reason", "key": "k1", "sealed": sealed, "redactions": 2}])
    )
    [row] = installation.rows(comments)
    assert (row.question, row.key, row.sealed, row.redactions) == ("reason", "k1", sealed, 2)


def test_totals_for_rotation_follow(api_terminal: ApiTerminal, installation: Installation) -> None:
    api_terminal.send_responses(api_terminal.next_response(), api_terminal.next_response())
    api_terminal.send_responses(api_terminal.next_response(draw=None))
    totals = {row.statement: (row.service_point, row.plan, row.drawn, row.answered) for row in installation.rows(statement_totals)}
    assert totals == {"access": ("keskusta", 1, 2, 2), "clarity": ("keskusta", 1, 2, 0), "benefit": ("keskusta", 1, 2, 0)}


def test_500_responses_are_taken_and_501_are_not(api_terminal: ApiTerminal, installation: Installation) -> None:
    many = [api_terminal.next_response() for _ in range(501)]
    answer = api_terminal.post("/api/v1/responses", json={"responses": many})
    assert (answer.status_code, answer.get_json()["code"]) == (413, "too_many_responses")
    assert installation.rows(responses) == []
    assert api_terminal.send_responses(*many[:500]) == [("stored", None)] * 500


def test_an_empty_batch_has_no_results(api_terminal: ApiTerminal) -> None:
    assert api_terminal.send_responses() == []


def test_the_same_batch_from_many_at_once_is_stored_once(api_terminal: ApiTerminal, installation: Installation) -> None:
    sent = [api_terminal.next_response() for _ in range(20)]
    outcomes: list[list[dict[str, Any]]] = []
    ready = threading.Barrier(6)

    def send() -> None:
        client = installation.app.test_client()
        ready.wait()
        answer = client.post("/api/v1/responses", data=batch_body(*sent), headers=api_terminal.headers)
        outcomes.append(answer.get_json()["results"])

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 6
    for results in zip(*outcomes, strict=True):
        assert sorted(result["outcome"] for result in results) == ["duplicate"] * 5 + ["stored"]
    assert {row.raw for row in installation.rows(responses)} == {to_raw(each) for each in sent}
    assert {row.drawn for row in installation.rows(statement_totals)} == {20}
