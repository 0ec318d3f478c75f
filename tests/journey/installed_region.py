"""A county with one terminal: what an operator does with it, and people who answer by the terminal's own code, without a window."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from kiosk.clock import SystemClock
from kiosk.store.store import Store
from kiosk.terminal import Terminal
from provisioning.demo import EXAMPLE
from survey.visit import Chose
from tests.fixtures.server import ServerProcess
from tests.fixtures.terminal import TerminalProcess

POINT = "keskusta-health-centre"


class County:
    """The server runs; the terminal has a code."""

    @staticmethod
    def prepare(server: ServerProcess) -> Path:
        """The state of a server with the example region, to copy from: making keys takes seconds."""
        server.init()
        server.command("load", str(EXAMPLE))
        return server.state

    def __init__(self, prepared: Path, server: ServerProcess, terminal: TerminalProcess) -> None:
        self.server, self.terminal = server, terminal
        shutil.copytree(prepared, server.state, dirs_exist_ok=True)
        server.start()
        added = server.json("add-terminal", "--service-point", POINT)
        self.terminal_id: str = added["terminal_id"]
        self.code: str = added["enrolment_code"]

    def enrol(self, url: str | None = None, code: str | None = None) -> subprocess.CompletedProcess[str]:
        """Try to enrol the terminal, by default straight at the server and with its code."""
        return self.terminal.command("enrol", "--server", url or self.server.url, "--code", code or self.code, check=False)

    def people_answer(self, visits: int) -> list[str]:
        """So many visits on the terminal; ids of the responses that wait now, oldest first."""
        store = Store(self.terminal.state)
        try:
            runtime = Terminal(store, SystemClock()).runtime
            for number in range(visits):
                for name in (f"nps-{number % 11}", "skip", "value-5", "value-3", "not-applicable", "close"):
                    runtime.take(Chose(name)).result()
            with store.reading() as db:
                return [row[0] for row in db.execute("SELECT id FROM outbox ORDER BY place")]
        finally:
            store.close()

    def line(self) -> dict[str, Any]:
        """The terminal's line in the server's status."""
        told = json.loads(self.server.command("status", "--json").stdout)
        return next(line for line in told["terminals"] if line["id"] == self.terminal_id)
