"""Provides a small installation: the terminal API on a real database, with a region, keys, and a clock that the test moves."""

from __future__ import annotations

import base64
import json
import secrets
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.app import VIEWS
from server.domain.region.region_file import RegionFile, parse_region_file
from server.operations.region import load_region_file
from server.operations.region.placements import set_placement
from server.settings import ServerSettings
from server.store import installation_keys
from server.store.engine import connect
from server.store.intake import enrolments
from server.store.read_transaction import reading
from server.store.region import terminals
from server.store.write_transaction import writing
from server.web import problem_documents
from server.web.intake.blueprint import blueprint
from server.web.server_context import ServerContext
from survey.enrolment_code import make_code, make_token
from survey.rfc3339 import to_rfc3339

START = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)

REGION_TOML = """
[region]
id = "pohjola"
name = { fi = "Pohjola" }
time_zone = "Europe/Helsinki"
languages = ["fi", "sv"]
drafts = ["fi", "sv"]
[[producer]]
id = "own"
name = { fi = "Pohjola" }
[[service]]
id = "primary-care"
name = { fi = "Avosairaanhoito" }
parent = "health"
[[service]]
id = "health"
name = { fi = "Terveys" }
[[service_point]]
id = "keskusta"
name = { fi = "Keskusta" }
service = "primary-care"
producer = "own"
opening_hours = { mon = "08:00-16:00" }
[[service_point]]
id = "satama"
name = { fi = "Satama" }
service = "primary-care"
[plan]
per_visit = 3
"""


class ManualClock:
    """Represents the server's clock, which only the test moves."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> datetime:
        return self.time

    def advance(self, **by: float) -> datetime:
        self.time += timedelta(**by)
        return self.time


def sample_region_file(text: str = REGION_TOML) -> RegionFile:
    found = parse_region_file(text)
    assert isinstance(found, RegionFile), [str(fault) for fault in found]
    return found


class Installation:
    """Represents a server with its terminal API but without pages, on a database prepared as `init` and `load` do."""

    def __init__(self, url: str, *, prepare: bool = True) -> None:
        """Connect to the database and create the app.

        Args:
            url: the URL of the database.
            prepare: whether to store keys and the sample region. False if the database already has them.
        """
        self.clock = ManualClock()
        self.engine = connect(url)
        if prepare:
            self._prepare()
        assert VIEWS  # importing the views registers the terminal API on the blueprint
        app = Flask("server.web")
        app.extensions["aula"] = ServerContext(self.engine, ServerSettings(), self.clock)
        app.register_blueprint(blueprint)
        app.register_error_handler(404, problem_documents.response_for_http_error)
        app.register_error_handler(405, problem_documents.response_for_http_error)
        self.app = app
        self.client: FlaskClient = app.test_client()

    def _prepare(self) -> None:
        signed = {"signed_by": "s1", "signature": "c2lnbmF0dXJl"}
        with writing(self.engine) as connection:
            installation_keys.add(connection, "s1", "signing", base64.b64encode(b"s" * 32).decode(), now=START)
            installation_keys.add(connection, "k1", "sealing", base64.b64encode(b"k" * 32).decode(), now=START, **signed)
            load_region_file.apply_region_file(connection, sample_region_file(), author="command", now=START)

    def add_terminal(self, point: str = "keskusta", *, hours: float = 24) -> tuple[str, str]:
        """Add a terminal that waits for enrolment, and return its id and its enrolment code, which is valid for `hours`."""
        code, now = make_code(secrets.token_bytes(16)), self.clock()
        with writing(self.engine) as connection:
            terminal = terminals.add(connection, "pohjola", now=now)
            set_placement(connection, terminal, "pohjola", point, now)
            enrolments.add_code(connection, terminal, code, now=now, expires_at=now + timedelta(hours=hours))
        return terminal, code

    def post_enrolment(self, code: str, token: str | None = None, **fields: Any) -> TestResponse:
        return self.client.post("/api/v1/enrolments", json={"code": code, "token": token or make_token(), **fields})

    def enrol_terminal(self, point: str = "keskusta") -> ApiTerminal:
        """Return a new terminal that has enrolled and made its first signed-in call."""
        _, code = self.add_terminal(point)
        token = make_token()
        answer = self.post_enrolment(code, token)
        assert answer.status_code == 201, answer.text
        terminal = ApiTerminal(self, answer.get_json()["terminal_id"], token)
        terminal.get("/api/v1/configuration")
        return terminal

    def rows(self, table: Any, *order: Any) -> list[Any]:
        with reading(self.engine) as connection:
            return list(connection.execute(table.select().order_by(*order)))

    def move_terminal(self, terminal: str, point: str, since: datetime) -> int:
        with writing(self.engine) as connection:
            return set_placement(connection, terminal, "pohjola", point, since)


@dataclass
class ApiTerminal:
    """Simulates a terminal that talks to the server over HTTP, with a boot and a stream of its own."""

    installation: Installation
    id: str
    token: str
    stream: str = field(default_factory=lambda: uuid.uuid4().hex)
    boot: str = "boot-1"
    booted_at: datetime = START
    sequence: int = 0

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.installation.client.get(path, headers={**self.headers, **headers})

    def post(self, path: str, **arguments: Any) -> TestResponse:
        headers = {**self.headers, **arguments.pop("headers", {})}
        return self.installation.client.post(path, headers=headers, **arguments)

    def next_response(self, **changes: Any) -> dict[str, Any]:
        """Return the next response of the stream, with a visit at the current time by a trusted clock."""
        self.sequence += 1
        at = self.installation.clock()
        return response_json(stream=self.stream, sequence=self.sequence, at=at, clock=self.clock_reading(at)) | changes

    def clock_reading(self, at: datetime, *, trusted: bool = True) -> dict[str, Any]:
        return {"boot": self.boot, "monotonic_ms": (at - self.booted_at) // timedelta(milliseconds=1), "trusted": trusted}

    def send_responses(self, *responses: dict[str, Any]) -> list[tuple[str, str | None]]:
        """Send responses in one batch and return (outcome, problem code) for each."""
        answer = self.post("/api/v1/responses", data=batch_body(*responses))
        assert answer.status_code == 200, answer.text
        results = answer.get_json()["results"]
        assert [result["id"] for result in results] == [each.get("id") for each in responses]
        return [(result["outcome"], result.get("code")) for result in results]

    def measured_clock_pair(self) -> dict[str, Any]:
        """Return the pair that the terminal would make of an exchange now. It knows the round trip, so the uncertainty is only 40 ms."""
        now = self.installation.clock()
        return {**self.clock_reading(now), "server_time": to_rfc3339(now), "uncertainty_ms": 40}

    def send_heartbeat(self, **fields: Any) -> list[dict[str, Any]]:
        """Send a heartbeat and return the requests in the answer."""
        now = self.installation.clock()
        body = {
            "sent_at": to_rfc3339(now),
            "clock": self.clock_reading(now),
            "stream": self.stream,
            "next_sequence": self.sequence + 1,
            **fields,
        }
        answer = self.post("/api/v1/heartbeats", json=body)
        assert answer.status_code == 200, answer.text
        requests: list[dict[str, Any]] = answer.get_json()["requests"]
        return requests


def response_json(*, stream: str, sequence: int, at: datetime, clock: dict[str, Any]) -> dict[str, Any]:
    """Return a complete response as JSON data."""
    return {
        "id": str(uuid.uuid4()),
        "stream": stream,
        "sequence": sequence,
        "medium": "terminal",
        "visit_channel": "on_site",
        "visited_at": to_rfc3339(at),
        "clock": clock,
        "form": "general-1",
        "texts": "fi-2026-1",
        "language": "fi",
        "input": "touch",
        "ended": "completed",
        "duration_ms": 18_500,
        "nps": 9,
        "draw": {"plan": 1, "targets": 0, "index": sequence - 1},
        "statements": [
            {"code": "access", "position": 1, "outcome": "answered", "value": 5},
            {"code": "clarity", "position": 2, "outcome": "not_applicable"},
            {"code": "benefit", "position": 3, "outcome": "not_reached"},
        ],
        "comments": [],
        "flags": [],
    }


def batch_body(*responses: dict[str, Any]) -> bytes:
    """Return the body of a request that sends these responses."""
    return b'{"responses": [' + b", ".join(map(to_raw, responses)) + b"]}"


def to_raw(some: dict[str, Any]) -> bytes:
    """Return the bytes of a response as they are sent, stored and hashed."""
    return json.dumps(some).encode()
