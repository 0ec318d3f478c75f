"""Provides the fixtures for the tests of the terminal: a terminal without a window, its server and enrolment codes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from survey.enrolment_code import make_code
from tests.kiosk.fake_server import FakeServer
from tests.kiosk.headless_terminal import HeadlessTerminal


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer() as small:
        yield small


@pytest.fixture
def code() -> str:
    """Return an enrolment code, the same one in every test."""
    return make_code(bytes(range(16)))


@pytest.fixture
def other_code() -> str:
    return make_code(bytes(range(100, 116)))


@pytest.fixture
def unenrolled_terminal(tmp_path: Path) -> Iterator[HeadlessTerminal]:
    """Return a terminal that is not enrolled."""
    with HeadlessTerminal(tmp_path / "state") as lobby:
        yield lobby


@pytest.fixture
def enrolled_terminal(unenrolled_terminal: HeadlessTerminal, server: FakeServer, code: str) -> HeadlessTerminal:
    """Return a terminal that is enrolled at the server of the test."""
    assert unenrolled_terminal.enrol(server, code).is_enrolled
    return unenrolled_terminal
