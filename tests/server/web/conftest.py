"""Provides the pages on a real database of each kind, with a clock that the test controls."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, sync_playwright

from server.operations.people import passwords
from tests.fixtures.browser import CHROMIUM_ARGUMENTS
from tests.fixtures.server import ServerProcess
from tests.server.installation import Installation
from tests.server.web.browser_session import furnish
from tests.server.web.page_client import Pages


@pytest.fixture
def pages(installation: Installation, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    """Provides the pages and the terminal API of an installation with a region. Passwords are hashed at the lowest cost for speed."""
    monkeypatch.setattr(passwords, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    made = Pages(installation, database_url, tmp_path)
    yield made
    made.close()


@pytest.fixture
def region(server: ServerProcess) -> ServerProcess:
    """Provides a running server with the example region, in which the coordinator Anna can sign in."""
    furnish(server, "coordinator")
    return server


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """Provides Debian's Chromium for the tests of one file."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()
