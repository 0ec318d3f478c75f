"""Calls the server over HTTP: enrolment, heartbeat, configuration, responses, and a check whether it can be reached.

An answer is accepted only if it is the expected JSON, so that a log-in page with status 200 in a guest network acknowledges nothing.
Redirects are not followed, so that no response goes to an address other than that of the enrolled server. `kiosk.exchange.server_errors`
lists the ways in which a call fails.
"""

from __future__ import annotations

import gzip
import socket
import time
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import requests
from requests.utils import get_environ_proxies

from kiosk.exchange.server_address import normalise_address
from kiosk.exchange.server_errors import (
    TOO_MANY_REQUESTS,
    BadCertificate,
    CaptivePortal,
    NoNetwork,
    RequestRefused,
    ServerBusy,
    Unreachable,
    parse_retry_after,
)
from kiosk.version import version
from survey import wire

T = TypeVar("T")
TIMEOUT_SECONDS = (10.0, 30.0)
"""Sets the time-outs for connecting and between two pieces of an answer."""
TOTAL_TIMEOUT_SECONDS = 120.0
"""Sets the time-out for a whole answer, however slowly its pieces arrive."""
MAX_ANSWER_BYTES = 16 * 1024 * 1024
_TOO_LARGE, _UNSUPPORTED = 413, 415


class ServerClient:
    """Calls one server with one token. Use it from one thread, as a context manager, which closes its connections.

    Every call raises a `ServerError` (`kiosk.exchange.server_errors`) if it fails.
    """

    def __init__(self, server: str, token: str | None = None, *, ca_file: Path | None = None) -> None:
        """Prepare calls to a server. No connection is opened yet.

        Args:
            server: the server's address.
            token: the terminal's token, or None for calls without one.
            ca_file: the certificates of the region's own certificate authority, which replace the usual ones; None for the usual ones.

        Raises:
            BadAddress: the address is invalid, or uses plain HTTP to another machine.
        """
        self._base = normalise_address(server)
        self._session = requests.Session()
        self._session.trust_env = False  # otherwise a .netrc file would replace the token
        self._session.proxies.update(get_environ_proxies(self._base, no_proxy=None))
        self._session.verify = str(ca_file) if ca_file else True
        self._session.headers.update({"Accept": "application/json", "User-Agent": version().replace(" ", "/")})
        if token is not None:
            self._session.headers["Authorization"] = f"Bearer {token}"
        self._gzip = True

    def __enter__(self) -> ServerClient:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def enrol(self, request: wire.EnrolmentRequest) -> tuple[wire.EnrolmentAnswer, bytes]:
        """Enrol the terminal, and return the server's answer and the bytes of the configuration in it."""
        raw = self._call("POST", "/enrolments", msgspec.json.encode(request))[1]
        return _decode(raw, wire.EnrolmentAnswer), bytes(_decode(raw, _RawEnrolment).configuration)

    def send_heartbeat(self, heartbeat: wire.Heartbeat) -> wire.HeartbeatAnswer:
        """Send a heartbeat, and return the answer with the server's time and requests."""
        return _decode(self._call("POST", "/heartbeats", msgspec.json.encode(heartbeat))[1], wire.HeartbeatAnswer)

    def fetch_configuration(self, etag: str | None) -> bytes | None:
        """Return the bytes of the configuration, or None if the configuration with this `etag` is still current.

        Args:
            etag: the `etag` of the configuration in use, or None if there is none.
        """
        headers = {"If-None-Match": f'"{etag}"'} if etag else {}
        status, raw = self._call("GET", "/configuration", headers=headers)
        if status == requests.codes.not_modified:
            return None
        _decode(raw, dict)
        return raw

    def send_responses(self, raw_responses: list[bytes]) -> list[wire.ItemResult]:
        """Send frozen responses, and return the server's results without checking that they belong to these responses."""
        body = b'{"responses":[' + b",".join(raw_responses) + b"]}"
        return _decode(self._call("POST", "/responses", body)[1], wire.ResponsesAnswer).results

    def check_alive(self) -> None:
        """Check that the server answers on `/healthz`.

        Raises:
            ServerError: the server cannot be reached, is not available, or something else answers in its place.
        """
        status, _, _ = self._exchange("GET", "/healthz", None, {})
        if status >= requests.codes.internal_server_error:
            raise ServerBusy(status, None)
        if status != requests.codes.ok:
            raise CaptivePortal(f"/healthz answered {status}, which an Aula server does not do")

    def _call(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
        headers = dict(headers or {})
        data = body
        if body is not None:
            headers["Content-Type"] = "application/json"
            if self._gzip:
                data, headers["Content-Encoding"] = gzip.compress(body, 6, mtime=0), "gzip"
        status, answer, said = self._exchange(method, wire.API + path, data, headers)
        if status == _UNSUPPORTED and self._gzip and body is not None:
            self._gzip = False
            return self._call(method, path, body)
        _raise_for(status, answer, said)
        return status, answer

    def _exchange(self, method: str, path: str, data: bytes | None, headers: dict[str, str]) -> tuple[int, bytes, Any]:
        try:
            with self._session.request(
                method, self._base + path, data=data, headers=headers, timeout=TIMEOUT_SECONDS, allow_redirects=False, stream=True
            ) as answer:
                return answer.status_code, _read(answer), answer.headers
        except requests.exceptions.SSLError as error:
            raise _bad_certificate(error) from None
        except requests.exceptions.ConnectionError as error:
            raise (NoNetwork if _is_network_error(error) else Unreachable)(f"no connection to {self._base}") from None
        except requests.exceptions.RequestException as error:
            raise Unreachable(f"the exchange with {self._base} broke off ({type(error).__name__})") from None


class _RawEnrolment(msgspec.Struct):
    configuration: msgspec.Raw


def _read(answer: requests.Response) -> bytes:
    until, pieces, size = time.monotonic() + TOTAL_TIMEOUT_SECONDS, [], 0
    for piece in answer.iter_content(65_536):
        pieces.append(piece)
        size += len(piece)
        if size > MAX_ANSWER_BYTES or time.monotonic() > until:
            raise requests.exceptions.ReadTimeout("the answer is too long or takes too long")
    return b"".join(pieces)


def _decode(raw: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise CaptivePortal("the answer is not that of an Aula server") from None


def _raise_for(status: int, answer: bytes, headers: Any) -> None:
    if status in (200, 201, 304):
        return
    if status == TOO_MANY_REQUESTS or (status >= requests.codes.internal_server_error and status != 511):  # 511 comes from captive portals
        raise ServerBusy(status, parse_retry_after(headers.get("Retry-After"), headers.get("Date")))
    if status == _TOO_LARGE:  # a proxy may send this status without a problem document
        raise RequestRefused(status, "body_too_large")
    try:
        problem = msgspec.json.decode(answer, type=wire.Problem)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise CaptivePortal(f"the answer {status} is not that of an Aula server") from None
    raise RequestRefused(status, problem.code)


def _is_network_error(error: BaseException) -> bool:
    """Return whether a connection failed because the server's name could not be resolved or there was no route to it."""
    seen: BaseException | None = error
    words = str(error)
    while seen is not None:
        if isinstance(seen, socket.gaierror):
            return True
        seen = seen.__cause__ or seen.__context__
    return any(sign in words for sign in ("NameResolutionError", "Network is unreachable", "No route to host"))


def _bad_certificate(error: BaseException) -> BadCertificate:
    words = str(error)
    for sign in ("not yet valid", "expired"):
        if sign in words:
            return BadCertificate(f"the server's certificate is {sign} by this terminal's clock", is_clock_mismatch=True)
    return BadCertificate("the server's certificate is not trusted")
