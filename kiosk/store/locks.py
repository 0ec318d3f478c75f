"""Provides locks between the processes of one terminal.

Two terminals must not share a state folder, and two exchanges must not run at once. The kernel releases a lock when its process ends, so no
lock is left behind.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TERMINAL_LOCK, EXCHANGE_LOCK = "run.lock", "exchange.lock"
"""Name the lock files of the running terminal program and of an exchange."""


class LockedElsewhere(Exception):
    """Raised when another process or thread holds the lock."""


@contextmanager
def lock(folder: Path, name: str, *, wait_seconds: float = 0.0) -> Iterator[None]:
    """Hold a lock while the block runs.

    Args:
        folder: the terminal's state.
        name: `TERMINAL_LOCK` or `EXCHANGE_LOCK`.
        wait_seconds: how long to wait for the lock.

    Raises:
        LockedElsewhere: another process or thread held the lock during all of `wait_seconds`.
    """
    descriptor = os.open(folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _take(descriptor, time.monotonic() + wait_seconds)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, until: float) -> None:
    while True:
        try:
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise LockedElsewhere from None
        time.sleep(0.05)
