"""The two programs of the demo, each as a process of its own, spoken to by command line and files alone."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sysconfig
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from provisioning.demo.errors import DemoError

WAIT_TIMEOUT_SECONDS = 60
"""How long a program may take to start or a screen to come, on a busy machine."""

LISTENING_PATTERN = re.compile(r"^listening on (\S+)\n", re.MULTILINE)

T = TypeVar("T")


def wait_for(what: str, poll: Callable[[], T | None], process: subprocess.Popen[bytes], seconds: float = WAIT_TIMEOUT_SECONDS) -> T:
    """The first thing `look` gives that is not None.

    Raises:
        DemoError: it did not come in time, or the program ended meanwhile.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if (seen := poll()) is not None:
            return seen
        if process.poll() is not None:
            raise DemoError(f"waited for {what}, but the program ended with status {process.returncode}")
        time.sleep(0.02)
    raise DemoError(f"waited {seconds:.0f} seconds in vain for {what}")


def program_path(name: str) -> str:
    """Path of one of Aula's programs, beside the Python that runs this."""
    path = Path(sysconfig.get_path("scripts")) / name
    if not path.exists():
        raise DemoError(f"{name} is not installed here: run make setup")
    return str(path)


class DemoProgram:
    """One of Aula's programs with its state folder and its log."""

    name: str

    def __init__(self, state: Path, log: Path, environment: dict[str, str]) -> None:
        self.state = state
        self.log = log
        self.environment = {**os.environ, **environment}
        self.process: subprocess.Popen[bytes] | None = None

    def run_command(self, *arguments: str, stdin: str = "") -> str:
        """Run one command to its end, with `typed` on its standard input, and give what it printed.

        Raises:
            DemoError: it failed; with its own word on why.
        """
        done = subprocess.run(
            [program_path(self.name), *arguments],
            env=self.environment,
            input=stdin,
            check=False,
            capture_output=True,
            text=True,
            timeout=WAIT_TIMEOUT_SECONDS,
        )
        if done.returncode:
            raise DemoError(f"{self.name} {arguments[0]} failed: {done.stderr.strip() or done.returncode}")
        return done.stdout

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen([program_path(self.name), *arguments], env=self.environment, stdout=log, stderr=log)
        return self.process

    def stop(self) -> None:
        """Ask the program to end, and wait until it has."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=WAIT_TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class DemoServer(DemoProgram):
    """`aula-server` on an embedded database."""

    name = "aula-server"

    def __init__(self, folder: Path) -> None:
        state = folder / "server"
        state.mkdir(mode=0o700)
        super().__init__(state, folder / "server.log", {"AULA_SERVER_STATE": str(state)})

    def start_listening(self) -> str:
        """Start it on a free port of loopback and give its address once it is ready."""
        process = self.start("run", "--host", "127.0.0.1", "--port", "0")

        def address() -> str | None:
            said = LISTENING_PATTERN.search(self.log.read_text(errors="replace"))
            return said[1] if said else None

        return wait_for("the server to listen", address, process)

    def export_responses(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.run_command("export", "responses", "--format", "jsonl").splitlines()]


class DemoTerminal(DemoProgram):
    """`aula-kiosk` with its window on a display, described in a file."""

    name = "aula-kiosk"

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        state = folder / "terminal"
        state.mkdir(mode=0o700)
        own = {"AULA_KIOSK_STATE": str(state), "AULA_KIOSK_DEVELOPER": "1"}
        super().__init__(state, folder / "terminal.log", {**own, **environment})
        self._description = folder / "screen.json"

    def open_window(self) -> None:
        """Open the window and wait for its first screen."""
        self._description.unlink(missing_ok=True)
        process = self.start("run", "--windowed", "--describe", str(self._description))
        wait_for("the terminal's first screen", lambda: self.read_screen() or None, process)

    def read_screen(self) -> dict[str, Any]:
        """What the window shows now; empty before the first screen."""
        try:
            described: dict[str, Any] = json.loads(self._description.read_text())
        except FileNotFoundError:
            return {}
        return described

    def wait_until(self, what: str, condition: Callable[[dict[str, Any]], bool], seconds: float = WAIT_TIMEOUT_SECONDS) -> dict[str, Any]:
        assert self.process is not None
        return wait_for(what, lambda: screen if condition(screen := self.read_screen()) else None, self.process, seconds)

    def read_status(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.run_command("status", "--json"))
        return told
