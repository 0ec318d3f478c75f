"""Runs a server with the example region and one terminal.

The methods do what an operator does, and make visits with the terminal's own code but without a window.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from kiosk.clock import SystemClock
from kiosk.store.store import Store
from kiosk.terminal import KioskTerminal
from provisioning.demo import EXAMPLE_REGION_FILE
from survey.visit import TargetChosen
from tests.fixtures.server import ServerProcess
from tests.fixtures.terminal import TerminalProcess

SERVICE_POINT = "keskusta-health-centre"


class InstalledRegion:
    """Holds a running server and a terminal for which an enrolment code has been issued."""

    @staticmethod
    def prepare(server: ServerProcess) -> Path:
        """Return the state folder of a new server with the example region.

        It is made once and copied for each test, because making keys takes seconds.
        """
        server.init()
        server.run_command("load", str(EXAMPLE_REGION_FILE))
        return server.state

    def __init__(self, prepared: Path, server: ServerProcess, terminal: TerminalProcess) -> None:
        self.server, self.terminal = server, terminal
        shutil.copytree(prepared, server.state, dirs_exist_ok=True)
        server.start()
        added = server.run_json("add-terminal", "--service-point", SERVICE_POINT)
        self.terminal_id: str = added["terminal_id"]
        self.code: str = added["enrolment_code"]

    def enrol(self, url: str | None = None, code: str | None = None) -> subprocess.CompletedProcess[str]:
        """Try to enrol the terminal, by default directly at the server and with the terminal's code."""
        return self.terminal.run_command("enrol", "--server", url or self.server.url, "--code", code or self.code, check=False)

    def make_visits(self, visits: int) -> list[str]:
        """Make visits on the terminal, and return the ids of all responses that are unsent then, the oldest first."""
        store = Store(self.terminal.state)
        try:
            runtime = KioskTerminal(store, SystemClock()).runtime
            for number in range(visits):
                for name in (f"nps-{number % 11}", "skip", "value-5", "value-3", "not-applicable", "close"):
                    runtime.submit(TargetChosen(name)).result()
            with store.reading() as db:
                return [row[0] for row in db.execute("SELECT id FROM outbox ORDER BY place")]
        finally:
            store.close()

    def terminal_status(self) -> dict[str, Any]:
        """Return the entry of the terminal in the server's status."""
        told = json.loads(self.server.run_command("status", "--json").stdout)
        return next(line for line in told["terminals"] if line["id"] == self.terminal_id)
