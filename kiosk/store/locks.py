"""Locks between processes of one terminal: two terminals must not share a state, nor two exchanges run at once.

The kernel drops them when a process dies, so none is ever left behind.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

RUN, EXCHANGE = "run.lock", "exchange.lock"


class LockedElsewhere(Exception):
    """Somebody else has it."""


@contextmanager
def lock(folder: Path, name: str, *, wait_seconds: float = 0.0) -> Iterator[None]:
    """Hold a lock for the block.

    Raises:
        Held: another process or thread had it for all of `wait_seconds`.
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
