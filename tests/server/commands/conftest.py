"""Provides the real `aula-server`, as processes, with and without the example region."""

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
    """Return a server for which `init` has not been run."""
    process = ServerProcess(tmp_path)
    close_at_end(process)
    return process


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the state folder of an initialised server with the example region. Tests copy it, because making keys is slow on purpose."""
    folder = tmp_path_factory.mktemp("loaded")
    process = ServerProcess(folder)
    process.init()
    process.run_command("load", str(EXAMPLE))
    return process.state


@pytest.fixture
def loaded(fresh: ServerProcess, template: Path) -> ServerProcess:
    """Return an initialised server with the example region, which does not run."""
    shutil.copytree(template, fresh.state, dirs_exist_ok=True)
    return fresh
