"""The pages on a real database of each kind, with a clock that the test moves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from server.web import sign_in
from tests.server.installation import Installation
from tests.server.web.pages import Pages


@pytest.fixture
def pages(installation: Installation, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    """Pages and terminal API of one installation with a region. Passwords are hashed at the least cost: many are tried."""
    monkeypatch.setattr(sign_in, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    made = Pages(installation, database_url, tmp_path)
    yield made
    made.close()
