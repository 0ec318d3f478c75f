"""The real server as a part: it starts, survives a kill on the same address and state, and ends when asked."""

from collections.abc import Callable
from pathlib import Path

import requests

from tests.parts.programs import Program
from tests.parts.server import ServerProcess


def test_a_killed_server_comes_back_on_the_same_address_with_what_it_knew(server: ServerProcess) -> None:
    server.command("add-person", "anna@example.org", "--role", "admin")
    address = server.url
    assert requests.get(f"{address}/readyz", timeout=10).status_code == 200
    server.kill()
    server.start()
    assert server.url == address
    assert requests.get(f"{address}/readyz", timeout=10).status_code == 200
    assert server.json("status")["terminals"] == []
    assert server.exported() == []


def test_a_server_ends_when_asked_and_leaves_no_worker(server: ServerProcess) -> None:
    assert server.stop() == 0
    assert not server.running


def test_a_server_runs_on_postgresql(postgresql_url: str, tmp_path: Path, running: Callable[[Program], None]) -> None:
    server = ServerProcess(tmp_path, database_url=postgresql_url)
    running(server)
    server.init()
    server.start()
    assert requests.get(f"{server.url}/readyz", timeout=10).status_code == 200
    assert not list(server.state.glob("*.db"))
