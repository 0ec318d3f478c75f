"""The watchdog hears of frames that were drawn, and of nothing else: a window that stands still in the middle of a loop is not fed."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kiosk.ui.shown import SMALL, Shown
from tests.kiosk.ui.small_program import STANDS_STILL
from tests.parts.waiting import wait_until

EVERY = 8_000_000
"""Microseconds: of a service that must be heard of every eight seconds, so a quarter of it is the program's own beat."""


@pytest.fixture
def systemd(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """A socket that hears what systemd would."""
    name = f"aula-frames-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(f"\0{name}")
        listening.settimeout(20)
        monkeypatch.setenv("NOTIFY_SOCKET", f"@{name}")
        monkeypatch.setenv("WATCHDOG_USEC", str(EVERY))
        yield listening


def test_feeding_stops_when_frames_stop_and_goes_on_while_nobody_touches(tmp_path: Path, systemd: socket.socket) -> None:
    with Shown(tmp_path, SMALL, stalls=True) as shown:
        heard = [systemd.recv(64) for _ in range(5)]
        assert heard[0] == b"READY=1"
        assert heard.count(b"WATCHDOG=1") >= 3
        shown.touch("language-sv")
        wait_until(lambda: STANDS_STILL in shown.log, what="a loop that stands still")
        last = drained(systemd)
        systemd.settimeout(EVERY / 1_000_000)
        with pytest.raises(TimeoutError):  # systemd would start the terminal anew by now
            systemd.recv(64)
        assert last <= 2
        shown.program.kill()
        assert shown.stop() == -signal.SIGKILL


def drained(listening: socket.socket) -> int:
    """How many words still lay in the socket."""
    listening.setblocking(False)
    found = 0
    try:
        while listening.recv(64):
            found += 1
    except BlockingIOError:
        listening.setblocking(True)
    return found
