"""Provides both sides as real processes: a server with the example region, and a terminal on which visits are made without a window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fixtures.programs import ProgramProcess
from tests.fixtures.server import ServerProcess
from tests.fixtures.terminal import TerminalProcess
from tests.journey.region_setup import InstalledRegion


@pytest.fixture(scope="session")
def prepared_state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the state folder of a server that knows the example region."""
    return InstalledRegion.prepare(ServerProcess(tmp_path_factory.mktemp("county")))


@pytest.fixture
def region(prepared_state: Path, tmp_path: Path, close_at_end: Callable[[ProgramProcess], None]) -> InstalledRegion:
    """Return a running server with the example region, and a terminal that is not enrolled yet."""
    server, terminal = ServerProcess(tmp_path), TerminalProcess(tmp_path)
    close_at_end(server)
    close_at_end(terminal)
    return InstalledRegion(prepared_state, server, terminal)
