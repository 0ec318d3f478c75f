"""Tests that only shown frames feed systemd's watchdog, so that a terminal whose window stands still is restarted."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

from tests.bench.enrolled_state import write_enrolled_state
from tests.fixtures.waiting import wait_until
from tests.project import ROOT

ALIVE_LINE_COUNT = 16
"""Sets how many lines `alive` are awaited, of two per second. This takes longer than three frames of an idle screen, of which each may take
2.4 seconds (`kiosk.ui.frame_rate.UNCHANGED_FRAME_SECONDS`)."""


def test_the_watchdog_is_fed_by_frames_and_by_nothing_else(tmp_path: Path) -> None:
    write_enrolled_state(tmp_path / "state")
    pipe, log = tmp_path / "pipe", tmp_path / "log"
    os.mkfifo(pipe)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(str(tmp_path / "notify"))
        ear.setblocking(False)

        def words() -> list[str]:
            heard = []
            while True:
                try:
                    heard.append(ear.recv(100).decode())
                except BlockingIOError:
                    return heard

        environment = {
            **os.environ, "AULA_KIOSK_STATE": str(tmp_path / "state"), "SDL_VIDEODRIVER": "offscreen",
            "NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "400000",
        }  # fmt: skip
        command = [sys.executable, "-m", "tests.kiosk.programs.stalled_window", str(pipe), "run", "--windowed"]
        with log.open("w") as out:
            program = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
        try:
            with pipe.open("w", buffering=1) as orders:
                wait_until(lambda: "READY=1" in words(), what="the first frame")
                wait_until(lambda: "WATCHDOG=1" in words(), what="a frame")
                orders.write("stand\n")
                wait_until(lambda: "alive" in log.read_text(), what="the window to stand still")
                words()
                wait_until(lambda: log.read_text().count("alive") >= ALIVE_LINE_COUNT, what="the rest of the program to live on")
                assert words() == []
                orders.write("go\n")
                wait_until(lambda: "WATCHDOG=1" in words(), what="a frame after it")
                program.terminate()
                assert program.wait(timeout=30) == 0
        finally:
            program.kill()
            program.wait()
