"""`replay`: stored draws made again, as an operator or a statistician does it."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
import requests

from survey.draw_counts import counts_after_answers, counts_after_draw, empty_counts
from survey.draws import draw_statements
from survey.enrolment_code import make_token
from survey.rfc3339 import to_rfc3339
from survey.wire import FormConfiguration
from tests.fixtures.server import ServerProcess


@pytest.fixture
def server(loaded: ServerProcess) -> ServerProcess:
    loaded.start()
    return loaded


def _send(server: ServerProcess, visits: int, *, swapped: int | None = None) -> list[str]:
    """Responses as a terminal draws them; the statements of one may be made the other way round. Their ids."""
    added, token = server.run_json("add-terminal", "--service-point", "keskusta-health-centre"), make_token()
    answer = requests.post(f"{server.url}/api/v1/enrolments", json={"code": added["enrolment_code"], "token": token}, timeout=30).json()
    form = msgspec.convert(answer["configuration"]["forms"][0], FormConfiguration)
    counts, stream, now, sent = empty_counts(form.plan.number), uuid.uuid4().hex, datetime.now(UTC), []
    for number in range(visits):
        drawn = draw_statements(form.plan, form.targets, counts, stream=stream)
        counts = counts_after_answers(counts_after_draw(counts, form.plan, drawn), form.plan, drawn.codes)
        codes = drawn.codes[::-1] if number == swapped else drawn.codes
        sent.append(
            {
                "id": str(uuid.uuid4()),
                "stream": stream,
                "sequence": number + 1,
                "visited_at": to_rfc3339(now + timedelta(seconds=number)),
                "clock": {"boot": "b", "monotonic_ms": 1000 * number, "trusted": True},
                "form": form.id,
                "language": "fi",
                "ended": "completed",
                "nps": 9,
                "draw": msgspec.to_builtins(drawn.ref),
                "statements": [{"code": code, "position": at, "outcome": "answered", "value": 4} for at, code in enumerate(codes, start=1)],
            }
        )
    headers = {"Authorization": f"Bearer {token}"}
    stored: dict[str, Any] = requests.post(f"{server.url}/api/v1/responses", json={"responses": sent}, headers=headers, timeout=30).json()
    assert {result["outcome"] for result in stored["results"]} == {"stored"}
    return [str(each["id"]) for each in sent]


def test_what_terminals_drew_comes_out_the_same(server: ServerProcess) -> None:
    _send(server, 9)
    assert server.run_json("replay") == {"checked": 9, "same": 9, "different": 0, "untold": 0, "undrawn": 0, "ids": []}
    assert "9 drawn the same again" in server.run_command("replay").stdout


def test_a_response_that_was_asked_something_else_is_named_and_the_exit_status_says_so(server: ServerProcess) -> None:
    ids = _send(server, 5, swapped=3)
    done = server.run_command("replay", "--json", check=False)
    assert done.returncode == 1
    assert ids[3] in done.stderr
    assert json.loads(done.stdout)["ids"] == [ids[3]]


def test_a_day_without_responses_has_nothing_to_draw_again(server: ServerProcess) -> None:
    _send(server, 2)
    assert server.run_json("replay", "--until", "2020-01-01")["checked"] == 0
