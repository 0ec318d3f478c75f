"""Waiting for a condition instead of for a while: tests name what must become true and how long it may take at most."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

TIMEOUT = 30.0
"""Seconds. Generous: it is reached only when something is wrong, and machines under load are slow."""


def wait_until(condition: Callable[[], T | None], *, timeout: float = TIMEOUT, what: str = "") -> T:
    """Polls `condition` until what it returns is true, and returns that.

    Raises:
        TimeoutError: `timeout` seconds went by; the message says what was waited for and what was seen last.
    """
    deadline = time.monotonic() + timeout
    pause = 0.005
    while True:
        seen = condition()
        if seen:
            return seen
        if time.monotonic() > deadline:
            name = what or getattr(condition, "__qualname__", repr(condition))
            raise TimeoutError(f"waited {timeout:g} s for {name}; last seen: {seen!r}")
        time.sleep(pause)
        pause = min(pause * 1.5, 0.1)
