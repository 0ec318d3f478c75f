"""Provides installations on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server.installation import ApiTerminal, Installation


@pytest.fixture
def installation(database_url: str) -> Iterator[Installation]:
    """Yield an installation with a region, once on SQLite and once on PostgreSQL."""
    made = Installation(database_url)
    yield made
    made.engine.dispose()


@pytest.fixture
def api_terminal(installation: Installation) -> ApiTerminal:
    """Return an enrolled terminal at the service point keskusta."""
    return installation.enrol_terminal()
