"""A lobby and its server, for the tests of the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from survey.enrolment_code import make
from tests.kiosk.fake_server import SmallServer
from tests.kiosk.terminal_without_window import Lobby


@pytest.fixture
def server() -> Iterator[SmallServer]:
    with SmallServer() as small:
        yield small


@pytest.fixture
def code() -> str:
    """An enrolment code; every test can have the same."""
    return make(bytes(range(16)))


@pytest.fixture
def other_code() -> str:
    return make(bytes(range(100, 116)))


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Lobby]:
    """A terminal that nobody has enrolled."""
    with Lobby(tmp_path / "state") as lobby:
        yield lobby


@pytest.fixture
def lobby(bare: Lobby, server: SmallServer, code: str) -> Lobby:
    """An enrolled terminal."""
    assert bare.enrol(server, code).enrolled
    return bare
