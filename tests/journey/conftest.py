"""Both sides as real processes: a county's server with the example region, and a terminal whose visits are made without a window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fixtures.programs import Program
from tests.fixtures.server import ServerProcess
from tests.fixtures.terminal import TerminalProcess
from tests.journey.installed_region import County


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state of a server that knows the example region."""
    return County.prepare(ServerProcess(tmp_path_factory.mktemp("county")))


@pytest.fixture
def county(prepared: Path, tmp_path: Path, running: Callable[[Program], None]) -> County:
    """A server with the example region, listening, and one terminal that is not enrolled yet."""
    server, terminal = ServerProcess(tmp_path), TerminalProcess(tmp_path)
    running(server)
    running(terminal)
    return County(prepared, server, terminal)
