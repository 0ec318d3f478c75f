"""Runs a real server, a real terminal that is enrolled with it, and a virtual display for the terminal's window."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from provisioning.demo import EXAMPLE_REGION_FILE
from provisioning.demo.display import VirtualDisplay
from provisioning.demo.programs import DemoServer, DemoTerminal

SERVICE_POINT = "keskusta-health-centre"


@contextmanager
def server_and_terminal(folder: Path, **environment: str) -> Iterator[tuple[DemoServer, DemoTerminal, str]]:
    """Yield the running server, the enrolled terminal, which is not started, and the name of the display.

    A visit times out two seconds after the last touch, unless `environment` sets another time.
    """
    server = DemoServer(folder)
    server.run_command("init", "--passphrase-stdin", stdin="only for this test\n")
    server.run_command("load", str(EXAMPLE_REGION_FILE))
    added = json.loads(server.run_command("add-terminal", "--service-point", SERVICE_POINT, "--json"))
    with VirtualDisplay() as display:
        terminal = DemoTerminal(
            folder, {"DISPLAY": display.name, "SDL_VIDEODRIVER": "x11", "AULA_KIOSK_TIMEOUT_SECONDS": "2", **environment}
        )
        try:
            terminal.run_command("enrol", "--server", server.start_listening(), "--code", added["enrolment_code"])
            yield server, terminal, display.name
        finally:
            terminal.stop()
            server.stop()
