"""Installations on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server.installation import ApiTerminal, Installation


@pytest.fixture
def installation(database_url: str) -> Iterator[Installation]:
    """An installation with a region, on SQLite and on PostgreSQL."""
    made = Installation(database_url)
    yield made
    made.engine.dispose()


@pytest.fixture
def api_terminal(installation: Installation) -> ApiTerminal:
    """An enrolled terminal at keskusta."""
    return installation.enrol_terminal()
