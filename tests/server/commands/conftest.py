"""The real `aula-server`, with and without an example region."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fixtures.programs import ProgramProcess
from tests.fixtures.server import ServerProcess

EXAMPLE = Path("server/example/region.toml").resolve()


@pytest.fixture
def fresh(tmp_path: Path, close_at_end: Callable[[ProgramProcess], None]) -> ServerProcess:
    """A server of which nothing exists yet."""
    process = ServerProcess(tmp_path)
    close_at_end(process)
    return process


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """State of a server with the example region, to copy from: making keys is slow on purpose."""
    folder = tmp_path_factory.mktemp("loaded")
    process = ServerProcess(folder)
    process.init()
    process.run_command("load", str(EXAMPLE))
    return process.state


@pytest.fixture
def loaded(fresh: ServerProcess, template: Path) -> ServerProcess:
    """Initialised, with the example region; not running."""
    shutil.copytree(template, fresh.state, dirs_exist_ok=True)
    return fresh
