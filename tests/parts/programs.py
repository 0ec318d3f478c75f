"""One of Aula's own programs as a process, with a log to search afterwards and an end that leaves nothing running."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.parts.missing import own_program
from tests.parts.processes import group_is_alive
from tests.parts.waiting import TIMEOUT, wait_until

COMMAND_TIMEOUT = 120.0
"""Seconds for a command that is no service."""
LAST_WORDS = 4000
"""Characters of the log that a failure shows."""


class ProgramDied(AssertionError):
    """A program ended by itself while a test counted on it; the message holds the end of its log."""


class Program:
    """A program with its state. It can be started, killed and started again on the same state."""

    def __init__(self, name: str, log: Path, environment: Mapping[str, str]) -> None:
        """`environment` is laid over this process's own, of which no `AULA_` setting is passed on."""
        self.log = log
        self._program = own_program(name)
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("AULA_")}
        self.environment = {**inherited, "PYTHONUNBUFFERED": "1", "PYTHONFAULTHANDLER": "1", **environment}
        self._process: subprocess.Popen[bytes] | None = None
        self._said_before = 0

    def command(self, *arguments: str, typed: str | None = None, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Runs one command to its end, with `typed` on its standard input. Its words are added to the log.

        Raises:
            AssertionError: it did not exit with 0, and `check` wants it to.
        """
        done = subprocess.run(
            [self._program, *arguments],
            env=self.environment,
            input=typed or "",
            capture_output=True,
            text=True,
            timeout=COMMAND_TIMEOUT,
            check=False,
        )
        with self.log.open("a") as log:
            log.write(done.stdout + done.stderr)
        if check and done.returncode:
            raise AssertionError(f"{self._program.name} {' '.join(arguments)}: exit status {done.returncode}\n{done.stderr}")
        return done

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """The process that was started; of a server, the parent of its workers."""
        assert self._process is not None, "not started"
        return self._process.pid

    def launch(self, *arguments: str) -> None:
        """Starts the service part of the program; what it prints goes to the log."""
        assert not self.running, "already running"
        self._said_before = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            # A session of its own: a kill reaches the workers too, and a Ctrl-C meant for pytest reaches none.
            self._process = subprocess.Popen(
                [self._program, *arguments], env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )

    def said(self) -> str:
        """What it has printed since it was last started."""
        with self.log.open("rb") as log:
            log.seek(self._said_before)
            return log.read().decode(errors="replace")

    def check_alive(self) -> None:
        """Raises:
        ProgramDied: it was started and runs no more.
        """
        if self._process is not None and self._process.poll() is not None:
            raise ProgramDied(f"{self._program.name} ended with status {self._process.returncode}:\n{self.said()[-LAST_WORDS:]}")

    def kill(self) -> None:
        """Ends it as a power cut would, its workers too, and waits until it is gone."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        group = self.pid
        wait_until(lambda: not group_is_alive(group), what="its workers to be gone")

    def stop(self, *, timeout: float = TIMEOUT) -> int:
        """Asks it to end, waits, and gives its exit status.

        Raises:
            AssertionError: it did not end in time; it was killed then.
        """
        assert self._process is not None, "not started"
        if self.running:
            self._process.send_signal(signal.SIGTERM)
        try:
            status = self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(
                f"{self._program.name} did not end within {timeout:g} s of SIGTERM:\n{self.said()[-LAST_WORDS:]}"
            ) from None
        group = self.pid
        wait_until(lambda: not group_is_alive(group), timeout=timeout, what="its workers to end")
        return status

    def close(self) -> None:
        """Leaves nothing running, at the end of a test."""
        self.kill()
