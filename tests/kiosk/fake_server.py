"""Provides a small server for tests. It implements the wire protocol over real HTTP, stores what it receives, and fails on demand."""

from __future__ import annotations

import gzip
import threading
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

import msgspec
from msgspec import UNSET

from survey import rfc3339, wire
from survey.wire import Answered, Configuration, HeartbeatRequest, ItemResult
from tests.kiosk.sample_configuration import FakeDeviceClock, configuration

InjectedFault = Literal[
    "pass", "drop_request", "lose_reply", "portal", "500", "503", "429", "nonsense", "redirect", "alien_results", "revoked", "unauthorised"
]
PORTAL_PAGE = b"<!DOCTYPE html><html><body>Welcome to our Wi-Fi! Please log in.</body></html>"


class FakeServer:
    """Stores the bytes of responses by their id. Each request, except one to `/healthz`, takes the next fault from `faults`."""

    def __init__(self) -> None:
        self.clock = FakeDeviceClock()
        self.configuration: Configuration = configuration()
        self.codes: dict[str, str] = {}
        """Maps each enrolment code to the id of its terminal."""
        self.used_codes: dict[str, tuple[str, str]] = {}
        """Maps each used enrolment code to the token and the id of the terminal that used it."""
        self.tokens: dict[str, str] = {}
        self.stored: dict[str, bytes] = {}
        self.times_stored: dict[str, int] = {}
        self.refusal_codes: dict[str, str] = {}
        """Maps the id of a response to the code with which it is refused."""
        self.refused_batch_content: set[bytes] = set()
        """Holds byte strings. A batch that contains one of them is refused as a whole with status 422."""
        self.failed_batch_content: set[bytes] = set()
        """Holds byte strings. A batch that contains one of them is answered with status 500."""
        self.requests: list[HeartbeatRequest] = []
        self.answered: Answered | None = None
        """Holds how many people have answered this month. None leaves the field out, as older servers do."""
        self.heartbeats: list[wire.Heartbeat] = []
        self.batches: list[int] = []
        self.faults: deque[InjectedFault] = deque()
        self.retry_after: str | None = None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> FakeServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def add_enrolment_code(self, code: str, terminal: str = "t1") -> str:
        self.codes[code] = terminal
        return code

    def handle_request(self, method: str, path: str, headers: Any, body: bytes) -> tuple[int, bytes, dict[str, str]]:
        if path == "/healthz":
            return 200, b"{}", {}
        if path == "/api/v1/enrolments":
            return self._enrol(msgspec.json.decode(body, type=wire.EnrolmentRequest))
        if headers.get("Authorization", "").removeprefix("Bearer ") not in self.tokens:
            return _problem(401, "unauthorised")
        if path == "/api/v1/heartbeats":
            self.heartbeats.append(msgspec.json.decode(body, type=wire.Heartbeat))
            said = wire.HeartbeatAnswer(rfc3339.to_rfc3339(self.clock.wall_time()), list(self.requests), self.answered or UNSET)
            return 200, msgspec.json.encode(said), {}
        if path == "/api/v1/configuration":
            etag = f'"{self.configuration.etag}"'
            if headers.get("If-None-Match") == etag:
                return 304, b"", {"ETag": etag}
            return 200, msgspec.json.encode(self.configuration), {"ETag": etag}
        if path == "/api/v1/responses":
            return self._take(body)
        return _problem(404, "not_found")

    def _enrol(self, request: wire.EnrolmentRequest) -> tuple[int, bytes, dict[str, str]]:
        if request.code not in self.codes:
            return _problem(404, "code_unknown")
        token, terminal = self.used_codes.setdefault(request.code, (request.token, self.codes[request.code]))
        if token != request.token:
            return _problem(409, "code_used")
        self.tokens[token] = terminal
        answer = wire.EnrolmentAnswer(terminal, self.configuration, rfc3339.to_rfc3339(self.clock.wall_time()))
        return 201, msgspec.json.encode(answer), {}

    def _take(self, body: bytes) -> tuple[int, bytes, dict[str, str]]:
        if any(piece in body for piece in self.refused_batch_content):
            return _problem(422, "invalid_request")
        if any(piece in body for piece in self.failed_batch_content):
            return _problem(500, "broken")
        raws = msgspec.json.decode(body, type=wire.ResponsesRequest).responses
        self.batches.append(len(raws))
        return 200, msgspec.json.encode(wire.ResponsesAnswer([self._take_one(bytes(raw)) for raw in raws])), {}

    def _take_one(self, raw: bytes) -> ItemResult:
        response = msgspec.json.decode(raw, type=wire.Response)
        if response.id in self.refusal_codes:
            return ItemResult(response.id, "refused", self.refusal_codes[response.id])
        if response.id in self.stored:
            return (
                ItemResult(response.id, "duplicate") if self.stored[response.id] == raw else ItemResult(response.id, "refused", "conflict")
            )
        self.stored[response.id] = raw
        self.times_stored[response.id] = self.times_stored.get(response.id, 0) + 1
        return ItemResult(response.id, "stored")

    def _handler(self) -> type[BaseHTTPRequestHandler]:  # noqa: C901 (contains the whole request handler)
        small = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name is the base class's)
                """Log nothing, because tests read the terminal's log only."""

            def do_GET(self) -> None:
                self._serve()

            def do_POST(self) -> None:
                self._serve()

            def _serve(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if self.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                fault = small.faults.popleft() if small.faults and self.path != "/healthz" else None
                if fault == "drop_request":
                    self.close_connection = True
                    self.connection.close()
                    return
                if fault in FAULT_ANSWERS:
                    status, answer, headers = FAULT_ANSWERS[fault]
                    extra = {"Retry-After": small.retry_after} if small.retry_after and status in (429, 503) else {}
                    self._say(status, answer, {**headers, **extra})
                    return
                status, answer, headers = small.handle_request(self.command, self.path, self.headers, body)
                if fault == "lose_reply":
                    self.close_connection = True
                    self.connection.close()
                    return
                if fault == "alien_results" and self.path.endswith("responses"):
                    alien = wire.ResponsesAnswer([ItemResult("00000000-0000-4000-8000-000000000000", "stored"), ItemResult(None, "stored")])
                    answer = msgspec.json.encode(alien)
                self._say(status, answer, headers)

            def _say(self, status: int, answer: bytes, headers: dict[str, str]) -> None:
                self.send_response(status)
                for name, value in {"Content-Type": "application/json", **headers}.items():
                    self.send_header(name, value)
                if status != 304:
                    self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

        return Handler


def _problem(status: int, code: str) -> tuple[int, bytes, dict[str, str]]:
    document = wire.Problem("about:blank", code, status, code)
    return status, msgspec.json.encode(document), {"Content-Type": "application/problem+json"}


FAULT_ANSWERS: dict[Any, tuple[int, bytes, dict[str, str]]] = {
    "portal": (200, PORTAL_PAGE, {"Content-Type": "text/html"}),
    "nonsense": (200, b'{"results": "yes"}', {}),
    "redirect": (302, b"", {"Location": "http://127.0.0.1:9/elsewhere"}),
    "500": (500, PORTAL_PAGE, {"Content-Type": "text/html"}),
    "503": (503, b"", {}),
    "429": _problem(429, "too_many_requests"),
    "revoked": _problem(403, "terminal_revoked"),
    "unauthorised": _problem(401, "unauthorised"),
}
