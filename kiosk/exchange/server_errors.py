"""How a call to the server can fail, as the terminal tells it. Pure.

ServerError           `code` is what reports and status say
├── Unreachable       nobody of ours answered: try again later
│   ├── NoNetwork         no route, no name
│   ├── BadCertificate    the server cannot be told from an impostor
│   └── CaptivePortal     somebody else answered
├── Busy              it answered that it cannot now (429, 5xx); `retry_after` in seconds where it said
└── Refused           a problem document: `code` from the server's table
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

TOO_MANY_REQUESTS = 429


class ServerError(Exception):
    """A call failed."""

    code = "unreachable"
    retry_after: float | None = None


class Unreachable(ServerError):
    """Nobody of ours answered."""


class NoNetwork(Unreachable):
    """There is no way to the server's name or address."""

    code = "network"


class BadCertificate(Unreachable):
    """The server's certificate does not hold; `by_time` where it is its dates that do not fit this terminal's clock."""

    code = "certificate"

    def __init__(self, message: str, *, is_clock_mismatch: bool = False) -> None:
        super().__init__(message)
        self.is_clock_mismatch = is_clock_mismatch


class CaptivePortal(Unreachable):
    """Somebody else answered in the server's place."""

    code = "captive_portal"


class ServerBusy(ServerError):
    """The server cannot take it now."""

    def __init__(self, status: int, retry_after: float | None) -> None:
        super().__init__(f"the server answered {status}")
        self.status = status
        self.retry_after = retry_after
        self.code = "too_many_requests" if status == TOO_MANY_REQUESTS else "server_error"


class RequestRefused(ServerError):
    """The server said no, and why."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"the server refused: {code}")
        self.status = status
        self.code = code


def parse_retry_after(value: str | None, answer_date: str | None) -> float | None:
    """Seconds that a `Retry-After` asks for, in either of its forms; None where there is none or it makes no sense.

    Args:
        value: the header.
        answer_date: the answer's `Date`: a moment is told by the server's own clock, ours may be years off.
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
