"""A lobby for the tests: a real server, a real terminal enrolled with it, and a virtual display for its window."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from provisioning.demo import EXAMPLE
from provisioning.demo.display import VirtualDisplay
from provisioning.demo.programs import Server, Terminal

POINT = "keskusta-health-centre"


@contextmanager
def lobby(folder: Path, **environment: str) -> Iterator[tuple[Server, Terminal, str]]:
    """The server running, the terminal enrolled but not started, and the display's name.

    A person who walks away is timed out after two seconds unless `environment` says otherwise.
    """
    server = Server(folder)
    server.command("init", "--passphrase-stdin", typed="only for this test\n")
    server.command("load", str(EXAMPLE))
    added = json.loads(server.command("add-terminal", "--service-point", POINT, "--json"))
    with VirtualDisplay() as display:
        terminal = Terminal(folder, {"DISPLAY": display.name, "SDL_VIDEODRIVER": "x11", "AULA_KIOSK_TIMEOUT_SECONDS": "2", **environment})
        try:
            terminal.command("enrol", "--server", server.listen(), "--code", added["enrolment_code"])
            yield server, terminal, display.name
        finally:
            terminal.stop()
            server.stop()
