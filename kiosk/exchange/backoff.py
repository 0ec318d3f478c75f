"""How long to leave a server alone after a failure: pure, the caller brings clock and chance.

Exponential with full jitter, so that a thousand terminals do not come back in one second after an outage;
what the server asks for (`Retry-After`) is the least that is waited.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

BASE_SECONDS = 5.0
MAX_SECONDS = 900.0
MAX_RETRY_AFTER_SECONDS = 86_400.0
"""A `Retry-After` beyond a day is taken for a mistake and cut."""


class Backoff(Struct, frozen=True):
    """How many times in a row it has failed."""

    failures: int = 0

    def ceiling(self) -> float:
        """The longest wait after this many failures, in seconds."""
        return min(MAX_SECONDS, BASE_SECONDS * 2.0 ** min(self.failures - 1, 30)) if self.failures else 0.0


def after_failure(backoff: Backoff) -> Backoff:
    """One failure more."""
    return Backoff(backoff.failures + 1)


def after_success() -> Backoff:
    """It went through: all is forgotten."""
    return Backoff()


def delay_seconds(backoff: Backoff, *, retry_after: float | None, random: Callable[[], float]) -> float:
    """Seconds until the next try.

    Args:
        backoff: how often it has failed.
        retry_after: seconds the server asked for, None where it did not.
        random: gives a number from 0 up to 1, evenly (`random.random`).
    """
    jittered = backoff.ceiling() * random()
    if retry_after is None:
        return jittered
    # The jitter goes on top: all were told the same moment.
    return min(max(retry_after, 0.0), MAX_RETRY_AFTER_SECONDS) + jittered
