"""Defines how a call to the server can fail. Pure.

ServerError               `code` is the problem code in reports and status
├── Unreachable           no Aula server answered: try again later
│   ├── NoNetwork         no route to the server, or its name cannot be resolved
│   ├── BadCertificate    the certificate does not prove that it is the right server
│   └── CaptivePortal     something else answered
├── ServerBusy            the server cannot answer now (429, 5xx); `retry_after` in seconds if it stated it
└── RequestRefused        the server sent a problem document; `code` is from the server's table of problems
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

TOO_MANY_REQUESTS = 429


class ServerError(Exception):
    """Raised when a call to the server fails. `code` is the problem code, `retry_after` the seconds to wait if the server stated them."""

    code = "unreachable"
    retry_after: float | None = None


class Unreachable(ServerError):
    """Raised when no Aula server answered."""


class NoNetwork(Unreachable):
    """Raised when the server's name cannot be resolved or there is no route to its address."""

    code = "network"


class BadCertificate(Unreachable):
    """Raised when the server's certificate is not valid.

    `is_clock_mismatch` is true if the certificate is expired or not yet valid by this terminal's clock.
    """

    code = "certificate"

    def __init__(self, message: str, *, is_clock_mismatch: bool = False) -> None:
        super().__init__(message)
        self.is_clock_mismatch = is_clock_mismatch


class CaptivePortal(Unreachable):
    """Raised when something else, such as a log-in page of the network, answered in the server's place."""

    code = "captive_portal"


class ServerBusy(ServerError):
    """Raised when the server answered that it cannot process the request now, with status 429 or 5xx."""

    def __init__(self, status: int, retry_after: float | None) -> None:
        super().__init__(f"the server answered {status}")
        self.status = status
        self.retry_after = retry_after
        self.code = "too_many_requests" if status == TOO_MANY_REQUESTS else "server_error"


class RequestRefused(ServerError):
    """Raised when the server refused the request. `code` is the code of its problem document."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"the server refused: {code}")
        self.status = status
        self.code = code


def parse_retry_after(value: str | None, answer_date: str | None) -> float | None:
    """Return the seconds that a `Retry-After` header asks for, as a number or as a date. None means that it is missing or invalid.

    Args:
        value: the header's value, or None.
        answer_date: the answer's `Date` header, or None. A date in `Retry-After` is compared with it, since it comes from the server's
            clock and the terminal's own may be years off. Without it, the terminal's wall clock is used.
    """
    if value is None:
        return None
    if value.strip().isdecimal():
        return float(value)
    try:
        until = parsedate_to_datetime(value)
        now = parsedate_to_datetime(answer_date) if answer_date else datetime.now(UTC)
        return max(0.0, (until - now).total_seconds())
    except (ValueError, TypeError):
        return None
