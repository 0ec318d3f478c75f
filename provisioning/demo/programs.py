"""Runs the two programs of the demo, each in its own process, and uses them only through command lines and files."""

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
"""The time that a program may take to start, or a screen to appear, on a busy machine."""

LISTENING_PATTERN = re.compile(r"^listening on (\S+)\n", re.MULTILINE)

T = TypeVar("T")


def wait_for(what: str, poll: Callable[[], T | None], process: subprocess.Popen[bytes], seconds: float = WAIT_TIMEOUT_SECONDS) -> T:
    """Call `poll` until it returns a value other than None, and return that value.

    Args:
        what: what is waited for, for the error message.
        poll: returns the value, or None if it is not available yet.
        process: the process that must keep running meanwhile.
        seconds: the longest time to wait.

    Raises:
        DemoError: the time is over, or the process ended.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if (seen := poll()) is not None:
            return seen
        if process.poll() is not None:
            raise DemoError(f"waited for {what}, but the program ended with status {process.returncode}")
        time.sleep(0.02)
    raise DemoError(f"waited {seconds:.0f} seconds for {what} without success")


def program_path(name: str) -> str:
    """Return the path of one of Aula's programs, in the folder of scripts of the running Python.

    Raises:
        DemoError: the program is not installed there.
    """
    path = Path(sysconfig.get_path("scripts")) / name
    if not path.exists():
        raise DemoError(f"{name} is not installed here: run make setup")
    return str(path)


class DemoProgram:
    """Represents one of Aula's programs with its state folder and its log."""

    name: str

    def __init__(self, state: Path, log: Path, environment: dict[str, str]) -> None:
        self.state = state
        self.log = log
        self.environment = {**os.environ, **environment}
        self.process: subprocess.Popen[bytes] | None = None

    def run_command(self, *arguments: str, stdin: str = "") -> str:
        """Run one command to its end with `stdin` as its standard input, and return its standard output.

        Raises:
            DemoError: the command failed. The message contains its standard error.
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
        """Start the program as a process whose output is appended to the log, and return the process."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen([program_path(self.name), *arguments], env=self.environment, stdout=log, stderr=log)
        return self.process

    def stop(self) -> None:
        """Ask the program to end, and wait for its end. Kill it after `WAIT_TIMEOUT_SECONDS`."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=WAIT_TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class DemoServer(DemoProgram):
    """Represents `aula-server` on an embedded database."""

    name = "aula-server"

    def __init__(self, folder: Path) -> None:
        state = folder / "server"
        state.mkdir(mode=0o700)
        super().__init__(state, folder / "server.log", {"AULA_SERVER_STATE": str(state)})

    def start_listening(self) -> str:
        """Start the server on a free port of the loopback interface, and return its address once it is ready."""
        process = self.start("run", "--host", "127.0.0.1", "--port", "0")

        def address() -> str | None:
            said = LISTENING_PATTERN.search(self.log.read_text(errors="replace"))
            return said[1] if said else None

        return wait_for("the server to listen", address, process)

    def export_responses(self) -> list[dict[str, Any]]:
        """Return every response of the server, as `export responses` writes it."""
        return [json.loads(line) for line in self.run_command("export", "responses", "--format", "jsonl").splitlines()]


class DemoTerminal(DemoProgram):
    """Represents `aula-kiosk` with its window on a display. The program describes its screen in a file."""

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
        """Return the description of the current screen, or an empty dictionary before the first one."""
        try:
            described: dict[str, Any] = json.loads(self._description.read_text())
        except FileNotFoundError:
            return {}
        return described

    def wait_until(self, what: str, condition: Callable[[dict[str, Any]], bool], seconds: float = WAIT_TIMEOUT_SECONDS) -> dict[str, Any]:
        """Wait until the description of the screen satisfies a condition, and return the description."""
        assert self.process is not None
        return wait_for(what, lambda: screen if condition(screen := self.read_screen()) else None, self.process, seconds)

    def read_status(self) -> dict[str, Any]:
        """Return the document of `aula-kiosk status --json`."""
        told: dict[str, Any] = json.loads(self.run_command("status", "--json"))
        return told
