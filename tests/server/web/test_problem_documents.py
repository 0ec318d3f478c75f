"""The problem table is sorted and complete, and every error of the API comes from it."""

from __future__ import annotations

from typing import get_args

import pytest

from server.store.intake.enrolments import Refusal
from server.web.problem_documents import CONTENT_TYPE, ITEM_CODES, PROBLEMS, problem_response
from tests.server.installation import Installation


def test_codes_are_sorted() -> None:
    assert list(PROBLEMS) == sorted(PROBLEMS)
    assert list(ITEM_CODES) == sorted(ITEM_CODES)


def test_the_codes_of_the_outside_have_their_status() -> None:
    promised = {
        "invalid_json": 400,
        "invalid_request": 422,
        "body_too_large": 413,
        "unsupported_encoding": 415,
        "too_many_responses": 413,
        "unauthorised": 401,
        "terminal_revoked": 403,
        "code_unknown": 404,
        "code_used": 409,
        "code_expired": 410,
        "too_many_requests": 429,
        "not_found": 404,
    }
    assert promised.items() <= {code: status for code, (status, _) in PROBLEMS.items()}.items()


def test_every_refusal_of_an_enrolment_is_in_the_table() -> None:
    assert set(get_args(Refusal)) <= set(PROBLEMS)


@pytest.mark.parametrize("code", PROBLEMS)
def test_a_problem_says_what_happened(code: str) -> None:
    answer = problem_response(code, headers={"Retry-After": "5"})
    document = answer.get_json()
    assert (answer.status_code, document["status"], document["code"], answer.content_type) == (
        PROBLEMS[code][0],
        PROBLEMS[code][0],
        code,
        CONTENT_TYPE,
    )
    assert document["title"] and document["detail"]
    assert answer.headers["Retry-After"] == "5"


def test_an_unknown_address_is_not_found_and_a_wrong_method_is_told(installation: Installation) -> None:
    client = installation.client
    unknown = client.get("/api/v1/nothing")
    assert (unknown.status_code, unknown.get_json()["code"]) == (404, "not_found")
    wrong = client.get("/api/v1/responses")
    assert (wrong.status_code, wrong.get_json()["code"]) == (405, "method_not_allowed")
    assert "POST" in wrong.headers["Allow"]
