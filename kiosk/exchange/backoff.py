"""Computes how long to wait before the next attempt after a failure. Pure: the caller provides the clock and the randomness.

The back-off is exponential with full jitter, so that a thousand terminals do not return within one second after an outage. The time that
the server asks for (`Retry-After`) is the minimum.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

BASE_SECONDS = 5.0
MAX_SECONDS = 900.0
MAX_RETRY_AFTER_SECONDS = 86_400.0
"""Limits a `Retry-After` to a day, since a longer one must be a mistake."""


class Backoff(Struct, frozen=True):
    """Holds the state of the back-off."""

    failures: int = 0
    """Counts the failures in a row."""

    def max_delay_seconds(self) -> float:
        """Return the longest delay after this many failures in seconds, without regard to `Retry-After`."""
        return min(MAX_SECONDS, BASE_SECONDS * 2.0 ** min(self.failures - 1, 30)) if self.failures else 0.0


def after_failure(backoff: Backoff) -> Backoff:
    """Return the back-off after one more failure."""
    return Backoff(backoff.failures + 1)


def after_success() -> Backoff:
    """Return the back-off after a success, with no failures."""
    return Backoff()


def delay_seconds(backoff: Backoff, *, retry_after: float | None, random: Callable[[], float]) -> float:
    """Return the delay until the next attempt in seconds.

    Args:
        backoff: the state of the back-off.
        retry_after: the seconds that the server asked for, or None.
        random: returns evenly distributed numbers from 0 up to, but not including, 1, as `random.random` does.
    """
    jittered = backoff.max_delay_seconds() * random()
    if retry_after is None:
        return jittered
    # The jitter is added, because the server may have given many terminals the same time.
    return min(max(retry_after, 0.0), MAX_RETRY_AFTER_SECONDS) + jittered
