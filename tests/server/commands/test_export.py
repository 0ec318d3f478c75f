"""`export responses`: what came, with what the server makes of its time and place; comments only while unlocked."""

from __future__ import annotations

import base64
import csv
import io
import json
import secrets
import sqlite3
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from survey.enrolment_code import make_token
from survey.forms import CORE_STATEMENTS
from survey.rfc3339 import to_rfc3339
from survey.sealing import seal_comment
from survey.wire import SealingKey
from tests.fixtures.server import ServerProcess

TEXT = "=Odotin kauan, mutta minua kuunneltiin."


def _enrol(server: ServerProcess) -> tuple[str, dict[str, str], dict[str, Any]]:
    added = server.run_json("add-terminal", "--service-point", "keskusta-health-centre")
    token = make_token()
    answer = requests.post(f"{server.url}/api/v1/enrolments", json={"code": added["enrolment_code"], "token": token}, timeout=30)
    assert answer.status_code == 201, answer.text
    return added["terminal_id"], {"Authorization": f"Bearer {token}"}, answer.json()["configuration"]


@pytest.fixture
def sent(loaded: ServerProcess) -> tuple[ServerProcess, list[dict[str, Any]]]:
    """A running server with three responses, one of them with a sealed comment."""
    loaded.start()
    _, headers, configuration = _enrol(loaded)
    key = SealingKey(**configuration["keys"]["sealing"])
    comment = seal_comment(TEXT, key, "reason", 1)
    stream, now = uuid.uuid4().hex, datetime.now(UTC)
    responses: list[dict[str, Any]] = [
        {
            "id": str(uuid.uuid4()),
            "stream": stream,
            "sequence": number,
            "visited_at": to_rfc3339(now + timedelta(seconds=number)),
            "clock": {"boot": "b", "monotonic_ms": 1000 * number, "trusted": True},
            "form": "general-1",
            "language": "fi",
            "ended": "completed",
            "texts": "+formula",
            "nps": 9,
            "draw": {"plan": 1, "targets": 0, "index": number},
            "statements": [
                {"code": "access", "position": 1, "outcome": "answered", "value": 5},
                {"code": "clarity", "position": 2, "outcome": "not_applicable"},
            ],
            "comments": [],
            "flags": ["too_fast", "burst"],
        }
        for number in (1, 2, 3)
    ]
    responses[1]["comments"] = [{"question": "reason", "key": comment.key, "sealed": comment.sealed, "redactions": 1}]
    answer = requests.post(f"{loaded.url}/api/v1/responses", json={"responses": responses}, headers=headers, timeout=30)
    assert {result["outcome"] for result in answer.json()["results"]} == {"stored"}
    return loaded, responses


def test_jsonl_is_the_response_as_it_came_with_time_and_place(sent: tuple[ServerProcess, list[dict[str, Any]]]) -> None:
    server, responses = sent
    exported = server.export_responses()
    assert [found["id"] for found in exported] == [response["id"] for response in responses]
    for found, response in zip(exported, responses, strict=True):
        changed = {"visited_at", "comments"}
        assert {name: found[name] for name in response if name not in changed} == {
            name: response[name] for name in response if name not in changed
        }
        assert found["visited_at_reported"] == response["visited_at"]
        assert found["visited_at_quality"] in ("exact", "estimated", "unknown")
        assert found["service_point"] == "keskusta-health-centre"
        assert {"service_date", "terminal_id", "received_at"} <= set(found)
    assert [found["comments"] for found in exported] == [0, 1, 0]


def test_csv_has_a_column_for_each_statement_and_no_formulas(sent: tuple[ServerProcess, list[dict[str, Any]]]) -> None:
    server, _ = sent
    rows = list(csv.DictReader(io.StringIO(server.run_command("export", "responses", "--format", "csv").stdout)))
    assert len(rows) == 3
    assert set(CORE_STATEMENTS) <= set(rows[0])
    assert (rows[0]["access"], rows[0]["clarity"], rows[0]["benefit"]) == ("5", "not_applicable", "")
    assert (rows[0]["flags"], rows[0]["nps"], rows[0]["plan"], rows[1]["comments"]) == ("too_fast burst", "9", "1", "1")
    assert rows[0]["texts"] == "'+formula"
    assert [rows[2][f"clock_{name}"] for name in ("boot", "monotonic_ms", "trusted")] == ["b", "3000", "true"]


def test_a_number_that_nobody_could_read_back_breaks_no_export(loaded: ServerProcess) -> None:
    loaded.start()
    _, headers, _ = _enrol(loaded)
    plain = {
        "id": str(uuid.uuid4()),
        "stream": uuid.uuid4().hex,
        "sequence": 1,
        "visited_at": to_rfc3339(datetime.now(UTC)),
        "clock": {"boot": "b", "monotonic_ms": 1000},
        "form": "general-1",
        "language": "fi",
        "ended": "completed",
        "nps": 9,
    }
    item = json.dumps(plain)[:-1] + f', "later": {"9" * 5000}, "much_later": 1e999}}'
    answer = requests.post(f"{loaded.url}/api/v1/responses", data=f'{{"responses": [{item}]}}', headers=headers, timeout=30)
    assert answer.json()["results"][0]["outcome"] == "stored"
    [found] = loaded.export_responses()
    assert (found["later"], found["much_later"], found["nps"]) == ("9" * 5000, "1e999", 9)


def test_comments_come_only_while_unlocked_and_it_is_written_down(sent: tuple[ServerProcess, list[dict[str, Any]]]) -> None:
    server, _ = sent
    locked = server.run_command("export", "responses", "--format", "jsonl", "--comments", check=False)
    assert (locked.returncode, locked.stdout) == (1, "")
    assert "aula-server unlock" in locked.stderr
    server.run_command("unlock", "--passphrase-stdin", stdin=f"{server.PASSPHRASE}\n")
    try:
        assert server.export_responses("--comments")[1]["comments"] == [{"question": "reason", "text": TEXT, "redactions": 1}]
        table = server.run_command("export", "responses", "--format", "csv", "--comments").stdout
        assert f"'{TEXT}" in table
    finally:
        server.run_command("lock")
    assert server.run_command("export", "responses", "--format", "jsonl", "--comments", check=False).returncode == 1
    with sqlite3.connect(server.state / "aula.db") as database:
        assert database.execute("SELECT count(*) FROM audit_entries WHERE what = 'comments_exported'").fetchone() == (2,)
    database.close()


def test_a_comment_that_no_key_here_opens_holds_up_no_other(sent: tuple[ServerProcess, list[dict[str, Any]]]) -> None:
    server, responses = sent
    terminal, headers, _ = _enrol(server)
    strange = {"question": "reason", "key": "k1", "sealed": base64.b64encode(bytes(80)).decode(), "redactions": 0}
    broken = {**strange, "key": responses[1]["comments"][0]["key"]}
    batch = [{**responses[0], "id": str(uuid.uuid4()), "stream": terminal, "comments": [comment]} for comment in (strange, broken)]
    batch[1]["sequence"] += 1
    answer = requests.post(f"{server.url}/api/v1/responses", json={"responses": batch}, headers=headers, timeout=30)
    assert {result["outcome"] for result in answer.json()["results"]} == {"stored"}
    server.run_command("unlock", "--passphrase-stdin", stdin=f"{server.PASSPHRASE}\n")
    try:
        done = server.run_command("export", "responses", "--format", "jsonl", "--comments")
        table = server.run_command("export", "responses", "--format", "csv", "--comments").stdout
    finally:
        server.run_command("lock")
    texts = [comment["text"] for line in done.stdout.splitlines() for comment in json.loads(line)["comments"]]
    assert (len(texts), texts.count(None), texts.count(TEXT)) == (3, 2, 1)
    assert [key in done.stderr for key in ("k1", broken["key"])] == [True, True]
    assert f"'{TEXT}" in table


def test_what_a_person_wrote_is_in_no_file_of_the_server(sent: tuple[ServerProcess, list[dict[str, Any]]], tmp_path: Path) -> None:
    server, _ = sent
    server.run_command("backup", str(tmp_path / "backup.db"))
    for file in [*tmp_path.rglob("*")]:
        if file.is_file():
            assert b"Odotin kauan" not in file.read_bytes(), f"{file} holds a comment in the clear"


def test_from_and_until_bound_by_time_and_by_day(sent: tuple[ServerProcess, list[dict[str, Any]]]) -> None:
    server, _ = sent
    times = [found["visited_at"] for found in server.export_responses()]
    day = server.export_responses()[0]["service_date"]
    assert [found["visited_at"] for found in server.export_responses("--from", times[1])] == times[1:]
    assert [found["visited_at"] for found in server.export_responses("--until", times[1])] == times[:1]
    assert len(server.export_responses("--from", "2000-01-01", "--until", "2000-12-31")) == 0
    assert len(server.export_responses("--from", day)) >= 1
    assert server.run_command("export", "responses", "--format", "csv", "--from", "soon", check=False).returncode == 2


def test_a_file_appears_whole_and_for_its_user_alone(sent: tuple[ServerProcess, list[dict[str, Any]]], tmp_path: Path) -> None:
    server, _ = sent
    file = tmp_path / "out" / "responses.jsonl"
    failed = server.run_command("export", "responses", "--format", "jsonl", "--output", str(file), check=False)
    assert (failed.returncode, "no folder" in failed.stderr) == (1, True)
    file.parent.mkdir()
    server.run_command("export", "responses", "--format", "jsonl", "--output", str(file))
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    assert len(file.read_text().splitlines()) == 3
    assert file.stat().st_mode & 0o077 == 0


def test_a_wrong_passphrase_unlocks_nothing(loaded: ServerProcess) -> None:
    done = loaded.run_command("unlock", "--passphrase-stdin", stdin=f"{secrets.token_hex()}\n", check=False)
    assert (done.returncode, "passphrase is wrong" in done.stderr) == (1, True)
    assert "locked already" in loaded.run_command("lock").stdout


def test_unlocking_twice_and_without_keys_says_so(loaded: ServerProcess) -> None:
    loaded.run_command("unlock", "--passphrase-stdin", stdin=f"{loaded.PASSPHRASE}\n")
    assert "unlocked already" in loaded.run_command("unlock", "--passphrase-stdin", stdin="whatever it is\n").stdout
    loaded.run_command("lock")
    (loaded.state / "keys.sealed").unlink()
    done = loaded.run_command("unlock", "--passphrase-stdin", stdin=f"{loaded.PASSPHRASE}\n", check=False)
    assert (done.returncode, "put the file back" in done.stderr) == (1, True)


def test_json_lines_are_json_even_with_nothing_to_export(loaded: ServerProcess) -> None:
    assert loaded.export_responses() == []
    header = loaded.run_command("export", "responses", "--format", "csv").stdout
    assert header.startswith("id,region,service_point,terminal_id,visited_at,")
    assert json.dumps(header)
